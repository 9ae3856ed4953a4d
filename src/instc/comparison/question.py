"""What was asked, in which state of the world, and the ways that answer it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from instc.network.network import Network
    from instc.routing.itinerary import Itinerary
    from instc.tables.parameters import Consignment
    from instc.tables.places import End


class Asked(Protocol):
    """Who answered, and can answer again."""

    @property
    def network(self) -> Network:
        """The network that was asked."""

    def under(self, scenarios: tuple[str, ...]) -> Any:
        """Ask the same under further scenarios; a `Comparison` comes back."""


USUAL = {"draws": 10_000}  # what a command need not say


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


@dataclass(frozen=True, eq=False)
class Question:
    """
    What was asked, in which state of the world.

    Attributes
    ----------
    origin, destination
        Ends.
    consignment
        What is carried.
    as_of
        ISO date of the network.
    scenarios
        Names.
    price_year
        Year of the USD.
    draws, seed
        Of the simulation.
    versions
        ``instc_version``, ``data_date``, ``data_hash``.
    again
        The command that asks the same.
    deadline
        Days by which the box must be there, or None.
    asked
        What was asked, so that a map can ask the same in other states of the world; None where that was not kept.
    seeds
        Folder of the tables that answered; None for the shipped ones.
    remarks
        What a reader must know of the answer, such as how a place that had to be passed is reached.
    """

    origin: End
    destination: End
    consignment: Consignment
    as_of: str
    scenarios: tuple[str, ...]
    price_year: int
    draws: int
    seed: int
    versions: dict[str, str]
    again: str
    deadline: float | None = None
    asked: Asked | None = None
    seeds: Path | None = None
    remarks: tuple[str, ...] = ()


def command(
    verb: str,
    *words: str,
    scenarios: Sequence[str],
    as_of: str | None,
    data: Sequence[str] = (),
    **options: object,
) -> str:
    """
    Write the command that asks a question again.

    Parameters
    ----------
    verb, words
        Command and its places.
    scenarios
        Names, as they were asked; ``today`` need not be said.
    as_of
        Day that was asked for, or None.
    data
        Words that name the data, from `instc.tables.user_tables.data_words`; they stand before the verb.
    **options
        By name; None is left out, several values repeat the option.

    Returns
    -------
    line
        For a shell.

    Examples
    --------
    >>> command("compare", "Mumbai", "St Petersburg", scenarios=["today"], as_of=None, draws=10_000, seed=1)
    "instc compare Mumbai 'St Petersburg' --seed 1"
    """
    line = ["instc", *data, verb, *words]
    line += [part for name in scenarios if name != "today" for part in ("--scenario", name)]
    line += ["--as-of", as_of] if as_of else []
    for option, value in options.items():
        values = value if isinstance(value, (list, tuple)) else [value]
        said = [one for one in values if one is not None and USUAL.get(option) != one]
        line += [
            part
            for one in said
            for part in (
                f"--{option.replace('_', '-')}",
                f"{one:g}" if isinstance(one, float) else str(one),
            )
        ]
    return shlex.join(line)
