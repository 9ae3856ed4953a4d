"""Stops: landed at, or passed on board a ship, by hand."""

import pytest

from toy_ships import KM, router, trip


class TestPassed:
    def test_a_port_that_a_ship_calls_at_takes_no_fee(self):
        found = trip(router(), "a.port", "m.port", "z.port")
        assert found.links.index.tolist().count("m.port-m.sea") == 2
        assert found.totals()["freight_usd"] == pytest.approx((KM + 2 * 120) * 0.10 + 2 * 500)

    def test_a_lane_that_must_be_passed(self):
        found = trip(router(), "a.port", "m.sea-z.sea", "m.port")
        assert found.totals()["length_km"] == pytest.approx(KM + 500 + 120 - 120)

    def test_a_port_and_a_lane_that_one_ship_passes(self):
        """Both on one voyage, in the order that is asked: the other order would go back and forth."""
        stops = ("a.port", "m.port", "m.sea-z.sea", "z.port")
        assert trip(router(), *stops).totals()["length_km"] == pytest.approx(KM + 240)
        turned = ("a.port", "m.sea-z.sea", "m.port", "z.port")
        assert trip(router(), *turned).totals()["length_km"] == pytest.approx(KM + 2 * 500 + 240)
        assert trip(router(), *stops).totals()["freight_usd"] == pytest.approx(
            (KM + 240) * 0.10 + 1000
        )
