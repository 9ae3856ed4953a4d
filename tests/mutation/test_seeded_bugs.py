"""Bugs put in on purpose: each must turn the test red that is named for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from mutation.seeding import DoesNotApplyError, seeded

ROOT = Path(__file__).parents[2]
BUGS = tomllib.loads(
    (ROOT / "tests" / "mutation" / "seeded_bugs.toml").read_text(encoding="utf-8")
)["bug"]
WORDS = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--numprocesses=0"]
CITY = '''
def fare(km, night):
    """Charge a ride."""
    base = 3 + km * 2
    return base + 5 if night else base


def tip(km):
    return km * 2
'''


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


def ask(source: str, call: str) -> object:
    names: dict[str, object] = {}
    exec(source, names)  # noqa: S102  (the snippet above)
    return eval(call, names)  # noqa: S307


@pytest.mark.parametrize(
    ("function", "node", "put", "call", "value"),
    [
        ("fare", "km * 2", "km * 3", "fare(10, False)", 33),
        ("fare", "_a + 5", "_a - 5", "fare(10, True)", 18),
        ("fare", "_a * _b", "_a + _b", "(fare(10, False), tip(10))", (15, 20)),
        ("fare", "night", "not night", "fare(10, False)", 28),
        ("tip", "km * 2", "0", "(fare(10, False), tip(10))", (23, 0)),
    ],
)
def test_a_bug_is_put_into_its_function_alone(
    function: str, node: str, put: str, call: str, value: object
) -> None:
    assert ask(seeded(CITY, function, node, put), call) == value


@pytest.mark.parametrize(
    ("function", "node"), [("fare", "km / 2"), ("toll", "km * 2"), ("fare", "_a * _a")]
)
def test_a_bug_without_a_place_says_so(function: str, node: str) -> None:
    with pytest.raises(DoesNotApplyError, match=function):
        seeded(CITY, function, node, "0")


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(bug["what"].split(":")[0] for bug in BUGS)
    assert set(kinds) == {"routing", "sampling", "scenario", "escaping", "shown"}
    assert len(BUGS) >= 18
    assert kinds["shown"] >= 6
    assert len({bug["what"] for bug in BUGS}) == len(BUGS)


@pytest.mark.deep
@pytest.mark.parametrize("bug", BUGS, ids=[bug["what"] for bug in BUGS])
def test_a_bug_turns_its_test_red(bug: dict[str, str], tmp_path: Path) -> None:
    """One that no longer finds its place is reported as skipped: it waits for a hand, and fails nothing."""
    try:
        source = (ROOT / "src" / "instc" / bug["file"]).read_text(encoding="utf-8")
        worse = seeded(source, bug["function"], bug["node"], bug["put"])
    except (OSError, DoesNotApplyError) as reason:
        pytest.skip(f"no longer applies: {bug['file']}: {reason}")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("seeds", "geodata"):
        (tmp_path / name).symlink_to(ROOT / name)
    assert run(bug["test"], tmp_path / "src") == 0, "it is green before"
    (tmp_path / "src" / "instc" / bug["file"]).write_text(worse, encoding="utf-8")
    assert run(bug["test"], tmp_path / "src") == 1
