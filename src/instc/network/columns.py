"""Words and columns of the two tables: modes, states, what prices a link, what it costs."""

from __future__ import annotations

from instc.tables.modes import LAND, MOVEMENTS, TRANSFERS

__all__ = [
    "CARRIED_COLUMNS", "CHECKED", "ICEBOUND", "LAND", "MOVEMENTS", "PARAMETER_COLUMNS", "PRICES",
    "TRANSFERS", "USABLE", "VARYING",
]  # fmt: skip

USABLE = ("open", "limited")
PARAMETER_COLUMNS = (
    "pace_id",
    "dwell_id",
    "rate_id",
    "fee_id",
    "share_id",
    "intensity_id",
    "hub_id",
)
CARRIED_COLUMNS = ("call_id", "calls", "wait_id")  # of a journey alone: how a ship carries it
PRICES = (
    "hours",
    "moving_hours",
    "handling_hours",
    "border_hours",
    "waiting_hours",
    "freight_usd",
    "usd",
    "co2e_kg",
    "generalised_usd",
)
VARYING = {"status", "status_source_id", *PRICES, *PARAMETER_COLUMNS}  # what states and prices are
ICEBOUND = ("bering", "northwest")  # closed the year round: no answer need say so
CHECKED = {"from_node_id", "to_node_id", "mode", "length_km", "geometry", "detour"}  # by a Network
