"""A verdict in the words of a newspaper: the pair, the way, and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instc.capacity.branch import BRANCHES

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from instc.evidence.rules import Finding

    Called = Callable[[str], str]

HALF = 0.5
FAMILIES = {
    "": "the best way",
    "instc": "the INSTC",
    "suez": "Suez",
    "suez_any": "the best way outside Iran",
    "by_sea": "sea",
    "over_iran": "Iran",
}
BELOW = {"days": "Too fast", "usd_per_teu": "Too cheap", "co2e_kg_per_teu": "Too clean"}
ABOVE = {"days": "Too slow", "usd_per_teu": "Too dear", "co2e_kg_per_teu": "Too dirty"}
AMOUNTS = {
    "days": "takes {} days",
    "usd_per_teu": "costs USD {} a TEU",
    "co2e_kg_per_teu": "emits {} kg CO2e a TEU",
}
SAVED = {"saving_days": "time", "saving_usd": "cost", "saving_co2e": "CO2e"}
INSIDE = {"holds": "Right", "plausible": "Possible, at the edge"}
VOLUMES = {"holds": "It could pass", "plausible": "It might just pass"}
LENGTHS = {"holds": "Right", "plausible": "Nearly right"}


def in_words(claim: pd.Series, finding: Finding, called: Called) -> str:
    """
    Say what a verdict rests on, as one would tell it to a reader.

    Parameters
    ----------
    claim
        Row of ``claims``.
    finding
        What the model says to it.
    called
        Names a place or corridor for people.

    Returns
    -------
    sentence
        With the pair and the way where the claim has them; else the arithmetic itself.
    """
    quantity, numbers = claim["quantity"], finding.numbers
    if quantity in AMOUNTS and "p10" in numbers:
        return _amount(claim, finding, called)
    if quantity in {"faster", "cheaper"} and "share" in numbers:
        return _less(claim, finding, called)
    if quantity in SAVED and "p50" in numbers:
        return _saving(claim, finding, called)
    if quantity in {"length_km", "link_length_km"} and "model_km" in numbers:
        km = f"{numbers['model_km']:,.0f} km"
        way = f"{_between(claim, called)} by {_way(claim['corridor_id'], called)}"
        return f"{LENGTHS.get(finding.verdict, 'Wrong')}: {way} is {km}."
    if quantity == "volume" and "mtpa" in numbers:
        branch = BRANCHES[claim["expected"]].label
        takes = f"takes {numbers['mtpa']:g} Mt a year; claimed are {numbers['claimed_mtpa']:.2g}"
        return f"{VOLUMES.get(finding.verdict, 'Too much')}: {branch}, {takes}."
    return finding.arithmetic[:1].upper() + finding.arithmetic[1:]


def _amount(claim: pd.Series, finding: Finding, called: Called) -> str:
    """Tell of days, USD or CO2e."""
    quantity, numbers = claim["quantity"], finding.numbers
    word = INSIDE.get(finding.verdict, "")
    if not word:
        below = numbers["share"] < HALF  # of the draws lie under what is claimed
        word = (BELOW if below else ABOVE)[quantity]
    span = f"{numbers['p10']:,.0f}-{numbers['p90']:,.0f}"
    way = f"{_between(claim, called)} by {_way(claim['corridor_id'], called)}"
    return f"{word}: {way} {AMOUNTS[quantity].format(span)}."


def _less(claim: pd.Series, finding: Finding, called: Called) -> str:
    """Tell whether one way is faster or cheaper than another."""
    runs = f"{100 * finding.numbers['share']:.0f} runs of 100"
    mine, theirs = (_way(claim[name], called) for name in ("corridor_id", "against"))
    ends = _between(claim, called)
    return f"{ends}: {mine} is {claim['quantity']} than {theirs} in {runs}."


def _saving(claim: pd.Series, finding: Finding, called: Called) -> str:
    """Tell what is saved of what is claimed."""
    numbers = finding.numbers
    mine, theirs = (_way(claim[name], called) for name in ("corridor_id", "against"))
    span = f"{numbers['p10']:.0f} to {numbers['p90']:.0f} %"
    what = f"{mine} saves {span} of the {SAVED[claim['quantity']]} of {theirs}"
    return f"{_between(claim, called)}: {what}, where {claim['low']:g} % is claimed."


def _between(claim: pd.Series, called: Called) -> str:
    """Name the pair."""
    ends = [claim["from_id"], claim["to_id"]]
    if claim["subject_id"]:
        ends = claim["subject_id"].split()
    return " - ".join(called(end).partition(" (")[0] for end in ends)


def _way(word: str, called: Called) -> str:
    """Name a corridor, a family or the best way."""
    return FAMILIES[word] if word in FAMILIES else called(word)
