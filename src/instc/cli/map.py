"""The command that draws every way between two places: map."""

from __future__ import annotations

from pathlib import Path

from instc.cli.options import (
    AsOf,
    Destination,
    Draws,
    Origin,
    Page,
    Scenarios,
    Seed,
    Via,
    load,
)  # fmt: skip
from instc.cli.output import check_output, tell


def draw_map(
    origin: Origin,
    destination: Destination,
    *,
    output: Page = "map.html",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
) -> None:
    """Draw every way between two places on a map."""
    check_output("map", output, None)
    model = load(scenario, as_of)
    answer = model.compare(origin, destination, via=via or (), draws=draws, seed=seed)
    answer.map(output)
    tell(Path(output))
