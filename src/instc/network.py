"""The corridor as nodes and links, its invariants, and its graph views."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from instc.display import Displayed, View
from instc.errors import LocationError, NetworkError, TableError
from instc.graphs import grown_links, grown_nodes, link_graph, osmnx_graph, tables_of
from instc.sealanes import SeaLanes, fairway_links, gate_links, lane_links, read_sea
from instc.tables import MAX_FAULTS, content_hash, data_dir, read_json, read_table

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

GEOD = Geod(ellps="WGS84")
MOVEMENTS = ("sea", "rail", "road", "ferry", "inland_waterway")
TRANSFERS = ("transshipment", "gauge_break", "border", "wait", "passage", "drayage")
LAND = ("rail", "road")
USABLE = ("open", "limited")
PARAMETER_COLUMNS = (
    "pace_id",
    "dwell_id",
    "rate_id",
    "fee_id",
    "share_id",
    "intensity_id",
    "hub_id",
)
PRICES = (
    "hours",
    "moving_hours",
    "handling_hours",
    "border_hours",
    "waiting_hours",
    "freight_usd",
    "usd",
    "co2e_kg",
    "generalised_usd",
)
VARYING = {"status", "status_source_id", *PRICES, *PARAMETER_COLUMNS}  # what states and prices are
ICEBOUND = ("bering", "northwest")  # closed the year round: no answer need say so
TOLERANCE_KM = 0.002  # coordinates are written with five decimals, about 1 m


@dataclass(frozen=True, eq=False, repr=False)
class Network(Displayed):
    """
    Nodes and links, checked.

    Attributes
    ----------
    nodes
        Index ``node_id``; ``place_id, name, kind, mode, gauge_mm, country, unlocode, lon, lat``; Points, EPSG:4326.
    links
        Index ``link_id``; ``from_node_id, to_node_id, mode, directed, length_km`` (km), the parameters that price it,
        ``status, basin, passage_id, source_id, note``; LineStrings from from-node to to-node, EPSG:4326.

    Parameters
    ----------
    nodes, links
        As above.

    Raises
    ------
    NetworkError
        One sentence with every fault: ends that do not exist, modes or gauges that do not agree along a link,
        transfers with a length, isolated nodes, lines that do not end at their nodes, lengths that can't be.

    Examples
    --------
    >>> load_network("2026-07-31").links.at["astara_ir.rail1435-rasht.rail1435", "status"]
    'planned'
    """

    nodes: gpd.GeoDataFrame
    links: gpd.GeoDataFrame

    def __post_init__(self) -> None:
        """Check what the schema can't."""
        faults = find_faults(self.nodes, self.links)
        if faults:
            raise NetworkError(
                f"the network has {len(faults)} fault{'s' * (len(faults) > 1)}: {'; '.join(faults[:MAX_FAULTS])}{'; and more' if len(faults) > MAX_FAULTS else ''}"
            )

    def with_columns(self, **columns: pd.Series) -> Network:
        """
        Give the links other prices or states, which no check of the network reads.

        Parameters
        ----------
        **columns
            New columns of the links; not their ends, modes, lengths or lines.

        Returns
        -------
        network
            A new one.

        Raises
        ------
        ValueError
            A column is one that the checks read.

        Examples
        --------
        >>> network = load_network("2026-07-31")
        >>> network.with_columns(hours=network.links["length_km"] / 20).links["hours"].notna().all()
        np.True_
        """
        checked = {"from_node_id", "to_node_id", "mode", "length_km", "geometry", "detour"} & set(
            columns
        )
        if checked:
            raise ValueError(
                f"{', '.join(sorted(checked))}: make a new Network, so that it is checked"
            )
        same = object.__new__(Network)
        object.__setattr__(same, "nodes", self.nodes)
        object.__setattr__(same, "links", self.links.assign(**columns))
        if columns.keys() <= VARYING:
            object.__setattr__(same, "_shape", self.shape)
        return same

    @property
    def shape(self) -> Network:
        """The network that this one is in another state: its nodes, and the ends, modes and lines of its links, are the same."""
        shape: Network = getattr(self, "_shape", self)
        return shape

    @cached_property
    def _read(self) -> dict[tuple[str, str], NDArray[Any]]:
        return {}

    def cells(self, table: Literal["nodes", "links"], column: str) -> NDArray[Any]:
        """
        Give a column as an array, which is made once for all states that share it.

        Parameters
        ----------
        table
            ``nodes`` or ``links``.
        column
            Of the table, or the name of its index.

        Returns
        -------
        cells
            In row order; not to be written to.

        Raises
        ------
        KeyError
            The table has no such column.

        Examples
        --------
        >>> network = load_network("2026-07-31")
        >>> network.cells("links", "length_km")[network.links.index.get_loc("astara_ir.road-rasht.road")]
        np.float64(180.0)
        """
        if column not in VARYING and self.shape is not self:
            return self.shape.cells(table, column)
        if (table, column) not in self._read:
            frame = getattr(self, table)
            self._read[table, column] = (
                frame.index if column == frame.index.name else frame[column]
            ).to_numpy()
        return self._read[table, column]

    @cached_property
    def ends(self) -> NDArray[np.intp]:
        """Positions of the from- and to-node of each link, 2 x links."""
        if self.shape is not self:
            return self.shape.ends
        return np.stack(
            [
                self.nodes.index.get_indexer(self.links[column])
                for column in ("from_node_id", "to_node_id")
            ]
        )

    def __repr__(self) -> str:
        """Say how much there is."""
        return f"Network: {len(self.nodes):,} nodes, {len(self.links):,} links of {', '.join(sorted(self.links['mode'].unique()))}"

    def _view(self) -> View:
        """Count the links by mode and state."""
        counts = (
            self.links.groupby(["mode", "status"])
            .agg(links=("length_km", "size"), length_km=("length_km", "sum"))
            .reset_index()
        )
        return View(
            counts,
            {"mode": "mode", "status": "state", "links": "links", "length_km": "km"},
            repr(self),
        )

    def closed_passages(self) -> list[str]:
        """
        Name the straits and canals that are closed.

        Returns
        -------
        passages
            Sorted ids, without those that ice closes the year round.

        Examples
        --------
        >>> load_network("2026-07-31").closed_passages()
        []
        """
        shut = self.cells("links", "passage_id")[self.cells("links", "status") == "closed"]
        return sorted(set(shut) - {"", *ICEBOUND})

    def open_links(self) -> gpd.GeoDataFrame:
        """
        Leave out what is closed or not built.

        Returns
        -------
        links
            Links whose status is open or limited.

        Examples
        --------
        >>> "astara_ir.rail1435-rasht.rail1435" in load_network("2026-07-31").open_links().index
        False
        """
        return self.links[self.links["status"].isin(USABLE)]

    def graph(self) -> nx.MultiDiGraph:
        """
        View the open links as a NetworkX graph.

        Returns
        -------
        graph
            Nodes by ``node_id``, edges keyed by ``link_id`` with the columns of the links; an undirected link is
            an edge each way.

        Examples
        --------
        >>> load_network("2026-07-31").graph().has_node("rasht.rail1435")
        True
        """
        return link_graph(self.nodes, self.open_links())

    def to_osmnx(self) -> nx.MultiDiGraph:
        """
        View the open links as a graph that OSMnx accepts.

        Returns
        -------
        graph
            As `instc.graphs.osmnx_graph` says; it passes ``osmnx.convert.validate_graph(strict=True)``.

        Examples
        --------
        >>> graph = load_network("2026-07-31").to_osmnx()
        >>> graph.graph["crs"]
        'EPSG:4326'
        """
        return osmnx_graph(self.nodes, self.open_links())

    @classmethod
    def from_osmnx(cls, graph: nx.MultiDiGraph) -> Network:
        """
        Read a network back from such a graph.

        Parameters
        ----------
        graph
            From `to_osmnx`, perhaps changed or cut with OSMnx.

        Returns
        -------
        network
            Nodes that no link touches are left out.

        Raises
        ------
        NetworkError
            The graph was made otherwise, or what it says is no network.

        Examples
        --------
        >>> network = load_network("2026-07-31")
        >>> graph = network.to_osmnx()
        >>> graph.remove_edges_from([edge[:3] for edge in graph.edges(keys=True, data="mode") if edge[3] != "rail"])
        >>> set(Network.from_osmnx(graph).links["mode"])
        {'rail'}
        """
        nodes, links = tables_of(graph)
        return cls(nodes[nodes.index.isin({*links["from_node_id"], *links["to_node_id"]})], links)

    def with_links(
        self,
        links: gpd.GeoDataFrame,
        nodes: gpd.GeoDataFrame | None = None,
        *,
        like: str | None = None,
    ) -> Network:
        """
        Add own links, and own nodes for them.

        Parameters
        ----------
        links
            Index link_id; ``from_node_id, to_node_id, mode``; LineStrings from the one to the other. ``length_km`` is the geodesic length
            of the line if it is not there; what else is missing is empty, ``directed`` false and ``status`` open.
        nodes
            Index node_id; ``mode, country``; Points.
        like
            Id of a link whose parameters price the new ones.

        Returns
        -------
        network
            With both, checked, and without prices: `instc.pricing.price` writes them.

        Raises
        ------
        NetworkError
            The parts make no network.
        UnknownIdError
            No link is called ``like``, or a column has no such name.

        Examples
        --------
        >>> network = load_network("2026-07-31")
        >>> ends = network.nodes.loc[["astara_ir.road", "rasht.road"]]
        >>> own = {"from_node_id": ["astara_ir.road"], "to_node_id": ["rasht.road"], "mode": ["road"]}
        >>> table = gpd.GeoDataFrame(own, index=["my_road"], geometry=[shapely.LineString(ends.geometry.tolist())], crs="EPSG:4326")
        >>> network.with_links(table, like="astara_ir.road-rasht.road").links.at["my_road", "pace_id"]
        'pace.road_ir'
        """
        return replace(
            self,
            nodes=grown_nodes(self.nodes, nodes),
            links=grown_links(self.links, links, like, PARAMETER_COLUMNS),
        )


def find_faults(nodes: pd.DataFrame, links: pd.DataFrame) -> list[str]:
    """
    List what contradicts itself in two tables.

    Parameters
    ----------
    nodes, links
        As in `Network`.

    Returns
    -------
    faults
        A phrase each, naming link or node; empty if there is none.

    Examples
    --------
    >>> network = load_network("2026-07-31")
    >>> find_faults(network.nodes, network.links)
    []
    """
    faults = [f"node {name} is there twice" for name in nodes.index[nodes.index.duplicated()]]
    faults += [f"link {name} is there twice" for name in links.index[links.index.duplicated()]]
    for column in ("from_node_id", "to_node_id"):
        lost = links[~links[column].isin(nodes.index)]
        faults += [
            f"link {name}: {column} {value} is not a node" for name, value in lost[column].items()
        ]
    if faults:
        return faults
    used = set(links["from_node_id"]) | set(links["to_node_id"])
    faults += [f"node {name} has no link" for name in nodes.index if name not in used]
    start = (
        nodes[["mode", "gauge_mm", "country", "lon", "lat"]]
        .loc[links["from_node_id"]]
        .set_index(links.index)
    )
    end = (
        nodes[["mode", "gauge_mm", "country", "lon", "lat"]]
        .loc[links["to_node_id"]]
        .set_index(links.index)
    )
    return (
        faults
        + _disagreements(links, start, end)
        + _bad_lengths(links, start, end)
        + _loose_lines(links, start, end)
    )


def _named(wrong: pd.Series, what: str) -> list[str]:
    return [f"link {name} {what}" for name in wrong.index[wrong]]


def _disagreements(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> list[str]:
    mode, moves = links["mode"], links["mode"].isin(MOVEMENTS)
    gauge = start["gauge_mm"].fillna(0) == end["gauge_mm"].fillna(0)
    country, same_mode = start["country"] == end["country"], start["mode"] == end["mode"]
    door = (start["mode"] == "door") | (end["mode"] == "door")
    return (
        _named(~mode.isin(MOVEMENTS + TRANSFERS), "has an unknown mode")
        + _named(
            moves & ~((start["mode"] == mode) & (end["mode"] == mode)),
            "moves between nodes of another mode",
        )
        + _named(moves & ~gauge, "joins tracks of unequal gauge without a gauge break")
        + _named(mode.isin(LAND) & ~country, "joins two jurisdictions without a border")
        + _named(
            (mode == "gauge_break") & (gauge | ~same_mode), "is a gauge break between equal gauges"
        )
        + _named(
            (mode == "border") & (country | ~gauge | ~same_mode),
            "is a border inside one jurisdiction, or between modes",
        )
        + _named(
            (mode == "transshipment") & door, "is a transshipment at a city: drayage reaches a city"
        )
        + _named(
            (mode == "drayage") & ~(door & ~same_mode), "is drayage that does not reach a city"
        )
    )


def _bad_lengths(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> list[str]:
    length, mode = links["length_km"], links["mode"]
    great_circle = pd.Series(
        GEOD.inv(
            start["lon"].to_numpy(),
            start["lat"].to_numpy(),
            end["lon"].to_numpy(),
            end["lat"].to_numpy(),
        )[2]
        / 1000,
        index=links.index,
    )
    moves = mode.isin(MOVEMENTS)
    long = mode.isin(LAND) & (length > 2 * great_circle + TOLERANCE_KM) & (links["detour"] == "")
    return (
        _named(~(length >= 0), "has no length")
        + _named(
            mode.isin(TRANSFERS) & (mode != "drayage") & (length > 0), "is a transfer with a length"
        )
        + _named(moves & (length < great_circle - TOLERANCE_KM), "is shorter than the great circle")
        + _named(long, "is longer than twice the great circle (name the detour in link_values.csv)")
    )


def _loose_lines(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> list[str]:
    lines = links.geometry.to_numpy()
    near = 1e-5  # five decimals
    faults = []
    for point, ends, words in (
        (0, start, "does not start at its from-node"),
        (-1, end, "does not end at its to-node"),
    ):
        tips = shapely.get_point(lines, point)
        east = (
            shapely.get_x(tips) - ends["lon"].to_numpy() + 180
        ) % 360 - 180  # the seam at 180 degrees is one place
        off = np.hypot(east, shapely.get_y(tips) - ends["lat"].to_numpy())
        faults += _named(pd.Series(~(off <= near), index=links.index), words)
    return faults


def load_network(as_of: str, folder: Path | None = None) -> Network:
    """
    Load the built network in the state of a day.

    Parameters
    ----------
    as_of
        ISO date.
    folder
        Folder that holds ``seeds`` and ``geodata``; the shipped one by default.

    Returns
    -------
    network
        Every link with its ``status`` on that day; links without a row in ``status.csv`` are open.

    Raises
    ------
    TableError
        A file is missing or broken, or ``geodata`` was built from other tables.

    Examples
    --------
    >>> network = load_network("2026-07-31")
    >>> network.links.at["astara_ir.rail1435-rasht.rail1435", "status"]
    'planned'
    """
    folder = folder or data_dir()
    check_fresh(folder)
    network = _all_open(folder, built_hash(folder))
    now = with_status(network.links, read_table("status", folder / "seeds"), as_of)
    return network.with_columns(status=now["status"], status_source_id=now["status_source_id"])


def built_hash(folder: Path) -> str:
    """
    Tell one build from another.

    Parameters
    ----------
    folder
        Folder that holds ``geodata``.

    Returns
    -------
    hash
        Of the record of the build.

    Examples
    --------
    >>> len(built_hash(data_dir()))
    64
    """
    return content_hash([folder / "geodata" / "provenance.json"])


@lru_cache(
    maxsize=1
)  # many days of one network are asked after one another; no check of it reads a state
def _all_open(folder: Path, built: str) -> Network:
    nodes, links = _joined(folder, built)
    return Network(nodes, links.assign(status="open", status_source_id=""))


def _joined(folder: Path, built: str) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    nodes = _read_layer(folder / "geodata" / "nodes.geojson", "node_id")
    land = _read_layer(folder / "geodata" / "links.geojson", "link_id")
    lanes, ports = read_sea(folder, built)
    basins, passages = (read_table(name, folder / "seeds") for name in ("basins", "passages"))
    try:
        return join_layers(nodes, land, lanes, ports, basins, passages)
    except (KeyError, TypeError, ValueError) as error:
        raise TableError(
            f"{folder / 'geodata'}: the layers do not fit each other ({type(error).__name__}: {error}) (run: instc build)"
        ) from error


def join_layers(
    nodes: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    lanes: SeaLanes,
    ports: pd.DataFrame,
    basins: pd.DataFrame,
    passages: pd.DataFrame,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """
    Join the built layers into the two tables of a network.

    Parameters
    ----------
    nodes, land
        Facilities; land and transfer links.
    lanes, ports
        The sea: of the world's lanes, those of the corridor's own ports become links.
    basins, passages
        Tables: what prices a lane, and a gate.

    Returns
    -------
    nodes, links
        As in `Network`, without status; points where lanes meet become nodes.

    Examples
    --------
    >>> from instc.sealanes import read_sea
    >>> home = data_dir() / "geodata"
    >>> layers = [_read_layer(home / f"{name}.geojson", f"{name[:4]}_id") for name in ("nodes", "links")]
    >>> links = join_layers(*layers, *read_sea(data_dir(), ""), read_table("basins"), read_table("passages"))[1]
    >>> links.at["suez.a-suez.b", "dwell_id"]
    'dwell.suez'
    """
    by_basin, gates = basins.set_index("basin_id"), passages.set_index("passage_id")
    own = ports[ports.index.isin(nodes.index)]
    sea = pd.concat(
        [
            lane_links(lanes, lanes.corridor, own["point"]),
            fairway_links(own, lanes),
            gate_links(lanes),
        ]
    )
    priced = {
        column: sea["basin"].map(by_basin[column])
        for column in ("pace_id", "rate_id", "intensity_id")
    }
    toll = sea["passage_id"].map(gates["fee_id"])
    sea = sea.assign(
        **priced,
        fee_id=sea["fee_id"].where(sea["fee_id"].notna(), toll),
        dwell_id=sea["passage_id"].map(gates["dwell_id"]),
    )
    links = pd.concat([land, sea.assign(directed=False, source_id="searoute")]).sort_index()
    text = [
        column
        for column in links.columns
        if column not in {"geometry", "directed"}
        and not pd.api.types.is_numeric_dtype(links[column])
    ]
    links = links.assign(**links[text].fillna(""), directed=links["directed"].astype(bool))
    nodes = gpd.GeoDataFrame(
        pd.concat([nodes, _junctions(sea, nodes)]), geometry="geometry", crs="EPSG:4326"
    )
    nodes = nodes.assign(**nodes[["unlocode", "country", "name"]].fillna(""))
    return nodes, gpd.GeoDataFrame(links, geometry="geometry", crs="EPSG:4326")


def with_status(links: gpd.GeoDataFrame, status: pd.DataFrame, as_of: str) -> gpd.GeoDataFrame:
    """
    Write the state of each link on a day.

    Parameters
    ----------
    links
        As in `Network`.
    status
        Table ``status``.
    as_of
        ISO date; periods hold their first day and not their last.

    Returns
    -------
    links
        With the columns ``status`` and ``status_source_id``.

    Raises
    ------
    TableError
        A row names neither a link nor a passage.

    Examples
    --------
    >>> network = load_network("2012-01-01")
    >>> network.links.at["uzen.rail1520-bolashak.rail1520", "status"]
    'under_construction'
    """
    key = subjects(links)
    unknown = sorted(set(status["subject_id"]) - set(key) - set(links.index))
    if unknown:
        raise TableError(
            f"{status.attrs.get('file', 'status.csv')}: no link or passage is called {', '.join(unknown)}"
        )
    now = status[
        (status["from_date"] <= as_of) & ((status["to_date"] == "") | (status["to_date"] > as_of))
    ]
    now = now.drop_duplicates("subject_id", keep="last").set_index("subject_id")
    row = now.index.get_indexer(key)
    state, source = (
        np.append(now[column].to_numpy(dtype=object), otherwise)[row]
        for column, otherwise in (("status", "open"), ("source_id", ""))
    )
    return links.assign(
        status=pd.array(state, dtype="str"), status_source_id=pd.array(source, dtype="str")
    )


def subjects(links: pd.DataFrame) -> NDArray[np.object_]:
    """
    Name what a row of the tables ``status`` and ``limits`` means by each link.

    Parameters
    ----------
    links
        As in `Network`.

    Returns
    -------
    names
        The passage that a link is, else its own id, in row order.

    Examples
    --------
    >>> "suez" in subjects(load_network("2026-07-31").links)
    True
    """
    passage = links["passage_id"].to_numpy(dtype=object)
    named: NDArray[np.object_] = np.where(
        passage != "", passage, links.index.to_numpy(dtype=object)
    )
    return named


def with_end(
    network: Network, node_id: str, lon: float, lat: float, *, circuity: float, reach_km: float
) -> Network:
    """
    Add a place that a user gave by its coordinates.

    Parameters
    ----------
    network
        Not changed.
    node_id
        Id of the new city node.
    lon, lat
        Degrees, WGS 84.
    circuity
        Road length over great circle.
    reach_km
        Farthest terminal by road that is tried, km.

    Returns
    -------
    network
        With drayage links to the terminals in reach; each copies the handling of a drayage link that the
        terminal has already.

    Raises
    ------
    LocationError
        No terminal is in reach.

    Examples
    --------
    >>> network = with_end(load_network("2026-07-31"), "here", 37.6, 55.7, circuity=1.3, reach_km=300)
    >>> "here" in network.nodes.index
    True
    """
    drayage = network.links[network.links["mode"] == "drayage"]
    city_first = drayage["from_node_id"].map(network.nodes["mode"]) == "door"
    terminal = drayage["to_node_id"].where(city_first, drayage["from_node_id"])
    kinds = drayage.assign(terminal=terminal, city_first=city_first).drop_duplicates(
        ["terminal", "city_first"]
    )
    spots = network.nodes.loc[kinds["terminal"], ["lon", "lat"]].to_numpy()
    here = np.full((len(spots), 2), (lon, lat))
    length = GEOD.inv(here[:, 0], here[:, 1], spots[:, 0], spots[:, 1])[2] / 1000 * circuity
    near = length <= reach_km
    if not near.any():
        raise LocationError(
            f"coordinates {lon:g},{lat:g}: the nearest terminal is {length.min():,.0f} km away by road, more than {reach_km:g} km"
        )
    new = kinds[near].assign(
        length_km=np.round(length[near], 1),
        drawn_km=np.nan,
        great_circle_km=length[near] / circuity,
        source_id="ratio.drayage_circuity",
    )
    new = new.assign(
        from_node_id=np.where(new["city_first"], node_id, new["terminal"]),
        to_node_id=np.where(new["city_first"], new["terminal"], node_id),
        geometry=[
            shapely.LineString([here[0], spot] if first else [spot, here[0]])
            for first, spot in zip(new["city_first"], spots[near], strict=True)
        ],
    )
    new = new.set_index(
        pd.Index(new["from_node_id"] + "-" + new["to_node_id"], name="link_id")
    ).drop(columns=["terminal", "city_first"])
    city = gpd.GeoDataFrame(
        {
            "place_id": node_id,
            "name": f"{lon:g},{lat:g}",
            "kind": "city",
            "mode": "door",
            "country": "",
            "unlocode": "",
            "lon": lon,
            "lat": lat,
        },
        index=pd.Index([node_id], name="node_id"),
        geometry=[shapely.Point(lon, lat)],
        crs="EPSG:4326",
    )
    return replace(
        network,
        nodes=pd.concat([network.nodes, city]),
        links=pd.concat([network.links, new]).sort_index(),
    )


def with_port(network: Network, lanes: SeaLanes, ports: pd.DataFrame, node_id: str) -> Network:
    """
    Add a port of the world, with its shortest ways to every port that is there and to every gate.

    Parameters
    ----------
    network
        Not changed.
    lanes, ports
        From `instc.sealanes.read_sea`.
    node_id
        Of ``ports``.

    Returns
    -------
    network
        The new lanes cost what others in their basin cost; prices that were written before are empty in their rows.

    Examples
    --------
    >>> from instc.sealanes import read_sea
    >>> network = with_port(load_network("2026-07-31"), *read_sea(data_dir(), ""), "sgsin.port")
    >>> network.nodes.at["sgsin.port", "name"]
    'Singapore'
    """
    if node_id in network.nodes.index:
        return network
    port = ports.loc[[node_id]]
    known = network.nodes.index
    stops = {int(name[4:]) for name in known if name.startswith("sea.")} | {
        int(port["point"].iloc[0])
    }
    targets = [
        *ports.loc[ports.index.isin(known), "point"],
        *(point for pair in lanes.gates.values() for point in pair),
    ]
    sea = pd.concat(
        [
            lane_links(lanes, lanes.ways(int(port["point"].iloc[0]), targets), stops),
            fairway_links(port, lanes),
        ]
    )
    sea = sea[~sea.index.isin(network.links.index)]
    like = network.links[network.links["mode"] == "sea"].drop_duplicates("basin").set_index("basin")
    priced = {
        column: sea["basin"].map(like[column]) for column in ("pace_id", "rate_id", "intensity_id")
    }
    empty = {
        name: ""
        for name in network.links
        if name not in sea and not pd.api.types.is_numeric_dtype(network.links[name])
    }
    sea = sea.assign(
        **{
            **empty,
            **priced,
            "fee_id": sea["fee_id"].fillna(""),
            "directed": False,
            "source_id": "searoute",
            "status": "open",
        }
    )
    spot = gpd.GeoDataFrame(
        port[["name", "unlocode", "country", "lon", "lat"]].assign(
            place_id=node_id.removesuffix(".port"),
            kind="port",
            mode="sea",
            source_id="searoute_ports",
        ),
        geometry=gpd.points_from_xy(port["lon"], port["lat"]),
        crs="EPSG:4326",
    )
    nodes = pd.concat([network.nodes, spot, _junctions(sea, pd.concat([network.nodes, spot]))])
    return replace(network, nodes=nodes, links=pd.concat([network.links, sea]).sort_index())


def check_fresh(folder: Path) -> None:
    """
    Refuse geodata that was built from other tables than those beside it.

    Parameters
    ----------
    folder
        Folder that holds ``seeds`` and ``geodata``.

    Raises
    ------
    TableError
        The tables or the built files changed since the build, or there was none.

    Examples
    --------
    >>> check_fresh(data_dir())
    """
    path = folder / "geodata" / "provenance.json"
    try:
        built = read_json(path)
        stale, edited = (
            [
                name
                for name, sha in built[key].items()
                if not (folder / home / name).is_file()
                or content_hash([folder / home / name]) != sha
            ]
            for key, home in (("seeds", "seeds"), ("files", "geodata"))
        )
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise TableError(f"{path}: no build is recorded here (run: instc build)") from error
    for name in stale:  # a broken table is named before a changed one
        if (folder / "seeds" / name).suffix == ".csv":
            read_table(Path(name).stem, folder / "seeds")
    if stale:
        raise TableError(
            f"{folder / 'geodata'} was built from other tables: {', '.join(stale)} changed since (run: instc build)"
        )
    if edited:
        raise TableError(
            f"{folder / 'geodata'}: {', '.join(edited)} {'is' if len(edited) == 1 else 'are'} not what was built (run: instc build)"
        )


def _read_layer(path: Path, key: str) -> gpd.GeoDataFrame:
    try:
        features: list[dict[str, Any]] = read_json(path)["features"]
        table = pd.DataFrame([feature["properties"] for feature in features])
        table = table.set_index(key)
        shapes = _shapes([feature["geometry"] for feature in features])
    except (
        OSError,
        ValueError,
        RecursionError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise TableError(
            f"{path}: not a GeoJSON layer of this package ({type(error).__name__}: {error})"
        ) from error
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def _shapes(geometries: list[dict[str, Any]]) -> np.ndarray:
    if geometries[0]["type"] == "Point":
        points: np.ndarray = shapely.points(np.array([g["coordinates"] for g in geometries]))
        return points
    counts = [len(g["coordinates"]) for g in geometries]
    flat = np.array([pair for g in geometries for pair in g["coordinates"]], dtype=float)
    lines: np.ndarray = shapely.linestrings(flat, indices=np.repeat(np.arange(len(counts)), counts))
    return lines


def _junctions(lanes: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    lines = lanes.geometry.to_numpy()
    ids = np.concatenate([lanes["from_node_id"], lanes["to_node_id"]])
    tips = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    table = gpd.GeoDataFrame(
        {"lon": shapely.get_x(tips), "lat": shapely.get_y(tips)},
        index=pd.Index(ids, name="node_id"),
        geometry=tips,
        crs="EPSG:4326",
    )
    new = table[~table.index.duplicated() & ~table.index.isin(nodes.index)].sort_index()
    gate = ~new.index.str.startswith("sea.")
    return new.assign(
        kind=np.where(gate, "gate", "junction"),
        mode="sea",
        country="",
        unlocode="",
        name="",
        place_id="",
        gauge_mm=np.nan,
        source_id="searoute",
    )
