"""The commands that answer: compare, route, map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from instc.cli.options import (
    Against,
    AsOf,
    Avoid,
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
    check_output,
    check_word,
    load,
    put,
    tell,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.pricing import Objective

BY: dict[str, Objective] = {"time": "days", "cost": "usd_per_teu", "co2": "co2e_kg_per_teu", "value": "generalised_usd"}


def compare(
    origin: Origin,
    destination: Destination,
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    against: Against = None,
    cargo_value: Value = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    format_: FormatOption = "table",
    output: Output = None,
    map_file: MapFile = None,
) -> None:
    """Compare every way between two places: distance, days, cost, CO2e."""
    check_output(format_, output, map_file)
    from instc.cli import tables  # noqa: PLC0415  (pandas and what hangs on it)

    comparison = load(scenario, as_of).compare(
        origin,
        destination,
        via=via or (),
        against=[name.strip() for name in (against or "").split(",") if name.strip()],
        cargo_value=cargo_value,
        draws=draws,
        seed=seed,
    )
    writers: dict[str, Callable[[], str]] = {
        "json": comparison.to_json,
        "geojson": comparison.to_geojson,
        "csv": lambda: tables.comparison_csv(comparison),
        "md": lambda: tables.comparison_markdown(comparison),
    }
    put(writers[format_]() if format_ in writers else tables.comparison_text(comparison, to_file=output is not None), output)
    if map_file:
        comparison.map(map_file)
        tell(Path(map_file))


def route(
    origin: Origin,
    destination: Destination,
    *,
    mode: Annotated[str | None, typer.Option("--mode", help=f"Only this mode, from facility to facility: {', '.join(get_args(Mode))}.", show_default=False)] = None,
    by: Annotated[str, typer.Option("--by", help="What is least: time, cost, co2, or value (cost and the value of time).")] = "value",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    avoid: Avoid = None,
    format_: FormatOption = "table",
    output: Output = None,
    map_file: MapFile = None,
) -> None:
    """Find the best way between two places, leg by leg."""
    check_output(format_, output, map_file)
    check_word("--by", by, BY)
    if mode is not None:
        check_word("--mode", mode, get_args(Mode))
    from instc.cli import tables  # noqa: PLC0415

    answer = load(scenario, as_of).simulate_route(origin, destination, mode=mode, minimise=BY[by], via=via or (), avoid=avoid or ())
    writers: dict[str, Callable[[], str]] = {
        "json": lambda: json.dumps(answer.route_dict(), indent=1, ensure_ascii=False) + "\n",
        "geojson": answer.to_geojson,
        "csv": lambda: tables.legs_csv(answer),
        "md": lambda: tables.legs_markdown(answer),
    }
    put(writers[format_]() if format_ in writers else tables.legs_text(answer, to_file=output is not None), output)
    if map_file:
        answer.map(map_file)
        tell(Path(map_file))


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
    comparison = load(scenario, as_of).compare(origin, destination, via=via or (), draws=draws, seed=seed)
    comparison.map(output)
    tell(Path(output))
