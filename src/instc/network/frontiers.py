"""Which borders and bridges a lorry may pass on a day, and what it meets there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import filterfalse, groupby, permutations, starmap
from math import inf, isnan
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from instc.errors import ScenarioError
from instc.network.columns import USABLE
from instc.network.overland import Gates
from instc.tables.link_rules import UNION
from instc.tables.periods import holds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from instc.network.overland import Passing

    Change = tuple[str, str, object]
    Tables = Callable[[str], pd.DataFrame]  # gives a table by its name

EARLIEST = "2000-01-01"  # of a row whose beginning is not known
SHUT = {
    "closed": "shut",
    "under_construction": "under construction",
    "planned": "planned",
    "limited": "limited to others",  # no hours are known for lorries
}
CHANGEABLE = ("status", "dwell_id", "fee_id")
GATE, PAIR = attrgetter("gate_id"), attrgetter("pair")
WHOLE, PASSABLE = attrgetter("whole"), attrgetter("passable")


class Post(NamedTuple):
    """A row of a post, a whole frontier or a bridge: a post has the same point on both sides."""

    gate_id: str
    name: str
    country_a: str
    country_b: str
    lon_a: float
    lat_a: float
    lon_b: float
    lat_b: float
    from_date: str
    to_date: str
    status: str
    dwell_id: str
    fee_id: str
    source_id: str
    note: str
    from_country: str = ""  # that is left; empty where directions are alike

    @property
    def pair(self) -> tuple[str, str]:
        """The two territories, in alphabetical order."""
        return min(self.country_a, self.country_b), max(self.country_a, self.country_b)

    @property
    def whole(self) -> bool:
        """Tell whether it speaks of a whole frontier."""
        return isnan(self.lon_a)

    @property
    def passable(self) -> bool:
        """Tell whether lorries pass: where it is limited, only if it says for how long."""
        timed = self.status != "limited" or self.dwell_id != "" or self.whole
        return self.status in USABLE and timed

    def holds(self, as_of: str) -> bool:
        """Tell whether it holds on a day."""
        return holds(self.from_date, self.to_date, as_of)


class Toll(NamedTuple):
    """What a lorry meets at a border: its name, state, parameters and source."""

    name: str
    status: str
    dwell_id: str
    fee_id: str
    source_id: str
    note: str


TOLL = attrgetter(*Toll._fields)
NO_POST = Toll("", "closed", "", "", "", "")  # what no row says is shut
FREE = Toll("", "open", "", "", "", "")


@dataclass(frozen=True, eq=False)
class Frontiers:
    """
    Borders and bridges in the state of a day.

    Attributes
    ----------
    gates
        Posts and bridges that are open.
    unions
        Pairs of territories, in both orders, between which lorries pass anywhere: the union, or
        nothing where they don't stop.
    tolls
        By gate or union and the territory that is left, which is empty where directions are alike.
    barred
        As ``tolls``, of posts and bridges where no lorry passes.
    shut
        Why a pair of territories, in alphabetical order, has no open post although a row names one.
    names
        Of the territories.
    """

    gates: Gates
    unions: dict[tuple[str, str], str]
    tolls: dict[tuple[str, str], Toll]
    barred: dict[tuple[str, str], Toll]
    shut: dict[tuple[str, str], str]
    names: dict[str, str]

    def toll(self, passing: Passing) -> Toll | None:
        """Look up what a lorry meets; None where it may not pass in this direction."""
        alike = self.tolls.get((passing.gate_id, ""))
        return self.tolls.get((passing.gate_id, passing.left), alike)

    def met(self, passing: Passing) -> Toll:
        """Look up what a lorry meets at a post or, by the word ``union``, inside one."""
        if passing.gate_id == UNION:
            return self._inside(passing)
        alike = self.barred.get((passing.gate_id, ""), NO_POST)
        barred = self.barred.get((passing.gate_id, passing.left), alike)
        return self.toll(passing) or barred

    def _inside(self, passing: Passing) -> Toll:
        """Look up what a lorry meets between two members of a union; elsewhere it is shut."""
        union = self.unions.get((passing.left, passing.entered))
        if union is None:
            return NO_POST
        return self.tolls.get((union, ""), FREE)


def gate_ids(tables: Tables) -> set[str]:
    """List the posts, frontiers and bridges that a scenario may open or close."""
    return set(map(GATE, _posts(tables)))


def gate_cell(tables: Tables, as_of: str, gate_id: str, column: str) -> str:
    """Look up a cell of a post, frontier or bridge on a day; empty where no row is in force."""
    for post in _posts(tables):
        if post.gate_id == gate_id and post.holds(as_of):
            return str(getattr(post, column))
    return ""


def frontiers(tables: Tables, as_of: str, changes: Iterable[Change] = ()) -> Frontiers:
    """
    Read the borders and bridges in the state of a day, changed as scenarios say.

    Parameters
    ----------
    tables
        Gives a table by its name.
    as_of
        ISO date; periods hold their first day and not their last.
    changes
        Subject, column and value; what is no post, frontier or bridge is left alone.

    Raises
    ------
    ScenarioError
        A change is of a column that none of them has.
    """
    known = _posts(tables)
    now = _changed(known, as_of, changes)
    closed = list(filterfalse(PASSABLE, now))
    whole = {post.pair: post for post in filter(WHOLE, closed)}
    usable: list[Post] = []
    barred: list[Post] = []
    for post in filterfalse(WHOLE, now):
        passed = post.passable and post.pair not in whole
        (usable if passed else barred).append(post)
    members = tables("unions")
    unions = _unions(members, as_of, {*whole, *map(PAIR, filterfalse(WHOLE, known))})
    shut = _shut(closed)
    for pair in (*unions, *map(PAIR, usable)):
        shut.pop(pair, None)
    tolls, told = _tolls(usable, members), _barred(barred, whole)
    return Frontiers(_gates(usable), unions, tolls, told, shut, _names(tables))


def _posts(tables: Tables) -> list[Post]:
    """Put posts, frontiers and bridges into one list."""
    posts, bridges = tables("road_borders"), tables("bridges")
    posts = posts.assign(lon_b=posts["lon"], lat_b=posts["lat"])
    named = {"crossing_id": "gate_id", "lon": "lon_a", "lat": "lat_a"}
    rows = _rows(posts.rename(columns=named), Post._fields)
    bridges = bridges.rename(columns={"bridge_id": "gate_id"})
    return list(starmap(Post, (*rows, *_rows(bridges, Post._fields[:-1]))))


def _rows(table: pd.DataFrame, columns: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    """Give some cells of each row."""
    return zip(*(table[column].tolist() for column in columns), strict=True)


def _changed(known: list[Post], as_of: str, changes: Iterable[Change]) -> list[Post]:
    """Give the rows of the day; where a scenario opens what has none, its last row."""
    now = [post for post in known if post.holds(as_of)]
    last = {post.gate_id: post for post in known}
    for gate, column, value in changes:
        if gate not in last:
            continue
        if column not in CHANGEABLE:
            raise ScenarioError(
                f'"{gate}" is a border or bridge: a scenario may set its {", ".join(CHANGEABLE)}, '
                f"not {column}"
            )
        if gate not in map(GATE, now):
            now.append(last[gate])
        cell: dict[str, Any] = {column: value}
        for place, post in enumerate(now):
            if post.gate_id == gate:
                now[place] = post._replace(**cell)
    return now


def _barred(posts: list[Post], whole: dict[tuple[str, str], Post]) -> dict[tuple[str, str], Toll]:
    """Say why no lorry passes at a post: its own row, or that of the whole frontier."""
    barred = {}
    for post in posts:
        why = post
        if post.status in USABLE:
            why = whole.get(post.pair, post)
        state = why.status
        if state in USABLE:
            state = "closed"
        key = (post.gate_id, post.from_country)
        barred[key] = Toll(post.name, state, "", "", why.source_id, why.note)
    return barred


def _shut(closed: list[Post]) -> dict[tuple[str, str], str]:
    """Say why pairs of territories have no open post: a whole frontier before a single post."""
    words = {}
    for post in sorted(closed, key=lambda post: inf if post.whole else post.lon_a):
        if post.country_a == post.country_b:
            continue
        said = SHUT[post.status]
        if not post.whole:
            said += f" at {post.name}"
        if post.from_date != EARLIEST:
            said += f" since {post.from_date}"
        words[post.pair] = f"{said} (source: {post.source_id})"
    return words


def _unions(
    members: pd.DataFrame, as_of: str, ruled: set[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Pair the members of each union, but those whose own rows say where lorries pass."""
    rows = _rows(members, ("union_id", "country", "dwell_id", "from_date", "to_date"))
    now = sorted(row for row in rows if holds(row[3], row[4], as_of))
    found: dict[tuple[str, str], str] = {}
    for union, here in groupby(now, key=itemgetter(0)):
        _, countries, stops, *_ = zip(*here, strict=True)
        label = ""
        if any(stops):
            label = union
        for pair in permutations(sorted(set(countries)), 2):
            free = (min(pair), max(pair)) not in ruled
            if free and found.get(pair, label) >= label:  # no stop beats one
                found[pair] = label
    return found


def _gates(usable: list[Post]) -> Gates:
    """Give posts and bridges their two sides; one row each, whatever its directions."""
    each: dict[str, Post] = {}
    for post in usable:
        each.setdefault(post.gate_id, post)
    sides = np.array([(post.country_a, post.country_b) for post in each.values()], dtype=str)
    ends = [(post.lon_a, post.lat_a, post.lon_b, post.lat_b) for post in each.values()]
    points = np.array(ends, dtype=float).reshape(-1, 2, 2)
    return Gates(np.array(list(each), dtype=str), sides.reshape(-1, 2), points)


def _tolls(usable: list[Post], unions: pd.DataFrame) -> dict[tuple[str, str], Toll]:
    """Say what a lorry meets at each post and bridge, and between the members of each union."""
    tolls = {}
    for post in usable:
        tolls[post.gate_id, post.from_country] = Toll(*TOLL(post))
    inner = unions.drop_duplicates("union_id")
    for union, *rest in _rows(inner, ("union_id", "dwell_id", "fee_id", "source_id", "note")):
        tolls[union, ""] = Toll(f"inner border ({union})", "open", *rest)
    return tolls


def _names(tables: Tables) -> dict[str, str]:
    """Name the territories; those that Natural Earth has as disputed say so."""
    names: dict[str, str] = {}
    for key, name, disputed in _rows(tables("territories"), ("territory_id", "name", "disputed")):
        names.setdefault(key, f"{name} (disputed)" if disputed else name)
    return names
