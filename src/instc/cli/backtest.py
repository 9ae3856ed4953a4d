"""The commands that replay observed journeys: backtest, replay."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.lazy import backtest as evidence
from instc.cli.lazy import console, np
from instc.cli.options import Output, RowsFormat, load
from instc.cli.output import SHEETS, aim, check_word, put, put_json, put_records
from instc.cli.witnesses import put_witnesses

if TYPE_CHECKING:
    from instc.evidence.backtest import Backtest, Journey, Replayed
    from instc.evidence.dated import Way

WITNESSED = ("usd", "co2e")
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help=(
            "Fail (exit 1) if too few journeys lie inside P10-P90, or a naive forecast is better."
        ),
    ),
]
Key = Annotated[
    str, typer.Argument(help="Key of a journey, such as jeddah-2023.", show_default=False)
]


By = Annotated[
    str,
    typer.Option(
        "--by", help="days: journeys; usd or co2e: printed figures of lanes beside the model."
    ),
]


def backtest(
    *,
    by: By = "days",
    strict: Strict = False,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Replay observed journeys in the world of their day: hits, misses first, and a score."""
    target = aim(format_, output)
    check_word("--by", by, ("days", *WITNESSED))
    model = load(None, None)
    if by != "days":
        put_witnesses(by, model, target)
        return
    result = evidence.backtest(world=model)
    rows = [seen.to_dict() for seen in (*result.used, *result.shown)]
    if target.format == "json":
        left_out = [{"id": name, "reason": why} for name, why in result.left_out.items()]
        answer = {
            "schema": "instc.backtest/1",
            **model.versions,
            "observations": rows,
            "summary": result.summary(),
            "left_out": left_out,
            "strict": {"rule": evidence.STRICT, "passes": result.passes()},
        }
        put_json(answer, target)
    elif target.format in SHEETS:
        put_records(rows, target)
    else:
        put(_backtest_text(result), target)
    if strict and not result.passes():
        raise typer.Exit(1)


def _backtest_text(result: Backtest) -> str:
    """Print what was measured, what is only placed, and the score."""
    head = ("observed", "date", "days", "P10", "P50", "P90", "place", "")
    right = (2, 3, 4, 5, 6)
    used = [_row(seen, "inside" if seen.hit else "MISS") for seen in result.used]
    shown = [_row(seen, seen.row["kind"]) for seen in result.shown]
    far = [name for name, why in result.left_out.items() if "network" in why or "undated" in why]
    passes = "passes" if result.passes() else "fails"
    return (
        "Measured journeys, misses first (place: share of the draws that are shorter)\n"
        + console.plain(head, used, right=right)
        + _score(result.summary())
        + "Schedules, plans, averages and bounds: placed, never counted\n"
        + console.plain(head, shown, right=right)
        + "Not placed, for they begin or end outside the network or are undated: "
        + f"{', '.join(far)}.\n{evidence.STRICT}: it {passes}.\n"
    )


def _score(summary: dict[str, Any]) -> str:
    """Say how well the model foresees the journeys that count."""
    inside, journeys = f"{summary['inside_share']:.0%}", f"{summary['journeys']:.0f}"
    chance, bias = f"{summary['chance']:.1%}", f"{summary['bias_days']:+.1f}"
    naive, skill = f"{summary['naive_crps_days']:.2f}", f"{summary['skill']:.0%}"
    return (
        f"{journeys} journeys (rows of one count once): {inside} inside P10-P90, where 80 % should "
        f"be\n(so few by chance: {chance}); bias {bias} days (model P50 less observed).\n"
        f"CRPS {summary['crps_days']:.2f} days; naive km a day of the other journeys {naive}: "
        f"skill {skill}.\n"
        "Test trains sent with priority are faster than the traffic after them.\n"
        "Parameters have one value for all journeys of a time; none is fitted to one.\n\n"
    )


def _row(seen: Replayed, mark: str) -> list[str]:
    """Give the cells of one journey: what was seen, what the model says, and where it lies."""
    row = seen.row
    pair, month = f"{row['origin']} - {row['destination']}", row["as_of"][:7]
    return [pair, month, *_foreseen(seen), mark]


def _foreseen(seen: Replayed) -> list[str]:
    """Give the days that were seen, the quantiles of the model, and the place among its draws."""
    quantiles = [f"{value:.1f}" for value in seen.quantiles]
    place = "" if isnan(seen.days) else f"{seen.position:.0%}"
    return [_days(seen), *quantiles, place]


def _days(seen: Replayed) -> str:
    """Say how many days were seen."""
    low, high = seen.row["days_low"], seen.row["days_high"]
    if isnan(low):
        return "not known"
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"


def replay(journey: Key, *, format_: RowsFormat = None, output: Output = None) -> None:
    """Tell one journey: what is known of it, and what Suez would have taken."""
    target = aim(format_, output)
    model = load(None, None)
    told = evidence.replay(journey, world=model)
    rows = [_observation(seen) for seen in told.rows]
    if target.format == "json":
        rivals = [_rival(name, way) for name, way in told.rivals.items()]
        answer = {
            "schema": "instc.replay/1",
            **model.versions,
            "journey": told.trip,
            "observations": rows,
            "whole": told.whole.row["observation_id"],
            "suez": rivals,
        }
        put_json(answer, target)
    elif target.format in SHEETS:
        put_records(rows, target)
    else:
        put(_journey_text(told), target)


def _observation(seen: Replayed) -> dict[str, Any]:
    """Give one observation as plain values."""
    days = {name: seen.row[name] or None for name in ("date_start", "date_end")}
    return seen.to_dict() | days | {"load": seen.row["load"]}


def _rival(name: str, way: Way) -> dict[str, Any]:
    """Give another way as plain values."""
    p10, p50, p90 = _quantiles(way)
    return {
        "corridor": name,
        "length_km": round(way.itinerary.length_km, 1),
        "days": {"p10": round(p10, 2), "p50": round(p50, 2), "p90": round(p90, 2)},
        "passages": way.itinerary.passages,
    }


def _journey_text(told: Journey) -> str:
    """Print one journey: what is known of it, the way it took, and the other ways."""
    whole, way = told.whole.row, told.whole.way
    assert way is not None  # replay refuses a journey without a way
    text = (
        f"{told.trip.replace('_', '-')}: {whole['origin']} - {whole['destination']}, "
        f"{whole['load']}, in the world of {whole['as_of']}\n\n"
    )
    text += _known_text(told)
    text += "\nThe way it took, legs at the means of the model\n" + _legs_text(way)
    if told.rivals:
        text += "\nWhat Suez would have taken (in the same world, the same draws)\n"
        text += _rivals_text(way, told.rivals)
    return text + f"again: {told.again}\n"


def _known_text(told: Journey) -> str:
    """Print what is known of a journey, the whole of it first, and the notes."""

    def order(seen: Replayed) -> tuple[bool, str]:
        return seen is not told.whole, seen.row["date_start"] or "9999"

    rows = [_known(seen) for seen in sorted(told.rows, key=order)]
    head = ("what", "from", "to", "days", "P10", "P50", "P90", "kind")
    text = console.plain(head, rows, right=(3, 4, 5, 6))
    for seen in told.rows:
        row = seen.row
        if row["note"]:
            text += f"{row['observation_id']}: {row['note']} (source {row['source_id']})\n"
    return text


def _known(seen: Replayed) -> list[str]:
    """Give the cells of one observation: from when to when, and what the model says."""
    row, days = seen.row, _foreseen(seen)[:4]
    pair = f"{row['origin']} - {row['destination']}"
    return [pair, row["date_start"] or "?", row["date_end"] or "?", *days, row["kind"]]


def _legs_text(way: Way) -> str:
    """Print the legs of a way at the means of the model."""
    rows = []
    for leg in way.itinerary.legs().itertuples():
        if leg.length_km or leg.hours:
            km = f"{leg.length_km:,.0f}" if leg.length_km else ""
            mode, days = leg.mode.replace("_", " "), f"{leg.hours / 24:.1f}"
            rows.append([mode, leg.start_name, leg.end_name, km, days])
    return console.plain(("leg", "from", "to", "km", "days"), rows, right=(3, 4))


def _rivals_text(way: Way, rivals: dict[str, Way]) -> str:
    """Print a way against others, and in what share of the draws each of those is faster."""
    rows = [["as it went", *_figures(way), ""]]
    for name, rival in rivals.items():
        faster = float((rival.days < way.days).mean())
        rows.append([name, *_figures(rival), f"{faster:.0%}"])
    head = ("way", "km", "P10", "P50", "P90", "passes", "faster in")
    return console.plain(head, rows, right=(1, 2, 3, 4, 6))


def _figures(way: Way) -> list[str]:
    """Give length, quantiles of days, and passages of a way."""
    days = [f"{value:.1f}" for value in _quantiles(way)]
    return [f"{way.itinerary.length_km:,.0f}", *days, ", ".join(way.itinerary.passages)]


def _quantiles(way: Way) -> tuple[float, float, float]:
    """Give P10, P50 and P90 of the days of a way."""
    p10, p50, p90 = np.quantile(way.days, [0.10, 0.50, 0.90])
    return float(p10), float(p50), float(p90)
