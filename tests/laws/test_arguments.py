"""Whatever a notebook passes to a public function is taken or refused in one line that names it: every argument, every odd value.

A public name is one that the API page sends a reader to, or that the package gives at its top; a new one without a call here fails.
"""

from __future__ import annotations

import datetime as dt
import inspect
import io
import pkgutil
import re
import shlex
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import instc
from instc.comparison.alternatives import find_alternatives
from instc.comparison.comparison import compare
from instc.comparison.question import Question
from instc.door import KINDS
from instc.errors import InstcError, NoRouteError, QuestionError
from instc.evidence.backtest import backtest, replay
from instc.evidence.claims import check_claims
from instc.evidence.dated import Dated
from instc.evidence.provenance import why
from instc.export import export_routes
from instc.maps import comparison_map
from instc.plotting.charts import draw_chart, save_chart
from instc.report.page import gather, report_page
from instc.routing.fleet import Manner
from instc.scenarios.scenario import Change

API = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
UNASKED = {
    "instc.osm.refresh.refresh",  # it asks a server: `tests/osm` calls it
    "instc.model.Model.explore",  # it goes on asking in the background: `tests/notebook` calls it
}
ALSO = {
    "instc.evidence.backtest.backtest", "instc.evidence.backtest.replay", "instc.evidence.claims.check_claims", "instc.evidence.provenance.why",
    "instc.export.export_routes", "instc.maps.comparison_map", "instc.plotting.charts.draw_chart", "instc.plotting.charts.save_chart",
    "instc.report.page.gather", "instc.report.page.report_page",
}  # fmt: skip
LONG = {
    "instc.evidence.backtest.backtest",
    "instc.evidence.claims.check_claims",
}  # of all rows: half a minute
ALL_ROWS = {"none", "empty list", "a file", "a world"}  # what names no row, and so asks for all
DRAWS = {"draws": 10}
ENDS = {"origin": "Mumbai", "destination": "Moscow"}


class Mute:
    """A value that can't even say what it is."""

    def __repr__(self):
        raise RuntimeError("no words")


ODD = {
    "none": lambda: None,
    "true": lambda: True,
    "numpy's truth": lambda: np.True_,
    "nought": lambda: 0,
    "negative": lambda: -1,
    "broken number": lambda: 2.5,
    "whole float": lambda: 10.0,
    "nan": lambda: float("nan"),
    "inf": lambda: float("inf"),
    "minus inf": lambda: np.float64("-inf"),
    "huge": lambda: 10**400,
    "many digits": lambda: 10**5000,
    "complex": lambda: 1j,
    "int64": lambda: np.int64(7),
    "float32": lambda: np.float32(2.5),
    "decimal": lambda: Decimal("2.5"),
    "nan of decimal": lambda: Decimal("nan"),
    "fraction": lambda: Fraction(5, 2),
    "NA": lambda: pd.NA,
    "empty text": lambda: "",
    "blank text": lambda: " ",
    "a text": lambda: "Baku",
    "text with a nul": lambda: "Ba\0ku",
    "half a letter": lambda: "Ba\ud800ku",
    "long text": lambda: "Baku" * 10_000,
    "lines": lambda: "Baku\nYerevan",
    "text of numpy": lambda: np.str_("Baku"),
    "bytes": lambda: b"Baku",
    "bytearray": lambda: bytearray(b"Baku"),
    "empty list": list,
    "list": lambda: ["Baku"],
    "list of numbers": lambda: [1, 2],
    "list of nothing": lambda: [None],
    "list of lists": lambda: [["Baku"]],
    "tuple": lambda: ("Baku", "Baku"),
    "set": lambda: {"Baku"},
    "set of two": lambda: {"suez", "malacca"},
    "generator": lambda: (name for name in ["Baku"]),
    "endless": lambda: iter(int, 1),
    "dict": lambda: {"Baku": 1},
    "series": lambda: pd.Series(["Baku"]),
    "series with a gap": lambda: pd.Series(["Baku", None]),
    "categories": lambda: pd.Series(["Baku"], dtype="category"),
    "index": lambda: pd.Index(["Baku"]),
    "array": lambda: np.array(["Baku"]),
    "array of objects": lambda: np.array(["Baku"], dtype=object),
    "array of no size": lambda: np.array("Baku"),
    "number of no size": lambda: np.array(3),
    "table of texts": lambda: np.array([["Baku"]]),
    "frame": lambda: pd.DataFrame({"a": ["Baku"]}),
    "frame of shapes": lambda: gpd.GeoDataFrame(geometry=[], crs="EPSG:4326"),
    "path": lambda: Path("Baku"),
    "timestamp": lambda: pd.Timestamp("2024-05-06 07:08"),
    "not a time": lambda: pd.NaT,
    "date": lambda: dt.date(2024, 5, 6),
    "moment": lambda: dt.datetime(2024, 5, 6, 7, 8, tzinfo=dt.UTC),
    "future": lambda: dt.date(2124, 5, 6),
    "datetime64": lambda: np.datetime64("2024-05-06T07:08"),
    "NaT of numpy": lambda: np.datetime64("NaT"),
    "while": lambda: dt.timedelta(days=1),
    "pair": lambda: (49.8, 40.4),
    "pair at sea": lambda: [50.5, 41.5],
    "pair off the globe": lambda: np.array([500.0, 41.5]),
    "pair of nan": lambda: (float("nan"), 40.4),
    "point": lambda: shapely.Point(49.8, 40.4),
    "empty point": shapely.Point,
    "line": lambda: shapely.LineString([(0, 0), (1, 1)]),
    "a class": lambda: str,
    "a function": lambda: len,
    "a file": io.StringIO,
    "an object": object,
    "a mute": Mute,
    "a world": instc.load_model,
    "a scenario": lambda: instc.load_scenario("hormuz-closed"),
    "an own scenario": lambda: instc.Scenario("mine", "", None, (Change("suez", "status", "closed"),)),
}  # fmt: skip


def public_functions():
    """Every public function and method, and the constructor of every class, by the name that a person would write."""
    named = re.findall(r"\{py:(?:class|func|meth)\}`([\w.]+)`", API.read_text(encoding="utf-8"))
    found = {}
    for name in sorted(
        {*named, *ALSO, *(f"instc.{one}" for one in set(instc.__all__) - {"__version__"})}
    ):
        thing = pkgutil.resolve_name(name)
        where = f"{thing.__module__}.{thing.__qualname__}"
        if not inspect.isclass(thing):
            found[where] = thing
            continue
        found[f"{thing.__init__.__module__}.{thing.__init__.__qualname__}"] = thing.__init__
        for key in dir(thing):
            member = getattr(thing, key)
            ours = getattr(member, "__module__", "") or ""
            if not key.startswith("_") and inspect.isroutine(member) and ours.startswith("instc"):
                found[f"{member.__module__}.{member.__qualname__}"] = member
    return {name: one for name, one in found.items() if arguments(one) and name not in UNASKED}


def arguments(function):
    found = inspect.signature(function).parameters.items()
    return {name: one for name, one in found if name not in {"self", "cls"}}


FUNCTIONS = public_functions()


@pytest.fixture(scope="module")
def things(model):
    answer = model.compare(**ENDS, **DRAWS)
    trip = answer.alternatives["instc_west_road"].itinerary
    one = model.simulate_route("INNSA", "IRSRP", mode="sea", **DRAWS)
    small = model.route("INNSA", "IRSRP", mode="sea").network
    return {"model": model, "answer": answer, "trip": trip, "network": small, "one": one}


def calls(model, answer, trip, network, one):
    """By function: what it is called on, and arguments that it takes."""
    route = {"origin": "INNSA", "destination": "IRSRP", "mode": "sea"}
    rows = network.links.iloc[:0]
    pair, ways = find_alternatives(model, answer.question)
    state = model._state
    dated = Dated(model)
    world = {"home": model.home, "state": state, "scenario": model.scenario}
    return {
        "instc.comparison.simulated.SimulatedWays.__init__": (
            instc.Comparison,
            {"world": model, "question": answer.question, "pair": pair, "answer": ways},
        ),
        "instc.comparison.comparison.Comparison.best_of": (answer.best_of, {"families": "suez"}),
        "instc.comparison.comparison.Comparison.breakeven": (answer.breakeven, {}),
        "instc.comparison.comparison.Comparison.difference": (answer.difference, {"other": answer}),
        "instc.comparison.comparison.Comparison.map": (one.map, {}),
        "instc.comparison.simulated.SimulatedWays.repriced": (
            answer.repriced,
            {"cargo_value": 1e5},
        ),
        "instc.comparison.simulated.SimulatedWays.way": (answer.way, {"name": "suez_baltic"}),
        "instc.comparison.simulated.SimulatedWays.sample": (
            answer.sample,
            {"quantity": "days", "corridor_id": "suez_baltic"},
        ),
        "instc.comparison.comparison.Comparison.sensitivity": (answer.sensitivity, {}),
        "instc.comparison.comparison.Comparison.under": (answer.under, {}),
        "instc.comparison.comparison.Comparison.variance": (answer.variance, {}),
        "instc.comparison.comparison.compare": (
            compare,
            {"world": model, "question": answer.question},
        ),
        "instc.comparison.question.Question.__init__": (Question, ENDS),
        "instc.comparison.question.Question.command": (answer.question.command, {"world": model}),
        "instc.evidence.backtest.backtest": (backtest, {}),
        "instc.evidence.backtest.replay": (replay, {"trip": "jeddah-2023", "dated": dated}),
        "instc.evidence.claims.check_claims": (check_claims, {"claim_ids": "e01", "dated": dated}),
        "instc.evidence.provenance.why": (
            why,
            {"key": "suez", "model": model, "comparison": answer},
        ),
        "instc.export.export_routes": (export_routes, {"comparison": answer, "path": "a.csv"}),
        "instc.maps.comparison_map": (comparison_map, {"comparison": answer}),
        "instc.plotting.charts.draw_chart": (draw_chart, {"comparison": answer, "kind": "ecdf"}),
        "instc.plotting.charts.save_chart": (
            save_chart,
            {"comparison": answer, "kind": "ecdf", "path": "a.svg"},
        ),
        "instc.report.page.gather": (gather, {"comparison": answer}),
        "instc.report.page.report_page": (report_page, {"comparison": answer}),
        "instc.matrix.distance_matrix": (
            instc.matrix.distance_matrix,
            {"model": model, "origins": ["INNSA"], "destinations": ["IRSRP"]},
        ),
        "instc.model.Model.compare": (model.compare, ENDS | DRAWS),
        "instc.model.Model.end": (model.end, {"text": "Mumbai"}),
        "instc.model.Model.route": (model.route, route),
        "instc.model.Model.simulate_route": (model.simulate_route, route | DRAWS),
        "instc.model.Model.with_scenario": (model.with_scenario, {}),
        "instc.model.load_model": (instc.load_model, {}),
        "instc.network.graphs.read_graphml": (instc.network.graphs.read_graphml, {"path": "a.xml"}),
        "instc.network.load.load_network": (instc.load_network, {"as_of": "2024-01-01"}),
        "instc.network.network.Network.__init__": (
            instc.Network,
            {"nodes": network.nodes, "links": network.links},
        ),
        "instc.network.network.Network.attributes": (network.attributes, {"table": "links"}),
        "instc.network.network.Network.rows": (
            network.rows,
            {"table": "links", "at": np.array([0])},
        ),
        "instc.network.network.Network.cells": (
            network.cells,
            {"table": "links", "column": "mode"},
        ),
        "instc.network.network.Network.from_osmnx": (instc.Network.from_osmnx, {"graph": None}),
        "instc.network.network.Network.has": (network.has, {"column": "usd"}),
        "instc.network.network.Network.joined": (
            network.joined,
            {"nodes": network.nodes, "links": network.links},
        ),
        "instc.network.network.Network.of_checked": (
            instc.Network.of_checked,
            {
                "nodes": network.nodes,
                "links": network.links,
                "shapes": network.topology.shapes,
            },
        ),
        "instc.network.network.Network.position": (
            network.position,
            {"table": "nodes", "key": network.nodes.index[0]},
        ),
        "instc.network.network.Network.with_columns": (network.with_columns, {}),
        "instc.network.network.Network.with_links": (network.with_links, {"links": rows}),
        "instc.routing.itinerary.Itinerary.__init__": (
            instc.Itinerary,
            {"network": network, "steps": trip.steps, "stops": trip.stops},
        ),
        "instc.routing.itinerary.Itinerary.cells": (trip.cells, {"column": "mode"}),
        "instc.routing.itinerary.Itinerary.has": (trip.has, {"column": "usd"}),
        "instc.routing.itinerary.Itinerary.mode_into": (trip.mode_into, {"node_ids": ["moscow"]}),
        "instc.routing.itinerary.Itinerary.passed": (trip.passed, {"column": "name"}),
        "instc.scenarios.scenario.Scenario.__init__": (
            instc.Scenario,
            {"name": "a", "description": "", "as_of": None, "changes": ()},
        ),
        "instc.scenarios.scenario.load_scenario": (
            instc.load_scenario,
            {"name_or_file": "hormuz-closed"},
        ),
        "instc.scenarios.world.World.__init__": (
            instc.Model,
            {**world, "scenarios": ("today",), "asked_as_of": None},
        ),
        "instc.scenarios.world.World.at": (instc.Model.at, {"home": model.home}),
        "instc.scenarios.world.World.boxed": (model.boxed, {"box": "40"}),
        "instc.scenarios.world.World.cited": (model.cited, {"source_id": "tsl"}),
        "instc.scenarios.world.World.command": (model.command, {"verb": "compare"}),
        "instc.scenarios.world.World.links_of": (model.links_of, {"mode": "sea"}),
        "instc.scenarios.world.World.sailing": (model.sailing, {"manner": Manner()}),
        "instc.scenarios.world.World.scoped": (model.scoped, {"scope": "ttw"}),
        "instc.scenarios.world.World.table": (model.table, {"name": "places"}),
        "instc.scenarios.world.World.under": (model.under, {}),
        "instc.scenarios.world.World.valued": (model.valued, {"cargo_value": 1e5}),
        "instc.scenarios.world.World.wider": (
            model.wider,
            {"network": network, "node_id": "mumbai"},
        ),
        "instc.tables.parameters.Consignment.__init__": (
            instc.Consignment,
            {
                "teu": 1,
                "tonnes_per_teu": 12,
                "value_usd_per_teu": 4e4,
                "value_rate_per_day": 0.006,
            },
        ),
    }


def test_every_public_function_has_a_door_and_every_argument_a_kind(things):
    known = calls(**things)
    assert sorted(FUNCTIONS) == sorted(known), "a public function and how it is called here"
    for name, function in FUNCTIONS.items():
        assert inspect.unwrap(function) is not function, f"{name}: decorate it, or its class"
        for key, one in arguments(function).items():
            base = one.annotation.removesuffix(" | None")
            is_class = base.replace(".", "").isidentifier()
            assert base in KINDS or base.startswith("Literal[") or is_class, (name, key, base)


PAIRS = [(name, key) for name, function in FUNCTIONS.items() for key in arguments(function)]


def with_odd(name, key, value, given):
    """The arguments of a call, one of them odd: by place where Python asks for it."""
    kind = arguments(FUNCTIONS[name])[key].kind
    kwargs = dict(given)
    first = [kwargs.pop(one) for one in ("verb", "families") if one in kwargs and kind is MANY]
    if kind is MANY:
        return (*first[: -1 if key == "families" else None], value), kwargs
    if kind is inspect.Parameter.VAR_KEYWORD:
        return (), kwargs | {"other": value}
    if key != "families" and "families" in kwargs:
        return (kwargs.pop("families"),), kwargs | {key: value}
    return (), kwargs | {key: value}


MANY = inspect.Parameter.VAR_POSITIONAL


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.deep)])
@pytest.mark.parametrize(("name", "key"), PAIRS, ids=[f"{n[6:]}:{k}" for n, k in PAIRS])
def test_an_odd_value_is_taken_or_refused_in_one_line(
    name, key, every, things, tmp_path, monkeypatch
):
    """What is a text may be an unknown word, a list one that holds it: any error of ours. All else is a wrong kind. On a push every third value, of each argument others."""
    monkeypatch.chdir(tmp_path)
    function, given = calls(**things)[name]
    for odd in list(ODD)[PAIRS.index((name, key)) % every :: every]:
        make = ODD[odd]
        if name in LONG and odd in ALL_ROWS:
            continue
        args, kwargs = with_odd(name, key, make(), given)
        try:
            function(*args, **kwargs)
        except InstcError as error:
            if key == "served" and isinstance(error, NoRouteError):
                continue  # no service known joins the pair
            said = str(error)
            assert len(said.splitlines()) == 1, (odd, said[:200])
            assert len(said) < 2000, (odd, said[:200])
            assert type(error) is QuestionError or isinstance(make(), MEANT), (odd, said[:200])
            if not isinstance(make(), MEANT):
                told = said.replace("_", " ")
                assert (
                    key.replace("_", " ") in told
                    or "other" in told
                    or "date" in told
                    or odd == "future"
                ), (
                    odd,
                    said,
                )
        except Exception as error:  # noqa: BLE001  (what a reader must not meet)
            pytest.fail(f"{name}, {key}, {odd}: {type(error).__name__}: {str(error)[:300]}")


MEANT = (
    str, list, tuple, set, Iterator, Path, shapely.Point, np.ndarray, pd.Series, pd.Index, instc.Scenario,
    gpd.GeoDataFrame,
)  # fmt: skip


TAKEN = {
    "one text for several": {"via": "Bandar Abbas", "avoid": "suez", "against": "INSTC"},
    "a column": {"avoid": pd.Series(["suez", "malacca"]), "against": pd.Index(["instc", "cape"])},
    "an array": {"via": np.array(["Bandar Abbas"]), "via_all": np.True_},
    "a set": {"avoid": {"suez", "malacca", "bab_el_mandeb"}, "against": frozenset({"cape"})},
    "a generator": {"via": iter(["Bandar Abbas", "Baku"])},
    "nothing": {"via": None, "avoid": None, "against": None, "deadline": None},
    "spaces": {"origin": " Mumbai\n", "destination": np.str_("St  Petersburg")},
    "numbers of numpy": {"draws": np.int64(10), "seed": np.uint8(7), "deadline": np.float32(30.1)},
    "whole floats": {"draws": 1e1, "seed": 3.0, "cargo_value": np.int32(50_000)},
    "many digits": {"cargo_value": Decimal("12345.678901234567"), "deadline": Fraction(100, 3)},
    "a pair": {"origin": (72.9, 19.1)},
    "a list and an array": {"origin": np.array([56.25, 26.19]), "destination": [50, 40.4]},
    "a point": {"destination": shapely.Point(37.61755, 55.755833)},
    "no commas in": {"against": ["Suez, transhipped", "instc_east"]},
}
WORLDS = {
    "a date": {"as_of": dt.date(2023, 8, 27)},
    "a Timestamp": {"as_of": pd.Timestamp("2023-08-27 23:59", tz="Asia/Tehran")},
    "a datetime64": {"as_of": np.datetime64("2023-08-27")},
    "a Scenario": {"scenarios": instc.load_scenario("hormuz-closed")},
    "scenarios": {"scenarios": (name for name in ["winter", "hormuz-closed"])},
}


@pytest.mark.parametrize("taken", TAKEN)
def test_what_is_taken_is_asked_again_with_the_same_answer(taken, model, cli):
    answer = model.compare(**ENDS | DRAWS | TAKEN[taken])
    words = shlex.split(answer.again)[1:]
    assert cli(*words, "--format", "json").out == answer.to_json()


@pytest.mark.parametrize("where", WORLDS)
def test_a_world_that_is_taken_is_asked_again_with_the_same_answer(where, cli):
    answer = instc.load_model(**WORLDS[where]).compare(**ENDS, **DRAWS)
    words = shlex.split(answer.again)[1:]
    assert cli(*words, "--format", "json").out == answer.to_json()


def test_a_text_is_one_name_and_not_its_letters(model):
    """The fault that this law is of: `unknown place "B"`."""
    one = model.compare(**ENDS, **DRAWS, via="Bandar Abbas")
    assert one.question == model.compare(**ENDS, **DRAWS, via=["Bandar Abbas"]).question
    assert one.question.via == ("Bandar Abbas",)


def test_equal_questions_are_one_whatever_they_were_written_with():
    plain = Question("Mumbai", "Moscow", via=("Baku",), draws=10, deadline=30.0)
    other = Question(np.str_("Mumbai"), "Moscow", via=["Baku"], draws=np.int64(10), deadline=30)
    assert (plain, hash(plain), repr(plain)) == (other, hash(other), repr(other))


def test_python_names_a_wrong_keyword(model):
    with pytest.raises(TypeError, match=r"Model\.compare\(\) got an unexpected keyword .* 'vai'"):
        model.compare("Mumbai", "Moscow", vai="Baku")
    with pytest.raises(TypeError, match=r"Model\.compare\(\) missing .* 'destination'"):
        model.compare("Mumbai")
