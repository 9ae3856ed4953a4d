"""The same question under every combination of the shipped switches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

from instc.errors import NoRouteError, ScenarioError
from instc.network.columns import PARAMETER_COLUMNS
from instc.scenarios.scenario import apply_to_parameters, load_scenario, shipped_scenarios

if TYPE_CHECKING:
    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.scenarios.scenario import Change, Scenario

SWITCHES = ("rasht-astara-open", "red-sea-closed", "hormuz-closed", "chabahar-rail-open", "winter")


@dataclass(frozen=True)
class Switch:
    """
    A scenario that the reader turns on and off.

    Attributes
    ----------
    name, description
        Of the scenario.
    changes
        What it sets.
    only_worsens
        It only closes, or raises means: where no way meets what it changes, it changes no way.
    """

    name: str
    description: str
    changes: tuple[Change, ...]
    only_worsens: bool


@dataclass(frozen=True, eq=False)
class World:
    """
    One combination of switches.

    Attributes
    ----------
    switched
        Names of those that are on.
    comparison
        The answer, or None.
    why
        Why there is none.
    """

    switched: tuple[str, ...]
    comparison: Comparison | None
    why: str = ""
    used: frozenset[str] = field(default=frozenset())


def switches_of(comparison: Comparison) -> list[Switch]:
    """
    List the shipped switches that can still be turned.

    Parameters
    ----------
    comparison
        The answer from which they are turned.

    Returns
    -------
    switches
        In a fixed order, without those that hold already; empty if the question can't be asked again.

    Examples
    --------
    >>> import instc
    >>> answer = instc.load_model(scenarios=["hormuz-closed"]).compare("Mumbai", "Moscow", draws=10)
    >>> [switch.name for switch in switches_of(answer)][:2]
    ['rasht-astara-open', 'red-sea-closed']
    """
    if comparison.question.asked is None:
        return []
    known = set(shipped_scenarios()) - set(comparison.question.scenarios)
    loaded = [load_scenario(name) for name in SWITCHES if name in known]
    return [
        Switch(
            scenario.name,
            scenario.description,
            scenario.changes,
            _only_worsens(scenario, comparison.parameters),
        )
        for scenario in loaded
    ]


def _only_worsens(scenario: Scenario, parameters: pd.DataFrame) -> bool:
    closes = all(
        (change.column, change.value) == ("status", "closed")
        for change in scenario.changes
        if change.subject_id not in parameters.index
    )
    return closes and bool(
        (apply_to_parameters(parameters, scenario)["mean"] >= parameters["mean"]).all()
    )


def worlds(comparison: Comparison, switches: list[Switch]) -> list[World]:
    """
    Ask the same under every combination.

    Parameters
    ----------
    comparison
        The answer with no switch turned.
    switches
        From `switches_of`.

    Returns
    -------
    worlds
        2 to the power of the number of switches, in binary order: bit k is switch k. Closing what no way uses changes no
        way, so that such a combination shares the answer without it; one that contradicts itself or leaves no way says why.

    Examples
    --------
    >>> import instc
    >>> answer = instc.load_model().compare("Chelyabinsk", "Jeddah", draws=10)
    >>> [world.switched for world in worlds(answer, switches_of(answer)[1:2])]
    [(), ('red-sea-closed',)]
    """
    found: dict[frozenset[str], World] = {
        frozenset(): World((), comparison, used=_used(comparison))
    }
    for size in range(1, len(switches) + 1):
        for group in combinations(switches, size):
            found[frozenset(switch.name for switch in group)] = _world(comparison, group, found)
    names = [switch.name for switch in switches]
    masks = [
        frozenset(name for bit, name in enumerate(names) if mask >> bit & 1)
        for mask in range(1 << len(names))
    ]
    return [found[mask] for mask in masks]


def _world(
    comparison: Comparison, group: tuple[Switch, ...], found: dict[frozenset[str], World]
) -> World:
    names = tuple(switch.name for switch in group)
    for switch in group:
        without = found[frozenset(names) - {switch.name}]
        idle = not {change.subject_id for change in switch.changes} & without.used
        if switch.only_worsens and idle and without.comparison is not None:
            return replace(without, switched=names)
    assert comparison.question.asked is not None  # switches_of found some
    try:
        answer = comparison.question.asked.under(names)
    except (NoRouteError, ScenarioError) as error:
        return World(names, None, str(error))
    return World(names, answer, used=_used(answer))


def _used(comparison: Comparison) -> frozenset[str]:
    cells = (
        way.itinerary.cells(column)
        for way in comparison.alternatives.values()
        for column in ("link_id", "passage_id", *PARAMETER_COLUMNS)
    )
    return frozenset(name for column in cells for name in column if name)
