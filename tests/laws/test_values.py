"""Answers are plain values: they travel, compare equal, ask again, and can't change the model."""

# ruff: noqa: ARG001, ARG005, PD002, S301

from __future__ import annotations

import json
import multiprocessing
import pickle
import shlex
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

import instc
from instc.capacity.branch import find_branches, load_capacities
from instc.capacity.ladder import assess
from instc.comparison.comparison import compare
from instc.comparison.question import Question
from instc.scenarios.scenario import load_scenario

DRAWS = 50


@pytest.fixture(scope="module")
def answer(model):
    return model.compare("Mumbai", "Moscow", draws=DRAWS)


@pytest.fixture(scope="module")
def ladder(model):
    values = load_capacities(model.network)
    branch = find_branches("west")[0]
    return assess(model.network, model.corridors, branch, values, model.as_of)[0]


def shown(value):
    """What a value says of itself, whole."""
    if isinstance(value, instc.Comparison):
        return value.to_json()
    if isinstance(value, instc.Itinerary):
        return value.legs().to_json()
    if isinstance(value, instc.Network):
        return value.links.to_json() + value.nodes.to_json()
    return repr(value)


VALUES = {
    "world": lambda model, answer, ladder: model,
    "question": lambda model, answer, ladder: answer.question,
    "comparison": lambda model, answer, ladder: answer,
    "itinerary": lambda model, answer, ladder: answer.alternatives["suez_baltic"].itinerary,
    "network": lambda model, answer, ladder: model.network,
    "scenario": lambda model, answer, ladder: load_scenario("winter"),
    "consignment": lambda model, answer, ladder: model.consignment,
    "ladder": lambda model, answer, ladder: ladder,
    "break-even": lambda model, answer, ladder: answer.breakeven("suez_baltic"),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_the_same_after_pickling(name, model, answer, ladder):
    value = VALUES[name](model, answer, ladder)
    assert shown(pickle.loads(pickle.dumps(value))) == shown(value)


def test_what_comes_back_from_a_pickle_still_answers(answer):
    back = pickle.loads(pickle.dumps(answer))
    assert back.under("hormuz-closed").to_json() == answer.under("hormuz-closed").to_json()
    assert back.sources().equals(answer.sources())
    assert not back.samples["days"].flags.writeable


def test_a_process_of_its_own_answers_the_same(model, answer):
    question = Question("Mumbai", "Moscow", draws=DRAWS)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        back = pool.submit(compare, model, question).result()
        short = pool.submit(compare, model, Question("Tehran", "Moscow", draws=DRAWS)).result()
    assert back.to_json() == answer.to_json()
    assert back == back  # noqa: PLR0124
    assert back.world == model
    here = model.compare("Tehran", "Moscow", draws=DRAWS)
    assert short.map().get_root().render() == here.map().get_root().render()
    assert back.under("winter").to_json() == answer.under("winter").to_json()


def test_threads_answer_the_same(model, answer):
    found = {}

    def ask(number):
        fresh = instc.load_model(scenarios=["hormuz-closed"] if number % 2 else [])
        found[number] = fresh.compare("Mumbai", "Moscow", draws=DRAWS).to_json()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {found[number] for number in (0, 2, 4, 6)} == {answer.to_json()}
    assert len({found[number] for number in (1, 3, 5, 7)}) == 1


def test_worlds_of_one_state_are_equal_and_hash_alike_everywhere(model):
    code = (
        "import instc; from instc.comparison.question import Question; "
        "print(hash(instc.load_model()), hash(Question('Mumbai', 'Moscow', via=('Baku',))))"
    )
    line = [sys.executable, "-c", code]
    seen = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()
    question = Question("Mumbai", "Moscow", via=("Baku",))
    assert seen == [str(hash(instc.load_model())), str(hash(question))]
    assert model == pickle.loads(pickle.dumps(model))
    assert model.under("winter") == instc.load_model(scenarios=["winter"])
    assert model.under("winter") != model
    assert model.under(as_of="2023-01-01") != model
    assert model.valued(1e5) != model
    assert len({model, pickle.loads(pickle.dumps(model)), model.under("winter")}) == 2


def worlds():
    yield "today", {}
    yield "scenario", {"scenarios": ["hormuz-closed"]}
    yield "its own date", {"scenarios": ["normal-2023"]}
    yield "day and two scenarios", {"as_of": "2023-08-27", "scenarios": ["winter", "hormuz-closed"]}


QUESTIONS = [
    Question("Mumbai", "St Petersburg", draws=DRAWS),
    Question(
        "Mumbai", "Moscow", cargo_value=12345.678901234567, deadline=33.3, seed=7, draws=DRAWS
    ),
    Question("Mumbai", "Moscow", via=("Bandar Abbas",), against=("instc_east",), draws=DRAWS),
    Question("Mumbai", "Moscow", avoid=("suez",), draws=DRAWS),
    Question("Mumbai, India", "مسكو", via=("Singapore",), avoid=("Malacca",), draws=DRAWS),
    Question("Chelyabinsk", "Jeddah", via=("Incheh-Borun",), via_all=True, draws=DRAWS),
    Question("IRBUZ", "RUMOW", against=("Suez, transhipped", "INSTC"), draws=DRAWS),
    Question("72.8,19.1", "Moscow", draws=DRAWS),
    Question("56.25,26.19", "50,40.4 (Azerbaijan)", draws=DRAWS),
    Question("-3.7,40.4", "-0.4,39.5", verb="route", draws=DRAWS),
    Question("Mumbai", "Moscow", verb="route", by="time", avoid=("hormuz",), seed=3, draws=DRAWS),
    Question("INNSA", "IRSRP", verb="route", mode="sea", cargo_value=1e6, draws=DRAWS),
]


def asked():
    """Give each question in two worlds, and each world a third of the questions; all of both in the long form."""
    for number, question in enumerate(QUESTIONS):
        for turn, (name, where) in enumerate(worlds()):
            marks = [pytest.mark.deep] if (number + turn) % 3 else []
            told = f"{question.verb} {question.origin}, {name}"
            yield pytest.param(question, where, id=told, marks=marks)


@pytest.mark.parametrize(("question", "where"), [*asked()])
def test_the_printed_command_gives_the_same_bytes(question, where, cli):
    world = instc.load_model(**where)
    try:
        mine = compare(world, question)
    except instc.errors.InstcError as error:
        mine = error
    words = shlex.split(question.command(world))[1:]
    told = cli(words[0], "--format", "json", *words[1:])
    if isinstance(mine, Exception):
        assert told.code in {2, 3}
        assert str(mine) in told.err
    else:
        text = (
            mine.to_json()
            if question.verb == "compare"
            else json.dumps(mine.route_dict(), indent=1, ensure_ascii=False) + "\n"
        )
        assert told.out == text
        assert mine.again == question.command(world)


def test_a_world_under_another_says_its_day(cli):
    world = instc.load_model(as_of="2023-08-27").under("hormuz-closed")
    answer = world.compare("Mumbai", "Moscow", draws=DRAWS)
    assert "--as-of 2023-08-27" in answer.again
    assert cli(*shlex.split(answer.again)[1:], "--format", "json").out == answer.to_json()


@pytest.fixture
def mine(tmp_path):
    """A folder with a marked row for every table that a surface prints."""
    folder = tmp_path / "my tables"
    folder.mkdir()
    rows = {
        "aliases.csv": "place_id,alias,language,source_id\nmoscow,Third Rome,en,author_estimate\n",
    }
    for name, text in rows.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_command_names_the_extra_folder(mine, cli):
    answer = instc.load_model(extra=mine).compare("Mumbai", "Third Rome", draws=DRAWS)
    words = shlex.split(answer.again)
    assert words[1:3] == ["--extra", str(mine)]
    assert cli(*words[1:], "--format", "json").out == answer.to_json()
    assert pickle.loads(pickle.dumps(answer)).sources().equals(answer.sources())


# ---- nothing that is handed out can change the model -------------------------------------------


def edits(value):
    """Ten things that people do to what they are given."""
    if isinstance(value, pd.DataFrame):
        first, number = value.columns[0], value.select_dtypes("number").columns
        yield (
            "sort",
            lambda: value.sort_values(
                first, inplace=True, ascending=False, key=lambda c: c.astype(str)
            ),
        )
        yield "reset", lambda: value.reset_index(inplace=True)
        yield "drop", lambda: value.drop(index=value.index[:1], inplace=True)
        yield "rename", lambda: value.rename(columns={first: "x"}, inplace=True)
        yield "index name", lambda: setattr(value.index, "name", "x")
        yield (
            "cell",
            lambda: value.__setitem__(
                value.columns[-1], value.iloc[::-1][value.columns[-1]].to_numpy()
            ),
        )
        yield (
            "double",
            lambda: value.__setitem__(number[0], value[number[0]] * 2) if len(number) else None,
        )
        yield "add", lambda: value.__setitem__("mine", 1)
        yield "nan", lambda: value.iloc.__setitem__((slice(None), 0), np.nan)
        yield (
            "crs",
            lambda: (
                value.set_crs(3857, allow_override=True, inplace=True)
                if hasattr(value, "set_crs")
                else None
            ),
        )
        yield "clear", lambda: value.drop(index=value.index, inplace=True)
    elif isinstance(value, np.ndarray):
        yield "zero", lambda: value.__setitem__(slice(None), value.flat[0] if value.size else 0)
        yield "sort", value.sort
        yield "fill", lambda: value.fill(0)
    elif isinstance(value, dict):
        yield "pop", lambda: value.pop(next(iter(value)), None)
        yield "add", lambda: value.__setitem__("mine", None)
        yield "clear", value.clear
    elif isinstance(value, list):
        yield "reverse", value.reverse
        yield "append", lambda: value.append(None)
        yield "clear", value.clear


def handed_out(model, answer):
    """Every frame, array, list and dict that public attributes and questions give, by name."""
    trip = answer.alternatives["instc_west_road"].itinerary
    things = {
        "model": model,
        "network": model.network,
        "answer": answer,
        "trip": trip,
        "met": answer.met,
        "router": model.router,
    }
    for owner, thing in things.items():
        for name in (
            dir(type(thing)) + list(vars(thing)) if hasattr(thing, "__dict__") else dir(type(thing))
        ):
            if name.startswith("_"):
                continue
            value = getattr(thing, name, None)
            if isinstance(value, (pd.DataFrame, np.ndarray, dict, list)):
                yield f"{owner}.{name}", lambda thing=thing, name=name: getattr(thing, name)
    calls = {
        "nodes": lambda: model.network.cells("nodes", "lon"),
        "cells": lambda: model.network.cells("links", "length_km"),
        "attributes": lambda: model.network.attributes("links"),
        "rows": lambda: model.network.rows("links", np.arange(3)),
        "open_links": model.network.open_links,
        "trip.cells": lambda: trip.cells("hours"),
        "trip.legs": trip.legs,
        "trip.totals": trip.totals,
        "trip.lengths": trip.length_by_mode,
        "frame": answer.to_frame,
        "legs": answer.legs,
        "dict": answer.to_dict,
        "sources": answer.sources,
        "sample": lambda: answer.sample("days", "suez_baltic"),
        "pareto": answer.pareto,
        "remarks": answer.remarks,
        "conclusions": answer.conclusions,
        "variance": answer.variance,
        "sensitivity": lambda: answer.sensitivity("suez_baltic"),
        "table": lambda: model.table("sources"),
        "weights": lambda: model.router.weights("days"),
        "links_of": lambda: model.links_of(None),
        "links_of rail": lambda: model.links_of("rail"),
    }
    yield from calls.items()


def edited(value, what):
    """Do one thing to a value; tell whether it was let."""
    try:
        dict(edits(value))[what]()
    except (ValueError, TypeError, KeyError, NotImplementedError):
        return False
    return True


@pytest.mark.filterwarnings("ignore")
def test_nothing_that_is_handed_out_can_change_the_model(model, answer):
    """Each thing, after every edit of it: the same model and a fresh one answer as before; an edit may be refused."""
    before, frame = answer.to_json(), answer.to_frame().to_json()
    tried, since = 0, []
    for number, (name, give) in enumerate(handed_out(model, answer)):
        done = [what for what in dict(edits(give())) if edited(give(), what)]
        tried += len(done)
        assert answer.to_json() == before, (name, done)
        summed_up_again = pickle.loads(pickle.dumps(answer))
        assert summed_up_again.to_json() == before, (name, done)
        assert answer.to_frame().to_json() == frame, (name, done)
        since.append((name, done))
        if number % 5 == 0:
            assert model.compare("Mumbai", "Moscow", draws=DRAWS).to_json() == before, since
            since = []
    assert model.compare("Mumbai", "Moscow", draws=DRAWS).to_json() == before, since
    fresh = instc.load_model()
    assert fresh.compare("Mumbai", "Moscow", draws=DRAWS).to_json() == before
    assert fresh.under("winter").compare("Mumbai", "Moscow", draws=DRAWS).to_json()
    assert tried > 150


@pytest.mark.filterwarnings("ignore")
def test_a_sorted_copy_of_the_nodes_does_not_reach_a_new_model():
    """What people do to look at a table; of 0.1.0 a new model then answered 1,002 km for Mumbai - Moscow."""
    before = instc.load_model().compare("Mumbai", "Moscow", draws=DRAWS).table
    nodes = instc.load_model().network.nodes
    nodes.sort_values("name", inplace=True)
    instc.load_model().network.links.sort_values("length_km", inplace=True)
    assert instc.load_model().compare("Mumbai", "Moscow", draws=DRAWS).table.equals(before)


def test_joined_folders_leave_nothing(tmp_path, monkeypatch):
    """Disk: the joined folders of worlds that are not remembered any more are gone."""
    import gc
    import tempfile

    from instc.remembered import Remembered
    from instc.scenarios import world

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    kept = ("_WORLDS", "_STATES", "_PARAMETERS")
    for name in kept:
        monkeypatch.setattr(world, name, Remembered(1))
    monkeypatch.setattr(world, "changes", lru_cache(maxsize=1)(world.changes.__wrapped__))
    for number in range(3):
        folder = tmp_path / f"mine{number}"
        folder.mkdir()
        head = "place_id,alias,language,source_id\n"
        (folder / "aliases.csv").write_text(f"{head}moscow,Rome {number},en,author_estimate\n")
        for _ in range(2):
            instc.load_model(extra=folder)
    gc.collect()
    left = list((tmp_path / "tmp").glob("instc-*"))
    assert len(left) <= 2
    for name in kept:
        getattr(world, name).known.clear()
    for cache in (world._fleet, world._network, world._spellings, world._words, world.changes):
        cache.cache_clear()
    gc.collect()
    assert not list((tmp_path / "tmp").glob("instc-*"))


def test_a_question_that_differs_is_another(answer):
    assert replace(answer.question, seed=2) != answer.question
    assert hash(replace(answer.question, seed=2)) != hash(answer.question)
