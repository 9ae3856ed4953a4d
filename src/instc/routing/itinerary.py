"""A journey: links in travel order, its legs and totals."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.display.html import Displayed, View
from instc.door import checked_class
from instc.lazily import geopandas as gpd
from instc.lazily import shapely
from instc.network.columns import CARRIED_COLUMNS, MOVEMENTS, PARAMETER_COLUMNS, PRICES
from instc.network.network import among, read_only
from instc.network.seam import whole
from instc.routing.pricing import PARTS
from instc.tables.modes import WATER
from instc.tables.words import facility_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from instc.network.network import Network

WORST_FIRST = ("planned", "under_construction", "closed", "limited", "open")  # of a leg's links
PRICED = ("mode", "length_km", "grade", *PARAMETER_COLUMNS, *CARRIED_COLUMNS)
SHOWN = {
    "mode": "leg",
    "start_name": "from",
    "end_name": "to",
    "length_km": "km",
    "days": "days",
    "usd": "$/TEU",
    "co2e_kg": "kg CO2e",
    "status": "state",
}


@checked_class
@dataclass(frozen=True, eq=False, repr=False)
class Itinerary(Displayed):
    """
    Links in travel order.

    Attributes
    ----------
    network
        That holds them.
    steps
        Positions of the links travelled, in order.
    stops
        Positions of the nodes passed, in order, one more.
    own
        Cells of the links travelled that are this journey's own, by column: what prices them as
        they are carried, and what that comes to; of any other column those of the network hold.

    Examples
    --------
    >>> import instc
    >>> trip = instc.load_model().route("INNSA", "IRSRP", mode="sea")
    >>> trip.links["mode"].unique().tolist(), trip.passages
    (['sea', 'passage'], ['hormuz'])
    """

    network: Network
    steps: NDArray[np.intp]
    stops: NDArray[np.intp]
    own: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let no one write to the positions and to its own cells: routers hand one out again."""
        object.__setattr__(self, "own", MappingProxyType(dict(self.own)))
        for cells in (self.steps, self.stops, *self.own.values()):
            read_only(np.asarray(cells))

    @cached_property
    def _lines(self) -> NDArray[np.object_]:
        lines = self.cells("geometry").copy()
        turn = self.network.ends[0][self.steps] != self.stops[:-1]
        lines[turn] = shapely.reverse(lines[turn])
        return read_only(lines)

    @property
    def lines(self) -> list[shapely.LineString]:
        """Lines of the links travelled, turned into the direction of travel, EPSG:4326."""
        return list(self._lines)

    @property
    def links(self) -> gpd.GeoDataFrame:
        """
        Rows of the network's links in travel order.

        With ``start`` and ``end`` (node ids as travelled), lines turned into the direction of
        travel, EPSG:4326.
        """
        ids = self.passed("node_id")
        taken = self.network.rows("links", self.steps)
        return taken.assign(start=ids[:-1], end=ids[1:], geometry=self._lines, **self.own)

    @property
    def nodes(self) -> gpd.GeoDataFrame:
        """Nodes passed, in order, index ``node_id``."""
        return self.network.rows("nodes", self.stops)

    def cells(self, column: str) -> NDArray[Any]:
        """Give a column of the links travelled, or ``link_id``, in order and without a table."""
        if column in self.own:
            return self.own[column]
        return self.network.cells("links", column)[self.steps]

    def has(self, column: str) -> bool:
        """Tell whether the links travelled have a column, such as a price."""
        return column in self.own or self.network.has(column)

    def passed(self, column: str) -> NDArray[Any]:
        """Give a column of the nodes passed, or ``node_id``, in order and without a table."""
        return self.network.cells("nodes", column)[self.stops]

    @cached_property
    def _priced(self) -> dict[str, NDArray[Any]]:
        cells = {name: read_only(self.cells(name)) for name in PRICED if self.has(name)}
        return cells | {"land": read_only(self.on_land())}

    @property
    def priced(self) -> dict[str, NDArray[Any]]:
        """What of its links `instc.routing.pricing` reads, by column; not to be written to."""
        return dict(self._priced)

    def __getstate__(self) -> tuple[Any, ...]:
        """Keep the way; what is summed up of it is summed up again."""
        return self.network, self.steps, self.stops, dict(self.own)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        """Take the way."""
        for name, value in zip(("network", "steps", "stops", "own"), state, strict=True):
            object.__setattr__(self, name, value)
        self.__post_init__()

    def on_land(self) -> NDArray[np.bool_]:
        """Mark the links on land: rail, road, their terminals and borders; ports are the sea's."""
        afloat = among(self.passed("mode"), WATER)
        marks: NDArray[np.bool_] = ~(afloat[:-1] | afloat[1:])
        return marks

    @property
    def length_km(self) -> float:
        """Length, km."""
        return self._totals["length_km"]

    @property
    def passages(self) -> list[str]:
        """Straits and canals passed, in order."""
        return _named(self.cells("passage_id").tolist())

    @property
    def limited(self) -> list[str]:
        """Links and passages passed whose state is limited, in order."""
        passage = self.cells("passage_id")
        names = np.where(passage != "", passage, self.cells("link_id"))
        limited: list[str] = pd.unique(names[self.cells("status") == "limited"]).tolist()
        return limited

    def length_by_mode(self) -> dict[str, float]:
        """Sum the length of each mode of movement and of drayage, km, in the order of the first."""
        mode, km = self.cells("mode"), self.cells("length_km")
        moved = pd.unique(mode[km > 0]).tolist()
        return {name: math.fsum(km[mode == name]) for name in moved}

    def totals(self) -> dict[str, float]:
        """
        Sum the columns of the links; the legs of `legs` add up to it.

        Returns
        -------
        totals
            ``length_km``, and of a priced network what `instc.routing.pricing.price` writes, all at
            the means.
        """
        return dict(self._totals)

    @cached_property
    def _totals(self) -> dict[str, float]:
        """What `totals` copies."""
        return {name: float(sums.sum()) for name, sums in self._sums.items()}

    @cached_property
    def runs(self) -> tuple[slice, ...]:
        """
        Where each leg lies among the links travelled: unbroken runs of a mode.

        A passage belongs to the sea. By position, for a fairway into a hub is travelled twice.
        """
        mode = _leg_modes(self.cells("mode"))
        begins = np.ones(len(mode), dtype=bool)
        begins[1:] = mode[1:] != mode[:-1]
        starts = np.flatnonzero(begins).tolist()
        return tuple(slice(*ends) for ends in pairwise([*starts, len(mode)]))

    @cached_property
    def _sums(self) -> dict[str, NDArray[np.float64]]:
        """What each leg takes, by column: added up in one order, so that legs and totals agree."""
        sums = {}
        for name in ("length_km", *PRICES):
            if self.has(name):
                cells = self.cells(name)
                sums[name] = np.array([cells[run].sum() for run in self.runs])
        return sums

    def part_days(self) -> dict[str, float]:
        """
        Split the mean days by what they are spent on.

        Returns
        -------
        days
            ``line_haul`` (moving), ``handling`` (terminals, reloading), ``border``, ``waiting``
            (passages, services).
        """
        return {part: self._totals[column] / 24 for part, column in PARTS.items()}

    def mode_into(self, node_ids: Collection[str]) -> str:
        """
        Say by which mode nodes, such as the facilities of a place, are reached.

        That of the last movement before the first of them; empty where none is passed.
        """
        last = ""
        for mode, end in zip(self.cells("mode"), self.passed("node_id")[1:], strict=True):
            if mode in MOVEMENTS:
                last = str(mode)
            if end in node_ids:
                return last
        return ""

    def legs(self) -> gpd.GeoDataFrame:
        """
        Group the links into legs, one row per unbroken run of a mode.

        Returns
        -------
        legs
            Indexed by leg number from 1; ``mode, part, start, end, start_name, end_name``,
            ``length_km``, what `instc.routing.pricing.price` writes, ``status, passages, link_ids,
            source_ids``; LineStrings in EPSG:4326 in the direction of travel. A passage belongs to
            the sea leg that it lies in; other transfers are legs of their own. ``part`` names what
            most of the hours are spent on: ``line_haul, handling, border, waiting``.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").legs()["mode"].tolist()
        ['sea']
        """
        legs, runs = self.leg_records(), self.runs
        lines = [join(list(self._lines[run])) for run in runs]
        numbers = pd.RangeIndex(1, len(legs) + 1, name="leg")
        return gpd.GeoDataFrame(legs, geometry=lines, crs="EPSG:4326", index=numbers)

    def leg_records(self) -> list[dict[str, Any]]:
        """
        Say of each leg what a row of `legs` says, but for its line.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").leg_records()[0]["mode"]
        'sea'
        """
        mode, node = _leg_modes(self.cells("mode")).tolist(), self.passed("node_id").tolist()
        state, passage = self.cells("status").tolist(), self.cells("passage_id").tolist()
        link, source = self.cells("link_id").tolist(), self.cells("source_id").tolist()
        label = self._labels()
        records = []
        for run, part, sums in zip(self.runs, self._parts(), self._sums_by_leg(), strict=True):
            first, last = run.start, run.stop  # nodes: there is one more than links
            record = {
                "mode": mode[first],
                "part": part,
                "start": node[first],
                "end": node[last],
                "start_name": label[first],
                "end_name": label[last],
                **sums,
                "status": _worst(state[run]),
                "passages": _named(passage[run]),
                "link_ids": link[run],
                "source_ids": list(dict.fromkeys(source[run])),
            }
            records.append(record)
        return records

    def _sums_by_leg(self) -> Iterator[dict[str, float]]:
        """Give what each leg takes, one leg after another."""
        for amounts in zip(*(sums.tolist() for sums in self._sums.values()), strict=True):
            yield dict(zip(self._sums, amounts, strict=True))

    def _parts(self) -> list[str]:
        """Name what most hours of each leg are spent on; without prices none is known."""
        if not self._sums.keys() >= set(PARTS.values()):
            return [""] * len(self.runs)
        spent = np.stack([self._sums[column] for column in PARTS.values()])
        parts = np.array(list(PARTS), dtype=object)
        most: list[str] = parts[spent.argmax(axis=0)].tolist()
        return most

    def _view(self) -> View:
        """Show the legs, with their sources under the mode."""
        legs = self.legs()
        if "hours" in legs:
            legs = legs.assign(days=legs["hours"] / 24)
        sources = "sources: " + legs["source_ids"].str.join(", ")
        return View(legs, SHOWN, self._title(), tips={"mode": sources.tolist()})

    def _title(self) -> str:
        """Say from where to where, and how far."""
        labels = self._labels()
        return f"{labels[0]} → {labels[-1]}, {self.length_km:,.0f} km; means"

    def _labels(self) -> list[str]:
        """Say what each node passed is called in a table of legs."""
        columns = list(map(self.passed, ("node_id", "kind", "name", "gauge_mm")))
        return [facility_name(*cells) for cells in zip(*columns, strict=True)]


def journey(network: Network, links: Sequence[str] | Sequence[int], start: str | int) -> Itinerary:
    """
    Make an itinerary of links, given by id or by position, in travel order.

    From the node ``start``, given likewise, the direction of each link follows.

    Raises
    ------
    ValueError
        The links do not hang together.

    Examples
    --------
    >>> import instc
    >>> network = instc.load_model().network
    >>> journey(network, ["astara_ir.road-rasht.road"], "rasht.road").links["end"].tolist()
    ['astara_ir.road']
    """
    steps = [_position(link, network) for link in links]
    here = start if isinstance(start, int) else network.position("nodes", start)
    stops = [here]
    for step, first, last in zip(steps, *network.ends[:, steps].tolist(), strict=True):
        if here == first:
            here = last
        elif here == last:
            here = first
        else:
            link_id = network.cells("links", "link_id")[step]
            node_id = network.cells("nodes", "node_id")[here]
            raise ValueError(f"link {link_id} does not touch {node_id}")
        stops.append(here)
    return Itinerary(network, np.array(steps, dtype=np.intp), np.array(stops, dtype=np.intp))


def _position(link: str | int, network: Network) -> int:
    """Find a link in the table, unless its position is given."""
    if isinstance(link, int):
        return link
    return network.position("links", link)


def join(lines: list[shapely.LineString]) -> shapely.LineString:
    """
    Join lines that follow each other into one, without repeating the joints.

    It runs on past 180 degrees from where it starts.

    Examples
    --------
    >>> there, on = shapely.LineString([(0, 0), (1, 0)]), shapely.LineString([(1, 0), (1, 1)])
    >>> join([there, on]).wkt
    'LINESTRING (0 0, 1 0, 1 1)'
    """
    return whole(*lines)


def _leg_modes(modes: NDArray[Any]) -> NDArray[Any]:
    """Count a strait or a canal as sea."""
    sailed: NDArray[Any] = np.where(modes == "passage", "sea", modes)
    return sailed


def _worst(states: list[str]) -> str:
    """Give the worst state of a leg's links."""
    return next(state for state in WORST_FIRST if state in states)


def _named(passages: list[str]) -> list[str]:
    """Keep the cells that name a passage: most links are none."""
    return [name for name in passages if name]
