"""What rows of several tables say of each other: each is used, or refused by its file and row."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from instc.errors import (
    AmbiguousPlaceError,
    InstcError,
    LocationError,
    TableError,
    did_you_mean,
)
from instc.tables.catalogue import catalogue, load_words
from instc.tables.link_rules import UNION, great_circle_km, unlikely_links, wrong_links
from instc.tables.modes import AFLOAT, MOVEMENTS
from instc.tables.parameters import parameter_faults
from instc.tables.periods import overlaps, span
from instc.tables.schema import (
    examine_tables,
    row_name,
    schema,
    seeds_dir,
    table_names,
)
from instc.tables.strays import stray_files
from instc.tables.words import END, SUBJECT, near_misses, resolve, subject_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from instc.tables.words import Words

    Tables: TypeAlias = Mapping[str, pd.DataFrame]
    Fault: TypeAlias = tuple[str, int, str]  # table, label of the row, what is wrong
    Found: TypeAlias = Iterator[Fault]
    Rule: TypeAlias = Callable[[Tables], Found]
    WordRule: TypeAlias = Callable[[Tables, Words], Found]

NEAR_PLACE_KM = 50.0  # of a facility from its place; of ours the farthest lies 30 km off
NAMING = ("places", "aliases", "nodes", "links", "passages")  # without these, few words are known
NAMED = ("names", "also_called", "corridors", "sides", "parameters", "passages", "waters")
FLAGGED = ("node", "link", "passage", "country")  # what a flag can be of
TWO = 2  # ports at least, of a ship


class Figure(NamedTuple):
    """What a column of ``link_values`` is given in, and which modes can carry it."""

    unit: str
    modes: tuple[str, ...] = ()


FIGURES = {
    "length_km": Figure("km", MOVEMENTS),
    "off_track_km": Figure("km", ("rail", "road")),
    "nameplate_mtpa": Figure("Mt/year"),
    "observed_mtpa": Figure("Mt/year"),
    "planned_mtpa": Figure("Mt/year"),
    "forecast_mtpa": Figure("Mt/year"),
    "tracks": Figure("count", ("rail",)),
    "gauge_mm": Figure("mm", ("rail",)),
    "speed_kmh": Figure("km/h", MOVEMENTS),
    "lorries_per_day": Figure("lorries/day"),
    "rebuilt_by": Figure("text"),
    "max_draught_m": Figure("m", AFLOAT),
    "max_length_m": Figure("m", AFLOAT),
    "max_beam_m": Figure("m", AFLOAT),
    "ship_class": Figure("text", AFLOAT),
    "detour": Figure("text"),
}
TEXTS = ("text", "lorries/day")  # of lorries, a range is in print
ONCE = ("detour", "off_track_km")  # of a link
PRICING = ("pace", "dwell", "rate", "fee", "intensity", "hub_emission", "share")
OUTSIDE = "suez_any"  # of claims: the best way outside Iran
QUANTITIES = {  # others are called as their column
    "call_fee_id": "fee", "call_id": "dwell", "hub_id": "hub_emission",
}  # fmt: skip
SAME = {  # what all rows of one thing must say alike
    "road_borders": ("crossing_id", ["name", "country_a", "country_b", "lon", "lat"]),
    "bridges": (
        "bridge_id", ["name", "country_a", "country_b", "lon_a", "lat_a", "lon_b", "lat_b"],
    ),
    "unions": ("union_id", ["dwell_id", "fee_id"]),
    "territories": ("territory_id", ["name", "disputed"]),
}  # fmt: skip
TERRITORIES = {
    "road_borders": ["country_a", "country_b", "from_country"],
    "bridges": ["country_a", "country_b"],
    "unions": ["country"],
}


def check_tables(
    folder: Path | None = None, *, where: str | None = None
) -> dict[str, pd.DataFrame]:
    """
    Read every table, and refuse rows that contradict each other or name what is not there.

    Parameters
    ----------
    folder
        Folder of the tables; the shipped one by default.
    where
        What a refusal calls it; its path by default.

    Returns
    -------
    tables
        Table by name.

    Raises
    ------
    TableError
        Every fault of every table, each with its file and row.

    Examples
    --------
    >>> len(check_tables()) > 20
    True
    """
    folder = folder or seeds_dir()
    tables, faults = examine_folder(folder)
    if faults:
        raise TableError.of(where or folder, faults)
    return tables


def examine_folder(folder: Path) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """
    List every fault of a folder of tables, of whatever kind.

    Parameters
    ----------
    folder
        Folder of the tables.

    Returns
    -------
    tables, faults
        Those that could be read; each fault with its file and row.

    Examples
    --------
    >>> examine_folder(seeds_dir())[1]
    []
    """
    faults = stray_files(folder, table_names(folder))
    tables, wrong = examine_tables(folder)
    told = {name: {row for row, _ in table.attrs["faults"]} for name, table in tables.items()}
    whole = {name: _once(table, folder) for name, table in tables.items()}
    for name, row, what in find_faults(whole, _words_of(folder, whole, sound=not wrong)):
        if row not in told[name]:
            wrong.append(f"{row_name(tables[name], row)}, {what}")
    return tables, faults + wrong


def _once(table: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Leave out the rows of a table whose key an earlier row has."""
    name = Path(table.attrs["file"]).stem
    return table[~table.duplicated(schema(name, folder)["primaryKey"])]


def _words_of(folder: Path, tables: Tables, *, sound: bool) -> Words | None:
    """Give the words of a folder; without its list of ports, too few are known to judge a row."""
    ports = folder.parent / "geodata" / "ports.csv"
    if not ports.is_file() or not set(NAMING) <= set(tables):
        return None
    if sound:
        with suppress(TableError):  # broken words are no fault of a table: `instc build` mends them
            return load_words(folder)
    nodes, links, aliases = tables["nodes"], tables["links"], tables["aliases"]
    places = tables["places"]["place_id"]
    nodes = nodes[nodes["place_id"].isin(places)]
    joined = links["from_node_id"].isin(nodes["node_id"]) & links["to_node_id"].isin(
        nodes["node_id"]
    )
    kept = {"nodes": nodes, "links": links[joined], "aliases": aliases}
    kept["aliases"] = aliases[aliases["place_id"].isin(places)]
    listed = pd.read_csv(ports, dtype=str, keep_default_na=False)
    scenarios = [path.stem for path in sorted(folder.glob("scenarios/*.toml"))]
    return catalogue({**tables, **kept}, listed, scenarios)


def find_faults(tables: Tables, words: Words | None = None) -> list[Fault]:
    """
    List what rows say that can't be, or of what is not there.

    Parameters
    ----------
    tables
        Those that could be read.
    words
        Of these tables; None where they are not known.

    Returns
    -------
    faults
        Table, label of its row, and what is wrong with it.
    """
    found: list[Fault] = []
    for rule, needed in RULES:
        if set(needed) <= set(tables):
            found += rule(tables)
    if words is not None:
        for worded, needed in WORD_RULES:
            if set(needed) <= set(tables):
                found += worded(tables, words)
    return found


# ---------------------------------------------------------------- rows of links and nodes


def _nodes(tables: Tables) -> Found:
    """Find the facilities that lie far from their place."""
    nodes, places = tables["nodes"], tables["places"]
    homes = places.set_index("place_id").reindex(nodes["place_id"]).set_index(nodes.index)
    away = great_circle_km(nodes, homes)
    for row, km in away[away > NEAR_PLACE_KM].items():
        place = nodes.at[row, "place_id"]
        yield "nodes", row, f"lon, lat: lies {km:,.0f} km from its place, {place}"
    links = tables["links"]
    used = {*links["from_node_id"], *links["to_node_id"]}
    alone = ~nodes["node_id"].isin(used) & (nodes["mode"] != "sea")  # a port meets the lanes
    for row in nodes.index[alone]:
        yield "nodes", row, f"node_id: no link leads to {nodes.at[row, 'node_id']}"


def _links(tables: Tables) -> Found:
    """Find the links that contradict themselves or their ends."""
    nodes, links = tables["nodes"].set_index("node_id"), tables["links"]
    here, there = links["from_node_id"], links["to_node_id"]
    links = links[here.isin(nodes.index) & there.isin(nodes.index)]
    values = tables["link_values"]
    detours = set(values.loc[values["column"] == "detour", "link_id"])
    said = links["link_id"].where(links["link_id"].isin(detours), "")
    links = links.assign(detour=said)
    start = nodes.loc[links["from_node_id"]].set_index(links.index)
    end = nodes.loc[links["to_node_id"]].set_index(links.index)
    wrong = wrong_links(links, start, end)
    wrong |= unlikely_links(links, start, end)
    for what, marks in wrong.items():
        for row in links.index[marks]:
            yield "links", row, f"{links.at[row, 'link_id']} {what}"


def _waypoints(tables: Tables) -> Found:
    """Find the points on the way of what does not move."""
    modes, points = tables["links"].set_index("link_id")["mode"], tables["waypoints"]
    mode = points["link_id"].map(modes)
    for row in points.index[mode.notna() & ~mode.isin(MOVEMENTS)]:
        link = points.at[row, "link_id"]
        yield "waypoints", row, f"link_id: {link} is a {mode[row]}, which has no way to draw"


def _link_values(tables: Tables) -> Found:
    """Find the figures in another unit, that are none, or of what can't have them."""
    values = tables["link_values"]
    modes = tables["links"].set_index("link_id")["mode"]
    mode = values["link_id"].map(modes).fillna("sea")
    numbers = pd.to_numeric(values["value"], errors="coerce").abs().lt(float("inf"))
    once: set[tuple[str, str]] = set()
    for row, column, link, unit in values[["column", "link_id", "unit"]].itertuples():
        figure = FIGURES.get(column)
        if figure is None:
            continue
        if unit != figure.unit:
            yield "link_values", row, f"unit: {column} is given in {figure.unit}, not {unit}"
        if figure.unit not in TEXTS and not numbers[row]:
            text = values.at[row, "value"]
            yield "link_values", row, f'value: "{text}" is not a number ({figure.unit})'
        if figure.modes and mode[row] not in figure.modes:
            yield "link_values", row, f"column: {link} is {mode[row]} and has no {column}"
        if column in ONCE and (link, column) in once:
            yield "link_values", row, f"column: {link} has another row of {column}"
        once.add((link, column))


def _parameters(tables: Tables) -> Found:
    """Find the parameters whose values can't be, and the days of which no row tells."""
    for row, what in parameter_faults(tables["parameters"]):
        yield "parameters", row, what


def _quantities(tables: Tables) -> Found:
    """Find the columns that name a parameter of another quantity."""
    parameters = tables["parameters"].drop_duplicates("parameter_id")
    quantities = parameters.set_index("parameter_id")["quantity"]
    for name, table in tables.items():
        for column in table.columns:
            wanted = QUANTITIES.get(column, column.removesuffix("_id"))
            if not column.endswith("_id") or wanted not in PRICING:
                continue
            given = table[column].map(quantities)
            for row in table.index[given.notna() & (given != wanted)]:
                said = f"{table.at[row, column]} is a {given[row]}, not a {wanted}"
                yield name, row, f"{column}: {said}"


# ---------------------------------------------------------------- services and trades


def _services(tables: Tables) -> Found:
    """Find the services that lack what their kind needs, or were seen before they began."""
    for row in tables["services"].itertuples():
        at_sea = row.kind == "ship"
        if at_sea and len(row.calls.split()) < TWO:
            yield "services", row.Index, "calls: a ship joins two ports or more"
        if at_sea and not row.ship_class:
            yield "services", row.Index, "ship_class: a ship has one"
        if not at_sea and not row.links:
            yield "services", row.Index, f"links: a row of kind {row.kind} names what it passes"
        if (row.kind == "stop") != (row.state == "stopped"):
            yield "services", row.Index, "state: stopped is said of a stop, and of nothing else"
        if row.seen_date < row.from_date:
            yield "services", row.Index, f"seen_date: {row.seen_date} is before {row.from_date}"


def _trades(tables: Tables) -> Found:
    """Find the trades between what is no group of ports, and ratios out of order."""
    groups = set(tables["port_groups"]["group_id"])
    for row in tables["trades"].itertuples():
        for column in ("from_region", "to_region"):
            name = getattr(row, column)
            if name not in groups:
                hint = did_you_mean(name, groups)
                yield "trades", row.Index, f'{column}: no port group is called "{name}"{hint}'
        ratios = (row.p10, row.p50, row.p90)
        if len(set(ratios)) > 1 and not row.p10 < row.p50 < row.p90:
            said = "{:g}, {:g}, {:g}".format(*ratios)
            yield "trades", row.Index, f"p10 < p50 < p90 does not hold ({said})"


# ---------------------------------------------------------------- borders and territories


def _alike(tables: Tables) -> Found:
    """Find the rows of one thing that say of it what its first row does not."""
    for name, (key, columns) in SAME.items():
        if name not in tables:
            continue
        table = tables[name]
        first: dict[str, tuple[str, ...]] = {}
        texts = table[[key, *columns]].astype("str").fillna("")
        for row, thing, *cells in texts.itertuples():
            known = first.setdefault(thing, tuple(cells))
            for column, cell, other in zip(columns, cells, known, strict=True):
                if cell != other:
                    yield name, row, f'{column}: "{cell}", and "{other}" in another row of {thing}'


def _territories(tables: Tables) -> Found:
    """Find the borders of territories that no table names, or of one with itself."""
    names = tables["names"]
    known = {*tables["territories"]["territory_id"], *names.loc[names["kind"] == "country", "key"]}
    for name, columns in TERRITORIES.items():
        table = tables.get(name)
        if table is None:
            continue
        for column in columns:
            cells = table[column]
            for row, code in cells[(cells != "") & ~cells.isin(known)].items():
                hint = did_you_mean(code, known)
                yield name, row, f'{column}: no territory is called "{code}"{hint}'


def _posts(tables: Tables) -> Found:
    """Find the posts between a territory and itself, left from a third, or with half a point."""
    posts = tables["road_borders"]
    for row, one, other, left in posts[["country_a", "country_b", "from_country"]].itertuples():
        if one == other:
            yield "road_borders", row, f"country_b: a border of {one} with itself"
        if left not in {"", one, other}:
            yield "road_borders", row, f"from_country: {left} is neither {one} nor {other}"
    for row in posts.index[posts["lon"].isna() != posts["lat"].isna()]:
        yield "road_borders", row, "lon, lat: one of them is missing"
    whole = posts[posts["lon"].isna()]
    low = whole[["country_a", "country_b"]].min(axis=1)
    high = whole[["country_a", "country_b"]].max(axis=1)
    frontiers = whole.assign(pair=low + " - " + high)
    key = ["pair", "from_country"]
    yield from _two_names("road_borders", frontiers, "crossing_id", frontiers, key)


def _crossings(tables: Tables) -> Found:
    """Find the borders by road that do not fit their post, and what a post says in its place."""
    links, posts = tables["links"], tables["road_borders"]
    links = links[links["crossing_id"] != ""]
    nodes = tables["nodes"].drop_duplicates("node_id").set_index("node_id")["country"]
    sides = posts.drop_duplicates("crossing_id").set_index("crossing_id")
    two_ways = set(posts.loc[posts["from_country"] != "", "crossing_id"])
    for row, link in links.iterrows():
        ends = {nodes.get(link["from_node_id"], ""), nodes.get(link["to_node_id"], "")}
        post = link["crossing_id"]
        for what in _misfits(link, ends, sides, directed=post in two_ways):
            yield "links", row, f"crossing_id: {what}"
    post_of = links.set_index("link_id")["crossing_id"]
    for name in ("status", "limits"):
        subject = tables[name]["subject_id"]
        for row, link in subject[subject.isin(post_of.index)].items():
            where = f"change {post_of[link]} in road_borders.csv"
            yield name, row, f"subject_id: {link} has the state of its post: {where}"


def _misfits(
    link: pd.Series, ends: set[str], sides: pd.DataFrame, *, directed: bool
) -> Iterator[str]:
    """Say what is wrong with a link that names a post."""
    post = link["crossing_id"]
    if link["mode"] != "border":
        yield f"{link['link_id']} is no border"
    if link["dwell_id"] or link["fee_id"]:
        yield f"{post} says the hours and the fee: leave dwell_id and fee_id empty"
    if post == UNION:
        return
    if post not in sides.index:
        yield f'no post of road_borders.csv is called "{post}"{did_you_mean(post, sides.index)}'
        return
    here = set(sides.loc[post, ["country_a", "country_b"]])
    if ends != here:
        yield f"{post} lies between {' and '.join(sorted(here))}, not {' and '.join(sorted(ends))}"
    if directed and not link["directed"]:
        yield f"{post} differs by direction: make a directed link each way"


def _two_names(
    name: str, table: pd.DataFrame, column: str, named: pd.DataFrame, key: list[str]
) -> Found:
    """Tell of rows that overlap, as they are ``named``, though a column has two names for them."""
    for pair in overlaps(named, key):
        other, row = named.index[list(pair)]
        if table.at[row, column] != table.at[other, column]:
            before = f"{row_name(table, other)}, {span(table.loc[other], key)}"
            yield name, row, f"{span(table.loc[row], key)} overlaps {before}"


# ---------------------------------------------------------------- subjects, by any of their names


def _status(tables: Tables, words: Words) -> Found:
    """Find the states of what has none, and two states of one thing under two names."""
    table = tables["status"]
    named, faults = _subjects("status", table, words)
    yield from faults
    by_id = table.loc[named.index].assign(subject_id=named)
    yield from _two_names("status", table, "subject_id", by_id, ["subject_id"])


def _limits(tables: Tables, words: Words) -> Found:
    """Find the limits of what has no state, and two rows of one thing under two names."""
    table = tables["limits"]
    named, faults = _subjects("limits", table, words)
    yield from faults
    for row in named.index[named.duplicated()]:
        yield "limits", row, f"subject_id: {named[row]} has another row"


def _subjects(name: str, table: pd.DataFrame, words: Words) -> tuple[pd.Series, list[Fault]]:
    """Give the id of what each row speaks of, and what is wrong where there is none."""
    named: dict[int, str] = {}
    faults = []
    for row, text in table["subject_id"].items():
        try:
            found, *more = subject_ids(words, text)
        except (AmbiguousPlaceError, LocationError) as error:
            faults.append((name, row, f"subject_id: {error}"))
            continue
        why = _no_subject(found, words)
        if more:
            why = f"{text} has {len(more) + 1} gates: name each in a row of its own"
        if why:
            faults.append((name, row, f"subject_id: {why}"))
        else:
            named[row] = found
    return pd.Series(named, dtype=object), faults


def _no_subject(found: str, words: Words) -> str:
    """Say why a thing has no state; nothing where it has one."""
    if words.knows(found, "crossing"):
        return f"{found} is a road border or bridge: its state stands in its own table"
    for part in found.split("."):
        if part != found and words.knows(part, "passage"):
            return f"{found} is a point or link of a passage: name the passage, {part}"
    if words.knows(found, "passage") or _is_link(found, words):
        return ""
    try:
        return f"{resolve(words, found, SUBJECT).name} has no state"
    except InstcError as error:
        return str(error)


def _is_link(text: str, words: Words) -> bool:
    """Tell whether a text can be the id of a link; lanes are known to the built network alone."""
    port, dash, rest = text.rpartition("-")
    if dash and rest == "fairway":
        return words.knows(port, "node", "port")
    return words.knows(text, "link") or text.startswith("sea.")


def _valued(tables: Tables, words: Words) -> Found:
    """Find the figures of links that are not there."""
    gates = {f"{name}.a-{name}.b" for name in tables["passages"]["passage_id"]}
    for row, link in tables["link_values"]["link_id"].items():
        if link not in gates and not _is_link(link, words):
            hint = near_misses(words, link, SUBJECT)
            yield "link_values", row, f'link_id: "{link}" is no link of the network{hint}'


def _named(tables: Tables, words: Words) -> Found:
    """Find the names of what is not there."""
    for name in ("names", "also_called"):
        for row, kind, key in tables[name][["kind", "key"]].itertuples():
            kinds = {"port": ("port", "node")}.get(kind, (kind,))
            if not words.knows(key, *kinds):
                yield name, row, f'key: no {kind} is called "{key}"'


def _coded(tables: Tables, words: Words) -> Found:
    """Find the codes of what is not there."""
    for row, means in tables["codes"]["means"].items():
        if means and not words.knows(means, *END.kinds):
            yield "codes", row, f'means: no place or port is called "{means}"'


def _waters(tables: Tables, words: Words) -> Found:
    """Find the waters whose gates are not there."""
    for row, items in tables["waters"]["avoid"].items():
        for item in items.split():
            if "=" not in item and not words.knows(item, "passage", "link"):
                yield "waters", row, f'avoid: no link or passage is called "{item}"'


def _ends(tables: Tables, words: Words) -> Found:
    """Find the journeys and claims whose ends are not there."""
    for name in ("claims", "observations", "witnesses"):
        for column in ("from_id", "to_id"):
            for row, text in tables[name][column].items():
                if text and not _means_place(text, words):
                    hint = near_misses(words, text, END)
                    yield name, row, f'{column}: unknown place "{text}"{hint}'


def _means_place(text: str, words: Words) -> bool:
    """Tell whether a text is the id or a spelling of a place, or of several."""
    if words.knows(text, *END.kinds):
        return True
    try:
        resolve(words, text, END)
    except AmbiguousPlaceError:
        return True  # it is asked back where it is used
    except InstcError:
        return False
    return True


def _called_at(tables: Tables, words: Words) -> Found:
    """Find the services of what is no port or no link."""
    services, groups = tables["services"], set(tables["port_groups"]["group_id"])
    for row, calls, links in services[["calls", "links"]].itertuples():
        for name in calls.split():
            if name not in groups and not _is_port(name, words):
                yield "services", row, f'calls: "{name}" is neither a port nor a port group'
        for name in links.split():
            if not words.knows(name, "link"):
                hint = near_misses(words, name, SUBJECT)
                yield "services", row, f'links: "{name}" is no link of the network{hint}'


def _flags(tables: Tables, words: Words) -> Found:
    """Find the flags of what no way passes, and a mode of what has one already."""
    for row, subjects, mode in tables["flags"][["subject_ids", "mode"]].itertuples():
        for name in subjects.split():
            if not words.knows(name, *FLAGGED):
                hint = near_misses(words, name, SUBJECT)
                said = f'"{name}" is no facility, link, passage or country'
                yield "flags", row, f"subject_ids: {said}{hint}"
            elif mode and not words.knows(name, "country"):
                yield "flags", row, f"mode: {name} is no country, and has its own mode"


def _listed_ports(tables: Tables, words: Words) -> Found:
    """Find the groups and covered ports of what is no port."""
    for table in ("port_groups", "ports_covered"):
        for row, name in tables[table]["port_id"].items():
            if not _is_port(name, words):
                yield table, row, f'port_id: no port is called "{name}"'


def _is_port(name: str, words: Words) -> bool:
    """Tell whether a name with .port behind it is a port of the network or of the world."""
    return words.knows(f"{name}.port", "node", "port")


def _ways(tables: Tables, _words: Words) -> Found:
    """Find the journeys and claims of corridors that are not there."""
    corridors = tables["corridors"]
    known = {*corridors["corridor_id"], *corridors["family"], OUTSIDE, ""}
    known |= set(corridors["side_id"])
    columns = {
        "claims": ["corridor_id", "against"],
        "observations": ["corridor_id"],
        "witnesses": ["corridor_id"],
    }
    for name, asked in columns.items():
        for column in asked:
            cells = tables[name][column]
            for row, text in cells[~cells.isin(known)].items():
                hint = did_you_mean(text, known)
                yield name, row, f'{column}: no corridor is called "{text}"{hint}'


def _boxes(tables: Tables) -> Found:
    """Find the ratios of boxes that fit no price."""
    table, ids = tables["boxes"], tables["parameters"]["parameter_id"]
    for row, stem in table["parameter_id"].items():
        if not ids.str.startswith(stem).any():
            yield "boxes", int(str(row)), f'parameter_id: no parameter begins with "{stem}"'


RULES: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (_nodes, ("nodes", "places", "links")),
    (_links, ("nodes", "links", "link_values")),
    (_waypoints, ("links", "waypoints")),
    (_link_values, ("links", "link_values")),
    (_parameters, ("parameters",)),
    (_quantities, ("parameters",)),
    (_boxes, ("boxes", "parameters")),
    (_alike, ()),
    (_territories, ("names", "territories")),
    (_posts, ("road_borders",)),
    (_crossings, ("nodes", "links", "road_borders", "status", "limits")),
    (_services, ("services",)),
    (_trades, ("trades", "port_groups")),
)
WORD_RULES: tuple[tuple[WordRule, tuple[str, ...]], ...] = (
    (_status, ("status",)),
    (_limits, ("limits",)),
    (_valued, ("link_values", "passages")),
    (_named, NAMED),
    (_coded, ("codes",)),
    (_waters, ("waters",)),
    (_ends, ("claims", "observations", "witnesses")),
    (_ways, ("claims", "observations", "witnesses", "corridors")),
    (_called_at, ("services", "port_groups")),
    (_flags, ("flags",)),
    (_listed_ports, ("port_groups", "ports_covered")),
)
