"""The way that a dated journey took, among all ways that the question had on its day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from instc.comparison.alternatives import Answer, described, find_alternatives, locate_pair
from instc.comparison.comparison import Comparison
from instc.comparison.kinds import TOOK
from instc.errors import NoRouteError
from instc.evidence.dated import DRAWS, SEED
from instc.evidence.observations import question_of

if TYPE_CHECKING:
    from instc.comparison.alternatives import Pair
    from instc.comparison.question import Alternative, Question
    from instc.evidence.backtest import Journey
    from instc.evidence.dated import Dated
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World


class AsItWent(Comparison):
    """
    A comparison in which one way is that of a journey.

    Attributes
    ----------
    again
        The command that replays the journey.
    """

    replayed = ""

    @property
    def again(self) -> str:
        """The command that replays the journey."""
        return self.replayed or super().again


def as_it_went(journey: Journey, dated: Dated) -> AsItWent:
    """
    Compare the way that a journey took with all ways that its question had on its day.

    Parameters
    ----------
    journey
        From `instc.evidence.backtest.replay`.
    dated
        Answers by which it was replayed.

    Returns
    -------
    answer
        The way it took is the row ``took``; a map draws it whatever beats it.

    Examples
    --------
    >>> from instc.evidence.backtest import replay
    >>> from instc.evidence.dated import Dated
    >>> from instc.model import load_model
    >>> dated = Dated(load_model())
    >>> as_it_went(replay("jeddah-2023", dated=dated), dated).alternatives["took"].head
    'As it went: INSTC east (Incheh Borun)'
    """
    assert journey.whole.way is not None  # a journey without a way is not replayed
    row = journey.whole.row
    there = dated.on(row["as_of"])
    question = replace(question_of(row), draws=DRAWS, seed=SEED)
    pair, answer = _found(there, question)
    answer = _with_the_way(pair, answer, journey.whole.way.itinerary)
    told = AsItWent(there, question, pair, answer)
    told.replayed = dated.world.command("replay", journey.trip.replace("_", "-"))
    return told


def _found(world: World, question: Question) -> tuple[Pair, Answer]:
    """Find all ways of a question; none where only a railway goes that no side knows."""
    try:
        return find_alternatives(world, question)
    except NoRouteError:
        return locate_pair(world, question), Answer({}, {}, (), {})


def _with_the_way(pair: Pair, answer: Answer, trip: Itinerary) -> Answer:
    """Call the way of a journey what it is: first of all rows, and no row twice."""
    ways, same = {}, dict(answer.same)
    own = described(TOOK, trip, pair)
    for name, way in answer.ways.items():
        if _links(way.itinerary) == _links(trip):
            own = replace(way, corridor_id=TOOK)
            same[name] = TOOK
        else:
            ways[name] = way
    return answer._replace(ways={TOOK: _called(own), **ways}, same=same)


def _links(trip: Itinerary) -> list[str]:
    """List the links of a way, in travel order."""
    links: list[str] = trip.cells("link_id").tolist()
    return links


def _called(way: Alternative) -> Alternative:
    """Head a way as the one that the boxes took."""
    return replace(way, head=f"As it went: {way.head}", title=f"As it went: {way.title}")
