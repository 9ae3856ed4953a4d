# ruff: noqa: T201  (a command says what it found)
"""
Which branches the default suite takes: ``python tests/coverage_gate.py [options of pytest]``.

Runs pytest under coverage (`pip install coverage pytest-cov`), writes docs/figures/coverage.json, and fails where less than 95 % of the core or 90 % of
all is taken. Processes that tests start are not counted, so what only they take is taken more often than is said here. With COVERAGE_FILE set to a file the
data are kept in it, and ``--cov-append FILE...`` adds what a few files of tests take to what an earlier run left there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORE = (
    "errors", "files", "tables", "display", "colours", "graphs", "sealanes", "places", "network", "land", "extra", "parameters", "scenario", "pricing", "itinerary", "corridors", "routing",
    "simulation", "breakeven", "sensitivity", "contract", "verdicts", "question", "comparison", "capacity",
)  # fmt: skip


def percent(files: dict[str, dict]) -> float:
    """Give the share of lines and branches that were taken, as coverage.py sums them up."""
    sums = [file["summary"] for file in files.values()]
    taken = sum(each["covered_lines"] + each["covered_branches"] for each in sums)
    return 100 * taken / sum(each["num_statements"] + each["num_branches"] for each in sums)


def main(words: list[str]) -> int:
    """Run the suite, write the figures, and say what is missing."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--cov=instc",
            "--cov-branch",
            f"--cov-report=json:{report}",
            *words,
        ]
        subprocess.run(
            command, cwd=ROOT, check=False, env={"COVERAGE_FILE": f"{folder}/data", **os.environ}
        )
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    core = {
        name: file
        for name, file in files.items()
        if Path(name).parent.name == "instc" and Path(name).stem in CORE
    }
    rows = [
        {
            "part": "core (errors to comparison and capacity)",
            "percent": round(percent(core), 1),
            "at_least": 95,
        },
        {"part": "all", "percent": round(percent(files), 1), "at_least": 90},
    ]
    (ROOT / "docs" / "figures" / "coverage.json").write_text(
        json.dumps(rows, indent=1) + "\n", encoding="utf-8"
    )
    for name, file in sorted(files.items(), key=lambda item: item[1]["summary"]["percent_covered"]):
        if file["summary"]["percent_covered"] < rows[0]["at_least"]:
            print(
                f"{file['summary']['percent_covered']:5.1f} %  {name}  lines {file['missing_lines']}  branches {file['missing_branches']}"
            )
    print(
        *(f"{row['part']}: {row['percent']} % (at least {row['at_least']} %)" for row in rows),
        sep="\n",
    )
    return int(any(row["percent"] < row["at_least"] for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
