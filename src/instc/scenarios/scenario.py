"""Named changes and dates, as data, and applying them."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import tomli_w

from instc.display.html import Displayed, View
from instc.door import checked, checked_class
from instc.errors import (
    MAX_FAULTS,
    AmbiguousPlaceError,
    LocationError,
    ScenarioError,
    UnknownIdError,
    did_you_mean,
    shorten,
)
from instc.network.network import Network
from instc.tables.catalogue import load_words
from instc.tables.parameters import check_rows, means
from instc.tables.schema import read_bounded, seeds_dir
from instc.tables.words import (
    SCENARIO,
    SETTING,
    SUBJECT,
    resolve,
    subject_ids,
    suggestion,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from instc.door import Day, Named, Prose
    from instc.tables.words import Words


LONGEST_FILE, LARGEST = 300_000, 1e12  # characters; the state of every link fits
MOST_PARTS = 8  # of a key; ours have three, and reading one takes time by their square
DOTTED = re.compile(r"""(?<![\w"'-])(?:(?:"[^"\n]*"|'[^'\n]*'|[\w-]++)[ \t]*+\.[ \t]*+){8}""")
KEYS = ("name", "description", "as_of", "open", "close", "set", "source")
STATES = ("open", "limited", "closed", "under_construction", "planned")
TEXTS = ("status", "pace_id", "dwell_id", "rate_id", "fee_id", "share_id", "intensity_id", "hub_id")
QUANTILES = ("p10", "p50", "p90")
# no columns of the network: `capacity` reads them
CAPACITIES = ("nameplate_mtpa", "observed_mtpa", "planned_mtpa")
NUMBERS = ("length_km", *QUANTILES, *CAPACITIES)
SWITCHED = {"open": "open", "close": "closed"}  # key of the file: state that it gives
LISTED = {state: key for key, state in SWITCHED.items()}
SHOWN = {"subject_id": "link, passage or parameter", "column": "what of it", "value": "becomes"}


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


@checked_class
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
    description: Prose
    as_of: Day | None
    changes: tuple[Change, ...]
    source_id: str = ""

    @property
    def settings(self) -> list[tuple[str, str, float | str]]:
        """Subject, column and value of each change."""
        return [(one.subject_id, one.column, one.value) for one in self.changes]

    def _view(self) -> View:
        """List what is changed, with the source under the name."""
        changes = list(map(vars, self.changes))
        table = pd.DataFrame(changes, columns=list(SHOWN), dtype=object)
        title = self.name
        if self.description:
            title += f": {self.description}"
        notes, tip = [f"as of {self.as_of or 'any day'}"], ""
        if self.source_id:
            tip = f"source: {self.source_id}"
            notes.append(tip)
        return View(table, SHOWN, title, notes, {"subject_id": [tip] * len(table)})


def shipped_scenarios(folder: Path | None = None) -> list[str]:
    """List the scenarios that come with the package, or with the tables in a folder, sorted."""
    shipped = ((folder or seeds_dir()) / "scenarios").glob("*.toml")
    return sorted(path.stem for path in shipped)


@checked
def load_scenario(name_or_file: Named, folder: Path | None = None) -> Scenario:
    """
    Load a shipped scenario by name, or one from a TOML file.

    Parameters
    ----------
    name_or_file
        ``hormuz-closed``, its human name in any spelling, or a path that ends in ``.toml``.
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    scenario
        Checked for its form, its subjects by id; whether these exist is checked by `apply`.

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
    return by_id(read_scenario(_file_of(name_or_file, folder)), load_words(folder))


def read_scenario(path: Path) -> Scenario:
    """Read a scenario as it is written: checked for its form, its subjects by any name."""
    try:
        text = read_bounded(path, LONGEST_FILE, ScenarioError).decode()
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: not UTF-8") from error
    return parse_scenario(text, str(path))


def by_id(scenario: Scenario, words: Words) -> Scenario:
    """
    Write the ids of what a scenario names by a word.

    Parameters
    ----------
    scenario
        Its subjects are ids, or names in any spelling.
    words
        From `instc.tables.catalogue.load_words`.

    Returns
    -------
    scenario
        A word that means nothing stays, for `apply` to refuse.

    Raises
    ------
    ScenarioError
        Two words of one thing set it differently; a word means several links, or a water that no
        gate closes.

    Examples
    --------
    >>> by_id(parse_scenario('close = ["Red Sea"]', "mine.toml"), load_words()).changes[0]
    Change(subject_id='bab_el_mandeb', column='status', value='closed')
    """
    changes: dict[tuple[str, str], Change] = {}
    for change in scenario.changes:
        role = SUBJECT if change.column == "status" else SETTING
        try:
            subjects = subject_ids(words, change.subject_id, role)
        except (AmbiguousPlaceError, LocationError) as error:
            raise ScenarioError(f"scenario {scenario.name}: {error}") from error
        for subject in subjects:
            one = replace(change, subject_id=subject)
            before = changes.setdefault((subject, change.column), one)
            if before.value != change.value:
                what = f'"{shorten(change.subject_id)}" is {before.value} and {change.value}'
                raise ScenarioError(f"scenario {scenario.name}: {change.column} of {what}")
    return replace(scenario, changes=tuple(changes[key] for key in sorted(changes)))


def _file_of(name_or_file: str, folder: Path | None) -> Path:
    """Give the file of a scenario, shipped ones by their name in any spelling."""
    if name_or_file.endswith(".toml"):
        return Path(name_or_file)
    name, known = name_or_file, shipped_scenarios(folder)
    if name not in known:
        try:
            name = resolve(load_words(folder), name, SCENARIO).id
        except UnknownIdError as error:
            raise UnknownIdError(f"{error}; shipped are {', '.join(known)}") from error
    return (folder or seeds_dir()) / "scenarios" / f"{name}.toml"


def parse_scenario(text: str, where: str) -> Scenario:
    """
    Read a scenario from the text of a TOML file, and check its form.

    Parameters
    ----------
    text
        TOML.
    where
        Name or path, for messages; its stem names a scenario without a name.

    Raises
    ------
    ScenarioError
        It is no TOML, or has an unknown key or a wrong type.
    """
    data = _parsed(text, where)
    faults = list(islice(_form_faults(data, text), MAX_FAULTS + 1))
    if faults:
        more = "; and more" if len(faults) > MAX_FAULTS else ""
        raise ScenarioError(f"{where}: {'; '.join(faults[:MAX_FAULTS])}{more}")
    as_of = data.get("as_of")
    return Scenario(
        data.get("name", Path(where).stem),
        data.get("description", ""),
        as_of.isoformat() if as_of else None,
        _changes(data),
        data.get("source", ""),
    )


def _parsed(text: str, where: str) -> dict[str, Any]:
    """Parse TOML, but not what would take long."""
    if len(text) > LONGEST_FILE:
        limit = f"{LONGEST_FILE:,} characters"
        raise ScenarioError(f"{where}: longer than {limit}, which no scenario is")
    if deep := DOTTED.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        limit = f"{MOST_PARTS} parts"
        raise ScenarioError(
            f"{where}: line {line}: a key of more than {limit}, which no scenario has"
        )
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScenarioError(f"{where}: {error}") from error


def _changes(data: dict[str, Any]) -> tuple[Change, ...]:
    """List what a file changes, sorted."""
    changes: set[Change] = set()
    for key, state in SWITCHED.items():
        changes.update(Change(item, "status", state) for item in data.get(key, []))
    for subject, columns in data.get("set", {}).items():
        for column, value in columns.items():
            cell = value if isinstance(value, str) else float(value)
            changes.add(Change(subject, column, cell))
    return tuple(sorted(changes, key=attrgetter("subject_id", "column")))


def compose(scenarios: list[Scenario]) -> Scenario:
    """
    Join scenarios into one, named ``a + b``; the same one twice counts once.

    Parameters
    ----------
    scenarios
        Any number.

    Raises
    ------
    ScenarioError
        Two set one thing, or the date, differently.

    Examples
    --------
    >>> compose([load_scenario("hormuz-closed"), load_scenario("rasht-astara-open")]).name
    'hormuz-closed + rasht-astara-open'
    """
    changes = _joined(scenarios)
    days = {}
    for scenario in scenarios:
        if scenario.as_of:
            days[scenario.as_of] = scenario.name
    if len(days) > 1:
        said = " and ".join(f"{day} in {name}" for day, name in sorted(days.items()))
        raise ScenarioError(f"scenarios contradict each other: as_of is {said}")
    names = dict.fromkeys(scenario.name for scenario in scenarios)
    descriptions = dict.fromkeys(scenario.description for scenario in scenarios)
    sources = dict.fromkeys(scenario.source_id for scenario in scenarios)
    sources.pop("", None)
    day = next(iter(days), None)
    return Scenario(" + ".join(names), "; ".join(descriptions), day, changes, "; ".join(sources))


def _joined(scenarios: list[Scenario]) -> tuple[Change, ...]:
    """Join the changes of scenarios, and refuse two of one thing."""
    changes: dict[tuple[str, str], tuple[Change, str]] = {}
    for scenario in scenarios:
        for change in scenario.changes:
            key = (change.subject_id, change.column)
            before, first = changes.setdefault(key, (change, scenario.name))
            if before != change:
                raise ScenarioError(
                    f'scenarios contradict each other: {change.column} of "{change.subject_id}" '
                    f"is {before.value} in {first} and {change.value} in {scenario.name}"
                )
    return tuple(changes[key][0] for key in sorted(changes))


def apply(
    network: Network,
    scenario: Scenario,
    *,
    parameter_ids: Iterable[str] = (),
    gate_ids: Collection[str] = (),
) -> Network:
    """
    Change a network as a scenario says; twice is once.

    Parameters
    ----------
    network
        Not changed.
    scenario
        What it says of links and passages: states, lengths, names of prices.
    parameter_ids
        What a misspelt subject may also have meant.
    gate_ids
        Road borders and bridges, which are no links: `instc.network.frontiers` reads their changes.

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
    links = network.attributes("links")
    changed: dict[str, pd.Series] = {}
    for change in scenario.changes:
        if change.column in QUANTILES or change.subject_id in gate_ids:
            continue
        hit = (links["passage_id"] == change.subject_id) | (links.index == change.subject_id)
        if not hit.any():
            raise _unknown_subject(change.subject_id, scenario, links, [*parameter_ids, *gate_ids])
        if change.column in links:
            before = changed.get(change.column, links[change.column])
            changed[change.column] = before.mask(hit, change.value)
    if "length_km" in changed:  # which the network must check
        return Network(network.nodes, network.links.assign(**changed))
    return network.with_columns(**changed)


def _unknown_subject(
    subject_id: str, scenario: Scenario, links: pd.DataFrame, parameter_ids: Iterable[str]
) -> UnknownIdError:
    """Name a subject that is neither a link nor a passage, and what it may have meant."""
    own = links.index[~links.index.str.startswith("sea.")]
    hint = suggestion(subject_id, sorted({*own, *links["passage_id"], *parameter_ids}))
    unknown = f'unknown link or passage "{shorten(subject_id)}"{hint}'
    return UnknownIdError(f"scenario {scenario.name}: {unknown}")


def apply_to_parameters(parameters: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """
    Change parameters as a scenario says; twice is once.

    Parameters
    ----------
    parameters
        From `load_parameters`; not changed.
    scenario
        What it says of quantiles.

    Returns
    -------
    parameters
        With new quantiles and means; a fixed one that is given a spread becomes ``lognormal3``,
        one without becomes fixed.

    Raises
    ------
    UnknownIdError
        A subject is no parameter that is in force.
    TableError
        The new quantiles are out of order or too skew.
    """
    changes = [change for change in scenario.changes if change.column in QUANTILES]
    if not changes:
        return parameters
    table = parameters.copy()
    touched = set()
    for change in changes:
        if change.subject_id not in table.index:
            hint = suggestion(change.subject_id, table.index)
            unknown = f'no parameter "{shorten(change.subject_id)}" is in force{hint}'
            raise UnknownIdError(f"scenario {scenario.name}: {unknown}")
        table.at[change.subject_id, change.column] = change.value
        touched.add(change.subject_id)
    flat = table["p10"] == table["p90"]
    spread = ~flat & (table["distribution"] == "fixed")
    shape = table["distribution"].mask(flat, "fixed").mask(spread, "lognormal3")
    table = table.assign(distribution=shape)
    check_rows(table.loc[sorted(touched)], where=f"scenario {scenario.name}")
    return table.assign(mean=means(table))


def to_toml(scenario: Scenario) -> str:
    """
    Write a scenario as the file that `load_scenario` reads.

    Examples
    --------
    >>> print(to_toml(Scenario("mine", "", None, (Change("suez", "status", "closed"),))), end="")
    name = "mine"
    description = ""
    close = [
        "suez",
    ]
    """
    listed: dict[str, list[str]] = {"open": [], "close": []}
    columns: dict[str, dict[str, str | float]] = {}
    for change in scenario.changes:
        if change.column == "status" and change.value in LISTED:
            listed[LISTED[str(change.value)]].append(change.subject_id)
        else:
            columns.setdefault(change.subject_id, {})[change.column] = _shortest(change.value)
    day = dt.date.fromisoformat(scenario.as_of) if scenario.as_of else None
    head = {"name": scenario.name, "description": scenario.description}
    rest = {"as_of": day, **listed, "source": scenario.source_id, "set": columns}
    return tomli_w.dumps(head | {key: value for key, value in rest.items() if value})


def _shortest(value: str | float) -> str | float:
    """Write a whole number without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _form_faults(data: dict[str, Any], text: str) -> Iterator[str]:
    """Say what is wrong with the form of a file, and where; else, what it says twice."""
    good = True
    for key, value in data.items():
        for subject, fault in _key_faults(key, value):
            good = False
            spot = f"set.{subject}" if key == "set" else key
            yield f"line {_line_of(spot, text)}: {fault}"
    if good:
        yield from _clashes(data)


def _clashes(data: dict[str, Any]) -> Iterator[str]:
    """Name what is both opened and closed, or given a state beside."""
    opened, closed = set(data.get("open", [])), set(data.get("close", []))
    for item in sorted(opened & closed):
        yield f'"{shorten(item)}" is both opened and closed'
    for item, columns in data.get("set", {}).items():
        if "status" in columns and item in opened | closed:
            yield f'the status of "{shorten(item)}" is set twice'


def _key_faults(key: str, value: object) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a key, each with the subject that it stands under."""
    if key not in KEYS:
        yield "", f'unknown key "{shorten(key)}"{did_you_mean(key, KEYS)}'
    elif key == "set":
        yield from _set_faults(value)
    elif key in SWITCHED:
        if not _are_ids(value):
            yield "", f'"{key}" must be a list of link or passage ids'
    elif key == "as_of":
        if type(value) is not dt.date:
            yield "", '"as_of" must be a date, written without quotes: 2026-07-31'
    elif not isinstance(value, str):
        yield "", f'"{key}" must be a text'


def _are_ids(value: object) -> bool:
    """Tell whether a value is a list of texts, none of them empty."""
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _set_faults(value: object) -> Iterator[tuple[str, str]]:
    """Say what is wrong with what is set, by subject."""
    if not isinstance(value, dict):
        yield "", '"set" must hold tables: [set."ID"]'
        return
    for subject, columns in value.items():
        if not subject or not isinstance(columns, dict):
            yield subject, f'[set."{shorten(subject)}"] must hold columns: column = value'
            continue
        for column, cell in columns.items():
            if fault := _cell_fault(column, cell):
                yield subject, f'[set."{shorten(subject)}"]: {fault}'


def _cell_fault(column: str, cell: object) -> str:
    """Say what is wrong with a value, or nothing."""
    known = (*TEXTS, *NUMBERS)
    if column not in known:
        return f'unknown column "{shorten(column)}"{did_you_mean(column, known)}'
    if column in TEXTS and not isinstance(cell, str):
        return f"{column} must be a text"
    if column in NUMBERS and (isinstance(cell, bool) or not isinstance(cell, (int, float))):
        return f"{column} must be a number"
    if column in NUMBERS and not 0 <= cell <= LARGEST:  # type: ignore[operator]
        return f"{column} must lie between 0 and {LARGEST:g}"
    if column == "status" and cell not in STATES:
        state, states = str(cell), ", ".join(STATES)
        return f'status "{shorten(state)}" must be one of {states}{did_you_mean(state, STATES)}'
    return ""


def _line_of(key: str, text: str) -> int:
    """Give the line that a key stands in; the first if it is not found."""
    head, _, subject = key.partition(".")
    pattern = rf"^[ \t]*\[?[ \t]*[\"']?{re.escape(head)}"
    if subject:
        pattern = rf"^[ \t]*\[\s*{head}\s*\.\s*[\"']?{re.escape(subject)}"
    match = re.search(pattern, text, flags=re.MULTILINE)
    if match is None:
        return 1
    return text.count("\n", 0, match.start()) + 1
