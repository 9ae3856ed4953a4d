"""Lanes, fairways and gates as links, on seas of a few points: names, ends, lengths, lines, nodes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from instc.network.load import read_joined
from instc.network.sea_lanes import SeaLanes
from instc.network.sea_links import (
    DRAWN_KM,
    fairway_links,
    gate_links,
    junctions,
    lane_links,
    point_name,
)
from instc.tables.schema import data_dir

DEGREE_KM = 6378.137 * np.pi / 180  # of the equator of WGS 84
GEOD = Geod(ellps="WGS84")


def sea(points, ends, *, basin=None, gates=None):
    """Make a sea whose lanes are as long as one may say: 100 km, 200 km, 300 km and so on."""
    km = 100.0 * np.arange(1, len(ends) + 1)
    basins = np.array(basin or ["ocean"] * len(ends))
    used = np.ones(len(ends), dtype=bool)
    return SeaLanes(np.array(points, dtype=float), np.array(ends), km, basins, used, gates or {})


def links_of(lanes, stops=()):
    return lane_links(lanes, lanes.corridor, stops)


CANAL = sea([(0, 0), (1, 0), (1, 0), (2, 0)], [(0, 1), (2, 3)], gates={"canal": (1, 2)})


def test_a_point_is_a_number_or_the_side_of_a_gate():
    assert [point_name(CANAL, number) for number in range(4)] == [
        "sea.00000", "canal.a", "canal.b", "sea.00003",
    ]  # fmt: skip


def test_a_link_runs_from_the_name_that_comes_first_and_so_does_its_line():
    """``canal.a`` stands before ``sea.00000``, and the lane was drawn towards it."""
    links = links_of(CANAL)
    assert links[["from_node_id", "to_node_id"]].to_numpy().tolist() == [
        ["canal.a", "sea.00000"],
        ["canal.b", "sea.00003"],
    ]
    assert [list(line.coords) for line in links.geometry] == [
        [(1, 0), (0, 0)],
        [(1, 0), (2, 0)],
    ]


def test_lanes_are_added_up_to_the_next_stop():
    """100 + 200 km to the stop, 300 + 400 km from it; each in its basin."""
    lanes = sea(
        [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)],
        [(0, 1), (2, 1), (2, 3), (4, 3)],
        basin=["gulf", "gulf", "ocean", "ocean"],
    )
    for stops in ([], [2]):  # where the basin changes a link ends anyway
        links = links_of(lanes, stops)
        assert links["length_km"].to_dict() == {
            "sea.00000-sea.00002": 300.0,
            "sea.00002-sea.00004": 700.0,
        }
        assert links["basin"].tolist() == ["gulf", "ocean"]


def test_a_lane_that_is_not_used_ends_no_link():
    """Three lanes meet at point 1, and two of them are taken."""
    lanes = sea([(0, 0), (1, 0), (2, 0), (1, 1)], [(0, 1), (1, 2), (1, 3)])
    assert len(links_of(lanes)) == 3
    two = lane_links(lanes, np.array([True, True, False]), [])
    assert two["length_km"].to_dict() == {"sea.00000-sea.00002": 300.0}


def test_a_gate_ends_a_link_though_lanes_lead_on():
    lanes = sea([(0, 0), (1, 0), (2, 0), (1, 0)], [(0, 1), (1, 2)], gates={"canal": (1, 3)})
    assert links_of(lanes)["length_km"].to_dict() == {
        "canal.a-sea.00000": 100.0,
        "canal.a-sea.00002": 200.0,
    }


@pytest.mark.parametrize(
    ("order", "km"),
    [
        ([(0, 1), (0, 2), (2, 1)], 100.0),
        ([(0, 2), (0, 1), (2, 1)], 200.0),
        ([(0, 2), (2, 1), (0, 1)], 300.0),
    ],
    ids=["100 or 200 + 300", "100 + 300 or 200", "100 + 200 or 300"],
)
def test_of_two_links_with_the_same_ends_the_shorter_stays(order, km):
    links = links_of(sea([(0, 0), (2, 0), (1, 1)], order), [0, 1])
    assert links["length_km"].to_dict() == {"sea.00000-sea.00001": km}


@pytest.mark.parametrize(("degrees", "between"), [(1.7, 0), (1.9, 1), (5.0, 2), (5.5, 3)])
def test_a_long_lane_has_points_at_even_distances(degrees, between):
    """A lane of 5 degrees is 556.6 km: three parts of 185.5 km."""
    line = links_of(sea([(10, 0), (10 + degrees, 0)], [(0, 1)])).geometry.iloc[0]
    assert len(line.coords) == 2 + between
    steps = np.diff([lon for lon, _ in line.coords])
    assert steps == pytest.approx(degrees / (between + 1), abs=2e-5)
    assert steps.max() * DEGREE_KM <= DRAWN_KM + 0.01


def test_lines_run_on_over_the_seam_east_and_west_each_by_itself():
    lanes = sea(
        [(179.5, 0), (-179.5, 0), (-178.5, 0), (-179.5, 9), (179.5, 9), (0, 5), (1, 5)],
        [(0, 1), (1, 2), (3, 4), (5, 6)],
    )
    lines = links_of(lanes).geometry
    assert lines["sea.00000-sea.00002"].coords[:] == [(179.5, 0), (180.5, 0), (181.5, 0)]
    assert lines["sea.00003-sea.00004"].coords[:] == [(-179.5, 9), (-180.5, 9)]
    assert lines["sea.00005-sea.00006"].coords[:] == [(0, 5), (1, 5)]


PORTS = pd.DataFrame(
    {
        "lon": [0.0, 2.0],
        "lat": [1.0, 0.0],
        "point": [1, 2],
        "land_km": [0.0, 0.1],
        "call_fee_id": "fee.call",
    },
    index=["a.port", "b.port"],
)


def test_a_fairway_joins_a_port_with_its_point():
    """Port b lies a degree of the equator west of point 2; a stretch over land is an estimate."""
    lanes = sea([(-1, 0), (0, 0), (3, 0)], [(0, 1), (1, 2)], basin=["gulf", "ocean"])
    links = fairway_links(PORTS, lanes)
    assert links[["from_node_id", "to_node_id"]].to_numpy().tolist() == [
        ["a.port", "sea.00001"],
        ["b.port", "sea.00002"],
    ]
    assert links.index.tolist() == ["a.port-fairway", "b.port-fairway"]
    assert links["length_km"].tolist() == pytest.approx([110.574, DEGREE_KM], abs=0.001)
    assert links["grade"].tolist() == ["C", "D"]
    assert links["fee_id"].tolist() == ["fee.call", "fee.call"]
    assert links.at["b.port-fairway", "basin"] == "ocean"
    assert links.at["b.port-fairway", "geometry"].coords[:] == [(2, 0), (3, 0)]


def test_no_port_has_no_fairway():
    links = fairway_links(PORTS.head(0), CANAL)
    assert links.empty
    assert links.crs == "EPSG:4326"


def test_gates_are_passages_without_a_length():
    gates = {"strait": (0, 1), "canal": (2, 3)}
    links = gate_links(sea([(5, 0), (5, 0), (7, 0), (7, 0)], [(0, 2)], gates=gates))
    assert links.index.tolist() == ["canal.a-canal.b", "strait.a-strait.b"]
    assert links["passage_id"].tolist() == ["canal", "strait"]
    assert set(links["mode"]) == {"passage"}
    assert set(links["length_km"]) == {0.0}
    assert links.geometry.iloc[0].coords[:] == [(7, 0), (7, 0)]


def test_points_where_lanes_meet_become_nodes_once():
    """Of ``canal.a - sea.00000`` and ``canal.b - sea.00003`` one end is known already."""
    known = gpd.GeoDataFrame(index=["sea.00003"], geometry=[shapely.Point(2, 0)], crs="EPSG:4326")
    links = pd.concat([links_of(CANAL), gate_links(CANAL)])
    nodes = junctions(links, known.index)
    assert nodes["kind"].to_dict() == {
        "canal.a": "gate",
        "canal.b": "gate",
        "sea.00000": "junction",
    }
    assert nodes["lon"].tolist() == [1, 1, 0]
    assert nodes.geometry.tolist() == shapely.points(nodes[["lon", "lat"]]).tolist()


def test_the_corridor_pays_at_suez():
    links = read_joined(data_dir() / "geodata", data_dir() / "seeds")[1]
    suez = links.loc["suez.a-suez.b"]
    assert (suez["passage_id"], suez["dwell_id"]) == ("suez", "dwell.suez")
    assert links.at["nhava_sheva.port-fairway", "fee_id"] == "fee.sea_call"
