"""The command that compares every way between two places: compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from instc.cli.lazy import text
from instc.cli.options import (
    All,
    Asked,
    Cite,
    Destination,
    FormatOption,
    MapFile,
    Origin,
    Output,
    asks,
)
from instc.cli.output import aim_answer, put_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.cli.output import Target
    from instc.comparison.comparison import Comparison


@asks()
def compare(
    origin: Origin,
    destination: Destination,
    *,
    asked: Asked,
    format_: FormatOption = None,
    output: Output = None,
    map_file: MapFile = None,
    cite: Cite = None,
    all_: All = False,
) -> None:
    """Compare every way between two places: distance, days, cost, CO2e."""
    target = aim_answer(format_, output, map_file, cite)
    answer = asked.compare(origin, destination)
    put_answer(answer, _writers(answer, target, every=all_), target, map_file)


def _writers(answer: Comparison, target: Target, *, every: bool) -> dict[str, Callable[[], Any]]:
    """Say how each format is written."""
    return {
        "json": answer.to_json,
        "geojson": answer.to_geojson,
        "cells": lambda: text.comparison_cells(answer),
        "md": lambda: text.comparison_markdown(answer, every=every),
        "table": lambda: text.comparison_text(answer, to_file=target.path is not None, every=every),
    }
