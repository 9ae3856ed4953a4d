"""Options and arguments that commands share, each declared once, and the data that they name."""

from __future__ import annotations

import inspect
from contextvars import ContextVar
from functools import wraps
from inspect import Parameter
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from instc.cli.completion import (
    complete_avoided,
    complete_corridor,
    complete_place,
    complete_scenario,
)
from instc.cli.lazy import home as homes
from instc.cli.lazy import model as models
from instc.cli.output import ANSWERS, PAGES, ROWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.comparison.comparison import Comparison
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
    typer.Option("--format", "-f", help=f"{', '.join(ROWS)}.", show_default=BY_ENDING),
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
Teu = Annotated[
    int, typer.Option("--teu", help="TEU that travel together: totals beside the figures of one.")
]
Box = Annotated[
    str,
    typer.Option("--box", help="Box: 20 or 40 ft, or reefer40; prices stay those of a TEU."),
]
Scope = Annotated[
    str, typer.Option("--scope", help="What CO2e counts: wtw, from well to wheel, or ttw, tank.")
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
Risk = Annotated[
    bool, typer.Option("--risk", help="Tell how late it can be, and what the spread hangs on.")
]
Flags = Annotated[
    bool, typer.Option("--flags", help="Tell what print says behind the marks of ports and lands.")
]
Ids = Annotated[bool, typer.Option("--ids", help="Print the ids of the tables instead of names.")]
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
RunOption = Annotated[
    str,
    typer.Option("--run", help="ordinary traffic, or dedicated: trains laid on for the box."),
]
MeanOf = Annotated[
    int,
    typer.Option("--mean-of", help="Tell the mean of so many journeys; 1 is the single one."),
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


QUESTION: dict[str, tuple[Any, Any]] = {  # options of every verb that takes a pair: kind, default
    "scenario": (Scenarios, None),
    "as_of": (AsOf, None),
    "via": (Via, None),
    "via_all": (ViaAll, False),
    "avoid": (Avoid, None),
    "against": (Against, None),
    "cargo_value": (Value, None),
    "teu": (Teu, 1),
    "deadline": (Deadline, None),
    "box": (Box, "20"),
    "scope": (Scope, "wtw"),
    "draws": (Draws, 10_000),
    "seed": (Seed, 1),
    "run": (RunOption, "ordinary"),
    "mean_of": (MeanOf, 1),
    "possible": (Possible, False),
    "served": (Served, False),
    "ready": (Ready, False),
    "ship": (ShipOption, None),
}


class Asked(NamedTuple):
    """
    What a command was asked about a pair.

    Attributes
    ----------
    scenario, as_of
        World.
    words
        The rest, by the names of `Model.compare`.
    """

    scenario: list[str] | None
    as_of: str | None
    words: dict[str, Any]

    @property
    def model(self) -> Model:
        """The model of that world."""
        return load(self.scenario, self.as_of)

    @property
    def said(self) -> list[str]:
        """Options that ask something of a pair, beside its world."""
        usual = _asked({name: default for name, (_, default) in QUESTION.items()}).words
        changed = [name for name, word in self.words.items() if word != usual[name]]
        return [f"--{name.replace('_', '-')}" for name in changed]

    def compare(self, origin: str, destination: str) -> Comparison:
        """Compare every way between two places."""
        return self.model.compare(origin, destination, **self.words)


def asks(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command every option of `QUESTION` but some and its own, in place of ``asked``."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = dict(inspect.signature(command, eval_str=True).parameters)
        names = [name for name in QUESTION if name not in {*without, *own}]

        @wraps(command)
        def run(*args: Any, **kwargs: Any) -> None:
            said = {name: kwargs.pop(name) for name in names}
            command(*args, asked=_asked(said), **kwargs)

        options = list(map(_option, names))
        place, given = list(own).index("asked"), list(own.values())
        given[place : place + 1] = options
        run.__signature__ = inspect.Signature(given)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in given}
        return run

    return decorate


def _option(name: str) -> Parameter:
    """Declare an option of `QUESTION`."""
    kind, default = QUESTION[name]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _asked(said: dict[str, Any]) -> Asked:
    """Read options as `Model.compare` takes them."""
    words = dict(said)
    scenario, as_of = words.pop("scenario"), words.pop("as_of")
    for name in {"via", "avoid"} & set(words):
        words[name] = words[name] or ()
    if "against" in words:
        words["against"] = (words["against"],) if words["against"] else ()
    return Asked(scenario, as_of, words)


def load(scenario: list[str] | None, as_of: str | None) -> Model:
    """Load the model that a command asks."""
    return models.load_model(scenarios=scenario or (), as_of=as_of, extra=EXTRA.get())


def listed(text: str | None) -> tuple[str, ...]:
    """Split words that are separated by commas."""
    words = [name.strip() for name in (text or "").split(",")]
    return tuple(filter(None, words))
