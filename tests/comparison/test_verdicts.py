"""Who wins: words for shares of draws, the least means of both sides, a sentence by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from instc.comparison.summary import QUANTITIES
from instc.comparison.verdicts import call, called, ours_and_rival, two_ways, verdict
from instc.errors import QuestionError

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "clearly x than"), (0.9, "clearly x than"), (0.899, "mostly x than"), (0.75, "mostly x than"), (0.749, "no clear winner against"),
     (0.25, "no clear winner against"), (0.249, "mostly not x than"), (0.1, "mostly not x than"), (0.099, "clearly not x than"), (0.0, "clearly not x than")],
)  # fmt: skip
def test_every_share_has_words(share: float, words: str) -> None:
    assert call(share, "x") == words


def ways(**families: str) -> Any:
    """Ways by id, each found as the best of its side, but for named rows."""
    return {
        name: SimpleNamespace(
            family=family, label=name, found_by=() if name == "row" else ("days",)
        )
        for name, family in families.items()
    }


SIDES = {"west": "over_iran", "east": "over_iran", "ship": "by_sea", "rail": "by_china"}


@pytest.mark.parametrize(
    ("means", "ours", "rival"),
    [
        ({"west": 1, "east": 2, "ship": 3, "rail": 4}, "west", "ship"),
        ({"west": 2, "east": 1, "ship": 4, "rail": 3}, "east", "rail"),
        ({"west": 9, "east": 8, "ship": 1, "rail": 2}, "east", "ship"),
    ],
)
def test_ours_is_the_least_over_iran_and_the_rival_the_least_of_all_else(
    means: dict[str, float], ours: str, rival: str
) -> None:
    assert ours_and_rival(ways(**SIDES), means) == (ours, rival)


def test_a_named_row_is_weighed_only_where_nothing_of_its_side_was_found() -> None:
    """As where it alone was asked for."""
    better = ways(**SIDES, row="over_iran")
    assert (
        ours_and_rival(better, {"west": 2, "east": 3, "ship": 4, "rail": 5, "row": 1})[0] == "west"
    )
    alone = ways(ship="by_sea", row="over_iran")
    assert ours_and_rival(alone, {"ship": 4, "row": 1}) == ("row", "ship")


def test_a_side_that_is_not_there_gives_none() -> None:
    assert ours_and_rival(ways(ship="by_sea"), {"ship": 1.0}) == (None, "ship")
    assert ours_and_rival(ways(west="over_iran"), {"west": 1.0}) == ("west", None)


def test_a_verdict_counts_pairs_of_draws() -> None:
    """Ours is better in two of five draws; a tie is no win; the gap is ours less the rival."""
    own, other = np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([2.0, 2.0, 1.0, 5.0, 4.0])
    found = verdict("days", ("a", "b"), (own, other), ("the INSTC (A)", "the way by sea (B)"))
    assert (found.quantity, found.ours, found.rival, found.share) == ("days", "a", "b", 0.4)
    assert found.gap == pytest.approx({"p10": -1.0, "p50": 0.0, "p90": 1.6, "mean": 0.2})
    assert found.words == (
        "Time: the INSTC (A) is no clear winner against the way by sea (B): faster in 40% of the "
        "draws; difference +0.0 days (P50; P10 -1.0 days, P90 +1.6 days), +0.2 days on average."
    )


def test_a_way_may_win_more_often_and_lose_on_average() -> None:
    often, rarely = np.array([1.0, 1.0, 9.0]), np.array([2.0, 2.0, 2.0])
    first = verdict("days", ("a", "b"), (often, rarely), ("A", "B")).words
    second = verdict("days", ("a", "b"), (rarely, often), ("A", "B")).words
    assert "faster in 67% of the draws, faster more often, slower on average;" in first
    assert "faster in 33% of the draws, slower more often, faster on average;" in second


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        ("usd_per_teu", "Cost: A is clearly cheaper than B: cheaper in 100% of the draws; difference -1,000 USD"),
        ("co2e_kg_per_teu", "CO2e: A is clearly lower than B: lower in 100% of the draws; difference -1,000 kg"),
        ("generalised_usd", "Cost with time: A is clearly cheaper than B: cheaper in 100% of the draws; difference -1,000 USD"),
    ],
)  # fmt: skip
def test_each_quantity_has_its_words(quantity: Any, said: str) -> None:
    own, other = np.zeros(3), np.full(3, 1000.0)
    assert verdict(quantity, ("a", "b"), (own, other), ("A", "B")).words.startswith(said)


def test_only_a_way_over_iran_is_called_the_instc_and_only_where_it_is() -> None:
    west, ship = ways(west="over_iran", ship="by_sea").values()
    assert called(west, "over Iran", instc=True) == "the INSTC (west)"
    assert called(west, "over Iran", instc=False) == "the way over Iran (west)"
    assert called(ship, "by sea", instc=True) == "the way by sea (ship)"


@pytest.mark.parametrize(
    ("pair", "rivalry", "said"),
    [
        ((None, "ship"), "", r"no way over Iran joins A and B: name two ways, --way and --against"),
        (("west", None), "", r"no rival joins A and B: name"),
        (("west", None), "No rival.", r"no rival joins A and B \(No rival\.\): name"),
        (("west", "west"), "", r'"west" can\'t be compared with itself'),
    ],
)
def test_two_ways_are_asked_for(pair: tuple[str, str], rivalry: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        two_ways(*pair, "A and B", rivalry)


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("Mumbai", "Moscow"), ("Mumbai", "Istanbul"), ("Helsinki", "Mumbai"), ("Delhi", "Almaty")],
)
def test_the_shipped_verdicts_are_of_the_least_means(
    model: Model, origin: str, destination: str
) -> None:
    """Second way: means of the samples, sides by the rows of the table."""
    answer = model.compare(origin, destination, draws=300)
    judged = {one.quantity: one for one in answer.verdicts()}
    assert list(judged) == list(QUANTITIES)
    found = pd.Series({name: bool(way.found_by) for name, way in answer.alternatives.items()})
    ours = answer.table["family"] == "over_iran"
    for quantity, one in judged.items():
        means = answer.table.index.to_series().map(
            lambda name, quantity=quantity: answer.sample(quantity, name).mean()
        )
        assert (one.ours, one.rival) == (
            means[ours & found].idxmin(),
            means[~ours & found].idxmin(),
        )
        own, other = answer.sample(quantity, one.ours), answer.sample(quantity, one.rival)
        assert one.share == (own < other).mean()
        assert one.gap["p50"] == pytest.approx(np.median(own - other))


@pytest.mark.parametrize("origin", ["Tehran", "Bandar Abbas"])
def test_an_end_in_iran_has_no_rival_and_says_so(model: Model, origin: str) -> None:
    answer = model.compare(origin, "Moscow", draws=50)
    said = "No rival: the end lies in Iran; its branches are compared among themselves."
    assert answer.verdicts() == []
    assert answer.conclusions() == [said]
    assert {way.family for way in answer.alternatives.values()} == {"over_iran"}
    assert len(answer.alternatives) > 2
    with pytest.raises(QuestionError, match=r"no rival joins .*the end lies in Iran"):
        answer.breakeven()
    with pytest.raises(QuestionError, match=r"no rival joins .*the end lies in Iran"):
        answer.sensitivity()


def test_between_two_far_ends_no_way_over_iran_is_asked(model: Model) -> None:
    answer = model.compare("Baku", "Moscow", draws=50)
    assert "over_iran" not in {way.family for way in answer.alternatives.values()}
    assert answer.conclusions() == ["Not asked over Iran: both ends lie beyond it."]


def gap_of(answer: Comparison, name: str, quantity: Any) -> float:
    """How much more a row costs than the rival of the verdict, at the means."""
    (one,) = [one for one in answer.verdicts() if one.quantity == quantity]
    return float((answer.sample(quantity, name) - answer.sample(quantity, one.rival)).mean())


@pytest.mark.parametrize("ends", [("Mumbai", "Istanbul"), ("Mumbai", "Tbilisi"), ("Mumbai", "Baku"), ("Helsinki", "Mumbai")])  # fmt: skip
def test_the_rival_is_the_ship_by_its_own_gateway(model: Model, ends: tuple[str, str]) -> None:
    """And is cheaper than any named row by Suez, which calls at a port of Russia on the way."""
    answer = model.compare(*ends, draws=300)
    (cost,) = [one for one in answer.verdicts() if one.quantity == "usd_per_teu"]
    rival = answer.alternatives[cost.rival]
    assert rival.family == "by_sea"
    assert "RU" not in set(rival.itinerary.nodes["country"])
    suez = [name for name, row in model.corridors.items() if row.family == "suez"]
    named = {answer.same_as.get(name, name) for name in suez}
    for name in named & set(answer.alternatives):
        assert name == cost.rival or gap_of(answer, name, "usd_per_teu") > 0
