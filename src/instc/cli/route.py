"""The command that finds the best way between two places: route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer

from instc.cli.compare import check_told, late_records
from instc.cli.lazy import text
from instc.cli.options import (
    Asked,
    Cite,
    Destination,
    Flags,
    FormatOption,
    Ids,
    MapFile,
    Origin,
    Output,
    Risk,
    asks,
)
from instc.cli.output import aim_answer, as_json, check_word, put_answer
from instc.comparison.objectives import OBJECTIVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.cli.output import Target
    from instc.comparison.comparison import Comparison

Mode = Literal["sea", "rail", "road", "ferry", "inland_waterway"]
ModeOption = Annotated[
    str | None,
    typer.Option(
        "--mode",
        help=f"Only this mode, from facility to facility: {', '.join(get_args(Mode))}.",
        show_default=False,
    ),
]
ByOption = Annotated[
    str,
    typer.Option(
        "--by", help="What is least: days, usd, co2e, or value (cost and the value of time)."
    ),
]


@asks("against", "via_all")
def route(
    origin: Origin,
    destination: Destination,
    *,
    mode: ModeOption = None,
    by: ByOption = "value",
    asked: Asked,
    format_: FormatOption = None,
    output: Output = None,
    map_file: MapFile = None,
    cite: Cite = None,
    ids: Ids = False,
    risk: Risk = False,
    flags: Flags = False,
) -> None:
    """Find the best way between two places, leg by leg."""
    target = aim_answer(format_, output, map_file, cite)
    check_told(target, risk=risk)
    _check(by, mode)
    answer = asked.model.simulate_route(
        origin, destination, mode=mode, minimise=OBJECTIVE[by], **asked.words
    )
    put_answer(answer, _writers(answer, target, ids=ids, risk=risk, flags=flags), target, map_file)


def _check(by: str, mode: str | None) -> None:
    """Refuse a word for what is least, or for a mode, that is none."""
    check_word("--by", by, OBJECTIVE)
    if mode is not None:
        check_word("--mode", mode, get_args(Mode))


def _writers(
    answer: Comparison, target: Target, *, ids: bool, risk: bool, flags: bool
) -> dict[str, Callable[[], Any]]:
    """Say how each format is written."""
    return {
        "json": lambda: as_json(answer.route_dict() | late_records(answer, asked=risk)),
        "geojson": answer.to_geojson,
        "cells": lambda: text.legs_cells(answer),
        "md": lambda: text.legs_markdown(answer, risk=risk),
        "table": lambda: text.legs_text(
            answer, to_file=target.path is not None, ids=ids, risk=risk, flags=flags
        ),
    }
