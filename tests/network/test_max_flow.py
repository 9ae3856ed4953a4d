"""Maximum flow: brute force, hand arithmetic, and NetworkX finds the same value and cut."""

import math
import random
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from networkx.algorithms.flow import preflow_push

from instc.network.max_flow import Cut, maximum_flow, minimum_cut, missing_links


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


def random_branch(seed):
    """Links of which some have no figure, some none to spare, and some run one way or in parallel."""
    dice = np.random.default_rng(seed)
    count = int(dice.integers(1, 25))
    ends = dice.integers(0, 7, (count, 2))
    columns = {
        "from_node_id": [f"n{end}" for end in ends[:, 0]],
        "to_node_id": [f"n{end}" for end in ends[:, 1]],
        "directed": dice.random(count) < 0.3,
    }
    links = pd.DataFrame(columns, index=[f"link{number:02}" for number in range(count)])
    links = links[links["from_node_id"] != links["to_node_id"]]
    kt = {name: int(dice.integers(0, 6)) for name in links.index if dice.random() < 0.8}
    exits = {"n5": 4} if seed % 3 else {}
    return links, kt, ["n0", "n1"], ["n5", "n6"], exits


def by_networkx(links, kt, sources, targets, exits):
    """The least cut by preflow push, and what each link is to it."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("source", "target"))
    ways = {}
    for name, row in links.iterrows():
        ends = (row["from_node_id"], row["to_node_id"])
        ways[name] = [ends] if row["directed"] else [ends, ends[::-1]]
        for start, end in ways[name]:
            before = graph.get_edge_data(start, end, {"capacity": 0})["capacity"]
            graph.add_edge(start, end, capacity=before + kt.get(name, math.inf))
    graph.add_edges_from(("source", node) for node in sources if node in graph)
    for node in targets:
        if node in graph:
            graph.add_edge(node, "target", capacity=exits.get(node, math.inf))
    try:
        flow = preflow_push(graph, "source", "target")
    except nx.NetworkXUnbounded:
        return Cut(None, (), ())
    value = int(flow.graph["flow_value"])
    if not value:
        return Cut(0, (), ())
    slack = nx.DiGraph()
    slack.add_nodes_from(flow)
    slack.add_edges_from(
        (start, end) for start, end, arc in flow.edges(data=True) if arc["flow"] < arc["capacity"]
    )
    far = nx.ancestors(slack, "target") | {"target"}

    def holds(start, end):
        onward = nx.descendants(slack, start) | {start}
        return not {"target", end} & onward and end not in nx.descendants(slack, "source")

    crossing = [
        name for name, arcs in ways.items() if any(a not in far and b in far for a, b in arcs)
    ]
    binding = [
        name for name, arcs in ways.items() if kt.get(name, 0) and any(holds(*arc) for arc in arcs)
    ]
    return Cut(value, tuple(sorted(crossing)), tuple(sorted(binding)))


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_networkx_finds_the_same_cut(start):
    found = set()
    for seed in range(start, start + 100):
        branch = random_branch(seed)
        *words, exits = branch
        cut = minimum_cut(*words, exits=exits)
        assert cut == by_networkx(*branch), seed
        found.add((cut.kt is None, bool(cut.kt), len(cut.binding) > 1))
    assert len(found) > 3


def test_an_end_that_is_both_lets_all_through():
    assert maximum_flow(1, [], [0], [0]).value == math.inf


def test_what_is_left_tells_the_cut_next_to_either_end():
    """Two narrow links in a row: nodes 0 to 3, of which the first and the last let one through."""
    flow = maximum_flow(4, [(0, 1, 1, 0), (1, 2, 5, 5), (2, 3, 1, 0)], [0], [3])
    assert flow.value == 1
    assert set(flow.reached([0])) == {0}
    assert flow.reaching([3]) == {3}
