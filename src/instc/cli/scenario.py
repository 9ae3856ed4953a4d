"""The commands about scenarios: scenario list, show, new, check, diff, matrix."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli import streams
from instc.cli.lazy import console, frontiers, pricing
from instc.cli.lazy import scenario as scenarios
from instc.cli.lazy import text as texts
from instc.cli.options import (
    AsOf,
    Destination,
    Draws,
    Origin,
    Output,
    RowsFormat,
    Scenarios,
    Seed,
    home,
    load,
)  # fmt: skip
from instc.cli.output import SCENARIO, SHEETS, Target, aim, put, put_json, put_records, put_rows
from instc.errors import NoRouteError, QuestionError

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model
    from instc.scenarios.scenario import Change, Scenario

app = typer.Typer(help="List, show, write, check and compare scenarios.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A shipped scenario or a TOML file.", show_default=False)]
Names = Annotated[
    list[str],
    typer.Argument(
        help="Shipped scenarios or TOML files; several are also composed.", show_default=False
    ),
]
NewName = Annotated[str, typer.Argument(help="What it is called.", show_default=False)]
Description = Annotated[str, typer.Option("--description", help="For people.")]
Opened = Annotated[
    list[str] | None,
    typer.Option(
        "--open",
        help="A link, strait, road border or bridge that opens; repeatable.",
        show_default=False,
    ),
]
Closed = Annotated[
    list[str] | None,
    typer.Option(
        "--close",
        help="A link, strait, road border or bridge that closes; repeatable.",
        show_default=False,
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="ID.column=value, such as pace.rail_ir.p50=0.05; repeatable.",
        show_default=False,
    ),
]
Base = Annotated[
    list[str] | None,
    typer.Option(
        "--base",
        help="Scenario before the change; today by default; repeatable.",
        show_default=False,
    ),
]
Pairs = Annotated[
    list[str] | None,
    typer.Option("--pair", help='"Origin:Destination"; repeatable.', show_default=False),
]
Each = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        "-s",
        help="Scenarios to run; all shipped ones by default.",
        show_default=False,
    ),
]
PAIRS = ("Mumbai:Moscow", "Mumbai:St Petersburg", "Bandar Abbas:Moscow")
HEADLINE = ("Mumbai", "Moscow")
SIDES = ("over_iran", "by_china", "middle_corridor", "by_sea")
INLAND = ("by_china", "middle_corridor")
NO_ROUTE = "no route"
CHANGED = ("subject_id", "column", "before", "after")


@app.command("list")
def list_(*, format_: RowsFormat = None, output: Output = None) -> None:
    """List the shipped scenarios."""
    target = aim(format_, output)
    seeds = home().seeds
    shipped = [scenarios.load_scenario(name, seeds) for name in scenarios.shipped_scenarios(seeds)]
    if target.format == "table":
        rows = [{"scenario": one.name, "description": one.description} for one in shipped]
    else:
        rows = [_row(one) for one in shipped]
    put_rows(rows, target, "instc.scenarios/1")


def _row(scenario: Scenario) -> dict[str, Any]:
    """Give a scenario as a row of a list."""
    return {
        "scenario": scenario.name,
        "as_of": scenario.as_of or "",
        "changes": len(scenario.changes),
        "description": scenario.description,
        "source_id": scenario.source_id,
    }


@app.command()
def show(name: Name, *, format_: RowsFormat = None, output: Output = None) -> None:
    """Show what a scenario changes, before and after."""
    target = aim(format_, output)
    scenario = scenarios.load_scenario(name, home().seeds)
    rows = _changed(scenario, load(None, scenario.as_of))
    if target.format == "table":
        put(_scenario_text(scenario, rows), target)
    elif target.format == "json":
        put_json({"schema": "instc.scenario/1", "rows": rows}, target)
    else:
        put_records(rows, target, CHANGED)


def _scenario_text(scenario: Scenario, rows: list[dict[str, Any]]) -> str:
    """Print what a scenario is, and what it changes."""
    source = f" [{scenario.source_id}]" if scenario.source_id else ""
    text = f"{scenario.name}: {scenario.description}{source}\n"
    if scenario.as_of:
        text += f"as of {scenario.as_of}\n"
    if rows:
        text += console.plain(CHANGED, [list(row.values()) for row in rows])
    return text


@app.command()
def new(
    name: NewName,
    *,
    description: Description = "",
    open_: Opened = None,
    close: Closed = None,
    set_: Set = None,
    as_of: AsOf = None,
    output: Output = None,
) -> None:
    """Write a scenario file, checked."""
    changes = [scenarios.Change(item, "status", "open") for item in open_ or ()]
    changes += [scenarios.Change(item, "status", "closed") for item in close or ()]
    changes += [scenarios.Change(*_assignment(text)) for text in set_ or ()]
    changes.sort(key=lambda change: (change.subject_id, change.column))
    target = aim("toml", output or f"{name}.toml", SCENARIO)
    if target.path and not target.path.endswith(".toml"):
        raise QuestionError(f"{output}: a scenario goes into a file that ends in .toml")
    scenario = scenarios.Scenario(name, description, as_of, tuple(changes))
    put(scenarios.to_toml(_checked(scenario)), target)


@app.command()
def check(names: Names) -> None:
    """Check scenarios: their form, their ids, and that they agree."""
    lines = []
    for name in names:
        scenario = _checked(scenarios.load_scenario(name, home().seeds))
        day = scenario.as_of or "any day"
        lines.append(f"{scenario.name}: {len(scenario.changes)} changes, as of {day}: good\n")
    if len(names) > 1:
        load(names, None)
        lines.append(f"{' + '.join(names)}: agree\n")
    streams.say("".join(lines))


@app.command()
def diff(
    origin: Origin,
    destination: Destination,
    *,
    scenario: Scenarios = None,
    base: Base = None,
    as_of: AsOf = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Say what scenarios change for a pair, and on what the days are saved or lost; two scenarios in the place of the pair are told apart for Mumbai to Moscow."""  # noqa: E501  (the help of the command)
    target = aim(format_, output)
    names_before, names_after = base, [*(base or ()), *(scenario or ())]
    if not scenario:
        names_before, names_after = _two_scenarios(origin, destination, base)
        origin, destination = HEADLINE
    model_before, model_after = load(names_before, as_of), load(names_after, as_of)
    after = model_after.compare(origin, destination, draws=draws, seed=seed)
    before = model_before.compare(origin, destination, draws=draws, seed=seed)
    _put_difference(after, before, target)


def _two_scenarios(before: str, after: str, base: list[str] | None) -> tuple[list[str], list[str]]:
    """Take the two words of a pair as scenarios, where both are."""
    known = scenarios.shipped_scenarios(home().seeds)
    meant = [word in known or word.endswith(".toml") for word in (before, after)]
    if base or not all(meant):
        raise QuestionError(
            "--scenario: name what to compare for this pair (or name two scenarios: instc scenario "
            "diff today rasht-astara-open)"
        )
    return [before], [after]


def _put_difference(after: Comparison, before: Comparison, target: Target) -> None:
    """Print what changed, or write it to a file."""
    change = after.difference(before)
    rows = change.round(2).reset_index().to_dict("records")
    gone, fresh = _only_in(before, after), _only_in(after, before)
    if target.format in SHEETS:
        put_records(rows, target, ["corridor_id", *change.columns])
    elif target.format == "json":
        answer = {
            "schema": "instc.scenario_diff/1",
            **after.world.versions,
            "before": list(before.world.scenarios),
            "after": list(after.world.scenarios),
            "origin": after.origin.to_dict(),
            "destination": after.destination.to_dict(),
            "changes": rows,
            "opened": fresh,
            "lost": {name: after.unavailable.get(name, "") for name in gone},
        }
        put_json(answer, target)
    else:
        put(texts.difference_text(after, before, change, fresh, gone), target)


def _only_in(answer: Comparison, other: Comparison) -> list[str]:
    """Name the sides and corridors that one answer has and the other has not."""
    known = {*other.alternatives, *other.same_as}
    names = [*answer.alternatives, *answer.same_as]
    return [name for name in names if name not in known and "." not in name]


@app.command()
def matrix(
    *,
    pair: Pairs = None,
    scenario: Each = None,
    draws: Draws = 2_000,
    seed: Seed = 1,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Run pairs under scenarios: median days of the fastest way of each side."""
    target = aim(format_, output)
    pairs = [_pair(text) for text in pair or PAIRS]
    rows = []
    for name in scenario or scenarios.shipped_scenarios(home().seeds):
        model = load([name], None)
        for ends in pairs:
            row = {"scenario": name, "pair": " - ".join(ends)}
            rows.append(row | _best_days(model, ends, draws, seed))
    rows = _asked(rows)
    put_rows(rows, target, "instc.scenario_matrix/1")


def _asked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the sides that serve none of the pairs."""
    for side in INLAND:
        if {row[side] for row in rows} == {NO_ROUTE}:
            for row in rows:
                del row[side]
    return rows


def _best_days(model: Model, ends: tuple[str, str], draws: int, seed: int) -> dict[str, Any]:
    """Give the median days of the best way of each side, or say that there is none."""
    row: dict[str, Any] = dict.fromkeys(SIDES, NO_ROUTE)
    try:
        comparison = model.compare(*ends, draws=draws, seed=seed)
    except NoRouteError:
        return row
    for side in SIDES:
        best = comparison.best_of(side, quantity="days")
        if best:
            row[side] = round(float(comparison.table.at[best, "days_p50"]), 1)
    return row


def _pair(text: str) -> tuple[str, str]:
    """Read the two ends of a pair."""
    origin, colon, destination = text.partition(":")
    if not (colon and origin.strip() and destination.strip()):
        raise QuestionError(f'--pair "{text}": must be "Origin:Destination"')
    return origin.strip(), destination.strip()


def _assignment(text: str) -> tuple[str, str, str | float]:
    """Read what is set: an id, a column, and a number or a word."""
    target, equals, value = text.partition("=")
    subject, dot, column = target.strip().rpartition(".")
    if not (equals and dot and subject and column and value.strip()):
        raise QuestionError(
            f'--set "{text}": must be ID.column=value, such as pace.rail_ir.p50=0.05'
        )
    try:
        return subject, column, float(value)
    except ValueError:
        return subject, column, value.strip()


def _checked(scenario: Scenario) -> Scenario:
    """Refuse a scenario that can't be applied, and write its words as ids."""
    if scenario.as_of is not None:
        try:
            dt.date.fromisoformat(scenario.as_of)
        except ValueError as error:
            raise QuestionError(f'"{scenario.as_of}" is not a date (YYYY-MM-DD)') from error
    model = load(None, scenario.as_of)
    parsed = scenarios.parse_scenario(scenarios.to_toml(scenario), scenario.name)
    parsed = scenarios.by_id(parsed, model.words)
    _changed(parsed, model, try_out=True)
    return parsed


def _changed(scenario: Scenario, model: Model, *, try_out: bool = False) -> list[dict[str, Any]]:
    """List changes with the values before; applying them finds what is wrong."""
    known, gates = model.parameters.index, frontiers.gate_ids(model.table)
    network = scenarios.apply(model.network, scenario, parameter_ids=known, gate_ids=gates)
    parameters = scenarios.apply_to_parameters(model.parameters, scenario)
    frontiers.frontiers(model.table, model.as_of, scenario.settings)
    if try_out:
        pricing.price(network, parameters, model.consignment)
    rows = []
    for change in scenario.changes:
        cells = (change.subject_id, change.column, _before(change, model), change.value)
        rows.append(dict(zip(CHANGED, cells, strict=True)))
    return rows


def _before(change: Change, model: Model) -> Any:
    """Give the value that a change replaces: a passage has that of its first link."""
    if change.subject_id in frontiers.gate_ids(model.table):
        return frontiers.gate_cell(model.table, model.as_of, change.subject_id, change.column)
    table = model.parameters if change.column in scenarios.QUANTILES else model.network.links
    if change.column not in table:
        return ""
    if change.subject_id in table.index:
        return table.at[change.subject_id, change.column]
    return table.loc[table["passage_id"] == change.subject_id, change.column].iloc[0]
