"""The story of a page: only steps that its data can tell, with figures that are the answer's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from instc.comparison.scenario_grid import Grid, alone, grid_of, switches_of
from instc.maps.page_data import data_of
from instc.maps.steps import story_of

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model


@pytest.fixture(scope="module")
def data(answer: Comparison) -> dict[str, Any]:
    """The page with the switch that builds the gap."""
    return data_of(grid_of(answer, switches_of(answer)[:1]))


@pytest.fixture(scope="module")
def told(data: dict[str, Any]) -> dict[str, Any]:
    return {step["k"]: step for step in data["story"]}


def legs_of(answer: Comparison, name: str) -> list[Any]:
    return list(answer.alternatives[name].itinerary.legs().itertuples())


def test_a_page_without_switches_tells_less(answer: Comparison) -> None:
    """No gap without the switch that builds it, no event that wasn't between these ends."""
    steps = data_of(alone(answer))["story"]
    assert [step["k"] for step in steps] == ["north", "gauge", "hormuz"]
    assert steps[-1]["bit"] is None


def test_two_ways_are_those_of_the_short_answer(told: dict[str, Any], answer: Comparison) -> None:
    short = answer.short_answer()
    assert (told["north"]["a"], told["north"]["b"]) == (short.ours, short.rival)


def test_the_gap_is_told_by_its_legs_and_its_ladder(
    told: dict[str, Any], answer: Comparison
) -> None:
    gap = told["gap"]
    legs = legs_of(answer, gap["route"])
    (over,) = [n for n, leg in enumerate(legs) if leg.start == "rasht.road" and leg.mode == "road"]
    hours = [leg.hours / 24 for leg in legs[over - 1 : over + 2]]
    assert gap["d"] == pytest.approx(hours, abs=1e-3)
    assert (gap["km"], gap["due"]) == (180, "2028")
    assert (gap["mt"], gap["held"]) == (1.0, ["astara_az", "astara_ir"])


def test_the_gauge_changes_where_the_tables_say(told: dict[str, Any], answer: Comparison) -> None:
    gauge = told["gauge"]
    (leg,) = [one for one in legs_of(answer, gauge["route"]) if one.mode == "gauge_break"]
    assert (gauge["at"], gauge["g"]) == ("incheh_borun", [1520, 1435])
    assert gauge["d"] == pytest.approx(leg.hours / 24, abs=1e-3)


def test_the_stay_at_the_port_is_its_legs(told: dict[str, Any], answer: Comparison) -> None:
    port = told["hormuz"]
    stays = [
        leg.hours
        for leg in legs_of(answer, port["route"])
        if {leg.start.split(".")[0], leg.end.split(".")[0]} == {"bandar_abbas"}
    ]
    assert port["d"] == pytest.approx(sum(stays) / 24, abs=1e-3)


def test_the_train_of_2023_is_told_with_its_source(model: Model) -> None:
    """Incheh Borun to Shahid Rajaee took 2 to 3 days; the rest is disputed or not in print."""
    answer = model.compare("Chelyabinsk", "Jeddah", draws=10)
    data = data_of(Grid(switches_of(answer), alone(answer).combinations))
    (event,) = [step for step in data["story"] if step["k"] == "event"]
    (run,) = [leg for leg in legs_of(answer, "instc_east") if leg.start == "incheh_borun.rail1435"]
    assert (event["low"], event["high"], event["when"], event["grade"]) == (2, 3, "2023-08", "C")
    assert event["d"] == pytest.approx(run.hours / 24, abs=1e-3)
    assert event["disputed"]
    assert set(event["src"]) <= set(data["sources"])


def test_what_the_data_lack_is_not_told(data: dict[str, Any], answer: Comparison) -> None:
    """Without the lorry's legs there is no gap to tell, without the switch neither."""
    assert "gap" not in {step["k"] for step in story_of({**data, "switches": []}, answer)}
    rails = [leg for leg in data["legs"] if leg["mode"] != "road"]
    legs = [{**leg, "mode": "rail"} if leg not in rails else leg for leg in data["legs"]]
    assert "gap" not in {step["k"] for step in story_of({**data, "legs": legs}, answer)}
