"""How old a number is, and the grade it may have."""

from __future__ import annotations

import pandas as pd
import pytest

from instc.tables.ages import DROPPED, HALF_LIVES, ages, grade_faults
from instc.tables.parameters import UNITS
from instc.tables.schema import read_table

SOURCES = pd.DataFrame({"source_id": ["old", "new", "undated"], "year": [2018.0, 2025.0, None]})


def rows(**cells: str) -> pd.DataFrame:
    """One row of a dwell, in print since ever."""
    row = {
        "parameter_id": "dwell.x", "quantity": "dwell", "to_date": "", "grade": "C",
        "printed": "p50", "source_id": "new", "note": "",
    }  # fmt: skip
    return pd.DataFrame([row | cells])


def test_every_kind_has_a_half_life() -> None:
    assert set(HALF_LIVES) == set(UNITS)


@pytest.mark.parametrize(
    ("cells", "age"),
    [
        ({}, 1),
        ({"source_id": "old"}, 8),
        ({"source_id": "old", "to_date": "2020-01-01"}, 2),
        ({"source_id": "new", "to_date": "2020-01-01"}, 0),
        ({"source_id": "old", "to_date": "2030-01-01"}, 8),
    ],
)
def test_age_runs_from_the_source_to_the_end_of_the_period(cells, age) -> None:
    assert ages(rows(**cells), SOURCES).tolist() == [age]


def test_what_has_no_year_has_no_age() -> None:
    assert ages(rows(source_id="undated"), SOURCES).isna().all()


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({}, None),
        ({"printed": "p10"}, "grade C without p50 in printed"),
        ({"printed": "", "grade": "D"}, None),
        ({"source_id": "old"}, "is 8 years old, the half-life of a dwell is 3"),
        ({"source_id": "old", "grade": "D"}, None),
        ({"source_id": "old", "note": f"{DROPPED}: was B."}, None),
        ({"source_id": "old", "quantity": "intensity"}, None),
        ({"quantity": "rate", "source_id": "old", "to_date": "2020-12-31"}, None),
    ],
)
def test_a_grade_rests_on_print_and_age(cells, fault) -> None:
    found = grade_faults(rows(**cells), SOURCES)
    assert [row for row, _ in found] == [0] * bool(fault)
    assert not fault or fault in found[0][1]


def test_no_shipped_row_is_graded_above_what_it_rests_on() -> None:
    assert grade_faults(read_table("parameters"), read_table("sources")) == []
