"""Printed sea distances: which rows are judged, and which gates each row's way leaves out."""

from __future__ import annotations

import csv
from pathlib import Path

PATH = Path(__file__).parent / "published_sea.csv"
ICE = ("bering", "northwest")
OWN = {"EGSUZ": "suez.port", "SADMM": "dammam.port"}  # codes that the list of ports gives otherwise
SHUT = {  # the tables lead round Skagen; a row that names its way is not asked for another one
    "direct": ("kiel",),
    "panama": ("kiel", "suez"),
    "suez": ("kiel", "panama"),
    "cape": ("kiel", "suez", "panama"),
    "magellan": ("kiel", "suez", "panama"),
}
EVERY = list(csv.DictReader(PATH.read_text(encoding="utf-8").splitlines()))
JUDGED = [row for row in EVERY if not row["not_judged"]]


def shut(row: dict[str, str]) -> list[str]:
    """Name the gates that a row's way leaves out, those under ice too."""
    return [*ICE, *SHUT[row["via"]]]
