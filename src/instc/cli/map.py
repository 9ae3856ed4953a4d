"""The command that draws every way between two places, or the network: map."""

from __future__ import annotations

import typer

from instc.cli.options import (
    Asked,
    Page,
    PageFormat,
    PerhapsDestination,
    PerhapsOrigin,
    asks,
)  # fmt: skip
from instc.cli.output import PAGES, aim, map_page, network_page, put_page


@asks()
def draw_map(
    origin: PerhapsOrigin = None,
    destination: PerhapsDestination = None,
    *,
    output: Page = None,
    asked: Asked,
    format_: PageFormat = None,
) -> None:
    """Draw every way between two places, or without any the network; into map.html by default."""
    target = aim(format_, output or f"map.{format_ or PAGES[0]}", PAGES)
    if origin is None:
        if asked.said:
            raise typer.BadParameter(f"{', '.join(asked.said)}: these need two places")
        put_page(lambda: network_page(asked.model), target)
        return
    if destination is None:
        raise typer.BadParameter("one place alone has no way: name a destination, or no place")
    answer = asked.compare(origin, destination)
    put_page(lambda: map_page(answer), target)
