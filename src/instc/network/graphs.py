"""The network as others hold it: graphs of NetworkX and OSMnx, there and back; own links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod

from instc.errors import NetworkError, UnknownIdError, did_you_mean
from instc.network.columns import PRICES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import networkx as nx

GEOD = Geod(ellps="WGS84")
CRS = "EPSG:4326"
SHOWN = 5  # of what is strange in a graph
COLUMNS = "instc_columns"  # attribute of the graph: what the columns hold, which GraphML forgets


def link_graph(nodes: pd.DataFrame, links: pd.DataFrame) -> nx.MultiDiGraph:
    """
    View links as a NetworkX graph.

    Nodes by ``node_id``, edges keyed by ``link_id`` with the columns of the links; an undirected
    link is an edge each way.
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

    Returns
    -------
    graph
        Negative integer node ids, so that they never meet OpenStreetMap's; ``x, y, street_count``
        and the columns of the nodes. Edges with ``osmid``, ``length`` in metres, ``link_id``, the
        columns of the links, and the line in the direction of travel. Empty cells are left out,
        since GraphML has no word for them.
    """
    import networkx as nx  # noqa: PLC0415

    number = dict(zip(nodes.index, range(-1, -len(nodes) - 1, -1), strict=True))
    kinds = json.dumps({"nodes": column_kinds(nodes), "links": column_kinds(links)})
    graph = nx.MultiDiGraph(crs=CRS, simplified=True, **{COLUMNS: kinds})
    streets = pd.concat([links["from_node_id"], links["to_node_id"]]).value_counts()
    for node_id, record in nodes.drop(columns="geometry").to_dict("index").items():
        cells = {"x": float(record["lon"]), "y": float(record["lat"])}
        cells |= {"street_count": int(streets.get(node_id, 0)), "node_id": node_id}
        graph.add_node(number[node_id], **cells, **_filled(record))
    for order, (link_id, record) in enumerate(links.to_dict("index").items(), 1):
        line, one_way = record.pop("geometry"), bool(record["directed"])
        start, end = number[record["from_node_id"]], number[record["to_node_id"]]
        edge = {"osmid": -order, "length": float(record["length_km"]) * 1000}
        edge |= {"oneway": one_way, "link_id": link_id} | _filled(record)
        graph.add_edge(start, end, reversed=False, geometry=line, **edge)
        if not one_way:
            graph.add_edge(end, start, reversed=True, geometry=line.reverse(), **edge)
    return graph


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    """Leave empty cells out, and make NumPy's numbers Python's."""
    filled = {}
    for key, value in record.items():
        if not (value == "" or pd.isna(value)):
            filled[key] = value.item() if isinstance(value, np.generic) else value
    return filled


def tables_of(graph: nx.MultiDiGraph) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """
    Read nodes and links back from a graph of `osmnx_graph`, perhaps changed; sorted by id.

    Raises
    ------
    NetworkError
        A node has no ``node_id``, an edge no ``link_id``, or the graph no attributes.
    """
    kinds = _columns(graph)
    _check_ids(graph)
    nodes = pd.DataFrame([data for _, data in graph.nodes(data=True)]).set_index("node_id")
    links = pd.DataFrame(_link_records(graph)).set_index("link_id")
    points = gpd.points_from_xy(nodes["x"], nodes["y"])
    typed_nodes, typed_links = _typed(nodes, kinds["nodes"]), _typed(links, kinds["links"])
    return (
        gpd.GeoDataFrame(typed_nodes, geometry=points, crs=CRS).sort_index(),
        gpd.GeoDataFrame(typed_links, geometry=links["geometry"], crs=CRS).sort_index(),
    )


def _check_ids(graph: nx.MultiDiGraph) -> None:
    """Refuse a graph of which something can't be called by a name of ours."""
    strange = []
    for number, data in graph.nodes(data=True):
        if "node_id" not in data:
            strange.append(f"node {number} has no node_id")
    for start, end, data in graph.edges(data=True):
        if "link_id" not in data:
            strange.append(f"edge {start} - {end} has no link_id")
    if strange:
        more = " and more" if len(strange) > SHOWN else ""
        named = "; ".join(strange[:SHOWN])
        raise NetworkError(f"the graph was not made by to_osmnx: {named}{more}")


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
    """Read what both tables hold, by column."""
    if COLUMNS not in graph.graph:
        raise NetworkError(
            "the graph was not made by to_osmnx, or lost its attributes on the way:"
            " graph_from_gdfs keeps them with graph_attrs=graph.graph"
        )
    kinds: dict[str, dict[str, str]] = json.loads(graph.graph[COLUMNS])
    return kinds


def _link_records(graph: nx.MultiDiGraph) -> list[dict[str, Any]]:
    """Give one record a link: a link both ways has two edges, and is one way where one is left."""
    edges: dict[str, dict[bool, dict[str, Any]]] = {}
    for start, end, data in graph.edges(data=True):
        first, last = (graph.nodes[node]["node_id"] for node in (start, end))
        record = {**data, "from_node_id": first, "to_node_id": last}
        edges.setdefault(data["link_id"], {})[bool(data.get("reversed", False))] = record
    records = []
    for ways in edges.values():
        record = ways.get(False, next(iter(ways.values())))
        records.append({**record, "directed": len(ways) == 1})
    return records


def _typed(table: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    """Bring columns back to what they held, empty ones among them."""
    whole = table.reindex(columns=list(kinds)).astype(object)
    columns = {}
    for name, kind in kinds.items():
        filled = whole[name].where(whole[name].notna(), EMPTY[kind])
        columns[name] = filled.astype(DTYPES[kind])
    return pd.DataFrame(columns, index=table.index)


def graph_file(graph: nx.MultiDiGraph, suffix: str) -> bytes:
    """Write a graph of `osmnx_graph` as a file of OSMnx: ``.graphml`` or ``.gpkg``."""
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
    >>> roads = [table[table["mode"] == "road"] for table in (network.nodes, network.links)]
    >>> graph = osmnx_graph(*roads)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "roads.graphml"
    ...     _ = path.write_bytes(graph_file(graph, ".graphml"))
    ...     set(read_graphml(path).edges) == set(graph.edges)
    True
    """
    import osmnx as ox  # noqa: PLC0415  (2.5 s to import)
    from networkx import NetworkXException  # noqa: PLC0415

    slope = {"grade": str}  # to OSMnx; a letter to us
    try:
        graph: nx.MultiDiGraph = ox.load_graphml(path, edge_dtypes=slope)
        kinds = _columns(graph)
        for *_, data in graph.nodes(data=True):
            _retype(data, kinds["nodes"])
        for *_, data in graph.edges(data=True):
            _retype(data, kinds["links"])
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, NetworkXException) as error:
        raise NetworkError(
            f"{path}: not a graph that `instc network export` wrote ({error})"
        ) from error
    return graph


def _retype(record: dict[str, Any], kinds: dict[str, str]) -> None:
    """Read the cells of a record as what they were."""
    for name in kinds.keys() & record.keys():
        record[name] = TYPES[kinds[name]](str(record[name]))


TYPES: dict[str, Callable[[str], Any]] = {"text": str, "number": float, "truth": "True".__eq__}
DTYPES = {"text": "str", "number": float, "truth": bool}
EMPTY = {"text": "", "number": np.nan, "truth": False}


def grown_nodes(known: gpd.GeoDataFrame, given: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """
    Put own nodes beside those of a network; what was not given is empty.

    Parameters
    ----------
    known
        As in `instc.network.network.Network`.
    given
        Index node_id; ``mode, country`` and any other column of a node; Points.

    Raises
    ------
    NetworkError
        They have no coordinate reference system.
    UnknownIdError
        A node has no such column.
    """
    if given is None:
        return known
    given = _like(known, given, "node")
    places = {"lon": given.geometry.x, "lat": given.geometry.y}
    new = given.assign(**_blank(known, given) | places)
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
        Index link_id; ``from_node_id, to_node_id, mode`` and any other column of a link;
        LineStrings.
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
    """
    if like is not None and like not in known.index:
        raise UnknownIdError(f'no link is called "{like}"{did_you_mean(like, known.index)}')
    plain = known.drop(columns=list(PRICES), errors="ignore")
    given = _like(plain, given.drop(columns=list(PRICES), errors="ignore"), "link")
    lacking = [name for name in ("from_node_id", "to_node_id", "mode") if name not in given]
    if lacking:
        raise NetworkError(f"own links need the column {' and '.join(lacking)}")
    length = [round(GEOD.geometry_length(line) / 1000, 3) for line in given.geometry]
    usual = _blank(plain, given) | {"directed": False, "status": "open", "length_km": length}
    if like is not None:
        usual |= known.loc[like, list(copied)].to_dict()
    new = given.assign(**{name: usual[name] for name in usual.keys() - set(given.columns)})
    return pd.concat([plain, new[plain.columns].rename_axis("link_id")]).sort_index()


def _like(known: gpd.GeoDataFrame, given: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
    """Bring a frame of the user to our coordinates, and refuse columns that would be lost."""
    if given.crs is None:
        named = f"own {what}s have no coordinate reference system"
        raise NetworkError(f"{named}: say set_crs({CRS!r}) if they are lon, lat")
    ours: gpd.GeoDataFrame = given.to_crs(CRS)
    if ours.geometry.name != "geometry":
        ours = ours.rename_geometry("geometry")
    strange = [name for name in ours if name not in known]
    if strange:
        hint = did_you_mean(str(strange[0]), known.columns)
        raise UnknownIdError(f'a {what} has no column "{strange[0]}"{hint}')
    return ours


def _blank(known: gpd.GeoDataFrame, given: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give what stands in the columns that were not given."""
    blank: dict[str, Any] = {}
    for name, kind in column_kinds(known).items():
        if name not in given:
            blank[name] = np.nan if kind != "text" else ""
    return blank
