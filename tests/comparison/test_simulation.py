"""Sums of draws against closed forms; the variance split; who wins."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instc.comparison.simulation import (
    BLOCK,
    simulate,
    summary,
    value_shares,
    variance_split,
    win_shares,
)
from instc.errors import QuestionError
from instc.routing.pricing import exposures
from instc.tables.parameters import Z90
from toy import BOX, CANAL, LORRY, RAIL, add_up, parameters, toy_network, toy_parameters

DRAWS = 40_000
SPREAD = {
    "pace.sea": (0.04, 0.05, 0.07),
    "dwell.crane": (20.0, 48.0, 110.0),
    "fee.door": (20.0, 40.0, 80.0),
    "rate.rail": (0.2, 0.3, 0.45),
    "hire.container": (10.0, 24.0, 50.0),
}


def spread_parameters() -> pd.DataFrame:
    fixed = {name: row["p50"] for name, row in toy_parameters().iterrows()}
    return parameters({**fixed, **SPREAD})


def ways(*chains: list[str]) -> dict[str, pd.DataFrame]:
    links = toy_network().links
    return {str(place): links.loc[chain] for place, chain in enumerate(chains)}


@pytest.mark.parametrize("chain", [RAIL, LORRY, CANAL], ids=["rail", "lorry", "canal"])
def test_fixed_parameters_give_the_sum_by_hand(chain: list[str]) -> None:
    sample = simulate(exposures(ways(chain), BOX), toy_parameters(), BOX, draws=3, seed=1)
    wanted = add_up(chain)
    assert sample["days"][:, 0] == pytest.approx(wanted["hours"] / 24)
    assert sample["usd_per_teu"][:, 0] == pytest.approx(wanted["usd"])
    assert sample["co2e_kg_per_teu"][:, 0] == pytest.approx(wanted["co2e_kg"])


def moments(row: pd.Series) -> tuple[float, float]:
    """Mean and variance of the shifted lognormal through three quantiles, by its textbook form."""
    step, k = row["p50"] - row["p10"], (row["p90"] - row["p50"]) / (row["p50"] - row["p10"])
    if abs(k - 1) < 1e-12:
        return row["p50"], (step / Z90) ** 2
    s = np.log(k) / Z90
    scale = (row["p90"] - row["p50"]) / (np.exp(s * Z90) - 1)
    return row["p50"] - scale + scale * np.exp(s * s / 2), scale**2 * (np.exp(s * s) - 1) * np.exp(
        s * s
    )


def random_mix(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make up to 30 parameters, a third of them grouped, and a link for each meeting."""
    chance = np.random.default_rng(seed)
    count = int(chance.integers(3, 30))
    rows = {}
    for place in range(count):
        low, step, k = (
            chance.uniform(5, 50),
            chance.uniform(0.5, 4),
            chance.uniform(0.5, 3),
        )  # far from the floor: nothing is clipped
        rows[f"dwell.p{place}"] = (low + 5 * step, low + 6 * step, low + 6 * step + k * step)
    table = parameters({**rows, "hire.container": 1.0, "ratio.group_correlation": 0.5})
    met = chance.integers(0, count, size=3 * count)
    links = pd.DataFrame(
        {
            "length_km": 0.0,
            "pace_id": "",
            "dwell_id": [f"dwell.p{place}" for place in met],
            "rate_id": "",
            "fee_id": "",
            "intensity_id": "",
            "hub_id": "",
        }
    )
    return table, links


@pytest.mark.parametrize("seed", range(50))
def test_mean_and_variance_equal_the_closed_form(seed: int) -> None:
    table, links = random_mix(seed)
    met = links["dwell_id"].value_counts()
    each = {name: moments(table.loc[name]) for name in met.index}
    mean = sum(each[name][0] * times for name, times in met.items()) / 24
    variance = (
        sum(each[name][1] * times**2 for name, times in met.items()) / 24**2
    )  # met twice is one draw: its weight is squared
    days = simulate(exposures({"way": links}, BOX), table, BOX, draws=DRAWS, seed=seed)["days"][
        :, 0
    ]
    assert days.mean() == pytest.approx(
        mean, abs=4 * np.sqrt(variance / DRAWS)
    )  # four standard errors of a mean
    fourth = ((days - days.mean()) ** 4).mean()
    assert days.var() == pytest.approx(
        variance, abs=4 * np.sqrt((fourth - variance**2) / DRAWS)
    )  # and of a variance


def test_the_first_draws_of_a_long_run_are_those_of_a_short_one() -> None:
    met = exposures(ways(RAIL, CANAL), BOX)
    long, short = (
        simulate(met, spread_parameters(), BOX, draws=draws, seed=5) for draws in (BLOCK + 8, 100)
    )
    for name, sample in short.items():
        assert long[name][:100] == pytest.approx(
            sample, rel=1e-12
        )  # a product of other size may round otherwise


def test_a_way_has_the_same_draws_in_any_company() -> None:
    alone, beside = (
        simulate(exposures(ways(*chains), BOX), spread_parameters(), BOX, draws=200, seed=2)
        for chains in ((RAIL,), (RAIL, CANAL))
    )
    assert alone["days"][:, 0] == pytest.approx(beside["days"][:, 0], rel=1e-12)


@pytest.mark.parametrize("quantity", ["days", "usd_per_teu", "co2e_kg_per_teu"])
def test_the_variance_split_sums_to_one(quantity: str) -> None:
    table = spread_parameters()
    table = table.assign(
        group=["market" if name in {"pace.sea", "rate.rail"} else "" for name in table.index]
    )
    table = pd.concat(
        [table.drop("intensity.sea"), parameters({"intensity.sea": (6.0, 10.0, 16.0)})]
    ).sort_index()
    split = variance_split(
        exposures(ways(RAIL, LORRY, CANAL), BOX),
        table,
        BOX,
        draws=BLOCK + 1000,
        seed=1,
        quantity=quantity,
    )
    assert split.sum().to_numpy() == pytest.approx(np.ones(3), abs=1e-9)
    assert ("group:market" in split.index) == (quantity != "co2e_kg_per_teu")


def test_the_variance_split_is_the_share_of_each_variance_where_parameters_are_independent() -> (
    None
):
    table = parameters(
        {
            "dwell.a": (8.0, 10.0, 12.0),
            "dwell.b": (16.0, 20.0, 24.0),
            "hire.container": 0.0,
            "ratio.group_correlation": 0.5,
        }
    )
    links = pd.DataFrame(
        {
            "length_km": 0.0,
            "pace_id": "",
            "dwell_id": ["dwell.a", "dwell.b"],
            "rate_id": "",
            "fee_id": "",
            "intensity_id": "",
            "hub_id": "",
        }
    )
    split = variance_split(exposures({"way": links}, BOX), table, BOX, draws=DRAWS, seed=1)["way"]
    assert split["dwell.a"] == pytest.approx(0.2, abs=4 / np.sqrt(DRAWS))  # variances 1 to 4
    assert split["dwell.b"] == pytest.approx(0.8, abs=4 / np.sqrt(DRAWS))


def test_a_share_of_the_value_is_paid_on_the_value() -> None:
    links = toy_network().links.loc[RAIL].assign(share_id="")
    insured = links.assign(share_id=["share.iran", *[""] * (len(RAIL) - 1)])
    table = pd.concat([toy_parameters(), parameters({"share.iran": 0.01})]).sort_index()
    met = exposures({"plain": links, "insured": insured}, BOX)
    usd = simulate(met, table, BOX, draws=2, seed=1)["usd_per_teu"]
    assert usd[:, 1] - usd[:, 0] == pytest.approx([240.0, 240.0])  # 1 % of 24,000
    assert value_shares(met, table, draws=2, seed=1).tolist() == [[0.0, 0.01]] * 2


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=30))
def test_shares_of_wins_sum_to_one_and_split_ties(rows: list[list[int]]) -> None:
    shares = win_shares(np.array(rows, dtype=float))
    assert shares.sum() == pytest.approx(1.0)
    wanted = np.mean(
        [[(value == min(row)) / row.count(min(row)) for value in row] for row in rows], axis=0
    )
    assert shares == pytest.approx(wanted)


def test_a_summary_is_that_of_order_statistics() -> None:
    sample = np.column_stack([np.arange(101.0), np.arange(101.0)[::-1] * 2])
    told = {name: values.tolist() for name, values in summary(sample).items()}
    assert told == {
        "p10": [10.0, 20.0],
        "p50": [50.0, 100.0],
        "p90": [90.0, 180.0],
        "p95": [95.0, 190.0],
        "mean": [50.0, 100.0],
    }


@pytest.mark.parametrize(("draws", "seed"), [(0, 1), (10**9, 1), (5, -1)])
def test_questions_that_can_not_be_meant_are_refused(draws: int, seed: int) -> None:
    with pytest.raises(QuestionError):
        simulate(exposures(ways(RAIL), BOX), toy_parameters(), BOX, draws=draws, seed=seed)
