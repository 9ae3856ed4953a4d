"""The ways are folium layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import folium

from instc.maps import RouteLine, comparison_map
from instc.maps.layers import points_of

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison


def test_each_way_is_a_feature_group_of_polylines(answer: Comparison) -> None:
    page = comparison_map(answer)
    groups = {
        layer.layer_name: layer
        for layer in page._children.values()
        if isinstance(layer, folium.FeatureGroup)
    }
    assert [way.head for way in answer.alternatives.values()] == [
        name.replace("&#x27;", "'") for name in groups
    ]
    for group in groups.values():
        lines = [line for line in group._children.values() if isinstance(line, folium.PolyLine)]
        assert lines
        assert all(isinstance(line, RouteLine) and len(line.locations) > 1 for line in lines)


def test_bounds_hold_both_ends(answer: Comparison) -> None:
    (south, west), (north, east) = comparison_map(answer).get_bounds()
    for end in (answer.origin, answer.destination):
        assert west - 1 < end.lon < east + 1
        assert south - 1 < end.lat < north + 1


def test_points_of_pieces_by_hand() -> None:
    """Steps of a thousandth of a degree, longitude first; ``~n`` is piece n from its end."""
    shapes = [[1000, 2000, 500, 0], [0, 0, 0, 1000]]
    assert points_of([0], shapes) == [(2.0, 1.0), (2.0, 1.5)]
    assert points_of([~0], shapes) == [(2.0, 1.5), (2.0, 1.0)]
    assert points_of([1, ~0], shapes) == [(0.0, 0.0), (1.0, 0.0), (2.0, 1.5), (2.0, 1.0)]
