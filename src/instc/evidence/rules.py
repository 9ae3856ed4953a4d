"""The rules by which the model judges a claim: a table that prints itself, and what each asks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from instc.capacity.branch import BRANCHES, Branch, link_names, load_capacities
from instc.capacity.ladder import assess
from instc.comparison.question import Question
from instc.ellipsoid import wgs84
from instc.errors import TableError
from instc.evidence.dated import again
from instc.evidence.readings import with_cells
from instc.network.load import no_layer
from instc.tables.parameters import central
from instc.tables.schema import read_json
from instc.tables.words import SUBJECT, near_misses, subject_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from instc.evidence.dated import Dated, Way
    from instc.scenarios.world import World

UNTESTABLE = "can't be tested"
QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)
MONEY = ("usd_per_teu", "generalised_usd")
SAVED = {"saving_days": "days", "saving_co2e": "co2e_kg_per_teu"}
TOGETHER = "the branches to the Gulf together"
KM_PER_NM = 1.852
HALF_A_UNIT = 0.5  # what rounding to whole numbers hides


@dataclass(frozen=True)
class Finding:
    """
    What the model says to one reading of a claim.

    Attributes
    ----------
    verdict
        One of `instc.evidence.claims.VERDICTS`.
    arithmetic
        Numbers that led there.
    again
        The command that shows them.
    numbers
        Of the model: ``p10, p50, p90``, ``share`` or ``model_km``.
    reading
        Empty for the claim as it stands; else what was varied, and to what.
    axis
        What was varied.
    """

    verdict: str
    arithmetic: str
    again: str = ""
    numbers: dict[str, float] = field(default_factory=dict)
    reading: str = ""
    axis: str = ""


@dataclass(frozen=True)
class Threshold:
    """A threshold, and how it is written."""

    value: float

    @property
    def share(self) -> str:
        """As a share: half, or so many percent."""
        return f"{self.value:.0%}".replace("%", " %").replace("50 %", "half")

    @property
    def band(self) -> str:
        """As the quantiles that leave this share out on each side."""
        return f"P{100 * self.value:.0f}-P{100 * (1 - self.value):.0f}"


@dataclass(frozen=True)
class Rule:
    """
    How a claim is judged.

    Attributes
    ----------
    text
        In words, with a gap for the threshold of each step: ``{holds.share}``.
    steps
        Verdict: threshold.
    test
        Asks the model, and judges by this rule.
    """

    text: str
    steps: Mapping[str, float]
    test: Callable[[pd.Series, Dated, Rule], Finding]

    def __str__(self) -> str:
        """Write the rule with its thresholds."""
        gaps = {verdict: Threshold(value) for verdict, value in self.steps.items()}
        return self.text.format_map(gaps)

    def judge(self, claim: pd.Series, dated: Dated) -> Finding:
        """Say what the model says to a claim."""
        return self.test(claim, dated, self)

    def reached(self, share: float) -> str:
        """Give the first verdict whose threshold a share reaches."""
        for verdict, threshold in self.steps.items():
            if share >= threshold:
                return verdict
        return "contradicted"

    def kept(self, deviation: float, *, but: str = "") -> str:
        """Give the first verdict whose threshold a deviation does not pass, but for one."""
        for verdict, threshold in self.steps.items():
            if verdict != but and deviation <= threshold:
                return verdict
        return "contradicted"


def _finding(verdict: str, arithmetic: str, again: str = "", **numbers: float) -> Finding:
    """Make a finding of the claim as it stands."""
    rounded = {name: round(float(value), 3) for name, value in numbers.items()}
    return Finding(verdict, arithmetic, again, rounded)


def _closed(claim: pd.Series, what: str) -> Finding:
    """Say that there is no way to test."""
    ends = f"from {claim['from_id']} to {claim['to_id']}"
    return _finding(UNTESTABLE, f"no way by {what} was open on {claim['as_of']} {ends}")


def _yes(claimed: bool) -> str:  # noqa: FBT001  (it is the answer to the claim)
    """Judge what is so or is not so."""
    return "holds" if claimed else "contradicted"


# ---------------------------------------------------------------- ways that a claim is about


def _asked(claim: pd.Series, dated: Dated) -> tuple[World, Question]:
    """Give the world and the question of a claim."""
    value = claim.get("cargo_value")
    cargo_value = None if value is None else float(value)
    question = Question(claim["from_id"], claim["to_id"], cargo_value=cargo_value)
    return dated.on(claim["as_of"], claim["scenario"]), question


def _ways(claim: pd.Series, dated: Dated, corridor_id: str) -> dict[str, Way]:
    """Give the ways that a word of a claim means."""
    return dated.ways(*_asked(claim, dated), corridor_id)


def _again(claim: pd.Series, dated: Dated, *ways: Way) -> str:
    """Write the command that shows ways of a claim."""
    return again(*_asked(claim, dated), *ways)


def _best(ways: dict[str, Way], quantity: str) -> Way:
    """Give the way with the least median."""

    def median(way: Way) -> float:
        return float(np.median(getattr(way, quantity)))

    return min(ways.values(), key=median)


def _shortest(ways: dict[str, Way]) -> Way:
    """Give the way of the least length."""
    return min(ways.values(), key=lambda way: way.itinerary.length_km)


def _both(claim: pd.Series, dated: Dated) -> tuple[dict[str, Way], dict[str, Way]] | Finding:
    """Give the ways that are compared, and those they are compared with; or say which is shut."""
    mine = _ways(claim, dated, claim["corridor_id"])
    if not mine:
        return _closed(claim, claim["corridor_id"])
    theirs = _ways(claim, dated, claim["against"])
    if not theirs:
        return _closed(claim, claim["against"])
    return mine, theirs


# ---------------------------------------------------------------- amounts


def _test_range(claim: pd.Series, dated: Dated, rule: Rule) -> Finding:
    """Hold a range of days or of a price against the draws."""
    ways = _ways(claim, dated, claim["corridor_id"])
    if not ways:
        return _closed(claim, claim["corridor_id"] or "any mode")
    quantity = claim["quantity"]
    way = _best(ways, quantity)
    draws = getattr(way, quantity)
    low, high, unit, digits, printed = claim["low"], claim["high"], "days", 1, ""
    if quantity == "usd_per_teu":
        factor = _factor(claim, dated, way)
        printed = f" ({_span(low, high)} {claim['unit']} as printed)"
        low, high, unit, digits = low * factor, high * factor, "USD/TEU of 2024", 0
    elif quantity == "co2e_kg_per_teu":
        if claim["unit"] == "g/TEU-km":
            printed = f" ({_span(low, high, 1)} g/TEU-km as printed)"
            low, high = (value * way.itinerary.length_km / 1000 for value in (low, high))
        unit, digits = "kg CO2e/TEU", 0
    within = float((draws <= high).mean())
    p10, p25, p50, p75, p90 = np.quantile(draws, QUANTILES)
    text = (
        f"claimed {_span(low, high, digits)} {unit}{printed}; {way.corridor_id}: "
        f"P10 {p10:,.{digits}f}, P25 {p25:,.{digits}f}, P50 {p50:,.{digits}f}, "
        f"P75 {p75:,.{digits}f}, P90 {p90:,.{digits}f}; "
        f"{within:.1%} of the draws reach {high:,.{digits}f}"
    )
    verdict = _overlap(low, high, draws, rule)
    shown = _again(claim, dated, way)
    claimed = {"claimed_low": low, "claimed_high": high} if printed else {}
    return _finding(verdict, text, shown, p10=p10, p50=p50, p90=p90, share=within, **claimed)


def _factor(claim: pd.Series, dated: Dated, way: Way) -> float:
    """Turn a printed price into USD of the model per TEU."""
    year, at_sea = int(claim["date"][:4]), "instc" not in way.corridor_id
    return dated.usd_factor(year, claim["unit"], claim["as_of"], sea=at_sea)


def _overlap(low: float, high: float, draws: np.ndarray, rule: Rule) -> str:
    """Judge a range by the bands of the draws that it meets."""
    for verdict in ("holds", "plausible"):
        tail = rule.steps[verdict]
        first, last = np.quantile(draws, [tail, 1 - tail])
        if low <= last and high >= first:
            return verdict
    reached = (draws <= high).mean() >= rule.steps["optimistic"]
    return "optimistic" if high < first and reached else "contradicted"


def _span(low: float, high: float, digits: int = 0) -> str:
    """Write a range, or one number."""
    first = f"{low:,.{digits}f}".removesuffix(".0")
    last = f"{high:,.{digits}f}".removesuffix(".0")
    return first if first == last else f"{first}-{last}"


def number(value: float) -> str:
    """
    Write a number as one says it.

    Examples
    --------
    >>> number(33.0), number(2.5), number(3254.6)
    ('33', '2.5', '3,255')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004


def _test_length(claim: pd.Series, dated: Dated, rule: Rule) -> Finding:
    """Hold a length against the way that comes nearest to it."""
    claim = _between(claim)
    ways = _ways(claim, dated, claim["corridor_id"])
    if not ways:
        return _closed(claim, claim["corridor_id"] or "any mode")
    lengths = {name: way.itinerary.length_km for name, way in ways.items()}
    deviations = {name: _deviation(km, claim) for name, km in lengths.items()}
    nearest = min(deviations, key=lambda name: abs(deviations[name]))
    off, km = deviations[nearest], lengths.pop(nearest)
    word = "too long" if off > 0 else "too short"
    text = f"claimed {_span(claim['low'], claim['high'])} km; {nearest} {km:,.0f} km: "
    text += f"{abs(off):.1%} {word}"
    if lengths:
        others = "; ".join(f"{name} {other:,.0f}" for name, other in lengths.items())
        text += f" (others: {others})"
    shown = _again(claim, dated, ways[nearest])
    return _finding(rule.kept(abs(off)), text, shown, model_km=km)


def _between(claim: pd.Series) -> pd.Series:
    """Give the claim with the two nodes, if it names any, for its ends."""
    if not claim["subject_id"]:
        return claim
    first, last = claim["subject_id"].split()
    return with_cells(claim, from_id=first, to_id=last)


def _deviation(km: float, claim: pd.Series) -> float:
    """Give how far a claimed length is from a length, as a share of it; 0 within the range."""
    if km < claim["low"]:
        return float(claim["low"] / km - 1)
    if km > claim["high"]:
        return float(claim["high"] / km - 1)
    return 0.0


# ---------------------------------------------------------------- one against another


def _test_saving(claim: pd.Series, dated: Dated, rule: Rule) -> Finding:
    """Hold a saving, in percent or in its unit, against the draws, paired one by one."""
    quantity = "usd_per_teu"
    if claim["quantity"] in SAVED:
        quantity = SAVED[claim["quantity"]]
    elif claim.get("cargo_value"):
        quantity = "generalised_usd"
    found = _both(claim, dated)
    if isinstance(found, Finding):
        return found
    mine, theirs = (_best(ways, quantity) for ways in found)
    first, other, unit = getattr(mine, quantity), getattr(theirs, quantity), claim["unit"]
    least, saved = claim["low"], other - first
    if unit == "%":
        saved = 100 * saved / other
    elif quantity in MONEY:
        least, unit = least * _factor(claim, dated, theirs), "USD/TEU of 2024"
    claimed = {} if unit == claim["unit"] else {"claimed_low": least}
    share = float((saved >= least).mean())
    p10, p50, p90 = np.quantile(saved, [0.10, 0.50, 0.90])
    text = (
        f"claimed {number(least)} {unit}; {mine.corridor_id} against {theirs.corridor_id}: "
        f"saves {p50:,.0f} {unit} (P10 {p10:,.0f}, P90 {p90:,.0f}); "
        f"{share:.1%} of the draws reach it"
    )
    shown = _again(claim, dated, mine, theirs)
    numbers = {"p10": p10, "p50": p50, "p90": p90, "share": share, **claimed}
    return _finding(rule.reached(share), text, shown, **numbers)


def _test_less(claim: pd.Series, dated: Dated, rule: Rule) -> Finding:
    """Count the draws, paired one by one, in which a way is faster or cheaper."""
    quantity, unit = "usd_per_teu", "USD/TEU"
    if claim["quantity"] == "faster":
        quantity, unit = "days", "days"
    found = _both(claim, dated)
    if isinstance(found, Finding):
        return found
    mine, theirs = (_best(ways, quantity) for ways in found)
    first, other = getattr(mine, quantity), getattr(theirs, quantity)
    share, medians = float((first < other).mean()), (np.median(first), np.median(other))
    text = (
        f"{mine.corridor_id} {medians[0]:,.1f}, {theirs.corridor_id} {medians[1]:,.1f} {unit} "
        f"(P50); less in {share:.1%} of the draws"
    )
    shown, (p50, against) = _again(claim, dated, mine, theirs), medians
    return _finding(rule.reached(share), text, shown, share=share, p50=p50, against_p50=against)


def _test_shorter(claim: pd.Series, dated: Dated, _rule: Rule) -> Finding:
    """Compare two lengths."""
    found = _lengths(claim, dated)
    if isinstance(found, Finding):
        return found
    mine, theirs, text, shown = found
    verdict = _yes(mine < theirs)
    return _finding(verdict, text, shown, model_km=mine, against_km=theirs)


def _test_shorter_by(claim: pd.Series, dated: Dated, rule: Rule) -> Finding:
    """Hold a saving in km, or in percent of the length, against two lengths."""
    found = _lengths(claim, dated)
    if isinstance(found, Finding):
        return found
    mine, theirs, text, shown = found
    unit = claim["unit"]
    saved = theirs - mine if unit == "km" else 100 * (1 - mine / theirs)
    verdict = rule.reached(saved / claim["low"])
    text = f"claimed {claim['low']:g} {unit}; {text}: {saved:,.0f} {unit} less"
    return _finding(verdict, text, shown, saved=saved, model_km=mine, against_km=theirs)


def _lengths(claim: pd.Series, dated: Dated) -> tuple[float, float, str, str] | Finding:
    """Give the two lengths of a claim, km, in words, and the command that shows them."""
    found = _both(claim, dated)
    if isinstance(found, Finding):
        return found
    mine, theirs = (_shortest(ways) for ways in found)
    lengths = mine.itinerary.length_km, theirs.itinerary.length_km
    text = f"{mine.corridor_id} {lengths[0]:,.0f} km, {theirs.corridor_id} {lengths[1]:,.0f} km"
    return *lengths, text, _again(claim, dated, mine, theirs)


# ---------------------------------------------------------------- where and whether


@cache
def countries(folder: Path) -> dict[str, shapely.Geometry]:
    """
    Load the countries that a claim can name, by code.

    Raises
    ------
    TableError
        The layer is missing or spoiled.
    """
    path = folder / "geodata" / "countries.geojson"
    shapes = {}
    try:
        for feature in read_json(path)["features"]:
            geometry = json.dumps(feature["geometry"])
            shapes[feature["properties"]["country"]] = shapely.from_geojson(geometry)
    except no_layer() as error:
        raise TableError(f"{path}: not the country layer of this package ({error})") from error
    return shapes


def _test_located(claim: pd.Series, dated: Dated, rule: Rule) -> Finding:
    """Measure how much of a drawn line lies in a country."""
    line = dated.on(claim["as_of"]).network.links.geometry[claim["subject_id"]]
    shapes = countries(dated.world.home.folder)
    geod = wgs84()
    whole = geod.geometry_length(line)
    shares = {}
    for name, shape in shapes.items():
        shares[name] = geod.geometry_length(shapely.intersection(line, shape)) / whole
    share = shares[claim["expected"]]
    verdict = "contradicted"
    if share >= rule.steps["holds"]:
        verdict = "holds"
    elif share <= rule.steps["wrong"]:
        verdict = "wrong"
    named = dated.world.called
    parts = " and ".join(f"{_part(part)} in {named(name)}" for name, part in shares.items())
    first, last = (named(_country(line.coords[end], shapes)) for end in (0, -1))
    ends = f"both its ends in {first}" if first == last else f"its ends in {first} and {last}"
    text = f"of the drawn line {parts}, {ends} (Natural Earth 1:10m)"
    shown = dated.world.command("network", "links", claim["subject_id"])
    return _finding(verdict, text, shown, share=share)


def _part(share: float) -> str:
    """Write a share of a whole."""
    return "none" if share == 0 else f"{share:.1%}".replace("%", " %")


def _country(spot: tuple[float, ...], shapes: dict[str, shapely.Geometry]) -> str:
    """Name the country that a point lies in."""
    for name, shape in shapes.items():
        if shapely.contains_xy(shape, *spot):
            return name
    return "neither"


def _test_avoids(claim: pd.Series, dated: Dated, _rule: Rule) -> Finding:
    """See whether the best way passes a strait or canal."""
    ways = _ways(claim, dated, claim["corridor_id"])
    if not ways:
        return _closed(claim, claim["corridor_id"])
    way = _best(ways, "generalised_usd")
    passed = way.itinerary.passages
    verdict = _yes(claim["expected"] not in passed)
    called = dated.world.called
    named = " and ".join(f"the {called(name)}" for name in passed) or "no strait or canal"
    text = f"the way {called(way.corridor_id.partition('.')[0])} passes {named}"
    return _finding(verdict, text, _again(claim, dated, way))


def _test_open(claim: pd.Series, dated: Dated, _rule: Rule) -> Finding:
    """Look up the state of a link or passage on a day."""
    world, word = dated.on(claim["as_of"]), claim["subject_id"]
    links, subject = world.network.links, subject_ids(world.words, word)[0]
    hit = (links.index == subject) | (links["passage_id"] == subject).to_numpy()
    if not hit.any():
        unknown = f'unknown link or passage "{word}"{near_misses(world.words, word, SUBJECT)}'
        raise TableError(f"claims.csv, {claim['claim_id']}: {unknown}")
    state = str(links.loc[hit, "status"].iloc[0])
    text = f"{dated.world.called(subject)} is {state} on {claim['as_of']}"
    shown = dated.world.command("data", "why", subject)
    return _finding(_yes(state == claim["expected"]), text, shown)


def _test_bottleneck(claim: pd.Series, dated: Dated, _rule: Rule) -> Finding:
    """See whether a link is among those that hold a branch down."""
    world, branch = dated.on(claim["as_of"]), BRANCHES[claim["expected"]]
    capacities = load_capacities(world.network, dated.world.home.seeds)
    step = assess(world.network, world.corridors, branch, capacities, claim["as_of"])[1]
    amount = "no figure" if step.mtpa is None else f"{step.mtpa:g} Mt a year can pass"
    if step.mtpa == 0:
        amount = "nothing can pass"
    names = ", ".join(link_names(world.network, step.binding))
    text = f"on the {branch.label}, {amount}, held by {names}"
    shown = world.command("bottleneck", branch=branch.branch_id.split("_")[0])
    return _finding(_yes(claim["subject_id"] in step.binding), text, shown)


def _test_percent(claim: pd.Series, _: Dated, rule: Rule) -> Finding:
    """Work out a change in percent from the two numbers that are printed beside it."""
    before, after = (float(part) for part in claim["expected"].split())
    change = 100 * (before - after) / before
    least = 100 * (1 - (after + HALF_A_UNIT) / (before - HALF_A_UNIT))
    most = 100 * (1 - (after - HALF_A_UNIT) / (before + HALF_A_UNIT))
    verdict = "wrong"
    if abs(change - claim["low"]) <= rule.steps["holds"]:
        verdict = "holds"
    elif least <= claim["low"] <= most:
        verdict = "plausible"
    text = (
        f"from {before:g} to {after:g} is {change:.0f} %; "
        f"if both are rounded to whole numbers, {least:.0f} to {most:.0f} %"
    )
    return _finding(verdict, text, change=change)


def _test_steaming(claim: pd.Series, _: Dated, rule: Rule) -> Finding:
    """Work out the days of a ship from the km and the knots that are printed beside them."""
    km, knots = (float(part) for part in claim["expected"].split())
    days = km / (knots * KM_PER_NM * 24)
    off = max(claim["low"] - days, days - claim["high"], 0.0)
    text = f"{km:,.0f} km at {knots:g} knots are {days:.1f} days under way, calls and waits apart"
    verdict = rule.kept(off) if off <= rule.steps["plausible"] else "wrong"
    return _finding(verdict, text, days=days)


def _test_volume(claim: pd.Series, dated: Dated, rule: Rule) -> Finding:
    """Hold a yearly volume against what was counted on branches, and what they can take."""
    world = dated.on(claim["as_of"], claim["scenario"])
    branches = [BRANCHES[name] for name in claim["expected"].split()]
    label = branches[0].label if len(branches) == 1 else TOGETHER
    shown = world.command("bottleneck", branch=branches[0].branch_id.split("_")[0])
    values = load_capacities(world.network, dated.world.home.seeds)
    takes = _passing(world, branches, values)
    if takes is None:
        return _finding(UNTESTABLE, f"{label}: no figure of its capacity", shown)
    claimed = claim["low"]
    if claim["unit"] == "TEU/year":
        claimed *= central(world.parameters, "mass.tonnes_per_teu") / 1e6
    counted = _counted(world, branches, values)
    numbers = {"claimed_mtpa": claimed, "mtpa": takes}
    text, ratio = "no count is in the tables", np.inf
    if counted is not None:
        numbers["counted_mtpa"] = counted
        text, ratio = f"at most {counted:g} were counted", claimed / counted if counted else np.inf
    verdict = "holds"
    if ratio > rule.steps["holds"]:
        verdict = rule.kept(claimed / takes if takes else np.inf, but="holds")
    text = f"claimed {claimed:g} Mt a year; {label}: {text}, {takes:g} can pass"
    return _finding(verdict, text, shown, **numbers)


def _passing(world: World, branches: list[Branch], values: pd.DataFrame) -> float | None:
    """Sum what branches can take by the figures given, Mt a year; None where one has none."""
    total = 0.0
    for branch in branches:
        step = assess(world.network, world.corridors, branch, values, world.as_of)[1]
        if step.mtpa is None:
            return None
        total += step.mtpa
    return total


def _counted(world: World, branches: list[Branch], values: pd.DataFrame) -> float | None:
    """Sum what was counted on branches: the most that fits through their counted links."""
    seen = values[(values["column"] == "observed_mtpa") & (values["as_of"] <= world.as_of)]
    return _passing(world, branches, seen.assign(column="nameplate_mtpa"))


def _test_tariff(claim: pd.Series, dated: Dated, rule: Rule) -> Finding:
    """Hold a change of a tariff in percent against the rows of it before and after that year."""
    name, year = claim["subject_id"], claim["as_of"][:4]
    table = dated.world.table("parameters")
    rows = table[table["parameter_id"] == name].sort_values("from_date")
    shown, called = dated.world.command("data", "why", name), dated.world.called(name)
    days = list(rows["from_date"])
    changed = [place for place, day in enumerate(days) if place and day[:4] == year]
    if not changed:
        known = f"changes on {', '.join(days[1:])}" if days[1:] else "has one row for all days"
        text = f"no tariff before to compare with: in the tables {called} ({name}) {known}"
        return _finding(UNTESTABLE, text, shown)
    before, after = rows.iloc[changed[-1] - 1], rows.iloc[changed[-1]]
    change = 100 * (after["p50"] / before["p50"] - 1)
    off = max(claim["low"] - change, change - claim["high"], 0.0) / 100
    text = (
        f"{called} ({name}) went from {before['p50']:g} to {after['p50']:g} {after['unit']} on "
        f"{after['from_date']}, {change:+.0f} %; claimed {_span(claim['low'], claim['high'])} %"
    )
    return _finding(rule.kept(off), text, shown, change=change)


def _test_nothing(claim: pd.Series, _dated: Dated, _rule: Rule) -> Finding:
    """Say why no number of the model could show it."""
    return _finding(UNTESTABLE, claim["note"])


# ---------------------------------------------------------------- the table

RULES = {
    "range": Rule(
        "overlaps the model's {holds.band}: holds; its {plausible.band}: plausible; below it, "
        "with at least {optimistic.share} of the draws within reach: optimistic; "
        "else contradicted",
        {"holds": 0.25, "plausible": 0.10, "optimistic": 0.01},
        _test_range,
    ),
    "length": Rule(
        "within {holds.share} of the model's length: holds; within {plausible.share}: plausible; "
        "else contradicted",
        {"holds": 0.03, "plausible": 0.10},
        _test_length,
    ),
    "saving": Rule(
        "the saving is reached in at least {holds.share} of the draws (paired): holds; "
        "in {plausible.share}: plausible; in {optimistic.share}: optimistic; else contradicted",
        {"holds": 0.5, "plausible": 0.1, "optimistic": 0.01},
        _test_saving,
    ),
    "shorter_by": Rule(
        "the saving in km is at least {holds.share} of the claim: holds; "
        "{plausible.share}: plausible; {optimistic.share}: optimistic; else contradicted",
        {"holds": 0.97, "plausible": 0.90, "optimistic": 0.75},
        _test_shorter_by,
    ),
    "less": Rule(
        "less in at least {holds.share} of the draws (paired): holds; "
        "in {plausible.share}: plausible; in {optimistic.share}: optimistic; else contradicted",
        {"holds": 0.9, "plausible": 0.5, "optimistic": 0.1},
        _test_less,
    ),
    "shorter": Rule("shorter: holds; else contradicted", {}, _test_shorter),
    "located_in": Rule(
        "at least {holds.share} of the drawn line lies in that country: holds; "
        "at most {wrong.share}: wrong; else contradicted",
        {"holds": 0.99, "wrong": 0.01},
        _test_located,
    ),
    "avoids": Rule("the way does not pass it: holds; else contradicted", {}, _test_avoids),
    "open_on": Rule(
        "the state on that day is the one claimed: holds; else contradicted", {}, _test_open
    ),
    "bottleneck": Rule(
        "the link is in a minimum cut of the branch: holds; else contradicted",
        {},
        _test_bottleneck,
    ),
    "percent_change": Rule(
        "the printed numbers give it within {holds.share} a point: holds; "
        "within their rounding: plausible; else wrong",
        {"holds": 0.5},
        _test_percent,
    ),
    "steaming_days": Rule(
        "km / (knots x 24 x 1.852) is within {holds.share} a day of the claim: holds; within "
        "{plausible.share} of a day: plausible; else wrong",
        {"holds": 0.5, "plausible": 1.0},
        _test_steaming,
    ),
    "volume": Rule(
        "at most {holds.share} of what was counted on the branch: holds; at most "
        "{plausible.share} of what it can take: plausible; {optimistic.share}: optimistic; "
        "else contradicted",
        {"holds": 1.1, "plausible": 1.0, "optimistic": 2.0},
        _test_volume,
    ),
    "tariff_change": Rule(
        "the row of that tariff changed, in points within {holds.share} of the claim: holds; "
        "within {plausible.share}: plausible; else contradicted",
        {"holds": 0.05, "plausible": 0.15},
        _test_tariff,
    ),
    "untestable": Rule(
        "no quantity of this model, or the claim leaves out what would have to be known: "
        "can't be tested",
        {},
        _test_nothing,
    ),
}
RULE_OF = {
    "length_km": "length",
    "link_length_km": "length",
    "days": "range",
    "usd_per_teu": "range",
    "co2e_kg_per_teu": "range",
    "saving_co2e": "saving",
    "saving_km": "shorter_by",
    "saving_days": "saving",
    "saving_usd": "saving",
    "faster": "less",
    "cheaper": "less",
}


def rule_name(quantity: str) -> str:
    """Give the name of the rule for a quantity."""
    return RULE_OF.get(quantity, quantity)
