"""What tests of downloads share: a look-alike of Overpass on loopback, and a network."""

from functools import cache

import numpy as np
import osmnx  # noqa: F401  (it keeps the resolver that it finds: load it before sockets are closed)
import pytest
import shapely
from geopandas.array import GeometryArray

import instc
from fake_overpass import FakeOverpass, rasht_to_astara


@pytest.fixture
def server():
    with FakeOverpass(rasht_to_astara()) as running:
        yield running


LOOK_UP = GeometryArray.estimate_utm_crs


@cache
def zone(bounds, crs):
    """Look up a UTM zone."""
    shapes = GeometryArray(np.array([shapely.box(*bounds)]), crs=crs)
    return LOOK_UP(shapes)


@pytest.fixture(autouse=True)
def zones_are_looked_up_once(monkeypatch):
    """PROJ searches its list of zones for longer than all else of a request takes."""
    monkeypatch.setattr(
        GeometryArray,
        "estimate_utm_crs",
        lambda shapes, *_: zone(tuple(shapes.total_bounds.tolist()), shapes.crs),
    )


@pytest.fixture
def no_sleep(monkeypatch):
    """Count the seconds that OSMnx would sleep."""
    slept = []
    monkeypatch.setattr("osmnx._overpass.time.sleep", slept.append)
    return slept


@pytest.fixture(scope="session")
def network():
    return instc.load_network("2026-07-31")


@pytest.fixture
def home(tmp_path, monkeypatch, network):
    """The user's own folders, and one network for all commands."""
    monkeypatch.setattr("instc.network.load.load_network", lambda _: network)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "data" / "instc"
