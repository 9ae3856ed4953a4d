"""Results that may only change with a reason (T8): ``pytest tests/golden --golden-update`` freezes them anew."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

import instc.model
from instc.errors import NoRouteError
from instc.evidence.pairs import PAIRS

FROZEN = Path(__file__).parent / "compare.json"
SCENARIOS = [
    "today",
    "normal-2023",
    "rasht-astara-open",
    "red-sea-closed",
    "hormuz-closed",
    "winter",
]
CASES = [(origin, destination, scenario) for origin, destination in PAIRS for scenario in SCENARIOS]
ABOUT = "Written by pytest tests/golden --golden-update. A change needs a line in CHANGELOG.md under 'Results'."


def short(answer):
    """Keep what a reader would quote: per corridor its length, P50 of days, USD and CO2e, and the passages; and why others are missing."""
    return {
        "ways": {
            way["corridor"]: [
                way["length_km"],
                way["days"]["p50"],
                way["usd_per_teu"]["p50"],
                way["co2e_kg_per_teu"]["p50"],
                " ".join(way["passages"]),
            ]
            for way in answer["alternatives"]
        },
        "unavailable": sorted(row["corridor"] for row in answer["unavailable"]),
    }


@cache
def model(scenario):
    return instc.model.load_model(scenarios=[scenario])


def result(origin, destination, scenario):
    try:
        return short(model(scenario).compare(origin, destination, draws=2000, seed=1).to_dict())
    except NoRouteError:
        return {"ways": {}, "unavailable": ["no route"]}


@pytest.fixture(scope="module")
def frozen(request):
    if request.config.getoption("--golden-update"):
        results = {" - ".join(case): result(*case) for case in CASES}
        lines = ",\n".join(
            f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in results.items()
        )
        FROZEN.write_text(
            f'{{"about": {json.dumps(ABOUT)},\n "results": {{\n{lines}\n}}}}\n', encoding="utf-8"
        )
    if not FROZEN.is_file():
        pytest.skip("nothing is frozen yet: pytest tests/golden --golden-update")
    return json.loads(FROZEN.read_text(encoding="utf-8"))["results"]


@pytest.mark.parametrize("case", CASES, ids=" - ".join)
def test_a_result_is_what_it_was(frozen, case):
    now, then = result(*case), frozen[" - ".join(case)]
    why = "a changed result needs a line in CHANGELOG.md and --golden-update"
    assert now["unavailable"] == then["unavailable"], why
    assert list(now["ways"]) == list(then["ways"]), why
    for name, (*figures, passages) in now["ways"].items():
        assert passages == then["ways"][name][-1], f"{name}: {why}"
        for figure, before, digit in zip(
            figures, then["ways"][name], (0.1, 0.01, 1, 1), strict=False
        ):
            assert figure == pytest.approx(before, rel=0, abs=1.01 * digit), (
                f"{name}: {why}"
            )  # other processors round the last printed digit


def test_every_frozen_result_is_still_asked(frozen):
    assert set(frozen) == {" - ".join(case) for case in CASES}
