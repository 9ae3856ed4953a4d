"""The ways of ships from every port over the lanes, and what adds up along them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from instc.network.network import read_only
from instc.remembered import Remembered
from instc.routing.shortest_paths import Arcs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.network.network import Network

SAILED = ("sea", "passage")  # modes of links


class Directed(NamedTuple):
    """Tail, head and link of every way along a link."""

    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    link: NDArray[np.intp]


class Waters:
    """
    The ports of a network and the links that ships sail: the same in all its states.

    Attributes
    ----------
    ports
        Positions of the ports.
    sailed
        Links that are lanes, fairways or passages.
    passages
        Links through straits and canals.
    number
        Of each node, which port it is; -1 of others.
    point
        Of each node, which point of the sea it is; -1 of what lies ashore.
    """

    def __init__(self, network: Network) -> None:
        kind, mode = network.cells("nodes", "kind"), network.cells("nodes", "mode")
        self.ports: NDArray[np.intp] = np.flatnonzero((kind == "port") & (mode == "sea"))
        self.sailed = read_only(np.isin(network.cells("links", "mode"), SAILED))
        self.passages = read_only(network.cells("links", "mode") == "passage")
        self.ends = network.ends
        self.number: NDArray[np.intp] = np.full(len(kind), -1)
        self.number[self.ports] = np.arange(len(self.ports))
        points = np.union1d(self.ends[:, self.sailed], self.ports)
        self.point: NDArray[np.intp] = np.full(len(kind), -1)
        self.point[points] = np.arange(len(points))

    def ways(self, ways: Directed) -> Directed:
        """Choose the ways along lanes, from point to point."""
        tail, head, link = ways
        chosen = self.sailed[link]
        return Directed(self.point[tail[chosen]], self.point[head[chosen]], link[chosen])

    @cached_property
    def stations(self) -> NDArray[np.intp]:
        """Points that are ports, or ends of passages."""
        return np.union1d(self.point[self.ports], self.point[self.ends[:, self.passages]])

    @property
    def size(self) -> int:
        """Number of points."""
        return int(self.point.max()) + 1

    @cached_property
    def fairway(self) -> NDArray[np.intp]:
        """Give the one link by which ships reach each port; -1 where there are none or several."""
        last = np.full(len(self.ports), -1)
        count = np.zeros(len(self.ports), dtype=int)
        for ends in self.ends:
            links = np.flatnonzero(self.sailed & (self.number[ends] >= 0))
            port = self.number[ends[links]]
            last[port] = links
            np.add.at(count, port, 1)
        return np.where(count == 1, last, -1)

    @cached_property
    def touching(self) -> NDArray[np.bool_]:
        """Mark the fairways: what closes one closes its port, and bends no other way."""
        marks = np.zeros(len(self.sailed), dtype=bool)
        marks[self.fairway[self.fairway >= 0]] = True
        return marks


@dataclass(frozen=True, eq=False)
class Reach:
    """
    The best ways of a ship from some ports to every point.

    Attributes
    ----------
    arcs
        Over which it sails.
    last
        Ports x points: last arc of the way, -1 where there is none.
    cost
        Ports x points: infinite where there is no way.
    amounts
        By name of what adds up along the way: of each arc.
    stations
        Points to which the sums are kept, sorted: to all others they are added up when asked for.
    """

    arcs: Arcs
    last: NDArray[np.int32]
    cost: NDArray[np.float64]
    amounts: dict[str, NDArray[np.float64]]
    stations: NDArray[np.intp]

    def sums(
        self, row: NDArray[np.intp], point: NDArray[np.intp]
    ) -> dict[str, NDArray[np.float64]]:
        """Add up each amount, and the cost, along ways from ports, by their rows, to points."""
        column = np.searchsorted(self.stations, point).clip(max=len(self.stations) - 1)
        if (self.stations[column] == point).all():
            found = {name: total[row, column] for name, total in self._kept.items()}
        else:
            found = {name: total[row, point] for name, total in self._all_sums().items()}
        return {**found, "cost": self.cost[row, point]}

    @cached_property
    def _kept(self) -> dict[str, NDArray[np.float64]]:
        return {name: total[:, self.stations] for name, total in self._all_sums().items()}

    def _all_sums(self) -> dict[str, NDArray[np.float64]]:
        return _added(self.arcs, self.last, self.amounts)

    def links_to(self, port: int, node: int) -> list[int]:
        """Name the links of the way from a port, by its row, to a point, in travel order."""
        links = []
        last, tail, link = self.last[port], self.arcs.tail, self.arcs.link
        while (arc := int(last[node])) >= 0:
            links.append(int(link[arc]))
            node = int(tail[arc])
        return links[::-1]


_REACHED: Remembered[Reach] = Remembered(256)  # 0.3 MB each in the mean


def reach(
    ways: Directed,
    allowed: NDArray[np.bool_],
    weight: NDArray[np.float64],
    ports: NDArray[np.intp],
    amounts: dict[str, NDArray[np.float64]],
    stations: NDArray[np.intp],
    size: int,
) -> Reach:
    """
    Find the best ways of a ship from ports, and add up along them: once for all worlds of one sea.

    Parameters
    ----------
    ways
        Along links, sorted as `Arcs` wants them.
    allowed, weight
        Links that it may sail, and what is least; in link order.
    ports
        Points where the ways begin.
    amounts
        By name, of each link.
    stations
        Points to which sums are asked for again and again.
    size
        Number of points.
    """
    chosen = allowed[ways.link]
    link = ways.link[chosen]
    arcs = Arcs(ways.tail[chosen], ways.head[chosen], link, weight[link], size)
    along = {name: amount[link] for name, amount in amounts.items()}
    read = (arcs.tail, arcs.head, link, arcs.weight, ports, stations, *along.values())
    key = (size, *along, *map(_digest, read))
    return _REACHED.get(key, lambda: _reached(arcs, ports, along, stations))


def _digest(array: NDArray[Any]) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).digest()


def _reached(
    arcs: Arcs,
    ports: NDArray[np.intp],
    amounts: dict[str, NDArray[np.float64]],
    stations: NDArray[np.intp],
) -> Reach:
    """Find the best ways over arcs from ports."""
    if not len(ports):
        nothing = np.empty((0, arcs.size))
        return Reach(arcs, nothing.astype(np.int32), nothing, amounts, stations)
    cost = arcs.costs_of_few(ports.tolist())
    last = np.stack(list(map(arcs.last_arcs, cost))).astype(np.int32)
    return Reach(arcs, last, cost, amounts, stations)


def _added(
    arcs: Arcs, last: NDArray[np.int32], amounts: dict[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """Add up amounts of arcs along trees, all at once: each step doubles how far back it looks."""
    count, size = last.shape
    known = last >= 0
    before = np.where(known, arcs.tail[last], np.arange(size))
    own = np.stack([*amounts.values()], axis=-1)  # side by side: one look fetches all
    sums = np.where(known[..., np.newaxis], own[last], 0.0)
    row = np.arange(count)[:, np.newaxis]
    while True:
        further = before[row, before]
        if (further == before).all():
            return dict(zip(amounts, np.moveaxis(sums, -1, 0), strict=True))
        sums = sums + sums[row, before]
        before = further
