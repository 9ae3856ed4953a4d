"""CO2e factors of a way: each once, in the order of travel, over the kilometres that it counts for."""

import pytest

from instc.comparison.factors import factor_records


def test_each_factor_counts_for_its_kilometres(answer):
    trip, parameters = answer.way("by_sea").itinerary, answer.parameters
    told = factor_records(trip, parameters, answer.world.called)
    assert len({one["id"] for one in told}) == len(told)
    used, km = trip.cells("intensity_id"), trip.cells("length_km")
    assert [one["id"] for one in told] == list(dict.fromkeys(filter(None, used.tolist())))
    for one in told:
        assert one["length_km"] == pytest.approx(km[used == one["id"]].sum(), abs=0.06)
        assert one["p50"] == parameters.at[one["id"], "p50"]
        assert one["name"].startswith("CO2e of ")


def test_a_route_prints_them(cli):
    text = cli("route", "INNSA", "IRSRP", "--mode", "sea", "--draws", "10").out
    assert "CO2e factors, g/t-km (grade): " in text
    assert (
        "intensity.sea"
        in cli("route", "INNSA", "IRSRP", "--mode", "sea", "--draws", "10", "--ids").out
    )
