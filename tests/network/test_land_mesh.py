"""Triangles of land: whose a point is, where a straight line stays on land, which sides are doors."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from instc.network.land_mesh import SHORE_DEGREES, LandMesh
from little_worlds import little_land

WEST, EAST = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
LAKE = shapely.box(0.3, 0.2, 0.7, 0.8)
BOX = (-1, -1, 4, 2)


def mesh_of(*, lakes=(), unions=None):
    return LandMesh(little_land({"AA": WEST, "BB": EAST}, lakes=lakes).cells, BOX, unions or {})


@pytest.mark.parametrize(
    ("spot", "home"),
    [
        ((0.1, 0.5), "AA"),
        ((1.9, 0.5), "BB"),
        ((0.5, 0.5), ""),
        ((-SHORE_DEGREES / 2, 0.5), "AA"),
        ((-SHORE_DEGREES * 2, 0.5), ""),
    ],
)
def test_a_point_is_of_the_land_it_lies_on_or_just_off(spot, home):
    assert mesh_of(lakes=[LAKE]).home(*spot) == home


def test_triangles_cover_the_land_without_the_lake():
    drawn = shapely.union_all(shapely.polygons(mesh_of(lakes=[LAKE]).corners))
    assert drawn.area == pytest.approx(2 - 0.4 * 0.6)


def test_triangles_turn_left():
    along, across = np.diff(mesh_of(lakes=[LAKE]).corners, axis=1).transpose(1, 0, 2)
    assert (along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0] > 0).all()


def test_a_line_is_clear_on_the_land_of_one_territory_alone():
    mesh = mesh_of(lakes=[LAKE])
    home = mesh.names.tolist().index("AA")
    assert mesh.is_clear(np.array([0.1, 0.1]), np.array([0.9, 0.1]), home)
    assert not mesh.is_clear(np.array([0.1, 0.5]), np.array([0.9, 0.5]), home)  # a lake
    assert not mesh.is_clear(np.array([0.9, 0.4]), np.array([1.1, 0.4]), home)  # a border


def test_a_border_is_a_door_where_a_union_lets_lorries_pass():
    assert not mesh_of().border.any()
    both = {("AA", "BB"): "", ("BB", "AA"): ""}
    mesh = mesh_of(unions=both)
    doors = mesh.side(mesh.doors[mesh.border, 0])
    assert (doors[:, :, 0] == 1).all()
    assert np.ptp(doors[:, :, 1]) == 1  # the whole border


def test_a_spot_goes_to_the_edge_of_its_own_territory():
    spots = np.array([[1.05, 0.5], [1.05, 0.5]])
    triangle, moved = mesh_of().locate(spots, np.array(["AA", ""]), 0.1)
    assert mesh_of().owner[triangle].tolist() == [0, 1]
    assert moved.tolist() == [[1.0, 0.5], [1.05, 0.5]]
