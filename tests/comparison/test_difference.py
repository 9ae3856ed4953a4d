"""What changed between two answers: signs, twins and sums, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from instc.comparison.difference import difference
from instc.errors import QuestionError

PARTS = ("line_haul", "handling", "border", "waiting")
NO_DAYS = (0.0, 0.0, 0.0, 0.0)


def answer(goal: str = "moscow", same: dict[str, str] | None = None, /, **ways: Any) -> Any:
    """An answer whose ways have four parts of days; a table of medians that are their sum, and its tens."""
    itineraries = {
        name: SimpleNamespace(
            itinerary=SimpleNamespace(
                part_days=lambda days=days: dict(zip(PARTS, days, strict=True))
            ),
            title=name.title(),
            family=name.partition(".")[0],
            found_by=("value", "days") if name == "over_iran" else (),
        )
        for name, days in ways.items()
    }
    table = pd.DataFrame(
        {
            "days_p50": {name: sum(days) for name, days in ways.items()},
            "usd_per_teu_p50": {name: 10 * sum(days) for name, days in ways.items()},
            "co2e_kg_per_teu_p50": {name: 100 * sum(days) for name, days in ways.items()},
        }
    )
    origin = SimpleNamespace(name="Mumbai", node_ids=("mumbai",))
    destination = SimpleNamespace(name=goal.title(), node_ids=(goal,))
    world = SimpleNamespace(scenarios=("today",), called=str.upper)
    ends = {"origin": origin, "destination": destination}
    told = {"alternatives": itineraries, "same_as": same or {}, "table": table, "world": world}
    asked = SimpleNamespace(draws=3, seed=1)
    drawn = {name: sum(days) * np.array([1.0, 2.0, 3.0]) for name, days in ways.items()}
    return SimpleNamespace(**told, **ends, question=asked, sample=lambda _, name: drawn[name])


def test_a_change_is_after_less_before_part_by_part() -> None:
    before, after = answer(road=(10.0, 5.0, 2.0, 1.0)), answer(road=(9.0, 2.0, 2.0, 4.0))
    change = difference(after, before)
    assert change.loc["road", list(PARTS)].tolist() == [-1.0, -3.0, 0.0, 3.0]
    assert change.at["road", "days"] == -1.0
    assert change.loc["road", ["days_p50_before", "days_p50_after"]].tolist() == [18.0, 17.0]
    assert change.loc["road", ["usd_per_teu", "co2e_kg_per_teu"]].tolist() == [-10.0, -100.0]
    assert (change.at["road", "label"], change.at["road", "before"]) == ("Road", "road")


def test_the_change_of_days_is_told_draw_by_draw() -> None:
    """Draws of 18, 36, 54 and 17, 34, 51 days: changes of -1, -2, -3, whose P10 lies at a fifth of the last step."""
    before, after = answer(road=(10.0, 5.0, 2.0, 1.0)), answer(road=(9.0, 2.0, 2.0, 4.0))
    change = difference(after, before).loc["road", ["change_p10", "change_p50", "change_p90"]]
    assert change.tolist() == pytest.approx([-2.8, -2.0, -1.2])
    after.question.seed = 2
    assert difference(after, before).loc["road", ["change_p10", "change_p90"]].isna().all()


def test_the_other_way_round_has_the_other_sign() -> None:
    one, two = answer(road=(10.0, 5.0, 2.0, 1.0)), answer(road=(9.0, 2.0, 2.0, 4.0))
    there, back = difference(one, two), difference(two, one)
    assert (there[[*PARTS, "days"]] == -back[[*PARTS, "days"]]).all(axis=None)


def test_a_new_way_stands_against_its_sister_and_a_new_side_against_none() -> None:
    before = answer(instc_west_road=(10.0, 0.0, 0.0, 0.0), cape=NO_DAYS)
    after = answer(
        instc_west_rail=(8.0, 0.0, 0.0, 0.0), instc_east=NO_DAYS, by_china=NO_DAYS, cape=NO_DAYS
    )
    change = difference(after, before)
    assert change["before"].to_dict() == {"instc_west_rail": "instc_west_road", "cape": "cape"}
    assert change.at["instc_west_rail", "days"] == -2.0


def test_the_fastest_of_a_side_stands_against_what_was_its_fastest() -> None:
    before = answer(over_iran=(10.0, 0.0, 0.0, 0.0))  # by the value of time, and by days
    after = answer(**{"over_iran": NO_DAYS, "over_iran.days": NO_DAYS, "over_iran.usd": NO_DAYS})
    change = difference(after, before)
    assert change["before"].to_dict() == {"over_iran": "over_iran", "over_iran.days": "over_iran"}
    assert change.at["over_iran.days", "days"] == -10.0


def test_a_named_row_that_was_the_best_of_its_side_is_not_lost() -> None:
    """And one that is so now stands against what it was; one that stays so says nothing twice."""
    best, other = (8.0, 0.0, 0.0, 0.0), (11.0, 0.0, 0.0, 0.0)
    one = answer("moscow", {"east": "over_iran"}, over_iran=best, west=other)
    two = answer("moscow", {"west": "over_iran"}, over_iran=best, east=other)
    change = difference(two, one)
    assert change["before"].to_dict() == {
        "over_iran": "over_iran",
        "east": "over_iran",
        "west": "west",
    }
    assert change["days"].to_dict() == {"over_iran": 0.0, "east": 3.0, "west": -3.0}
    assert change["label"].to_dict() == {"over_iran": "Over_Iran", "east": "East", "west": "WEST"}
    assert list(difference(one, one).index) == ["over_iran", "west"]


def test_two_pairs_can_not_be_told_apart() -> None:
    with pytest.raises(QuestionError, match="the same origin and destination"):
        difference(answer(road=NO_DAYS), answer("kazan", road=NO_DAYS))
