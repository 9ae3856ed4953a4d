"""The command that writes the ways of an answer as files of other programs: export."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.cli.lazy import export as routes
from instc.cli.options import (
    AsOf,
    Box,
    Destination,
    Draws,
    MeanOf,
    Origin,
    RunOption,
    Scenarios,
    Seed,
    Via,
    load,
)  # fmt: skip
from instc.cli.output import LAYERS, aim, put

File = Annotated[
    str,
    typer.Option("--output", "-o", help="File that ends in .gpkg, .geojson or .csv; - is stdout."),
]
LayersFormat = Annotated[
    str | None,
    typer.Option(
        "--format", "-f", help="gpkg, geojson or csv.", show_default="By the file's ending"
    ),
]


def export(
    origin: Origin,
    destination: Destination,
    *,
    output: File,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    box: Box = "20",
    draws: Draws = 10_000,
    seed: Seed = 1,
    run: RunOption = "ordinary",
    mean_of: MeanOf = 1,
    format_: LayersFormat = None,
) -> None:
    """Write the ways and their legs as layers that QGIS and other programs open."""
    target = aim(format_, output, LAYERS)
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
    put(routes.routes_as(answer, target.format), target)
