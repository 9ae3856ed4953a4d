"""The commands that look after the data: data verify, sources, why, diff, join."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from instc.cli import streams
from instc.cli.lazy import (
    ages,
    branch,
    citations,
    data_diff,
    invariants,
    networks,
    printed,
    provenance,
    user_tables,
)
from instc.cli.lazy import load as load_layers
from instc.cli.lazy import model as models
from instc.cli.lazy import scenario as scenarios
from instc.cli.options import (
    AsOf,
    Cite,
    Output,
    Query,
    RowsFormat,
    Scenarios,
    TextFormat,
    home,
    load,
)  # fmt: skip
from instc.cli.output import TEXTS, aim, aim_cited, matching, put, put_json, put_rows
from instc.errors import InstcError, TableError
from instc.tables.schema import content_hash, row_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from instc.evidence.data_diff import Change, Moved
    from instc.evidence.provenance import Card, Fact
    from instc.model import Model

RULES = ("ratio.", "distance.", "value_rate.")  # parameters that weigh and choose ways
SEARCHED = ["source_id", "title", "author", "address"]
app = typer.Typer(
    help="Check the facts, and list where they come from.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
Seeds = Annotated[
    str | None,
    typer.Option(
        "--seeds", help="Folder of the tables; the shipped one by default.", show_default=False
    ),
]
Pair = Annotated[
    tuple[str, str], typer.Option("--pair", help="Ends of the comparison that is named.")
]
Key = Annotated[
    str,
    typer.Argument(
        help=(
            "A link, passage, parameter, claim, observation, corridor, place, node or source; "
            "a column behind a point."
        ),
        show_default=False,
    ),
]
Revision = Annotated[
    str, typer.Argument(help="Git revision, or a folder that holds seeds.", show_default=False)
]
OtherRevision = Annotated[
    str | None, typer.Argument(help="The same; the data in use by default.", show_default=False)
]
Extra = Annotated[
    str,
    typer.Argument(
        help="Folder with tables of your own, and scenarios/*.toml.", show_default=False
    ),
]
Out = Annotated[str, typer.Option("--out", help="New folder to write.", show_default=False)]


@app.command()
def verify(*, seeds: Seeds = None) -> None:
    """Check every table against its schema, its keys and its sources, and the network against its invariants."""  # noqa: E501  (the help of the command)
    mine = home()  # what it has joined is gone with it
    folder = folder_of(seeds) or mine.seeds
    tables, faults = invariants.examine_folder(folder)
    faults += _row_faults(tables, folder)
    faults += _scenario_faults(folder)
    told = ""
    if seeds is None:
        told, more = _examine_network(sound=not faults)
        faults += more
    for fault in dict.fromkeys(faults):
        streams.tell(f"instc: check failed: {fault}")
    if faults:
        raise typer.Exit(1)
    streams.say(told)
    for name, table in tables.items():
        streams.say(f"{name}: {len(table):,} rows\n")
    seeds_hash = content_hash([folder / f"{name}.csv" for name in tables])
    streams.say(
        f"seeds {seeds_hash[:16]}: every row fits its schema, every key is found, every row has a "
        "source\n"
    )


def _row_faults(tables: dict[str, pd.DataFrame], folder: Path) -> list[str]:
    """List what is wrong with rows by what they mean, not only by how they are written."""
    there = [name for name in printed.CHECKS if name in tables]
    found = [(tables[name], printed.printed_faults(name, tables[name], folder)) for name in there]
    if {"parameters", "sources"} <= set(tables):
        known = tables["parameters"]
        found.append((known, ages.grade_faults(known, tables["sources"])))
    faults = []
    for table, wrong in found:
        told = {row for row, _ in table.attrs["faults"]}
        for row, what in wrong:
            if row not in told:
                faults.append(f"{row_name(table, row)}, {what}")
    return faults


def _examine_network(*, sound: bool) -> tuple[str, list[str]]:
    """Check the network of the data in use, of sound tables: what it is, or what is wrong."""
    try:
        faults = load_layers.stale_faults(home().folder)
        if faults or not sound:
            return "", faults
        model = load(None, None)
        network = networks.Network(model.network.nodes, model.network.links)  # arrays: by the build
        branch.load_capacities(network, model.home.seeds)
        gates = load_layers.check_sea(model.home.folder)
    except InstcError as error:
        return "", [str(error)]
    size = f"{len(network.nodes):,} nodes, {len(network.links):,} links, {gates} sea gates"
    told = f"network: {size}, every invariant holds\n"
    return told, _unfit_scenarios(model.home.seeds)


def _scenario_faults(seeds: Path) -> list[str]:
    """List the scenarios that are none."""
    faults = []
    for path in sorted(seeds.glob("scenarios/*.toml")):
        try:
            scenarios.read_scenario(path)
        except InstcError as error:
            faults.append(str(error))
    return faults


def _unfit_scenarios(seeds: Path) -> list[str]:
    """List the scenarios that change what is not in the network."""
    faults = []
    for name in scenarios.shipped_scenarios(seeds):
        try:
            load([name], None)
        except InstcError as error:
            faults.append(str(error))
    return faults


@app.command()
def sources(
    query: Query = None, *, format_: RowsFormat = None, output: Output = None, cite: Cite = None
) -> None:
    """List the works that facts come from."""
    target = aim_cited(cite, output) if cite else aim(format_, output)
    works = home().table("sources")
    if cite:
        found = matching(works[SEARCHED], query, SEARCHED)
        kept = works["source_id"].isin([row["source_id"] for row in found])
        put(citations.STYLES[cite](works[kept].set_index("source_id")), target)
        return
    shown = works[["source_id", "title", "author", "year", "address", "read_depth"]].astype(str)
    shown["year"] = shown["year"].str.removesuffix(".0").replace("nan", "")
    put_rows(matching(shown, query, SEARCHED), target, "instc.sources/1")


@app.command("why")
def explain(
    key: Key,
    *,
    pair: Pair = ("Mumbai", "Moscow"),
    scenario: Scenarios = None,
    as_of: AsOf = None,
    format_: TextFormat = None,
    output: Output = None,
) -> None:
    """Say where a number comes from, who says otherwise, what uses it, and what hangs on it."""
    target = aim(format_, output, TEXTS)
    model = load(scenario, as_of)
    cards = provenance.why(key, model, model.compare(*pair, draws=1))
    if target.format == "json":
        head = {"schema": "instc.why/1", **model.versions, "as_of": model.as_of}
        said = {"pair": list(pair), "cards": [card.to_dict() for card in cards]}
        put_json(head | said, target)
    else:
        put("\n".join(_card_text(card, pair) for card in cards), target)


def _card_text(card: Card, pair: tuple[str, str]) -> str:
    """Print what is known of one number."""
    lines = [f"{card.key}  {card.name} ({card.kind})", *_facts(card.facts)]
    if card.dissent:
        lines += ["others say, or at other times:", *_facts(card.dissent)]
    if card.used_by:
        lines.append(f"used: {'; '.join(card.used_by)}")
    ends = " - ".join(pair)
    for way, sums in card.hangs.items():
        days, usd = f"{sums['days']:.2f} days", f"{sums['usd_per_teu']:,.0f} USD"
        co2e = f"{sums['co2e_kg_per_teu']:,.0f} kg CO2e"
        lines.append(f"hangs on it, {ends} by {way}: {days}, {usd} and {co2e} per TEU (means)")
    if card.kind == "parameter" and card.key.startswith(RULES):
        lines.append(
            "it prices no link: it says which ways are found and shown, or turns a printed figure "
            "into ours"
        )
    elif card.kind in {"link", "passage", "parameter"} and not card.hangs:
        lines.append(
            f"nothing of {ends} hangs on it in this state (another: --scenario, --as-of, --pair)"
        )
    return "\n".join(lines) + "\n"


def _facts(facts: Sequence[Fact]) -> list[str]:
    """Print facts, each with its grade, its day, its work and its note."""
    lines = []
    for fact in facts:
        grade = f"[{fact.grade}]" if fact.grade else ""
        parts = (fact.value, fact.unit, grade, fact.as_of)
        lines.append(f"  {fact.what}: {' '.join(filter(None, parts))}")
        lines.append(f"    {_work(fact.source)}")
        if fact.note:
            lines.append(f"    {fact.note}")
    return lines


def _work(source: dict[str, str]) -> str:
    """Name a work, and how it was read."""
    parts = (source["title"], source["author"], source["year"], source["address"])
    read = f"read: {source['read_depth']}, {source['accessed']}"
    return f"{source['source_id']}: {', '.join(filter(None, parts))} ({read})"


@app.command("diff")
def difference(
    rev_a: Revision,
    rev_b: OtherRevision = None,
    *,
    pair: Pair = ("Mumbai", "Moscow"),
    format_: TextFormat = None,
    output: Output = None,
) -> None:
    """Say what changed in the facts between two revisions, and by how much the headline moved."""
    target = aim(format_, output, TEXTS)
    here = home().folder
    revision = data_diff.revision
    with revision(rev_a, here) as before, revision(rev_b or str(here), here) as after:
        found = data_diff.changes(before, after)
        headline = data_diff.moved(before, after, *pair)
    if target.format == "json":
        answer = {
            "schema": "instc.diff/1",
            "before": rev_a,
            "after": rev_b or "data in use",
            "changes": list(map(_change, found)),
            "pair": list(pair),
            "p50_days": {name: list(days) for name, days in headline.p50_days.items()},
            "why_not": headline.why_not,
        }
        put_json(answer, target)
    else:
        put(_difference_text(found, headline), target)


def _change(change: Change) -> dict[str, object]:
    """Give a change as plain values."""
    cells = {name: list(values) for name, values in change.cells.items()}
    return {"table": change.table, "key": change.key, "kind": change.kind, "cells": cells}


def _difference_text(found: list[Change], headline: Moved) -> str:
    """Print what changed, and what it did to the headline."""
    counts = Counter((change.table, change.kind) for change in found)
    lines = [f"{table}.csv: {number} rows {kind}" for (table, kind), number in counts.items()]
    lines = lines or ["no fact changed"]
    lines += [f"  {change.table} {change.key}: {_changed(change)}" for change in found]
    ends = f"{headline.origin} - {headline.destination}"
    lines.append(f"headline, {ends}, days P50 (formulas of today):")
    if headline.why_not:
        lines.append(f"  can't be computed: {headline.why_not}")
    for name, (before, after) in headline.p50_days.items():
        step = ""
        if before is not None and after is not None:
            step = f" ({after - before:+.2f})"
        lines.append(f"  {name}: {_days(before)} -> {_days(after)}{step}")
    return "\n".join(lines) + "\n"


def _changed(change: Change) -> str:
    """Say what became of a row: its cells before and after, or that it came or went."""
    if change.kind != "changed":
        return change.kind
    cells = []
    for name, (before, after) in change.cells.items():
        cells.append(f"{name} {before or 'empty'} -> {after or 'empty'}")
    return "; ".join(cells)


def _days(value: float | None) -> str:
    """Print days, or that there is no way."""
    return "no way" if value is None else f"{value:.1f}"


@app.command()
def join(extra: Extra, *, out: Out) -> None:
    """Join your tables to the shipped ones, in a new folder that --data or INSTC_DATA can name."""
    loaded: list[Model] = []

    def check(folder: Path) -> None:
        loaded.append(models.load_model(folder=folder))

    user_tables.join_tables(Path(extra), home().folder, Path(out), check=check)
    network = loaded[0].network
    nodes, links = len(network.nodes), len(network.links)
    streams.tell(
        f"wrote {out}: {nodes:,} nodes, {links:,} links, every invariant holds (use it by "
        f"--data {out})"
    )


def folder_of(path: str | None) -> Path | None:
    """Give the folder that an option names."""
    if path is None:
        return None
    if not Path(path).is_dir():
        raise TableError(f"{path}: there is no such folder")
    return Path(path)
