"""The data of a page, as plain values: ways, figures, places and sources, each thing once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from instc.comparison.branches import side_by_side
from instc.comparison.flags import flags_met
from instc.comparison.kinds import TOOK, kind_of, kinds_of, leading, place_of
from instc.comparison.passing import Stop, days_until
from instc.comparison.plane import MIDDLE, flat, middle_of, reach
from instc.comparison.record import hindrances
from instc.maps.edge import HALF, THOUSANDTHS, TRUE_TO_SCALE, points_of, turn_page
from instc.maps.self_contained import asset
from instc.maps.smoothing import smooth
from instc.maps.steps import story_of
from instc.maps.texture import chords, unserved
from instc.network.columns import PARAMETER_COLUMNS, PRICES
from instc.network.land import load_land
from instc.routing.itinerary import join
from instc.routing.pricing import graded, worst_grade

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative
    from instc.comparison.scenario_grid import Combination, Grid, Switch
    from instc.network.network import Network
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World
    from instc.tables.places import End

Row = dict[str, Any]

LANGUAGES = ("ru", "fa", "hi")  # beside English, which the tables speak
QUANTITIES = ("days", "usd_per_teu", "co2e_kg_per_teu")
LEVELS = ("p10", "p50", "p90")
LAND = ("rail", "road", "inland_waterway", "drayage")
TOWNS = (  # of the story, named where nothing else is; by rank
    "tehran", "baku", "astrakhan", "volgograd", "isfahan", "rostov_on_don", "saratov", "tabriz",
    "mashhad", "shiraz", "kerman", "yazd", "qazvin", "qom", "ashgabat", "aktau", "atyrau", "ryazan",
    "tbilisi", "sirjan", "bafq", "gorgan", "derbent", "bereket", "delhi",
)  # fmt: skip
AFLOAT = ("sea", "passage", "ferry")
STATES = ("status", "status_source_id", *PARAMETER_COLUMNS)
MARKS = {"border": "border", "gauge_break": "border", "transshipment": "hub"}
BERTHS = (".port", ".feeder")
SOURCE_COLUMNS = ["title", "author", "year", "address", "kind"]
COARSE_DEGREES = 0.012


class TripKey(NamedTuple):
    """
    What makes two drawn ways one: the same links, at the same price, in the same state.

    Attributes
    ----------
    route
        Corridor id.
    link_ids
        In travel order.
    cells
        All that a page says of these links and that differs from world to world.
    """

    route: str
    link_ids: tuple[str, ...]
    cells: tuple[bytes, ...]

    @classmethod
    def of(cls, route: str, way: Itinerary, no_service: str) -> TripKey:
        """Give the key of a way, of which no service may be known."""
        prices = [way.cells(column).tobytes() for column in PRICES]
        states = [column for column in STATES if way.network.has(column)]
        texts = ["\t".join(way.cells(column)).encode() for column in states]
        said = no_service.encode()
        return cls(route, tuple(way.cells("link_id")), (*prices, *texts, said))


@dataclass(eq=False)
class PageData:
    """
    Collects what the page needs, each thing once.

    Attributes
    ----------
    world
        Whose tables are shown.
    routes
        One a corridor: id, label, group.
    trips
        One a distinct way: route, legs, parts.
    ways
        The way of each trip, with the answer that holds it.
    users
        Numbers of the trips over each link.
    legs
        Number and row of the distinct legs.
    figures
        Numbers of the distinct rows of quantiles.
    pieces
        Numbers of the distinct pieces of line, by the links they are made of; ``~n`` is backwards.
    shapes
        The pieces, delta-coded thousandths of a degree.
    sources
        Keys of all that is cited.
    places
        By place id, or node id where there is none.
    texts
        Numbers of the distinct words on ways that some world lacks.
    chords
        By number of a piece on land, which shares of its length are drawn straight.
    pairs
        Number of the trip and of the figures of each way in some world, with the answer, its id
        there, and the key of the trip.
    """

    world: World
    routes: dict[str, Row] = field(default_factory=dict)
    trips: dict[TripKey, Row] = field(default_factory=dict)
    ways: dict[TripKey, tuple[Alternative, Comparison]] = field(default_factory=dict)
    users: dict[str, set[int]] = field(default_factory=dict)
    legs: dict[str, tuple[int, Row]] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    pieces: dict[tuple[str, ...], int] = field(default_factory=dict)
    shapes: list[list[int]] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    places: dict[str, Row] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    chords: dict[int, list[int]] = field(default_factory=dict)
    pairs: dict[tuple[int, int], tuple[Comparison, str, TripKey]] = field(default_factory=dict)

    def leg_rows(self) -> list[Row]:
        """List the distinct legs by number."""
        return [row for _, row in self.legs.values()]

    @cached_property
    def spelled(self) -> dict[tuple[str, str], str]:
        """The first spelling of each place in each language."""
        place = ["place_id", "language"]
        first = self.world.table("aliases").drop_duplicates(place)
        spelled: dict[tuple[str, str], str] = first.set_index(place)["alias"].to_dict()
        return spelled

    @cached_property
    def land(self) -> shapely.STRtree:
        """Land, for lines at sea that are smoothed."""
        return _land(self.world.home.folder)

    def names(self, place_id: str | None) -> dict[str, str]:
        """Give the spelling of a place in each language that has one."""
        names = {}
        for language in LANGUAGES:
            if name := self.spelled.get((place_id or "", language)):
                names[language] = name
        return names


@lru_cache(maxsize=2)
def _land(folder: Path) -> shapely.STRtree:
    """Load the land once a folder."""
    return shapely.STRtree(load_land(folder))


def data_of(grid: Grid) -> Row:
    """
    Turn the answers under all combinations of switches into the data of the page.

    Parameters
    ----------
    grid
        The answer alone, or under every combination of switches; the first is the one that is
        drawn.

    Returns
    -------
    data
        Plain values; numbers rounded as `compare --format json` rounds them.
    """
    first = grid.combinations[0].comparison
    assert first is not None  # it is the answer that is drawn
    page = PageData(first.world)
    kinds = kinds_of(_answers(grid))
    worlds = _worlds(grid, page, kinds)
    for key in page.ways:
        _tell(key, page)
    order = _order(page)
    unbuilt = _unbuilt(first, grid.switches, page)
    gates = _gates(first, grid.switches, page)
    data = {
        "meta": _meta(first, page),
        "switches": [_switch(switch) for switch in grid.switches],
        "kinds": list(kinds),
        "routes": list(page.routes.values()),
        "trips": list(page.trips.values()),
        "legs": page.leg_rows(),
        "fig": [json.loads(text) for text in page.figures],
        "worlds": worlds,
        "texts": list(page.texts),
        "lines": page.shapes,
        "order": order,
        "places": list(page.places.values()),
        "unbuilt": unbuilt,
        "gates": gates,
        "chords": page.chords,
        "reached": _reached(page),
        "towns": _towns(page),
        "names": json.loads(asset("names.json")),
    }
    data["story"] = story_of(data, first)
    for step in data["story"]:
        page.sources.update(step.get("src", ()))
    data["sources"] = _sources(page)
    spots = points_of(page.shapes)
    about = middle_of(spots)
    data["meta"]["far"] = reach(spots) > TRUE_TO_SCALE
    data["meta"]["centre"] = None if about == MIDDLE else [round(one) for one in about]
    turn_page(data)
    return data


def _tell(key: TripKey, page: PageData) -> None:
    """Note what the page says of a trip beside its place in the worlds."""
    alternative, answer = page.ways[key]
    trip = page.trips[key]
    trip["path"] = alternative.label
    lacking = unserved(alternative.itinerary, answer.world.carrier)
    trip |= _trip(alternative.itinerary, answer.parameters, lacking, page)
    if alternative.no_service:
        trip["no"], *_ = _numbered([alternative.no_service], page)
    (flags,) = flags_met(answer.world, {key.route: alternative}).values()
    trip["flags"] = len(flags)


def _towns(page: PageData) -> list[Row]:
    """Name the towns of the story, so far as the tables know them."""
    table = page.world.table("places").set_index("place_id")
    rows = table.loc[[name for name in TOWNS if name in table.index]]
    towns = []
    for name, row in rows.iterrows():
        spot = _spot(row["lon"], row["lat"], digits=2)
        towns.append({"id": name, "n": row["name"], **spot, **page.names(str(name))})
    return towns


def _meta(answer: Comparison, page: PageData) -> Row:
    """Say what was asked, and of which world."""
    question, world = answer.question, answer.world
    legs = page.leg_rows()
    drawn = next(iter(page.trips.values()))["legs"]
    first, last = legs[drawn[0]], legs[drawn[-1]]
    origin = _end(answer.origin, first["a"], page)
    destination = _end(answer.destination, last["b"], page)
    return {
        "ends": [origin, destination],
        "as_of": world.as_of,
        "scenarios": list(world.scenarios),
        "draws": question.draws,
        "seed": question.seed,
        "price_year": world.price_year,
        "again": answer.again,
        "short": answer.short_answer().text,
        **world.versions,
    }


def _end(end: End, place: str, page: PageData) -> Row:
    """Give an end of the question, and the place where the ways begin or end."""
    return {
        "id": place,
        "name": end.name,
        "lon": round(end.lon, 4),
        "lat": round(end.lat, 4),
        "scope": end.scope,
        **page.names(end.place_id),
    }


def _switch(switch: Switch) -> Row:
    """Give a switch with the states that it sets."""
    states = {}
    for change in switch.changes:
        if change.column == "status":
            states[change.subject_id] = change.value
    return {"name": switch.name, "about": switch.description, "set": states}


def _worlds(grid: Grid, page: PageData, kinds: dict[str, list[str]]) -> list[Row]:
    """Give the ways under every combination; those that switch nothing share an answer."""
    known: dict[int, Row] = {}
    worlds = []
    for combination in grid.combinations:
        answer = id(combination.comparison or combination)
        if answer not in known:
            known[answer] = _world(combination, page, kinds)
        worlds.append(known[answer])
    return worlds


def _world(combination: Combination, page: PageData, kinds: dict[str, list[str]]) -> Row:
    """Give the ways under one combination of switches, as numbers of routes, trips and figures."""
    answer = combination.comparison
    if answer is None:
        return {"why": combination.why, "rows": [], "gone": [], "lost": []}
    rows = []
    drawn = leading(answer, kinds)
    figures = answer.table.to_dict("index")
    for name, alternative in answer.alternatives.items():
        new = _route(name, alternative, len(page.routes))
        route = page.routes.setdefault(name, new)
        if name == TOOK:
            route["as"] = _twin(answer, alternative.head)
        key = _trip_key(name, route["n"], alternative, answer, page)
        trip = page.trips[key]["n"]
        figure = _figure(figures[name], page)
        page.pairs.setdefault((trip, figure), (answer, name, key))
        fastest = float(figures[name]["fastest_share"])
        place = place_of(name, drawn.values(), answer.table)
        rows.append([route["n"], trip, figure, fastest, place])
    gone = [_numbered(pair, page) for pair in hindrances(answer).items()]
    lost = [_numbered(row, page) for row in _lost(answer, kinds, drawn)]
    return {"why": "", "rows": rows, "gone": gone, "lost": lost}


def _numbered(words: Iterable[str], page: PageData) -> list[int]:
    """Give words by their numbers: worlds say many of them again."""
    return [page.texts.setdefault(word, len(page.texts)) for word in words]


def _answers(grid: Grid) -> list[Comparison]:
    """List the answers of a grid, each once."""
    found: dict[int, Comparison] = {}
    for combination in grid.combinations:
        if combination.comparison is not None:
            found[id(combination.comparison)] = combination.comparison
    return list(found.values())


def _lost(answer: Comparison, kinds: dict[str, list[str]], drawn: Iterable[str]) -> list[list[str]]:
    """Say which kinds of way are not there, by id and name of one, and why."""
    lost = []
    for kind in kinds.keys() - set(drawn):
        first = kinds[kind][0]
        reasons = [answer.unavailable.get(name, "") for name in kinds[kind]]
        lost.append([kind, first, answer.world.called(first), next(filter(None, reasons), "")])
    return sorted(lost)


def _order(page: PageData) -> dict[int, list[int]]:
    """Give each trip the number of its path, and order the paths over each piece of line."""
    paths: dict[tuple[int, ...], int] = {}
    for trip in page.trips.values():
        legs = page.leg_rows()
        steps = tuple(chain.from_iterable(legs[number]["p"] for number in trip["legs"]))
        trip["track"] = paths.setdefault(steps, len(paths))
    lines = [flat(np.reshape(steps, (-1, 2)).cumsum(axis=0) / THOUSANDTHS) for steps in page.shapes]
    return side_by_side(list(paths), lines)


def _route(name: str, alternative: Alternative, number: int) -> Row:
    """Give a corridor as the page lists it."""
    return {
        "n": number,
        "id": name,
        "label": alternative.head,
        "kind": kind_of(alternative),
        "family": alternative.family,
    }


def _twin(answer: Comparison, head: str) -> str:
    """Give the corridor whose name is in the head of the way that a journey took."""
    for name, other in answer.same_as.items():
        if other == TOOK and head.endswith(answer.world.called(name)):
            return name
    return ""


def _trip_key(
    name: str, route: int, alternative: Alternative, answer: Comparison, page: PageData
) -> TripKey:
    """Give the key of a way; one that is new is noted, and which links it uses."""
    key = TripKey.of(name, alternative.itinerary, alternative.no_service)
    if key not in page.trips:
        number, kind = len(page.trips), kind_of(alternative)
        page.trips[key] = {"n": number, "route": route, "group": alternative.group, "kind": kind}
        page.ways[key] = (alternative, answer)
        for link_id in key.link_ids:
            page.users.setdefault(link_id, set()).add(number)
    return key


def _figure(row: Row, page: PageData) -> int:
    """Give the number of a row of quantiles."""
    values: list[Any] = [round(float(row["length_km"]), 1)]
    for quantity in QUANTITIES:
        values += [[row[f"{quantity}_{level}"] for level in LEVELS]]
    values += [row["worst_grade"], float(row["grade_d_share_of_days"])]
    return page.figures.setdefault(json.dumps(values), len(page.figures))


# ---------------------------------------------------------------- trips and their legs


def _trip(way: Itinerary, parameters: pd.DataFrame, lacking: np.ndarray, page: PageData) -> Row:
    """Give the legs of a way by number, and the days of its parts."""
    numbers, known = [], graded(parameters)
    for leg, run in zip(way.leg_records(), way.runs, strict=True):
        links = {name: cells[run] for name, cells in way.priced.items()}
        of_parameters = parameters.loc[_parameters_of(links), "source_id"]
        row = _leg(leg, way, run, _Told(worst_grade(links, known), [*of_parameters]), page)
        if lacking[run].any() and row["p"]:
            row["no"] = 1  # no service is known to run there
        number, _ = page.legs.setdefault(json.dumps(row), (len(page.legs), row))
        numbers.append(number)
    parts = [round(days, 3) for days in way.part_days().values()]
    return {"legs": numbers, "parts": parts}


class _Told(NamedTuple):
    """How well the prices of a leg are known, and by whom they are told."""

    grade: str
    sources: list[str]


def _leg(leg: Row, way: Itinerary, run: slice, prices: _Told, page: PageData) -> Row:
    """Give a leg as the page shows it; ``run`` are its links among those of the way."""
    start = _place(leg["start"], way.network, page)
    end = _place(leg["end"], way.network, page)
    _mark(page.places[start], leg["start"], leg["mode"])
    _mark(page.places[end], leg["end"], leg["mode"])
    if leg["mode"] == "gauge_break":
        page.places[start]["g"] = gauges_at(start, way.network)
    of_states = way.cells("status_source_id")[run]
    told = {
        "mode": leg["mode"],
        "part": leg["part"],
        "a": start,
        "b": end,
        "km": round(leg["length_km"], 1),
        "h": round(leg["hours"], 3),
        "usd": round(leg["usd"], 1),
        "co2e": round(leg["co2e_kg"], 1),
        "via": leg["passages"],
        "src": _cited(page, *leg["source_ids"], *prices.sources, *of_states),
        "grade": prices.grade,
        "p": _pieces(way, run, page) if leg["length_km"] > 0 else [],
    }
    return told if leg["status"] == "open" else {**told, "state": leg["status"]}


def gauges_at(place_id: str, network: Network) -> list[int]:
    """
    Give the gauges of the railways at a place, mm, the widest first.

    Parameters
    ----------
    place_id, network
        The place, and the network that has it.

    Examples
    --------
    >>> from instc.model import load_model
    >>> gauges_at("incheh_borun", load_model().network)
    [1520, 1435]
    """
    nodes = network.attributes("nodes")
    gauges = nodes.loc[nodes["place_id"] == place_id, "gauge_mm"].dropna().unique()
    return sorted(map(int, gauges), reverse=True)


def _parameters_of(links: Row) -> list[str]:
    """List the parameters that links are priced by, sorted."""
    used: set[str] = set()
    for column in PARAMETER_COLUMNS:
        used.update(links.get(column, ()))
    return sorted(used - {""})


def _cited(page: PageData, *source_ids: str) -> list[str]:
    """Note sources, and give each once."""
    cited = dict.fromkeys(source_ids)
    cited.pop("", None)
    page.sources.update(cited)
    return list(cited)


def _place(node_id: str, network: Network, page: PageData) -> str:
    """Note the place of a node, and give its id."""
    at = network.position("nodes", node_id)
    columns = ("place_id", "name", "lon", "lat")
    place_id, name, lon, lat = (network.cells("nodes", column)[at] for column in columns)
    key = str(place_id or node_id)
    if key not in page.places:
        spot, names = _spot(lon, lat, digits=4), page.names(key)
        page.places[key] = {"id": key, "n": name or node_id, **spot, "k": [], **names}
    return key


def _spot(lon: float, lat: float, *, digits: int) -> Row:
    """Give a place on the map."""
    return {"x": round(float(lon), digits), "y": round(float(lat), digits)}


def _mark(place: Row, node_id: str, mode: str) -> None:
    """Note what a leg of some mode makes of a place that it begins or ends at."""
    kinds = set(place["k"])
    if node_id.endswith(BERTHS) and mode in {"sea", "transshipment"}:
        kinds.add("port")
    if mode in MARKS:
        kinds.add(MARKS[mode])
    place["k"] = sorted(kinds)


def _pieces(way: Itinerary, run: slice, page: PageData) -> list[int]:
    """Cut a leg where other ways join or leave it, and give the numbers of the pieces."""
    link_ids = way.cells("link_id")[run]
    modes = way.cells("mode")[run]
    lines = way.lines[run]
    moving = [at for at, line in enumerate(lines) if line.length > 0]

    def trips_over(at: int) -> set[int]:
        return page.users[link_ids[at]]

    numbers = []
    for _, group in groupby(moving, key=trips_over):
        piece = list(group)
        drawn = [lines[at] for at in piece]
        numbers.append(_piece(tuple(link_ids[piece]), modes[piece[0]], drawn, page))
    return numbers


def _piece(
    link_ids: tuple[str, ...], mode: str, lines: list[shapely.LineString], page: PageData
) -> int:
    """Give the number of a piece; one that is new is drawn."""
    backwards = link_ids[::-1]
    if link_ids not in page.pieces and backwards in page.pieces:
        return ~page.pieces[backwards]
    if link_ids not in page.pieces:
        line = join(lines)
        west, _, east, _ = line.bounds
        if mode in AFLOAT and west >= -HALF and east <= HALF:  # as the land is
            line = smooth(line, page.land)
        elif mode in LAND and (straight := chords(line)):
            page.chords[len(page.shapes)] = straight
        page.pieces[link_ids] = len(page.shapes)
        page.shapes.append(_deltas(line))
    return page.pieces[link_ids]


def _deltas(line: shapely.LineString) -> list[int]:
    """Write a line, made coarser, as steps of a thousandth of a degree, the first from (0, 0)."""
    points = shapely.get_coordinates(shapely.simplify(line, COARSE_DEGREES))
    whole = np.round(points * THOUSANDTHS).astype(int)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=int))
    moves = np.concatenate([[True], steps[1:].any(axis=1)])
    numbers: list[int] = steps[moves].ravel().tolist()
    return numbers


# ---------------------------------------------------------------- days at borders


def _reached(page: PageData) -> dict[str, dict[str, list[float]]]:
    """Give P10, P50 and P90 of the day at each border, by trip and figures: in every world."""
    asked: dict[int, dict[Stop, tuple[str, str]]] = {}
    answers: dict[int, Comparison] = {}
    for (trip, figure), (answer, name, key) in page.pairs.items():
        answers[id(answer)] = answer
        stops = asked.setdefault(id(answer), {})
        for place, links in _borders(answer.alternatives[name], page.trips[key], page).items():
            stops[Stop(name, links)] = (f"{trip}:{figure}", place)
    reached: dict[str, dict[str, list[float]]] = {}
    for number, stops in asked.items():
        for stop, days in days_until(answers[number], stops).items():
            way, place = stops[stop]
            reached.setdefault(way, {})[place] = [round(day, 2) for day in days]
    return reached


def _borders(alternative: Alternative, trip: Row, page: PageData) -> dict[str, int]:
    """Count the links of a way before each border that it comes to."""
    legs = page.leg_rows()
    before: dict[str, int] = {}
    for run, number in zip(alternative.itinerary.runs, trip["legs"], strict=True):
        place = legs[number]["b"]
        if "border" in page.places[place]["k"]:
            before.setdefault(place, run.stop)
    return before


# ---------------------------------------------------------------- beside the ways


def _unbuilt(answer: Comparison, switches: tuple[Switch, ...], page: PageData) -> list[Row]:
    """List the lines that a switch would build and some way would then use."""
    network = answer.world.network
    links = network.links
    rows = []
    for link_id in _opened(switches):
        group = _group(link_id, page)
        if group is None or link_id not in links.index or links.at[link_id, "length_km"] == 0:
            continue
        line = _line(links.loc[link_id], network, page)
        rows.append({"id": link_id, "group": group, **line})
    return rows


def _opened(switches: tuple[Switch, ...]) -> list[str]:
    """List what a switch opens, each once."""
    opened: dict[str, None] = {}
    for switch in switches:
        for change in switch.changes:
            if (change.column, change.value) == ("status", "open"):
                opened[change.subject_id] = None
    return list(opened)


def _line(link: pd.Series, network: Network, page: PageData) -> Row:
    """Give a line that is not built, with the lengths that others print."""
    return {
        "km": float(link["length_km"]),
        "state": link["status"],
        "mode": link["mode"],
        "note": link["note"],
        "src": _cited(page, link["source_id"], link["status_source_id"]),
        "a": _place(link["from_node_id"], network, page),
        "b": _place(link["to_node_id"], network, page),
        "p": _deltas(link["geometry"]),
        "dissent": _dissent(str(link.name), page),
    }


def _group(link_id: str, page: PageData) -> str | None:
    """Colour a line that is not built as the first way that would use it, in whichever world."""
    for key, (alternative, _) in page.ways.items():
        if link_id in key.link_ids:
            return alternative.group
    return None


def _dissent(link_id: str, page: PageData) -> list[list[Any]]:
    """List the other lengths in print: value, date and source."""
    table = page.world.table("link_values")
    rows = table[(table["link_id"] == link_id) & (table["column"] == "length_km")]
    page.sources.update(rows["source_id"])
    said = rows[["value", "as_of", "source_id"]].astype({"as_of": str})
    return list(said.to_numpy().tolist())


def _gates(answer: Comparison, switches: tuple[Switch, ...], page: PageData) -> list[Row]:
    """List straits and canals: those a way passes, and those a switch changes."""
    gates = page.world.table("passages").set_index("passage_id")
    shown: set[str] = set()
    for alternative, _ in page.ways.values():
        shown.update(alternative.itinerary.passages)
    for switch in switches:
        subjects = {change.subject_id for change in switch.changes}
        shown |= subjects.intersection(gates.index)
    links = answer.world.network.links
    return [_gate(name, gates.loc[name], links, page) for name in sorted(shown)]


def _gate(name: str, row: pd.Series, links: pd.DataFrame, page: PageData) -> Row:
    """Give a strait or canal with its state."""
    middle = shapely.from_wkt(row["line"]).centroid
    spot = _spot(middle.x, middle.y, digits=3)
    state, source = _state(name, links)
    sources = _cited(page, source, row["source_id"])
    line = _deltas(shapely.from_wkt(row["line"]))
    return {"id": name, "n": row["name"], **spot, "state": state, "src": sources, "p": line}


def _state(passage_id: str, links: pd.DataFrame) -> tuple[str, str]:
    """Give the state of a passage and its source; one without a link is open."""
    here = links[links["passage_id"] == passage_id]
    if here.empty:
        return "open", ""
    return here["status"].iloc[0], here["status_source_id"].iloc[0]


def _sources(page: PageData) -> dict[str, list[str]]:
    """Give title, author, year, address and kind of all that is cited."""
    table = page.world.table("sources").set_index("source_id")
    known = sorted(page.sources.intersection(table.index))
    rows = table.loc[known, SOURCE_COLUMNS].map(_plain)
    return dict(zip(known, rows.to_numpy().tolist(), strict=True))


def _plain(cell: Any) -> str:
    """Write a cell as a person would: years are whole, what is unknown is nothing."""
    if isinstance(cell, float):
        return "" if np.isnan(cell) else f"{cell:.0f}"
    return str(cell)
