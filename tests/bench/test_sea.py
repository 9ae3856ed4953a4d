"""Sea distances beside searoute 1.6, in one run: how far off print, and how fast; printed and kept, never asserted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from pyproj import Geod

from clock import warm
from instc.network.sea_lanes import read_sea
from instc.tables.schema import data_dir
from published_sea import ICE, JUDGED, OWN, shut

if TYPE_CHECKING:
    from collections.abc import Callable

GEOD = Geod(ellps="WGS84")
NAUTICAL_MILE = 1.852


@pytest.fixture(scope="module")
def rows():
    """Printed distances whose two ports our lanes reach: ports, spots, what is closed, km."""
    listed = read_sea(data_dir(), "")[1]
    listed = listed[listed["point"] >= 0]
    code = dict(zip(listed["unlocode"], listed.index, strict=True)) | OWN
    found = []
    for row in JUDGED:
        if row["from_code"] in code and row["to_code"] in code:
            ends = [listed.loc[code[row[column]]] for column in ("from_code", "to_code")]
            found.append((*ends, shut(row), float(row["distance_km"])))
    return found


def ours(start, end, closed=(*ICE, "kiel")) -> float:
    lanes = read_sea(data_dir(), "")[0]
    km = lanes.distances([start.point], [end.point], closed={*closed})[0, 0]
    return km + sum(
        GEOD.inv(port.lon, port.lat, *lanes.points[port.point])[2] / 1000 for port in (start, end)
    )


def theirs(start, end, closed=()) -> float:
    import searoute

    lacks = {"bering", "kiel", "volga_caspian"}  # these gates
    closed = sorted({"northwest", *closed} - lacks)
    return searoute.searoute(
        [start.lon, start.lat], [end.lon, end.lat], restrictions=closed
    ).properties["length"]


def test_speed(benchmark: Callable, figures, rows) -> None:
    """Warm, between ports drawn from the whole list: pairs for the first time, and then pairs whose origin was asked before."""
    pytest.importorskip("searoute")
    lanes, ports = read_sea(data_dir(), "")
    drawn = ports[(ports["point"] >= 0) & ~ports["country"].isin(["IR", "KZ", "AZ", "TM"])].sample(
        60, random_state=1
    )
    pairs = [(drawn.iloc[k], drawn.iloc[k + 30]) for k in range(30)]

    def run(ask) -> None:
        for start, end in pairs:
            ask(start, end)

    def measure():
        run(ours)
        lanes.trees.clear()
        first = warm(lambda: run(ours), rounds=1)
        again = warm(lambda: run(ours), rounds=1)
        theirs(*rows[-1][:2])  # its network is read
        peer = warm(lambda: run(theirs), rounds=1)  # once: it remembers its answers
        for what, took in (("first asked", first), ("origin asked before", again)):
            figures.note(
                f"sea distance, warm, {what}, against searoute 1.6",
                peer / took,
                "x faster",
                least=10,
                milliseconds=round(1000 * took / len(pairs), 2),
                pairs=len(pairs),
            )

    benchmark.pedantic(measure, rounds=1)


def test_accuracy(benchmark: Callable, figures, rows) -> None:
    pytest.importorskip("searoute")

    def measure():
        for who, ask in (("instc", ours), ("searoute 1.6", theirs)):
            km = np.array([ask(start, end, closed) for start, end, closed, _ in rows])
            printed = np.array([row[3] for row in rows])
            off = np.abs(km / printed - 1) * 100
            for name, value in (
                ("median", np.median(off)),
                ("p90", np.percentile(off, 90)),
                ("p95", np.percentile(off, 95)),
            ):
                figures.note(
                    f"sea distance against print, {name}, {who}", value, "% off", pairs=len(rows)
                )
            near = (off <= 8) | (np.abs(km - printed) <= 20 * NAUTICAL_MILE)
            figures.note(
                f"sea distance against print, within 8 % or 20 nm, {who}",
                100 * near.mean(),
                "% of pairs",
                pairs=len(rows),
            )

    benchmark.pedantic(measure, rounds=1)
