"""The JSON of an itinerary: what its totals, legs and links say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import jsonschema
import pytest
import shapely

import instc
from instc.comparison.record import (
    cargo_words,
    comparison_record,
    features,
    link_records,
    means,
    record,
    route_record,
)
from instc.routing.itinerary import journey
from instc.routing.pricing import price
from toy import BOX, make_network, toy_parameters

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model

PORTS = {"origin": "port", "destination": "port"}


def test_the_legs_of_the_json_carry_the_hire(model: Model, answer: Comparison) -> None:
    """A leg of days costs the container's hire beside its freight: to a tenth of a dollar and a thousandth of a day."""
    hire = model.parameters.at["hire.container", "mean"]
    for way in answer.alternatives.values():
        said = record(way.itinerary, PORTS)
        assert said["means"]["usd_mean"] > said["means"]["freight_usd_mean"] + 50
        for row in (said["means"], *said["legs"]):
            hired = row["usd_mean"] - row["freight_usd_mean"]
            assert hired == pytest.approx(row["days_mean"] * hire, abs=0.1 + 0.0005 * hire)


def test_means_are_days_of_hours_and_keep_their_names() -> None:
    sums = {
        "hours": 60.0, "moving_hours": 24.0, "handling_hours": 18.0, "border_hours": 12.0, "waiting_hours": 6.0,
        "usd": 110.04, "freight_usd": 100.0, "co2e_kg": 7.26,
    }  # fmt: skip
    assert means(sums) == {
        "days_mean": 2.5, "moving_days_mean": 1.0, "handling_days_mean": 0.75, "border_days_mean": 0.5, "waiting_days_mean": 0.25,
        "usd_mean": 110.0, "freight_usd_mean": 100.0, "co2e_kg_mean": 7.3,
    }  # fmt: skip


def test_the_hours_of_a_leg_are_its_parts_and_its_days(answer: Comparison) -> None:
    for way in answer.alternatives.values():
        said = record(way.itinerary, PORTS)
        for leg, (_, true) in zip(said["legs"], way.itinerary.legs().iterrows(), strict=True):
            assert list(leg["hours"]) == ["moving", "handling", "border", "waiting"]
            for part, hours in leg["hours"].items():
                assert hours == pytest.approx(true[f"{part}_hours"], abs=0.0051)
            assert sum(leg["hours"].values()) == pytest.approx(true["hours"], abs=0.021)


@pytest.mark.parametrize("name", ["compare", "route"])
def test_an_answer_keeps_its_schema_and_says_which(
    name: str, model: Model, answer: Comparison
) -> None:
    one = model.simulate_route("Mumbai", "Moscow", draws=50)
    told = comparison_record(answer) if name == "compare" else route_record(one)
    path = Path(instc.__file__).parent / "schemas" / f"{name}.json"
    jsonschema.validate(told, json.loads(path.read_text(encoding="utf-8")))
    assert told["schema"].startswith(f"instc.{name}/")


def test_a_record_says_what_the_itinerary_is(answer: Comparison) -> None:
    trip = answer.alternatives["by_sea"].itinerary
    said = record(trip, PORTS)
    assert said["length_km"] == said["means"]["length_km"] == round(trip.length_km, 1)
    assert sum(said["length_km_by_mode"].values()) == pytest.approx(trip.length_km, abs=0.5)
    assert said["scope"] == PORTS
    assert "suez" in said["passages"]
    assert {"suez", "bab_el_mandeb"} <= set(said["limited"])
    legs = trip.legs()
    ends = [(leg["from"], leg["to"]) for leg in said["legs"]]
    assert ends == list(zip(legs["start"], legs["end"], strict=True))
    for name in ("mode", "part", "status", "source_ids"):
        assert [leg[name] for leg in said["legs"]] == legs[name].tolist()


def test_links_hang_together_and_add_up_to_the_journey(answer: Comparison) -> None:
    """Sea lanes between two named points are one row; nothing is left out, nothing counted twice."""
    for way in answer.alternatives.values():
        trip = way.itinerary
        rows = link_records(trip, answer.parameters)
        assert [row["from"] for row in rows[1:]] == [row["to"] for row in rows[:-1]]
        assert len(rows) < len(trip.links) or not (trip.links["mode"] == "sea").any()
        km, days = (sum(row[name] for row in rows) for name in ("length_km", "days"))
        assert km == pytest.approx(trip.length_km, abs=0.05 * len(rows) + 1e-9)
        assert days == pytest.approx(trip.totals()["hours"] / 24, abs=0.0005 * len(rows) + 1e-9)
        limited = {row["link_id"] for row in rows if row["status"] == "limited"}
        assert bool(limited) is bool(trip.limited)


def test_lanes_that_are_one_row_are_limited_where_one_of_them_is() -> None:
    nodes = {
        "a.port": {"kind": "port"},
        "b.port": {"kind": "port", "lon": 2.0},
        "sea.mid": {"lon": 1.0, "place_id": ""},
    }
    lanes = {
        "a.port-sea.mid": {"length_km": 150.0},
        "sea.mid-b.port": {"length_km": 150.0, "status": "limited"},
    }
    network = price(make_network(nodes, lanes), toy_parameters(), BOX)
    (row,) = link_records(journey(network, list(lanes), "a.port"), toy_parameters())
    assert (row["link_id"], row["length_km"], row["status"]) == ("a.port-b.port", 300.0, "limited")


def test_the_sources_of_a_link_are_its_own_and_those_of_its_parameters(answer: Comparison) -> None:
    trip = answer.alternatives["by_sea"].itinerary
    first = link_records(trip, answer.parameters)[0]
    link = trip.links.iloc[0]
    named = [link[column] for column in link.index if column.endswith("_id")]
    met = [name for name in named if name in answer.parameters.index]
    wanted = {link["source_id"], *answer.parameters.loc[met, "source_id"]}
    assert set(first["source_ids"]) == wanted
    assert first["source_ids"][0] == link["source_id"]


def test_a_feature_has_the_line_and_the_columns_of_its_leg(answer: Comparison) -> None:
    legs = answer.alternatives["instc_caspian"].itinerary.legs()
    for feature, (_, leg) in zip(features(legs), legs.iterrows(), strict=True):
        line = leg.geometry.coords
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "LineString"
        assert feature["geometry"]["coordinates"][0] == pytest.approx(line[0], abs=5e-6)
        assert feature["geometry"]["coordinates"][-1] == pytest.approx(line[-1], abs=5e-6)
        assert set(feature["properties"]) == set(legs.columns) - {"geometry"}
        assert feature["properties"]["usd"] == pytest.approx(leg["usd"], abs=5e-4)


def drawn(*spots: tuple[float, float]) -> dict[str, Any]:
    lines = [shapely.LineString(spots)]
    (feature,) = features(gpd.GeoDataFrame({"leg": [1]}, geometry=lines, crs="EPSG:4326"))
    return dict(feature["geometry"])


def test_a_line_is_written_to_a_metre() -> None:
    spots = [[170.12346, 0.0], [171.0, 1.00001]]
    line = drawn((170.1234567, 0.0000012), (171, 1.0000067))
    assert line == {"type": "LineString", "coordinates": spots}


def test_a_line_over_the_180th_meridian_is_two() -> None:
    assert drawn((170, 0), (190, 10)) == {
        "type": "MultiLineString",
        "coordinates": [[[170, 0], [180, 5]], [[-180, 5], [-170, 10]]],
    }


def test_remarks_are_told_where_there_are_any(model: Model) -> None:
    plain = model.simulate_route("Moscow", "Kazan", mode="rail", draws=50)
    assert plain.remarks() == []
    assert "remarks" not in comparison_record(plain)
    talked = model.compare("Mumbai", "Moscow", via=["Bandar Abbas"], draws=50)
    assert comparison_record(talked)["remarks"] == talked.remarks() != []


def test_a_cargo_of_several_boxes_says_what_each_is_worth() -> None:
    def said(teu: float) -> str:
        answer: Any = SimpleNamespace(
            consignment=replace(BOX, teu=teu), question=SimpleNamespace(box="20")
        )
        return cargo_words(answer)

    assert said(1).startswith("1 TEU of 10 t worth 24,000 USD in a ")
    assert said(2).startswith("2 TEU of 10 t worth 24,000 USD each in a ")
