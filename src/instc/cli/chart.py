"""The command that draws for papers: chart."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from instc.cli.options import (
    AsOf,
    Destination,
    Draws,
    Origin,
    Scenarios,
    Seed,
    Via,
    check_word,
    load,
    tell,
)
from instc.files import check_writable

KINDS = ("time-distance", "ecdf", "tornado", "map")


def chart(
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.", show_default=False)],
    origin: Origin,
    destination: Destination,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", help="File that ends in .svg, .png or .pdf.")
    ] = "chart.svg",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
) -> None:
    """Draw a chart for a paper: time-distance, ecdf, tornado, or an equal-area map."""
    check_word("chart", kind, KINDS)
    from instc.plotting.charts import Kind, check_ending, save_chart  # noqa: PLC0415  (matplotlib)

    check_ending(output)
    check_writable(output)
    answer = load(scenario, as_of).compare(
        origin, destination, via=via or (), draws=draws, seed=seed
    )
    (word,) = [name for name in get_args(Kind) if name == kind]
    tell(save_chart(answer, word, output))
