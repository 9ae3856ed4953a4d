"""Repairs and passages that touch nothing: a build names the table and the row."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from instc.build.lanes import repaired_lanes
from instc.build.sea import _check_gates
from instc.build.visibility import Sight, land_pieces
from instc.errors import NetworkError

LANE = [[(0.0, 0.0), (1.0, 0.0)]]
NO_REPAIRS = pd.DataFrame(columns=["repair_id", "action", "line"])
NO_PASSAGES = pd.DataFrame(columns=["passage_id", "line"])
SHORES = Sight(
    land_pieces([shapely.box(0, 1, 1, 2), shapely.box(0, -2, 1, -1)], 0), 0.0
)  # a strait between two islands


@pytest.mark.parametrize("action", ["drop", "river"])
def test_a_repair_that_crosses_no_lane(action):
    repairs = pd.DataFrame(
        [{"repair_id": "r1", "action": action, "line": "LINESTRING (5 -1, 5 1)"}]
    )
    with pytest.raises(NetworkError, match=r"sea_lane_repairs\.csv, r1: no lane crosses this line"):
        repaired_lanes(LANE, repairs, NO_PASSAGES)


def test_a_passage_that_crosses_no_lane():
    with pytest.raises(NetworkError, match=r"passages\.csv, strait: no lane crosses this line"):
        repaired_lanes(
            LANE,
            NO_REPAIRS,
            pd.DataFrame([{"passage_id": "strait", "line": "LINESTRING (5 -1, 5 1)"}]),
        )


@pytest.mark.parametrize(
    ("line", "sound"),
    [
        ("LINESTRING (0.5 -1.5, 0.5 1.5)", True),
        ("LINESTRING (0.5 -1.5, 0.5 0.5)", False),
        ("LINESTRING (0.5 -0.5, 0.5 1.5)", False),
    ],
)
def test_a_gate_ends_on_land(line, sound):
    passages = pd.DataFrame([{"passage_id": "strait", "line": line}])
    if sound:
        _check_gates(passages, SHORES)
    else:
        with pytest.raises(
            NetworkError, match=r"passages\.csv, strait: the line does not end on land"
        ):
            _check_gates(passages, SHORES)
