"""A journey: links in travel order, its legs and totals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from instc.display.html import Displayed, View
from instc.network.columns import MOVEMENTS, PARAMETER_COLUMNS, PRICES
from instc.routing.pricing import PARTS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from instc.network.network import Network

WORST = ("planned", "under_construction", "closed", "limited")
FACILITIES = {
    "port": "port",
    "feeder": "feeder berth",
    "ferry": "ferry berth",
    "road": "lorry terminal",
    "border_road": "lorry crossing",
    "river": "river port",
}
PRICED = ("mode", "length_km", "grade", *PARAMETER_COLUMNS)

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

    @cached_property
    def links(self) -> gpd.GeoDataFrame:
        """Rows of the network's links in travel order, with ``start`` and ``end`` (node ids as travelled), lines turned into the direction of travel, EPSG:4326."""
        taken = self.network.links.iloc[self.steps]
        ids, lines = self.passed("node_id"), taken.geometry.to_numpy().copy()
        turn = self.network.ends[0][self.steps] != self.stops[:-1]
        lines[turn] = shapely.reverse(lines[turn])
        return taken.assign(start=ids[:-1], end=ids[1:], geometry=lines)

    @cached_property
    def nodes(self) -> gpd.GeoDataFrame:
        """Nodes passed, in order, index ``node_id``."""
        return self.network.nodes.iloc[self.stops]

    def cells(self, column: str) -> NDArray[Any]:
        """
        Give a column of the links travelled, without a table.

        Parameters
        ----------
        column
            Of the network's links, or ``link_id``.

        Returns
        -------
        cells
            In travel order.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").cells("mode")[0]
        'sea'
        """
        return self.network.cells("links", column)[self.steps]

    def passed(self, column: str) -> NDArray[Any]:
        """
        Give a column of the nodes passed, without a table.

        Parameters
        ----------
        column
            Of the network's nodes, or ``node_id``.

        Returns
        -------
        cells
            In travel order.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").passed("node_id")[-1]
        'bandar_abbas.port'
        """
        return self.network.cells("nodes", column)[self.stops]

    @cached_property
    def priced(self) -> dict[str, NDArray[Any]]:
        """What of its links `instc.routing.pricing` reads, by column."""
        return {name: self.cells(name) for name in PRICED if name in self.network.links}

    @property
    def length_km(self) -> float:
        """Length, km."""
        return self._totals["length_km"]

    @property
    def passages(self) -> list[str]:
        """Straits and canals passed, in order."""
        return [str(name) for name in self.cells("passage_id") if name]

    @property
    def limited(self) -> list[str]:
        """Links and passages passed whose state is limited, in order."""
        cells = (self.cells(name) for name in ("status", "passage_id", "link_id"))
        return list(
            dict.fromkeys(
                str(passage or link)
                for status, passage, link in zip(*cells, strict=True)
                if status == "limited"
            )
        )

    def length_by_mode(self) -> dict[str, float]:
        """
        Sum the length of each mode.

        Returns
        -------
        lengths
            km by mode, movement modes and drayage that occur.

        Examples
        --------
        >>> import instc
        >>> list(instc.load_model().route("INNSA", "IRSRP", mode="sea").length_by_mode())
        ['sea']
        """
        lengths: dict[str, list[float]] = {}
        for mode, km in zip(
            self.cells("mode").tolist(), self.cells("length_km").tolist(), strict=True
        ):
            if km > 0:
                lengths.setdefault(mode, []).append(km)
        return {mode: math.fsum(each) for mode, each in lengths.items()}

    def totals(self) -> dict[str, float]:
        """
        Sum the columns of the links.

        Returns
        -------
        totals
            ``length_km``, and of a priced network what `instc.routing.pricing.price` writes, all at the means. The legs of `legs`
            add up to them.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").totals()["length_km"] > 1900
        True
        """
        return dict(self._totals)

    @cached_property
    def _totals(self) -> dict[str, float]:
        return {name: float(sums.sum()) for name, sums in self._sums.items()}

    @cached_property
    def _runs(self) -> list[slice]:
        """Unbroken runs of a mode; a passage belongs to the sea. By position: a fairway into a hub is travelled twice."""
        mode = _leg_modes(self.cells("mode"))
        starts = [place for place, name in enumerate(mode) if place == 0 or name != mode[place - 1]]
        return [slice(*ends) for ends in pairwise([*starts, len(mode)])]

    @cached_property
    def _sums(self) -> dict[str, NDArray[np.float64]]:
        """What each leg takes, by column: one order of adding up, so that legs and totals agree to the last bit."""
        columns = [name for name in ("length_km", *PRICES) if name in self.network.links]
        cells = {name: self.cells(name) for name in columns}
        return {
            name: np.array([values[run].sum() for run in self._runs])
            for name, values in cells.items()
        }

    def part_days(self) -> dict[str, float]:
        """
        Split the mean days by what they are spent on.

        Returns
        -------
        days
            ``line_haul`` (moving), ``handling`` (terminals, reloading), ``border``, ``waiting`` (passages, services).

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").part_days()["border"]
        0.0
        """
        return {part: self._totals[column] / 24 for part, column in PARTS.items()}

    def mode_into(self, node_ids: Collection[str]) -> str:
        """
        Say by which mode nodes are reached.

        Parameters
        ----------
        node_ids
            Facilities of a place.

        Returns
        -------
        mode
            Of the last movement before the first of them; empty where none is passed.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").mode_into(["bandar_abbas.port"])
        'sea'
        """
        before = ""
        for mode, end in zip(self.cells("mode"), self.passed("node_id")[1:], strict=True):
            before = mode if mode in MOVEMENTS else before
            if end in node_ids:
                return str(before)
        return ""

    def legs(self) -> gpd.GeoDataFrame:
        """
        Group the links into legs, one row per unbroken run of a mode.

        Returns
        -------
        legs
            Indexed by leg number from 1; ``mode, part, start, end, start_name, end_name, length_km``, what
            `instc.routing.pricing.price` writes, ``status, passages, link_ids, source_ids``; LineStrings in EPSG:4326 in the
            direction of travel. A passage belongs to the sea leg that it lies in; other transfers are legs of their own.
            ``part`` names what most of the hours are spent on: ``line_haul, handling, border, waiting``.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").legs()["mode"].tolist()
        ['sea']
        """
        columns = {
            name: self.cells(name).tolist() for name in ("status", "passage_id", "source_id")
        }
        mode, parts = _leg_modes(self.cells("mode")), self._most()
        nodes, labels = self.passed("node_id").tolist(), self._labels()
        ids, lines = self.cells("link_id").tolist(), self.links.geometry.to_numpy()
        rows = [
            {
                "mode": mode[run.start],
                "part": part,
                "start": nodes[run.start],
                "end": nodes[run.stop],
                "start_name": labels[run.start],
                "end_name": labels[run.stop],
                **{name: sums[number] for name, sums in self._sums.items()},
                "status": next(
                    (state for state in WORST if state in columns["status"][run]), "open"
                ),
                "passages": [name for name in columns["passage_id"][run] if name],
                "link_ids": ids[run],
                "source_ids": list(dict.fromkeys(columns["source_id"][run])),
                "geometry": join(list(lines[run])),
            }
            for number, (run, part) in enumerate(zip(self._runs, parts, strict=True))
        ]
        return gpd.GeoDataFrame(
            rows,
            geometry="geometry",
            crs="EPSG:4326",
            index=pd.RangeIndex(1, len(rows) + 1, name="leg"),
        )

    def _most(self) -> list[str]:
        """Name what most hours of each leg are spent on; a network without prices knows it of none."""
        if not self._sums.keys() >= set(PARTS.values()):
            return [""] * len(self._runs)
        spent = np.stack([self._sums[column] for column in PARTS.values()])
        return [list(PARTS)[most] for most in spent.argmax(axis=0)]

    def _view(self) -> View:
        """Show the legs, with their sources under the mode."""
        legs = self.legs()
        tips = {"mode": [f"sources: {', '.join(works)}" for works in legs["source_ids"]]}
        return View(
            legs.assign(days=legs["hours"] / 24) if "hours" in legs else legs,
            SHOWN,
            self._title(),
            tips=tips,
        )

    def _title(self) -> str:
        labels = self._labels()
        return f"{labels[0]} → {labels[-1]}, {self.length_km:,.0f} km; means"

    def _labels(self) -> list[str]:
        """Say what each node passed is called in a table of legs."""
        columns = (self.passed(name).tolist() for name in ("node_id", "kind", "name", "gauge_mm"))
        return [_label(*cells) for cells in zip(*columns, strict=True)]


def journey(network: Network, links: Sequence[str] | Sequence[int], start: str) -> Itinerary:
    """
    Make an itinerary of links.

    Parameters
    ----------
    network
        That holds them.
    links
        Ids, or positions in its table, in travel order.
    start
        Node where the journey starts; from it the direction of each link follows.

    Returns
    -------
    itinerary
        Links turned into the direction of travel.

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
    steps = [
        link if isinstance(link, int) else int(network.links.index.get_loc(link)) for link in links
    ]
    here = int(network.nodes.index.get_loc(start))
    stops = [here]
    for step, first, last in zip(steps, *network.ends[:, steps].tolist(), strict=True):
        if here not in (first, last):
            raise ValueError(
                f"link {network.links.index[step]} does not touch {network.nodes.index[here]}"
            )
        here = last if here == first else first
        stops.append(here)
    return Itinerary(network, np.array(steps, dtype=np.intp), np.array(stops, dtype=np.intp))


def join(lines: list[shapely.LineString]) -> shapely.LineString:
    """
    Join lines that follow each other into one.

    Parameters
    ----------
    lines
        In travel order.

    Returns
    -------
    line
        Through all their points, without repeating the joints.

    Examples
    --------
    >>> join([shapely.LineString([(0, 0), (1, 0)]), shapely.LineString([(1, 0), (1, 1)])]).wkt
    'LINESTRING (0 0, 1 0, 1 1)'
    """
    points = shapely.get_coordinates(lines)
    fresh = np.concatenate([[True], (points[1:] != points[:-1]).any(axis=1)])
    kept = points[fresh]
    return shapely.LineString(kept if len(kept) > 1 else np.repeat(kept, 2, axis=0))


def _leg_modes(modes: NDArray[Any]) -> list[str]:
    return ["sea" if name == "passage" else name for name in modes.tolist()]


def _label(node_id: str, kind: str, name: str, gauge_mm: float) -> str:
    if kind in {"city", "junction", "road_border"} or "." not in node_id:
        return name or node_id
    facility = node_id.split(".", 1)[1]
    if facility in FACILITIES:
        return f"{name} {FACILITIES[facility]}"
    gauge = "" if np.isnan(gauge_mm) else f" {gauge_mm:g} mm"
    return f"{name}{' border' if 'border' in facility else ' rail'}{gauge}"
