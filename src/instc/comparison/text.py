"""Results as text: terminal, Markdown, CSV."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.comparison.factors import factor_records
from instc.comparison.flags import footnotes
from instc.comparison.record import cargo_words, titled
from instc.comparison.remedies import remedied
from instc.comparison.risk import LEVELS, risk_records
from instc.comparison.summary import ESTIMATED
from instc.display.console import USUAL, WIDE, console_for, grid, written
from instc.display.text import escaped_markdown, markdown, rows_csv
from instc.routing.pricing import PARTS
from instc.routing.runs import ORDINARY
from instc.tables.modes import MODE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeAlias

    from rich.console import Console

    from instc.comparison.breakeven import BreakEven
    from instc.comparison.comparison import Comparison
    from instc.comparison.flags import Footnotes
    from instc.comparison.question import Question

    Cells: TypeAlias = tuple[list[str], list[list[Any]]]
    Columns: TypeAlias = dict[str, pd.Series]  # printed cells by heading

# By heading: the column that is printed, and how.
FIGURES = {
    "km": ("length_km", "{:,.0f}"),
    "days P10": ("days_p10", "{:.1f}"),
    "P50": ("days_p50", "{:.1f}"),
    "P90": ("days_p90", "{:.1f}"),
    "$/TEU": ("usd_per_teu_p50", "{:,.0f}"),
    "kg CO2e": ("co2e_kg_per_teu_p50", "{:,.0f}"),
}
WIDE_FIGURES = {
    "empty back": ("empty_return_usd", "{:,.0f}"),
    "fastest": ("fastest_share", "{:.0%}"),
    "cheapest": ("cheapest_share", "{:.0%}"),
}
SHARES = {"est %": ("grade_d_share_of_days", "{:.0%}")}  # what rests on grade D
WIDE_SHARES = {
    f"est % {name}": (f"grade_d_share_of_{part}", "{:.0%}") for part, name in ESTIMATED.items()
}
CHANGES = {
    "P50": ("days_p50_before", "{:.1f}"),
    "→": ("days_p50_after", "{:.1f}"),
    **{f"Δ P{level}": (f"change_p{level}", "{:+.1f}") for level in (10, 50, 90)},
    "$/TEU": ("usd_per_teu", "{:+,.0f}"),
    "CO2e": ("co2e_kg_per_teu", "{:+,.0f}"),
}
SPENT = {
    "mean days": ("days", "{:+.1f}"),
    **{part.replace("_", "-"): (part, "{:+.1f}") for part in PARTS},
}
LEFT_OUT = {"km", "sold", "est %", "state", "Δ P50", "CO2e", "grade"}  # where there is no room
SOLD = {True: "yes", False: "no", None: "?"}  # whether services are known to run
LEG_HEAD = ("leg", "from", "to", "km", "days", "$/TEU", "kg CO2e", "state")
UNITS = {  # of a quantity, and the digits that it is printed with
    "days": ("days", 1),
    "usd_per_teu": ("USD", 0),
    "co2e_kg_per_teu": ("kg CO2e", 0),
    "generalised_usd": ("USD with time", 0),
}
WORDS = {"lever", "unit", "grade"}  # columns of a tornado that are no numbers
VALUES = (1e3, 1e4, 2e4, 4e4, 1e5, 2e5, 5e5, 1e6)  # of the cargo, USD per TEU, in print
CHANGE_NOTE = (
    "Days: P50 before and after; Δ the change draw by draw; mean days the change of the mean, by "
    "what it is spent on."
)
NO_CHANGE = 0.05  # what a table would print as 0


def comparison_text(
    comparison: Comparison,
    *,
    to_file: bool = False,
    every: bool = False,
    ids: bool = False,
    risk: bool = False,
    flags: bool = False,
) -> str:
    """
    Lay a comparison out for a terminal, or without colour and 100 columns wide for a file.

    Title, table, what is not available, what it rests on, and the command that asks again; of the
    ways those that a table opens with, or ``every`` one; by names, or by the ids of the tables;
    with ``risk`` how late each can be, and why; with ``flags`` what each flag says.
    """
    console = console_for(to_file=to_file)
    console.print(comparison.short_answer().text, style="bold")
    console.print(_title(comparison))
    shown = _opened(comparison, every=every)
    notes = footnotes(comparison, shown.index)
    columns = _comparison_columns(comparison, shown, notes, wide=console.width >= WIDE)
    if console.width < USUAL:
        columns = _without(columns)
    if ids:
        columns["route"] = shown.index.to_series()
    right = range(1, len(columns))
    console.print(grid(list(columns), _rows(columns), right=right))
    console.print(_hidden(comparison, shown), style="dim", end="")
    if comparison.question.teu > 1:
        totals = _total_columns(comparison, columns["route"])
        console.print(grid(list(totals), _rows(totals), right=range(1, len(totals))))
    if risk:
        _print_risk(console, comparison, ids=ids)
    for line in (*comparison.remarks(), *comparison.conclusions()):
        console.print(line)
    _print_hindrances(console, comparison, ids=ids)
    _print_flags(console, notes, whole=flags)
    console.print(_empty_return(shown))
    console.print(_rests_on(comparison, ids=ids))
    console.print(f"again: {comparison.again}", soft_wrap=True)
    return written(console)


def _total_columns(comparison: Comparison, routes: pd.Series) -> Columns:
    """Print what all boxes together cost and emit, way by way."""
    teu = comparison.consignment.teu
    totals = comparison.table.loc[routes.index]
    columns = {f"{teu:,.0f} TEU together": routes}
    for level in ("p10", "p50", "p90"):
        usd = totals[f"usd_per_teu_{level}"] * teu
        columns[f"USD {level.upper()}"] = usd.map("{:,.0f}".format)
    columns["t CO2e P50"] = (totals["co2e_kg_per_teu_p50"] * teu / 1000).map("{:,.1f}".format)
    return columns


def _print_risk(console: Console, comparison: Comparison, *, ids: bool) -> None:
    """Print how late each way can be, and what its spread hangs on."""
    rows, deadline = risk_records(comparison), comparison.question.deadline
    head, cells = ["days", "P50", "P90", "P95", "P99"], []
    for row in rows:
        figures = [f"{row[f'days_{level}']:.1f}" for level in LEVELS]
        if deadline is not None:
            figures.append(f"{row['late_share']:.0%}")
        cells.append([row["corridor_id"] if ids else row["title"], *figures])
    if deadline is not None:
        head.append(f"after {deadline:g} d")
    console.print(grid(head, cells, right=range(1, len(head))))
    for row in rows:
        shares = ", ".join(
            f"{one['id' if ids else 'name']} {one['share']:.0%}" for one in row["drivers"]
        )
        name = row["corridor_id"] if ids else row["title"]
        console.print(f'The spread of "{name}" hangs on: {shares}.')


def _without(columns: Columns) -> Columns:
    """Leave out what a narrow terminal has no room for."""
    return {name: column for name, column in columns.items() if name not in LEFT_OUT}


def _empty_return(shown: pd.DataFrame) -> str:
    """Say what the way of the empty box back costs, which no total holds."""
    empties = shown["empty_return_usd"]
    costs = " to ".join(dict.fromkeys(map("{:,.0f}".format, (empties.min(), empties.max()))))
    return f"Empty box back by the same way, in no total: {costs} USD per TEU."


def _opened(comparison: Comparison, *, every: bool) -> pd.DataFrame:
    """Give the rows that a table opens with, or every one."""
    table = comparison.table
    if every:
        return table
    return table[table["hidden_reason"] == ""]


def _hidden(comparison: Comparison, shown: pd.DataFrame) -> str:
    """Say how many ways a table does not show."""
    more = len(comparison.table) - len(shown)
    if not more:
        return ""
    noun = "way" if more == 1 else "ways"
    return f"{more} more {noun}, beaten or alike: --all.\n"


def _named(comparison: Comparison, *, ids: bool) -> Callable[[str], str]:
    """Give what prints a key of the tables: its name, or itself."""
    return str if ids else comparison.world.called


def _print_hindrances(console: Console, comparison: Comparison, *, ids: bool) -> None:
    """Print what is limited on the ways, and which ways there are not, by reason."""
    named = _named(comparison, ids=ids)
    ways = comparison.alternatives.values()
    limited = dict.fromkeys(chain.from_iterable(way.itinerary.limited for way in ways))
    if limited:
        listed = ", ".join(map(named, limited))
        console.print(f"Limited (passable, at a price): {listed}.", style="yellow")
    names_by_reason: dict[str, list[str]] = {}
    for name, reason in comparison.unavailable.items():
        why = remedied(reason, comparison.world)
        names_by_reason.setdefault(why, []).append(named(name))
    for reason, names in names_by_reason.items():
        console.print(f"Not available: {', '.join(names)}: {reason}.", style="dim")


def _print_flags(console: Console, notes: Footnotes, *, whole: bool) -> None:
    """Print what the marks of the ways are about, or what print says."""
    for line in notes.numbered() if whole else notes.named():
        console.print(line, style="dim")


def _markdown_flags(notes: Footnotes) -> list[str]:
    """Write what the marks of the ways mean, an item each."""
    if not notes.lines:
        return []
    said, *lines = map(escaped_markdown, notes.numbered())
    return [f"\n{said}\n\n", *(f"- {line}\n" for line in lines)]


def _title(comparison: Comparison) -> str:
    """Say what was asked, of which day, by how many draws."""
    question = comparison.question
    drawn = f"{question.draws:,} draws, seed {question.seed}{_journeys(question)}"
    return f"{_asked(comparison)}, {drawn}"


def _asked(comparison: Comparison) -> str:
    """Say from where to where what is carried, in which state of the world."""
    day = comparison.world.as_of
    if day == comparison.world.versions["data_date"]:
        day = f"{day}, no source after it"
    return (
        f"{_pair(comparison)}, {cargo_words(comparison)}; "
        f"scenario {', '.join(comparison.world.scenarios)} (status as of {day})"
    )


def _journeys(question: Question) -> str:
    """Say what was asked of runs and of journeys, where it is not what is usual."""
    said = "" if question.run == ORDINARY else ", dedicated runs"
    return said if question.mean_of == 1 else f"{said}, mean of {question.mean_of:,} journeys"


def _pair(comparison: Comparison) -> str:
    """Say from where to where."""
    return f"{comparison.origin.name} → {comparison.destination.name}"


def comparison_csv(comparison: Comparison) -> str:
    """Write the table of a comparison as CSV: a row an alternative, units in the column names."""
    return rows_csv(*comparison_cells(comparison))


def comparison_cells(comparison: Comparison) -> Cells:
    """Give the table of a comparison: names of columns, with units, and a row an alternative."""
    table = comparison.table.reset_index()
    return list(table.columns), table.to_numpy().tolist()


def comparison_markdown(comparison: Comparison, *, every: bool = False, risk: bool = False) -> str:
    """Write a comparison as Markdown: title, table and notes; with ``risk`` how late it can be."""
    question = comparison.question
    shown = _opened(comparison, every=every)
    notes = footnotes(comparison, shown.index)
    columns = _comparison_columns(comparison, shown, notes)
    basis = (
        f"{cargo_words(comparison)}; status as of {comparison.world.as_of}; "
        f"{question.draws:,} draws, seed {question.seed}."
    )
    return "".join(
        [
            _markdown_head(comparison),
            f"{escaped_markdown(comparison.short_answer().text)}\n\n",
            markdown(list(columns), _rows(columns)),
            *_markdown_totals(comparison, columns["route"]),
            *(_markdown_risk(comparison) if risk else ()),
            *_markdown_remarks(comparison),
            *_markdown_flags(notes),
            f"\n{basis} {_rests_on(comparison)}\n\n`{comparison.again}`\n",
        ]
    )


def _markdown_totals(comparison: Comparison, routes: pd.Series) -> list[str]:
    """Write what several boxes together cost and emit."""
    if comparison.question.teu == 1:
        return []
    totals = _total_columns(comparison, routes)
    return ["\n", markdown(list(totals), _rows(totals))]


def _markdown_risk(comparison: Comparison) -> list[str]:
    """Write how late each way can be, and why."""
    table = comparison.risk()
    head = ["route", *(f"days {level.upper()}" for level in LEVELS), "the spread hangs on"]
    rows = []
    for row in table.itertuples():
        figures = [f"{getattr(row, f'days_{level}'):.1f}" for level in LEVELS]
        rows.append([row.title, *figures, row.drivers])
    return ["\n", markdown(head, rows)]


def _markdown_head(comparison: Comparison) -> str:
    """Head a page of Markdown with the pair."""
    origin, destination = comparison.origin.name, comparison.destination.name
    return f"## {escaped_markdown(origin)} → {escaped_markdown(destination)}\n\n"


def _markdown_remarks(comparison: Comparison) -> list[str]:
    """Write what a reader must know, a paragraph each."""
    return [f"\n{escaped_markdown(remark)}\n" for remark in comparison.remarks()]


def breakeven_text(comparison: Comparison, answer: BreakEven, again: str) -> str:
    """Lay a break-even out for a terminal: shares, crossings, and the curve at round values."""
    console = console_for(to_file=False)
    ours = comparison.alternatives[answer.a].label
    theirs = comparison.alternatives[answer.b].label
    rate = comparison.consignment.value_rate_per_day
    console.print(_title(comparison))
    console.print(f"{ours} (A) against {theirs} (B); a day costs {rate:.2%} of the cargo's value.")
    shares = [
        ["A wins at every value", f"{answer.a_dominates:.1%}"],
        ["B wins at every value", f"{answer.b_dominates:.1%}"],
        ["A wins above some value", f"{answer.a_above:.1%}"],
        ["A wins below some value", f"{answer.a_below:.1%}"],
    ]
    console.print(grid(("in draws", "share"), shares, right=(1,)))
    crossings = []
    for level, value in answer.crossings.items():
        crossed = "nowhere from 1e3 to 1e6" if value is None else f"{value:,.0f}"
        crossings.append([f"{level:.0%}", crossed])
    console.print(grid(("A wins in", "crossed at USD/TEU"), crossings, right=(1,)))
    curve = answer.curve
    won = np.interp(np.log(VALUES), np.log(curve["value_usd_per_teu"]), curve["a_wins"])
    head = ["value, USD/TEU", *(f"{value:,.0f}" for value in VALUES)]
    row = ["A wins in", *(f"{share:.0%}" for share in won)]
    console.print(grid(head, [row], right=range(1, len(head))))
    console.print(f"In half of the draws {answer.words().replace(answer.a, ours, 1)}.")
    console.print(_rests_on(comparison))
    console.print(f"again: {again}", soft_wrap=True)
    return written(console)


def sensitivity_text(
    comparison: Comparison, levers: pd.DataFrame, again: str, *, ids: bool = False
) -> str:
    """Lay a tornado out for a terminal: a row a lever, strongest first."""
    console = console_for(to_file=False)
    ours = comparison.alternatives[levers.attrs["way"]].label
    theirs = comparison.alternatives[levers.attrs["against"]].label
    unit, digits = UNITS[levers.attrs["quantity"]]
    base = 0.0
    if len(levers):
        base = levers["base"].iloc[0]  # the same in every row
    console.print(_title(comparison))
    console.print(
        f"{ours} less {theirs}: {base:+,.{digits}f} {unit} at the means; "
        f"{_moved(levers.attrs['factor'])}, the others at their means."
    )
    columns = _lever_columns(levers, digits)
    if ids:
        columns["lever"] = levers.index.to_series()
    if console.width < WIDE:
        del columns["P50"], columns["unit"]  # no room
    if console.width < USUAL:
        columns = _without(columns)
    right = [place for place, name in enumerate(columns) if name not in WORDS]
    console.print(grid(list(columns), _rows(columns), right=right))
    console.print("flips: the value at which the difference changes its sign; - none above 0.")
    console.print(f"again: {again}", soft_wrap=True)
    return written(console)


def _moved(factor: float | None) -> str:
    """Say how far each lever of a tornado is moved."""
    if factor is None:
        return "each lever from its P10 to its P90"
    return f"each lever multiplied by {factor:g}"


def _lever_columns(levers: pd.DataFrame, digits: int) -> Columns:
    """Print the columns of a tornado."""
    signed, unsigned = f"{{:+,.{digits}f}}", f"{{:,.{digits}f}}"
    figures = {"P10": "p10", "P50": "p50", "P90": "p90"}
    moved = {"at P10": ("low", signed), "at P90": ("high", signed), "swing": ("swing", unsigned)}
    if levers.attrs["factor"] is not None:
        figures = {"P50": "p50", "mean": "mean"}
        moved = {"then": ("high", signed), "swing": ("swing", unsigned)}
    return {
        "lever": levers["name"],
        **{head: levers[column].map(_three_digits) for head, column in figures.items()},
        "unit": levers["unit"],
        **_printed(levers, moved),
        "flips": levers["flips_at"].map(_three_digits),
        "grade": levers["grade"],
    }


def _three_digits(value: float) -> str:
    """Print a value of a parameter with three digits; - where there is none."""
    if np.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004


def difference_text(
    after: Comparison,
    before: Comparison,
    change: pd.DataFrame,
    opened: Sequence[str],
    lost: Sequence[str],
) -> str:
    """
    Lay the difference of two comparisons out for a terminal.

    Parameters
    ----------
    after, before
        What is compared.
    change
        From `Comparison.difference`: a row is printed where its days, USD or CO2e change.
    opened, lost
        Corridors that only one of them has.
    """
    console = console_for(to_file=False)
    question = after.question
    now, then = " + ".join(after.world.scenarios), " + ".join(before.world.scenarios)
    console.print(
        f"{_pair(after)}: {then} → {now}, status as of {after.world.as_of}, "
        f"{question.draws:,} draws, seed {question.seed}"
    )
    amounts = change[["days", "usd_per_teu", "co2e_kg_per_teu"]].abs()
    moved = change[(amounts > NO_CHANGE).any(axis=1)]
    if len(moved):
        _print_changes(console, moved, moved["label"], "route")
    else:
        console.print("On the ways that both have, nothing changes.")
    for name in opened:
        new = titled(after, name)
        twin = change["before"].get(name)
        if twin:
            new = f"{new}, against {titled(before, twin)} before"
        console.print(f"New: {new}.")
    for name in lost:
        why = after.unavailable.get(name, "not among the ways")
        console.print(f"Lost: {titled(before, name)} ({why}).")
    console.print(CHANGE_NOTE)
    return written(console)


def _print_changes(console: Console, change: pd.DataFrame, named: pd.Series, head: str) -> None:
    """Print what changes, and on what the days are saved or lost."""
    for figures in (CHANGES, SPENT):
        columns = {head: named, **_printed(change, figures)}
        if console.width < USUAL:
            columns = _without(columns)
        console.print(grid(list(columns), _rows(columns), right=range(1, len(columns))))


def destinations_text(pairs: Mapping[str, pd.Series], title: str, without: Sequence[str]) -> str:
    """Lay out what scenarios change for several pairs: the row of each way, and who has none."""
    console = console_for(to_file=False)
    console.print(title)
    if pairs:
        change = pd.DataFrame(pairs).T
        _print_changes(console, change, change.index.to_series(), "best way over Iran")
        console.print(CHANGE_NOTE)
    for pair in without:
        console.print(f"{pair}: no way over Iran before, or none after.")
    return written(console)


def legs_text(
    comparison: Comparison,
    *,
    to_file: bool = False,
    ids: bool = False,
    risk: bool = False,
    flags: bool = False,
) -> str:
    """Lay the one route of a comparison out leg by leg: title, legs, totals; as wide as a file."""
    console = console_for(to_file=to_file)
    question = comparison.question
    (way,) = comparison.to_dict()["alternatives"]
    days, usd, co2e = way["days"], way["usd_per_teu"], way["co2e_kg_per_teu"]
    console.print(comparison.short_answer().text, style="bold")
    console.print(_asked(comparison))
    console.print(grid(LEG_HEAD, _leg_rows(comparison, way, ids=ids), right=(3, 4, 5, 6)))
    console.print(
        f"{way['length_km']:,.0f} km; "
        f"days P10 {days['p10']:.1f}, P50 {days['p50']:.1f}, P90 {days['p90']:.1f}; "
        f"{usd['p50']:,.0f} USD and {co2e['p50']:,.0f} kg CO2e per TEU (P50). Legs show means."
    )
    if risk:
        _print_risk(console, comparison, ids=ids)
    for line in (*comparison.remarks(), *_route_lines(way, question)):
        console.print(line)
    if way["passages"]:
        passed = ", ".join(map(_named(comparison, ids=ids), way["passages"]))
        console.print(f"Passes {passed}.")
    console.print(_factors(comparison, ids=ids))
    _print_flags(console, footnotes(comparison, comparison.alternatives), whole=flags)
    console.print(_rests_on(comparison, ids=ids))
    console.print(f"again: {comparison.again}", soft_wrap=True)
    return written(console)


def _route_lines(way: dict[str, Any], question: Question) -> list[str]:
    """Say what all boxes cost together, how often a deadline is kept, what the empty box costs."""
    said = []
    if question.teu > 1:
        usd, co2e = (way["totals"][name]["p50"] for name in ("usd", "co2e_t"))
        said.append(f"{question.teu:,} TEU together: {usd:,.0f} USD and {co2e:,.1f} t CO2e (P50).")
    if question.deadline is not None:
        kept, days = f"{way['by_deadline']:.0%}", f"{question.deadline:g} days"
        said.append(f"In {kept} of the draws it is there within {days}.")
    usd = f"{way['empty_return_usd']:,.0f} USD per TEU"
    return [*said, f"Empty box back by the same way, in no total: {usd}."]


def _factors(comparison: Comparison, *, ids: bool) -> str:
    """Name the CO2e factors of the one route."""
    (way,) = comparison.alternatives.values()
    said = []
    for one in factor_records(way.itinerary, comparison.parameters, comparison.world.called):
        name = one["id"] if ids else one["name"].removeprefix("CO2e of ")
        said.append(f"{name} {one['p50']:g} ({one['grade']})")
    return f"CO2e factors, g/t-km (grade): {', '.join(said)}."


def legs_csv(comparison: Comparison) -> str:
    """Write the legs of the one route of a comparison as CSV, units in the column names."""
    return rows_csv(*legs_cells(comparison))


def legs_cells(comparison: Comparison) -> Cells:
    """Give the legs of the one route of a comparison: names of columns, with units, and rows."""
    (way,) = comparison.to_dict()["alternatives"]
    legs = pd.DataFrame(way["legs"])
    legs["source_ids"] = legs["source_ids"].str.join(";")
    return list(legs.columns), legs.to_numpy().tolist()


def legs_markdown(comparison: Comparison, *, risk: bool = False) -> str:
    """Write the one route of a comparison as Markdown: the answer, its legs, and notes."""
    (way,) = comparison.to_dict()["alternatives"]
    lines = [*_route_lines(way, comparison.question), _factors(comparison, ids=False)]
    return "".join(
        [
            _markdown_head(comparison),
            f"{escaped_markdown(comparison.short_answer().text)}\n\n",
            markdown(LEG_HEAD, _leg_rows(comparison, way)),
            *(_markdown_risk(comparison) if risk else ()),
            *_markdown_remarks(comparison),
            *(f"\n{escaped_markdown(line)}\n" for line in lines),
            *_markdown_flags(footnotes(comparison, comparison.alternatives)),
            f"\n`{comparison.again}`\n",
        ]
    )


def _comparison_columns(
    comparison: Comparison, table: pd.DataFrame, notes: Footnotes, *, wide: bool = False
) -> Columns:
    """Print the columns of a comparison: what fits 80 signs, or more."""
    deadline = comparison.question.deadline
    titles = [notes.marked(name, title) for name, title in table["title"].items()]
    columns = {"route": pd.Series(titles, table.index), **_printed(table, FIGURES)}
    if deadline is not None:
        columns |= _printed(table, {f"in {deadline:g} d": ("by_deadline", "{:.0%}")})
    if wide:
        low, high = table["usd_per_teu_p10"], table["usd_per_teu_p90"]
        columns["$ P10-P90"] = low.map("{:,.0f}-".format) + high.map("{:,.0f}".format)
        columns |= _printed(table, WIDE_FIGURES)
    if wide or comparison.question.run != ORDINARY:
        columns["run"] = table["run"]
    if wide or deadline is None:  # else no room
        columns["sold"] = table["served"].map(SOLD)
        columns |= _printed(table, WIDE_SHARES if wide else SHARES)
    return columns


def _printed(table: pd.DataFrame, figures: Mapping[str, tuple[str, str]]) -> Columns:
    """Print columns of a table, each under its heading in its way."""
    return {head: table[column].map(form.format) for head, (column, form) in figures.items()}


def _rows(columns: Columns) -> list[list[str]]:
    """Turn printed columns into rows."""
    return [list(row) for row in zip(*columns.values(), strict=True)]


def _leg_rows(comparison: Comparison, way: dict[str, Any], *, ids: bool = False) -> list[list[str]]:
    """Print the legs of the one route, in the figures of the JSON and with names for its ends."""
    (alternative,) = comparison.alternatives.values()
    rows = []
    for leg, printed in zip(alternative.itinerary.legs().itertuples(), way["legs"], strict=True):
        km, state = f"{printed['length_km']:,.0f}", leg.status
        if not printed["length_km"]:
            km = ""
        if state == "open":
            state = ""
        days, usd = f"{printed['days_mean']:.1f}", f"{printed['usd_mean']:,.0f}"
        co2e = f"{printed['co2e_kg_mean']:,.0f}"
        mode = MODE_WORDS.get(leg.mode, leg.mode)
        ends = [leg.start, leg.end] if ids else [leg.start_name, leg.end_name]
        rows.append([mode, *ends, km, days, usd, co2e, state])
    return rows


def _rests_on(comparison: Comparison, *, ids: bool = False) -> str:
    """Say how much is estimated, and what the dollars are."""
    table = comparison.table
    spans = []
    for part, name in ESTIMATED.items():
        spans.append(f"{_span(table[f'grade_d_share_of_{part}'])} of {name}")
    return (
        f"Estimates (grade D): {', '.join(spans)}. "
        f"USD of {comparison.world.price_year}; cost and CO2e are P50."
        f"{_oldest(comparison, ids=ids)}"
    )


def _oldest(comparison: Comparison, *, ids: bool) -> str:
    """Name the oldest row that decides the spread, if its source has a year."""
    row = comparison.oldest_decisive()
    if row is None:
        return ""
    what = ESTIMATED[row["quantity"]]
    share = f"up to {row['share_of_variance']:.0%} of the variance of {what}"
    name = _named(comparison, ids=ids)(row["parameter_id"])
    return f" Oldest decisive row: {name}, of {row['year']} ({share})."


def _span(shares: pd.Series) -> str:
    """Write from which share to which."""
    low, high = f"{shares.min():.0%}", f"{shares.max():.0%}"
    return low if low == high else f"{low.removesuffix('%')}-{high}"
