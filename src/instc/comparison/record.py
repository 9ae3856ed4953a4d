"""The contract of the JSON answers, whole: what of an answer they say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from instc.comparison.factors import factor_records
from instc.comparison.remedies import dated
from instc.comparison.simulation import QUANTILES
from instc.comparison.summary import DIGITS, ESTIMATED, OBJECTIVES, QUANTITIES
from instc.network.columns import PARAMETER_COLUMNS
from instc.network.seam import parts
from instc.routing.pricing import PARTS
from instc.tables.boxes import CALLED

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    import shapely

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative
    from instc.comparison.verdicts import Verdict
    from instc.routing.itinerary import Itinerary


HOURS = {column.removesuffix("_hours"): column for column in PARTS.values()}


def head(answer: Comparison) -> dict[str, Any]:
    """Give what every answer says of its world and its question."""
    question, world = answer.question, answer.world
    return {
        **world.versions,
        "as_of": world.as_of,
        "scenarios": list(world.scenarios),
        "origin": answer.origin.to_dict(),
        "destination": answer.destination.to_dict(),
        "consignment": vars(answer.consignment),
        "price_year": world.price_year,
        "box": question.box,
        "co2e_scope": question.scope,
        "draws": question.draws,
        "seed": question.seed,
        "run": question.run,
        "mean_of": question.mean_of,
        "summary": answer.short_answer()._asdict(),
    }


def comparison_record(answer: Comparison) -> dict[str, Any]:
    """Give ``instc.compare/2``."""
    table = answer.table
    best = {quantity: str(table[f"{quantity}_p50"].idxmin()) for quantity in OBJECTIVES}
    ways = []
    for name, way in answer.alternatives.items():
        ways.append(way_record(answer, name, way, table.loc[name]))
    for name, same in answer.same_as.items():
        twin = way_record(answer, name, answer.alternatives[same], table.loc[same])
        ways.append({**twin, "same_as": same})
    missing = []
    for name, why in answer.unavailable.items():
        missing.append({"corridor": name, "reason": why})
    told = {
        "schema": "instc.compare/2",
        **head(answer),
        "deadline_days": answer.question.deadline,
        "clock": "ready" if answer.question.ready else "transit",
        "alternatives": ways,
        "unavailable": missing,
        "best": best,
        "pareto": sorted(answer.pareto()),
        "verdicts": list(map(_verdict, answer.verdicts())),
        "conclusions": answer.conclusions(),
        "via_bound": answer.via_bound,
    }
    told["oldest_decisive"] = answer.oldest_decisive()
    remarks = answer.remarks()
    if remarks:
        told["remarks"] = remarks
    return {**told, "again": answer.again}


def _verdict(one: Verdict) -> dict[str, Any]:
    """Give a verdict, rounded as its quantity is."""
    digits = DIGITS[one.quantity]
    gap = {name: round(value, digits) for name, value in one.gap.items()}
    return {**one._asdict(), "share": round(one.share, 3), "gap": gap}


def hindrances(answer: Comparison) -> dict[str, str]:
    """Say why a corridor is not among the ways, by the corridor's name."""
    called = answer.world.called
    missing = answer.unavailable.items()
    return {called(name): dated(reason, answer.world) for name, reason in missing}


def titled(answer: Comparison, name: str) -> str:
    """Give the title of a way, or the name of an id that is no row of its own."""
    way = answer.alternatives.get(name)
    return answer.world.called(name) if way is None else way.title


def route_record(answer: Comparison) -> dict[str, Any]:
    """Give ``instc.route/1``: one way with its links."""
    told = comparison_record(answer)
    way: dict[str, Any] = told.pop("alternatives")[0]
    for key in ("unavailable", "best", "pareto", "verdicts", "conclusions", "via_bound"):
        del told[key]
    trip = answer.alternatives[way["corridor"]].itinerary
    links = link_records(trip, answer.parameters)
    factors = factor_records(trip, answer.parameters, answer.world.called)
    return {**told, "schema": "instc.route/1", **way, "co2e_factors": factors, "links": links}


def way_record(answer: Comparison, name: str, way: Alternative, row: pd.Series) -> dict[str, Any]:
    """Give what an answer says of one way."""
    scope = {"origin": answer.origin.scope, "destination": answer.destination.scope}
    spreads: dict[str, Any] = {quantity: _spread(row, quantity) for quantity in QUANTITIES}
    asked = answer.question.deadline is not None
    return {
        "corridor": name,
        "family": way.family,
        "label": way.label,
        "head": way.head,
        "title": way.title,
        "named": list(way.named),
        "found_by": list(way.found_by),
        "same_as": None,
        "served": way.served,
        "service_ids": list(way.service_ids),
        "changes_at": list(way.changes_at),
        "run": way.run,
        "hidden_reason": row["hidden_reason"] or None,
        "empty_return_usd": float(row["empty_return_usd"]),
        **record(way.itinerary, scope),
        **spreads,
        "totals": _totals(row, answer.consignment.teu),
        "buffer_index": float(row["buffer_index"]),
        "by_deadline": float(row["by_deadline"]) if asked else None,
        "fastest_share": float(row["fastest_share"]),
        "cheapest_share": float(row["cheapest_share"]),
        "worst_grade": row["worst_grade"],
        "grade_d_share_of_days": float(row["grade_d_share_of_days"]),
        "grade_d_share": {part: float(row[f"grade_d_share_of_{part}"]) for part in ESTIMATED},
        "flags": [flag.to_dict() for flag in answer.flags()[answer.same_as.get(name, name)]],
    }


def _totals(row: pd.Series, teu: float) -> dict[str, dict[str, float]]:
    """Give what all boxes together cost, and what they emit, in t."""
    usd, co2e = _spread(row, "usd_per_teu"), _spread(row, "co2e_kg_per_teu")
    return {
        "usd": {name: round(value * teu) for name, value in usd.items()},
        "co2e_t": {name: round(value * teu / 1000, 3) for name, value in co2e.items()},
    }


def _spread(row: pd.Series, quantity: str) -> dict[str, float]:
    """Give the quantiles and the mean of one quantity."""
    names = (*QUANTILES, "mean")
    return {name: float(row[f"{quantity}_{name}"]) for name in names}


def works_of(way: Alternative) -> list[str]:
    """Name the works that the links of a way rest on, sorted."""
    return sorted(set(way.itinerary.cells("source_id")))


def sources(answer: Comparison) -> pd.DataFrame:
    """Give the rows of ``sources`` that an answer rests on, index ``source_id``."""
    parameters = answer.parameters["source_id"]
    works = set(parameters[answer.met.parameter_ids])
    for way in answer.alternatives.values():
        works.update(way.itinerary.cells("source_id"), way.itinerary.cells("status_source_id"))
    for flags in answer.flags().values():
        works.update(flag.source_id for flag in flags)
    made = works & set(parameters.index)  # a length that a ratio made
    works = (works - made) | set(parameters[sorted(made)])
    table = answer.world.table("sources").set_index("source_id")
    return table[table.index.isin(works)]


def cargo_words(answer: Comparison) -> str:
    """Say what is carried, in which box."""
    box = answer.consignment
    each = "" if box.teu == 1 else " each"
    return (
        f"{box.teu:,.0f} TEU of {box.tonnes_per_teu:g} t worth {box.value_usd_per_teu:,.0f} USD"
        f"{each} in a {CALLED[answer.question.box]}"
    )


def record(trip: Itinerary, scope: dict[str, str]) -> dict[str, Any]:
    """Give what one itinerary answers; its legs show means, which add up to its own ``means``."""
    totals, by_mode = trip.totals(), trip.length_by_mode()
    return {
        "length_km": round(trip.length_km, 1),
        "length_km_by_mode": {mode: round(km, 1) for mode, km in by_mode.items()},
        "passages": trip.passages,
        "scope": scope,
        "limited": trip.limited,
        "means": {"length_km": round(totals["length_km"], 1), **means(totals)},
        "legs": list(map(_leg, trip.leg_records())),
    }


def _leg(row: dict[str, Any]) -> dict[str, Any]:
    """Give what an itinerary says of one leg."""
    return {
        "mode": row["mode"],
        "part": row["part"],
        "from": row["start"],
        "to": row["end"],
        "length_km": round(row["length_km"], 1),
        **means(row),
        "hours": {part: round(row[column], 2) for part, column in HOURS.items()},
        "status": row["status"],
        "source_ids": row["source_ids"],
    }


def means(sums: Mapping[str, float]) -> dict[str, float]:
    """
    Round what a leg or a whole itinerary takes at the means, as the JSON says it.

    Parameters
    ----------
    sums
        A row of `Itinerary.legs`, or `Itinerary.totals`.

    Returns
    -------
    means
        ``days_mean`` and its four parts, ``usd_mean`` (per TEU, with the container's hire),
        ``freight_usd_mean`` (without), ``co2e_kg_mean``.
    """
    rounded = {}
    for column in ("hours", *PARTS.values()):
        days = sums[column] / 24
        rounded[f"{column.removesuffix('hours')}days_mean"] = round(days, 3)
    for column in ("usd", "freight_usd", "co2e_kg"):
        rounded[f"{column}_mean"] = round(sums[column], 1)
    return rounded


def link_records(trip: Itinerary, parameters: pd.DataFrame) -> list[dict[str, Any]]:
    """
    List the links of an itinerary in travel order, with the works that they rest on.

    A run of sea lanes between two named points is one row.
    """
    links = trip.links
    named = ~links["start"].str.startswith("sea.") | (links["mode"] != "sea")
    runs = links.groupby(named.cumsum().to_numpy())
    return [_run(run, parameters["source_id"]) for _, run in runs]


def _run(run: pd.DataFrame, sources: pd.Series) -> dict[str, Any]:
    """Give what an answer says of one link, or of a run of sea lanes."""
    start, end = run["start"].iloc[0], run["end"].iloc[-1]
    limited = (run["status"] == "limited").any()
    priced_by = run[run.columns.intersection(PARAMETER_COLUMNS)]
    used = set(priced_by.to_numpy().ravel()) - {""}
    works = [*run["source_id"], *sources[sorted(used)]]
    return {
        "link_id": run.index[0] if len(run) == 1 else f"{start}-{end}",
        "mode": run["mode"].iloc[0],
        "from": start,
        "to": end,
        "length_km": round(float(run["length_km"].sum()), 1),
        "days": round(float(run["hours"].sum()) / 24, 3),
        "status": "limited" if limited else run["status"].iloc[0],
        "source_ids": list(dict.fromkeys(works)),
    }


def features(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """
    Turn a table of LineStrings, EPSG:4326, into GeoJSON features.

    Returns
    -------
    features
        Coordinates with five decimals, lines cut at 180 degrees; the other columns as properties.
    """
    cells = table.drop(columns="geometry").to_json(orient="records", double_precision=3)
    told = []
    for row, line in zip(json.loads(cells), table.geometry, strict=True):
        geometry = _geometry(line)
        told.append({"type": "Feature", "properties": row, "geometry": geometry})
    return told


def _geometry(line: shapely.Geometry) -> dict[str, Any]:
    """Write a line, or its parts where it passes the 180th meridian."""
    spots = [np.round(part, 5).tolist() for part in parts(line)]
    if len(spots) > 1:
        return {"type": "MultiLineString", "coordinates": spots}
    return {"type": "LineString", "coordinates": spots[0]}
