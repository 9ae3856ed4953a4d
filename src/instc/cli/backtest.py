"""The commands that replay observed journeys: backtest, replay."""

from __future__ import annotations

import textwrap
from itertools import starmap
from math import isnan
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.lazy import as_it_went as went
from instc.cli.lazy import backtest as evidence
from instc.cli.lazy import console, dated, np, observations
from instc.cli.lazy import held_out as held
from instc.cli.options import MapFile, Output, RowsFormat, load
from instc.cli.output import (
    CELLS,
    PAGES,
    Target,
    aim,
    check_word,
    put,
    put_json,
    put_page,
    put_records,
    put_rows,
    still_page,
)
from instc.cli.witnesses import put_witnesses
from instc.errors import QuestionError
from instc.tables.modes import MODE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from instc.evidence.backtest import Backtest, Journey, Replayed
    from instc.evidence.dated import Way
    from instc.evidence.held_out import HeldOut
    from instc.model import Model

NAMED = {  # models by which journeys are foreseen, and what they are called
    "plain": "uncalibrated",
    "luck": "luck, dedicated runs",
    "full": "parameters too",
    "km": "km a day of others",
}
WIDTH = 80
PARTS = ("days", "relative", "log")  # of a score
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
    str | None,
    typer.Argument(
        help="Key of a journey, such as jeddah-2023; without any they are listed.",
        show_default=False,
    ),
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
    """Foresee each observed journey by what the others taught: misses first, and scores; then in the sample."""  # noqa: E501  (the help of the command)
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
            "held_out": _held_out(result),
            "summary": result.summary(),
            "left_out": left_out,
            "strict": {"rule": evidence.STRICT, "passes": result.passes()},
        }
        put_json(answer, target)
    elif target.format in CELLS:
        put_records(rows, target)
    else:
        put(_backtest_text(result), target)
    if strict and not result.passes():
        raise typer.Exit(1)


def _held_out(result: Backtest) -> dict[str, Any]:
    """Give what is told of journeys that were foreseen without themselves."""
    return {
        "model": result.model,
        "scores": {name: result.scores.summary(name) for name in NAMED},
        "journeys": [held.record(one, result.model) for one in result.held_out],
    }


def _backtest_text(result: Backtest) -> str:
    """Print what was foreseen, then what is in the sample, and what is only placed."""
    head = ("observed", "date", "days", "P10", "P50", "P90", "place", "")
    right = (2, 3, 4, 5, 6)
    used = [_row(seen, "inside" if seen.hit else "MISS") for seen in result.used]
    shown = [_row(seen, seen.row["kind"]) for seen in result.shown]
    far = [name for name, why in result.left_out.items() if "network" in why or "undated" in why]
    passes = "passes" if result.passes() else "fails"
    return (
        _foreseen_text(result)
        + "\nIn the sample: the model has learnt from these; misses first\n"
        + console.plain(head, used, right=right)
        + _score(result.summary())
        + "Schedules, plans, averages and bounds: placed, never counted\n"
        + console.plain(head, shown, right=right)
        + "Not placed, for they begin or end outside the network or are undated: "
        + f"{', '.join(far)}.\n{evidence.STRICT}: it {passes}.\n"
    )


def _foreseen_text(result: Backtest) -> str:
    """Print each journey as the others foresee it, the scores, and where the misses come from."""
    model = result.model
    head = ("foreseen without itself", "run", "days", "P10", "P50", "P90", "place", "")
    scored: list[list[str]] = []
    wide: list[list[str]] = []
    causes = ""
    for one in result.held_out:
        rows = scored if one.scored else wide
        rows.append(_forecast(one, model))
        if one.scored and not one.inside(model):
            cause = one.cause(model) or "not known"
            said = f"{one.seen.observation_ids[0]}, likely cause: {cause}"
            causes += f"{textwrap.fill(said, WIDTH)}\n"
    right = (2, 3, 4, 5, 6)
    text = (
        "Each journey foreseen by what the other trips taught (misses first; place: share\n"
        "of the draws that are shorter)\n" + console.plain(head, scored, right=right) + causes
    )
    text += "\nScores, each with its jackknife spread\n" + _scores_text(result)
    text += _places_text(result)
    text += _limits_text(result)
    if wide:
        text += "\nBounds and wide readings: how likely they were, not scored\n"
        text += console.plain((*head[:-2], "likely", ""), wide, right=right)
    return text


def _forecast(one: HeldOut, model: str) -> list[str]:
    """Give the cells of one forecast: its place among the draws if scored, else how likely."""
    row = one.seen.row
    days = _tenths(one.quantiles(model))
    if one.scored:
        share, mark = one.place(model), "inside" if one.inside(model) else "MISS"
    else:
        share, mark = one.likely(model), ""
    pair = f"{row['origin']} - {row['destination']}"
    seen = _days(one.seen.low, one.seen.high)
    return [pair, one.seen.run, seen, *days, f"{share:.0%}", mark]


def _tenths(days: Iterable[float]) -> list[str]:
    """Write days with one digit."""
    return [f"{value:.1f}" for value in days]


def _scores_text(result: Backtest) -> str:
    """Print the figures of each model, and its skill against km a day and the plain one."""
    rows = []
    for name, words in NAMED.items():
        told = result.scores.summary(name)
        rows.append([words, f"{told['inside_share'][0]:.0%}", *_by_part(told, "crps")])
    head = ("model", "inside", "CRPS, days", "CRPS/days", "CRPS of logs")
    text = console.plain(head, rows, right=(1, 2, 3, 4))
    told = result.scores.summary(result.model)
    for other, words in (("plain", "the uncalibrated model"), ("km_a_day", "km a day of others")):
        skills = _by_part(told, f"skill_{other}")
        text += f"skill against {words}:\n"
        text += f"  days {skills[0]}, relative {skills[1]}, logs {skills[2]}\n"
    for mode, one in told["by_mode"].items():
        if one["skill_km_a_day_log"]:
            skill = _with_spread(one["skill_km_a_day_log"])
            text += f"against km a day by {mode}, {one['journeys']} journeys: logs {skill}\n"
    return text


def _by_part(told: dict[str, Any], figure: str) -> list[str]:
    """Write the parts of a score, each with its spread."""
    return [_with_spread(told[f"{figure}_{part}"]) for part in PARTS]


def _with_spread(figure: list[float]) -> str:
    """Write a figure and its jackknife spread."""
    return f"{figure[0]:.2f} ± {figure[1]:.2f}"


def _places_text(result: Backtest) -> str:
    """Print where the journeys lie among the draws, before and after: flat is right."""
    before = result.scores.summary(held.PLAIN)["places"]
    after = result.scores.summary(result.model)["places"]
    text = "\nWhere they lie among the draws (PIT): as many in each fifth is right\n"
    rows = []
    for place, (one, other) in enumerate(zip(before, after, strict=True)):
        span = f"{20 * place}-{20 * place + 20} %"
        rows.append([span, f"{'#' * one} {one}", f"{'#' * other} {other}"])
    return text + console.plain(("place", "uncalibrated", "in force"), rows)


def _limits_text(result: Backtest) -> str:
    """Say what is in force, what the few rows carry, and how the spread goes with length."""
    told = result.scores.summary(result.model)
    runs = [one.seen.run for one in result.held_out]
    text = "\nThe parameters that the journeys moved foresee better: they are in force.\n"
    if result.model != held.FULL:
        text = (
            "\nIn force: the luck of the single journey and the ratio of dedicated runs alone;\n"
            "moving the other parameters too foresaw worse than leaving them (CRPS of logs).\n"
        )
    text += (
        f"{runs.count('ordinary')} ordinary and {runs.count('dedicated')} dedicated journeys: the "
        "luck of ordinary boxes\nrests on few rows. Readings that touch P10-P90 in the sample: "
        f"{sum(bool(seen.hit) for seen in result.used)} of {len(result.used)} rows.\n"
    )
    parts = []
    for one in told["residuals"]:
        span = f"{one['from_days']}-{one['to_days']} d"
        if one["to_days"] is None:
            span = f"over {one['from_days']} d"
        spread = "-" if one["spread"] is None else f"{one['spread']:.2f}"
        parts.append(f"{span} {spread} ({one['journeys']})")
    said = f"Spread of ln(observed / P50) by length: {', '.join(parts)}."
    return f"{text}{textwrap.fill(said, WIDTH)}\n"


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
        "\n"
    )


def _row(seen: Replayed, mark: str) -> list[str]:
    """Give the cells of one journey: what was seen, what the model says, and where it lies."""
    row = seen.row
    pair, month = f"{row['origin']} - {row['destination']}", row["as_of"][:7]
    return [pair, month, *_foreseen(seen), mark]


def _foreseen(seen: Replayed) -> list[str]:
    """Give the days that were seen, the quantiles of the model, and the place among its draws."""
    place = "" if isnan(seen.days) else f"{seen.position:.0%}"
    return [_days(seen.row["days_low"], seen.row["days_high"]), *_tenths(seen.quantiles), place]


def _days(low: float, high: float) -> str:
    """Say how many days were seen."""
    return observations.reading(low, high) or "not known"


def replay(
    journey: Key = None,
    *,
    format_: RowsFormat = None,
    output: Output = None,
    map_file: MapFile = None,
) -> None:
    """Tell one journey: what is known of it, and what Suez would have taken; or list them all."""
    if map_file == "-":
        raise QuestionError("--map -: a map beside an answer goes into a file")
    target = aim(format_, output)
    drawn = None if map_file is None else aim(None, map_file, PAGES)
    model = load(None, None)
    if journey is None:
        if drawn is not None:
            raise typer.BadParameter("--map: name the journey that is drawn")
        _list_journeys(model, target)
        return
    answers = dated.Dated(model)
    told = evidence.replay(journey, dated=answers)
    _put_journey(model, told, target)
    if drawn is not None:
        put_page(lambda: still_page(went.as_it_went(told, answers)), drawn)


def _list_journeys(model: Model, target: Target) -> None:
    """List the journeys that can be replayed, and how many can't."""
    rows = evidence.journeys(model)
    if target.format != "table":
        put_rows(rows, target, "instc.journeys/1")
        return
    placed = [row for row in rows if not row["why_not"]]
    cells = []
    for row in placed:
        pair = f"{row['origin']} - {row['destination']}"
        cells.append([row["journey"], pair, row["date"], row["days"], row["kinds"]])
    text = console.plain(("journey", "from - to", "date", "days", "kind"), cells, right=(3,))
    more = f"{len(rows) - len(placed)} more begin or end outside the network, or are undated"
    put(f"{text}{more}: -f csv.\nOne of them: instc replay {placed[0]['journey']}\n", target)


def _put_journey(model: Model, told: Journey, target: Target) -> None:
    """Print one journey, or write it."""
    rows = list(map(_observation, told.rows))
    if target.format == "json":
        rivals = list(starmap(_rival, told.rivals.items()))
        answer = {
            "schema": "instc.replay/1",
            **model.versions,
            "journey": told.trip,
            "observations": rows,
            "whole": told.whole.row["observation_id"],
            "suez": rivals,
        }
        put_json(answer, target)
    elif target.format in CELLS:
        put_records(rows, target)
    else:
        put(_journey_text(told, model.called), target)


def _observation(seen: Replayed) -> dict[str, Any]:
    """Give one observation as plain values."""
    row = seen.row
    dates = {"date_start": row["date_start"] or None, "date_end": row["date_end"] or None}
    return seen.to_dict() | dates | {"load": row["load"]}


def _rival(name: str, way: Way) -> dict[str, Any]:
    """Give another way as plain values."""
    p10, p50, p90 = _quantiles(way)
    return {
        "corridor": name,
        "length_km": round(way.itinerary.length_km, 1),
        "days": {"p10": round(p10, 2), "p50": round(p50, 2), "p90": round(p90, 2)},
        "passages": way.itinerary.passages,
    }


def _journey_text(told: Journey, called: Callable[[str], str]) -> str:
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
        text += _rivals_text(way, told.rivals, called)
    return text + f"again: {told.again}\n"


def _known_text(told: Journey) -> str:
    """Print what is known of a journey, the whole of it first, and the notes."""

    def order(seen: Replayed) -> tuple[bool, str]:
        return seen is not told.whole, seen.row["date_start"] or "9999"

    rows = list(map(_known, sorted(told.rows, key=order)))
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
            mode, days = MODE_WORDS.get(leg.mode, leg.mode), f"{leg.hours / 24:.1f}"
            rows.append([mode, leg.start_name, leg.end_name, km, days])
    return console.plain(("leg", "from", "to", "km", "days"), rows, right=(3, 4))


def _rivals_text(way: Way, rivals: dict[str, Way], called: Callable[[str], str]) -> str:
    """Print a way against others, and in what share of the draws each of those is faster."""
    rows = [["as it went", *_figures(way, called), ""]]
    for name, rival in rivals.items():
        faster = float((rival.days < way.days).mean())
        rows.append([called(name), *_figures(rival, called), f"{faster:.0%}"])
    head = ("way", "km", "P10", "P50", "P90", "passes", "faster in")
    return console.plain(head, rows, right=(1, 2, 3, 4, 6))


def _figures(way: Way, called: Callable[[str], str]) -> list[str]:
    """Give length, quantiles of days, and passages of a way."""
    days, trip = _tenths(_quantiles(way)), way.itinerary
    return [f"{trip.length_km:,.0f}", *days, ", ".join(map(called, trip.passages))]


def _quantiles(way: Way) -> tuple[float, float, float]:
    """Give P10, P50 and P90 of the days of a way."""
    p10, p50, p90 = np.quantile(way.days, [0.10, 0.50, 0.90])
    return float(p10), float(p50), float(p90)
