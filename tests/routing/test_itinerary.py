"""A journey is a sum of rows, turned into the direction of travel."""

import pickle

import pandas as pd
import pytest
import shapely

import toy
from instc.network.columns import PRICES
from instc.routing.itinerary import join, journey
from instc.routing.pricing import price


@pytest.fixture(scope="module")
def network():
    return price(toy.toy_network(), toy.toy_parameters(), toy.BOX)


WAYS = {"rail": toy.RAIL, "lorry": toy.LORRY, "canal": toy.CANAL}


@pytest.mark.parametrize("way", WAYS)
def test_totals_are_the_sum_by_hand(network, way):
    totals = journey(network, WAYS[way], "alpha").totals()
    by_hand = toy.add_up(WAYS[way])
    for name, value in by_hand.items():
        assert totals[name] == pytest.approx(
            value, rel=1e-12
        )  # only the order of the additions differs
    assert totals["generalised_usd"] == pytest.approx(
        by_hand["usd"] + by_hand["hours"] * 10, rel=1e-12
    )  # 10 USD of impatience an hour


def test_the_rail_way_written_out(network):
    totals = journey(network, toy.RAIL, "alpha").totals()
    assert totals["length_km"] == 30 + 1100 + 600 + 560 + 25
    assert totals["hours"] == pytest.approx(
        (30 * 0.02 + 6) + 1100 * 0.05 + 48 + 600 * 0.04 + 24 + 12 + 560 * 0.04 + (25 * 0.02 + 6)
    )  # drayage, sea, crane, rail, gauge, border, rail, drayage
    assert totals["freight_usd"] == pytest.approx(
        (30 * 1 + 40) + 1100 * 0.10 + 100 + 600 * 0.30 + 50 + 0 + 560 * 0.30 + (25 * 1 + 40)
    )
    assert totals["co2e_kg"] == pytest.approx(
        30 * 0.8 + 1100 * 0.1 + 2 + 600 * 0.15 + 560 * 0.15 + 25 * 0.8
    )  # g/t-km x 10 t / 1000


@pytest.mark.parametrize("way", WAYS)
def test_backwards_is_the_same_way_turned(network, way):
    there, back = journey(network, WAYS[way], "alpha"), journey(network, WAYS[way][::-1], "omega")
    assert back.totals() == pytest.approx(there.totals())
    assert back.links["start"].tolist() == there.links["end"].tolist()[::-1]
    assert back.nodes.index.tolist() == there.nodes.index.tolist()[::-1]


def test_lines_run_in_the_direction_of_travel(network):
    for ids, start in ((toy.RAIL, "alpha"), (toy.RAIL[::-1], "omega")):
        trip = journey(network, ids, start)
        spots = network.nodes.geometry
        for row in trip.links.itertuples():
            assert row.geometry.coords[0] == spots[row.start].coords[0]
            assert row.geometry.coords[-1] == spots[row.end].coords[0]


def test_legs_join_what_runs_on(network):
    legs = journey(network, toy.CANAL, "alpha").legs()
    assert legs.index.tolist() == [1, 2, 3]
    assert legs["mode"].tolist() == ["drayage", "sea", "drayage"]
    assert legs.at[2, "passages"] == ["canal"]
    assert legs.at[2, "length_km"] == 1450 + 1000
    assert legs.at[2, "hours"] == pytest.approx((1450 + 1000) * 0.05 + 100)
    assert legs.at[2, "link_ids"] == ["alpha.port-canal.a", "canal.a-canal.b", "canal.b-omega.port"]
    assert legs.at[2, "status"] == "limited"
    assert list(legs.at[2, "geometry"].coords) == [(0.2, 0), (12, -5), (12.1, -5), (20, -1)]


@pytest.mark.parametrize("way", WAYS)
def test_legs_add_up_to_the_total(network, way):
    """Law 18."""
    trip = journey(network, WAYS[way], "alpha")
    legs, totals = trip.legs(), trip.totals()
    for column in ("length_km", *PRICES):
        assert legs[column].sum() == totals[column]
    assert sum(trip.length_by_mode().values()) == pytest.approx(trip.length_km)
    assert [link for ids in legs["link_ids"] for link in ids] == WAYS[way]


def test_each_step_that_stands_still_is_a_leg_of_its_own(network):
    legs = journey(network, toy.RAIL, "alpha").legs()
    assert legs["mode"].tolist() == [
        "drayage",
        "sea",
        "transshipment",
        "rail",
        "gauge_break",
        "border",
        "rail",
        "drayage",
    ]
    assert legs["part"].tolist() == [
        "handling",
        "line_haul",
        "handling",
        "line_haul",
        "handling",
        "border",
        "line_haul",
        "handling",
    ]  # of 6.6 hours to the port, 6 are handling


def test_limited_and_passages_name_the_strait(network):
    trip = journey(network, toy.CANAL, "alpha")
    assert trip.passages == ["canal"]
    assert trip.limited == ["canal"]
    assert journey(network, toy.RAIL, "alpha").limited == []


def test_a_link_that_is_no_passage_is_limited_by_its_own_name():
    limited = price(
        toy.toy_network(**{"beta.rail1435-gamma.rail1435": {"status": "limited"}}),
        toy.toy_parameters(),
        toy.BOX,
    )
    there = journey(limited, toy.RAIL, "alpha")
    assert there.limited == ["beta.rail1435-gamma.rail1435"]
    assert there.legs()["status"].tolist() == ["open"] * 3 + ["limited"] + ["open"] * 4


@pytest.mark.parametrize(
    ("states", "worst"),
    [
        (("open", "open"), "limited"),  # the canal between them is
        (("closed", "open"), "closed"),
        (("closed", "under_construction"), "under_construction"),
        (("planned", "under_construction"), "planned"),
    ],
)
def test_a_leg_is_as_good_as_its_worst_link(states, worst):
    before, after = ({"status": state} for state in states)
    network = toy.toy_network(**{"alpha.port-canal.a": before, "canal.b-omega.port": after})
    assert journey(network, toy.CANAL, "alpha").legs().at[2, "status"] == worst


def test_a_leg_names_its_sources_once_and_its_ends_as_people_do(network):
    legs = journey(network, toy.RAIL, "alpha").legs()
    assert legs["source_ids"].tolist() == [["s"]] * 8
    assert legs["start_name"].tolist()[:4] == [
        "Alpha",
        "Alpha port",
        "Beta port",
        "Beta rail 1435 mm",
    ]
    assert legs["end_name"].tolist()[-3:] == [
        "Gamma border 1520 mm",
        "Omega rail 1520 mm",
        "Omega",
    ]
    assert legs["start_name"].tolist()[1:] == legs["end_name"].tolist()[:-1]
    lorry = journey(network, toy.LORRY, "alpha").legs()
    assert "Gamma lorry terminal" in lorry["end_name"].tolist()


def test_runs_are_where_the_legs_lie_among_the_links(network):
    """A passage belongs to the sea; a link that is travelled twice is in two legs."""
    trip = journey(network, toy.CANAL, "alpha")
    assert trip.runs == (slice(0, 1), slice(1, 4), slice(4, 5))
    into_port_and_out = ["alpha-alpha.port", "alpha-alpha.port"]
    back = journey(network, into_port_and_out, "alpha")
    assert back.runs == (slice(0, 2),)
    assert back.nodes.index.tolist() == ["alpha", "alpha.port", "alpha"]


def test_the_mode_into_a_place_is_that_of_the_last_movement(network):
    trip = journey(network, toy.RAIL, "alpha")
    assert trip.mode_into(["beta.port"]) == "sea"
    assert trip.mode_into(["beta.rail1435"]) == "sea", "reloading moves nothing"
    assert trip.mode_into(["gamma.border1520", "omega"]) == "rail", "the first of them"
    assert trip.mode_into(["alpha.port"]) == "", "drayage is no movement"
    assert trip.mode_into(["omega.port"]) == ""


def test_length_by_mode_by_hand(network):
    lengths = journey(network, toy.LORRY, "alpha").length_by_mode()
    assert lengths == {"drayage": 55.0, "sea": 1100.0, "road": 650.0, "rail": 560.0}
    assert list(lengths) == ["drayage", "sea", "road", "rail"], "in the order of the way"


def test_part_days_add_up_by_hand(network):
    days = journey(network, toy.CANAL, "alpha").part_days()
    assert days["waiting"] == pytest.approx(100 / 24)
    assert days["border"] == 0
    assert days["handling"] == pytest.approx(12 / 24)  # two doors
    assert days["line_haul"] == pytest.approx((2450 * 0.05 + 150 * 0.02) / 24)


def test_links_that_do_not_hang_together_are_refused(network):
    with pytest.raises(
        ValueError, match=r"link gamma\.rail1435-gamma\.rail1520 does not touch beta\.port"
    ):
        journey(network, ["alpha.port-beta.port", "gamma.rail1435-gamma.rail1520"], "alpha.port")


def test_a_journey_of_one_link(network):
    trip = journey(network, ["canal.a-canal.b"], "canal.b")
    assert trip.length_km == 0
    assert trip.legs()["mode"].tolist() == ["sea"]
    assert trip.length_by_mode() == {}


def test_an_unpriced_journey_has_only_a_length():
    trip = journey(toy.toy_network(), toy.RAIL, "alpha")
    assert list(trip.totals()) == ["length_km"]
    assert "hours" not in trip.legs()


def test_a_pickle_holds_the_way_and_not_what_was_summed_up_of_it(network):
    trip = journey(network, toy.RAIL[::-1], "omega")
    before = trip.totals()
    assert "_totals" in vars(trip)
    back = pickle.loads(pickle.dumps(trip))  # noqa: S301
    assert set(vars(back)) == {"network", "steps", "stops", "own"}
    assert back.links.index.tolist() == toy.RAIL[::-1]
    assert back.totals() == before
    assert not back.steps.flags.writeable


def test_the_network_is_unchanged(network):
    before = network.links.copy()
    journey(network, toy.RAIL[::-1], "omega").legs()
    pd.testing.assert_frame_equal(network.links, before)


def test_join_drops_only_the_joints():
    lines = [
        shapely.LineString([(0, 0), (1, 0)]),
        shapely.LineString([(1, 0), (1, 0)]),
        shapely.LineString([(1, 0), (0, 0)]),
    ]
    assert list(join(lines).coords) == [(0, 0), (1, 0), (0, 0)]


def test_join_of_a_point_is_still_a_line():
    assert join([shapely.LineString([(1, 1), (1, 1)])]).coords[:] == [(1, 1), (1, 1)]


def test_a_notebook_shows_a_table(network):
    html = journey(network, toy.RAIL, "alpha")._repr_html_()
    assert "<table" in html
    assert html.count("<tr") == 9, "a head and eight legs"


def test_every_leg_of_the_real_corridor_is_drawn_where_it_starts(model):
    trip = (
        model.compare("Moscow", "Mumbai", against=["instc_west_road"], draws=1)
        .alternatives["instc_west_road"]
        .itinerary
    )
    legs = trip.legs()
    for before, after in zip(legs.geometry, legs.geometry.iloc[1:], strict=False):
        assert shapely.Point(before.coords[-1]).distance(shapely.Point(after.coords[0])) < 1e-9
    assert legs["start"].tolist()[1:] == legs["end"].tolist()[:-1]
