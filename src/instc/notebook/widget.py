"""An interactive view of a pair in a notebook, from the model in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from instc.comparison.comparison import compare
from instc.comparison.question import Question
from instc.comparison.shown import undominated
from instc.display.text import cell_texts
from instc.door import checked
from instc.errors import InstcError
from instc.model import load_model
from instc.scenarios.scenario import shipped_scenarios
from instc.version import DATA_DATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from instc.comparison.comparison import Comparison
    from instc.door import Place
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
UNSWITCHED = {"today", "normal-2023"}  # they are dates: a reader chooses those apart


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
        self._known: OrderedDict[tuple[World, Question], Comparison] = OrderedDict()
        self._one_at_a_time = threading.RLock()

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
        with self._one_at_a_time:
            if value is not None and not settled:
                plain = self.compare(world, replace(question, cargo_value=None))
                return plain.repriced(value)
            if (world, question) not in self._known:
                self._known[world, question] = compare(world, question)
            self._known.move_to_end((world, question))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            return self._known[world, question]

    def answer(self, world: World, question: Question, *, settled: bool = True) -> dict[str, Any]:
        """
        Answer as plain values: ``title, rows, notes, error, milliseconds``.

        A wrong question is an ``error``, in words.
        """
        start = time.perf_counter()
        said: dict[str, Any] = {"title": "", "rows": [], "notes": [], "error": ""}
        try:
            comparison = self.compare(world, question, settled=settled)
        except InstcError as error:
            said["error"] = str(error)
        else:
            title, notes = comparison.title(), comparison.conclusions()
            said |= {"title": title, "rows": _rows(comparison), "notes": notes}
        return {**said, "milliseconds": 1000 * (time.perf_counter() - start)}

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
    """Give the named ways as rows, each with its cells as they are read."""
    table = undominated(comparison.table)[list(COLUMNS)]
    columns = [cell_texts(table[name]) for name in COLUMNS if name != "family"]
    rows: list[dict[str, Any]] = table.to_dict("records")
    for row, shown in zip(rows, zip(*columns, strict=True), strict=True):
        row["texts"] = list(shown)
    return rows


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
    Show a pair with switches for scenarios, a date and the value of the cargo.

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
        A widget; where anywidget is not installed, the comparison itself, which shows its table.

    Raises
    ------
    InstcError
        The question can't be meant.

    Examples
    --------
    >>> explore("Mumbai", "Moscow", draws=50).__class__.__name__ in {"Explorer", "Comparison"}
    True
    """
    answers = Answers(world or load_model(as_of=DATA_DATE))
    question = Question(origin, destination, draws=draws, seed=seed)
    comparison = answers.compare(answers.world, question)
    return _widget_class()(answers, question) if find_spec("anywidget") else comparison


def _switches(world: World) -> list[str]:
    """Name the shipped scenarios that a reader turns on and off."""
    return [name for name in shipped_scenarios(world.home.seeds) if name not in UNSWITCHED]


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
        choices = traitlets.Dict().tag(sync=True)

        def __init__(self, answers: Answers, question: Question) -> None:
            world = answers.world
            switches = _switches(world)
            super().__init__(
                wish=_fields(world, question),
                answer=answers.answer(world, question),
                choices={"scenarios": switches, "dates": list(DATES)},
            )
            self.answers, self.question = answers, question
            asked = (world, question, switches)
            threading.Thread(target=answers.foresee, args=asked, daemon=True).start()

        @traitlets.observe("wish")
        def _ask(self, change: Any) -> None:
            """Answer anew when a field changes."""
            if hasattr(self, "answers"):
                said = change["new"]
                world, question = self.answers.meant(said, self.question)
                settled = said.get("settled", True)
                self.answer = self.answers.answer(world, question, settled=settled)

        def _repr_mimebundle_(self, **options: Any) -> tuple[dict[Any, Any], dict[Any, Any]]:
            """Add the table, for readers where widgets are not."""
            data, about = super()._repr_mimebundle_(**options) or ({}, {})
            comparison = self.answers.compare(self.answers.world, self.question)
            table = {"text/html": comparison._repr_html_(), "text/plain": repr(comparison)}
            return {**data, **table}, about

    return Explorer
