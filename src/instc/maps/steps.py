"""The story of a page in five steps: which facts its data hold for each; words are the page's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from instc.capacity.branch import BRANCHES, load_capacities
from instc.capacity.ladder import assess

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from instc.capacity.branch import Branch
    from instc.capacity.ladder import Ladder
    from instc.comparison.comparison import Comparison
    from instc.scenarios.world import World

Row = dict[str, Any]

STRAIT, PORT = "hormuz", "bandar_abbas"
BREAKS = ("incheh_borun", "sarakhs")  # of the gauge, the first that a way passes
HELD_UP = ("transshipment",)
ISO_MONTH = 7  # letters of "2023-08"


def story_of(data: Row, answer: Comparison) -> list[Row]:
    """
    Choose the steps that a page can tell, each with the facts that its sentence needs.

    Parameters
    ----------
    data
        From `instc.maps.page_data.data_of`, whose numbers of trips, switches and lines are used.
    answer
        The first world of the page.

    Returns
    -------
    steps
        ``north, gap, gauge, hormuz, event``; one whose facts are absent is left out. Days that a
        page knows are named by trip or world, and not written again.
    """
    steps = (
        _north(data, answer),
        _gap(data, answer),
        _gauge(data),
        _hormuz(data),
        _event(data, answer),
    )
    return [step for step in steps if step]


def _rows(data: Row) -> Iterator[tuple[Row, Row]]:
    """Give route and trip of the ways of the first world: what is drawn first, then the fastest."""
    rows = data["worlds"][0]["rows"]
    days = data["fig"]
    for route, trip, *_ in sorted(rows, key=lambda row: (row[4] != 1, days[row[2]][1][1])):
        yield data["routes"][route], data["trips"][trip]


def _legs(data: Row, trip: Row) -> list[Row]:
    """List the legs of a trip."""
    return [data["legs"][number] for number in trip["legs"]]


def _north(data: Row, answer: Comparison) -> Row | None:
    """Name the best way over Iran and the best of the other sides."""
    short = answer.short_answer()
    known = {route["id"] for route, _ in _rows(data)}
    if short.rival is None or not {short.ours, short.rival} <= known:
        return None
    return {"k": "north", "a": short.ours, "b": short.rival}


def _gap(data: Row, answer: Comparison) -> Row | None:
    """Find a line that isn't built, the lorry over it today, the switch, and what holds then."""
    for number, link in enumerate(data["unbuilt"]):
        switch = _switch(data, link["id"], "open")
        over = _lorry(data, {link["a"], link["b"]})
        if switch is not None and over is not None:
            step = {"k": "gap", "link": number, "bit": switch, **over}
            known = {place["id"] for place in data["places"]}
            return step | _works(answer.world, link["id"], known)
    return None


def _switch(data: Row, subject: str, state: str) -> int | None:
    """Give the number of the switch that brings something into a state."""
    for number, switch in enumerate(data["switches"]):
        if switch["set"].get(subject) == state:
            return number
    return None


def _lorry(data: Row, ends: set[str]) -> Row | None:
    """Find the way that goes by lorry between two places, and the days before, on and after it."""
    for route, trip in _rows(data):
        legs = _legs(data, trip)
        for before, over, after in zip(legs, legs[1:], legs[2:], strict=False):
            loaded = before["mode"] in HELD_UP and after["mode"] in HELD_UP
            if loaded and over["mode"] == "road" and {over["a"], over["b"]} == ends:
                days = [round(leg["h"] / 24, 3) for leg in (before, over, after)]
                return {"route": route["id"], "km": over["km"], "d": days}
    return None


def _works(world: World, link_id: str, known: set[str]) -> Row:
    """Say when a branch is promised the works on a line, and what holds it then."""
    values = load_capacities(world.network, world.home.seeds)
    for branch in BRANCHES.values():
        ladder, state = _ladder(world, branch, values)
        if link_id not in state or link_id not in ladder.links.index:
            continue
        found = ladder.next_project(ladder.cut())
        if found is None:
            return {}
        works, due = found
        then = ladder.lift(works).step(None, works, "project", due)
        if then.mtpa is None or not then.binding:
            return {"due": due[:4]}
        ends = ladder.links.loc[then.binding[0], ["from_node_id", "to_node_id"]]
        places = world.network.nodes.loc[ends, "place_id"].tolist()
        if not set(places) <= known:
            return {"due": due[:4]}
        return {"due": due[:4], "mt": then.mtpa, "held": places}
    return {}


def _ladder(world: World, branch: Branch, values: pd.DataFrame) -> tuple[Ladder, tuple[str, ...]]:
    """Give the ladder of a branch, and the links that hold it today."""
    ladder, state = assess(world.network, world.corridors, branch, values, world.as_of)
    return ladder, state.binding


def _gauge(data: Row) -> Row | None:
    """Find where a way changes its gauge, from which to which, and how long that takes."""
    gauges = {place["id"]: place.get("g") for place in data["places"]}
    for place in BREAKS:
        for route, trip in _rows(data):
            for leg in _legs(data, trip):
                if leg["mode"] == "gauge_break" and leg["a"] == place:
                    days, wide = round(leg["h"] / 24, 3), gauges[place]
                    return {"k": "gauge", "at": place, "g": wide, "d": days, "route": route["id"]}
    return None


def _hormuz(data: Row) -> Row | None:
    """Find the way through the strait to the port behind it, its stay there, and the switch."""
    for route, trip in _rows(data):
        legs = _legs(data, trip)
        passes = any(STRAIT in leg["via"] and PORT in {leg["a"], leg["b"]} for leg in legs)
        stays = [leg["h"] for leg in legs if leg["a"] == leg["b"] == PORT]
        if passes and stays:
            days = round(sum(stays) / 24, 3)
            closed = _switch(data, STRAIT, "closed")
            return {"k": "hormuz", "at": PORT, "d": days, "bit": closed, "route": route["id"]}
    return None


def _event(data: Row, answer: Comparison) -> Row | None:
    """Find a journey in print between the same ends, a measured part of it, and the way."""
    table = answer.world.table("observations")
    ends = [end["id"] for end in data["meta"]["ends"]]
    from_place, to_place = (table[name].map(_place) for name in ("from_id", "to_id"))
    whole = table[(from_place == ends[0]) & (to_place == ends[1]) & (table["kind"] == "plan")]
    for journey in whole.itertuples():
        of_trip = table[table["trip"] == journey.trip]
        for seen in of_trip[of_trip["kind"] == "measured"].itertuples():
            stretch = _place(seen.from_id), _place(seen.to_id)
            found = _stretch(data, stretch, journey.corridor_id)
            if found is not None:
                disputed = bool((of_trip["kind"] == "disputed").any())
                days = {"low": float(seen.days_low), "high": float(seen.days_high)}
                month = str(seen.date_start)[:ISO_MONTH]
                said = {"when": month, "grade": seen.grade, "disputed": disputed}
                page_source = {"src": [seen.source_id]}
                return {"k": "event", "at": list(stretch), **days, **said, **page_source, **found}
    return None


def _place(node_id: str) -> str:
    """Give the place of a node as the tables write it."""
    return str(node_id).rpartition(".")[0]


def _stretch(data: Row, ends: tuple[str, str], corridor_id: str) -> Row | None:
    """Add up the mean days of a way from one place to another, without the stay at the second."""
    for route, trip in _rows(data):
        legs = _legs(data, trip)
        starts = [number for number, leg in enumerate(legs) if leg["a"] == ends[0]]
        stops = [number for number, leg in enumerate(legs) if leg["b"] == ends[1]]
        if route["id"] == corridor_id and starts and stops:
            hours = sum(leg["h"] for leg in legs[starts[-1] : stops[0] + 1])
            return {"d": round(hours / 24, 3), "route": route["id"]}
    return None
