"""The invariants of a network: every fault by its link or node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from instc.network.columns import LAND, MOVEMENTS, TRANSFERS

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray

    Wrong: TypeAlias = dict[str, pd.Series]  # what is wrong, and which links it is said of

GEOD = Geod(ellps="WGS84")
TOLERANCE_KM = 0.002  # coordinates are written with five decimals, about 1 m
TOLERANCE_DEGREES = 1e-5
END_COLUMNS = ["mode", "kind", "gauge_mm", "country", "lon", "lat"]
LINK_COLUMNS = ["from_node_id", "to_node_id", "mode", "length_km", "geometry"]


def find_faults(nodes: pd.DataFrame, links: pd.DataFrame) -> list[str]:
    """List what contradicts itself in the tables of a network: a phrase each, naming its row."""
    lacking = [*pd.Index(END_COLUMNS).difference(nodes.columns)]
    lacking.extend(pd.Index(LINK_COLUMNS).difference(links.columns))
    if lacking:
        return [f"no column is called {name}" for name in lacking]
    faults = [f"node {name} is there twice" for name in nodes.index[nodes.index.duplicated()]]
    faults += [f"link {name} is there twice" for name in links.index[links.index.duplicated()]]
    for column in ("from_node_id", "to_node_id"):
        lost = links.loc[~links[column].isin(nodes.index), column]
        for name, value in lost.items():
            faults.append(f"link {name}: {column} {value} is not a node")
    if faults:
        return faults
    used = [*links["from_node_id"], *links["to_node_id"]]
    faults += [f"node {name} has no link" for name in nodes.index[~nodes.index.isin(used)]]
    start = nodes.loc[links["from_node_id"], END_COLUMNS].set_index(links.index)
    end = nodes.loc[links["to_node_id"], END_COLUMNS].set_index(links.index)
    wrong = _disagreements(links, start, end)
    wrong |= _bad_lengths(links, start, end)
    wrong |= _loose_lines(links, start, end)
    for what, marks in wrong.items():
        faults += [f"link {name} {what}" for name in links.index[marks]]
    return faults


def _disagreements(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> Wrong:
    """Mark the links whose mode does not go with the two nodes that it joins."""
    mode, moves = links["mode"], links["mode"].isin(MOVEMENTS)
    same_gauge = start["gauge_mm"].fillna(0) == end["gauge_mm"].fillna(0)
    same_country = start["country"] == end["country"]
    same_mode = start["mode"] == end["mode"]
    changes_gauge = same_mode & ~same_gauge
    crosses_border = same_mode & same_gauge & ~same_country
    at_city = (start["mode"] == "door") | (end["mode"] == "door")
    at_home = same_mode & (start["mode"] == mode)
    from_city = at_city & ~same_mode  # or into one
    cut = (start["kind"] == "road_border") | (end["kind"] == "road_border")
    return {
        "has an unknown mode": ~mode.isin(MOVEMENTS + TRANSFERS),
        "moves between nodes of another mode": moves & ~at_home,
        "joins tracks of unequal gauge without a gauge break": moves & ~same_gauge,
        "joins two jurisdictions without a border": mode.isin(LAND) & ~same_country,
        "is a gauge break between equal gauges": (mode == "gauge_break") & ~changes_gauge,
        "is a border inside one jurisdiction, or between modes": (
            (mode == "border") & ~crosses_border
        ),
        "is a transshipment at a city: drayage reaches a city": (mode == "transshipment") & at_city,
        "is drayage that does not reach a city": (mode == "drayage") & ~(from_city | cut),
    }


def _bad_lengths(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> Wrong:
    """Mark the links whose length does not go with their mode or the great circle."""
    length, mode = links["length_km"], links["mode"]
    great_circle = _great_circle_km(start, end)
    still = mode.isin(TRANSFERS) & (mode != "drayage")
    short = length < great_circle - TOLERANCE_KM
    long = (length > 2 * great_circle + TOLERANCE_KM) & (links["detour"] == "")
    return {
        "has no length": ~(length >= 0),
        "is a transfer with a length": still & (length > 0),
        "is shorter than the great circle": mode.isin(MOVEMENTS) & short,
        "is longer than twice the great circle (name the detour in link_values.csv)": (
            mode.isin(LAND) & long
        ),
    }


def _great_circle_km(start: pd.DataFrame, end: pd.DataFrame) -> pd.Series:
    """Measure the geodesic between the two nodes of each link on WGS 84, km."""
    here, there = start[["lon", "lat"]].to_numpy(), end[["lon", "lat"]].to_numpy()
    *_, metres = GEOD.inv(*here.T, *there.T)
    return pd.Series(metres / 1000, index=start.index)


def _loose_lines(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> Wrong:
    """Mark the links whose line does not run from the one node to the other."""
    lines = links.geometry.to_numpy()
    first, last = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    return {
        "does not start at its from-node": _off(first, start),
        "does not end at its to-node": _off(last, end),
    }


def _off(tips: NDArray[np.object_], nodes: pd.DataFrame) -> pd.Series:
    """Tell which ends of lines lie off their nodes; the seam at 180 degrees is one place."""
    east = (shapely.get_x(tips) - nodes["lon"].to_numpy() + 180) % 360 - 180
    north = shapely.get_y(tips) - nodes["lat"].to_numpy()
    near = np.hypot(east, north) <= TOLERANCE_DEGREES
    return pd.Series(~near, index=nodes.index)
