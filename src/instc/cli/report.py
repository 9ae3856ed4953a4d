"""The command that writes a page: report."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.cli.options import (
    Against,
    AsOf,
    Destination,
    Draws,
    Origin,
    Scenarios,
    Seed,
    Value,
    Via,
    check_output,
    load,
    tell,
)
from instc.files import write_whole


def report(
    origin: Origin,
    destination: Destination,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", help="HTML file to write.")
    ] = "report.html",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    against: Against = None,
    cargo_value: Value = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence/--no-evidence",
            help="With the claims on this pair and the journeys that the model misses (half a minute).",
        ),
    ] = True,
) -> None:
    """Write one page that needs no network: comparison, map, charts, verdicts, misses, assumptions, sources."""
    check_output("map", output, None)
    from instc.report import gather, report_page  # noqa: PLC0415  (the model, folium and what hangs on them)

    model = load(scenario, as_of)
    comparison = model.compare(
        origin,
        destination,
        via=via or (),
        against=(against,) if against else (),
        cargo_value=cargo_value,
        draws=draws,
        seed=seed,
    )
    found = gather(comparison) if evidence else None
    tell(write_whole(output, report_page(comparison, found)))
