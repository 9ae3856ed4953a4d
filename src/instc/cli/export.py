"""The command that writes the ways of an answer as files of other programs: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from instc.cli.lazy import export as routes
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
from instc.cli.output import tell
from instc.errors import QuestionError
from instc.files import check_writable

File = Annotated[
    str, typer.Option("--output", "-o", help="File that ends in .gpkg, .geojson or .csv.")
]


def export(
    origin: Origin,
    destination: Destination,
    *,
    output: File,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
) -> None:
    """Write the ways and their legs as layers that QGIS and other programs open."""
    if Path(output).suffix.lower() not in routes.ENDINGS:
        endings = ", ".join(routes.ENDINGS)
        raise QuestionError(f"{output}: routes go into a file that ends in {endings}")
    check_writable(output)
    model = load(scenario, as_of)
    answer = model.compare(origin, destination, via=via or (), draws=draws, seed=seed)
    tell(routes.export_routes(answer, output))
