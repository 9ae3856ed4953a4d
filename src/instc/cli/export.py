"""The command export: the ways of an answer as files of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from instc.cli.options import (
    AsOf,
    Destination,
    Draws,
    Origin,
    Scenarios,
    Seed,
    Via,
    load,
    tell,
)
from instc.errors import QuestionError
from instc.files import check_writable


def export(
    origin: Origin,
    destination: Destination,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", help="File that ends in .gpkg, .geojson or .csv.")
    ],
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
) -> None:
    """Write the ways and their legs as layers that QGIS and other programs open."""
    from instc.export import ENDINGS, export_routes  # noqa: PLC0415

    if Path(output).suffix.lower() not in ENDINGS:
        raise QuestionError(f"{output}: routes go into a file that ends in {', '.join(ENDINGS)}")
    check_writable(output)
    tell(
        export_routes(
            load(scenario, as_of).compare(
                origin, destination, via=via or (), draws=draws, seed=seed
            ),
            output,
        )
    )
