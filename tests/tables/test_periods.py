"""A period holds its first day and not its last, and may lack either end."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instc.tables.periods import in_force, overlaps, turned

PERIODS = pd.DataFrame(
    [
        ("2024-01-01", "2025-01-01"),
        ("2025-01-01", ""),
        ("", "2024-06-30"),
        ("", ""),
    ],
    columns=["from_date", "to_date"],
    index=["year", "since", "until", "always"],
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-12-31", ["until", "always"]),
        ("2024-01-01", ["year", "until", "always"]),  # the first day is in
        ("2024-06-29", ["year", "until", "always"]),
        ("2024-06-30", ["year", "always"]),  # the last day is out
        ("2024-12-31", ["year", "always"]),
        ("2025-01-01", ["since", "always"]),
        ("2099-01-01", ["since", "always"]),
    ],
)
def test_from_its_first_day_until_the_day_before_its_last(day, expected):
    assert PERIODS.index[in_force(PERIODS, day)].tolist() == expected


def test_two_periods_that_meet_never_hold_together():
    days = pd.date_range("2024-12-25", "2025-01-05").strftime("%Y-%m-%d")
    held = [in_force(PERIODS.loc[["year", "since"]], day).sum() for day in days]
    assert held == [1] * len(days)


def test_a_table_without_rows_has_none_in_force():
    assert in_force(PERIODS.iloc[:0], "2024-01-01").empty


DAYS = [f"2020-01-{day:02}" for day in range(1, 9)]
PERIOD = st.tuples(st.sampled_from("ab"), st.sampled_from(DAYS), st.sampled_from(["", *DAYS]))


@given(st.lists(PERIOD, min_size=1, max_size=6))
def test_periods_overlap_where_two_hold_on_one_day(rows):
    """The second way: ask day by day which rows hold."""
    table = pd.DataFrame(rows, columns=["name", "from_date", "to_date"])
    backward = (table["to_date"] != "") & (table["to_date"] <= table["from_date"])
    assert turned(table) == list(table.index[backward])
    sound = table[~backward].reset_index(drop=True)
    twice = any(sound[in_force(sound, day)].duplicated("name").any() for day in DAYS)
    pairs = overlaps(sound, ["name", "from_date"])
    assert bool(pairs) == twice
    for first, other in pairs:
        assert sound.at[first, "from_date"] <= sound.at[other, "from_date"]
        assert in_force(sound, sound.at[other, "from_date"])[[first, other]].all()
