"""A verdict in the words of a newspaper: the pair, the way, and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from instc.capacity.branch import BRANCHES
from instc.evidence.readings import way_name
from instc.evidence.rules import TOGETHER, UNTESTABLE, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from instc.evidence.rules import Finding

    Called = Callable[[str], str]

HALF = 0.5
BELOW = {"days": "Too fast", "usd_per_teu": "Too cheap", "co2e_kg_per_teu": "Too clean"}
ABOVE = {"days": "Too slow", "usd_per_teu": "Too dear", "co2e_kg_per_teu": "Too dirty"}
AMOUNTS = {
    "days": "takes {} days",
    "usd_per_teu": "costs USD {} a TEU",
    "co2e_kg_per_teu": "emits {} kg CO2e a TEU",
}
UNITS = {"days": "{} days", "USD/TEU": "USD {} a TEU", "kg/TEU": "{} kg CO2e a TEU", "%": "{} %"}
LESS = {"faster": "{} against {} days", "cheaper": "USD {} against {} a TEU"}
SAVED = {
    "saving_days": ("faster", "slower"),
    "saving_usd": ("cheaper", "dearer"),
    "saving_co2e": ("cleaner", "dirtier"),
}
INSIDE = {"holds": "Right", "plausible": "Possible, at the edge"}
SHARES = {
    "holds": "Yes",
    "plausible": "More often than not",
    "optimistic": "Less often than not",
    "contradicted": "No",
}
SAVINGS = {"holds": "Right", "plausible": "Possible", "optimistic": "Too much"}
VOLUMES = {"holds": "So much was counted", "plausible": "It could pass"}
LENGTHS = {"holds": "Right", "plausible": "Nearly right"}
PLAIN = {"holds": "Right", "plausible": "Nearly right"}
SAID_WHOLE = (
    "located_in",
    "avoids",
    "open_on",
    "bottleneck",
    "percent_change",
    "steaming_days",
    "tariff_change",
)


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
    for teller in TELLERS:
        if quantity in teller.quantities and teller.needs in numbers:
            return teller.tell(claim, finding, called)
    text = finding.arithmetic
    if quantity in SAID_WHOLE and finding.verdict != UNTESTABLE:
        text = f"{PLAIN.get(finding.verdict, 'Wrong')}: {text}"
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?")) else f"{text}."


def _amount(claim: pd.Series, finding: Finding, called: Called) -> str:
    """Tell of days, USD or CO2e; and what is claimed, where it was printed in another unit."""
    quantity, numbers = claim["quantity"], finding.numbers
    word = INSIDE.get(finding.verdict, "")
    if not word:
        below = numbers["share"] < HALF  # of the draws lie under what is claimed
        word = (BELOW if below else ABOVE)[quantity]
    way = f"{_pair(claim, called)}{_by(claim, called)}"
    said = ""
    if "claimed_low" in numbers:
        said = f"; claimed, in the same unit, {_span(numbers, 'claimed_low', 'claimed_high')}"
    span = _span(numbers, "p10", "p90")
    return f"{word}: {way} {AMOUNTS[quantity].format(span)}{said}."


def _length(claim: pd.Series, finding: Finding, called: Called) -> str:
    """Tell of a length."""
    km = finding.numbers["model_km"]
    word = LENGTHS.get(finding.verdict, "Too long" if claim["low"] > km else "Too short")
    return f"{word}: {_pair(claim, called)}{_by(claim, called)} is {km:,.0f} km."


def _less(claim: pd.Series, finding: Finding, called: Called) -> str:
    """Tell whether one way is faster or cheaper than another."""
    numbers, unit = finding.numbers, LESS[claim["quantity"]]
    mine, theirs = _ways(claim, called)
    amounts = unit.format(f"{numbers['p50']:,.0f}", f"{numbers['against_p50']:,.0f}")
    runs = f"{100 * numbers['share']:.0f} of 100 runs"
    return (
        f"{SHARES[finding.verdict]}: {_pair(claim, called)}, {mine} is {claim['quantity']} than "
        f"{theirs} in {runs} (about {amounts})."
    )


def _saving(claim: pd.Series, finding: Finding, called: Called) -> str:
    """Tell what is saved, between two ends, and what is claimed."""
    numbers, (good, bad) = finding.numbers, SAVED[claim["quantity"]]
    mine, theirs = _ways(claim, called)
    unit = UNITS[claim["unit"]]
    low, high = numbers["p10"], numbers["p90"]
    if low < 0 < high:
        span = f"from {unit.format(f'{-low:,.0f}')} {bad} to {unit.format(f'{high:,.0f}')} {good}"
    else:
        least, most = sorted((abs(low), abs(high)))
        amount = _span({"least": least, "most": most}, "least", "most")
        span = f"{unit.format(amount)} {good if high > 0 else bad}"
    word = SAVINGS.get(finding.verdict, "Far too much")
    said = unit.format(number(numbers.get("claimed_low", claim["low"])))
    return (
        f"{word}: {_pair(claim, called)}, {mine} is {span} than {theirs}; claimed: {said} {good}."
    )


def _shorter(claim: pd.Series, finding: Finding, called: Called) -> str:
    """Tell which of two ways is the shorter, and by how much."""
    numbers = finding.numbers
    mine, theirs = _ways(claim, called)
    lengths = [numbers["model_km"], numbers["against_km"]]
    word = SAVINGS.get(finding.verdict, "Far too much")
    if claim["quantity"] == "shorter":
        word = SHARES[finding.verdict]
    text = f"{word}: {_pair(claim, called)} is {lengths[0]:,.0f} km by {mine} and {lengths[1]:,.0f}"
    text += f" by {theirs}"
    if "saved" in numbers:
        text += f", {numbers['saved']:,.0f} {claim['unit']} less; "
        text += f"claimed: {claim['low']:,g} {claim['unit']}"
    return f"{text}."


def _volume(claim: pd.Series, finding: Finding, _: Called) -> str:
    """Tell what a branch can take, and what was counted on it."""
    numbers = finding.numbers
    names = claim["expected"].split()
    label = f"{BRANCHES[names[0]].label}," if len(names) == 1 else TOGETHER
    counted = "no count is in the tables"
    if "counted_mtpa" in numbers:
        counted = f"at most {numbers['counted_mtpa']:.2g} were counted"
    word = VOLUMES.get(finding.verdict, "Too much")
    said = f"{numbers['claimed_mtpa']:.2g} Mt a year are claimed"
    return f"{word}: {said}; {label} can take {numbers['mtpa']:g}, and {counted}."


def _pair(claim: pd.Series, called: Called) -> str:
    """Name the pair, by towns."""
    return " - ".join(_towns(claim, called))


def _towns(claim: pd.Series, called: Called) -> list[str]:
    """Name the towns of the two ends, places or facilities."""
    ends = claim["subject_id"].split() or [claim["from_id"], claim["to_id"]]
    names = []
    for end in ends:
        place = end.partition(".")[0]
        name = called(place)
        if name == place:
            name = called(end)
        names.append(name.partition(" (")[0])
    return names


def _by(claim: pd.Series, called: Called) -> str:
    """Say by which way, if one is meant."""
    return f" by {_ways(claim, called)[0]}" if claim["corridor_id"] else ""


def _ways(claim: pd.Series, called: Called) -> tuple[str, str]:
    """Name the way that is meant, and the one that it is held against; no town twice."""
    names = []
    for word in (claim["corridor_id"], claim["against"]):
        name = way_name(word, called)
        for town in _towns(claim, called):
            name = name.removesuffix(f" to {town}")
        names.append(name)
    return names[0], names[1]


def _span(numbers: Mapping[str, float], first: str, last: str) -> str:
    """Write a range of whole numbers, or one."""
    low, high = (f"{numbers[name]:,.0f}" for name in (first, last))
    return low if low == high else f"{low}-{high}"


class Teller(NamedTuple):
    """Which claims are told how, if the finding has the number that the words need."""

    quantities: tuple[str, ...]
    needs: str
    tell: Callable[[pd.Series, Finding, Called], str]


TELLERS = (
    Teller(tuple(AMOUNTS), "p10", _amount),
    Teller(tuple(LESS), "share", _less),
    Teller(tuple(SAVED), "p50", _saving),
    Teller(("length_km", "link_length_km"), "model_km", _length),
    Teller(("shorter", "saving_km"), "model_km", _shorter),
    Teller(("volume",), "mtpa", _volume),
)
