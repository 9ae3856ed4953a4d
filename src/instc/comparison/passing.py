"""The day on which a box has come so far: P10, P50 and P90 at places on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from instc.comparison.journeys import Journeys
from instc.comparison.simulation import simulate, summary
from instc.routing.pricing import exposures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from instc.comparison.comparison import Comparison

LEVELS = ("p10", "p50", "p90")


class Stop(NamedTuple):
    """
    A place on a way.

    Attributes
    ----------
    way
        Id of the alternative.
    links
        How many of its links lie before the place.
    """

    way: str
    links: int


def days_until(answer: Comparison, stops: Iterable[Stop]) -> dict[Stop, tuple[float, ...]]:
    """
    Give the days from the start of the journey until a box has come to places on its way.

    Parameters
    ----------
    answer
        Whose draws are taken: those of the totals, with the luck of the whole journey.
    stops
        Places on its alternatives.

    Returns
    -------
    days
        P10, P50 and P90 of each place; after all links they are those of the total.

    Examples
    --------
    >>> import instc
    >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    >>> links = len(answer.alternatives["instc_west_road"].itinerary.links)
    >>> stop = Stop("instc_west_road", links)
    >>> days = days_until(answer, [stop])[stop]
    >>> bool(abs(days[1] - answer.table.at["instc_west_road", "days_p50"]) < 0.01)
    True
    """
    asked = list(dict.fromkeys(stops))
    if not asked:
        return {}
    so_far: dict[str, Any] = {}
    for number, (way, links) in enumerate(asked):
        priced = answer.alternatives[way].itinerary.priced
        so_far[str(number)] = {name: cells[:links] for name, cells in priced.items()}
    samples = simulate(
        exposures(so_far, answer.consignment),
        answer.parameters,
        answer.consignment,
        draws=answer.question.draws,
        seed=answer.question.seed,
        journeys=_of_the_whole(answer, asked),
    )
    told = summary(samples["days"])
    rows = np.stack([told[level] for level in LEVELS], axis=1).tolist()
    return dict(zip(asked, map(tuple, rows), strict=True))


def _of_the_whole(answer: Comparison, stops: list[Stop]) -> Journeys:
    """Say how the ways of the stops are travelled: a part has the luck of its whole."""
    ways = answer.alternatives
    priced: dict[str, Any] = {name: way.itinerary.priced for name, way in ways.items()}
    met = exposures(priced, answer.consignment)
    whole = Journeys.of(list(ways.values()), met, answer.parameters, answer.question.mean_of)
    places = [list(ways).index(stop.way) for stop in stops]
    return replace(
        whole,
        sides=tuple(whole.sides[place] for place in places),
        spread=whole.spread[places],
        dedicated=whole.dedicated[places],
    )
