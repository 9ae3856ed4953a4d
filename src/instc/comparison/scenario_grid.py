"""The same question under every combination of the shipped switches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from instc.errors import NoRouteError, ScenarioError
from instc.network.columns import PARAMETER_COLUMNS
from instc.scenarios.scenario import apply_to_parameters, load_scenario, shipped_scenarios

if TYPE_CHECKING:
    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.scenarios.scenario import Change, Scenario

SWITCHES = (
    "rasht-astara-open",
    "red-sea-closed",
    "hormuz-closed",
    "chabahar-rail-open",
    "winter",
)


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
class Combination:
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
    used
        Ids of links, passages and parameters that its ways meet.
    """

    switched: tuple[str, ...]
    comparison: Comparison | None
    why: str = ""
    used: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, eq=False)
class Grid:
    """
    A question under every combination of switches.

    Attributes
    ----------
    switches
        In a fixed order.
    combinations
        2 to the power of their number, in binary order: bit k is switch k.
    """

    switches: tuple[Switch, ...]
    combinations: tuple[Combination, ...]


def alone(answer: Comparison) -> Grid:
    """Give the grid without a switch: the answer itself."""
    return Grid((), (Combination((), answer, used=_used(answer)),))


def every_combination(answer: Comparison) -> Grid:
    """
    Ask the same under every combination of the shipped switches that can still be turned.

    Closing what no way uses changes no way, so that such a combination shares the answer without
    it; one that contradicts itself or leaves no way says why.

    Examples
    --------
    >>> import instc
    >>> grid = every_combination(instc.load_model().compare("Chelyabinsk", "Jeddah", draws=10))
    >>> grid.combinations[2].switched
    ('red-sea-closed',)
    """
    return grid_of(answer, switches_of(answer))


def switches_of(answer: Comparison) -> tuple[Switch, ...]:
    """List the shipped switches that can still be turned: without those that hold already."""
    seeds = answer.world.home.seeds
    known = set(shipped_scenarios(seeds)) - set(answer.world.scenarios)
    loaded = [load_scenario(name, seeds) for name in SWITCHES if name in known]
    return tuple(_switch(scenario, answer.parameters) for scenario in loaded)


def _switch(scenario: Scenario, parameters: pd.DataFrame) -> Switch:
    """Tell whether a scenario can only worsen what it changes."""
    raised = apply_to_parameters(parameters, scenario)["mean"] >= parameters["mean"]
    states = [change for change in scenario.changes if change.subject_id not in parameters.index]
    closes = all((change.column, change.value) == ("status", "closed") for change in states)
    only_worsens = closes and bool(raised.all())
    return Switch(scenario.name, scenario.description, scenario.changes, only_worsens)


def grid_of(answer: Comparison, switches: tuple[Switch, ...]) -> Grid:
    """Ask the same under every combination of some switches."""
    everything = range(1 << len(switches))
    found: dict[int, Combination] = {0: Combination((), answer, used=_used(answer))}
    for mask in sorted(everything[1:], key=int.bit_count):  # after all that switch fewer
        found[mask] = _combined(answer, switches, mask, found)
    return Grid(switches, tuple(found[mask] for mask in everything))


def _combined(
    answer: Comparison, switches: tuple[Switch, ...], mask: int, found: dict[int, Combination]
) -> Combination:
    """Ask under one combination, or share the answer of one that must be the same."""
    turned = [(bit, switch) for bit, switch in enumerate(switches) if mask >> bit & 1]
    names = tuple(switch.name for _, switch in turned)
    for bit, switch in turned:
        without = found[mask ^ (1 << bit)]
        subjects = {change.subject_id for change in switch.changes}
        idle = without.comparison is not None and not subjects & without.used
        if switch.only_worsens and idle:
            return replace(without, switched=names)
    try:
        other = answer.under(*names)
    except (NoRouteError, ScenarioError) as error:
        return Combination(names, None, str(error))
    return Combination(names, other, used=_used(other))


def _used(answer: Comparison) -> frozenset[str]:
    """Give the ids of what the ways of an answer meet."""
    used: set[str] = set()
    for way in answer.alternatives.values():
        for column in ("link_id", "passage_id", *PARAMETER_COLUMNS):
            used.update(way.itinerary.cells(column))
        for column in ("call_id", "wait_id"):
            used.update(way.itinerary.priced.get(column, ()))
    return frozenset(used - {""})
