"""Scenarios as data: their form, their laws, and what the shipped ones do."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import instc
from instc.errors import (
    InstcError,
    NetworkError,
    NoRouteError,
    ScenarioError,
    TableError,
    UnknownIdError,
)
from instc.network.network import Network
from instc.scenarios.scenario import (
    STATES,
    Change,
    Scenario,
    apply,
    apply_to_parameters,
    compose,
    load_scenario,
    parse_scenario,
    shipped_scenarios,
    to_toml,
)
from instc.tables.schema import seeds_dir
from instc.version import DATA_DATE
from toy import toy_network, toy_parameters

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

SUBJECTS = ("canal", "beta.rail1435-gamma.rail1435", "beta.road-gamma.road")
SHIPPED = [
    "astara-terminal-4mt", "both-straits-closed", "caspian-low-water", "chabahar-rail-open", "hormuz-closed", "incheh-borun-nameplate",
    "normal-2023", "rasht-astara-open", "red-sea-closed", "today", "winter",
]  # fmt: skip


def made(*changes: Change, as_of: str | None = None, name: str = "mine") -> Scenario:
    return Scenario(
        name,
        "",
        as_of,
        tuple(sorted(changes, key=lambda change: (change.subject_id, change.column))),
    )


states = st.dictionaries(st.sampled_from(SUBJECTS), st.sampled_from(STATES), min_size=1).map(
    lambda chosen: made(*(Change(subject, "status", state) for subject, state in chosen.items()))
)
quantiles = st.dictionaries(
    st.sampled_from(["pace.sea", "dwell.crane", "fee.door"]), st.floats(1, 100), min_size=1
)


def numbers() -> pd.DataFrame:
    table = toy_parameters()
    return table.assign(
        unit=table["quantity"].map({"pace": "h/km", "dwell": "h", "fee": "USD/TEU"}).fillna("")
    )


TOY = toy_network()  # no network changes: two hundred scenarios start from one


@given(states)
def test_twice_is_once(scenario: Scenario) -> None:
    once = apply(TOY, scenario)
    assert apply(once, scenario).links.equals(once.links)
    assert compose([scenario, scenario]).changes == scenario.changes


@given(states)
def test_a_scenario_and_its_inverse_is_the_base(scenario: Scenario) -> None:
    base = TOY
    inverse = made(
        *(Change(c.subject_id, "status", state_of(base, c.subject_id)) for c in scenario.changes)
    )
    assert apply(apply(base, scenario), inverse).links.equals(base.links)


def state_of(network: instc.Network, subject: str) -> str:
    links = network.links
    return str(
        links.loc[(links["passage_id"] == subject) | (links.index == subject), "status"].iloc[0]
    )


@given(states, states)
def test_those_that_agree_compose_in_any_order(a: Scenario, b: Scenario) -> None:
    clash = {c.subject_id for c in a.changes} & {
        c.subject_id for c in b.changes if c not in a.changes
    }
    if clash:
        with pytest.raises(ScenarioError, match="contradict"):
            compose([a, b])
    else:
        assert compose([a, b]).changes == compose([b, a]).changes
        assert apply(TOY, compose([a, b])).links.equals(apply(apply(TOY, b), a).links)


@given(quantiles)
def test_parameters_twice_is_once_and_the_table_that_was_given_stays(
    values: dict[str, float],
) -> None:
    base = numbers()
    before = base.copy()
    scenario = made(
        *(
            Change(name, column, value * factor)
            for name, value in values.items()
            for column, factor in (("p10", 1.0), ("p50", 2.0), ("p90", 4.0))
        )
    )
    once = apply_to_parameters(base, scenario)
    assert apply_to_parameters(once, scenario).equals(once)
    assert base.equals(before)
    assert (once.loc[list(values), "distribution"] == "lognormal3").all()
    back = made(
        *(
            Change(name, column, float(base.at[name, column]))
            for name in values
            for column in ("p10", "p50", "p90")
        )
    )
    assert apply_to_parameters(once, back).equals(base)


@given(states, st.floats(0, 1e12))
def test_the_file_that_is_written_is_read_as_the_same(scenario: Scenario, length: float) -> None:
    whole = replace(
        scenario,
        changes=tuple(
            sorted(
                [*scenario.changes, Change("x", "length_km", length)],
                key=lambda change: (change.subject_id, change.column),
            )
        ),
    )
    assert parse_scenario(to_toml(whole), "mine.toml") == whole


BAD = [
    ('nam = "x"', 'line 1: unknown key "nam" .did you mean "name"'),
    ('name = "x"\nclose = "suez"', "line 2.*must be a list"),
    ("close = [1]", "must be a list of link or passage ids"),
    ("name = 1", '"name" must be a text'),
    ('as_of = "2026-07-31"', "must be a date"),
    ("as_of = 2026-07-31T10:00:00", "must be a date"),
    ("as_of = 2026-02-30", "Invalid|day"),
    ('open = ["suez"]\nclose = ["suez"]', '"suez" is both opened and closed'),
    ('close = ["suez"]\n[set."suez"]\nstatus = "open"', 'the status of "suez" is set twice'),
    ('[set."pace.sea"]\np5 = 1', 'line 1.*unknown column "p5"'),
    ('[set."pace.sea"]\np50 = "fast"', "p50 must be a number"),
    ('[set."pace.sea"]\np50 = true', "p50 must be a number"),
    ('[set."pace.sea"]\np50 = -1', "must lie between 0 and"),
    ('[set."suez"]\nstatus = "shut"', 'status "shut" must be one of open'),
    ('[set."suez"]\nfee_id = 3', "fee_id must be a text"),
    ('set = "x"', '"set" must hold tables'),
    ('[set]\nsuez = "closed"', "must hold columns"),
    ("x = [", "bad.toml"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=range(len(BAD)))
def test_a_wrong_form_is_one_clear_line(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message) as raised:
        parse_scenario(text, "bad.toml")
    assert "\n" not in str(raised.value)


def test_unknown_subjects_are_refused_with_the_nearest() -> None:
    with pytest.raises(
        UnknownIdError, match=r'unknown link or passage "canall".*did you mean "canal"'
    ):
        apply(TOY, made(Change("canall", "status", "closed")))
    with pytest.raises(UnknownIdError, match=r'did you mean "pace.sea"'):
        apply_to_parameters(toy_parameters(), made(Change("pace.see", "p50", 1.0)))
    with pytest.raises(UnknownIdError, match="hormuz-closed"):
        load_scenario("hormuz-close")


def test_quantiles_out_of_order_name_scenario_and_parameter() -> None:
    with pytest.raises(TableError, match=r"scenario mine: pace.sea: p10 < p50 < p90 does not hold"):
        apply_to_parameters(numbers(), made(Change("pace.sea", "p10", 9.0)))


def test_a_length_below_the_great_circle_is_refused() -> None:
    with pytest.raises(NetworkError, match=r"gamma.rail1435 is shorter than the great circle"):
        apply(TOY, made(Change("beta.rail1435-gamma.rail1435", "length_km", 10.0)))


def test_two_dates_contradict() -> None:
    with pytest.raises(ScenarioError, match="2023-01-01 in a and 2024-01-01 in b"):
        compose([made(as_of="2023-01-01", name="a"), made(as_of="2024-01-01", name="b")])


def test_a_dated_scenario_can_not_be_seen_on_another_day() -> None:
    with pytest.raises(ScenarioError, match="normal-2023"):
        instc.load_model(scenarios=["normal-2023"], as_of="2024-01-01")
    assert instc.load_model(scenarios=["normal-2023"], as_of="2023-01-01").as_of == "2023-01-01"


def test_adding_a_dated_scenario_takes_its_date(model: instc.Model) -> None:
    assert model.with_scenario("normal-2023").as_of == "2023-01-01"


def test_the_shipped_ones_are_those_of_the_design() -> None:
    assert shipped_scenarios() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_has_a_source_and_can_be_applied(name: str) -> None:
    scenario = load_scenario(name)
    with (seeds_dir() / "sources.csv").open(encoding="utf-8", newline="") as file:
        works = {row["source_id"] for row in csv.DictReader(file)}
    assert scenario.source_id in works
    assert scenario.description
    assert instc.load_model(scenarios=[name]).scenarios == (name,)


def days(scenario: str, corridor: str) -> float:
    comparison = instc.load_model(scenarios=[scenario]).compare(
        "Mumbai", "Moscow", against=[corridor], draws=500
    )
    return float(comparison.table.at[corridor, "days_mean"])


def test_a_railway_over_the_gap_saves_the_two_reloadings() -> None:
    assert days("rasht-astara-open", "instc_west_rail") < days("today", "instc_west_road")


def test_closed_straits_close_what_passes_them() -> None:
    for scenario, corridor in (
        ("hormuz-closed", "instc_west_road"),
        ("hormuz-closed", "instc_east"),
        ("red-sea-closed", "suez_black_sea"),
        ("both-straits-closed", "suez_baltic"),
    ):
        with pytest.raises(NoRouteError):
            days(scenario, corridor)
    assert days("hormuz-closed", "instc_chabahar") == pytest.approx(
        days("today", "instc_chabahar")
    )  # outside the strait
    assert days("both-straits-closed", "cape_baltic") == pytest.approx(days("today", "cape_baltic"))


def test_winter_holds_up_astrakhan_and_not_makhachkala() -> None:
    winter, today = (instc.load_model(scenarios=[name]) for name in ("winter", "today"))
    for port, slower in (("astrakhan.port", True), ("makhachkala.port", False)):
        times = [
            m.route("anzali.port", port, mode="sea").totals()["hours"] for m in (winter, today)
        ]
        assert (times[0] > times[1]) is slower


def test_opening_a_limited_strait_takes_its_price_away(tmp_path: Path) -> None:
    file = tmp_path / "calm.toml"
    file.write_text('name = "calm"\nopen = ["hormuz"]\n', encoding="utf-8")
    calm, today = instc.load_model(scenarios=[str(file)]), instc.load_model()
    assert today.network.links.at["hormuz.a-hormuz.b", "fee_id"] == "fee.hormuz_limited"
    assert calm.network.links.at["hormuz.a-hormuz.b", "fee_id"] == ""
    hours = [m.route("INNSA", "IRSRP", mode="sea").totals()["hours"] for m in (today, calm)]
    assert hours[0] - hours[1] == pytest.approx(
        float(today.parameters.at["dwell.hormuz_limited", "mean"])
    )


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InstcError, match=r"gone.toml"):
        load_scenario(str(tmp_path / "gone.toml"))


WHOLE = """name = "mine"
description = "all that a file can say"
as_of = 2024-05-06
open = [
    "beta.road-gamma.road",
]
close = [
    "canal",
]
source = "a work"

[set."beta.rail1435-gamma.rail1435"]
length_km = 610
status = "limited"

[set."pace.sea"]
p10 = 0.04
p50 = 0.05
p90 = 0.075
"""


def test_all_that_a_file_can_say_is_read_and_written_again() -> None:
    scenario = parse_scenario(WHOLE, "somewhere/else.toml")
    rail = "beta.rail1435-gamma.rail1435"
    assert scenario == Scenario(
        "mine",
        "all that a file can say",
        "2024-05-06",
        (
            Change(rail, "length_km", 610.0),
            Change(rail, "status", "limited"),
            Change("beta.road-gamma.road", "status", "open"),
            Change("canal", "status", "closed"),
            Change("pace.sea", "p10", 0.04),
            Change("pace.sea", "p50", 0.05),
            Change("pace.sea", "p90", 0.075),
        ),
        "a work",
    )
    assert to_toml(scenario) == WHOLE
    links = apply(toy_network(), scenario).links
    assert links.at[rail, "length_km"] == 610
    assert links.at[rail, "status"] == "limited"
    assert (links.loc[links["passage_id"] == "canal", "status"] == "closed").all()
    table = apply_to_parameters(numbers(), scenario)
    assert table.loc["pace.sea", ["p10", "p50", "p90", "distribution"]].tolist() == [
        0.04,
        0.05,
        0.075,
        "lognormal3",
    ]
    assert table.at["pace.sea", "mean"] > 0.05


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_words_are_written_and_read_as_the_same(words: str) -> None:
    assert (
        parse_scenario(to_toml(Scenario("mine", words, None, ())), "mine.toml").description == words
    )


def test_words_are_written_as_people_read_them() -> None:
    text = to_toml(Scenario("Хормуз 🚢", 'a "quoted" word', None, ()))
    assert text == 'name = "Хормуз 🚢"\ndescription = "a \\"quoted\\" word"\n'
    assert parse_scenario(text, "mine.toml").name == "Хормуз 🚢"
    assert (
        parse_scenario(to_toml(Scenario("mine", "a\x7fb\tc", None, ())), "mine.toml").description
        == "a\x7fb\tc"
    )


def test_a_spread_that_is_taken_away_leaves_a_fixed_row() -> None:
    wide = apply_to_parameters(
        numbers(), made(Change("pace.sea", "p10", 0.04), Change("pace.sea", "p90", 0.075))
    )
    flat = apply_to_parameters(
        wide, made(*(Change("pace.sea", column, 0.06) for column in ("p10", "p50", "p90")))
    )
    assert flat.loc["pace.sea", ["distribution", "mean"]].tolist() == ["fixed", 0.06]


def test_a_scenario_shows_what_it_changes_and_where_it_comes_from() -> None:
    scenario = Scenario(
        "mine",
        "Suez is shut",
        "2024-01-01",
        (Change("suez", "status", "closed"), Change("x", "length_km", 5.0)),
        "a work",
    )
    assert repr(scenario).splitlines() == [
        "mine: Suez is shut",
        "link, passage or parameter what of it becomes",
        "suez                       status     closed",
        "x                          length_km  5.0",
        "as of 2024-01-01",
        "source: a work",
    ]
    page = scenario._repr_html_()
    assert [page.count(f'title="source: a work">{name}<') for name in ("suez", "x")] == [1, 1]
    bare = Scenario("mine", "", None, (Change("suez", "status", "closed"),))
    assert bare.source_id == ""
    assert repr(bare).splitlines()[::3] == ["mine", "as of any day"]
    assert "title=" not in bare._repr_html_()


def test_a_folder_has_scenarios_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    for name in ("b", "a"):
        (tmp_path / "scenarios" / f"{name}.toml").write_text(
            'close = ["canal"]\n', encoding="utf-8"
        )
    assert shipped_scenarios(tmp_path) == ["a", "b"]
    assert load_scenario("b", tmp_path) == Scenario(
        "b", "", None, (Change("canal", "status", "closed"),)
    )
    with pytest.raises(UnknownIdError) as raised:
        load_scenario("today", tmp_path)
    assert str(raised.value) == 'unknown scenario "today"; shipped are a, b'


def test_the_day_of_who_asks_for_none_is_the_last_that_has_a_source(model: instc.Model) -> None:
    with (seeds_dir() / "parameters.csv").open(encoding="utf-8", newline="") as file:
        starts = [row["from_date"] for row in csv.DictReader(file)]
    assert model.as_of == DATA_DATE
    assert dt.date.fromisoformat(DATA_DATE) >= dt.date.fromisoformat(max(starts))


def test_a_lane_of_the_sea_is_never_suggested() -> None:
    network = toy_network()
    links = network.links.rename(index={"canal.b-omega.port": "sea.lane"})
    with pytest.raises(UnknownIdError) as raised:
        apply(Network(network.nodes, links), made(Change("sea.lan", "status", "open")))
    assert str(raised.value) == 'scenario mine: unknown link or passage "sea.lan"'


def test_an_empty_file_is_a_scenario_that_changes_nothing() -> None:
    assert parse_scenario("", "folder/quiet.toml") == Scenario("quiet", "", None, (), "")


@pytest.mark.parametrize(
    "column", ["pace_id", "dwell_id", "rate_id", "fee_id", "share_id", "intensity_id", "hub_id"]
)
def test_prices_of_a_link_are_set_by_name(column: str) -> None:
    scenario = parse_scenario(f'[set."canal"]\n{column} = "x.y"', "mine.toml")
    assert scenario.changes == (Change("canal", column, "x.y"),)
    links = apply(toy_network(), scenario).links
    assert column not in links or (links.loc[links["passage_id"] == "canal", column] == "x.y").all()


@pytest.mark.parametrize(
    "column", ["length_km", "p10", "p50", "p90", "nameplate_mtpa", "observed_mtpa", "planned_mtpa"]
)
def test_numbers_lie_between_nothing_and_the_largest(column: str) -> None:
    for value, good in (("0", True), ("1e12", True), ("1000000000001", False), ("-0.1", False)):
        text = f'[set."x"]\n{column} = {value}'
        if good:
            assert parse_scenario(text, "mine.toml").changes == (Change("x", column, float(value)),)
        else:
            with pytest.raises(
                ScenarioError,
                match=rf'^mine.toml: line 1: \[set."x"\]: {column} must lie between 0 and 1e\+12$',
            ):
                parse_scenario(text, "mine.toml")


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_set(state: str) -> None:
    assert parse_scenario(f'[set."canal"]\nstatus = "{state}"', "mine.toml").changes == (
        Change("canal", "status", state),
    )


LINES = [
    ('name = "x"\nopne = []', 'mine.toml: line 2: unknown key "opne" (did you mean "open"?)'),
    ('name = "x"\n\n[set."suez"]\nstatsu = "open"', 'mine.toml: line 3: [set."suez"]: unknown column "statsu" (did you mean "status"?)'),
    ('name = "x"\n[set.suez]\nstatus = "opne"', 'mine.toml: line 2: [set."suez"]: status "opne" must be one of open, limited, closed, under_construction, planned (did you mean "open"?)'),
    ("name = 1\ndescription = 2\nsource = 3", 'mine.toml: line 1: "name" must be a text; line 2: "description" must be a text; line 3: "source" must be a text'),
    ('open = "suez"', 'mine.toml: line 1: "open" must be a list of link or passage ids'),
    ('close = ["suez", ""]', 'mine.toml: line 1: "close" must be a list of link or passage ids'),
    ('\nas_of = "2026-07-31"', 'mine.toml: line 2: "as_of" must be a date, written without quotes: 2026-07-31'),
    ('[set.""]\nstatus = "open"', 'mine.toml: line 1: [set.""] must hold columns: column = value'),
    ('\n"o\\u0070ne" = 1', 'mine.toml: line 1: unknown key "opne" (did you mean "open"?)'),
    ("\nset = 3", 'mine.toml: line 2: "set" must hold tables: [set."ID"]'),
    ('open = ["b", "a"]\nclose = ["a", "b"]', 'mine.toml: "a" is both opened and closed; "b" is both opened and closed'),
    ('open = ["a"]\n[set.a]\nstatus = "closed"', 'mine.toml: the status of "a" is set twice'),
    ('[set.a]\np10 = 1\n[set.b]\np10 = "x"', 'mine.toml: line 3: [set."b"]: p10 must be a number'),
    ('[set."a"]\nstatus = 1\np10 = "x"', 'mine.toml: line 1: [set."a"]: status must be a text; line 1: [set."a"]: p10 must be a number'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), LINES, ids=range(len(LINES)))
def test_the_whole_of_what_is_said(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        parse_scenario(text, "mine.toml")
    assert str(raised.value) == message


def test_fifty_faults_are_named_and_more_are_not_counted() -> None:
    with pytest.raises(ScenarioError) as raised:
        parse_scenario("\n".join(f"zz{n} = 1" for n in range(51)), "mine.toml")
    assert str(raised.value).count("unknown key") == 50
    assert str(raised.value).endswith('unknown key "zz49"; and more')
    with pytest.raises(ScenarioError) as raised:
        parse_scenario("\n".join(f"zz{n} = 1" for n in range(50)), "mine.toml")
    assert str(raised.value).endswith('unknown key "zz49"')


def test_no_scenario_is_longer_than_the_longest(tmp_path: Path) -> None:
    text = "#" + "x" * (299_999)
    assert parse_scenario(text, "mine.toml").changes == ()
    with pytest.raises(
        ScenarioError, match=r"^mine.toml: longer than 300,000 characters, which no scenario is$"
    ):
        parse_scenario(text + "x", "mine.toml")
    file = tmp_path / "long.toml"
    file.write_text(text + "xx", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"larger than 0.3 MB"):
        load_scenario(str(file))


def test_a_key_of_too_many_parts_is_refused_by_its_line() -> None:
    assert parse_scenario('description = "a.b.c.d.e.f.g.h."', "mine.toml").description
    with pytest.raises(
        ScenarioError,
        match=r"^mine.toml: line 2: a key of more than 8 parts, which no scenario has$",
    ):
        parse_scenario("\na.b.c.d.e.f.g.h.i = 1", "mine.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes(b'name = "caf\xe9"')
    with pytest.raises(ScenarioError, match=r"latin.toml: not UTF-8$"):
        load_scenario(str(file))
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    with pytest.raises(ScenarioError, match=r": Is a directory$"):
        load_scenario(str(folder))


def test_those_that_agree_are_joined_in_all_that_they_say() -> None:
    one = Scenario("one", "first", "2024-01-01", (Change("b", "status", "open"),), "work 1")
    two = Scenario(
        "two",
        "second",
        None,
        (Change("a", "length_km", 5.0), Change("b", "status", "open")),
        "work 2",
    )
    three = Scenario("three", "second", "2024-01-01", (), "")
    assert compose([one, two, three, one]) == Scenario(
        "one + two + three",
        "first; second",
        "2024-01-01",
        (Change("a", "length_km", 5.0), Change("b", "status", "open")),
        "work 1; work 2",
    )
    assert compose([two]).as_of is None


def test_those_that_contradict_are_named_with_what_each_says() -> None:
    with pytest.raises(ScenarioError) as raised:
        compose(
            [
                made(Change("a", "status", "open"), name="one"),
                made(Change("a", "status", "closed"), name="two"),
            ]
        )
    assert (
        str(raised.value)
        == 'scenarios contradict each other: status of "a" is open in one and closed in two'
    )
    with pytest.raises(ScenarioError) as raised:
        compose([made(name="b", as_of="2024-01-01"), made(name="a", as_of="2023-01-01")])
    assert (
        str(raised.value)
        == "scenarios contradict each other: as_of is 2023-01-01 in a and 2024-01-01 in b"
    )


def test_what_is_unknown_is_named_whole_with_what_is_near() -> None:
    with pytest.raises(UnknownIdError) as raised:
        load_scenario("todya")
    assert (
        str(raised.value)
        == f'unknown scenario "todya" (did you mean "today"?); shipped are {", ".join(SHIPPED)}'
    )
    with pytest.raises(UnknownIdError) as raised:
        apply(toy_network(), made(Change("pace.see", "status", "open")), parameter_ids=["pace.sea"])
    assert (
        str(raised.value)
        == 'scenario mine: unknown link or passage "pace.see" (did you mean "pace.sea"?)'
    )
    with pytest.raises(UnknownIdError) as raised:
        apply_to_parameters(numbers(), made(Change("pace.see", "p50", 1.0)))
    assert (
        str(raised.value)
        == 'scenario mine: no parameter "pace.see" is in force (did you mean "pace.sea"?)'
    )


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ('close = ["Hormuz", "Суэцкий канал"]', [("hormuz", "closed"), ("suez", "closed")]),
        ('close = ["Red Sea"]', [("bab_el_mandeb", "closed"), ("suez", "closed")]),
        ('open = ["Astara (Iran) - Rasht by rail"]', [("astara_ir.rail1435-rasht.rail1435", "open")]),
        ('close = ["Suez", "suez canal"]', [("suez", "closed")]),
        ('close = ["sea.00001-sea.00002"]', [("sea.00001-sea.00002", "closed")]),
        ('[set."wait for the Suez convoy"]\np50 = 3', [("dwell.suez", 3.0)]),
    ],
)  # fmt: skip
def test_subjects_can_be_named_in_words(tmp_path, text, changes) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    found = load_scenario(str(file)).changes
    assert [(change.subject_id, change.value) for change in found] == changes


def test_two_words_of_one_thing_must_agree(tmp_path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('open = ["Suez"]\nclose = ["suez"]', encoding="utf-8")
    with pytest.raises(ScenarioError, match='scenario mine: status of "suez" is open and closed'):
        load_scenario(str(file))


@pytest.mark.parametrize(
    "name", ["Red Sea closed", "red sea closed", "RED-SEA-CLOSED", "Красное море закрыто"]
)
def test_a_scenario_is_found_by_its_human_name(name) -> None:
    assert load_scenario(name).name == "red-sea-closed"


@pytest.mark.parametrize(
    ("text", "fault"),
    [("rasht-astara", 'scenario mine: "rasht-astara" is ambiguous'), ("Lombok", "no gate there")],
)
def test_a_word_of_several_links_or_of_none_is_refused(tmp_path, text, fault) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'close = ["{text}"]', encoding="utf-8")
    with pytest.raises(ScenarioError, match=fault):
        load_scenario(str(file))
