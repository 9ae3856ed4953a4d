"""CO2e from tank to wheel, by ratios in a table."""

from __future__ import annotations

import pandas as pd
import pytest

import instc
from instc.errors import QuestionError, TableError
from instc.tables.emission_scope import EMITTED, scoped
from instc.tables.parameters import load_parameters
from instc.tables.schema import read_table

USUAL, RATIOS = load_parameters("2026-07-31"), read_table("scopes")


def test_factors_alone_are_scaled() -> None:
    tank = scoped(USUAL, RATIOS, "ttw")
    emitted = USUAL["quantity"].isin(EMITTED)
    assert tank[~emitted].equals(USUAL[~emitted])
    ratio = tank.loc[emitted, "p50"] / USUAL.loc[emitted, "p50"]
    assert ratio.between(0, 1).all()
    assert (ratio < 1).all()
    assert scoped(USUAL, RATIOS, "wtw") is USUAL


@pytest.mark.parametrize(
    ("name", "tank", "well"),
    [("intensity.road", 80.17, 99.51), ("intensity.ferry", 51.659, 63.261)],
)
def test_what_one_source_prints_of_both_keeps_its_grade(name, tank, well) -> None:
    row = scoped(USUAL, RATIOS, "ttw").loc[name]
    assert row["p50"] / USUAL.at[name, "p50"] == pytest.approx(tank / well, rel=1e-3)
    assert row["grade"] == "C"


def test_the_longest_beginning_holds_and_the_worse_grade() -> None:
    ratios = pd.DataFrame(
        {"parameter_id": ["i.", "i.rail_", "i.rail_x"], "ratio": [0.5, 0.25, 0.0], "grade": "D"}
    )
    rows = USUAL.loc[["intensity.road"] * 3].assign(grade="C")
    rows.index = ["i.sea", "i.rail_y", "i.rail_x"]
    found = scoped(rows, ratios, "ttw")
    assert (found["p50"] / rows["p50"]).tolist() == [0.5, 0.25, 0]
    assert set(found["grade"]) == {"D"}
    assert found.at["i.rail_x", "distribution"] == "fixed"


def test_faults_are_named() -> None:
    with pytest.raises(QuestionError, match="must be one of wtw, ttw"):
        scoped(USUAL, RATIOS, "tank")
    with pytest.raises(TableError, match=r"scopes.csv: no row fits hub.gauge_break"):
        scoped(USUAL, RATIOS[~RATIOS["parameter_id"].str.startswith("hub")], "ttw")


def test_an_answer_is_less_and_adds_up() -> None:
    model = instc.load_model()
    well, tank = (model.compare("Mumbai", "Moscow", draws=50, scope=s) for s in ("wtw", "ttw"))
    assert (well.to_dict()["co2e_scope"], tank.to_dict()["co2e_scope"]) == ("wtw", "ttw")
    assert "--scope ttw" in tank.again
    ways = {way["corridor"]: way for way in tank.to_dict()["alternatives"]}
    for way in well.to_dict()["alternatives"]:
        same = ways.get(way["corridor"], way | {"length_km": 0})  # the best by CO2e is another
        if way["length_km"] == same["length_km"]:
            assert same["co2e_kg_per_teu"]["p50"] < way["co2e_kg_per_teu"]["p50"]
            assert same["days"] == way["days"]
    trip = tank.alternatives["over_iran"].itinerary
    legs = trip.legs()["co2e_kg"].sum()
    assert legs == pytest.approx(trip.totals()["co2e_kg"])
    assert legs < well.alternatives["over_iran"].itinerary.totals()["co2e_kg"]
