"""Writes what a deep run found, for the page that states it: ``pytest -m deep --figures``."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]
TRUST = ROOT / "docs" / "figures" / "trust.json"
ROWS = tomllib.loads((ROOT / "tests" / "trust.toml").read_text(encoding="utf-8"))["row"]


def all_asked_for(tests: list[str], config: pytest.Config) -> bool:
    """Tell whether a run was asked for every one of these tests, at full length: by its paths, with no other choice among them."""
    options = config.option
    if (
        options.keyword
        or options.deselect
        or options.markexpr not in {"", "deep"}
        or "INSTC_LAWS" in os.environ
    ):
        return False
    asked = tuple(
        os.path.relpath(config.invocation_params.dir / name, ROOT) for name in config.args
    )
    return all(test.startswith(asked) for test in tests)


class Figures:
    """Counts outcomes by row of tests/trust.toml; a row of which not every test was asked for keeps what an earlier run found."""

    def __init__(self, form: str, config: pytest.Config) -> None:
        self.form, self.found = form, {}
        self.rows = [row for row in ROWS if all_asked_for(row["tests"], config)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test under each row that names it; skipped ones don't count."""
        if report.skipped or (report.when != "call" and not report.failed):
            return
        for row in self.rows:
            if report.nodeid.startswith(tuple(row["tests"])):
                seen = self.found.setdefault(
                    row["what"], {"passed": 0, "failed": 0, "seconds": 0.0}
                )
                seen["passed" if report.passed else "failed"] += 1
                seen["seconds"] += report.duration

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the file, unless the run was broken off."""
        if session.shouldfail or session.shouldstop or exitstatus > 1:
            return
        figures = json.loads(TRUST.read_text(encoding="utf-8")) if TRUST.is_file() else {}
        for what, seen in self.found.items():
            about = {
                "date": dt.datetime.now(dt.UTC).date().isoformat(),
                "python": platform.python_version(),
            }
            figures.setdefault(what, {})[self.form] = {
                **seen,
                "seconds": round(seen["seconds"], 1),
                **about,
            }
        kept = {row["what"]: figures[row["what"]] for row in ROWS if row["what"] in figures}
        TRUST.parent.mkdir(exist_ok=True)
        TRUST.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
