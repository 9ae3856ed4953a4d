"""OSMnx set up for one download, its answers looked at, and put back as it was."""

from __future__ import annotations

import io
import re
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from instc.errors import DownloadError
from instc.osm.overpass import drop_broken, read_answer
from instc.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PUBLIC = "https://overpass-api.de/api"
TIMEOUT_S = 180
MOST_BUSY = 5  # OSMnx waits 55 s after each
MOST_ASKED = 60  # and 5 s after each look at the queue
LONGEST_WAIT_S = 600
LONGEST_ANSWER_S = 600  # from its first byte to its last, however lively the server
MOST_BYTES = 64_000_000  # of an answer, unpacked; a tile with every track has a few million
CHUNK = 16_384  # bytes that are unpacked at once: a thousand times as many come of a bomb
PACKED = {"", "identity", "gzip", "x-gzip", "deflate"}  # once: twice packed, a bomb has no bound
BUSY = (429, 504)
SLOT = re.compile(r"Slot available after: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, in (-?\d+) seconds")
SLOT_LINE = 4  # of the server's status
LARGEST_QUERY_M2 = 50e9  # a tile of 150 km with 60 km on each side is less
WAY_TAGS = (
    "railway",
    "usage",
    "service",
    "gauge",
    "electrified",
    "construction",
    "proposed",
    "operator",
    "route",
    "bridge",
    "tunnel",
)
NODE_TAGS = ("name", "railway", "barrier", "operator", "uic_ref", "railway:ref")
ELSEWHERE = "try later, or name another server with --endpoint"
READ, SHOWN = 1000, 120  # characters of an answer that a message looks at, and that it shows


class PartialAnswerError(DownloadError):
    """The server gave up half way: a smaller tile may do."""


class Guard:
    """
    Look at every answer of Overpass before OSMnx does.

    Parameters
    ----------
    say
        Called with a line when the server makes us wait.

    Attributes
    ----------
    posts
        Answers seen.
    busy
        How often running the server said that it is busy.
    asked
        How often running its queue was looked at.
    """

    def __init__(self, say: Callable[[str], None] = lambda _: None) -> None:
        self.posts = self.busy = self.asked = 0
        self.say = say

    def __call__(self, response: Any, *_: Any, **__: Any) -> None:
        """Raise on what OSMnx would take for data, or would wait for without end."""
        host = response.url.split("/api")[0]
        response.raw = io.BytesIO(_bounded(response, host))
        if response.request.method != "POST":
            self._look_at_queue(host, response.text)
            return
        self.posts += 1
        self.asked = 0
        if response.status_code in BUSY:
            self._wait(host, response.status_code)
            return
        self.busy = 0
        if not response.ok or response.is_redirect:
            refusal = f"refused the query (HTTP {response.status_code})"
            raise DownloadError(f"{host} {refusal}: {_short(response.text)}; {ELSEWHERE}")
        body, fault = read_answer(response.content)
        if isinstance(body, dict) and "remark" in body:
            remark = _short(str(body["remark"]))
            raise PartialAnswerError(f"{host} gave up half way: {remark}; {ELSEWHERE}")
        if fault:
            raise DownloadError(f"{host} answered {fault}: {_short(response.text)}; {ELSEWHERE}")

    def _wait(self, host: str, status: int) -> None:
        """Let OSMnx wait for a busy server, but not for ever."""
        self.busy += 1
        if self.busy > MOST_BUSY:
            raise DownloadError(f"{host} is busy (HTTP {status}, {self.busy} times): {ELSEWHERE}")
        self.say(f"{host} is busy (HTTP {status}): waiting a minute")

    def _look_at_queue(self, host: str, text: str) -> None:
        """Let OSMnx wait for a slot, but not for ever."""
        self.asked += 1
        if self.asked > MOST_ASKED:
            raise DownloadError(f"{host} keeps us waiting in its queue: {ELSEWHERE}")
        line = "".join(text.split("\n")[SLOT_LINE : SLOT_LINE + 1])
        slot = SLOT.match(line)
        if line.startswith("Slot") and (slot is None or int(slot[1]) > LONGEST_WAIT_S):
            raise DownloadError(f"{host} has no slot for us soon ({_short(line)}): {ELSEWHERE}")


def _bounded(response: Any, host: str) -> bytes:
    """Read an answer, unpacked, and no more of it than one can have."""
    packed = response.headers.get("Content-Encoding", "").strip().lower()
    if packed not in PACKED:
        raise DownloadError(f"{host} packed its answer as {_short(packed)}: {ELSEWHERE}")
    chunks, size = [], 0
    for chunk in response.raw.stream(CHUNK, decode_content=True):
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST_BYTES:
            response.close()
            most = f"{MOST_BYTES / 1e6:g} MB"
            raise DownloadError(f"{host} answers with more than {most}, unpacked: {ELSEWHERE}")
    return b"".join(chunks)


@contextmanager
def _patience() -> Iterator[None]:
    """Let no answer to this thread last for ever, though a byte of it comes now and then."""
    read, here = socket.SocketIO.readinto, threading.get_ident()

    def readinto(stream: Any, buffer: Any) -> int | None:
        begun = vars(stream).setdefault("begun", time.monotonic())
        late = time.monotonic() - begun > LONGEST_ANSWER_S
        if late and threading.get_ident() == here:
            raise TimeoutError(f"its answer lasts longer than {LONGEST_ANSWER_S} s")
        return read(stream, buffer)

    with mock.patch.object(socket.SocketIO, "readinto", readinto):
        yield


def _short(text: str) -> str:
    """Show the beginning of an answer on one line."""
    return " ".join(text[:READ].split())[:SHOWN] or "nothing"


def load_osmnx() -> Any:
    """Import OSMnx, which takes 2.5 s, only where something is downloaded or simplified."""
    import osmnx  # noqa: PLC0415

    return osmnx


@contextmanager
def osmnx_settings(
    endpoint: str, cache: Path, say: Callable[[str], None] = lambda _: None
) -> Iterator[Guard]:
    """
    Set OSMnx up for polite, repeatable downloads, and restore it.

    Parameters
    ----------
    endpoint
        Address of an Overpass server, up to ``/api``.
    cache
        Folder of the answers; a second run asks only for what is missing. Answers that a kill cut
        short are dropped.
    say
        Called with a line when the server makes us wait.

    Yields
    ------
    guard
        Counts the answers.
    """
    settings = load_osmnx().settings
    dropped = drop_broken(cache)
    if dropped:
        say(f"{dropped} broken answers dropped from {cache}")
    guard = Guard(say)
    before, resolver = _values(settings), socket.getaddrinfo
    try:
        for name, value in _ours(settings, endpoint, cache, guard).items():
            setattr(settings, name, value)
        with _patience():
            yield guard
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
        socket.getaddrinfo = resolver


def _values(settings: Any) -> dict[str, Any]:
    """Remember the settings of OSMnx."""
    names = [name for name in dir(settings) if not name.startswith("_")]
    return {name: getattr(settings, name) for name in names}


def _ours(settings: Any, endpoint: str, cache: Path, guard: Guard) -> dict[str, Any]:
    """List the settings of a download: what is not named stays as the user has it."""
    guarded = {"hooks": {"response": guard}, "allow_redirects": False}
    return {
        "overpass_url": endpoint,
        "overpass_rate_limit": endpoint.rstrip("/") == PUBLIC,
        "cache_folder": cache,
        "use_cache": True,
        "cache_only_mode": False,
        "log_console": False,
        "log_file": False,
        "requests_timeout": TIMEOUT_S,
        "max_query_area_size": LARGEST_QUERY_M2,
        "doh_url_template": None,
        "http_user_agent": f"instc/{__version__} (corridor model; OSMnx)",
        "requests_kwargs": {**settings.requests_kwargs, **guarded},
        "useful_tags_way": sorted({*settings.useful_tags_way, *WAY_TAGS}),
        "useful_tags_node": sorted({*settings.useful_tags_node, *NODE_TAGS}),
    }
