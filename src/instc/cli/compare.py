"""The command that answers with every way side by side: compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
    Origin,
    Output,
    Scenarios,
    Seed,
    Value,
    Via,
    ViaAll,
    check_cite,
    check_output,
    load,
    put,
    tell,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

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
    from instc.comparison.text import comparison_csv, comparison_markdown, comparison_text  # noqa: PLC0415

    comparison = load(scenario, as_of).compare(
        origin,
        destination,
        via=via or (),
        via_all=via_all,
        avoid=avoid or (),
        against=(against,) if against else (),
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
        "csv": lambda: comparison_csv(comparison),
        "md": lambda: comparison_markdown(comparison),
    }
    put(
        writers[format_]()
        if format_ in writers
        else comparison_text(comparison, to_file=output is not None),
        output,
    )
    if map_file:
        comparison.map(map_file)
        tell(Path(map_file))


def cited(comparison: Comparison, style: str) -> str:
    """Write the sources of an answer as a bibliography."""
    from instc.evidence.citations import STYLES  # noqa: PLC0415

    return STYLES[style](comparison.sources())
