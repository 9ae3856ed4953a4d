"""The real requests of OSMnx against a look-alike of Overpass on loopback: what is found, and how each failure ends."""

import json
import socket

import pytest
import shapely

from instc.errors import DownloadError
from instc.osm import features_near
from instc.osm.fetch import fetch_tracks
from instc.osm.overpass import drop_broken, fault_of
from instc.osm.settings import LONGEST_WAIT_S, MOST_ASKED, MOST_BUSY, PUBLIC, osmnx_settings
from instc.osm.tiles import tiles
from instc.osm.tracks import train_way

ox = pytest.importorskip("osmnx")
pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
RASHT, LANKARAN, ASTARA = (49.60, 37.22), (48.85, 38.75), (48.86, 38.40)
GILAN = shapely.box(48.5, 37.0, 50, 39)


def ask(server, cache, areas=None, *, sidings=False):
    with osmnx_settings(server.url, cache):
        return fetch_tracks(areas or tiles(shapely.LineString([RASHT, LANKARAN])), sidings=sidings)


def ids(graph):
    return {data["osmid"] for *_, data in graph.edges(data=True)}


class TestRequests:
    def test_a_yard_is_no_track_and_a_siding_only_if_asked(self, server, tmp_path):
        lines = {101, 102, 103, 104, 105, 106, 107, 108}
        assert ids(ask(server, tmp_path, [GILAN]).graph) == lines
        assert ids(ask(server, tmp_path, [GILAN], sidings=True).graph) == {*lines, 111}

    def test_a_one_way_tag_does_not_stop_trains(self, server, tmp_path):
        graph = ask(server, tmp_path, [GILAN]).graph
        assert all(graph.has_edge(v, u) for u, v in graph.edges())

    def test_a_second_run_asks_nothing(self, server, tmp_path):
        ask(server, tmp_path, [GILAN])
        asked = len(server.queries)
        ask(server, tmp_path, [GILAN])
        assert len(server.queries) == asked > 0

    def test_tiles_and_one_query_agree(self, server, tmp_path):
        one, many = ask(server, tmp_path, [GILAN]).graph, ask(server, tmp_path).graph
        assert set(one.edges) == set(many.edges)
        assert train_way(many, RASHT, ASTARA).length_km == train_way(one, RASHT, ASTARA).length_km

    def test_nothing_there_is_counted(self, server, tmp_path):
        assert ask(server, tmp_path, [shapely.box(0, 0, 1, 1)]) == (None, 1)

    def test_a_way_that_only_crosses_a_tile_is_nothing_there(self, server, tmp_path):
        """Way 105 runs 33 km without a point; a tile between them has no node for OSMnx to keep."""
        middle = shapely.box(48.92, 38.04, 48.93, 38.06)
        assert ask(server, tmp_path, [middle]) == (None, 1)
        assert len(server.queries) == 1

    def test_who_asks_is_said(self, server, tmp_path):
        ask(server, tmp_path, [shapely.box(0, 0, 1, 1)])
        assert server.headers[0]["User-Agent"].startswith("instc/")


GOOD = json.dumps({"elements": []})
LOST = json.dumps(
    {"elements": [{"type": "way", "id": 5, "nodes": [1, 2], "tags": {"railway": "rail"}}]}
)
FAILURES = {
    "remark": (
        [
            (
                200,
                "application/json",
                json.dumps({"elements": [], "remark": "runtime error: Query timed out"}),
            )
        ]
        * 20,
        "gave up half way",
    ),
    "504": ([(504, "text/html", "busy")] * 20, "is busy"),
    "429": ([(429, "text/html", "busy")] * 20, "is busy"),
    "500": ([(500, "text/html", "<html>no</html>")], "refused the query"),
    "400": ([(400, "text/html", "<html>parse error</html>")], "refused the query"),
    "301": ([(301, "text/html", "moved")], "refused the query"),
    "503 with elements": ([(503, "application/json", GOOD)], "refused the query"),
    "not JSON": ([(200, "text/html", "<html>hello</html>")], "answered no JSON"),
    "empty": ([(200, "application/json", "")], "answered no JSON: nothing"),
    "cut JSON": ([(200, "application/json", '{"elements": [')], "answered no JSON"),
    "deep JSON": ([(200, "application/json", "[" * 100_000)], "answered no JSON"),
    "no elements": ([(200, "application/json", '{"version": 1}')], "without elements"),
    "a list": ([(200, "application/json", "[]")], "without elements"),
    "points missing": (
        [(200, "application/json", LOST)],
        "way 5 names point 1, which is not there",
    ),
}


class TestFailures:
    @pytest.mark.parametrize("name", FAILURES)
    def test_each_ends_in_one_line_and_leaves_the_cache_clean(
        self, server, tmp_path, no_sleep, name
    ):
        script, words = FAILURES[name]
        server.script.extend(script)
        with pytest.raises(DownloadError, match=words) as caught:
            ask(server, tmp_path, [GILAN])
        assert "\n" not in str(caught.value)
        assert "--endpoint" in str(caught.value)
        assert sum(no_sleep) <= MOST_BUSY * 55, "at most five minutes are waited"
        assert not list(tmp_path.iterdir())
        server.script.clear()
        assert ask(server, tmp_path, [GILAN]).graph is not None

    def test_busy_twice_is_waited_for(self, server, tmp_path, no_sleep):
        server.script.extend([(429, "text/html", "busy"), (504, "text/html", "busy")])
        assert ask(server, tmp_path, [GILAN]).graph is not None
        assert sum(no_sleep) == 2 * 55

    def test_a_partial_answer_is_asked_again_in_halves(self, server, tmp_path):
        server.script.append(FAILURES["remark"][0][0])
        whole = ask(server, tmp_path, [GILAN])
        assert len(server.queries) == 3
        assert train_way(whole.graph, RASHT, ASTARA) is not None

    def test_a_server_that_is_down(self, tmp_path):
        with (
            osmnx_settings("http://127.0.0.1:9/api", tmp_path),
            pytest.raises(DownloadError, match=r"can not be reached .*--from-pbf"),
        ):
            fetch_tracks([GILAN], sidings=False)

    def test_a_server_that_does_not_answer(self, server, tmp_path, monkeypatch):
        monkeypatch.setattr("instc.osm.settings.TIMEOUT_S", 0.2)
        server.hold = 0
        with pytest.raises(DownloadError, match="did not answer in time"):
            ask(server, tmp_path, [GILAN])
        server.go_on.set()

    @pytest.mark.parametrize(
        ("slots", "words"),
        [
            (
                "Currently running queries (pid, space limit, time limit, start time):",
                "keeps us waiting in its queue",
            ),
            (
                f"Slot available after: 2036-11-24T10:00:00Z, in {LONGEST_WAIT_S + 1} seconds.",
                "has no slot for us soon",
            ),
            ("Slot available: tomorrow", "has no slot for us soon"),
        ],
    )
    def test_a_queue_without_end_is_left(
        self, server, tmp_path, no_sleep, monkeypatch, slots, words
    ):
        monkeypatch.setattr("instc.osm.settings.PUBLIC", server.url)
        server.slots = slots
        with pytest.raises(DownloadError, match=words):
            ask(server, tmp_path, [GILAN])
        assert sum(no_sleep) <= MOST_ASKED * 5
        assert server.queries == []

    def test_the_queue_of_the_public_server_is_looked_at(self, server, tmp_path, monkeypatch):
        assert PUBLIC == "https://overpass-api.de/api"
        monkeypatch.setattr("instc.osm.settings.PUBLIC", server.url)
        assert ask(server, tmp_path, [GILAN]).graph is not None

    def test_settings_and_resolver_are_put_back(self, server, tmp_path, monkeypatch):
        monkeypatch.setattr(ox.settings, "requests_kwargs", {"verify": False})
        before = {
            name: getattr(ox.settings, name)
            for name in dir(ox.settings)
            if not name.startswith("_")
        }
        resolver = socket.getaddrinfo
        server.script.append((500, "text/html", "no"))
        with pytest.raises(DownloadError):
            ask(server, tmp_path)
        assert {name: getattr(ox.settings, name) for name in before} == before
        assert socket.getaddrinfo is resolver

    def test_own_settings_of_requests_stay(self, server, tmp_path, monkeypatch):
        monkeypatch.setattr(
            ox.settings, "requests_kwargs", {"proxies": {"http": server.url.removesuffix("/api")}}
        )
        with osmnx_settings("http://overpass.invalid/api", tmp_path):
            assert ox.settings.requests_kwargs["proxies"]


class TestCache:
    def test_what_a_kill_cut_short_is_asked_again(self, server, tmp_path):
        whole = ask(server, tmp_path, [GILAN]).graph
        (cached,) = tmp_path.iterdir()
        cached.write_bytes(cached.read_bytes()[:500])
        other = tmp_path / "notes.json"
        other.write_text("{")
        assert set(ask(server, tmp_path, [GILAN]).graph.edges) == set(whole.edges)
        assert len(server.queries) == 2
        assert other.read_text() == "{", "a file that is not OSMnx's is left alone"

    def test_a_missing_folder_holds_nothing_broken(self, tmp_path):
        assert drop_broken(tmp_path / "nowhere") == 0


NODE, WAY = (
    {"type": "node", "id": 1, "lat": 1.0, "lon": 2.0},
    {"type": "way", "id": 2, "nodes": [1, 1]},
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "without elements"),
        ({"elements": {}}, "without elements"),
        ({"elements": [1]}, "neither point nor way"),
        ({"elements": [{**NODE, "type": "area"}]}, "neither point nor way"),
        ({"elements": [{**NODE, "id": "1"}]}, "without a sound id"),
        ({"elements": [{**NODE, "id": 10**30}]}, "without a sound id"),
        ({"elements": [{**NODE, "id": True}]}, "without a sound id"),
        ({"elements": [{**NODE, "lat": float("nan")}]}, "point 1 without sound coordinates"),
        ({"elements": [{**NODE, "lon": 181}]}, "point 1 without sound coordinates"),
        ({"elements": [{"type": "node", "id": 1}]}, "point 1 without sound coordinates"),
        ({"elements": [{**NODE, "tags": [1]}]}, "tags that are no words"),
        ({"elements": [{**NODE, "tags": {"a": 1}}]}, "tags that are no words"),
        ({"elements": [NODE, {**WAY, "nodes": []}]}, "way 2 without sound points"),
        ({"elements": [NODE, {**WAY, "nodes": ["1"]}]}, "way 2 without sound points"),
        ({"elements": [NODE, {"type": "way", "id": 2}]}, "way 2 without sound points"),
        ({"elements": [NODE, {**WAY, "nodes": [1, 7]}]}, "way 2 names point 7"),
    ],
)
def test_an_answer_that_osmnx_would_choke_on_is_told(body, words):
    assert words in fault_of(body)
    assert fault_of({"elements": [WAY, NODE]}) == ""


class TestFeatures:
    def test_stations_borders_and_customs(self, server, tmp_path):
        found = features_near(
            shapely.LineString([RASHT, (49.52, 37.30), ASTARA, LANKARAN]),
            endpoint=server.url,
            cache=tmp_path,
        )
        assert {"Rasht", "Astara border", "Astara customs", "Lankaran"} <= set(found["name"])
        assert set(found["kind"]) == {"station", "border", "customs"}
        assert found["osm_id"].is_unique

    def test_nothing_near(self, server, tmp_path):
        assert features_near(
            shapely.LineString([(0, 0), (0.1, 0)]), endpoint=server.url, cache=tmp_path
        ).empty

    def test_a_failure_is_told(self, server, tmp_path):
        server.script.append((500, "text/html", "no"))
        with pytest.raises(DownloadError, match="refused the query"):
            features_near(shapely.LineString([RASHT, ASTARA]), endpoint=server.url, cache=tmp_path)
