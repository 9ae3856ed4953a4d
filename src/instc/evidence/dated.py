"""What is in print has a date: questions in the world of their day, each answered once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from instc.comparison.comparison import compare
from instc.errors import NoRouteError
from instc.tables.parameters import central

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Question
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World

DRAWS, SEED = 4000, 1
ROUTE = "route"
OUTSIDE_IRAN = "country=IR"
RAILWAY, ROAD = ("rail1435", "rail1520"), ".road"  # how the ids of such facilities end


@dataclass(frozen=True, eq=False)
class Way:
    """
    One way with its distribution.

    Attributes
    ----------
    corridor_id
        Corridor, or ``route`` for the best way.
    itinerary
        Links.
    days, usd_per_teu, generalised_usd, co2e_kg_per_teu
        Draws.
    """

    corridor_id: str
    itinerary: Itinerary
    days: NDArray[np.float64]
    usd_per_teu: NDArray[np.float64]
    generalised_usd: NDArray[np.float64]
    co2e_kg_per_teu: NDArray[np.float64]


class Dated:
    """
    Worlds by day, and the questions that were asked in them, each answered once.

    Parameters
    ----------
    world
        Whose data are asked, on whatever day.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._answers: dict[tuple[object, ...], dict[str, Way]] = {}

    def on(self, as_of: str, scenario: str = "") -> World:
        """
        Give the world of a day, under no other scenario than the named one.

        Raises
        ------
        QuestionError
            The tables do not reach that day.
        """
        named = [scenario] if scenario else []
        return type(self.world).at(self.world.home, scenarios=named, as_of=as_of)

    def ways(self, world: World, question: Question, corridor_id: str) -> dict[str, Way]:
        """
        Simulate the ways that a word means.

        Parameters
        ----------
        world
            From `on`.
        question
            Ends, what to pass or to avoid, value of the cargo.
        corridor_id
            A corridor; ``instc`` or ``suez`` for the family, with the best ways of its side;
            ``suez_any`` for the best way outside Iran; empty for the best way of all.

        Returns
        -------
        ways
            By corridor id, ``route`` for a best way; empty if none is open.
        """
        key = (world.state_key, question, corridor_id)
        if key not in self._answers:
            self._answers[key] = self._fresh(world, question, corridor_id)
        return self._answers[key]

    def _fresh(self, world: World, question: Question, corridor_id: str) -> dict[str, Way]:
        """Take a corridor out of the answer of its family, or ask for what is none of a family."""
        named = world.corridors.get(corridor_id)
        if named and named.family != corridor_id:
            family = self.ways(world, question, named.family)
            if corridor_id in family:
                return {corridor_id: family[corridor_id]}
        return _simulate(world, asked(question, corridor_id))

    def usd_factor(self, year: int, unit: str, as_of: str, *, sea: bool) -> float:
        """
        Turn a printed price into USD of the model per TEU: by the US GDP deflator, and by boxes.

        Parameters
        ----------
        year
            Of the price.
        unit
            ``USD/TEU`` or ``USD/FEU``.
        as_of
            Day whose ratios are used.
        sea
            Whether a quote for 40 ft is a ship's or a railway's.
        """
        world = self.on(as_of)
        table = world.table("deflators")
        index = table[table["series"] == "us_gdp_deflator"].set_index("year")["value"]
        boxes = 1.0
        if unit == "USD/FEU":
            carrier = "sea" if sea else "rail"
            boxes = central(world.parameters, f"ratio.teu_of_feu_{carrier}")
        known = min(max(year, int(index.index.min())), int(index.index.max()))
        return float(index[world.price_year] / index[known] * boxes)


def asked(question: Question, corridor_id: str) -> Question:
    """Say which question a word means, as in `Dated.ways`: of corridors, or of the best way."""
    drawn = replace(question, draws=DRAWS, seed=SEED)
    if corridor_id not in {"", "suez_any"}:
        return replace(drawn, against=(corridor_id,))
    avoid = question.avoid
    if corridor_id == "suez_any":
        avoid = (*avoid, OUTSIDE_IRAN)
    mode = _mode_between(question.origin, *question.via, question.destination)
    return replace(drawn, verb="route", mode=mode, avoid=avoid, cargo_value=None)


def _mode_between(*stops: str) -> str | None:
    """Give the mode of facilities that are all of the railway, or all of the road."""
    for mode, ending in (("rail", RAILWAY), ("road", ROAD)):
        if all(stop.endswith(ending) for stop in stops):
            return mode
    return None


def _simulate(world: World, question: Question) -> dict[str, Way]:
    """Draw the ways of an answer; none where all is shut."""
    try:
        answer = compare(world, question)
    except NoRouteError:
        return {}
    return {name: _way(answer, name) for name in answer.alternatives}


def _way(answer: Comparison, name: str) -> Way:
    """Take a way out of an answer."""
    return Way(
        name,
        answer.alternatives[name].itinerary,
        answer.sample("days", name),
        answer.sample("usd_per_teu", name),
        answer.sample("generalised_usd", name),
        answer.sample("co2e_kg_per_teu", name),
    )


def again(world: World, question: Question, *ways: Way) -> str:
    """Write the command that shows ways of a question: corridors, or the best way."""
    named = tuple(way.corridor_id for way in ways if way.corridor_id != ROUTE)
    verb = "compare" if named or not ways else "route"
    shown = replace(question, draws=DRAWS, seed=SEED, against=named)
    return shown.command(world, verb=verb)
