"""Other readings of a claim: each way in which what it leaves open could be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from instc.capacity.branch import BRANCHES
from instc.version import DATA_DATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from instc.evidence.dated import Dated

NORMAL = "2023-01-01"
OTHER_SIDE = "the other side"  # what is said the other way about: shown, and decides nothing
SIDES = ("over_iran", "by_sea", "by_china", "middle_corridor")
OF_FAMILY = {"instc": "over_iran", "suez": "by_sea"}
VALUES = (10_000.0, 200_000.0)  # USD per TEU: the axis of cargo value
ENDS = ("origin", "destination")

FAMILIES = {
    "": "the best way",
    "instc": "the INSTC",
    "suez": "Suez",
    "suez_any": "the best way outside Iran",
    "by_sea": "the way by sea",
    "by_china": "the way by China",
    "middle_corridor": "the Middle Corridor",
    "over_iran": "the way over Iran",
}


class Reading(NamedTuple):
    """
    One reading of a claim.

    Attributes
    ----------
    axis
        What is varied.
    words
        To what.
    claim
        As it is then read.
    """

    axis: str
    words: str
    claim: pd.Series


def readings(claim: pd.Series, dated: Dated) -> list[Reading]:
    """List every other reading of a claim, by what it leaves open; its reverse comes last."""
    found = []
    for word in claim["open"].split():
        axis, _, place = word.partition("=")
        if place:
            end = "from_id" if axis == "origin" else "to_id"
            found.append(Reading(axis, f"{axis} {place}", with_cells(claim, **{end: place})))
            continue
        title, vary = AXES[axis]
        for words, changed in vary(claim, dated):
            found.append(Reading(title, words, changed))
    if claim["against"]:
        turned = with_cells(claim, corridor_id=claim["against"], against=claim["corridor_id"])
        names = [way_name(turned[end], dated.world.called) for end in ("corridor_id", "against")]
        words = f"said of the other side: {' against '.join(names)}"
        found.append(Reading(OTHER_SIDE, words, turned))
    return found


def way_name(word: str, called: Callable[[str], str]) -> str:
    """Name a corridor, a family, a side or the best way."""
    return FAMILIES[word] if word in FAMILIES else called(word)


def with_cells(claim: pd.Series, **cells: Any) -> pd.Series:
    """Give a claim with other cells."""
    changed = claim.copy()
    for name, value in cells.items():
        changed[name] = value
    return changed


def _by_baseline(claim: pd.Series, dated: Dated) -> Iterator[tuple[str, pd.Series]]:
    """Take each service by Suez for the one that is compared with, or that is meant."""
    column, word = ("against", "against") if claim["against"] == "suez" else ("corridor_id", "by")
    for name in _family("suez", claim, dated):
        yield f"{word} {name}", with_cells(claim, **{column: name})


def _by_side(claim: pd.Series, _: Dated) -> Iterator[tuple[str, pd.Series]]:
    """Take the best way of each other side for what is compared with."""
    taken = {OF_FAMILY.get(claim[name], claim[name]) for name in ("corridor_id", "against")}
    for name in SIDES:
        if name not in taken:
            yield f"against {name}", with_cells(claim, against=name)


def _by_corridor(claim: pd.Series, dated: Dated) -> Iterator[tuple[str, pd.Series]]:
    """Take each corridor of the INSTC for the one that is meant."""
    for name in _family("instc", claim, dated):
        yield f"by {name}", with_cells(claim, corridor_id=name)


def _family(family: str, claim: pd.Series, dated: Dated) -> list[str]:
    """List the corridors of a family on the day of a claim."""
    corridors = dated.on(claim["as_of"]).corridors
    return [name for name, corridor in corridors.items() if corridor.family == family]


def _by_direction(claim: pd.Series, _: Dated) -> Iterator[tuple[str, pd.Series]]:
    """Go the other way round."""
    turned = with_cells(claim, from_id=claim["to_id"], to_id=claim["from_id"])
    yield "the other way round", turned


def _by_year(claim: pd.Series, _: Dated) -> Iterator[tuple[str, pd.Series]]:
    """Ask on a day before the crises, and on that of the data."""
    for day in (NORMAL, DATA_DATE):
        if day != claim["as_of"]:
            yield f"as of {day}", with_cells(claim, as_of=day)


def _by_value(claim: pd.Series, _: Dated) -> Iterator[tuple[str, pd.Series]]:
    """Count the time of a cheap and of a dear cargo."""
    for value in VALUES:
        words = f"the time of a cargo of USD {value:,.0f} counted"
        yield words, with_cells(claim, cargo_value=value)


def _by_branch(claim: pd.Series, _: Dated) -> Iterator[tuple[str, pd.Series]]:
    """Take each other branch of the corridor."""
    for name, branch in BRANCHES.items():
        if name != claim["expected"]:
            yield branch.label, with_cells(claim, expected=name)


class Axis(NamedTuple):
    """What a claim leaves open, in words, and how it is varied."""

    title: str
    vary: Callable[[pd.Series, Dated], Iterator[tuple[str, pd.Series]]]


AXES = {
    "baseline": Axis("which Suez service", _by_baseline),
    "side": Axis("which other side", _by_side),
    "corridor": Axis("which corridor", _by_corridor),
    "direction": Axis("direction", _by_direction),
    "year": Axis("year", _by_year),
    "value": Axis("cargo value", _by_value),
    "branch": Axis("branch", _by_branch),
}
