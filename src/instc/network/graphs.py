"""The network as others hold it: graphs of NetworkX and OSMnx, there and back, and frames of own links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod

from instc.errors import NetworkError, UnknownIdError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import networkx as nx

GEOD = Geod(ellps="WGS84")
CRS = "EPSG:4326"
PRICES = ("hours", "usd", "co2e_kg", "generalised_usd")
COLUMNS = "instc_columns"  # attribute of the graph: the columns of both tables and what they hold, which GraphML would forget


def link_graph(nodes: pd.DataFrame, links: pd.DataFrame) -> nx.MultiDiGraph:
    """
    View links as a NetworkX graph.

    Parameters
    ----------
    nodes, links
        As in `instc.network.network.Network`.

    Returns
    -------
    graph
        Nodes by ``node_id``, edges keyed by ``link_id`` with the columns of the links; an undirected link is an edge each way.

    Examples
    --------
    >>> import instc
    >>> network = instc.load_network("2026-07-31")
    >>> link_graph(network.nodes, network.open_links()).has_node("rasht.rail1435")
    True
    """
    import networkx as nx  # noqa: PLC0415  (not needed to answer `compare`)

    graph = nx.MultiDiGraph(crs=CRS)
    graph.add_nodes_from(nodes.drop(columns="geometry").to_dict("index").items())
    for link_id, record in links.drop(columns="geometry").to_dict("index").items():
        start, end = record["from_node_id"], record["to_node_id"]
        graph.add_edge(start, end, key=link_id, **record)
        if not record["directed"]:
            graph.add_edge(end, start, key=link_id, **record)
    return graph


def osmnx_graph(nodes: gpd.GeoDataFrame, links: gpd.GeoDataFrame) -> nx.MultiDiGraph:
    """
    View links as a graph that OSMnx's strict validation accepts.

    Parameters
    ----------
    nodes, links
        As in `instc.network.network.Network`.

    Returns
    -------
    graph
        Negative integer node ids, so that they never meet OpenStreetMap's; ``x, y, street_count`` and the columns of the nodes. Edges
        with ``osmid``, ``length`` in metres, ``link_id``, the columns of the links, and the line in the direction of travel. Empty
        cells are left out, since GraphML has no word for them.

    Examples
    --------
    >>> import instc
    >>> network = instc.load_network("2026-07-31")
    >>> graph = osmnx_graph(network.nodes, network.open_links())
    >>> graph.graph["crs"], min(graph.nodes) < 0
    ('EPSG:4326', True)
    """
    import networkx as nx  # noqa: PLC0415

    number = dict(zip(nodes.index, range(-1, -len(nodes) - 1, -1), strict=True))
    streets = pd.concat([links["from_node_id"], links["to_node_id"]]).value_counts()
    graph = nx.MultiDiGraph(
        crs=CRS,
        simplified=True,
        **{COLUMNS: json.dumps({"nodes": column_kinds(nodes), "links": column_kinds(links)})},
    )
    for node_id, record in nodes.drop(columns="geometry").to_dict("index").items():
        graph.add_node(
            number[node_id],
            x=float(record["lon"]),
            y=float(record["lat"]),
            street_count=int(streets.get(node_id, 0)),
            node_id=node_id,
            **_filled(record),
        )
    for order, (link_id, record) in enumerate(links.to_dict("index").items(), 1):
        line, one_way = record.pop("geometry"), bool(record["directed"])
        start, end = number[record["from_node_id"]], number[record["to_node_id"]]
        edge = {
            "osmid": -order,
            "length": float(record["length_km"]) * 1000,
            "oneway": one_way,
            "link_id": link_id,
            **_filled(record),
        }
        graph.add_edge(start, end, reversed=False, geometry=line, **edge)
        if not one_way:
            graph.add_edge(end, start, reversed=True, geometry=line.reverse(), **edge)
    return graph


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _plain(value)
        for key, value in record.items()
        if value != "" and value is not None and value == value  # noqa: PLR0124
    }


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def tables_of(graph: nx.MultiDiGraph) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """
    Read nodes and links back from such a graph.

    Parameters
    ----------
    graph
        From `osmnx_graph`, perhaps changed by OSMnx or NetworkX.

    Returns
    -------
    nodes, links
        As in `instc.network.network.Network`, sorted by id.

    Raises
    ------
    NetworkError
        A node has no ``node_id``, an edge no ``link_id``, or the graph no attributes.

    Examples
    --------
    >>> import instc
    >>> network = instc.load_network("2026-07-31")
    >>> road = network.links[network.links["mode"] == "road"]
    >>> nodes, links = tables_of(osmnx_graph(network.nodes[network.nodes["mode"] == "road"], road))
    >>> links.at["astara_ir.road-rasht.road", "length_km"]
    np.float64(180.0)
    """
    kinds = _columns(graph)
    strange = [
        f"node {number} has no node_id"
        for number, data in graph.nodes(data=True)
        if "node_id" not in data
    ]
    strange += [
        f"edge {start} - {end} has no link_id"
        for start, end, data in graph.edges(data=True)
        if "link_id" not in data
    ]
    if strange:
        raise NetworkError(
            f"the graph was not made by to_osmnx: {'; '.join(strange[:5])}{' and more' * (len(strange) > 5)}"  # noqa: PLR2004
        )
    nodes = pd.DataFrame([data for _, data in graph.nodes(data=True)]).set_index("node_id")
    links = pd.DataFrame(_link_records(graph)).set_index("link_id")
    points = gpd.points_from_xy(nodes["x"], nodes["y"])
    return (
        gpd.GeoDataFrame(_typed(nodes, kinds["nodes"]), geometry=points, crs=CRS).sort_index(),
        gpd.GeoDataFrame(
            _typed(links, kinds["links"]), geometry=links["geometry"], crs=CRS
        ).sort_index(),
    )


def column_kinds(table: pd.DataFrame) -> dict[str, str]:
    """Tell text, numbers and truths apart, by column; lines and points are left out."""
    kinds = {}
    for name, dtype in table.dtypes.items():
        if pd.api.types.is_bool_dtype(dtype):
            kinds[str(name)] = "truth"
        elif name != "geometry":
            numeric = pd.api.types.is_numeric_dtype(dtype)
            kinds[str(name)] = "number" if numeric else "text"
    return kinds


def _columns(graph: nx.MultiDiGraph) -> dict[str, dict[str, str]]:
    if COLUMNS not in graph.graph:
        raise NetworkError(
            "the graph was not made by to_osmnx, or lost its attributes on the way: graph_from_gdfs keeps them with graph_attrs=graph.graph"
        )
    kinds: dict[str, dict[str, str]] = json.loads(graph.graph[COLUMNS])
    return kinds


def _link_records(graph: nx.MultiDiGraph) -> list[dict[str, Any]]:
    """One record a link: a link both ways has two edges, and is one way where only one of them is left."""
    edges: dict[str, dict[bool, dict[str, Any]]] = {}
    for start, end, data in graph.edges(data=True):
        ends = {
            "from_node_id": graph.nodes[start]["node_id"],
            "to_node_id": graph.nodes[end]["node_id"],
        }
        edges.setdefault(data["link_id"], {})[bool(data.get("reversed", False))] = {**data, **ends}
    return [
        {**ways.get(False, next(iter(ways.values()))), "directed": len(ways) == 1}
        for ways in edges.values()
    ]


def _typed(table: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    empty = {"text": "", "number": np.nan, "truth": False}
    whole = table.reindex(columns=list(kinds)).astype(object)
    return pd.DataFrame(
        {
            name: whole[name].where(whole[name].notna(), empty[kind]).astype(DTYPES[kind])
            for name, kind in kinds.items()
        },
        index=table.index,
    )


def graph_file(graph: nx.MultiDiGraph, suffix: str) -> bytes:
    """
    Write a graph as a file of OSMnx.

    Parameters
    ----------
    graph
        From `osmnx_graph`.
    suffix
        ``.graphml`` or ``.gpkg``.

    Returns
    -------
    content
        What the file holds.

    Examples
    --------
    >>> import instc
    >>> network = instc.load_network("2026-07-31")
    >>> graph = osmnx_graph(network.nodes[network.nodes["mode"] == "road"], network.links[network.links["mode"] == "road"])
    >>> graph_file(graph, ".graphml")[:5]
    b'<?xml'
    """
    import tempfile  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    import osmnx as ox  # noqa: PLC0415  (2.5 s to import)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"network{suffix}"
        if suffix == ".gpkg":
            ox.save_graph_geopackage(graph, path, directed=True)
        else:
            ox.save_graphml(graph, path)
        return path.read_bytes()


def read_graphml(path: Path | str) -> nx.MultiDiGraph:
    """
    Read a graph that ``instc network export`` or OSMnx wrote, with the types it had.

    Parameters
    ----------
    path
        GraphML file of a graph from `osmnx_graph`.

    Returns
    -------
    graph
        Equal to the one that was written.

    Raises
    ------
    NetworkError
        The file is missing, broken, or another graph.

    Examples
    --------
    >>> import instc, tempfile
    >>> from pathlib import Path
    >>> network = instc.load_network("2026-07-31")
    >>> graph = osmnx_graph(network.nodes[network.nodes["mode"] == "road"], network.links[network.links["mode"] == "road"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "roads.graphml"
    ...     _ = path.write_bytes(graph_file(graph, ".graphml"))
    ...     set(read_graphml(path).edges) == set(graph.edges)
    True
    """
    import osmnx as ox  # noqa: PLC0415  (2.5 s to import)
    from networkx import NetworkXException  # noqa: PLC0415

    try:
        graph: nx.MultiDiGraph = ox.load_graphml(
            path, edge_dtypes={"grade": str}
        )  # a slope to OSMnx, a letter to us
        kinds = _columns(graph)
        for records, table in (
            (graph.nodes(data=True), "nodes"),
            (graph.edges(data=True), "links"),
        ):
            for *_, data in records:
                data.update(
                    {
                        name: TYPES[kinds[table][name]](str(data[name]))
                        for name in kinds[table].keys() & data.keys()
                    }
                )
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, NetworkXException) as error:
        raise NetworkError(
            f"{path}: not a graph that `instc network export` wrote ({error})"
        ) from error
    return graph


def _truth(text: str) -> bool:
    return text == "True"


TYPES: dict[str, Callable[[str], Any]] = {"text": str, "number": float, "truth": _truth}
DTYPES = {"text": "str", "number": float, "truth": bool}


def grown_nodes(known: gpd.GeoDataFrame, given: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """
    Put own nodes beside those of a network.

    Parameters
    ----------
    known
        As in `instc.network.network.Network`.
    given
        Index node_id; ``mode, country`` and any other column of a node; Points.

    Returns
    -------
    nodes
        What was not given is empty.

    Raises
    ------
    NetworkError
        They have no coordinate reference system.
    UnknownIdError
        A node has no such column.

    Examples
    --------
    >>> import instc, shapely
    >>> spot = gpd.GeoDataFrame({"mode": ["road"], "country": ["IR"]}, index=["my_depot"], geometry=[shapely.Point(49.5, 37.3)], crs=CRS)
    >>> float(grown_nodes(instc.load_network("2026-07-31").nodes, spot).at["my_depot", "lon"])
    49.5
    """
    if given is None:
        return known
    given = _like(known, given, "node")
    new = given.assign(**_blank(known, given) | {"lon": given.geometry.x, "lat": given.geometry.y})
    return pd.concat([known, new[known.columns].rename_axis("node_id")])


def grown_links(
    known: gpd.GeoDataFrame,
    given: gpd.GeoDataFrame,
    like: str | None = None,
    copied: tuple[str, ...] = (),
) -> gpd.GeoDataFrame:
    """
    Put own links beside those of a network.

    Parameters
    ----------
    known
        As in `instc.network.network.Network`.
    given
        Index link_id; ``from_node_id, to_node_id, mode`` and any other column of a link; LineStrings.
    like, copied
        Id of a known link, and the columns that are taken from it where none is given.

    Returns
    -------
    links
        Sorted, without prices. Without ``length_km`` the new ones are as long as their lines.

    Raises
    ------
    NetworkError
        They have no coordinate reference system, or lack a column.
    UnknownIdError
        No link is called ``like``, or a link has no such column.

    Examples
    --------
    >>> import instc
    >>> links = instc.load_network("2026-07-31").links
    >>> again = links.loc[["astara_ir.road-rasht.road"]].rename({"astara_ir.road-rasht.road": "mine"})
    >>> "mine" in grown_links(links, again).index
    True
    """
    if like is not None and like not in known.index:
        raise UnknownIdError(f'no link is called "{like}"{did_you_mean(like, known.index)}')
    plain = known.drop(columns=[name for name in PRICES if name in known])
    given = _like(plain, given.drop(columns=[name for name in PRICES if name in given]), "link")
    lacking = [name for name in ("from_node_id", "to_node_id", "mode") if name not in given]
    if lacking:
        raise NetworkError(f"own links need the column {' and '.join(lacking)}")
    length = [round(GEOD.geometry_length(line) / 1000, 3) for line in given.geometry]
    pattern = {name: known.at[like, name] for name in copied} if like is not None else {}
    blank = (
        _blank(plain, given) | {"directed": False, "status": "open", "length_km": length} | pattern
    )
    new = given.assign(**{name: value for name, value in blank.items() if name not in given})
    return pd.concat([plain, new[plain.columns].rename_axis("link_id")]).sort_index()


def _like(known: gpd.GeoDataFrame, given: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
    """Bring a frame of the user to our coordinates, and refuse columns that would be lost."""
    if given.crs is None:
        raise NetworkError(
            f"own {what}s have no coordinate reference system: say set_crs({CRS!r}) if they are lon, lat"
        )
    ours: gpd.GeoDataFrame = given.to_crs(CRS)
    ours = ours if ours.geometry.name == "geometry" else ours.rename_geometry("geometry")
    strange = [name for name in ours if name not in known]
    if strange:
        raise UnknownIdError(
            f'a {what} has no column "{strange[0]}"{did_you_mean(str(strange[0]), known.columns)}'
        )
    return ours


def _blank(known: gpd.GeoDataFrame, given: gpd.GeoDataFrame) -> dict[str, Any]:
    return {
        name: "" if not pd.api.types.is_numeric_dtype(known[name]) else np.nan
        for name in known
        if name not in {*given, "geometry"}
    }
