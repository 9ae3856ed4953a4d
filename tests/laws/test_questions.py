"""Relations that answers on the real network keep: ends are cities, coordinates and world ports; worlds have scenarios, days and tables of a user."""

from __future__ import annotations

import json
import random
import shlex

import numpy as np
import pandas as pd
import pytest

import instc
from conftest import is_deep
from instc.errors import InstcError
from instc.scenarios.scenario import shipped_scenarios
from instc.tables.schema import data_dir, read_table
from instc.tables.words import END, resolve

PUSH, DEEP = 8, 400
OBJECTIVES = ("days", "usd_per_teu", "co2e_kg_per_teu", "generalised_usd")
COSTS = dict(zip(OBJECTIVES, ("hours", "usd", "co2e_kg", "generalised_usd"), strict=True))
WORDS = (
    "Suez", "Hormuz", "Red Sea", "Bosporus", "Malacca", "Gibraltar", "Panama", "Iran", "Baku",
    "Astara", "Incheh-Borun", "Bandar Abbas", "Azerbaijan", "Singapore", "Turkmenbashi", "Kiel",
)  # fmt: skip
WORLDS = [()] + [(name,) for name in shipped_scenarios()]


def pytest_generate_tests(metafunc):
    """Ask more where the long form is asked for."""
    if "number" in metafunc.fixturenames:
        cases = DEEP if is_deep(metafunc.config) else PUSH
        metafunc.parametrize("number", range(cases))


@pytest.fixture(scope="module")
def ends():
    """Every city, world ports that a lane reaches, and spots some kilometres from a city."""
    places = read_table("places")
    ports = pd.read_csv(data_dir() / "geodata" / "ports.csv", keep_default_na=False)
    near = places.assign(lon=places["lon"] + 0.03, lat=places["lat"] + 0.02)
    spots = [f"{lon:.4f},{lat:.4f}" for lon, lat in zip(near["lon"], near["lat"], strict=True)]
    codes = ports.loc[ports["point"] >= 0, "unlocode"]
    return [places["name"].tolist(), spots, codes.tolist()]


def drawn(number, ends):
    """A question and a world of it: the same for a number each time; by sea from port to port."""
    dice = random.Random(number)
    kinds = [dice.choice(ends) for _ in range(2)]
    asked = {"minimise": dice.choice(OBJECTIVES), "mode": None}
    if number % 4 == 0:
        kinds, asked["mode"] = ends[-1:] * 2, "sea"
    pair = [dice.choice(kind) for kind in kinds]
    return dice, pair, asked, {"scenarios": list(dice.choice(WORLDS))}


def cost(where, pair, asked, **more):
    """What the best way costs by its objective; infinite where there is none or none is meant."""
    try:
        way = instc.load_model(**where).route(*pair, **asked, **more)
    except InstcError:
        return np.inf
    return way.links[COSTS[asked["minimise"]]].sum()


def test_avoiding_never_helps(number, ends):
    dice, pair, asked, where = drawn(number, ends)
    free = cost(where, pair, asked)
    assert cost(where, pair, asked, avoid=[dice.choice(WORDS)]) >= free - 1e-6


def test_a_stop_never_helps(number, ends):
    dice, pair, asked, where = drawn(number, ends)
    free = cost(where, pair, asked)
    assert cost(where, pair, asked, via=[dice.choice(WORDS)]) >= free - 1e-6


def test_what_a_scenario_closes_is_what_the_word_avoids(number, ends, tmp_path):
    """A strait that is shut and one that is avoided leave the same ways."""
    dice, pair, asked, where = drawn(number, ends)
    strait = dice.choice(WORDS[:7])
    file = tmp_path / "shut.toml"
    file.write_text(f'close = ["{strait}"]\n', encoding="utf-8")
    shut = {"scenarios": [*where["scenarios"], str(file)]}
    assert cost(shut, pair, asked) == pytest.approx(cost(where, pair, asked, avoid=[strait]))


def test_ids_and_printed_names_mean_what_the_word_means(number, ends):
    _, pair, asked, where = drawn(number, ends)
    model = instc.load_model(**where)
    try:
        world, _ = model.end(pair[0], mode=asked["mode"])
        called = [world.end(text, mode=asked["mode"])[1] for text in pair]
    except InstcError:
        pytest.skip("refused, and tests of refusals see to that")
    free = cost(where, pair, asked)
    printed = [end.name for end in called]
    assert cost(where, printed, asked) == pytest.approx(free)
    ids = [resolve(model.words, text, END).id for text in pair if "," not in text]
    if len(ids) == len(pair):
        assert cost(where, ids, asked) == pytest.approx(free)


def test_the_printed_command_asks_the_same(number, ends, cli):
    dice, pair, asked, where = drawn(number, ends)
    more = dice.choice([{}, {"via": [dice.choice(WORDS)]}, {"avoid": [dice.choice(WORDS)]}])
    try:
        mine = instc.load_model(**where).simulate_route(
            *pair, **asked, **more, draws=50, seed=number + 1
        )
    except InstcError:
        pytest.skip("refused, and tests of refusals see to that")
    first = cli(*shlex.split(mine.again)[1:], "--format", "json")
    assert first.code == 0
    assert json.loads(first.out) == json.loads(json.dumps(mine.route_dict()))


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    """A folder of a user's tables: a town that no journey passes, on a railway of its own."""
    folder = tmp_path_factory.mktemp("beside")
    rows = {
        "places": "markville,MARKville,RU,37.9,55.9,,author_estimate",
        "nodes": (
            "markville,markville,city,door,,RU,37.9,55.9,author_estimate\n"
            "markville.rail1520,markville,terminal,rail,1520,RU,37.95,55.9,author_estimate"
        ),
        "links": (
            "markville.rail1520-markville,markville.rail1520,markville,drayage,false,5,"
            "pace.drayage,dwell.road_terminal,rate.drayage,,intensity.drayage,,,,D,"
            "author_estimate,a spur\n"
            "markville.rail1520-moscow.rail1520,markville.rail1520,moscow.rail1520,rail,false,40,"
            "pace.rail_ru,,rate.rail_ru,,intensity.rail_ru,,,,D,author_estimate,a spur"
        ),
    }
    shipped = instc.load_model().home.seeds
    for name, text in rows.items():
        head = (shipped / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (folder / f"{name}.csv").write_text(f"{head}\n{text}\n", encoding="utf-8")
    return folder


def test_a_town_beside_the_way_changes_nothing(number, ends, beside):
    _, pair, asked, where = drawn(number, ends)
    wider = {**where, "extra": beside}
    assert cost(wider, pair, asked) == pytest.approx(cost(where, pair, asked))
