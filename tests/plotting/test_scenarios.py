"""What scenarios do to the ways of a chart, way by way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from instc.plotting.charts import draw_chart
from instc.plotting.scenarios import changes

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model


@pytest.fixture(scope="module")
def answer(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", draws=100)


def test_a_railway_takes_the_place_of_the_lorry_in_the_west(answer: Comparison) -> None:
    built = answer.under("rasht-astara-open")
    rows = {row.was.corridor_id: row for row in changes(answer, built) if row.was}
    west = rows["instc_west_road"]
    assert west.way.corridor_id == "instc_west_rail"
    saved = built.table.at["instc_west_rail", "days_p50"]
    saved -= answer.table.at["instc_west_road", "days_p50"]
    assert west.days == pytest.approx(saved)
    assert west.words == f"{saved:+.1f} d, now {west.way.label}"


def test_a_closed_strait_takes_ways_and_says_why(answer: Comparison) -> None:
    rows = {row.way.group: row for row in changes(answer, answer.under("hormuz-closed"))}
    for group in ("east", "west", "caspian"):
        assert rows[group].after is None
        assert rows[group].words == "no way (closed: Strait of Hormuz)"
        name = rows[group].way.corridor_id
        assert rows[group].before["days_p50"] == answer.table.at[name, "days_p50"]


def test_nothing_changes_against_itself(answer: Comparison) -> None:
    assert changes(answer, answer) == []


def test_every_change_is_drawn_and_the_rest_is_named(
    answer: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = ["hormuz-closed", "caspian-low-water", "normal-2023"]
    monkeypatch.setattr("instc.plotting.scenarios.shipped_scenarios", lambda _: named)
    figure = draw_chart(answer, "scenarios")
    (panel,) = figure.axes
    assert panel.get_title(loc="left") == "Hormuz closed"
    rows = changes(answer, answer.under("hormuz-closed"))
    told = [label.get_text() for label in panel.get_yticklabels()]
    assert told == [row.way.head for row in rows]
    rings = [line.get_xdata()[0] for line in panel.lines if line.get_marker() == "o"]
    assert rings == pytest.approx([row.before["days_p50"] for row in rows])
    assert "No way changes under: Low water on the Caspian." in figure.get_supxlabel()
