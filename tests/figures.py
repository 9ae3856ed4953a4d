"""Writes what a deep run found, for the page that states it: ``pytest -m deep --figures``."""

from __future__ import annotations

import datetime as dt
import json
import platform
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]
TRUST = ROOT / "docs" / "figures" / "trust.json"
ROWS = tomllib.loads((ROOT / "tests" / "trust.toml").read_text(encoding="utf-8"))["row"]


class Figures:
    """Counts outcomes by row of tests/trust.toml; a row that did not run keeps what an earlier run found."""

    def __init__(self, form: str) -> None:
        self.form, self.found = form, {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test under each row that names it; skipped ones don't count."""
        if report.skipped or (report.when != "call" and not report.failed):
            return
        for row in ROWS:
            if report.nodeid.startswith(tuple(row["tests"])):
                seen = self.found.setdefault(row["what"], {"passed": 0, "failed": 0, "seconds": 0.0})
                seen["passed" if report.passed else "failed"] += 1
                seen["seconds"] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write the file."""
        figures = json.loads(TRUST.read_text(encoding="utf-8")) if TRUST.is_file() else {}
        for what, seen in self.found.items():
            about = {"date": dt.datetime.now(dt.UTC).date().isoformat(), "python": platform.python_version()}
            figures.setdefault(what, {})[self.form] = {**seen, "seconds": round(seen["seconds"], 1), **about}
        kept = {row["what"]: figures[row["what"]] for row in ROWS if row["what"] in figures}
        TRUST.parent.mkdir(exist_ok=True)
        TRUST.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
