"""Which ship carries a box, what a direction costs, and how long one waits, by hand and by dice."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from instc.errors import UnknownIdError
from instc.routing import fleet as fleets
from instc.routing.fleet import (
    Booking,
    Fleet,
    Manner,
    Ship,
    between,
    check_ship,
    fleet_of,
    least_mean,
    with_service_waits,
    with_trade_rates,
)
from instc.routing.services import Evidence, Sailing, Timetable
from instc.tables.parameters import draw, load_parameters
from instc.tables.schema import read_table

SIZE = {"draught_m": 8.0, "length_m": 150.0, "beam_m": 20.0}
SHIPS = {
    "fast": Ship("fast", "pace.fast", "dwell.call", (), SIZE),
    "slow": Ship("slow", "pace.slow", "dwell.call", (), SIZE),
    "river": Ship("river", "", "", ("lake",), SIZE),
    "unknown": Ship("unknown", "pace.slow", "dwell.call", (), SIZE),
}
MEAN = {"pace.fast": 0.024, "pace.slow": 0.048, "dwell.call": 24.0, "dwell.service_unknown": 360.0}


def sailing(name, ship="fast", calls=0, headway=7.0):
    return Sailing(name, ship, calls, headway, "2020-01-01", "running", "2020-01-01", "page")


def fleet(*sailings, **more):
    running = {("a", "z"): sailings} if sailings else {}
    return Fleet(Timetable(running=running), SHIPS, **more)


class TestBooking:
    """1,000 km are one day fast and two days slow; a call is a day."""

    def test_the_least_of_days_and_half_the_headway_is_taken(self):
        one, other = (
            sailing("one", headway=14.0),
            sailing("other", "slow", headway=2.0),
        )  # 1 + 7 against 2 + 1
        booking = fleet(one, other).book("a", "z", "sea", 1000, MEAN)
        assert (booking.ship, booking.sailings) == (
            "slow",
            (one, other),
        )  # days within one: waited for together

    def test_half_the_headway_and_not_all_of_it(self):
        """1 day and 8 between departures, 5 in the mean; 4 days and every 4, 6: by whole headways it would lose."""
        rare, often = sailing("rare", headway=8.0), sailing("often", calls=3, headway=4.0)
        assert fleet(rare, often).book("a", "z", "sea", 1000, MEAN).sailings == (rare,)

    def test_services_of_other_days_are_not_waited_for(self):
        direct, coaster = sailing("direct"), sailing("coaster", calls=3)
        assert fleet(direct, coaster).book("a", "z", "sea", 1000, MEAN).sailings == (direct,)

    def test_a_headway_that_is_not_in_print_counts_as_the_longest(self):
        silent, rare = (
            sailing("silent", headway=float("nan")),
            sailing("rare", calls=2, headway=20.0),
        )  # 1 + 15 against 3 + 10
        booking = fleet(silent, rare).book("a", "z", "sea", 1000, MEAN)
        assert (booking.calls, booking.sailings) == (2, (rare,))

    def test_where_no_service_is_known_the_ship_of_the_water_sails(self):
        ships = [fleet().book("a", "z", basin, 1000, MEAN).ship for basin in ("sea", "lake")]
        assert ships == ["unknown", "river"]

    def test_a_ship_that_is_asked_for_sails_everything(self):
        asked = fleet(sailing("one"), manner=Manner(ship="slow"))
        assert [asked.book(*pair, "lake", 1, MEAN).ship for pair in (("a", "z"), ("z", "a"))] == [
            "slow",
            "slow",
        ]

    def test_an_unknown_ship_is_refused_with_the_classes_that_are_known(self):
        with pytest.raises(
            UnknownIdError, match=r'ship_classes.csv: no class is called "rafts".*fast, slow'
        ):
            check_ship(fleet(), "rafts")


def test_a_ship_fits_where_it_keeps_every_limit():
    assert SHIPS["fast"].fits({"draught_m": 8.0, "beam_m": 20.5})
    assert not SHIPS["fast"].fits({"draught_m": 7.9, "beam_m": 20.5})


def test_a_direction_has_the_rate_of_its_groups_or_that_of_the_table():
    regions, trades = (
        {"a": ("west",), "z": ("far", "east")},
        {("east", "west"): "rate.sea_east_west"},
    )
    asked = fleet(regions=regions, trades=trades)
    assert [asked.rate_id(*pair) for pair in (("z", "a"), ("a", "z"), ("q", "a"))] == [
        "rate.sea_east_west",
        "rate.sea",
        "rate.sea",
    ]


class TestTradeRates:
    def parameters(self):
        return load_parameters("2026-07-31")

    def trades(self, *ratio):
        columns = [
            "from_region",
            "to_region",
            "p10",
            "p50",
            "p90",
            "from_date",
            "to_date",
            "grade",
            "source_id",
        ]
        return pd.DataFrame(
            [("west", "east", *ratio, "", "", "D", "author_estimate")], columns=columns
        )

    def test_the_median_is_the_product_and_spreads_add_as_squares(self):
        rate = self.parameters().loc["rate.sea"]
        made = with_trade_rates(self.parameters(), self.trades(0.3, 0.6, 1.5), "2026-07-31").loc[
            "rate.sea_west_east"
        ]
        assert made["p50"] == pytest.approx(0.6 * rate["p50"])
        above = np.hypot(np.log(rate["p90"] / rate["p50"]), np.log(1.5 / 0.6))
        assert np.log(made["p90"] / made["p50"]) == pytest.approx(above)
        assert made["grade"] == "D"
        assert made["group"] == rate["group"]

    def test_dice_agree(self):
        """Draw both and multiply them: where both are skew alike, the made row comes near."""
        everything = with_trade_rates(self.parameters(), self.trades(0.3, 0.6, 1.2), "2026-07-31")
        made = draw(everything, ["rate.sea_west_east"], draws=20_000, seed=1)[:, 0]
        rate = draw(everything, ["rate.sea"], draws=20_000, seed=2)[:, 0]
        ratio = 0.6 * np.exp(np.log(2) / 1.2816 * np.random.default_rng(3).standard_normal(20_000))
        for share in (0.1, 0.5, 0.9):
            assert np.quantile(made, share) == pytest.approx(
                np.quantile(rate * ratio, share), rel=0.12
            )

    def test_a_ratio_of_one_needs_no_row(self):
        assert len(with_trade_rates(self.parameters(), self.trades(1, 1, 1), "2026-07-31")) == len(
            self.parameters()
        )


class TestWaits:
    @pytest.mark.parametrize(
        ("headways", "days"),
        [([14, 14], 14 / 3), ([7, 7], 7 / 3), ([10], 5), ([7, 14], 3.5 - 49 / 84)],
    )
    def test_the_mean_of_the_least_by_hand(self, headways, days):
        assert least_mean(np.array(headways, dtype=float)) == pytest.approx(days)

    def test_dice_agree(self):
        dice = np.random.default_rng(1).uniform(0, [7, 14, 30], (200_000, 3)).min(axis=1)
        assert least_mean(np.array([7.0, 14.0, 30.0])) == pytest.approx(dice.mean(), rel=0.01)

    def found(self):
        sailings = (sailing("one", headway=14.0), sailing("two", headway=14.0))
        return with_service_waits(
            load_parameters("2026-07-31"), Timetable(running={("a", "z"): sailings})
        )

    def test_each_service_has_a_stream_of_its_own(self):
        values = draw(self.found(), ["service:one", "service:two"], draws=20_000, seed=1) / 24
        assert abs(np.corrcoef(values.T)[0, 1]) < 0.02
        assert values.mean(axis=0) == pytest.approx([7, 7], rel=0.02)

    def test_services_together_are_waited_for_by_the_least_of_their_own_draws(self):
        ids = ["service:one", "service:two", "service:one+two"]
        values = draw(self.found(), ids, draws=5_000, seed=1)
        assert (values[:, 2] == values[:, :2].min(axis=1)).all()
        assert self.found().loc["service:one+two", "mean"] / 24 == pytest.approx(14 / 3)
        p10, p50, p90 = self.found().loc["service:one+two", ["p10", "p50", "p90"]] / 24
        for share, value in ((0.1, p10), (0.5, p50), (0.9, p90)):
            assert (1 - value / 14) ** 2 == pytest.approx(1 - share)

    def test_a_booking_names_the_wait_for_its_services(self):
        nothing = Evidence(served=None)
        two = (sailing("two"), sailing("one"))
        assert Booking("fast", 0, nothing, two).wait_id == "service:one+two"
        assert Booking("fast", 0, nothing).wait_id == fleets.UNKNOWN_WAIT


@pytest.mark.parametrize("day", ["2016-01-01", "2022-07-01", "2026-07-31"])
def test_what_is_known_between_all_ports_is_what_is_known_of_each_pair(day):
    now = fleet_of(read_table, day)
    ends = {port for pair in now.timetable.running for port in pair if port}
    ports = tuple(sorted(ends | set(now.regions) | {"nowhere"}))
    known = between(now, ports)
    for i, j in permutations(range(len(ports)), 2):
        told = now.timetable.voyage(ports[i], ports[j]).served
        assert (known.served[i, j], known.unserved[i, j]) == (told is True, told is False)
        assert known.rate_ids[known.rate[i, j]] == now.rate_id(ports[i], ports[j])
    assert not known.served.diagonal().any()
    assert not known.unserved.diagonal().any()


def test_without_ports_nothing_is_known_between_them():
    assert between(fleet(), ()).served.shape == (0, 0)
