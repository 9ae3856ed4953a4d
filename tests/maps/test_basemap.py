"""The ground: water where ships sail."""

from __future__ import annotations

import json

import pytest
import shapely

from instc.maps.basemap import ground


@pytest.fixture(scope="module")
def land() -> shapely.MultiPolygon:
    data = json.loads(ground())
    arcs = []
    for steps in data["arcs"]:
        x = y = 0
        line = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x * data["s"][0] + data["t"][0], y * data["s"][1] + data["t"][1]))
        arcs.append(line)

    def ring(numbers):
        return [point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])]

    return shapely.make_valid(
        shapely.MultiPolygon(
            [(ring(outer), [ring(hole) for hole in holes]) for outer, *holes in data["land"]]
        )
    )


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("north Caspian", 50.0, 45.5),
        ("middle Caspian", 51.0, 42.0),
        ("south Caspian", 51.5, 38.0),
        ("Black Sea", 34, 43),
        ("Red Sea", 38, 20),
        ("Gulf", 51.5, 27),
    ],
)
def test_seas_are_water(name: str, lon: float, lat: float, land: shapely.MultiPolygon) -> None:
    assert not land.contains(shapely.Point(lon, lat)), name


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Siberia", 60.0, 67.0),
        ("Yakutia", 120.0, 66.0),
        ("Moscow", 37.6, 55.7),
        ("Tehran", 51.4, 35.7),
        ("Delhi", 77.2, 28.6),
        ("Congo", 20, 0),
    ],
)
def test_land_is_land(name: str, lon: float, lat: float, land: shapely.MultiPolygon) -> None:
    """Siberia too: rings that cross 180 degrees uncut would leave a band of sea there."""
    assert land.contains(shapely.Point(lon, lat)), name
