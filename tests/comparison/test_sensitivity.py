"""The tornado against recomputation."""

from __future__ import annotations

import pytest

from instc.comparison.sensitivity import LEVERS, tornado
from instc.errors import UnknownIdError
from instc.routing.pricing import exposures, price
from instc.tables.parameters import means
from toy import BOX, CANAL, RAIL, parameters, toy_network, toy_parameters

COLUMN = {
    "days": "hours",
    "usd_per_teu": "usd",
    "co2e_kg_per_teu": "co2e_kg",
    "generalised_usd": "generalised_usd",
}


def table():
    fixed = {name: row["p50"] for name, row in toy_parameters().iterrows()}
    return parameters(
        {
            **fixed,
            "pace.sea": (0.04, 0.05, 0.07),
            "dwell.crane": (20.0, 48.0, 110.0),
            "hire.container": (10.0, 24.0, 60.0),
            "rate.rail": (0.2, 0.3, 0.5),
            "intensity.rail": (10.0, 15.0, 25.0),
        }
    )


def difference(rows, quantity: str) -> float:
    links = price(toy_network(), rows, BOX).links
    total = {
        name: float(links.loc[chain, COLUMN[quantity]].sum())
        for name, chain in (("a", RAIL), ("b", CANAL))
    }
    return (total["a"] - total["b"]) / (24 if quantity == "days" else 1)


@pytest.mark.parametrize("quantity", list(COLUMN))
def test_each_end_is_the_difference_with_the_lever_moved(quantity: str) -> None:
    met = exposures({"a": toy_network().links.loc[RAIL], "b": toy_network().links.loc[CANAL]}, BOX)
    answer = tornado(met, table(), BOX, ways=("a", "b"), quantity=quantity)
    assert answer["base"].unique() == pytest.approx([difference(table(), quantity)])
    assert len(answer)
    for name, row in answer.iterrows():
        for column in ("p10", "p90"):
            moved = table()
            moved.loc[name, "mean"] = moved.at[name, column]
            assert row["low" if column == "p10" else "high"] == pytest.approx(
                difference(moved, quantity)
            )
    assert answer["swing"].is_monotonic_decreasing


def test_levers_can_be_chosen_and_a_strange_one_is_refused() -> None:
    met = exposures({"a": toy_network().links.loc[RAIL], "b": toy_network().links.loc[CANAL]}, BOX)
    assert list(tornado(met, table(), BOX, ways=("a", "b"), levers=["pace.rail"]).index) == [
        "pace.rail"
    ]
    with pytest.raises(UnknownIdError, match=r'"pace.rial".*did you mean "pace.rail"'):
        tornado(met, table(), BOX, ways=("a", "b"), levers=["pace.rial"])


def test_no_more_than_ten_levers() -> None:
    rows = parameters(
        {
            name: (0.8 * row["p50"], row["p50"], 1.3 * row["p50"]) if row["p50"] else 0.0
            for name, row in toy_parameters().iterrows()
            if not name.startswith("ratio")
        }
    )
    met = exposures({"a": toy_network().links.loc[RAIL], "b": toy_network().links.loc[CANAL]}, BOX)
    assert (
        len(
            tornado(
                met, rows.assign(mean=means(rows)), BOX, ways=("a", "b"), quantity="generalised_usd"
            )
        )
        == LEVERS
    )


@pytest.mark.parametrize("quantity", ["days", "co2e_kg_per_teu", "generalised_usd"])
def test_at_its_flip_a_lever_leaves_no_difference_and_a_factor_moves_it_from_its_mean(
    answer, quantity
):
    table, halved = (
        answer.sensitivity(quantity=quantity),
        answer.sensitivity(quantity=quantity, factor=0.5),
    )
    slope = (table["high"] - table["low"]) / (table["p90"] - table["p10"])
    left = (table["base"] + slope * (table["flips_at"] - table["mean"])).dropna()
    assert len(left)
    assert left.abs().max() < 1e-6 * table["base"].abs().max() + 1e-9
    for key in halved.index.intersection(table.index):
        row = halved.loc[key]
        assert row["low"] == pytest.approx(row["base"])
        assert row["high"] == pytest.approx(row["base"] - slope[key] * row["mean"] / 2)
