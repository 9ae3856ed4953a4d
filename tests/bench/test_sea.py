"""Sea distances side by side with searoute, in one run: deviation from print, and warm speed."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest
from tests.test_sealanes import Seaway

ROWS = list(csv.DictReader((Path(__file__).parents[1] / "published_sea.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.deep
def test_side_by_side_with_searoute(model):
    """Better on every percentile; the table is the one in the README."""
    searoute = pytest.importorskip("searoute")
    ours, nodes = Seaway(model.network), model.network.nodes
    spots = {code: nodes.iloc[at][["lon", "lat"]].astype(float).tolist() for code, at in ours.at.items()}
    rows = [row for row in ROWS if row["from_code"] in spots and row["to_code"] in spots]
    off: dict[str, list[float]] = {"instc": [], "searoute": []}
    for row in rows:
        printed, closed = float(row["distance_km"]), ["kiel"] + ["suez"] * (row["via"] == "cape")
        off["instc"].append(abs(float(ours.km(row["from_code"], [row["to_code"]], closed)[0]) / printed - 1))
        limits = ["northwest"] + ["suez"] * (row["via"] == "cape")
        way = searoute.searoute(spots[row["from_code"]], spots[row["to_code"]], units="km", restrictions=limits)
        off["searoute"].append(abs(way["properties"]["length"] / printed - 1))
    print(f"\n{len(rows)} pairs      median   p75    p90    p95")  # noqa: T201
    for name, values in off.items():
        print(f"{name:9s} {'  '.join(f'{100 * q:6.2f}' for q in np.quantile(values, [0.5, 0.75, 0.9, 0.95]))}")  # noqa: T201
    model.route("INNSA", "NLRTM", mode="sea")
    seconds = {}
    for name, ask in (
        ("searoute", lambda a, b: searoute.searoute(spots[a], spots[b])),
        ("instc", lambda a, b: model.router.find([[nodes.index[ours.at[a]]], [nodes.index[ours.at[b]]]])),
    ):
        start = time.perf_counter()
        for row in rows[:20]:
            ask(row["from_code"], row["to_code"])
        seconds[name] = (time.perf_counter() - start) / 20
    print({name: f"{1000 * value:.1f} ms" for name, value in seconds.items()})  # noqa: T201
    for quantile in (0.5, 0.75, 0.9, 0.95):
        assert np.quantile(off["instc"], quantile) <= np.quantile(off["searoute"], quantile)
