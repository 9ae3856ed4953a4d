"""Which colour a way has, on every map and chart."""

from __future__ import annotations

GROUPS = {
    "instc_west_road": "west",
    "instc_west_rail": "west",
    "instc_caspian": "caspian",
    "instc_east": "east",
    "instc_east_sarakhs": "east",
    "instc_chabahar": "chabahar",
}
FAMILIES = {
    "suez": "suez",
    "cape": "cape",
    "eastern_maritime": "transsib",
    "by_china": "transsib",  # overland from the Pacific, too
    "middle_corridor": "caspian",
    "instc": "west",
}
COLOURS = {
    "west": "#D55E00",
    "caspian": "#2F6B3F",
    "east": "#B026D6",
    "chabahar": "#804000",
    "suez": "#0072B2",
    "cape": "#20262B",
    "transsib": "#4A00DE",
    "best": "#631963",
    "trunk": "#6B7680",
}


def group_of(corridor_id: str, family: str) -> str:
    """
    Say which kind a way is of, by its corridor or else its family; ways of a kind share a colour.

    ``west, caspian, east, chabahar, suez, cape, transsib``, or ``best`` for what is of none.
    """
    return GROUPS.get(corridor_id) or FAMILIES.get(family, "best")
