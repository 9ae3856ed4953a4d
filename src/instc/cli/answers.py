"""The commands that answer: compare, route, map."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from instc.cli.options import (
    Against,
    AsOf,
    Avoid,
    Cite,
    Deadline,
    Destination,
    Draws,
    FormatOption,
    MapFile,
    Mode,
    Origin,
    Output,
    Scenarios,
    Seed,
    Value,
    Via,
    check_cite,
    check_output,
    check_word,
    load,
    put,
    tell,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.comparison import Comparison
    from instc.pricing import Objective

BY: dict[str, Objective] = {
    "time": "days",
    "cost": "usd_per_teu",
    "co2": "co2e_kg_per_teu",
    "value": "generalised_usd",
}
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


def compare(
    origin: Origin,
    destination: Destination,
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    against: Against = None,
    cargo_value: Value = None,
    deadline: Deadline = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    format_: FormatOption = "table",
    output: Output = None,
    map_file: MapFile = None,
    cite: Cite = None,
) -> None:
    """Compare every way between two places: distance, days, cost, CO2e."""
    check_output("bib" if cite else format_, output, map_file)
    check_cite(cite)
    from instc.cli import tables  # noqa: PLC0415  (pandas and what hangs on it)

    comparison = load(scenario, as_of).compare(
        origin,
        destination,
        via=via or (),
        against=[name.strip() for name in (against or "").split(",") if name.strip()],
        cargo_value=cargo_value,
        deadline=deadline,
        draws=draws,
        seed=seed,
    )
    if cite is not None:
        put(cited(comparison, cite), output)
        return
    writers: dict[str, Callable[[], str]] = {
        "json": comparison.to_json,
        "geojson": comparison.to_geojson,
        "csv": lambda: tables.comparison_csv(comparison),
        "md": lambda: tables.comparison_markdown(comparison),
    }
    put(
        writers[format_]()
        if format_ in writers
        else tables.comparison_text(comparison, to_file=output is not None),
        output,
    )
    if map_file:
        comparison.map(map_file)
        tell(Path(map_file))


def route(
    origin: Origin,
    destination: Destination,
    *,
    mode: Annotated[
        str | None,
        typer.Option(
            "--mode",
            help=f"Only this mode, from facility to facility: {', '.join(get_args(Mode))}.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by", help="What is least: time, cost, co2, or value (cost and the value of time)."
        ),
    ] = "value",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    avoid: Avoid = None,
    deadline: Deadline = None,
    format_: FormatOption = "table",
    output: Output = None,
    map_file: MapFile = None,
    cite: Cite = None,
) -> None:
    """Find the best way between two places, leg by leg."""
    check_output("bib" if cite else format_, output, map_file)
    check_cite(cite)
    check_word("--by", by, BY)
    if mode is not None:
        check_word("--mode", mode, get_args(Mode))
    from instc.cli import tables  # noqa: PLC0415

    answer = load(scenario, as_of).simulate_route(
        origin,
        destination,
        mode=mode,
        minimise=BY[by],
        via=via or (),
        avoid=avoid or (),
        deadline=deadline,
    )
    if cite is not None:
        put(cited(answer, cite), output)
        return
    writers: dict[str, Callable[[], str]] = {
        "json": lambda: json.dumps(answer.route_dict(), indent=1, ensure_ascii=False) + "\n",
        "geojson": answer.to_geojson,
        "csv": lambda: tables.legs_csv(answer),
        "md": lambda: tables.legs_markdown(answer),
    }
    put(
        writers[format_]()
        if format_ in writers
        else tables.legs_text(answer, to_file=output is not None),
        output,
    )
    if map_file:
        answer.map(map_file)
        tell(Path(map_file))


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
    from instc.cli import tables  # noqa: PLC0415

    comparison = load(scenario, as_of).compare(
        origin, destination, via=via or (), draws=draws, seed=seed
    )
    answer = comparison.breakeven(against, way=way)
    again = _again(comparison, "breakeven", against=against, way=way)
    if format_ == "json":
        put(_json(comparison, "instc.breakeven/1", again, answer.to_dict()), output)
    elif format_ == "csv":
        put(
            tables.rows_csv(list(answer.curve.columns), answer.curve.round(4).to_numpy().tolist()),
            output,
        )
    else:
        put(tables.breakeven_text(comparison, answer, again), output)


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
    from instc.cli import tables  # noqa: PLC0415

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
            tables.rows_csv(
                [str(table.index.name), *table.columns], table.reset_index().to_numpy().tolist()
            ),
            output,
        )
    else:
        put(tables.sensitivity_text(comparison, table, again), output)


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


def draw_map(
    origin: Origin,
    destination: Destination,
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="HTML file to write.")] = "map.html",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
) -> None:
    """Draw every way between two places on a map."""
    check_output("map", output, None)
    comparison = load(scenario, as_of).compare(
        origin, destination, via=via or (), draws=draws, seed=seed
    )
    comparison.map(output)
    tell(Path(output))


def cited(comparison: Comparison, style: str) -> str:
    """Write the sources of an answer as a bibliography."""
    from instc.evidence.cite import STYLES  # noqa: PLC0415

    return STYLES[style](comparison.sources())
