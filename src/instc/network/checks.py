"""The invariants of a network: every fault by its link or node."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from instc.network.columns import (
    LAND,
    MOVEMENTS,
    TRANSFERS,
)

GEOD = Geod(ellps="WGS84")
TOLERANCE_KM = 0.002  # coordinates are written with five decimals, about 1 m


def find_faults(nodes: pd.DataFrame, links: pd.DataFrame) -> list[str]:
    """
    List what contradicts itself in two tables.

    Parameters
    ----------
    nodes, links
        As in `Network`.

    Returns
    -------
    faults
        A phrase each, naming link or node; empty if there is none.

    Examples
    --------
    >>> network = load_network("2026-07-31")
    >>> find_faults(network.nodes, network.links)
    []
    """
    faults = [f"node {name} is there twice" for name in nodes.index[nodes.index.duplicated()]]
    faults += [f"link {name} is there twice" for name in links.index[links.index.duplicated()]]
    for column in ("from_node_id", "to_node_id"):
        lost = links[~links[column].isin(nodes.index)]
        faults += [
            f"link {name}: {column} {value} is not a node" for name, value in lost[column].items()
        ]
    if faults:
        return faults
    used = set(links["from_node_id"]) | set(links["to_node_id"])
    faults += [f"node {name} has no link" for name in nodes.index if name not in used]
    start = (
        nodes[["mode", "kind", "gauge_mm", "country", "lon", "lat"]]
        .loc[links["from_node_id"]]
        .set_index(links.index)
    )
    end = (
        nodes[["mode", "kind", "gauge_mm", "country", "lon", "lat"]]
        .loc[links["to_node_id"]]
        .set_index(links.index)
    )
    return (
        faults
        + _disagreements(links, start, end)
        + _bad_lengths(links, start, end)
        + _loose_lines(links, start, end)
    )


def _named(wrong: pd.Series, what: str) -> list[str]:
    return [f"link {name} {what}" for name in wrong.index[wrong]]


def _disagreements(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> list[str]:
    mode, moves = links["mode"], links["mode"].isin(MOVEMENTS)
    gauge = start["gauge_mm"].fillna(0) == end["gauge_mm"].fillna(0)
    country, same_mode = start["country"] == end["country"], start["mode"] == end["mode"]
    door = (start["mode"] == "door") | (end["mode"] == "door")
    cut = (start["kind"] == "road_border") | (end["kind"] == "road_border")
    return (
        _named(~mode.isin(MOVEMENTS + TRANSFERS), "has an unknown mode")
        + _named(
            moves & ~((start["mode"] == mode) & (end["mode"] == mode)),
            "moves between nodes of another mode",
        )
        + _named(moves & ~gauge, "joins tracks of unequal gauge without a gauge break")
        + _named(mode.isin(LAND) & ~country, "joins two jurisdictions without a border")
        + _named(
            (mode == "gauge_break") & (gauge | ~same_mode), "is a gauge break between equal gauges"
        )
        + _named(
            (mode == "border") & (country | ~gauge | ~same_mode),
            "is a border inside one jurisdiction, or between modes",
        )
        + _named(
            (mode == "transshipment") & door, "is a transshipment at a city: drayage reaches a city"
        )
        + _named(
            (mode == "drayage") & ~(cut | door & ~same_mode),
            "is drayage that does not reach a city",
        )
    )


def _bad_lengths(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> list[str]:
    length, mode = links["length_km"], links["mode"]
    great_circle = pd.Series(
        GEOD.inv(
            start["lon"].to_numpy(),
            start["lat"].to_numpy(),
            end["lon"].to_numpy(),
            end["lat"].to_numpy(),
        )[2]
        / 1000,
        index=links.index,
    )
    moves = mode.isin(MOVEMENTS)
    long = mode.isin(LAND) & (length > 2 * great_circle + TOLERANCE_KM) & (links["detour"] == "")
    return (
        _named(~(length >= 0), "has no length")
        + _named(
            mode.isin(TRANSFERS) & (mode != "drayage") & (length > 0), "is a transfer with a length"
        )
        + _named(moves & (length < great_circle - TOLERANCE_KM), "is shorter than the great circle")
        + _named(long, "is longer than twice the great circle (name the detour in link_values.csv)")
    )


def _loose_lines(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> list[str]:
    lines = links.geometry.to_numpy()
    near = 1e-5  # five decimals
    faults = []
    for point, ends, words in (
        (0, start, "does not start at its from-node"),
        (-1, end, "does not end at its to-node"),
    ):
        tips = shapely.get_point(lines, point)
        east = (
            shapely.get_x(tips) - ends["lon"].to_numpy() + 180
        ) % 360 - 180  # the seam at 180 degrees is one place
        off = np.hypot(east, shapely.get_y(tips) - ends["lat"].to_numpy())
        faults += _named(pd.Series(~(off <= near), index=links.index), words)
    return faults
