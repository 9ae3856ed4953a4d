"""The ways of ships from every port over the lanes, and what adds up along them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

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


class Sea:
    """
    The lanes of a sea, open or closed.

    Attributes
    ----------
    ways
        Along links, from point to point, sorted as `Arcs` wants them.
    weight
        What is least, of each way.
    amounts
        By name what adds up, of each way.
    stations
        Points to which sums are asked for again and again, sorted.
    size
        Number of points.
    """

    def __init__(
        self,
        ways: Directed,
        weight: Cells,
        amounts: dict[str, Cells],
        stations: Places,
        size: int,
    ) -> None:
        """Take what is known of all links; weight and amounts stand in link order."""
        self.ways, self.stations, self.size = ways, stations, size
        self.weight = weight[ways.link]
        self.amounts = {name: amount[ways.link] for name, amount in amounts.items()}

    @cached_property
    def digest(self) -> bytes:
        """What is the same of the same seas."""
        digest = hashlib.sha256(repr((self.size, *self.amounts)).encode())
        for array in (*self.ways, self.stations, self.weight, *self.amounts.values()):
            digest.update(array.tobytes())
        return digest.digest()

    @cached_property
    def summed(self) -> Cells:
        """Give what adds up, of each way: side by side, for one look fetches all; then of none."""
        own = np.stack([*self.amounts.values()], axis=-1)
        return np.append(own, np.zeros((1, len(self.amounts))), axis=0)


@dataclass(frozen=True, eq=False)
class Reach:
    """
    The best ways of a ship from some ports to every point.

    Attributes
    ----------
    sea
        On which it sails.
    sailed
        Ways of the sea that it may sail.
    ports
        Points where the ways begin.
    cost
        Ports x points: infinite where there is no way.
    last
        Ports x points: last of the sea's ways on the way, -1 where there is none.
    kept
        By name what adds up along the way: ports x stations of the sea.
    """

    sea: Sea
    sailed: Marks
    ports: Places
    cost: Cells
    last: NDArray[np.int32]
    kept: dict[str, Cells]

    @cached_property
    def starts(self) -> frozenset[int]:
        """Points where the ways begin, as a set."""
        return frozenset(self.ports.tolist())

    def of(self, ports: Places) -> Reach:
        """Give the ways from some of the ports, in arrays of their own."""
        row = (self.ports[:, np.newaxis] == ports).argmax(axis=0)
        kept = {name: total[row] for name, total in self.kept.items()}
        return Reach(self.sea, self.sailed, ports, self.cost[row], self.last[row], kept)

    def sums(self, row: Places, point: Places) -> dict[str, Cells]:
        """Add up each amount, and the cost, along ways from ports, by their rows, to points."""
        stations = self.sea.stations
        column = np.searchsorted(stations, point).clip(max=len(stations) - 1)
        if (stations[column] == point).all():
            found = {name: total[row, column] for name, total in self.kept.items()}
        else:
            found = _added(self.sea, self.last, *np.broadcast_arrays(row, point))
        return {**found, "cost": self.cost[row, point]}

    def links_to(self, port: int, node: int) -> list[int]:
        """Name the links of the way from a port, by its row, to a point, in travel order."""
        links = []
        last, (tail, _, link) = self.last[port], self.sea.ways
        while (way := int(last[node])) >= 0:
            links.append(int(link[way]))
            node = int(tail[way])
        return links[::-1]


_REACHED: Remembered[Reach] = Remembered(256)  # 0.3 MB each in the mean


def reach(sea: Sea, allowed: Marks, ports: Places) -> Reach:
    """
    Find the best ways of a ship from ports, and add up along them: once for all worlds of one sea.

    Parameters
    ----------
    sea
        With all its lanes.
    allowed
        Links that it may sail, in link order.
    ports
        Points where the ways begin.
    """
    sailed = allowed[sea.ways.link]
    key = (sea.digest, sailed.tobytes(), ports.tobytes())
    return _REACHED.get(key, lambda: _reached(sea, sailed, ports))


def _reached(sea: Sea, sailed: Marks, ports: Places) -> Reach:
    """Find the best ways from ports: of those where more of the sea is open, mend what is lost."""
    wider = _wider(sea, sailed, ports)
    if wider is None:
        left = _nowhere(sea, ports)
        lost = np.isinf(left.cost)
    else:
        left = wider.of(ports)
        lost = _lost(sea, left.last, sailed)
    if not lost.any():
        return replace(left, sailed=sailed)
    arcs = Arcs(*sea.ways, np.where(sailed, sea.weight, np.inf), sea.size)
    cost = arcs.costs_mended(ports, left.cost, lost)
    last = arcs.last_arcs(cost).astype(np.int32)
    row, column = np.nonzero(lost[:, sea.stations])
    for name, total in _added(sea, last, row, sea.stations[column]).items():
        left.kept[name][row, column] = total
    return Reach(sea, sailed, ports, cost, last, left.kept)


def _nowhere(sea: Sea, ports: Places) -> Reach:
    """Give the ways from ports where nothing of a sea is open."""
    cost = np.where(ports[:, np.newaxis] == np.arange(sea.size), 0.0, np.inf)
    kept = {name: np.zeros((len(ports), len(sea.stations))) for name in sea.amounts}
    shut = np.zeros(len(sea.weight), dtype=bool)
    return Reach(sea, shut, ports, cost, np.full(cost.shape, -1, dtype=np.int32), kept)


def _wider(sea: Sea, sailed: Marks, ports: Places) -> Reach | None:
    """Find the ways from the same ports where more of the same sea is open, and the least more."""

    def holds(known: Reach) -> bool:
        if known.sea.digest != sea.digest or not known.starts.issuperset(ports.tolist()):
            return False
        return not (sailed > known.sailed).any()

    held = filter(holds, list(_REACHED.known.values())[-LOOKED_AT:])
    return min(held, key=lambda known: np.count_nonzero(known.sailed), default=None)


def _lost(sea: Sea, last: NDArray[np.int32], sailed: Marks) -> Marks:
    """Mark the points to which a way led that may not be sailed all along: ports x points."""
    shut = np.append(~sailed, False)  # of -1, no way: the last
    lost = shut[last].ravel()
    for earlier in _back(_before(sea, last)):
        lost |= lost.take(earlier)
    return lost.reshape(last.shape)


def _before(sea: Sea, last: NDArray[np.int32]) -> Places:
    """Give the cell before each, of ports x points: where a way starts it is that itself."""
    way, cell = last.ravel(), np.arange(last.size)
    row = cell - cell % last.shape[1]
    return np.where(way >= 0, row + sea.ways.tail[way], cell)


def _back(before: Places) -> Iterator[Places]:
    """Look back from each cell: one before, then twice as far, until all ways have started."""
    further = before.take(before)
    while (further != before).any():
        yield before
        before = further
        further = before.take(before)


def _added(sea: Sea, last: NDArray[np.int32], row: Places, point: Places) -> dict[str, Cells]:
    """Add up amounts along the ways to some points: each step doubles how far back it looks."""
    before, wanted = _before(sea, last), row * last.shape[1] + point
    passed = before == np.arange(before.size)
    passed[wanted] = True
    for earlier in _back(before):
        passed[earlier[passed]] = True
    place = np.cumsum(passed) - 1
    sums = sea.summed.take(last.ravel()[passed], axis=0, mode="wrap")  # of -1, no way: the last
    for earlier in _back(place[before[passed]]):
        sums += sums.take(earlier, axis=0)
    found = np.moveaxis(sums[place[wanted]], -1, 0)
    return dict(zip(sea.amounts, found, strict=True))
