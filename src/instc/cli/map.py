"""The command that draws every way between two places: map."""

from __future__ import annotations

from instc.cli.options import Asked, Destination, Origin, Page, PageFormat, asks
from instc.cli.output import PAGES, aim, map_page, put_page


@asks()
def draw_map(
    origin: Origin,
    destination: Destination,
    *,
    output: Page = None,
    asked: Asked,
    format_: PageFormat = None,
) -> None:
    """Draw every way between two places on a map; into map.html if no file is named."""
    target = aim(format_, output or f"map.{format_ or PAGES[0]}", PAGES)
    answer = asked.compare(origin, destination)
    put_page(lambda: map_page(answer), target)
