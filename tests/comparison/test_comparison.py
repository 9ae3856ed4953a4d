"""Comparisons of the shipped model: the contract, its laws, and what it is judged on."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import instc
import surfaces
from instc.comparison.shown import ship_words
from instc.errors import QuestionError, UnknownIdError

SPREADS = ("days", "usd_per_teu", "co2e_kg_per_teu", "generalised_usd")


@pytest.fixture(scope="module")
def comparison(model: instc.Model) -> instc.Comparison:
    return model.compare("Mumbai", "Moscow", draws=2000, deadline=30)


def test_the_same_seed_gives_the_same_bytes(
    model: instc.Model, comparison: instc.Comparison
) -> None:
    assert (
        model.compare("Mumbai", "Moscow", draws=2000, deadline=30).to_json() == comparison.to_json()
    )
    assert (
        model.compare("Mumbai", "Moscow", draws=2000, deadline=30, seed=2).to_json()
        != comparison.to_json()
    )


def test_the_contract(comparison: instc.Comparison) -> None:
    answer = json.loads(comparison.to_json())
    assert {
        "schema",
        "data_hash",
        "data_date",
        "as_of",
        "scenarios",
        "origin",
        "destination",
        "consignment",
        "price_year",
        "draws",
        "seed",
        "alternatives",
        "unavailable",
        "best",
        "pareto",
        "verdicts",
        "via_bound",
        "again",
    } <= set(answer)
    assert answer["schema"] == "instc.compare/2"
    for way in answer["alternatives"]:
        assert {
            "corridor",
            "family",
            "label",
            "head",
            "title",
            "named",
            "found_by",
            "same_as",
            "hidden_reason",
            "length_km",
            "length_km_by_mode",
            "passages",
            "scope",
            "buffer_index",
            "by_deadline",
            "fastest_share",
            "cheapest_share",
            "worst_grade",
            "grade_d_share_of_days",
            "grade_d_share",
            "limited",
            "legs",
        } <= set(way)
        for name in SPREADS:
            assert way[name]["p10"] <= way[name]["p50"] <= way[name]["p90"] <= way[name]["p95"]
        assert way["buffer_index"] == pytest.approx(
            way["days"]["p95"] / way["days"]["mean"] - 1, abs=1e-3
        )  # both are rounded
        assert sum(leg["days_mean"] for leg in way["legs"]) == pytest.approx(
            way["days"]["mean"], rel=0.02
        )  # legs are closed form; the floor lifts nothing here
        for leg in way["legs"]:
            assert sum(leg["hours"].values()) / 24 == pytest.approx(leg["days_mean"], abs=0.001)
            assert leg["hours"]["border"] / 24 == pytest.approx(leg["border_days_mean"], abs=0.001)


def test_three_suez_baselines_and_two_capes(comparison: instc.Comparison) -> None:
    assert {
        "suez_black_sea",
        "suez_baltic",
        "suez_transhipped",
        "cape_baltic",
        "cape_black_sea",
        "eastern_maritime",
        "instc_chabahar",
    } <= {*comparison.alternatives, *comparison.same_as}
    assert "instc_west_rail" in comparison.unavailable


def test_each_id_is_a_row_of_the_contract_and_those_of_one_way_say_so(
    comparison: instc.Comparison,
) -> None:
    rows = {way["corridor"]: way for way in comparison.to_dict()["alternatives"]}
    assert set(rows) == {*comparison.alternatives, *comparison.same_as}
    assert comparison.same_as, "else this says nothing"
    for name, row in rows.items():
        assert row["same_as"] == comparison.same_as.get(name)
        twin = rows[row["same_as"] or name]
        assert {**row, "corridor": "", "same_as": ""} == {**twin, "corridor": "", "same_as": ""}
        assert (name in row["named"]) == (name in comparison.world.corridors)
        assert row["family"] in {"over_iran", "by_sea"}
    for side in ("over_iran", "by_sea"):
        once = [row for row in rows.values() if row["family"] == side and not row["same_as"]]
        found = [word for row in once for word in row["found_by"]]
        assert sorted(found) == ["co2e", "days", "usd", "value"]


def test_shares_sum_to_one(comparison: instc.Comparison) -> None:
    for column in ("fastest_share", "cheapest_share"):
        assert comparison.table[column].sum() == pytest.approx(
            1.0, abs=0.001 * len(comparison.table)
        )  # rounded to 0.001 each


def test_an_alternative_is_one_physical_way(comparison: instc.Comparison) -> None:
    ways = [tuple(way.itinerary.links.index) for way in comparison.alternatives.values()]
    assert len(set(ways)) == len(ways)


def test_spreads_are_honest(comparison: instc.Comparison) -> None:
    kin = pd.Series({name: way.kin for name, way in comparison.alternatives.items()})
    named = comparison.table[kin.isin(["instc", "suez"])]
    assert len(named) > 6
    assert (
        named["days_p90"] / named["days_p10"] < 2.8
    ).all()  # the bound on a single ordinary box, luck and all
    assert (
        named["days_p90"] / named["days_p10"] > 1.25
    ).all()  # fact over promise has a median near 1.3


def test_a_deadline_counts_draws(comparison: instc.Comparison) -> None:
    days = comparison.sample("days", "suez_baltic")
    assert comparison.table.at["suez_baltic", "by_deadline"] == pytest.approx(
        (days <= 30).mean(), abs=5.1e-4
    )


def test_the_pareto_set_is_what_none_beats(comparison: instc.Comparison) -> None:
    table = comparison.table[["days_p50", "usd_per_teu_p50", "co2e_kg_per_teu_p50"]]
    for name, row in table.iterrows():
        beaten = ((table <= row).all(axis=1) & (table < row).any(axis=1)).any()
        assert (name in comparison.pareto()) is not bool(beaten)


@pytest.mark.parametrize("quantity", ["days", "usd_per_teu", "co2e_kg_per_teu"])
def test_every_variance_is_explained(comparison: instc.Comparison, quantity: str) -> None:
    split = comparison.variance(quantity)
    assert split.sum().to_numpy() == pytest.approx(np.ones(len(comparison.alternatives)), abs=1e-9)


def test_break_even_is_the_count_of_draws_at_the_default_value(
    comparison: instc.Comparison,
) -> None:
    answer = comparison.breakeven("suez-baltic", way="instc_west_road")
    won = (
        comparison.sample("generalised_usd", "instc_west_road")
        < comparison.sample("generalised_usd", "suez_baltic")
    ).mean()
    value = comparison.consignment.value_usd_per_teu
    curve = answer.curve.set_index("value_usd_per_teu")["a_wins"]
    assert np.interp(np.log(value), np.log(curve.index), curve) == pytest.approx(
        won, abs=0.02
    )  # between two points of the curve


def test_sensitivity_frame_is_ready_for_a_chart(comparison: instc.Comparison) -> None:
    table = comparison.sensitivity()
    assert table.attrs["way"] in comparison.alternatives
    assert {"low", "high", "base", "swing", "grade", "source_id"} <= set(table)
    assert len(table) == 10


def test_a_notebook_shows_a_lever_by_its_unit_and_three_quantiles(
    comparison: instc.Comparison,
) -> None:
    table = comparison.sensitivity("suez_baltic")
    (shown,) = surfaces.page_tree(table._repr_html_()).iter("table")
    rows = surfaces.html_table(shown)
    assert [row["unit"] for row in rows] == table["unit"].tolist()
    for heading, column in (("P10", "p10"), ("P50", "p50"), ("P90", "p90"), ("swing", "swing")):
        said = [surfaces.number(row[heading]) for row in rows]
        assert said == pytest.approx(table[column].tolist(), rel=0.01, abs=0.006)


def test_ways_that_are_not_there_are_refused(comparison: instc.Comparison) -> None:
    with pytest.raises(QuestionError, match=r"not among the alternatives: .*planned"):
        comparison.breakeven(way="instc_west_rail")
    with pytest.raises(UnknownIdError, match='did you mean "suez_baltic"'):
        comparison.breakeven("suez_baltik")
    with pytest.raises(QuestionError, match="itself"):
        comparison.breakeven("suez_baltic", way="suez_baltic")


@pytest.mark.parametrize(
    ("pair", "lacking", "said"),
    [
        (("Mumbai", "Singapore"), "no way over Iran joins", []),
        (("Baku", "Moscow"), "no way over Iran joins", ["Not asked over Iran: both ends lie beyond it."]),
        (("Tehran", "Moscow"), "no rival joins", ["No rival: the end lies in Iran; its branches are compared among themselves."]),
    ],
)  # fmt: skip
def test_where_a_side_is_lacking_two_ways_have_to_be_named(
    model: instc.Model, pair: tuple[str, str], lacking: str, said: list[str]
) -> None:
    answer = model.compare(*pair, draws=10)
    for ask in (answer.breakeven, answer.sensitivity):
        with pytest.raises(QuestionError, match=f"^{lacking} .*: name two ways, --way and --agai"):
            ask()
    assert answer.conclusions() == said


def test_a_difference_adds_up_and_finds_the_sister(
    model: instc.Model, comparison: instc.Comparison
) -> None:
    built = model.with_scenario("rasht-astara-open").compare("Mumbai", "Moscow", draws=2000)
    change = built.difference(comparison)
    parts = change[["line_haul", "handling", "border", "waiting"]].sum(axis=1)
    pd.testing.assert_series_equal(parts, change["days"], check_names=False)
    assert change.at["instc_west_rail", "before"] == "instc_west_road"
    assert change.at["instc_west_rail", "handling"] < -1
    assert change.at["suez_baltic", "days"] == 0
    with pytest.raises(QuestionError, match="same origin"):
        built.difference(model.compare("Mumbai", "Kazan", draws=10))


def test_again_says_the_day_and_the_scenario() -> None:
    old = instc.load_model(as_of="2023-01-01").compare("Mumbai", "Moscow", draws=10)
    assert "--as-of 2023-01-01" in old.again
    named = instc.load_model(scenarios=["normal-2023"]).compare("Mumbai", "Moscow", draws=10)
    assert "--as-of" not in named.again
    assert "--scenario normal-2023" in named.again
    assert old.table.equals(named.table)


def test_conclusions_name_both_topics(comparison: instc.Comparison) -> None:
    assert [words.split(":")[0] for words in comparison.conclusions()] == ["Time", "Cost"]


@pytest.mark.parametrize("deadline", [0.0, -1.0, float("nan")])
def test_a_deadline_that_can_not_be_meant_is_refused(model: instc.Model, deadline: float) -> None:
    with pytest.raises(QuestionError, match="deadline"):
        model.compare("Mumbai", "Moscow", deadline=deadline, draws=10)


ANCHORS = [  # design model.md, 7: journeys of known days, each with the network and parameters of its own date
    ("2016-10-12", "nhava_sheva.port", "vorsino.rail1520", "instc_west_road", 22, 23),
    ("2022-07-06", "astrakhan.port", "nhava_sheva.port", "instc_caspian", 24, 24),
    ("2022-07-06", "st_petersburg.rail1520", "nhava_sheva.port", "instc_caspian", 24, 24),
    ("2025-11-08", "arkhangelsk.rail1520", "aprin.rail1435", "instc_east", 12, 13),
    ("2025-11-24", "bandar_abbas.rail1435", "vorsino.rail1520", "instc_east", 14, 16),
    ("2023-06-30", "moscow.rail1520", "bandar_abbas.rail1435", "instc_east", 27, 27),
    ("2025-06-30", "moscow.rail1520", "bandar_abbas.rail1435", "instc_east", 16, 16),
]


@pytest.mark.parametrize(("day", "origin", "destination", "corridor", "low", "high"), ANCHORS)
def test_anchors_lie_inside_the_spread_of_their_own_date(
    day: str, origin: str, destination: str, corridor: str, low: float, high: float
) -> None:
    row = (
        instc.load_model(as_of=day)
        .compare(origin, destination, against=[corridor], draws=4000)
        .table.loc[corridor]
    )
    assert row["days_p10"] <= high
    assert low <= row["days_p90"]


def test_the_typical_train_of_2025_is_that_of_its_operator() -> None:
    row = (
        instc.load_model(as_of="2025-11-24")
        .compare("bandar_abbas.rail1435", "vorsino.rail1520", against=["instc_east"], draws=4000)
        .table.loc["instc_east"]
    )
    assert row["days_mean"] == pytest.approx(
        15, abs=1.5
    )  # 14-16 days; adding every dwell of the facts gives 26


def test_a_long_box_says_so_and_pays_what_its_parameters_say() -> None:
    usual, long = (
        instc.load_model().compare("Mumbai", "Moscow", box=box, draws=200) for box in ("20", "40")
    )
    assert long.to_dict()["box"] == "40"
    assert "--box 40" in long.again
    assert any("per TEU in a 40 ft box" in remark for remark in long.remarks())
    assert not any("ft box" in remark for remark in usual.remarks())
    way = "instc_west_road"
    assert (long.sample("days", way) == usual.sample("days", way)).all()
    met, hire = long.parameters, "hire.container"
    assert met.at[hire, "p50"] == usual.parameters.at[hire, "p50"] * 0.8
    dear, cheap = (one.repriced(1e5).sample("usd_per_teu", way) for one in (usual, long))
    assert (cheap < dear).all()


def test_the_best_of_a_side_is_the_least_by_cost_and_days_together(
    comparison: instc.Comparison,
) -> None:
    families = {name: way.family for name, way in comparison.alternatives.items()}
    for family in ("over_iran", "by_sea"):
        own = [name for name, found in families.items() if found == family]
        least = comparison.table.loc[own, "generalised_usd_p50"].min()
        best = comparison.best_of(family)
        assert comparison.table.at[best, "generalised_usd_p50"] == least


def test_the_oldest_decisive_row_is_handed_out_as_a_copy(comparison: instc.Comparison) -> None:
    told = comparison.oldest_decisive()
    assert told is not None
    assert told["age_years"] == int(comparison.world.as_of[:4]) - told["year"]
    told.clear()
    assert comparison.oldest_decisive()


def test_a_notebook_says_what_its_estimates_are(comparison: instc.Comparison) -> None:
    assert 'title="share of the days that rests on our estimates' in comparison._repr_html_()


def test_the_verdicts_call_ways_by_what_they_are(comparison: instc.Comparison) -> None:
    told = comparison.short_answer().text
    assert "None" not in told
    for name in (comparison.best_of("over_iran"), comparison.best_of("by_sea")):
        path = comparison.alternatives[name].label.split(" · ")[0].split(", then")[0]
        assert path in told


def test_remarks_speak_of_the_ships_of_the_ways_that_a_table_opens_with(
    comparison: instc.Comparison,
) -> None:
    opened = comparison.table.index[comparison.table["hidden_reason"] == ""]
    hidden = comparison.table.index.difference(opened)
    ways, called = comparison.alternatives, comparison.world.called
    told = ship_words([ways[name] for name in opened], called)
    assert [words for words in told if words]
    assert set(told) <= {*comparison.remarks(), ""}
    others = set(ship_words([ways[name] for name in hidden], called)) - set(told)
    assert not others & set(comparison.remarks())
