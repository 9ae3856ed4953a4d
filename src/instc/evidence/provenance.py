"""Where a number comes from, who says otherwise, and what hangs on it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.display.html import Displayed, View
from instc.door import checked
from instc.errors import TableError, UnknownIdError, shorten
from instc.evidence.dependence import rests_on_link, rests_on_parameter
from instc.evidence.observations import reading
from instc.network.columns import PARAMETER_COLUMNS
from instc.tables.calibration import learnt_quantiles, rows_of
from instc.tables.periods import in_force
from instc.tables.words import A_KIND, KEY, Role, meanings, name_of, near_misses, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.comparison.comparison import Comparison
    from instc.model import Model

ASPECTS = (
    "length_km",
    "status",
    "nameplate_mtpa",
    "observed_mtpa",
    "planned_mtpa",
    "forecast_mtpa",
    "tracks",
    "electrified",
    "speed_kmh",
    "lorries_per_day",
    "gauge_mm",
    "rebuilt_by",
    "detour",
)
ANY_KIND = (
    "a link, passage, road border, bridge, parameter, service, claim, observation, corridor,"
    " place, node or source"
)
CARDS = Role("key", ("link", "passage", "parameter", "corridor", "place", "node", "junction"))
NOT_IN_FORCE = "not in force on that day"
CITING = (
    "links",
    "link_values",
    "nodes",
    "parameters",
    "printed_values",
    "boxes",
    "status",
    "claims",
    "observations",
    "corridors",
    "passages",
    "limits",
    "waypoints",
    "deflators",
    "services",
    "port_groups",
    "ports_covered",
    "trades",
    "ship_classes",
)
CROSSINGS = (  # what a card calls them, table, key
    ("road border", "road_borders", "crossing_id"),
    ("bridge", "bridges", "bridge_id"),
)
WORK = ("title", "author", "year", "address", "accessed", "read_depth")
SHOWN = {
    "state": "",
    "what": "what",
    "value": "value",
    "unit": "unit",
    "as_of": "as of",
    "grade": "grade",
    "by": "source",
}


@dataclass(frozen=True)
class Fact:
    """
    One value and who says it.

    Attributes
    ----------
    what
        Column or period.
    value, unit, grade, as_of
        As in the tables.
    source
        Row of ``sources``: id, title, author, year, address, accessed, read_depth.
    note
        What a reader must know.
    """

    what: str
    value: str
    unit: str
    grade: str
    as_of: str
    source: dict[str, str]
    note: str = ""

    def work(self) -> str:
        """Say which work says so, and what a reader must know."""
        parts = (self.source["title"], self.source["author"], self.note)
        return ". ".join(part for part in parts if part)


@dataclass(frozen=True, repr=False)
class Card(Displayed):
    """
    Everything the tables know of one key.

    Attributes
    ----------
    key, kind, name
        Id; its kind, such as link, passage, bridge, parameter, claim, place, node or source; for
        people.
    facts
        Values in use.
    dissent
        Values that others print, or that hold at other times.
    used_by
        What uses it.
    hangs
        Per way of the named comparison: days, USD (with hire) and kg CO2e per TEU that rest on it,
        at the means.
    """

    key: str
    kind: str
    name: str
    facts: list[Fact]
    dissent: list[Fact] = field(default_factory=list)
    used_by: list[str] = field(default_factory=list)
    hangs: dict[str, dict[str, float]] = field(default_factory=dict)

    def _view(self) -> View:
        """List the values in use and the dissent, with the work under each value."""
        rows, works = [], []
        for state, facts in (("in use", self.facts), ("dissent", self.dissent)):
            for fact in facts:
                rows.append({"state": state, "by": fact.source["source_id"], **vars(fact)})
                works.append(fact.work())
        notes = []
        if self.used_by:
            notes.append(f"used: {'; '.join(self.used_by)}")
        title = f"{self.key}: {self.name} ({self.kind})"
        return View(pd.DataFrame(rows), SHOWN, title, notes, {"by": works})

    def to_dict(self) -> dict[str, Any]:
        """Give the card as plain values, for JSON."""
        return asdict(self)


@checked
def why(key: str, model: Model, comparison: Comparison) -> list[Card]:
    """
    Say where a number comes from.

    Parameters
    ----------
    key
        A link, passage, parameter, claim, observation, corridor, place, node or source, by its id
        or its name in any spelling; ``rasht-astara`` for the links between two places;
        ``.length_km`` or another column behind it narrows the answer.
    model
        Whose tables are asked.
    comparison
        What may hang on it.

    Returns
    -------
    cards
        One for each thing the key means.

    Raises
    ------
    UnknownIdError
        It means nothing.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> cards = why("rasht-astara.length_km", model, model.compare("Mumbai", "Moscow", draws=10))
    >>> cards[0].facts[0].value, [fact.value for fact in cards[0].dissent]
    ('162', ['152', '160', '164', '167', '170'])
    """
    tables = _Tables(model)
    cards = _cards(key, tables, comparison)
    stem, _, aspect = key.rpartition(".")
    if not cards and aspect in {"", *ASPECTS}:
        cards = [_narrowed(card, aspect) for card in _cards(stem, tables, comparison)]
    if cards:
        return cards
    hint = _hint(key, tables) or _hint(stem, tables)
    raise UnknownIdError(f'unknown key "{shorten(key)}"{hint}: {ANY_KIND}')


def _cards(name: str, tables: _Tables, comparison: Comparison) -> list[Card]:
    """Make a card of each thing that an id means, else of what is called so, each once."""
    found = _cards_of_id(name, tables, comparison)
    if found:
        return found
    for key in dict.fromkeys(meaning.id for meaning in meanings(tables.model.words, name, KEY)):
        more = _cards_of_id(key, tables, comparison)
        found += [card for card in more if card not in found]
    return found


def _cards_of_id(key: str, tables: _Tables, comparison: Comparison) -> list[Card]:
    """Make the cards of an id; those of places and nodes where nothing else has it."""
    found = []
    for cards_of in KINDS:
        found += cards_of(key, tables, comparison)
    return found or [*_places(key, tables), *_nodes(key, tables)]


def _hint(key: str, tables: _Tables) -> str:
    """Say what a key without a card is, or which keys come near."""
    words = tables.model.words
    for meaning in meanings(words, key, KEY):
        return f", {A_KIND[meaning.kind]} ({meaning.name}) without a card here"
    return suggestion(key, _known_keys(tables)) or near_misses(words, key, CARDS)


def _narrowed(card: Card, column: str) -> Card:
    """Keep what a card says of one column; all if none is named."""
    if not column:
        return card
    facts, dissent = _of_column(card.facts, column), _of_column(card.dissent, column)
    return replace(card, facts=facts, dissent=dissent)


def _of_column(facts: list[Fact], column: str) -> list[Fact]:
    return [fact for fact in facts if fact.what == column]


def _known_keys(tables: _Tables) -> list[str]:
    """List what can be asked for."""
    model = tables.model
    links = model.network.links
    own = links.index[~links.index.str.startswith("sea.")]
    return [
        *own,
        *sorted(set(links["passage_id"]) - {""}),
        *model.parameters.index,
        *model.table("services")["service_id"].unique(),
        *model.table("claims")["claim_id"],
        *model.table("observations")["observation_id"],
        *model.corridors,
        *tables.sources.index,
    ]


class _Tables:
    """The tables of a model, and the works that their rows cite."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.sources = model.table("sources").set_index("source_id")

    def rows(self, table: str, column: str, value: str) -> pd.DataFrame:
        """Give the rows of a table that have a value."""
        rows = self.model.table(table)
        return rows[rows[column] == value]

    def cited(self, source_id: str) -> dict[str, str]:
        """Give a work as texts."""
        parameters = self.model.parameters
        if source_id in parameters.index:  # a length that a ratio made
            source_id = str(parameters.at[source_id, "source_id"])
        if source_id not in self.sources.index:
            raise TableError(f'sources.csv: no row "{source_id}"')
        row = self.sources.loc[source_id]
        work = {name: str(row[name]) for name in WORK}
        year = "" if pd.isna(row["year"]) else f"{row['year']:.0f}"
        return {"source_id": source_id, **work, "year": year}

    def fact(self, what: str, value: str, row: Any, **cells: str) -> Fact:
        """Make a fact of a row, with its source and note; what is not said stays empty."""
        blank = {"unit": "", "grade": "", "as_of": "", "note": getattr(row, "note", "")}
        return Fact(what, value, source=self.cited(row.source_id), **blank | cells)


# ---------------------------------------------------------------- links and passages


def _links(name: str, tables: _Tables, comparison: Comparison) -> list[Card]:
    """Make the card of a link."""
    links = tables.model.network.links
    return [_link(links.loc[name], tables, comparison)] if name in links.index else []


def _link(row: pd.Series, tables: _Tables, comparison: Comparison) -> Card:
    """Make the card of one link: its length and who dissents, its states, what prices it."""
    link_id = str(row.name)
    states = _states(row["passage_id"] or link_id, tables)
    post = row["crossing_id"]
    if post:  # of a road border
        states = _periods(tables.rows("road_borders", "crossing_id", post), tables)
    said = tables.rows("link_values", "link_id", link_id)
    of_length = said["column"] == "length_km"
    facts = _said(said[~of_length], tables)
    dissent = _said(said[of_length].sort_values("value"), tables)
    if row["length_km"]:
        length = f"{row['length_km']:g}"
        own = tables.fact("length_km", length, row, unit="km", grade=row["grade"])
        facts.insert(0, own)
    priced = [f"priced by {row[column]}" for column in PARAMETER_COLUMNS if row[column]]
    return Card(
        link_id,
        "link",
        name_of(tables.model.words, link_id),
        [*facts, *states[:1]],
        [*dissent, *states[1:]],
        [*priced, *_gate_of(link_id, tables)],
        rests_on_link(link_id, comparison),
    )


def _said(values: pd.DataFrame, tables: _Tables) -> list[Fact]:
    """Make a fact of each value that is printed of a link."""
    facts = []
    for row in values.itertuples():
        note = f"{row.project}. {row.note}" if row.project else row.note
        cells = {"unit": row.unit, "grade": row.grade, "as_of": row.as_of, "note": note}
        facts.append(tables.fact(row.column, row.value, row, **cells))
    return facts


def _states(subject_id: str, tables: _Tables) -> list[Fact]:
    """List the states of a link or passage, that of the day first."""
    return _periods(tables.rows("status", "subject_id", subject_id), tables)


def _periods(rows: pd.DataFrame, tables: _Tables) -> list[Fact]:
    """List the states that rows tell, that of the day first."""
    rows = rows.sort_values("from_date")
    now = in_force(rows, tables.model.as_of)
    states = []
    for row in pd.concat([rows[now], rows[~now]]).itertuples():
        period = f"{row.from_date} to {row.to_date or 'now'}"
        cells = {"grade": getattr(row, "grade", ""), "as_of": period}
        states.append(tables.fact("status", row.status, row, **cells))
    return states


def _gate_of(link_id: str, tables: _Tables) -> list[str]:
    """Say which corridors a link is a gate of."""
    found = []
    for name, corridor in tables.model.corridors.items():
        if any(link_id in stop for stop in corridor.via):
            found.append(f"gate of corridor {name}")
    return found


def _passages(name: str, tables: _Tables, comparison: Comparison) -> list[Card]:
    """Make the card of a strait or canal."""
    rows = tables.rows("passages", "passage_id", name)
    if rows.empty:
        return []
    row = rows.iloc[0]
    links = tables.model.network.links
    hangs: dict[str, dict[str, float]] = {}
    for link_id in links.index[links["passage_id"] == name]:
        hangs |= rests_on_link(link_id, comparison)
    used = [f"passed by {way}" for way in hangs]
    for key, corridor in tables.model.corridors.items():
        if name in corridor.passages:
            used.append(f"must be used by corridor {key}")
    states = _states(name, tables)
    gate = tables.fact("gate", row["line"], row, unit="lon lat")
    return [Card(name, "passage", row["name"], [*states[:1], gate], states[1:], used, hangs)]


# ---------------------------------------------------------------- parameters


def _crossings(name: str, tables: _Tables, comparison: Comparison) -> list[Card]:  # noqa: ARG001
    """Make the card of a road border or bridge: its states, and what a lorry waits and pays."""
    cards = []
    for kind, table, key in CROSSINGS:
        rows = tables.rows(table, key, name)
        if len(rows):
            paid = [*rows["dwell_id"], *rows["fee_id"]]
            priced = [f"priced by {one}" for one in dict.fromkeys(paid) if one]
            label = name_of(tables.model.words, name, "crossing")
            cards.append(Card(name, kind, label, _periods(rows, tables), used_by=priced))
    return cards


def _parameters(name: str, tables: _Tables, comparison: Comparison) -> list[Card]:
    """Make the card of a parameter: its value on the day, and at other times."""
    rows = tables.rows("parameters", "parameter_id", name)
    if rows.empty:
        return []
    now = in_force(rows, tables.model.as_of)
    used = [*_priced_links(name, tables), *_limited_subjects(name, tables)]
    hangs = rests_on_parameter(name, tables.model.parameters, comparison)
    facts = _taught(name, rows[now], tables) or _quantiles("value", rows[now], tables)
    others = _quantiles(NOT_IN_FORCE, rows[~now], tables)
    others += _printed(tables.rows("printed_values", "parameter_id", name), tables)
    return [Card(name, "parameter", rows["quantity"].iloc[0], facts, others, used, hangs)]


def _taught(name: str, rows: pd.DataFrame, tables: _Tables) -> list[Fact]:
    """Make the facts of a parameter that learnt from journeys: before, and after."""
    known = {
        (row.parameter_id, row.from_date): row for row in rows_of(tables.model.home.calibration)
    }
    learnt = [known.get((name, period)) for period in rows["from_date"]]
    if learnt == [None] * len(rows):
        return []
    facts = _quantiles("before any journey", rows, tables)
    for row, fact in zip(learnt, list(facts), strict=True):
        if row is None:
            continue
        prior = rows[rows["from_date"] == row.from_date].set_index("parameter_id")
        ((p10, p50, p90),) = learnt_quantiles(prior, [row]).tolist()
        unit = "" if fact.unit == "1" else f" {fact.unit}"
        value = f"P10 {p10:.3g}, P50 {p50:.3g}, P90 {p90:.3g}"
        note = f"Prior {row.prior[1]:.3g}{unit}, learnt {p50:.3g}{unit}"
        note += f" from {row.journeys} journeys: instc calibrate"
        facts.append(replace(fact, what="in force", value=value, note=note))
    return facts


def _quantiles(what: str, rows: pd.DataFrame, tables: _Tables) -> list[Fact]:
    """Make a fact of each row of a parameter."""
    facts = []
    for row in rows.itertuples():
        period = ""
        if row.from_date or row.to_date:
            period = f"{row.from_date or 'always'} to {row.to_date or 'now'}"
        value = f"P10 {row.p10:g}, P50 {row.p50:g}, P90 {row.p90:g} ({row.distribution})"
        if row.p10 == row.p90:
            value = f"{row.p50:g}"
        cells = {"unit": row.unit, "grade": row.grade, "as_of": period}
        facts.append(tables.fact(what, value, row, **cells))
    return facts


def _printed(values: pd.DataFrame, tables: _Tables) -> list[Fact]:
    """Make a fact of each value that is printed about a parameter, and say what became of it."""
    facts = []
    for row in values.itertuples():
        said = [f"{number:g}" for number in (row.low, row.value, row.high) if not np.isnan(number)]
        cells = {"unit": row.unit, "grade": row.grade, "as_of": row.from_date}
        value = "-".join(dict.fromkeys(said))
        facts.append(tables.fact(f"{row.use}: {row.what}", value, row, **cells))
    return facts


def _priced_links(name: str, tables: _Tables) -> list[str]:
    """Count the links that a parameter prices, by what it is to them."""
    links = tables.model.network.links
    found = []
    for column in PARAMETER_COLUMNS:
        count = (links[column] == name).sum()
        if count:
            found.append(f"{count:,} links as {column}")
    return found


def _limited_subjects(name: str, tables: _Tables) -> list[str]:
    """Say what a parameter delays or charges while it is limited."""
    limits = tables.model.table("limits")
    here = limits[(limits["dwell_id"] == name) | (limits["fee_id"] == name)]
    return [f"{subject} while it is limited" for subject in here["subject_id"]]


# ---------------------------------------------------------------- what is said, and who says it


def _claims(name: str, tables: _Tables, _: Comparison) -> list[Card]:
    """Make the card of a claim."""
    cards = []
    for row in tables.rows("claims", "claim_id", name.casefold()).itertuples():
        value = _range(row.low, row.high) or row.expected
        fact = tables.fact(row.quantity, value, row, unit=row.unit, as_of=row.date)
        used = [f"instc claims show {row.claim_id}"]
        cards.append(Card(row.claim_id, "claim", row.statement, [fact], used_by=used))
    return cards


def _observations(name: str, tables: _Tables, _: Comparison) -> list[Card]:
    """Make the card of an observed journey; other rows of the journey stand beside it."""
    cards = []
    for row in tables.rows("observations", "observation_id", name).itertuples():
        journey = tables.rows("observations", "trip", row.trip)
        others = []
        for other in journey[journey["observation_id"] != name].itertuples():
            part = f"{other.origin} - {other.destination}"
            others.append(_days(other, part, tables))
        used = [f"instc replay {row.trip.replace('_', '-')}"]
        title, facts = f"{row.origin} - {row.destination}", [_days(row, row.note, tables)]
        cards.append(Card(name, "observation", title, facts, others, used))
    return cards


def _days(row: Any, note: str, tables: _Tables) -> Fact:
    """Make a fact of the days of an observed journey."""
    cells = {"unit": "days", "grade": row.grade, "as_of": row.as_of, "note": note}
    return tables.fact(row.kind, reading(row.days_low, row.days_high), row, **cells)


def _range(low: float, high: float) -> str:
    """Write a range, or one value; nothing where it is not known."""
    if np.isnan(low):
        return ""
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"


def _services(name: str, tables: _Tables, _: Comparison) -> list[Card]:
    """Make the card of a service: its row of the day, and those of other times."""
    rows = tables.rows("services", "service_id", name)
    if rows.empty:
        return []
    now = in_force(rows, tables.model.as_of)
    used = [f"stops at {call}" for call in dict.fromkeys(" ".join(rows["calls"]).split())]
    used += [f"passes {link}" for link in dict.fromkeys(" ".join(rows["links"]).split())]
    title = rows["operator"].iloc[-1] or rows["kind"].iloc[-1]
    facts, others = _sailings(rows[now], tables), _sailings(rows[~now], tables)
    return [Card(name, "service", title, facts, others, used)]


def _sailings(rows: pd.DataFrame, tables: _Tables) -> list[Fact]:
    """Make the facts of each row of a service: where it calls, how often, in how many days."""
    facts = []
    for row in rows.itertuples():
        period = f"{row.from_date} to {row.to_date or 'now'}, last seen {row.seen_date}"
        cells = {"grade": row.grade, "as_of": period}
        calls = f"{row.kind}, {row.order}: {row.calls or row.links}"
        facts.append(tables.fact(row.state, calls, row, **cells))
        for column in ("headway_days", "headway_other", "days_sold"):
            value = getattr(row, column)
            if not np.isnan(value):
                facts.append(tables.fact(column, f"{value:g}", row, unit="days", **cells))
    return facts


def _corridors(name: str, tables: _Tables, _: Comparison) -> list[Card]:
    """Make the card of a corridor."""
    cards = []
    for row in tables.rows("corridors", "corridor_id", name.replace("-", "_")).itertuples():
        fact = tables.fact("via", row.via, row)
        cards.append(Card(row.corridor_id, "corridor", row.label, [fact]))
    return cards


def _sources(name: str, tables: _Tables, _: Comparison) -> list[Card]:
    """Make the card of a work, with how many rows cite it."""
    if name not in tables.sources.index:
        return []
    cites = []
    for table in CITING:
        count = len(tables.rows(table, "source_id", name))
        if count:
            cites.append(f"{count} rows of {table}.csv")
    work = tables.cited(name)
    fact = Fact("source", work["address"], "", "", work["year"], work)
    return [Card(name, "source", work["title"], [fact], used_by=cites)]


# ---------------------------------------------------------------- places and nodes


def _places(name: str, tables: _Tables) -> list[Card]:
    """Say where a place lies, what it is called, and which facilities it has."""
    spelled = ", ".join(tables.rows("aliases", "place_id", name)["alias"])
    facilities = tables.rows("nodes", "place_id", name)["node_id"]
    used = [f"{name_of(tables.model.words, node)} ({node})" for node in facilities]
    cards = []
    for row in tables.rows("places", "place_id", name).itertuples():
        facts = [_point(row, f"also called {spelled}" if spelled else "", tables)]
        if row.unlocode:
            facts.append(tables.fact("unlocode", row.unlocode, row, note=""))
        cards.append(Card(name, "place", row.name, facts, used_by=used))
    return cards


def _nodes(name: str, tables: _Tables) -> list[Card]:
    """Say where a facility lies, and which links it has."""
    links, words = tables.model.table("links"), tables.model.words
    here = (links["from_node_id"] == name) | (links["to_node_id"] == name)
    used = [name_of(words, link) for link in links.loc[here, "link_id"]]
    label = name_of(words, name, "node", "junction")
    rows = tables.rows("nodes", "node_id", name)
    cards = []
    for row in rows[rows["kind"] != "city"].itertuples():
        fact = _point(row, f"{row.kind}, {row.mode}", tables)
        cards.append(Card(name, "node", label, [fact], used_by=used))
    return cards


def _point(row: Any, note: str, tables: _Tables) -> Fact:
    """State a point with its source."""
    return tables.fact("point", f"{row.lon:g} {row.lat:g}", row, unit="lon lat", note=note)


KINDS: tuple[Callable[[str, _Tables, Comparison], list[Card]], ...] = (
    _links,
    _passages,
    _crossings,
    _parameters,
    _services,
    _claims,
    _observations,
    _corridors,
    _sources,
)
