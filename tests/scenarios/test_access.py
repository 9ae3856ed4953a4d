"""Links to typed places: as long as the road is, as far as a lorry goes."""

import pandas as pd
import pytest
from pyproj import Geod

import toy
from instc.errors import LocationError
from instc.scenarios.access import with_end


class TestWithEnd:
    def test_road_length_is_the_great_circle_times_circuity(self):
        network = with_end(toy.toy_network(), "here", 20.0, 1.0, circuity=1.5, reach_km=300)
        new = network.links.loc[
            "omega.rail1520-here"
        ]  # handling of the terminal's own drayage, its direction kept
        expected = Geod(ellps="WGS84").inv(20.0, 1.0, 20.0, 0.0)[2] / 1000 * 1.5
        assert new["length_km"] == pytest.approx(expected, abs=0.05)  # written to 0.1 km
        assert (new["mode"], new["dwell_id"], new["fee_id"]) == (
            "drayage",
            "dwell.door",
            "fee.door",
        )

    def test_out_of_reach(self):
        with pytest.raises(
            LocationError, match=r"the nearest terminal is \d+ km away by road, more than 300 km"
        ):
            with_end(toy.toy_network(), "here", 20.0, 5.0, circuity=1.3, reach_km=300)

    def test_the_network_given_is_unchanged(self):
        network = toy.toy_network()
        nodes, links = network.nodes.copy(), network.links.copy()
        with_end(network, "here", 20.0, 1.0, circuity=1.3, reach_km=300)
        pd.testing.assert_frame_equal(network.nodes, nodes)
        pd.testing.assert_frame_equal(network.links, links)
