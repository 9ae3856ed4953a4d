"""Cells of land come back from their file as they were drawn."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from instc.errors import TableError
from instc.network.land_cells import FILE, LandCells, read_land_cells
from instc.tables.schema import data_dir
from little_worlds import little_land

RING = shapely.box(0, 0, 0.4, 0.4).difference(shapely.box(0.1, 0.1, 0.2, 0.2))


def written(cells: LandCells, tmp_path):
    (tmp_path / "geodata").mkdir()
    (tmp_path / "geodata" / FILE).write_bytes(cells.packed())
    return tmp_path


def test_polygons_come_back_with_their_holes(tmp_path):
    cells = little_land({"AA": RING, "BB": shapely.box(0.4, 0, 0.9, 0.4)}).cells
    again = read_land_cells(written(cells, tmp_path), "x")
    polygons = again.polygons(np.arange(len(again.owner)))
    area = {name: polygons[again.owner == n] for n, name in enumerate(again.names)}
    assert shapely.area(area["AA"]).sum() == pytest.approx(RING.area)
    assert shapely.area(area["BB"]).sum() == pytest.approx(0.2)
    assert again.packed() == cells.packed()


def test_triangles_cover_the_land_and_turn_one_way():
    corners, _ = little_land({"AA": RING}).cells.triangles((0, 0, 1, 1))
    assert shapely.area(shapely.polygons(corners)).sum() == pytest.approx(RING.area)
    assert shapely.is_ccw(shapely.linearrings(corners)).all()


@pytest.mark.parametrize("cut", [0, 10, 1_000])
def test_a_broken_file_is_refused(tmp_path, cut):
    cells = little_land({"AA": RING}).cells
    folder = written(cells, tmp_path)
    (folder / "geodata" / FILE).write_bytes(cells.packed()[:cut])
    with pytest.raises(TableError, match=r"not the land cells of this package.*run: instc build"):
        read_land_cells(folder, f"cut at {cut}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"face": np.array([5], dtype="int32")},
        {"ring": np.array([1], dtype="int32")},
        {"owner": np.array([9], dtype="uint8")},
        {"names": np.array([1])},
    ],
    ids=["a cell without a ring", "corners of no ring", "no such territory", "names are numbers"],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path, wrong):
    cells = little_land({"AA": shapely.box(0, 0, 0.4, 0.4)}).cells
    parts = {name: getattr(cells, name) for name in ("corners", "ring", "face", "owner", "names")}
    folder = tmp_path / "geodata"
    folder.mkdir()
    np.savez(folder / FILE, **(parts | wrong))
    with pytest.raises(TableError, match="not the land cells"):
        read_land_cells(tmp_path, str(wrong))


def test_the_shipped_layer_is_small():
    assert (data_dir() / "geodata" / FILE).stat().st_size < 1_500_000
