"""What tests of downloads share: a look-alike of Overpass on loopback, and a network."""

import osmnx  # noqa: F401  (it keeps the resolver that it finds: load it before sockets are closed)
import pytest

import instc
from fake_overpass import FakeOverpass, rasht_to_astara


@pytest.fixture
def server():
    with FakeOverpass(rasht_to_astara()) as running:
        yield running


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
