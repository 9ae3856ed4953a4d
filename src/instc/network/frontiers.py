"""Which borders and bridges a lorry may pass on a day, and what it meets there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from instc.errors import ScenarioError
from instc.network.columns import USABLE
from instc.network.overland import Gates
from instc.tables.link_rules import UNION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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


class Toll(NamedTuple):
    """What a lorry meets at a border: its name, state, parameters and source."""

    name: str
    status: str
    dwell_id: str
    fee_id: str
    source_id: str
    note: str


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
    borders, bridges = tables("road_borders"), tables("bridges")
    return set(borders["crossing_id"]) | set(bridges["bridge_id"])


def gate_cell(tables: Tables, as_of: str, gate_id: str, column: str) -> str:
    """Look up a cell of a post, frontier or bridge on a day; empty where no row is in force."""
    rows = _rows(tables)
    now = _in_force(rows[rows["gate_id"] == gate_id], as_of)
    return next((str(value) for value in now[column]), "")


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
    rows = _rows(tables)
    now = _changed(rows, as_of, changes)
    point, passable = now["lon_a"].notna(), _passable(now)
    shut = _shut(now[~passable])
    whole = set(_pairs(now[~point & ~passable]))
    allowed = np.array([pair not in whole for pair in _pairs(now)], dtype=bool)
    usable = now[point & passable & allowed]
    barred = _barred(now[point & ~(passable & allowed)], now[~point & ~passable])
    members = tables("unions")
    ruled = whole | set(_pairs(rows[rows["lon_a"].notna()]))
    unions = _unions(_in_force(members, as_of), ruled)
    open_pairs = set(_pairs(usable)) | set(unions)
    reasons = {pair: why for pair, why in shut.items() if pair not in open_pairs}
    tolls = _tolls(usable, members)
    return Frontiers(_gates(usable), unions, tolls, barred, reasons, _names(tables))


def _rows(tables: Tables) -> pd.DataFrame:
    """Put posts, frontiers and bridges into one table: a post has the same point on both sides."""
    posts = tables("road_borders").rename(columns={"crossing_id": "gate_id"})
    bridges = tables("bridges").rename(columns={"bridge_id": "gate_id"})
    twice = posts.rename(columns={"lon": "lon_a", "lat": "lat_a"})
    twice = twice.assign(lon_b=posts["lon"], lat_b=posts["lat"])
    return pd.concat([twice, bridges.assign(from_country="")], ignore_index=True)


def _in_force(rows: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Keep the rows of a day."""
    begun = rows["from_date"] <= as_of
    return rows[begun & ((rows["to_date"] == "") | (rows["to_date"] > as_of))]


def _changed(rows: pd.DataFrame, as_of: str, changes: Iterable[Change]) -> pd.DataFrame:
    """Give the rows of the day; where a scenario opens what has none, its last row."""
    now = _in_force(rows, as_of)
    known = set(rows["gate_id"])
    asked = [change for change in changes if change[0] in known]
    for gate, column, value in asked:
        if column not in CHANGEABLE:
            raise ScenarioError(
                f'"{gate}" is a border or bridge: a scenario may set its {", ".join(CHANGEABLE)}, '
                f"not {column}"
            )
        if gate not in set(now["gate_id"]):
            now = pd.concat([now, rows[rows["gate_id"] == gate].tail(1)])
        now = now.assign(**{column: now[column].mask(now["gate_id"] == gate, value)})
    return now


def _pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Give the two territories of each row, in alphabetical order."""
    sides = np.sort(rows[["country_a", "country_b"]].to_numpy(dtype="str"), axis=1)
    return [(str(one), str(other)) for one, other in sides]


def _passable(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows let lorries pass: one that is limited, only where it says for how long."""
    timed = (rows["status"] != "limited") | (rows["dwell_id"] != "") | rows["lon_a"].isna()
    return rows["status"].isin(USABLE) & timed


def _barred(posts: pd.DataFrame, whole: pd.DataFrame) -> dict[tuple[str, str], Toll]:
    """Say why no lorry passes at a post: its own row, or that of the whole frontier."""
    frontier = dict(zip(_pairs(whole), whole.itertuples(), strict=True))
    barred = {}
    for pair, row in zip(_pairs(posts), posts.itertuples(), strict=True):
        why = row
        if pair in frontier and row.status in USABLE:
            why = frontier[pair]
        state = why.status
        if state in USABLE:
            state = "closed"
        key = (row.gate_id, row.from_country)
        barred[key] = Toll(row.name, state, "", "", why.source_id, why.note)
    return barred


def _shut(closed: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Say why pairs of territories have no open post: a whole frontier before a single post."""
    closed = closed[closed["country_a"] != closed["country_b"]]
    ordered = closed.sort_values("lon_a", na_position="last", kind="stable")
    words = {}
    for pair, row in zip(_pairs(ordered), ordered.itertuples(), strict=True):
        said = SHUT[row.status]
        if not np.isnan(row.lon_a):
            said += f" at {row.name}"
        if row.from_date != EARLIEST:
            said += f" since {row.from_date}"
        words[pair] = f"{said} (source: {row.source_id})"
    return words


def _unions(now: pd.DataFrame, ruled: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Pair the members of each union, but those whose own rows say where lorries pass."""
    found: dict[tuple[str, str], str] = {}
    stops = now["dwell_id"] != ""
    for union, members in now.assign(stops=stops).groupby("union_id"):
        countries = sorted(set(members["country"]))
        label = ""
        if members["stops"].any():
            label = str(union)
        for pair in permutations(countries, 2):
            free = (min(pair), max(pair)) not in ruled
            if free and found.get(pair, label) >= label:  # no stop beats one
                found[pair] = label
    return found


def _gates(usable: pd.DataFrame) -> Gates:
    """Give posts and bridges their two sides; one row each, whatever its directions."""
    each = usable.drop_duplicates("gate_id")
    ends = each[["lon_a", "lat_a", "lon_b", "lat_b"]].to_numpy(dtype=float).reshape(-1, 2, 2)
    sides = each[["country_a", "country_b"]].to_numpy(dtype="str")
    return Gates(each["gate_id"].to_numpy(dtype="str"), sides.reshape(-1, 2), ends)


def _tolls(usable: pd.DataFrame, unions: pd.DataFrame) -> dict[tuple[str, str], Toll]:
    """Say what a lorry meets at each post and bridge, and between the members of each union."""
    inner = unions.drop_duplicates("union_id").assign(from_country="", status="open")
    inner = inner.assign(gate_id=inner["union_id"], name="inner border (" + inner["union_id"] + ")")
    rows = pd.concat([usable, inner])
    tolls = {}
    for row in rows[["gate_id", "from_country", *Toll._fields]].itertuples(index=False):
        tolls[row.gate_id, row.from_country] = Toll(*row[2:])
    return tolls


def _names(tables: Tables) -> dict[str, str]:
    """Name the territories; those that Natural Earth has as disputed say so."""
    rows = tables("territories").drop_duplicates("territory_id").set_index("territory_id")
    disputed = rows["disputed"].astype(bool)
    names: dict[str, str] = rows["name"].mask(disputed, rows["name"] + " (disputed)").to_dict()
    return names
