"""Results as text: terminal, Markdown, CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.display.console import WIDE, console_for, grid, written
from instc.display.text import escaped_markdown, markdown, rows_csv
from instc.routing.pricing import PARTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from instc.comparison.breakeven import BreakEven
    from instc.comparison.comparison import Comparison

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
    console = console_for(to_file=to_file)
    console.print(_title(comparison))
    head, rows = _comparison_cells(comparison, wide=console.width >= WIDE)
    console.print(grid(head, rows, right=range(1, len(head) - (head[-1] == "grade"))))
    for line in (*comparison.remarks(), *comparison.conclusions()):
        console.print(line)
    limited = dict.fromkeys(
        name for way in comparison.alternatives.values() for name in way.itinerary.limited
    )
    if limited:
        console.print(f"Limited (passable, at a price): {', '.join(limited)}.", style="yellow")
    reasons: dict[str, list[str]] = {}
    for name, reason in comparison.unavailable.items():
        reasons.setdefault(reason, []).append(name)
    for reason, names in reasons.items():
        console.print(f"Not available: {', '.join(names)} ({reason}).", style="dim")
    console.print(_rests_on(comparison))
    console.print(f"again: {comparison.again}", soft_wrap=True)
    return written(console)


def _title(comparison: Comparison) -> str:
    question = comparison.question
    known = (
        ", no source after it"
        if comparison.world.as_of == comparison.world.versions["data_date"]
        else ""
    )
    return (
        f"{comparison.origin.name} → {comparison.destination.name}, 1 TEU, scenario {', '.join(comparison.world.scenarios)} (status as of {comparison.world.as_of}{known}), "
        f"{question.draws:,} draws, seed {question.seed}"
    )


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
    table = comparison.table.reset_index()
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
    head = f"## {escaped_markdown(comparison.origin.name)} → {escaped_markdown(comparison.destination.name)}\n\n"
    notes = (
        "".join(f"\n{escaped_markdown(remark)}\n" for remark in comparison.remarks())
        + f"\nStatus as of {comparison.world.as_of}; {question.draws:,} draws, seed {question.seed}. {_rests_on(comparison)}\n\n`{comparison.again}`\n"
    )
    return head + markdown(*_comparison_cells(comparison)) + notes


def breakeven_text(comparison: Comparison, answer: BreakEven, again: str) -> str:
    """
    Lay a break-even out for a terminal.

    Parameters
    ----------
    comparison
        It was found in.
    answer
        What is shown.
    again
        The command that asks the same.

    Returns
    -------
    text
        The four shares, the crossings, and the curve at round values.

    Examples
    --------
    >>> import instc
    >>> comparison = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    >>> "at every value" in breakeven_text(comparison, comparison.breakeven(), "instc breakeven Mumbai Moscow")
    True
    """
    console = console_for(to_file=False)
    ours, theirs = (comparison.alternatives[name].label for name in (answer.a, answer.b))
    rate = comparison.consignment.value_rate_per_day
    console.print(_title(comparison))
    console.print(f"{ours} (A) against {theirs} (B); a day costs {rate:.2%} of the cargo's value.")
    shares = (
        ("A wins at every value", answer.a_dominates),
        ("B wins at every value", answer.b_dominates),
        ("A wins above some value", answer.a_above),
        ("A wins below some value", answer.a_below),
    )
    console.print(
        grid(
            ("in draws", "share"), [[words, f"{share:.1%}"] for words, share in shares], right=(1,)
        )
    )
    rows = [
        [f"{level:.0%}", "nowhere from 1e3 to 1e6" if value is None else f"{value:,.0f}"]
        for level, value in answer.crossings.items()
    ]
    console.print(grid(("A wins in", "crossed at USD/TEU"), rows, right=(1,)))
    values = (1e3, 1e4, 2e4, 4e4, 1e5, 2e5, 5e5, 1e6)
    won = np.interp(
        np.log(values), np.log(answer.curve["value_usd_per_teu"]), answer.curve["a_wins"]
    )
    console.print(
        grid(
            ("value, USD/TEU", *(f"{value:,.0f}" for value in values)),
            [["A wins in", *(f"{share:.0%}" for share in won)]],
            right=range(1, 9),
        )
    )
    console.print(f"In half of the draws {answer.words().replace(answer.a, ours, 1)}.")
    console.print(_rests_on(comparison))
    console.print(f"again: {again}", soft_wrap=True)
    return written(console)


def sensitivity_text(comparison: Comparison, levers: pd.DataFrame, again: str) -> str:
    """
    Lay a tornado out for a terminal.

    Parameters
    ----------
    comparison
        It was found in.
    levers
        From `Comparison.sensitivity`.
    again
        The command that asks the same.

    Returns
    -------
    text
        One row a lever, strongest first.

    Examples
    --------
    >>> import instc
    >>> comparison = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    >>> "at P90" in sensitivity_text(comparison, comparison.sensitivity(), "instc sensitivity Mumbai Moscow")
    True
    """
    console = console_for(to_file=False)
    way, against, quantity = (levers.attrs[name] for name in ("way", "against", "quantity"))
    ours, theirs = (comparison.alternatives[name].label for name in (way, against))
    unit, digits = {
        "days": ("days", 1),
        "usd_per_teu": ("USD", 0),
        "co2e_kg_per_teu": ("kg CO2e", 0),
        "generalised_usd": ("USD with time", 0),
    }[quantity]
    console.print(_title(comparison))
    base = levers["base"].iloc[0] if len(levers) else 0.0
    console.print(
        f"{ours} less {theirs}: {base:+,.{digits}f} {unit} at the means; each lever from its P10 to its P90, the others at their means."
    )
    columns = {
        "lever": list(levers.index),
        **{
            name: levers[key].map("{:.3g}".format)
            for name, key in (("P10", "p10"), ("P50", "p50"), ("P90", "p90"))
        },
        "unit": levers["unit"],
        **{
            name: levers[key].map(f"{{:+,.{digits}f}}".format)
            for name, key in (("at P10", "low"), ("at P90", "high"))
        },
        "swing": levers["swing"].map(f"{{:,.{digits}f}}".format),
        "grade": levers["grade"],
    }
    if console.width < WIDE:
        del columns["P50"], columns["unit"]
    head = list(columns)
    console.print(
        grid(
            head,
            list(zip(*columns.values(), strict=True)),
            right=[
                place for place, name in enumerate(head) if name not in {"lever", "unit", "grade"}
            ],
        )
    )
    console.print(f"again: {again}", soft_wrap=True)
    return written(console)


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
        From `Comparison.difference`.
    opened, lost
        Corridors that only one of them has.

    Returns
    -------
    text
        One row a corridor whose days, USD or CO2e change; what is lost and why.

    Examples
    --------
    >>> import instc
    >>> today = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    >>> "nothing changes" in difference_text(today, today, today.difference(today), [], [])
    True
    """
    console = console_for(to_file=False)
    names = [" + ".join(comparison.world.scenarios) for comparison in (before, after)]
    question = after.question
    console.print(
        f"{after.origin.name} → {after.destination.name}: {names[0]} → {names[1]}, status as of {after.world.as_of}, {question.draws:,} draws, seed {question.seed}"
    )
    moved = change[(change[["days", "usd_per_teu", "co2e_kg_per_teu"]].abs() > 0.05).any(axis=1)]  # noqa: PLR2004  (what the table would print as 0)
    rows = [
        [
            row.label,
            f"{row.days_p50_before:.1f}",
            f"{row.days_p50_after:.1f}",
            *(f"{getattr(row, part):+.1f}" for part in PARTS),
            f"{row.usd_per_teu:+,.0f}",
            f"{row.co2e_kg_per_teu:+,.0f}",
        ]
        for row in moved.itertuples()
    ]
    if rows:
        console.print(
            grid(
                (
                    "route",
                    "P50",
                    "→",
                    "line-haul",
                    "handling",
                    "border",
                    "waiting",
                    "$/TEU",
                    "CO2e",
                ),
                rows,
                right=range(1, 9),
            )
        )
    else:
        console.print("On the ways that both have, nothing changes.")
    for name in opened:
        twin = change.at[name, "before"] if name in change.index else ""
        console.print(
            f"New: {after.alternatives[name].label}"
            + (f", against {before.alternatives[twin].label} before." if twin else ".")
        )
    for name in lost:
        console.print(
            f"Lost: {before.alternatives[name].label} ({after.unavailable.get(name, 'not among the ways')})."
        )
    console.print("P50 in days; the parts are changes of mean days.")
    return written(console)


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
    console = console_for(to_file=to_file)
    question = comparison.question
    (way,) = comparison.to_dict()["alternatives"]
    days, usd, co2e = way["days"], way["usd_per_teu"], way["co2e_kg_per_teu"]
    console.print(
        f"{comparison.origin.name} → {comparison.destination.name}, 1 TEU, scenario {', '.join(comparison.world.scenarios)} (status as of {comparison.world.as_of})"
    )
    console.print(grid(LEG_HEAD, _leg_rows(comparison), right=(3, 4, 5)))
    console.print(
        f"{way['length_km']:,.0f} km; days P10 {days['p10']:.1f}, P50 {days['p50']:.1f}, P90 {days['p90']:.1f}; "
        f"{usd['p50']:,.0f} USD and {co2e['p50']:,.0f} kg CO2e per TEU (P50). Legs show means."
    )
    for line in comparison.remarks():
        console.print(line)
    if question.deadline is not None:
        console.print(
            f"In {way['by_deadline']:.0%} of the draws it is there within {question.deadline:g} days."
        )
    if way["passages"]:
        console.print(f"passes {', '.join(way['passages'])}")
    console.print(_rests_on(comparison))
    console.print(f"again: {comparison.again}", soft_wrap=True)
    return written(console)


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
    rows = [
        [";".join(value) if isinstance(value, list) else value for value in leg.values()]
        for leg in way["legs"]
    ]
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
    head = f"## {escaped_markdown(comparison.origin.name)} → {escaped_markdown(comparison.destination.name)}\n\n"
    return (
        head
        + markdown(LEG_HEAD, _leg_rows(comparison))
        + "".join(f"\n{escaped_markdown(remark)}\n" for remark in comparison.remarks())
        + f"\n`{comparison.again}`\n"
    )


def _comparison_cells(
    comparison: Comparison, *, wide: bool = False
) -> tuple[list[str], list[list[str]]]:
    """Give head and rows: what fits 80 columns, or more."""
    deadline, table = comparison.question.deadline, comparison.table
    columns = {
        "route": table["label"],
        "km": table["length_km"].map("{:,.0f}".format),
        **{
            name: table[f"days_{key}"].map("{:.1f}".format)
            for name, key in (("days P10", "p10"), ("P50", "p50"), ("P90", "p90"))
        },
        "$/TEU": table["usd_per_teu_p50"].map("{:,.0f}".format),
        "kg CO2e": table["co2e_kg_per_teu_p50"].map("{:,.0f}".format),
        "fastest": table["fastest_share"].map("{:.0%}".format),
    }
    if deadline is not None:
        columns[f"in {deadline:g} d"] = table["by_deadline"].map("{:.0%}".format)
    if wide:
        spread = [
            f"{low:,.0f}-{high:,.0f}"
            for low, high in zip(table["usd_per_teu_p10"], table["usd_per_teu_p90"], strict=True)
        ]
        columns |= {
            "$ P10-P90": spread,
            "cheapest": table["cheapest_share"].map("{:.0%}".format),
            "estimated": table["grade_d_share_of_days"].map("{:.0%}".format),
        }
    if wide or deadline is None:  # else no room
        columns["grade"] = table["worst_grade"]
    return list(columns), [list(row) for row in zip(*columns.values(), strict=True)]


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
    shares = comparison.table["grade_d_share_of_days"]
    low, high = shares.min(), shares.max()
    span = f"{low:.0%}" if round(low, 2) == round(high, 2) else f"{low:.0%} to {high:.0%}"
    return f"{span} of the days rest on estimates (grade D). USD of {comparison.world.price_year}; $ and CO2e are P50."
