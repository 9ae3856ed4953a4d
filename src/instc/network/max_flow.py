"""Maximum flow and the least cut of closed or narrow links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instc.network.columns import USABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


import math
from typing import TYPE_CHECKING

import networkx as nx
from networkx.algorithms.flow import preflow_push

if TYPE_CHECKING:
    from collections.abc import Iterable


KT_PER_MT = 1000  # flows are whole thousands of tonnes, so that a cut adds up exactly


@dataclass(frozen=True)
class Cut:
    """
    The most that can flow, and the links that hold it there.

    Attributes
    ----------
    kt
        Thousand tonnes a year; None where nothing on the way has a figure.
    link_ids
        Links of a minimum cut, sorted.
    binding
        Links of any minimum cut: each of them alone would hold the flow down.
    """

    kt: int | None
    link_ids: tuple[str, ...]
    binding: tuple[str, ...]


def minimum_cut(
    links: pd.DataFrame,
    kt: dict[str, int],
    sources: Iterable[str],
    targets: Iterable[str],
    *,
    exits: dict[str, int] | None = None,
) -> Cut:
    """
    Find the most that can flow from sources to targets, and what holds it there.

    Parameters
    ----------
    links
        Open links: ``from_node_id, to_node_id, directed`` by link id.
    kt
        Capacity in thousand tonnes a year by link id; without a figure a link holds nothing back.
    sources, targets
        Node ids; those that are not there count for nothing.
    exits
        Capacity of a target itself, by node id.

    Returns
    -------
    cut
        Of the smallest cuts the one next to the targets; zero and no links if there is no way.

    Examples
    --------
    >>> links = pd.DataFrame({"from_node_id": ["a", "b"], "to_node_id": ["b", "c"], "directed": False}, index=["ab", "bc"])
    >>> minimum_cut(links, {"ab": 5, "bc": 3}, ["a"], ["c"])
    Cut(kt=3, link_ids=('bc',), binding=('bc',))
    """
    graph = _flow_graph(links, kt, sources, targets, exits or {})
    try:
        flow = preflow_push(graph, SOURCE, TARGET)
    except nx.NetworkXUnbounded:
        return Cut(None, (), ())
    value = int(flow.graph["flow_value"])
    if not value:
        return Cut(0, (), ())
    slack = nx.DiGraph(
        [(u, v) for u, v, arc in flow.edges(data=True) if arc["flow"] < arc["capacity"]]
    )
    slack.add_nodes_from(flow)
    near = set(flow) - nx.ancestors(slack, TARGET) - {TARGET}
    filled = {(u, v) for u, v in graph.edges if not slack.has_edge(u, v)}
    holds = {(u, v) for u, v in filled if _holds(slack, u, v)}
    crossing = [
        link_id
        for link_id, arcs in _arcs(links)
        if any(u in near and v not in near for u, v in arcs)
    ]
    binding = [
        link_id
        for link_id, arcs in _arcs(links)
        if kt.get(link_id, 0) and not holds.isdisjoint(arcs)
    ]
    return Cut(value, tuple(sorted(crossing)), tuple(sorted(binding)))


def _arcs(links: pd.DataFrame) -> list[tuple[str, list[tuple[str, str]]]]:
    rows = zip(
        links.index, links["from_node_id"], links["to_node_id"], links["directed"], strict=True
    )
    return [
        (link_id, [(start, end)] if directed else [(start, end), (end, start)])
        for link_id, start, end, directed in rows
    ]


def _flow_graph(
    links: pd.DataFrame,
    kt: dict[str, int],
    sources: Iterable[str],
    targets: Iterable[str],
    exits: dict[str, int],
) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from((SOURCE, TARGET))
    for link_id, arcs in _arcs(links):
        for u, v in arcs:
            before = graph.edges[u, v]["capacity"] if graph.has_edge(u, v) else 0
            graph.add_edge(u, v, capacity=before + kt.get(link_id, math.inf))
    graph.add_edges_from((SOURCE, node) for node in set(sources) & set(graph))
    graph.add_edges_from(
        (node, TARGET, {"capacity": exits.get(node, math.inf)})
        for node in set(targets) & set(graph)
    )
    return graph


def _holds(slack: nx.DiGraph, start: str, end: str) -> bool:
    """Say whether a filled arc lies in some smallest cut (Picard and Queyranne 1980)."""
    from_start = nx.descendants(slack, start) | {start}
    return (
        TARGET not in from_start
        and end not in from_start
        and end not in nx.descendants(slack, SOURCE)
    )


def kilotonnes(mtpa: float) -> int:
    """Turn Mt a year into whole thousands of tonnes."""
    return round(mtpa * KT_PER_MT)


SOURCE, TARGET = "<source>", "<target>"


def missing_links(
    links: pd.DataFrame, sources: Iterable[str], targets: Iterable[str]
) -> tuple[str, ...]:
    """
    Name the fewest links that must open before anything can flow.

    Parameters
    ----------
    links
        Open and closed: as in `minimum_cut`, with ``status``.
    sources, targets
        Node ids.

    Returns
    -------
    link_ids
        Sorted; empty if something can flow, or if nothing could with every link open.

    Examples
    --------
    >>> links = pd.DataFrame({"from_node_id": ["a"], "to_node_id": ["b"], "directed": False, "status": "planned"}, index=["ab"])
    >>> missing_links(links, ["a"], ["b"])
    ('ab',)
    """
    barred = dict.fromkeys(links.index[~links["status"].isin(USABLE)], 1)
    return minimum_cut(links, barred, sources, targets).link_ids
