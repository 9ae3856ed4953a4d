"""The command that draws for papers: chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

import typer

from instc.cli.lazy import backtest, charts, held_out, ladder_chart, look, pit
from instc.cli.options import Asked, PerhapsDestination, PerhapsOrigin, asks
from instc.cli.output import DRAWINGS, Target, aim, check_word, put

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from instc.model import Model

OF_A_PAIR = {
    "time-distance": "days and USD over km: where a box moves, where it stands",
    "ecdf": "the chance to have arrived by each day",
    "tornado": "which lever moves the difference of the two sides most",
    "map": "the ways side by side, on an equal-area map",
    "breakeven": "cost with the value of time, and who wins, by value of the cargo",
    "scenarios": "days before and after each shipped scenario, way by way",
}
OF_THE_NETWORK = {
    "ladder": "what each branch can carry, and how works lift it",
    "pit": "where observed journeys lie among the draws, before and after",
}
KINDS = OF_A_PAIR | OF_THE_NETWORK
KindOption = Annotated[
    str | None,
    typer.Argument(
        help=f"One of {', '.join(KINDS)}; without any they are listed.", show_default=False
    ),
]
File = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        help="File that ends in .svg, .png or .pdf; - is stdout; chart.svg by default.",
        show_default=False,
    ),
]
DrawingFormat = Annotated[
    str | None,
    typer.Option("--format", "-f", help="svg, png or pdf.", show_default="By the file's ending"),
]


@asks()
def chart(
    kind: KindOption = None,
    origin: PerhapsOrigin = None,
    destination: PerhapsDestination = None,
    *,
    output: File = None,
    asked: Asked,
    format_: DrawingFormat = None,
) -> None:
    """Draw a chart for a paper, of a pair or of the network; alone it lists the kinds."""
    if kind is None:
        put(_kinds_text(), Target("table"))
        return
    check_word("chart", kind, KINDS)
    target = aim(format_, output or f"chart.{format_ or DRAWINGS[0]}", DRAWINGS)
    if kind in OF_THE_NETWORK:
        if origin is not None or asked.said:
            said = ", ".join(filter(None, [origin, destination, *asked.said]))
            raise typer.BadParameter(f"{said}: {kind} is of the network, and takes no pair")
        figure = _of_the_network(kind, asked.model)
        put(look.content_of(figure, target.format), target)
        return
    if origin is None or destination is None:
        raise typer.BadParameter(f"{kind} is of a pair: name an origin and a destination")
    answer = asked.compare(origin, destination)
    (word,) = [name for name in get_args(charts.Kind) if name == kind]
    put(charts.chart_bytes(answer, word, target.format), target)


def _kinds_text() -> str:
    """List the charts there are, a line each."""
    text = ""
    for head, kinds in (
        ("Of a pair: instc chart KIND ORIGIN DESTINATION", OF_A_PAIR),
        ("Of the network: instc chart KIND", OF_THE_NETWORK),
    ):
        text += f"{head}\n"
        for kind, about in kinds.items():
            text += f"  {kind:<15}{about}\n"
    return text


def _of_the_network(kind: str, model: Model) -> Figure:
    """Draw a chart without a pair."""
    if kind == "ladder":
        return ladder_chart.ladder(model)
    told = backtest.backtest(world=model)
    before, after = (_places(told.scores, name) for name in (held_out.PLAIN, told.model))
    return pit.pit(model, before, after, held_out.BINS)


def _places(scores: held_out.Scores, model: str) -> pit.Places:
    """Give the places of the scored journeys among the draws of a model."""
    words = "Uncalibrated" if model == held_out.PLAIN else "In force"
    shares = [one.place(model) for one in scores.held]
    inside = sum(one.inside(model) for one in scores.held)
    return pit.Places(words, shares, inside / len(shares))
