"""Land, lakes, posts and bridges drawn by hand, on the equator, where a degree is 111 km each way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.build.overland import cells
from instc.network.drayage import Land
from instc.network.frontiers import Frontiers, Toll
from instc.network.overland import Gates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import shapely

Point = tuple[float, float]
Gate = tuple[str, str, str, Point, Point]  # id, territories and ends on both sides
FREE = Toll("free", "open", "", "", "s", "")


def post(name: str, one: str, other: str, spot: Point) -> Gate:
    """Draw a frontier post."""
    return name, one, other, spot, spot


def little_land(
    shapes: Mapping[str, shapely.Polygon],
    *,
    lakes: Sequence[shapely.Polygon] = (),
    gates: Sequence[Gate] = (),
    unions: Mapping[tuple[str, str], str] | None = None,
    tolls: Mapping[tuple[str, str], Toll] | None = None,
) -> Land:
    """Draw a world: territories by name, lakes in them, and what leads from one into another."""
    names = np.array(sorted(shapes))
    pieces = np.array([shapes[name] for name in names], dtype=object)
    drawn = cells(pieces, np.arange(len(names)), np.array(lakes, dtype=object), names)
    ids = np.array([gate[0] for gate in gates], dtype="str")
    sides = np.array([gate[1:3] for gate in gates], dtype="str").reshape(-1, 2)
    ends = np.array([gate[3:] for gate in gates], dtype=float).reshape(-1, 2, 2)
    alike = {(gate[0], ""): FREE for gate in gates}
    called = {str(name): f"Land {name}" for name in names}
    borders = Frontiers(
        Gates(ids, sides, ends), dict(unions or {}), {**alike, **(tolls or {})}, {}, {}, called
    )
    return Land(drawn, borders)
