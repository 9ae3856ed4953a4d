"""The rule of sea gates, on a canal between two seas that can be added up by hand, and as shipped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from instc.errors import NetworkError, TableError
from instc.network.gates import check_gates, check_names
from instc.network.load import check_sea
from instc.network.sea_lanes import SeaLanes, read_sea
from instc.tables.schema import data_dir, read_table

GEOD = Geod(ellps="WGS84")
WEST, A, B, EAST, NORTH = range(5)
POINTS = np.array([(0, 0), (1, 0), (1, 0), (2, 0), (1, 30)], dtype=float)
THROUGH, ROUND = [(WEST, A), (B, EAST)], [(WEST, NORTH), (NORTH, EAST)]
PORTS = pd.DataFrame(
    {"name": ["West", "East"], "lon": [0.0, 2.0], "lat": 0.0, "point": [WEST, EAST]},
    index=["west.port", "east.port"],
)
TABLE = pd.DataFrame({"passage_id": ["canal"]})


def lanes(*ends, points=POINTS):
    ends = np.array(ends)
    km = GEOD.inv(*points[ends[:, 0]].T, *points[ends[:, 1]].T)[2] / 1000
    basin = np.array(["ocean"] * len(ends))
    return SeaLanes(points, ends, km, basin, np.zeros(len(ends), bool), {"canal": (A, B)})


def test_a_canal_between_two_seas_keeps_the_rule():
    check_gates(lanes(*THROUGH, *ROUND), PORTS, TABLE)
    check_gates(lanes(*THROUGH), PORTS, TABLE)


@pytest.mark.parametrize(
    ("ends", "ports", "words"),
    [
        ([THROUGH[1], *ROUND], PORTS, "its side canal.a has no lane"),
        ([THROUGH[0], *ROUND], PORTS, "its side canal.b has no lane"),
        (THROUGH, PORTS[1:], "its side canal.a leads to no port"),
        (THROUGH, PORTS[:1], "its side canal.b leads to no port"),
        (THROUGH, PORTS[:0], "leads to no port"),
        # West reaches a round by the north: 2 x 3,321 km, where 111 are straight
        ([(NORTH, A), (B, EAST), *ROUND], PORTS, "West is 111 km off, straight, and 6,642 km by"),
        ([*THROUGH, (WEST, EAST)], PORTS, "closing it changes no way between ports"),
    ],
)
def test_what_breaks_it_is_named_with_its_row_and_the_remedy(ends, ports, words):
    with pytest.raises(NetworkError, match=f"row 2, gate canal: .*{words}.*run: instc build"):
        check_gates(lanes(*ends), ports, TABLE)


def test_a_port_that_no_lane_reaches_is_not_asked():
    lost = pd.DataFrame({"name": "Lost", "lon": 1.0, "lat": 0.5, "point": -1}, index=["lost.port"])
    check_gates(lanes(*THROUGH), pd.concat([PORTS, lost]), TABLE)


def test_lanes_and_table_have_the_same_gates():
    there = lanes(*THROUGH)
    strait = pd.DataFrame({"passage_id": ["canal", "strait"]})
    with pytest.raises(TableError, match=r"passages\.csv row 3, gate strait: .*no such gate"):
        check_names(there, strait)
    with pytest.raises(TableError, match=r"no row canal, but the sea lanes have this gate"):
        check_names(there, strait[1:].assign(passage_id="canal")[:0])


class TestAsShipped:
    def test_each_gate_keeps_the_rule(self):
        assert check_sea(data_dir()) == len(read_table("passages"))

    @pytest.mark.parametrize("name", read_table("passages")["passage_id"].tolist())
    @pytest.mark.parametrize("side", [0, 1], ids="ab")
    def test_a_side_that_loses_its_lanes_is_named(self, name, side):
        sea, ports = read_sea(data_dir(), "")
        point = sea.gates[name][side]
        left = ~(sea.ends == point).any(axis=1)
        cut = replace(
            sea, ends=sea.ends[left], km=sea.km[left], basin=sea.basin[left],
            corridor=sea.corridor[left],
        )  # fmt: skip
        with pytest.raises(NetworkError, match=rf"gate {name}: its side {name}\.{'ab'[side]} "):
            check_gates(cut, ports, read_table("passages"))

    def test_panama_joins_two_oceans(self, model):
        """New York - Los Angeles: 9,219 km in print; round Cape Horn it is more than twice as far."""
        by_canal = model.route("USNYC", "USLAX", mode="sea")
        assert by_canal.passages == ["panama"]
        assert by_canal.length_km == pytest.approx(9219, rel=0.02)
        assert model.route("USNYC", "USLAX", mode="sea", avoid=["panama"]).length_km > 20_000
