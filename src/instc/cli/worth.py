"""The commands that say what facts are worth: data stale, wanted, impact."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli import data, streams
from instc.cli.lazy import console, display_text, freshness, impacts
from instc.cli.lazy import wanted as evidence
from instc.cli.options import AsOf, Ids, Output, RowsFormat, home, load
from instc.cli.output import CELLS, SHEETS, aim, put, put_cells, put_json, put_records

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from instc.evidence.impact import Impact
    from instc.evidence.wanted import Wanted

app = data.app
REPORTS = ("table", "json", "md")
MOST = 20  # rows that a screen shows
TEN = 10
MOVED = ("days", "usd_per_teu", "co2e_kg_per_teu")
HEADS = {"days": "days", "usd_per_teu": "$/TEU", "co2e_kg_per_teu": "kg CO2e"}
Place = Annotated[
    str | None,
    typer.Argument(help="A place; without a pair, the twenty frozen ones.", show_default=False),
]
OtherPlace = Annotated[str | None, typer.Argument(help="The other end.", show_default=False)]
AllRows = Annotated[bool, typer.Option("--all", help="Every row, not only the first.")]
ImpactFormat = Annotated[
    str | None,
    typer.Option("--format", "-f", help="table, json or md.", show_default="table"),
]
Facts = Annotated[
    str,
    typer.Argument(
        help="Folder of tables as CSV: a row with a known key takes its place, others are added.",
        show_default=False,
    ),
]


@app.command()
def stale(
    *,
    every: AllRows = False,
    ids: Ids = False,
    as_of: AsOf = None,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """List facts by age against the half-life of their kind, the most outdated first."""
    target = aim(format_, output)
    model = load(None, as_of)
    rows = freshness.by_age(model)
    records: list[dict[str, Any]] = rows.to_dict("records")
    if target.format == "json":
        put_json({"schema": "instc.stale/1", **model.versions, "rows": records}, target)
    elif target.format in CELLS:
        put_cells(list(rows.columns), rows.to_numpy().tolist(), target)
    else:
        past = int((rows["age"] >= rows["half_life"]).sum())
        shown = rows if every else rows[rows["age"] >= rows["half_life"]].head(MOST)
        named = shown.assign(key=shown["key"].map(str if ids else model.called))
        cells = named[["key", "year", "age", "half_life", "grade", "source_id"]].to_numpy()
        head = ("row", "year", "age", "half-life", "grade", "source")
        text = console.plain(head, cells.tolist(), right=(1, 2, 3))
        counted = f"{past} of {len(rows)} dated rows are past the half-life of their kind; years."
        put(f"{text}{counted} Estimates have no age.\n", target)


@app.command()
def wanted(
    origin: Place = None,
    destination: OtherPlace = None,
    *,
    every: AllRows = False,
    ids: Ids = False,
    as_of: AsOf = None,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Say which documents would narrow the answers most: what a fact is worth."""
    target = aim(format_, output)
    if (origin is None) != (destination is None):
        raise typer.BadParameter("name both ends of a pair, or neither")
    model = load(None, as_of)
    if origin is not None and destination is not None:
        found = evidence.wanted(model, [(origin, destination)])
    else:
        found = evidence.wanted(model)
    rows = [one.to_dict() for one in found]
    if target.format == "json":
        ends = [origin, destination] if origin else None
        head = {"schema": "instc.wanted/1", **model.versions, "as_of": model.as_of, "pair": ends}
        put_json(head | {"rows": rows}, target)
    elif target.format in SHEETS:
        put_records(rows, target)
    else:
        some = found if every else found[:TEN]
        write = display_text.markdown if target.format == "md" else _plain
        put(
            write(*_wanted_cells(some, str if ids else model.called))
            + _told(len(found), len(some)),
            target,
        )


def _plain(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay cells out for a terminal, shares to the right."""
    return console.plain(head, rows, right=(1, 2))


def _wanted_cells(
    found: Sequence[Wanted], called: Callable[[str], str]
) -> tuple[list[str], list[list[str]]]:
    """Give heading and cells of what is wanted."""
    rows = []
    for one in found:
        known = f"{one.grade}, {one.printed or 'none'}"
        days, usd = f"{max(one.days, 0):.1%}", f"{max(one.usd, 0):.1%}"
        rows.append([called(one.parameter_id), days, usd, known, one.document])
    return ["row", "days", "USD", "in print", "would settle it"], rows


def _told(count: int, shown: int) -> str:
    """Say what the shares are, and how many rows are not shown."""
    text = (
        "\ndays, USD: fall of the variance if P10-P90 of the row were halved about its P50, the "
        "rest as is: mean over the rows that a table opens with.\n"
    )
    return text if shown == count else f"{text}{count - shown} more rows: --all.\n"


@app.command("impact")
def weigh(folder: Facts, *, format_: ImpactFormat = None, output: Output = None) -> None:
    """Say what a folder of facts changes: answers, verdicts of claims, backtest (some minutes)."""
    target = aim(format_, output, REPORTS)
    streams.tell("asking twenty pairs, every claim and every journey twice: some minutes")
    found = impacts.impact(Path(folder), home().folder)
    if target.format == "json":
        put_json({"schema": "instc.impact/1", "folder": folder, **found.to_dict()}, target)
    else:
        write = display_text.markdown if target.format == "md" else console.plain
        put(_impact_text(found, write), target)


def _impact_text(found: Impact, write: Any) -> str:
    """Print what moved, and how much did not."""
    moved, turned = found.moved(), found.turned()
    rows = []
    for ends, bests in moved.items():
        rows.append([" - ".join(ends), *(_two(bests[name]) for name in MOVED)])
    text = f"{len(moved)} of {len(found.answers)} pairs move (least P50 of any way)\n\n"
    if rows:
        text += write(["pair", *HEADS.values()], rows) + "\n"
    text += f"{len(turned)} of {len(found.verdicts)} verdicts of claims change\n\n"
    if turned:
        lines = [[name, str(old), str(new)] for name, (old, new) in turned.items()]
        text += write(["claim", "before", "after"], lines) + "\n"
    text += "backtest: " + "; ".join(
        f"{name.replace('_', ' ')} {old:g} -> {new:g}"
        for name, (old, new) in found.backtest.items()
    )
    return text + "\n"


def _two(values: tuple[float | None, float | None]) -> str:
    """Write a value before and after; once where it stays."""
    before, after = ("no way" if value is None else f"{value:,.6g}" for value in values)
    return before if before == after else f"{before} -> {after}"
