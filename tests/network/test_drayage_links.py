"""Ways become links whose sums are the way's: lengths, waits and fees, each with its source."""

from __future__ import annotations

import pytest

from instc.network.checks import find_faults
from instc.routing.pricing import price
from instc.scenarios.access import with_end
from instc.tables.parameters import consignment
from instc.tables.schema import read_table


@pytest.fixture(scope="module")
def khachmaz(model):
    """Give the network with a point in Azerbaijan, south of the post of Samur."""
    asked = {"circuity": 1.3, "reach_km": 300.0, "land": model.land}
    return with_end(model.network, "here", 48.8, 41.46, **asked)


def new_links(network):
    return network.links[network.links.index.str.contains("here")]


def test_a_border_is_a_link_with_its_wait_and_its_source(khachmaz):
    links = new_links(khachmaz)
    border = links[links["mode"] == "border"]
    known = set(read_table("sources")["source_id"])
    assert (border["length_km"] == 0).all()
    assert border["dwell_id"].str.startswith(("dwell.border_ru_az_road", "dwell.road_")).all()
    assert (border["fee_id"] == "fee.border_road").all()
    assert set(border["source_id"]) <= known


def test_the_way_over_a_border_adds_up(model, khachmaz):
    box = consignment(model.parameters)
    network = price(khachmaz, model.parameters, box)
    nodes = [name for name in network.nodes.index if name.endswith("a.makhachkala.rail1520")]
    before = network.links.loc[f"here-{nodes[0]}"]
    after = nodes[0].replace("a.makhachkala", "b.makhachkala")
    border = network.links.loc[f"{nodes[0]}-{after}"]
    last = network.links.loc[f"makhachkala.rail1520-{after}"]
    assert before["dwell_id"] == ""  # the terminal's handling is met once
    assert last["dwell_id"] == "dwell.rail_terminal_ru"
    mean = model.parameters["mean"]
    assert border["border_hours"] == pytest.approx(mean[border["dwell_id"]])
    assert before["hours"] == pytest.approx(before["length_km"] * mean["pace.drayage"])
    direct = model.network.links.loc["makhachkala.rail1520-makhachkala"]
    assert last["handling_hours"] == pytest.approx(direct["handling_hours"])


def test_the_nodes_of_a_border_lead_nowhere_else(khachmaz):
    """Each is made for one point and one terminal: it has one link on either side."""
    nodes = khachmaz.nodes
    cut = nodes.index[nodes["kind"] == "road_border"]
    links = khachmaz.links
    for name in cut:
        touching = links[(links["from_node_id"] == name) | (links["to_node_id"] == name)]
        others = set(touching["from_node_id"]) | set(touching["to_node_id"])
        assert len(others - {name}) == 2, name


def test_directions_that_differ_are_two_links(model):
    """Out of Georgia lorries wait longer than into it."""
    asked = {"circuity": 1.3, "reach_km": 300.0, "land": model.land}
    network = with_end(model.network, "here", 45.37, 41.09, **asked)  # Gazakh, Azerbaijan
    links = new_links(network)
    border = links[links.index.str.contains("redbridge") & (links["mode"] == "border")]
    assert sorted(border["dwell_id"].unique()) == [
        "dwell.road_redbridge_into_ge",
        "dwell.road_redbridge_out_of_ge",
    ]
    assert border["directed"].all()


@pytest.mark.parametrize(
    ("lon", "lat"), [(48.8, 41.46), (56.25, 26.18), (50.55, 26.2), (37.6, 55.9), (68.0, 39.5)]
)
def test_the_network_stays_sound(model, lon, lat):
    asked = {"circuity": 1.3, "reach_km": 300.0, "land": model.land}
    network = with_end(model.network, "here", lon, lat, **asked)
    assert find_faults(network.nodes, network.links) == []


def test_legs_of_an_answer_add_up(model):
    """From the Azerbaijani side of Samur, without the railway: a lorry over the border."""
    trip = model.route("48.8,41.46", "Makhachkala")
    legs, totals = trip.legs(), trip.totals()
    assert list(legs["mode"]).count("border") == 1
    for column in ("length_km", "hours", "usd", "co2e_kg"):
        assert legs[column].sum() == pytest.approx(totals[column])
    assert trip.nodes["name"].iloc[0] == "48.8,41.46 (Azerbaijan)"
