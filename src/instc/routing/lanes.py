"""The ways of ships from every port over the lanes, and what adds up along them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from instc.network.network import read_only
from instc.remembered import Remembered
from instc.routing.shortest_paths import Arcs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from instc.network.network import Network

    Cells = NDArray[np.float64]
    Marks = NDArray[np.bool_]
    Places = NDArray[np.intp]

SAILED = ("sea", "passage")  # modes of links
COLUMNS = ("link", "weight", "tail", "head")  # of arcs
LOOKED_AT = 32  # of the ways that are known, the last: what one question asks is much alike


class Directed(NamedTuple):
    """Tail, head and link of every way along a link."""

    tail: Places
    head: Places
    link: Places


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
        self.ports: Places = np.flatnonzero((kind == "port") & (mode == "sea"))
        self.sailed = read_only(np.isin(network.cells("links", "mode"), SAILED))
        self.passages = read_only(network.cells("links", "mode") == "passage")
        self.ends = network.ends
        self.number: Places = np.full(len(kind), -1)
        self.number[self.ports] = np.arange(len(self.ports))
        points = np.union1d(self.ends[:, self.sailed], self.ports)
        self.point: Places = np.full(len(kind), -1)
        self.point[points] = np.arange(len(points))

    def ways(self, ways: Directed) -> Directed:
        """Choose the ways along lanes, from point to point."""
        tail, head, link = ways
        chosen = self.sailed[link]
        return Directed(self.point[tail[chosen]], self.point[head[chosen]], link[chosen])

    @cached_property
    def stations(self) -> Places:
        """Points that are ports, or ends of passages."""
        return np.union1d(self.point[self.ports], self.point[self.ends[:, self.passages]])

    @property
    def size(self) -> int:
        """Number of points."""
        return int(self.point.max()) + 1

    @cached_property
    def fairway(self) -> Places:
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
    def touching(self) -> Marks:
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
    ports
        Points where the ways begin.
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
    ports: Places
    last: NDArray[np.int32]
    cost: Cells
    amounts: dict[str, Cells]
    stations: Places

    def sums(self, row: Places, point: Places) -> dict[str, Cells]:
        """Add up each amount, and the cost, along ways from ports, by their rows, to points."""
        column = np.searchsorted(self.stations, point).clip(max=len(self.stations) - 1)
        if (self.stations[column] == point).all():
            found = {name: total[row, column] for name, total in self._kept.items()}
        else:
            found = {name: total[row, point] for name, total in self._all_sums().items()}
        return {**found, "cost": self.cost[row, point]}

    @cached_property
    def _kept(self) -> dict[str, Cells]:
        return {name: total[:, self.stations] for name, total in self._all_sums().items()}

    def _all_sums(self) -> dict[str, Cells]:
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
    allowed: Marks,
    weight: Cells,
    ports: Places,
    amounts: dict[str, Cells],
    stations: Places,
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
    return _REACHED.get(key, lambda: _reached(arcs, ports, along, stations, allowed))


def _digest(array: NDArray[Any]) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).digest()


def _reached(
    arcs: Arcs,
    ports: Places,
    amounts: dict[str, Cells],
    stations: Places,
    allowed: Marks,
) -> Reach:
    """Find the best ways over arcs from ports: from what is known of a sea that is more open."""
    if not len(ports):
        nothing = np.empty((0, arcs.size))
        return Reach(arcs, ports, nothing.astype(np.int32), nothing, amounts, stations)
    wider = _wider(arcs, ports, allowed)
    if wider is None:
        cost = arcs.costs_of_few(ports.tolist())
    else:
        row = (wider.ports[:, np.newaxis] == ports).argmax(axis=0)
        lost = _lost(wider.arcs, wider.last[row], allowed)
        cost = arcs.costs_mended(ports, wider.cost[row], lost)
    last = np.stack(list(map(arcs.last_arcs, cost))).astype(np.int32)
    return Reach(arcs, ports, last, cost, amounts, stations)


def _wider(arcs: Arcs, ports: Places, allowed: Marks) -> Reach | None:
    """Find ways from the same ports over these arcs and the fewest others, if any are known."""
    found = None
    for known in list(_REACHED.known.values())[-LOOKED_AT:]:
        if found is not None and found.arcs.link.size <= known.arcs.link.size:
            continue
        if _holds(known.arcs, arcs, allowed) and np.isin(ports, known.ports).all():
            found = known
    return found


def _holds(wider: Arcs, arcs: Arcs, allowed: Marks) -> bool:
    """Tell whether arcs are what is left of others where only some links are allowed."""
    left = allowed.take(wider.link, mode="clip")  # of another network's links: compared below
    if wider.size != arcs.size or np.count_nonzero(left) != len(arcs.link):
        return False
    pairs = ((getattr(wider, name)[left], getattr(arcs, name)) for name in COLUMNS)
    return all(starmap(np.array_equal, pairs))


def _lost(arcs: Arcs, last: NDArray[np.int32], allowed: Marks) -> Marks:
    """Mark the points whose way leads over a link that is not allowed: ports x points."""
    shut = np.append(~allowed[arcs.link], False)  # of -1, no arc: the last
    lost = shut[last].ravel()
    for before in _back(arcs, last):
        lost = lost | lost.take(before)
    return lost.reshape(last.shape)


def _back(arcs: Arcs, last: NDArray[np.int32]) -> Iterator[Places]:
    """Look back from each cell, of ports x points: one point, then twice as far, to the ports."""
    arc = last.ravel()
    cell = np.arange(last.size)
    row = cell - cell % last.shape[1]
    before = np.where(arc >= 0, row + arcs.tail[arc], cell)
    further = before.take(before)
    while (further != before).any():
        yield before
        before = further
        further = before.take(before)


def _added(arcs: Arcs, last: NDArray[np.int32], amounts: dict[str, Cells]) -> dict[str, Cells]:
    """Add up amounts of arcs along trees, all at once: each step doubles how far back it looks."""
    own = np.stack([*amounts.values()], axis=-1)  # side by side: one look fetches all
    own = np.append(own, np.zeros((1, len(amounts))), axis=0)  # of -1, no arc: the last
    sums = own.take(last.ravel(), axis=0, mode="wrap")
    for before in _back(arcs, last):
        sums = sums + sums.take(before, axis=0)
    sums = sums.reshape(*last.shape, len(amounts))
    return dict(zip(amounts, np.moveaxis(sums, -1, 0), strict=True))
