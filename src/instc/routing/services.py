"""Which services carry a box between two ports or over a border on a day, as print knows them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, NamedTuple

from instc.tables.periods import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

RUNS_ON = 3  # years after its last source that a service counts as running
SHIP, STOP, RUNNING, POSSIBLE = "ship", "stop", "running", "possible"
ENDLESS = "9999-12-31"


class Sailing(NamedTuple):
    """
    A service between two ports in one direction, or over a link.

    Attributes
    ----------
    service_id, ship_class, source_id
        Of its row.
    calls
        Ports at which it calls between the two.
    headway_days
        Of the longer of two headways in print; NaN where none is.
    seen
        Day of the last source that shows it.
    state
        As the row says: ``running`` or ``possible``.
    from_date
        Its first day.
    """

    service_id: str
    ship_class: str
    calls: int
    headway_days: float
    seen: str
    state: str
    from_date: str
    source_id: str


class Evidence(NamedTuple):
    """
    What print says of a service on a day.

    Attributes
    ----------
    served
        True where a service runs, False where none is known that should be, None where print
        would not tell.
    running
        Services that run.
    last
        The one that was seen last of those that do not, if any.
    begins
        First day of the first service to come, where that is why nothing is known.
    """

    served: bool | None
    running: tuple[Sailing, ...] = ()
    last: Sailing | None = None
    begins: str = ""

    def words(self, what: str) -> str:
        """
        Say it of a voyage or a border; nothing of what is served.

        Examples
        --------
        >>> Evidence(served=None, begins="2023-02-28").words("from Mundra to Novorossiysk")
        'services from Mundra to Novorossiysk not known before 2023-02-28'
        """
        if self.served:
            return ""
        if self.begins:
            return f"services {what} not known before {self.begins}"
        if self.served is None:
            return f"services {what} not known"
        said = f"no service {what} known to run on that day"
        if self.last is None:
            return said
        how = "last seen"
        if self.last.state == POSSIBLE:
            how = "only possible, printed"
        return f"{said} ({how}: {self.last.seen}, {self.last.source_id})"


Key = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Timetable:
    """
    What runs on a day: made by `timetable`, asked by ports and links.

    Attributes
    ----------
    running, others
        Sailings by port pair, in the direction of the box, or by link id and nothing; those that
        do not run on the day stand in ``others``.
    begins
        First day of the first service to come of a pair.
    stopped
        Ports and links of which a row says that all that touched them was stopped.
    covered
        Ports whose lines print covers, with the ports that they cover; all where none is named.
    """

    running: Mapping[Key, tuple[Sailing, ...]] = field(default_factory=dict)
    others: Mapping[Key, tuple[Sailing, ...]] = field(default_factory=dict)
    begins: Mapping[Key, str] = field(default_factory=dict)
    stopped: frozenset[str] = frozenset()
    covered: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def voyage(self, start: str, end: str) -> Evidence:
        """
        Say who carries a box from one port to another, by their ids without what follows the dot.

        Absence is evidence at covered ports alone.
        """
        return self._told((start, end))._replace(served=self.served(start, end))

    def served(self, start: str, end: str) -> bool | None:
        """Tell whether a service runs from one port to another; None where print would not tell."""
        key = (start, end)
        known = self._runs(key)
        if known is None and (self._covers(start, end) or self._covers(end, start)):
            return None if self._to_come(key) else False
        return known

    def over(self, link_id: str) -> Evidence:
        """Say who carries boxes over a border or by a ferry: not known where no row names it."""
        found = self._told((link_id, ""))
        if found.served is None and found.last is not None:
            return found._replace(served=False)
        return found

    def links(self) -> set[str]:
        """Name the links that a service passes, or passed, or could."""
        keys = {*self.running, *self.others}
        return {link for link, end in keys if not end} | self.stopped

    def _told(self, key: Key) -> Evidence:
        """Say what the rows of a pair or link say."""
        served, others = self._runs(key), self.others.get(key)
        last = max(others, key=_by_last) if others else None
        begins = ""
        if served is None:
            begins = self._to_come(key)
        return Evidence(served, self.running.get(key, ()), last, begins)

    def _runs(self, key: Key) -> bool | None:
        """Tell whether the rows of a pair or link say that a service runs, or was stopped."""
        if key in self.running:
            return True
        return None if self.stopped.isdisjoint(key) else False

    def _to_come(self, key: Key) -> str:
        """Give the first day of a service to come, where there was none before."""
        return "" if key in self.others else self.begins.get(key, "")

    def _covers(self, port: str, other: str) -> bool:
        """Tell whether print covers the lines of a port to another."""
        towards = self.covered.get(port)
        return towards is not None and (not towards or other in towards)


def _by_last(sailing: Sailing) -> tuple[bool, str]:
    """Order services by what says more: one that ran, then the later."""
    return sailing.state == RUNNING, sailing.seen


def timetable(
    services: pd.DataFrame, groups: pd.DataFrame, covered: pd.DataFrame, day: str
) -> Timetable:
    """
    Read what runs on a day.

    Parameters
    ----------
    services, groups, covered
        Tables ``services``, ``port_groups`` and ``ports_covered``.
    day
        ISO date.

    Returns
    -------
    timetable
        A service runs from its first day until 36 months after its last source, its last day, or
        a stop that no later source contradicts.

    Examples
    --------
    >>> from instc.tables.schema import read_table
    >>> tables = [read_table(name) for name in ("services", "port_groups", "ports_covered")]
    >>> timetable(*tables, "2024-01-01").voyage("novorossiysk", "mundra").running[0].service_id
    'fesco_filw'
    """
    services = services.sort_values(["service_id", "from_date", "source_id"], kind="stable")
    members = _members(groups.sort_values(["group_id", "port_id"], kind="stable"))
    stops = services[(services["kind"] == STOP) & in_force(services, day)]
    stopped = _stopped(stops, members)
    running: dict[Key, list[Sailing]] = defaultdict(list)
    others: dict[Key, list[Sailing]] = defaultdict(list)
    begins: dict[Key, str] = {}
    for row in services[services["kind"] != STOP].itertuples():
        counts = row.state == RUNNING and day < min(row.to_date or ENDLESS, _until(row.seen_date))
        for key, calls in _legs(row, members):
            sailing = _sailing(row, calls)
            if day < row.from_date:
                if row.state == RUNNING:
                    begins[key] = min(row.from_date, begins.get(key, ENDLESS))
            elif counts and not _is_stopped(key, row.seen_date, stopped):
                running[key].append(sailing)
            else:
                others[key].append(sailing)
    return Timetable(
        _frozen(running),
        _frozen(others),
        begins,
        frozenset(stopped),
        _covered(covered[in_force(covered, day)], members),
    )


def changes(services: pd.DataFrame) -> set[str]:
    """Give the days on which services run no more because print is silent of them."""
    return {_until(seen) for seen in services["seen_date"]}


def _members(groups: pd.DataFrame) -> dict[str, list[str]]:
    """List the ports of each group."""
    members: dict[str, list[str]] = {}
    for group, port in zip(groups["group_id"], groups["port_id"], strict=True):
        members.setdefault(group, []).append(port)
    return members


def _stopped(stops: pd.DataFrame, members: dict[str, list[str]]) -> dict[str, str]:
    """Give the day on which all was stopped, by port and by link."""
    stopped: dict[str, str] = {}
    for calls, links, day in stops[["calls", "links", "from_date"]].itertuples(index=False):
        touched = links.split()
        for call in calls.split():
            touched += members.get(call, [call])
        stopped |= dict.fromkeys(touched, day)
    return stopped


def _is_stopped(key: Key, seen: str, stopped: dict[str, str]) -> bool:
    """Tell whether what touches ports or links was stopped, and not seen since."""
    return any(seen <= stopped.get(name, "") for name in key)


@lru_cache(maxsize=512)
def _until(seen: str) -> str:
    """Give the first day on which a service that was seen last on a day counts no more."""
    return f"{int(seen[:4]) + RUNS_ON}{seen[4:]}"


def _sailing(row: Any, calls: int) -> Sailing:
    """Make a sailing of a row."""
    longer = float(row.headway_days)
    if row.headway_other > longer:
        longer = float(row.headway_other)
    named = (row.service_id, row.ship_class, calls, longer)
    return Sailing(*named, row.seen_date, row.state, row.from_date, row.source_id)


def _legs(row: Any, members: dict[str, list[str]]) -> Iterator[tuple[Key, int]]:
    """Give every pair of ports that a row joins, each once by its fewest calls, or its links."""
    if row.kind != SHIP:
        for link in row.links.split():
            yield (link, ""), 0
        return
    calls = [members.get(call, [call]) for call in row.calls.split()]
    fewest: dict[Key, int] = {}
    for first, last, between in _spans(row.order, len(calls)):
        for key in product(calls[first], calls[last]):
            if key[0] != key[1]:
                fewest[key] = min(between, fewest.get(key, between))
    yield from fewest.items()


def _spans(order: str, count: int) -> Iterator[tuple[int, int, int]]:
    """Give which calls follow which, and how many lie between."""
    if order == "hub":
        for spoke in range(1, count):
            yield 0, spoke, 0
            yield spoke, 0, 0
        return
    for first, last in combinations(range(count), 2):
        yield first, last, last - first - 1
        if order == "both":
            yield last, first, last - first - 1
        if order == "round":
            yield last, first, count - (last - first) - 1


def _covered(now: pd.DataFrame, members: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """Give the ports whose lines are covered, with those that they are covered to."""
    covered = {}
    for port, towards in zip(now["port_id"], now["towards"], strict=True):
        to: list[str] = []
        for group in towards.split():
            to += members.get(group, [group])
        covered[port] = frozenset(to)
    return covered


def _frozen(found: Mapping[Key, Iterable[Sailing]]) -> dict[Key, tuple[Sailing, ...]]:
    """Let no one add to lists."""
    return {key: tuple(sailings) for key, sailings in found.items()}
