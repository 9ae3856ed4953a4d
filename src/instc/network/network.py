"""The corridor as nodes and links, its invariants, and its graph views."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from instc.display.html import Displayed, View
from instc.errors import NetworkError
from instc.network.checks import find_faults
from instc.network.columns import (
    ICEBOUND,
    PARAMETER_COLUMNS,
    USABLE,
    VARYING,
)
from instc.network.graphs import grown_links, grown_nodes, link_graph, osmnx_graph, tables_of
from instc.tables.schema import MAX_FAULTS

if TYPE_CHECKING:
    import geopandas as gpd
    import networkx as nx
    import pandas as pd
    from numpy.typing import NDArray


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

    @classmethod
    def of_checked(cls, nodes: gpd.GeoDataFrame, links: gpd.GeoDataFrame) -> Network:
        """Make one of tables that were checked when they were built."""
        same = object.__new__(cls)
        object.__setattr__(same, "nodes", nodes)
        object.__setattr__(same, "links", links)
        return same

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
            As `instc.network.graphs.osmnx_graph` says; it passes ``osmnx.convert.validate_graph(strict=True)``.

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
            With both, checked, and without prices: `instc.routing.pricing.price` writes them.

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
