"""Every row of the speed budget as a ratio in one run, printed and kept, never asserted: ``pytest tests/bench --benchmark-only -s``."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import instc.model
from clock import cold, race, warm
from instc.comparison.question import Question
from instc.matrix import distance_matrix
from instc.network.load import built_hash
from instc.network.sea_lanes import read_sea
from instc.notebook.widget import Answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


COMPARE = ("-m", "instc", "compare", "Mumbai", "Moscow", "--draws", "10000")
FRONT = "import instc; m = instc.load_model(); m.compare('Mumbai', 'Moscow', draws=1_000_000).table"
PAIRS = [
    ("Mumbai", "Moscow"), ("Moscow", "Mumbai"), ("Mumbai", "St Petersburg"), ("Mumbai", "Astrakhan"), ("Delhi", "Moscow"),
    ("Ahmedabad", "Yekaterinburg"), ("Chennai", "Novosibirsk"), ("Mumbai", "Baku"), ("Mumbai", "Tbilisi"), ("Mumbai", "Almaty"),
    ("Mumbai", "Tashkent"), ("Mumbai", "Minsk"), ("Mumbai", "Helsinki"), ("Chelyabinsk", "Jeddah"), ("Moscow", "Dubai"),
    ("Moscow", "Mombasa"), ("Kazan", "Muscat"), ("Tehran", "Moscow"), ("Tehran", "Tashkent"), ("Volgograd", "Riyadh"),
]  # fmt: skip


def once(benchmark: Callable, ask: Callable[[], Any]) -> Any:
    """Let the whole measurement be the benchmark: the ratios are what counts."""
    return benchmark.pedantic(ask, rounds=1)


def answer(model: instc.model.Model, *pair: str, draws: int = 10_000) -> object:
    return model.compare(*pair, draws=draws).table


def test_help(benchmark, figures):
    nothing, asked, bare = ("-c", "pass"), ("-m", "instc", "--help"), ("-m", "instc")
    (least, *_), (ours, *_), (shown, *_) = once(
        benchmark, lambda: race(nothing, asked, bare, rounds=9)
    )
    figures.note(
        "instc --help, cold", ours / least, "x python -c pass", most=10, seconds=round(ours, 3)
    )
    figures.note("instc, cold", shown / ours, "x its --help", most=1.5, seconds=round(shown, 3))


def test_compare_cold_and_warm(benchmark, figures):
    theirs, ours = once(benchmark, lambda: race(("-c", "import geopandas"), COMPARE, rounds=15))
    figures.note(
        "instc compare Mumbai Moscow, cold",
        ours.processor / theirs.processor,
        "x import geopandas",
        most=2,
        seconds=round(ours.processor, 3),
        megabytes=round(ours.megabytes),
    )
    figures.note(
        "instc compare Mumbai Moscow, cold, by the clock",
        ours.clock / theirs.clock,
        "x import geopandas",
        most=2,
        seconds=round(ours.clock, 3),
    )
    model = instc.model.load_model()
    answer(model, "Mumbai", "Moscow")
    again = warm(lambda: answer(model, "Mumbai", "Moscow"), rounds=7)
    figures.note(
        "the same warm, in process",
        again / ours.processor,
        "x the cold one",
        most=0.05,
        seconds=round(again, 3),
    )


def test_a_million_draws(benchmark, figures):
    model = instc.model.load_model()
    answer(model, "Mumbai", "Moscow")
    few = warm(lambda: answer(model, "Mumbai", "Moscow"))
    many = once(
        benchmark,
        lambda: warm(lambda: answer(model, "Mumbai", "Moscow", draws=1_000_000), rounds=1),
    )
    figures.note(
        "1,000,000 draws of every alternative, warm",
        many / few,
        "x 10,000 draws",
        most=130,
        seconds=round(many, 2),
    )
    figures.note("1,000,000 draws, peak memory", cold("-c", FRONT, rounds=1)[1], "MB", most=1000)


def test_twenty_pairs(benchmark, figures):
    def ask(pairs: list[tuple[str, str]]) -> float:
        start = time.process_time()
        model = instc.model.load_model()
        for pair in pairs:
            answer(model, *pair)
        return time.process_time() - start

    ask(PAIRS[:1])
    one, all_ = once(benchmark, lambda: (min(ask(PAIRS[:1]) for _ in range(3)), ask(PAIRS)))
    figures.note(
        "one scenario x 20 pairs x 10,000 draws",
        all_ / one,
        "x one pair, model loaded anew for each",
        most=10,
        seconds=round(all_, 2),
    )


def test_the_interactive_view(benchmark, figures):
    """Each change is one never asked before, in a view that was looked at for a while."""
    world = instc.model.load_model()
    answers, asked = Answers(world), Question("Mumbai", "Moscow")
    for name in ((), ("rasht-astara-open",)):
        answers.answer(world.under(*name), asked)
    answers.answer(world.under(as_of="2017-01-01"), asked)
    answers.answer(world, Question("Mumbai", "Kazan"))
    pairs = [("Delhi", "Moscow"), ("Mundra", "St Petersburg"), ("Chelyabinsk", "Jeddah")]
    days = ("2019-01-01", "2022-07-01", "2024-01-01")
    switches = ("hormuz-closed", "chabahar-rail-open", "rasht-astara-open")
    changes = {
        "pair": [(world, Question(*pair)) for pair in pairs],
        "date": [(world.under(as_of=day), asked) for day in days],
        "two switches": [(world.under(name, "winter"), asked) for name in switches],
        "value": [(world, replace(asked, cargo_value=value)) for value in (5e4, 6e4, 7e4)],
    }

    def slowest(wishes: list[tuple]) -> float:
        spent = []
        for wish in wishes:
            start = time.process_time()
            sliding = wish[1].cargo_value is not None
            assert not answers.answer(*wish, settled=not sliding)["error"]
            spent.append(1000 * (time.process_time() - start))
        return max(spent)

    spent = once(benchmark, lambda: [slowest(wishes) for wishes in changes.values()])
    for change, milliseconds in zip(changes, spent, strict=True):
        figures.note(
            f"interactive view, another {change}", milliseconds, "ms, slowest of three", most=100
        )


def test_map(benchmark, figures, tmp_path: Path):
    file = tmp_path / "map.html"
    ours, theirs = once(
        benchmark,
        lambda: (
            cold("-m", "instc", "map", "Mumbai", "Moscow", "-o", str(file), rounds=1),
            cold("-c", "import folium"),
        ),
    )
    figures.note(
        "instc map, cold",
        ours.processor / theirs.processor,
        "x import folium",
        most=3,
        seconds=round(ours.processor, 2),
        megabytes=round(ours.megabytes),
    )
    figures.note("instc map, file", file.stat().st_size / 1000, "kB", most=600)


def test_sea_matrix(benchmark, figures):
    """1,000 x 1,000 distances between ports; scgraph 2.15 is the last release that brings its map."""
    marnet = pytest.importorskip(
        "scgraph.geographs.marnet", reason="pip install scgraph==2.15.0"
    ).marnet_geograph
    model = instc.model.load_model()
    ports = read_sea(model.folder, built_hash(model.folder))[1]
    afloat = ports[ports["point"] >= 0].iloc[::3].iloc[:1000]
    names = afloat.index.tolist()
    spots = [{"latitude": row.lat, "longitude": row.lon} for row in afloat.itertuples()]
    ours = once(benchmark, lambda: warm(lambda: distance_matrix(model, names, names), rounds=2))
    theirs = warm(lambda: marnet.distance_matrix(spots), rounds=1)
    figures.note(
        "1,000 x 1,000 sea distance matrix against scgraph",
        ours / theirs,
        "x scgraph 2.15, marnet",
        most=1,
        seconds=round(ours, 2),
        places=len(names),
    )
