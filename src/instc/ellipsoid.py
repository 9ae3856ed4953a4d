"""The ellipsoid on which every length is measured."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import Geod


@cache
def wgs84() -> Geod:
    """
    Give geodesics on WGS 84, in metres and degrees; PROJ is loaded when they are first asked for.

    Examples
    --------
    >>> *_, metres = wgs84().inv(72.84, 18.95, 37.62, 55.75)
    >>> round(metres / 1000)
    5036
    """
    from pyproj import Geod  # noqa: PLC0415  (not needed to answer `compare`)

    return Geod(ellps="WGS84")
