# ruff: noqa: T201  (a benchmark says what it measured)
"""What the benchmarks share: clocks that count processor time, and the file that keeps what they found."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "docs" / "figures" / "bench.json"
AROUND = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


LAUNCH = """
import os, sys
child = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[1:]], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, state, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(state), used.ru_utime + used.ru_stime, used.ru_maxrss)
"""  # a small process starts it: Linux counts the memory of the one that starts as the child's own


def cold(*words: str, rounds: int = 3) -> tuple[float, float]:
    """Start Python anew: least seconds of processor, which other programs do not slow much, and most MB of memory."""
    seconds, most = [], 0.0
    for _ in range(rounds):
        told = subprocess.run([sys.executable, "-c", LAUNCH, *words], env=AROUND, capture_output=True, text=True, check=True).stdout
        code, spent, memory = told.split()
        assert code == "0", words
        seconds.append(float(spent))
        most = max(most, float(memory) / 1000)
    return min(seconds), most


def warm(ask: Callable[[], object], rounds: int = 3) -> float:
    """Call, and call again: least seconds of processor."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        ask()
        seconds.append(time.process_time() - start)
    return min(seconds)


class Figures:
    """Rows of what was measured."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    def note(self, row: str, value: float, unit: str, *, most: float | None = None, least: float | None = None, **more: Any) -> None:
        """Keep and print a figure; a budget is the most or the least that it may be."""
        kept = most is None or value <= most
        kept &= least is None or value >= least
        budget = f"<= {most:g}" if most is not None else f">= {least:g}" if least is not None else None
        self.rows[row] = {"row": row, "budget": budget, "value": float(f"{value:.3g}"), "unit": unit, "ok": kept if budget else None, **more}
        said = f" (budget {budget}: {'kept' if kept else 'MISSED'})" if budget else ""
        print(f"\n{row}: {value:.3g} {unit}{said}", *more.items())

    def write(self) -> None:
        """Join the figures with those of other runs; a page of the docs is made from them."""
        before = json.loads(FIGURES.read_text(encoding="utf-8"))["rows"] if FIGURES.is_file() else []
        rows = {row["row"]: row for row in before} | self.rows
        with_what = {name: version(name) for name in ("numpy", "scipy", "pandas", "geopandas")}
        about = {"date": datetime.now(tz=UTC).date().isoformat(), "python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count(), **with_what}
        FIGURES.parent.mkdir(exist_ok=True)
        FIGURES.write_text(
            json.dumps({"again": "pytest tests/bench --benchmark-only -s", **about, "rows": list(rows.values())}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
