"""What is printed about the corridor, and what the model says to it, by rule."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from instc.capacity.branch import BRANCHES, link_names, load_capacities
from instc.capacity.ladder import assess
from instc.comparison.question import Question
from instc.display.html import Displayed, View
from instc.errors import TableError, UnknownIdError, did_you_mean, shorten
from instc.evidence.dated import Dated, again
from instc.model import load_model
from instc.scenarios.scenario import shipped_scenarios
from instc.scenarios.world import World, check_date
from instc.tables.places import fold
from instc.tables.schema import read_json, read_table
from instc.tables.words import SUBJECT, near_misses, subject_ids
from instc.version import DATA_DATE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from instc.evidence.dated import Way

GOOD = ("holds", "plausible")
VERDICTS = (
    "holds",
    "plausible",
    "optimistic",
    "contradicted",
    "depends",
    "can't be tested",
    "wrong",
)
NORMAL = "2023-01-01"
VALUES = (10_000.0, 200_000.0)  # USD per TEU: the axis of cargo value
RULES = {
    "range": "overlaps the model's P25-P75: holds; its P10-P90: plausible; below it, with at least 1 % of the draws within reach: optimistic; else contradicted",
    "length": "within 3 % of the model's length: holds; within 10 %: plausible; else contradicted",
    "saving": "the saving is reached in at least half of the draws (paired): holds; in 10 %: plausible; in 1 %: optimistic; else contradicted",
    "shorter_by": "the saving in km is at least 97 % of the claim: holds; 90 %: plausible; 75 %: optimistic; else contradicted",
    "less": "less in at least 90 % of the draws (paired): holds; in half: plausible; in 10 %: optimistic; else contradicted",
    "shorter": "shorter: holds; else contradicted",
    "located_in": "at least 99 % of the drawn line lies in that country: holds; at most 1 %: wrong; else contradicted",
    "avoids": "the way does not pass it: holds; else contradicted",
    "open_on": "the state on that day is the one claimed: holds; else contradicted",
    "bottleneck": "the link is in a minimum cut of the branch: holds; else contradicted",
    "percent_change": "the printed numbers give it within half a point: holds; within their rounding: plausible; else wrong",
    "untestable": "no quantity of this model, or the claim leaves out what would have to be known: can't be tested",
}
DEPENDS = "; where something that the claim leaves open turns good (holds, plausible) into not, or the other way: depends, and on that"
RULE_OF = {
    "length_km": "length",
    "link_length_km": "length",
    "days": "range",
    "usd_per_teu": "range",
    "saving_km": "shorter_by",
    "saving_days": "saving",
    "saving_usd": "saving",
    "faster": "less",
    "cheaper": "less",
}


@dataclass(frozen=True)
class Finding:
    """
    What the model says to one reading of a claim.

    Attributes
    ----------
    reading
        Empty for the claim as it stands; else what was varied, and to what.
    axis
        What was varied.
    verdict
        One of `VERDICTS`.
    arithmetic
        Numbers that led there.
    again
        The command that shows them.
    numbers
        Of the model: ``p10, p50, p90``, ``share`` or ``model_km``.
    """

    reading: str
    axis: str
    verdict: str
    arithmetic: str
    again: str
    numbers: dict[str, float]


@dataclass(frozen=True, repr=False)
class Checked(Displayed):
    """
    A claim and its verdict.

    Attributes
    ----------
    claim
        Row of ``claims``.
    verdict
        One of `VERDICTS`.
    on
        What it depends on, if it does.
    rule
        In words.
    findings
        The claim as it stands, then its variants.
    """

    claim: pd.Series
    verdict: str
    on: tuple[str, ...]
    rule: str
    findings: tuple[Finding, ...]

    def _view(self) -> View:
        """List the verdict on each reading, with the command that shows it under the arithmetic."""
        rows = [
            {
                "reading": finding.reading or "as it stands",
                "verdict": finding.verdict,
                "arithmetic": finding.arithmetic,
            }
            for finding in self.findings
        ]
        claim, shown = (
            self.claim,
            {"reading": "read as", "verdict": "verdict", "arithmetic": "arithmetic"},
        )
        title = f'{claim["claim_id"]} "{claim["statement"]}" ({claim["who"]}): {self.verdict}{f" on {chr(44).join(self.on)}" if self.on else ""}'
        tips = {
            "arithmetic": [
                f"again: {finding.again}" if finding.again else "" for finding in self.findings
            ]
        }
        return View(
            pd.DataFrame(rows),
            shown,
            title,
            [f"rule: {self.rule}", f"source: {claim['source_id']}"],
            tips,
        )

    def to_dict(self) -> dict[str, Any]:
        """
        Give the claim for the JSON contract.

        Returns
        -------
        answer
            ``id, statement, verdict, rule, range`` and what led there.

        Examples
        --------
        >>> check_claims(["e12"])[0].to_dict()["verdict"]
        'plausible'
        """
        claim, first = self.claim, self.findings[0]
        bounds = [None if np.isnan(claim[name]) else float(claim[name]) for name in ("low", "high")]
        return {
            "id": claim["claim_id"],
            "statement": claim["statement"],
            "verdict": self.verdict,
            "depends_on": list(self.on),
            "rule": self.rule,
            "range": {"claimed": bounds, "unit": claim["unit"] or None, "model": first.numbers},
            "who": claim["who"],
            "date": claim["date"],
            "kind": claim["kind"],
            "as_of": claim["as_of"],
            "source_id": claim["source_id"],
            "note": claim["note"],
            "arithmetic": first.arithmetic,
            "again": first.again,
            "variants": [
                {
                    "reading": f.reading,
                    "verdict": f.verdict,
                    "arithmetic": f.arithmetic,
                    "again": f.again,
                    "model": f.numbers,
                }
                for f in self.findings[1:]
            ],
        }


def load_claims(folder: Path | None = None) -> pd.DataFrame:
    """
    Load what is claimed.

    Parameters
    ----------
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    claims
        In table order.

    Raises
    ------
    TableError
        A row lacks what its quantity needs, turns a range round, or names an unknown scenario, date or axis.

    Examples
    --------
    >>> "e01" in set(load_claims()["claim_id"])
    True
    """
    table = read_table("claims", folder)
    faults = [
        f"row {row + 2}, {fault}"
        for row, claim in table.iterrows()
        for fault in _row_faults(claim, folder)
    ]
    if faults:
        raise TableError(f"{table.attrs['file']}: {'; '.join(faults)}")
    return table


def _row_faults(claim: pd.Series, folder: Path | None) -> list[str]:
    rule = RULE_OF.get(claim["quantity"], claim["quantity"])
    needs = {
        "range": ("from_id", "to_id"),
        "saving": ("from_id", "to_id", "against"),
        "less": ("from_id", "to_id", "against"),
        "shorter_by": ("from_id", "to_id", "against"),
    }
    faults = [
        f"{name}: is required for {claim['quantity']}"
        for name in needs.get(rule, ())
        if not claim[name]
    ]
    if rule in {"range", "length", "saving", "shorter_by"}:
        faults += [
            f"{name}: is required for {claim['quantity']}"
            for name in ("low", "high", "unit")
            if claim[name] == "" or claim[name] != claim[name]
        ]
    if claim["low"] > claim["high"]:
        faults.append(f"low: {claim['low']:g} is above high, {claim['high']:g}")
    if claim["scenario"] and claim["scenario"] not in shipped_scenarios(folder):
        faults.append(
            f'scenario: unknown scenario "{claim["scenario"]}"{did_you_mean(claim["scenario"], shipped_scenarios(folder))}'
        )
    try:
        check_date(claim["as_of"])
    except ValueError as error:
        faults.append(f"as_of: {error}")
    for axis in claim["open"].split():
        if axis.partition("=")[0] not in {*AXES, "origin", "destination"}:
            faults.append(
                f'open: unknown axis "{axis}"{did_you_mean(axis, [*AXES, "origin=", "destination="])}'
            )
    return faults


def check_claims(
    claim_ids: Sequence[str] = (), *, world: World | None = None, dated: Dated | None = None
) -> list[Checked]:
    """
    Let the model say what it says to claims.

    Parameters
    ----------
    claim_ids
        Ids, or words of a statement or of who says it; all claims if empty.
    world
        Whose data are asked; the shipped ones by default.
    dated
        Answers that are at hand, instead of a world.

    Returns
    -------
    checked
        In table order.

    Raises
    ------
    UnknownIdError
        There is no such claim, and none holds the word.

    Examples
    --------
    >>> check_claims(["e01"])[0].verdict
    'wrong'
    """
    dated = dated or Dated(world or load_model())
    table = load_claims(dated.world.home.seeds)
    wanted: set[str] = set()
    for word in claim_ids:
        wanted.update(_meant(table, word))
    chosen = table[table["claim_id"].isin(wanted)] if claim_ids else table
    return [_check(claim, dated) for _, claim in chosen.iterrows()]


def _meant(table: pd.DataFrame, word: str) -> list[str]:
    """Find the claims of an id, or of words of a statement or of who says it, in any spelling."""
    key = fold(word)
    if key in set(table["claim_id"]):
        return [key]
    said = table["statement"].map(fold) + "\n" + table["who"].map(fold)
    hit = said.str.contains(key or "\n\n", regex=False)
    if not hit.any():
        what = f'unknown claim "{shorten(word)}"{did_you_mean(word, table["claim_id"])}'
        raise UnknownIdError(f"{what}, and no statement holds these words")
    return list(table.loc[hit, "claim_id"])


def _check(claim: pd.Series, dated: Dated) -> Checked:
    rule = RULE_OF.get(claim["quantity"], claim["quantity"])
    test = TESTS[rule]
    base = test(claim, dated)
    variants = [
        replace(test(changed, dated), reading=reading, axis=axis)
        for axis, reading, changed in _variants(claim, dated)
    ]
    known = [finding for finding in variants if finding.verdict != "can't be tested"]
    on = tuple(
        dict.fromkeys(
            finding.axis for finding in known if (finding.verdict in GOOD) != (base.verdict in GOOD)
        )
    )
    verdict = "depends" if on and base.verdict != "can't be tested" else base.verdict
    return Checked(
        claim,
        verdict,
        on if verdict == "depends" else (),
        RULES[rule] + (DEPENDS if claim["open"] else ""),
        (base, *variants),
    )


def _variants(claim: pd.Series, dated: Dated) -> list[tuple[str, str, pd.Series]]:
    found = []
    for axis in claim["open"].split():
        word, _, value = axis.partition("=")
        if value:
            changed = claim.copy()
            changed["from_id" if word == "origin" else "to_id"] = value
            found.append((word, f"{word} {value}", changed))
        else:
            found += [
                (AXES[word][0], reading, changed)
                for reading, changed in AXES[word][1](claim, dated)
            ]
    return found


def _with(claim: pd.Series, **cells: Any) -> pd.Series:
    changed = claim.copy()
    for name, value in cells.items():
        changed[name] = value
    return changed


def _by_baseline(claim: pd.Series, dated: Dated) -> list[tuple[str, pd.Series]]:
    column = "against" if claim["against"] == "suez" else "corridor_id"
    names = [
        name
        for name, corridor in dated.on(claim["as_of"]).corridors.items()
        if corridor.family == "suez"
    ]
    return [
        (f"against {name}" if column == "against" else f"by {name}", _with(claim, **{column: name}))
        for name in names
    ]


def _by_corridor(claim: pd.Series, dated: Dated) -> list[tuple[str, pd.Series]]:
    return [
        (f"by {name}", _with(claim, corridor_id=name))
        for name, corridor in dated.on(claim["as_of"]).corridors.items()
        if corridor.family == "instc"
    ]


def _by_direction(claim: pd.Series, _: Dated) -> list[tuple[str, pd.Series]]:
    return [("the other way round", _with(claim, from_id=claim["to_id"], to_id=claim["from_id"]))]


def _by_year(claim: pd.Series, _: Dated) -> list[tuple[str, pd.Series]]:
    return [
        (f"as of {day}", _with(claim, as_of=day))
        for day in (NORMAL, DATA_DATE)
        if day != claim["as_of"]
    ]


def _by_value(claim: pd.Series, _: Dated) -> list[tuple[str, pd.Series]]:
    return [
        (f"the time of a cargo of USD {value:,.0f} counted", _with(claim, cargo_value=value))
        for value in VALUES
    ]


def _by_branch(claim: pd.Series, _: Dated) -> list[tuple[str, pd.Series]]:
    return [
        (BRANCHES[name].label, _with(claim, expected=name))
        for name in BRANCHES
        if name != claim["expected"]
    ]


AXES: dict[str, tuple[str, Callable[[pd.Series, Dated], list[tuple[str, pd.Series]]]]] = {
    "baseline": ("which Suez service", _by_baseline),
    "corridor": ("which corridor", _by_corridor),
    "direction": ("direction", _by_direction),
    "year": ("year", _by_year),
    "value": ("cargo value", _by_value),
    "branch": ("branch", _by_branch),
}


def _finding(verdict: str, arithmetic: str, again: str = "", **numbers: float) -> Finding:
    return Finding(
        "",
        "",
        verdict,
        arithmetic,
        again,
        {name: round(float(value), 3) for name, value in numbers.items()},
    )


def _closed(claim: pd.Series, what: str) -> Finding:
    return _finding(
        "can't be tested",
        f"no way by {what} was open on {claim['as_of']} from {claim['from_id']} to {claim['to_id']}",
    )


def _asked(claim: pd.Series, dated: Dated) -> tuple[World, Question]:
    """Give the world and the question of a claim."""
    value = claim.get("cargo_value")
    question = Question(
        claim["from_id"], claim["to_id"], cargo_value=None if value is None else float(value)
    )
    return dated.on(claim["as_of"], claim["scenario"]), question


def _ways(claim: pd.Series, dated: Dated, corridor_id: str) -> dict[str, Way]:
    return dated.ways(*_asked(claim, dated), corridor_id)


def _again(claim: pd.Series, dated: Dated, *ways: Way) -> str:
    return again(*_asked(claim, dated), *ways)


def _rank(share: float, steps: tuple[float, float, float]) -> str:
    for level, verdict in zip(steps, ("holds", "plausible", "optimistic"), strict=True):
        if share >= level:
            return verdict
    return "contradicted"


def _best(ways: dict[str, Way], quantity: str) -> Way:
    return min(ways.values(), key=lambda way: float(np.median(getattr(way, quantity))))


def _test_range(claim: pd.Series, dated: Dated) -> Finding:
    ways = _ways(claim, dated, claim["corridor_id"])
    if not ways:
        return _closed(claim, claim["corridor_id"] or "any mode")
    quantity, low, high, printed = claim["quantity"], claim["low"], claim["high"], ""
    way = _best(ways, quantity)
    if quantity == "usd_per_teu":
        factor = dated.usd_factor(
            int(claim["date"][:4]),
            claim["unit"],
            claim["as_of"],
            sea="instc" not in way.corridor_id,
        )
        low, high, printed = (
            low * factor,
            high * factor,
            f" ({_span(claim['low'], claim['high'])} {claim['unit']} as printed)",
        )
    draws = getattr(way, quantity)
    p10, p25, p50, p75, p90 = np.quantile(draws, [0.10, 0.25, 0.50, 0.75, 0.90])
    within = float((draws <= high).mean())
    if low <= p75 and high >= p25:
        verdict = "holds"
    elif low <= p90 and high >= p10:
        verdict = "plausible"
    else:
        verdict = "optimistic" if high < p10 and within >= 0.01 else "contradicted"  # noqa: PLR2004  (the rule says so)
    unit, digits = ("days", 1) if quantity == "days" else ("USD/TEU of 2024", 0)
    text = (
        f"claimed {_span(low, high, digits)} {unit}{printed}; {way.corridor_id}: P10 {p10:,.{digits}f}, P25 {p25:,.{digits}f}, P50 {p50:,.{digits}f}, "
        f"P75 {p75:,.{digits}f}, P90 {p90:,.{digits}f}; {within:.1%} of the draws reach {high:,.{digits}f}"
    )
    return _finding(
        verdict, text, _again(claim, dated, way), p10=p10, p50=p50, p90=p90, share=within
    )


def _span(low: float, high: float, digits: int = 0) -> str:
    first, last = (f"{value:,.{digits}f}".removesuffix(".0") for value in (low, high))
    return first if first == last else f"{first}-{last}"


def _test_length(claim: pd.Series, dated: Dated) -> Finding:
    ways = _ways(_between(claim), dated, claim["corridor_id"])
    if not ways:
        return _closed(claim, claim["corridor_id"] or "any mode")
    off = {
        name: _deviation(way.itinerary.length_km, claim["low"], claim["high"])
        for name, way in ways.items()
    }
    name = min(off, key=lambda key: abs(off[key]))
    verdict = (
        "holds"
        if abs(off[name]) <= 0.03  # noqa: PLR2004
        else "plausible"
        if abs(off[name]) <= 0.10  # noqa: PLR2004
        else "contradicted"
    )
    others = "; ".join(
        f"{other} {way.itinerary.length_km:,.0f}" for other, way in ways.items() if other != name
    )
    word = "too long" if off[name] > 0 else "too short"
    text = f"claimed {_span(claim['low'], claim['high'])} km; {name} {ways[name].itinerary.length_km:,.0f} km: {abs(off[name]):.1%} {word}{f' (others: {others})' if others else ''}"
    return _finding(
        verdict,
        text,
        _again(_between(claim), dated, ways[name]),
        model_km=ways[name].itinerary.length_km,
    )


def _between(claim: pd.Series) -> pd.Series:
    """Give the claim with the two nodes, if it names any, for its ends."""
    if not claim["subject_id"]:
        return claim
    first, last = claim["subject_id"].split()
    return _with(claim, from_id=first, to_id=last)


def _deviation(km: float, low: float, high: float) -> float:
    return low / km - 1 if km < low else high / km - 1 if km > high else 0.0


def _pair(claim: pd.Series, dated: Dated, quantity: str) -> tuple[Way, Way] | Finding:
    mine, theirs = (_ways(claim, dated, claim[column]) for column in ("corridor_id", "against"))
    if not mine:
        return _closed(claim, claim["corridor_id"])
    if not theirs:
        return _closed(claim, claim["against"])
    return _best(mine, quantity), _best(theirs, quantity)


def _test_saving(claim: pd.Series, dated: Dated) -> Finding:
    quantity = (
        "days"
        if claim["quantity"] == "saving_days"
        else "generalised_usd"
        if claim.get("cargo_value")
        else "usd_per_teu"
    )
    found = _pair(claim, dated, quantity)
    if isinstance(found, Finding):
        return found
    saved = 100 * (1 - getattr(found[0], quantity) / getattr(found[1], quantity))
    share = float((saved >= claim["low"]).mean())
    p10, p50, p90 = np.quantile(saved, [0.10, 0.50, 0.90])
    text = f"claimed {claim['low']:g} %; {found[0].corridor_id} against {found[1].corridor_id}: saves {p50:.0f} % (P10 {p10:.0f}, P90 {p90:.0f}); {share:.1%} of the draws reach it"
    return _finding(
        _rank(share, (0.5, 0.1, 0.01)),
        text,
        _again(claim, dated, *found),
        p10=p10,
        p50=p50,
        p90=p90,
        share=share,
    )


def _test_less(claim: pd.Series, dated: Dated) -> Finding:
    quantity = "days" if claim["quantity"] == "faster" else "usd_per_teu"
    found = _pair(claim, dated, quantity)
    if isinstance(found, Finding):
        return found
    mine, theirs = (getattr(way, quantity) for way in found)
    share = float((mine < theirs).mean())
    text = f"{found[0].corridor_id} {np.median(mine):,.1f}, {found[1].corridor_id} {np.median(theirs):,.1f} {'days' if quantity == 'days' else 'USD/TEU'} (P50); less in {share:.1%} of the draws"
    return _finding(
        _rank(share, (0.9, 0.5, 0.1)),
        text,
        _again(claim, dated, *found),
        share=share,
        p50=float(np.median(mine)),
    )


def _test_shorter(claim: pd.Series, dated: Dated) -> Finding:
    mine, theirs = (_ways(claim, dated, claim[column]) for column in ("corridor_id", "against"))
    if not mine or not theirs:
        return _closed(claim, claim["against"] if mine else claim["corridor_id"])
    first, other = (
        min(ways.values(), key=lambda way: way.itinerary.length_km) for ways in (mine, theirs)
    )
    mine_km, their_km = first.itinerary.length_km, other.itinerary.length_km
    text = f"{first.corridor_id} {mine_km:,.0f} km, {other.corridor_id} {their_km:,.0f} km"
    if claim["quantity"] == "shorter":
        return _finding(
            "holds" if mine_km < their_km else "contradicted",
            text,
            _again(claim, dated, first, other),
            model_km=mine_km,
            against_km=their_km,
        )
    saved = their_km - mine_km if claim["unit"] == "km" else 100 * (1 - mine_km / their_km)
    verdict = _rank(saved / claim["low"], (0.97, 0.90, 0.75))
    return _finding(
        verdict,
        f"claimed {claim['low']:g} {claim['unit']}; {text}: {saved:,.0f} {claim['unit']} less",
        _again(claim, dated, first, other),
        saved=saved,
        model_km=mine_km,
        against_km=their_km,
    )


@cache
def _countries(folder: Path) -> dict[str, shapely.Geometry]:
    path = folder / "geodata" / "countries.geojson"
    try:
        features = read_json(path)["features"]
        return {
            feature["properties"]["country"]: shapely.from_geojson(json.dumps(feature["geometry"]))
            for feature in features
        }
    except (
        OSError,
        ValueError,
        RecursionError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise TableError(f"{path}: not the country layer of this package ({error})") from error


def _test_located(claim: pd.Series, dated: Dated) -> Finding:
    line = dated.on(claim["as_of"]).network.links.geometry[claim["subject_id"]]
    geod = Geod(ellps="WGS84")
    whole = geod.geometry_length(line)
    shares = {
        name: geod.geometry_length(shapely.intersection(line, shape)) / whole
        for name, shape in _countries(dated.world.home.folder).items()
    }
    share = shares[claim["expected"]]
    ends = [
        next(
            (
                name
                for name, shape in _countries(dated.world.home.folder).items()
                if shapely.contains_xy(shape, *spot)
            ),
            "neither",
        )
        for spot in (line.coords[0], line.coords[-1])
    ]
    text = f"of the drawn line {', '.join(f'{part:.1%} lies in {name}' for name, part in shares.items())}; its ends lie in {' and '.join(ends)} (Natural Earth 1:10m)"
    return _finding(
        "holds" if share >= 0.99 else "wrong" if share <= 0.01 else "contradicted",  # noqa: PLR2004
        text,
        dated.world.command("network", "links", claim["subject_id"]),
        share=share,
    )


def _test_avoids(claim: pd.Series, dated: Dated) -> Finding:
    ways = _ways(claim, dated, claim["corridor_id"])
    if not ways:
        return _closed(claim, claim["corridor_id"])
    way = _best(ways, "generalised_usd")
    passed = way.itinerary.passages
    return _finding(
        "contradicted" if claim["expected"] in passed else "holds",
        f"{way.corridor_id} passes {', '.join(passed) or 'no strait or canal'}",
        _again(claim, dated, way),
    )


def _test_open(claim: pd.Series, dated: Dated) -> Finding:
    world = dated.on(claim["as_of"])
    links, words = world.network.links, world.words
    subject = subject_ids(words, claim["subject_id"])[0]
    hit = (links.index == subject) | (links["passage_id"] == subject).to_numpy()
    if not hit.any():
        near = near_misses(words, claim["subject_id"], SUBJECT)
        what = f'unknown link or passage "{claim["subject_id"]}"{near}'
        raise TableError(f"claims.csv, {claim['claim_id']}: {what}")
    state = str(links.loc[hit, "status"].iloc[0])
    return _finding(
        "holds" if state == claim["expected"] else "contradicted",
        f"{subject} is {state} on {claim['as_of']}",
        dated.world.command("data", "why", subject),
    )


def _test_bottleneck(claim: pd.Series, dated: Dated) -> Finding:
    model = dated.on(claim["as_of"])
    branch = BRANCHES[claim["expected"]]
    _, step = assess(
        model.network,
        model.corridors,
        branch,
        load_capacities(model.network, dated.world.home.seeds),
        claim["as_of"],
    )
    names = ", ".join(link_names(model.network, step.binding))
    again = model.command("bottleneck", branch=branch.branch_id.split("_")[0])
    amount = "no figure" if step.mtpa is None else f"{step.mtpa:g} Mt a year"
    return _finding(
        "holds" if claim["subject_id"] in step.binding else "contradicted",
        f"{branch.label}: {amount}, held by {names}",
        again,
    )


def _test_percent(claim: pd.Series, _: Dated) -> Finding:
    before, after = (float(part) for part in claim["expected"].split())
    change = 100 * (before - after) / before
    least, most = (100 * (1 - (after + up) / (before - up)) for up in (0.5, -0.5))
    verdict = (
        "holds"
        if abs(change - claim["low"]) <= 0.5  # noqa: PLR2004
        else "plausible"
        if least <= claim["low"] <= most
        else "wrong"
    )
    return _finding(
        verdict,
        f"from {before:g} to {after:g} is {change:.0f} %; if both are rounded to whole numbers, {least:.0f} to {most:.0f} %",
        change=change,
    )


def _test_nothing(claim: pd.Series, _: Dated) -> Finding:
    return _finding("can't be tested", claim["note"])


TESTS: dict[str, Callable[[pd.Series, Dated], Finding]] = {
    "range": _test_range,
    "length": _test_length,
    "saving": _test_saving,
    "shorter_by": _test_shorter,
    "shorter": _test_shorter,
    "less": _test_less,
    "located_in": _test_located,
    "avoids": _test_avoids,
    "open_on": _test_open,
    "bottleneck": _test_bottleneck,
    "percent_change": _test_percent,
    "untestable": _test_nothing,
}
