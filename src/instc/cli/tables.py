"""Results as text: terminal, Markdown, CSV."""

from __future__ import annotations

import csv
import io
import shutil
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from instc.comparison import Comparison

NARROW = 80
COMPARISON_HEAD = ("route", "km", "days P10", "P50", "P90", "$/TEU", "kg CO2e", "fastest", "grade")
LEG_HEAD = ("leg", "from", "to", "km", "days", "$/TEU", "state")


def comparison_text(comparison: Comparison, *, to_file: bool = False) -> str:
    """
    Lay a comparison out for a terminal.

    Parameters
    ----------
    comparison
        What is shown.
    to_file
        Without colour, 100 columns wide.

    Returns
    -------
    text
        Title, table, what is not available, what it rests on, and the command that asks again.

    Examples
    --------
    >>> import instc
    >>> "Mumbai" in comparison_text(instc.load_model().compare("Mumbai", "Moscow", draws=100), to_file=True)
    True
    """
    console = _console(to_file=to_file)
    question, answer = comparison.question, comparison.to_dict()
    console.print(
        f"{question.origin.name} → {question.destination.name}, 1 TEU, scenario {', '.join(question.scenarios)} (status as of {question.as_of}"
        f"{', no source after it' if question.as_of == question.versions['data_date'] else ''}), {question.draws:,} draws, seed {question.seed}"
    )
    console.print(_table(COMPARISON_HEAD, _comparison_rows(comparison), right=range(1, 8)))
    for way in answer["alternatives"]:
        if way["limited"]:
            console.print(f"limited on the way of {way['label']}: {', '.join(way['limited'])}", style="yellow")
    for gap in answer["unavailable"]:
        console.print(f"not available: {gap['corridor']} ({gap['reason']})", style="dim")
    console.print(_rests_on(comparison))
    console.print(f"again: {question.again}", soft_wrap=True)
    return _text(console)


def comparison_csv(comparison: Comparison) -> str:
    """
    Write the table of a comparison as CSV.

    Parameters
    ----------
    comparison
        What is written.

    Returns
    -------
    text
        One row an alternative, units in the column names.

    Examples
    --------
    >>> import instc
    >>> comparison_csv(instc.load_model().compare("Mumbai", "Moscow", draws=100))[:12]
    'corridor_id,'
    """
    table = comparison.to_frame().drop(columns="geometry").reset_index()
    return rows_csv(list(table.columns), table.to_numpy().tolist())


def comparison_markdown(comparison: Comparison) -> str:
    """
    Write a comparison as Markdown.

    Parameters
    ----------
    comparison
        What is written.

    Returns
    -------
    text
        Title, table and notes.

    Examples
    --------
    >>> import instc
    >>> comparison_markdown(instc.load_model().compare("Mumbai", "Moscow", draws=100))[:3]
    '## '
    """
    question = comparison.question
    head = f"## {_md(question.origin.name)} → {_md(question.destination.name)}\n\n"
    notes = f"\nStatus as of {question.as_of}; {question.draws:,} draws, seed {question.seed}. {_rests_on(comparison)}\n\n`{question.again}`\n"
    return head + _markdown(COMPARISON_HEAD, _comparison_rows(comparison)) + notes


def legs_text(comparison: Comparison, *, to_file: bool = False) -> str:
    """
    Lay one route out leg by leg for a terminal.

    Parameters
    ----------
    comparison
        With one alternative.
    to_file
        Without colour, 100 columns wide.

    Returns
    -------
    text
        Title, legs, totals.

    Examples
    --------
    >>> import instc
    >>> "sea" in legs_text(instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea"), to_file=True)
    True
    """
    console = _console(to_file=to_file)
    question = comparison.question
    (way,) = comparison.to_dict()["alternatives"]
    days, usd, co2e = way["days"], way["usd_per_teu"], way["co2e_kg_per_teu"]
    console.print(f"{question.origin.name} → {question.destination.name}, 1 TEU, scenario {', '.join(question.scenarios)} (status as of {question.as_of})")
    console.print(_table(LEG_HEAD, _leg_rows(comparison), right=(3, 4, 5)))
    console.print(
        f"{way['length_km']:,.0f} km; days P10 {days['p10']:.1f}, P50 {days['p50']:.1f}, P90 {days['p90']:.1f}; "
        f"{usd['p50']:,.0f} USD and {co2e['p50']:,.0f} kg CO2e per TEU (P50). Legs show means."
    )
    if way["passages"]:
        console.print(f"passes {', '.join(way['passages'])}")
    console.print(_rests_on(comparison))
    console.print(f"again: {question.again}", soft_wrap=True)
    return _text(console)


def legs_csv(comparison: Comparison) -> str:
    """
    Write the legs of one route as CSV.

    Parameters
    ----------
    comparison
        With one alternative.

    Returns
    -------
    text
        One row a leg, units in the column names.

    Examples
    --------
    >>> import instc
    >>> legs_csv(instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea"))[:4]
    'mode'
    """
    (way,) = comparison.to_dict()["alternatives"]
    rows = [[";".join(value) if isinstance(value, list) else value for value in leg.values()] for leg in way["legs"]]
    return rows_csv(list(way["legs"][0]), rows)


def legs_markdown(comparison: Comparison) -> str:
    """
    Write the legs of one route as Markdown.

    Parameters
    ----------
    comparison
        With one alternative.

    Returns
    -------
    text
        Title and table.

    Examples
    --------
    >>> import instc
    >>> legs_markdown(instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea"))[:3]
    '## '
    """
    question = comparison.question
    head = f"## {_md(question.origin.name)} → {_md(question.destination.name)}\n\n"
    return head + _markdown(LEG_HEAD, _leg_rows(comparison)) + f"\n`{question.again}`\n"


def plain(head: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int] = ()) -> str:
    """
    Lay any rows out for a terminal.

    Parameters
    ----------
    head
        Column names.
    rows
        Cells.
    right
        Columns that are aligned right.

    Returns
    -------
    text
        A table.

    Examples
    --------
    >>> "Baku" in plain(["name"], [["Baku"]])
    True
    """
    console = _console(to_file=False)
    console.print(_table(head, [[str(cell) for cell in row] for row in rows], right=right))
    return _text(console)


def _comparison_rows(comparison: Comparison) -> list[list[str]]:
    return [
        [
            way["label"],
            f"{way['length_km']:,.0f}",
            *(f"{way['days'][key]:.1f}" for key in ("p10", "p50", "p90")),
            f"{way['usd_per_teu']['p50']:,.0f}",
            f"{way['co2e_kg_per_teu']['p50']:,.0f}",
            f"{way['fastest_share']:.0%}",
            way["worst_grade"],
        ]
        for way in comparison.to_dict()["alternatives"]
    ]


def _leg_rows(comparison: Comparison) -> list[list[str]]:
    (alternative,) = comparison.alternatives.values()
    (way,) = comparison.to_dict()["alternatives"]
    legs = alternative.itinerary.legs().reset_index(drop=True)
    return [
        [
            leg["mode"].replace("_", " "),
            legs.at[number, "start_name"],
            legs.at[number, "end_name"],
            f"{leg['length_km']:,.0f}" if leg["length_km"] else "",
            f"{leg['days_mean']:.1f}",
            f"{leg['usd_mean']:,.0f}",
            "" if leg["status"] == "open" else leg["status"],
        ]
        for number, leg in enumerate(way["legs"])
    ]


def _rests_on(comparison: Comparison) -> str:
    ways = comparison.to_dict()["alternatives"]
    shares = [way["grade_d_share_of_days"] for way in ways]
    low, high = min(shares), max(shares)
    span = f"{low:.0%}" if round(low, 2) == round(high, 2) else f"{low:.0%}-{high:.0%}"
    year = comparison.question.price_year
    return f"{span} of the days rest on estimates (grade D). USD of {year}; P10, P50 and P90 by simulation."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for number, name in enumerate(head):
        table.add_column(name, justify="right" if number in right else "left", overflow="fold", no_wrap=number in right)
    for row in rows:
        table.add_row(*[_plain_cell(cell) for cell in row])
    return table


def _plain_cell(text: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(text)


def _console(*, to_file: bool) -> Console:
    width = 100 if to_file else max(NARROW, shutil.get_terminal_size((NARROW, 24)).columns)
    colour = not to_file and Console().is_terminal  # NO_COLOR is kept by rich
    return Console(file=io.StringIO(), width=width, force_terminal=colour, highlight=False, markup=True)


def _text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)  # _console made it
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"


def rows_csv(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    r"""
    Write any rows as CSV.

    Parameters
    ----------
    head
        Column names.
    rows
        Cells; a text that a spreadsheet would run as a formula is quoted by an apostrophe.

    Returns
    -------
    text
        Lines that end with LF.

    Examples
    --------
    >>> rows_csv(["a"], [["=1+1"]])
    "a\n'=1+1\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return out.getvalue()


def _cell(value: Any) -> Any:
    """Keep a spreadsheet from reading a text as a formula."""
    return "'" + value if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _md(text: str) -> str:
    return "".join("\\" + c if c in "\\`*_{}[]<>|#" else c for c in text)


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(_md(cell) if number > 1 else cell for cell in row) + " |\n" for number, row in enumerate(lines))
