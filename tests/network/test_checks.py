"""A network that contradicts itself is not loaded, and says by which rows."""

import math

import pandas as pd
import pytest
import shapely

import toy
from instc.errors import NetworkError
from instc.network.checks import find_faults
from instc.network.network import Network
from instc.tables.schema import MAX_FAULTS

NAN = math.nan


RAIL = "beta.rail1435-gamma.rail1435"


# One deliberately wrong row for each invariant of find_faults: what is changed, and what must be said of it.
WRONG = [
    ("an end that does not exist", {"alpha.port-beta.port": {"to_node_id": "nowhere"}}, "link alpha.port-beta.port: to_node_id nowhere is not a node"),
    ("a start that does not exist", {"alpha.port-beta.port": {"from_node_id": "nowhere"}}, "link alpha.port-beta.port: from_node_id nowhere is not a node"),
    ("an unknown mode", {"alpha.port-beta.port": {"mode": "zeppelin"}}, "link alpha.port-beta.port has an unknown mode"),
    ("a ship that ends on rails", {"alpha.port-beta.port": {"to_node_id": "beta.rail1435"}}, "moves between nodes of another mode"),
    ("a train on a road", {"beta.road-gamma.road": {"mode": "rail"}}, "link beta.road-gamma.road moves between nodes of another mode"),
    ("a train over two gauges", {RAIL: {"to_node_id": "gamma.rail1520"}}, "joins tracks of unequal gauge without a gauge break"),
    ("a train over a border unseen", {"gamma.border1520-omega.rail1520": {"from_node_id": "gamma.rail1520"}}, "joins two jurisdictions without a border"),
    ("a lorry over a border unseen", {"gamma.road": {"country": "ZZ"}}, "link beta.road-gamma.road joins two jurisdictions without a border"),
    ("a gauge break between equal gauges", {"gamma.rail1520": {"gauge_mm": 1435.0}}, "link gamma.rail1435-gamma.rail1520 is a gauge break between equal gauges"),
    ("a gauge break between modes", {"beta.port-beta.rail1435": {"mode": "gauge_break"}}, "link beta.port-beta.rail1435 is a gauge break between equal gauges"),
    ("a border inside a country", {"gamma.border1520": {"country": "YY"}}, "link gamma.rail1520-gamma.border1520 is a border inside one jurisdiction"),
    ("a border between modes", {"beta.port-beta.road": {"mode": "border"}}, "link beta.port-beta.road is a border inside one jurisdiction, or between modes"),
    ("a border between gauges", {"gamma.border1520": {"gauge_mm": 1435.0}}, "link gamma.rail1520-gamma.border1520 is a border inside one jurisdiction, or between modes"),
    ("a transshipment at a city", {"omega.port-omega": {"mode": "transshipment", "length_km": 0.0}}, "is a transshipment at a city: drayage reaches a city"),
    ("drayage between terminals", {"beta.port-beta.road": {"mode": "drayage"}}, "link beta.port-beta.road is drayage that does not reach a city"),
    ("a length that is not known", {RAIL: {"length_km": NAN}}, f"link {RAIL} has no length"),
    ("a negative length", {RAIL: {"length_km": -1.0}}, f"link {RAIL} has no length"),
    ("a transfer with a length", {"gamma.rail1435-gamma.rail1520": {"length_km": 1.0}}, "link gamma.rail1435-gamma.rail1520 is a transfer with a length"),
    ("a passage with a length", {"canal.a-canal.b": {"length_km": 11.0}}, "link canal.a-canal.b is a transfer with a length"),
    ("a railway shorter than the great circle", {RAIL: {"length_km": 500.0}}, f"link {RAIL} is shorter than the great circle"),
    ("a lane shorter than the great circle", {"alpha.port-beta.port": {"length_km": 1000.0}}, "link alpha.port-beta.port is shorter than the great circle"),
    ("a railway longer than twice the great circle", {RAIL: {"length_km": 1200.0}}, f"link {RAIL} is longer than twice the great circle"),
    ("a road longer than twice the great circle", {"beta.road-gamma.road": {"length_km": 1200.0}}, "link beta.road-gamma.road is longer than twice the great circle"),
]  # fmt: skip


def test_the_toy_network_is_sound():
    network = toy.toy_network()
    assert find_faults(network.nodes, network.links) == []


@pytest.mark.parametrize(
    ("change", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_each_invariant_has_a_table_that_breaks_it(change, expected):
    with pytest.raises(NetworkError) as caught:
        toy.toy_network(**change)
    assert expected in str(caught.value)


def test_an_isolated_node():
    with pytest.raises(NetworkError, match="node lonely has no link"):
        toy.make_network({**toy.NODES, "lonely": {}}, toy.LINKS)


def test_a_node_twice():
    network = toy.toy_network()
    with pytest.raises(NetworkError, match=r"node alpha is there twice"):
        Network(pd.concat([network.nodes, network.nodes.loc[["alpha"]]]), network.links)


def test_a_link_twice():
    network = toy.toy_network()
    with pytest.raises(NetworkError, match=rf"link {RAIL} is there twice"):
        Network(network.nodes, pd.concat([network.links, network.links.loc[[RAIL]]]))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("LINESTRING (11 0, 15 0)", "does not start at its from-node"),
        ("LINESTRING (10.1 0, 14 0)", "does not end at its to-node"),
    ],
)
def test_a_line_that_misses_its_node(line, expected):
    network = toy.toy_network()
    shapes = network.links.geometry.copy()
    shapes[RAIL] = shapely.from_wkt(line)
    with pytest.raises(NetworkError, match=f"link {RAIL} {expected}"):
        Network(network.nodes, network.links.assign(geometry=shapes))


def test_a_named_detour_may_be_long():
    assert len(
        toy.toy_network(**{RAIL: {"length_km": 1200.0, "detour": "round a lake"}}).links
    ) == len(toy.LINKS)


def test_every_fault_is_named_at_once():
    with pytest.raises(NetworkError) as caught:
        toy.toy_network(
            **{
                RAIL: {"length_km": -1.0},
                "alpha.port-beta.port": {"mode": "zeppelin"},
                "beta.port-beta.road": {"mode": "drayage"},
            }
        )
    assert "the network has" in str(caught.value)
    for fragment in (
        "has no length",
        "has an unknown mode",
        "is drayage that does not reach a city",
    ):
        assert fragment in str(caught.value)


def test_of_many_faults_the_first_are_named(model):
    links = model.network.links
    with pytest.raises(
        NetworkError, match=rf"the network has {len(links)} faults: .*; and more$"
    ) as caught:
        Network(model.network.nodes, links.assign(mode="zeppelin"))
    assert str(caught.value).count("has an unknown mode") == MAX_FAULTS
