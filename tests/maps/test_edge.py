"""Where the map of a page begins, and that what it draws stays whole."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from instc.maps import VectorBasemap, comparison_map
from instc.maps.edge import copies, looked_at, over_seam, spans, turn_page, west_edge
from instc.maps.layers import points_of
from instc.network.land import load_land


def page(*lines, places=(), ends=()):
    return {
        "lines": [list(line) for line in lines],
        "unbuilt": [],
        "places": [{"x": lon, "y": 0} for lon in places],
        "gates": [],
        "meta": {"ends": [{"lon": lon, "lat": 0} for lon in ends]},
    }


PACIFIC = (140000, 35000, 40000, 10000, 62000, -11000)  # 140 E, 180, and on to 118 W


def test_a_page_off_the_seam_is_left_as_it_is():
    data = page((70000, 19000, -30000, 36000), places=[72.8, 37.6])
    before = repr(data)
    turn_page(data)
    assert repr(data) == before


@pytest.mark.parametrize(
    "lines",
    [
        [PACIFIC],
        [PACIFIC[:4], (-118000, 34000, -62000, 11000)],  # two pieces that meet at the seam
        [(-118000, 34000, -102000, 1000)],  # the other way round
    ],
)
def test_lines_and_places_lie_beside_each_other(lines):
    data = page(*lines, places=[139.65, -118.2], ends=[139.65, -118.2])
    turn_page(data)
    low, high = spans(data["lines"]).min(), spans(data["lines"]).max()
    assert high - low == pytest.approx(102)
    west, east = data["places"][0]["x"], data["places"][1]["x"]
    assert east - west == pytest.approx(102.15)
    assert low - 1 <= west
    assert east <= high + 1
    assert [end["lon"] for end in data["meta"]["ends"]] == [west, east]


def test_the_edge_is_the_middle_of_the_longest_free_stretch():
    """Lines from 140 to 242: free from 243 to 499, so that 11 degrees east is the middle."""
    assert west_edge(np.array([[140.0, 242.0]])) == 11


def test_lines_round_the_world_have_no_edge_and_still_no_jump():
    round_it = [(0, 0, 170000, 0), (170000, 0, 100000, 0), (-90000, 0, 90000, 0)]
    data = page(*round_it)
    assert west_edge(spans(data["lines"])) == -180
    turn_page(data)
    lon = [lon for _, lon in points_of([0, 1, 2], data["lines"])]
    assert lon == [0, 170, 170, 270, 270, 360]


def test_the_ground_lies_below_all_lines():
    assert looked_at([PACIFIC]) == (-100, 282)
    assert copies([PACIFIC]) == [0, 360]
    assert copies([]) == [0]
    assert looked_at([]) == (-100, 185)


def test_a_page_holds_the_land_that_its_ways_pass(model):
    """Of the world where a way leaves the ground that every page holds; else nothing more."""
    for pair, far in (("USNYC", "USLAX"), True), (("INNSA", "IRSRP"), False):
        drawn = comparison_map(model.compare(*pair, draws=10))
        (base,) = [one for one in drawn._children.values() if isinstance(one, VectorBasemap)]
        assert bool(base.shores) is far
        if far:
            rings = [
                np.cumsum(np.array(polygon[0]).reshape(-1, 2), axis=0) / 100
                for polygon in base.shores
            ]
            land = shapely.make_valid(shapely.MultiPolygon([(ring, []) for ring in rings]))
            spots = [(-100, 40), (-65, -40), (145, -25), (172, -43.5), (37, 55)]
            assert shapely.contains_xy(land, *np.array(spots).T).all()
            assert not shapely.contains_xy(
                land, *np.array([(-150, 0), (-40, 30), (90, -20)]).T
            ).any()


def test_no_shore_runs_along_the_seam(model):
    """Chukotka is one piece: the world's land that a page turns has no edge at 180 degrees."""
    land = over_seam(load_land(model.home.folder))
    for polygon in land:
        lon, lat = shapely.get_coordinates(polygon.exterior).T
        along = (lon[1:] == 180) & (lon[:-1] == 180)
        assert np.abs(np.diff(lat))[along].sum() < 0.1  # where the two halves differ a little
    assert max(polygon.bounds[2] for polygon in land) > 190
