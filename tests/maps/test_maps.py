"""The page of a comparison as it is written: what it tells its script, by label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
import pytest

from instc.comparison.scenario_grid import SWITCHES, every_combination
from instc.maps import CorridorMap, RouteLine, comparison_map
from surfaces import map_data

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison

LEVELS = ("p10", "p50", "p90")


@pytest.fixture(scope="module")
def drawn(answer: Comparison) -> CorridorMap:
    return comparison_map(answer)


@pytest.fixture(scope="module")
def data(drawn: CorridorMap) -> dict[str, Any]:
    return map_data(drawn.get_root().render())


def test_the_page_reads_back(data: dict[str, Any], answer: Comparison) -> None:
    """Each way by its id: km, three quantiles of three quantities, grade and shares, as the table has them."""
    (world,) = data["worlds"]
    table = answer.table
    told = {
        data["routes"][route]["id"]: (figure, share) for route, _, figure, share, _ in world["rows"]
    }
    assert list(told) == list(table.index)
    for label, (figure, share) in told.items():
        km, days, usd, co2e, grade, estimated = data["fig"][figure]
        row = table.loc[label]
        assert km == row["length_km"]
        for quantity, values in (("days", days), ("usd_per_teu", usd), ("co2e_kg_per_teu", co2e)):
            assert values == [row[f"{quantity}_{level}"] for level in LEVELS]
        assert (grade, estimated, share) == (
            row["worst_grade"],
            row["grade_d_share_of_days"],
            row["fastest_share"],
        )


def test_each_way_is_a_layer_with_its_legs_as_lines(drawn: CorridorMap, answer: Comparison) -> None:
    """A line a leg that moves, from where the leg starts to where it ends (0.01 degrees: points are thousandths, thinned)."""
    layers = {child.layer_name: child for child in drawn._children.values() if is_group(child)}
    for way in answer.alternatives.values():
        legs = way.itinerary.legs().query("length_km > 0")
        lines = [one for one in layers[way.head]._children.values() if isinstance(one, RouteLine)]
        for line, leg in zip(lines, legs.geometry, strict=True):
            assert line.locations[0] == pytest.approx(leg.coords[0][::-1], abs=0.01)
            assert line.locations[-1] == pytest.approx(leg.coords[-1][::-1], abs=0.01)


def is_group(child: object) -> bool:
    return isinstance(child, folium.FeatureGroup)


def test_with_switches_the_page_has_every_combination(answer: Comparison) -> None:
    drawn = comparison_map(answer, also=every_combination(answer))
    data = map_data(drawn.get_root().render())
    assert [switch["name"] for switch in data["switches"]] == list(SWITCHES)
    assert len(data["worlds"]) == 2 ** len(SWITCHES)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_page_opens_in_the_language_that_was_asked_for(
    answer: Comparison, language: str
) -> None:
    page = comparison_map(answer, language=language).get_root().render()
    assert f'], "{language}", {{branches:function (map, store)' in page
