"""What the page is told: ways, figures, places and sources, as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from instc.colours import group_of
from instc.maps.self_contained import asset
from instc.maps.smoothing import round_corners
from instc.network.columns import PARAMETER_COLUMNS, PRICES
from instc.network.land import load_land
from instc.routing.itinerary import join
from instc.routing.pricing import grade_shares

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative
    from instc.comparison.scenario_grid import Combination, Grid, Switch
    from instc.network.network import Network
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World

LANGUAGES = ("ru", "fa", "hi")
QUANTITIES = ("days", "usd_per_teu", "co2e_kg_per_teu")
AFLOAT = ("sea", "passage", "ferry")
STATES = ("status", "status_source_id", *PARAMETER_COLUMNS)
THOUSANDTHS = 1000  # of a degree, about 100 m: finer than a line of 3 px at the closest zoom
COARSE_DEGREES = 0.012


class Trip(NamedTuple):
    """
    What makes two drawn ways one: the same links, and in both worlds at the same price.

    Attributes
    ----------
    route
        Corridor id.
    link_ids
        In travel order.
    world
        All that a page says of these links and that differs from world to world.
    """

    route: str
    link_ids: tuple[str, ...]
    world: tuple[bytes, ...]

    @classmethod
    def of(cls, route: str, trip: Itinerary) -> Trip:
        """Name a way."""
        prices = [trip.cells(column).tobytes() for column in PRICES]
        words = [
            "\t".join(trip.cells(column)).encode()
            for column in STATES
            if column in trip.network.links
        ]
        return cls(route, tuple(trip.cells("link_id")), (*prices, *words))


@dataclass(eq=False)
class Story:
    """
    Collects what the page needs, each thing once.

    Attributes
    ----------
    world
        Whose tables are told.
    routes
        One a corridor: id, label, group.
    trips
        One a distinct itinerary: route, legs, parts.
    legs
        Distinct legs.
    figures
        Distinct rows of quantiles.
    lines
        Pieces of line, delta-coded thousandths of a degree; legs name them, ``~n`` is a piece run backwards.
    sources
        By key.
    """

    world: World
    routes: dict[str, dict[str, Any]] = field(default_factory=dict)
    trips: dict[Trip, dict[str, Any]] = field(default_factory=dict)
    legs: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    shapes: list[list[int]] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    itineraries: dict[Trip, tuple[str, Alternative, Comparison]] = field(default_factory=dict)

    @cached_property
    def spelled(self) -> dict[tuple[str, str], str]:
        """The first spelling of each place in each language."""
        first = self.world.table("aliases").drop_duplicates(["place_id", "language"])
        keys = zip(first["place_id"], first["language"], strict=True)
        return dict(zip(keys, first["alias"], strict=True))

    @cached_property
    def land(self) -> shapely.STRtree:
        """Land, for lines at sea that are smoothed."""
        return _land(self.world.home.folder)

    def names(self, place_id: str | None) -> dict[str, str]:
        """Give the spelling of a place in each language that has one."""
        found = {language: self.spelled.get((place_id or "", language)) for language in LANGUAGES}
        return {language: name for language, name in found.items() if name}

    def legs_of(self, trip: dict[str, Any]) -> list[dict[str, Any]]:
        """
        Look up the legs of a trip.

        Parameters
        ----------
        trip
            One of `trips`.

        Returns
        -------
        legs
            In travel order.

        Examples
        --------
        >>> Story(world, legs={"a": {"n": 0}}).legs_of({"legs": [0]})
        [{'n': 0}]
        """
        legs = list(self.legs.values())
        return [legs[number] for number in trip["legs"]]


def tell(grid: Grid) -> dict[str, Any]:
    """
    Turn the answers of all worlds into the data of the page.

    Parameters
    ----------
    grid
        The answer alone, or under every combination of switches; the first is the one that is drawn.

    Returns
    -------
    data
        Plain values; numbers rounded as `compare --format json` rounds them.

    Examples
    --------
    >>> import instc
    >>> from instc.comparison.scenario_grid import alone
    >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=10)
    >>> sorted(tell(alone(answer)))[:4]
    ['fig', 'gates', 'legs', 'lines']
    """
    switches, first = grid.switches, grid.combinations[0].comparison
    assert first is not None  # it is the answer that is drawn
    story = Story(first.world)
    rows = [_world_rows(world, story) for world in grid.combinations]
    users = _users(story)
    for key, (_, alternative, comparison) in story.itineraries.items():
        story.trips[key] |= _trip(alternative, comparison, story, users)
    ends = story.legs_of(story.trips[next(iter(story.trips))])
    unbuilt, gates = _unbuilt(first, switches, story), _gates(first, switches, story)
    return {
        "meta": _meta(first, (ends[0]["a"], ends[-1]["b"]), story),
        "switches": [
            {
                "name": switch.name,
                "about": switch.description,
                "set": {
                    change.subject_id: change.value
                    for change in switch.changes
                    if change.column == "status"
                },
            }
            for switch in switches
        ],
        "routes": list(story.routes.values()),
        "trips": list(story.trips.values()),
        "legs": list(story.legs.values()),
        "fig": [json.loads(text) for text in story.figures],
        "worlds": rows,
        "lines": story.shapes,
        "places": list(story.places.values()),
        "unbuilt": unbuilt,
        "gates": gates,
        "sources": _sources(story),
        "names": _water(),
    }


def _meta(comparison: Comparison, places: tuple[str, str], story: Story) -> dict[str, Any]:
    question = comparison.question
    ends = [
        {
            "id": place,
            "name": end.name,
            "lon": round(end.lon, 4),
            "lat": round(end.lat, 4),
            "scope": end.scope,
            **story.names(end.place_id),
        }
        for end, place in zip((comparison.origin, comparison.destination), places, strict=True)
    ]
    return {
        "ends": ends,
        "as_of": comparison.world.as_of,
        "scenarios": list(comparison.world.scenarios),
        "draws": question.draws,
        "seed": question.seed,
        "price_year": comparison.world.price_year,
        "again": comparison.again,
        **comparison.world.versions,
    }


def _world_rows(world: Combination, story: Story) -> dict[str, Any]:
    if world.comparison is None:
        return {"why": world.why, "rows": [], "gone": []}
    table = world.comparison.table
    rows = []
    for name, alternative in world.comparison.alternatives.items():
        route = story.routes.setdefault(
            name,
            {
                "n": len(story.routes),
                "id": name,
                "label": alternative.label,
                "group": group_of(name, alternative.family),
                "family": alternative.family,
            },
        )
        key = Trip.of(name, alternative.itinerary)
        if key not in story.trips:
            story.trips[key] = {"n": len(story.trips), "route": route["n"]}
            story.itineraries[key] = (name, alternative, world.comparison)
        rows.append(
            [
                route["n"],
                story.trips[key]["n"],
                _figure(table.loc[name], story),
                float(table.at[name, "fastest_share"]),
            ]
        )
    gone = [[name, reason] for name, reason in world.comparison.unavailable.items()]
    return {"why": "", "rows": rows, "gone": gone}


def _figure(row: pd.Series, story: Story) -> int:
    values = [
        round(float(row["length_km"]), 1),
        *(
            [float(row[f"{quantity}_{level}"]) for level in ("p10", "p50", "p90")]
            for quantity in QUANTITIES
        ),
    ]
    values += [row["worst_grade"], float(row["grade_d_share_of_days"])]
    return story.figures.setdefault(json.dumps(values), len(story.figures))


def _users(story: Story) -> dict[str, frozenset[int]]:
    users: dict[str, set[int]] = {}
    for key, trip in story.trips.items():
        for link_id in key.link_ids:
            users.setdefault(link_id, set()).add(trip["n"])
    return {link_id: frozenset(numbers) for link_id, numbers in users.items()}


def _trip(
    alternative: Alternative, comparison: Comparison, story: Story, users: dict[str, frozenset[int]]
) -> dict[str, Any]:
    trip = alternative.itinerary
    legs = []
    done = 0
    for leg in trip.legs().itertuples():
        run = slice(
            done, done := done + len(leg.link_ids)
        )  # by position: the way into a port may be the way out
        row = _leg(leg, trip, run, comparison.parameters, story, users)
        legs.append(story.legs.setdefault(json.dumps(row), {"n": len(story.legs)} | row)["n"])
    return {"legs": legs, "parts": [round(days, 3) for days in trip.part_days().values()]}


def _leg(
    leg: Any,
    trip: Itinerary,
    run: slice,
    parameters: pd.DataFrame,
    story: Story,
    users: dict[str, frozenset[int]],
) -> dict[str, Any]:
    links = {name: cells[run] for name, cells in trip.priced.items()}
    used = {key for column in PARAMETER_COLUMNS if column in links for key in links[column] if key}
    sources = list(
        dict.fromkeys(
            [
                *leg.source_ids,
                *parameters.loc[sorted(used), "source_id"],
                *(key for key in trip.cells("status_source_id")[run] if key),
            ]
        )
    )
    story.sources.update(sources)
    start, end = (_place(node_id, trip.network, story) for node_id in (leg.start, leg.end))
    _mark(leg, story)
    return {
        "mode": leg.mode,
        "part": leg.part,
        "a": start,
        "b": end,
        "from": leg.start_name,
        "to": leg.end_name,
        "km": round(leg.length_km, 1),
        "h": round(leg.hours, 3),
        "usd": round(leg.usd, 1),
        "co2e": round(leg.co2e_kg, 1),
        "state": leg.status,
        "via": leg.passages,
        "src": sources,
        "grade": grade_shares(links, parameters)[0],
        "p": _pieces(trip, run, users, story) if leg.length_km > 0 else [],
    }


def _place(node_id: str, network: Network, story: Story) -> str:
    at = network.nodes.index.get_loc(node_id)
    place_id, name, lon, lat = (
        network.cells("nodes", column)[at] for column in ("place_id", "name", "lon", "lat")
    )
    known = story.places.setdefault(
        place_id or node_id,
        {
            "id": place_id or node_id,
            "n": name or node_id,
            "x": round(float(lon), 4),
            "y": round(float(lat), 4),
            "k": [],
            **story.names(place_id or node_id),
        },
    )
    return str(known["id"])


def _mark(leg: Any, story: Story) -> None:
    kinds = {"border": "border", "gauge_break": "border", "transshipment": "hub"}
    kind = kinds.get(leg.mode)
    for node_id in (leg.start, leg.end):
        here = story.places[_id(node_id, story)]
        if node_id.endswith((".port", ".feeder")) and leg.mode in {"sea", "transshipment"}:
            here["k"] = sorted({*here["k"], "port"})
        if kind:
            here["k"] = sorted({*here["k"], kind})


def _id(node_id: str, story: Story) -> str:
    return node_id if node_id in story.places else node_id.split(".", 1)[0]


def _pieces(
    trip: Itinerary, run: slice, users: dict[str, frozenset[int]], story: Story
) -> list[int]:
    """Cut a leg where other ways join or leave it, and name the pieces."""
    links = zip(
        *(cells[run] for cells in (trip.cells("link_id"), trip.cells("mode"), trip.lines)),
        strict=True,
    )
    moving = [link for link in links if link[2].length > 0]
    pieces = []
    for _, piece in groupby(moving, key=lambda link: users[link[0]]):
        key, modes, lines = zip(*piece, strict=True)
        if key in story.lines:
            pieces.append(story.lines[key])
            continue
        if key[::-1] in story.lines:
            pieces.append(~story.lines[key[::-1]])
            continue
        story.lines[key] = len(story.shapes)
        line = join(list(lines))
        story.shapes.append(
            _deltas(round_corners(line, story.land) if modes[0] in AFLOAT else line)
        )
        pieces.append(story.lines[key])
    return pieces


@lru_cache(maxsize=2)
def _land(folder: Path) -> shapely.STRtree:
    return shapely.STRtree(load_land(folder))


def _deltas(line: shapely.LineString) -> list[int]:
    points = np.round(
        shapely.get_coordinates(shapely.simplify(line, COARSE_DEGREES)) * THOUSANDTHS
    ).astype(int)
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=int))
    kept = steps[np.concatenate([[True], steps[1:].any(axis=1)])]
    return [int(number) for number in kept.ravel()]


def _unbuilt(
    comparison: Comparison, switches: tuple[Switch, ...], story: Story
) -> list[dict[str, Any]]:
    """List the lines that a switch would build, or that are agreed or under way beside the ways drawn."""
    network = comparison.world.network
    links = network.links
    rows = []
    for link_id in dict.fromkeys(
        change.subject_id
        for switch in switches
        for change in switch.changes
        if (change.column, change.value) == ("status", "open")
    ):
        if (
            link_id not in links.index
            or links.at[link_id, "length_km"] == 0
            or _group(link_id, story) is None
        ):
            continue
        link = links.loc[link_id]
        sources = [key for key in (link["source_id"], link["status_source_id"]) if key]
        story.sources.update(sources)
        ends = [_place(link[column], network, story) for column in ("from_node_id", "to_node_id")]
        rows.append(
            {"id": link_id, "group": _group(link_id, story), "km": float(link["length_km"]), "state": link["status"], "mode": link["mode"], "note": link["note"], "src": sources, "a": ends[0], "b": ends[1],
             "p": _deltas(link["geometry"]), "dissent": _dissent(link_id, story)}
        )  # fmt: skip
    return rows


def _group(link_id: str, story: Story) -> str | None:
    """Colour a line that is not built as the first way that would use it, in whichever world."""
    using = [
        group_of(name, way.family)
        for key, (name, way, _) in story.itineraries.items()
        if link_id in key.link_ids
    ]
    return using[0] if using else None


def _dissent(link_id: str, story: Story) -> list[list[Any]]:
    table = story.world.table("link_values")
    rows = table[(table["link_id"] == link_id) & (table["column"] == "length_km")]
    story.sources.update(rows["source_id"])
    return [[row.value, str(row.as_of), row.source_id] for row in rows.itertuples()]


def _gates(
    comparison: Comparison, switches: tuple[Switch, ...], story: Story
) -> list[dict[str, Any]]:
    """List straits and canals: those a way passes, and those a switch closes."""
    names, links = (
        story.world.table("passages").set_index("passage_id"),
        comparison.world.network.links,
    )
    passed = {
        name for key in story.itineraries for name in story.itineraries[key][1].itinerary.passages
    }
    passed |= {
        change.subject_id
        for switch in switches
        for change in switch.changes
        if change.subject_id in names.index
    }
    rows = []
    for name in sorted(passed):
        line = shapely.from_wkt(names.at[name, "line"]).centroid
        state, source = _state(name, links)
        sources = [key for key in dict.fromkeys((source, names.at[name, "source_id"])) if key]
        story.sources.update(sources)
        rows.append(
            {
                "id": name,
                "n": names.at[name, "name"],
                "x": round(line.x, 3),
                "y": round(line.y, 3),
                "state": state,
                "src": sources,
            }
        )
    return rows


def _state(passage_id: str, links: pd.DataFrame) -> tuple[str, str]:
    row = links[links["passage_id"] == passage_id]
    return (row["status"].iloc[0], row["status_source_id"].iloc[0]) if len(row) else ("open", "")


def _sources(story: Story) -> dict[str, list[str]]:
    keys, table = story.sources, story.world.table("sources").set_index("source_id")
    columns = ("title", "author", "year", "address", "kind")
    return {
        key: [str(table.at[key, column]) for column in columns]
        for key in sorted(keys)
        if key in table.index
    }


def _water() -> list[dict[str, Any]]:
    names: list[dict[str, Any]] = json.loads(asset("names.json"))
    return names
