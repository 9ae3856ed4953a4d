"""The ways that answer a question: every corridor that makes sense, and the best of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from instc.comparison.objectives import OBJECTIVE
from instc.comparison.question import Alternative
from instc.errors import LocationError, NoRouteError, QuestionError, UnknownIdError, did_you_mean
from instc.routing import carriage, corridors
from instc.routing.router import COLUMN
from instc.scenarios.access import locate, located, meant
from instc.tables.parameters import central
from instc.tables.places import fold, parse_coordinates
from instc.tables.words import AGAINST, AVOID, VIA, Meaning, meanings, name_of, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from instc.comparison.question import Question
    from instc.door import Objective
    from instc.routing.corridors import Corridor
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World
    from instc.tables.places import End
    from instc.tables.words import Words

BEST: dict[Objective, str] = {
    "days": "Fastest of all",
    "usd_per_teu": "Cheapest of all",
    "co2e_kg_per_teu": "Least CO2e of all",
}
Reasons = dict[str, str]
Ways = dict[str, Alternative]


class Pair(NamedTuple):
    """
    Where a question starts, passes and ends, in the world that holds all of it.

    ``avoided`` marks the links of each thing that is avoided; ``notes`` say how words were read.
    """

    world: World
    origin: End
    destination: End
    stops: list[list[str]]
    free: NDArray[np.bool_]
    avoided: dict[str, NDArray[np.bool_]]
    notes: tuple[str, ...]

    def through(
        self,
        stops: list[list[str]],
        allowed: NDArray[np.bool_] | None,
        *,
        alike: bool = False,
        aboard: bool = True,
    ) -> Itinerary:
        """Find the best way through stops, over allowed links that are not avoided."""
        links = self.free if allowed is None else allowed & self.free
        return self.world.router.find(stops, allowed=links, alike=alike, aboard=aboard)

    def find(self, objective: Objective) -> Itinerary:
        """Find the best way of all."""
        start, goal = list(self.origin.node_ids), list(self.destination.node_ids)
        stops = [start, *self.stops, goal]
        return self.world.router.find(stops, minimise=objective, allowed=self.free)


class Answer(NamedTuple):
    """Ways by corridor id, why others are not among them, and what a reader must know."""

    ways: Ways
    missing: Reasons
    remarks: tuple[str, ...]


class Found(NamedTuple):
    """Ways by corridor id, why others are not among them, and the family that stops bind."""

    ways: Ways
    missing: Reasons
    bound: str = ""


def locate_pair(world: World, question: Question) -> Pair:
    """Find where a question starts, passes and ends, in a world that holds all of it."""
    wider, origin = locate(world, question.origin, mode=question.mode)
    wider, destination = locate(wider, question.destination, mode=question.mode)
    if set(origin.node_ids) & set(destination.node_ids) or origin.place_id == destination.place_id:
        raise QuestionError(
            f'origin and destination are the same place: "{question.origin}" and '
            f'"{question.destination}" both mean {origin.name}'
        )
    ends = {origin.place_id, destination.place_id}
    notes, stops = [origin.note, destination.note], []
    for text in question.via:
        meaning = _passed(world, text, question.mode)
        wider, stop = _stop(wider, text, meaning, ends, question.mode)
        stops.append(stop)
        notes.append(meaning.note)
    if question.cargo_value is not None:
        wider = wider.valued(question.cargo_value)
    wider = wider.sailing(question.manner)
    avoided = {}
    for text in question.avoid:
        avoided[text] = corridors.avoided(wider.network, [text], wider.words)
        notes.append(_how_read(wider, text))
    free = _without(wider.links_of(question.mode), avoided.values())
    said = [f"{note}." for note in dict.fromkeys(notes) if note]
    return Pair(wider, origin, destination, stops, free, avoided, tuple(said))


def _passed(world: World, text: str, mode: str | None) -> Meaning:
    """Find what must be passed."""
    if parse_coordinates(text) is not None:
        raise LocationError(f"--via {text}: name a place, a facility or a strait")
    if text in world.network.cells("links", "link_id"):
        return Meaning("link", text, world.called(text))
    return meant(world, text, VIA, mode=mode)


def _stop(
    world: World, text: str, meaning: Meaning, ends: set[str], mode: str | None
) -> tuple[World, list[str]]:
    """Give the links or facilities of what must be passed, in a world that holds them."""
    if meaning.kind in {"passage", "link"}:
        return world, [_link_of(world, text, meaning)]
    wider, end = located(world, text, meaning, mode=mode)
    if end.place_id in ends:
        raise QuestionError(f'--via "{text}" is the origin or the destination')
    if end.scope != "door":
        return wider, list(end.node_ids)
    nodes = wider.network.nodes
    here = nodes.index[(nodes["place_id"] == end.place_id) & (nodes["mode"] != "door")]
    return wider, [node for node in here if not node.endswith(".feeder")]


def _link_of(world: World, text: str, meaning: Meaning) -> str:
    """Give the link through a strait, or the one that is named."""
    links = world.network.cells("links", "link_id")
    named = links == meaning.id
    if meaning.kind == "passage":
        named = world.network.cells("links", "passage_id") == meaning.id
    if not named.any():
        raise LocationError(f'--via "{text}": {meaning.name} is no link of this network')
    return str(links[named][0])


def _how_read(world: World, text: str) -> str:
    """Say what else a thing that is avoided could have been, if anything."""
    if "=" in text or text in world.network.cells("links", "link_id"):
        return ""
    return resolve(world.words, text, AVOID).note


def _without(allowed: NDArray[np.bool_], avoided: Iterable[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Mark the links that are allowed and not avoided."""
    free = allowed
    for marks in avoided:
        free = free & ~marks
    return free


def find_alternatives(world: World, question: Question) -> tuple[Pair, Answer]:
    """
    Find every corridor that makes sense for a pair, and the best ways of all.

    Raises
    ------
    NoRouteError
        No corridor and no other way is open.
    InstcError
        The question can't be meant.
    """
    chosen = chosen_corridors(world, question.against)
    pair = locate_pair(world, question)
    found = _find(pair, question, chosen)
    if not found.ways:
        names = [name_of(world.words, name, "corridor") for name in chosen]
        raise NoRouteError(
            f"none of {', '.join(names)} goes from {pair.origin.name} to "
            f"{pair.destination.name}: {'; '.join(dict.fromkeys(found.missing.values()))}"
        )

    def ways_over(free: NDArray[np.bool_]) -> list[Itinerary]:
        ways = _find(pair._replace(free=free), question, chosen).ways
        return [way.itinerary for way in ways.values()]

    remarks = (*pair.notes, *_bound(pair, found), *_idle(pair, question, ways_over))
    return pair, Answer(found.ways, found.missing, remarks)


def find_route(world: World, question: Question) -> tuple[Pair, Answer]:
    """Find the best way between two places: one alternative, ``route``."""
    pair = locate_pair(world, question)
    objective = OBJECTIVE[question.by]
    trip = pair.find(objective)
    label = f"{pair.origin.name} - {pair.destination.name}"
    ways = {"route": Alternative("route", label, question.mode or "any mode", trip)}

    def ways_over(free: NDArray[np.bool_]) -> list[Itinerary]:
        return [pair._replace(free=free).find(objective)]

    doubts = carriage.doubts(trip, pair.world.carrier, pair.world.called)
    reached = _reached_by_land(pair, ways)
    remarks = (*pair.notes, *reached, *_idle(pair, question, ways_over), *doubts)
    return pair, Answer(ways, {}, remarks)


def chosen_corridors(world: World, wanted: Sequence[str]) -> dict[str, Corridor]:
    """Give the corridors that are named, singly or by family, in table order; else all."""
    named: set[str] = set()
    for text in wanted:
        for meaning in _listed(world, text):
            named.add(meaning.id)
    known = world.corridors
    if not wanted:
        return known
    return {name: one for name, one in known.items() if named & {name, one.family}}


def way_called(text: str, ways: Ways, words: Words) -> str:
    """Give the id of the way that a text means, by its label or as a corridor; else the text."""
    key = fold(text)
    for name, way in ways.items():
        if key in {fold(name), fold(way.label)}:
            return name
    for meaning in meanings(words, text, AGAINST):
        return meaning.id
    return text


def families_called(texts: Sequence[str], ways: Ways, known: Mapping[str, Corridor]) -> set[str]:
    """Give the families of ways or corridors that are named; a name of none is refused."""
    families = {way.family for way in ways.values()}
    families |= {corridor.family for corridor in known.values()}
    for text in texts:
        if text not in families:
            raise UnknownIdError(f'no family is called "{text}"{did_you_mean(text, families)}')
    return set(texts)


def _listed(world: World, text: str) -> list[Meaning]:
    """Read names that are parted by commas and may hold some: the longest reading of each."""
    found = []
    pieces = [piece for piece in text.split(",") if piece.strip()] or [""]
    while pieces:
        count = len(pieces)
        while count > 1 and not meanings(world.words, ",".join(pieces[:count]), AGAINST):
            count -= 1
        found.append(resolve(world.words, ",".join(pieces[:count]), AGAINST))
        pieces = pieces[count:]
    return found


def _find(pair: Pair, question: Question, chosen: dict[str, Corridor]) -> Found:
    """Find the ways of a pair: those of one family of corridors pass its stops, or all do."""
    direct, rest = pair._replace(stops=[]), pair
    bound = corridors.Bound(*_along(pair, chosen), family="")
    if pair.stops and not question.via_all:
        bound = corridors.bind(chosen, _along(direct, chosen), bound[:2])
    if bound.family:
        rest = direct
    passing: Ways = {}
    others: Ways = {}
    for name, trip in bound.itineraries.items():
        way = Alternative(name, chosen[name].label, chosen[name].family, trip)
        group = passing if way.family == bound.family else others
        group[name] = way
    missing = bound.unavailable
    if passing:
        passing, missing = sensible(pair, passing, missing)
    others, missing = sensible(rest, others, missing)
    kept = passing | others
    ways = {name: kept[name] for name in chosen if name in kept}
    if not question.against:
        ways |= best_of_all(rest, ways)
    ways, missing = distinct(ways, missing, pair.world.called)
    return Found(ways, missing, bound.family)


def _along(pair: Pair, chosen: dict[str, Corridor]) -> tuple[dict[str, Itinerary], Reasons]:
    """Find the itineraries of corridors through the stops of a pair, and why others have none."""
    ends = (pair.origin.node_ids, pair.destination.node_ids)
    world = pair.world
    return corridors.alternatives(
        pair.through, world.network, chosen, *ends, pair.stops, named=world.called
    )


def sensible(pair: Pair, ways: Ways, missing: Reasons) -> tuple[Ways, Reasons]:
    """Leave out what costs many times the best way, time counted, and say so."""
    most = central(pair.world.parameters, "ratio.sensible_detour")
    least = pair.find("generalised_usd").totals()["generalised_usd"]
    kept, reasons = {}, dict(missing)
    for name, way in ways.items():
        if way.itinerary.totals()["generalised_usd"] > most * least:
            reasons[name] = f"would cost more than {most:g} times the best way, time counted"
        else:
            kept[name] = way
    return kept, reasons


def best_of_all(pair: Pair, ways: Ways) -> Ways:
    """
    Find the best ways of all that beat every named way visibly, at the means.

    Returns
    -------
    best
        By ``best_`` and the objective; those that win by less than ``ratio.visible_gain`` are left
        out.
    """
    share = 1 - central(pair.world.parameters, "ratio.visible_gain")
    found = {}
    for objective, label in BEST.items():
        trip, column = pair.find(objective), COLUMN[objective]
        others = [way.itinerary.totals()[column] for way in ways.values()]
        if all(trip.totals()[column] < share * other for other in others):
            name = f"best_{objective}"
            found[name] = Alternative(name, label, "best", trip)
    return found


def distinct(
    ways: Ways, missing: Reasons, called: Callable[[str], str] = str
) -> tuple[Ways, Reasons]:
    """Keep one alternative a physical itinerary: its first name stays."""
    first: dict[tuple[int, ...], str] = {}
    kept, reasons = {}, dict(missing)
    for name, way in ways.items():
        same = first.setdefault(tuple(way.itinerary.steps.tolist()), name)
        if same == name:
            kept[name] = way
        elif way.family != "best":
            reasons[name] = f"is the same way as {called(same)}"
    return kept, reasons


def _bound(pair: Pair, found: Found) -> list[str]:
    """Say which family passes the stops, and how they are reached."""
    if not found.bound:
        return _reached_by_land(pair, found.ways)
    passing: Ways = {}
    for name, way in found.ways.items():
        if way.family == found.bound:
            passing[name] = way
    said = _reached_by_land(pair, passing)
    if len(passing) < len(found.ways):
        who = name_of(pair.world.words, found.bound, "family")
        stops = " and ".join(_stop_name(pair.world, stop) for stop in pair.stops)
        said.append(f"{who} must pass {stops}, the least detour; the others run free.")
    return said


def _stop_name(world: World, stop: list[str]) -> str:
    """Name a stop by its place, or by its link."""
    nodes = world.network.cells("nodes", "node_id")
    if stop[0] not in nodes:
        return world.called(stop[0])
    return str(world.network.cells("nodes", "name")[world.network.position("nodes", stop[0])])


def _reached_by_land(pair: Pair, ways: Ways) -> list[str]:
    """Say how stops are reached while a strait is closed: by land, they may not be as meant."""
    world = pair.world
    closed = [world.called(name) for name in world.network.closed_passages()]
    said: list[str] = []
    if not closed:
        return said
    for stop in pair.stops:
        modes = {way.itinerary.mode_into(stop).replace("_", " ") for way in ways.values()}
        by = " or ".join(sorted(modes - {""}))  # a strait is passed, not reached
        if by:
            name = _stop_name(world, stop)
            said.append(f"{name} is reached by {by}; closed to ships: {', '.join(closed)}.")
    return said


def _idle(
    pair: Pair, question: Question, ways_over: Callable[[NDArray[np.bool_]], list[Itinerary]]
) -> list[str]:
    """Say which of the avoided things change nothing."""
    allowed = pair.world.links_of(question.mode)
    idle = corridors.idle(ways_over, allowed, pair.avoided)
    return [f'Avoiding "{text}" changes nothing: no way here would pass it.' for text in idle]
