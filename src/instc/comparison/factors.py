"""The CO2e factors that a way rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.routing.itinerary import Itinerary

FIGURES, WORDS = ["p10", "p50", "p90"], ["unit", "grade", "source_id"]


def factor_records(
    trip: Itinerary, parameters: pd.DataFrame, called: Callable[[str], str]
) -> list[dict[str, Any]]:
    """
    List the CO2e factors of the links travelled, in order of first use.

    Parameters
    ----------
    trip
        A way.
    parameters
        In force, index ``parameter_id``.
    called
        Names a parameter.

    Returns
    -------
    factors
        ``id, name, length_km`` (over which it counts), ``p10, p50, p90, unit, grade, source_id``.
    """
    ids, km = trip.cells("intensity_id"), trip.cells("length_km")
    told = []
    for key in filter(None, pd.unique(ids).tolist()):
        row = parameters.loc[key]
        told.append(
            {
                "id": key,
                "name": called(key),
                "length_km": round(float(np.sum(km[ids == key])), 1),
                **row[FIGURES].astype(float).to_dict(),
                **row[WORDS].to_dict(),
            }
        )
    return told
