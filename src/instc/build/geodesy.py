"""Points of the Earth: geodesics, great circles on a sphere, and Mercator's plane."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from instc.ellipsoid import wgs84

Points = NDArray[np.float64]  # lon and lat, degrees, along the last axis
Floats = NDArray[np.float64]
Numbers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]

EARTH_KM = 6371.0
KM_PER_DEGREE = 111.2
PIECE_KM = 120.0  # a great circle is tested in straight pieces this long
POLE = 84.0  # Mercator ends here, and so does the marine network
NO_WAY = 1e-9  # radians: 6 mm


def distance_km(start: Points, end: Points) -> Floats:
    """Measure geodesics on WGS 84, km, one row a pair of points."""
    _, _, metres = wgs84().inv(*start.T, *end.T)
    return np.asarray(metres, dtype=float) / 1000


def line_km(points: Points) -> Floats:
    """Measure each piece of a line on WGS 84, km."""
    return distance_km(points[:-1], points[1:])


def vectors(points: Points) -> Floats:
    """Place points on the unit sphere: x, y, z along the last axis."""
    lon, lat = np.moveaxis(np.radians(points), -1, 0)
    wide = np.cos(lat)
    x, y = wide * np.cos(lon), wide * np.sin(lon)
    return np.stack([x, y, np.sin(lat)], axis=-1)


def sphere_km(start: Points, end: Points) -> Floats:
    """Measure great circles on a sphere, km: good enough to choose by, half a per cent off."""
    chord = np.linalg.norm(vectors(start) - vectors(end), axis=1)
    return chord_km(chord)


def chord_km(chord: Floats) -> Floats:
    """Turn chords of the unit sphere into great circles, km."""
    half = np.clip(chord / 2, 0, 1)
    return np.asarray(2 * EARTH_KM * np.arcsin(half))


def along(start: Points, end: Points, share: Floats) -> Points:
    """
    Walk a share of the way along great circles.

    Parameters
    ----------
    start, end
        One row a great circle.
    share
        0 at the start, 1 at the end; one row a great circle, or one for all, and a column for
        each point that is wanted.

    Returns
    -------
    points
        Great circles x points x 2; lon is not wrapped to the side of the start.
    """
    a = vectors(start).T[:, :, None]
    b = vectors(end).T[:, :, None]
    angle = sphere_km(start, end)[:, None] / EARTH_KM
    rest = 1 - share
    same = angle < NO_WAY
    sine = np.where(same, 1.0, np.sin(angle))
    near = np.where(same, rest, np.sin(rest * angle) / sine)
    far = np.where(same, share, np.sin(share * angle) / sine)
    x, y, z = near * a + far * b
    lon = np.arctan2(y, x)
    lat = np.arctan2(z, np.hypot(x, y))
    return np.asarray(np.degrees(np.stack([lon, lat], axis=-1)))


def repeats(count: Numbers) -> tuple[Numbers, Numbers]:
    """Repeat the number of each thing as often as it counts, and number its repeats from 0."""
    owner = np.repeat(np.arange(len(count)), count)
    first = np.cumsum(count) - count
    return owner, np.arange(len(owner)) - first[owner]


def arcs(start: Points, end: Points, piece_km: float = PIECE_KM) -> tuple[Shapes, Numbers]:
    """
    Cut great circles into straight pieces on Mercator's plane.

    Returns
    -------
    pieces, owner
        Lines in Mercator degrees, each beginning between -180 and 180 and running on across the
        seam; number of the great circle that each belongs to.
    """
    count = np.ceil(sphere_km(start, end) / piece_km).astype(int)
    count = np.maximum(1, count)
    owner, step = repeats(count)
    share = np.stack([step, step + 1], axis=1) / count[owner, None]
    ends = along(start[owner], end[owner], share)
    west, east = ends[..., 0].T
    ends[:, 1, 0] = west + (east - west + 180) % 360 - 180
    flat = mercator(ends.reshape(-1, 2))
    return shapely.linestrings(flat.reshape(-1, 2, 2)), owner


def mercator(points: Points) -> Floats:
    """Project to Mercator, in degrees of longitude, so that a margin is right at every latitude."""
    lon, lat = points.T
    north = np.radians(np.clip(lat, -POLE, POLE))
    y = np.degrees(np.arcsinh(np.tan(north)))
    return np.column_stack([lon, y])


def latitude(y: Floats) -> Floats:
    """Turn y of Mercator's plane back into degrees of latitude."""
    return np.degrees(np.arctan(np.sinh(np.radians(y))))
