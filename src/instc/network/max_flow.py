"""Maximum flow and the least cut of closed or narrow links."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from instc.network.columns import USABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    Arc = tuple[int, int, float, float]  # two nodes, and what can flow forth and back

KT_PER_MT = 1000  # flows are whole thousands of tonnes, so that a cut adds up exactly


class Flow:
    """
    A flow, and the room that it leaves: arc ``2 k`` runs forth along the k-th, ``2 k + 1`` back.

    Attributes
    ----------
    value
        The whole; infinite where nothing on some way holds it back.
    """

    def __init__(self, size: int, arcs: Iterable[Arc]) -> None:
        self.value: float = 0
        self.head: list[int] = []
        self.room: list[float] = []
        self.leaving: list[list[int]] = [[] for _ in range(size)]
        for tail, head, forth, back in arcs:
            self.leaving[tail].append(len(self.head))
            self.leaving[head].append(len(self.head) + 1)
            self.head += head, tail
            self.room += forth, back

    def reached(self, sources: Iterable[int]) -> dict[int, int]:
        """Name the nodes that more could flow to, with the arc that each is reached by."""
        by = dict.fromkeys(sources, -1)
        waiting = deque(by)
        while waiting:
            for arc in self.leaving[waiting.popleft()]:
                if self.room[arc] and self.head[arc] not in by:
                    by[self.head[arc]] = arc
                    waiting.append(self.head[arc])
        return by

    def reaching(self, targets: Iterable[int]) -> set[int]:
        """Name the nodes that more could flow from."""
        seen = set(targets)
        waiting = deque(seen)
        while waiting:
            for arc in self.leaving[waiting.popleft()]:
                if self.room[arc ^ 1] and self.head[arc] not in seen:
                    seen.add(self.head[arc])
                    waiting.append(self.head[arc])
        return seen

    def push(self, path: Sequence[int]) -> None:
        """Let as much flow along a path as it has room for."""
        most = min((self.room[arc] for arc in path), default=math.inf)
        self.value += most
        if most < math.inf:
            for arc in path:
                self.room[arc] -= most
                self.room[arc ^ 1] += most


def maximum_flow(
    size: int, arcs: Iterable[Arc], sources: Sequence[int], targets: Iterable[int]
) -> Flow:
    """
    Find the most that can flow (Edmonds and Karp 1972).

    Parameters
    ----------
    size
        Number of nodes.
    arcs
        What they are joined by.
    sources, targets
        Nodes.

    Returns
    -------
    flow
        What it leaves of the room tells the least cuts: they are the same for every maximum flow.
    """
    flow, ends = Flow(size, arcs), list(targets)
    while flow.value < math.inf:
        by = flow.reached(sources)
        end = next((node for node in ends if node in by), None)
        if end is None:
            break
        path = []
        while by[end] >= 0:
            path.append(by[end])
            end = flow.head[by[end] ^ 1]
        flow.push(path)
    return flow


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
    """
    start, end = links["from_node_id"].tolist(), links["to_node_id"].tolist()
    directed = links["directed"].tolist()
    node = {name: number for number, name in enumerate(dict.fromkeys([*start, *end]))}
    sink, most = len(node), exits or {}
    arcs: list[Arc] = []
    for link_id, tail, head, one_way in zip(links.index, start, end, directed, strict=True):
        room = kt.get(link_id, math.inf)
        arcs.append((node[tail], node[head], room, 0 if one_way else room))
    springs = [node[name] for name in set(sources) & node.keys()]
    mouths = set(targets) & node.keys()
    arcs += [(node[name], sink, most.get(name, math.inf), 0) for name in mouths]
    flow = maximum_flow(sink + 1, arcs, springs, [sink])
    if math.isinf(flow.value):
        return Cut(None, (), ())
    if not flow.value:
        return Cut(0, (), ())
    far, near = flow.reaching([sink]), flow.reached(springs)
    crossing, binding = set(), set()
    for arc in range(2 * len(links)):
        link_id, backward = links.index[arc // 2], arc % 2
        if backward and directed[arc // 2]:
            continue
        tail, head = flow.head[arc ^ 1], flow.head[arc]
        if tail not in far and head in far:
            crossing.add(link_id)
        if kt.get(link_id) and head not in near and _holds(flow, tail, head, sink):
            binding.add(link_id)
    return Cut(int(flow.value), tuple(sorted(crossing)), tuple(sorted(binding)))


def _holds(flow: Flow, tail: int, head: int, sink: int) -> bool:
    """Say whether an arc lies in some smallest cut (Picard and Queyranne 1980)."""
    reached = flow.reached([tail])
    return head not in reached and sink not in reached


def kilotonnes(mtpa: float) -> int:
    """Turn Mt a year into whole thousands of tonnes."""
    return round(mtpa * KT_PER_MT)


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
    """
    barred = dict.fromkeys(links.index[~links["status"].isin(USABLE)], 1)
    return minimum_cut(links, barred, sources, targets).link_ids
