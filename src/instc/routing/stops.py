"""What the stops of a question are to a search: where they are entered and left, at what cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from instc.errors import UnknownIdError
from instc.network.network import read_only
from instc.remembered import Remembered
from instc.routing.shortest_paths import in_order
from instc.routing.voyages import Passing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from instc.door import Objective
    from instc.network.network import Network
    from instc.routing.voyages import Voyages

    Way = tuple[list[int], int]  # links travelled, and the node where it starts

SOUGHT = 512  # searches that are remembered


class Shape:
    """
    What all states of one network share.

    ``sought`` holds ways that were found, by what was asked: over which links, and the way.
    """

    def __init__(self, network: Network) -> None:
        self.sought: Remembered[list[tuple[NDArray[np.bool_], Way | None]]] = Remembered(SOUGHT)
        self.ends = network.ends
        self.door: NDArray[np.bool_] = read_only(network.cells("nodes", "mode") == "door")
        self.directed = read_only(network.cells("links", "directed").astype(bool))
        node_ids, link_ids = network.cells("nodes", "node_id"), network.cells("links", "link_id")
        self.node_at = {name: position for position, name in enumerate(node_ids.tolist())}
        self.link_at = {name: position for position, name in enumerate(link_ids.tolist())}

    @cached_property
    def arcs(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Tail, head and link of every way along a link but those into a city, sorted once."""
        start, end = self.ends
        back = np.flatnonzero(~self.directed)
        tail = np.concatenate([start, end[back]])
        head = np.concatenate([end, start[back]])
        link = np.concatenate([np.arange(len(self.directed)), back])
        order = in_order(tail, head, link)  # links are sorted by id: ties go to the first id
        order = order[~self.door[head[order]]]
        return tail[order], head[order], link[order]

    def into(self, door: int) -> list[tuple[int, int]]:
        """Give the links into a city: the facility that each comes from, and its position."""
        start, end = self.ends
        last = np.flatnonzero(end == door)
        first = np.flatnonzero((start == door) & ~self.directed)
        near = np.concatenate([start[last], end[first]])
        links = np.concatenate([last, first])
        order = np.argsort(links)
        return list(zip(near[order].tolist(), links[order].tolist(), strict=True))


class Hunt(NamedTuple):
    """What is least, over which links, and whether services must be known."""

    minimise: Objective
    use: NDArray[np.bool_]
    known: bool = False


class Gate(NamedTuple):
    """
    Where a stop is entered and left, at what cost, and the link or voyage between.

    A voyage may pass several stops: ``span`` counts them, this one the last.
    """

    enter: int
    leave: int
    cost: float
    link: int | None
    span: int = 1


@dataclass(frozen=True, eq=False)
class Gates:
    """
    What makes gates of stops.

    Attributes
    ----------
    shape
        Of the network.
    weights
        What is minimised, in link order.
    voyages
        Between its ports; None where lanes are links like others.
    """

    shape: Shape
    weights: Callable[[Objective], NDArray[np.float64]]
    voyages: Voyages | None

    def stages(
        self, stops: Sequence[Sequence[str]], hunt: Hunt, *, aboard: bool
    ) -> list[list[Gate]]:
        """Give the gates of each stop; ``aboard``, a ship may call with the box on board."""
        stages = [self._stage(alternatives, hunt) for alternatives in stops]
        stages[0] = self._starts(stages[0])
        passed: list[list[Passing]] = []
        for place, alternatives in enumerate(stops[1:-1], start=1):
            passed.append(list(self._passings(alternatives, hunt.use, aboard=aboard)))
            for first in range(place):
                for several in product(*passed[first:]):
                    stages[place] += self._aboard(several, hunt)
        return stages

    def _starts(self, gates: list[Gate]) -> list[Gate]:
        """Leave ports where a box can board: from there it can go ashore, too."""
        if self.voyages is None:
            return gates
        own = self.voyages.boards
        return [gate for gate in gates if gate.leave >= len(own) or own[gate.leave] == gate.leave]

    def arrivals(self, gates: Iterable[Gate], hunt: Hunt) -> list[Gate]:
        """Give the last links into cities; another end is reached as it is."""
        weights = self.weights(hunt.minimise)
        found: list[Gate] = []
        for gate in gates:
            if gate.enter >= len(self.shape.door) or not self.shape.door[gate.enter]:
                found.append(gate)
                continue
            for near, link in self.shape.into(gate.enter):
                if hunt.use[link]:
                    cost = float(weights[link])
                    found += [Gate(node, gate.leave, cost, link) for node in self._stands(near)]
        return found

    def _stage(self, alternatives: Sequence[str], hunt: Hunt) -> list[Gate]:
        """Give the gates of a stop."""
        gates: list[Gate] = []
        for item in alternatives:
            gates += self._gates(item, hunt)
        return gates

    def _gates(self, item: str, hunt: Hunt) -> list[Gate]:
        """Give the gates that a node is, or a link where it may be used: one each way."""
        position = self.shape.node_at.get(item)
        if position is not None:
            return [Gate(*ends, 0.0, None) for ends in self._through(position)]
        link = self.shape.link_at.get(item)
        if link is None:
            raise UnknownIdError(f'stop "{item}" is neither a node nor a link')
        if not hunt.use[link] or self._is_sailed(link):
            return []
        start, end = self.shape.ends[:, link].tolist()
        cost = float(self.weights(hunt.minimise)[link])
        gates = self._along(start, end, cost, link)
        if not self.shape.directed[link]:
            gates += self._along(end, start, cost, link)
        return gates

    def _along(self, start: int, end: int, cost: float, link: int) -> list[Gate]:
        """Give the gates that a link ashore is in one direction: where a box was landed, too."""
        if self.voyages is None:
            return [Gate(start, end, cost, link)]
        leave = int(self.voyages.after(start, end))
        at_port = self.voyages.waters.number[[start, end]] >= 0
        enter = [int(self.voyages.before(start, end))]
        if not at_port.any():
            enter = self._stands(start)
        return [Gate(node, leave, cost, link) for node in enter]

    def _stands(self, node: int) -> list[int]:
        """List the nodes of the search that a node of the network is."""
        return [node] if self.voyages is None else self.voyages.stands(node)

    def _through(self, node: int) -> list[tuple[int, int]]:
        """List where a node is entered and left: who asks to land beside a port can sail on."""
        if self.voyages is None:
            return [(node, node)]
        boards, landed = int(self.voyages.boards[node]), int(self.voyages.landed[node])
        return sorted({(node, node), (boards, boards), (landed, node)})

    def _is_sailed(self, link: int) -> bool:
        """Tell whether a link is sailed on voyages alone."""
        return self.voyages is not None and bool(self.voyages.waters.sailed[link])

    def _aboard(self, passings: tuple[Passing, ...], hunt: Hunt) -> list[Gate]:
        """Give the voyages that pass a lane or strait, or call at a port with the box on board."""
        if self.voyages is None:
            return []
        found = self.voyages.through(passings, hunt.minimise, hunt.use, known=hunt.known)
        return [Gate(*voyage, len(passings)) for voyage in found]

    def _passings(
        self, alternatives: Sequence[str], use: NDArray[np.bool_], *, aboard: bool
    ) -> Iterator[Passing]:
        """Give what of a stop a ship can pass."""
        if self.voyages is None:
            return
        for item in alternatives:
            node, link = self.shape.node_at.get(item), self.shape.link_at.get(item)
            if aboard and node is not None and self.voyages.waters.number[node] >= 0:
                yield Passing(node, node, None)
            if link is not None and use[link] and self._is_sailed(link):
                start, end = self.shape.ends[:, link].tolist()
                yield Passing(start, end, link)
                yield Passing(end, start, link)
