"""Every name that is printed is a name that is taken."""

import json

import pandas as pd
import pytest

from instc.comparison.alternatives import chosen_words
from instc.comparison.record import hindrances
from instc.routing.corridors import avoided
from instc.tables.schema import data_dir
from instc.tables.words import AVOID, END, KEY, SCENARIO, SUBJECT, VIA, resolve

PAIRS = [
    ("Mumbai", "Moscow"), ("Mumbai", "Helsinki"), ("Chelyabinsk", "Jeddah"), ("Chennai", "Tashkent"), ("Mombasa", "Baku"), ("Hamburg", "Tehran"),
    ("Singapore", "Almaty"), ("Delhi", "Yekaterinburg"),
]  # fmt: skip


@pytest.fixture(scope="module", params=PAIRS, ids="-".join)
def answer(request, model):
    return model.compare(*request.param, draws=1)


def test_places_and_straits_of_every_leg(answer):
    words = answer.world.words
    said = set()
    for way in answer.alternatives.values():
        legs = way.itinerary.legs()
        said |= {*legs["start_name"], *legs["end_name"]}
        said |= {*way.itinerary.passages, *way.itinerary.limited}
    assert len(said) > 10
    for name in said:
        assert resolve(words, name, VIA).id
        assert resolve(words, name, AVOID).id


def test_the_ends(answer):
    for end in (answer.origin, answer.destination):
        for name in (end.name, end.place_id, *end.node_ids):
            assert answer.world.end(name)[1].name == end.name


def test_corridors_by_label_name_and_id(answer):
    world = answer.world
    labels = answer.table["label"].tolist()
    for name, way in answer.alternatives.items():
        own = answer.sample("days", name).tolist()
        side = world.sides[way.family]
        assert (
            chosen_words(world, [side.label])
            == {side.side_id}
            == chosen_words(world, [side.side_id])
        )
        if way.kin:
            assert chosen_words(world, [way.kin]) == {way.kin}
        for corridor in way.named:
            assert chosen_words(world, [corridor]) == {corridor}
            read = chosen_words(world, [world.called(corridor)])
            assert read == {corridor}
            assert answer.sample("days", corridor).tolist() == own
        if labels.count(way.label) == 1:  # two stations of one city can't be told apart by name
            assert answer.sample("days", way.label).tolist() == own
    printed = zip(answer.unavailable, hindrances(answer), strict=True)
    for name, called in printed:
        assert chosen_words(world, [called]) == {name}


def test_the_tables_that_the_network_prints(cli, model):
    for command, column in (("nodes", "node_id"), ("links", "link_id")):
        rows = json.loads(cli("network", command, "--format", "json").out)["rows"]
        assert len(rows) > 100
        for row in rows:
            if row.get("kind") != "gate":  # a side of a strait is no place
                assert avoided(model.network, [row[column]], model.words).any(), row[column]


def test_scenarios_parameters_and_straits(model):
    words = model.words
    kinds = {"scenario": SCENARIO, "parameter": KEY, "passage": SUBJECT, "water": AVOID}
    for (kind, key), meaning in words.known.items():
        if kind in kinds:
            assert resolve(words, meaning.name, kinds[kind]).id == key


def test_every_port_that_a_lane_reaches(model):
    """One of several of a name is printed with its country, one of two in a country with its code."""
    ports = pd.read_csv(data_dir() / "geodata" / "ports.csv", keep_default_na=False)
    known = model.words.known
    called = {}
    for node_id in ports.loc[ports["point"] >= 0, "node_id"]:
        if ("port", node_id) in known:
            called[node_id] = known["port", node_id].name
    assert len(called) > 3000
    assert {key: resolve(model.words, name, END).id for key, name in called.items()} == {
        key: key for key in called
    }
    assert called["gbchd.port"] == "Charleston (GB)"
    assert called["aedxb.port"] == "Dubai (AEDXB)"


def test_every_place(model):
    for (kind, key), meaning in model.words.known.items():
        if kind == "place":
            assert resolve(model.words, meaning.name, END).id == key


@pytest.mark.parametrize("word", ["GBCHD", "AEDXB", "USCHS", "BYBQT"])
def test_a_port_that_is_typed_by_its_code_is_printed_so(word, model):
    world, end = model.end(word)
    assert world.end(end.name)[1] == end
