"""The command route: the best way between two places, leg by leg."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from instc.cli.compare import cited
from instc.cli.options import (
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
from instc.comparison.objectives import OBJECTIVE

if TYPE_CHECKING:
    from collections.abc import Callable


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
    cargo_value: Value = None,
    deadline: Deadline = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    format_: FormatOption = "table",
    output: Output = None,
    map_file: MapFile = None,
    cite: Cite = None,
) -> None:
    """Find the best way between two places, leg by leg."""
    check_output("bib" if cite else format_, output, map_file)
    check_cite(cite)
    check_word("--by", by, OBJECTIVE)
    if mode is not None:
        check_word("--mode", mode, get_args(Mode))
    from instc.comparison.text import legs_csv, legs_markdown, legs_text  # noqa: PLC0415

    answer = load(scenario, as_of).simulate_route(
        origin,
        destination,
        mode=mode,
        minimise=OBJECTIVE[by],
        via=via or (),
        avoid=avoid or (),
        cargo_value=cargo_value,
        deadline=deadline,
        draws=draws,
        seed=seed,
    )
    if cite is not None:
        put(cited(answer, cite), output)
        return
    writers: dict[str, Callable[[], str]] = {
        "json": lambda: json.dumps(answer.route_dict(), indent=1, ensure_ascii=False) + "\n",
        "geojson": answer.to_geojson,
        "csv": lambda: legs_csv(answer),
        "md": lambda: legs_markdown(answer),
    }
    put(
        writers[format_]() if format_ in writers else legs_text(answer, to_file=output is not None),
        output,
    )
    if map_file:
        answer.map(map_file)
        tell(Path(map_file))
