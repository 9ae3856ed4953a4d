"""The command that writes a page that needs no network: report."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.cli.lazy import report as pages
from instc.cli.options import Asked, Destination, Origin, asks
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
Outlook = Annotated[
    bool,
    typer.Option(
        "--outlook/--no-outlook",
        help=(
            "With the gap, other scenarios, capacity and break-even, and the map for paper "
            "(a quarter of a minute)."
        ),
    ),
]
Title = Annotated[
    str,
    typer.Option("--title", help="Title of the page.", show_default="The two ends"),
]
Author = Annotated[
    str,
    typer.Option(
        "--author", help="Who hands it in, and when, as it shall be read.", show_default=False
    ),
]


@asks()
def report(
    origin: Origin,
    destination: Destination,
    *,
    output: Paper = None,
    asked: Asked,
    evidence: Evidence = True,
    outlook: Outlook = True,
    title: Title = "",
    author: Author = "",
    format_: PaperFormat = None,
) -> None:
    """Write a report that needs no network: a page of summary, then map, charts, ways, flags, gap, scenarios, capacity, break-even, verdicts, misses, sources."""  # noqa: E501  (the help of the command)
    target = aim(format_, output or f"report.{format_ or PAPERS[0]}", PAPERS)
    comparison = asked.compare(origin, destination)
    found = pages.gather(comparison) if evidence else None
    ahead = pages.look_ahead(comparison) if outlook else None
    cover = pages.Cover(title, author)
    put_page(lambda: pages.report_page(comparison, found, ahead, cover), target)
