"""From the tables to every spelling of every thing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from instc.remembered import Remembered
from instc.tables.places import fold
from instc.tables.schema import content_hash, read_table, seeds_dir, table_names
from instc.tables.words import END, Meaning, Words, facility_name, name_of
from instc.tables.words_file import FILE, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    Spellings = dict[tuple[str, str], list[str]]

TABLES = (
    "names", "also_called", "waters", "codes", "port_repairs", "places", "aliases",
    "nodes", "links", "passages", "corridors", "sides", "parameters", "road_borders",
    "bridges",
)  # fmt: skip
PRINTED = (  # kind, table, its key, what is printed of it
    ("passage", "passages", "passage_id", "name"),
    ("corridor", "corridors", "corridor_id", "label"),
    ("family", "corridors", "family", "family"),
    ("side", "sides", "side_id", "label"),
    ("parameter", "parameters", "parameter_id", "parameter_id"),
    ("group", "parameters", "group", "group"),
    ("water", "waters", "water_id", "water_id"),
    ("crossing", "road_borders", "crossing_id", "name"),
    ("crossing", "bridges", "bridge_id", "name"),
)
PORTS = "ports.csv"  # of geodata
BARE = re.compile(r"^(Straits? of|Canal of|Cape of|Gulf of)\s+|\s+(Strait|Canal)s?$")
NEIGHBOURS = ("near_port", "near_place", "inland_terminal")
OUTSIDE_KM = 15.0  # what lies farther from the place that stands for it is a place of its own
_WORDS: Remembered[Words] = Remembered(4)  # no day and no scenario renames a thing


def load_words(folder: Path | None = None) -> Words:
    """
    Load every word that the tables know.

    Parameters
    ----------
    folder
        Folder of the tables; the shipped one by default. The list of ports is that of the
        ``geodata`` beside it.

    Returns
    -------
    words
        Not to be changed: it is shared.

    Raises
    ------
    TableError
        A table is broken.

    Examples
    --------
    >>> from instc.tables.words import AVOID, resolve
    >>> resolve(load_words(), "Ормуз", AVOID).name
    'Strait of Hormuz'
    """
    folder = folder or seeds_dir()
    if not (folder / "datapackage.json").is_file():  # a folder of scenarios alone
        return catalogue({}, scenarios=_scenarios(folder))
    source = words_source(folder, _built(folder, PORTS))
    return _WORDS.get(source, lambda: _read(folder, source))


def words_source(folder: Path, ports: Path) -> str:
    """Tell by a hash and the names of scenarios what the words are collected from."""
    files = [folder / f"{name}.csv" for name in _tables_of(folder)]
    if ports.is_file():
        files.append(ports)
    content = content_hash([folder / "datapackage.json", *files])
    return " ".join((content, *_scenarios(folder)))


def collect(folder: Path, ports: Path) -> Words:
    """
    Collect every spelling from the tables of a folder and a built list of ports.

    Raises
    ------
    TableError
        A table is broken.
    """
    tables = {name: read_table(name, folder) for name in _tables_of(folder)}
    listed = None
    if ports.is_file():
        import pandas as pd  # noqa: PLC0415  (kept out of `import instc`)

        listed = pd.read_csv(ports, dtype=str, keep_default_na=False)
    return catalogue(tables, listed, _scenarios(folder))


def _tables_of(folder: Path) -> list[str]:
    """List the tables that name things; an older revision has fewer."""
    known = table_names(folder)
    return [name for name in TABLES if name in known]


def _scenarios(folder: Path) -> list[str]:
    """Name the scenario files."""
    return sorted(path.stem for path in (folder / "scenarios").glob("*.toml"))


def _built(folder: Path, name: str) -> Path:
    """Say where a built file of these tables would lie."""
    return folder.parent / "geodata" / name


def _read(folder: Path, source: str) -> Words:
    """Read the words that `instc build` collected, or collect those of other tables."""
    packed = read_words(_built(folder, FILE), source)
    return packed or collect(folder, _built(folder, PORTS))


def catalogue(
    tables: Mapping[str, pd.DataFrame],
    ports: pd.DataFrame | None = None,
    scenarios: Iterable[str] = (),
) -> Words:
    """
    Collect every spelling of every thing.

    Parameters
    ----------
    tables
        Of the seeds; one that is missing names nothing.
    ports
        The built list of ports, all cells texts: ``node_id, name, unlocode, country, point``.
    scenarios
        Names of scenario files.

    Returns
    -------
    words
        For `instc.tables.words.resolve`.

    Examples
    --------
    >>> from instc.tables.words import resolve
    >>> words = catalogue({"places": read_table("places"), "aliases": read_table("aliases")})
    >>> resolve(words, "Бомбей", END).id
    'mumbai'
    """
    words, other = Words(), _other_spellings(tables)
    _add_named(words, _printed(tables, scenarios), _named(tables), other)
    if "waters" in tables:
        gates = tables["waters"].set_index("water_id")["avoid"]
        words.gates.update(gates.map(_split).to_dict())
    if "places" in tables:
        _add_places(words, tables)
    if "nodes" in tables:
        _add_nodes(words, tables)
    if "links" in tables:
        _add_links(words, tables)
    if ports is not None:
        _add_ports(words, ports, other)
    if "port_repairs" in tables:
        _add_second_codes(words, tables["port_repairs"])
    if "codes" in tables:
        _add_codes(words, tables["codes"])
    return words


def _split(items: str) -> tuple[str, ...]:
    """Part what stands in one cell."""
    return tuple(items.split())


def _other_spellings(tables: Mapping[str, pd.DataFrame]) -> Spellings:
    """List what `also_called` says, by kind and key."""
    other: Spellings = defaultdict(list)
    if "also_called" in tables:
        table = tables["also_called"]
        for kind, key, name in zip(table["kind"], table["key"], table["name"], strict=True):
            other[kind, key].append(name)
    return other


def _named(tables: Mapping[str, pd.DataFrame]) -> Spellings:
    """List the names of each key, the English one first."""
    named: Spellings = {}
    if "names" in tables:
        for row in tables["names"].itertuples(index=False):
            names = (row.name, row.name_ru, row.name_fa, row.name_hi)
            named[row.kind, row.key] = [name for name in names if name]
    return named


def _printed(tables: Mapping[str, pd.DataFrame], scenarios: Iterable[str]) -> dict[Any, str]:
    """List what can have a human name, with what is printed of it so far."""
    printed: dict[Any, str] = {}
    for kind, table, key, label in PRINTED:
        if table in tables:
            for name, text in zip(tables[table][key], tables[table][label], strict=True):
                printed[kind, name] = text
    if "names" in tables:
        for code in tables["names"].loc[tables["names"]["kind"] == "country", "key"]:
            printed["country", code] = code
    for name in scenarios:
        printed["scenario", name] = name
    printed.pop(("group", ""), None)  # of parameters that have none
    return printed


def _add_named(words: Words, printed: dict[Any, str], named: Spellings, other: Spellings) -> None:
    """Take passages, waters, corridors, parameters, scenarios and countries."""
    for thing, text in printed.items():
        kind, key = thing
        names = named.get(thing, [text])
        spellings = [*names, text, *other.get(thing, [])]
        if kind in {"passage", "water"}:
            for name in list(spellings):
                spellings += _forms(name)
        words.add(Meaning(kind, key, names[0]), spellings)


def _forms(name: str) -> list[str]:
    """Give other forms in which people name a strait or canal."""
    bare = BARE.sub("", name)
    if not bare.isascii() or bare == name:
        return [f"the {name}"]
    what = "Strait"
    if "canal" in name.casefold():
        what = "Canal"
    return [f"the {name}", f"{bare} {what}", f"{what} of {bare}", f"Straits of {bare}"]


def _add_places(words: Words, tables: Mapping[str, pd.DataFrame]) -> None:
    """Take the places and their aliases; a port of a place's code comes before the place."""
    aliases: dict[str, list[str]] = defaultdict(list)
    if "aliases" in tables:
        table = tables["aliases"]
        for place, alias in zip(table["place_id"], table["alias"], strict=True):
            aliases[place].append(alias)
    for row in tables["places"].itertuples(index=False):
        meaning = Meaning("place", row.place_id, row.name, row.country)
        words.add(meaning, aliases[row.place_id])
        words.spell_weakly(meaning, [row.unlocode])


def _add_nodes(words: Words, tables: Mapping[str, pd.DataFrame]) -> None:
    """Take the facilities; a city is its place."""
    codes = tables["places"].set_index("place_id")["unlocode"]
    for row in tables["nodes"].itertuples(index=False):
        if row.kind == "city":
            continue
        kind = {"junction": "junction"}.get(row.kind, "node")
        place = name_of(words, row.place_id, "place")
        name = facility_name(row.node_id, row.kind, place, row.gauge_mm)
        meaning = Meaning(kind, row.node_id, name, row.country)
        words.add(meaning, [])
        if row.node_id == f"{row.place_id}.port":
            words.spell(meaning, [codes[row.place_id]])


def _add_links(words: Words, tables: Mapping[str, pd.DataFrame]) -> None:
    """Take the links: by places and mode, by both facilities where that says too little."""
    nodes = tables["nodes"].set_index("node_id")
    home, kinds = nodes["place_id"].to_dict(), nodes["kind"].to_dict()
    rows = list(tables["links"].itertuples(index=False))
    short = {row.link_id: _by_places(words, row, home) for row in rows}
    times = Counter(fold(name) for name in short.values())
    for row in rows:
        ends = (home[row.from_node_id], home[row.to_node_id])
        name = short[row.link_id]
        if times[fold(name)] > 1 or ends[0] == ends[1]:
            name = _by_facilities(words, row)
        meaning = Meaning("link", row.link_id, name)
        words.add(meaning, _link_forms(words, row.mode, ends))
        if kinds[row.from_node_id] == "border" and kinds[row.to_node_id] == "terminal":
            words.spell(meaning, [f"{name_of(words, ends[1], 'place')} terminal"])
        if row.length_km > 0:
            words.between.setdefault(frozenset(ends), []).append(meaning)


def _link_forms(words: Words, mode: str, ends: tuple[str, str]) -> list[str]:
    """Give other forms in which a link is printed or typed."""
    start, end = (name_of(words, place, "place") for place in ends)
    what = mode.replace("_", " ")
    if start == end:
        return [f"{start}, {what}"]
    return [f"{start} - {end}, {what}", f"{end} - {start} by {what}"]


def _by_places(words: Words, row: Any, home: dict[str, str]) -> str:
    """Name a link by its two places."""
    start, end = (
        name_of(words, home[node], "place") for node in (row.from_node_id, row.to_node_id)
    )
    return f"{start} - {end} by {row.mode.replace('_', ' ')}"


def _by_facilities(words: Words, row: Any) -> str:
    """Name a link by its two facilities."""
    start, end = (_facility(words, node) for node in (row.from_node_id, row.to_node_id))
    return f"{start} - {end} by {row.mode.replace('_', ' ')}"


def _facility(words: Words, node_id: str) -> str:
    """Name a node, a junction with the gauge that its id ends in."""
    name = name_of(words, node_id, "node", "junction", "place")
    gauge = re.search(r"\d{4}$", node_id)
    if gauge is None or name.endswith("mm"):
        return name
    return f"{name} {gauge[0]} mm"


def _add_ports(words: Words, ports: pd.DataFrame, other: Spellings) -> None:
    """Take the ports of the world; one that no lane reaches is found, and refused by its name."""
    called = _ports_called(words, ports)
    columns = (ports[name].tolist() for name in ("node_id", "name", "unlocode", "country", "point"))
    for node_id, name, code, country, point in zip(*columns, strict=True):
        if ("node", node_id) in words.known:
            meaning = words.known["node", node_id]
            words.spell(meaning, [code])
        else:
            meaning = Meaning("port", node_id, called[node_id], country)
            spellings = [meaning.name, name, code]
            if point.startswith("-"):
                words.known["port", node_id] = meaning
                words.spell_weakly(meaning, [*spellings, node_id])
            else:
                words.add(meaning, spellings)
        words.spell_weakly(meaning, other.get(("port", node_id), []))


def _ports_called(words: Words, ports: pd.DataFrame) -> dict[str, str]:
    """Name ports as they are printed: by country or code where the name alone means another."""
    own = ports[~ports["node_id"].isin([key for kind, key in words.known if kind == "node"])]
    name, country = own["name"], own["country"]
    key, reached = name.map(fold), ~own["point"].str.startswith("-")
    spelled = [(key, one) for key, found in words.spelled.items() for one in found]
    taken = {key for key, one in spelled if one.kind in END.kinds}
    taken |= set(own["unlocode"].map(fold))
    at_home = {key + one.country for key, one in spelled if one.kind in END.kinds}
    plain = _alone(key, reached) & ~key.isin(taken)
    national = _alone(key + country, reached) & ~(key + country).isin(at_home)
    called = name + " (" + own["unlocode"] + ")"
    called = called.mask(national, name + " (" + country + ")").mask(plain, name)
    return dict(zip(own["node_id"], called, strict=True))


def _alone(key: pd.Series, reached: pd.Series) -> pd.Series:
    """Tell which names one port has; of those that lanes reach the others don't count."""
    strong = key.map(key[reached].value_counts())
    return strong.where(reached, key.map(key.value_counts())) == 1


def _add_second_codes(words: Words, repairs: pd.DataFrame) -> None:
    """Let the code of a row that the list had twice mean the other row."""
    for code, same in zip(repairs["unlocode"], repairs["same_as"], strict=True):
        if not same:
            continue
        for port in words.spelled.get(fold(same), []):
            words.spell(port, [code])
        for port in words.weaker.get(fold(same), []):
            words.spell_weakly(port, [code])


def _add_codes(words: Words, codes: pd.DataFrame) -> None:
    """Take the other codes; what stands for a place that lies elsewhere says so."""
    for row in codes.itertuples(index=False):
        label = f"{row.name} ({row.code})"
        target = words.find(row.means, *END.kinds)
        if not row.means:
            words.missing[fold(row.code)] = label
            words.missing.setdefault(fold(row.name), label)
        elif target is not None:  # else there is no list of ports beside the tables
            target = target._replace(note=_stand_in(row, target))
            words.spelled[fold(row.code)] = [target]
            words.shown.setdefault(fold(row.code), row.code)
            words.spell_weakly(target, [row.name])


def _stand_in(row: Any, target: Meaning) -> str:
    """Say who stands for a code whose own place is another one, or lies far away."""
    if not row.distance_km > OUTSIDE_KM and "stands for it" not in row.note:
        return ""
    away = ""
    if row.distance_km > 0:
        away = f", {row.distance_km:g} km away,"
    return f"{row.code} is {row.name}: {target.name}{away} stands for it"
