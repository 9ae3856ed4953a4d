"""The table of observations: a bound is open at one end, a journey says how it was run."""

import numpy as np
import pandas as pd
import pytest

from instc.evidence.observations import observation_faults, question_of, reading

ROW = {
    "kind": "measured", "run": "ordinary", "days_low": 3.0, "days_high": 4.0, "date_start": "", "date_end": "",
    "as_of": "2022-01-01", "from_id": "a.road", "to_id": "b.road", "via": "",
}  # fmt: skip


def faults(**cells):
    return [fault for _, fault in observation_faults(pd.DataFrame([{**ROW, **cells}]))]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({}, []),
        ({"days_low": np.nan}, ["days_low, days_high: are required"]),
        ({"days_low": np.nan, "kind": "bound"}, []),
        ({"days_high": np.nan, "kind": "bound"}, []),
        ({"days_low": np.nan, "days_high": np.nan, "kind": "bound"}, ["days_low, days_high: are required"]),
        ({"days_low": np.nan, "days_high": np.nan, "kind": "plan"}, []),
        ({"run": ""}, ["run: is required of a journey"]),
        ({"run": "", "kind": "model"}, []),
    ],
)  # fmt: skip
def test_open_ends_and_runs(cells, fault):
    assert faults(**cells) == fault


def test_a_row_asks_for_its_run_and_its_way():
    asked = question_of(pd.Series({**ROW, "run": "dedicated", "via": "c.road"}))
    assert (asked.run, asked.via, asked.possible) == ("dedicated", ("c.road",), True)
    assert question_of(pd.Series({**ROW, "via": "avoid:suez", "run": "mean"})).avoid == ("suez",)
    assert reading(np.nan, np.nan) == ""
