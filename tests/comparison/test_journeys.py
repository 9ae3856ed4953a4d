"""The luck of a journey has mean 1, is one a side, and goes where many journeys are averaged; without it nothing moves."""

import numpy as np
import pandas as pd
import pytest

import toy
from instc.comparison.journeys import LUCK, Journeys, blended, spread_of_mean
from instc.comparison.simulation import simulate, variance_split
from instc.routing.pricing import exposures
from instc.routing.runs import DEDICATED_RUN

DRAWS = 2000
RUN = (0.60062, 0.940588, 1.47299)


def table(sea: float = 0.3, land: float = 0.5, run=RUN) -> pd.DataFrame:
    spreads = {"ratio.journey_spread_sea": sea, "ratio.journey_spread_land": land}
    rows = {"dwell.sea": (90.0, 100.0, 120.0), "dwell.land": (40.0, 50.0, 80.0)}
    rest = {"hire.container": 24.0, "ratio.group_correlation": 0.5, DEDICATED_RUN: run}
    return toy.parameters({**rows, **spreads, **rest})


def met(*ways: list[str]):
    """Give what ways meet: one link a dwell, those on land marked."""
    columns = {}
    for number, dwells in enumerate(ways):
        cells = {key: [""] * len(dwells) for key in ("pace_id", "rate_id", "fee_id", "intensity_id", "hub_id")}  # fmt: skip
        links = pd.DataFrame({**cells, "dwell_id": dwells, "length_km": 0.0})
        columns[f"w{number}"] = links.assign(land=links["dwell_id"] == "dwell.land")
    return exposures(columns, toy.BOX)


BOTH = met(["dwell.sea", "dwell.land"], ["dwell.sea", "dwell.land"], ["dwell.sea"])


def days(parameters: pd.DataFrame, how: Journeys | None, draws: int = DRAWS):
    return simulate(BOTH, parameters, toy.BOX, draws=draws, seed=1, journeys=how)


def lucky(spread: float = 0.3, *, dedicated: bool = False, sides=("a", "a", "b")) -> Journeys:
    return Journeys(sides, np.full(3, spread), np.full(3, dedicated))


def test_without_luck_and_with_a_run_of_one_the_samples_are_those_of_before_to_the_bit():
    before = days(table(), None)
    after = days(table(run=1.0), lucky(0.0, dedicated=True))
    for quantity, sample in before.items():
        assert np.array_equal(sample, after[quantity])


def test_luck_multiplies_days_and_hire_has_mean_one_and_leaves_co2e():
    before, after = days(table(), None), days(table(), lucky())
    luck = after["days"] / before["days"]
    assert luck.mean(axis=0) == pytest.approx(np.ones(3), abs=1e-12)
    assert np.log(luck).std(axis=0) == pytest.approx(np.full(3, 0.3), rel=0.05)
    assert after["usd_per_teu"] - before["usd_per_teu"] == pytest.approx(
        24 * (after["days"] - before["days"])
    )
    assert np.array_equal(after["co2e_kg_per_teu"], before["co2e_kg_per_teu"])


def test_ways_of_one_side_share_their_luck_to_the_bit_and_other_sides_do_not():
    sample, before = days(table(), lucky())["days"], days(table(), None)["days"]
    assert np.array_equal(sample[:, 0], sample[:, 1])
    luck = sample / before
    assert abs(np.corrcoef(luck[:, 0], luck[:, 2])[0, 1]) < 0.1


def test_blocks_of_draws_have_the_luck_of_the_whole(monkeypatch):
    whole = days(table(), lucky())["days"]
    monkeypatch.setattr("instc.comparison.simulation.BLOCK", 400)
    assert days(table(), lucky())["days"] == pytest.approx(whole, rel=1e-12)


def test_the_spread_follows_the_hours_and_goes_with_the_journeys_averaged():
    parameters = table()
    shares = np.array([0.0, 0.5, 1.0])
    assert blended(parameters, shares) == pytest.approx([0.3, np.sqrt(0.17), 0.5])
    assert spread_of_mean(np.array([0.3]), 4)[0] == pytest.approx(0.15255, abs=1e-5)  # by hand
    many = Journeys(("a", "a", "b"), spread_of_mean(np.full(3, 0.3), 1_000_000), np.zeros(3, bool))
    assert days(table(), many)["days"] == pytest.approx(days(table(), None)["days"], rel=2e-3)


def test_a_dedicated_run_takes_its_ratio_of_the_land_hours_alone():
    parameters = table(run=0.5)
    before = days(parameters, None)["days"]
    after = days(parameters, lucky(0.0, dedicated=True))["days"]
    assert after[:, 2] == pytest.approx(before[:, 2])  # no hour on land
    land = simulate(met(["dwell.land"]), parameters, toy.BOX, draws=DRAWS, seed=1)["days"][:, 0]
    assert before[:, 0] - after[:, 0] == pytest.approx(land / 2)


@pytest.mark.parametrize("quantity", ["days", "usd_per_teu", "co2e_kg_per_teu"])
@pytest.mark.parametrize("dedicated", [False, True])
def test_the_variance_split_has_a_row_of_luck_and_sums_to_one(quantity, dedicated):
    how = lucky(dedicated=dedicated)
    drawn = {"draws": DRAWS, "seed": 1, "quantity": quantity, "journeys": how}
    split = variance_split(BOTH, table(), toy.BOX, **drawn)
    if quantity == "co2e_kg_per_teu":
        assert split.empty  # no link here emits anything
        return
    assert split.sum().to_numpy() == pytest.approx(np.ones(3), abs=1e-9)
    assert (split.loc[LUCK] > 0.3).all()
    assert (DEDICATED_RUN in split.index) == dedicated


def test_the_mean_of_a_journey_is_that_of_its_links_with_luck_on():
    """1 % of 2,000 draws is three standard errors."""
    parameters = table()
    by_hand = BOTH.time.mul(parameters["mean"].reindex(BOTH.time.index), axis=0).sum() / 24
    assert days(parameters, lucky())["days"].mean(axis=0) == pytest.approx(by_hand, rel=0.01)
