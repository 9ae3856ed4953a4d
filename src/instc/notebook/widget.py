"""A map of a pair with fields and switches in a notebook, from the model in memory."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from instc.comparison.comparison import compare
from instc.comparison.question import Question
from instc.comparison.record import hindrances
from instc.comparison.shown import undominated
from instc.display.text import cell_texts
from instc.door import checked
from instc.errors import InstcError, QuestionError
from instc.maps import comparison_map
from instc.model import load_model
from instc.remembered import Remembered
from instc.scenarios.scenario import load_scenario, shipped_scenarios
from instc.version import DATA_DATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from instc.comparison.comparison import Comparison
    from instc.door import Place
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World

ASSETS = Path(__file__).parent / "assets"
COLUMNS = (
    "title",
    "family",
    "length_km",
    "days_p10",
    "days_p50",
    "days_p90",
    "usd_per_teu_p50",
    "co2e_kg_per_teu_p50",
    "fastest_share",
    "grade_d_share_of_days",
)
HALF_YEARS = product(range(2015, 2027), ("01-01", "07-01"))
DATES = (*(f"{year}-{day}" for year, day in HALF_YEARS), DATA_DATE)
DRAWS = 1000
REMEMBERED = 200  # answers, some 60 MB
LEGS = ("mode", "start_name", "end_name", "length_km", "hours", "usd")
MISSING = "explore: the package anywidget is not installed (pip install 'instc[explore]')"
UNSWITCHED = {"today", "normal-2023"}  # they are dates: a reader chooses those apart


NOTHING: dict[str, Any] = {"title": "", "rows": [], "notes": [], "missing": [], "error": ""}


class Answers:
    """
    Answers questions, and remembers them.

    Parameters
    ----------
    world
        Whose data and date are asked at first.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: Remembered[Comparison] = Remembered(REMEMBERED)

    def compare(self, world: World, question: Question, *, settled: bool = True) -> Comparison:
        """
        Answer a question in a world, and remember the answer.

        Parameters
        ----------
        world, question
            Where and what is asked.
        settled
            False while a slider moves: the ways stay those of the default value, and only what they
            cost is computed anew.

        Raises
        ------
        InstcError
            The question can't be meant, or no way is open.
        """
        value = question.cargo_value
        if value == world.consignment.value_usd_per_teu:
            value, question = None, replace(question, cargo_value=None)
        if value is not None and not settled:
            plain = self.compare(world, replace(question, cargo_value=None))
            return plain.repriced(value)
        return self._known.get((world, question), lambda: compare(world, question))

    def answer(self, world: World, question: Question, *, settled: bool = True) -> dict[str, Any]:
        """
        Answer as plain values: ``title, rows, notes, missing, error, milliseconds``.

        ``missing`` says which ways there are not, and why; a wrong question is an ``error``, in
        words.
        """
        start = time.perf_counter()
        said: dict[str, Any] = dict(NOTHING)
        try:
            comparison = self.compare(world, question, settled=settled)
        except InstcError as error:
            said["error"] = str(error)
        else:
            missing = list(map(list, hindrances(comparison).items()))
            title, notes = comparison.title(), comparison.conclusions()
            rows = _rows(comparison)
            said |= {"title": title, "rows": rows, "notes": notes, "missing": missing}
        return {**said, "milliseconds": 1000 * (time.perf_counter() - start)}

    def reply(self, said: Mapping[str, Any], asked: Question) -> tuple[dict[str, Any], str]:
        """Answer what the view's fields say, and draw its page; none where there is no answer."""
        settled = said.get("settled", True)
        try:
            world, question = self.meant(said, asked)
        except InstcError as error:
            return {**NOTHING, "error": str(error), "milliseconds": 0.0}, ""
        answer = self.answer(world, question, settled=settled)
        if answer["error"] or not settled:
            return answer, ""
        return answer, self.page(world, question)

    def page(self, world: World, question: Question) -> str:
        """Draw an answer on a map without switches: those of the view ask the model."""
        comparison = self.compare(world, question)
        return str(comparison_map(comparison).get_root().render())

    def foresee(self, world: World, question: Question, switches: Iterable[str]) -> None:
        """Answer beforehand what one more switch would ask."""
        for name in switches:
            self.answer(world.under(name), question)

    def meant(self, said: Mapping[str, Any], asked: Question) -> tuple[World, Question]:
        """Give the world and the question that the view's fields say; draws are those of before."""
        world = self.world.under(*sorted(said["scenarios"]), as_of=said["as_of"])
        ends = {"origin": said["origin"], "destination": said["destination"]}
        return world, replace(asked, cargo_value=float(said["value"]), **ends)


def _rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Give the named ways as rows, each with its cells and its legs as they are read."""
    table = undominated(comparison.table)[list(COLUMNS)]
    columns = [cell_texts(table[name]) for name in COLUMNS if name != "family"]
    rows: list[dict[str, Any]] = table.to_dict("records")
    for name, row, shown in zip(table.index, rows, zip(*columns, strict=True), strict=True):
        row["texts"] = list(shown)
        row["legs"] = _legs(comparison.alternatives[name].itinerary)
    return rows


def _legs(trip: Itinerary) -> list[list[str]]:
    """Give the legs of a way as they are read: how, from where, to where, km, days, USD."""
    legs = []
    for mode, start, end, km, hours, usd in trip.legs()[list(LEGS)].itertuples(index=False):
        length = f"{km:,.0f}" if km else ""
        legs.append(
            [mode.replace("_", " "), start, end, length, f"{hours / 24:.1f}", f"{usd:,.0f}"]
        )
    return legs


@checked
def explore(
    origin: Place = "Mumbai",
    destination: Place = "Moscow",
    *,
    draws: int = DRAWS,
    seed: int = 1,
    world: World | None = None,
) -> Any:
    """
    Show a pair on its map, with fields for places, a date and the value, and switches.

    Parameters
    ----------
    origin, destination
        Names, UN/LOCODEs or node ids.
    draws, seed
        Of the simulation.
    world
        Whose data are asked; the shipped ones by default.

    Returns
    -------
    view
        A widget; where a notebook shows none, its table is read.

    Raises
    ------
    QuestionError
        The package anywidget is not installed.
    InstcError
        The question can't be meant.

    Examples
    --------
    >>> explore("Mumbai", "Moscow", draws=50).answer["error"]
    ''
    """
    if find_spec("anywidget") is None:
        raise QuestionError(MISSING)
    answers = Answers(world or load_model(as_of=DATA_DATE))
    question = Question(origin, destination, draws=draws, seed=seed)
    answers.compare(answers.world, question)  # a question that can't be meant is refused here
    return _widget_class()(answers, question)


def _switches(world: World) -> list[dict[str, str]]:
    """Name the shipped scenarios that a reader turns on and off, in words."""
    seeds, switches = world.home.seeds, []
    for name in shipped_scenarios(seeds):
        if name not in UNSWITCHED:
            about = load_scenario(name, seeds).description
            switches.append({"name": name, "label": world.called(name), "about": about})
    return switches


def _fields(world: World, question: Question) -> dict[str, Any]:
    """Give the fields of the view as they stand at first."""
    return {
        "origin": question.origin,
        "destination": question.destination,
        "scenarios": [],
        "as_of": world.as_of,
        "value": world.consignment.value_usd_per_teu,
    }


@lru_cache(1)
def _widget_class() -> Any:
    """Make the class of the view, where the extra `explore` is installed."""
    import anywidget  # noqa: PLC0415  (the extra `explore`)
    import traitlets  # noqa: PLC0415

    class Explorer(anywidget.AnyWidget):
        """The view: JavaScript shows, Python computes."""

        _esm = ASSETS / "explore.js"
        _css = ASSETS / "explore.css"
        wish = traitlets.Dict().tag(sync=True)
        answer = traitlets.Dict().tag(sync=True)
        page = traitlets.Unicode().tag(sync=True)
        choices = traitlets.Dict().tag(sync=True)

        def __init__(self, answers: Answers, question: Question) -> None:
            world = answers.world
            switches = _switches(world)
            super().__init__(
                wish=_fields(world, question),
                answer=answers.answer(world, question),
                page=answers.page(world, question),
                choices={"scenarios": switches, "dates": list(DATES)},
            )
            self.answers, self.question = answers, question
            asked = (world, question, [switch["name"] for switch in switches])
            self.foresight = threading.Thread(target=answers.foresee, args=asked, daemon=True)

        @traitlets.observe("wish")
        def _ask(self, change: Any) -> None:
            """Answer anew when a field changes; without an answer the map stays."""
            if hasattr(self, "answers"):
                self.answer, page = self.answers.reply(change["new"], self.question)
                self.page = page or self.page

        def _repr_mimebundle_(self, **options: Any) -> tuple[dict[Any, Any], dict[Any, Any]]:
            """Add the table, for readers where widgets are not; who looks will ask for more."""
            if self.foresight.ident is None:
                self.foresight.start()
            data, about = super()._repr_mimebundle_(**options) or ({}, {})
            comparison = self.answers.compare(self.answers.world, self.question)
            table = {"text/html": comparison._repr_html_(), "text/plain": repr(comparison)}
            return {**data, **table}, about

    return Explorer
