"""The command that draws every way between two places, or the network: map."""

from __future__ import annotations

import typer

from instc.cli.options import (
    AsOf,
    Box,
    Draws,
    Page,
    PageFormat,
    PerhapsDestination,
    PerhapsOrigin,
    Scenarios,
    Seed,
    Via,
    load,
)  # fmt: skip
from instc.cli.output import PAGES, aim, map_page, network_page, put_page


def draw_map(
    origin: PerhapsOrigin = None,
    destination: PerhapsDestination = None,
    *,
    output: Page = None,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    box: Box = "20",
    draws: Draws = 10_000,
    seed: Seed = 1,
    format_: PageFormat = None,
) -> None:
    """Draw every way between two places, or without any the network; into map.html by default."""
    target = aim(format_, output or f"map.{format_ or PAGES[0]}", PAGES)
    if origin is None:
        if via or (box, draws, seed) != ("20", 10_000, 1):
            raise typer.BadParameter("--via, --box, --draws and --seed need two places")
        put_page(lambda: network_page(load(scenario, as_of)), target)
        return
    if destination is None:
        raise typer.BadParameter("one place alone has no way: name a destination, or no place")
    model = load(scenario, as_of)
    answer = model.compare(origin, destination, via=via or (), box=box, draws=draws, seed=seed)
    put_page(lambda: map_page(answer), target)
