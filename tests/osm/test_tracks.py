"""A train's way over tracks drawn by hand, and over thousands of real ones."""

import json
import os
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest
import shapely
from pyproj import Geod

from fake_overpass import FakeOverpass, elements_of
from instc.errors import DownloadError
from instc.osm.fetch import fetch_tracks
from instc.osm.settings import osmnx_settings
from instc.osm.tiles import WIDER_KM, tiles
from instc.osm.tracks import train_way

ox = pytest.importorskip("osmnx")
GEOD = Geod(ellps="WGS84")
KM = 1 / 111.32  # degrees of longitude on the equator
VALIDATION = os.environ.get("INSTC_VALIDATION")


def tracks(points, *ways):
    """Tracks near the equator: points by name in km, ways as a text of names and their tags."""
    number = {name: k for k, name in enumerate(sorted(points), 1)}
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    graph.add_nodes_from(
        (number[name], {"x": x * KM, "y": y * KM}) for name, (x, y) in points.items()
    )
    for osmid, (names, tags) in enumerate(ways, 1):
        for a, b in pairwise(names):
            for start, end in ((a, b), (b, a)):
                graph.add_edge(
                    number[start],
                    number[end],
                    osmid=osmid,
                    **{"railway": "rail", "gauge": "1520", **tags},
                )
    return ox.distance.add_edge_lengths(graph)


def at(x, y):
    return (x * KM, y * KM)


class TestTrains:
    # A train from A to C meets the branch at J from the wrong side: J-C bends back. By K it goes round, 4 km longer.
    WYE = {"A": (0, 0), "J": (20, 0), "K": (26, 0), "L": (26, 4), "C": (12, 4)}  # noqa: RUF012

    def wye(self):
        return tracks(self.WYE, ("AJK", {}), ("JC", {}), ("KLC", {}))

    def test_sharp_corners_are_reversals_too(self):
        """A-J-C is 20 + 8.94 km and one reversal; the way round is 26 + 4 + 14 km and two right angles."""
        way = train_way(self.wye(), at(0, 0), at(12, 4))
        assert way.reversals == 1
        assert way.length_km == pytest.approx(20 + 80**0.5, abs=0.1)
        dear = train_way(self.wye(), at(0, 0), at(12, 4), reversal_km=8)
        assert dear.length_km == pytest.approx(20 + 80**0.5, abs=0.1)

    def test_a_train_rather_goes_round_than_turns(self):
        """The same way round by four bends of 45 degrees, 10.9 km longer: dearer than a reversal of 5 km, cheaper than one of 12."""
        points = {
            "A": (0, 0),
            "J": (20, 0),
            "K": (23, 0),
            "L": (24, 1),
            "M": (24, 3),
            "N": (23, 4),
            "C": (12, 4),
        }
        graph = tracks(points, ("AJKLMNC", {}), ("JC", {}))
        expected = 23 + 2 * 2**0.5 + 2 + 11
        way = train_way(graph, at(0, 0), at(12, 4), reversal_km=12)
        assert way.reversals == 0
        assert way.length_km == pytest.approx(expected, abs=0.1)
        assert train_way(graph, at(0, 0), at(12, 4), reversal_km=5).reversals == 1

    def test_the_line_is_one_geodesic_length(self):
        way = train_way(self.wye(), at(0, 0), at(26, 4))
        assert way.length_km == pytest.approx(GEOD.geometry_length(way.line) / 1000, abs=1e-9)
        assert sum(way.states.values()) == pytest.approx(way.length_km, abs=1e-6)


class TestStates:
    POINTS = {"A": (0, 0), "B": (10, 0), "C": (20, 0), "D": (10, 2)}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("first", "second", "states"),
        [
            ({}, {}, {"rail"}),
            ({}, {"railway": "construction"}, {"rail", "construction"}),
            ({"railway": "construction"}, {"railway": "proposed"}, {"construction", "proposed"}),
        ],
    )
    def test_what_is_not_built_is_named(self, first, second, states):
        assert (
            train_way(
                tracks(self.POINTS, ("AB", first), ("BC", second)), at(0, 0), at(20, 0)
            ).states.keys()
            == states
        )

    def test_built_track_is_preferred_though_longer(self):
        graph = tracks(
            {**self.POINTS, "E": (0.5, 0.5), "F": (19.5, 0.5)},
            ("ABC", {"railway": "proposed"}),
            ("AEDFC", {"gauge": "1435"}),
        )
        way = train_way(graph, at(0, 0), at(20, 0))
        assert way.states.keys() == {"rail"}
        assert way.gauges.keys() == {"1435"}


class TestEnds:
    def test_a_far_stop_is_refused(self):
        graph = tracks({"A": (0, 0), "B": (10, 0)}, ("AB", {}))
        with pytest.raises(
            DownloadError,
            match=r"its end at 0\.1168,0\.0000 lies 3\.0 km from the nearest track, more than 2 km",
        ):
            train_way(graph, at(0, 0), at(13, 0))

    def test_a_piece_that_reaches_both_stops_is_taken_before_a_nearer_one(self):
        """Yard Y lies at the stop itself and leads nowhere."""
        graph = tracks(
            {"A": (0, 1), "B": (10, 1), "Y": (0, 0), "Z": (0.2, 0)}, ("AB", {}), ("YZ", {})
        )
        assert train_way(graph, at(0, 0), at(10, 1)).snaps_km == pytest.approx((1, 0), abs=0.01)

    @pytest.mark.parametrize(("gap_m", "joined"), [(50, 1), (70, None)])
    def test_a_small_gap_is_closed_and_counted(self, gap_m, joined):
        graph = tracks(
            {"A": (0, 0), "B": (10, 0), "C": (10 + gap_m / 1000, 0), "D": (20, 0)},
            ("AB", {}),
            ("CD", {}),
        )
        way = train_way(graph, at(0, 0), at(20, 0))
        assert (way and way.joined) == joined

    def test_both_stops_at_one_point_are_no_way(self):
        graph = tracks({"A": (0, 0), "B": (10, 0)}, ("AB", {}))
        assert train_way(graph, at(0, 0), at(0.5, 0)) is None


def real(country):
    if VALIDATION is None:
        pytest.skip("INSTC_VALIDATION names no folder of real track")
    ways = json.loads((Path(VALIDATION) / f"osm_rail_{country}_2026-04_ODbL.json").read_text())
    return elements_of([(way["geometry"], {"railway": way["type"]}) for way in ways])


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
class TestRealTrack:
    """Thousands of real ways, served on loopback, asked for in tiles along rough lines."""

    def ask(self, country, stops, cache):
        with FakeOverpass(real(country)) as server, osmnx_settings(server.url, cache):
            return fetch_tracks(tiles(shapely.LineString(stops), WIDER_KM), sidings=False).graph

    def test_yalama_to_astara(self, tmp_path):
        """485.9 km measured over one undivided query; 100 m for the sphere that it was measured on, and the stops' own tracks."""
        yalama, alat, lankaran, astara = (
            (48.5808, 41.7629),
            (49.3883, 39.9433),
            (48.8571, 38.7599),
            (48.8759, 38.4889),
        )
        way = train_way(
            self.ask("azerbaijan", (yalama, alat, lankaran, astara), tmp_path), yalama, astara
        )
        assert way.length_km == pytest.approx(485.9, abs=0.1)
        assert (way.reversals, way.joined, way.states.keys()) == (0, 0, {"rail"})

    def test_serhetyaka_to_akyayla(self, tmp_path):
        """
        By Bereket station 703.3 km were measured between the junctions nearest to the stops: at Akyayla that is a junction 164 m off, on another
        track. From stop to stop it is 695 (1.2 % less), and 688.5 past the station: published are 700, "almost 700", and 689 as the sum of our links.
        """
        serhetyaka, bereket, etrek, akyayla = (
            (53.6553, 42.2764),
            (55.5214, 39.2454),
            (54.7409, 37.7052),
            (54.6298, 37.4636),
        )
        graph = self.ask("turkmenistan", (serhetyaka, bereket, etrek, akyayla), tmp_path)
        legs = [train_way(graph, *pair) for pair in ((serhetyaka, bereket), (bereket, akyayla))]
        assert sum(leg.length_km for leg in legs) == pytest.approx(703.3, rel=0.012)
        assert train_way(graph, serhetyaka, akyayla).length_km == pytest.approx(688.5, abs=0.1)
        assert [leg.reversals for leg in legs] == [0, 0]
