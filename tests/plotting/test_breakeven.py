"""Costs and shares over the value of the cargo, as the break-even has them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from instc.plotting.breakeven import conclusion
from instc.plotting.charts import draw_chart

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model


@pytest.fixture(scope="module")
def answer(model: Model) -> Comparison:
    return model.compare("Mumbai", "Tashkent", draws=200)


def test_the_curves_are_those_of_the_answer(answer: Comparison) -> None:
    """At the value that was asked, each line stands at the median of the cost with time; below, the share is the curve."""
    above, below = draw_chart(answer, "breakeven").axes
    found = answer.breakeven()
    lines = {line.get_label(): line for line in above.lines}
    for name in (found.a, found.b):
        values, costs = lines[answer.alternatives[name].head].get_data()
        asked = answer.repriced(float(values[30])).table  # in the middle
        usd, days = asked.at[name, "usd_per_teu_p50"], asked.at[name, "days_p50"]
        rate = answer.consignment.value_rate_per_day * values[30]
        drawn = answer.repriced(float(values[30])).sample("generalised_usd", name)
        assert costs[30] == pytest.approx(pd.Series(drawn).median())
        assert costs[30] == pytest.approx(usd + days * rate, rel=0.1)
    share = below.lines[0].get_ydata()
    assert list(share) == found.curve["a_wins"].tolist()
    marks = [line for line in below.lines if len(line.get_xdata()) == 1]
    wanted = [value for value in found.crossings.values() if value is not None]
    assert [mark.get_xdata()[0] for mark in marks] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("first", "crossed", "said"),
    [
        (0.2, None, "By sea wins in most draws, whatever the cargo is worth"),
        (0.7, None, "Over Iran wins in most draws, whatever the cargo is worth"),
        (
            0.2,
            11_234.0,
            "Over Iran wins in most draws from a cargo of about 11\u2009000 USD a TEU on; below, by sea",
        ),
        (
            0.7,
            11_234.0,
            "By sea wins in most draws from a cargo of about 11\u2009000 USD a TEU on; below, over Iran",
        ),
    ],
)
def test_the_title_says_who_wins(
    answer: Comparison, first: float, crossed: float | None, said: str
) -> None:
    found: Any = SimpleNamespace(
        a="over_iran",
        b="by_sea",
        crossings={0.5: crossed},
        curve=pd.DataFrame({"a_wins": [first]}),
    )
    assert conclusion(answer, found) == said
