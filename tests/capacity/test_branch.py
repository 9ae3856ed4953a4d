"""Capacity: brute force, hand arithmetic, and what the ladder of the western branch says."""

import json
import random
from itertools import combinations

import networkx as nx
import pandas as pd
import pytest

import instc
from instc.capacity.branch import (
    BRANCHES,
    branch_network,
    find_branches,
    link_names,
    load_capacities,
    nameplates,
)
from instc.capacity.ladder import assess
from instc.errors import TableError, UnknownIdError
from instc.network.max_flow import Cut, minimum_cut, missing_links
from instc.tables.schema import seeds_dir


def table(*rows):
    columns = ["link_id", "from_node_id", "to_node_id", "directed", "status"]
    return pd.DataFrame([(*row, "open")[:5] for row in rows], columns=columns).set_index("link_id")


def random_graph(rng):
    nodes = "abcdefgh"[: rng.randint(2, 6)]
    links = [(f"l{i}", *rng.sample(nodes, 2), rng.random() < 0.5) for i in range(rng.randint(1, 9))]
    kt = {link[0]: rng.randint(0, 9) for link in links}
    return nodes, table(*links), kt


def brute_force(nodes, links, kt):
    """Try every side that holds the source and not the target."""
    inner = [node for node in nodes if node not in "ab"]
    cuts = []
    for size in range(len(inner) + 1):
        for chosen in combinations(inner, size):
            near = {"a", *chosen}
            cuts.append(
                frozenset(
                    link_id
                    for link_id, row in links.iterrows()
                    if (row.from_node_id in near and row.to_node_id not in near)
                    or (
                        not row.directed and row.to_node_id in near and row.from_node_id not in near
                    )
                )
            )
    return cuts, min(sum(kt[link_id] for link_id in cut) for cut in cuts)


def connected(links):
    graph = nx.DiGraph()
    graph.add_nodes_from("ab")
    for row in links.itertuples():
        graph.add_edge(row.from_node_id, row.to_node_id)
        if not row.directed:
            graph.add_edge(row.to_node_id, row.from_node_id)
    return nx.has_path(graph, "a", "b")


@pytest.mark.parametrize("seed", range(20))
def test_flow_equals_the_smallest_of_all_cuts_and_the_cut_disconnects(seed):
    rng = random.Random(seed)
    for _ in range(100):  # 20 x 100 = 2,000 graphs
        nodes, links, kt = random_graph(rng)
        cuts, least = brute_force(nodes, links, kt)
        found = minimum_cut(links, kt, ["a"], ["b"])
        assert found.kt == least
        if least:
            assert sum(kt[link_id] for link_id in found.link_ids) == least
            assert not connected(links.drop(list(found.link_ids)))
            smallest = [cut for cut in cuts if sum(kt[link_id] for link_id in cut) == least]
            some = {link_id for cut in smallest for link_id in cut if kt[link_id]}
            assert set(found.binding) == some


def test_two_ways_add_up_by_hand():
    # a-b carries min(5, 3) = 3, a-c-b carries min(4, 9) = 4: 7 together
    links = table(
        ("ax", "a", "x", False),
        ("xb", "x", "b", False),
        ("ac", "a", "c", False),
        ("cb", "c", "b", False),
    )
    assert minimum_cut(links, {"ax": 5, "xb": 3, "ac": 4, "cb": 9}, ["a"], ["b"]) == Cut(
        7, ("ac", "xb"), ("ac", "xb")
    )


def test_without_a_figure_nothing_is_held_back():
    links = table(("ab", "a", "b", False))
    assert minimum_cut(links, {}, ["a"], ["b"]).kt is None
    assert minimum_cut(links, {}, ["a"], ["b"], exits={"b": 7}).kt == 7


def test_no_way_is_zero_and_the_fewest_closed_links_are_named():
    links = table(
        ("ax", "a", "x", False, "planned"),
        ("xb", "x", "b", False),
        ("ay", "a", "y", False, "closed"),
        ("yz", "y", "z", False, "closed"),
        ("zb", "z", "b", False),
    )
    assert minimum_cut(links[links["status"] == "open"], {}, ["a"], ["b"]).kt == 0
    missing = missing_links(links, ["a"], ["b"])
    assert len(missing) == 2
    assert "ax" in missing


def test_the_last_nameplate_before_the_day_counts():
    values = load_capacities(instc.load_model().network)
    terminal = "astara_az.border1520-astara_ir.rail1520"
    assert values.at[nameplates(values, "2026-07-31")[terminal], "mtpa"] == 1
    assert values.at[nameplates(values, "2020-01-01")[terminal], "mtpa"] == 2
    assert (
        values.at[nameplates(values, "2010-01-01")[terminal], "mtpa"] == 2
    )  # before the first row, the first


@pytest.fixture(scope="module")
def model():
    return instc.load_model()


@pytest.fixture(scope="module")
def values(model):
    return load_capacities(model.network)


def climb(model, values, branch):
    return assess(model.network, model.corridors, BRANCHES[branch], values, model.as_of)[0].climb()


def test_closing_the_gap_moves_the_bottleneck_to_the_terminal_and_then_to_yalama(model, values):
    steps = climb(model, values, "west")
    named = [link_names(model.network, step.binding) for step in steps]
    assert steps[0].mtpa == 0
    assert named[0] == ["Astara (Iran) - Rasht"]
    assert steps[1].lifted_by == "Rasht-Astara railway"
    assert steps[1].mtpa == 1
    assert named[1] == ["Astara (Iran) terminal"]
    yalama = next(number for number, names in enumerate(named) if "Samur - Yalama" in names)
    assert steps[yalama].mtpa == 11
    assert all("Samur - Yalama" not in names for names in named[:yalama])


def test_the_scenario_gives_what_the_works_give(model, values):
    built = model.with_scenario("rasht-astara-open")
    assert (
        assess(built.network, built.corridors, BRANCHES["west"], values, model.as_of)[1].mtpa
        == climb(model, values, "west")[1].mtpa
    )


@pytest.mark.parametrize("branch", BRANCHES)
def test_each_rung_carries_at_least_what_the_rung_below_does(model, values, branch):
    flows = [
        step.mtpa if step.mtpa is not None else float("inf")
        for step in climb(model, values, branch)
    ]
    assert flows == sorted(flows)
    assert len(flows) < 20


@pytest.mark.parametrize("branch", ["west_lorry", "caspian", "east"])
def test_closing_the_cut_leaves_no_way(model, values, branch):
    ladder, state = assess(model.network, model.corridors, BRANCHES[branch], values, model.as_of)
    shut = ladder.links.drop(list(state.cut))
    assert (
        minimum_cut(
            shut[shut["status"].isin(["open", "limited"])],
            {},
            ladder.sources,
            ["bandar_abbas.port"],
        ).kt
        == 0
    )
    assert sum(ladder.kt[link_id] for link_id in state.cut) == round(state.mtpa * 1000)


def test_a_branch_has_no_other_sea_and_no_lorry(model):
    part = branch_network(model.network, model.corridors, BRANCHES["caspian"]).links
    assert not part["passage_id"].isin(["hormuz", "suez"]).any()
    assert not (part["mode"] == "road").any()
    lorry = branch_network(model.network, model.corridors, BRANCHES["west_lorry"]).links
    assert lorry.index[lorry["mode"] == "road"].tolist() == ["astara_ir.road-rasht.road"]


def test_an_unknown_branch_is_refused():
    with pytest.raises(UnknownIdError, match='did you mean "west"'):
        find_branches("wets")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (
            "rasht.rail1435-qazvim.rail1435,nameplate_mtpa,5,Mt/year,2019,,C,osjd,",
            'is no link of the network .did you mean "rasht.rail1435-qazvin.rail1435"',
        ),
        (
            "rasht.rail1435-qazvin.rail1435,nameplate_mtpa,five,Mt/year,2019,,C,osjd,",
            '"five" is not a number',
        ),
        ("rasht.rail1435-qazvin.rail1435,planned_mtpa,5,Mt/year,2019,,C,osjd,", "needs the works"),
    ],
)
def test_a_bad_row_is_named(tmp_path, model, line, complaint):
    (tmp_path / "datapackage.json").write_text((seeds_dir() / "datapackage.json").read_text())
    (tmp_path / "link_values.csv").write_text(
        (seeds_dir() / "link_values.csv").read_text().splitlines()[0] + "\n" + line + "\n"
    )
    with pytest.raises(TableError, match=f"link_values.csv: row 2.*{complaint}"):
        load_capacities(model.network, tmp_path)


def test_the_command_gives_the_contract(capsys, monkeypatch):
    from instc import cli

    monkeypatch.setattr(
        "sys.argv", ["instc", "bottleneck", "--branch", "west", "--ladder", "--format", "json"]
    )
    assert cli.run() == 0
    answer = json.loads(capsys.readouterr().out)
    assert {"mtpa", "teu", "cut", "lifted_by", "source_ids"} <= set(answer["steps"][0])
    second = answer["steps"][1]
    assert second["teu"] == round(second["mtpa"] * 1e6 / 12)
