"""The ways that answer a question: every corridor that makes sense, and the best of all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from instc.colours import group_of
from instc.comparison.journeys import Journeys
from instc.comparison.objectives import OBJECTIVE
from instc.comparison.path_names import head, path_name, title, told_apart
from instc.comparison.question import Alternative
from instc.comparison.simulation import simulate
from instc.display.text import capital
from instc.errors import LocationError, NoRouteError, QuestionError, UnknownIdError, did_you_mean
from instc.network.network import among
from instc.routing import carriage, corridors
from instc.routing.pricing import exposures
from instc.routing.router import COLUMN
from instc.routing.runs import ORDINARY, laid_on, run_of
from instc.routing.sides import (
    BY_SEA,
    IRAN,
    OVER_IRAN,
    ashore_in,
    asked,
    countries,
    find_side,
    keeps_to,
    side_of,
)
from instc.scenarios.access import locate, located, meant
from instc.tables.boxes import CALLED, REEFER, TEU, USUAL
from instc.tables.emission_scope import WHOLE
from instc.tables.modes import AFLOAT
from instc.tables.parameters import central
from instc.tables.periods import in_force
from instc.tables.places import fold, parse_coordinates
from instc.tables.words import AGAINST, AVOID, VIA, Meaning, meanings, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from instc.comparison.question import Question
    from instc.door import Objective
    from instc.routing.corridors import Corridor, Find, Stops
    from instc.routing.itinerary import Itinerary
    from instc.routing.sides import Side
    from instc.scenarios.world import World
    from instc.tables.places import End

    class Search(Protocol):
        """Finds the best way, by known services alone or not, or raises."""

        def __call__(self, most: float, *, known: bool = False) -> Itinerary:
            """Find it."""

    from instc.tables.words import Words

FOUND_BY = {word: OBJECTIVE[word] for word in ("value", "days", "usd", "co2e")}
BOTH = 2
OURS = "instc"  # the family of all ways over Iran
BEST = "best"  # the colour of a way of no side
RELIABILITY = "ratio.reliability"  # cost of a day of standard deviation over that of a day
CHOICE_DRAWS = 1000  # by which ways are weighed where reliability counts
OVERLAND = "overland, not through Iran"
Reasons = dict[str, str]
Ways = dict[str, Alternative]

TANK = "CO2e is from tank to wheel: what is burnt on the way, not how fuel and power are made"
PER_TEU = "USD and CO2e are per TEU in a {}: the box, of {} TEU, costs as many times"
COOLED = "The CO2e leaves out what cools the box"


class Pair(NamedTuple):
    """
    Where a question starts, passes and ends, in the world that holds all of it.

    ``plain`` is that world with a cargo of the default value, by which named rows are found;
    ``avoided`` marks the links of each thing that is avoided; ``notes`` say how words were read;
    ``run`` is how ways are run overland.
    """

    world: World
    plain: World
    origin: End
    destination: End
    stops: list[list[str]]
    free: NDArray[np.bool_]
    avoided: dict[str, NDArray[np.bool_]]
    notes: tuple[str, ...]
    run: str = ORDINARY

    def by_default(self, *, known: bool) -> Find:
        """Give what finds the best way of a cargo of the default value, over what may be used."""

        def find(
            stops: Stops, allowed: NDArray[np.bool_] | None, *, aboard: bool = True
        ) -> Itinerary:
            links = self.free if allowed is None else allowed & self.free
            return self.plain.router.find(stops, allowed=links, known=known, aboard=aboard)

        return find

    def housed(self, trip: Itinerary) -> Itinerary:
        """Give a way at the prices of the cargo."""
        return self.world.router.carry(trip.steps.tolist(), int(trip.stops[0]))

    def laid_on(self, trip: Itinerary) -> Itinerary:
        """Give a way the hours of its run."""
        return laid_on(trip, self.run, self.world.carrier)

    def find(self, objective: Objective) -> Itinerary:
        """Find the best way of all."""
        start, goal = list(self.origin.node_ids), list(self.destination.node_ids)
        stops = [start, *self.stops, goal]

        def search(most: float, *, known: bool = False) -> Itinerary:  # noqa: ARG001
            router = self.world.router
            return router.find(stops, minimise=objective, allowed=self.free, known=known)

        return self.sold(search, COLUMN[objective])

    def side_way(self, side: Side, objective: Objective) -> Itinerary:
        """Find the best way of a side by an objective, at the means."""
        ends = (self.origin.node_ids, self.destination.node_ids)
        router, network, cost = self.world.router, self.world.network, COLUMN[objective]

        def search(most: float, *, known: bool = False) -> Itinerary:
            def find(stops: Stops, allowed: NDArray[np.bool_]) -> Itinerary:
                links = allowed & self.free
                return router.find(stops, minimise=objective, allowed=links, known=known, bare=True)

            return find_side(find, network, side, ends, self.stops, cost, self.housed, most)

        return self.sold(search, cost)

    def sold(self, search: Search, cost: str) -> Itinerary:
        """
        Find a way by services that are known to run, unless that is a detour nobody would take.

        Parameters
        ----------
        search
            Finds the best way, by known services alone if told so, or raises; also where it costs
            more than is of use.
        cost
            Column of links by which a detour is one.
        """
        carrier = self.world.carrier
        if carrier.fleet.manner.served:
            return search(np.inf, known=True)
        best = search(np.inf)
        if carrier.fleet.manner.possible or carriage.served(best, carrier) is not False:
            return best
        most = central(self.world.parameters, "ratio.served_detour") * best.totals()[cost]
        try:
            known = search(most, known=True)
        except NoRouteError:
            return best
        return known if known.totals()[cost] <= most else best


class Answer(NamedTuple):
    """
    Ways by id, why others are not among them, and what a reader must know.

    ``same`` says of ids that are no row of their own which row is their way; ``bound`` which side
    alone passes the stops; ``rivalry`` why ways over Iran have no rival, where they have none;
    ``instc`` whether they are the INSTC.
    """

    ways: Ways
    missing: Reasons
    remarks: tuple[str, ...]
    same: dict[str, str]
    bound: str = ""
    rivalry: str = ""
    instc: bool = False


class Found(NamedTuple):
    """Ways by id, why others are not among them, which ids are the same, the side stops bind."""

    ways: Ways
    missing: Reasons
    same: dict[str, str]
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
    wider = wider.sailing(question.manner)
    valued = wider.boxed(question.box).scoped(question.scope)
    notes += _units(question)
    avoided = {}
    for text in question.avoid:
        avoided[text] = corridors.avoided(wider.network, [text], wider.words)
        notes.append(_how_read(wider, text))
    open_to_it = wider.links_of(question.mode) & ~_barred(wider, origin, destination)
    free = _without(open_to_it, avoided.values())
    said = tuple(f"{note}." for note in dict.fromkeys(notes) if note)
    if question.cargo_value is not None:
        valued = valued.valued(question.cargo_value)
    places = (origin, destination, stops)
    return Pair(valued, wider, *places, free, avoided, said, question.run)


def _units(question: Question) -> list[str]:
    """Say in what an answer is, where it isn't usual."""
    notes = []
    if question.box != USUAL:
        notes.append(PER_TEU.format(CALLED[question.box], TEU[question.box]))
    if question.box == REEFER:
        notes.append(COOLED)
    if question.scope != WHOLE:
        notes.append(TANK)
    return notes


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


def _barred(world: World, *ends: End) -> NDArray[np.bool_]:
    """Mark the links in countries that goods of one end may not pass, unless an end lies there."""
    places = countries(world.network, [end.node_ids for end in ends])
    bans = world.table("no_transit")
    now = bans[in_force(bans, world.as_of)]
    through = set(now.loc[now["end_country"].isin(places), "through"])
    return ashore_in(world.network, through - places)


def _without(allowed: NDArray[np.bool_], avoided: Iterable[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Mark the links that are allowed and not avoided."""
    free = allowed
    for marks in avoided:
        free = free & ~marks
    return free


def find_alternatives(world: World, question: Question) -> tuple[Pair, Answer]:
    """
    Find the ways of every side for a pair, and the named corridors.

    Raises
    ------
    NoRouteError
        No way is open.
    InstcError
        The question can't be meant.
    """
    wanted = chosen_words(world, question.against)
    pair = locate_pair(world, question)
    asked = Asked.of(pair, wanted)
    found = _find(pair, question, asked)
    if not found.ways:
        reasons = "; ".join(dict.fromkeys(found.missing.values()))
        names = list(map(world.called, (*asked.sides, *asked.corridors)))
        raise NoRouteError(
            f"none of {', '.join(names)} goes from {pair.origin.name} to "
            f"{pair.destination.name}: {reasons}"
        )

    def ways_over(free: NDArray[np.bool_]) -> list[Itinerary]:
        ways = _find(pair._replace(free=free), question, asked).ways
        return [way.itinerary for way in ways.values()]

    remarks = (*pair.notes, *_bound(pair, found), *_idle(pair, question, ways_over))
    remarks += tuple(_lacking(found)) + tuple(_run_alike(pair, found.ways))
    answer = Answer(found.ways, found.missing, remarks, found.same, found.bound)
    return pair, answer._replace(rivalry=asked.rivalry, instc=asked.instc)


def find_route(world: World, question: Question) -> tuple[Pair, Answer]:
    """Find the best way between two places: one alternative, ``route``."""
    pair = locate_pair(world, question)
    objective = OBJECTIVE[question.by]
    trip = pair.laid_on(pair.find(objective))
    label = f"{pair.origin.name} - {pair.destination.name}"
    kind = question.mode or "any mode"
    best = Alternative("route", label, kind, trip, label, label, group=BEST)
    ways = {"route": _travelled(best, pair)}

    def ways_over(free: NDArray[np.bool_]) -> list[Itinerary]:
        return [pair._replace(free=free).find(objective)]

    doubts = carriage.doubts(trip, pair.world.carrier, pair.world.called)
    reached = _reached_by_land(pair, ways)
    remarks = (*pair.notes, *reached, *_idle(pair, question, ways_over), *doubts)
    return pair, Answer(ways, {}, remarks + tuple(_run_alike(pair, ways)), {})


def chosen_words(world: World, wanted: Sequence[str]) -> set[str]:
    """Give the ids of the corridors, families and sides that are named; none is all."""
    named: set[str] = set()
    for text in wanted:
        for meaning in _listed(world, text):
            named.add(meaning.id)
    return named


def way_called(text: str, ways: Ways, words: Words) -> str:
    """Give the id of the way that a text means, by its label or as a corridor; else the text."""
    key = fold(text)
    for name, way in ways.items():
        if key in {fold(name), fold(way.label)}:
            return name
    for meaning in meanings(words, text, AGAINST):
        return meaning.id
    return text


def kin_called(texts: Sequence[str], ways: Ways, world: World) -> set[str]:
    """Give the sides or families that are named; a name of none is refused."""
    known = {*world.sides, *(corridor.family for corridor in world.corridors.values())}
    for way in ways.values():
        known |= {way.family, way.kin}
    for text in texts:
        if text not in known:
            raise UnknownIdError(f'no family is called "{text}"{did_you_mean(text, known)}')
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


class Asked(NamedTuple):
    """
    What a pair is compared by.

    Attributes
    ----------
    sides
        That are found for it, by id.
    corridors
        Named rows that are found for it, by id.
    wanted
        Words to which the answer is kept; all if empty.
    ends
        Countries of the two ends.
    """

    sides: dict[str, Side]
    corridors: dict[str, Corridor]
    wanted: set[str]
    ends: set[str]

    @classmethod
    def of(cls, pair: Pair, wanted: set[str]) -> Asked:
        """Choose the sides of a pair by its countries, and their corridors; or those named."""
        world = pair.world
        ends = countries(world.network, (pair.origin.node_ids, pair.destination.node_ids))
        useful = asked(world.sides, ends)
        meant = wanted or set(useful)
        rows = {
            name: one
            for name, one in world.corridors.items()
            if meant & {name, one.family, one.side_id}
        }
        if wanted:
            kin = {one.side_id for one in rows.values() if one.family in wanted}
            useful = [name for name in world.sides if name in wanted | kin.intersection(useful)]
        return cls({name: world.sides[name] for name in useful}, rows, wanted, ends)

    @property
    def rivalry(self) -> str:
        """Say why no rival is sought, where none is."""
        if self.wanted or (OVER_IRAN in self.sides and IRAN not in self.ends):
            return ""
        if IRAN in self.ends:
            return "No rival: the end lies in Iran; its branches are compared among themselves."
        return "Not asked over Iran: both ends lie beyond it."

    @property
    def instc(self) -> bool:
        """Tell whether one end is a far end of the INSTC, and the other is not."""
        if OVER_IRAN not in self.sides:
            return False
        far = self.ends & self.sides[OVER_IRAN].countries
        return bool(far) and far != self.ends


def _find(pair: Pair, question: Question, asked: Asked) -> Found:
    """Find the ways of a pair: those of one side pass its stops and the others run free, or all."""
    direct = pair._replace(stops=[])
    bound = ""
    if pair.stops and not question.via_all:
        bound = _least_detour(pair, direct, asked)
    ways: Ways = {}
    missing: Reasons = {}
    for name, side in asked.sides.items():
        there = pair if bound in {"", name} else direct
        found, why = _side_ways(there, side)
        ways |= found
        if why:
            missing[name] = why
    for name, corridor in asked.corridors.items():
        there = pair if bound in {"", corridor.side_id} else direct
        try:
            trip = pair.laid_on(pair.housed(_along(there, corridor)))
            ways[name] = _named(name, corridor, trip)
        except NoRouteError as error:
            missing[name] = str(error)
    ways, missing = sensible(pair, ways, missing)
    ways, same = distinct(ways)
    ways = {name: _travelled(way, pair) for name, way in ways.items()}
    ways = _labelled(ways, pair.world)
    if asked.wanted:
        ways, same = _kept(ways, same, asked.wanted)
    return Found(ways, missing, same, bound)


def _least_detour(pair: Pair, direct: Pair, asked: Asked) -> str:
    """Name the side whose way through the stops is the least detour; none where none passes."""
    detours = {}
    sides = {one.side_id for one in asked.corridors.values()} | set(asked.sides)
    for name in sides:
        costs = []
        for one in (pair, direct):
            try:
                trip = one.side_way(pair.world.sides[name], "generalised_usd")
            except NoRouteError:
                break
            costs.append(trip.totals()["generalised_usd"])
        if len(costs) == BOTH:
            detours[name] = costs[0] - costs[1]
    return min(sorted(detours), key=detours.__getitem__, default="")


def _side_ways(pair: Pair, side: Side) -> tuple[Ways, str]:
    """Find the best way of a side, and those by days, USD and CO2e where they are others."""
    ways: Ways = {}
    trips: list[Itinerary] = []
    for objective in FOUND_BY.values():
        try:
            trips.append(pair.laid_on(pair.side_way(side, objective)))
        except NoRouteError as error:
            return ways, str(error)
    for word, objective in FOUND_BY.items():
        name = side.side_id if word == "value" else f"{side.side_id}.{word}"
        trip = _least(pair, trips, objective)
        known = [key for key, way in ways.items() if _same_path(way.itinerary, trip)]
        if known:
            way = ways[known[0]]
            ways[known[0]] = replace(way, found_by=(*way.found_by, word))
        else:
            ways[name] = Alternative(name, "", side.side_id, trip, found_by=(word,))
    return ways, ""


def _least(pair: Pair, trips: list[Itinerary], objective: Objective) -> Itinerary:
    """Choose by what ways cost as they are carried: a search adds links up, a tariff whole runs."""
    ratio = central(pair.world.parameters, RELIABILITY)
    column, felt = COLUMN[objective], [0.0] * len(trips)
    if ratio and objective == "generalised_usd":
        per_day = ratio * pair.world.consignment.usd_per_day
        felt = [per_day * _spread_days(pair, trip) for trip in trips]
    costs = [trip.totals()[column] + more for trip, more in zip(trips, felt, strict=True)]
    return trips[costs.index(min(costs))]


def _spread_days(pair: Pair, trip: Itinerary) -> float:
    """Give the standard deviation of the days of a single journey."""
    way = _travelled(Alternative("", "", "", trip), pair)
    world = pair.world
    met = exposures({"": trip.priced}, world.consignment)
    how = Journeys.of([way], met, world.parameters)
    drawn = {"draws": CHOICE_DRAWS, "seed": 1}
    samples = simulate(met, world.parameters, world.consignment, journeys=how, **drawn)
    return float(samples["days"].std())


def _travelled(way: Alternative, pair: Pair) -> Alternative:
    """Say how a way is run, and whose luck a journey on it has."""
    trip = way.itinerary
    return replace(way, run=run_of(trip, pair.run), luck=side_of(trip))


def described(name: str, trip: Itinerary, pair: Pair) -> Alternative:
    """Describe a way that was found elsewhere, as those of a pair are."""
    way = _travelled(Alternative(name, "", side_of(trip), trip), pair)
    return _labelled({name: way}, pair.world)[name]


def _run_alike(pair: Pair, ways: Ways) -> list[str]:
    """Say which ways have no dedicated run, where one was asked for."""
    if pair.run == ORDINARY:
        return []
    lacking = [way.title or way.label for way in ways.values() if way.run == ORDINARY]
    if not lacking:
        return []
    return [f"No dedicated run, for no part of it is on land: {'; '.join(lacking)}."]


def _same_path(one: Itinerary, other: Itinerary) -> bool:
    """Tell whether two ways are of the same links."""
    return bool(np.array_equal(one.steps, other.steps))


def _named(name: str, corridor: Corridor, trip: Itinerary) -> Alternative:
    """Give a named row."""
    return Alternative(
        name, "", corridor.side_id, trip, kin=corridor.family, named=(corridor.corridor_id,)
    )


def _along(pair: Pair, corridor: Corridor) -> Itinerary:
    """Find the itinerary of a corridor through the stops of a pair, or say why it has none."""
    ends = (pair.origin.node_ids, pair.destination.node_ids)
    world, name = pair.plain, corridor.corridor_id
    find = pair.by_default(known=world.carrier.fleet.manner.served)
    found, reasons = corridors.alternatives(
        find, world.network, {name: corridor}, *ends, pair.stops, named=world.called
    )
    if name in reasons:
        raise NoRouteError(reasons[name])
    trip = found[name]
    if IRAN in countries(world.network, ends) or keeps_to(trip, corridor.side_id):
        return trip
    raise NoRouteError(corridors.NOT_A_WAY)


def sensible(pair: Pair, ways: Ways, missing: Reasons) -> tuple[Ways, Reasons]:
    """Leave out what costs many times the best way, time counted, and say so."""
    most = central(pair.world.parameters, "ratio.sensible_detour")
    costs = {}
    for name, way in ways.items():
        trip = way.itinerary
        plain = pair.plain.router.carry(trip.steps.tolist(), int(trip.stops[0]))
        costs[name] = plain.totals()["generalised_usd"]
    least = min([*costs.values(), _best_of_all(pair)])
    kept, reasons = {}, dict(missing)
    for name, way in ways.items():
        if costs[name] > most * least:
            reasons[name] = f"would cost more than {most:g} times the best way, time counted"
        else:
            kept[name] = way
    return kept, reasons


def _best_of_all(pair: Pair) -> float:
    """Give what the best way of all costs, time counted; infinite where there is none."""
    start, goal = list(pair.origin.node_ids), list(pair.destination.node_ids)
    try:
        best = pair.plain.router.find([start, *pair.stops, goal], allowed=pair.free)
    except NoRouteError:
        return np.inf
    return best.totals()["generalised_usd"]


def distinct(ways: Ways) -> tuple[Ways, dict[str, str]]:
    """Keep one alternative a physical itinerary, the first; say by id which others are the same."""
    first: dict[bytes, str] = {}
    kept: Ways = {}
    same: dict[str, str] = {}
    for name, way in ways.items():
        key = first.setdefault(way.itinerary.steps.tobytes(), name)
        if key == name:
            kept[name] = way
            continue
        same[name] = key
        one = kept[key]
        kept[key] = replace(
            one,
            kin=one.kin or way.kin,
            named=(*one.named, *way.named),
            found_by=(*one.found_by, *way.found_by),
        )
    return kept, same


def _kept(ways: Ways, same: dict[str, str], wanted: set[str]) -> tuple[Ways, dict[str, str]]:
    """Keep what was asked for: a row, a row of a family or of a side."""
    kept = {
        name: way
        for name, way in ways.items()
        if wanted & {name, name.partition(".")[0], way.kin, way.family, *way.named}
    }
    return kept, {name: key for name, key in same.items() if key in kept}


def _labelled(ways: Ways, world: World) -> Ways:
    """Name ways by their paths, and find which named corridor those without one are like."""
    trips = {name: way.itinerary for name, way in ways.items()}
    names = {name: path_name(trip) for name, trip in trips.items()}
    told = told_apart(names, trips)
    labelled = {}
    for name, way in ways.items():
        kin, like = way.kin, ""
        if way.family == OVER_IRAN:
            kin = kin or OURS
        if way.named:
            like = way.named[0]
        if not like:
            rows = {key: one for key, one in world.corridors.items() if one.side_id == way.family}
            nearest = corridors.likest(way.itinerary, rows)
            if nearest is not None:
                kin, like = nearest.family, nearest.corridor_id
        group = group_of(like, kin or way.family)
        words = head(way, side_words(way, world), world.called)
        one = replace(way, label=told[name], kin=kin, group=group, head=words)
        one = replace(one, title=title(one, world.called))
        labelled[name] = _with_services(one, world)
    return labelled


def _with_services(way: Alternative, world: World) -> Alternative:
    """Say which services carry a box on a way, and what none is known to do."""
    trip, carrier = way.itinerary, world.carrier
    parts = carriage.asked(trip, carrier)
    return replace(
        way,
        served=carriage.all_served(parts),
        service_ids=tuple(carriage.service_ids(trip, carrier)),
        changes_at=tuple(carriage.changes_at(trip)),
        undirected=tuple(carriage.undirected(trip, carrier, world.called)),
        no_service=_no_service(way, parts, world),
    )


def _no_service(way: Alternative, parts: list[carriage.Asked], world: World) -> str:
    """Say where no service is known to run, and when the latest of any was seen."""
    lacking = [part for part in parts if part.evidence.served is False]
    if not lacking:
        return ""
    seen = [part.evidence.last for part in lacking if part.evidence.last is not None]
    last = max(seen, key=lambda sailing: sailing.seen, default=None)
    said = f"no service {side_words(way, world)} known to run on that day"
    if last is None:
        return said
    work = world.cited(last.source_id)
    return f"{said} (last seen: {last.seen}, {work})"


def side_words(way: Alternative, world: World) -> str:
    """Say which side a way is on; of the sea, one without a ship is overland."""
    afloat = among(way.itinerary.cells("mode"), AFLOAT)
    if way.family == BY_SEA and not afloat.any():
        return OVERLAND
    return world.sides[way.family].label


def _lacking(found: Found) -> list[str]:
    """Say of which sides no service is known to run."""
    said = []
    for name, way in found.ways.items():
        if name == way.family and way.no_service:
            said.append(f"{capital(way.no_service)}.")
    return said


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
        who = pair.world.sides[found.bound].label
        stops = " and ".join(_stop_name(pair.world, stop) for stop in pair.stops)
        said.append(f"The ways {who} must pass {stops}, the least detour; the others run free.")
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
    closed = list(map(world.called, world.network.closed_passages()))
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
