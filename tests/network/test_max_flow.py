"""Largest flow and smallest cut: brute force and hand arithmetic."""

import random
from itertools import combinations

import networkx as nx
import pandas as pd
import pytest

from instc.network.max_flow import Cut, minimum_cut, missing_links


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
