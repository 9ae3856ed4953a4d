"""The page on uncertainty prints what the fit found: each figure of it stands in geodata/calibration.json."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from instc.tables.schema import data_dir

PAGE = (Path(__file__).parents[1] / "docs" / "explanation" / "uncertainty.md").read_text(
    encoding="utf-8"
)
FIT = json.loads((data_dir() / "geodata" / "calibration.json").read_text(encoding="utf-8"))
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("uncalibrated model", "plain"),
        ("**luck and dedicated runs** (in force)", "luck"),
        ("parameters moved too", "full"),
    ],
)
def test_the_scores_are_those_of_the_fit(name, key):
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {name} |")]
    held = FIT["held_out"][key]
    inside, *cells = (cell.strip() for cell in line.split("|")[2:-1])
    assert inside == f"{100 * held['inside_share'][0]:.0f} %"
    scores = (held[score] for score in ("crps_days", "crps_relative", "crps_log"))
    assert cells == ["{:.2f} ± {:.2f}".format(*score) for score in scores]


def test_the_fifths_of_the_figure_are_told_beside_it():
    before, now = (FIT["held_out"][key]["places"] for key in ("plain", FIT["model"]))
    said = re.search(r"before, (\w+) of sixteen .*?; now the fifths hold ([\w, ]+)\]", PAGE)
    assert said[1] == COUNTS[before[0]]
    assert re.split(r", | and ", said[2]) == [COUNTS[count] for count in now]
    assert sum(before) == FIT["held_out"]["plain"]["journeys"] == 16


def test_the_journeys_and_the_gain_are_those_of_the_fit():
    runs = [journey["run"] for journey in FIT["journeys"]]
    ordinary, held = runs.count("ordinary"), FIT["held_out"][FIT["model"]]
    assert f"fits {len(runs)} journeys" in PAGE
    assert f"**{COUNTS[ordinary].capitalize()} of the {len(runs)} are of ordinary boxes**" in PAGE
    for score in ("relative", "log"):
        assert "({:.2f} ± {:.2f})".format(*held[f"skill_plain_{score}"]) in PAGE
    assert {"![Places", "![Days"} <= set(re.findall(r"!\[\w+", PAGE))
