"""What a way is called: by hand, on a network of four sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import toy_sides
from instc.comparison.path_names import head, path_name, title, told_apart
from instc.comparison.question import Alternative

if TYPE_CHECKING:
    from instc import Model
    from instc.routing.itinerary import Itinerary

ROUTER = toy_sides.router_of()
IRAN_WEST = ["ban.port", "ban.rail", "ast_ir.rail", "bak.rail"]


def trip(*stops: str) -> Itinerary:
    """The best way by these stops."""
    return ROUTER.find([[stop] for stop in stops])


@pytest.mark.parametrize(
    ("stops", "name"),
    [
        (("mum", "nov.port"), "ship all the way"),
        (("nov.rail", "mos"), "rail all the way"),
        (("ban.road", "cha.road"), "lorry all the way"),
        (("mum", "suez.b", "nov.rail", "mos"), "ship to Nov, then rail"),
        (("mos", "nov.rail", "suez.b", "mum"), "rail to Nov, then ship"),
        (("mum", *IRAN_WEST, "mos"), "ship to Ban, then rail by Ast_Ir"),
        (("mos", *IRAN_WEST[::-1], "mum"), "rail to Ban by Ast_Az, then ship"),
        # three carriers or more: that a way begins or ends at sea goes without saying
        (("mum", "cha.road", "teh.road", "teh.rail", "ast_ir.rail", "mos"), "lorry to Teh, then rail by Ast_Ir"),
        (("mum", "ban.rail", "anz.rail", "anz.port", "oly.port", "oly.rail", "mos"), "rail to Anz, ship to Oly, then rail"),
        (("mos", "oly.rail", "oly.port", "anz.port", "anz.rail", "ban.rail", "mum"), "rail to Oly, ship to Anz, then rail"),
        (("mum", "suez.b", "pot.rail", "bak.rail", "bak.ferry", "akt.ferry", "akt.rail", "alm"), "rail to Bak, ship to Akt, then rail"),
    ],
)  # fmt: skip
def test_a_way_is_its_carriers_in_turn(stops: tuple[str, ...], name: str) -> None:
    assert path_name(trip(*stops)) == name


def test_a_border_of_iran_is_named_and_no_other_and_once() -> None:
    by_china = trip("mum", "lia.rail", "kho_cn.rail", "kho.rail", "alm")
    assert path_name(by_china) == "ship to Lia, then rail"
    to_it = trip("mum", "ban.rail", "teh.rail", "ast_ir.rail", "ast_az.rail")
    assert path_name(to_it) == "ship to Ban, then rail by Ast_Ir"


class TestToldApart:
    def test_a_place_that_only_the_one_passes(self) -> None:
        trips = {
            "west": trip("mum", *IRAN_WEST, "mos"),
            "north": trip("mum", *IRAN_WEST, "sam.rail", "mos"),
        }
        far = {"near": trip("mos", "alm"), "long": trip("mos", "bak.rail", "bak.ferry", "alm")}
        names = dict.fromkeys(far, "by rail")
        told = told_apart(names, far)
        assert told["near"] == "by rail, by Pet"
        assert told["long"].startswith("by rail, by ")
        assert told["long"] != told["near"]
        same = told_apart(dict.fromkeys(trips, "x"), trips)
        assert set(same.values()) == {"x"}  # one path: nothing tells it from itself

    def test_names_that_differ_stay(self) -> None:
        trips = {"a": trip("mum", "nov.port"), "b": trip("mum", "lia.port")}
        assert told_apart({"a": "A", "b": "B"}, trips) == {"a": "A", "b": "B"}


def way(name: str, *, named: tuple[str, ...] = (), family: str = "over_iran") -> Alternative:
    return Alternative(name, "the path", family, trip("mum", "nov.port"), named=named)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (way("over_iran"), "Over Iran"),
        (way("over_iran.days"), "Over Iran, fastest"),
        (way("over_iran.usd"), "Over Iran, cheapest"),
        (way("over_iran.co2e"), "Over Iran, least CO2e"),
        (way("west", named=("west",)), "WEST"),
        (way("west", named=("west", "north")), "WEST, NORTH"),
        (way("over_iran", named=("west",)), "Over Iran"),
    ],
)
def test_a_head_is_the_side_or_the_corridors(one: Alternative, said: str) -> None:
    assert head(one, "over Iran", str.upper) == said


def test_a_title_has_the_corridors_behind_the_path_of_a_side() -> None:
    from dataclasses import replace

    side = replace(way("over_iran", named=("west", "north")), head="Over Iran")
    assert title(side, str.upper) == "Over Iran: the path (WEST, NORTH)"
    row = replace(way("west", named=("west",)), head="WEST")
    assert title(row, str.upper) == "WEST: the path"
    assert title(replace(way("over_iran"), head="Over Iran"), str.upper) == "Over Iran: the path"


@pytest.mark.parametrize(
    "ends",
    [("Mumbai", "Moscow"), ("Moscow", "Mumbai"), ("Mumbai", "Istanbul"), ("Delhi", "Almaty"), ("Helsinki", "Mumbai")],
)  # fmt: skip
def test_no_two_rows_of_an_answer_have_one_title_and_no_name_says_best(
    model: Model, ends: tuple[str, str]
) -> None:
    answer: Any = model.compare(*ends, draws=10)
    titles = answer.table["title"]
    assert titles.is_unique
    assert not titles.str.contains("of all").any()
    shown = answer.table[answer.table["hidden_reason"] == ""]
    for name, row in shown.iterrows():
        trip = answer.alternatives[name].itinerary
        modes = set(trip.cells("mode"))
        assert ("rail" in row["label"]) == ("rail" in modes), name
        assert ("lorry" in row["label"]) == ("road" in modes), name
    assert np.all(titles.str.len() < 120)
