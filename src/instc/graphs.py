"""The network as graphs: NetworkX by link id, and the graph that OSMnx accepts, there and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from instc.errors import NetworkError

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

CRS = "EPSG:4326"
NUMBERS = (
    "lon",
    "lat",
    "gauge_mm",
    "length_km",
    "drawn_km",
    "great_circle_km",
    "longest_chord_km",
    "hours",
    "usd",
    "co2e_kg",
    "generalised_usd",
    "anchor_lon",
    "anchor_lat",
    "land_km",
)
LINK_WORDS = ("pace_id", "dwell_id", "rate_id", "fee_id", "share_id", "intensity_id", "hub_id", "basin", "passage_id", "detour", "source_id", "note")
NODE_WORDS = ("place_id", "name", "kind", "country", "unlocode")  # columns that must be there even where every cell is empty
OSMNX_OWN = ("osmid", "length", "oneway", "reversed", "x", "y", "street_count")  # what OSMnx asks for, and we know otherwise


def link_graph(nodes: pd.DataFrame, links: pd.DataFrame) -> nx.MultiDiGraph:
    """
    View links as a NetworkX graph.

    Parameters
    ----------
    nodes, links
        As in `instc.network.Network`.

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
        As in `instc.network.Network`.

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
    graph = nx.MultiDiGraph(crs=CRS, simplified=True)
    for node_id, record in nodes.drop(columns="geometry").to_dict("index").items():
        graph.add_node(number[node_id], x=float(record["lon"]), y=float(record["lat"]), street_count=int(streets.get(node_id, 0)), node_id=node_id, **_filled(record))
    for order, (link_id, record) in enumerate(links.to_dict("index").items(), 1):
        line, one_way = record.pop("geometry"), bool(record["directed"])
        start, end = number[record["from_node_id"]], number[record["to_node_id"]]
        edge = {"osmid": -order, "length": float(record["length_km"]) * 1000, "oneway": one_way, "link_id": link_id, **_filled(record)}
        graph.add_edge(start, end, reversed=False, geometry=line, **edge)
        if not one_way:
            graph.add_edge(end, start, reversed=True, geometry=line.reverse(), **edge)
    return graph


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in record.items() if value != "" and value is not None and value == value}  # noqa: PLR0124  (NaN differs from itself)


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
        As in `instc.network.Network`, sorted by id.

    Raises
    ------
    NetworkError
        A node has no ``node_id`` or an edge no ``link_id``.

    Examples
    --------
    >>> import instc
    >>> network = instc.load_network("2026-07-31")
    >>> nodes, links = tables_of(osmnx_graph(network.nodes, network.open_links()))
    >>> links.at["astara_ir.road-rasht.road", "length_km"]
    np.float64(180.0)
    """
    places = [(number, data) for number, data in graph.nodes(data=True)]
    edges = [(start, end, data) for start, end, data in graph.edges(data=True) if not data.get("reversed", False)]
    strange = [f"node {number} has no node_id" for number, data in places if "node_id" not in data]
    strange += [f"edge {start} - {end} has no link_id" for start, end, data in edges if "link_id" not in data]
    if strange:
        raise NetworkError(f"the graph was not made by to_osmnx: {'; '.join(strange[:5])}{' and more' * (len(strange) > 5)}")  # noqa: PLR2004
    nodes = pd.DataFrame([data for _, data in places]).set_index("node_id")
    links = pd.DataFrame([data for *_, data in edges]).set_index("link_id")
    points = gpd.points_from_xy(nodes["x"], nodes["y"])
    nodes = _emptied(nodes.drop(columns=[name for name in OSMNX_OWN if name in nodes]), NODE_WORDS)
    links = _emptied(links.drop(columns=[name for name in OSMNX_OWN if name in links]), LINK_WORDS).assign(directed=links["directed"].astype(bool))
    return gpd.GeoDataFrame(nodes, geometry=points, crs=CRS).sort_index(), gpd.GeoDataFrame(links, geometry="geometry", crs=CRS).sort_index()


def _emptied(table: pd.DataFrame, must: tuple[str, ...]) -> pd.DataFrame:
    table = table.assign(**{name: "" for name in must if name not in table})
    words = [name for name in table if name not in {*NUMBERS, "geometry", "directed"}]
    return table.assign(**table[words].astype(object).fillna(""), **{name: table[name].astype(float) for name in NUMBERS if name in table})


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
    >>> graph = instc.load_network("2026-07-31").to_osmnx()
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

    Examples
    --------
    >>> graph = read_graphml("corridor.graphml")  # doctest: +SKIP
    """
    import osmnx as ox  # noqa: PLC0415  (2.5 s to import)

    numbers = dict.fromkeys(NUMBERS, float)
    graph: nx.MultiDiGraph = ox.load_graphml(path, node_dtypes=numbers, edge_dtypes={**numbers, "directed": _truth, "grade": str})
    return graph


def _truth(text: str) -> bool:
    return text == "True"
