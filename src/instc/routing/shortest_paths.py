"""Shortest paths from a node to all others (Dijkstra 1959), over arcs that are sorted by tail."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING, ClassVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

BY_HEAP = (
    300  # trees of a process: a question grows some 130, and importing SciPy takes more than all
)
LEAST = 1e-9  # a free link still is a link: of two paths the one with fewer of them is shorter
NOWHERE = -1  # a goal that is never reached
EPSILON = np.finfo(float).eps


def felt(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Let each link count in the sum of any way, however large: else ways could go in circles."""
    return np.maximum(weight, max(LEAST, weight.sum() * EPSILON))


def in_order(
    tail: NDArray[np.intp], head: NDArray[np.intp], link: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Give the order of arcs by tail, then head, then link, which is -1 or above: by one key."""
    links = link.max(initial=0) + 2
    key = (tail * (head.max(initial=0) + 1) + head) * links + link
    return np.argsort(key, kind="stable")  # what is partly in order is sorted fast


@dataclass(frozen=True, eq=False)
class Arcs:
    """
    What may be travelled: arcs sorted by tail, then head, then link.

    Least costs are one and the same however they are found: each is the least sum, rounded in
    travel order. Of paths that cost the same, the one is taken whose last arc stands first.

    Attributes
    ----------
    tail, head, link
        Positions of the nodes of each arc, and of the link that it runs along.
    weight
        What is minimised, above 0.
    size
        Number of nodes.
    """

    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    link: NDArray[np.intp]
    weight: NDArray[np.float64]
    size: int
    grown: ClassVar[int] = 0  # trees, in this process

    @classmethod
    def many(cls) -> bool:
        """Tell whether so many trees have grown that SciPy grows the others, each whole."""
        return cls.grown > BY_HEAP

    def costs(self, sources: Sequence[int]) -> NDArray[np.float64]:
        """Give the least costs, sources x nodes; infinite where there is no path."""
        Arcs.grown += len(sources)
        if self.many():
            return self._costs_by_scipy(sources)
        return np.array([self._costs_by_heap([(source, 0.0)]) for source in sources])

    def costs_mended(
        self,
        sources: NDArray[np.intp],
        known: NDArray[np.float64],
        lost: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        """
        Give the least costs where some arcs are gone, from those of before.

        Parameters
        ----------
        sources
            Nodes.
        known
            Least costs, sources x nodes, over these arcs and others.
        lost
            Nodes whose path led over one of the others: all others keep their path, and so their
            cost, to the last bit.
        """
        costs = np.where(lost, np.inf, known)
        rows = np.flatnonzero(lost.any(axis=1)).tolist()
        if rows and self.many():
            costs[rows] = self._costs_by_scipy(sources[rows].tolist())
            return costs
        at_edge = lost.take(self.head, axis=1) > lost.take(self.tail, axis=1)
        row, arc = self._places(at_edge)
        offered = costs[row, self.tail[arc]] + self.weight[arc]
        heads = self.head[arc].tolist()
        offers = list(zip(heads, offered.tolist(), strict=True))
        each = np.arange(len(lost) + 1)
        of_row = np.searchsorted(row, each).tolist()
        for here in rows:
            begin, end = of_row[here : here + 2]
            left = costs[here].tolist()
            costs[here] = self._costs_by_heap(offers[begin:end], left)
        return costs

    def costs_from(
        self, starts: Mapping[int, float], goals: Collection[int] | None = None
    ) -> NDArray[np.float64]:
        """
        Give the least cost of each node from any of some starts, with what each costs itself.

        Where ``goals`` are named, what costs more than all of them may cost less than is given.
        """
        Arcs.grown += 1
        if self.many():
            return self._joined(starts).costs([self.size])[0, : self.size]
        return np.array(self._costs_by_heap(starts.items(), goals=goals))

    def _joined(self, starts: Mapping[int, float]) -> Arcs:
        """Add a node behind all others from which an arc leads to each start."""
        heads = np.fromiter(starts, dtype=np.intp)
        weights = np.fromiter(starts.values(), dtype=float)
        more = np.full(len(heads), self.size)
        return Arcs(
            np.append(self.tail, more),
            np.append(self.head, heads),
            np.append(self.link, more),
            np.append(self.weight, weights),
            self.size + 1,
        )

    def entered(self, nodes: Iterable[int]) -> set[int]:
        """Choose the nodes to which an arc leads: no path does to the others."""
        marks = np.zeros(self.size, dtype=bool)
        marks[self.head] = True
        return {node for node in nodes if marks[node]}

    def last_arcs(self, cost: NDArray[np.float64]) -> NDArray[np.intp]:
        """Give the last arc of the path to each node, by its least cost; -1 where there is none."""
        there = cost.take(self.head, axis=-1)
        so_far = cost.take(self.tail, axis=-1)
        arrives = so_far + self.weight == there
        tree, arc = self._places(arrives & np.isfinite(there))
        last = np.full(cost.shape, -1, dtype=np.intp)
        rows = last.reshape(-1, self.size)
        rows[tree[::-1], self.head[arc[::-1]]] = arc[::-1]  # from behind: the first stays
        return last

    def _places(self, marks: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Give the row and the arc of each mark, of rows x arcs."""
        width = max(1, len(self.head))
        return np.divmod(np.flatnonzero(marks), width)

    @cached_property
    def first(self) -> NDArray[np.intp]:
        """Where the arcs of each node begin; and their number, at the end."""
        return np.searchsorted(self.tail, np.arange(self.size + 1))

    @cached_property
    def _lists(self) -> tuple[list[int], list[int], list[float]]:
        return self.first.tolist(), self.head.tolist(), self.weight.tolist()

    def _costs_by_heap(
        self,
        starts: Iterable[tuple[int, float]],
        known: list[float] | None = None,
        goals: Collection[int] | None = None,
    ) -> list[float]:
        first, heads, weights = self._lists
        costs = known or [math.inf] * self.size
        waiting = {NOWHERE} if goals is None else set(goals)
        heap: list[tuple[float, int]] = []
        for node, cost in starts:
            if cost < costs[node]:
                costs[node] = cost
                heappush(heap, (cost, node))
        while heap and waiting:
            so_far, node = heappop(heap)
            if so_far > costs[node]:
                continue  # it was reached for less
            waiting.discard(node)
            for arc in range(first[node], first[node + 1]):
                cost = so_far + weights[arc]
                head = heads[arc]
                if cost < costs[head]:
                    costs[head] = cost
                    heappush(heap, (cost, head))
        return costs

    def _costs_by_scipy(self, sources: Sequence[int]) -> NDArray[np.float64]:
        from scipy.sparse import csr_array  # noqa: PLC0415  (0.1 s)
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

        rows = csr_array((self.weight, self.head, self.first), shape=(self.size, self.size))
        costs: NDArray[np.float64] = dijkstra(rows, indices=sources)
        return costs
