"""The best way between stops, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from instc.errors import NoRouteError, UnknownIdError
from instc.network.columns import USABLE
from instc.network.max_flow import maximum_flow
from instc.network.network import read_only
from instc.routing.itinerary import Itinerary, journey
from instc.routing.pricing import check_priced
from instc.routing.shortest_paths import Arcs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from instc.door import Objective
    from instc.network.network import Network

LEAST = 1e-9  # a free link still is a link: of two paths the one with fewer of them is shorter
EPSILON = np.finfo(float).eps
REMEMBERED = 64  # choices of links, with their trees: a question needs some 40, another pair others
MANY = 4  # alternatives, from which on not all are named
TREES = 64  # grown at a time where many are asked
COLUMN = {
    "days": "hours",
    "usd_per_teu": "usd",
    "co2e_kg_per_teu": "co2e_kg",
    "generalised_usd": "generalised_usd",
}


class _Shape:
    """What all states of one network share."""

    def __init__(self, network: Network) -> None:
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
        order = np.lexsort((link, head, tail))  # links are sorted by id: ties go to the first id
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


class _Gate(NamedTuple):
    """Where a stop is entered and left, at what cost, and the link between."""

    enter: int
    leave: int
    cost: float
    link: int | None


class Tree(NamedTuple):
    """
    The best ways from one node to all others that are no cities.

    Attributes
    ----------
    cost
        By node; infinite where there is no way.
    last
        By node: the last arc of the way to it, -1 where there is none.
    arcs
        That may be travelled.
    """

    cost: NDArray[np.float64]
    last: NDArray[np.intp]
    arcs: Arcs

    def links_to(self, node: int) -> list[int]:
        """Name the links of the way to a node that is reached, in travel order."""
        links = []
        while (arc := int(self.last[node])) >= 0:
            links.append(int(self.arcs.link[arc]))
            node = int(self.arcs.tail[arc])
        return links[::-1]


def _felt(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Let each link count in the sum of any way, however large: else ways could go in circles."""
    return np.maximum(weight, max(LEAST, weight.sum() * EPSILON))


@lru_cache(maxsize=8)
def _shape(network: Network) -> _Shape:
    return _Shape(network)


@dataclass(frozen=True, eq=False)
class Router:
    """
    A priced network, compiled for questions.

    Attributes
    ----------
    network
        Priced.
    named
        Gives the name by which a reason calls a node, link or passage.
    """

    network: Network
    named: Callable[[str], str] = field(default=str, repr=False)

    def __post_init__(self) -> None:
        """Refuse an unpriced network."""
        check_priced(self.network.links)

    @property
    def shape(self) -> _Shape:
        """What this network shares with all its states."""
        return _shape(self.network.shape)

    @property
    def ends(self) -> NDArray[np.intp]:
        """Positions of the from- and to-node of each link, 2 x links."""
        return self.network.ends

    @cached_property
    def usable(self) -> NDArray[np.bool_]:
        """Links that are open or limited."""
        return read_only(np.isin(self.network.cells("links", "status"), USABLE))

    @cached_property
    def everything(self) -> NDArray[np.bool_]:
        """Every link, open or closed."""
        return read_only(np.ones(self.ends.shape[1], dtype=bool))

    @cached_property
    def _memory(self) -> dict[Any, tuple[Arcs, dict[int, Tree]]]:
        return {}

    @cached_property
    def _weights(self) -> dict[Objective, NDArray[np.float64]]:
        return {}

    def weights(self, minimise: Objective) -> NDArray[np.float64]:
        """Give what is minimised, in link order."""
        if minimise not in self._weights:
            weight = self.network.cells("links", COLUMN[minimise]).astype(float)
            self._weights[minimise] = read_only(_felt(weight))
        return self._weights[minimise]

    def tree(self, source: int, minimise: Objective, allowed: NDArray[np.bool_]) -> Tree:
        """Find the best ways from one node, over links that may be used, in link order."""
        return self._trees([source], minimise, allowed)[0]

    def _trees(
        self, sources: Sequence[int], minimise: Objective, allowed: NDArray[np.bool_]
    ) -> list[Tree]:
        """Find the trees of several nodes, each once: they serve every pair of ends."""
        key = (minimise, allowed.tobytes())
        remembered = self._memory.pop(key, None)
        if remembered is None:
            remembered = self._arcs(self.weights(minimise), allowed), {}
        arcs, known = self._memory[key] = remembered  # the last one used is the last one dropped
        if len(self._memory) > REMEMBERED:
            del self._memory[next(iter(self._memory))]
        new = [source for source in dict.fromkeys(sources) if source not in known]
        if new:
            costs = read_only(arcs.costs(new))
            for source, cost in zip(new, costs, strict=True):
                known[source] = Tree(cost, read_only(arcs.last_arcs(cost)), arcs)
        return [known[source] for source in sources]

    def _arcs(self, weights: NDArray[np.float64], allowed: NDArray[np.bool_]) -> Arcs:
        """Choose the arcs of links that may be used."""
        tail, head, link = self.shape.arcs
        chosen = allowed[link]
        link = link[chosen]
        return Arcs(tail[chosen], head[chosen], link, weights[link], len(self.shape.door))

    def distances(
        self,
        origins: Sequence[int],
        destinations: Sequence[int],
        *,
        allowed: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.float64]:
        """
        Measure the shortest ways from many nodes to many, whatever they cost.

        Parameters
        ----------
        origins, destinations
            Positions of nodes; cities are reached by no way.
        allowed
            Links that may be used, in link order; all open ones by default.

        Returns
        -------
        distances
            km, origins x destinations; infinite where there is no way. Memory is that of the
            answer: 64 trees at a time.
        """
        km = np.maximum(self.network.cells("links", "length_km").astype(float), LEAST)
        arcs = self._arcs(km, self._use(allowed))
        answer = np.empty((len(origins), len(destinations)))
        for start in range(0, len(origins), TREES):
            some = slice(start, start + TREES)
            answer[some] = arcs.costs(origins[some])[:, destinations]
        return answer

    def _use(self, allowed: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
        """Leave out what is closed."""
        return self.usable if allowed is None else allowed & self.usable

    def find(
        self,
        stops: Sequence[Sequence[str]],
        *,
        minimise: Objective = "generalised_usd",
        allowed: NDArray[np.bool_] | None = None,
    ) -> Itinerary:
        """
        Find the best itinerary through stops.

        Parameters
        ----------
        stops
            In order; each a list of alternatives, node ids or (between the ends) link ids that must
            be travelled.
        minimise
            Objective, at the means.
        allowed
            Links that may be used, in link order; all open ones by default.

        Returns
        -------
        itinerary
            The best; ties by link id.

        Raises
        ------
        NoRouteError
            There is no way; the message names the closed links that cut it.
        UnknownIdError
            A stop is neither a node nor a link.
        """
        use = self._use(allowed)
        stages = [self._stage(alternatives, use, minimise) for alternatives in stops]
        arrivals: list[_Gate] = []
        for gate in stages[-1]:
            arrivals += self._arrivals(gate, use, minimise)
        chain = [*stages[:-1], arrivals]
        chosen = self._chosen(chain, minimise, use)
        if not chosen:
            links = self.everything if allowed is None else allowed
            raise NoRouteError(self._why_not(stops, stages, links))
        return self._trace(chosen, minimise, use)

    def _chosen(
        self, chain: list[list[_Gate]], minimise: Objective, use: NDArray[np.bool_]
    ) -> list[_Gate]:
        """Choose the gate of each stop on the best way through all; none where there is no way."""
        so_far = np.array([gate.cost for gate in chain[0]])
        came_from = []
        for before, here in pairwise(chain):
            if not before or not here:
                return []
            trees = self._trees([gate.leave for gate in before], minimise, use)
            enter = [gate.enter for gate in here]
            cost = [gate.cost for gate in here]
            through = so_far[:, np.newaxis] + np.array([tree.cost[enter] for tree in trees]) + cost
            came_from.append(through.argmin(axis=0))
            so_far = through.min(axis=0)
        if not len(so_far) or not np.isfinite(so_far.min()):
            return []
        at = [int(so_far.argmin())]
        for best in reversed(came_from):
            at.append(int(best[at[-1]]))
        return [gates[number] for gates, number in zip(chain, reversed(at), strict=True)]

    def _arrivals(self, gate: _Gate, use: NDArray[np.bool_], minimise: Objective) -> list[_Gate]:
        """Give the last links into a city; another end is reached as it is."""
        if not self.shape.door[gate.enter]:
            return [gate]
        weights = self.weights(minimise)
        ways = self.shape.into(gate.enter)
        return [
            _Gate(near, gate.leave, float(weights[link]), link) for near, link in ways if use[link]
        ]

    def _stage(
        self, alternatives: Sequence[str], use: NDArray[np.bool_], minimise: Objective
    ) -> list[_Gate]:
        """Give the gates of a stop."""
        gates: list[_Gate] = []
        for item in alternatives:
            gates += self._gates(item, use, minimise)
        return gates

    def _gates(self, item: str, use: NDArray[np.bool_], minimise: Objective) -> list[_Gate]:
        """Give the gates that a node is, or a link where it may be used: one each way."""
        position = self.shape.node_at.get(item)
        if position is not None:
            return [_Gate(position, position, 0.0, None)]
        link = self.shape.link_at.get(item)
        if link is None:
            raise UnknownIdError(f'stop "{item}" is neither a node nor a link')
        if not use[link]:
            return []
        start, end = self.ends[:, link].tolist()
        cost = float(self.weights(minimise)[link])
        gates = [_Gate(start, end, cost, link)]
        if not self.shape.directed[link]:
            gates.append(_Gate(end, start, cost, link))
        return gates

    def _trace(self, gates: list[_Gate], minimise: Objective, use: NDArray[np.bool_]) -> Itinerary:
        """Follow the trees from gate to gate."""
        path: list[int] = []
        for here, there in pairwise(gates):
            path += self.tree(here.leave, minimise, use).links_to(there.enter)
            if there.link is not None:
                path.append(there.link)
        start = self.network.cells("nodes", "node_id")[gates[0].enter]
        return journey(self.network, path, str(start))

    def _why_not(
        self, stops: Sequence[Sequence[str]], stages: list[list[_Gate]], allowed: NDArray[np.bool_]
    ) -> str:
        start, goal = self.named(stops[0][0]), self.named(stops[-1][0])
        what = f"no open route from {start} to {goal}"
        for alternatives, stage in zip(stops, stages, strict=True):
            if not stage:
                return f"no open route by {self._states(alternatives, allowed)}"
        for before, here in zip(range(len(stages)), range(1, len(stages)), strict=False):
            cut = self.cut(
                [gate.leave for gate in stages[before]],
                [gate.enter for gate in stages[here]],
                allowed,
            )
            if cut is None:
                ends = f"{self._either(stops[before])} and {self._either(stops[here])}"
                return f"{what}: {_no_way(ends, allowed)}"
            if cut:
                return f"{what}: cut by {self._states(cut, allowed)}"
        return what

    def _either(self, alternatives: Sequence[str]) -> str:
        """Name things of which one will do; of many the first."""
        names = list(dict.fromkeys(self.named(name) for name in alternatives))
        if len(names) > MANY:
            names[MANY - 1 :] = [f"{len(names) - MANY + 1} others"]
        return " or ".join(names)

    def _states(self, link_ids: Sequence[str], allowed: NDArray[np.bool_]) -> str:
        """Name links with their states; one that is open and may not be used is avoided."""
        passages, states = (self.network.cells("links", name) for name in ("passage_id", "status"))
        said = []
        for link_id in link_ids:
            at = self.shape.link_at.get(link_id)
            if at is None:  # a node has no state
                continue
            state = states[at].replace("_", " ")
            if self.usable[at] and not allowed[at]:
                state = "avoided"
            said.append(f"{self.named(passages[at] or link_id)} ({state})")
        return ", ".join(dict.fromkeys(said))

    def cut(
        self, sources: Sequence[int], targets: Sequence[int], allowed: NDArray[np.bool_]
    ) -> list[str] | None:
        """
        Name the smallest set of closed links that keeps sources and targets apart.

        Parameters
        ----------
        sources, targets
            Positions of nodes.
        allowed
            Links that may be used, open or closed, in link order.

        Returns
        -------
        cut
            Link ids, sorted; empty if there is a way; None if there would be none with every link
            open.
        """
        barred = allowed & ~self.usable
        passed = self.shape.door.copy()  # a journey may not pass a city
        passed[[*sources, *targets]] = False
        start, end = self.ends
        able = np.flatnonzero(allowed & ~passed[start] & ~passed[end])
        room = np.where(barred[able], 1, np.inf)
        back = np.where(self.shape.directed[able], 0, room)
        columns = (start[able], end[able], room, back)
        arcs = zip(*(column.tolist() for column in columns), strict=True)
        flow = maximum_flow(len(self.shape.door), arcs, sources, targets)
        if flow.value == 0:
            return None
        if np.isinf(flow.value):
            return []
        near = np.zeros(len(self.shape.door), dtype=bool)
        near[list(flow.reached(sources))] = True
        leaves = near[start] & ~near[end]
        enters = near[end] & ~near[start] & ~self.shape.directed
        across = able[(leaves | enters)[able] & barred[able]]
        return sorted(self.network.cells("links", "link_id")[across].tolist())


def _no_way(ends: str, allowed: NDArray[np.bool_]) -> str:
    """Say that nothing joins two ends, though what is closed were open."""
    if allowed.all():
        return f"no way exists between {ends}, open or closed"
    return f"no way exists between {ends} over what may be used, open or closed"
