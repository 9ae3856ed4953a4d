"""What journeys teach: of none nothing, in any order the same, to the digit; slow ones move what they meet up."""

from dataclasses import replace

from instc.comparison.journeys import SPREAD_LAND, SPREAD_SEA
from instc.evidence.calibrate import fit, kept, taught
from instc.routing.runs import DEDICATED_RUN
from instc.tables.calibration import learnt, rows_of
from toy_journeys import MANY, TABLE, seen


def test_no_journey_teaches_nothing():
    assert fit([]) == {}
    assert rows_of(taught({}, TABLE)) == []
    assert learnt(TABLE, taught({}, TABLE)).equals(TABLE)


def test_the_order_of_journeys_is_nothing_and_a_billionth_changes_no_digit():
    known = fit(MANY)
    assert fit(MANY[::-1]) == known
    moved = [replace(one, low=one.low * (1 + 1e-9), high=one.high * (1 + 1e-9)) for one in MANY]
    assert fit(moved) == known


def test_slow_journeys_move_what_they_meet_up_and_dedicated_ones_that_are_fast_their_ratio_down():
    slow = fit([seen(name, 40, 40) for name in "abcd"])
    assert slow["pace.sea"][0] > 0.3
    assert slow["pace.sea"][1] < 1
    fast = fit([seen(name, 12, 12, run="dedicated", km=100.0) for name in "abcd"])
    usual = fit([seen(name, 4, 4, run="dedicated", km=100.0) for name in "abcd"])
    assert usual[DEDICATED_RUN][0] < fast[DEDICATED_RUN][0]


def test_only_luck_and_dedicated_runs_are_kept_unless_all_is():
    fitted = fit(MANY)
    assert set(kept(fitted, full=False)) == {DEDICATED_RUN, SPREAD_LAND, SPREAD_SEA}
    assert "pace.sea" in kept(fitted, full=True)
