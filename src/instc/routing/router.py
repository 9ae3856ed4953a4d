"""The best way between stops, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, dijkstra, maximum_flow

from instc.errors import NoRouteError, UnknownIdError
from instc.network.columns import USABLE
from instc.network.network import read_only
from instc.routing.itinerary import Itinerary, journey
from instc.routing.pricing import Objective, check_priced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from instc.network.network import Network

LEAST = 1e-9  # a free link still is a link: csgraph drops explicit zeros
REMEMBERED = 32  # compiled choices of links, with their trees: a question needs some 20, another pair needs others
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

    @cached_property
    def arcs(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Tail, head and link of every way along a link but those into a city, sorted: what is allowed is a choice of them, not another sorting."""
        back = np.flatnonzero(~self.directed)
        tail, head = (
            np.concatenate([self.ends[one], self.ends[other][back]])
            for one, other in ((0, 1), (1, 0))
        )
        link = np.concatenate([np.arange(len(self.directed)), back])
        order = np.lexsort((link, head, tail))  # links are sorted by id: ties go to the first id
        order = order[~self.door[head[order]]]
        return tail[order], head[order], link[order]

    def into(self, door: int) -> list[tuple[int, int]]:
        """Give the links into a city: the facility that each comes from, and its position."""
        first, last = (np.flatnonzero(ends == door) for ends in self.ends)
        ways = [(int(self.ends[0][link]), int(link)) for link in last] + [
            (int(self.ends[1][link]), int(link)) for link in first if not self.directed[link]
        ]
        return sorted(ways, key=lambda way: way[1])


class _Gate(NamedTuple):
    """Where a stop is entered and left, at what cost, and the link between."""

    enter: int
    leave: int
    cost: float
    link: int | None


@lru_cache(maxsize=8)
def _shape(network: Network) -> _Shape:
    return _Shape(network)


@dataclass(frozen=True, eq=False)
class Compiled:
    """
    What may be travelled, ready for `scipy.sparse.csgraph`.

    Attributes
    ----------
    weight
        Nodes x nodes, what is minimised.
    pair, link
        From-node x number of nodes + to-node, sorted, and the position of the link that joins them.
    """

    weight: csr_array
    pair: NDArray[np.intp]
    link: NDArray[np.intp]

    def links(self, nodes: Sequence[int]) -> list[int]:
        """
        Name the links between nodes that follow each other.

        Parameters
        ----------
        nodes
            Positions, in travel order.

        Returns
        -------
        links
            Positions, one fewer.

        Examples
        --------
        >>> pair = np.array([1])  # two nodes, one link from the first to the second
        >>> Compiled(csr_array(np.array([[0.0, 2.0], [0.0, 0.0]])), pair, np.array([7])).links([0, 1])
        [7]
        """
        at = np.asarray(nodes, dtype=np.intp)
        found: list[int] = self.link[
            np.searchsorted(self.pair, at[:-1] * self.weight.shape[0] + at[1:])
        ].tolist()
        return found


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
    named: Callable[[str], str] = str

    def __post_init__(self) -> None:
        """Refuse an unpriced network."""
        check_priced(self.network.links)

    @property
    def ends(self) -> NDArray[np.intp]:
        """Positions of the from- and to-node of each link, 2 x links."""
        return self.network.ends

    @property
    def door(self) -> NDArray[np.bool_]:
        """Nodes that are cities: a journey starts or ends there, and never passes; no tree has a way into one."""
        return _shape(self.network.shape).door

    @property
    def directed(self) -> NDArray[np.bool_]:
        """Links that run one way."""
        return _shape(self.network.shape).directed

    @cached_property
    def usable(self) -> NDArray[np.bool_]:
        """Links that are open or limited."""
        return read_only(np.isin(self.network.cells("links", "status"), USABLE))

    @cached_property
    def everything(self) -> NDArray[np.bool_]:
        """Every link, open or closed."""
        return read_only(np.ones(self.ends.shape[1], dtype=bool))

    @cached_property
    def _memory(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def _weights(self) -> dict[Objective, NDArray[np.float64]]:
        return {}

    def weights(self, minimise: Objective) -> NDArray[np.float64]:
        """
        Give what is minimised, link by link.

        Parameters
        ----------
        minimise
            Objective.

        Returns
        -------
        weights
            In link order.

        Examples
        --------
        >>> import instc
        >>> bool((instc.load_model().router.weights("days") > 0).all())
        True
        """
        if minimise not in self._weights:
            weight = self.network.cells("links", COLUMN[minimise]).astype(float)
            self._weights[minimise] = read_only(np.maximum(weight, LEAST))
        return self._weights[minimise]

    def tree(
        self, source: int, minimise: Objective, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.int32], Compiled]:
        """
        Find the best ways from one node to all others that are no cities.

        Parameters
        ----------
        source
            Position of the node.
        minimise
            Objective.
        allowed
            Links that may be used, in link order.

        Returns
        -------
        cost, predecessors, graph
            As `scipy.sparse.csgraph.dijkstra` gives them; the graph knows the link between two nodes.

        Examples
        --------
        >>> import instc
        >>> router = instc.load_model().router
        >>> cost, _, _ = router.tree(0, "days", router.usable)
        >>> float(cost[0])
        0.0
        """
        return self._trees([source], minimise, allowed)[0]

    def _trees(
        self, sources: Sequence[int], minimise: Objective, allowed: NDArray[np.bool_]
    ) -> list[tuple[NDArray[np.float64], NDArray[np.int32], Compiled]]:
        """Find the trees of several nodes, each once: they serve every pair of ends."""
        key = (minimise, allowed.tobytes())
        if key not in self._memory:
            self._memory[key] = self._compile(self.weights(minimise), allowed), {}
        graph, known = self._memory[key] = self._memory.pop(
            key
        )  # the last one used is the last one dropped
        if len(self._memory) > REMEMBERED:
            del self._memory[next(iter(self._memory))]
        new = [source for source in dict.fromkeys(sources) if source not in known]
        if new:
            cost, before = dijkstra(graph.weight, indices=new, return_predecessors=True)
            known |= {source: (cost[row], before[row]) for row, source in enumerate(new)}
        return [(*known[source], graph) for source in sources]

    def _compile(self, weights: NDArray[np.float64], allowed: NDArray[np.bool_]) -> Compiled:
        size = len(self.door)
        arcs = _shape(self.network.shape).arcs
        chosen = allowed[arcs[2]]
        tail, head, link = (part[chosen] for part in arcs)
        key = tail * size + head
        fresh = np.flatnonzero(np.diff(key, prepend=-1))  # where another pair of nodes begins
        if len(fresh) < len(key):  # of parallel links the lightest, of those the first
            weight = weights[link]
            least = np.repeat(np.minimum.reduceat(weight, fresh), np.diff(fresh, append=len(key)))
            lightest = np.flatnonzero(weight == least)
            kept = lightest[np.diff(key[lightest], prepend=-1) != 0]
            tail, head, link, key = tail[kept], head[kept], link[kept], key[kept]
        starts = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=size))])
        return Compiled(csr_array((weights[link], head, starts), shape=(size, size)), key, link)

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
            km, origins x destinations; infinite where there is no way. Memory is that of the answer: 64 trees at a time.

        Examples
        --------
        >>> import instc
        >>> router = instc.load_model().router
        >>> at = router.network.nodes.index.get_loc
        >>> bool(router.distances([at("nhava_sheva.port")], [at("bandar_abbas.port")])[0, 0] > 1900)
        True
        """
        km = np.maximum(self.network.links["length_km"].to_numpy(dtype=float), LEAST)
        graph = self._compile(km, self.usable if allowed is None else allowed & self.usable).weight
        answer = np.empty((len(origins), len(destinations)))
        for start in range(0, len(origins), TREES):
            answer[start : start + TREES] = dijkstra(graph, indices=origins[start : start + TREES])[
                :, destinations
            ]
        return answer

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
            In order; each a list of alternatives, node ids or (between the ends) link ids that must be travelled.
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

        Examples
        --------
        >>> import instc
        >>> router = instc.load_model().router
        >>> router.find([["innsa"], ["bandar_abbas.port"]]).length_km  # doctest: +SKIP
        2033.0
        """
        use = self.usable if allowed is None else allowed & self.usable
        weights = self.weights(minimise)
        stages = [
            [gate for item in alternatives for gate in self._gates(item, use, weights)]
            for alternatives in stops
        ]
        chain = [
            *stages[:-1],
            [way for gate in stages[-1] for way in self._arrivals(gate, use, weights)],
        ]
        reached: list[list[tuple[float, int]]] = [[(gate.cost, -1) for gate in stages[0]]]
        for before, here in pairwise(chain):
            trees = [
                tree[0] for tree in self._trees([gate.leave for gate in before], minimise, use)
            ]
            step = [
                min(
                    (
                        (so_far + trees[k][gate.enter] + gate.cost, k)
                        for k, (so_far, _) in enumerate(reached[-1])
                    ),
                    default=(np.inf, -1),
                )
                for gate in here
            ]
            reached.append(step)
        last = min(range(len(reached[-1])), key=lambda k: reached[-1][k][0], default=None)
        if last is None or not np.isfinite(reached[-1][last][0]):
            raise NoRouteError(
                self._why_not(stops, stages, self.everything if allowed is None else allowed)
            )
        chosen = [last]
        for stage in range(len(chain) - 1, 0, -1):
            chosen.append(reached[stage][chosen[-1]][1])
        return self._trace(
            [chain[k][gate] for k, gate in enumerate(reversed(chosen))], minimise, use
        )

    def _arrivals(
        self, gate: _Gate, use: NDArray[np.bool_], weights: NDArray[np.float64]
    ) -> list[_Gate]:
        """Give the last links into a city; another end is reached as it is."""
        if not self.door[gate.enter]:
            return [gate]
        return [
            _Gate(near, gate.leave, float(weights[link]), link)
            for near, link in _shape(self.network.shape).into(gate.enter)
            if use[link]
        ]

    def _gates(
        self, item: str, use: NDArray[np.bool_], weights: NDArray[np.float64]
    ) -> list[_Gate]:
        nodes, links = self.network.nodes.index, self.network.links.index
        if item in nodes:
            position = int(nodes.get_loc(item))
            return [_Gate(position, position, 0.0, None)]
        if item not in links:
            raise UnknownIdError(f'stop "{item}" is neither a node nor a link')
        link = int(links.get_loc(item))
        if not use[link]:
            return []
        start, end = (int(node) for node in self.ends[:, link])
        one_way = [_Gate(start, end, float(weights[link]), link)]
        return (
            one_way
            if self.directed[link]
            else [*one_way, _Gate(end, start, float(weights[link]), link)]
        )

    def _trace(self, gates: list[_Gate], minimise: Objective, use: NDArray[np.bool_]) -> Itinerary:
        path: list[int] = []
        for here, there in pairwise(gates):
            _, before, graph = self.tree(here.leave, minimise, use)
            nodes = [there.enter]
            while nodes[-1] != here.leave:
                nodes.append(int(before[nodes[-1]]))
            path += graph.links(nodes[::-1])
            if there.link is not None:
                path.append(there.link)
        return journey(self.network, path, str(self.network.nodes.index[gates[0].enter]))

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
                between = f"{self._either(stops[before])} and {self._either(stops[here])}"
                return f"{what}: no way exists between {between}, open or closed"
            if cut:
                return f"{what}: cut by {self._states(cut, allowed)}"
        return what

    def _either(self, alternatives: Sequence[str]) -> str:
        """Name things of which one will do."""
        return " or ".join(dict.fromkeys(self.named(name) for name in alternatives))

    def _states(self, link_ids: Sequence[str], allowed: NDArray[np.bool_]) -> str:
        """Name links with their states; one that is open and may not be used is avoided."""
        links, passages = self.network.links.index, self.network.cells("links", "passage_id")
        states = self.network.cells("links", "status")
        said = []
        for link_id in link_ids:
            if link_id not in links:  # a node has no state
                continue
            at = int(links.get_loc(link_id))
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
            Link ids, sorted; empty if there is a way; None if there would be none with every link open.

        Examples
        --------
        >>> import instc
        >>> router = instc.load_model(scenarios=["hormuz-closed"]).router
        >>> at = router.network.nodes.index.get_loc
        >>> afloat = router.network.links["mode"].isin(["sea", "passage"]).to_numpy()
        >>> router.cut([at("nhava_sheva.port")], [at("jebel_ali.port")], afloat)
        ['hormuz.a-hormuz.b']
        """
        barred = allowed & ~self.usable
        many = int(barred.sum()) + 1
        doors = self.door.copy()
        doors[[*sources, *targets]] = False
        able = allowed & ~doors[self.ends[0]] & ~doors[self.ends[1]]
        capacity = np.where(barred, 1, many)
        forward, back = np.flatnonzero(able), np.flatnonzero(able & ~self.directed)
        size = len(self.door)
        tail = np.concatenate(
            [self.ends[0][forward], self.ends[1][back], np.full(len(sources), size), targets]
        )
        head = np.concatenate(
            [self.ends[1][forward], self.ends[0][back], sources, np.full(len(targets), size + 1)]
        )
        room = np.concatenate(
            [capacity[forward], capacity[back], np.full(len(sources) + len(targets), many)]
        )
        graph = csr_array(
            (room.astype(np.int32), (tail.astype(np.int32), head.astype(np.int32))),
            shape=(size + 2,) * 2,
        )
        graph.data = np.minimum(graph.data, many).astype(np.int32)
        result = maximum_flow(graph, size, size + 1)
        if result.flow_value == 0:
            return None
        if result.flow_value >= many:
            return []
        side = np.zeros(size + 2, dtype=bool)
        side[breadth_first_order(graph - result.flow, size, return_predecessors=False)] = (
            True  # a difference holds no zeros, and no flow is above its room
        )
        near, far = side[self.ends[0]], side[self.ends[1]]
        across = near & ~far | far & ~near & ~self.directed
        return sorted(self.network.links.index[np.flatnonzero(across & barred & able)])
