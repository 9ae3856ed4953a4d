"""What was learnt is put in force where the row is the one that was fitted, and read from a file of its own kind alone."""

import numpy as np
import pytest

from instc.errors import TableError
from instc.evidence.calibrate import taught
from instc.tables.calibration import FILE, learnt, read_calibration
from instc.tables.parameters import quantile
from toy_journeys import TABLE


def test_what_is_learnt_is_an_affine_z_of_the_same_row_and_of_no_other():
    told = taught({"pace.sea": (0.5, 0.8)}, TABLE)
    moved = learnt(TABLE, told)
    z = np.array([[0.5 - 0.8 * 1.2815515655446004], [0.5], [0.5 + 0.8 * 1.2815515655446004]])
    by_hand = quantile(TABLE.loc[["pace.sea"]], z)[:, 0]
    assert moved.loc["pace.sea", ["p10", "p50", "p90"]].to_list() == pytest.approx(by_hand)
    changed = TABLE.copy()
    changed.loc["pace.sea", "p50"] = 0.031
    assert learnt(changed, told)["p50"].equals(changed["p50"])


def test_no_file_teaches_nothing_and_another_file_is_refused(tmp_path):
    assert read_calibration(tmp_path) == {}
    (tmp_path / FILE).write_text('{"schema": "other"}', encoding="utf-8")
    with pytest.raises(TableError, match=r"no calibration is recorded here \(run: instc build\)"):
        read_calibration(tmp_path)
