"""The network as OSMnx's graph: strictly valid, there and back, by every way of writing; and own links added in ten lines."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from instc.errors import NetworkError, UnknownIdError
from instc.network.graphs import graph_file, grown_links, read_graphml, tables_of
from instc.network.network import Network
from instc.routing.pricing import price
from instc.tables.parameters import load_parameters

ox = pytest.importorskip("osmnx")


RESERVED = {
    "osmid", "key", "u", "v", "geometry", "length", "oneway", "reversed", "bearing", "grade", "grade_abs", "speed_kph",
    "travel_time", *ox.settings.useful_tags_way,
}  # fmt: skip


@pytest.fixture(scope="module")
def small(model):
    """The Iranian land network: large enough to have every kind of link but sea."""
    network = model.network
    near = network.nodes.index[
        (network.nodes["country"] == "IR") & (network.nodes["mode"] != "sea")
    ]
    links = network.links[
        network.links["from_node_id"].isin(near)
        & network.links["to_node_id"].isin(near)
        & network.links["status"].isin(["open", "limited"])
    ]
    used = network.nodes[network.nodes.index.isin({*links["from_node_id"], *links["to_node_id"]})]
    return Network(used, links)


@pytest.fixture(scope="module")
def graph(small):
    return small.to_osmnx()


class TestOsmnx:
    def test_strictly_valid(self, graph):
        ox.convert.validate_graph(graph, strict=True)

    def test_frames_there_and_back(self, graph):
        nodes, edges = ox.convert.graph_to_gdfs(graph)
        again = ox.convert.graph_from_gdfs(nodes, edges, graph_attrs=graph.graph)
        assert set(again.edges(keys=True)) == set(graph.edges(keys=True))

    def test_lines_run_with_the_edge(self, graph):
        for start, end, data in graph.edges(data=True):
            first, last = data["geometry"].coords[0], data["geometry"].coords[-1]
            assert first == pytest.approx(
                (graph.nodes[start]["x"], graph.nodes[start]["y"]), abs=1e-4
            )
            assert last == pytest.approx((graph.nodes[end]["x"], graph.nodes[end]["y"]), abs=1e-4)

    def test_shortest_path_statistics_and_nearest_node(self, graph):
        number = {data["node_id"]: node for node, data in graph.nodes(data=True)}
        path = ox.routing.shortest_path(
            graph, number["tehran.rail1435"], number["bandar_abbas.rail1435"], weight="length"
        )
        assert path[0] == number["tehran.rail1435"]
        assert ox.stats.basic_stats(graph)["n"] == len(graph)
        node, metres = ox.distance.nearest_nodes(
            graph, graph.nodes[path[0]]["x"], graph.nodes[path[0]]["y"], return_dist=True
        )
        assert metres == pytest.approx(0, abs=1)
        assert graph.nodes[node]["node_id"].startswith("tehran")

    def test_plot(self, graph):
        figure, axes = ox.plot.plot_graph(graph, show=False, close=True)
        assert len(axes.collections) == 2, "lines and points"
        assert figure is not None


class TestBack:
    def test_the_same_network_comes_back(self, small, graph):
        back = Network.from_osmnx(graph)
        assert back.links.index.equals(small.links.index)
        assert (back.links["length_km"] == small.links["length_km"]).all()
        assert (back.links["pace_id"] == small.links["pace_id"]).all()
        assert shapely.equals(back.links.geometry.to_numpy(), small.links.geometry.to_numpy()).all()

    def test_graphml_keeps_types(self, graph, tmp_path):
        (tmp_path / "a.graphml").write_bytes(graph_file(graph, ".graphml"))
        again = read_graphml(tmp_path / "a.graphml")
        assert nx.utils.graphs_equal(graph, again)

    def test_osmnx_reads_the_file_by_itself(self, graph, tmp_path):
        """Its own reader, told nothing of ours: what a slope, a length or a direction is to it, is one here."""
        (tmp_path / "a.graphml").write_bytes(graph_file(graph, ".graphml"))
        plain = ox.load_graphml(tmp_path / "a.graphml")
        ox.convert.validate_graph(plain, strict=True)
        assert set(plain.edges(keys=True)) == set(graph.edges(keys=True))
        for start, end, key, data in plain.edges(keys=True, data=True):
            ours = graph.edges[start, end, key]
            assert {name: data[name] for name in RESERVED & data.keys()} == {
                name: ours[name] for name in RESERVED & ours.keys()
            }
            assert data["evidence_grade"] in set("ABCD")
        nodes, edges = ox.convert.graph_to_gdfs(plain)
        again = ox.convert.graph_from_gdfs(nodes, edges, graph_attrs=plain.graph)
        back = Network.from_osmnx(read_graphml(tmp_path / "a.graphml"))
        assert set(back.links["grade"]) <= set("ABCD")
        assert len(again.edges) == len(graph.edges)

    @pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # transfers have no length
    def test_a_slope_of_osmnx_is_no_grade_of_ours(self, small, graph):
        """OSMnx writes ``grade`` and ``grade_abs`` on every edge that has heights."""
        raised = graph.copy()
        heights = dict.fromkeys(raised.nodes, 100.0)
        nx.set_node_attributes(raised, heights, "elevation")
        raised = ox.elevation.add_edge_grades(raised)
        back = Network.from_osmnx(raised)
        assert_same(back.links, small.links)

    def test_names_that_osmnx_keeps_for_itself_mean_what_it_means(self, graph):
        """Of the names that it reads or writes we use these alone, in its units: metres along the edge, truths, whole ids."""
        used = set()
        for _, _, data in graph.edges(data=True):
            used |= RESERVED & data.keys()
            assert isinstance(data["osmid"], int)
            assert isinstance(data["oneway"], bool)
            assert isinstance(data["reversed"], bool)
            assert data["length"] == pytest.approx(1000 * data["length_km"])
            assert data["oneway"] is data["directed"]
        assert used == {"osmid", "length", "oneway", "reversed", "geometry"}
        for _, data in graph.nodes(data=True):
            assert not {"elevation", "highway", "railway", "ref", "junction"} & data.keys()
            assert (data["x"], data["y"]) == (data["lon"], data["lat"])

    def test_geopackage_has_both_layers(self, graph, tmp_path):
        (tmp_path / "a.gpkg").write_bytes(graph_file(graph, ".gpkg"))
        assert len(gpd.read_file(tmp_path / "a.gpkg", layer="nodes")) == len(graph)
        assert len(gpd.read_file(tmp_path / "a.gpkg", layer="edges")) == graph.number_of_edges()

    def test_frames_lose_nothing(self, small, graph):
        """By GeoDataFrames, where empty cells come back as NaN."""
        nodes, edges = ox.convert.graph_to_gdfs(graph)
        back = Network.from_osmnx(ox.convert.graph_from_gdfs(nodes, edges, graph_attrs=graph.graph))
        assert_same(back.links, small.links)
        assert_same(back.nodes, small.nodes)

    def test_graphml_lose_nothing(self, small, graph, tmp_path):
        (tmp_path / "a.graphml").write_bytes(graph_file(graph, ".graphml"))
        back = Network.from_osmnx(read_graphml(tmp_path / "a.graphml"))
        assert_same(back.links, small.links)
        assert_same(back.nodes, small.nodes)

    def test_a_link_of_which_one_way_is_left_is_one_way(self, small, graph):
        """OSMnx cuts edges, not links: the network says what the graph says."""
        link_id = small.links.index[(small.links["mode"] == "road") & ~small.links["directed"]][0]
        cut = graph.copy()
        cut.remove_edges_from(
            [
                edge[:3]
                for edge in graph.edges(keys=True, data=True)
                if edge[3]["link_id"] == link_id and not edge[3]["reversed"]
            ]
        )
        back = Network.from_osmnx(cut).links.loc[link_id]
        assert back["directed"]
        assert (back["from_node_id"], back["to_node_id"]) == (
            small.links.at[link_id, "to_node_id"],
            small.links.at[link_id, "from_node_id"],
        )

    def test_a_strange_graph_is_refused(self, graph):
        strange = nx.MultiDiGraph(**graph.graph)
        strange.add_node(1, x=0.0, y=0.0)
        with pytest.raises(NetworkError, match="node 1 has no node_id"):
            tables_of(strange)
        with pytest.raises(NetworkError, match=r"graph_attrs=graph\.graph"):
            tables_of(nx.MultiDiGraph(crs="EPSG:4326"))

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"no xml",
            b"<graphml>",
            b"<?xml version='1.0'?><graphml xmlns='http://graphml.graphdrawing.org/xmlns'/>",
        ],
    )
    def test_a_strange_file_is_refused(self, tmp_path, content):
        (tmp_path / "a.graphml").write_bytes(content)
        with pytest.raises(NetworkError, match=r"a\.graphml: not a graph that"):
            read_graphml(tmp_path / "a.graphml")


def assert_same(back, first):
    assert back.index.equals(first.index)
    assert set(back.columns) == set(first.columns)
    assert shapely.equals(back.geometry.to_numpy(), first.geometry.to_numpy()).all()
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.drop(columns="geometry")),
        pd.DataFrame(first.drop(columns="geometry"))[[c for c in back if c != "geometry"]],
    )


def _own(network, start, end, **columns):
    line = shapely.LineString(network.nodes.loc[[start, end]].geometry.tolist())
    return gpd.GeoDataFrame(
        {"from_node_id": [start], "to_node_id": [end], "mode": ["road"], **columns},
        index=["my_road"],
        geometry=[line],
        crs="EPSG:4326",
    )


class TestOwnLinks:
    def test_a_link_in_ten_lines_can_be_priced_and_routed(self, model):
        own = _own(model.network, "astara_ir.road", "rasht.road", length_km=[150.0])
        wider = model.network.with_links(own, like="astara_ir.road-rasht.road")
        priced = price(wider, load_parameters(model.as_of), model.consignment)
        assert (
            priced.links.at["my_road", "usd"] < priced.links.at["astara_ir.road-rasht.road", "usd"]
        )
        assert "my_road" not in model.network.links.index

    def test_invariants_are_checked(self, model):
        with pytest.raises(NetworkError, match="my_road is shorter than the great circle"):
            model.network.with_links(
                _own(model.network, "astara_ir.road", "rasht.road", length_km=[1.0])
            )

    def test_a_column_that_would_be_lost_is_named(self, model):
        with pytest.raises(
            UnknownIdError, match=r'a link has no column "lenght_km" \(did you mean "length_km"'
        ):
            model.network.with_links(
                _own(model.network, "astara_ir.road", "rasht.road", lenght_km=[150.0])
            )

    def test_other_coordinates_are_turned_into_ours(self, model):
        own = _own(model.network, "astara_ir.road", "rasht.road")
        here = model.network.with_links(own).links.at["my_road", "length_km"]
        assert (
            model.network.with_links(own.to_crs("EPSG:32639").rename_geometry("shape")).links.at[
                "my_road", "length_km"
            ]
            == here
        )
        with pytest.raises(NetworkError, match="no coordinate reference system"):
            model.network.with_links(own.set_crs(None, allow_override=True))

    @pytest.mark.parametrize("lost", ["from_node_id", "to_node_id", "mode"])
    def test_a_column_that_lacks_is_named(self, model, lost):
        with pytest.raises(NetworkError, match=f"own links need the column {lost}"):
            grown_links(
                model.network.links,
                _own(model.network, "astara_ir.road", "rasht.road").drop(columns=lost),
            )

    def test_an_unknown_pattern_is_named(self, model):
        with pytest.raises(UnknownIdError, match="did you mean"):
            model.network.with_links(
                _own(model.network, "astara_ir.road", "rasht.road"),
                like="astara_ir.road-rasht.raod",
            )

    def test_own_nodes_come_along(self, model):
        spot = gpd.GeoDataFrame(
            {"mode": ["road"], "country": ["IR"]},
            index=["my_depot"],
            geometry=[shapely.Point(49.5, 37.3)],
            crs="EPSG:4326",
        )
        line = shapely.LineString(
            [spot.geometry.iloc[0], model.network.nodes.at["rasht.road", "geometry"]]
        )
        link = gpd.GeoDataFrame(
            {"from_node_id": ["my_depot"], "to_node_id": ["rasht.road"], "mode": ["road"]},
            index=["my_link"],
            geometry=[line],
            crs="EPSG:4326",
        )
        wider = model.network.with_links(link, spot)
        assert wider.links.at["my_link", "length_km"] > 0
        assert np.isclose(wider.nodes.at["my_depot", "lon"], 49.5)
