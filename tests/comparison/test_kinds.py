"""Which ways a map draws: the same kinds in every world, eight colours at most."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from instc.comparison.kinds import (
    DRAWN,
    INK_AT_SEA,
    KINDS,
    LISTED,
    TOOK,
    drawn,
    kind_of,
    kinds_of,
    leading,
    place_of,
)
from instc.comparison.shown import NO_ROOM


def way(group, family="over_iran", named=()):
    return SimpleNamespace(group=group, family=family, named=named)


def answer(**rows):
    """A table of ways: group, days and reason of each."""
    ways = {name: way(group) for name, (group, _, _) in rows.items()}
    table = pd.DataFrame(
        {
            "days_p50": {name: days for name, (_, days, _) in rows.items()},
            "hidden_reason": {name: reason for name, (_, _, reason) in rows.items()},
        }
    )
    return SimpleNamespace(alternatives=ways, table=table)


TODAY = answer(a=("west", 30, ""), b=("west", 20, NO_ROOM), c=("suez", 25, ""))
CLOSED = answer(a=("west", 30, ""), d=("cape", 70, ""), e=("east", 40, "a is better"))


def test_kinds_are_those_that_open_in_any_world():
    assert kinds_of([TODAY, CLOSED]) == {"west": ["a", "b"], "suez": ["c"], "cape": ["d"]}


def test_a_row_that_opens_leads_its_kind_before_a_faster_one():
    assert leading(TODAY) == {"west": "a", "suez": "c"}


def test_at_most_eight_colours_and_two_inks():
    rows = {name: (name, 10, "") for name in KINDS if name != INK_AT_SEA}
    many = answer(**rows)
    many.alternatives["ship"] = way("best", "by_sea")
    many.table.loc["ship"] = [10, ""]
    kinds = kinds_of([many])
    assert INK_AT_SEA in kinds
    assert len(kinds) == 9


@pytest.mark.parametrize(
    ("days", "reason", "place"),
    [(20, "", DRAWN), (90, "", DRAWN), (29, "b", DRAWN), (31, "b", LISTED), (31, NO_ROOM, DRAWN)],
)
def test_only_what_is_beaten_and_far_is_not_drawn(days, reason, place):
    """Far is half as long again as the best."""
    one = answer(a=("west", 20, ""), x=("cape", days, reason))
    assert place_of("x", leading(one).values(), one.table) == place
    assert ("x" in drawn(one)) is (place == DRAWN)
    assert place_of("y", leading(one).values(), one.table) == 0


def test_ink_at_sea_is_its_own_kind():
    found = [kind_of(way("best", side)) for side in ("by_sea", "over_iran")]
    assert found == [INK_AT_SEA, "best"]


def test_the_way_that_a_journey_took_leads_its_kind_and_is_drawn_however_slow():
    dated = answer(a=("east", 30, ""), took=("east", 90, "a is better"), b=("suez", 20, ""))
    assert leading(dated)["east"] == TOOK
    assert drawn(dated) == ["took", "b"]
    alone = answer(took=("east", 90, "b is better"), b=("suez", 20, ""))
    assert kinds_of([alone]) == {"east": ["took"], "suez": ["b"]}
