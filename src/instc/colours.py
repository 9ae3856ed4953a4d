"""Which colour a way has, on every map and chart."""

from __future__ import annotations

GROUPS = {
    "instc_west_road": "west", "instc_west_rail": "west", "instc_caspian": "caspian", "instc_east": "east",
    "instc_east_sarakhs": "east", "instc_chabahar": "chabahar",
}  # fmt: skip
FAMILIES = {"suez": "suez", "cape": "cape", "eastern_maritime": "transsib", "instc": "west"}
COLOURS = {
    "west": "#D55E00", "caspian": "#2F6B3F", "east": "#B026D6", "chabahar": "#804000", "suez": "#0072B2",
    "cape": "#20262B", "transsib": "#4A00DE", "best": "#631963", "trunk": "#6B7680",
}  # fmt: skip


def group_of(corridor_id: str, family: str) -> str:
    """
    Say which kind a way is of; ways of a kind share a colour.

    Parameters
    ----------
    corridor_id, family
        As in `Alternative`.

    Returns
    -------
    group
        ``west, caspian, east, chabahar, suez, cape, transsib`` or ``best``.

    Examples
    --------
    >>> group_of("instc_east_sarakhs", "instc"), group_of("best_days", "best")
    ('east', 'best')
    """
    return GROUPS.get(corridor_id) or FAMILIES.get(family, "best")
