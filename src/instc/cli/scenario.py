"""The commands that keep scenarios: scenario list, show, new, check."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli import streams
from instc.cli.lazy import console, frontiers, pricing
from instc.cli.lazy import scenario as scenarios
from instc.cli.options import AsOf, Output, RowsFormat, home, load
from instc.cli.output import SCENARIO, aim, put, put_json, put_records, put_rows
from instc.errors import QuestionError

if TYPE_CHECKING:
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
        rows = list(map(_row, shipped))
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
