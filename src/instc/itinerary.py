"""A journey: links in travel order, its legs and totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from instc.display import Displayed, View
from instc.network import MOVEMENTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from instc.network import Network

PARTS = {
    **dict.fromkeys(MOVEMENTS, "line_haul"),
    "drayage": "line_haul",
    "transshipment": "handling",
    "gauge_break": "handling",
    "border": "border",
    "passage": "waiting",
    "wait": "waiting",
}

SHOWN = {"mode": "leg", "start_name": "from", "end_name": "to", "length_km": "km", "days": "days", "usd": "$/TEU", "co2e_kg": "kg CO2e", "status": "state"}


@dataclass(frozen=True, eq=False, repr=False)
class Itinerary(Displayed):
    """
    Links in travel order.

    Attributes
    ----------
    links
        Rows of the network's links in travel order, with ``start`` and ``end`` (node ids as travelled), lines
        turned into the direction of travel, EPSG:4326.
    nodes
        Nodes passed, in order, index ``node_id``.

    Examples
    --------
    >>> import instc
    >>> trip = instc.load_model().route("INNSA", "IRSRP", mode="sea")
    >>> trip.links["mode"].unique().tolist(), trip.passages
    (['sea', 'passage'], ['hormuz'])
    """

    links: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame

    @property
    def length_km(self) -> float:
        """Length, km."""
        return float(self.links["length_km"].sum())

    @property
    def passages(self) -> list[str]:
        """Straits and canals passed, in order."""
        return [str(name) for name in self.links["passage_id"] if name]

    @property
    def limited(self) -> list[str]:
        """Links and passages passed whose state is limited, in order."""
        named = self.links["passage_id"].where(self.links["passage_id"] != "", self.links.index.to_series())
        return list(dict.fromkeys(named[self.links["status"] == "limited"]))

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
        moving = self.links[self.links["length_km"] > 0]
        sums = moving.groupby("mode", sort=False)["length_km"].sum()
        return {str(mode): float(km) for mode, km in sums.items()}

    def totals(self) -> dict[str, float]:
        """
        Sum the columns of the links.

        Returns
        -------
        totals
            ``length_km``, and of a priced network ``hours``, ``usd`` (per TEU, without hire), ``co2e_kg``,
            ``generalised_usd``, all at the means.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").totals()["length_km"] > 1900
        True
        """
        columns = [name for name in ("length_km", "hours", "usd", "co2e_kg", "generalised_usd") if name in self.links]
        return {name: float(self.links[name].sum()) for name in columns}

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
        for mode, end in zip(self.links["mode"], self.links["end"], strict=True):
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
            Indexed by leg number from 1; ``mode, start, end, start_name, end_name, length_km, hours, usd, co2e_kg,
            status, passages, link_ids, source_ids``; LineStrings in EPSG:4326 in the direction of travel. A
            passage belongs to the sea leg that it lies in; other transfers are legs of their own.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").legs()["mode"].tolist()
        ['sea']
        """
        links = self.links
        mode = links["mode"].where(links["mode"] != "passage", "sea")
        number = (mode != mode.shift()).cumsum().to_numpy()  # by position: a fairway into a hub is travelled twice
        nodes = self.nodes[~self.nodes.index.duplicated()]
        rows = [_leg(str(run["leg_mode"].iloc[0]), run, nodes) for _, run in links.assign(leg_mode=mode).groupby(number)]
        return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326", index=pd.RangeIndex(1, len(rows) + 1, name="leg"))

    def _view(self) -> View:
        """Show the legs, with their sources under the mode."""
        legs = self.legs()
        tips = {"mode": [f"sources: {', '.join(works)}" for works in legs["source_ids"]]}
        return View(legs.assign(days=legs["hours"] / 24) if "hours" in legs else legs, SHOWN, self._title(), tips=tips)

    def _title(self) -> str:
        start, end = (_label(str(self.links[column].iloc[place]), self.nodes) for column, place in (("start", 0), ("end", -1)))
        return f"{start} → {end}, {self.length_km:,.0f} km; means"


def journey(network: Network, link_ids: list[str], start: str) -> Itinerary:
    """
    Make an itinerary of links.

    Parameters
    ----------
    network
        That holds them.
    link_ids
        In travel order.
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
    links = network.links.loc[link_ids]
    here, stops, backwards = start, [start], []
    for link_id, first, last in zip(link_ids, links["from_node_id"], links["to_node_id"], strict=True):
        if here not in (first, last):
            raise ValueError(f"link {link_id} does not touch {here}")
        backwards.append(here != first)
        here = last if here == first else first
        stops.append(here)
    turn = np.array(backwards, dtype=bool)
    lines = links.geometry.to_numpy()
    travelled = np.where(turn, shapely.reverse(lines), lines)
    turned = links.assign(start=stops[:-1], end=stops[1:], geometry=travelled)
    return Itinerary(turned, network.nodes.loc[stops])


def _leg(mode: str, links: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame) -> dict[str, Any]:
    start, end = links["start"].iloc[0], links["end"].iloc[-1]
    sums = {name: links[name].sum() for name in ("length_km", "hours", "usd", "co2e_kg") if name in links}
    worst = next((state for state in ("planned", "under_construction", "closed", "limited") if (links["status"] == state).any()), "open")
    return {
        "mode": mode,
        "part": PARTS[mode],
        "start": start,
        "end": end,
        "start_name": _label(start, nodes),
        "end_name": _label(end, nodes),
        **sums,
        "status": worst,
        "passages": [name for name in links["passage_id"] if name],
        "link_ids": list(links.index),
        "source_ids": list(dict.fromkeys(links["source_id"])),
        "geometry": join(list(links.geometry)),
    }


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
    points = np.concatenate([shapely.get_coordinates(line) for line in lines])
    fresh = np.concatenate([[True], (points[1:] != points[:-1]).any(axis=1)])
    kept = points[fresh]
    return shapely.LineString(kept if len(kept) > 1 else np.repeat(kept, 2, axis=0))


def _label(node_id: str, nodes: gpd.GeoDataFrame) -> str:
    row = {column: nodes.at[node_id, column] for column in ("kind", "name", "gauge_mm")}
    if row["kind"] in {"city", "junction"} or "." not in node_id:
        return str(row["name"]) or node_id
    facility = node_id.split(".", 1)[1]
    words = {"port": "port", "feeder": "feeder berth", "ferry": "ferry berth", "road": "lorry terminal", "border_road": "lorry crossing", "river": "river port"}
    if facility in words:
        return f"{row['name']} {words[facility]}"
    gauge = "" if np.isnan(row["gauge_mm"]) else f" {row['gauge_mm']:g} mm"
    return f"{row['name']}{' border' if 'border' in facility else ' rail'}{gauge}"
