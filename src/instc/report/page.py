"""The page: what a comparison says, what print says of it, and what both rest on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from instc.colours import COLOURS
from instc.comparison.flags import NO_ADVICE, footnotes
from instc.comparison.record import cargo_words, hindrances
from instc.door import checked
from instc.evidence.backtest import backtest
from instc.evidence.claims import check_claims
from instc.evidence.dated import Dated
from instc.evidence.printed import load_printed
from instc.maps import comparison_map
from instc.maps.plain import LICENCE
from instc.report.bars import GEOMETRY, PART_NAMES, longest, parts, spans, ticks

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.evidence.backtest import Backtest
    from instc.evidence.claims import Checked
    from instc.report.outlook import Outlook

FOLDER = Path(__file__).parent
BEST_BY = {"days": "fastest", "usd": "cheapest", "co2e": "least CO2e"}
FASTEST, MOST_CAUSES = 3, 5  # ways whose spread is explained, and causes that are named


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


class Cover(NamedTuple):
    """What the first page bears: a title, the two ends if empty, and who hands it in."""

    title: str = ""
    author: str = ""


@checked
def gather(comparison: Comparison) -> Evidence:
    """
    Check the claims on a pair, and replay the journeys, each in the world of its day.

    Parameters
    ----------
    comparison
        Whose ends are meant, and whose data are asked; the ports by which its ways begin and end
        count as these ends.
    """
    world = comparison.world
    dated, table = Dated(world), load_printed("claims", world.home.seeds)
    place = world.network.nodes["place_id"]
    first = table["from_id"].map(place).fillna(table["from_id"])
    last = table["to_id"].map(place).fillna(table["to_id"])
    starts, goals = _ends(comparison)
    there = first.isin(starts) & last.isin(goals)
    back = first.isin(goals) & last.isin(starts)
    ids = list(table.loc[there | back, "claim_id"])
    claims = []
    if ids:  # no id is every claim
        claims = check_claims(ids, dated=dated)
    return Evidence(claims, backtest(dated=dated))


def _ends(comparison: Comparison) -> tuple[set[str], set[str]]:
    """Name the places where the ways begin and end, cities and the facilities next to them."""
    starts, goals = {comparison.origin.place_id}, {comparison.destination.place_id}
    for way in comparison.alternatives.values():
        nodes = way.itinerary.nodes
        facilities = nodes.loc[nodes["mode"] != "door", "place_id"]
        starts.add(str(facilities.iloc[0]))
        goals.add(str(facilities.iloc[-1]))
    return starts - {""}, goals - {""}  # a port of the world's list belongs to no place


@checked
def report_page(
    comparison: Comparison,
    evidence: Evidence | None = None,
    outlook: Outlook | None = None,
    cover: Cover = Cover(),  # noqa: B008  (a plain value)
) -> str:
    """
    Write the page.

    Parameters
    ----------
    comparison
        What is reported.
    evidence
        From `gather`; without it the page has neither verdicts nor misses, and says so.
    outlook
        From `look_ahead`; without it the page has no other worlds, and prints no map.
    cover
        Title and author.

    Returns
    -------
    html
        One file without any address that a browser would load; every text from tables is escaped.
    """
    told = comparison.to_dict()["alternatives"]
    ways = [way for way in told if not way["same_as"]]
    opened = [way for way in ways if not way["hidden_reason"]] or ways
    works = _sources(comparison, evidence, outlook)
    page = _template().render(
        cover=cover,
        answer=comparison,
        question=comparison.question,
        versions=comparison.world.versions,
        cargo=cargo_words(comparison),
        short_answer=comparison.short_answer(),
        called=comparison.world.called,
        colours=COLOURS,
        groups={name: way.group for name, way in comparison.alternatives.items()},
        flags=footnotes(comparison, comparison.alternatives),
        no_advice=NO_ADVICE,
        conclusions=comparison.conclusions(),
        remarks=comparison.remarks(),
        unavailable=hindrances(comparison),
        map=comparison_map(comparison).get_root().render(),
        ways=ways,
        opened=opened,
        leg_names=_leg_names(comparison),
        part_names=PART_NAMES,
        size=GEOMETRY,
        causes=_causes(comparison, ways),
        in_words=_speller(comparison),
        assumptions=_assumptions(comparison),
        evidence=evidence,
        misses=_misses(evidence),
        outlook=outlook,
        sources=works,
        numbers={work["id"]: number for number, work in enumerate(works, 1)},
        licence=LICENCE,
        **_bars(comparison, ways, opened),
    )
    return str(page)


def _bars(
    comparison: Comparison, ways: list[dict[str, Any]], opened: list[dict[str, Any]]
) -> dict[str, Any]:
    """Lay out the bars of all charts, on one axis."""
    most = longest(ways)
    return {
        "ticks": ticks(most),
        "spans": spans(ways, most),
        "spans_opened": spans(opened, most),
        "parts": parts(comparison, ways, most),
    }


def _speller(comparison: Comparison) -> Callable[[str], str]:
    """Give what writes the names of ways in a text that has their ids."""
    called, world = comparison.world.called, comparison.world
    ids = sorted({*world.corridors, *world.sides}, key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(ids)})(?:\.({'|'.join(BEST_BY)}))?\b")

    def named(found: re.Match[str]) -> str:
        best = BEST_BY.get(found[2] or "", "")
        return f"{called(found[1])}, {best}" if best else called(found[1])

    return lambda text: pattern.sub(named, text)


def _leg_names(comparison: Comparison) -> dict[str, list[tuple[str, str]]]:
    """Give the names of both ends of each leg, by way."""
    names = {}
    for key, way in comparison.alternatives.items():
        legs = way.itinerary.legs()
        names[key] = list(zip(legs["start_name"], legs["end_name"], strict=True))
    return names


@cache
def _template() -> Any:
    """Load the template, which escapes whatever is put into it."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("page.html.j2")


def _causes(comparison: Comparison, ways: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name what the spread of the fastest ways comes from."""
    split = comparison.variance()
    fastest = sorted(ways, key=lambda way: way["days"]["p50"])[:FASTEST]
    rows = []
    for way in fastest:
        shares = split[way["corridor"]].sort_values(ascending=False).head(MOST_CAUSES)
        causes = list(shares[shares > 0].items())
        rows.append({"label": way["label"], "causes": causes})
    return rows


def _assumptions(comparison: Comparison) -> list[str]:
    """Say what is assumed, a sentence each."""
    question, box = comparison.question, comparison.consignment
    cargo = (
        f"One loaded box of 20 ft: {box.tonnes_per_teu:g} t, USD {box.value_usd_per_teu:,.0f}, "
        f"whose time costs {box.value_rate_per_day:.2%} of its value a day."
    )
    state = (
        f"State of links and straits on {comparison.world.as_of}; "
        f"scenarios: {', '.join(comparison.world.scenarios)}."
    )
    draws = (
        f"USD of {comparison.world.price_year}. {question.draws:,} draws, seed {question.seed}; "
        "the same draws serve all ways, so shares are of pairs."
    )
    grades = (
        "Grades: A measured, B statistic read in full, C operator, press or excerpt, D our "
        "estimate; est %: the share of a median that rests on D."
    )
    return [
        cargo,
        state,
        draws,
        "From door to door where a city was named, from port or terminal where a facility was.",
        "A sea rate is all in, port to port. CO2e is well to wheel.",
        grades,
    ]


def _misses(evidence: Evidence | None) -> list[dict[str, Any]]:
    """List the journeys that lie outside what the model says of them."""
    if evidence is None:
        return []
    return [journey.to_dict() for journey in evidence.journeys.used if not journey.hit]


def _sources(
    comparison: Comparison, evidence: Evidence | None, outlook: Outlook | None
) -> list[dict[str, str]]:
    """List the works that the answer rests on, and those of what the page says beside it."""
    cited = set(comparison.sources().index)
    if evidence is not None:
        cited.update(checked.claim["source_id"] for checked in evidence.claims)
        cited.update(journey.row["source_id"] for journey in evidence.journeys.used)
    if outlook is not None:
        cited |= outlook.source_ids
    table = comparison.world.table("sources").set_index("source_id")
    return [_cited(name, work) for name, work in table[table.index.isin(cited)].iterrows()]


def _cited(name: str, work: pd.Series) -> dict[str, str]:
    """Cite a work; only the address of a page is a link."""
    year = ""
    if not np.isnan(work["year"]):
        year = f"{work['year']:.0f}"
    text = [part for part in (work["title"], work["author"], year) if part]
    address, link = work["address"], ""
    if address.startswith(("https://", "http://")):
        link = address
    return {
        "id": str(name),
        "text": ", ".join(text),
        "address": address,
        "link": link,
        "read": work["read_depth"],
    }
