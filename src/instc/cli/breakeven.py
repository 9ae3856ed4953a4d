"""The commands that weigh two ways: breakeven, sensitivity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from instc.cli.options import (
    AsOf,
    Destination,
    Draws,
    Origin,
    Output,
    Scenarios,
    Seed,
    Via,
    check_output,
    check_word,
    listed,
    load,
    put,
)  # fmt: skip
from instc.comparison.objectives import OBJECTIVE

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison

Rival = Annotated[
    str | None,
    typer.Option(
        "--against",
        help="Corridor id of the other way; the best Suez one by default.",
        show_default=False,
    ),
]
Way = Annotated[
    str | None,
    typer.Option("--way", help="Corridor id; the best INSTC way by default.", show_default=False),
]


def breakeven(
    origin: Origin,
    destination: Destination,
    *,
    against: Rival = None,
    way: Way = None,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    format_: Annotated[str, typer.Option("--format", "-f", help="table, json or csv.")] = "table",
    output: Output = None,
) -> None:
    """Find from which cargo value on the corridor is worth its price."""
    check_word("--format", format_, ["table", "json", "csv"])
    check_output(format_, output, None)
    from instc.comparison.text import breakeven_text  # noqa: PLC0415
    from instc.display.text import rows_csv  # noqa: PLC0415

    comparison = load(scenario, as_of).compare(
        origin, destination, via=via or (), draws=draws, seed=seed
    )
    answer = comparison.breakeven(against, way=way)
    said = {"against": against, "way": way}
    again = comparison.question.command(comparison.world, verb="breakeven", **said)
    if format_ == "json":
        put(_json(comparison, "instc.breakeven/1", again, answer.to_dict()), output)
    elif format_ == "csv":
        put(
            rows_csv(list(answer.curve.columns), answer.curve.round(4).to_numpy().tolist()),
            output,
        )
    else:
        put(breakeven_text(comparison, answer, again), output)


def sensitivity(
    origin: Origin,
    destination: Destination,
    *,
    against: Rival = None,
    way: Way = None,
    by: Annotated[
        str,
        typer.Option(
            "--by", help="What differs: time, cost, co2, or value (cost and the value of time)."
        ),
    ] = "time",
    levers: Annotated[
        str | None,
        typer.Option(
            "--levers", help="Only these parameters, separated by commas.", show_default=False
        ),
    ] = None,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    format_: Annotated[str, typer.Option("--format", "-f", help="table, json or csv.")] = "table",
    output: Output = None,
) -> None:
    """Find the levers that move the difference between the corridor and Suez most."""
    check_word("--format", format_, ["table", "json", "csv"])
    check_word("--by", by, OBJECTIVE)
    check_output(format_, output, None)
    from instc.comparison.text import sensitivity_text  # noqa: PLC0415
    from instc.display.text import rows_csv  # noqa: PLC0415

    comparison = load(scenario, as_of).compare(
        origin, destination, via=via or (), draws=draws, seed=seed
    )
    table = comparison.sensitivity(against, way=way, quantity=OBJECTIVE[by], levers=listed(levers))
    said = {"against": against, "way": way, "levers": levers, "by": None if by == "time" else by}
    again = comparison.question.command(comparison.world, verb="sensitivity", **said)
    if format_ == "json":
        rows = json.loads(table.reset_index().to_json(orient="records", double_precision=6))
        split = (
            comparison.variance(OBJECTIVE[by])
            .loc[:, [table.attrs["way"], table.attrs["against"]]]
            .round(4)
            .to_dict()
            if by != "value"
            else {}
        )
        put(
            _json(
                comparison,
                "instc.sensitivity/1",
                again,
                {**table.attrs, "levers": rows, "variance": split},
            ),
            output,
        )
    elif format_ == "csv":
        put(
            rows_csv(
                [str(table.index.name), *table.columns], table.reset_index().to_numpy().tolist()
            ),
            output,
        )
    else:
        put(sensitivity_text(comparison, table, again), output)


def _json(comparison: Comparison, schema: str, again: str, answer: dict[str, object]) -> str:
    from instc.comparison.record import head  # noqa: PLC0415

    said = {"schema": schema, **head(comparison), **answer, "again": again}
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"
