"""The corridor as nodes and links, its invariants, and its graph views."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from instc.display.html import Displayed, View
from instc.door import checked_class
from instc.errors import MAX_FAULTS, NetworkError, UnknownIdError, did_you_mean
from instc.lazily import geopandas as gpd
from instc.network.checks import find_faults
from instc.network.columns import (
    CHECKED,
    ICEBOUND,
    PARAMETER_COLUMNS,
    USABLE,
    VARYING,
)
from instc.network.graphs import CRS, grown_links, grown_nodes, link_graph, osmnx_graph, tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import networkx as nx
    from numpy.typing import NDArray

    Drawn = tuple[NDArray[np.object_], NDArray[np.object_]]  # points of nodes, lines of links

Table = Literal["nodes", "links"]


class Shapes:
    """
    The points of nodes and the lines of links, in the order of their tables.

    Parameters
    ----------
    make
        Makes them when they are first asked for: an answer needs none.
    """

    def __init__(self, make: Callable[[], Drawn]) -> None:
        self._make = make

    @cached_property
    def drawn(self) -> Drawn:
        """Both, which no one can write to."""
        points, lines = self._make()
        return read_only(points), read_only(lines)

    def of(self, table: Table) -> NDArray[np.object_]:
        """Give those of one table."""
        return self.drawn[table == "links"]

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as what was made."""
        return _shapes_of, self.drawn


def _shapes_of(points: NDArray[np.object_], lines: NDArray[np.object_]) -> Shapes:
    """Take shapes that are there."""
    return Shapes(lambda: (points, lines))


class Topology:
    """
    What all states of one network share: nodes, and the ends, modes, lengths and lines of links.

    Its tables are read, never written, and never handed out: `Network` copies them at the door.

    Parameters
    ----------
    nodes, links
        As in `Network`, without shapes.
    shapes
        Of both.
    """

    def __init__(self, nodes: pd.DataFrame, links: pd.DataFrame, shapes: Shapes) -> None:
        self.nodes = nodes
        self.links = links
        self.shapes = shapes
        self._read: dict[tuple[str, str], NDArray[Any]] = {}

    @cached_property
    def ends(self) -> NDArray[np.intp]:
        """Positions of the from- and to-node of each link, 2 x links."""
        columns = (self.links["from_node_id"], self.links["to_node_id"])
        return read_only(np.stack(list(map(self.nodes.index.get_indexer, columns))))

    def cells(self, table: Table, column: str) -> NDArray[Any]:
        """Give a column, or the index by its name, as an array that can't be written to."""
        if column == "geometry":
            return self.shapes.of(table)
        if (table, column) not in self._read:
            self._read[table, column] = _cells(getattr(self, table), column)
        return self._read[table, column]


def _cells(frame: pd.DataFrame, column: str) -> NDArray[Any]:
    """Give a column, or the index by its name, as an array of its own."""
    if column == frame.index.name:
        return read_only(frame.index.to_numpy(copy=True))
    if column not in frame:
        hint = did_you_mean(column, frame.columns)
        raise UnknownIdError(f'no column is called "{column}"{hint}')
    return read_only(frame[column].to_numpy(copy=True))


def _plain(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Copy a table without its shapes."""
    return pd.DataFrame(frame.drop(columns="geometry"))


def _drawn(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Give the shapes of a table, in an array of their own."""
    shapes: NDArray[np.object_] = frame["geometry"].to_numpy(dtype=object, copy=True)
    return shapes


def _located(frame: pd.DataFrame, shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Copy a table, and put its shapes on the Earth."""
    return gpd.GeoDataFrame(frame.copy(), geometry=shapes.copy(), crs=CRS)


def _refuse(faults: list[str]) -> None:
    """Raise the faults of a network, if there are any, in one sentence."""
    if faults:
        more = "; and more" if len(faults) > MAX_FAULTS else ""
        named = "; ".join(faults[:MAX_FAULTS])
        count = f"{len(faults)} fault{'s' * (len(faults) > 1)}"
        raise NetworkError(f"the network has {count}: {named}{more}")


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Mark an array so that whoever writes to it is refused."""
    array.flags.writeable = False
    return array


def among(cells: NDArray[np.object_], words: Collection[str]) -> NDArray[np.bool_]:
    """Mark the texts that are one of a few words: of few texts sooner than `numpy.isin`."""
    return np.fromiter(map(words.__contains__, cells.tolist()), dtype=bool, count=len(cells))


@checked_class
@dataclass(init=False, eq=False, repr=False)  # so that `dataclasses.replace` makes another one
class Network(Displayed):
    """
    Nodes and links, checked.

    Attributes
    ----------
    nodes
        Index ``node_id``; ``place_id, name, kind, mode, gauge_mm, country, unlocode, lon, lat``;
        Points, EPSG:4326. A copy each time: what is done to it does not reach the network.
    links
        Index ``link_id``; ``from_node_id, to_node_id, mode, directed, length_km`` (km), the
        parameters that price it, ``status, basin, passage_id, source_id, note``; LineStrings from
        from-node to to-node, EPSG:4326. A copy each time.

    Parameters
    ----------
    nodes, links
        As above; copied.

    Raises
    ------
    NetworkError
        One sentence with every fault: ends that do not exist, modes or gauges that do not agree
        along a link, transfers with a length, isolated nodes, lines that do not end at their nodes,
        lengths that can't be.

    Examples
    --------
    >>> import instc
    >>> network = instc.load_network("2026-07-31")
    >>> network.links.at["astara_ir.rail1435-rasht.rail1435", "status"]
    'planned'
    """

    nodes: gpd.GeoDataFrame
    links: gpd.GeoDataFrame

    def __init__(self, nodes: gpd.GeoDataFrame, links: gpd.GeoDataFrame) -> None:
        _refuse(find_faults(nodes, links))
        shapes = _shapes_of(_drawn(nodes), _drawn(links))
        self.__setstate__((_plain(nodes), _plain(links), shapes))

    @property  # type: ignore[no-redef]
    def nodes(self) -> gpd.GeoDataFrame:
        """Give a copy of the nodes."""
        return _located(self.topology.nodes, self.topology.shapes.of("nodes"))

    @property  # type: ignore[no-redef]
    def links(self) -> gpd.GeoDataFrame:
        """Give a copy of the links, in this state and at these prices."""
        return _located(self._links, self.topology.shapes.of("links"))

    def rows(self, table: Table, at: NDArray[np.intp]) -> gpd.GeoDataFrame:
        """Give a copy of some rows of a table, by their positions, in that order."""
        return _located(self._table(table).iloc[at], self.topology.shapes.of(table)[at])

    def attributes(self, table: Table) -> pd.DataFrame:
        """Give a copy of a table without its shapes: reading it does not load GeoPandas."""
        return self._table(table).copy()

    def _table(self, table: Table) -> pd.DataFrame:
        return self._links if table == "links" else self.topology.nodes

    def __getstate__(self) -> tuple[pd.DataFrame, pd.DataFrame, Shapes]:
        """Keep the tables and shapes; what was read of them is read again."""
        return self.topology.nodes, self._links, self.topology.shapes

    def __setstate__(self, state: tuple[pd.DataFrame, pd.DataFrame, Shapes]) -> None:
        """Take what was checked when the network was made."""
        self._links = state[1]
        self.topology = Topology(*state)
        self._read: dict[str, NDArray[Any]] = {}

    @classmethod
    def of_checked(cls, nodes: pd.DataFrame, links: pd.DataFrame, shapes: Shapes) -> Network:
        """Make one of what was checked when it was built, as a `Topology` takes it."""
        same = object.__new__(cls)
        same.__setstate__((nodes, links, shapes))
        return same

    def joined(self, nodes: gpd.GeoDataFrame, links: gpd.GeoDataFrame) -> Network:
        """
        Add nodes and links, in a new network: they alone are checked, for the others were.

        Parameters
        ----------
        nodes, links
            As in `Network`; links between them and nodes that are there.

        Raises
        ------
        NetworkError
            Something of them is there already, or contradicts itself or what it joins.
        """
        ours = self.topology
        whole = pd.concat([ours.nodes, _plain(nodes)])
        ends = {*links["from_node_id"], *links["to_node_id"], *nodes.index}
        faults = find_faults(whole[whole.index.isin(ends)], links)
        twice = links.index[links.index.isin(self._links.index)]
        _refuse([f"link {name} is there twice" for name in twice] + faults)
        all_links = pd.concat([self._links, _plain(links)])
        order = all_links.index.argsort()
        points, lines = _drawn(nodes), _drawn(links)

        def both() -> Drawn:
            known = ours.shapes.drawn
            return np.append(known[0], points), np.append(known[1], lines)[order]

        return Network.of_checked(whole, all_links.iloc[order], Shapes(both))

    def with_columns(self, **columns: pd.Series) -> Network:
        """
        Give the links other prices or states, in a new network.

        Raises
        ------
        ValueError
            A column is one that the checks read: ends, modes, lengths or lines.
        """
        checked = CHECKED & set(columns)
        if checked:
            names = ", ".join(sorted(checked))
            raise ValueError(f"{names}: make a new Network, so that it is checked")
        links = self._links.assign(**columns)
        same = Network.of_checked(self.topology.nodes, links, self.topology.shapes)
        if columns.keys() <= VARYING:
            same.topology = self.topology
        return same

    def cells(self, table: Table, column: str) -> NDArray[Any]:
        """
        Give a column, or the index by its name, in row order: made once for all that share it.

        Raises
        ------
        UnknownIdError
            The table has no such column.
        """
        if table == "nodes" or column not in VARYING:
            return self.topology.cells(table, column)
        if column not in self._read:
            self._read[column] = _cells(self._links, column)
        return self._read[column]

    def has(self, column: str) -> bool:
        """Tell whether the links have a column, such as a price."""
        return column in self._links

    def position(self, table: Table, key: str) -> int:
        """Give the row of a node or link; UnknownIdError where there is none."""
        frame = self._table(table)
        if key not in frame.index:
            raise UnknownIdError(f'{table}: none is called "{key}"{did_you_mean(key, frame.index)}')
        return int(frame.index.get_loc(key))

    @property
    def ends(self) -> NDArray[np.intp]:
        """Positions of the from- and to-node of each link, 2 x links."""
        return self.topology.ends

    @property
    def shape(self) -> Topology:
        """The topology."""
        return self.topology

    def __repr__(self) -> str:
        """Say how much there is."""
        modes = ", ".join(sorted(set(self.cells("links", "mode"))))
        nodes, links = len(self.topology.nodes), len(self._links)
        return f"Network: {nodes:,} nodes, {links:,} links of {modes}"

    def _view(self) -> View:
        """Count the links by mode and state."""
        counts = (
            self._links.groupby(["mode", "status"])
            .agg(links=("length_km", "size"), length_km=("length_km", "sum"))
            .reset_index()
        )
        return View(
            counts,
            {"mode": "mode", "status": "state", "links": "links", "length_km": "km"},
            repr(self),
        )

    def closed_passages(self) -> list[str]:
        """Name the straits and canals that are closed, but those that ice closes the year round."""
        shut = self.cells("links", "passage_id")[self.cells("links", "status") == "closed"]
        return sorted(set(shut) - {"", *ICEBOUND})

    def open_links(self) -> gpd.GeoDataFrame:
        """Leave out what is closed or not built: links whose status is open or limited."""
        here = self._links["status"].isin(USABLE).to_numpy()
        return _located(self._links[here], self.topology.shapes.of("links")[here])

    def graph(self) -> nx.MultiDiGraph:
        """
        View the open links as a NetworkX graph.

        Returns
        -------
        graph
            Nodes by ``node_id``, edges keyed by ``link_id`` with the columns of the links; an
            undirected link is an edge each way.

        Examples
        --------
        >>> import instc
        >>> instc.load_network("2026-07-31").graph().has_node("rasht.rail1435")
        True
        """
        return link_graph(self.nodes, self.open_links())

    def to_osmnx(self) -> nx.MultiDiGraph:
        """
        View the open links as a graph that OSMnx accepts.

        Returns
        -------
        graph
            As `instc.network.graphs.osmnx_graph` says; it passes
            ``osmnx.convert.validate_graph(strict=True)``.

        Examples
        --------
        >>> import instc
        >>> graph = instc.load_network("2026-07-31").to_osmnx()
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
        >>> import instc
        >>> network = instc.load_network("2026-07-31")
        >>> graph = network.to_osmnx()
        >>> edges = graph.edges(keys=True, data="mode")
        >>> graph.remove_edges_from([edge[:3] for edge in edges if edge[3] != "rail"])
        >>> set(Network.from_osmnx(graph).links["mode"])
        {'rail'}
        """
        nodes, links = tables_of(graph)
        touched = {*links["from_node_id"], *links["to_node_id"]}
        return cls(nodes[nodes.index.isin(touched)], links)

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
            Index link_id; ``from_node_id, to_node_id, mode``; LineStrings from the one to the
            other. ``length_km`` is the geodesic length of the line if it is not there; what else is
            missing is empty, ``directed`` false and ``status`` open.
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
        >>> import geopandas as gpd
        >>> import instc, shapely
        >>> network = instc.load_network("2026-07-31")
        >>> ends = network.nodes.loc[["astara_ir.road", "rasht.road"]]
        >>> own = {"from_node_id": "astara_ir.road", "to_node_id": "rasht.road", "mode": "road"}
        >>> line = [shapely.LineString(ends.geometry.tolist())]
        >>> table = gpd.GeoDataFrame(own, index=["my_road"], geometry=line, crs="EPSG:4326")
        >>> wider = network.with_links(table, like="astara_ir.road-rasht.road")
        >>> wider.links.at["my_road", "pace_id"]
        'pace.road_ir'
        """
        wider = grown_links(self.links, links, like, PARAMETER_COLUMNS)
        return Network(grown_nodes(self.nodes, nodes), wider)
