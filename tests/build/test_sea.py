"""The sea network of small worlds: gates, canals, capes, basins and what ports it reaches."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse.csgraph import dijkstra

from instc.build.sea import _Places, _viewpoints, sea_network, with_corridor
from instc.errors import NetworkError
from instc.network.sea_lanes import SeaLanes

LANE = [[(0.0, 0.0), (0.5, 0.0), (1.5, 0.0), (2.0, 0.0)]]
STRAIT = (shapely.box(0.8, 0.1, 1.2, 2), shapely.box(0.8, -2, 1.2, -0.1))


def table(columns, *rows):
    return pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=columns)


def repairs(*rows):
    return table(["action", "line", "unlocode"], *rows).assign(repair_id="r1")


def passage(*lines):
    rows = [(f"strait{number}", line) for number, line in enumerate(lines, 1)]
    return table(["passage_id", "line"], *rows)


def world(
    *,
    marnet=LANE,
    here=(0.0, 0.05),
    there=(2.0, 0.05),
    between=None,
    passages=(),
    repaired=(),
    basins=(),
    land=(),
):
    """A network between the corridor's port ``here`` and two listed ports, one of them ``there``."""
    lon, lat = between or marnet[0][1]
    listed = pd.DataFrame(
        {"name": ["There", "Between"], "lon": [there[0], lon], "lat": [there[1], lat]},
        index=["XXAAA", "XXCCC"],
    )
    own = pd.DataFrame(
        {"lon": [here[0]], "lat": [here[1]], "unlocode": ["XXBBB"], "country": ["XX"]},
        index=["here.port"],
    )
    seas = table(["basin_id", "extent"], *basins)
    return sea_network(
        marnet, listed, own, passage(*passages), repairs(*repaired), seas, list(land)
    )


def way_km(sea, gates=()):
    """From port to port, through some gates."""
    start, end = sea.ports.loc[["here.port", "xxaaa.port"], "point"]
    assert min(start, end) >= 0
    return dijkstra(sea.lanes.graph(gates), indices=start)[end]


class TestPorts:
    def test_both_are_reached_and_the_way_is_the_geodesic(self):
        """2 degrees of the equator: 222.6 km."""
        sea = world()
        assert (sea.ports["point"] >= 0).all()
        assert way_km(sea) == pytest.approx(222.64, abs=0.05)
        assert set(sea.lanes.basin) == {"ocean"}

    def test_the_table_names_all(self):
        ports = world().ports
        assert ports.index.tolist() == ["here.port", "xxaaa.port", "xxccc.port"]
        assert ports["unlocode"].tolist() == ["XXBBB", "XXAAA", "XXCCC"]
        assert ports["country"].tolist() == ["", "XX", "XX"]
        assert ports["reason"].tolist() == ["", "", ""]
        assert ports["lane_km"].tolist() == [5.6, 5.6, 0.0]

    def test_a_listed_port_of_the_corridor_comes_once(self):
        own = pd.DataFrame(
            {"lon": [0.0], "lat": [0.0], "unlocode": ["XXAAA"], "country": ["XX"]},
            index=["here.port"],
        )
        listed = pd.DataFrame({"name": ["A", "B", "B"], "lon": [0.0, 1.0, 2.0], "lat": 0.0})
        listed.index = ["XXAAA", "XXBBB", "XXBBB"]
        seas = table(["basin_id", "extent"])
        found = sea_network(LANE, listed, own, passage(), repairs(), seas, []).ports
        assert found.index.tolist() == ["here.port", "xxbbb.port"]

    def test_a_port_out_of_reach_says_why(self):
        """0.6 degrees inland from a lane 0.1 degrees off the shore: 77.8 km."""
        sea = world(there=(0.5, 0.7), land=[shapely.box(-1, 0.1, 3, 2)])
        port = sea.ports.loc["xxaaa.port"]
        assert (port["point"], port["reason"]) == (-1, "farther than 60 km from every lane")
        assert port["lane_km"] == pytest.approx(77.8, abs=0.3)

    @pytest.mark.parametrize("land", [(-1, -1, 3, 2), (-1, 0.1, 3, 2)], ids=["lanes too", "ports"])
    def test_no_two_ports_that_join_are_refused(self, land):
        ashore = {"here": (0.5, 0.9), "there": (1.5, 0.9), "between": (1.0, 0.9)}
        with pytest.raises(NetworkError, match=r"no lane joins two ports \(sea_lane_repairs\.csv"):
            world(**ashore, land=[shapely.box(*land)])

    def test_up_a_river_the_land_is_measured(self):
        """38.9 km from the lane; the land begins 11.1 km off."""
        sea = world(there=(0.5, 0.35), land=[shapely.box(-1, 0.1, 3, 2)])
        port = sea.ports.loc["xxaaa.port"]
        assert (port["reason"], port["lane_km"]) == ("", pytest.approx(38.9, abs=0.2))
        assert port["land_km"] == pytest.approx(27.8, abs=0.2)


class TestLand:
    ISLAND = shapely.Polygon([(0.6, 0), (1, -0.4), (1.4, 0), (1, 0.4)])

    def test_a_lane_over_land_is_dropped_and_the_way_goes_round_a_cape(self):
        """By the cape at (1, 0.4) it is 2 x sqrt(1 + 0.4^2) = 2.154 degrees at least."""
        sea = world(land=[self.ISLAND])
        assert 2.154 * 111.3 < way_km(sea) < 2.3 * 111.3

    def test_a_canal_goes_through(self):
        canal = ("canal", "LINESTRING (0 0, 2 0)", "")
        sea = world(land=[self.ISLAND], repaired=[canal])
        assert way_km(sea) == pytest.approx(222.6, abs=0.5)
        assert set(sea.lanes.basin) == {"canal"}

    def test_a_waterway_goes_through_and_is_ocean(self):
        waterway = ("waterway", "LINESTRING (0 0, 2 0)", "")
        sea = world(land=[self.ISLAND], repaired=[waterway])
        assert way_km(sea) == pytest.approx(222.6, abs=0.5)
        assert set(sea.lanes.basin) == {"ocean"}

    def test_a_long_lane_stays_that_runs_in_a_canal_where_it_is_on_land(self):
        """As off Colon: 78 km of land in the canal, the lane's far end 89 km beyond its mouth."""
        isthmus = [shapely.box(0.8, -3, 1.5, 3)]
        canal = ("canal", "LINESTRING (0.8 0, 1.5 0)", "")
        marnet = [[(0.0, 0.0), (2.0, 0.0)]]
        sea = world(marnet=marnet, between=(2.0, 0.1), land=isthmus, repaired=[canal])
        assert way_km(sea) == pytest.approx(222.6, abs=0.5)
        assert "canal" in set(sea.lanes.basin)
        beside = ("canal", "LINESTRING (0.8 0.5, 1.5 0.5)", "")
        with pytest.raises(NetworkError, match="no lane joins two ports"):
            world(marnet=marnet, between=(2.0, 0.1), land=isthmus, repaired=[beside])

    SHOAL = "LINESTRING (1 -0.5, 1 0.5)"

    def test_no_line_of_sight_crosses_a_shoal(self):
        """By lanes it is 2 x 157 km, straight 222.6: nothing but sight leads straight."""
        marnet = [[(0.0, 0.0), (1.0, -1.0), (2.0, 0.0)]]
        assert way_km(world(marnet=marnet)) == pytest.approx(222.6, abs=0.5)
        shoal = ("shoal", self.SHOAL, "")
        assert way_km(world(marnet=marnet, repaired=[shoal])) == pytest.approx(314, abs=1)

    def test_a_lane_over_a_shoal_stays_and_one_that_is_dropped_goes(self):
        marnet = [*LANE, [(0.0, 0.0), (1.0, -1.0), (2.0, 0.0)]]
        shoal, drop = ("shoal", self.SHOAL, ""), ("drop", self.SHOAL, "")
        assert way_km(world(marnet=marnet, repaired=[shoal])) == pytest.approx(222.6, abs=0.5)
        assert way_km(world(marnet=marnet, repaired=[drop])) == pytest.approx(314, abs=1)


class TestGates:
    LINE = "LINESTRING (1 -1.5, 1 1.5)"

    def test_a_strait_is_passed_through_its_gate_only(self):
        sea = world(land=STRAIT, passages=[self.LINE])
        assert list(sea.lanes.gates) == ["strait1"]
        a, b = sea.lanes.gates["strait1"]
        assert sea.lanes.points[[a, b]].tolist() == [[1, 0], [1, 0]]
        assert way_km(sea, gates=["strait1"]) == pytest.approx(222.6, abs=0.5)
        assert way_km(sea) > 400, "shut, the way goes round an island, 2 degrees off"

    def test_side_a_lies_to_the_left(self):
        """Drawn northwards, its left is the west: a is nearer to the port in the west."""
        sea = world(land=STRAIT, passages=[self.LINE])
        a, b = sea.lanes.gates["strait1"]
        joined = {int(x) for edge in sea.lanes.ends if a in edge for x in edge} - {a}
        assert sea.lanes.points[list(joined), 0].max() < 1
        assert b not in joined

    def test_each_side_looks_from_its_own_side_of_the_line(self):
        """300 m off a line of 3 by 4: to its left for a, to its right for b."""
        places, gates = _Places(), {"strait1": (1.0, 2.0)}
        places.numbers([(0.0, 0.0), (1.0, 2.0, "a"), (1.0, 2.0, "b")])
        found = _viewpoints(places, passage("LINESTRING (0 0, 3 4)"), gates)
        expected = [(0, 0), (1 - 0.0024, 2 + 0.0018), (1 + 0.0024, 2 - 0.0018)]
        assert found == pytest.approx(np.array(expected))

    def test_a_lane_with_a_point_on_the_line_is_gated_too(self):
        marnet = [[(0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (1.5, 0.0), (2.0, 0.0)]]
        sea = world(marnet=marnet, land=STRAIT, passages=[self.LINE])
        assert way_km(sea, gates=["strait1"]) == pytest.approx(222.6, abs=0.5)
        assert way_km(sea) > 400

    def test_a_gate_with_a_bend_is_named(self):
        line = "LINESTRING (1 -1.5, 1.1 0, 1 1.5)"
        with pytest.raises(NetworkError, match=r"passages\.csv, strait1: the line has a bend"):
            world(land=STRAIT, passages=[line])

    @pytest.mark.parametrize("line", ["LINESTRING (1 -1.5, 1 0.05)", "LINESTRING (1 -0.05, 1 1.5)"])
    def test_a_gate_that_does_not_end_on_land_is_named(self, line):
        words = r"passages\.csv, strait1: the line does not end on land"
        with pytest.raises(NetworkError, match=words):
            world(land=STRAIT, passages=[line])


class TestBasins:
    def test_a_lane_within_an_extent_is_of_that_basin(self):
        """A straight line from sea to sea keeps its point where one ends."""
        marnet = [[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]]
        gulf = ("gulf", "POLYGON ((-1 -1, 1 -1, 1 1, -1 1, -1 -1))")
        lanes = world(marnet=marnet, between=(0.5, 0.0), basins=[gulf]).lanes
        assert lanes.points[:, 0].tolist() == [0, 0.5, 1, 2]
        east = lanes.points[lanes.ends][..., 0].max(axis=1)
        assert set(lanes.basin[east <= 1]) == {"gulf"}
        assert set(lanes.basin[east > 1]) == {"ocean"}

    def test_the_caspian_has_its_own_and_its_canals_too(self):
        marnet = [[(50.0, 41.0), (51.0, 41.0), (52.0, 41.0)]]
        canal = ("canal", "LINESTRING (50 41, 51 41)", "")
        sea = world(marnet=marnet, here=(50, 41), there=(52, 41), repaired=[canal])
        lanes = sea.lanes
        east = lanes.points[lanes.ends][..., 0].max(axis=1)
        assert set(lanes.basin[east <= 51]) == {"caspian_canal"}
        assert set(lanes.basin[east > 51.15]) == {"caspian"}


def test_the_corridor_is_the_shortest_ways_between_its_ports():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    ends, km = np.array([[0, 1], [0, 2]]), np.array([111.3, 110.6])
    star = SeaLanes(points, ends, km, np.array(["ocean"] * 2), np.zeros(2, dtype=bool), {})
    assert with_corridor(star, [0, 1]).corridor.tolist() == [True, False]
    assert not star.corridor.any()
