"""The real requests of OSMnx against a look-alike of Overpass on loopback: what is found, and how each failure ends."""

import gzip
import json
import socket
import threading
import tracemalloc
import zlib
from contextlib import suppress

import pytest
import shapely

from fake_overpass import rasht_to_astara
from instc.errors import DownloadError
from instc.osm.fetch import fetch_tracks
from instc.osm.settings import MOST_BUSY, osmnx_settings
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
        nowhere = shapely.box(0, 0, 1, 1)
        assert ask(server, tmp_path, [nowhere]) == (None, 1)
        assert ask(server, tmp_path, [GILAN, nowhere]).empty == 1

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

    def test_a_half_is_halved_again(self, server, tmp_path):
        """The whole and its first half fail: two quarters and the other half are asked."""
        server.script.extend(FAILURES["remark"][0][:2])
        assert ask(server, tmp_path, [GILAN]).graph is not None
        assert len(server.queries) == 5

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


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
DROPS = {
    "body": (HEAD + b"\r\n", b" "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "head": (HEAD + b"X: ", b"x"),
}


class Raw:
    """A server that sends some bytes, and then others again and again."""

    def __init__(self, first, again=b"", pause=0.0):
        self.first, self.again, self.pause = first, again, pause
        self.stop = threading.Event()

    def __enter__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}/api"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def serve(self):
        visitor, _ = self.door.accept()
        with visitor, suppress(OSError):
            visitor.recv(65_536)
            visitor.sendall(self.first)
            while self.again and not self.stop.wait(self.pause):
                visitor.sendall(self.again)

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        self.door.close()


class TestBounds:
    """However much a server sends, and however slowly."""

    @pytest.mark.parametrize("where", DROPS)
    def test_a_byte_now_and_then_is_not_waited_for_without_end(self, where, tmp_path, monkeypatch):
        monkeypatch.setattr("instc.osm.settings.LONGEST_ANSWER_S", 0.5)
        first, again = DROPS[where]
        with (
            Raw(first, again, 0.05) as server,
            pytest.raises(DownloadError, match=r"did not answer in time.*--endpoint"),
        ):
            ask(server, tmp_path, [GILAN])
        assert not list(tmp_path.iterdir())

    def test_a_bomb_is_left_before_it_fills_the_memory(self, tmp_path, monkeypatch):
        """200 MB of spaces in 200 kB; 16 MB are unpacked at a time."""
        monkeypatch.setattr("instc.osm.settings.MOST_BYTES", 1_000_000)
        packer = zlib.compressobj(9, wbits=31)
        bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()
        head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
        tracemalloc.start()
        try:
            with (
                Raw(head + bomb) as server,
                pytest.raises(DownloadError, match=r"more than 1 MB, unpacked: .*--endpoint"),
            ):
                ask(server, tmp_path, [GILAN])
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert most < 100_000_000
        assert not list(tmp_path.iterdir())

    def test_an_answer_without_an_end(self, tmp_path, monkeypatch):
        monkeypatch.setattr("instc.osm.settings.MOST_BYTES", 1_000_000)
        with (
            Raw(HEAD + b"\r\n", b" " * 100_000) as server,
            pytest.raises(DownloadError, match="more than 1 MB"),
        ):
            ask(server, tmp_path, [GILAN])

    @pytest.mark.parametrize("packed", [b"gzip, gzip", b"br", b"x\x1b[2J"])
    def test_packed_as_we_never_asked(self, packed, tmp_path):
        head = HEAD + b"Content-Encoding: %s\r\nContent-Length: 3\r\n\r\nabc" % packed
        with Raw(head) as server, pytest.raises(DownloadError, match="packed its answer as"):
            ask(server, tmp_path, [GILAN])

    @pytest.mark.parametrize(
        "rest",
        [
            b"Content-Length: 1000\r\n\r\n{",
            b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        ],
    )
    def test_cut_or_wrongly_packed(self, rest, tmp_path):
        with Raw(HEAD + rest) as server, pytest.raises(DownloadError, match="can not be reached"):
            ask(server, tmp_path, [GILAN])

    def test_a_packed_answer_is_read(self, tmp_path):
        """As every true server sends it; and the sockets of others are as they were."""
        before = socket.SocketIO.readinto
        body = gzip.compress(json.dumps({"elements": rasht_to_astara()}).encode())
        head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
        with Raw(head + body) as raw:
            assert ids(ask(raw, tmp_path, [GILAN]).graph)
        assert socket.SocketIO.readinto is before


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
