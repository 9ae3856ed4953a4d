"""The commands that ask what scenarios change: scenario diff, matrix, rank."""

from __future__ import annotations

import json
import shlex
import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli import scenario as scenario_commands
from instc.cli.lazy import console, np, projects, record
from instc.cli.lazy import scenario as scenarios
from instc.cli.lazy import text as texts
from instc.cli.options import (
    Asked,
    Destination,
    Draws,
    Origin,
    Output,
    RowsFormat,
    Seed,
    asks,
    home,
    load,
)
from instc.cli.output import CELLS, Target, aim, check_word, put, put_cells, put_json, put_records
from instc.comparison.objectives import OBJECTIVE
from instc.errors import NoRouteError, QuestionError

if TYPE_CHECKING:
    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.model import Model

app = scenario_commands.app
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
Branches = Annotated[
    bool, typer.Option("--branches", help="Show each branch of the corridor, not each side.")
]
File = Annotated[
    str,
    typer.Argument(
        help="TOML with tables [[project]]: name, open, close, set, cost_musd.",
        show_default=False,
    ),
]
ByOption = Annotated[
    str, typer.Option("--by", help="What the best way has least: days, usd, co2e or value.")
]
PAIRS = ("Mumbai:Moscow", "Mumbai:St Petersburg", "Bandar Abbas:Moscow")
HEADLINE = ("Mumbai", "Moscow")
OURS = "over_iran"
BY_SEA = "by_sea"
SIDES = (OURS, "by_china", "middle_corridor", BY_SEA)
INLAND = ("by_china", "middle_corridor")
CORRIDOR = "instc"  # family of its branches
UNCHANGED = "today"  # scenario that kilometres are added to
NO_ROUTE = "no route"
DRAWS = 2_000  # of a matrix


@app.command()
@asks()
def diff(
    origin: Origin,
    destination: Destination,
    *,
    base: Base = None,
    pair: Pairs = None,
    asked: Asked,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Say what scenarios change for a pair, and on what the days are saved or lost; two scenarios in the place of the pair are told apart for Mumbai to Moscow, or for each --pair."""  # noqa: E501  (the help of the command)
    target = aim(format_, output)
    ends = [(origin, destination)]
    before, after = base, [*(base or ()), *(asked.scenario or ())]
    if not asked.scenario:
        before, after = _two_scenarios(origin, destination, base)
        ends = list(map(_pair, pair)) if pair else [HEADLINE]
    elif pair:
        raise QuestionError("--pair: name two scenarios in the place of the pair")
    worlds = load(before, asked.as_of), load(after, asked.as_of)
    answers = [_two(worlds, one, asked) for one in ends]
    if pair:
        _put_destinations(answers, target)
    else:
        _put_difference(*answers[0], target)


def _two(
    worlds: tuple[Model, Model], ends: tuple[str, str], asked: Asked
) -> tuple[Comparison, Comparison]:
    """Ask one pair in two worlds."""
    before, after = worlds
    return before.compare(*ends, **asked.words), after.compare(*ends, **asked.words)


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


def _put_destinations(answers: list[tuple[Comparison, Comparison]], target: Target) -> None:
    """Print what changes on the best way over Iran of each pair, or write it to a file."""
    rows, without = {}, []
    for before, after in answers:
        best, pair = after.best_of(OURS), f"{after.origin.name} → {after.destination.name}"
        change = after.difference(before)
        if best in change.index:
            rows[pair] = change.loc[best]
        else:
            without.append(pair)
    first, last = answers[0]
    then, now = " + ".join(first.world.scenarios), " + ".join(last.world.scenarios)
    if target.format == "table":
        question = first.question
        title = (
            f"{then} → {now}, status as of {last.world.as_of}, "
            f"{question.draws:,} draws, seed {question.seed}"
        )
        put(texts.destinations_text(rows, title, without), target)
        return
    records = []
    for name, row in rows.items():
        records.append({"pair": name, "corridor_id": row.name, **row.map(_rounded)})
    if target.format == "json":
        told = {"before": list(first.world.scenarios), "after": list(last.world.scenarios)}
        versions = first.world.versions
        head = {"schema": "instc.scenario_pairs/1", **versions, **told}
        put_json({**head, "rows": records, "without": without}, target)
    else:
        put_records(records, target)


def _rounded(value: Any) -> Any:
    """Round a number to two digits, and leave a word."""
    return round(float(value), 2) if isinstance(value, float) else value


def _put_difference(before: Comparison, after: Comparison, target: Target) -> None:
    """Print what changed, or write it to a file."""
    change = after.difference(before)
    rows = change.round(2).reset_index().to_dict("records")
    gone, fresh = _only_in(before, after), _only_in(after, before)
    if target.format in CELLS:
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
    branches: Branches = False,
    draws: Draws = DRAWS,
    seed: Seed = 1,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Run pairs under scenarios: median days of the fastest way of each side, branches of the corridor that are left, kilometres added."""  # noqa: E501  (the help of the command)
    target = aim(format_, output)
    pairs = list(map(_pair, pair or PAIRS))
    names = list(scenario or scenarios.shipped_scenarios(home().seeds))
    drawn: dict[str, Any] = {"draws": draws, "seed": seed}
    usual = {ends: _asked(load([UNCHANGED], None), ends, drawn) for ends in pairs}
    rows = []
    for name in names:
        model = load([name], None)
        for ends in pairs:
            answer = _asked(model, ends, drawn)
            row = {"scenario": name, "pair": " - ".join(ends), "as_of": model.as_of}
            rows.append(row | _left(model, answer, usual[ends]))
    model = load(None, None)
    more = {"draws": None if draws == DRAWS else draws, "seed": seed}
    again = model.command(
        "scenario", "matrix", pair=pair, scenario=scenario, branches=branches, **more
    )
    if target.format == "json":
        head = {"schema": "instc.scenario_matrix/1"}
        put_json({**head, **model.versions, "rows": rows, "again": again}, target)
    elif target.format in CELLS:
        heads, cells = _matrix_cells(model, rows, branches=branches)
        pairs_of = [[row["pair"], *cell] for row, cell in zip(rows, cells, strict=True)]
        put_cells(["pair", *heads], pairs_of, target)
    else:
        put(_matrix_text(model, rows, branches=branches) + f"again: {again}\n", target)


def _asked(model: Model, ends: tuple[str, str], drawn: dict[str, Any]) -> Comparison | None:
    """Ask one pair in one world; None where no way is open."""
    try:
        return model.compare(*ends, **drawn)
    except NoRouteError:
        return None


def _left(model: Model, answer: Comparison | None, usual: Comparison | None) -> dict[str, Any]:
    """Say what is left of the sides and branches, and how much longer the fastest way is."""
    corridors = model.corridors.items()
    names = [name for name, corridor in corridors if corridor.family == CORRIDOR]
    row: dict[str, Any] = {
        "days": dict.fromkeys(SIDES),
        "branches": dict.fromkeys(names),
        "branches_left": 0,
        "branches_known": len(names),
        "km_added": dict.fromkeys(SIDES),
    }
    if answer is None:
        return row
    for side in SIDES:
        best = answer.best_of(side, quantity="days")
        if best:
            row["days"][side] = _days(answer, best)
            row["km_added"][side] = _km_added(answer, best, usual, side)
    for name in names:
        way = answer.same_as.get(name, name)
        if way in answer.alternatives:
            row["branches"][name] = _days(answer, way)
    row["branches_left"] = sum(days is not None for days in row["branches"].values())
    return row


def _days(answer: Comparison, name: str) -> float:
    """Give the median days of a way."""
    return round(float(answer.table.at[name, "days_p50"]), 1)


def _km_added(answer: Comparison, name: str, usual: Comparison | None, side: str) -> int | None:
    """Say how much longer the fastest way of a side is than it usually is."""
    before = None if usual is None else usual.best_of(side, quantity="days")
    if usual is None or before is None:
        return None
    km = answer.table.at[name, "length_km"] - usual.table.at[before, "length_km"]
    return round(float(km))


def _matrix_cells(
    model: Model, rows: list[dict[str, Any]], *, branches: bool, none: str = NO_ROUTE
) -> tuple[list[str], list[list[str]]]:
    """Give the cells of a matrix; inland sides that serve none of its pairs are left out."""
    kind = "branches" if branches else "days"
    served: set[str] = set()
    for row in rows:
        served |= {key for key, days in row[kind].items() if days is not None}
    keys = [key for key in rows[0][kind] if key in served or key not in INLAND]
    head = ["scenario", *map(model.called, keys), "branches left"]
    cells = []
    for row in rows:
        days = [_figure(row[kind][key], "{:.1f}", none) for key in keys]
        left = f"{row['branches_left']} of {row['branches_known']}"
        cells.append([row["scenario"], *days, left])
    if not branches:
        head.append("km added by sea")
        for row, cell in zip(rows, cells, strict=True):
            cell.append(_figure(row["km_added"][BY_SEA], "{:+,d}", ""))
    return head, cells


def _figure(value: float | None, form: str, none: str) -> str:
    """Print a figure, or that there is none."""
    return none if value is None else form.format(value)


def _matrix_text(model: Model, rows: list[dict[str, Any]], *, branches: bool) -> str:
    """Print a matrix, a table a pair, with what its figures are."""
    what = "each branch of the corridor" if branches else "the fastest way of each side"
    days = ", ".join(sorted({row["as_of"] for row in rows}))
    text = textwrap.fill(f"Median days of {what}, status as of {days}; - no route.") + "\n"
    for pair in dict.fromkeys(row["pair"] for row in rows):
        own = [row for row in rows if row["pair"] == pair]
        head, cells = _matrix_cells(model, own, branches=branches, none="-")
        words = [name.replace(" ", "\n") for name in head]  # seven branches, on 80 columns
        text += f"\n{pair}\n" + console.plain(words, cells, right=range(1, len(head)))
    return text if branches else f"{text}\nkm added: the fastest way by sea, against {UNCHANGED}.\n"


@app.command()
@asks()
def rank(
    file: File,
    origin: Origin = HEADLINE[0],
    destination: Destination = HEADLINE[1],
    *,
    by: ByOption = "value",
    asked: Asked,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Rank projects by the days that each alone takes from the best way over Iran, with the tonnes that the branches gain."""  # noqa: E501  (the help of the command)
    check_word("--by", by, OBJECTIVE)
    target = aim(format_, output)
    listed = projects.read_projects(file)
    before = asked.compare(origin, destination)
    table = projects.rank(before, listed, OBJECTIVE[by])
    again = _ranked_again(before, file, by)
    if target.format == "json":
        rows = json.loads(table.to_json(orient="records", double_precision=6))
        head = {"schema": "instc.scenario_rank/1", **record.head(before)}
        put_json({**head, "rows": rows, "again": again}, target)
    elif target.format in CELLS:
        put_records(table.to_dict("records"), target)
    else:
        put(_rank_text(before, table) + f"again: {again}\n", target)


def _ranked_again(before: Comparison, file: str, by: str) -> str:
    """Write the command that ranks again: the file comes before the pair."""
    usual = None if by == "value" else by
    asked = before.question.command(before.world, verb="rank", by=usual)
    return asked.replace(" rank ", f" scenario rank {shlex.quote(file)} ", 1)


def _rank_text(before: Comparison, table: pd.DataFrame) -> str:
    """Print a ranking."""
    rows = []
    for row in table.itertuples():
        figures = [_signed(getattr(row, f"days_p{level}"), 1) for level in (10, 50, 90)]
        cost = _signed(row.cost_musd, 0).removeprefix("+")
        rows.append([row.project, *figures, _signed(row.usd_p50, 0), f"{row.mtpa:+g}", cost])
    head = ("project", "days P10", "P50", "P90", "$/TEU", "Mt/year", "M USD")
    text = f"{before.title()}; each project alone\n"
    text += f"Best way over Iran as it is: {table['label_before'].iloc[0]}.\n"
    text += console.plain(head, rows, right=range(1, len(head)))
    for row in table.itertuples():
        if row.reason:
            text += f"{row.project}: {row.reason}.\n"
        elif row.label_after != row.label_before:
            text += f"{row.project}: then the best is {row.label_after}.\n"
    return text + "Days and USD: change draw by draw, below 0 is saved. Mt: gained at the cuts.\n"


def _signed(value: float, digits: int) -> str:
    """Print a change; nothing where there is none."""
    return "" if np.isnan(value) else f"{value:+,.{digits}f}"


def _pair(text: str) -> tuple[str, str]:
    """Read the two ends of a pair."""
    origin, colon, destination = text.partition(":")
    if not (colon and origin.strip() and destination.strip()):
        raise QuestionError(f'--pair "{text}": must be "Origin:Destination"')
    return origin.strip(), destination.strip()
