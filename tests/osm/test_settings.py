"""OSMnx set up for a download: what its answers must be, how long it may wait, and what it was."""

import json
import socket
from types import SimpleNamespace

import pytest
import shapely

from instc.errors import DownloadError
from instc.osm.fetch import fetch_tracks
from instc.osm.settings import (
    LONGEST_WAIT_S,
    MOST_ASKED,
    MOST_BUSY,
    NODE_TAGS,
    PUBLIC,
    WAY_TAGS,
    Guard,
    PartialAnswerError,
    osmnx_settings,
)

ox = pytest.importorskip("osmnx")
pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
GILAN = shapely.box(48.5, 37.0, 50, 39)
GOOD = json.dumps({"elements": []})


def ask(server, cache):
    with osmnx_settings(server.url, cache):
        return fetch_tracks([GILAN], sidings=False)


def answer(text=GOOD, status=200, method="POST", *, redirect=False):
    return SimpleNamespace(
        url="https://example.org/api/interpreter",
        request=SimpleNamespace(method=method),
        status_code=status,
        ok=status < 400,
        is_redirect=redirect,
        headers={},
        raw=SimpleNamespace(stream=lambda *_, **__: [text.encode()]),
        text=text,
        content=text.encode(),
    )


def status(line):
    """What the server says of its queue: the fifth line counts."""
    return answer(f"a\nb\nc\nd\n{line}\nf", method="GET")


class TestGuard:
    def test_a_sound_answer_passes_and_is_counted(self):
        guard = Guard()
        guard(answer())
        guard(answer())
        assert (guard.posts, guard.busy, guard.asked) == (2, 0, 0)

    @pytest.mark.parametrize(
        ("response", "words"),
        [
            (answer("<b>no\nno</b>", 500), r"refused the query \(HTTP 500\): <b>no no</b>; try"),
            (answer("", 400), r"refused the query \(HTTP 400\): nothing; try"),
            (answer("moved", 301, redirect=True), r"refused the query \(HTTP 301\): moved; try"),
            (answer("hello"), "answered no JSON: hello; try"),
            (answer("[]"), "answered JSON without elements"),
        ],
    )
    def test_what_is_no_answer_is_refused_in_one_line(self, response, words):
        with pytest.raises(DownloadError, match=f"^https://example.org {words}") as caught:
            Guard()(response)
        assert not isinstance(caught.value, PartialAnswerError)

    def test_a_server_that_gave_up_half_way_is_another_matter(self):
        half = answer(json.dumps({"elements": [], "remark": "runtime error: timed out"}))
        with pytest.raises(PartialAnswerError, match="half way: runtime error: timed out"):
            Guard()(half)

    @pytest.mark.parametrize("busy", [429, 504])
    def test_a_busy_server_is_waited_for_five_times(self, busy):
        said = []
        guard = Guard(said.append)
        for _ in range(MOST_BUSY):
            guard(answer("busy", busy))
        assert said == [f"https://example.org is busy (HTTP {busy}): waiting a minute"] * 5
        with pytest.raises(DownloadError, match=rf"is busy \(HTTP {busy}, 6 times\)"):
            guard(answer("busy", busy))

    def test_an_answer_between_begins_the_count_anew(self):
        guard = Guard()
        for _ in range(3):
            guard(answer("busy", 429))
            guard(answer("busy", 429))
            guard(answer())
        assert (guard.busy, guard.posts) == (0, 9)

    def test_its_queue_is_looked_at_sixty_times(self):
        guard = Guard()
        for _ in range(MOST_ASKED):
            guard(status("Currently running queries"))
        with pytest.raises(DownloadError, match="keeps us waiting in its queue"):
            guard(status("Currently running queries"))

    def test_a_slot_within_ten_minutes_is_waited_for(self):
        line = "Slot available after: 2036-11-24T10:00:00Z, in {} seconds."
        guard = Guard()
        guard(status(line.format(LONGEST_WAIT_S)))
        guard(answer())
        assert guard.asked == 0
        with pytest.raises(DownloadError, match="has no slot for us soon"):
            guard(status(line.format(LONGEST_WAIT_S + 1)))

    def test_a_long_answer_is_shown_by_its_beginning(self):
        with pytest.raises(DownloadError) as caught:
            Guard()(answer("x" * 5000))
        assert str(caught.value).count("x") == 120 + "example".count("x")


class TestSettings:
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
            ask(server, tmp_path)
        assert sum(no_sleep) <= MOST_ASKED * 5
        assert server.queries == []

    def test_the_queue_of_the_public_server_is_looked_at(self, server, tmp_path, monkeypatch):
        assert PUBLIC == "https://overpass-api.de/api"
        monkeypatch.setattr("instc.osm.settings.PUBLIC", server.url)
        assert ask(server, tmp_path).graph is not None

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

    def test_what_is_asked_for(self, server, tmp_path):
        before = set(ox.settings.useful_tags_way)
        with osmnx_settings(server.url, tmp_path):
            assert before | set(WAY_TAGS) == set(ox.settings.useful_tags_way)
            assert set(NODE_TAGS) <= set(ox.settings.useful_tags_node)
            assert ox.settings.overpass_url == server.url
            assert not ox.settings.overpass_rate_limit, "only the public server has a queue"
            assert not ox.settings.requests_kwargs["allow_redirects"]

    def test_broken_answers_are_dropped_first(self, server, tmp_path):
        (tmp_path / f"{'a' * 40}.json").write_text("{")
        said = []
        with osmnx_settings(server.url, tmp_path, said.append):
            assert not list(tmp_path.iterdir())
        assert said == [f"1 broken answers dropped from {tmp_path}"]
