"""Printed sea distances: which rows are judged, and which gates each row's way leaves out."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from instc.tables.schema import read_table

PATH = Path(__file__).parent / "published_sea.csv"
ICE = ("bering", "northwest")
OWN = {  # codes that the list of ports gives otherwise; print means the city of Rotterdam, 20 miles in
    "EGSUZ": "suez.port",
    "SADMM": "dammam.port",
    "NLRTM": "nlsci.port",
}
LINER = {"max_draught_m": 9.9, "max_length_m": 185.0, "max_beam_m": 32.2}  # asked by default
SHUT = {  # a row that names its way is not asked for another one; no other gate is left out
    "direct": (),
    "panama": ("suez",),
    "suez": ("panama",),
    "cape": ("suez", "panama"),
    "magellan": ("suez", "panama"),
}
EVERY = list(csv.DictReader(PATH.read_text(encoding="utf-8").splitlines()))
JUDGED = [row for row in EVERY if not row["not_judged"]]
NGA = [row for row in JUDGED if "LINERLIB" in row["source_title"]]  # generated from Pub. 151


@cache
def too_small() -> tuple[str, ...]:
    """Name the gates whose limits in ``link_values`` are less than the ship that is asked for by default."""
    values = read_table("link_values")
    found = set()
    for row in values[values["column"].isin(LINER)].itertuples():
        if float(row.value) < LINER[row.column]:
            found.add(row.link_id.partition(".")[0])
    return tuple(sorted(found & set(read_table("passages")["passage_id"])))


def shut(row: dict[str, str]) -> list[str]:
    """Name the gates that a row's way leaves out, those under ice or too small for the ship too."""
    return [*ICE, *too_small(), *SHUT[row["via"]]]
