"""What is printed about the corridor, and what the model says to it, by rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.display.html import Displayed, View
from instc.door import checked
from instc.errors import UnknownIdError, did_you_mean, shorten
from instc.evidence.dated import Dated
from instc.evidence.printed import load_printed
from instc.evidence.readings import OTHER_SIDE, readings
from instc.evidence.rules import RULES, UNTESTABLE, Finding, rule_name
from instc.evidence.told import in_words
from instc.model import load_model
from instc.tables.places import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    table = load_printed("claims", dated.world.home.seeds)
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
