"""The data of a page: lines once, legs once, places and sources that exist."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from instc.comparison.passing import Stop, days_until
from instc.comparison.record import hindrances
from instc.comparison.scenario_grid import (
    Grid,
    alone,
    grid_of,
    switches_of,
)
from instc.maps.layers import points_of
from instc.maps.page_data import TOWNS, PageData, _deltas, _mark, _piece, _state, data_of
from instc.maps.self_contained import asset
from instc.routing.pricing import PARTS
from instc.tables.schema import read_table

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model

ROUNDING = 0.0005  # parts are written with three digits


@pytest.fixture(scope="module")
def data(answer: Comparison) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(
        json.dumps(data_of(Grid(switches_of(answer), alone(answer).combinations)))
    )
    return read


@pytest.mark.parametrize(
    ("key", "column", "digits"),
    [("km", "length_km", 1), ("h", "hours", 3), ("usd", "usd", 1), ("co2e", "co2e_kg", 1)],
)
def test_legs_add_up_to_the_totals(
    key: str, column: str, digits: int, data: dict[str, Any], answer: Comparison
) -> None:
    """Each within half of its last printed digit: a leg that forgets the hire is off by more."""
    for trip, way in zip(data["trips"], answer.alternatives.values(), strict=True):
        legs = [data["legs"][number] for number in trip["legs"]]
        rounding = len(legs) * 0.5 * 10**-digits + 1e-9
        whole = way.itinerary.totals()[column]
        assert sum(leg[key] for leg in legs) == pytest.approx(whole, abs=rounding)


def test_the_parts_of_a_trip_add_up_to_its_days(data: dict[str, Any], answer: Comparison) -> None:
    for trip, way in zip(data["trips"], answer.alternatives.values(), strict=True):
        days = way.itinerary.totals()["hours"] / 24
        assert sum(trip["parts"]) == pytest.approx(days, abs=ROUNDING * len(PARTS))


def test_legs_on_the_map_carry_the_hire(
    data: dict[str, Any], answer: Comparison, model: Model
) -> None:
    """A leg's USD are its freight and the hire of the container for its hours, leg by leg."""
    hire = model.parameters.at["hire.container", "mean"]
    for trip, way in zip(data["trips"], answer.alternatives.values(), strict=True):
        for number, (_, leg) in zip(trip["legs"], way.itinerary.legs().iterrows(), strict=True):
            told = data["legs"][number]
            hired = told["usd"] - leg["freight_usd"]
            assert hired == pytest.approx(told["h"] / 24 * hire, abs=0.06)
        assert sum(data["legs"][number]["h"] for number in trip["legs"]) / 24 * hire > 50


def test_each_leg_says_its_ends_its_state_and_its_sources(
    data: dict[str, Any], answer: Comparison
) -> None:
    places = {place["id"]: place for place in data["places"]}
    for trip, way in zip(data["trips"], answer.alternatives.values(), strict=True):
        for number, (_, leg) in zip(trip["legs"], way.itinerary.legs().iterrows(), strict=True):
            told = data["legs"][number]
            names = ("mode", "part", "state", "via")
            columns = ("mode", "part", "status", "passages")
            said = {"state": "open", **told}
            assert [said[name] for name in names] == [leg[column] for column in columns]
            assert told["src"][: len(leg["source_ids"])] == leg["source_ids"]
            for key, node_id in (("a", leg["start"]), ("b", leg["end"])):
                node = way.itinerary.network.nodes.loc[node_id]
                spot = places[told[key]]
                assert (spot["x"], spot["y"]) == pytest.approx((node["lon"], node["lat"]), abs=0.5)
                assert spot["id"] in {node["place_id"], node_id}


def test_each_way_says_how_many_flags_it_meets(data: dict[str, Any], answer: Comparison) -> None:
    told = [trip["flags"] for trip in data["trips"]]
    assert told == [len(flags) for flags in answer.flags().values()]
    assert max(told) > 3


def test_the_head_and_the_gates_say_what_was_asked(
    data: dict[str, Any], answer: Comparison
) -> None:
    question, meta = answer.question, data["meta"]
    for end, told in zip((answer.origin, answer.destination), meta["ends"], strict=True):
        assert (told["name"], told["scope"]) == (end.name, end.scope)
        assert (told["lon"], told["lat"]) == pytest.approx((end.lon, end.lat), abs=5e-5)
    said = [meta[name] for name in ("as_of", "scenarios", "draws", "seed", "again")]
    asked = [
        answer.world.as_of,
        [*answer.world.scenarios],
        question.draws,
        question.seed,
        answer.again,
    ]
    assert said == asked
    gates = {gate["id"]: gate for gate in data["gates"]}
    passed = {name for way in answer.alternatives.values() for name in way.itinerary.passages}
    assert passed <= set(gates)
    names = read_table("passages").set_index("passage_id")["name"]
    assert {name: gate["n"] for name, gate in gates.items()} == names[list(gates)].to_dict()
    limited = {name for way in answer.alternatives.values() for name in way.itinerary.limited}
    assert {name for name, gate in gates.items() if gate["state"] == "limited"} >= limited & set(
        gates
    )


def test_a_gate_that_no_link_passes_is_open(model: Model) -> None:
    links = model.network.links
    assert _state("hormuz", links) == tuple(
        links.loc["hormuz.a-hormuz.b", ["status", "status_source_id"]]
    )
    assert _state("atlantis", links) == ("open", "")


def test_ways_that_are_not_there_say_why(data: dict[str, Any], answer: Comparison) -> None:
    (world,) = data["worlds"]
    gone = [[data["texts"][number] for number in row] for row in world["gone"]]
    assert dict(gone) == hindrances(answer)
    assert world["why"] == ""


def test_lines_go_from_end_to_end_in_travel_order(data: dict[str, Any], answer: Comparison) -> None:
    """Each leg's pieces hang together, and the first point is where the leg starts (0.01 degrees: pieces are written in thousandths)."""
    for trip, way in zip(data["trips"], answer.alternatives.values(), strict=True):
        shapes = way.itinerary.legs()
        for number, line in zip(trip["legs"], shapes.geometry, strict=True):
            pieces = data["legs"][number]["p"]
            if pieces:
                points = points_of(pieces, data["lines"])
                assert points[0] == pytest.approx(line.coords[0][::-1], abs=0.01)
                assert points[-1] == pytest.approx(line.coords[-1][::-1], abs=0.01)


def test_a_piece_that_is_there_is_drawn_once_and_read_backwards(model: Model) -> None:
    page = PageData(model)
    there = [shapely.LineString([(60, 10), (61, 12)]), shapely.LineString([(61, 12), (64, 12)])]
    back = [line.reverse() for line in there[::-1]]
    assert _piece(("a", "b"), "rail", there, page) == 0
    assert _piece(("b", "a"), "rail", back, page) == ~0
    assert _piece(("a", "b"), "rail", there, page) == 0
    assert points_of([0], page.shapes) == [(10, 60), (12, 61), (12, 64)]
    assert points_of([~0], page.shapes) == [(12, 64), (12, 61), (10, 60)]


def test_a_straight_line_of_more_than_60_km_is_marked_on_land_alone(model: Model) -> None:
    page = PageData(model)
    for name, mode, degrees in (("a", "rail", 2), ("b", "rail", 0.2), ("c", "ferry", 2)):
        _piece((name,), mode, [shapely.LineString([(60, 0), (60, degrees)])], page)
    assert page.chords == {0: [0, 1000]}


def test_towns_of_the_story_are_places() -> None:
    assert set(TOWNS) <= set(read_table("places")["place_id"])


def test_a_strait_has_the_line_of_its_table(data: dict[str, Any]) -> None:
    drawn = read_table("passages").set_index("passage_id")["line"]
    assert data["gates"]
    for gate in data["gates"]:
        assert gate["p"] == json.loads(json.dumps(_deltas(shapely.from_wkt(drawn[gate["id"]]))))


@pytest.mark.parametrize(
    ("mode", "corners"),
    [("sea", 4), ("passage", 4), ("ferry", 4), ("rail", 3), ("inland_waterway", 3)],
)
def test_only_what_is_at_sea_turns_in_a_curve(mode: str, corners: int, model: Model) -> None:
    """A right angle in the open ocean: a ship cuts it, a railway doesn't."""
    page = PageData(model)
    number = _piece(("a",), mode, [shapely.LineString([(60, 0), (64, 0), (64, 4)])], page)
    points = points_of([number], page.shapes)
    assert (len(points) >= corners, (0, 64) in points) == (True, corners == 3)


@pytest.mark.parametrize(
    ("node_id", "mode", "kinds"),
    [
        ("x.rail1520", "gauge_break", ["border"]),
        ("x.rail1520", "border", ["border"]),
        ("x.road", "transshipment", ["hub"]),
        ("x.port", "transshipment", ["hub", "port"]),
        ("x.feeder", "sea", ["port"]),
        ("x.rail1520", "rail", []),
        ("x.port", "drayage", []),
    ],
)
def test_a_place_is_marked_by_what_happens_there(node_id: str, mode: str, kinds: list[str]) -> None:
    place: dict[str, Any] = {"k": []}
    for _ in range(2):
        _mark(place, node_id, mode)
    assert place["k"] == kinds


def test_a_switch_says_which_states_it_sets(data: dict[str, Any], answer: Comparison) -> None:
    sets = {switch["name"]: switch["set"] for switch in data["switches"]}
    assert sets["hormuz-closed"] == {"hormuz": "closed"}
    for switch in switches_of(answer):
        told = {(name, state) for name, state in sets[switch.name].items()}
        states = {(c.subject_id, c.value) for c in switch.changes if c.column == "status"}
        assert told == states


def test_the_page_carries_names_in_its_languages(data: dict[str, Any]) -> None:
    assert data["names"] == json.loads(asset("names.json"))


def test_nothing_is_held_twice(data: dict[str, Any]) -> None:
    for name in ("lines", "legs", "fig"):
        texts = [
            json.dumps({**row, "n": 0} if isinstance(row, dict) else row) for row in data[name]
        ]
        assert len(set(texts)) == len(texts)


def test_every_source_is_listed(data: dict[str, Any]) -> None:
    used = {
        key for part in ("legs", "unbuilt", "gates") for row in data[part] for key in row["src"]
    }
    assert used <= set(data["sources"])
    assert set(data["sources"]) <= set(read_table("sources")["source_id"])


def test_the_gap_stands_with_its_dissent(answer: Comparison) -> None:
    built = grid_of(answer, switches_of(answer)[:1])
    (gap,) = data_of(built)["unbuilt"]
    assert (gap["id"], gap["km"], gap["state"]) == (
        "astara_ir.rail1435-rasht.rail1435",
        162,
        "planned",
    )
    assert "164" in [row[0] for row in gap["dissent"]]


def test_southbound_turns_round(model: Model) -> None:
    south = model.compare("Moscow", "Mumbai", draws=10)
    page = data_of(alone(south))
    assert [end["name"] for end in page["meta"]["ends"]] == ["Moscow", "Mumbai"]
    first = page["legs"][page["trips"][0]["legs"][0]]
    assert first["a"] == "moscow"


def test_all_languages_have_all_words() -> None:
    words = json.loads(asset("words.json"))
    assert set(words) == {"en", "ru", "fa", "hi"}
    extra = {"r", "g"}  # names of ways and gates, which English has in the tables
    assert all(set(words[language]) - extra == set(words["en"]) for language in words)


KEPT = (
    "TEU",
    "USD",
    "P10",
    "P50",
    "P90",
    "CO",
    "Natural Earth",
    "OpenStreetMap",
    "ODbL",
    "searoute",
)


def test_no_english_in_the_other_languages() -> None:
    """But for units and the names of works, and what stands in braces is put in."""
    words = json.loads(asset("words.json"))
    for language in ("ru", "fa", "hi"):
        told = {**words[language], **words[language]["r"], **words[language]["g"]}
        for key, text in told.items():
            if isinstance(text, str):
                left = re.sub(r"\{\w+\}", "", text)
                for kept in KEPT:
                    left = left.replace(kept, "")
                assert not re.search(r"[A-Za-z]{2}", left), (language, key, text)
            assert not re.search(r"\d{4}\.0", str(text))


def test_every_way_and_gate_has_a_name_in_all_languages() -> None:
    words = json.loads(asset("words.json"))
    ways = {
        *read_table("corridors")["corridor_id"],
        *read_table("sides")["side_id"],
        *("days", "usd", "co2e"),  # of a side: by what it is best
    }
    for language in ("ru", "fa", "hi"):
        assert set(words[language]["r"]) == ways
        assert set(words[language]["g"]) == set(read_table("passages")["passage_id"])


@pytest.mark.parametrize("many", [1, pytest.param(5, marks=pytest.mark.deep)])
def test_days_at_borders_are_told_of_every_world_and_end_before_the_end(
    many: int, answer: Comparison
) -> None:
    """By the grid's own answers: each border of each way, its day no later than the total."""
    grid = grid_of(answer, switches_of(answer)[:many])
    data = data_of(grid)
    told = 0
    for world, combination in zip(data["worlds"], grid.combinations, strict=True):
        assert combination.comparison is not None
        names = [data["routes"][row[0]]["id"] for row in world["rows"]]
        for name, (_, trip, figure, *_) in zip(names, world["rows"], strict=True):
            borders = borders_of(data, trip)
            reached = data["reached"].get(f"{trip}:{figure}", {})
            assert set(reached) == set(borders)
            stops = [
                Stop(name, links_before(combination.comparison, name, at))
                for at in borders.values()
            ]
            again = days_until(combination.comparison, stops)
            for place, stop in zip(borders, stops, strict=True):
                assert reached[place] == pytest.approx(again[stop], abs=0.0051)
                assert reached[place][1] <= data["fig"][figure][1][1]
                told += 1
    assert told > 10 * 2**many


def borders_of(data: dict[str, Any], trip: int) -> dict[str, int]:
    """Give the borders of a trip, with the number of the leg that comes to each first."""
    kinds = {place["id"]: place["k"] for place in data["places"]}
    found: dict[str, int] = {}
    for number, leg in enumerate(data["trips"][trip]["legs"]):
        place = data["legs"][leg]["b"]
        if "border" in kinds[place]:
            found.setdefault(place, number)
    return found


def links_before(answer: Comparison, name: str, leg: int) -> int:
    """Count the links of a way up to the end of one of its legs."""
    legs = answer.alternatives[name].itinerary.legs()["link_ids"]
    return sum(len(links) for links in legs[: leg + 1])
