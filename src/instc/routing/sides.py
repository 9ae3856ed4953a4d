"""Sides: kinds of ways that exclude each other, found as chains of gates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from instc.errors import NoRouteError, TableError
from instc.routing.carriage import runs_of
from instc.routing.corridors import avoided, stop_lists
from instc.tables.modes import AFLOAT, LAND
from instc.tables.schema import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from instc.network.network import Network, Topology
    from instc.routing.corridors import Stops
    from instc.routing.itinerary import Itinerary

    Find = Callable[[Stops, NDArray[np.bool_]], Itinerary]

OVER_IRAN, BY_CHINA, MIDDLE, BY_SEA = "over_iran", "by_china", "middle_corridor", "by_sea"
ORDER = (OVER_IRAN, BY_CHINA, MIDDLE, BY_SEA)  # each keeps clear of the gates of those before it
IRAN, CHINA, AZERBAIJAN = "IR", "CN", "AZ"
ACROSS = ("KZ", "TM")  # of the Caspian from Azerbaijan
CASPIAN = "caspian"
OPEN_SEA = "open sea"


@dataclass(frozen=True)
class Side:
    """
    A kind of ways.

    Attributes
    ----------
    side_id, label
        Key, and what the reader sees.
    countries
        Ends that ask for it; of the ways over Iran, its far ends.
    avoid
        As of a `Corridor`.
    """

    side_id: str
    label: str
    countries: frozenset[str]
    avoid: tuple[str, ...]


def load_sides(network: Network, folder: Path | None = None) -> dict[str, Side]:
    """
    Load the sides, by id, in the order in which they are found.

    Raises
    ------
    TableError
        A side is lacking, or avoids what is not in the network.
    """
    rows = read_table("sides", folder).set_index("side_id")
    lacking = [name for name in ORDER if name not in rows.index]
    if lacking:
        raise TableError(f"sides.csv: no row of {', '.join(lacking)}")
    sides = {}
    for name in ORDER:
        row = rows.loc[name]
        avoid = tuple(row["avoid"].split())
        avoided(network, avoid)
        sides[name] = Side(name, row["label"], frozenset(row["countries"].split()), avoid)
    return sides


def asked(sides: Mapping[str, Side], ends: set[str]) -> list[str]:
    """
    Name the sides that can serve a pair, by the countries of its two ends.

    Over Iran alone where an end lies there, and not between two of its far ends.

    Examples
    --------
    >>> far, inland = frozenset(["RU", "AZ", "KZ"]), frozenset(["KZ"])
    >>> sides = {name: Side(name, name, inland, ()) for name in ORDER}
    >>> sides[OVER_IRAN] = Side(OVER_IRAN, "over Iran", far, ())
    >>> asked(sides, {"IN", "RU"}), asked(sides, {"RU", "AZ"}), asked(sides, {"IR", "KZ"})
    (['over_iran', 'by_sea'], ['by_sea'], ['over_iran'])
    >>> asked(sides, {"IN", "KZ"})
    ['over_iran', 'by_china', 'middle_corridor', 'by_sea']
    """
    if IRAN in ends:
        return [OVER_IRAN]
    named = []
    for name in ORDER:
        between = name == OVER_IRAN and ends <= sides[name].countries
        inland = name in {BY_CHINA, MIDDLE}
        if not between and (not inland or ends & sides[name].countries):
            named.append(name)
    return named


class _Lie(NamedTuple):
    """Where links lie: the same in all states of a network."""

    ashore: NDArray[np.bool_]  # links that are not on the water
    inside: NDArray[np.bool_]  # links ashore in Iran
    overland: NDArray[np.bool_]  # of these, railways and roads
    china: NDArray[np.bool_]  # links ashore in China
    southern: NDArray[np.bool_]  # nodes that are ports of Iran on the open sea
    caspian: NDArray[np.bool_]  # nodes that are ports of Iran on the Caspian
    gates: dict[str, NDArray[np.bool_]]  # by side: links of which each of its ways passes one
    closed: dict[str, NDArray[np.bool_]]  # by side: links that no way of a later side uses


@lru_cache(maxsize=8)
def _lie(shape: Topology) -> _Lie:
    country = shape.cells("nodes", "country").astype(str)
    mode, basin = shape.cells("links", "mode"), shape.cells("links", "basin")
    ends, lands = shape.ends, country[shape.ends]
    ashore = ~np.isin(mode, AFLOAT)
    leaves = lands[0] != lands[1]
    iran, china = lands == IRAN, lands == CHINA
    across = leaves & (lands == AZERBAIJAN).any(axis=0) & np.isin(lands, ACROSS).any(axis=0)
    ferry = (mode == "ferry") & across
    port = _touched(ends[:, ~ashore], len(country))
    caspian = _touched(ends[:, ferry | ~ashore & (basin == CASPIAN)], len(country))
    loads = ashore & caspian[ends].any(axis=0)
    gates = {
        OVER_IRAN: ashore & iran.any(axis=0) & (leaves | loads),
        BY_CHINA: ashore & leaves & china.any(axis=0),
        MIDDLE: ferry | loads & (lands == AZERBAIJAN).any(axis=0),
    }
    inside = ashore & iran.all(axis=0)
    return _Lie(
        ashore=ashore,
        inside=inside,
        overland=inside & np.isin(mode, LAND),
        china=ashore & china.all(axis=0),
        southern=port & ~caspian & (country == IRAN),
        caspian=port & caspian & (country == IRAN),
        gates=gates,
        closed={**gates, OVER_IRAN: ashore & iran.any(axis=0)},
    )


def _touched(nodes: NDArray[np.intp], count: int) -> NDArray[np.bool_]:
    """Mark some nodes, by position."""
    marks = np.zeros(count, dtype=bool)
    marks[nodes.ravel()] = True
    return marks


def find_side(
    find: Find,
    network: Network,
    side: Side,
    ends: tuple[Sequence[str], Sequence[str]],
    via: Sequence[Sequence[str]] = (),
    cost: str = "generalised_usd",
    carry: Callable[[Itinerary], Itinerary] = lambda trip: trip,
    most: float = np.inf,
) -> Itinerary:
    """
    Find the best way of a side.

    Parameters
    ----------
    find
        Finds the best itinerary through stops, over allowed links, or raises.
    network
        Priced.
    side
        Which.
    ends
        Node ids that stand for the origin, and for the destination.
    via
        Stops that a user asks for, each a list of alternatives, before or behind the gate.
    cost
        Column of links of which ``find`` makes the sum least.
    carry
        Gives a way that was found its prices, where ``find`` leaves them out.
    most
        A side whose best way costs more is given up.

    Returns
    -------
    itinerary
        The best of all that pass a gate of the side, as it must be passed, and keep clear of those
        of the sides before it.

    Raises
    ------
    NoRouteError
        There is none.
    """
    lie = _lie(network.shape)
    allowed = ~avoided(network, _apart_from_ends(side, network, ends))
    search = _Search(find, network, side, ends, via, cost, carry, most)
    places = countries(network, ends)
    if IRAN in places:
        return search.best(allowed, [])
    for other in _shut(side.side_id, places):
        allowed &= ~lie.closed[other]
    if side.side_id not in lie.gates:
        return search.best(allowed, [])
    gates = network.cells("links", "link_id")[lie.gates[side.side_id]]
    if not len(gates):
        raise search.nothing
    return search.best(allowed, gates.tolist())


def _shut(side_id: str, places: set[str]) -> list[str]:
    """
    Name the sides whose gates a side may not pass: those before it.

    Over Iran, China is passed only from China; and from there the Middle Corridor passes its gates,
    and the ways of China not the Caspian.
    """
    before = list(ORDER[: ORDER.index(side_id)])
    if CHINA not in places:
        return before + [BY_CHINA] * (side_id == OVER_IRAN)
    if side_id == MIDDLE:
        before.remove(BY_CHINA)
    return before + [MIDDLE] * (side_id == BY_CHINA)


def ashore_in(network: Network, barred: Iterable[str]) -> NDArray[np.bool_]:
    """Mark the links on land, ports included, that touch some countries."""
    lie = _lie(network.shape)
    country = network.cells("nodes", "country").astype(str)
    marks: NDArray[np.bool_] = lie.ashore & np.isin(country[network.ends], [*barred]).any(axis=0)
    return marks


def countries(network: Network, ends: Iterable[Sequence[str]]) -> set[str]:
    """Name the countries of some ends, each a list of nodes."""
    known = network.cells("nodes", "country")
    return {str(known[network.position("nodes", nodes[0])]) for nodes in ends}


def _apart_from_ends(
    side: Side, network: Network, ends: tuple[Sequence[str], Sequence[str]]
) -> list[str]:
    """List what a side avoids, but for the places where the journey starts or ends."""
    place = network.cells("nodes", "place_id")
    places = {place[network.position("nodes", node)] for end in ends for node in end}
    return [item for item in side.avoid if item not in places]


@dataclass(frozen=True)
class _Search:
    """What is the same for all gates of a side."""

    find: Find
    network: Network
    side: Side
    ends: tuple[Sequence[str], Sequence[str]]
    via: Sequence[Sequence[str]]
    cost: str
    carry: Callable[[Itinerary], Itinerary]
    most: float

    @property
    def nothing(self) -> NoRouteError:
        """What is raised where no way fits."""
        return NoRouteError(f"no way between these ends goes {self.side.label}")

    def best(self, allowed: NDArray[np.bool_], gates: list[str]) -> Itinerary:
        """Find the best way through one of some gates, or through none where there are none."""
        found = list(self.trips(allowed, gates))
        if min(map(self.paid, found), default=np.inf) > self.most:
            raise self.nothing
        fit = list(filter(self.fits, found))
        if not fit:  # the best one may turn round at its gate, and another one not
            fit = self.one_by_one(allowed, gates, found)
        if not fit:
            raise self.nothing
        return min(map(self.carry, fit), key=lambda trip: trip.totals()[self.cost])

    def paid(self, trip: Itinerary) -> float:
        """Give what the links of a way cost by themselves, in what is made least."""
        return float(self.network.cells("links", self.cost)[trip.steps].sum())

    def trips(self, allowed: NDArray[np.bool_], gates: list[str]) -> Iterator[Itinerary]:
        """Find the ways, with the stops of the user before or behind the gate."""
        chain = [gates] if gates else []
        for stops in stop_lists(chain, *self.ends, self.via):
            try:
                yield self.find(stops, allowed)
            except NoRouteError:
                continue

    def one_by_one(
        self, allowed: NDArray[np.bool_], gates: list[str], found: list[Itinerary]
    ) -> list[Itinerary]:
        """
        Find ways that fit, the best of all having turned round at its gates.

        What was found is the best through any gate left, so that no way through one of them costs
        less; the gates that it passes are tried by themselves, then the others in the same way.
        """
        at = {gate: self.network.position("links", gate) for gate in gates}
        fit: list[Itinerary] = []
        while found:
            best = min(found, key=self.paid)
            if self.paid(best) >= min(map(self.paid, fit), default=np.inf):
                break
            passed = [gate for gate in at if at[gate] in best.steps]
            if not passed or self.fits(best):
                fit += filter(self.fits, [best])
                break
            for gate in passed:
                fit += filter(self.fits, self.straight(allowed, gate))
                del at[gate]
            found = list(self.trips(allowed, [*at])) if at else []
        return fit

    def straight(self, allowed: NDArray[np.bool_], gate: str) -> Iterator[Itinerary]:
        """Find the best ways to a gate, and on from its other end, that pass it only once."""
        network = self.network
        link = network.position("links", gate)
        nodes = network.cells("nodes", "node_id")[network.ends[:, link]].tolist()
        once = allowed & (np.arange(len(allowed)) != link)
        pairs = [nodes] if network.cells("links", "directed")[link] else [nodes, nodes[::-1]]
        for near, far in pairs:
            for stops in stop_lists([[near]], *self.ends, self.via):
                turn = stops.index([near])
                try:
                    there = self.find(stops[: turn + 1], once)
                    on = self.find([[far], *stops[turn + 1 :]], once)
                except NoRouteError:
                    continue
                steps = np.concatenate([there.steps, [link], on.steps])
                yield replace(on, steps=steps, stops=np.concatenate([there.stops, on.stops]))

    def fits(self, trip: Itinerary) -> bool:
        """Tell whether a way passes its gates as a way of its side must."""
        return IRAN in countries(self.network, self.ends) or keeps_to(trip, self.side.side_id)


def keeps_to(trip: Itinerary, side_id: str) -> bool:
    """Tell whether a way between ends outside Iran passes a gate of a side, as its ways must."""
    if side_id == BY_SEA:
        return True
    gates = _lie(trip.network.shape).gates[side_id]
    rules = {OVER_IRAN: _through_iran, BY_CHINA: _through_china, MIDDLE: _over_the_caspian}
    return bool(gates[trip.steps].any()) and _simple(trip) and rules[side_id](trip)


def side_of(trip: Itinerary) -> str:
    """Name the side of a way by its path alone, whatever it is called: by sea if no other's."""
    sides = (OVER_IRAN, BY_CHINA, MIDDLE)
    return next((side_id for side_id in sides if keeps_to(trip, side_id)), BY_SEA)


def _through_iran(trip: Itinerary) -> bool:
    """Tell whether a way crosses Iran overland: from a sea or a country to another one."""
    lie = _lie(trip.network.shape)
    overland = lie.overland[trip.steps]
    beyond = np.where(lie.southern[trip.stops], OPEN_SEA, trip.passed("country"))
    beyond = np.where(lie.caspian[trip.stops], CASPIAN, beyond)
    crossed = False
    for run in runs_of(lie.inside[trip.steps]):
        if _returns(beyond, run, IRAN):
            return False
        crossed = crossed or bool(overland[run].any())
    return crossed


def _through_china(trip: Itinerary) -> bool:
    """Tell whether a way leaves China for elsewhere than it came from."""
    lands = trip.passed("country")
    stays = runs_of(_lie(trip.network.shape).china[trip.steps])
    return not any(_returns(lands, run, CHINA) for run in stays)


def _returns(beyond: NDArray[np.str_], stay: slice, land: str) -> bool:
    """Tell whether a stay in a land ends where it began: at one sea, or at one country's border."""
    ends = []
    for node, step in ((stay.start, -1), (stay.stop, 1)):
        at_border = beyond[node] == land and 0 <= node + step < len(beyond)
        ends.append(beyond[node + step] if at_border else beyond[node])
    return bool(ends[0] == ends[1])


def _over_the_caspian(trip: Itinerary) -> bool:
    """Tell whether a way sails from Azerbaijan across the Caspian, or to it, and not back."""
    lie = _lie(trip.network.shape)
    country = trip.passed("country")
    crossings = 0
    for run in runs_of(~lie.ashore[trip.steps]):
        shores = {country[run.start], country[run.stop]}
        crossings += AZERBAIJAN in shores and bool(shores & set(ACROSS))
    return crossings == 1


def _simple(trip: Itinerary) -> bool:
    """Tell whether a way passes no place on land twice."""
    ashore = _lie(trip.network.shape).ashore[trip.steps]
    passed = np.append(trip.stops[0], trip.stops[1:][ashore])
    return len(np.unique(passed)) == len(passed)
