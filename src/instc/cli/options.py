"""Options and arguments that commands share, each declared once, and the data that they name."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Annotated

import typer

from instc.cli.completion import (
    complete_avoided,
    complete_corridor,
    complete_place,
    complete_scenario,
)
from instc.cli.lazy import home as homes
from instc.cli.lazy import model as models
from instc.cli.output import ANSWERS, PAGES

if TYPE_CHECKING:
    from instc.model import Model
    from instc.tables.home import Home

Origin = Annotated[
    str,
    typer.Argument(
        help='A place in any spelling, a UN/LOCODE, a node id, or "lon,lat".',
        show_default=False,
        autocompletion=complete_place,
    ),
]
Destination = Annotated[
    str, typer.Argument(help="The same.", show_default=False, autocompletion=complete_place)
]
PerhapsOrigin = Annotated[
    str | None,
    typer.Argument(
        help='A place in any spelling, a UN/LOCODE, a node id, or "lon,lat".',
        show_default=False,
        autocompletion=complete_place,
    ),
]
PerhapsDestination = Annotated[
    str | None, typer.Argument(help="The same.", show_default=False, autocompletion=complete_place)
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        "-s",
        help="A shipped scenario or a TOML file; repeat to combine.",
        show_default=False,
        autocompletion=complete_scenario,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="See the network as it stood on this day (YYYY-MM-DD).", show_default=False
    ),
]
Via = Annotated[
    list[str] | None,
    typer.Option(
        "--via",
        help="Pass this place or strait; repeat for more, in order.",
        show_default=False,
        autocompletion=complete_place,
    ),
]
ViaAll = Annotated[
    bool,
    typer.Option(
        "--via-all",
        help="Every way must pass what --via names; else only those of the least detour.",
    ),
]
Avoid = Annotated[
    list[str] | None,
    typer.Option(
        "--avoid",
        help="A place, link, strait, sea or country that may not be used; repeatable.",
        show_default=False,
        autocompletion=complete_avoided,
    ),
]
BY_ENDING = "By the file's ending, else table"
FormatOption = Annotated[
    str | None,
    typer.Option("--format", "-f", help=f"One of {', '.join(ANSWERS)}.", show_default=BY_ENDING),
]
RowsFormat = Annotated[
    str | None,
    typer.Option("--format", "-f", help="table, json, csv or xlsx.", show_default=BY_ENDING),
]
TextFormat = Annotated[
    str | None, typer.Option("--format", "-f", help="table or json.", show_default=BY_ENDING)
]
PageFormat = Annotated[
    str | None,
    typer.Option(
        "--format", "-f", help=f"{', '.join(PAGES)}.", show_default="By the file's ending"
    ),
]
Query = Annotated[str | None, typer.Argument(help="Part of an id or name.", show_default=False)]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", help="Write to this file; - is stdout.", show_default=False),
]
Page = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        help="File to write, .html, .pdf or .png (these by Chromium); - is stdout.",
        show_default=False,
    ),
]
MapFile = Annotated[
    str | None,
    typer.Option("--map", help="Also draw a map into this file, as map does.", show_default=False),
]
Draws = Annotated[int, typer.Option("--draws", help="Draws of the simulation, 1 to 1,000,000.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of the simulation.")]
Value = Annotated[
    float | None,
    typer.Option("--cargo-value", help="Value of the cargo, USD per TEU.", show_default=False),
]
Box = Annotated[
    str,
    typer.Option("--box", help="Length of the box, feet: 20 or 40; prices stay those of a TEU."),
]
Deadline = Annotated[
    float | None,
    typer.Option(
        "--deadline",
        help="Days by which the box must be there: how often does it keep it?",
        show_default=False,
    ),
]
All = Annotated[
    bool, typer.Option("--all", help="Show also the ways that are beaten in everything, or alike.")
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        help="Only these corridors or families, separated by commas.",
        show_default=False,
        autocompletion=complete_corridor,
    ),
]
Possible = Annotated[
    bool,
    typer.Option("--possible", help="Take ways that no service is known to run on like others."),
]
Served = Annotated[
    bool, typer.Option("--served", help="Leave out ways that no service is known to run on.")
]
Ready = Annotated[
    bool,
    typer.Option("--ready", help="Count days from a box that is ready: add the wait for a ship."),
]
ShipOption = Annotated[
    str | None,
    typer.Option(
        "--ship",
        help="Sail by this class of ship of ship_classes.csv, such as river_sea.",
        show_default=False,
    ),
]
Cite = Annotated[
    str | None,
    typer.Option(
        "--cite",
        help="Give the sources of the answer instead: bibtex or csl (CSL-JSON).",
        show_default=False,
    ),
]


EXTRA: ContextVar[str | None] = ContextVar("extra", default=None)  # of the command that runs


def home() -> Home:
    """Name the data that a command asks."""
    return homes.Home.at(extra=EXTRA.get())


def load(scenario: list[str] | None, as_of: str | None) -> Model:
    """Load the model that a command asks."""
    return models.load_model(scenarios=scenario or (), as_of=as_of, extra=EXTRA.get())


def listed(text: str | None) -> tuple[str, ...]:
    """Split words that are separated by commas."""
    words = [name.strip() for name in (text or "").split(",")]
    return tuple(filter(None, words))
