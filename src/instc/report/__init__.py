"""One self-contained page of a comparison: what an analyst would hand in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from instc.colours import group_of
from instc.evidence.backtest import backtest
from instc.evidence.claims import check_claims, load_claims
from instc.evidence.dated import Dated
from instc.maps import comparison_map

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.evidence.backtest import Backtest
    from instc.evidence.claims import Checked

FOLDER = Path(__file__).parent
PART_NAMES = {
    "line_haul": "moving",
    "handling": "terminals",
    "border": "borders",
    "waiting": "waiting",
}
MOST_CAUSES = 5
GEOMETRY = {"width": 720.0, "label": 190.0, "row": 26.0}  # of a chart, SVG units


@dataclass(frozen=True, eq=False)
class Evidence:
    """
    What the page says of print and of journeys.

    Attributes
    ----------
    claims
        Those between the two ends, with verdicts.
    journeys
        The back-test.
    """

    claims: list[Checked]
    journeys: Backtest


def gather(comparison: Comparison) -> Evidence:
    """
    Check the claims on a pair, and replay the observed journeys.

    Parameters
    ----------
    comparison
        Whose ends are meant; the ports by which its ways begin and end count as these. Its data are
        asked, in the world of each claim's and journey's day.

    Returns
    -------
    evidence
        For `report_page`.
    """
    dated, world = Dated(comparison.world), comparison.world
    starts, goals = _ends(comparison)
    nodes, table = world.network.nodes["place_id"], load_claims(world.home.seeds)
    first, last = (
        table[column].map(lambda name: nodes.get(name, name)) for column in ("from_id", "to_id")
    )
    hit = (first.isin(starts) & last.isin(goals)) | (first.isin(goals) & last.isin(starts))
    ids = list(table.loc[hit, "claim_id"])
    claims = check_claims(ids, dated=dated) if ids else []
    return Evidence(claims, backtest(dated=dated))


def _ends(comparison: Comparison) -> tuple[set[str], set[str]]:
    starts, goals = (
        {comparison.origin.place_id},
        {comparison.destination.place_id},
    )
    for way in comparison.alternatives.values():
        inner = way.itinerary.nodes[way.itinerary.nodes["mode"] != "door"]["place_id"]
        starts.add(str(inner.iloc[0]))
        goals.add(str(inner.iloc[-1]))
    return starts, goals


def report_page(comparison: Comparison, evidence: Evidence | None = None) -> str:
    """
    Write the page.

    Parameters
    ----------
    comparison
        What is reported.
    evidence
        From `gather`; without it the page has neither verdicts nor misses, and says so.

    Returns
    -------
    html
        One file without any address that a browser would load; every text from tables is escaped.

    Examples
    --------
    >>> import instc
    >>> page = report_page(instc.load_model().compare("Mumbai", "Moscow", draws=100))
    >>> page[:15], "https://" in page.split("<h2")[0]
    ('<!doctype html>', False)
    """
    ways = comparison.to_dict()["alternatives"]
    groups = {way["corridor"]: group_of(way["corridor"], way["family"]) for way in ways}
    return str(
        _template().render(
            answer=comparison,
            question=comparison.question,
            versions=comparison.world.versions,
            ways=ways,
            groups=groups,
            conclusions=comparison.conclusions(),
            unavailable=comparison.unavailable,
            map=comparison_map(comparison).get_root().render(),
            spans=_spans(ways),
            parts=_parts(comparison, ways),
            part_names=PART_NAMES,
            size=GEOMETRY,
            causes=_causes(comparison, ways),
            assumptions=_assumptions(comparison),
            evidence=evidence,
            misses=[]
            if evidence is None
            else [seen.to_dict() for seen in evidence.journeys.used if not seen.hit],
            sources=_sources(comparison, evidence),
        )
    )


@cache
def _template() -> Any:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("page.html.j2")


def _spans(ways: list[dict[str, Any]]) -> dict[str, Any]:
    """Lay out the chart of P10, P50 and P90."""
    most = max(way["days"]["p95"] for way in ways)
    room = GEOMETRY["width"] - GEOMETRY["label"] - 10
    step = next(step for step in (5, 10, 20, 50, 100) if most / step <= 10)  # noqa: PLR2004  (about ten ticks)

    def x(days: float) -> float:
        return float(round(GEOMETRY["label"] + days / most * room, 1))

    bars = [
        {
            "label": way["label"],
            "corridor": way["corridor"],
            **{key: x(way["days"][key]) for key in ("p10", "p50", "p90")},
            "days": way["days"],
        }
        for way in ways
    ]
    return {
        "bars": bars,
        "ticks": [{"days": days, "x": x(days)} for days in range(0, int(most) + 1, step)],
    }


def _parts(comparison: Comparison, ways: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lay out the chart of what the mean days are spent on."""
    sums = {name: way.itinerary.part_days() for name, way in comparison.alternatives.items()}
    most = max(sum(parts.values()) for parts in sums.values())
    room = GEOMETRY["width"] - GEOMETRY["label"] - 10
    rows = []
    for way in ways:
        left, pieces = GEOMETRY["label"], []
        for part in PART_NAMES:
            width = sums[way["corridor"]][part] / most * room
            pieces.append(
                {
                    "part": part,
                    "x": round(left, 1),
                    "width": round(width, 1),
                    "days": sums[way["corridor"]][part],
                }
            )
            left += width
        rows.append({"label": way["label"], "pieces": pieces})
    return rows


def _causes(comparison: Comparison, ways: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name what the spread of the fastest ways comes from."""
    split = comparison.variance()
    rows = []
    for way in sorted(ways, key=lambda way: way["days"]["p50"])[:3]:
        causes = split[way["corridor"]].sort_values(ascending=False).head(MOST_CAUSES)
        rows.append(
            {
                "label": way["label"],
                "causes": [
                    (str(name), float(share)) for name, share in causes.items() if share > 0
                ],
            }
        )
    return rows


def _assumptions(comparison: Comparison) -> list[str]:
    question, box = comparison.question, comparison.consignment
    return [
        f"One loaded box of 20 ft: {box.tonnes_per_teu:g} t, USD {box.value_usd_per_teu:,.0f}, whose time costs {box.value_rate_per_day:.2%} of its value a day.",
        f"State of links and straits on {comparison.world.as_of}; scenarios: {', '.join(comparison.world.scenarios)}.",
        f"USD of {comparison.world.price_year}. {question.draws:,} draws, seed {question.seed}; the same draws serve all ways, so shares are of pairs.",
        "From door to door where a city was named, from port or terminal where a facility was.",
        "A sea rate is all in, port to port. CO2e is well to wheel.",
        "Grades: A measured, B statistic read in full, C operator, press or excerpt, D our estimate.",
    ]


def _sources(comparison: Comparison, evidence: Evidence | None) -> list[dict[str, str]]:
    used = comparison.sources()
    if evidence is not None:
        more = {checked.claim["source_id"] for checked in evidence.claims} | {
            seen.row["source_id"] for seen in evidence.journeys.used
        }
        table = comparison.world.table("sources").set_index("source_id")
        used = table[table.index.isin({*used.index, *more})]
    return [
        {
            "id": str(name),
            "text": ", ".join(
                part
                for part in (
                    row["title"],
                    row["author"],
                    "" if np.isnan(row["year"]) else f"{row['year']:.0f}",
                )
                if part
            ),
            "address": row["address"],
            "link": row["address"] if row["address"].startswith(("https://", "http://")) else "",
            "read": row["read_depth"],
        }
        for name, row in used.iterrows()
    ]
