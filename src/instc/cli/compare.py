"""The command that compares every way between two places: compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from instc.cli.lazy import text
from instc.cli.options import (
    Against,
    All,
    AsOf,
    Avoid,
    Box,
    Cite,
    Deadline,
    Destination,
    Draws,
    FormatOption,
    MapFile,
    Origin,
    Output,
    Possible,
    Ready,
    Scenarios,
    Scope,
    Seed,
    Served,
    ShipOption,
    Value,
    Via,
    ViaAll,
    load,
)  # fmt: skip
from instc.cli.output import aim_answer, put_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.cli.output import Target
    from instc.comparison.comparison import Comparison


def compare(
    origin: Origin,
    destination: Destination,
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    via_all: ViaAll = False,
    avoid: Avoid = None,
    against: Against = None,
    cargo_value: Value = None,
    deadline: Deadline = None,
    box: Box = "20",
    scope: Scope = "wtw",
    draws: Draws = 10_000,
    seed: Seed = 1,
    possible: Possible = False,
    served: Served = False,
    ready: Ready = False,
    ship: ShipOption = None,
    format_: FormatOption = None,
    output: Output = None,
    map_file: MapFile = None,
    cite: Cite = None,
    all_: All = False,
) -> None:
    """Compare every way between two places: distance, days, cost, CO2e."""
    target = aim_answer(format_, output, map_file, cite)
    answer = load(scenario, as_of).compare(
        origin,
        destination,
        via=via or (),
        via_all=via_all,
        avoid=avoid or (),
        against=(against,) if against else (),
        cargo_value=cargo_value,
        deadline=deadline,
        box=box,
        scope=scope,
        draws=draws, seed=seed, possible=possible, served=served, ready=ready, ship=ship,
    )  # fmt: skip
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
