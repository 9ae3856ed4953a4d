"""The day at a place on the way is of the draws of the whole way: added up a second time, link by link, with its own luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from instc.comparison.passing import Stop, days_until
from instc.routing.pricing import exposures
from instc.routing.runs import DEDICATED_RUN
from instc.tables.parameters import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.comparison.comparison import Comparison
    from instc.model import Model

LEVELS = ["p10", "p50", "p90"]
ROUNDING = 0.005  # of the table, which tells hundredths


def hours_by_link(answer: Comparison, name: str) -> NDArray[np.float64]:
    """Draw the hours of each link on its own, before any luck: draws x links."""
    alternative, parameters = answer.alternatives[name], answer.parameters
    drawn: dict[str, Any] = {"draws": answer.question.draws, "seed": answer.question.seed}
    priced = alternative.itinerary.priced
    run = draw(parameters, [DEDICATED_RUN], **drawn)[:, 0] if alternative.run == "dedicated" else 1
    hours = []
    for at in range(len(priced["length_km"])):
        link = {"link": {column: cells[at : at + 1] for column, cells in priced.items()}}
        time = exposures(link, answer.consignment).time["link"]
        slower = run if bool(priced["land"][at]) else 1
        hours.append(draw(parameters, list(time.index), **drawn) @ time.to_numpy() * slower)
    return np.stack(hours, axis=1)


@pytest.mark.parametrize(
    "name", ["instc_west_road", "over_iran.days", "by_sea", "instc_caspian", "instc_east"]
)
def test_days_are_those_of_the_links_so_far_times_the_luck_of_the_way(
    name: str, answer: Comparison
) -> None:
    hours = hours_by_link(answer, name)
    luck = answer.sample("days", name) / (hours.sum(axis=1) / 24)
    counts = [1, hours.shape[1] // 3, hours.shape[1] // 2, hours.shape[1]]
    told = days_until(answer, [Stop(name, count) for count in counts])
    for count in counts:
        days = hours[:, :count].sum(axis=1) / 24 * luck
        found = np.quantile(days, [0.1, 0.5, 0.9])
        assert told[Stop(name, count)] == pytest.approx(found, rel=1e-9)


def test_after_all_links_they_are_the_totals_and_they_never_fall(answer: Comparison) -> None:
    for name, alternative in answer.alternatives.items():
        links = len(alternative.itinerary.links)
        told = list(
            days_until(answer, [Stop(name, count) for count in range(1, links + 1)]).values()
        )
        total = answer.table.loc[name, [f"days_{level}" for level in LEVELS]]
        assert told[-1] == pytest.approx(total.tolist(), abs=ROUNDING + 1e-9)
        assert (np.diff(np.array(told), axis=0) >= -1e-9).all()


def test_the_mean_of_many_boxes_has_its_narrow_luck_at_each_place(model: Model) -> None:
    widths = []
    for boxes in (1, 400):
        answer = model.compare("Mumbai", "Moscow", draws=500, mean_of=boxes)
        links = len(answer.alternatives["instc_west_road"].itinerary.links)
        low, _, high = days_until(answer, [Stop("instc_west_road", links // 2)]).popitem()[1]
        widths.append(high - low)
    assert widths[1] < 0.7 * widths[0]


def test_nothing_asked_nothing_told(answer: Comparison) -> None:
    assert days_until(answer, []) == {}
