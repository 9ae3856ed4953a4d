"""The network as others hold it: graphs of NetworkX and OSMnx, and frames of own links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.door import checked
from instc.ellipsoid import wgs84
from instc.errors import NetworkError, UnknownIdError, did_you_mean
from instc.files import scratch
from instc.lazily import geopandas as gpd
from instc.network.seam import cut, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import networkx as nx
    import shapely

CRS = "EPSG:4326"
PRICES = ("hours", "usd", "co2e_kg", "generalised_usd")
COLUMNS = (
    "instc_columns"  # attribute of the graph: what both tables hold, which GraphML would forget
)
THEIRS = {
    "grade": "evidence_grade"
}  # our columns whose names mean something else to OSMnx: a slope
NAMED = 5  # faults of a graph that are told, of many
EMPTY = {"text": "", "number": np.nan, "truth": False}


def link_graph(nodes: pd.DataFrame, links: pd.DataFrame) -> nx.MultiDiGraph:
    """View links as a NetworkX graph, edges keyed by ``link_id``; an undirected link is two."""
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
        Negative integer node ids, so that they never meet OpenStreetMap's; ``x, y, street_count``
        and the columns of the nodes. Edges with ``osmid``, ``length`` in metres, ``link_id``, the
        columns of the links, and the line in the direction of travel; ``grade``, which OSMnx calls
        a slope, is ``evidence_grade``. Empty cells are left out, since GraphML has no word for
        them.
    """
    import networkx as nx  # noqa: PLC0415

    links = links.rename(columns=THEIRS)
    kinds = {"nodes": column_kinds(nodes), "links": column_kinds(links)}
    graph = nx.MultiDiGraph(crs=CRS, simplified=True, **{COLUMNS: json.dumps(kinds)})
    number = dict(zip(nodes.index, range(-1, -len(nodes) - 1, -1), strict=True))
    streets = pd.concat([links["from_node_id"], links["to_node_id"]]).value_counts()
    for node_id, record in nodes.drop(columns="geometry").to_dict("index").items():
        place = {"x": float(record["lon"]), "y": float(record["lat"])}
        place["street_count"] = int(streets.get(node_id, 0))
        graph.add_node(number[node_id], **place, node_id=node_id, **_filled(record))
    for order, (link_id, record) in enumerate(links.to_dict("index").items(), 1):
        line, one_way = record.pop("geometry"), bool(record["directed"])
        start, end = number[record["from_node_id"]], number[record["to_node_id"]]
        edge = {"osmid": -order, "length": float(record["length_km"]) * 1000, "oneway": one_way}
        edge |= {"link_id": link_id, **_filled(record)}
        graph.add_edge(start, end, reversed=False, geometry=line, **edge)
        if not one_way:
            graph.add_edge(end, start, reversed=True, geometry=line.reverse(), **edge)
    return graph


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    """Leave empty cells out, and give Python's own numbers."""
    filled = {}
    for key, value in record.items():
        is_nan = value != value  # noqa: PLR0124
        if not (value is None or is_nan or value == ""):
            filled[key] = _plain(value)
    return filled


def _plain(value: Any) -> Any:
    """Give a number of NumPy as one of Python."""
    if isinstance(value, np.generic):
        return value.item()
    return value


def tables_of(graph: nx.MultiDiGraph) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """
    Read nodes and links, sorted by id, back from a graph of `osmnx_graph`, perhaps changed.

    Raises
    ------
    NetworkError
        A node has no ``node_id``, an edge no ``link_id``, or the graph no attributes.
    """
    kinds = _columns(graph)
    strange = list(_strange(graph))
    if strange:
        told = "; ".join(strange[:NAMED])
        more = " and more" * (len(strange) > NAMED)
        raise NetworkError(f"the graph was not made by to_osmnx: {told}{more}")
    nodes = pd.DataFrame([data for _, data in graph.nodes(data=True)]).set_index("node_id")
    points = gpd.points_from_xy(nodes["x"], nodes["y"])
    places = gpd.GeoDataFrame(_typed(nodes, kinds["nodes"]), geometry=points, crs=CRS)
    links = pd.DataFrame(_link_records(graph)).set_index("link_id")
    lines = links["geometry"]
    ways = gpd.GeoDataFrame(_typed(links, kinds["links"]), geometry=lines, crs=CRS)
    ours = {theirs: name for name, theirs in THEIRS.items()}
    return places.sort_index(), ways.rename(columns=ours).sort_index()


def _strange(graph: nx.MultiDiGraph) -> Iterator[str]:
    """Name the nodes and edges that were not made here."""
    for number, data in graph.nodes(data=True):
        if "node_id" not in data:
            yield f"node {number} has no node_id"
    for start, end, data in graph.edges(data=True):
        if "link_id" not in data:
            yield f"edge {start} - {end} has no link_id"


def column_kinds(table: pd.DataFrame) -> dict[str, str]:
    """Tell text, numbers and truths apart, by column; lines and points are left out."""
    kinds = {}
    for name, dtype in table.dtypes.items():
        if pd.api.types.is_bool_dtype(dtype):
            kinds[str(name)] = "truth"
        elif name != "geometry":
            is_number = pd.api.types.is_numeric_dtype(dtype)
            kinds[str(name)] = "number" if is_number else "text"
    return kinds


def _columns(graph: nx.MultiDiGraph) -> dict[str, dict[str, str]]:
    """Read what the columns of both tables hold."""
    if COLUMNS not in graph.graph:
        raise NetworkError(
            "the graph was not made by to_osmnx, or lost its attributes on the way: "
            "graph_from_gdfs keeps them with graph_attrs=graph.graph"
        )
    kinds: dict[str, dict[str, str]] = json.loads(graph.graph[COLUMNS])
    return kinds


def _link_records(graph: nx.MultiDiGraph) -> Iterator[dict[str, Any]]:
    """Give a record a link: one both ways has two edges, and is one way where one is left."""
    edges: dict[str, dict[bool, dict[str, Any]]] = {}
    for start, end, data in graph.edges(data=True):
        record = dict(data)
        record["from_node_id"] = graph.nodes[start]["node_id"]
        record["to_node_id"] = graph.nodes[end]["node_id"]
        edges.setdefault(data["link_id"], {})[bool(data.get("reversed", False))] = record
    for ways in edges.values():
        there = ways.get(False, next(iter(ways.values())))
        yield {**there, "directed": len(ways) == 1}


def _typed(table: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    """Give each column its type, and empty cells what stands for them."""
    whole = table.reindex(columns=list(kinds)).astype(object)
    columns = {}
    for name, kind in kinds.items():
        filled = whole[name].where(whole[name].notna(), EMPTY[kind])
        columns[name] = filled.astype(DTYPES[kind])
    return pd.DataFrame(columns, index=table.index)


def graph_file(graph: nx.MultiDiGraph, suffix: str) -> bytes:
    """Write a graph of `osmnx_graph` as a file of OSMnx, ``.graphml`` or ``.gpkg``."""
    import osmnx as ox  # noqa: PLC0415  (2.5 s to import)
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError  # noqa: PLC0415

    graph = _redrawn(graph, _cut)
    with scratch((DataLayerError, DataSourceError, FeatureError)) as folder:
        path = folder / f"network{suffix}"
        if suffix == ".gpkg":
            ox.save_graph_geopackage(graph, path, directed=True)
        else:
            ox.save_graphml(graph, path)
        return path.read_bytes()


def _cut(line: shapely.Geometry) -> shapely.Geometry:
    """Cut a line at 180 degrees."""
    return cut([line])[0]


def _redrawn(
    graph: nx.MultiDiGraph, change: Callable[[shapely.Geometry], shapely.Geometry]
) -> nx.MultiDiGraph:
    """Change the lines of the edges, in a graph of its own."""
    other = graph.copy()
    for *_, data in other.edges(data=True):
        if "geometry" in data:
            data["geometry"] = change(data["geometry"])
    return other


@checked
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
        Equal to the one that was written; a line over the 180th meridian has a point there.

    Raises
    ------
    NetworkError
        The file is missing, broken, or another graph.

    Examples
    --------
    >>> import instc, tempfile
    >>> from pathlib import Path
    >>> network = instc.load_network("2026-07-31")
    >>> roads = network.links[network.links["mode"] == "road"]
    >>> graph = osmnx_graph(network.nodes[network.nodes["mode"] == "road"], roads)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "roads.graphml"
    ...     _ = path.write_bytes(graph_file(graph, ".graphml"))
    ...     set(read_graphml(path).edges) == set(graph.edges)
    True
    """
    import osmnx as ox  # noqa: PLC0415  (2.5 s to import)
    from networkx import NetworkXException  # noqa: PLC0415

    try:
        graph: nx.MultiDiGraph = ox.load_graphml(path)
        kinds = _columns(graph)
        _read_values(graph.nodes(data=True), kinds["nodes"])
        _read_values(graph.edges(data=True), kinds["links"])
        graph = _redrawn(graph, whole)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, NetworkXException) as error:
        raise NetworkError(
            f"{path}: not a graph that `instc network export` wrote ({error})"
        ) from error
    return graph


def _read_values(records: Iterable[tuple[Any, ...]], kinds: dict[str, str]) -> None:
    """Turn the texts of a file into what they were; the attributes stand last in a record."""
    for *_, data in records:
        for name in kinds.keys() & data.keys():
            data[name] = TYPES[kinds[name]](str(data[name]))


def _truth(text: str) -> bool:
    """Read a truth."""
    return text == "True"


TYPES: dict[str, Callable[[str], Any]] = {"text": str, "number": float, "truth": _truth}
DTYPES = {"text": "str", "number": float, "truth": bool}


def grown_nodes(known: gpd.GeoDataFrame, given: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """
    Put own nodes beside those of a network; what was not given of them is empty.

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
    new = given.assign(**_blank(known, given) | {"lon": given.geometry.x, "lat": given.geometry.y})
    return pd.concat([known, new[known.columns].rename_axis("node_id")])


def grown_links(
    known: gpd.GeoDataFrame,
    given: gpd.GeoDataFrame,
    like: str | None = None,
    copied: tuple[str, ...] = (),
) -> gpd.GeoDataFrame:
    """
    Put own links beside those of a network, sorted and without prices.

    Parameters
    ----------
    known
        As in `instc.network.network.Network`.
    given
        Index link_id; ``from_node_id, to_node_id, mode`` and any other column of a link;
        LineStrings. Without ``length_km`` they are as long as these.
    like, copied
        Id of a known link, and the columns that are taken from it where none is given.

    Raises
    ------
    NetworkError
        They have no coordinate reference system, or lack a column.
    UnknownIdError
        No link is called ``like``, or a link has no such column.
    """
    if like is not None and like not in known.index:
        raise UnknownIdError(f'no link is called "{like}"{did_you_mean(like, known.index)}')
    plain = _unpriced(known)
    given = _like(plain, _unpriced(given), "link")
    lacking = [name for name in ("from_node_id", "to_node_id", "mode") if name not in given]
    if lacking:
        raise NetworkError(f"own links need the column {' and '.join(lacking)}")
    length = [round(wgs84().geometry_length(line) / 1000, 3) for line in given.geometry]
    blank = _blank(plain, given) | {"directed": False, "status": "open", "length_km": length}
    if like is not None:
        blank |= {name: known.at[like, name] for name in copied}
    lacked = {name: value for name, value in blank.items() if name not in given}
    new = given.assign(**lacked)
    return pd.concat([plain, new[plain.columns].rename_axis("link_id")]).sort_index()


def _unpriced(links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave the prices out."""
    return links.drop(columns=list(PRICES), errors="ignore")


def _like(known: gpd.GeoDataFrame, given: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
    """Bring a frame of the user to our coordinates, and refuse columns that would be lost."""
    if given.crs is None:
        raise NetworkError(
            f"own {what}s have no coordinate reference system: "
            f"say set_crs({CRS!r}) if they are lon, lat"
        )
    ours: gpd.GeoDataFrame = given.to_crs(CRS)
    if ours.geometry.name != "geometry":
        ours = ours.rename_geometry("geometry")
    strange = ours.columns.difference(known.columns, sort=False)
    if len(strange):
        near = did_you_mean(str(strange[0]), known.columns)
        raise UnknownIdError(f'a {what} has no column "{strange[0]}"{near}')
    return ours


def _blank(known: gpd.GeoDataFrame, given: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give an empty cell for each column that was not given."""
    blank = {}
    for name, kind in column_kinds(known).items():
        if name not in given:
            blank[name] = "" if kind == "text" else np.nan
    return blank
