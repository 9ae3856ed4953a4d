"""The table of observations: what a row asks of the model."""

import numpy as np
import pandas as pd

from instc.evidence.observations import question_of, reading

ROW = {
    "kind": "measured", "run": "ordinary", "days_low": 3.0, "days_high": 4.0, "date_start": "", "date_end": "",
    "as_of": "2022-01-01", "from_id": "a.road", "to_id": "b.road", "via": "",
}  # fmt: skip


def test_a_row_asks_for_its_run_and_its_way():
    asked = question_of(pd.Series({**ROW, "run": "dedicated", "via": "c.road"}))
    assert (asked.run, asked.via, asked.possible) == ("dedicated", ("c.road",), True)
    assert question_of(pd.Series({**ROW, "via": "avoid:suez", "run": "mean"})).avoid == ("suez",)
    assert reading(np.nan, np.nan) == ""
