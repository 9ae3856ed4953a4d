"""Bugs put in on purpose: each must turn the test red that is named for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUGS = tomllib.loads(
    (ROOT / "tests" / "mutation" / "seeded_bugs.toml").read_text(encoding="utf-8")
)["bug"]
WORDS = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--numprocesses=0"]


def run(test: str, src: Path) -> int:
    around = {**os.environ, "PYTHONPATH": str(src), "INSTC_LAWS": "quick"}
    return subprocess.run(
        [*WORDS, test],
        cwd=ROOT,
        env=around,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


@pytest.mark.deep
@pytest.mark.parametrize("bug", BUGS, ids=[bug["what"] for bug in BUGS])
def test_a_bug_still_fits_the_source(bug):
    """The line that it changes stands once in the source, and the test that it turns red is there."""
    assert (ROOT / "src" / "instc" / bug["file"]).read_text(encoding="utf-8").count(bug["old"]) == 1
    path, *_, name = bug["test"].split("::")
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_there_are_ten_of_four_kinds():
    assert len(BUGS) >= 10
    assert {bug["what"].split(":")[0] for bug in BUGS} == {
        "routing",
        "sampling",
        "scenario",
        "escaping",
    }


@pytest.mark.deep
@pytest.mark.parametrize("bug", BUGS, ids=[bug["what"] for bug in BUGS])
def test_a_bug_turns_its_test_red(bug, tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("seeds", "geodata"):
        (tmp_path / name).symlink_to(ROOT / name)
    assert run(bug["test"], tmp_path / "src") == 0, "it is green before"
    path = tmp_path / "src" / "instc" / bug["file"]
    path.write_text(
        path.read_text(encoding="utf-8").replace(bug["old"], bug["new"]), encoding="utf-8"
    )
    assert run(bug["test"], tmp_path / "src") == 1
