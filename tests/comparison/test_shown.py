"""Which ways a table opens with: by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from instc.comparison.shown import MOST, NO_ROOM, hidden_reasons, undominated

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model

GAIN = 0.02
QUANTITIES = ("days_p50", "usd_per_teu_p50", "co2e_kg_per_teu_p50")


def ways(**families: str) -> Any:
    """Ways by id: named rows, but for sides and what ends in ``_by``."""
    return {
        name: SimpleNamespace(family=side, named=() if "_by" in name or name == side else (name,))
        for name, side in families.items()
    }


def figures(families: Any, **points: tuple[float, float, float]) -> pd.DataFrame:
    """A table of medians: 100 in everything unless it is said."""
    rows = {
        name: {
            "label": name.title(),
            "family": way.family,
            **dict(zip(QUANTITIES, points.get(name, (100.0, 100.0, 100.0)), strict=True)),
        }
        for name, way in families.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def hidden(judged: tuple[str, ...], families: Any, **points: Any) -> dict[str, str]:
    return hidden_reasons(families, figures(families, **points), judged, GAIN)


def test_the_best_of_each_side_and_what_is_judged_are_always_shown() -> None:
    """However bad they are."""
    rows = ways(over_iran="over_iran", fast_by="over_iran", by_sea="by_sea", slow_by="by_sea")
    worst = (900.0, 900.0, 900.0)
    assert hidden(("fast_by",), rows, fast_by=worst, over_iran=worst) == {"slow_by": NO_ROOM}


@pytest.mark.parametrize(("point", "is_hidden"), [(103.0, True), (102.0, False)])
def test_a_third_side_stays_behind_where_any_way_is_visibly_better(
    point: float, *, is_hidden: bool
) -> None:
    rows = ways(over_iran="over_iran", by_china="by_china", by_sea="by_sea")
    said = hidden((), rows, by_china=(point, point, point), over_iran=(900.0, 900.0, 900.0))
    assert set(said) == ({"by_china"} if is_hidden else set())
    assert not hidden(("by_china",), rows, by_china=(point, point, point))


def test_a_judged_way_that_is_not_there_is_no_row() -> None:
    assert hidden_reasons({}, pd.DataFrame(), (None,), GAIN) == {}


@pytest.mark.parametrize(
    ("point", "is_hidden"),
    [
        ((103.0, 103.0, 103.0), True),  # by 2.9 % in everything
        ((102.0, 102.0, 102.0), False),  # by 1.96 %: not visibly
        ((103.0, 103.0, 100.0), False),
        ((103.0, 99.0, 103.0), False),
        ((200.0, 200.0, 200.0), True),
    ],
)
def test_who_is_visibly_worse_in_all_three_stays_behind(
    point: tuple[float, float, float], *, is_hidden: bool
) -> None:
    rows = ways(over_iran="over_iran", by_sea="by_sea", west="over_iran")
    said = hidden((), rows, west=point)
    assert said == ({"west": "Over_Iran is better in days, USD and CO2e"} if is_hidden else {})


def test_only_a_way_of_its_own_side_dominates() -> None:
    """The best way over Iran stays in sight however much better the ship is, and so do its branches."""
    rows = ways(over_iran="over_iran", by_sea="by_sea", west="over_iran")
    assert hidden((), rows, by_sea=(1.0, 1.0, 1.0)) == {}


def test_there_is_room_for_six_and_named_rows_fill_it_in_order() -> None:
    names = {f"row{number}": "over_iran" for number in range(8)}
    rows = ways(over_iran="over_iran", by_sea="by_sea", usd_by="by_sea", **names)
    said = hidden((), rows)
    assert len(rows) - len(said) == MOST == 6
    assert set(said) == {"usd_by", *list(names)[4:]}
    assert set(said.values()) == {NO_ROOM}
    assert set(hidden(("usd_by",), rows)) == set(list(names)[3:])


def test_more_than_six_are_shown_where_verdicts_speak_of_them() -> None:
    rows = ways(
        over_iran="over_iran", by_sea="by_sea", **{f"x{number}_by": "by_sea" for number in range(6)}
    )
    judged = tuple(name for name in rows if name.startswith("x"))
    assert hidden(judged, rows) == {}


def test_charts_hold_all_but_the_dominated() -> None:
    table = pd.DataFrame({"hidden_reason": ["", NO_ROOM, "A is better in days, USD and CO2e"]})
    assert list(undominated(table).index) == [0, 1]


class TestShipped:
    """By the answers of the shipped model."""

    @pytest.mark.parametrize("ends", [("Mumbai", "Moscow"), ("Delhi", "Almaty"), ("Tehran", "Moscow"), ("Mumbai", "Istanbul")])  # fmt: skip
    def test_six_rows_or_those_of_which_verdicts_speak(
        self, model: Model, ends: tuple[str, str]
    ) -> None:
        answer = model.compare(*ends, draws=100)
        shown = answer.table[answer.table["hidden_reason"] == ""]
        judged = set()
        for one in answer.verdicts():
            if one.quantity in {"days", "usd_per_teu"}:
                judged |= {one.ours, one.rival}
        sides = {"over_iran", "by_sea"} & set(answer.alternatives)
        assert judged | sides <= set(shown.index)
        assert len(shown) <= MOST or set(shown.index) <= judged | set(shown["family"])

    def test_json_holds_every_row_and_the_reason(self, answer: Comparison) -> None:
        rows = answer.to_dict()["alternatives"]
        reasons = {row["corridor"]: row["hidden_reason"] for row in rows}
        assert set(reasons) == {*answer.alternatives, *answer.same_as}
        for name, row in answer.table.iterrows():
            assert reasons[name] == (row["hidden_reason"] or None)
        assert None in reasons.values()
        assert NO_ROOM in reasons.values()

    def test_a_dominated_row_is_beaten_by_the_one_that_is_named(self, answer: Comparison) -> None:
        table = answer.table
        beaten = table[table["hidden_reason"].str.endswith("is better in days, USD and CO2e")]
        assert len(beaten)
        for _, row in beaten.iterrows():
            label = row["hidden_reason"].removesuffix(" is better in days, USD and CO2e")
            better = table[(table["label"] == label) & (table["family"] == row["family"])]
            assert (better[list(QUANTITIES)] < row[list(QUANTITIES)]).all(axis=1).any()
