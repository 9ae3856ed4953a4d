"""Toy journeys: one sea lane and one dwell on land, some days that were read."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

import toy
from instc.comparison.journeys import SPREAD_LAND, SPREAD_SEA
from instc.evidence.calibrate import Seen
from instc.routing.pricing import exposures
from instc.routing.runs import DEDICATED_RUN

PRIOR = (0.0377, 0.2023, 0.4935)
ROWS = {
    "dwell.port": (100.0, 130.0, 200.0),
    "dwell.slow": (60.0, 80.0, 120.0),
    "pace.sea": (0.02, 0.03, 0.05),
    DEDICATED_RUN: (0.60062, 0.940588, 1.47299),
    SPREAD_SEA: PRIOR,
    SPREAD_LAND: PRIOR,
    "hire.container": 24.0,
    "ratio.group_correlation": 0.5,
}
TABLE = toy.parameters(ROWS)


def seen(trip: str, low: float, high: float, *, run="ordinary", km=5000.0, kind="measured") -> Seen:
    """Make a journey over one sea lane and one dwell on land."""
    cells = {key: ["", ""] for key in ("rate_id", "fee_id", "intensity_id", "hub_id")}
    names = {"pace_id": ["pace.sea", ""], "dwell_id": ["dwell.port", "dwell.slow"]}
    links = pd.DataFrame({**cells, **names, "length_km": [km, 0.0], "land": [False, True]})
    row = pd.Series({"kind": kind, "service": "", "note": "", "observation_id": trip})
    way = SimpleNamespace(itinerary=SimpleNamespace(length_km=km))
    met = exposures({trip: links}, toy.BOX)
    return Seen(trip, (trip,), row, low, high, way, met, TABLE, toy.BOX, run, "by_sea")


MANY = [
    seen("a", 12, 13), seen("b", 20, 20, run="dedicated"), seen("c", 30, np.nan, km=9000.0),
    seen("d", 9, 9, run="dedicated"), seen("e", 25, 27),
]  # fmt: skip
