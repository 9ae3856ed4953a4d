"""The commands that look after the data: build, data verify, data sources."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from instc.cli.options import (
    AsOf,
    Cite,
    Output,
    Query,
    RowsFormat,
    Scenarios,
    check_cite,
    check_output,
    check_word,
    load,
    matching,
    put,
    put_rows,
)
from instc.errors import InstcError, TableError

if TYPE_CHECKING:
    from instc.evidence.data_diff import Change, Moved
    from instc.evidence.provenance import Card

RULES = ("ratio.", "distance.", "value_rate.")  # parameters that weigh and choose ways
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


@app.command()
def verify(*, seeds: Seeds = None) -> None:
    """Check every table against its schema, its keys and its sources, and the network against its invariants."""
    from instc.capacity.branch import load_capacities  # noqa: PLC0415
    from instc.evidence.backtest import load_observations  # noqa: PLC0415
    from instc.evidence.claims import load_claims  # noqa: PLC0415
    from instc.model import load_model  # noqa: PLC0415
    from instc.network.network import Network  # noqa: PLC0415
    from instc.tables.parameters import load_parameters  # noqa: PLC0415
    from instc.tables.schema import content_hash, data_dir, read_tables  # noqa: PLC0415

    folder = folder_of(seeds) or data_dir() / "seeds"
    try:
        tables = read_tables(folder)
        load_parameters("2026-07-31", folder)
        load_claims(folder)
        load_observations(folder)
        if seeds is None:
            model = load_model()
            Network(model.network.nodes, model.network.links)  # arrays are checked by the build
            load_capacities(model.network)
            typer.echo(
                f"network: {len(model.network.nodes):,} nodes, {len(model.network.links):,} links, every invariant holds"
            )
    except InstcError as error:
        typer.echo(f"instc: check failed: {error}", err=True)
        raise typer.Exit(1) from error
    for name, table in tables.items():
        typer.echo(f"{name}: {len(table):,} rows")
    typer.echo(
        f"seeds {content_hash([folder / f'{name}.csv' for name in tables])[:16]}: every row fits its schema, every key is found, every row has a source"
    )


@app.command()
def sources(
    query: Query = None, *, format_: RowsFormat = "table", output: Output = None, cite: Cite = None
) -> None:
    """List the works that facts come from."""
    from instc.tables.schema import read_table  # noqa: PLC0415

    check_cite(cite)
    if cite is not None:
        from instc.evidence.citations import STYLES  # noqa: PLC0415

        works = read_table("sources")
        kept = {
            row["source_id"]
            for row in matching(
                works[["source_id", "title", "author", "address"]],
                query,
                ["source_id", "title", "author", "address"],
            )
        }
        put(STYLES[cite](works[works["source_id"].isin(kept)].set_index("source_id")), output)
        return
    table = read_table("sources").astype(str)
    columns = ["source_id", "title", "author", "year", "address", "read_depth"]
    table = table.assign(year=table["year"].str.removesuffix(".0").replace("nan", ""))
    put_rows(
        matching(table[columns], query, ["source_id", "title", "author", "address"]),
        format_,
        output,
        "instc.sources/1",
    )


Pair = Annotated[
    tuple[str, str], typer.Option("--pair", help="Ends of the comparison that is named.")
]


@app.command("why")
def explain(
    key: Annotated[
        str,
        typer.Argument(
            help="A link, passage, parameter, claim, observation, corridor or source; a column behind a point.",
            show_default=False,
        ),
    ],
    *,
    pair: Pair = ("Mumbai", "Moscow"),
    scenario: Scenarios = None,
    as_of: AsOf = None,
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """Say where a number comes from, who says otherwise, what uses it, and what hangs on it."""
    check_word("--format", format_, ["table", "json"])
    check_output(format_, output, None)
    from instc.evidence.provenance import why  # noqa: PLC0415

    model = load(scenario, as_of)
    cards = why(key, model, model.compare(*pair, draws=1))
    if format_ == "json":
        put(
            json.dumps(
                {
                    "schema": "instc.why/1",
                    **model.versions,
                    "as_of": model.as_of,
                    "pair": list(pair),
                    "cards": [card.to_dict() for card in cards],
                },
                indent=1,
                ensure_ascii=False,
            )
            + "\n",
            output,
        )
    else:
        put("\n".join(_card_text(card, pair) for card in cards), output)


def _card_text(card: Card, pair: tuple[str, str]) -> str:
    lines = [f"{card.key}  {card.name} ({card.kind})"]
    for title, facts in (("", card.facts), ("others say, or at other times:", card.dissent)):
        lines += [title] if title and facts else []
        for fact in facts:
            head = " ".join(
                part
                for part in (
                    fact.value,
                    fact.unit,
                    f"[{fact.grade}]" if fact.grade else "",
                    fact.as_of,
                )
                if part
            )
            lines.append(f"  {fact.what}: {head}")
            lines.append(f"    {_work(fact.source)}")
            lines += [f"    {fact.note}"] if fact.note else []
    lines += [f"used: {'; '.join(card.used_by)}"] if card.used_by else []
    for way, sums in card.hangs.items():
        lines.append(
            f"hangs on it, {' - '.join(pair)} by {way}: {sums['days']:.2f} days, {sums['usd_per_teu']:,.0f} USD and {sums['co2e_kg_per_teu']:,.0f} kg CO2e per TEU (means)"
        )
    if card.kind == "parameter" and card.key.startswith(RULES):
        lines.append(
            "it prices no link: it says which ways are found and shown, or turns a printed figure into ours"
        )
    elif card.kind in {"link", "passage", "parameter"} and not card.hangs:
        lines.append(
            f"nothing of {' - '.join(pair)} hangs on it in this state (another: --scenario, --as-of, --pair)"
        )
    return "\n".join(lines) + "\n"


def _work(source: dict[str, str]) -> str:
    parts = [source["title"], source["author"], source["year"], source["address"]]
    return f"{source['source_id']}: {', '.join(part for part in parts if part)} (read: {source['read_depth']}, {source['accessed']})"


@app.command("diff")
def difference(
    rev_a: Annotated[
        str, typer.Argument(help="Git revision, or a folder that holds seeds.", show_default=False)
    ],
    rev_b: Annotated[
        str | None, typer.Argument(help="The same; the data in use by default.", show_default=False)
    ] = None,
    *,
    pair: Pair = ("Mumbai", "Moscow"),
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """Say what changed in the facts between two revisions, and by how much the headline moved."""
    check_word("--format", format_, ["table", "json"])
    check_output(format_, output, None)
    from instc.evidence.data_diff import changes, moved, revision  # noqa: PLC0415
    from instc.tables.schema import data_dir  # noqa: PLC0415

    with (
        revision(rev_a, data_dir()) as before,
        revision(rev_b or str(data_dir()), data_dir()) as after,
    ):
        found, headline = changes(before, after), moved(before, after, *pair)
    if format_ == "json":
        rows = [
            {
                "table": change.table,
                "key": change.key,
                "kind": change.kind,
                "cells": {name: list(cells) for name, cells in change.cells.items()},
            }
            for change in found
        ]
        answer = {
            "schema": "instc.diff/1",
            "before": rev_a,
            "after": rev_b or "data in use",
            "changes": rows,
            "pair": list(pair),
            "p50_days": {k: list(v) for k, v in headline.p50_days.items()},
            "why_not": headline.why_not,
        }
        put(json.dumps(answer, indent=1, ensure_ascii=False) + "\n", output)
    else:
        put(_difference_text(found, headline), output)


def _difference_text(found: list[Change], headline: Moved) -> str:
    counts = Counter((change.table, change.kind) for change in found)
    lines = [f"{table}.csv: {number} rows {kind}" for (table, kind), number in counts.items()] or [
        "no fact changed"
    ]
    for change in found:
        if change.kind == "changed":
            lines.append(
                f"  {change.table} {change.key}: "
                + "; ".join(
                    f"{name} {before or 'empty'} -> {after or 'empty'}"
                    for name, (before, after) in change.cells.items()
                )
            )
        else:
            lines.append(f"  {change.table} {change.key}: {change.kind}")
    lines.append(
        f"headline, {headline.origin} - {headline.destination}, days P50 (formulas of today):"
    )
    if headline.why_not:
        lines.append(f"  can't be computed: {headline.why_not}")
    for name, (before, after) in headline.p50_days.items():
        figures = [f"{value:.1f}" if value is not None else "no way" for value in (before, after)]
        step = f" ({after - before:+.2f})" if before is not None and after is not None else ""
        lines.append(f"  {name}: {figures[0]} -> {figures[1]}{step}")
    return "\n".join(lines) + "\n"


@app.command()
def join(
    extra: Annotated[
        str,
        typer.Argument(
            help="Folder with tables of your own, and scenarios/*.toml.", show_default=False
        ),
    ],
    *,
    out: Annotated[str, typer.Option("--out", help="New folder to write.", show_default=False)],
) -> None:
    """Join your tables to the shipped ones, in a new folder that --data or INSTC_DATA can name."""
    from instc.model import load_model  # noqa: PLC0415
    from instc.tables.schema import data_dir  # noqa: PLC0415
    from instc.tables.user_tables import join_tables  # noqa: PLC0415

    joined = join_tables(Path(extra), data_dir(), Path(out))
    network = load_model(folder=joined).network
    typer.echo(
        f"wrote {joined}: {len(network.nodes):,} nodes, {len(network.links):,} links, every invariant holds (use it by --data {joined})",
        err=True,
    )


def folder_of(path: str | None) -> Path | None:
    """Give the folder that an option names."""
    if path is None:
        return None
    if not Path(path).is_dir():
        raise TableError(f"{path}: there is no such folder")
    return Path(path)
