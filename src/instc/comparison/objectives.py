"""What may be least, in the words of the command line and in those of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from instc.door import By, Objective

WORD: dict[Objective, By] = {
    "days": "days",
    "usd_per_teu": "usd",
    "co2e_kg_per_teu": "co2e",
    "generalised_usd": "value",
}
OBJECTIVE: dict[str, Objective] = {
    **{word: objective for objective, word in WORD.items()},
    **{objective: objective for objective in WORD},
    "time": "days",
    "cost": "usd_per_teu",
    "co2": "co2e_kg_per_teu",
}
