"""How boxes are run overland: in ordinary traffic, or by what is laid on for them alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from instc.network.columns import LAND
from instc.routing.pricing import PARTS, revalued

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.routing.carriage import Carrier
    from instc.routing.itinerary import Itinerary

DEDICATED_RUN = "ratio.dedicated_run"  # land time of a dedicated run over that of ordinary traffic
ORDINARY, DEDICATED = "ordinary", "dedicated"
RUNS = (ORDINARY, DEDICATED)


def run_of(trip: Itinerary, asked: str) -> str:
    """
    Say how a way is run: what goes by lorry alone on land is dedicated, whatever is asked.

    Parameters
    ----------
    trip
        The way.
    asked
        ``dedicated`` lays a train on wherever there is a railway; else ``ordinary``.
    """
    used = set(trip.cells("mode")[trip.cells("length_km") > 0].tolist()).intersection(LAND)
    if used == {"road"} or (used and asked == DEDICATED):
        return DEDICATED
    return ORDINARY


def laid_on(trip: Itinerary, asked: str, carrier: Carrier) -> Itinerary:
    """
    Give a way the hours of its run: on land those of a dedicated one times the mean of their ratio.

    Parameters
    ----------
    trip
        As it is carried in ordinary traffic.
    asked
        As in `run_of`.
    carrier
        Whose parameters and consignment hold.
    """
    ratio = 1.0 if run_of(trip, asked) == ORDINARY else carrier.mean[DEDICATED_RUN]
    if ratio == 1:
        return trip
    factor = np.where(trip.on_land(), ratio, 1.0)
    cells: dict[str, NDArray[Any]] = {
        name: trip.cells(name) * factor for name in ("hours", *PARTS.values())
    }
    cells |= revalued(trip.cells("freight_usd"), cells["hours"], carrier.mean, carrier.consignment)
    return replace(trip, own={**trip.own, **cells})
