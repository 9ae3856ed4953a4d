"""The commands that look at the network: places, network info, nodes, links, export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from instc.cli.options import (
    AsOf,
    Output,
    Query,
    RowsFormat,
    Scenarios,
    load,
    matching,
    put,
    put_rows,
    tell,
)
from instc.errors import QuestionError
from instc.files import check_writable, write_whole

app = typer.Typer(
    help="Look at the network, or export it.", rich_markup_mode=None, no_args_is_help=True
)


def places(
    query: Annotated[
        str | None, typer.Argument(help="Part of a name, in any spelling.", show_default=False)
    ] = None,
    *,
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """List the places, their other spellings and UN/LOCODEs."""
    from instc.tables.places import fold  # noqa: PLC0415

    spelled = load(None, None).spellings
    own = (
        spelled[spelled["own"]]
        if query is None
        else spelled[spelled["key"].str.contains(fold(query), regex=False)]
    )
    if query is not None and own.empty:
        own = spelled[spelled["unlocode"] == query.upper()]
    if own.empty:
        raise QuestionError(f'no place is spelt like "{query}"')
    whole = spelled[spelled["place_id"].isin(own["place_id"])]
    rows = [
        {
            "place_id": place_id,
            "name": group["name"].iloc[0],
            "country": group["country"].iloc[0],
            "unlocode": group["unlocode"].iloc[0],
            "spellings": [
                text for text in group["spelling"] if text not in {group["name"].iloc[0], place_id}
            ],
        }
        for place_id, group in whole.groupby("place_id")
    ]
    put_rows(rows, format_, output, "instc.places/1")


@app.command()
def info(
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """Count nodes and links by mode and state."""
    links = load(scenario, as_of).network.links
    counts = (
        links.groupby(["mode", "status"])
        .agg(links=("length_km", "size"), length_km=("length_km", "sum"))
        .reset_index()
    )
    put_rows(counts.round(0).to_dict("records"), format_, output, "instc.network/1")


@app.command()
def nodes(query: Query = None, *, format_: RowsFormat = "table", output: Output = None) -> None:
    """List the facilities of the corridor."""
    table = load(None, None).network.nodes
    table = table[~table["kind"].isin(["junction"])].drop(columns="geometry").reset_index()
    put_rows(
        matching(table, query, ["node_id", "name"]),
        format_,
        output,
        "instc.nodes/1",
        shown=["node_id", "name", "kind", "gauge_mm", "country", "unlocode"],
    )


@app.command("links")
def list_links(
    query: Query = None,
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """List the links, with length, state and source."""
    table = load(scenario, as_of).network.links.reset_index()
    table = table[~table["link_id"].str.startswith("sea.")]
    columns = [
        "link_id",
        "mode",
        "length_km",
        "drawn_km",
        "great_circle_km",
        "geometry_source",
        "status",
        "grade",
        "source_id",
        "note",
    ]
    put_rows(
        matching(table[columns], query, ["link_id", "mode", "status"]),
        format_,
        output,
        "instc.links/1",
        shown=["link_id", "length_km", "status", "grade", "source_id"],
    )


@app.command()
def export(
    target: Annotated[
        str,
        typer.Argument(
            help="File that ends in .geojson (links), or .graphml or .gpkg (open links, as OSMnx reads them)."
        ),
    ],
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
) -> None:
    """Write the network for another tool."""
    if not target.endswith((".geojson", ".graphml", ".gpkg")):
        raise QuestionError(
            f"{target}: the network goes into a file that ends in .geojson, .graphml or .gpkg"
        )
    check_writable(target)
    network = load(scenario, as_of).network
    if target.endswith(".geojson"):
        from instc.comparison.record import features  # noqa: PLC0415

        layer = {"type": "FeatureCollection", "features": features(network.links.reset_index())}
        put(json.dumps(layer, ensure_ascii=False) + "\n", target)
    else:
        from instc.network.graphs import graph_file  # noqa: PLC0415

        tell(write_whole(target, graph_file(network.to_osmnx(), Path(target).suffix)))
