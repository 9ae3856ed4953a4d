"""Named changes and dates, as data, and applying them."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from instc.errors import ScenarioError, UnknownIdError, did_you_mean
from instc.tables import seeds_dir

if TYPE_CHECKING:
    from instc.network import Network

DEFAULT_AS_OF = "2026-07-31"  # the last month with sources
KEYS = ("name", "description", "as_of", "open", "close", "source")


@dataclass(frozen=True)
class Change:
    """
    One override.

    Attributes
    ----------
    subject_id
        Link or passage.
    status
        State it is given.
    """

    subject_id: str
    status: str


@dataclass(frozen=True)
class Scenario:
    """
    A named set of changes, seen from a day.

    Attributes
    ----------
    name, description
        For people.
    as_of
        ISO date, or None where the scenario does not say.
    changes
        Applied in this order; no two of one subject.
    """

    name: str
    description: str
    as_of: str | None
    changes: tuple[Change, ...]


def shipped_scenarios(folder: Path | None = None) -> list[str]:
    """
    List the scenarios that come with the package.

    Parameters
    ----------
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    names
        Sorted.

    Examples
    --------
    >>> "today" in shipped_scenarios()
    True
    """
    return sorted(path.stem for path in ((folder or seeds_dir()) / "scenarios").glob("*.toml"))


def load_scenario(name_or_file: str, folder: Path | None = None) -> Scenario:
    """
    Load a shipped scenario by name, or one from a TOML file.

    Parameters
    ----------
    name_or_file
        ``hormuz-closed``, or a path that ends in ``.toml``.
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    scenario
        Checked for its form; whether its ids exist is checked by `apply`.

    Raises
    ------
    UnknownIdError
        No scenario has this name.
    ScenarioError
        The file can't be read, or has an unknown key or a wrong type.

    Examples
    --------
    >>> load_scenario("hormuz-closed").changes
    (Change(subject_id='hormuz', status='closed'),)
    """
    if name_or_file.endswith(".toml"):
        path = Path(name_or_file)
    else:
        known = shipped_scenarios(folder)
        if name_or_file not in known:
            raise UnknownIdError(f'unknown scenario "{name_or_file}"{did_you_mean(name_or_file, known)}; shipped are {", ".join(known)}')
        path = (folder or seeds_dir()) / "scenarios" / f"{name_or_file}.toml"
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror}") from error
    except ValueError as error:  # broken TOML, or not UTF-8
        raise ScenarioError(f"{path}: {error}") from error
    faults = _form_faults(data, text)
    if faults:
        raise ScenarioError(f"{path}: {'; '.join(faults)}")
    changes = [Change(item, "open") for item in data.get("open", [])] + [Change(item, "closed") for item in data.get("close", [])]
    as_of = data.get("as_of")
    return Scenario(data.get("name", path.stem), data.get("description", ""), as_of.isoformat() if as_of else None, tuple(changes))


def compose(scenarios: list[Scenario]) -> Scenario:
    """
    Join scenarios into one.

    Parameters
    ----------
    scenarios
        Any number; the same one twice counts once.

    Returns
    -------
    scenario
        Changes of all, sorted; named ``a + b``.

    Raises
    ------
    ScenarioError
        Two set one thing, or the date, differently.

    Examples
    --------
    >>> compose([load_scenario("hormuz-closed"), load_scenario("rasht-astara-open")]).name
    'hormuz-closed + rasht-astara-open'
    """
    changes: dict[str, Change] = {}
    dates: dict[str, str] = {}
    for scenario in scenarios:
        for change in scenario.changes:
            before = changes.setdefault(change.subject_id, change)
            if before != change:
                raise ScenarioError(f'scenarios contradict each other: "{change.subject_id}" is {before.status} in one and {change.status} in another')
        if scenario.as_of:
            dates[scenario.as_of] = scenario.name
    if len(dates) > 1:
        raise ScenarioError(f"scenarios contradict each other: as_of is {' and '.join(f'{day} in {name}' for day, name in sorted(dates.items()))}")
    names = list(dict.fromkeys(scenario.name for scenario in scenarios))
    ordered = tuple(changes[key] for key in sorted(changes))
    return Scenario(" + ".join(names), "; ".join(s.description for s in scenarios), next(iter(dates), None), ordered)


def apply(network: Network, scenario: Scenario) -> Network:
    """
    Change a network as a scenario says.

    Parameters
    ----------
    network
        Not changed.
    scenario
        Applying it twice is applying it once.

    Returns
    -------
    network
        With the new states.

    Raises
    ------
    UnknownIdError
        A subject is neither a link nor a passage.

    Examples
    --------
    >>> from instc.network import load_network
    >>> network = apply(load_network("2023-01-01"), load_scenario("hormuz-closed"))
    >>> network.links.at["hormuz.a-hormuz.b", "status"]
    'closed'
    """
    links = network.links
    status = links["status"].copy()
    for change in scenario.changes:
        hit = (links["passage_id"] == change.subject_id) | (links.index == change.subject_id)
        if not hit.any():
            known = sorted({*links.index[~links.index.str.startswith("sea.")], *links["passage_id"]} - {""})
            raise UnknownIdError(f'scenario {scenario.name}: unknown link or passage "{change.subject_id}"{did_you_mean(change.subject_id, known)}')
        status = status.mask(hit, change.status)
    return replace(network, links=links.assign(status=status), sound=True)


def _form_faults(data: dict[str, Any], text: str) -> list[str]:
    faults = []
    for key, value in data.items():
        fault = _key_fault(key, value)
        if fault:
            faults.append(f"line {_line_of(key, text)}: {fault}")
    if not faults:
        both = sorted(set(data.get("open", [])) & set(data.get("close", [])))
        faults += [f'"{item}" is both opened and closed' for item in both]
    return faults


def _key_fault(key: str, value: object) -> str:
    if key not in KEYS:
        return f'unknown key "{key}"{did_you_mean(key, KEYS)}'
    if key in {"open", "close"}:
        good = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return "" if good else f'"{key}" must be a list of link or passage ids'
    if key == "as_of":
        return "" if type(value) is dt.date else '"as_of" must be a date, written without quotes: 2026-07-31'
    return "" if isinstance(value, str) else f'"{key}" must be a text'


def _line_of(key: str, text: str) -> int:
    match = re.search(rf"^\s*\[?\s*[\"']?{re.escape(key)}", text, flags=re.MULTILINE)
    return text[: match.start()].count("\n") + 1 if match else 1
