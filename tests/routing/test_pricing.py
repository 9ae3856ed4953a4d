"""Prices of links against sums by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from instc.errors import TableError, UnpricedError
from instc.routing.pricing import (
    EMPTY,
    HIRE,
    PARTS,
    charge_limits,
    check_priced,
    empty_return_usd,
    estimated_shares,
    exposures,
    graded,
    price,
    revalue,
    worst_grade,
)
from instc.tables.words import Meaning, Words
from toy import BOX, CANAL, LORRY, RAIL, add_up, parameters, toy_network, toy_parameters

if TYPE_CHECKING:
    import instc


@pytest.mark.parametrize("chain", [RAIL, LORRY, CANAL], ids=["rail", "lorry", "canal"])
def test_a_way_costs_the_sum_of_its_links(chain: list[str]) -> None:
    links = price(toy_network(), toy_parameters(), BOX).links.loc[chain]
    wanted = add_up(chain)
    for column in ("hours", "freight_usd", "usd", "co2e_kg"):
        assert links[column].sum() == pytest.approx(wanted[column])
    assert links["generalised_usd"].sum() == pytest.approx(
        wanted["usd"] + wanted["hours"] * 10
    )  # 10 USD of value an hour


def test_pricing_leaves_its_input_alone() -> None:
    network = toy_network()
    before = network.links.copy()
    price(network, toy_parameters(), BOX)
    assert network.links.equals(before)


def test_a_parameter_that_is_not_in_force_is_named_with_the_link() -> None:
    broken = toy_network(**{"beta.road-gamma.road": {"pace_id": "pace.raod"}})
    with pytest.raises(
        TableError,
        match=r'link beta.road-gamma.road, pace_id: "pace.raod" is not in force \(did you mean "pace.road"',
    ):
        price(broken, toy_parameters(), BOX)


def test_a_length_without_a_pace_is_refused() -> None:
    with pytest.raises(TableError, match=r"link beta.road-gamma.road has a length and no pace"):
        price(toy_network(**{"beta.road-gamma.road": {"pace_id": ""}}), toy_parameters(), BOX)


def test_without_hire_nothing_is_priced() -> None:
    with pytest.raises(TableError, match=r"hire.container is not in force"):
        price(toy_network(), toy_parameters().drop("hire.container"), BOX)


def test_an_unpriced_network_can_not_be_routed() -> None:
    with pytest.raises(UnpricedError):
        check_priced(toy_network())


def test_exposures_count_km_meetings_and_tonne_km() -> None:
    met = exposures({"rail": toy_network().links.loc[RAIL]}, BOX)
    assert met.time["rail"].to_dict() == {
        "dwell.border": 1.0, "dwell.crane": 1.0, "dwell.door": 2.0, "dwell.gauge": 1.0, "pace.rail": 1160.0, "pace.road": 55.0, "pace.sea": 1100.0,
    }  # fmt: skip
    assert met.co2e.at["intensity.sea", "rail"] == pytest.approx(
        1100 * 10 / 1000
    )  # g per t-km, in kg


def test_exposures_of_several_have_a_column_each_and_nought_where_one_is_not_met() -> None:
    links = toy_network().links
    met = exposures({"rail": links.loc[RAIL], "canal": links.loc[CANAL]}, BOX)
    assert met.time.loc["dwell.canal"].to_dict() == {"rail": 0.0, "canal": 1.0}
    assert met.time.loc["pace.sea"].to_dict() == {"rail": 1100.0, "canal": 2450.0}
    assert met.share.shape == (0, 2)
    assert met.parameter_ids == sorted({*met.time.index, *met.cost.index, *met.co2e.index, HIRE})
    assert "" not in met.time.index, "an empty cell is no parameter"


def test_calls_take_time_each_and_what_lies_on_land_is_known() -> None:
    links = toy_network().links.loc[RAIL].assign(call_id="", calls=0.0)
    links.loc["alpha.port-beta.port", ["call_id", "calls"]] = ["dwell.crane", 3.0]
    columns = {name: links[name].to_numpy() for name in links}
    met = exposures({"rail": columns | {"land": links["mode"].to_numpy() == "rail"}}, BOX)
    assert met.time.at["dwell.crane", "rail"] == 1.0 + 3.0
    assert met.land["rail"].to_dict() == {"pace.rail": 1160.0}


def test_an_empty_box_pays_the_share_of_the_mode_that_takes_it_back() -> None:
    """Each mode alone, for 100 USD; a mode without a share, or one that is not known, pays nothing."""
    share = {"sea": 0.2, "ferry": 0.3, "rail": 0.4, "road": 0.5}
    table = pd.DataFrame({"mean": {f"ratio.empty_{name}": x for name, x in share.items()}})
    paid = {}
    for mode in (*EMPTY, "border"):
        paid[mode] = empty_return_usd(np.array([mode]), np.array([100.0]), table)
    waters = dict.fromkeys(["sea", "passage", "inland_waterway"], 20.0)
    lands = {"rail": 40.0, "road": 50.0, "drayage": 50.0, "border": 0.0}
    assert paid == pytest.approx({**waters, "ferry": 30.0, **lands})
    unknown = table.drop("ratio.empty_ferry")
    assert empty_return_usd(np.array(["ferry"]), np.array([100.0]), unknown) == 0


def test_where_nothing_takes_time_the_grade_is_the_worst() -> None:
    assert worst_grade(toy_network().links.iloc[:0], graded(toy_parameters())) == "D"


def test_revalue_is_price_with_another_value() -> None:
    dear = replace(BOX, value_usd_per_teu=240_000)
    cheap = price(toy_network(), toy_parameters(), BOX)
    again = revalue(cheap, toy_parameters(), dear).links
    wanted = price(toy_network(), toy_parameters(), dear).links
    assert again[list(wanted)].equals(wanted)
    assert not again["generalised_usd"].equals(cheap.links["generalised_usd"])


def limits(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["subject_id", "dwell_id", "fee_id"])


def test_a_limited_passage_meets_its_own_row_and_an_open_one_does_not() -> None:
    table = limits(("canal", "dwell.queue", ""))
    assert (
        charge_limits(toy_network(), table).links.at["canal.a-canal.b", "dwell_id"] == "dwell.queue"
    )
    assert (
        charge_limits(toy_network(), table).links.at["canal.a-canal.b", "fee_id"] == "fee.canal"
    )  # empty: as it was
    calm = toy_network(**{"canal.a-canal.b": {"status": "open"}})
    assert charge_limits(calm, table).links.equals(calm.links)


def test_a_limited_strait_charges_its_own_fee_and_its_own_dwell() -> None:
    """500 USD and 30 hours by its row in place of 60 USD and 100 hours; an open one of the same table charges neither."""
    prices = pd.concat([toy_parameters(), parameters({"dwell.queue": 30.0, "fee.queue": 500.0})])
    table = limits(("canal", "dwell.queue", "fee.queue"))
    charged = charge_limits(toy_network(), table).links.loc["canal.a-canal.b"]
    assert (charged["dwell_id"], charged["fee_id"]) == ("dwell.queue", "fee.queue")
    before, after = (
        price(network, prices, BOX).links.loc["canal.a-canal.b"]
        for network in (toy_network(), charge_limits(toy_network(), table))
    )
    assert (before["hours"], before["freight_usd"]) == pytest.approx((100, 60))
    assert (after["hours"], after["freight_usd"]) == pytest.approx((30, 500))
    assert after["waiting_hours"] == pytest.approx(30)
    assert after["usd"] == pytest.approx(500 + 30 * 1)  # an hour of hire is a dollar


def test_a_limit_can_name_its_passage_in_words() -> None:
    words = Words()
    words.add(Meaning("passage", "canal", "Canal of Toy"), [])
    table = limits(("Canal of TOY", "dwell.queue", ""))
    links = charge_limits(toy_network(), table, words).links
    assert links.at["canal.a-canal.b", "dwell_id"] == "dwell.queue"
    twice = limits(("canal", "dwell.queue", ""), ("Canal of Toy", "", ""))
    with pytest.raises(TableError, match="canal has two rows"):
        charge_limits(toy_network(), twice, words)


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(
        TableError, match=r'no link or passage is called "canall" \(did you mean "canal"'
    ):
        charge_limits(toy_network(), limits(("canall", "", "")))


def test_everything_that_was_ever_limited_has_a_row() -> None:
    from instc.tables.schema import read_table

    status = read_table("status")
    assert set(status.loc[status["status"] == "limited", "subject_id"]) <= set(
        read_table("limits")["subject_id"]
    )


def test_days_are_split_by_what_they_are_spent_on() -> None:
    links = price(toy_network(), toy_parameters(), BOX).links
    spent = links.loc[CANAL, list(PARTS.values())].sum().to_dict()
    wanted = {
        "moving_hours": 2450 * 0.05 + 150 * 0.02,
        "handling_hours": 12.0,
        "border_hours": 0.0,
        "waiting_hours": 100.0,
    }
    assert spent == pytest.approx(wanted)
    assert (links[list(PARTS.values())].sum(axis=1) - links["hours"]).abs().max() < 1e-9


@pytest.mark.parametrize(("mode", "spent"), [("border", "border"), ("wait", "waiting")])
def test_a_dwell_counts_as_what_its_link_is(mode: str, spent: str) -> None:
    """12 h on one link: at a border, or for a service."""
    link = "gamma.rail1520-gamma.border1520"
    network = toy_network(**{link: {"mode": mode}})
    hours = price(network, toy_parameters(), BOX).links.loc[link, list(PARTS.values())]
    assert hours[hours != 0].to_dict() == {f"{spent}_hours": pytest.approx(12.0)}


def test_grades_are_those_of_the_worst_and_of_median_hours() -> None:
    table = toy_parameters().assign(grade="C")
    table.loc["dwell.crane", "grade"] = "D"
    links = toy_network().links.loc[RAIL].assign(grade="B")
    assert worst_grade(links, graded(table)) == "D"
    of_days = estimated_shares(links, graded(table), BOX)["days"]
    assert of_days == pytest.approx(48 / add_up(RAIL)["hours"])
    rough = links.assign(
        grade=["D" if mode == "sea" else "B" for mode in links["mode"]]
    )  # a length that is estimated
    shares = estimated_shares(rough, graded(toy_parameters().assign(grade="B")), BOX)
    assert shares["days"] == pytest.approx(1100 * 0.05 / add_up(RAIL)["hours"])


def test_money_and_carbon_are_judged_as_days_are() -> None:
    """One link of 1,000 km at 0.1 USD and 20 g, 0.05 h a km, hire of 3 USD a day."""
    table = parameters({"r": 0.1, "i": 20.0, "p": 0.05, "hire.container": 3.0, "f": 25.0})
    table = table.assign(grade=table.index.map({"r": "D", "hire.container": "D"}).fillna("C"))
    cells = {"length_km": [1000.0], "grade": ["B"], "pace_id": ["p"], "rate_id": ["r"]}
    links = pd.DataFrame(cells | {"fee_id": ["f"], "intensity_id": ["i"]})
    shares = estimated_shares(links, graded(table), BOX)
    hire = 1000 * 0.05 / 24 * 3
    assert shares == pytest.approx({"days": 0, "usd": (100 + hire) / (125 + hire), "co2e": 0})
    rough = estimated_shares(links.assign(grade="D"), graded(table), BOX)
    assert (rough["days"], rough["co2e"]) == (1, 1)


def test_shares_of_the_value_enter_the_price() -> None:
    table = pd.concat([toy_parameters(), parameters({"share.iran": 0.01})]).sort_index()
    plain = toy_network()
    network = plain.with_columns(
        share_id=pd.Series("", index=plain.links.index).mask(
            plain.links.index == "beta.port-beta.rail1435", "share.iran"
        )
    )
    gain = price(network, table, BOX).links["usd"] - price(plain, table, BOX).links["usd"]
    assert gain[gain != 0].to_dict() == {"beta.port-beta.rail1435": pytest.approx(240.0)}


def test_gates_of_the_design_are_priced(model: instc.Model) -> None:
    links = model.network.links
    assert links.at["suez.a-suez.b", "dwell_id"] == "dwell.suez"
    sea = links[(links["mode"] == "sea") & (links["basin"] == "ocean")]
    carbon = float(model.parameters.at["intensity.sea", "p50"]) * model.consignment.tonnes_per_teu
    assert (
        50 < carbon < 150
    )  # g per TEU-km: Clean Cargo lanes of GLEC, from the largest ships to the small trades
    assert set(sea["intensity_id"]) == {"intensity.sea"}
