"""Which colour a way has, on every map and chart."""

from __future__ import annotations

GROUPS = {
    "instc_west_road": "west",
    "instc_west_rail": "west",
    "instc_caspian": "caspian",
    "instc_east": "east",
    "instc_east_sarakhs": "east",
    "instc_chabahar": "chabahar",
    "instc_lorry": "lorry",
}
FAMILIES = {
    "suez": "suez",
    "cape": "cape",
    "eastern_maritime": "transsib",
    "by_china": "china",
    "middle_corridor": "middle",
}
COLOURS = {  # of light paper; those of the night stand in app.css
    "west": "#D45E05",
    "caspian": "#295833",
    "east": "#8A429F",
    "chabahar": "#824302",
    "lorry": "#8C8143",
    "suez": "#0D86D2",
    "best": "#1D2A33",
    "cape": "#6E7479",
    "middle": "#51835E",
    "china": "#760011",
    "transsib": "#450ACF",
}


def group_of(corridor_id: str, family: str) -> str:
    """
    Say which kind a way is of, by its corridor or else its family; ways of a kind share a colour.

    ``west, caspian, east, chabahar, lorry, suez, cape, transsib, china, middle``, or ``best``,
    which is ink, for what is like no corridor.
    """
    return GROUPS.get(corridor_id) or FAMILIES.get(family, "best")
