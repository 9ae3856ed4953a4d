# ruff: noqa: T201  (a benchmark says what it measured)
"""Ratios of the speed budget, printed and never asserted: pytest tests/bench --benchmark-only -s."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import instc

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
AROUND = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
COLD = {
    "compare, 10,000 draws (budget 2 x import geopandas)": ("-m", "instc", "compare", "Mumbai", "Moscow"),
    "--help (budget 10 x python)": ("-m", "instc", "--help"),
}
YARDS = {"python": ("-c", "pass"), "import geopandas": ("-c", "import geopandas")}


def cold(words: tuple[str, ...]) -> None:
    subprocess.run([sys.executable, *words], env=AROUND, stdout=subprocess.DEVNULL, check=True)


def least(words: tuple[str, ...], rounds: int = 5) -> float:
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        cold(words)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


@pytest.mark.parametrize("what", COLD)
def test_cold(benchmark: Callable, what: str) -> None:
    yards = {name: least(words) for name, words in YARDS.items()}
    benchmark.pedantic(cold, args=(COLD[what],), rounds=5)
    best = benchmark.stats.stats.min
    print(f"\n{what}: {best:.2f} s", *(f"{best / yard:.1f} x {name} ({yard:.2f} s)" for name, yard in yards.items()), sep="; ")


@pytest.mark.parametrize("draws", [1_000, 10_000, 100_000])
def test_warm(benchmark: Callable, draws: int) -> None:
    model = instc.load_model()
    comparison = benchmark.pedantic(model.compare, args=("Mumbai", "Moscow"), kwargs={"draws": draws}, rounds=3)
    print(f"\n{draws:,} draws of {len(comparison.alternatives)} alternatives: {benchmark.stats.stats.min:.2f} s")


def test_a_million_draws(benchmark: Callable) -> None:
    script = (
        "import resource, instc; c = instc.load_model().compare('Mumbai', 'Moscow', draws=1_000_000); c.table; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000)"
    )
    done = benchmark.pedantic(subprocess.run, args=([sys.executable, "-c", script],), kwargs={"env": AROUND, "capture_output": True, "text": True, "check": True}, rounds=1)
    print(f"\n1,000,000 draws: {benchmark.stats.stats.min:.1f} s, {done.stdout.strip()} MB (budget 1,000 MB)")
