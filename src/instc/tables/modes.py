"""The modes of links: what moves, and what only changes hands."""

MOVEMENTS = ("sea", "rail", "road", "ferry", "inland_waterway")
TRANSFERS = ("transshipment", "gauge_break", "border", "wait", "passage", "drayage")
LAND = ("rail", "road")
WATER = ("sea", "ferry", "inland_waterway")
AFLOAT = (*WATER, "passage")  # all that a ship does
MODE_WORDS = {  # what a reader calls a mode that is no everyday word
    "inland_waterway": "river",
    "drayage": "local lorry",
    "gauge_break": "change of gauge",
    "wait": "waiting",
    "passage": "strait or canal",
}
