"""The command that writes a page that needs no network: report."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.cli.lazy import report as pages
from instc.cli.options import (
    Against,
    AsOf,
    Destination,
    Draws,
    Origin,
    Page,
    Scenarios,
    Seed,
    Value,
    Via,
    load,
)  # fmt: skip
from instc.cli.output import check_output, tell
from instc.files import write_whole

Evidence = Annotated[
    bool,
    typer.Option(
        "--evidence/--no-evidence",
        help=(
            "With the claims on this pair and the journeys that the model misses (half a minute)."
        ),
    ),
]


def report(
    origin: Origin,
    destination: Destination,
    *,
    output: Page = "report.html",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    against: Against = None,
    cargo_value: Value = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    evidence: Evidence = True,
) -> None:
    """Write one page that needs no network: comparison, map, charts, verdicts, misses, assumptions, sources."""  # noqa: E501  (the help of the command)
    check_output("map", output, None)
    comparison = load(scenario, as_of).compare(
        origin,
        destination,
        via=via or (),
        against=(against,) if against else (),
        cargo_value=cargo_value,
        draws=draws,
        seed=seed,
    )
    found = pages.gather(comparison) if evidence else None
    tell(write_whole(output, pages.report_page(comparison, found)))
