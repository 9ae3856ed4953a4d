"""Results that may only change with a reason (T8): ``pytest tests/golden --golden-update`` freezes them anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import instc.model

FROZEN = Path(__file__).parent / "compare.json"
# To be widened to 20 pairs and 6 scenarios when facts and geometry stand.
PAIRS = [("Mumbai", "Moscow"), ("Chelyabinsk", "Jeddah")]
SCENARIOS = ["today", "normal-2023", "hormuz-closed"]
CASES = [(origin, destination, scenario) for origin, destination in PAIRS for scenario in SCENARIOS]
ABOUT = "Written by pytest tests/golden --golden-update. A change needs a line in CHANGELOG.md under 'Results'."


def short(answer):
    """Keep what a reader would quote: per corridor its length, P50 of days, USD and CO2e, and the passages; and why others are missing."""
    return {
        "ways": {
            way["corridor"]: [way["length_km"], way["days"]["p50"], way["usd_per_teu"]["p50"], way["co2e_kg_per_teu"]["p50"], " ".join(way["passages"])]
            for way in answer["alternatives"]
        },
        "unavailable": sorted(row["corridor"] for row in answer["unavailable"]),
    }


def result(origin, destination, scenario):
    model = instc.model.load_model(scenarios=[scenario])
    return short(model.compare(origin, destination, draws=2000, seed=1).to_dict())


@pytest.fixture(scope="module")
def frozen(request):
    if request.config.getoption("--golden-update"):
        results = {" - ".join(case): result(*case) for case in CASES}
        lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in results.items())
        FROZEN.write_text(f'{{"about": {json.dumps(ABOUT)},\n "results": {{\n{lines}\n}}}}\n', encoding="utf-8")
    if not FROZEN.is_file():
        pytest.skip("nothing is frozen yet: pytest tests/golden --golden-update")
    return json.loads(FROZEN.read_text(encoding="utf-8"))["results"]


@pytest.mark.parametrize("case", CASES, ids=" - ".join)
def test_a_result_is_what_it_was(frozen, case):
    assert result(*case) == frozen[" - ".join(case)], "a changed result needs a line in CHANGELOG.md and --golden-update"


def test_every_frozen_result_is_still_asked(frozen):
    assert set(frozen) == {" - ".join(case) for case in CASES}
