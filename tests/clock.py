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
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "docs" / "figures" / "bench.json"
AROUND = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
AROUND.pop("OPENBLAS_NUM_THREADS", None)  # of the tests: who measures is to start as people do


LAUNCH = "import resource, subprocess, sys, time; start = time.perf_counter(); code = subprocess.call([sys.executable, *sys.argv[1:]]); clock = time.perf_counter() - start; used = resource.getrusage(resource.RUSAGE_CHILDREN); print(); print(code, clock, used.ru_utime + used.ru_stime, used.ru_maxrss)"


class Start(NamedTuple):
    """What Python took that was started anew, once or at its least: seconds of a processor, most MB, seconds of the clock."""

    processor: float
    megabytes: float
    clock: float


def measured(
    words: Sequence[str], folder: Path | None = None, around: Mapping[str, str] = AROUND
) -> tuple[int, str, str, Start]:
    """
    Start Python anew: exit code, both texts, and what it took.

    A small process starts it: Linux counts the memory of the one that starts as the child's own.
    """
    done = subprocess.run(
        [sys.executable, "-S", "-c", LAUNCH, *words],
        cwd=folder,
        env=around,
        capture_output=True,
        check=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    out, _, last = done.stdout.decode("utf-8", "replace").rstrip().rpartition("\n")
    code, clock, seconds, kilobytes = last.split()
    return (
        int(code),
        out.strip(),
        done.stderr.decode("utf-8", "replace"),
        Start(float(seconds), int(kilobytes) * 1024 / 1e6, float(clock)),
    )


def cold(*words: str, rounds: int = 3) -> Start:
    """Start Python anew, and again: least seconds of processor, which other programs do not slow much, and most MB of memory."""
    return race(words, rounds=rounds)[0]


def race(*commands: Sequence[str], rounds: int = 3) -> list[Start]:
    """As `cold`, of several commands in turn: what slows the machine for a while slows them all."""
    starts: list[list[Start]] = [[] for _ in commands]
    for _ in range(rounds):
        for taken, words in zip(starts, commands, strict=True):
            code, *_, start = measured(words)
            assert not code, words
            taken.append(start)
    columns = [list(zip(*taken, strict=True)) for taken in starts]
    return [Start(min(spent), max(most), min(clock)) for spent, most, clock in columns]


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

    def note(
        self,
        row: str,
        value: float,
        unit: str,
        *,
        most: float | None = None,
        least: float | None = None,
        **more: Any,
    ) -> None:
        """Keep and print a figure; a budget is the most or the least that it may be."""
        kept = most is None or value <= most
        kept &= least is None or value >= least
        budget = (
            f"<= {most:g}" if most is not None else f">= {least:g}" if least is not None else None
        )
        self.rows[row] = {
            "row": row,
            "budget": budget,
            "value": float(f"{value:.3g}"),
            "unit": unit,
            "ok": kept if budget else None,
            **more,
        }
        said = f" (budget {budget}: {'kept' if kept else 'MISSED'})" if budget else ""
        print(f"\n{row}: {value:.3g} {unit}{said}", *more.items())

    def write(self) -> None:
        """Join the figures with those of other runs; a page of the docs is made from them."""
        before = (
            json.loads(FIGURES.read_text(encoding="utf-8"))["rows"] if FIGURES.is_file() else []
        )
        rows = {row["row"]: row for row in before} | self.rows
        with_what = {name: version(name) for name in ("numpy", "scipy", "pandas", "geopandas")}
        about = {
            "date": datetime.now(tz=UTC).date().isoformat(),
            "python": platform.python_version(),
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            **with_what,
        }
        FIGURES.parent.mkdir(exist_ok=True)
        FIGURES.write_text(
            json.dumps(
                {
                    "again": "pytest tests/bench --benchmark-only -s",
                    **about,
                    "rows": list(rows.values()),
                },
                indent=1,
                ensure_ascii=False,
            )
            + "\n",
            encoding="utf-8",
        )
