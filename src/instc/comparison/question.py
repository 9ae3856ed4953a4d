"""What a person asks, as plain data, and the ways that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from instc.comparison.objectives import OBJECTIVE, WORD
from instc.door import checked_class
from instc.errors import QuestionError
from instc.routing.fleet import Manner
from instc.routing.runs import ORDINARY, RUNS
from instc.scenarios.world import stable_hash
from instc.tables.boxes import USUAL
from instc.tables.emission_scope import WHOLE
from instc.tables.parameters import check_draws

if TYPE_CHECKING:
    from instc.door import By, Place
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World

USUAL_DRAWS = 10_000  # need not be said
MOST_TEU = 1_000_000  # more than all corridors carry in a year
MOST_JOURNEYS = 1_000_000  # of a mean
LONGEST_DAYS = 36_500  # of a deadline: a hundred years


@dataclass(frozen=True)
class Alternative:
    """
    One way, and what it is called.

    Attributes
    ----------
    corridor_id
        A side (``over_iran``), its way by another objective (``over_iran.days``), or a corridor.
    label
        The path, in words.
    family
        Side that the way is on.
    itinerary
        The way.
    head, title
        The side that it is best of, or its corridors; the same with the path.
    kin
        Family of the corridor that it is, or is like.
    named
        Corridors that it is.
    found_by
        Objectives by which it is the best of its side.
    group
        By which it is coloured.
    served
        Whether services known to run carry a box all the way; None where print would not tell.
    service_ids, changes_at
        Services that do, and ports where it changes from ship to ship.
    undirected
        Voyages, in words, of which print knows no ratio between the directions.
    no_service
        Words on what no service is known to do, and when one was seen last; else empty.
    run
        ``ordinary`` traffic, or ``dedicated``: laid on for the box.
    luck
        Side whose luck a single journey on it has.
    """

    corridor_id: str
    label: str
    family: str
    itinerary: Itinerary
    head: str = ""
    title: str = ""
    kin: str = ""
    named: tuple[str, ...] = ()
    found_by: tuple[str, ...] = ()
    group: str = ""
    served: bool | None = None
    service_ids: tuple[str, ...] = ()
    changes_at: tuple[str, ...] = ()
    undirected: tuple[str, ...] = ()
    no_service: str = ""
    run: str = ORDINARY
    luck: str = ""


@checked_class
@dataclass(frozen=True)
class Question:
    """
    What a person asked: data only, in the words that were typed; asked again in any world.

    Attributes
    ----------
    origin, destination
        Names, UN/LOCODEs, node ids, or ``lon,lat``.
    via
        Places or straits to pass, in order.
    via_all
        Every way must pass them; else only the family of corridors where the detour is least.
    avoid
        Places, links, straits, seas or countries that may not be used.
    against
        Corridors or families to keep (of a comparison); all if empty.
    mode
        Only links of this mode (of a route).
    by
        What is least (of a route): ``days, usd, co2e`` or ``value``; ``time, cost, co2`` and the
        long names are read as these.
    cargo_value
        USD per TEU; that of the tables if None.
    teu
        Boxes, in TEU, that travel together: figures stay those of one, totals are told beside them.
    deadline
        Days by which the box must be there.
    box
        ``20`` or ``40`` ft, or ``reefer40``. Prices stay those of a TEU.
    scope
        What CO2e counts: ``wtw`` (well to wheel) or ``ttw`` (tank to wheel).
    draws, seed
        Of the simulation.
    possible
        Ways without a known service are taken like others; else served ones come first.
    served
        Ways without a known service are left out.
    ready
        Days count from a box that is ready: the wait for the first ship is added.
    ship
        Class of ship that sails every voyage; that of the service if empty.
    run
        ``ordinary`` traffic, or ``dedicated``: a train is laid on for the box where there is a
        railway.
    mean_of
        Journeys of which the mean is told: 1 is the single one.
    verb
        ``compare`` every corridor, or find one ``route``.

    Raises
    ------
    QuestionError
        It can't be meant.

    Examples
    --------
    >>> Question("Mumbai", "Moscow") == Question("Mumbai", "Moscow")
    True
    """

    origin: Place
    destination: Place
    via: tuple[Place, ...] = ()
    via_all: bool = False
    avoid: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    mode: str | None = None
    by: By = "value"
    cargo_value: float | None = None
    teu: int = 1
    deadline: float | None = None
    box: str = USUAL
    scope: str = WHOLE
    draws: int = USUAL_DRAWS
    seed: int = 1
    possible: bool = False
    served: bool = False
    ready: bool = False
    ship: str | None = None
    run: str = "ordinary"
    mean_of: int = 1
    verb: Literal["compare", "route"] = "compare"

    def __post_init__(self) -> None:
        """Refuse numbers that can't be meant; write one word for each objective."""
        check_draws(self.draws, self.seed)
        object.__setattr__(self, "by", WORD[OBJECTIVE[self.by]])
        if self.deadline is not None and not 0 < self.deadline <= LONGEST_DAYS:
            most = f"at most {LONGEST_DAYS:,}"
            raise QuestionError(f"deadline {self.deadline:g}: must be above 0 days and {most}")
        if self.run not in RUNS:
            raise QuestionError(f'run "{self.run}": is none of {", ".join(RUNS)}')
        if not 1 <= self.mean_of <= MOST_JOURNEYS:
            least = f"from 1 to {MOST_JOURNEYS:,} journeys"
            raise QuestionError(f"mean_of {self.mean_of}: must be {least}")
        if not 1 <= self.teu <= MOST_TEU:
            raise QuestionError(f"teu {self.teu}: must be from 1 to {MOST_TEU:,} TEU")
        if self.possible and self.served:
            raise QuestionError("possible and served: ask for one of them, or neither")

    def __hash__(self) -> int:
        """Give the same number in every process."""
        return stable_hash(self)

    @property
    def manner(self) -> Manner:
        """How services are taken."""
        return Manner(self.possible, self.served, self.ready, self.ship or "")

    def command(self, world: World, *, verb: str | None = None, **more: object) -> str:
        """
        Write the command that asks the same in a world, or ``verb`` of it with options of its own.

        Examples
        --------
        >>> import instc
        >>> Question("Mumbai", "St Petersburg").command(instc.load_model())
        "instc compare Mumbai 'St Petersburg' --seed 1"
        """
        said = {
            "mode": self.mode,
            "by": self.by if self.by != "value" else None,
            "via": self.via,
            "via_all": self.via_all and self.verb == "compare",
            "avoid": self.avoid,
            "against": ",".join(self.against) or None,
            "cargo_value": self.cargo_value,
            "teu": None if self.teu == 1 else self.teu,
            "deadline": self.deadline,
            "box": None if self.box == USUAL else self.box,
            "scope": None if self.scope == WHOLE else self.scope,
            "possible": self.possible,
            "served": self.served,
            "ready": self.ready,
            "ship": self.ship,
            "run": None if self.run == ORDINARY else self.run,
            "mean_of": None if self.mean_of == 1 else self.mean_of,
            "draws": None if self.draws == USUAL_DRAWS else self.draws,
            "seed": self.seed,
        }
        return world.command(verb or self.verb, self.origin, self.destination, **said | more)
