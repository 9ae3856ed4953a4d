"""The command that writes the ways of an answer as files of other programs: export."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.cli.lazy import export as routes
from instc.cli.options import Asked, Destination, Origin, asks
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


@asks()
def export(
    origin: Origin,
    destination: Destination,
    *,
    output: File,
    asked: Asked,
    format_: LayersFormat = None,
) -> None:
    """Write the ways and their legs as layers that QGIS and other programs open."""
    target = aim(format_, output, LAYERS)
    answer = asked.compare(origin, destination)
    put(routes.routes_as(answer, target.format), target)
