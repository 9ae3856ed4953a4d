"""Named chains of gates, and the alternatives for a pair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from instc.errors import NoRouteError, TableError, did_you_mean
from instc.network.columns import VARYING
from instc.tables.schema import read_table, refuse_rows
from instc.tables.words import AVOID, avoid_items, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Protocol

    from numpy.typing import NDArray

    from instc.network.network import Network, Table, Topology
    from instc.routing.itinerary import Itinerary
    from instc.tables.words import Words

    Stops = list[list[str]]  # each a list of alternatives

    class Find(Protocol):
        """Finds the best itinerary through stops, over allowed links, or raises."""

        def __call__(
            self,
            stops: Stops,
            allowed: NDArray[np.bool_] | None,
            *,
            aboard: bool = True,
        ) -> Itinerary:
            """Find it, as `instc.routing.router.Router.find` does."""


NAMES: dict[Table, tuple[str, str]] = {  # columns of a table
    "nodes": ("node_id", "place_id"),
    "links": ("link_id", "passage_id"),
}
NOT_A_WAY = "not a way between these ends"


@dataclass(frozen=True)
class Corridor:
    """
    A named chain of gates, from south to north.

    Attributes
    ----------
    corridor_id, label, family
        Key, what the reader sees, and its kin: ``instc``, ``suez``, ``cape`` ...
    via
        Stops; each a tuple of alternatives, node or link ids.
    passages
        Straits and canals that must be used, in order.
    avoid
        Node, place, link or passage ids, or ``column=value``, that may not be used.
    side_id
        Side that its ways are on.
    """

    corridor_id: str
    label: str
    family: str
    via: tuple[tuple[str, ...], ...] = ()
    passages: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    side_id: str = ""

    def northbound(self, *, forward: bool) -> Corridor:
        """
        Give the chain in travel order: as written, or turned round to run from north to south.

        Examples
        --------
        >>> Corridor("c", "C", "suez", (("a",), ("b",))).northbound(forward=False).via
        (('b',), ('a',))
        """
        if forward:
            return self
        return replace(self, via=self.via[::-1], passages=self.passages[::-1])


def load_corridors(network: Network, folder: Path | None = None) -> dict[str, Corridor]:
    """
    Load the named corridors, by id in table order; the shipped ones, or those of a folder.

    Raises
    ------
    TableError
        A gate or an avoided thing is not in the network.
    """
    table = read_table("corridors", folder)
    corridors: dict[str, Corridor] = {}
    faults: list[tuple[int, str]] = []
    for row in table.itertuples():
        corridor = Corridor(
            row.corridor_id,
            row.label,
            row.family,
            via=tuple(tuple(stop.split("|")) for stop in row.via.split()),
            passages=tuple(row.passages.split()),
            avoid=tuple(row.avoid.split()),
            side_id=row.side_id,
        )
        corridors[corridor.corridor_id] = corridor
        faults += [(row.Index, fault) for fault in _faults(corridor, network)]
    refuse_rows(table, faults)
    return corridors


def _faults(corridor: Corridor, network: Network) -> list[str]:
    """List what a corridor names and a network does not hold."""
    held = _held(network.shape)
    gates = held["passage_id"] - {""}
    faults = []
    for gate in chain.from_iterable(corridor.via):
        if gate not in held["node_id"] and gate not in held["link_id"]:
            hint = _near(gate, network)
            faults.append(f'via: "{gate}" is neither a node nor a link{hint}')
    for name in corridor.passages:
        if name not in gates:
            hint = did_you_mean(name, gates)
            faults.append(f'passages: unknown passage "{name}"{hint}')
    for item in corridor.avoid:
        try:
            _marks(network, [item])
        except TableError as error:
            faults.append(str(error))
    return faults


def _near(item: str, network: Network) -> str:
    """Suggest nodes and links, but none of the thousands of sea lanes."""
    ids = network.nodes.index.append(network.links.index)
    return did_you_mean(item, ids[~ids.str.startswith("sea.")])


def avoided(
    network: Network, items: Sequence[str], words: Words | None = None
) -> NDArray[np.bool_]:
    """
    Mark the links that a list of things forbids, in link order.

    Parameters
    ----------
    network
        Whose links are marked.
    items
        Node, place, link or passage ids, or ``column=value`` of links or of the nodes they touch.
    words
        To read names in any spelling, too: of straits, seas, places, world ports and countries.
        What is known by them and not in the network marks nothing.

    Raises
    ------
    TableError
        An item means nothing.
    UnknownIdError, AmbiguousPlaceError, LocationError
        A word means nothing, several things, or a water without a gate.
    """
    if words is not None:
        items = [item for text in items for item in _items(network, text, words)]
    return _marks(network, items)


def _items(network: Network, text: str, words: Words) -> list[str]:
    """Read a word of an ``avoid`` list; what lies outside the network forbids nothing."""
    if "=" in text or text in network.cells("links", "link_id"):
        return [text]
    meaning = resolve(words, text, AVOID)
    items = avoid_items(words, meaning)
    return [item for item in items if _hit(network, item).any()]


def idle(
    ways_over: Callable[[NDArray[np.bool_]], Sequence[Itinerary]],
    allowed: NDArray[np.bool_],
    marks: Mapping[str, NDArray[np.bool_]],
) -> list[str]:
    """
    List the avoided things that change nothing: the ways keep clear of them by themselves.

    Parameters
    ----------
    ways_over
        Finds the ways over allowed links, or raises.
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
        free = allowed
        for other, mark in marks.items():
            if other != word:
                free = free & ~mark
        if not hit.any() or _keep_clear(ways_over, free, hit):
            found.append(word)
    return found


def _keep_clear(
    ways_over: Callable[[NDArray[np.bool_]], Sequence[Itinerary]],
    free: NDArray[np.bool_],
    hit: NDArray[np.bool_],
) -> bool:
    """Tell whether there are ways over free links, and none uses a link of some."""
    try:
        trips = ways_over(free)
    except NoRouteError:
        return False
    return not any(hit[trip.steps].any() for trip in trips)


def _marks(network: Network, items: Iterable[str]) -> NDArray[np.bool_]:
    """Mark the links that items forbid; one that forbids nothing is an error."""
    marks = np.zeros(len(network.ends[0]), dtype=bool)
    for item in items:
        hit = _hit(network, item)
        if not hit.any():
            raise TableError(
                f'avoid: "{item}" is no node, place, link, passage or column=value of the network'
            )
        marks |= hit
    return marks


def _hit(network: Network, item: str) -> NDArray[np.bool_]:
    """Mark what one item forbids, and remember it unless it hangs on the state."""
    if item.partition("=")[0] in VARYING:
        return _found(network, item)
    known = _known(network.shape)
    if item not in known:
        known[item] = _found(network, item)
    return known[item]


@lru_cache(maxsize=8)
def _known(shape: Topology) -> dict[str, NDArray[np.bool_]]:  # noqa: ARG001
    """Remember what items forbid in all states that share nodes, ends and lines."""
    return {}


def _found(network: Network, item: str) -> NDArray[np.bool_]:
    """Look an item up: as a column's value, as a link or passage, as a node or place."""
    column, _, value = item.partition("=")
    if value and network.has(column):
        return np.asarray(network.cells("links", column) == value)
    if value and column in network.shape.nodes:
        return _touched(network, network.cells("nodes", column) == value)
    here = _named(network.shape, "links", item)
    if here.any():
        return here
    return _touched(network, _named(network.shape, "nodes", item))


def _named(shape: Topology, table: Table, item: str) -> NDArray[np.bool_]:
    """Mark the rows of a table whose id, or the place or passage they lie at, is so called."""
    marks = np.zeros(len(shape.cells(table, NAMES[table][0])), dtype=bool)
    for column in NAMES[table]:
        if item in _held(shape)[column]:
            marks |= shape.cells(table, column) == item
    return marks


@lru_cache(maxsize=8)
def _held(shape: Topology) -> dict[str, set[str]]:
    """Give what stands in each column of names."""
    held: dict[str, set[str]] = {}
    for table, columns in NAMES.items():
        for column in columns:
            held[column] = set(shape.cells(table, column).tolist())
    return held


def _touched(network: Network, here: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the links that start or end at some nodes."""
    start, end = network.ends
    touched: NDArray[np.bool_] = here[start] | here[end]
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
    """
    found: dict[str, Itinerary] = {}
    unavailable: dict[str, str] = {}
    closed = _closed(network, named)
    at = network.shape.nodes.index.get_indexer([*origin, *destination])
    ends = set(network.cells("nodes", "place_id")[at])
    for name, corridor in corridors.items():
        # a place that a corridor may not pass can still be its end
        forbidden = _marks(network, [item for item in corridor.avoid if item not in ends])
        search = _Search(find, ~forbidden, origin, destination, via)
        trips, reasons = _both_ways(search, corridor)
        if trips:
            found[name] = _best(trips)
        else:
            unavailable[name] = min(reasons, key=len) + closed
    return found, unavailable


class _Search(NamedTuple):
    """What is the same for both directions of a corridor."""

    find: Find
    allowed: NDArray[np.bool_]
    origin: Sequence[str]
    destination: Sequence[str]
    via: Sequence[Sequence[str]]

    def stops(self, order: Corridor) -> Iterator[Stops]:
        """Give the lists of stops to try."""
        return stop_lists(order.via, self.origin, self.destination, self.via)


def _both_ways(search: _Search, corridor: Corridor) -> tuple[list[Itinerary], list[str]]:
    """Find the itineraries that follow a corridor, north and south, and why others do not."""
    trips: list[Itinerary] = []
    reasons: list[str] = []
    tried: dict[tuple[tuple[str, ...], ...], tuple[Itinerary | None, str]] = {}
    for forward in (True, False):
        order = corridor.northbound(forward=forward)
        if order.via not in tried:  # one gate is the same gate both ways
            tried[order.via] = _through(search, order)
        trip, why = tried[order.via]
        if trip is None:
            reasons.append(why)
        elif _fits(trip, order):
            trips.append(trip)
        else:
            reasons.append(NOT_A_WAY)
    return trips, reasons


def stop_lists(
    gates: Sequence[Sequence[str]],
    origin: Sequence[str],
    destination: Sequence[str],
    via: Sequence[Sequence[str]],
) -> Iterator[Stops]:
    """Give the lists of stops to try: a user's may lie before, between or after the gates."""
    chain = list(map(list, gates))
    extra = list(map(list, via))
    places = range(len(chain) + 1)
    if not extra:
        places = range(1)
    for place in places:
        yield [list(origin), *chain[:place], *extra, *chain[place:], list(destination)]


def _through(search: _Search, order: Corridor) -> tuple[Itinerary | None, str]:
    """Find the best itinerary through the stops of a corridor, or say why there is none."""
    trips, why = [], ""
    aboard = bool(search.via)  # the gates of a corridor are landed at
    for stops in search.stops(order):
        try:
            trips.append(search.find(stops, search.allowed, aboard=aboard))
        except NoRouteError as error:
            why = str(error)
    if not trips:
        return None, why
    return _best(trips), ""


def _best(trips: Iterable[Itinerary]) -> Itinerary:
    """Choose by money and the value of time."""
    return min(trips, key=lambda trip: trip.totals()["generalised_usd"])


def _fits(trip: Itinerary, order: Corridor) -> bool:
    """Tell whether an itinerary uses the passages of a corridor in order, and no place twice."""
    used = [name for name in trip.passages if name in order.passages]
    junction = trip.passed("kind") == "junction"
    named = trip.stops[~junction]
    return used == list(order.passages) and len(np.unique(named)) == len(named)


def _closed(network: Network, named: Callable[[str], str]) -> str:
    """Name the closed passages, for they may be the reason."""
    gates = list(map(named, network.closed_passages()))
    if not gates:
        return ""
    return f"; closed: {', '.join(gates)}"


def likest(trip: Itinerary, corridors: Mapping[str, Corridor]) -> Corridor | None:
    """Give the first corridor that a way keeps to: its gates, passages and what it avoids."""
    network = trip.network
    met = {*trip.passed("node_id"), *trip.cells("link_id")}
    for corridor in corridors.values():
        gates = all(met.intersection(stop) for stop in corridor.via)
        used = [name for name in trip.passages if name in corridor.passages]
        there, back = list(corridor.passages), list(corridor.passages[::-1])
        if gates and used in (there, back):
            clear = not _marks(network, corridor.avoid)[trip.steps].any()
            if clear and (corridor.via or corridor.passages):
                return corridor
    return None
