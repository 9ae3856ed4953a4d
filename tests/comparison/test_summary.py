"""Rows of a comparison, from samples that can be counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toy
from instc.comparison.question import Alternative
from instc.comparison.summary import (
    QUANTITIES,
    beaten_by_none,
    better_median,
    summarise,
    tabulate,
)

DAYS = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 5.0]])  # draws x ways
SAMPLES = {name: DAYS * (number + 1) for number, name in enumerate(QUANTITIES)}


def ways() -> dict[str, Alternative]:
    router = toy.toy_router()
    goals = {"near": "omega", "far": "omega.port"}
    return {
        name: Alternative(name, name.title(), "instc", router.find([["alpha"], [goal]]))
        for name, goal in goals.items()
    }


def table(deadline: float | None = None) -> pd.DataFrame:
    summaries = summarise(lambda quantity: SAMPLES[quantity])
    return tabulate(ways(), summaries, SAMPLES, toy.toy_parameters(), deadline, toy.BOX)


def test_a_row_says_what_the_draws_say() -> None:
    told = table()
    assert list(told.index) == ["near", "far"]
    assert told["label"].tolist() == ["Near", "Far"]
    assert told.at["near", "days_p50"] == 2.5
    assert told.at["near", "days_mean"] == 2.5
    assert told.at["near", "usd_per_teu_mean"] == 5.0
    assert told["fastest_share"].tolist() == [0.75, 0.25]
    assert told["cheapest_share"].tolist() == [0.75, 0.25]
    late = np.quantile(DAYS[:, 0], 0.95)
    assert told.at["near", "buffer_index"] == pytest.approx(late / 2.5 - 1, abs=0.0005)
    assert told["worst_grade"].tolist() == ["C", "C"]  # every number of the toy
    for part in ("days", "usd", "co2e"):
        assert told[f"grade_d_share_of_{part}"].tolist() == [0.0, 0.0]


def test_a_length_is_that_of_the_way() -> None:
    found = table()["length_km"]
    assert found["near"] == toy.add_up(list(ways()["near"].itinerary.links.index))["length_km"]


@pytest.mark.parametrize(
    ("deadline", "kept"), [(2.0, [0.5, 0.5]), (1.9, [0.25, 0.25]), (4.5, [1.0, 0.75])]
)
def test_a_deadline_counts_its_own_day(deadline: float, kept: list[float]) -> None:
    assert table(deadline)["by_deadline"].tolist() == kept


def test_without_a_deadline_nothing_is_said_of_it() -> None:
    assert table()["by_deadline"].tolist() == [None, None]


def medians(*points: tuple[float, float, float]) -> dict[str, dict[str, np.ndarray]]:
    columns = np.array(points).T
    names = ("days", "usd_per_teu", "co2e_kg_per_teu")
    return {name: {"p50": column} for name, column in zip(names, columns, strict=True)}


@pytest.mark.parametrize(
    ("points", "kept"),
    [
        ([(1, 2, 3), (3, 2, 1)], "ab"),  # each is better in something
        ([(1, 2, 3), (1, 2, 4)], "a"),
        ([(1, 2, 3), (1, 2, 3)], "ab"),  # twins beat each other in nothing
        ([(3, 3, 3), (2, 2, 2), (1, 1, 1)], "c"),
    ],
)
def test_beaten_is_who_is_nowhere_better_and_somewhere_worse(
    points: list[tuple[float, float, float]], kept: str
) -> None:
    names = list("abc")[: len(points)]
    assert beaten_by_none(names, medians(*points)) == list(kept)  # type: ignore[arg-type]


def rows(best: float, other: float) -> pd.DataFrame:
    """A judged way, another of its side, and one of another side that is better than both."""
    told = {
        "over_iran": ("By rail", "over_iran", best),
        "over_iran.usd": ("By road", "over_iran", other),
        "by_sea": ("By ship", "by_sea", 1.0),
    }
    columns = ["label", "family", "days_p50"]
    return pd.DataFrame.from_dict(told, orient="index", columns=columns)


def test_another_of_its_side_that_is_better_by_its_median_is_named() -> None:
    assert better_median(rows(20.5, 19.25), "over_iran", "days") == (
        '"By rail" is the best of its side by the mean; by P50, "By road" is (19.25 against 20.50).'
    )


@pytest.mark.parametrize("other", [20.5, 21.0])
def test_nothing_is_said_where_the_best_is_the_best(other: float) -> None:
    assert not better_median(rows(20.5, other), "over_iran", "days")
    assert not better_median(rows(20.5, other).drop("over_iran.usd"), "over_iran", "days")
