"""What may be least, in the words of the command line and in those of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from instc.door import By, Objective

OBJECTIVE: dict[str, Objective] = {
    "time": "days",
    "cost": "usd_per_teu",
    "co2": "co2e_kg_per_teu",
    "value": "generalised_usd",
}
WORD: dict[str, By] = {
    "days": "time",
    "usd_per_teu": "cost",
    "co2e_kg_per_teu": "co2",
    "generalised_usd": "value",
}
