"""Names that people type, in any spelling, and the node each means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from instc.errors import LocationError, shorten

if TYPE_CHECKING:
    import pandas as pd

MODE_ORDER = ("sea", "rail", "road", "ferry", "inland_waterway")  # the first that a place has
FACILITIES = ("port", "terminal", "station")
LONGITUDES, LATITUDES = 180, 90  # degrees, east and west, north and south of nought
PUNCTUATION = re.compile(r"[^a-z0-9]")
ALIKE = str.maketrans(
    {  # Arabic and Persian, then Latin
        "\u0643": "\u06a9", "\u064a": "\u06cc", "\u0649": "\u06cc", "\u0629": "\u0647",
        "\u06c0": "\u0647", "\u06c1": "\u0647", "\u06be": "\u0647", "\u0671": "\u0627",
        "\u0131": "i", "\u0142": "l", "\u0111": "d", "\u00f0": "d", "\u0127": "h", "\u0259": "a",
        "\u00f8": "o", "\u00e6": "ae", "\u0153": "oe", "\u00fe": "th",
    }
)  # fmt: skip


@dataclass(frozen=True)
class End:
    """
    Where a journey starts or ends.

    Attributes
    ----------
    place_id, name
        Key and English name.
    lon, lat
        Degrees, WGS 84.
    node_ids
        Nodes that stand for it, the first one preferred.
    scope
        ``door``: a city, with drayage and terminal handling; ``port``: a facility, without.
    note
        What else the word could have meant, or who stands for whom; empty where that is plain.
    """

    place_id: str
    name: str
    lon: float
    lat: float
    node_ids: tuple[str, ...]
    scope: str
    note: str = ""

    def to_dict(self) -> dict[str, str | float]:
        """Give what the JSON contract prints of an end: ``id, name, lon, lat``."""
        return {"id": self.place_id, "name": self.name, "lon": self.lon, "lat": self.lat}


@lru_cache(maxsize=40_000)  # every model folds the same names
def fold(text: str) -> str:
    """
    Reduce a spelling to its letters and digits, without case, accents, hyphens and spaces.

    Examples
    --------
    >>> fold("Incheh-Borūn") == fold("incheh borun")
    True
    """
    if text.isascii():
        return PUNCTUATION.sub("", text.lower())
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(ALIKE)
    return "".join(sign for sign in decomposed if _matters(sign))


def _matters(sign: str) -> bool:
    """Tell letters, digits and the vowel signs of Indian scripts from accents and the rest."""
    category = unicodedata.category(sign)
    if category == "Lm":  # a letter that modifies another, such as ʿ
        return False
    if category[0] in "LN" or category == "Mc":
        return True
    return category == "Mn" and unicodedata.combining(sign) == 0


def spellings(
    places: pd.DataFrame, aliases: pd.DataFrame, ports: pd.DataFrame | None = None
) -> pd.DataFrame:
    """
    Collect every spelling of every place, and of the world's ports.

    Parameters
    ----------
    places, aliases
        Tables of the seeds.
    ports
        Index node_id: ``unlocode, name, country``.

    Returns
    -------
    spellings
        Columns ``key`` (folded), ``spelling``, ``place_id``, ``name``, ``country``, ``unlocode``,
        ``own`` (a place of the seeds).
    """
    import pandas as pd  # noqa: PLC0415  (kept out of `import instc`)

    named = places[["place_id", "name", "country", "unlocode"]]
    by_name = named.assign(spelling=named["name"], own=True)
    by_id = by_name.assign(spelling=by_name["place_id"])
    other = aliases[["place_id", "alias"]].merge(named, on="place_id")
    by_alias = other.rename(columns={"alias": "spelling"}).assign(own=True)
    tables = [by_name, by_alias, by_id]
    if ports is not None:
        tables.append(_port_names(ports, set(places["unlocode"])))
    table = pd.concat(tables, ignore_index=True)
    table = table.assign(key=table["spelling"].map(fold))
    return table.drop_duplicates(["key", "place_id"], ignore_index=True)


def _port_names(ports: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Give the names of ports whose code no place has."""
    listed = ports[(ports["unlocode"] != "") & ~ports["unlocode"].isin(known)]
    return listed[["name", "country", "unlocode"]].assign(
        place_id=listed.index.str.removesuffix(".port"), spelling=listed["name"], own=False
    )


def written_coordinates(lon: float, lat: float) -> str:
    """Write ``lon,lat`` so that reading it gives the same to 5 decimals, about 1 m."""
    east, north = round(lon, 5), round(lat, 5)
    return f"{east:.8g},{north:.8g}"


def parse_coordinates(text: str) -> tuple[float, float] | None:
    """
    Read ``lon,lat``, degrees, and no country behind them; None where it is no pair of numbers.

    Raises
    ------
    LocationError
        The numbers are not finite or out of range.
    """
    number = r"\s*([+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|nan|inf(?:inity)?))\s*"
    named = r"(?:\(.*\)\s*)?"  # answers name the country behind the numbers
    match = re.fullmatch(number + "," + number + named, text, flags=re.IGNORECASE)
    if match is None:
        return None
    lon, lat = (float(value) for value in match.groups())
    if _on_globe(lon, lat):
        return lon, lat
    swapped = ""
    if _on_globe(lat, lon):
        swapped = " (lon,lat is expected: are they swapped?)"
    raise LocationError(
        f"coordinates {shorten(text)}: longitude must lie in -{LONGITUDES}..{LONGITUDES} "
        f"and latitude in -{LATITUDES}..{LATITUDES}{swapped}"
    )


def _on_globe(lon: float, lat: float) -> bool:
    """Tell whether coordinates lie in range; what is not a number does not."""
    return abs(lon) <= LONGITUDES and abs(lat) <= LATITUDES


def end_among(word: str, nodes: pd.DataFrame, ids: pd.Index, mode: str | None) -> End:
    """
    Choose among the nodes of a place: its city where no mode is asked, else its facilities.

    Raises
    ------
    LocationError
        It has no facility of the mode.
    """
    here = nodes.loc[ids, ["kind", "mode", "unlocode"]]
    cities = here.index[here["kind"] == "city"]
    is_code = word.upper() in set(here["unlocode"])
    if mode is None and len(cities) and not is_code:
        return end_at(nodes, [cities[0]])
    usable = _usable(here)
    wanted = usable
    if mode is not None:
        wanted = usable[usable["mode"] == mode]
    if wanted.empty:
        has = ", ".join(sorted(set(usable["mode"]) - {"door"})) or "none"
        raise LocationError(f'"{word}" has no facility of mode {mode} (it has: {has})')
    best = next((known for known in MODE_ORDER if (wanted["mode"] == known).any()), "door")
    chosen = wanted[wanted["mode"] == best]
    terminals = chosen.index[chosen["kind"].isin(["port", "terminal"])]
    return end_at(nodes, terminals.tolist() or chosen.index.tolist())


def _usable(here: pd.DataFrame) -> pd.DataFrame:
    """Keep the nodes of a place where a consignment can start; a bare city is better than none."""
    kinds = here["kind"].isin([*FACILITIES, "border"])
    crossing = here.index.str.contains("border")
    usable = here[kinds & ~crossing & ~here.index.str.endswith(".feeder")]
    if len(usable):
        return usable
    if (here["kind"] == "city").any():
        return here
    return here[here["kind"] == "junction"]


def end_at(nodes: pd.DataFrame, ids: list[str]) -> End:
    """Make an end of nodes, called by the first: a city is a door, a facility has its own id."""
    first = nodes.loc[ids[0]]
    scope = "port"
    if first["kind"] == "city":
        scope = "door"
    place_id = ids[0]
    if scope == "door" or "." not in place_id:
        place_id = str(first["place_id"])
    lon, lat = float(first["lon"]), float(first["lat"])
    return End(place_id, str(first["name"]), lon, lat, tuple(ids), scope)
