"""The world of a date: shared, in its money, and asked again."""

import pytest

from instc.evidence.dated import Setting, Way, Worlds
from instc.tables.schema import read_table


def test_two_days_without_a_change_between_share_a_world():
    worlds = Worlds()
    assert worlds.model("2021-03-03") is worlds.model("2021-03-04")
    assert worlds.model("2021-03-03") is not worlds.model("2026-07-31")


def test_a_40_ft_quote_becomes_a_20_ft_one_and_old_money_new():
    index = read_table("deflators").query("series == 'us_gdp_deflator'").set_index("year")["value"]
    factor = Worlds().usd_factor(2017, "USD/FEU", "2023-01-01", sea=False)
    assert factor == pytest.approx(index[2024] / index[2017] * 0.625)  # 0.15 / 0.24 of a rail quote


def test_the_command_that_asks_again():
    setting = Setting("mumbai", "moscow", "2023-01-01", via="avoid:suez")
    assert setting.command(Way("mine", None, None, None, None)).startswith(
        "instc compare mumbai moscow --as-of 2023-01-01 --against mine"
    )
    assert (
        setting.command(Way("route", None, None, None, None))
        == "instc route mumbai moscow --as-of 2023-01-01 --avoid suez"
    )
