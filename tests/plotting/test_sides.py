"""Which ways a chart holds, and what its title says of the best of each side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instc.colours import COLOURS
from instc.comparison.kinds import drawn
from instc.plotting.sides import colour_of, inside, is_side_way, leaders, leading_words, shown

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison


def test_ways_are_those_of_the_map_in_its_colours(answer: Comparison) -> None:
    ways = shown(answer)
    assert list(ways) == drawn(answer)
    assert {colour_of(way) for way in ways.values()} <= set(COLOURS.values())


def test_the_leaders_are_the_best_of_either_side_the_better_first(answer: Comparison) -> None:
    table = answer.table.loc[drawn(answer)]
    first, second = leaders(answer, "days_p90")
    assert table.at[first, "days_p90"] == table["days_p90"].min()
    other = table[table["family"] != table.at[first, "family"]]
    assert table.at[second, "days_p90"] == other["days_p90"].min()


def test_a_side_begins_small_inside_a_sentence(answer: Comparison) -> None:
    ways = answer.alternatives
    assert inside(ways["by_sea"]) == "by sea"
    assert inside(ways["instc_east"]).startswith("INSTC")
    assert is_side_way(ways["over_iran.days"])
    said = leading_words(answer, "days_p50", lambda name: f"<{name}>", "It takes ")
    names = leaders(answer, "days_p50")
    parts = [f"{inside(ways[name])}: <{name}>" for name in names]
    assert said == f"It takes {'; '.join(parts)}"
