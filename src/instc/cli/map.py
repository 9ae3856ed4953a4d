"""The command that draws the ways on a page: map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from instc.cli.options import (
    AsOf,
    Destination,
    Draws,
    Origin,
    Scenarios,
    Seed,
    Via,
    check_output,
    load,
    tell,
)  # fmt: skip


def draw_map(
    origin: Origin,
    destination: Destination,
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="HTML file to write.")] = "map.html",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
) -> None:
    """Draw every way between two places on a map."""
    check_output("map", output, None)
    comparison = load(scenario, as_of).compare(
        origin, destination, via=via or (), draws=draws, seed=seed
    )
    comparison.map(output)
    tell(Path(output))
