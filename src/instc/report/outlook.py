"""What a reader of the page asks next: the gap, other worlds, capacity, the value of the cargo."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from instc.capacity.branch import find_branches, link_names, load_capacities
from instc.capacity.ladder import assess
from instc.comparison.record import titled
from instc.comparison.short_answer import JUDGED
from instc.door import checked
from instc.errors import NoRouteError, QuestionError, ScenarioError
from instc.plotting.charts import chart_bytes
from instc.routing.pricing import PARTS
from instc.routing.sides import OVER_IRAN
from instc.scenarios.scenario import load_scenario, shipped_scenarios

if TYPE_CHECKING:
    from instc.capacity.ladder import Step
    from instc.comparison.breakeven import BreakEven
    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative

Row = dict[str, Any]

GAP = "astara_ir.rail1435-rasht.rail1435"  # the railway that is not built
CLOSES_IT = "rasht-astara-open"
UNSAID = "today"
NO_CHANGE = 0.05  # days: what print would show as 0
LEVELS = (0.1, 0.5, 0.9)
BASIS = {"state": "as it is", "supposed": "supposed: no works are known"}


@dataclass(frozen=True, eq=False)
class Outlook:
    """
    What the page says beyond its question.

    Attributes
    ----------
    picture
        The ways on a map, as the address of a picture that holds it: for paper.
    gap
        The railway that is lacking, and what it would change; None where no way is over Iran.
    scenarios
        A row a shipped scenario: the best way over Iran and its best rival.
    capacity
        By branch: what passes in a year, and after each of the works; none as for the gap.
    breakeven
        From which value of the cargo on the best way over Iran wins; None without a rival.
    source_ids
        Works that gap and capacity are from.
    """

    picture: str
    gap: Row | None
    scenarios: list[Row]
    capacity: list[Row]
    breakeven: Row | None
    source_ids: set[str]


@checked
def look_ahead(comparison: Comparison) -> Outlook:
    """
    Ask what a reader asks next: some ten questions more.

    Parameters
    ----------
    comparison
        Whose pair, cargo and world are meant.
    """
    drawn = b64encode(chart_bytes(comparison, "map", "svg")).decode()
    scenarios = [_scenario(comparison, UNSAID, comparison)]
    after: Comparison | str = ""
    for name in _others(comparison):
        answer = _under(comparison, name)
        scenarios.append(_scenario(comparison, name, answer))
        if name == CLOSES_IT:
            after = answer
    works: set[str] = set()
    gap, capacity = None, []
    if any(way.family == OVER_IRAN for way in comparison.alternatives.values()):
        gap, capacity = _gap(comparison, after), _capacity(comparison)
        works.update(gap["works"] if gap else [])
        for branch in capacity:
            works.update(chain.from_iterable(step["works"] for step in branch["steps"]))
    picture, even = f"data:image/svg+xml;base64,{drawn}", _breakeven(comparison)
    return Outlook(picture, gap, scenarios, capacity, even, works)


def _others(comparison: Comparison) -> list[str]:
    """Name the shipped scenarios that the world is not under."""
    known = shipped_scenarios(comparison.world.home.seeds)
    return sorted(set(known) - {UNSAID, *comparison.world.scenarios})


def _under(comparison: Comparison, name: str) -> Comparison | str:
    """Ask the same under one more scenario, or say why that can't be."""
    try:
        return comparison.under(name)
    except (NoRouteError, ScenarioError) as error:
        return str(error)


def _scenario(comparison: Comparison, name: str, answer: Comparison | str) -> Row:
    """Say which two ways stand against each other under a scenario."""
    about = load_scenario(name, comparison.world.home.seeds).description
    row: Row = {"name": name, "called": comparison.world.called(name), "about": about}
    if answer is comparison:
        asked = ", ".join(map(comparison.world.called, comparison.world.scenarios))
        row |= {"called": asked, "about": "What this page is about."}
    if isinstance(answer, str):
        return {**row, "why": answer, "ours": None, "rival": None, "share": None}
    judged = next((one for one in answer.verdicts() if one.quantity == JUDGED), None)
    if judged is None:
        only = next(iter(answer.alternatives))
        side = "ours" if answer.alternatives[only].family == OVER_IRAN else "rival"
        pair = {"ours": None, "rival": None, side: _figures(answer, only)}
        return {**row, "why": "", **pair, "share": None}
    return {
        **row,
        "why": "",
        "ours": _figures(answer, judged.ours),
        "rival": _figures(answer, judged.rival),
        "share": judged.share,
    }


def _figures(answer: Comparison, name: str) -> Row:
    """Give what is said of a way in a line."""
    way, told = answer.alternatives[name], answer.table.loc[name]
    days = {"p10": told["days_p10"], "p50": told["days_p50"], "p90": told["days_p90"]}
    return {"label": way.label, "days": days, "usd": told["usd_per_teu_p50"]}


def _gap(before: Comparison, after: Comparison | str) -> Row | None:
    """Say what is lacking, in which state it is, and what changes once it is there."""
    links = before.world.network.links
    if GAP not in links.index:
        return None
    link = links.loc[GAP]
    rows = []
    if not isinstance(after, str):
        rows = _changes(after, before)
    return {
        "name": before.world.called(GAP),
        "km": float(link["length_km"]),
        "status": str(link["status"]).replace("_", " "),
        "works": sorted({link["source_id"], link["status_source_id"]} - {""}),
        "rows": rows,
        "closes": CLOSES_IT,
    }


def _changes(after: Comparison, before: Comparison) -> list[Row]:
    """List the ways that change, as ``scenario diff`` does."""
    change = after.difference(before)
    rows = []
    for name, told in change[change["days"].abs() > NO_CHANGE].iterrows():
        rows.append(
            {
                "label": told["label"],
                "before": titled(before, told["before"]),
                "same": name == told["before"],
                "p50": (told["days_p50_before"], told["days_p50_after"]),
                "parts": told[list(PARTS)].to_dict(),
                "usd": told["usd_per_teu"],
                "co2e": told["co2e_kg_per_teu"],
            }
        )
    return rows


def _capacity(comparison: Comparison) -> list[Row]:
    """Climb the ladder of each branch of the corridor, as ``bottleneck --ladder`` does."""
    world = comparison.world
    values = load_capacities(world.network, world.folder / "seeds")
    rows = []
    for branch in find_branches(None):
        start, state = assess(world.network, world.corridors, branch, values, world.as_of)
        climbed = [state] if branch.lorries else start.climb()
        rows.append({"label": branch.label, "steps": [_step(comparison, step) for step in climbed]})
    return rows


def _step(comparison: Comparison, step: Step) -> Row:
    """Say what a rung carries, what holds it, and which works led to it."""
    return {
        "works_done": step.lifted_by or BASIS.get(step.basis, ""),
        "due": step.due[:4],
        "mtpa": step.mtpa,
        "held_by": link_names(comparison.world.network, step.binding),
        "works": list(step.source_ids),
    }


def _breakeven(comparison: Comparison) -> Row | None:
    """Say from which value on the best way over Iran wins, where it has a rival."""
    try:
        found = comparison.breakeven()
    except QuestionError:
        return None
    ours, rival = (comparison.alternatives[name] for name in (found.a, found.b))
    return {"ours": ours.label, "rival": rival.label, **_levels(found, ours)}


def _levels(found: BreakEven, ours: Alternative) -> Row:
    """Say in words, and by share of the draws, where it crosses."""
    said = {level: found.words(level).replace(found.a, ours.label, 1) for level in LEVELS}
    shares = {
        "at every value": found.a_dominates,
        "above some value": found.a_above,
        "below some value": found.a_below,
        "at no value": found.b_dominates,
    }
    return {"words": said, "shares": shares}
