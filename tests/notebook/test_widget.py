"""The interactive view answers like the model, quickly, and in words where it can't."""

import statistics
import sys
import time
from dataclasses import replace

import pytest

from instc.notebook.widget import DATES, Desk, Wish, explore

HERE = Wish("Mumbai", "Moscow")


@pytest.fixture(scope="module")
def desk():
    desk = Desk(draws=1000)
    desk.compare(HERE)
    return desk


def test_answers_are_those_of_the_model(desk, model):
    ours = model.compare("Mumbai", "Moscow", draws=1000, seed=1).table
    rows = {row["label"]: row for row in desk.answer(HERE)["rows"]}
    for row in ours[ours["family"] != "best"].to_dict("records"):
        assert {name: row[name] for name in rows[row["label"]] if name != "texts"} == {
            name: value for name, value in rows[row["label"]].items() if name != "texts"
        }


def test_a_switch_is_a_scenario(desk, model):
    asked = desk.compare(replace(HERE, scenarios=("rasht-astara-open",)))
    assert asked.table.equals(
        model.with_scenario("rasht-astara-open")
        .compare("Mumbai", "Moscow", draws=1000, seed=1)
        .table
    )


def test_a_date_is_a_date(desk):
    assert desk.compare(replace(HERE, as_of="2023-01-01")).question.as_of == "2023-01-01"
    assert sorted(DATES) == list(DATES)


def test_while_a_slider_moves_the_ways_stay_and_their_prices_follow(desk, model):
    """Insurance in transit through Iran is a share of the value: the corridor gets dearer, Suez does not."""
    dear, plain = desk.compare(HERE, 400_000.0, settled=False).table, desk.compare(HERE).table
    assert (dear["days_p50"] == plain["days_p50"]).all()
    assert (
        dear.at["instc_west_road", "usd_per_teu_p50"]
        > plain.at["instc_west_road", "usd_per_teu_p50"]
    )
    assert (
        dear.at["suez_black_sea", "usd_per_teu_p50"]
        == plain.at["suez_black_sea", "usd_per_teu_p50"]
    )
    whole = model.compare("Mumbai", "Moscow", cargo_value=400_000.0, draws=1000, seed=1).table
    assert (
        whole.at["suez_black_sea", "usd_per_teu_p50"]
        == dear.at["suez_black_sea", "usd_per_teu_p50"]
    )


def test_a_new_value_chooses_anew(desk, model):
    """What costs a day more wins where a day is dear."""
    asked = desk.compare(HERE, 1_000_000.0)
    assert asked.table.equals(
        model.compare("Mumbai", "Moscow", cargo_value=1_000_000.0, draws=1000, seed=1).table
    )
    assert {tuple(way.itinerary.links.index) for way in asked.alternatives.values()} != {
        tuple(way.itinerary.links.index) for way in desk.compare(HERE).alternatives.values()
    }


def test_the_default_value_is_no_other_question(desk):
    assert desk.compare(HERE, 40_000.0) is desk.compare(HERE)


def test_old_answers_are_forgotten(monkeypatch):
    monkeypatch.setattr("instc.notebook.widget.REMEMBERED", 2)
    desk = Desk(draws=10)
    for value in (1e4, 2e4, 3e4):
        desk.compare(HERE, value)
    assert [value for _, value in desk._known] == [2e4, 3e4]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish("Mumbai", "Moskow"), "did you mean"),
        (Wish("Mumbai", "Mumbai"), "same place"),
        (Wish("", "Moscow"), "empty text"),
    ],
)
def test_wrong_questions_are_answered_in_words(desk, wish, words):
    answer = desk.answer(wish)
    assert words in answer["error"]
    assert not answer["rows"]


def test_a_change_is_quick(desk):
    """Under 100 ms of one processor, the median of nine: a value while the slider moves, and a switch that was foreseen."""
    switch = "rasht-astara-open"
    desk.foresee(HERE, [switch])

    def cost(wish, value):
        start = time.process_time()
        assert desk.answer(wish, value, settled=value is None)["rows"]
        return 1000 * (time.process_time() - start)

    assert statistics.median(cost(HERE, 50_000.0 + step) for step in range(9)) < 100
    assert statistics.median(cost(replace(HERE, scenarios=(switch,)), None) for _ in range(9)) < 100


class TestWidget:
    def test_shows_a_table_where_widgets_are_not(self):
        pytest.importorskip("anywidget", reason="pip install 'instc[explore]'")
        data, _ = explore(draws=50)._repr_mimebundle_()
        assert "<table" in data["text/html"]
        assert "Mumbai → Moscow" in data["text/plain"]

    def test_answers_when_a_wish_changes(self):
        pytest.importorskip("anywidget", reason="pip install 'instc[explore]'")
        view = explore(draws=50)
        before = view.answer
        view.wish = view.wish | {"destination": "Kazan"}
        assert "Kazan" in view.answer["title"]
        view.wish = view.wish | {"destination": "Kazann"}
        assert "did you mean" in view.answer["error"]
        assert before["rows"] != view.answer["rows"]

    def test_is_the_comparison_without_anywidget(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "anywidget", None)
        monkeypatch.setattr("instc.notebook.widget.find_spec", lambda _: None)
        assert "instc_west_road" in explore(draws=50).alternatives
