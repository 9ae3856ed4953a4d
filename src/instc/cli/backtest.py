"""The commands that replay observed journeys: backtest, replay."""

from __future__ import annotations

import json
from math import isnan
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.options import Output, RowsFormat, check_output, check_word, load, put

if TYPE_CHECKING:
    from instc.evidence.backtest import Backtest, Journey, Replayed
    from instc.evidence.dated import Way


def backtest(
    *,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Fail (exit 1) if too few journeys lie inside P10-P90, or a naive forecast is better.",
        ),
    ] = False,
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """Replay observed journeys in the world of their day: hits, misses first, and a score."""
    check_word("--format", format_, ["table", "json", "csv"])
    check_output(format_, output, None)
    from instc.display.text import rows_csv  # noqa: PLC0415
    from instc.evidence.backtest import STRICT  # noqa: PLC0415
    from instc.evidence.backtest import backtest as run  # noqa: PLC0415

    model = load(None, None)
    result = run(world=model)
    rows = [seen.to_dict() for seen in (*result.used, *result.shown)]
    if format_ == "json":
        answer = {
            "schema": "instc.backtest/1",
            **model.versions,
            "observations": rows,
            "summary": result.summary(),
            "left_out": [{"id": name, "reason": why} for name, why in result.left_out.items()],
            "strict": {"rule": STRICT, "passes": result.passes()},
        }
        put(json.dumps(answer, indent=1, ensure_ascii=False) + "\n", output)
    elif format_ == "csv":
        put(rows_csv(list(rows[0]), [list(row.values()) for row in rows]), output)
    else:
        put(
            _backtest_text(result) + f"{STRICT}: it {'passes' if result.passes() else 'fails'}.\n",
            output,
        )
    if strict and not result.passes():
        raise typer.Exit(1)


def _backtest_text(result: Backtest) -> str:
    from instc.display.console import plain  # noqa: PLC0415

    summary = result.summary()
    head = ("observed", "date", "days", "P10", "P50", "P90", "place", "")
    text = "Measured journeys, misses first (place: share of the draws that are shorter)\n"
    text += plain(head, [_row(seen) for seen in result.used], right=(2, 3, 4, 5, 6))
    text += (
        f"{summary['journeys']:.0f} journeys (rows of one count once): {summary['inside_share']:.0%} inside P10-P90, where 80 % should be\n"
        f"(so few by chance: {summary['chance']:.1%}); bias {summary['bias_days']:+.1f} days (model P50 less observed).\n"
        f"CRPS {summary['crps_days']:.2f} days; naive km a day of the other journeys {summary['naive_crps_days']:.2f}: skill {summary['skill']:.0%}.\n"
        "Test trains sent with priority are faster than the traffic after them.\nParameters have one value for all journeys of a time; none is fitted to one.\n\n"
    )
    text += "Schedules, plans, averages and bounds: placed, never counted\n"
    text += plain(head, [_row(seen, kind=True) for seen in result.shown], right=(2, 3, 4, 5, 6))
    outside = [
        name for name, why in result.left_out.items() if "network" in why or "undated" in why
    ]
    return (
        text
        + f"Not placed, for they begin or end outside the network or are undated: {', '.join(outside)}.\n"
    )


def _row(seen: Replayed, *, kind: bool = False) -> list[str]:
    low, high = seen.row["days_low"], seen.row["days_high"]
    days = "not known" if isnan(low) else f"{low:g}" if low == high else f"{low:g}-{high:g}"
    mark = seen.row["kind"] if kind else ("inside" if seen.hit else "MISS")
    place = "" if isnan(seen.days) else f"{seen.position:.0%}"
    return [
        f"{seen.row['origin']} - {seen.row['destination']}",
        seen.row["as_of"][:7],
        days,
        *(f"{value:.1f}" for value in seen.quantiles),
        place,
        mark,
    ]


def replay(
    journey: Annotated[
        str, typer.Argument(help="Key of a journey, such as jeddah-2023.", show_default=False)
    ],
    *,
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """Tell one journey: what is known of it, and what Suez would have taken."""
    check_word("--format", format_, ["table", "json", "csv"])
    check_output(format_, output, None)
    from instc.display.text import rows_csv  # noqa: PLC0415
    from instc.evidence.backtest import replay as run  # noqa: PLC0415

    model = load(None, None)
    told = run(journey, world=model)
    rows = [
        seen.to_dict()
        | {
            "date_start": seen.row["date_start"] or None,
            "date_end": seen.row["date_end"] or None,
            "load": seen.row["load"],
        }
        for seen in told.rows
    ]
    if format_ == "json":
        rivals = [_rival(name, way) for name, way in told.rivals.items()]
        put(
            json.dumps(
                {
                    "schema": "instc.replay/1",
                    **model.versions,
                    "journey": told.trip,
                    "observations": rows,
                    "whole": told.whole.row["observation_id"],
                    "suez": rivals,
                },
                indent=1,
                ensure_ascii=False,
            )
            + "\n",
            output,
        )
    elif format_ == "csv":
        put(rows_csv(list(rows[0]), [list(row.values()) for row in rows]), output)
    else:
        put(_journey_text(told), output)


def _rival(name: str, way: Way) -> dict[str, Any]:
    p10, p50, p90 = _quantiles(way)
    return {
        "corridor": name,
        "length_km": round(way.itinerary.length_km, 1),
        "days": {"p10": round(p10, 2), "p50": round(p50, 2), "p90": round(p90, 2)},
        "passages": way.itinerary.passages,
    }


def _journey_text(told: Journey) -> str:
    from instc.display.console import plain  # noqa: PLC0415

    whole, way = told.whole, told.whole.way
    assert way is not None  # replay refuses a journey without a way
    rows = [
        [
            f"{seen.row['origin']} - {seen.row['destination']}",
            seen.row["date_start"] or "?",
            seen.row["date_end"] or "?",
            *_row(seen)[2:6],
            seen.row["kind"],
        ]
        for seen in sorted(
            told.rows, key=lambda seen: (seen is not whole, seen.row["date_start"] or "9999")
        )
    ]
    text = f"{told.trip.replace('_', '-')}: {whole.row['origin']} - {whole.row['destination']}, {whole.row['load']}, in the world of {whole.row['as_of']}\n\n"
    text += plain(
        ("what", "from", "to", "days", "P10", "P50", "P90", "kind"), rows, right=(3, 4, 5, 6)
    )
    text += "".join(
        f"{seen.row['observation_id']}: {seen.row['note']} (source {seen.row['source_id']})\n"
        for seen in told.rows
        if seen.row["note"]
    )
    legs = way.itinerary.legs()
    text += "\nThe way it took, legs at the means of the model\n"
    leg_rows = [
        [
            leg.mode.replace("_", " "),
            leg.start_name,
            leg.end_name,
            f"{leg.length_km:,.0f}" if leg.length_km else "",
            f"{leg.hours / 24:.1f}",
        ]
        for leg in legs.itertuples()
        if leg.length_km or leg.hours
    ]
    text += plain(("leg", "from", "to", "km", "days"), leg_rows, right=(3, 4))
    if told.rivals:
        text += "\nWhat Suez would have taken (in the same world, the same draws)\n"
        shorter = {
            name: float((rival.days < way.days).mean()) for name, rival in told.rivals.items()
        }
        lines = [
            ["as it went", *_figures(way), ""],
            *(
                [name, *_figures(rival), f"{shorter[name]:.0%}"]
                for name, rival in told.rivals.items()
            ),
        ]
        text += plain(
            ("way", "km", "P10", "P50", "P90", "passes", "faster in"), lines, right=(1, 2, 3, 4, 6)
        )
    return text + f"again: {told.again}\n"


def _figures(way: Way) -> list[str]:
    p10, p50, p90 = _quantiles(way)
    return [
        f"{way.itinerary.length_km:,.0f}",
        f"{p10:.1f}",
        f"{p50:.1f}",
        f"{p90:.1f}",
        ", ".join(way.itinerary.passages),
    ]


def _quantiles(way: Way) -> tuple[float, float, float]:
    import numpy as np  # noqa: PLC0415  (Tab loads every command)

    p10, p50, p90 = np.quantile(way.days, [0.10, 0.50, 0.90])
    return float(p10), float(p50), float(p90)
