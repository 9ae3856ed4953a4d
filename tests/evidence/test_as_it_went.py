"""The way that boxes took, among the ways that their question had on its day."""

from __future__ import annotations

import pytest

from instc.comparison.kinds import TOOK, drawn
from instc.evidence.as_it_went import as_it_went
from instc.evidence.backtest import replay
from instc.evidence.dated import Dated
from instc.maps import comparison_map
from surfaces import map_data


@pytest.fixture(scope="module")
def dated(model):
    return Dated(model)


@pytest.fixture(scope="module")
def jeddah(dated):
    return replay("jeddah-2023", dated=dated)


@pytest.fixture(scope="module")
def answer(jeddah, dated):
    return as_it_went(jeddah, dated)


def links(trip):
    return trip.cells("link_id").tolist()


def test_it_has_the_days_and_the_links_of_the_replay(answer, jeddah):
    """The same world, draws and run: what the page draws is what the command tells."""
    way = answer.alternatives[TOOK]
    assert links(way.itinerary) == links(jeddah.whole.way.itinerary)
    assert answer.sample("days", TOOK).tolist() == jeddah.whole.way.days.tolist()
    assert answer.world.as_of == jeddah.whole.row["as_of"]


def test_no_row_is_twice_and_the_old_id_means_it(answer):
    rows = [tuple(links(way.itinerary)) for way in answer.alternatives.values()]
    assert len(rows) == len(set(rows))
    assert answer.same_as["instc_east"] == TOOK


def test_the_page_draws_it_as_a_way_of_its_own_and_says_how_to_ask_again(answer):
    assert answer.table.at[TOOK, "hidden_reason"]  # Suez is better in everything
    assert TOOK in drawn(answer)
    data = map_data(comparison_map(answer).get_root().render())
    (route,) = [one for one in data["routes"] if one["id"] == TOOK]
    assert route["label"] == "As it went: INSTC east (Incheh Borun)"
    assert route["kind"] == "east"
    (row,) = [one for one in data["worlds"][0]["rows"] if one[0] == route["n"]]
    assert row[4] == 1  # drawn, not listed
    assert data["meta"]["again"] == "instc replay jeddah-2023"


def test_a_way_that_no_side_finds_stands_beside_them(dated):
    """By railway alone, from station to station: the other ways are not among them, or it is one of them."""
    journey = replay("uzb22", dated=dated)
    answer = as_it_went(journey, dated)
    assert links(answer.alternatives[TOOK].itinerary) == links(journey.whole.way.itinerary)
    assert answer.alternatives[TOOK].head.startswith("As it went: ")
