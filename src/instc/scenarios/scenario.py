"""Named changes and dates, as data, and applying them."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from instc.display.html import Displayed, View
from instc.errors import ScenarioError, UnknownIdError, did_you_mean, shorten
from instc.tables.parameters import check_rows, means
from instc.tables.schema import MAX_FAULTS, read_bounded, seeds_dir

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from instc.network.network import Network

DEFAULT_AS_OF = "2026-07-31"  # the last month with sources
LONGEST_FILE, LARGEST = 300_000, 1e12  # characters; the state of every link fits
MOST_PARTS = 8  # of a key; ours have three, and reading one takes time by their square
DOTTED = re.compile(r"""(?<![\w"'-])(?:(?:"[^"\n]*"|'[^'\n]*'|[\w-]++)[ \t]*+\.[ \t]*+){8}""")
KEYS = ("name", "description", "as_of", "open", "close", "set", "source")
STATES = ("open", "limited", "closed", "under_construction", "planned")
TEXTS = ("status", "pace_id", "dwell_id", "rate_id", "fee_id", "share_id", "intensity_id", "hub_id")
QUANTILES = ("p10", "p50", "p90")
CAPACITIES = (
    "nameplate_mtpa",
    "observed_mtpa",
    "planned_mtpa",
)  # no column of the network: `capacity` reads them
NUMBERS = ("length_km", *QUANTILES, *CAPACITIES)


@dataclass(frozen=True)
class Change:
    """
    One override.

    Attributes
    ----------
    subject_id
        Link, passage or parameter.
    column
        What of it is changed.
    value
        Text or number that it is given.
    """

    subject_id: str
    column: str
    value: str | float


@dataclass(frozen=True, repr=False)
class Scenario(Displayed):
    """
    A named set of changes, seen from a day.

    Attributes
    ----------
    name, description, source_id
        For people, and where it comes from.
    as_of
        ISO date, or None where the scenario does not say.
    changes
        Sorted; no two of one column of one subject.

    Examples
    --------
    >>> Scenario("mine", "Suez is shut", None, (Change("suez", "status", "closed"),))
    mine: Suez is shut
    link, passage or parameter what of it becomes
    suez                       status     closed
    as of any day
    """

    name: str
    description: str
    as_of: str | None
    changes: tuple[Change, ...]
    source_id: str = ""

    def _view(self) -> View:
        """List what is changed, with the source under the name."""
        table = pd.DataFrame(
            [vars(change) for change in self.changes],
            columns=["subject_id", "column", "value"],
            dtype=object,
        )
        shown = {
            "subject_id": "link, passage or parameter",
            "column": "what of it",
            "value": "becomes",
        }
        tips = {"subject_id": [f"source: {self.source_id}" if self.source_id else ""] * len(table)}
        notes = [
            f"as of {self.as_of}" if self.as_of else "as of any day",
            *([f"source: {self.source_id}"] if self.source_id else []),
        ]
        return View(
            table,
            shown,
            f"{self.name}: {self.description}" if self.description else self.name,
            notes,
            tips,
        )


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
    (Change(subject_id='hormuz', column='status', value='closed'),)
    """
    if name_or_file.endswith(".toml"):
        path = Path(name_or_file)
    else:
        known = shipped_scenarios(folder)
        if name_or_file not in known:
            raise UnknownIdError(
                f'unknown scenario "{name_or_file}"{did_you_mean(name_or_file, known)}; shipped are {", ".join(known)}'
            )
        path = (folder or seeds_dir()) / "scenarios" / f"{name_or_file}.toml"
    try:
        text = read_bounded(path, LONGEST_FILE, ScenarioError).decode()
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: not UTF-8") from error
    return parse_scenario(text, str(path))


def parse_scenario(text: str, where: str) -> Scenario:
    """
    Read a scenario from the text of a TOML file.

    Parameters
    ----------
    text
        TOML.
    where
        Name or path, for messages; its stem names a scenario without a name.

    Returns
    -------
    scenario
        Checked for its form.

    Raises
    ------
    ScenarioError
        It is no TOML, or has an unknown key or a wrong type.

    Examples
    --------
    >>> parse_scenario('close = ["suez"]', "mine.toml").name
    'mine'
    """
    if len(text) > LONGEST_FILE:
        raise ScenarioError(
            f"{where}: longer than {LONGEST_FILE:,} characters, which no scenario is"
        )
    if deep := DOTTED.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise ScenarioError(
            f"{where}: line {line}: a key of more than {MOST_PARTS} parts, which no scenario has"
        )
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScenarioError(f"{where}: {error}") from error
    faults = list(islice(_form_faults(data, text), MAX_FAULTS + 1))
    if faults:
        raise ScenarioError(
            f"{where}: {'; '.join(faults[:MAX_FAULTS])}{'; and more' if len(faults) > MAX_FAULTS else ''}"
        )
    as_of = data.get("as_of")
    name = data.get("name", Path(where).stem)
    return Scenario(
        name,
        data.get("description", ""),
        as_of.isoformat() if as_of else None,
        _changes(data),
        data.get("source", ""),
    )


def _changes(data: dict[str, Any]) -> tuple[Change, ...]:
    changes = {Change(item, "status", "open") for item in data.get("open", [])} | {
        Change(item, "status", "closed") for item in data.get("close", [])
    }
    for subject, columns in data.get("set", {}).items():
        changes |= {
            Change(subject, column, value if isinstance(value, str) else float(value))
            for column, value in columns.items()
        }
    return tuple(sorted(changes, key=lambda change: (change.subject_id, change.column)))


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
    changes: dict[tuple[str, str], tuple[Change, str]] = {}
    dates: dict[str, str] = {}
    for scenario in scenarios:
        for change in scenario.changes:
            before, first = changes.setdefault(
                (change.subject_id, change.column), (change, scenario.name)
            )
            if before != change:
                raise ScenarioError(
                    f'scenarios contradict each other: {change.column} of "{change.subject_id}" is {before.value} in {first} and {change.value} in {scenario.name}'
                )
        if scenario.as_of:
            dates[scenario.as_of] = scenario.name
    if len(dates) > 1:
        raise ScenarioError(
            f"scenarios contradict each other: as_of is {' and '.join(f'{day} in {name}' for day, name in sorted(dates.items()))}"
        )
    names = list(dict.fromkeys(scenario.name for scenario in scenarios))
    ordered = tuple(changes[key][0] for key in sorted(changes))
    sources = "; ".join(dict.fromkeys(s.source_id for s in scenarios if s.source_id))
    return Scenario(
        " + ".join(names),
        "; ".join(dict.fromkeys(s.description for s in scenarios)),
        next(iter(dates), None),
        ordered,
        sources,
    )


def apply(
    network: Network,
    scenario: Scenario,
    *,
    parameter_ids: Iterable[str] = (),
    gate_ids: Collection[str] = (),
) -> Network:
    """
    Change a network as a scenario says.

    Parameters
    ----------
    network
        Not changed.
    scenario
        Applying it twice is applying it once.
    parameter_ids
        What a misspelt subject may also have meant.
    gate_ids
        Road borders and bridges, which are no links: `instc.network.frontiers` reads their changes.

    Returns
    -------
    network
        With the new states, lengths and prices' names.

    Raises
    ------
    UnknownIdError
        A subject is neither a link nor a passage.
    NetworkError
        A new length can't be.

    Examples
    --------
    >>> from instc.network.load import load_network
    >>> network = apply(load_network("2023-01-01"), load_scenario("hormuz-closed"))
    >>> network.links.at["hormuz.a-hormuz.b", "status"]
    'closed'
    """
    links = network.links
    changed: dict[str, pd.Series] = {}
    for change in scenario.changes:
        if change.column in QUANTILES or change.subject_id in gate_ids:
            continue
        hit = (links["passage_id"] == change.subject_id) | (links.index == change.subject_id)
        if not hit.any():
            known = sorted(
                {
                    *links.index[~links.index.str.startswith("sea.")],
                    *links["passage_id"],
                    *parameter_ids,
                    *gate_ids,
                }
            )
            raise UnknownIdError(
                f'scenario {scenario.name}: unknown link or passage "{shorten(change.subject_id)}"{did_you_mean(change.subject_id, known)}'
            )
        if change.column in links:
            changed[change.column] = changed.get(change.column, links[change.column]).mask(
                hit, change.value
            )
    if "length_km" in changed:  # which the network must check
        return replace(network, links=links.assign(**changed))
    return network.with_columns(**changed)


def apply_to_parameters(parameters: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """
    Change parameters as a scenario says.

    Parameters
    ----------
    parameters
        From `load_parameters`; not changed.
    scenario
        Applying it twice is applying it once.

    Returns
    -------
    parameters
        With new quantiles and means; a fixed one that is given a spread becomes ``lognormal3``, one without becomes fixed.

    Raises
    ------
    UnknownIdError
        A subject is no parameter that is in force.
    TableError
        The new quantiles are out of order or too skew.

    Examples
    --------
    >>> from instc.tables.parameters import load_parameters
    >>> winter = apply_to_parameters(load_parameters("2026-07-31"), load_scenario("winter"))
    >>> bool(winter.at["dwell.volga_caspian", "p50"] > 0)
    True
    """
    changes = [change for change in scenario.changes if change.column in QUANTILES]
    if not changes:
        return parameters
    table = parameters.copy()
    for change in changes:
        if change.subject_id not in table.index:
            raise UnknownIdError(
                f'scenario {scenario.name}: no parameter "{shorten(change.subject_id)}" is in force{did_you_mean(change.subject_id, table.index)}'
            )
        table.at[change.subject_id, change.column] = change.value
    touched = sorted({change.subject_id for change in changes})
    flat = table["p10"] == table["p90"]
    shape = (
        table["distribution"]
        .mask(flat, "fixed")
        .mask(~flat & (table["distribution"] == "fixed"), "lognormal3")
    )
    table = table.assign(distribution=shape)
    check_rows(table.loc[touched], where=f"scenario {scenario.name}")
    return table.assign(mean=means(table))


def to_toml(scenario: Scenario) -> str:
    """
    Write a scenario as the file that `load_scenario` reads.

    Parameters
    ----------
    scenario
        Any.

    Returns
    -------
    text
        TOML.

    Examples
    --------
    >>> print(to_toml(Scenario("mine", "", None, (Change("suez", "status", "closed"),))), end="")
    name = "mine"
    description = ""
    close = ["suez"]
    """
    lines = [f"name = {_quoted(scenario.name)}", f"description = {_quoted(scenario.description)}"]
    lines += [f"as_of = {scenario.as_of}"] if scenario.as_of else []
    for key, state in (("open", "open"), ("close", "closed")):
        ids = [
            change.subject_id
            for change in scenario.changes
            if (change.column, change.value) == ("status", state)
        ]
        lines += [f"{key} = [{', '.join(map(_quoted, ids))}]"] if ids else []
    lines += [f"source = {_quoted(scenario.source_id)}"] if scenario.source_id else []
    subject = ""
    for change in scenario.changes:
        if change.column == "status" and change.value in {"open", "closed"}:
            continue
        if change.subject_id != subject:
            subject = change.subject_id
            lines += ["", f"[set.{_quoted(subject)}]"]
        lines.append(
            f"{change.column} = {_quoted(change.value) if isinstance(change.value, str) else repr(float(change.value)).removesuffix('.0')}"
        )
    return "\n".join(lines) + "\n"


def _quoted(text: object) -> str:
    return json.dumps(str(text), ensure_ascii=False).replace(
        "\x7f", "\\u007f"
    )  # the one character that JSON takes as it is and TOML does not


def _form_faults(data: dict[str, Any], text: str) -> Iterator[str]:
    good = True
    for key, value in data.items():
        for subject, fault in _key_faults(key, value):
            good = False
            yield f"line {_line_of(f'set.{subject}' if key == 'set' else key, text)}: {fault}"
    if good:
        for item in sorted(set(data.get("open", [])) & set(data.get("close", []))):
            yield f'"{shorten(item)}" is both opened and closed'
        listed = {*data.get("open", []), *data.get("close", [])}
        yield from (
            f'the status of "{shorten(item)}" is set twice'
            for item, columns in data.get("set", {}).items()
            if "status" in columns and item in listed
        )


def _key_faults(key: str, value: object) -> Iterable[tuple[str, str]]:
    if key not in KEYS:
        return [("", f'unknown key "{shorten(key)}"{did_you_mean(key, KEYS)}')]
    if key == "set":
        return _set_faults(value)
    if key in {"open", "close"}:
        good = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
        return [] if good else [("", f'"{key}" must be a list of link or passage ids')]
    if key == "as_of":
        return (
            []
            if type(value) is dt.date
            else [("", '"as_of" must be a date, written without quotes: 2026-07-31')]
        )
    return [] if isinstance(value, str) else [("", f'"{key}" must be a text')]


def _set_faults(value: object) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield "", '"set" must hold tables: [set."ID"]'
        return
    for subject, columns in value.items():
        if not subject or not isinstance(columns, dict):
            yield subject, f'[set."{shorten(subject)}"] must hold columns: column = value'
        else:
            yield from (
                (subject, fault)
                for column, cell in columns.items()
                if (fault := _cell_fault(shorten(subject), column, cell))
            )


def _cell_fault(subject: str, column: str, cell: object) -> str:
    known = (*TEXTS, *NUMBERS)
    if column not in known:
        return f'[set."{subject}"]: unknown column "{shorten(column)}"{did_you_mean(column, known)}'
    if column in TEXTS and not isinstance(cell, str):
        return f'[set."{subject}"]: {column} must be a text'
    if column in NUMBERS and (isinstance(cell, bool) or not isinstance(cell, (int, float))):
        return f'[set."{subject}"]: {column} must be a number'
    if column in NUMBERS and not 0 <= cell <= LARGEST:  # type: ignore[operator]
        return f'[set."{subject}"]: {column} must lie between 0 and {LARGEST:g}'
    if column == "status" and cell not in STATES:
        return f'[set."{subject}"]: status "{shorten(str(cell))}" must be one of {", ".join(STATES)}{did_you_mean(str(cell), STATES)}'
    return ""


def _line_of(key: str, text: str) -> int:
    head, _, subject = key.partition(".")
    pattern = (
        rf"^[ \t]*\[\s*{head}\s*\.\s*[\"']?{re.escape(subject)}"
        if subject
        else rf"^[ \t]*\[?[ \t]*[\"']?{re.escape(head)}"
    )
    match = re.search(pattern, text, flags=re.MULTILINE)
    return text[: match.start()].count("\n") + 1 if match else 1
