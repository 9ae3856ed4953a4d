"""Coordinates have an area of use: a lorry stays on land and passes open borders; a world with them is a value."""

# ruff: noqa: S301

from __future__ import annotations

import pickle

import pandas as pd
import pytest

import instc
from instc.scenarios.access import locate

KHASAB, BAHRAIN, KERCH = "56.25,26.19", "50.5,26.1", "36.4,45.3"
NORTH_OF_SAMUR, SOUTH_OF_SAMUR = "48.4,41.9", "48.9,41.3"
REFUSED = {  # no road leads from here to there: what the line says, and what it names instead
    ("24.75,59.43", "Helsinki"): ("water or a border lies between", "Riga, 366 km"),
    ("129.7,41.85", "Vladivostok"): ("North Korea - Russia is under construction", "name a port"),
    ("37.55,47.1", "Rostov-on-Don"): ("Ukraine - Russia is shut since 2022-02-28", "name a port"),
    (KERCH, "Novorossiysk"): ("shut at Crimean (Kerch) Bridge since 2022-12-11", "name a port"),
    ("0,0", "Moscow"): ("lie at sea", ""),
}


@pytest.mark.parametrize("pair", REFUSED, ids=" - ".join)
def test_no_lorry_where_no_road_leads(pair, cli):
    told = cli("route", *pair)
    assert told.code == 2
    assert told.err.count("\n") == 1
    for words in REFUSED[pair]:
        assert words in told.err


def legs(origin, destination, **where):
    return instc.load_model(**where).route(origin, destination).legs()


def test_khasab_reaches_bandar_abbas_by_land_and_ship_while_hormuz_is_shut():
    way = legs(KHASAB, "Bandar Abbas", scenarios=["hormuz-closed"])
    assert list(way["mode"][:4]) == ["drayage", "border", "drayage", "sea"]
    assert way["end"].iloc[2] == "jebel_ali.port"


def test_absheron_reaches_turkmenbashi_by_ship():
    way = legs("50.25,40.35", "Turkmenbashi")
    assert way.set_index("mode").at["ferry", "start"] == "alat.ferry"


def test_turkey_reaches_yerevan_through_georgia():
    """Posts of Turkey and Armenia are shut: no border of the way joins the two."""
    world, end = locate(instc.load_model(), "43.1,40.6")
    links, country = world.network.links, world.network.nodes["country"]
    ours = links.index.str.contains(end.place_id) & (links["mode"] == "border")
    sides = links.loc[ours, ["from_node_id", "to_node_id"]].apply(lambda one: one.map(country))
    assert {frozenset(pair) for pair in sides.to_numpy()} == {frozenset(("TR", "GE"))}


@pytest.mark.parametrize(
    ("day", "open_"), [("2018-09-30", False), ("2018-10-01", True), ("2022-10-08", False)]
)
def test_a_bridge_carries_lorries_from_its_first_day_until_it_is_shut(day, open_):
    world = instc.load_model(as_of=day)
    if open_:
        assert "border" in set(world.route(KERCH, "Novorossiysk").legs()["mode"])
    else:
        with pytest.raises(instc.errors.NoRoadError, match="Kerch"):
            world.route(KERCH, "Novorossiysk")


def test_the_key_of_an_answer_tells_the_days_of_a_bridge_apart():
    before, after = (instc.load_model(as_of=day) for day in ("2018-09-30", "2018-10-01"))
    assert before.state_key != after.state_key


def test_a_scenario_shuts_a_causeway(tmp_path):
    file = tmp_path / "shut.toml"
    file.write_text('name = "shut"\nclose = ["king_fahd"]\n', encoding="utf-8")
    assert instc.load_model().route(BAHRAIN, "Dammam").legs()["mode"].iloc[0] == "drayage"
    with pytest.raises(instc.errors.NoRoadError, match="Bahrain"):
        instc.load_model(scenarios=[str(file)]).route(BAHRAIN, "Dammam")


def test_the_name_that_is_printed_is_taken(model, cli):
    world, end = locate(model, SOUTH_OF_SAMUR)
    assert end.name == "48.9,41.3 (Azerbaijan)"
    again, same = locate(model, end.name)
    assert (again, same) == (world, end)
    first = cli("route", SOUTH_OF_SAMUR, "Moscow", "--format", "json").out
    named = cli("route", end.name, "Moscow", "--format", "json").out
    assert named.replace("'48.9,41.3 (Azerbaijan)'", SOUTH_OF_SAMUR) == first


def test_a_metre_is_told_apart_and_no_less(model):
    ours = locate(model, "48.900001,41.299999")
    assert ours == locate(model, SOUTH_OF_SAMUR)
    far_east = locate(model, "131.123456,44.1")[1]
    assert far_east.name == "131.12346,44.1 (China)"
    assert locate(model, far_east.name)[1] == far_east


def test_two_points_give_one_world_in_either_order(model):
    north, south = NORTH_OF_SAMUR, SOUTH_OF_SAMUR
    here = locate(locate(model, north)[0], south)[0]
    there = locate(locate(model, south)[0], north)[0]
    assert here == there
    for name in ("nodes", "links"):
        ours, theirs = (getattr(one.network, name).sort_index() for one in (here, there))
        pd.testing.assert_frame_equal(pd.DataFrame(ours), pd.DataFrame(theirs), check_like=True)


def test_a_world_with_coordinates_travels_without_the_land(model):
    world, end = locate(model, SOUTH_OF_SAMUR)
    assert "land" in vars(world)
    back = pickle.loads(pickle.dumps(world))
    assert "land" not in vars(back)
    assert back == world
    assert locate(back, end.name) == (back, end)
    ours, theirs = (one.route(end.name, "Moscow") for one in (world, back))
    assert ours.legs().to_json() == theirs.legs().to_json()
