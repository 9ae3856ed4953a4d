"""The ways that answer a question: every corridor that makes sense, and the best of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from instc.comparison.objectives import OBJECTIVE
from instc.comparison.question import Alternative
from instc.errors import (
    LocationError,
    NoRouteError,
    QuestionError,
    UnknownIdError,
    did_you_mean,
)
from instc.routing import corridors
from instc.routing.router import COLUMN
from instc.scenarios.access import locate
from instc.tables.parameters import central
from instc.tables.places import find_end, parse_coordinates

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from instc.comparison.question import Question
    from instc.routing.corridors import Corridor
    from instc.routing.itinerary import Itinerary
    from instc.routing.pricing import Objective
    from instc.scenarios.world import World
    from instc.tables.places import End

BEST: dict[Objective, str] = {
    "days": "Fastest of all",
    "usd_per_teu": "Cheapest of all",
    "co2e_kg_per_teu": "Least CO2e of all",
}
Reasons = dict[str, str]


class Pair(NamedTuple):
    """Where a question starts, passes and ends, in the world that holds all of it."""

    world: World
    origin: End
    destination: End
    stops: list[list[str]]
    free: NDArray[np.bool_]

    def through(self, stops: list[list[str]], allowed: NDArray[np.bool_] | None) -> Itinerary:
        """Find the best way through stops, over allowed links that are not avoided."""
        links = self.free if allowed is None else allowed & self.free
        return self.world.router.find(stops, allowed=links)

    def find(self, objective: Objective) -> Itinerary:
        """Find the best way of all."""
        start, goal = list(self.origin.node_ids), list(self.destination.node_ids)
        stops = [start, *self.stops, goal]
        return self.world.router.find(stops, minimise=objective, allowed=self.free)


class Answer(NamedTuple):
    """Ways by corridor id, why others are not among them, and what a reader must know."""

    ways: dict[str, Alternative]
    missing: Reasons
    remarks: tuple[str, ...]


def locate_pair(world: World, question: Question) -> Pair:
    """Find where a question starts, passes and ends, in a world that holds all of it."""
    wider, origin = locate(world, question.origin, mode=question.mode)
    wider, destination = locate(wider, question.destination, mode=question.mode)
    if set(origin.node_ids) & set(destination.node_ids) or origin.place_id == destination.place_id:
        raise QuestionError(
            f'origin and destination are the same place: "{question.origin}" and '
            f'"{question.destination}" both mean {origin.name}'
        )
    if question.cargo_value is not None:
        wider = wider.valued(question.cargo_value)
    ends = {origin.place_id, destination.place_id}
    stops = [_stop(wider, text, ends, question.mode) for text in question.via]
    free = wider.links_of(question.mode) & ~_avoided(wider, question.avoid)
    return Pair(wider, origin, destination, stops, free)


def _stop(world: World, text: str, ends: set[str], mode: str | None) -> list[str]:
    """Give the facilities of a place that must be passed."""
    if parse_coordinates(text) is not None:
        raise LocationError(f"--via {text}: name a place or a facility")
    nodes = world.network.nodes
    end = find_end(text, world.spellings, nodes, mode=mode)
    if end.place_id in ends:
        raise QuestionError(f'--via "{text}" is the origin or the destination')
    if end.scope != "door":
        return list(end.node_ids)
    here = nodes.index[(nodes["place_id"] == end.place_id) & (nodes["mode"] != "door")]
    return [node for node in here if not node.endswith(".feeder")]


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
    ends = (pair.origin.node_ids, pair.destination.node_ids)
    network = pair.world.network
    found, missing = corridors.alternatives(pair.through, network, chosen, *ends, pair.stops)
    ways = {}
    for name, trip in found.items():
        ways[name] = Alternative(name, chosen[name].label, chosen[name].family, trip)
    ways, missing = sensible(pair, ways, missing)
    if not question.against:
        ways |= best_of_all(pair, ways)
    ways, missing = distinct(ways, missing)
    if not ways:
        raise NoRouteError(
            f"none of {', '.join(chosen)} goes from {pair.origin.name} to "
            f"{pair.destination.name}: {'; '.join(missing.values())}"
        )
    return pair, Answer(ways, missing, _reached_by_land(pair, ways))


def find_route(world: World, question: Question) -> tuple[Pair, Answer]:
    """Find the best way between two places: one alternative, ``route``."""
    pair = locate_pair(world, question)
    trip = pair.find(OBJECTIVE[question.by])
    label = f"{pair.origin.name} - {pair.destination.name}"
    ways = {"route": Alternative("route", label, question.mode or "any mode", trip)}
    return pair, Answer(ways, {}, _reached_by_land(pair, ways))


def chosen_corridors(world: World, wanted: Sequence[str]) -> dict[str, Corridor]:
    """Give the corridors that are named, hyphens or underscores, in table order; else all."""
    known, ids = world.corridors, [name.replace("-", "_") for name in wanted]
    for name in ids:
        if name not in known:
            raise UnknownIdError(f'unknown corridor "{name}"{did_you_mean(name, known)}')
    return {name: corridor for name, corridor in known.items() if not ids or name in ids}


def sensible(
    pair: Pair, ways: dict[str, Alternative], missing: Reasons
) -> tuple[dict[str, Alternative], Reasons]:
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


def best_of_all(pair: Pair, ways: dict[str, Alternative]) -> dict[str, Alternative]:
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
    ways: dict[str, Alternative], missing: Reasons
) -> tuple[dict[str, Alternative], Reasons]:
    """Keep one alternative a physical itinerary: its first name stays."""
    first: dict[tuple[int, ...], str] = {}
    kept, reasons = {}, dict(missing)
    for name, way in ways.items():
        same = first.setdefault(tuple(way.itinerary.steps.tolist()), name)
        if same == name:
            kept[name] = way
        elif way.family != "best":
            reasons[name] = f"is the same way as {same}"
    return kept, reasons


def _avoided(world: World, avoid: Sequence[str]) -> NDArray[np.bool_]:
    """Mark the links that a question avoids: by link, strait or column, else by place."""
    network = world.network
    links, gates = network.cells("links", "link_id"), network.cells("links", "passage_id")
    items = []
    for text in avoid:
        if text in links or text in gates or "=" in text:
            items.append(text)
        else:
            items.append(locate(world, text)[1].place_id)
    return corridors.avoided(network, items)


def _reached_by_land(pair: Pair, ways: dict[str, Alternative]) -> tuple[str, ...]:
    """Say how stops are reached while a strait is closed: by land, they may not be as meant."""
    network = pair.world.network
    closed = network.closed_passages()
    if not closed:
        return ()
    said = []
    for stop in pair.stops:
        modes = {way.itinerary.mode_into(stop).replace("_", " ") for way in ways.values()}
        name = network.cells("nodes", "name")[network.position("nodes", stop[0])]
        by = " or ".join(sorted(modes))
        said.append(f"{name} is reached by {by}; closed to ships: {', '.join(closed)}.")
    return tuple(said)
