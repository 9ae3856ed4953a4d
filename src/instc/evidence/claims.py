"""What is printed about the corridor, and what the model says to it, by rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.capacity.branch import BRANCHES
from instc.display.html import Displayed, View
from instc.door import check_date, checked
from instc.errors import UnknownIdError, did_you_mean, shorten
from instc.evidence.dated import Dated
from instc.evidence.readings import AXES, ENDS, OTHER_SIDE, readings
from instc.evidence.rules import RULES, UNTESTABLE, Finding, rule_name
from instc.evidence.told import in_words
from instc.model import load_model
from instc.scenarios.scenario import shipped_scenarios
from instc.tables.places import fold
from instc.tables.schema import read_table, refuse_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from instc.scenarios.world import World

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
DEPENDS = (
    "; where something that the claim leaves open turns good (holds, plausible) into not, "
    "or the other way: depends, and on that"
)
NEEDED = {  # by rule
    "range": ("from_id", "to_id", "low", "high", "unit"),
    "length": ("low", "high", "unit"),
    "saving": ("from_id", "to_id", "against", "low", "high", "unit"),
    "less": ("from_id", "to_id", "against"),
    "steaming_days": ("expected", "low", "high", "unit"),
    "volume": ("expected", "low", "unit"),
    "tariff_change": ("subject_id", "low", "high", "unit"),
    "shorter_by": ("from_id", "to_id", "against", "low", "high", "unit"),
}
SHOWN = {"reading": "read as", "verdict": "verdict", "arithmetic": "arithmetic"}


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
    words
        The reason as one would tell it to a reader.
    """

    claim: pd.Series
    verdict: str
    on: tuple[str, ...]
    rule: str
    findings: tuple[Finding, ...]
    words: str = ""

    def _view(self) -> View:
        """List the verdict on each reading, with the command that shows it under the arithmetic."""
        rows = pd.DataFrame(list(map(vars, self.findings)))
        table = rows[list(SHOWN)].replace({"reading": {"": "as it stands"}})
        commands = [finding.again and f"again: {finding.again}" for finding in self.findings]
        claim = self.claim
        title = f'{claim["claim_id"]} "{claim["statement"]}" ({claim["who"]}): {self.verdict}'
        if self.on:
            title += f" on {','.join(self.on)}"
        notes = [f"rule: {self.rule}", f"source: {claim['source_id']}"]
        return View(table, SHOWN, title, notes, {"arithmetic": commands})

    def to_dict(self) -> dict[str, Any]:
        """Give the claim as plain values, as the JSON contract has it."""
        claim, first = self.claim, self.findings[0]
        bounds = [_number(claim["low"]), _number(claim["high"])]
        return {
            "id": claim["claim_id"],
            "statement": claim["statement"],
            "verdict": self.verdict,
            "in_words": self.words,
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
            "variants": list(map(_variant, self.findings[1:])),
        }


def _number(value: float) -> float | None:
    """Give a number; None where there is none."""
    return None if np.isnan(value) else float(value)


def _variant(finding: Finding) -> dict[str, Any]:
    """Give one more reading as plain values."""
    return {
        "reading": finding.reading,
        "verdict": finding.verdict,
        "arithmetic": finding.arithmetic,
        "again": finding.again,
        "model": finding.numbers,
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
        A row lacks what its quantity needs, turns a range round, or names an unknown scenario,
        date or axis.

    Examples
    --------
    >>> "e01" in set(load_claims()["claim_id"])
    True
    """
    table = read_table("claims", folder)
    refuse_rows(table, claim_faults(table, shipped_scenarios(folder)))
    return table


def claim_faults(table: pd.DataFrame, scenarios: list[str]) -> list[tuple[int, str]]:
    """List what is wrong with the rows of a table of claims, where these scenarios are known."""
    faults = []
    for row, claim in table.iterrows():
        faults += [(row, fault) for fault in _row_faults(claim, scenarios)]
    return faults


def _row_faults(claim: pd.Series, scenarios: list[str]) -> Iterator[str]:
    """Say what is wrong with a claim, by column."""
    for name in NEEDED.get(rule_name(claim["quantity"]), ()):
        if claim[name] == "" or pd.isna(claim[name]):
            yield f"{name}: is required for {claim['quantity']}"
    if claim["low"] > claim["high"]:
        yield f"low: {claim['low']:g} is above high, {claim['high']:g}"
    scenario = claim["scenario"]
    if scenario and scenario not in scenarios:
        yield f'scenario: unknown scenario "{scenario}"{did_you_mean(scenario, scenarios)}'
    try:
        check_date(claim["as_of"])
    except ValueError as error:
        yield f"as_of: {error}"
    yield from _axis_faults(claim["open"])
    if claim["quantity"] == "volume":
        yield from _branch_faults(claim["expected"])


def _branch_faults(words: str) -> Iterator[str]:
    """Name what a volume can't be carried by."""
    for word in words.split():
        if word not in BRANCHES:
            yield f'expected: unknown branch "{word}"{did_you_mean(word, BRANCHES)}'


def _axis_faults(words: str) -> Iterator[str]:
    """Name what a claim can't leave open."""
    known = [*AXES, *(f"{end}=" for end in ENDS)]
    for word in words.split():
        if word.partition("=")[0] not in {*AXES, *ENDS}:
            yield f'open: unknown axis "{word}"{did_you_mean(word, known)}'


@checked
def check_claims(
    claim_ids: Iterable[str] = (), *, world: World | None = None, dated: Dated | None = None
) -> list[Checked]:
    """
    Let the model say what it says to claims.

    Parameters
    ----------
    claim_ids
        One or more ids, or words of a statement or of who says it; all claims if empty.
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
    if claim_ids:
        wanted: set[str] = set()
        for word in claim_ids:
            wanted.update(_meant(table, word))
        table = table[table["claim_id"].isin(wanted)]
    return [check_claim(claim, dated) for _, claim in table.iterrows()]


def _meant(table: pd.DataFrame, word: str) -> list[str]:
    """List the claims that a word means in any spelling: that one, or all that hold it."""
    key = fold(word)
    if key in set(table["claim_id"]):
        return [key]
    text = table["statement"].map(fold) + "\n" + table["who"].map(fold)
    hit = text.str.contains(key or "\n\n", regex=False)
    if not hit.any():
        what = f'unknown claim "{shorten(word)}"{did_you_mean(word, table["claim_id"])}'
        raise UnknownIdError(f"{what}, and no statement holds these words")
    return list(table.loc[hit, "claim_id"])


def check_claim(claim: pd.Series, dated: Dated) -> Checked:
    """Judge a claim as it stands and by every other reading; it may depend on which is meant."""
    rule = RULES[rule_name(claim["quantity"])]
    base = rule.judge(claim, dated)
    variants = []
    turned: dict[str, None] = {}
    for axis, words, changed in readings(claim, dated):
        finding = replace(rule.judge(changed, dated), reading=words, axis=axis)
        variants.append(finding)
        tested = axis != OTHER_SIDE and UNTESTABLE not in {base.verdict, finding.verdict}
        if tested and (finding.verdict in GOOD) != (base.verdict in GOOD):
            turned[axis] = None
    verdict = "depends" if turned else base.verdict
    words = f"{rule}{DEPENDS}" if claim["open"] else str(rule)
    told = in_words(claim, base, dated.world.called)
    if turned:
        told = f"It depends on {', '.join(turned)}. As it stands, {told[:1].lower()}{told[1:]}"
    return Checked(claim, verdict, tuple(turned), words, (base, *variants), told)
