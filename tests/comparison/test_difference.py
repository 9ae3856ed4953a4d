"""What changed between two answers: signs, twins and sums, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from instc.comparison.difference import difference
from instc.errors import QuestionError

PARTS = ("line_haul", "handling", "border", "waiting")
NO_DAYS = (0.0, 0.0, 0.0, 0.0)


def answer(goal: str = "moscow", /, **ways: tuple[float, ...]) -> Any:
    """An answer whose ways have four parts of days; a table of medians that are their sum, and its tens."""
    itineraries = {
        name: SimpleNamespace(
            itinerary=SimpleNamespace(
                part_days=lambda days=days: dict(zip(PARTS, days, strict=True))
            )
        )
        for name, days in ways.items()
    }
    table = pd.DataFrame(
        {
            "label": {name: name.title() for name in ways},
            "days_p50": {name: sum(days) for name, days in ways.items()},
            "usd_per_teu_p50": {name: 10 * sum(days) for name, days in ways.items()},
            "co2e_kg_per_teu_p50": {name: 100 * sum(days) for name, days in ways.items()},
        }
    )
    origin = SimpleNamespace(name="Mumbai", node_ids=("mumbai",))
    destination = SimpleNamespace(name=goal.title(), node_ids=(goal,))
    world = SimpleNamespace(scenarios=("today",))
    ends = {"origin": origin, "destination": destination}
    return SimpleNamespace(alternatives=itineraries, table=table, world=world, **ends)


def test_a_change_is_after_less_before_part_by_part() -> None:
    before, after = answer(road=(10.0, 5.0, 2.0, 1.0)), answer(road=(9.0, 2.0, 2.0, 4.0))
    change = difference(after, before)
    assert change.loc["road", list(PARTS)].tolist() == [-1.0, -3.0, 0.0, 3.0]
    assert change.at["road", "days"] == -1.0
    assert change.loc["road", ["days_p50_before", "days_p50_after"]].tolist() == [18.0, 17.0]
    assert change.loc["road", ["usd_per_teu", "co2e_kg_per_teu"]].tolist() == [-10.0, -100.0]
    assert (change.at["road", "label"], change.at["road", "before"]) == ("Road", "road")


def test_the_other_way_round_has_the_other_sign() -> None:
    one, two = answer(road=(10.0, 5.0, 2.0, 1.0)), answer(road=(9.0, 2.0, 2.0, 4.0))
    there, back = difference(one, two), difference(two, one)
    assert (there[[*PARTS, "days"]] == -back[[*PARTS, "days"]]).all(axis=None)


def test_a_new_way_stands_against_its_sister_and_a_best_one_against_none() -> None:
    before = answer(instc_west_road=(10.0, 0.0, 0.0, 0.0), cape=NO_DAYS)
    after = answer(
        instc_west_rail=(8.0, 0.0, 0.0, 0.0), instc_east=NO_DAYS, best_days=NO_DAYS, cape=NO_DAYS
    )
    change = difference(after, before)
    assert change["before"].to_dict() == {"instc_west_rail": "instc_west_road", "cape": "cape"}
    assert change.at["instc_west_rail", "days"] == -2.0


def test_two_best_ones_of_different_kinds_are_no_twins() -> None:
    before, after = answer(best_usd_per_teu=NO_DAYS), answer(best_days=NO_DAYS)
    assert difference(after, before).empty


def test_two_pairs_can_not_be_told_apart() -> None:
    with pytest.raises(QuestionError, match="the same origin and destination"):
        difference(answer(road=NO_DAYS), answer("kazan", road=NO_DAYS))
