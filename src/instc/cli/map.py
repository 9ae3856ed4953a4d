"""The command that draws every way between two places: map."""

from __future__ import annotations

from instc.cli.options import (
    AsOf,
    Box,
    Destination,
    Draws,
    MeanOf,
    Origin,
    Page,
    PageFormat,
    RunOption,
    Scenarios,
    Seed,
    Via,
    load,
)  # fmt: skip
from instc.cli.output import PAGES, aim, map_page, put_page


def draw_map(
    origin: Origin,
    destination: Destination,
    *,
    output: Page = None,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    box: Box = "20",
    draws: Draws = 10_000,
    seed: Seed = 1,
    run: RunOption = "ordinary",
    mean_of: MeanOf = 1,
    format_: PageFormat = None,
) -> None:
    """Draw every way between two places on a map; into map.html if no file is named."""
    target = aim(format_, output or f"map.{format_ or PAGES[0]}", PAGES)
    model = load(scenario, as_of)
    answer = model.compare(
        origin,
        destination,
        via=via or (),
        box=box,
        draws=draws,
        seed=seed,
        run=run,
        mean_of=mean_of,
    )
    put_page(lambda: map_page(answer), target)
