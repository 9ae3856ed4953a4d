"""OSMnx set up for one refresh, guarded against what it would swallow, and put back as it was."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from instc.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PUBLIC = "https://overpass-api.de/api"
TIMEOUT_S = 180
MOST_BUSY = 5
BUSY = (429, 504)
LARGEST_QUERY_M2 = 50e9  # a tile of 150 km with 30 km on each side is less
WAY_TAGS = ("railway", "usage", "service", "gauge", "electrified", "construction", "proposed", "operator", "route", "bridge", "tunnel")
NODE_TAGS = ("name", "railway", "barrier", "operator", "uic_ref", "railway:ref")


class PartialAnswerError(DownloadError):
    """The server gave up half way: a smaller tile may do."""


class Guard:
    """
    Look at every answer of Overpass before OSMnx does.

    Attributes
    ----------
    posts
        Answers seen.
    busy
        How often running the server said that it is busy.
    """

    def __init__(self) -> None:
        self.posts = 0
        self.busy = 0

    def __call__(self, response: Any, *_: Any, **__: Any) -> None:
        """Raise on what OSMnx would take for data, or would wait for without end."""
        if response.request.method != "POST":
            return
        self.posts += 1
        host = response.url.split("/api")[0]
        if response.status_code in BUSY:
            self.busy += 1
            if self.busy > MOST_BUSY:
                raise DownloadError(f"{host} is busy (HTTP {response.status_code}, {self.busy} times): try later, or name another server with --endpoint")
            return
        self.busy = 0
        if not response.ok:
            raise DownloadError(f"{host} refused the query (HTTP {response.status_code}): {_short(response.text)}")
        try:
            body = response.json()
        except ValueError:
            raise DownloadError(f"{host} answered no JSON: {_short(response.text)}") from None
        if not isinstance(body, dict) or not isinstance(body.get("elements"), list):
            raise DownloadError(f"{host} answered JSON without elements: {_short(response.text)}")
        if "remark" in body:
            raise PartialAnswerError(f"{host} gave up half way: {_short(str(body['remark']))}")


def _short(text: str) -> str:
    return " ".join(text.split())[:120]


@contextmanager
def osmnx_settings(endpoint: str, cache: Path) -> Iterator[Guard]:
    """
    Set OSMnx up for polite, repeatable downloads, and restore it.

    Parameters
    ----------
    endpoint
        Address of an Overpass server, up to ``/api``.
    cache
        Folder of the answers; a second run asks only for what is missing.

    Yields
    ------
    guard
        Counts the answers.

    Examples
    --------
    >>> from pathlib import Path
    >>> with osmnx_settings("https://example.org/api", Path("cache")) as guard:
    ...     guard.posts
    0
    """
    import osmnx as ox  # noqa: PLC0415  (2.5 s to import)

    from instc import __version__  # noqa: PLC0415

    names = [name for name in dir(ox.settings) if not name.startswith("_")]
    before = {name: getattr(ox.settings, name) for name in names}
    resolver, guard = socket.getaddrinfo, Guard()
    try:
        ox.settings.overpass_url = endpoint
        ox.settings.overpass_rate_limit = endpoint == PUBLIC
        ox.settings.cache_folder = cache
        ox.settings.use_cache = True
        ox.settings.log_console = ox.settings.log_file = False
        ox.settings.requests_timeout = TIMEOUT_S
        ox.settings.max_query_area_size = LARGEST_QUERY_M2
        ox.settings.http_user_agent = f"instc/{__version__} (corridor model; OSMnx)"
        ox.settings.requests_kwargs = {"hooks": {"response": guard}}
        ox.settings.doh_url_template = None
        ox.settings.useful_tags_way = sorted({*ox.settings.useful_tags_way, *WAY_TAGS})
        ox.settings.useful_tags_node = sorted({*ox.settings.useful_tags_node, *NODE_TAGS})
        yield guard
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)
        socket.getaddrinfo = resolver
