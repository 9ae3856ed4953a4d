"""The command that draws for papers: chart."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from instc.cli.lazy import charts
from instc.cli.options import (
    AsOf,
    Destination,
    Draws,
    Origin,
    Scenarios,
    Seed,
    Via,
    load,
)  # fmt: skip
from instc.cli.output import check_word, tell
from instc.files import check_writable

KINDS = ("time-distance", "ecdf", "tornado", "map")
KindOption = Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.", show_default=False)]
File = Annotated[str, typer.Option("--output", "-o", help="File that ends in .svg, .png or .pdf.")]


def chart(
    kind: KindOption,
    origin: Origin,
    destination: Destination,
    *,
    output: File = "chart.svg",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
) -> None:
    """Draw a chart for a paper: time-distance, ecdf, tornado, or an equal-area map."""
    check_word("chart", kind, KINDS)
    charts.check_ending(output)
    check_writable(output)
    model = load(scenario, as_of)
    answer = model.compare(origin, destination, via=via or (), draws=draws, seed=seed)
    (word,) = [name for name in get_args(charts.Kind) if name == kind]
    tell(charts.save_chart(answer, word, output))
