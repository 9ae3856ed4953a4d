"""The command that compares every way between two places: compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from instc.cli.lazy import risks, text
from instc.cli.options import (
    All,
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
from instc.cli.output import aim_answer, as_json, put_answer
from instc.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.cli.output import Target
    from instc.comparison.comparison import Comparison

LATE = ("table", "md", "json")  # formats that tell how late a way can be


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
    ids: Ids = False,
    risk: Risk = False,
    flags: Flags = False,
) -> None:
    """Compare every way between two places: distance, days, cost, CO2e."""
    target = aim_answer(format_, output, map_file, cite)
    check_told(target, risk=risk)
    answer = asked.compare(origin, destination)
    to_file = target.path is not None
    shown = {"every": all_, "ids": ids, "risk": risk, "flags": flags}
    writers: dict[str, Callable[[], Any]] = {
        "json": lambda: as_json(answer.to_dict() | late_records(answer, asked=risk)),
        "geojson": answer.to_geojson,
        "cells": lambda: text.comparison_cells(answer),
        "md": lambda: text.comparison_markdown(answer, every=all_, risk=risk),
        "table": lambda: text.comparison_text(answer, to_file=to_file, **shown),
    }
    put_answer(answer, writers, target, map_file)


def check_told(target: Target, *, risk: bool) -> None:
    """Refuse to be asked of lateness where the format has no room to tell it."""
    if risk and target.format not in LATE:
        raise QuestionError(f"--risk: is told as {', '.join(LATE)}, not as {target.format}")


def late_records(answer: Comparison, *, asked: bool) -> dict[str, Any]:
    """Give what the JSON says of lateness, if it was asked."""
    return {"risk": risks.risk_records(answer)} if asked else {}
