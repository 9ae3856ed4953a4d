"""What the line of a way says by its texture: no service is known, or it's drawn as a chord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from instc.routing.carriage import voyages

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.routing.carriage import Carrier
    from instc.routing.itinerary import Itinerary

CHORD_KM = 60  # a longer straight line between two known points of a land line is schematic
EARTH_KM = 6371.0
WHOLE = 1000  # of a line's length, in which shares are written
CROSSING = ("border", "ferry")


def unserved(way: Itinerary, carrier: Carrier) -> NDArray[np.bool_]:
    """
    Mark the links that no service is known to carry a box over, and what leads to such a border.

    Parameters
    ----------
    way
        Links in travel order.
    carrier
        Ships and services of the day.

    Returns
    -------
    marks
        A ship's whole voyage; a border with the links before and behind it; a ferry. What print
        doesn't tell of is not among them.
    """
    marks = np.zeros(len(way.steps), dtype=bool)
    for voyage in voyages(way, carrier):
        if voyage.booking.evidence.served is False:
            marks[voyage.run] = True
    modes, links = way.cells("mode"), way.cells("link_id")
    for at in np.flatnonzero(np.isin(modes, CROSSING)).tolist():
        if carrier.fleet.timetable.over(links[at]).served is False:
            marks[max(0, at - 1) : at + 2] = True
    return marks


def chords(line: shapely.LineString) -> list[int]:
    """
    Find the straight lines of more than 60 km, as shares of a line's length.

    Returns
    -------
    shares
        From and to, thousandths, one pair after the other; neighbours are joined.

    Examples
    --------
    >>> chords(shapely.LineString([(0, 0), (0, 0.5), (0, 1.5), (0, 2)]))
    [250, 750]
    """
    lon, lat = np.radians(shapely.get_coordinates(line)).T
    spots = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    far = np.linalg.norm(np.diff(spots, axis=0), axis=1)
    km = 2 * np.arcsin(np.clip(far / 2, 0, 1)) * EARTH_KM
    if not km.sum():
        return []
    done = np.round(np.concatenate([[0.0], km.cumsum()]) / km.sum() * WHOLE).astype(int)
    shares: list[int] = []
    for at in np.flatnonzero(km > CHORD_KM).tolist():
        if shares and shares[-1] == done[at]:
            shares[-1] = int(done[at + 1])
        else:
            shares += [int(done[at]), int(done[at + 1])]
    return shares
