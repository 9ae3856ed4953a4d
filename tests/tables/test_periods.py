"""A period holds its first day and not its last, and may lack either end."""

import pandas as pd
import pytest

from instc.tables.periods import in_force

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
