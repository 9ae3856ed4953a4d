"""The commands about scenarios: list, show, new, check, diff, matrix."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.options import (
    AsOf,
    Destination,
    Draws,
    Origin,
    Output,
    RowsFormat,
    Scenarios,
    Seed,
    check_output,
    check_word,
    home,
    load,
    put,
    put_rows,
)
from instc.errors import NoRouteError, QuestionError
from instc.files import check_writable

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model
    from instc.scenarios.scenario import Scenario

app = typer.Typer(help="List, show, write, check and compare scenarios.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A shipped scenario or a TOML file.", show_default=False)]
DiffFormat = Annotated[str, typer.Option("--format", "-f", help="table, json or csv.")]
PAIRS = ("Mumbai:Moscow", "Mumbai:St Petersburg", "Bandar Abbas:Moscow")
HEADLINE = ("Mumbai", "Moscow")
SIDES = {"instc": ("instc",), "suez": ("suez",), "cape": ("cape", "eastern_maritime")}


@app.command("list")
def list_(*, format_: RowsFormat = "table", output: Output = None) -> None:
    """List the shipped scenarios."""
    from instc.scenarios.scenario import load_scenario, shipped_scenarios  # noqa: PLC0415

    seeds = home().seeds
    scenarios = [load_scenario(name, seeds) for name in shipped_scenarios(seeds)]
    rows: list[dict[str, Any]] = [
        {
            "scenario": s.name,
            "as_of": s.as_of or "",
            "changes": len(s.changes),
            "description": s.description,
            "source_id": s.source_id,
        }
        for s in scenarios
    ]
    if format_ == "table":
        rows = [{key: row[key] for key in ("scenario", "description")} for row in rows]
    put_rows(rows, format_, output, "instc.scenarios/1")


@app.command()
def show(name: Name, *, format_: RowsFormat = "table", output: Output = None) -> None:
    """Show what a scenario changes, before and after."""
    from instc.scenarios.scenario import load_scenario  # noqa: PLC0415

    scenario = load_scenario(name, home().seeds)
    rows = _changed(scenario, load(None, scenario.as_of))
    if format_ == "table":
        source = f" [{scenario.source_id}]" if scenario.source_id else ""
        put(f"{scenario.name}: {scenario.description}{source}\n", None)
        if scenario.as_of:
            put(f"as of {scenario.as_of}\n", None)
    if rows:
        put_rows(rows, format_, output, "instc.scenario/1")
    elif format_ != "table":
        put(
            json.dumps({"schema": "instc.scenario/1", "rows": []}) + "\n"
            if format_ == "json"
            else "subject_id,column,before,after\n",
            output,
        )


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What it is called.", show_default=False)],
    *,
    description: Annotated[str, typer.Option("--description", help="For people.")] = "",
    open_: Annotated[
        list[str] | None,
        typer.Option(
            "--open",
            help="A link, strait, road border or bridge that opens; repeatable.",
            show_default=False,
        ),
    ] = None,
    close: Annotated[
        list[str] | None,
        typer.Option(
            "--close",
            help="A link, strait, road border or bridge that closes; repeatable.",
            show_default=False,
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="ID.column=value, such as pace.rail_ir.p50=0.05; repeatable.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    output: Output = None,
) -> None:
    """Write a scenario file, checked."""
    from instc.scenarios.scenario import Change, Scenario, to_toml  # noqa: PLC0415

    changes = [
        Change(item, "status", state)
        for items, state in ((open_, "open"), (close, "closed"))
        for item in items or ()
    ]
    changes += [Change(*_assignment(text)) for text in set_ or ()]
    ordered = tuple(sorted(changes, key=lambda change: (change.subject_id, change.column)))
    target = output or f"{name}.toml"
    if not target.endswith(".toml"):
        raise QuestionError(f"{target}: a scenario goes into a file that ends in .toml")
    check_writable(target)
    scenario = Scenario(name, description, as_of, ordered)
    put(to_toml(_checked(scenario)), target)


@app.command()
def check(
    names: Annotated[
        list[str],
        typer.Argument(
            help="Shipped scenarios or TOML files; several are also composed.", show_default=False
        ),
    ],
) -> None:
    """Check scenarios: their form, their ids, and that they agree."""
    from instc.scenarios.scenario import load_scenario  # noqa: PLC0415

    scenarios = [_checked(load_scenario(name, home().seeds)) for name in names]
    lines = [
        f"{scenario.name}: {len(scenario.changes)} changes, as of {scenario.as_of or 'any day'}: good"
        for scenario in scenarios
    ]
    if len(names) > 1:
        load(names, None)
        lines.append(f"{' + '.join(names)}: agree")
    put("\n".join(lines) + "\n", None)


@app.command()
def diff(
    origin: Origin,
    destination: Destination,
    *,
    scenario: Scenarios = None,
    base: Annotated[
        list[str] | None,
        typer.Option(
            "--base",
            help="Scenario before the change; today by default; repeatable.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    format_: DiffFormat = "table",
    output: Output = None,
) -> None:
    """Say what scenarios change for a pair, and on what the days are saved or lost; two scenarios in the place of the pair are told apart for Mumbai to Moscow."""
    check_word("--format", format_, ["table", "json", "csv"])
    check_output(format_, output, None)
    worlds = (
        (base, [*(base or ()), *scenario])
        if scenario
        else _two_scenarios(origin, destination, base)
    )
    if not scenario:
        origin, destination = HEADLINE

    before_model, after_model = (load(names, as_of) for names in worlds)
    after, before = (
        model.compare(origin, destination, draws=draws, seed=seed)
        for model in (after_model, before_model)
    )
    put(_diff_text(after, before, format_), output)


def _two_scenarios(before: str, after: str, base: list[str] | None) -> tuple[list[str], list[str]]:
    from instc.scenarios.scenario import shipped_scenarios  # noqa: PLC0415

    known = shipped_scenarios(home().seeds)
    if base or not all(word in known or word.endswith(".toml") for word in (before, after)):
        raise QuestionError(
            "--scenario: name what to compare for this pair (or name two scenarios: instc scenario diff today rasht-astara-open)"
        )
    return [before], [after]


def _diff_text(after: Comparison, before: Comparison, format_: str) -> str:
    from instc.comparison.text import difference_text  # noqa: PLC0415
    from instc.display.text import rows_csv  # noqa: PLC0415

    change = after.difference(before)
    rows = change.round(2).reset_index().to_dict("records")
    gone = [
        name
        for name in before.alternatives
        if name not in after.alternatives and not name.startswith("best_")
    ]
    fresh = [
        name
        for name in after.alternatives
        if name not in before.alternatives and not name.startswith("best_")
    ]
    if format_ == "csv":
        return str(rows_csv(["corridor_id", *change.columns], [list(row.values()) for row in rows]))
    if format_ == "json":
        ends = {"before": list(before.world.scenarios), "after": list(after.world.scenarios)}
        pair = {
            "origin": after.origin.to_dict(),
            "destination": after.destination.to_dict(),
        }
        lost = {name: after.unavailable.get(name, "") for name in gone}
        answer = {
            "schema": "instc.scenario_diff/1",
            **after.world.versions,
            **ends,
            **pair,
            "changes": rows,
            "opened": fresh,
            "lost": lost,
        }
        return json.dumps(answer, indent=1, ensure_ascii=False) + "\n"
    return str(difference_text(after, before, change, fresh, gone))


@app.command()
def matrix(
    *,
    pair: Annotated[
        list[str] | None,
        typer.Option("--pair", help='"Origin:Destination"; repeatable.', show_default=False),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario",
            "-s",
            help="Scenarios to run; all shipped ones by default.",
            show_default=False,
        ),
    ] = None,
    draws: Draws = 2_000,
    seed: Seed = 1,
    format_: DiffFormat = "table",
    output: Output = None,
) -> None:
    """Run pairs under scenarios: median days of the best INSTC way, the best Suez one, and the best round the Cape or by Vladivostok."""
    check_word("--format", format_, ["table", "json", "csv"])
    check_output(format_, output, None)
    from instc.scenarios.scenario import shipped_scenarios  # noqa: PLC0415

    pairs = [_pair(text) for text in pair or PAIRS]
    rows = []
    for name in scenario or shipped_scenarios(home().seeds):
        model = load([name], None)
        rows += [
            _cell(model, name, origin, destination, draws, seed) for origin, destination in pairs
        ]
    put_rows(rows, format_, output, "instc.scenario_matrix/1")


def _cell(
    model: Model, name: str, origin: str, destination: str, draws: int, seed: int
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "scenario": name,
        "pair": f"{origin} - {destination}",
        **dict.fromkeys(SIDES, "no route"),
    }
    try:
        comparison = model.compare(origin, destination, draws=draws, seed=seed)
    except NoRouteError:
        return row
    for side, families in SIDES.items():
        best = comparison.best_of(*families, quantity="days")
        if best:
            row[side] = round(float(comparison.table.at[best, "days_p50"]), 1)
    return row


def _pair(text: str) -> tuple[str, str]:
    origin, colon, destination = text.partition(":")
    if not (colon and origin.strip() and destination.strip()):
        raise QuestionError(f'--pair "{text}": must be "Origin:Destination"')
    return origin.strip(), destination.strip()


def _assignment(text: str) -> tuple[str, str, str | float]:
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
    """Refuse a scenario that can't be applied."""
    from instc.scenarios.scenario import parse_scenario, to_toml  # noqa: PLC0415

    if scenario.as_of is not None:
        try:
            dt.date.fromisoformat(scenario.as_of)
        except ValueError as error:
            raise QuestionError(f'"{scenario.as_of}" is not a date (YYYY-MM-DD)') from error
    parsed = parse_scenario(to_toml(scenario), scenario.name)
    _changed(parsed, load(None, parsed.as_of), try_out=True)
    return parsed


def _changed(scenario: Scenario, model: Model, *, try_out: bool = False) -> list[dict[str, Any]]:
    """List changes with the values before; applying them finds what is wrong."""
    from instc.network.frontiers import frontiers, gate_cell, gate_ids  # noqa: PLC0415
    from instc.scenarios.scenario import QUANTILES, apply, apply_to_parameters  # noqa: PLC0415

    gates = gate_ids(model.table)
    network, parameters = (
        apply(model.network, scenario, parameter_ids=model.parameters.index, gate_ids=gates),
        apply_to_parameters(model.parameters, scenario),
    )
    frontiers(
        model.table, model.as_of, [(c.subject_id, c.column, c.value) for c in scenario.changes]
    )
    if try_out:
        from instc.routing.pricing import price  # noqa: PLC0415

        price(network, parameters, model.consignment)
    links = model.network.links
    rows = []
    for change in scenario.changes:
        table = model.parameters if change.column in QUANTILES else links
        subject = (
            change.subject_id
            if change.subject_id in table.index
            else next(iter(links.index[links["passage_id"] == change.subject_id]), "")
        )
        before = table.at[subject, change.column] if subject and change.column in table else ""
        if change.subject_id in gates:
            before = gate_cell(model.table, model.as_of, change.subject_id, change.column)
        rows.append(
            {
                "subject_id": change.subject_id,
                "column": change.column,
                "before": before,
                "after": change.value,
            }
        )
    return rows
