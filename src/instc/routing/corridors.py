"""Named chains of gates, and the alternatives for a pair."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from instc.errors import NoRouteError, TableError, did_you_mean
from instc.network.columns import VARYING
from instc.tables.schema import read_table
from instc.tables.words import AVOID, avoid_items, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from instc.network.network import Network
    from instc.routing.itinerary import Itinerary
    from instc.tables.words import Words

    Find = Callable[[list[list[str]], NDArray[np.bool_] | None], Itinerary]


@dataclass(frozen=True)
class Corridor:
    """
    A named chain of gates, from south to north.

    Attributes
    ----------
    corridor_id, label, family
        Key, what the reader sees, and kin.
    via
        Stops; each a tuple of alternatives, node or link ids.
    passages
        Straits and canals that must be used, in order.
    avoid
        Node, place, link or passage ids, or ``column=value``, that may not be used.
    """

    corridor_id: str
    label: str
    family: str
    via: tuple[tuple[str, ...], ...] = ()
    passages: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()

    def northbound(self, *, forward: bool) -> Corridor:
        """
        Turn the chain round.

        Parameters
        ----------
        forward
            False to run from north to south.

        Returns
        -------
        corridor
            With stops and passages in travel order.

        Examples
        --------
        >>> Corridor("c", "C", "suez", (("a",), ("b",))).northbound(forward=False).via
        (('b',), ('a',))
        """
        return self if forward else replace(self, via=self.via[::-1], passages=self.passages[::-1])


def load_corridors(network: Network, folder: Path | None = None) -> dict[str, Corridor]:
    """
    Load the named corridors.

    Parameters
    ----------
    network
        That holds their gates.
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    corridors
        By id, in table order.

    Raises
    ------
    TableError
        A gate or an avoided thing is not in the network.

    Examples
    --------
    >>> import instc
    >>> "suez_baltic" in instc.load_model().corridors
    True
    """
    table = read_table("corridors", folder)
    marker = _marker(network)
    corridors, faults = {}, []
    gates = marker.gates
    for number, row in enumerate(table.itertuples(index=False), 2):
        via = tuple(tuple(stop.split("|")) for stop in row.via.split())
        corridors[row.corridor_id] = Corridor(
            row.corridor_id,
            row.label,
            row.family,
            via,
            tuple(row.passages.split()),
            tuple(row.avoid.split()),
        )
        faults += [
            f'row {number}, via: "{item}" is neither a node nor a link{_near(item, network)}'
            for stop in via
            for item in stop
            if not _is_known(item, network)
        ]
        faults += [
            f'row {number}, passages: unknown passage "{item}"{did_you_mean(item, gates)}'
            for item in row.passages.split()
            if item not in gates
        ]
        for item in row.avoid.split():
            try:
                marker.marks([item])
            except TableError as error:
                faults.append(f"row {number}, {error}")
    if faults:
        raise TableError(f"{table.attrs['file']}: {'; '.join(faults)}")
    return corridors


def _is_known(item: str, network: Network) -> bool:
    return item in network.nodes.index or item in network.links.index


def _near(item: str, network: Network) -> str:
    ids = [*network.nodes.index, *network.links.index]
    return did_you_mean(item, [name for name in ids if not name.startswith("sea.")])


def avoided(
    network: Network, items: Sequence[str], words: Words | None = None
) -> NDArray[np.bool_]:
    """
    Mark the links that a list of things forbids.

    Parameters
    ----------
    network
        Whose links are marked.
    items
        Node, place, link or passage ids, or ``column=value`` of links or of the nodes they touch.
    words
        To read names in any spelling, too: of straits, seas, places, world ports and countries.
        What is known by them and not in the network marks nothing.

    Returns
    -------
    marks
        True where a link is forbidden, in link order.

    Raises
    ------
    TableError
        An item means nothing.
    UnknownIdError, AmbiguousPlaceError, LocationError
        A word means nothing, several things, or a water without a gate.

    Examples
    --------
    >>> import instc
    >>> int(avoided(instc.load_model().network, ["suez"]).sum())
    1
    """
    if words is not None:
        items = [item for text in items for item in _items(network, text, words)]
    return _marker(network).marks(items)


def _items(network: Network, text: str, words: Words) -> list[str]:
    """Read a word of an ``avoid`` list; what lies outside the network forbids nothing."""
    if "=" in text or text in network.links.index:
        return [text]
    meaning = resolve(words, text, AVOID)
    items = avoid_items(words, meaning)
    return [item for item in items if _marker(network).holds(item)]


def idle(
    find: Find,
    stops: list[list[str]],
    allowed: NDArray[np.bool_],
    marks: Mapping[str, NDArray[np.bool_]],
) -> list[str]:
    """
    List the avoided things that change nothing: the best way keeps clear of them by itself.

    Parameters
    ----------
    find
        Finds the best itinerary through stops, over allowed links, or raises.
    stops
        Of the journey, the ends included.
    allowed
        Links that may be used, were nothing avoided.
    marks
        What each thing forbids, from `avoided`.

    Returns
    -------
    idle
        Keys of ``marks``; each is tried with all others still avoided.
    """
    found = []
    for word, hit in marks.items():
        others = [mark for name, mark in marks.items() if name != word]
        forbidden = np.logical_or.reduce([~allowed, *others])
        try:
            trip = find(stops, ~forbidden)
        except NoRouteError:
            continue
        if not hit[trip.steps].any():
            found.append(word)
    return found


def _marker(network: Network) -> _Marker:
    return _steady(network.shape).seen_in(network)


@lru_cache(maxsize=8)
def _steady(shape: Network) -> _Marker:
    return _Marker(shape)


class _Marker:
    """What each item of an ``avoid`` list forbids, looked up once for all states of a network."""

    def __init__(self, network: Network) -> None:
        self.links, self.nodes = network.links, network.nodes
        self.ends = network.ends
        self.gates = set(self.links["passage_id"]) - {""}
        self.known: dict[str, NDArray[np.bool_]] = {}

    def seen_in(self, network: Network) -> _Marker:
        """Give the marker of a state, which shares what no state changes."""
        same = copy(self)
        same.links = network.links
        return same

    def marks(self, items: Sequence[str]) -> NDArray[np.bool_]:
        marks = np.zeros(len(self.links), dtype=bool)
        for item in items:
            if item.partition("=")[0] in VARYING:
                hit = self._hit(item)
            elif item in self.known:
                hit = self.known[item]
            else:
                hit = self.known[item] = self._hit(item)
            if not hit.any():
                raise TableError(
                    f'avoid: "{item}" is no node, place, link, passage or column=value of the network'
                )
            marks |= hit
        return marks

    def holds(self, item: str) -> bool:
        """Tell whether an item forbids anything."""
        return bool(self._hit(item).any())

    def _hit(self, item: str) -> NDArray[np.bool_]:
        column, _, value = item.partition("=")
        if value and column in self.links:
            return np.asarray(self.links[column] == value)
        if value and column in self.nodes:
            return self._touched(np.asarray(self.nodes[column] == value))
        if item in self.gates or item in self.links.index:
            return np.asarray((self.links["passage_id"] == item) | (self.links.index == item))
        return self._touched(
            np.asarray((self.nodes["place_id"] == item) | (self.nodes.index == item))
        )

    def _touched(self, here: NDArray[np.bool_]) -> NDArray[np.bool_]:
        touched: NDArray[np.bool_] = here[self.ends[0]] | here[self.ends[1]]
        return touched


def alternatives(
    find: Find,
    network: Network,
    corridors: dict[str, Corridor],
    origin: Sequence[str],
    destination: Sequence[str],
    via: Sequence[Sequence[str]] = (),
    named: Callable[[str], str] = str,
) -> tuple[dict[str, Itinerary], dict[str, str]]:
    """
    Find the itinerary of every corridor for a pair.

    Parameters
    ----------
    find
        Finds the best itinerary through stops, over allowed links, or raises.
    network
        Priced.
    corridors
        By id.
    origin, destination
        Node ids that stand for the ends.
    via
        More stops that a user asks for, each a list of alternatives.
    named
        Gives the name by which a reason calls a node or passage.

    Returns
    -------
    itineraries, unavailable
        By corridor id; why a corridor has none, by corridor id.

    Examples
    --------
    >>> import instc
    >>> comparison = instc.load_model().compare("Mumbai", "Moscow", draws=10)
    >>> "instc_west_rail" in comparison.unavailable
    True
    """
    found: dict[str, Itinerary] = {}
    reasons: dict[str, str] = {}
    marker, closed = _marker(network), _closed(network, named)
    ends = set(
        network.cells("nodes", "place_id")[network.nodes.index.get_indexer([*origin, *destination])]
    )  # a place that a corridor may not pass can still be its end
    for name, corridor in corridors.items():
        allowed = ~marker.marks([item for item in corridor.avoid if item not in ends])
        tries, why = [], []
        found_through: dict[
            tuple[tuple[str, ...], ...], Itinerary | str
        ] = {}  # one gate is the same gate both ways
        for forward in (True, False):
            chain = corridor.northbound(forward=forward)
            if chain.via not in found_through:
                found_through[chain.via] = _through(find, chain, allowed, origin, destination, via)
            trip = found_through[chain.via]
            fault = trip if isinstance(trip, str) else _misfit(trip, chain, named)
            if fault or isinstance(trip, str):
                why.append(fault)
            else:
                tries.append(trip)
        if tries:
            found[name] = min(tries, key=lambda trip: trip.totals()["generalised_usd"])
        else:
            reasons[name] = min(why, key=len) + closed
    return found, reasons


def _through(
    find: Find,
    chain: Corridor,
    allowed: NDArray[np.bool_],
    origin: Sequence[str],
    destination: Sequence[str],
    via: Sequence[Sequence[str]],
) -> Itinerary | str:
    """Find the best itinerary through the gates of a chain and the user's stops, or say why there is none."""
    inner = [list(stop) for stop in chain.via]
    extra = [list(stop) for stop in via]
    trips, why = [], ""
    for place in (
        range(len(inner) + 1) if extra else [0]
    ):  # the user's stops may lie before, between or after the gates
        stops = [list(origin), *inner[:place], *extra, *inner[place:], list(destination)]
        try:
            trips.append(find(stops, allowed))
        except NoRouteError as error:
            why = str(error)
    if not trips:
        return why
    return min(trips, key=lambda trip: trip.totals()["generalised_usd"])


def _misfit(trip: Itinerary, chain: Corridor, named: Callable[[str], str]) -> str:
    """Say why a way is not the corridor's; empty where it is."""
    used = [name for name in trip.passages if name in chain.passages]
    lacking = [name for name in chain.passages if name not in used]
    if lacking:
        return f"the way between these ends does not use {', '.join(map(named, lacking))}"
    if used != list(chain.passages):
        return f"would pass {', '.join(map(named, used))}"
    seen: set[int] = set()
    for stop, kind in zip(trip.stops.tolist(), trip.passed("kind"), strict=True):
        if stop in seen and kind != "junction":
            return f"would pass {named(trip.network.nodes.index[stop])} twice"
        seen.add(stop)
    return ""


def _closed(network: Network, named: Callable[[str], str]) -> str:
    """Name the straits and canals that are closed."""
    gates = ", ".join(map(named, network.closed_passages()))
    return f"; closed: {gates}" if gates else ""


class Bound(NamedTuple):
    """
    The ways of a pair where stops bind one family of corridors, and the others run free.

    Attributes
    ----------
    itineraries, unavailable
        As `alternatives` gives them.
    family
        That passes the stops; empty where none can, and all are bound.
    """

    itineraries: dict[str, Itinerary]
    unavailable: dict[str, str]
    family: str


def bind(
    corridors: dict[str, Corridor],
    free: tuple[dict[str, Itinerary], dict[str, str]],
    through: tuple[dict[str, Itinerary], dict[str, str]],
) -> Bound:
    """
    Let stops bind the family of corridors where their detour is least.

    Parameters
    ----------
    corridors
        By id.
    free, through
        What `alternatives` gives without the stops, and through them.

    Returns
    -------
    bound
        The family's corridors through the stops, all others without them.
    """
    detours = {}
    for name, trip in through[0].items():
        direct = free[0].get(name)
        if direct is not None:
            more = trip.totals()["generalised_usd"] - direct.totals()["generalised_usd"]
            detours[name] = more
    if not detours:
        return Bound(*through, "")
    family = corridors[min(detours, key=detours.__getitem__)].family
    ways: dict[str, Itinerary] = {}
    reasons: dict[str, str] = {}
    for name, corridor in corridors.items():
        found, missing = through if corridor.family == family else free
        if name in found:
            ways[name] = found[name]
        else:
            reasons[name] = missing[name]
    return Bound(ways, reasons, family)
