"""Names that people type, in any spelling, and the node each means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from instc.errors import AmbiguousPlaceError, LocationError, UnknownIdError, did_you_mean, shorten

if TYPE_CHECKING:
    import pandas as pd

MODE_ORDER = ("sea", "rail", "road", "ferry", "inland_waterway")


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
    """

    place_id: str
    name: str
    lon: float
    lat: float
    node_ids: tuple[str, ...]
    scope: str

    def to_dict(self) -> dict[str, str | float]:
        """
        Give what the JSON contract prints of an end.

        Returns
        -------
        end
            ``id, name, lon, lat``.

        Examples
        --------
        >>> End("baku", "Baku", 49.89, 40.38, ("baku",), "door").to_dict()["id"]
        'baku'
        """
        return {"id": self.place_id, "name": self.name, "lon": self.lon, "lat": self.lat}


@lru_cache(maxsize=20_000)  # every model folds the same names
def fold(text: str) -> str:
    """
    Reduce a spelling to what matters: letters and digits without case, accents, hyphens and spaces.

    Parameters
    ----------
    text
        Any spelling.

    Returns
    -------
    key
        Equal for spellings that count as one.

    Examples
    --------
    >>> fold("Incheh-Borūn") == fold("incheh borun")
    True
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if unicodedata.category(c)[0] in "LN" or _is_vowel_sign(c))


def _is_vowel_sign(c: str) -> bool:
    """Tell a vowel of an Indian script, which matters, from an accent."""
    return unicodedata.category(c) == "Mc" or (
        unicodedata.category(c) == "Mn" and unicodedata.combining(c) == 0
    )


def spellings(
    places: pd.DataFrame, aliases: pd.DataFrame, ports: pd.DataFrame | None = None
) -> pd.DataFrame:
    """
    Collect every spelling of every place and port.

    Parameters
    ----------
    places, aliases
        Tables of the seeds.
    ports
        The world's ports, index node_id: ``unlocode, name, country``.

    Returns
    -------
    spellings
        Columns ``key`` (folded), ``spelling``, ``place_id``, ``name``, ``country``, ``unlocode``, ``own`` (a place of the seeds).

    Examples
    --------
    >>> from instc.tables.schema import read_table
    >>> table = spellings(read_table("places"), read_table("aliases"))
    >>> table.loc[table["key"] == fold("Москва"), "place_id"].tolist()
    ['moscow']
    """
    import pandas as pd  # noqa: PLC0415  (kept out of `import instc`)

    named = places[["place_id", "name", "country", "unlocode"]]
    own = named.assign(spelling=named["name"], own=True)
    other = (
        aliases[["place_id", "alias"]]
        .merge(named, on="place_id")
        .rename(columns={"alias": "spelling"})
        .assign(own=True)
    )
    tables = [own, other, own.assign(spelling=own["place_id"])]
    if ports is not None:
        listed = ports[(ports["unlocode"] != "") & ~ports["unlocode"].isin(places["unlocode"])]
        tables.append(
            listed[["name", "country", "unlocode"]].assign(
                place_id=listed.index.str.removesuffix(".port"), spelling=listed["name"], own=False
            )
        )
    table = pd.concat(tables, ignore_index=True)
    return table.assign(key=table["spelling"].map(fold)).drop_duplicates(
        ["key", "place_id"], ignore_index=True
    )


def find_end(
    text: str, spelled: pd.DataFrame, nodes: pd.DataFrame, *, mode: str | None = None
) -> End:
    """
    Find the place, facility or port that a text means.

    Parameters
    ----------
    text
        A name in any spelling, a node id, or a UN/LOCODE.
    spelled
        From `spellings`.
    nodes
        Nodes of the network, index node_id, with ``place_id, name, kind, mode, unlocode, lon, lat``.
    mode
        Narrow the choice to facilities of this mode.

    Returns
    -------
    end
        A city (scope ``door``) where the place has one and no mode is asked, else its facilities.

    Raises
    ------
    UnknownIdError
        Nothing is called so; the nearest names are suggested.
    AmbiguousPlaceError
        Several places are.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> find_end("Bombay", model.spellings, model.network.nodes).place_id
    'mumbai'
    """
    word = text.strip()
    node = word.lower().replace("-", "_")
    if node in nodes.index and nodes.at[node, "kind"] not in {"junction", "gate"}:
        if mode in {None, nodes.at[node, "mode"]}:
            return _end(nodes, [node])
        if "." in node:
            raise LocationError(
                f'"{text}" is a facility of mode {nodes.at[node, "mode"]}, not {mode}'
            )
    by_code = nodes.index[(nodes["unlocode"] == word.upper()) & (nodes["unlocode"] != "")]
    if len(by_code):
        return _facilities(word, nodes, by_code, mode)
    place_id = _place_spelt(word, spelled, nodes, mode)
    return _facilities(word, nodes, nodes.index[nodes["place_id"] == place_id], mode)


def _place_spelt(word: str, spelled: pd.DataFrame, nodes: pd.DataFrame, mode: str | None) -> str:
    found = spelled[spelled["key"] == (fold(word) or "?")]
    if mode is not None:  # a mode narrows the choice
        having = found["place_id"].isin(
            nodes.loc[
                (nodes["mode"] == mode) & nodes["kind"].isin(["port", "terminal", "station"]),
                "place_id",
            ]
        )
        found = found[having] if having.any() else found
    if found["own"].any():
        found = found[found["own"]]
    found = found.drop_duplicates("place_id")
    if found.empty:
        raise UnknownIdError(f'unknown place "{shorten(word)}"{_nearest(word, spelled)}')
    if len(found) > 1:
        choices = " or ".join(
            f'"{_distinct(row.name, row.country)}" ({row.place_id})'
            for row in found.itertuples(index=False)
        )
        raise AmbiguousPlaceError(f'"{word}" is ambiguous: {choices}')
    return str(found["place_id"].iloc[0])


def parse_coordinates(text: str) -> tuple[float, float] | None:
    """
    Read ``lon,lat``.

    Parameters
    ----------
    text
        What was typed.

    Returns
    -------
    coordinates
        Longitude and latitude in degrees, or None where the text is no pair of numbers.

    Raises
    ------
    LocationError
        The numbers are not finite or out of range.

    Examples
    --------
    >>> parse_coordinates("37.6,55.7")
    (37.6, 55.7)
    >>> parse_coordinates("37.6,55.7 (Russia)")
    (37.6, 55.7)
    >>> parse_coordinates("Moscow") is None
    True
    """
    number = r"\s*([+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|nan|inf(?:inity)?))\s*"
    named = r"(?:\(.*\)\s*)?"  # answers name the country behind the numbers
    match = re.fullmatch(number + "," + number + named, text, flags=re.IGNORECASE)
    if match is None:
        return None
    lon, lat = (float(value) for value in match.groups())
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004  (degrees; NaN fails too)
        swapped = (
            " (lon,lat is expected: are they swapped?)"
            if abs(lon) <= 90 and abs(lat) <= 180  # noqa: PLR2004
            else ""
        )
        raise LocationError(
            f"coordinates {shorten(text)}: longitude must lie in -180..180 and latitude in -90..90{swapped}"
        )
    return lon, lat


def _distinct(name: str, country: str) -> str:
    return name if "(" in name else f"{name} ({country})"


def _nearest(word: str, spelled: pd.DataFrame) -> str:
    latin = spelled[spelled["spelling"].str.isascii()].sort_values(
        "own", ascending=False, kind="stable"
    )
    return did_you_mean(word, latin["spelling"].tolist()[::-1])


def _facilities(word: str, nodes: pd.DataFrame, ids: pd.Index, mode: str | None) -> End:
    here = nodes.loc[ids, ["kind", "mode", "unlocode"]]
    cities = here.index[here["kind"] == "city"]
    if mode is None and len(cities) and word.upper() not in set(here["unlocode"]):
        return _end(nodes, [cities[0]])
    usable = here[
        here["kind"].isin(["port", "terminal", "station", "border"])
        & ~here.index.str.contains("border")
    ]
    usable = usable[~usable.index.str.endswith(".feeder")]
    if usable.empty:  # a code of a place whose only node is a city
        usable = here[here["kind"] == "junction"] if cities.empty else here
    wanted = usable if mode is None else usable[usable["mode"] == mode]
    if wanted.empty:
        has = ", ".join(sorted(set(usable["mode"]) - {"door"})) or "none"
        raise LocationError(f'"{word}" has no facility of mode {mode} (it has: {has})')
    best = next((m for m in MODE_ORDER if (wanted["mode"] == m).any()), "door")
    chosen = wanted[wanted["mode"] == best]
    terminals = chosen["kind"].isin(["port", "terminal"])
    return _end(nodes, chosen.index[terminals].tolist() or chosen.index.tolist())


def _end(nodes: pd.DataFrame, ids: list[str]) -> End:
    first = nodes.loc[ids[0]]
    place = str(first["place_id"]) if "." not in ids[0] or first["kind"] == "city" else ids[0]
    scope = "door" if first["kind"] == "city" else "port"
    return End(
        place, str(first["name"]), float(first["lon"]), float(first["lat"]), tuple(ids), scope
    )
