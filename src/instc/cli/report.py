"""The command that writes a page that needs no network: report."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.cli.lazy import report as pages
from instc.cli.options import (
    Against,
    AsOf,
    Box,
    Destination,
    Draws,
    MeanOf,
    Origin,
    RunOption,
    Scenarios,
    Seed,
    Value,
    Via,
    load,
)  # fmt: skip
from instc.cli.output import PAPERS, aim, put_page

Paper = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        help="File to write, .html or .pdf (by Chromium); - is stdout; report.html by default.",
        show_default=False,
    ),
]
PaperFormat = Annotated[
    str | None,
    typer.Option("--format", "-f", help="html or pdf.", show_default="By the file's ending"),
]
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
    output: Paper = None,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    against: Against = None,
    cargo_value: Value = None,
    box: Box = "20",
    draws: Draws = 10_000,
    seed: Seed = 1,
    run: RunOption = "ordinary",
    mean_of: MeanOf = 1,
    evidence: Evidence = True,
    format_: PaperFormat = None,
) -> None:
    """Write one page that needs no network: comparison, map, charts, verdicts, misses, assumptions, sources."""  # noqa: E501  (the help of the command)
    target = aim(format_, output or f"report.{format_ or PAPERS[0]}", PAPERS)
    comparison = load(scenario, as_of).compare(
        origin,
        destination,
        via=via or (),
        against=(against,) if against else (),
        cargo_value=cargo_value,
        box=box,
        draws=draws,
        seed=seed,
        run=run,
        mean_of=mean_of,
    )
    found = pages.gather(comparison) if evidence else None
    put_page(lambda: pages.report_page(comparison, found), target)
