"""What a person types becomes an end of a way: a name, a port of the world, coordinates on land."""

from __future__ import annotations

import pytest
import shapely
from pyproj import Geod

import toy
from instc.errors import AmbiguousPlaceError, LocationError, UnknownIdError
from instc.scenarios.access import locate, with_end, with_port
from little_worlds import little_land

GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize("text", ["Mumbai", "Bombay", "मुंबई", "mumbai", " Mumbai "])
def test_a_name_in_any_spelling_is_the_place(model, text):
    world, end = locate(model, text)
    assert (world, end.place_id, end.scope) == (model, "mumbai", "door")


def test_a_code_or_a_facility_is_a_port(model):
    world, end = locate(model, "INNSA")
    assert (world, end.scope) == (model, "port")
    assert end.node_ids == ("nhava_sheva.port",)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("", UnknownIdError, "an empty text names no place"),
        ("  ", UnknownIdError, "an empty text names no place"),
        ("Moskow", UnknownIdError, 'did you mean "Moscow"'),
        ("Astara", AmbiguousPlaceError, "astara_ir"),
        ("65,15", LocationError, "lie at sea"),
        ("55.7,37.6", LocationError, "did you mean 37.6,55.7"),
        ("-100,40", LocationError, "more than 300 km"),
    ],
)
def test_what_can_not_be_meant(model, text, error, said):
    with pytest.raises(error) as told:
        locate(model, text)
    assert said in str(told.value)


def test_coordinates_are_no_facility(model):
    with pytest.raises(LocationError, match="name a facility where one mode is asked for"):
        locate(model, "37.6,55.7", mode="rail")


def test_coordinates_are_a_city_of_their_own(model):
    world, end = locate(model, "37.6,55.7")
    assert end.node_ids == ("place_e37_60000_n55_70000",)
    assert world.added == end.node_ids
    assert end.node_ids[0] not in model.network.nodes.index
    again, same = locate(world, "37.6,55.7")
    assert (again, same.node_ids) == (world, end.node_ids)
    hours = world.network.links["hours"]
    assert hours[hours.index.str.contains(end.node_ids[0])].gt(0).all()  # priced


def test_a_port_of_the_world_is_added_with_prices(model):
    world, end = locate(model, "Singapore")
    assert end.node_ids == ("sgsin.port",)
    assert world.added == ("sgsin.port",)
    fresh = world.network.links.index.difference(model.network.links.index)
    links = world.network.links.loc[fresh]
    assert len(links)
    assert links[["hours", "usd", "co2e_kg"]].notna().all(axis=None)
    old = model.network.links.index
    assert world.network.links.loc[old, "usd"].equals(model.network.links["usd"])


def test_a_place_of_the_corridor_adds_no_port(model):
    """A name of both is the place of the corridor."""
    assert locate(model, "Baku")[0] is model


class TestCoordinates:
    """On the toy: omega's terminal lies at 20, 0."""

    LAND = little_land({"XX": shapely.box(-2, -3, 3, 3), "ZZ": shapely.box(15, -3, 25, 3)})

    def test_a_link_each_way_that_the_terminal_has(self):
        asked = {"circuity": 1.2, "reach_km": 300, "land": self.LAND}
        network = with_end(toy.toy_network(), "here", 20.0, 1.0, **asked)
        new = network.links.index.difference(toy.toy_network().links.index)
        assert set(new) == {"omega.rail1520-here", "omega.port-here"}
        line = network.links.at["omega.rail1520-here", "geometry"]
        assert shapely.get_coordinates(line).tolist() == [[20.0, 0.0], [20.0, 1.0]]
        city = network.nodes.loc["here"]
        assert (city["kind"], city["mode"], city["name"]) == ("city", "door", "20,1 (Land ZZ)")

    def test_from_a_city_that_is_the_origin(self):
        asked = {"circuity": 1.0, "reach_km": 300, "land": self.LAND}
        network = with_end(toy.toy_network(), "here", 0.0, 1.0, **asked)
        link = network.links.loc["here-alpha.port"]
        km = GEOD.inv(0.0, 1.0, 0.2, 0.0)[2] / 1000
        assert link["great_circle_km"] == pytest.approx(km)
        assert link["length_km"] == round(km, 1)
        assert shapely.get_coordinates(link["geometry"]).tolist() == [[0.0, 1.0], [0.2, 0.0]]

    def test_only_what_is_in_reach(self):
        km = GEOD.inv(20.0, 1.0, 20.0, -1.0)[2] / 1000
        for reach, found in ((km - 1, 1), (km + 1, 2)):
            asked = {"circuity": 1.0, "reach_km": reach, "land": self.LAND}
            network = with_end(toy.toy_network(), "here", 20.0, 1.0, **asked)
            assert len(network.links) == len(toy.LINKS) + found


def test_a_port_that_is_there_changes_nothing():
    network = toy.toy_network()
    assert with_port(network, None, None, "alpha.port") is network
