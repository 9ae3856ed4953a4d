"""The commands that weigh two ways: breakeven, sensitivity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.lazy import record, text
from instc.cli.options import Asked, Destination, Ids, Origin, Output, RowsFormat, asks, listed
from instc.cli.output import CELLS, aim, check_word, put, put_cells, put_json
from instc.comparison.objectives import OBJECTIVE, WORD
from instc.errors import QuestionError

if TYPE_CHECKING:
    import pandas as pd

    from instc.comparison.comparison import Comparison

Rival = Annotated[
    str | None,
    typer.Option(
        "--against",
        help="Id of the other way; the best of all other sides by default.",
        show_default=False,
    ),
]
Way = Annotated[
    str | None,
    typer.Option("--way", help="Id of the way; the best over Iran by default.", show_default=False),
]
ByOption = Annotated[
    str,
    typer.Option(
        "--by", help="What differs: days, usd, co2e, or value (cost and the value of time)."
    ),
]
Levers = Annotated[
    str | None,
    typer.Option(
        "--levers", help="Only these parameters, separated by commas.", show_default=False
    ),
]
Factor = Annotated[
    float | None,
    typer.Option(
        "--factor",
        help="Multiply each lever by this, such as 0.5, instead of moving it from P10 to P90.",
        show_default=False,
    ),
]
Halve = Annotated[bool, typer.Option("--halve", help="As --factor 0.5.")]


@asks()
def breakeven(
    origin: Origin,
    destination: Destination,
    *,
    against: Rival = None,
    way: Way = None,
    asked: Asked,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Find from which cargo value on the corridor is worth its price."""
    target = aim(format_, output)
    comparison = asked.compare(origin, destination)
    answer = comparison.breakeven(against, way=way)
    said = {"against": against, "way": way}
    again = comparison.question.command(comparison.world, verb="breakeven", **said)
    if target.format == "json":
        head = {"schema": "instc.breakeven/1", **record.head(comparison)}
        put_json({**head, **answer.to_dict(), "again": again}, target)
    elif target.format in CELLS:
        rows = answer.curve.round(4).to_numpy().tolist()
        put_cells(list(answer.curve.columns), rows, target)
    else:
        put(text.breakeven_text(comparison, answer, again), target)


@asks()
def sensitivity(
    origin: Origin,
    destination: Destination,
    *,
    against: Rival = None,
    way: Way = None,
    by: ByOption = "days",
    levers: Levers = None,
    factor: Factor = None,
    halve: Halve = False,
    ids: Ids = False,
    asked: Asked,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Find the levers that move the difference between the corridor and its rival most."""
    check_word("--by", by, OBJECTIVE)
    word = WORD[OBJECTIVE[by]]
    target = aim(format_, output)
    if halve:
        if factor not in {None, 0.5}:
            raise QuestionError(f"--halve and --factor {factor:g}: give one of them")
        factor = 0.5
    comparison = asked.compare(origin, destination)
    how: dict[str, Any] = {"quantity": OBJECTIVE[by], "levers": listed(levers), "factor": factor}
    table = comparison.sensitivity(against, way=way, **how)
    said = {
        "against": against,
        "way": way,
        "levers": levers,
        "factor": factor,
        "by": word if word != "days" else None,
    }
    again = comparison.question.command(comparison.world, verb="sensitivity", **said)
    if target.format == "json":
        put_json(_levers_record(comparison, table) | {"again": again}, target)
    elif target.format in CELLS:
        head = [str(table.index.name), *table.columns]
        put_cells(head, table.reset_index().to_numpy().tolist(), target)
    else:
        put(text.sensitivity_text(comparison, table, again, ids=ids), target)


def _levers_record(comparison: Comparison, table: pd.DataFrame) -> dict[str, Any]:
    """Give the levers, and how the variance of each way splits; a value's does not."""
    split: dict[str, Any] = {}
    if table.attrs["quantity"] != "generalised_usd":
        ways = [table.attrs["way"], table.attrs["against"]]
        split = comparison.variance(table.attrs["quantity"])[ways].round(4).to_dict()
    levers = table.reset_index().to_json(orient="records", double_precision=6)
    return {
        "schema": "instc.sensitivity/1",
        **record.head(comparison),
        **table.attrs,
        "levers": json.loads(levers),
        "variance": split,
    }
