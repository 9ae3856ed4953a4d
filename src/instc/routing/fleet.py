"""The ships of a day: their kinds, their services, and what a direction costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product, starmap
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from instc.errors import UnknownIdError, did_you_mean
from instc.network.network import read_only
from instc.routing.services import Evidence, Sailing, Timetable, timetable
from instc.tables.parameters import LEAST, means
from instc.tables.periods import in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    Table = Callable[[str], pd.DataFrame]

RATED = "rate.sea"  # the parameter that a direction multiplies
UNKNOWN_SHIP = "unknown"  # class of a voyage of which no service is known
UNKNOWN_WAIT = "dwell.service_unknown"
SERVICE = "service:"  # parameters that are made here: the wait for a service, or for several
LEVELS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
ALIKE_DAYS = 1.0  # services whose days differ by no more are waited for together
LIMITS = {"max_draught_m": "draught_m", "max_length_m": "length_m", "max_beam_m": "beam_m"}


class Manner(NamedTuple):
    """
    How a question takes services.

    Attributes
    ----------
    possible
        Ways without a known service are taken like others; else served ones come first.
    served
        Ways without a known service are left out.
    ready
        Days count from a box that is ready: the wait for the first service is added.
    ship
        Class of ship that sails every voyage; empty: that of the service.
    """

    possible: bool = False
    served: bool = False
    ready: bool = False
    ship: str = ""


USUAL = Manner()


class Ship(NamedTuple):
    """
    A class of ships.

    Attributes
    ----------
    class_id, pace_id, call_id
        As in table ``ship_classes``.
    home
        Basins where a pair without a service is given this ship.
    size
        Draught, length and beam, m, by the word of the table.
    """

    class_id: str
    pace_id: str
    call_id: str
    home: tuple[str, ...]
    size: dict[str, float]

    def fits(self, limits: Mapping[str, float]) -> bool:
        """Tell whether it keeps every limit of a link."""
        return all(self.size[name] <= most for name, most in limits.items())


class Booking(NamedTuple):
    """
    How a box is carried from port to port.

    Attributes
    ----------
    ship, calls
        Class, and ports called at between the two.
    evidence
        What print says of the pair.
    sailings
        Services that take it: several where their days are alike.
    """

    ship: str
    calls: int
    evidence: Evidence
    sailings: tuple[Sailing, ...] = ()

    @property
    def wait_id(self) -> str:
        """The parameter of the wait for the first of its services."""
        known = [sailing for sailing in self.sailings if sailing.headway_days > 0]
        if not known:
            return UNKNOWN_WAIT
        return wait_id(known)


@dataclass(frozen=True, eq=False)
class Fleet:
    """
    What sails on a day.

    Attributes
    ----------
    timetable
        Services.
    ships
        Classes by id.
    limits
        By link id, what it lets pass.
    regions
        Port groups of a port, by its id without what follows the dot.
    trades
        Parameter of the rate, by the groups of loading and unloading.
    manner
        How a question takes services.
    """

    timetable: Timetable
    ships: Mapping[str, Ship]
    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trades: Mapping[tuple[str, str], str] = field(default_factory=dict)
    manner: Manner = USUAL

    def rate_id(self, start: str, end: str) -> str:
        """Name the rate of a direction: that of the table where no ratio is in print."""
        return self._trade(start, end) or RATED

    def direction_in_print(self, start: str, end: str) -> bool:
        """Tell whether a ratio of the direction is in print; else it costs as the other."""
        return bool(self._trade(start, end))

    def _trade(self, start: str, end: str) -> str:
        """Name the rate of the first two groups of ports between which a ratio is in print."""
        for pair in product(self.regions.get(start, ()), self.regions.get(end, ())):
            if pair in self.trades:
                return self.trades[pair]
        return ""

    def home_ship(self, basin: str) -> str:
        """Name the class that sails from a basin where no service is known."""
        if self.manner.ship:
            return self.manner.ship
        for ship in self.ships.values():
            if basin in ship.home:
                return ship.class_id
        return UNKNOWN_SHIP

    def book(
        self, start: str, end: str, basin: str, km: float, mean: Mapping[str, float]
    ) -> Booking:
        """
        Choose the services that carry a box between ports: those of the least mean days and wait.

        Parameters
        ----------
        start, end
            Ports, by their ids without what follows the dot.
        basin
            Where the voyage begins.
        km
            Length of the voyage in open water.
        mean
            Of the parameters.
        """
        evidence = self.timetable.voyage(start, end)
        if not evidence.running:
            return Booking(self.home_ship(basin), 0, evidence)
        days, felt = [], []
        for sailing in evidence.running:
            ship = self.ships[sailing.ship_class]
            at_sea = km * mean.get(ship.pace_id, 0.0) + sailing.calls * mean.get(ship.call_id, 0.0)
            days.append(at_sea / 24)
            headway = sailing.headway_days
            if not headway > 0:
                headway = mean[UNKNOWN_WAIT] / 12  # twice the mean, in days
            felt.append(at_sea / 24 + headway / 2)
        best = int(np.argmin(felt))
        chosen = evidence.running[best]
        alike = np.abs(np.array(days) - days[best]) <= ALIKE_DAYS
        pooled = tuple(one for one, near in zip(evidence.running, alike, strict=True) if near)
        ship_class = self.manner.ship or chosen.ship_class
        return Booking(ship_class, chosen.calls, evidence, pooled)


class Known(NamedTuple):
    """
    What print knows between each two of some ports: ports x ports.

    Attributes
    ----------
    served, unserved
        Where a service is known to run; where none is, and print would know one.
    rate_ids, rate
        Parameters of directions, and which of them is that of each pair.
    """

    served: NDArray[np.bool_]
    unserved: NDArray[np.bool_]
    rate_ids: list[str]
    rate: NDArray[np.intp]


@lru_cache(maxsize=8)  # the prices of a world change, what print knows of a day does not
def between(fleet: Fleet, ports: tuple[str, ...]) -> Known:
    """Look up what print knows between each two ports, by their ids without what follows a dot."""
    told = list(starmap(fleet.timetable.served, product(ports, repeat=2)))
    state = np.array(told, dtype=object).reshape(len(ports), len(ports))
    np.fill_diagonal(state, None)
    served, unserved = np.equal(state, True).astype(bool), np.equal(state, False).astype(bool)
    groups = [fleet.regions.get(port, ()) for port in ports]
    one_each = dict(zip(groups, ports, strict=True))
    kind = list(map(list(one_each).index, groups))
    names = list(starmap(fleet.rate_id, product(one_each.values(), repeat=2)))
    rate_ids, number = np.unique(names, return_inverse=True)
    rate = number.reshape(len(one_each), len(one_each))[np.ix_(kind, kind)]
    return Known(read_only(served), read_only(unserved), rate_ids.tolist(), read_only(rate))


def fleet_of(table: Table, day: str, manner: Manner = USUAL) -> Fleet:
    """
    Read what sails on a day.

    Parameters
    ----------
    table
        Gives a table by its name.
    day
        ISO date.
    manner
        How a question takes services.

    Examples
    --------
    >>> from instc.tables.schema import read_table
    >>> fleet_of(read_table, "2026-07-31").rate_id("novorossiysk", "mundra")
    'rate.sea_black_sea_india'
    """
    groups = table("port_groups")
    regions: dict[str, tuple[str, ...]] = {}
    for group, port in zip(groups["group_id"], groups["port_id"], strict=True):
        regions[port] = (*regions.get(port, ()), group)
    return Fleet(
        timetable(table("services"), groups, table("ports_covered"), day),
        _ships(table("ship_classes")),
        _limits(table("link_values")),
        regions,
        _trades(table("trades"), day),
        manner,
    )


def check_ship(fleet: Fleet, ship: str) -> None:
    """
    Refuse a class that no row knows.

    Raises
    ------
    UnknownIdError
        ship_classes.csv has no such row.
    """
    if ship and ship not in fleet.ships:
        known = ", ".join(fleet.ships)
        hint = did_you_mean(ship, fleet.ships)
        raise UnknownIdError(f'ship_classes.csv: no class is called "{ship}"{hint}: {known}')


def _ships(classes: pd.DataFrame) -> dict[str, Ship]:
    """Read the classes of ships."""
    ships = {}
    for row in classes.itertuples():
        size = {name: float(getattr(row, name)) for name in LIMITS.values()}
        home = tuple(row.home.split())
        ships[row.class_id] = Ship(row.class_id, row.pace_id, row.call_id, home, size)
    return ships


def _limits(values: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Read the least of the limits in print of each link: what every page lets pass."""
    rows = values[values["column"].isin(LIMITS)]
    limits: dict[str, dict[str, float]] = {}
    for link, column, value in rows[["link_id", "column", "value"]].itertuples(index=False):
        own = limits.setdefault(link, {})
        name = LIMITS[column]
        own[name] = min(float(value), own.get(name, np.inf))
    return limits


def _trades(trades: pd.DataFrame, day: str) -> dict[tuple[str, str], str]:
    """Name the rates of the directions that have a ratio on a day."""
    now = trades[in_force(trades, day)]
    rates = {}
    for start, end, ratio in now[["from_region", "to_region", "p50"]].itertuples(index=False):
        rates[start, end] = RATED if ratio == 1 else f"{RATED}_{start}_{end}"
    return rates


def with_trade_rates(parameters: pd.DataFrame, trades: pd.DataFrame, day: str) -> pd.DataFrame:
    """
    Add the rate of each direction: the table's, times a ratio that is drawn on its own.

    Parameters
    ----------
    parameters
        From `load_parameters`.
    trades
        Table ``trades``.
    day
        ISO date.

    Returns
    -------
    parameters
        With a row ``rate.sea_FROM_TO`` for each ratio but 1: of the product the median is that of
        both, and the spreads above and below add up as squares of logarithms.
    """
    now = trades[in_force(trades, day)]
    rate = parameters.loc[RATED]
    rows = {}
    for row in now[now["p50"] != 1].itertuples():
        name = f"{RATED}_{row.from_region}_{row.to_region}"
        middle = rate["p50"] * row.p50
        above = np.hypot(np.log(rate["p90"] / rate["p50"]), np.log(row.p90 / row.p50))
        below = np.hypot(np.log(rate["p50"] / rate["p10"]), np.log(row.p50 / row.p10))
        spread = {"p10": middle * np.exp(-below), "p50": middle, "p90": middle * np.exp(above)}
        said = {"grade": max(rate["grade"], row.grade), "source_id": row.source_id}
        note = f"{RATED} times the ratio of the direction, {row.p10:g}-{row.p50:g}-{row.p90:g}."
        rows[name] = {**rate, **spread, **said, "note": note}
    return _joined(parameters, rows)


def _joined(parameters: pd.DataFrame, rows: dict[str, dict[str, object]]) -> pd.DataFrame:
    """Add rows of parameters, with their means where these are not given."""
    if not rows:
        return parameters
    cells = {name: list(map(itemgetter(name), rows.values())) for name in parameters}
    new = pd.DataFrame(cells, pd.Index(rows, name=parameters.index.name))
    return pd.concat([parameters, new.assign(mean=means(new))]).sort_index()


def wait_id(sailings: Iterable[Sailing]) -> str:
    """Name the wait for the first of some services."""
    return SERVICE + "+".join(sorted({sailing.service_id for sailing in sailings}))


def with_service_waits(parameters: pd.DataFrame, found: Timetable) -> pd.DataFrame:
    """
    Add the waits for the services of a day: U(0, headway), each on its own stream.

    Where several carry a box between two ports, the least of their waits has a row too.
    """
    headways: dict[str, float] = {}
    sets: set[frozenset[str]] = set()
    for sailings in found.running.values():
        known = [sailing for sailing in sailings if sailing.headway_days > 0]
        for sailing in known:
            headways[sailing.service_id] = sailing.headway_days * 24
        sets |= _subsets(frozenset(sailing.service_id for sailing in known))
    like = parameters.loc[UNKNOWN_WAIT].to_dict()
    rows = {}
    for service, hours in headways.items():
        spread = dict(zip(LEVELS, hours * np.array([*LEVELS.values()]), strict=True))
        note = f"Wait of U(0, {hours / 24:g} d) for the service {service}."
        rows[SERVICE + service] = {**like, **spread, "headway_h": hours, "note": note}
    several = list(map(sorted, sets))
    note = "The least of independent waits for services whose days are alike."
    for names, spread in zip(several, _least(several, headways), strict=True):
        spread |= {"distribution": LEAST, "note": note}
        rows[SERVICE + "+".join(names)] = {**like, **spread}
    return _joined(parameters, rows)


def _subsets(names: frozenset[str]) -> set[frozenset[str]]:
    """List the subsets of two or more."""
    ordered = sorted(names)
    found = set()
    for mask in range(1 << len(ordered)):
        some = frozenset(name for bit, name in enumerate(ordered) if mask >> bit & 1)
        if len(some) > 1:
            found.add(some)
    return found


def least_mean(headways: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Give the mean of the least of independent waits U(0, headway), down the first axis.

    Examples
    --------
    >>> least_mean(np.array([[14.0, 7.0], [14.0, 7.0]])).round(2).tolist()
    [4.67, 2.33]
    """
    none = np.zeros_like(headways[:1])
    later = none + 1  # the chance that all are later than t, a polynomial
    for headway in headways:
        falling = later * (-1.0 / headway)
        later = np.append(falling, none, axis=0) + np.append(none, later, axis=0)
    powers = np.arange(len(later), 0, -1)
    whole = np.transpose(later.T / powers)
    whole = np.append(whole, none, axis=0)
    means: NDArray[np.float64] = np.polyval(whole, headways.min(axis=0))
    return means


def _least(several: list[list[str]], headways: Mapping[str, float]) -> Iterator[dict[str, object]]:
    """Give P10, P50 and P90 of the least of independent waits, by bisection, and its mean."""
    each = np.full((max(map(len, several), default=1), 1, len(several)), np.inf)
    for place, names in enumerate(several):
        each[: len(names), 0, place] = list(map(headways.__getitem__, names))
    shares = np.reshape(list(LEVELS.values()), (-1, 1))
    low = np.zeros((len(LEVELS), len(several)))
    high = low + each.min(axis=0)
    for _ in range(50):
        middle = (low + high) / 2
        before = 1 - np.prod(1 - middle / each, axis=0) < shares
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    means = least_mean(each[:, 0]).tolist()
    for found, mean in zip(((low + high) / 2).T.tolist(), means, strict=True):
        yield {**dict(zip(LEVELS, found, strict=True)), "mean": mean}
