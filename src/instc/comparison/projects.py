"""What each of some projects would gain a pair, and how much it would let through."""

from __future__ import annotations

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import tomli_w

from instc.capacity.branch import find_branches, load_capacities
from instc.capacity.ladder import assess
from instc.display.html import listing
from instc.errors import NoRouteError, ScenarioError
from instc.scenarios.scenario import LONGEST_FILE, parse_scenario, to_toml
from instc.tables.schema import read_bounded

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.door import Objective
    from instc.scenarios.scenario import Scenario
    from instc.scenarios.world import World

OURS = "over_iran"
LEVELS, DAYS = (10, 50, 90), ("days_p10", "days_p50", "days_p90")
SHOWN = {
    "project": "project",
    "days_p10": "days P10",
    "days_p50": "P50",
    "days_p90": "P90",
    "usd_p50": "$/TEU",
    "mtpa": "Mt/year",
    "cost_musd": "M USD",
    "reason": "",
}


class Project(NamedTuple):
    """
    Works that change the network.

    Attributes
    ----------
    scenario
        What they change; its name is theirs.
    cost_musd
        Million USD, as its author says; None where not said.
    """

    scenario: Scenario
    cost_musd: float | None


def read_projects(path: str) -> list[Project]:
    """
    Read a list of projects.

    Parameters
    ----------
    path
        TOML: tables ``[[project]]`` with ``name``, ``open``, ``close``, ``set`` as in a scenario
        file, and ``cost_musd``.

    Raises
    ------
    ScenarioError
        The file can't be read, or a project is none; it is named.
    """
    try:
        data = tomllib.loads(read_bounded(Path(path), LONGEST_FILE, ScenarioError).decode())
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise ScenarioError(f"{path}: {error}") from error
    rows = data.get("project")
    if not isinstance(rows, list) or not rows or set(data) != {"project"}:
        raise ScenarioError(f"{path}: must hold tables [[project]], and nothing else")
    projects: dict[str, Project] = {}
    for number, row in enumerate(rows, 1):
        one = _project(row, f"{path}: project {number}")
        if one.scenario.name in projects:
            raise ScenarioError(f'{path}: two projects are called "{one.scenario.name}"')
        projects[one.scenario.name] = one
    return list(projects.values())


def _project(row: Any, where: str) -> Project:
    """Read one project."""
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"]:
        raise ScenarioError(f"{where}: needs a name")
    where = f'{where} "{row["name"]}"'
    cost = row.pop("cost_musd", None)
    if cost is not None and not (type(cost) in {int, float} and 0 <= cost < np.inf):
        raise ScenarioError(f"{where}: cost_musd must be a number of million USD, at least 0")
    scenario = parse_scenario(tomli_w.dumps(row), where)
    if not scenario.changes:
        raise ScenarioError(f"{where}: changes nothing; give it open, close or set")
    return Project(scenario, None if cost is None else float(cost))


def rank(
    before: Comparison, projects: list[Project], quantity: Objective = "generalised_usd"
) -> pd.DataFrame:
    """
    Rank projects by the days that each takes from the best way over Iran.

    Parameters
    ----------
    before
        The pair as it is.
    projects
        Each is put into that world alone.
    quantity
        By which the best way is chosen, before and after.

    Returns
    -------
    ranking
        A row a project, most days saved first: ``days_p10, days_p50, days_p90`` (change of the
        days of the best way over Iran, found anew, draw by draw), ``days_mean``, ``usd_p50``
        (change of the USD per TEU of that way), ``label_before, label_after``, ``mtpa`` (million
        tonnes a year that the branches together gain at their cuts), ``branches`` (those that
        gain), ``cost_musd``, ``reason`` (why there are no figures).

    Raises
    ------
    ScenarioError, NoRouteError
        A project can't be applied; no way over Iran is open as it is.
    """
    name = before.best_of(OURS, quantity=quantity)
    if name is None:
        raise NoRouteError(
            f"no way over Iran is open from {before.origin.name} to {before.destination.name}"
        )
    held = _capacities(before.world)
    rows = []
    with TemporaryDirectory() as folder:
        for number, one in enumerate(projects):
            file = Path(folder) / f"{number}.toml"
            file.write_text(to_toml(one.scenario), encoding="utf-8")
            gained = _gained(held, _capacities(before.world.under(str(file))))
            change = _change(before, name, str(file), quantity)
            row = {"project": one.scenario.name, **change, **gained}
            rows.append(row | {"cost_musd": one.cost_musd})
    table = pd.DataFrame(rows).astype({"cost_musd": float})
    table = table.sort_values(["days_p50", "project"], kind="stable")
    title = f"{before.title()}: what each project alone changes on the best way over Iran"
    return listing(table.reset_index(drop=True), SHOWN, title=title)


def _change(before: Comparison, name: str, file: str, quantity: Objective) -> dict[str, Any]:
    """Say what a project changes on the best way over Iran, draw by draw."""
    row: dict[str, Any] = dict.fromkeys((*DAYS, "days_mean", "usd_p50"), np.nan)
    row |= {"label_before": before.way(name).label, "label_after": "", "reason": ""}
    try:
        after = before.under(file)
    except NoRouteError as error:
        return row | {"reason": str(error)}
    best = after.best_of(OURS, quantity=quantity)
    if best is None:
        return row | {"reason": "no way over Iran is open then"}
    days = after.sample("days", best) - before.sample("days", name)
    usd = after.sample("usd_per_teu", best) - before.sample("usd_per_teu", name)
    row |= dict(zip(DAYS, np.percentile(days, LEVELS).round(2).tolist(), strict=True))
    row |= {"days_mean": round(float(days.mean()), 2), "usd_p50": round(float(np.median(usd)))}
    return row | {"label_after": after.way(best).label}


def _capacities(world: World) -> dict[str, float]:
    """Give what each branch lets through, Mt a year; one without a figure is not among them."""
    values = load_capacities(world.network, world.home.seeds)
    held = {}
    for branch in find_branches(None):
        state = assess(world.network, world.corridors, branch, values, world.as_of)[1]
        if state.mtpa is not None:
            held[branch.label] = state.mtpa
    return held


def _gained(before: dict[str, float], after: dict[str, float]) -> dict[str, Any]:
    """Say what the branches gain, and which do."""
    gains = (pd.Series(after) - pd.Series(before)).dropna().round(3)
    moved = gains[gains != 0]
    return {"mtpa": float(moved.sum()), "branches": "; ".join(moved.index)}
