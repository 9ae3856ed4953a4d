"""The interactive view answers like the model, quickly, and in words where it can't."""

from dataclasses import replace

import pytest

from instc.comparison.question import Question
from instc.comparison.remedies import dated
from instc.comparison.shown import undominated
from instc.errors import QuestionError
from instc.notebook.widget import DATES, Answers, explore
from surfaces import map_data

HERE = Question("Mumbai", "Moscow", draws=1000)
DEAR = replace(HERE, cargo_value=400_000.0)


@pytest.fixture(scope="module")
def answers(model):
    answers = Answers(model)
    answers.compare(model, HERE)
    return answers


def test_answers_are_those_of_the_model(answers, model):
    ours = model.compare("Mumbai", "Moscow", draws=1000, seed=1).table
    rows = {row["title"]: row for row in answers.answer(model, HERE)["rows"]}
    named = undominated(ours)
    assert list(rows) == named["title"].tolist()
    for row in named.to_dict("records"):
        shown = {name: cell for name, cell in rows[row["title"]].items() if name in named}
        assert {name: row[name] for name in shown} == shown


def test_a_switch_is_a_scenario(answers, model):
    said = {"scenarios": ["rasht-astara-open"], "as_of": model.as_of, "value": 40_000}
    world, question = answers.meant({**said, "origin": "Mumbai", "destination": "Moscow"}, HERE)
    built = model.with_scenario("rasht-astara-open").compare("Mumbai", "Moscow", draws=1000)
    assert answers.compare(world, question).table.equals(built.table)


def test_a_date_is_a_date(answers, model):
    assert answers.compare(model.under(as_of="2023-01-01"), HERE).world.as_of == "2023-01-01"
    assert sorted(DATES) == list(DATES)


def test_while_a_slider_moves_the_ways_stay_and_their_prices_follow(answers, model):
    """Insurance in transit through Iran is a share of the value: the corridor gets dearer, Suez does not."""
    dear = answers.compare(model, DEAR, settled=False).table
    plain = answers.compare(model, HERE).table
    whole = model.compare("Mumbai", "Moscow", cargo_value=400_000.0, draws=1000).table
    usd = "usd_per_teu_p50"
    assert (dear["days_p50"] == plain["days_p50"]).all()
    assert dear.at["instc_west_road", usd] > plain.at["instc_west_road", usd]
    assert dear.at["suez_baltic", usd] == plain.at["suez_baltic", usd]
    assert dear.at["suez_baltic", usd] == whole.at["suez_baltic", usd]


def test_a_new_value_chooses_anew(answers, model):
    """What costs a day more wins where a day is dear."""
    asked = answers.compare(model, replace(HERE, cargo_value=1_000_000.0))
    whole = model.compare("Mumbai", "Moscow", cargo_value=1_000_000.0, draws=1000)
    assert asked.table.equals(whole.table)
    plain = answers.compare(model, HERE)
    ways = [
        {tuple(way.itinerary.cells("link_id")) for way in one.alternatives.values()}
        for one in (asked, plain)
    ]
    assert ways[0] != ways[1]


def test_the_default_value_is_no_other_question(answers, model):
    usual = replace(HERE, cargo_value=40_000.0)
    assert answers.compare(model, usual) is answers.compare(model, HERE)


def test_old_answers_are_forgotten(monkeypatch, model):
    monkeypatch.setattr("instc.notebook.widget.REMEMBERED", 2)
    answers = Answers(model)
    for value in (1e4, 2e4, 3e4):
        answers.compare(model, replace(HERE, cargo_value=value, draws=10))
    assert [question.cargo_value for _, question in answers._known.known] == [2e4, 3e4]


@pytest.mark.parametrize("odd", [{"draws": "many"}, {"draws": True}, {"seed": 0.5}, {"origin": 5}])
def test_odd_arguments_of_the_method_are_refused_in_one_line_that_names_them(model, odd):
    (name,) = odd
    with pytest.raises(QuestionError, match=name) as caught:
        model.explore(**odd)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (("Mumbai", "Moskow"), "did you mean"),
        (("Mumbai", "Mumbai"), "same place"),
        (("", "Moscow"), "empty text"),
    ],
)
def test_wrong_questions_are_answered_in_words(answers, model, pair, words):
    answer = answers.answer(model, Question(*pair))
    assert words in answer["error"]
    assert not answer["rows"]


def test_legs_and_reasons_are_told(answers, model):
    """Legs are those of the way; of what is missing the reason, by name."""
    comparison = answers.compare(model, HERE)
    answer = answers.answer(model, HERE)
    rows = {row["title"]: row["legs"] for row in answer["rows"]}
    east = comparison.alternatives["instc_east"]
    legs = east.itinerary.legs()
    assert [leg[1] for leg in rows[east.title]] == legs["start_name"].tolist()
    assert [leg[4] for leg in rows[east.title]] == [f"{hours / 24:.1f}" for hours in legs["hours"]]
    told = dict(answer["missing"])
    reason = dated(comparison.unavailable["instc_west_rail"], model)
    assert told[model.called("instc_west_rail")] == reason


def test_fields_that_contradict_each_other_are_answered_in_words(answers):
    said = {"scenarios": ["red-sea-closed", "both-straits-closed"], "as_of": "1999-01-01"}
    fields = {"origin": "Mumbai", "destination": "Moscow", "value": 40_000}
    answer, page = answers.reply({**said, **fields}, HERE)
    assert "1999" in answer["error"]
    assert page == ""


class TestWidget:
    def test_shows_a_table_where_widgets_are_not(self):
        pytest.importorskip("anywidget", reason="pip install 'instc[explore]'")
        data, _ = explore(draws=50)._repr_mimebundle_()
        assert "<table" in data["text/html"]
        assert "Mumbai → Moscow" in data["text/plain"]

    def test_it_foresees_once_it_is_shown_and_not_before(self, monkeypatch):
        pytest.importorskip("anywidget", reason="pip install 'instc[explore]'")
        asked = []
        monkeypatch.setattr(Answers, "foresee", lambda _, *words: asked.append(words[-1]))
        view = explore(draws=50)
        assert asked == []
        for _ in range(2):
            view._repr_mimebundle_()
            view.foresight.join()
        assert asked == [[one["name"] for one in view.choices["scenarios"]]]

    def test_answers_when_a_wish_changes(self):
        pytest.importorskip("anywidget", reason="pip install 'instc[explore]'")
        view = explore(draws=50)
        before = view.answer
        view.wish = view.wish | {"destination": "Kazan"}
        assert "Kazan" in view.answer["title"]
        view.wish = view.wish | {"destination": "Kazann"}
        assert "did you mean" in view.answer["error"]
        assert before["rows"] != view.answer["rows"]

    def test_the_map_is_that_of_the_answer_and_stays_where_there_is_none(self, model):
        pytest.importorskip("anywidget", reason="pip install 'instc[explore]'")
        view = model.explore("Tehran", "Tashkent", draws=20)
        assert map_data(view.page)["meta"]["ends"][0]["name"] == "Tehran"
        view.wish = view.wish | {"destination": "Almaty"}
        drawn = view.page
        assert map_data(drawn)["meta"]["ends"][1]["name"] == "Almaty"
        view.wish = view.wish | {"destination": "Nowhere at all"}
        assert "unknown place" in view.answer["error"]
        assert view.page == drawn

    def test_switches_are_in_words(self):
        pytest.importorskip("anywidget", reason="pip install 'instc[explore]'")
        switches = {one["name"]: one for one in explore(draws=50).choices["scenarios"]}
        assert switches["hormuz-closed"]["label"] == "Hormuz closed"
        assert "Chabahar lies outside" in switches["hormuz-closed"]["about"]

    def test_without_anywidget_it_says_what_to_install(self, monkeypatch, model):
        monkeypatch.setattr("instc.notebook.widget.find_spec", lambda _: None)
        with pytest.raises(QuestionError, match=r"pip install 'instc\[explore\]'"):
            model.explore()
