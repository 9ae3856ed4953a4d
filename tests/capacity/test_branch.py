"""Capacity: brute force and hand arithmetic of cuts, and what is printed of the branches."""

import random
from itertools import combinations

import networkx as nx
import pandas as pd
import pytest

import instc
import toy
from instc.capacity.branch import (
    BRANCHES,
    branch_network,
    find_branches,
    link_names,
    load_capacities,
    nameplates,
)
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
def values(model):
    return load_capacities(model.network)


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


def test_a_link_is_named_by_its_ends():
    named = link_names(
        toy.toy_network(),
        [
            "beta.rail1435-gamma.rail1435",
            "gamma.rail1435-gamma.rail1520",
            "beta.port-beta.road",
        ],
    )
    assert named == ["Beta - Gamma", "Gamma, gauge break", "Beta, transshipment"]


def test_a_fairway_is_its_port_and_the_way_into_a_terminal_that(model):
    links = ["olya.port-fairway", "astara_az.border1520-astara_ir.rail1520"]
    assert link_names(model.network, links) == ["Olya port", "Astara (Iran) terminal"]


FIGURES = pd.DataFrame(
    [
        ("a", "nameplate_mtpa", "2010", 5.0),
        ("a", "nameplate_mtpa", "2020", 7.0),
        ("a", "nameplate_mtpa", "2020", 6.0),  # two say so: the lower
        ("a", "planned_mtpa", "2030", 1.0),  # a nameplate comes before any plan
        ("b", "nameplate_mtpa", "2020", 4.0),
        ("b", "nameplate_mtpa", "2020", 3.0),
        ("c", "planned_mtpa", "2030", 9.0),
        ("c", "planned_mtpa", "", 8.0),
        ("d", "observed_mtpa", "2020", 2.0),  # traffic is no capacity
    ],
    columns=["link_id", "column", "as_of", "mtpa"],
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-07-31", {"a": 6.0, "b": 3.0, "c": 8.0}),
        ("2020", {"a": 6.0, "b": 3.0, "c": 8.0}),
        ("2015-01-01", {"a": 5.0, "b": 3.0, "c": 8.0}),  # b: the first there is
        ("2000-01-01", {"a": 5.0, "b": 3.0, "c": 8.0}),
    ],
)
def test_the_capacity_in_force_by_hand(day, expected):
    chosen = nameplates(FIGURES, day)
    assert FIGURES.loc[chosen, "mtpa"].set_axis(chosen.index).to_dict() == expected


def test_a_word_means_its_branches():
    assert [branch.branch_id for branch in find_branches("west")] == ["west", "west_lorry"]
    assert [branch.branch_id for branch in find_branches("east")] == ["east"]
    assert find_branches(None) == list(BRANCHES.values())
