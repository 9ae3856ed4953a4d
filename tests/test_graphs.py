"""The network as OSMnx's graph: strictly valid, there and back, by every way of writing; and own links added in ten lines."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from instc.errors import NetworkError, UnknownIdError
from instc.graphs import graph_file, read_graphml, tables_of
from instc.network import Network
from instc.parameters import load_parameters
from instc.pricing import price

ox = pytest.importorskip("osmnx")


@pytest.fixture(scope="module")
def small(model):
    """The Iranian land network: large enough to have every kind of link but sea."""
    network = model.network
    near = network.nodes.index[(network.nodes["country"] == "IR") & (network.nodes["mode"] != "sea")]
    links = network.links[network.links["from_node_id"].isin(near) & network.links["to_node_id"].isin(near) & network.links["status"].isin(["open", "limited"])]
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
            assert first == pytest.approx((graph.nodes[start]["x"], graph.nodes[start]["y"]), abs=1e-4)
            assert last == pytest.approx((graph.nodes[end]["x"], graph.nodes[end]["y"]), abs=1e-4)

    def test_shortest_path_statistics_and_nearest_node(self, graph):
        number = {data["node_id"]: node for node, data in graph.nodes(data=True)}
        path = ox.routing.shortest_path(graph, number["tehran.rail1435"], number["bandar_abbas.rail1435"], weight="length")
        assert path[0] == number["tehran.rail1435"]
        assert ox.stats.basic_stats(graph)["n"] == len(graph)
        node, metres = ox.distance.nearest_nodes(graph, graph.nodes[path[0]]["x"], graph.nodes[path[0]]["y"], return_dist=True)
        assert metres == pytest.approx(0, abs=1)
        assert graph.nodes[node]["node_id"].startswith("tehran")


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

    def test_geopackage_has_both_layers(self, graph, tmp_path):
        (tmp_path / "a.gpkg").write_bytes(graph_file(graph, ".gpkg"))
        assert len(gpd.read_file(tmp_path / "a.gpkg", layer="nodes")) == len(graph)
        assert len(gpd.read_file(tmp_path / "a.gpkg", layer="edges")) == graph.number_of_edges()

    def test_a_strange_graph_is_refused(self):
        strange = nx.MultiDiGraph(crs="EPSG:4326")
        strange.add_node(1, x=0.0, y=0.0)
        with pytest.raises(NetworkError, match="node 1 has no node_id"):
            tables_of(strange)


def _own(network, start, end, **columns):
    line = shapely.LineString(network.nodes.loc[[start, end]].geometry.tolist())
    return gpd.GeoDataFrame({"from_node_id": [start], "to_node_id": [end], "mode": ["road"], **columns}, index=["my_road"], geometry=[line], crs="EPSG:4326")


class TestOwnLinks:
    def test_a_link_in_ten_lines_can_be_priced_and_routed(self, model):
        own = _own(model.network, "astara_ir.road", "rasht.road", length_km=[150.0])
        wider = model.network.with_links(own, like="astara_ir.road-rasht.road")
        priced = price(wider, load_parameters(model.as_of), model.consignment)
        assert priced.links.at["my_road", "usd"] < priced.links.at["astara_ir.road-rasht.road", "usd"]
        assert "my_road" not in model.network.links.index

    def test_invariants_are_checked(self, model):
        with pytest.raises(NetworkError, match="my_road is shorter than the great circle"):
            model.network.with_links(_own(model.network, "astara_ir.road", "rasht.road", length_km=[1.0]))

    def test_an_unknown_pattern_is_named(self, model):
        with pytest.raises(UnknownIdError, match="did you mean"):
            model.network.with_links(_own(model.network, "astara_ir.road", "rasht.road"), like="astara_ir.road-rasht.raod")

    def test_own_nodes_come_along(self, model):
        spot = gpd.GeoDataFrame({"mode": ["road"], "country": ["IR"]}, index=["my_depot"], geometry=[shapely.Point(49.5, 37.3)], crs="EPSG:4326")
        line = shapely.LineString([spot.geometry.iloc[0], model.network.nodes.at["rasht.road", "geometry"]])
        link = gpd.GeoDataFrame({"from_node_id": ["my_depot"], "to_node_id": ["rasht.road"], "mode": ["road"]}, index=["my_link"], geometry=[line], crs="EPSG:4326")
        wider = model.network.with_links(link, spot)
        assert wider.links.at["my_link", "length_km"] > 0
        assert np.isclose(wider.nodes.at["my_depot", "lon"], 49.5)
