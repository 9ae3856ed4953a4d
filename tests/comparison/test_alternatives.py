"""Which ways are shown: by hand, on a network of three ways."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

import toy
from instc.comparison.alternatives import (
    Pair,
    best_of_all,
    chosen_corridors,
    distinct,
    locate_pair,
    sensible,
)
from instc.comparison.question import Alternative, Question
from instc.errors import LocationError, QuestionError, UnknownIdError
from instc.tables.places import End

HOUR_USD = 10.0  # of the toy's cargo
WAYS = {"rail": toy.RAIL, "lorry": toy.LORRY, "canal": toy.CANAL}


def generalised(name: str) -> float:
    """What a way costs with its time, added up by hand."""
    told = toy.add_up(WAYS[name])
    return told["usd"] + told["hours"] * HOUR_USD


def pair(**ratios: float) -> Pair:
    rows = {f"ratio.{name}": value for name, value in ratios.items()}
    router = toy.toy_router()
    world = SimpleNamespace(parameters=toy.parameters(rows), router=router)
    ends = [End(name, name.title(), 0, 0, (name,), "door") for name in ("alpha", "omega")]
    return Pair(world, *ends, [], np.ones(len(toy.LINKS), dtype=bool))  # type: ignore[arg-type]


def way(asked: Pair, name: str, family: str = "instc") -> Alternative:
    """The way over the links of one list."""
    links = sorted(toy.LINKS)
    allowed = np.isin(links, WAYS[name])
    trip = asked.through([["alpha"], ["omega"]], allowed)
    assert list(trip.links.index) == WAYS[name]
    return Alternative(name, name.title(), family, trip)


@pytest.mark.parametrize(("factor", "kept"), [(1.001, {"rail", "lorry", "canal"}), (0.999, None)])
def test_a_way_is_left_out_from_its_factor_on(factor: float, kept: set[str] | None) -> None:
    """A detour is sensible up to the ratio of the worst to the best way, and not above it."""
    costs = {name: generalised(name) for name in WAYS}
    worst = max(costs, key=lambda name: costs[name])
    most = factor * costs[worst] / min(costs.values())
    asked = pair(sensible_detour=most)
    ways = {name: way(asked, name) for name in WAYS}
    shown, missing = sensible(asked, ways, {"east": "is closed"})
    assert set(shown) == (kept or set(WAYS) - {worst})
    assert missing["east"] == "is closed"
    assert (worst in missing) == (kept is None)
    if kept is None:
        assert missing[worst] == f"would cost more than {most:g} times the best way, time counted"


def test_what_is_given_stays_as_it_is() -> None:
    asked = pair(sensible_detour=1.0)
    ways, missing = {name: way(asked, name) for name in WAYS}, {"east": "is closed"}
    sensible(asked, ways, missing)
    distinct(ways, missing)
    assert (set(ways), missing) == (set(WAYS), {"east": "is closed"})


def test_the_best_of_all_are_those_that_no_named_way_is() -> None:
    asked = pair(visible_gain=0.02)
    told = {name: toy.add_up(links) for name, links in WAYS.items()}
    least = {
        "best_days": min(told, key=lambda name: told[name]["hours"]),
        "best_usd_per_teu": min(told, key=lambda name: told[name]["usd"]),
        "best_co2e_kg_per_teu": min(told, key=lambda name: told[name]["co2e_kg"]),
    }
    for named in WAYS:
        found = best_of_all(asked, {named: way(asked, named)})
        assert set(found) == {best for best, name in least.items() if name != named}
        for best, alternative in found.items():
            assert list(alternative.itinerary.links.index) == WAYS[least[best]]
            assert (alternative.family, alternative.corridor_id) == ("best", best)
    assert not best_of_all(asked, {name: way(asked, name) for name in WAYS})


@pytest.mark.parametrize(("step", "found"), [(-0.001, True), (0.001, False)])
def test_a_gain_must_be_visible(step: float, *, found: bool) -> None:
    days = sorted((toy.add_up(links)["hours"], name) for name, links in WAYS.items())
    (best, _), (second, name) = days[:2]
    asked = pair(visible_gain=1 - best / second + step)
    assert ("best_days" in best_of_all(asked, {name: way(asked, name)})) == found


def test_one_way_has_one_name_and_the_first_stays() -> None:
    asked = pair(visible_gain=0.02)
    rail, again, canal = way(asked, "rail"), way(asked, "rail"), way(asked, "canal")
    fastest = Alternative("best_days", "Fastest of all", "best", again.itinerary)
    ways = {"west": rail, "north": again, "canal": canal, "best_days": fastest}
    shown, missing = distinct(ways, {})
    assert list(shown) == ["west", "canal"]
    assert missing == {"north": "is the same way as west"}


CORRIDORS = SimpleNamespace(corridors={"suez_baltic": 1, "instc_east": 2, "cape": 3})


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ((), ["suez_baltic", "instc_east", "cape"]),
        (("cape", "suez-baltic"), ["suez_baltic", "cape"]),
        (("instc_east", "instc_east"), ["instc_east"]),
    ],
)
def test_corridors_come_in_the_order_of_the_table(
    wanted: tuple[str, ...], found: list[str]
) -> None:
    assert list(chosen_corridors(CORRIDORS, wanted)) == found  # type: ignore[arg-type]


def test_an_unknown_corridor_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match=r'unknown corridor "instc_eest" \(did you mean'):
        chosen_corridors(CORRIDORS, ["instc_eest"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "error", "said"),
    [
        (Question("Mumbai", "Bombay"), QuestionError, "are the same place"),
        (Question("Mumbai", "Moscow", via=("Bombay",)), QuestionError, "is the origin or the dest"),
        (Question("Mumbai", "Moscow", via=("37.6,55.7",)), LocationError, "name a place or a faci"),
    ],
)
def test_ends_and_stops_that_can_not_be_meant(model, question, error, said) -> None:
    with pytest.raises(error, match=said):
        locate_pair(model, question)


def test_what_is_avoided_is_not_free(model) -> None:
    links = model.network.cells("links", "link_id")
    suez = model.network.cells("links", "passage_id") == "suez"
    one = "astara_ir.road-rasht.road"
    asked = Question("Mumbai", "Moscow", avoid=("suez", one), cargo_value=1000.0)
    found = locate_pair(model, asked)
    assert set(links[~found.free]) == {*links[suez], one}
    assert found.world.consignment.value_usd_per_teu == 1000
    assert found.stops == []
