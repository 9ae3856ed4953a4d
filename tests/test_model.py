"""Network, parameters and corridors as one value."""

import json

import pytest

import instc
from instc.errors import (
    InstcError,
    LocationError,
    NoRouteError,
    QuestionError,
    ScenarioError,
    UnknownIdError,
)


def test_public_names_are_there():
    for name in instc.__all__:
        assert getattr(instc, name) is not None
    assert set(instc.__all__) - {"__version__"} <= set(dir(instc))
    with pytest.raises(AttributeError, match="no attribute 'compare_all'"):
        _ = instc.compare_all


def test_a_dated_scenario_brings_its_day(model):
    assert model.with_scenario("normal-2023").as_of == "2023-01-01"


def test_an_undated_scenario_keeps_the_day():
    assert instc.load_model(as_of="2023-08-27").with_scenario("hormuz-closed").as_of == "2023-08-27"


def test_scenarios_compose_in_any_order(model):
    one = model.with_scenario("hormuz-closed", "rasht-astara-open").network.links["status"]
    other = (
        model.with_scenario("rasht-astara-open")
        .with_scenario("hormuz-closed")
        .network.links["status"]
    )
    assert one.equals(other)


def test_the_same_scenario_twice_is_the_same_once(model):
    once = model.with_scenario("hormuz-closed")
    assert (
        once.with_scenario("hormuz-closed")
        .network.links["status"]
        .equals(once.network.links["status"])
    )


def test_two_days_contradict_each_other(model):
    with pytest.raises(ScenarioError, match="contradict"):
        model.with_scenario("today", "normal-2023")


@pytest.mark.parametrize(
    "day", ["2026-13-01", "yesterday", "", "2026-07-31T00:00", "20260731", "31.07.2026"]
)
def test_what_is_no_day(day):
    with pytest.raises(QuestionError, match="is not a date"):
        instc.load_model(as_of=day)


@pytest.mark.parametrize("day", ["1999-12-31", "2026-08-01", "9999-12-31"])
def test_a_day_without_sources(day):
    with pytest.raises(QuestionError, match="no source is later"):
        instc.load_model(as_of=day)


@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        ("Mumbai", "Mumbai"),
        ("Mumbai", "Bombay"),
        ("moscow", "Москва"),
        ("INNSA", "nhava_sheva.port"),
        ("37.6,55.7", "37.6,55.7"),
    ],
)
@pytest.mark.parametrize("verb", ["compare", "route"])
def test_the_same_place_twice(model, verb, origin, destination):
    with pytest.raises(QuestionError, match="same place"):
        getattr(model, verb)(origin, destination)


def test_via_an_end(model):
    with pytest.raises(QuestionError, match="is the origin or the destination"):
        model.compare("Mumbai", "Moscow", via=["Bombay"])


def test_via_coordinates(model):
    with pytest.raises(LocationError, match="name a place"):
        model.compare("Mumbai", "Moscow", via=["37.6,55.7"])


def test_via_is_passed(model):
    for way in model.compare(
        "Mumbai", "Moscow", via=["Bandar Abbas"], via_all=True, draws=1
    ).alternatives.values():
        assert "bandar_abbas" in set(way.itinerary.nodes["place_id"]), way.corridor_id


def test_avoid_is_avoided(model):
    assert "hormuz" not in model.route("Mumbai", "Moscow", avoid=["hormuz"]).passages
    trip = model.route("Mumbai", "Moscow", avoid=["Bandar Abbas", "suez"])
    assert "bandar_abbas" not in set(trip.nodes["place_id"])


@pytest.mark.parametrize("options", [{"against": ["instc_wset_road"]}, {"against": ["x"]}])
def test_an_unknown_corridor(model, options):
    with pytest.raises(UnknownIdError, match="unknown corridor"):
        model.compare("Mumbai", "Moscow", **options)


def test_hyphens_are_accepted(model):
    assert list(
        model.compare("Mumbai", "Moscow", against=["instc-east"], draws=1).alternatives
    ) == ["instc_east"]


@pytest.mark.parametrize(
    "options",
    [
        {"draws": 0},
        {"draws": 1_000_001},
        {"draws": -1},
        {"seed": -1},
        {"cargo_value": 0},
        {"cargo_value": -5},
        {"cargo_value": float("nan")},
        {"cargo_value": float("inf")},
    ],
)
def test_numbers_that_cannot_be_meant(model, options):
    with pytest.raises(InstcError):
        model.compare("Mumbai", "Moscow", **options)


@pytest.mark.parametrize("mode", ["sea", "rail"])
def test_one_mode_uses_no_other(model, mode):
    ends = ("INNSA", "IRSRP") if mode == "sea" else ("Moscow", "Bandar Abbas")
    trip = model.route(*ends, mode=mode)
    assert set(trip.links["mode"]) <= {mode, "border", "gauge_break", "wait", "passage"}


def test_no_sea_way_from_the_caspian(model):
    with pytest.raises(NoRouteError, match="no way exists"):
        model.route("anzali.port", "INNSA", mode="sea")


def test_as_of_shows_the_network_of_that_day():
    """The eastern line opened on 3 December 2014; the day before there was no way by Incheh Borun."""
    before, after = instc.load_model(as_of="2014-12-02"), instc.load_model(as_of="2014-12-03")
    assert "instc_east" in before.compare("Mumbai", "Moscow", draws=1).unavailable
    assert "instc_east" in after.compare("Mumbai", "Moscow", draws=1).alternatives


def test_a_model_is_a_value(model):
    """Questions leave it as it was."""
    before = model.network.links["status"].copy(), len(model.network.nodes), model.scenarios
    model.with_scenario("hormuz-closed").compare("Mumbai", "Moscow", draws=1)
    model.compare("37.6,55.7", "Mumbai", draws=1)
    assert model.network.links["status"].equals(before[0])
    assert (len(model.network.nodes), model.scenarios) == before[1:]


def test_again_asks_the_same(model, cli):
    """The printed command gives the same bytes."""
    import shlex

    comparison = model.with_scenario("hormuz-closed").compare(
        "Mumbai",
        "St Petersburg",
        cargo_value=60_000,
        against=["instc_chabahar", "suez_baltic"],
        draws=500,
        seed=7,
    )
    words = shlex.split(comparison.again)
    assert words[0] == "instc"
    assert cli(*words[1:], "--format", "json").out == comparison.to_json()


def test_a_listed_port_without_a_lane_is_refused_by_name(model):
    """Manaus lies 1,200 km up the Amazon: no other place is suggested for its code."""
    with pytest.raises(LocationError, match=r"BRMAO.*Manaus.*no sea lane"):
        model.route("INNSA", "BRMAO", mode="sea")


def test_a_place_that_a_corridor_avoids_can_be_its_end(model):
    """Corridors may not cross Arabia by Riyadh, and reach it all the same."""
    answer = model.compare("Volgograd", "Riyadh", draws=1)
    assert {"instc_east", "suez_black_sea"} <= {*answer.alternatives, *answer.same_as}


class TestRemarks:
    """A place that had to be passed is reached overland while its strait is closed: that is said, in every format."""

    WAY = ("route", "Mumbai", "Moscow", "--scenario", "hormuz-closed", "--via", "Bandar Abbas")
    SAID = "Bandar Abbas is reached by rail; closed to ships: Strait of Hormuz."

    def test_it_is_said(self, cli):
        assert self.SAID in cli(*self.WAY).out
        assert self.SAID in cli(*self.WAY, "--format", "md").out
        assert json.loads(cli(*self.WAY, "--format", "json").out)["remarks"] == [self.SAID]
        assert self.SAID in cli("compare", *self.WAY[1:], "--draws", "20").out.replace("\n", " ")

    def test_by_sea_alone_there_is_no_way(self, cli):
        answer = cli("route", "INNSA", "IRSRP", "--mode", "sea", "--scenario", "hormuz-closed")
        assert answer.code == 3
        assert "Strait of Hormuz (closed)" in answer.err

    def test_nothing_is_said_where_nothing_is_closed(self, cli):
        answer = json.loads(
            cli("route", "Mumbai", "Moscow", "--via", "Bandar Abbas", "--format", "json").out
        )
        assert "remarks" not in answer
