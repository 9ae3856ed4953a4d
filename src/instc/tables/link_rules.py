"""What a link can be, by its mode, its length and the two nodes that it joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instc.ellipsoid import wgs84
from instc.tables.modes import LAND, MOVEMENTS, TRANSFERS, WATER

if TYPE_CHECKING:
    from typing import TypeAlias

    Wrong: TypeAlias = dict[str, pd.Series]  # what is wrong, and which links it is said of

TOLERANCE_KM = 0.002  # coordinates are written with five decimals, about 1 m
ROUNDED_KM = 0.5  # lengths by lorry to a door are rounded
APART_KM = 20.0  # between the ends of a transfer; of ours the farthest are 14.2 km apart
DRAYAGE_KM = 300.0  # as the parameter distance.drayage_reach: beyond it goes a road, not a drayage
ABOUT_KM = 15.0  # of ways inside a city, which a great circle says little of
WINDING = 3  # times the great circle, for ships and for lorries to a door
STILL = ("transshipment", "gauge_break", "border", "wait")
UNION = "union"  # in place of a post: where lorries of a union pass anywhere
NAME_IT = "(name the detour in link_values.csv)"


def wrong_links(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> Wrong:
    """
    Mark the links that contradict themselves or their ends.

    Parameters
    ----------
    links
        With ``mode, length_km, detour``; the last is empty, or says why a link is longer than it
        looks, or joins what lies apart.
    start, end
        Their nodes, in the order and with the index of the links: ``mode, kind, gauge_mm, country,
        lon, lat``.

    Returns
    -------
    wrong
        By what is wrong: which links are.
    """
    wrong = _disagreements(links, start, end)
    wrong |= _bad_lengths(links, start, end)
    return wrong


def unlikely_links(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> Wrong:
    """Mark the links that are far too long for what they join: for rows that people write."""
    length, drayage = links["length_km"], links["mode"] == "drayage"
    great_circle = great_circle_km(start, end)
    winding = links["mode"].isin(WATER) | drayage
    unsaid = links["detour"] == ""
    return {
        f"is longer than {WINDING} times the great circle {NAME_IT}": (
            winding & (length > WINDING * great_circle + ABOUT_KM) & unsaid
        ),
        f"is drayage over more than {DRAYAGE_KM:g} km: a road and a terminal lead there": (
            drayage & (great_circle > DRAYAGE_KM) & unsaid
        ),
    }


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
    length, mode, unsaid = links["length_km"], links["mode"], links["detour"] == ""
    great_circle = great_circle_km(start, end)
    still, drayage = mode.isin(STILL), mode == "drayage"
    short = mode.isin(MOVEMENTS) & (length < great_circle - TOLERANCE_KM)
    short |= drayage & (length < great_circle - ROUNDED_KM)
    long = mode.isin(LAND) & (length > 2 * great_circle + TOLERANCE_KM)
    return {
        "has no length": ~(length >= 0),
        "is a transfer with a length": mode.isin(TRANSFERS) & ~drayage & (length > 0),
        "is shorter than the great circle": short,
        f"is longer than twice the great circle {NAME_IT}": long & unsaid,
        f"joins what lies more than {APART_KM:g} km apart: a way with a length leads there "
        "(or say under detour in link_values.csv why none is needed)": (
            still & (great_circle > APART_KM) & unsaid
        ),
    }


def great_circle_km(start: pd.DataFrame, end: pd.DataFrame) -> pd.Series:
    """Measure the geodesic between the two nodes of each link on WGS 84, km."""
    here, there = start[["lon", "lat"]].to_numpy(), end[["lon", "lat"]].to_numpy()
    *_, metres = wgs84().inv(*here.T, *there.T)
    return pd.Series(metres / 1000, index=start.index)
