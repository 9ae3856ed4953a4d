"""What a person asks, as plain data, and the ways that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from instc.door import checked_class
from instc.errors import QuestionError
from instc.scenarios.world import stable_hash
from instc.tables.boxes import USUAL
from instc.tables.parameters import check_draws

if TYPE_CHECKING:
    from instc.door import By, Place
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World

USUAL_DRAWS = 10_000  # need not be said
LONGEST_DAYS = 36_500  # of a deadline: a hundred years


@dataclass(frozen=True)
class Alternative:
    """
    One way, and what it is called.

    Attributes
    ----------
    corridor_id, label, family
        As in `Corridor`; ``best_...`` for the best way of all by an objective.
    itinerary
        The way.
    """

    corridor_id: str
    label: str
    family: str
    itinerary: Itinerary


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
        What is least (of a route).
    cargo_value
        USD per TEU; that of the tables if None.
    deadline
        Days by which the box must be there.
    box
        Length of the box, feet: ``20`` or ``40``. Prices stay those of a TEU.
    draws, seed
        Of the simulation.
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
    deadline: float | None = None
    box: str = USUAL
    draws: int = USUAL_DRAWS
    seed: int = 1
    verb: Literal["compare", "route"] = "compare"

    def __post_init__(self) -> None:
        """Refuse numbers that can't be meant."""
        check_draws(self.draws, self.seed)
        if self.deadline is not None and not 0 < self.deadline <= LONGEST_DAYS:
            most = f"at most {LONGEST_DAYS:,}"
            raise QuestionError(f"deadline {self.deadline:g}: must be above 0 days and {most}")

    def __hash__(self) -> int:
        """Give the same number in every process."""
        return stable_hash(self)

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
            "deadline": self.deadline,
            "box": None if self.box == USUAL else self.box,
            "draws": None if self.draws == USUAL_DRAWS else self.draws,
            "seed": self.seed,
        }
        return world.command(verb or self.verb, self.origin, self.destination, **said | more)
