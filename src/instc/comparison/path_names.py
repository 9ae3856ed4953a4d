"""What a way is called: by its path, as a forwarder would say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from instc.display.text import capital
from instc.tables.modes import AFLOAT, MOVEMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from instc.comparison.question import Alternative
    from instc.routing.itinerary import Itinerary

CARRIERS = {"rail": "rail", "road": "lorry"}  # by mode; all else is a ship
BEST_BY = {"days": ", fastest", "usd": ", cheapest", "co2e": ", least CO2e"}
MANY = 3  # carriers, from which on the ship at the sea's end goes without saying


class Carriage(NamedTuple):
    """One carrier after another: what it is, where it goes, which land borders it crosses."""

    carrier: str
    to: str
    borders: tuple[str, ...]


def path_name(trip: Itinerary) -> str:
    """
    Name a way by its path.

    Examples
    --------
    >>> import instc
    >>> path_name(instc.load_model().route("Mumbai", "Moscow"))
    'ship to Novorossiysk, then rail'
    """
    carriages = _carriages(trip)
    if len(carriages) >= MANY and carriages[0].carrier == "ship":
        carriages = carriages[1:]
    elif len(carriages) >= MANY and carriages[-1].carrier == "ship":
        carriages = carriages[:-1]
    if not carriages:
        return "by lorry"
    if len(carriages) == 1:
        return f"{carriages[0].carrier} all the way{_by(carriages[0], '')}"
    said = ""
    for carriage in carriages[:-1]:
        said += f"{carriage.carrier} to {carriage.to}{_by(carriage, said)}, "
    last = carriages[-1]
    return f"{said}then {last.carrier}{_by(last, said)}"


def _by(carriage: Carriage, said: str) -> str:
    """Name the border of Iran that a carrier crosses, unless it was named."""
    for border in carriage.borders:
        town = border.partition(" (")[0]  # which has the same name on both sides
        if town not in said and town not in carriage.to:
            return f" by {border}"
    return ""


def _carriages(trip: Itinerary) -> list[Carriage]:
    """List the carriers of a way in turn; one that is reloaded onto its like is one, but a ship."""
    place, country = trip.passed("name").tolist(), trip.passed("country").tolist()
    mode = trip.cells("mode").tolist()
    found: list[Carriage] = []
    changed = False
    for step, word in enumerate(mode):
        end = step + 1
        if word in AFLOAT or word in MOVEMENTS:
            carrier = CARRIERS.get(word, "ship")
            reloaded = carrier == "ship" and changed
            if not found or found[-1].carrier != carrier or reloaded:
                found.append(Carriage(carrier, "", ()))
            changed = False
        elif word == "transshipment":
            changed = True
        if not found:
            continue
        borders = found[-1].borders
        if word in {"border", "gauge_break"} and "IR" in country[step : end + 1]:
            borders = (*borders, place[step].removesuffix(" post"))
        to = place[end]
        if word == "drayage" and end == len(mode):
            to = place[step]
        found[-1] = found[-1]._replace(to=to, borders=borders)
    return found


def head(way: Alternative, side: str, called: Callable[[str], str]) -> str:
    """
    Call a way by the side that it is best of, or by its corridors.

    Parameters
    ----------
    way
        Whose row it is.
    side
        Label of its side.
    called
        Gives a corridor its name.
    """
    if way.corridor_id in way.named:
        return ", ".join(map(called, way.named))
    best = BEST_BY.get(way.corridor_id.partition(".")[2], "")
    return f"{capital(side)}{best}"


def title(way: Alternative, called: Callable[[str], str]) -> str:
    """Give the row of a table its words: head and path, and behind a side's way its corridors."""
    behind = ""
    if way.named and way.corridor_id not in way.named:
        behind = f" ({', '.join(map(called, way.named))})"
    return f"{way.head}: {way.label}{behind}"


def told_apart(names: Mapping[str, str], trips: Mapping[str, Itinerary]) -> dict[str, str]:
    """
    Add to names that several ways share a place that only the one passes.

    Parameters
    ----------
    names, trips
        By id.

    Returns
    -------
    names
        All different, where a named place tells the ways apart.
    """
    told = {}
    for key, name in names.items():
        same = [other for other in names if names[other] == name and other != key]
        told[key] = name
        if same:
            told[key] = f"{name}{_only_there(trips[key], [trips[other] for other in same])}"
    return told


def _only_there(trip: Itinerary, others: list[Itinerary]) -> str:
    """Name a place that a way passes and others don't, or the straits that it passes."""
    elsewhere: set[str] = set()
    for other in others:
        elsewhere.update(other.passed("name").tolist())
    for place, kind in zip(trip.passed("name"), trip.passed("kind"), strict=True):
        if place not in elsewhere and kind != "junction" and not place.startswith("sea."):
            return f", by {place}"
    return ""
