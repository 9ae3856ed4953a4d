"""Questions in the world of their day, each answered once."""

import pytest

from instc.comparison.question import Question
from instc.errors import QuestionError
from instc.evidence.dated import Dated, Way, again, asked
from instc.model import load_model
from instc.tables.schema import read_table


@pytest.fixture(scope="module")
def dated():
    return Dated(load_model())


def test_a_day_before_the_tables_is_refused(dated):
    with pytest.raises(QuestionError, match="1998-01-01"):
        dated.on("1998-01-01")


def test_a_scenario_stands_alone(dated):
    there = dated.on("2024-01-01", "hormuz-closed")
    assert there.scenarios == ("hormuz-closed",)
    assert "hormuz-closed" not in dated.on("2024-01-01").scenarios


@pytest.mark.parametrize(
    ("word", "verb", "against", "avoid"),
    [
        ("suez_baltic", "compare", ("suez_baltic",), ()),
        ("", "route", (), ()),
        ("suez_any", "route", (), ("country=IR",)),
    ],
)
def test_what_a_word_asks(word, verb, against, avoid):
    question = asked(Question("mumbai", "moscow"), word)
    assert (question.verb, question.against, question.avoid) == (verb, against, avoid)
    assert (question.draws, question.seed) == (4000, 1)


def test_a_family_is_all_of_its_corridors_and_the_best_ways_of_its_side(dated):
    world, question = dated.on("2024-01-01"), Question("mumbai", "moscow")
    assert asked(question, "suez").against == ("suez",)
    ways = dated.ways(world, question, "suez").values()
    paths = [way.itinerary.links.index.tolist() for way in ways]
    known = [name for name, one in world.corridors.items() if one.family == "suez"]
    assert len(known) == 3
    for name in known:
        (alone,) = dated.ways(world, question, name).values()
        assert alone.itinerary.links.index.tolist() in paths


@pytest.mark.parametrize(
    ("end", "mode"),
    [("rasht.rail1435", "rail"), ("rasht.road", "road"), ("rasht", None)],
)
def test_two_facilities_are_joined_by_their_own_mode(end, mode):
    question = Question("qazvin." + end.partition(".")[2] if mode else "qazvin", end)
    assert asked(question, "").mode == mode


def test_one_of_a_family_is_that_way_of_the_family(dated):
    world, question = dated.on("2024-01-01"), Question("mumbai", "moscow")
    family = dated.ways(world, question, "suez")
    assert dated.ways(world, question, "suez_baltic")["suez_baltic"] is family["suez_baltic"]


def test_a_corridor_that_is_called_as_its_family(dated):
    world = dated.on("2024-01-01")
    assert world.corridors["eastern_maritime"].family == "eastern_maritime"
    ways = dated.ways(world, Question("mumbai", "moscow"), "eastern_maritime")
    assert "eastern_maritime" in ways


def test_a_way_that_is_shut_is_no_way(dated):
    shut = dated.on("2024-01-01", "hormuz-closed")
    assert dated.ways(shut, Question("jebel_ali", "bandar_abbas", avoid=("hormuz",)), "suez") == {}


def test_two_days_without_a_change_between_share_a_world():
    dated = Dated(load_model())
    first, next_day, last = (dated.on(day) for day in ("2021-03-03", "2021-03-04", "2026-07-31"))
    assert first.network is next_day.network
    assert first.network is not last.network
    question = Question("mumbai", "moscow", against=("suez_baltic",))
    assert dated.ways(first, question, "suez") is dated.ways(next_day, question, "suez")


def test_a_40_ft_quote_becomes_a_20_ft_one_and_old_money_new():
    index = read_table("deflators").query("series == 'us_gdp_deflator'").set_index("year")["value"]
    factor = Dated(load_model()).usd_factor(2017, "USD/FEU", "2023-01-01", sea=False)
    assert factor == pytest.approx(index[2024] / index[2017] * 0.625)  # 0.15 / 0.24 of a rail quote


def test_the_command_that_asks_again():
    world = Dated(load_model()).on("2023-01-01")
    here = (world, Question("mumbai", "moscow", avoid=("suez",)))
    drawn = "--draws 4000 --seed 1"
    assert again(*here, Way("mine", None, None, None, None, None)) == (
        f"instc compare mumbai moscow --as-of 2023-01-01 --avoid suez --against mine {drawn}"
    )
    assert again(*here, Way("route", None, None, None, None, None)) == (
        f"instc route mumbai moscow --as-of 2023-01-01 --avoid suez {drawn}"
    )
