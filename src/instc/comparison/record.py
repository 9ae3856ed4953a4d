"""The contract of the JSON answers, whole: what of an answer they say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from instc.comparison.simulation import QUANTILES
from instc.comparison.summary import OBJECTIVES, QUANTITIES
from instc.network.columns import PARAMETER_COLUMNS
from instc.routing.pricing import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World


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
        "draws": question.draws,
        "seed": question.seed,
    }


def comparison_record(answer: Comparison) -> dict[str, Any]:
    """Give ``instc.compare/1``."""
    table, missing, remarks = answer.table, answer.unavailable, answer.remarks()
    best = {quantity: str(table[f"{quantity}_p50"].idxmin()) for quantity in OBJECTIVES}
    return {
        "schema": "instc.compare/1",
        **head(answer),
        "deadline_days": answer.question.deadline,
        "alternatives": [
            way_record(answer, name, way, table.loc[name])
            for name, way in answer.alternatives.items()
        ],
        "unavailable": [{"corridor": name, "reason": why} for name, why in missing.items()],
        "best": best,
        "pareto": answer.pareto(),
        "conclusions": answer.conclusions(),
        **({"remarks": remarks} if remarks else {}),
        "again": answer.again,
    }


def route_record(answer: Comparison) -> dict[str, Any]:
    """Give ``instc.route/1``: one way with its links."""
    told = comparison_record(answer)
    way: dict[str, Any] = told.pop("alternatives")[0]
    for key in ("unavailable", "best", "pareto", "conclusions"):
        del told[key]
    trip = answer.alternatives[way["corridor"]].itinerary
    links = link_records(trip, answer.parameters)
    return {**told, "schema": "instc.route/1", **way, "links": links}


def way_record(answer: Comparison, name: str, way: Alternative, row: pd.Series) -> dict[str, Any]:
    """Give what an answer says of one way."""
    scope = {"origin": answer.origin.scope, "destination": answer.destination.scope}
    deadline = answer.question.deadline
    return {
        "corridor": name,
        "family": way.family,
        "label": way.label,
        **record(way.itinerary, scope),
        **{quantity: _spread(row, quantity) for quantity in QUANTITIES},
        "buffer_index": float(row["buffer_index"]),
        "by_deadline": None if deadline is None else float(row["by_deadline"]),
        "fastest_share": float(row["fastest_share"]),
        "cheapest_share": float(row["cheapest_share"]),
        "worst_grade": row["worst_grade"],
        "grade_d_share_of_days": float(row["grade_d_share_of_days"]),
    }


def _spread(row: pd.Series, quantity: str) -> dict[str, float]:
    return {key: float(row[f"{quantity}_{key}"]) for key in (*QUANTILES, "mean")}


def works_of(way: Alternative) -> list[str]:
    """Name the works that the links of a way rest on, sorted."""
    return sorted({str(work) for work in way.itinerary.cells("source_id")})


def sources(answer: Comparison) -> pd.DataFrame:
    """Give the rows of ``sources`` that an answer rests on, index ``source_id``."""
    parameters = answer.parameters["source_id"]
    works = set(parameters[answer.met.parameter_ids])
    for way in answer.alternatives.values():
        works.update(way.itinerary.cells("source_id"), way.itinerary.cells("status_source_id"))
    made = works & set(parameters.index)  # a length that a ratio made
    works = (works - made) | set(parameters[sorted(made)])
    table = answer.world.table("sources").set_index("source_id")
    return table[table.index.isin(works)]


def cited(world: World, source_ids: Iterable[str]) -> list[str]:
    """Name the works behind keys: title, author, year."""
    table = world.table("sources").set_index("source_id")
    years = table["year"].map(lambda year: "" if np.isnan(year) else f"{year:.0f}")
    names = []
    for key in source_ids:
        known = key in table.index
        parts = (table.at[key, "title"], table.at[key, "author"], years[key]) if known else (key,)
        names.append(", ".join(part for part in parts if part))
    return names


def record(trip: Itinerary, scope: dict[str, str]) -> dict[str, Any]:
    """
    Give the part of the JSON contract that one itinerary answers.

    Parameters
    ----------
    trip
        Priced itinerary.
    scope
        ``door`` or ``port`` for origin and destination.

    Returns
    -------
    answer
        ``length_km, length_km_by_mode, passages, scope, limited, means, legs``; legs show means, which add up to ``means``.

    Examples
    --------
    >>> import instc
    >>> trip = instc.load_model().route("INNSA", "IRSRP", mode="sea")
    >>> record(trip, {"origin": "port", "destination": "port"})["passages"]
    ['hormuz']
    """
    legs = trip.legs()
    totals = trip.totals()
    return {
        "length_km": round(trip.length_km, 1),
        "length_km_by_mode": {mode: round(km, 1) for mode, km in trip.length_by_mode().items()},
        "passages": trip.passages,
        "scope": scope,
        "limited": trip.limited,
        "means": {"length_km": round(totals["length_km"], 1), **means(totals)},
        "legs": [_leg(row) for row in legs.drop(columns="geometry").to_dict("records")],
    }


def _leg(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "mode": row["mode"],
        "part": row["part"],
        "from": row["start"],
        "to": row["end"],
        "length_km": round(row["length_km"], 1),
        **means(row),
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
        ``days_mean`` and its four parts, ``usd_mean`` (per TEU, with the container's hire), ``freight_usd_mean`` (without),
        ``co2e_kg_mean``.

    Examples
    --------
    >>> import instc
    >>> sums = instc.load_model().route("INNSA", "IRSRP", mode="sea").totals()
    >>> means(sums)["days_mean"] == round(sums["hours"] / 24, 3)
    True
    """
    days = {
        f"{column.removesuffix('hours')}days_mean": round(sums[column] / 24, 3)
        for column in ("hours", *PARTS.values())
    }
    usd = {f"{column}_mean": round(sums[column], 1) for column in ("usd", "freight_usd", "co2e_kg")}
    return days | usd


def link_records(trip: Itinerary, parameters: pd.DataFrame) -> list[dict[str, Any]]:
    """
    List the links of an itinerary with what they rest on.

    Parameters
    ----------
    trip
        Priced itinerary.
    parameters
        Whose sources are named.

    Returns
    -------
    links
        ``link_id, mode, from, to, length_km, days, status, source_ids`` in travel order; a run of sea lanes between
        two named points is one row.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> link_records(model.route("INNSA", "IRSRP", mode="sea"), model.parameters)[-1]["to"]
    'bandar_abbas.port'
    """
    links = trip.links
    named = ~links["start"].str.startswith("sea.") | (links["mode"] != "sea")
    rows = []
    for _, run in links.groupby(named.cumsum().to_numpy()):
        used = {
            name for column in PARAMETER_COLUMNS if column in run for name in run[column] if name
        }
        sources = [*run["source_id"], *parameters.loc[sorted(used), "source_id"]]
        start, end = run["start"].iloc[0], run["end"].iloc[-1]
        rows.append(
            {
                "link_id": run.index[0] if len(run) == 1 else f"{start}-{end}",
                "mode": run["mode"].iloc[0],
                "from": start,
                "to": end,
                "length_km": round(float(run["length_km"].sum()), 1),
                "days": round(float(run["hours"].sum()) / 24, 3),
                "status": "limited"
                if (run["status"] == "limited").any()
                else run["status"].iloc[0],
                "source_ids": list(dict.fromkeys(sources)),
            }
        )
    return rows


def features(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """
    Turn a table of lines into GeoJSON features.

    Parameters
    ----------
    table
        LineStrings, EPSG:4326.

    Returns
    -------
    features
        Coordinates with five decimals; the other columns as properties.

    Examples
    --------
    >>> import instc
    >>> features(instc.load_model().route("INNSA", "IRSRP", mode="sea").legs())[0]["geometry"]["type"]
    'LineString'
    """
    records = json.loads(
        table.drop(columns="geometry").to_json(orient="records", double_precision=3)
    )
    shapes = [np.round(shapely.get_coordinates(line), 5).tolist() for line in table.geometry]
    return [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for row, line in zip(records, shapes, strict=True)
    ]
