"""The commands that weigh two ways: breakeven, sensitivity."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from instc.cli.compare import BY
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
    load,
    put,
)  # fmt: skip

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
    again = _again(comparison, "breakeven", against=against, way=way)
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
    check_word("--by", by, BY)
    check_output(format_, output, None)
    from instc.comparison.text import sensitivity_text  # noqa: PLC0415
    from instc.display.text import rows_csv  # noqa: PLC0415

    comparison = load(scenario, as_of).compare(
        origin, destination, via=via or (), draws=draws, seed=seed
    )
    wanted = [name.strip() for name in (levers or "").split(",") if name.strip()]
    table = comparison.sensitivity(against, way=way, quantity=BY[by], levers=wanted)
    again = _again(
        comparison,
        "sensitivity",
        against=against,
        way=way,
        by=None if by == "time" else by,
        levers=levers,
    )
    if format_ == "json":
        rows = json.loads(table.reset_index().to_json(orient="records", double_precision=6))
        split = (
            comparison.variance(BY[by])
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
    question = comparison.question
    head = {
        "schema": schema,
        **question.versions,
        "as_of": question.as_of,
        "scenarios": list(question.scenarios),
    }
    pair = {"origin": question.origin.to_dict(), "destination": question.destination.to_dict()}
    drawn = {
        "consignment": vars(question.consignment),
        "price_year": question.price_year,
        "draws": question.draws,
        "seed": question.seed,
    }
    return (
        json.dumps(
            {**head, **pair, **drawn, **answer, "again": again}, indent=1, ensure_ascii=False
        )
        + "\n"
    )


def _again(comparison: Comparison, verb: str, **options: str | None) -> str:
    words = shlex.split(comparison.question.again)
    words[next(place for place in range(1, len(words), 2) if not words[place].startswith("--"))] = (
        verb  # the data are named before it, in pairs
    )
    return " ".join(
        [
            shlex.join(words),
            *(
                shlex.join([f"--{name}", value])
                for name, value in options.items()
                if value is not None
            ),
        ]
    )
