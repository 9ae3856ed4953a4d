"""The commands that look at the network: places, network info, nodes, links, export."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.lazy import graphs, record
from instc.cli.lazy import places as spelling
from instc.cli.options import AsOf, Output, Query, RowsFormat, Scenarios, load
from instc.cli.output import GRAPHS, aim, matching, put, put_rows
from instc.errors import QuestionError

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(
    help="Look at the network, or export it.", rich_markup_mode=None, no_args_is_help=True
)
NAME_COLUMNS = ["node_id", "name"]
LINK_COLUMNS = [
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
Spelling = Annotated[
    str | None, typer.Argument(help="Part of a name, in any spelling.", show_default=False)
]
LayerFormat = Annotated[
    str | None,
    typer.Option(
        "--format", "-f", help=f"{', '.join(GRAPHS)}.", show_default="By the file's ending"
    ),
]
Layer = Annotated[
    str,
    typer.Argument(
        help=(
            "File that ends in .geojson (links), or .graphml or .gpkg (open links, as OSMnx reads "
            "them); - is stdout."
        )
    ),
]


def places(query: Spelling = None, *, format_: RowsFormat = None, output: Output = None) -> None:
    """List the places, their other spellings and UN/LOCODEs."""
    target = aim(format_, output)
    spelled = load(None, None).spellings
    if query is None:
        meant = spelled[spelled["own"]]
    else:
        meant = spelled[spelled["key"].str.contains(spelling.fold(query), regex=False)]
        if meant.empty:
            meant = spelled[spelled["unlocode"] == query.upper()]
    if meant.empty:
        raise QuestionError(f'no place is spelt like "{query}"')
    whole = spelled[spelled["place_id"].isin(meant["place_id"])]
    rows = [_place(place_id, group) for place_id, group in whole.groupby("place_id")]
    put_rows(rows, target, "instc.places/1")


def _place(place_id: str, spelled: pd.DataFrame) -> dict[str, Any]:
    """Give a place with its other spellings."""
    name, country, unlocode = spelled[["name", "country", "unlocode"]].iloc[0]
    others = [text for text in spelled["spelling"] if text not in {name, place_id}]
    said = {"place_id": place_id, "name": name, "country": country, "unlocode": unlocode}
    return said | {"spellings": others}


@app.command()
def info(
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Count nodes and links by mode and state."""
    target = aim(format_, output)
    links = load(scenario, as_of).network.links
    by_state = links.groupby(["mode", "status"])
    counts = by_state.agg(links=("length_km", "size"), length_km=("length_km", "sum"))
    rows = counts.reset_index().round(0).to_dict("records")
    put_rows(rows, target, "instc.network/1")


@app.command()
def nodes(query: Query = None, *, format_: RowsFormat = None, output: Output = None) -> None:
    """List the facilities of the corridor."""
    target = aim(format_, output)
    table = load(None, None).network.nodes
    table = table[table["kind"] != "junction"].drop(columns="geometry").reset_index()
    shown = [*NAME_COLUMNS, "kind", "gauge_mm", "country", "unlocode"]
    rows = matching(table, query, NAME_COLUMNS)
    put_rows(rows, target, "instc.nodes/1", shown=shown)


@app.command("links")
def list_links(
    query: Query = None,
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """List the links, with length, state and source."""
    target = aim(format_, output)
    table = load(scenario, as_of).network.links.reset_index()
    named = table.loc[~table["link_id"].str.startswith("sea."), LINK_COLUMNS]
    shown = ["link_id", "length_km", "status", "grade", "source_id"]
    rows = matching(named, query, ["link_id", "mode", "status"])
    put_rows(rows, target, "instc.links/1", shown=shown)


@app.command()
def export(
    file: Layer,
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    format_: LayerFormat = None,
) -> None:
    """Write the network for another tool."""
    target = aim(format_, file, GRAPHS)
    network = load(scenario, as_of).network
    if target.format == "geojson":
        lines = record.features(network.links.reset_index())
        layer = {"type": "FeatureCollection", "features": lines}
        put(json.dumps(layer, ensure_ascii=False) + "\n", target)
    else:
        put(graphs.graph_file(network.to_osmnx(), f".{target.format}"), target)
