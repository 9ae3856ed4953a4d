"""The command that draws for papers: chart."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from instc.cli.lazy import charts
from instc.cli.options import Asked, Destination, Origin, asks
from instc.cli.output import DRAWINGS, aim, check_word, put

KINDS = ("time-distance", "ecdf", "tornado", "map")
KindOption = Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.", show_default=False)]
File = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        help="File that ends in .svg, .png or .pdf; - is stdout; chart.svg by default.",
        show_default=False,
    ),
]
DrawingFormat = Annotated[
    str | None,
    typer.Option("--format", "-f", help="svg, png or pdf.", show_default="By the file's ending"),
]


@asks()
def chart(
    kind: KindOption,
    origin: Origin,
    destination: Destination,
    *,
    output: File = None,
    asked: Asked,
    format_: DrawingFormat = None,
) -> None:
    """Draw a chart for a paper: time-distance, ecdf, tornado, or an equal-area map."""
    check_word("chart", kind, KINDS)
    target = aim(format_, output or f"chart.{format_ or DRAWINGS[0]}", DRAWINGS)
    answer = asked.compare(origin, destination)
    (word,) = [name for name in get_args(charts.Kind) if name == kind]
    put(charts.chart_bytes(answer, word, target.format), target)
