"""The shipped calibration is of the shipped tables: its priors are their rows, its journeys their observations."""

import pytest

from instc.build.calibration import calibrate
from instc.errors import TableError
from instc.evidence.printed import load_printed
from instc.tables.calibration import read_calibration, rows_of
from instc.tables.parameters import load_parameters
from instc.tables.schema import data_dir

TOLD = read_calibration(data_dir() / "geodata")


def test_every_row_that_learnt_is_as_it_was_fitted():
    table = load_parameters("2026-07-31")
    for row in rows_of(TOLD):
        assert tuple(table.loc[row.parameter_id, ["p10", "p50", "p90"]]) == row.prior
        assert row.z_sd > 0
        assert row.journeys > 0


def test_every_journey_is_a_measured_or_bounded_row_and_of_no_mean():
    table = load_printed("observations").set_index("observation_id")
    for one in TOLD["journeys"]:
        for name in one["observation_ids"]:
            assert table.at[name, "kind"] in {"measured", "bound"}
            assert table.at[name, "run"] in {"ordinary", "dedicated"}
            assert table.at[name, "trip"] == one["trip"]
    known = {name for one in TOLD["journeys"] for name in one["observation_ids"]}
    assert known.isdisjoint(one["id"] for one in TOLD["left_out"])
    assert len(known) + len(TOLD["left_out"]) == len(table)


def test_what_is_in_force_foresees_better_than_all_else():
    scores = {name: told["crps_log"][0] for name, told in TOLD["held_out"].items()}
    assert TOLD["model"] == "luck" or scores["full"] < min(scores["luck"], scores["plain"])


def test_layers_without_a_record_are_refused(tmp_path):
    with pytest.raises(TableError):
        calibrate(data_dir() / "seeds", tmp_path)
