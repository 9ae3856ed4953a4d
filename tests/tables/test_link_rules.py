"""A link fits its ends: what joins lies near, what moves is neither too short nor too long."""

import pandas as pd
import pytest

from instc.tables.link_rules import (
    ABOUT_KM,
    APART_KM,
    DRAYAGE_KM,
    WINDING,
    great_circle_km,
    unlikely_links,
    wrong_links,
)

DEGREE_KM = 111.3195  # of longitude on the equator of WGS 84


def ends(km, mode, *, kind="terminal", modes=None):
    """Two nodes on the equator, so many km apart."""
    first, last = modes or (mode, mode)
    node = {"kind": kind, "gauge_mm": float("nan"), "country": "IR", "lat": 0.0}
    start = pd.DataFrame([{**node, "mode": first, "lon": 50.0}])
    end = pd.DataFrame([{**node, "mode": last, "lon": 50.0 + km / DEGREE_KM}])
    return start, end


def faults(rule, mode, length_km, apart_km, *, detour="", modes=None):
    links = pd.DataFrame([{"mode": mode, "length_km": length_km, "detour": detour}])
    wrong = rule(links, *ends(apart_km, mode, modes=modes))
    return [what for what, marks in wrong.items() if marks.any()]


def test_the_great_circle_is_that_of_the_ellipsoid():
    assert great_circle_km(*ends(100.0, "rail"))[0] == pytest.approx(100.0, abs=0.01)


@pytest.mark.parametrize("mode", ["transshipment", "wait"])
@pytest.mark.parametrize(
    ("apart_km", "detour", "found"),
    [(0.0, "", 0), (APART_KM - 0.1, "", 0), (APART_KM + 0.1, "", 1), (5000.0, "", 1), (5000.0, "a shuttle runs", 0)],
)  # fmt: skip
def test_a_transfer_joins_what_lies_near(mode, apart_km, detour, found):
    said = faults(wrong_links, mode, 0.0, apart_km, detour=detour, modes=("sea", "rail"))
    assert len(said) == found
    assert all("joins what lies more than 20 km apart" in what for what in said)


@pytest.mark.parametrize("mode", ["border", "gauge_break"])
def test_a_border_or_gauge_break_joins_what_lies_near(mode):
    links = pd.DataFrame([{"mode": mode, "length_km": 0.0, "detour": ""}])
    start, end = ends(30.0, "rail")
    end = end.assign(country="TM") if mode == "border" else end.assign(gauge_mm=1520.0)
    wrong = wrong_links(links, start, end)
    assert [what[:10] for what, marks in wrong.items() if marks.any()] == ["joins what"]


@pytest.mark.parametrize("mode", ["rail", "road", "sea", "ferry", "inland_waterway", "drayage"])
def test_nothing_is_shorter_than_the_great_circle(mode):
    modes = ("door", "rail") if mode == "drayage" else None
    for length, found in ((101.0, []), (99.0, ["is shorter than the great circle"])):
        assert faults(wrong_links, mode, length, 100.0, modes=modes) == found


@pytest.mark.parametrize(
    ("rule", "mode", "most"),
    [
        (wrong_links, "rail", 200.0), (wrong_links, "road", 200.0), (unlikely_links, "sea", WINDING * 100 + ABOUT_KM), (unlikely_links, "ferry", WINDING * 100 + ABOUT_KM),
        (unlikely_links, "inland_waterway", WINDING * 100 + ABOUT_KM), (unlikely_links, "drayage", WINDING * 100 + ABOUT_KM),
    ],
)  # fmt: skip
def test_what_is_far_too_long_names_its_detour(rule, mode, most):
    modes = ("door", "rail") if mode == "drayage" else None
    assert faults(rule, mode, most - 1, 100.0, modes=modes) == []
    (said,) = faults(rule, mode, most + 1, 100.0, modes=modes)
    assert "name the detour in link_values.csv" in said
    assert faults(rule, mode, most + 1, 100.0, detour="round a gulf", modes=modes) == []


def test_drayage_does_not_cross_a_continent():
    near, far = DRAYAGE_KM - 1, DRAYAGE_KM + 1
    assert faults(unlikely_links, "drayage", 1.3 * near, near, modes=("door", "rail")) == []
    (said,) = faults(unlikely_links, "drayage", 1.3 * far, far, modes=("door", "rail"))
    assert "drayage over more than 300 km" in said
