"""The best way between stops, and why there is none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from instc.errors import NoRouteError
from instc.network.columns import PARAMETER_COLUMNS, PRICES, USABLE
from instc.network.max_flow import maximum_flow
from instc.network.network import read_only
from instc.routing.carriage import carried
from instc.routing.itinerary import Itinerary, journey
from instc.routing.lanes import Directed
from instc.routing.pricing import check_priced
from instc.routing.reasons import why_not
from instc.routing.shortest_paths import LEAST, Arcs, felt
from instc.routing.stops import Gate, Gates, Hunt, Shape
from instc.routing.voyages import Voyages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from instc.door import Objective
    from instc.network.network import Network
    from instc.routing.carriage import Carrier
    from instc.routing.stops import Way

REMEMBERED = 64  # choices of links, with their trees: a question needs some 40, another pair others
JOURNEYS = 256  # whose prices are remembered
STATES = 8  # choices of links that are remembered of a search
NO_SERVICE = "no open route by services known to run on that day"
TREES = 64  # grown at a time where many are asked
COLUMN = {
    "days": "hours",
    "usd_per_teu": "usd",
    "co2e_kg_per_teu": "co2e_kg",
    "generalised_usd": "generalised_usd",
}


class Tree(NamedTuple):
    """
    The best ways from some nodes to all others that are no cities.

    Attributes
    ----------
    cost
        By node; infinite where there is no way.
    last
        By node: the last arc of the way to it, -1 where there is none.
    arcs
        That may be travelled.
    within
        Cost up to which it has grown: what is further may be reached for less.
    """

    cost: NDArray[np.float64]
    last: NDArray[np.intp]
    arcs: Arcs
    within: float = np.inf

    def way_to(self, node: int) -> tuple[int, list[int]]:
        """Give where the way to a node that is reached starts, and its links in travel order."""
        links = []
        while (arc := int(self.last[node])) >= 0:
            links.append(int(self.arcs.link[arc]))
            node = int(self.arcs.tail[arc])
        return node, links[::-1]


def _left(gates: list[Gate], so_far: NDArray[np.float64]) -> dict[int, float]:
    """Give what it costs to stand behind gates that are reached, by where each is left."""
    least: dict[int, float] = {}
    for gate, cost in zip(gates, so_far.tolist(), strict=True):
        if cost < least.get(gate.leave, np.inf):
            least[gate.leave] = cost
    return least


def _furthest(cost: NDArray[np.float64], goals: set[int] | None) -> float:
    """Give what the dearest of some goals costs, or of all that could be."""
    if goals is None:
        return np.inf
    return float(cost[list(goals)].max(initial=0.0))


def _goals(chain: list[list[Gate]], place: int) -> set[int]:
    """Give where the gates are entered that hang on the tree of a stop."""
    found: set[int] = set()
    for span, gates in enumerate(chain[place + 1 :], start=1):
        found.update(gate.enter for gate in gates if gate.span == span)
    return found


@lru_cache(maxsize=8)
def _shape(network: Network) -> Shape:
    return Shape(network)


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
    carrier
        What carries boxes: a ship is boarded and left where a box is loaded, unloaded or changed
        alone, and journeys are priced as they are carried. None: lanes are links like others.
    """

    network: Network
    named: Callable[[str], str] = field(default=str, repr=False)
    carrier: Carrier | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse an unpriced network."""
        check_priced(self.network)

    @property
    def shape(self) -> Shape:
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
    def _memory(self) -> dict[Any, tuple[Arcs, dict[Any, Tree]]]:
        return {}

    @cached_property
    def _weights(self) -> dict[Objective, NDArray[np.float64]]:
        return {}

    @cached_property
    def voyages(self) -> Voyages | None:
        """The voyages between ports, where ships carry boxes."""
        if self.carrier is None:
            return None
        return Voyages(self.network, Directed(*self.shape.arcs), self.carrier)

    @cached_property
    def gates(self) -> Gates:
        """What stops are to a search."""
        return Gates(self.shape, self.weights, self.voyages)

    def weights(self, minimise: Objective) -> NDArray[np.float64]:
        """Give what is minimised, in link order."""
        if minimise not in self._weights:
            weight = self.network.cells("links", COLUMN[minimise]).astype(float)
            self._weights[minimise] = read_only(felt(weight))
        return self._weights[minimise]

    def tree(self, source: int, minimise: Objective, allowed: NDArray[np.bool_]) -> Tree:
        """Find the best ways from one node, over links that may be used, in link order."""
        return self._tree({source: 0.0}, Hunt(minimise, allowed))

    def _tree(self, starts: dict[int, float], hunt: Hunt, goals: set[int] | None = None) -> Tree:
        """Find the best ways, once, from some nodes, with what each costs itself, to goals."""
        key = (hunt.minimise, hunt.use.tobytes(), hunt.known)
        remembered = self._memory.pop(key, None)
        if remembered is None:
            remembered = self._searched(hunt), {}
        arcs, known = self._memory[key] = remembered  # the last one used is the last one dropped
        if len(self._memory) > REMEMBERED:
            del self._memory[next(iter(self._memory))]
        if goals is not None:
            goals = arcs.entered(goals)
        start = tuple(starts.items())
        tree = known.get(start)
        if tree is None or _furthest(tree.cost, goals) > tree.within:
            if tree is not None or arcs.many():
                goals = None
            cost = read_only(arcs.costs_from(starts, goals))
            last = read_only(arcs.last_arcs(cost))
            known[start] = Tree(cost, last, arcs, _furthest(cost, goals))
        return known[start]

    def _searched(self, hunt: Hunt) -> Arcs:
        """Choose the arcs of a search."""
        weights = self.weights(hunt.minimise)
        if self.voyages is None:
            return self._arcs(weights, hunt.use)
        return self.voyages.arcs(hunt.minimise, hunt.use, weights, known=hunt.known)

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
        known: bool = False,
        aboard: bool = True,
        bare: bool = False,
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
        known
            What print knows and no service runs on is left out.
        aboard
            A port is passed where a ship calls with the box on board, too.
        bare
            Leave the prices of its links as they are; `carry` gives it its own.

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
        hunt = Hunt(minimise, self._use(allowed), known)
        way = self._way(stops, hunt, aboard=aboard)
        if way is not None:
            return journey(self.network, *way) if bare else self.carry(*way)
        if known:
            raise NoRouteError(NO_SERVICE)
        links = self.everything if allowed is None else allowed
        stages = self.gates.stages(stops, hunt, aboard=aboard)
        raise NoRouteError(why_not(self, stops, stages, links))

    def _way(self, stops: Sequence[Sequence[str]], hunt: Hunt, *, aboard: bool) -> Way | None:
        """
        Find the links of the best way and the node where it starts; None where there is none.

        All states of a network with the same prices remember what was found: the best way over some
        links is the best over fewer that hold all of it, and where there was none there is none.
        """
        key = (self._prices, tuple(map(tuple, stops)), hunt.minimise, hunt.known, aboard)
        sought = self.shape.sought.get(key, list)
        for use, way in sought:
            fewer = not (hunt.use & ~use).any()
            if fewer and (way is None or hunt.use[np.array(way[0], dtype=int)].all()):
                return way
        path = self._best(self.gates.stages(stops, hunt, aboard=aboard), hunt)
        found = None if path is None else self._travelled(*path, hunt)
        sought.append((hunt.use, found))
        del sought[:-STATES]
        return found

    @cached_property
    def _prices(self) -> tuple[Any, ...]:
        """What decides which way is best, beside the links that may be used."""
        digest = hashlib.sha256()
        for column in filter(self.network.has, (*PRICES, *PARAMETER_COLUMNS)):
            cells = self.network.cells("links", column)
            numbers = cells.dtype.kind == "f"
            digest.update(cells.tobytes() if numbers else repr(cells.tolist()).encode())
        if self.carrier is None:
            return (digest.digest(),)
        digest.update(repr((self.carrier.mean, self.carrier.consignment)).encode())
        return digest.digest(), self.carrier.fleet

    def _best(self, stages: list[list[Gate]], hunt: Hunt) -> tuple[int, list[int]] | None:
        """
        Find the best way through one gate of each stop: where it starts, and what it runs along.

        From each stop one tree grows, from all its gates at what it costs to stand behind them; a
        gate that spans several stops hangs on the tree of the last one before them.
        """
        chain = [*stages[:-1], self.gates.arrivals(stages[-1], hunt)]
        so_far = [np.array([gate.cost for gate in chain[0]])]
        trees: list[Tree] = []
        for place, (before, here) in enumerate(pairwise(chain)):
            trees.append(self._tree(_left(before, so_far[-1]), hunt, _goals(chain, place)))
            costs = [trees[-gate.span].cost[gate.enter] + gate.cost for gate in here]
            so_far.append(np.array(costs))
        if not np.isfinite(so_far[-1].min(initial=np.inf)):
            return None
        return self._followed(chain, so_far, trees)

    def _followed(
        self, chain: list[list[Gate]], so_far: list[NDArray[np.float64]], trees: list[Tree]
    ) -> tuple[int, list[int]]:
        """Follow the trees back from the best gate of the last stop."""
        path: list[int] = []
        place = len(chain) - 1
        gate = chain[place][int(so_far[place].argmin())]
        while place:
            place -= gate.span
            left, links = trees[place].way_to(gate.enter)
            path = [*links, *([] if gate.link is None else [gate.link]), *path]
            behind = [one.leave == left for one in chain[place]]
            gate = chain[place][int(np.where(behind, so_far[place], np.inf).argmin())]
        return gate.enter, path

    def _travelled(self, start: int, path: list[int], hunt: Hunt) -> tuple[list[int], int]:
        """Name the links that what a search runs along stands for, and the node where it starts."""
        if self.voyages is None:
            return path, start
        steps: list[int] = []
        for item in path:
            steps += self.voyages.links(item, hunt.use)
        return steps, self.voyages.ashore(start)

    def carry(self, steps: list[int], start: int) -> Itinerary:
        """Price a journey over some links from a node as it is carried, once while remembered."""
        key = (start, *steps)
        if key not in self._journeys:
            trip = journey(self.network, steps, start)
            if self.carrier is not None:
                trip = carried(trip, self.carrier)
            self._journeys[key] = trip
            if len(self._journeys) > JOURNEYS:
                del self._journeys[next(iter(self._journeys))]
        return self._journeys[key]

    @cached_property
    def _journeys(self) -> dict[tuple[Any, ...], Itinerary]:
        return {}

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
