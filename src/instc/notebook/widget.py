"""An interactive view of a pair in a notebook, from the model in memory."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from instc.comparison.simulation import simulate
from instc.display.text import cell_texts
from instc.errors import InstcError
from instc.model import DATA_DATE, Model, load_model
from instc.scenarios.scenario import shipped_scenarios
from instc.tables.parameters import consignment

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison

ASSETS = Path(__file__).parent / "assets"
COLUMNS = (
    "label",
    "family",
    "length_km",
    "days_p10",
    "days_p50",
    "days_p90",
    "usd_per_teu_p50",
    "co2e_kg_per_teu_p50",
    "fastest_share",
    "worst_grade",
)
DATES = (*(f"{year}-{day}" for year in range(2015, 2027) for day in ("01-01", "07-01")), DATA_DATE)
DRAWS = 1000
REMEMBERED = 200  # answers, some 60 MB


@dataclass(frozen=True)
class Wish:
    """
    What the switches say.

    Attributes
    ----------
    origin, destination
        As typed.
    scenarios
        Switched on.
    as_of
        ISO date.
    """

    origin: str
    destination: str
    scenarios: tuple[str, ...] = ()
    as_of: str = DATA_DATE


class Desk:
    """
    Answers wishes, and remembers them.

    Parameters
    ----------
    draws, seed
        Of the simulation.
    """

    def __init__(self, *, draws: int = DRAWS, seed: int = 1) -> None:
        self.draws, self.seed = draws, seed
        self._known: dict[tuple[Wish, float | None], Comparison] = {}
        self._models: dict[tuple[str, tuple[str, ...]], Model] = {}
        self._one_at_a_time = threading.RLock()

    def compare(
        self, wish: Wish, value: float | None = None, *, settled: bool = True
    ) -> Comparison:
        """
        Compare a pair in the world of a wish.

        Parameters
        ----------
        wish
            Pair, scenarios and date.
        value
            Value of the cargo, USD per TEU.
        settled
            False while a slider moves: the ways stay those of the default value, and only what they cost is computed anew.

        Returns
        -------
        comparison
            The same draws for every wish.

        Raises
        ------
        InstcError
            The question can't be meant, or no way is open.

        Examples
        --------
        >>> Desk(draws=50).compare(Wish("Mumbai", "Moscow"), 1e6).question.consignment.value_usd_per_teu
        1000000.0
        """
        with self._one_at_a_time:
            world = self._world(wish)
            if value == world.consignment.value_usd_per_teu:
                value = None
            if value is not None and not settled:
                return self._reprice(self.compare(wish), value)
            key = (wish, value)
            found = self._known.pop(key, None) or world.compare(
                wish.origin, wish.destination, cargo_value=value, draws=self.draws, seed=self.seed
            )
            self._known[key] = found  # the last one used is the last one dropped
            if len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
        return found

    def _reprice(self, found: Comparison, value: float) -> Comparison:
        box = consignment(found.parameters, value_usd_per_teu=value)
        samples = simulate(found.met, found.parameters, box, draws=self.draws, seed=self.seed)
        return replace(found, question=replace(found.question, consignment=box), samples=samples)

    def _world(self, wish: Wish) -> Model:
        """Give the model of a day and scenarios; all of them share one network in other states."""
        key = (wish.as_of, wish.scenarios)
        if key not in self._models:
            day = (
                load_model(as_of=wish.as_of)
                if not wish.scenarios
                else self._world(replace(wish, scenarios=()))
            )
            self._models[key] = day.under(wish.scenarios) if wish.scenarios else day
        return self._models[key]

    def answer(
        self, wish: Wish, value: float | None = None, *, settled: bool = True
    ) -> dict[str, Any]:
        """
        Answer a wish as plain values.

        Parameters
        ----------
        wish, value, settled
            As in `compare`.

        Returns
        -------
        answer
            ``title, rows, notes, error, milliseconds``; a wrong question is an ``error``, in words.

        Examples
        --------
        >>> Desk(draws=50).answer(Wish("Mumbai", "Moskow"))["error"]
        'unknown place "Moskow" (did you mean "Moscow" or "Moskova" or "Moston"?)'
        """
        start = time.perf_counter()
        try:
            comparison = self.compare(wish, value, settled=settled)
        except InstcError as error:
            return {
                "title": "",
                "rows": [],
                "notes": [],
                "error": str(error),
                "milliseconds": 1000 * (time.perf_counter() - start),
            }
        table = comparison.table.loc[comparison.table["family"] != "best", list(COLUMNS)]
        texts = zip(*(cell_texts(table[name]) for name in COLUMNS if name != "family"), strict=True)
        rows = [
            {**row, "texts": list(shown)}
            for row, shown in zip(table.to_dict("records"), texts, strict=True)
        ]
        question = comparison.question
        title = f"{question.origin.name} → {question.destination.name}, as of {question.as_of}, {question.draws:,} draws, seed {question.seed}"
        return {
            "title": title,
            "rows": rows,
            "notes": comparison.conclusions(),
            "error": "",
            "milliseconds": 1000 * (time.perf_counter() - start),
        }

    def foresee(self, wish: Wish, switches: list[str]) -> None:
        """
        Answer beforehand what one more or one less switch would ask.

        Parameters
        ----------
        wish
            Where the reader is.
        switches
            Scenarios that can be switched.

        Examples
        --------
        >>> desk = Desk(draws=50)
        >>> desk.foresee(Wish("Mumbai", "Moscow"), ["rasht-astara-open"])
        >>> desk.answer(Wish("Mumbai", "Moscow", ("rasht-astara-open",)))["error"]
        ''
        """
        for name in switches:
            scenarios = tuple(sorted(set(wish.scenarios) ^ {name}))
            self.answer(replace(wish, scenarios=scenarios))


def explore(
    origin: str = "Mumbai", destination: str = "Moscow", *, draws: int = DRAWS, seed: int = 1
) -> Any:
    """
    Show a pair with switches for scenarios, a date and the value of the cargo.

    Parameters
    ----------
    origin, destination
        Names, UN/LOCODEs or node ids.
    draws, seed
        Of the simulation.

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
    >>> "Mumbai" in explore("Mumbai", "Moscow", draws=50)._repr_mimebundle_()[0]["text/html"] if find_spec("anywidget") else True
    True
    """
    desk = Desk(draws=draws, seed=seed)
    comparison = desk.compare(Wish(origin, destination))
    return (
        _widget_class()(desk, Wish(origin, destination)) if find_spec("anywidget") else comparison
    )


@lru_cache(1)
def _widget_class() -> Any:
    import anywidget  # noqa: PLC0415  (the extra `explore`)
    import traitlets  # noqa: PLC0415

    switches = [name for name in shipped_scenarios() if name not in {"today", "normal-2023"}]

    class Explorer(anywidget.AnyWidget):
        """The view: JavaScript shows, Python computes."""

        _esm = ASSETS / "explore.js"
        _css = ASSETS / "explore.css"
        wish = traitlets.Dict().tag(sync=True)
        answer = traitlets.Dict().tag(sync=True)
        choices = traitlets.Dict().tag(sync=True)

        def __init__(self, desk: Desk, wish: Wish) -> None:
            start = {
                "origin": wish.origin,
                "destination": wish.destination,
                "scenarios": [],
                "as_of": wish.as_of,
                "value": 40_000,
            }
            super().__init__(
                wish=start,
                answer=desk.answer(wish),
                choices={"scenarios": switches, "dates": list(DATES)},
            )
            self.desk = desk
            threading.Thread(target=desk.foresee, args=(wish, switches), daemon=True).start()

        @traitlets.observe("wish")
        def _ask(self, change: Any) -> None:
            if hasattr(self, "desk"):
                said = change["new"]
                wish = Wish(
                    said["origin"],
                    said["destination"],
                    tuple(sorted(said["scenarios"])),
                    said["as_of"],
                )
                self.answer = self.desk.answer(
                    wish, float(said["value"]), settled=said.get("settled", True)
                )

        def _repr_mimebundle_(self, **options: Any) -> tuple[dict[Any, Any], dict[Any, Any]]:
            """Add the table, for readers where widgets are not."""
            data, about = super()._repr_mimebundle_(**options) or ({}, {})
            comparison = self.desk.compare(Wish(self.wish["origin"], self.wish["destination"]))
            return {
                **data,
                "text/html": comparison._repr_html_(),
                "text/plain": repr(comparison),
            }, about

    return Explorer
