"""Why a corridor can't be taken, and which scenario would open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instc.scenarios.scenario import load_scenario, shipped_scenarios

if TYPE_CHECKING:
    from instc.scenarios.world import World

PLANNED = "planned_mtpa"  # column of ``link_values``: a capacity to come, by its day
OPENED = ("status", "open")


def dated(reason: str, world: World) -> str:
    """
    Add to a reason from when a link that it names is planned.

    Parameters
    ----------
    reason
        Such as ``no open route by Astara (Iran) - Rasht by rail (planned)``.
    world
        In which no way was found.

    Examples
    --------
    >>> import instc
    >>> dated("cut by Astara (Iran) - Rasht by rail (planned)", instc.load_model())
    'cut by Astara (Iran) - Rasht by rail (planned for 2028)'
    """
    if "(planned)" not in reason:
        return reason
    values = world.table("link_values")
    planned = values[values["column"] == PLANNED]
    for link_id, day in planned[["link_id", "as_of"]].itertuples(index=False):
        name = world.called(link_id)
        reason = reason.replace(f"{name} (planned)", f"{name} (planned for {day[:4]})")
    return reason


def remedied(reason: str, world: World) -> str:
    """
    Add to a reason what `dated` does, and the shipped scenarios that open what it names.

    Examples
    --------
    >>> import instc
    >>> remedied("cut by Astara (Iran) - Rasht by rail (planned)", instc.load_model())
    'cut by Astara (Iran) - Rasht by rail (planned for 2028); try --scenario rasht-astara-open'
    """
    reason, seeds = dated(reason, world), world.home.seeds
    tries = []
    for name in set(shipped_scenarios(seeds)) - set(world.scenarios):
        changes = load_scenario(name, seeds).changes
        opened = [one.subject_id for one in changes if (one.column, one.value) == OPENED]
        if any(world.called(subject) in reason for subject in opened):
            tries.append(f"--scenario {name}")
    if not tries:
        return reason
    return f"{reason}; try {' or '.join(sorted(tries))}"
