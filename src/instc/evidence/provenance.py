"""Where a number comes from, who says otherwise, and what hangs on it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.display.html import Displayed, View
from instc.errors import TableError, UnknownIdError, shorten
from instc.network.columns import PARAMETER_COLUMNS
from instc.routing.pricing import HIRE
from instc.tables.words import (
    A_KIND,
    KEY,
    Role,
    meanings,
    name_of,
    near_misses,
    suggestion,
)

if TYPE_CHECKING:
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
    "detour",
)
KINDS = "a link, passage, parameter, claim, observation, corridor, place, node or source"
VALUE, MASS = "value.cargo", "mass.tonnes_per_teu"  # what is carried: no link names it
PAGES = Role("key", ("link", "passage", "parameter", "corridor", "place", "node", "junction"))
NOT_IN_FORCE = "not in force on that day"


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


@dataclass(frozen=True, repr=False)
class Card(Displayed):
    """
    Everything the tables know of one key.

    Attributes
    ----------
    key, kind, name
        Id; link, passage, parameter, claim, observation, corridor, place, node or source; for people.
    facts
        Values in use.
    dissent
        Values that others print, or that hold at other times.
    used_by
        What uses it.
    hangs
        Per alternative of the named comparison: days, USD (with hire) and kg CO2e per TEU that rest on it, at the means.
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
        facts = [("in use", fact) for fact in self.facts] + [
            ("dissent", fact) for fact in self.dissent
        ]
        rows = [
            {
                "state": state,
                "what": fact.what,
                "value": fact.value,
                "unit": fact.unit,
                "as_of": fact.as_of,
                "grade": fact.grade,
                "by": fact.source["source_id"],
            }
            for state, fact in facts
        ]
        tips = {
            "by": [
                ". ".join(
                    part
                    for part in (fact.source["title"], fact.source["author"], fact.note)
                    if part
                )
                for _, fact in facts
            ]
        }
        shown = {
            "state": "",
            "what": "what",
            "value": "value",
            "unit": "unit",
            "as_of": "as of",
            "grade": "grade",
            "by": "source",
        }
        notes = [f"used: {'; '.join(self.used_by)}"] if self.used_by else []
        return View(
            pd.DataFrame(rows), shown, f"{self.key}: {self.name} ({self.kind})", notes, tips
        )

    def to_dict(self) -> dict[str, Any]:
        """
        Give the card as plain values.

        Returns
        -------
        card
            For JSON.

        Examples
        --------
        >>> Card("k", "link", "K", []).to_dict()["kind"]
        'link'
        """
        return asdict(self)


def why(key: str, model: Model, comparison: Comparison) -> list[Card]:
    """
    Say where a number comes from.

    Parameters
    ----------
    key
        A link, passage, parameter, claim, observation, corridor, place, node or source, by its id or its name in any
        spelling; ``rasht-astara`` for the links between two places; ``.length_km`` or another column behind it narrows
        the answer.
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
    book = _Book(model, comparison)
    stem, _, aspect = key.rpartition(".")
    for name, wanted in ((key, ""), (stem, aspect)):
        if wanted and wanted not in ASPECTS:
            continue
        cards = book.cards(name) or book.called(name)
        if cards:
            return [_narrowed(card, wanted) for card in cards] if wanted else cards
    hint = book.hint(key) or book.hint(stem)
    raise UnknownIdError(f'unknown key "{shorten(key)}"{hint}: {KINDS}')


def _narrowed(card: Card, aspect: str) -> Card:
    return replace(
        card,
        facts=[fact for fact in card.facts if fact.what == aspect],
        dissent=[fact for fact in card.dissent if fact.what == aspect],
    )


class _Book:
    """The tables, opened at the page of a key."""

    def __init__(self, model: Model, comparison: Comparison) -> None:
        self.model, self.comparison = model, comparison
        self.sources = model.table("sources").set_index("source_id")
        self.words = model.words

    def cards(self, key: str) -> list[Card]:
        """Open the pages of an id; those of places and nodes where no other has it."""
        pages = (
            self.link, self.passage, self.parameter, self.claim, self.observation,
            self.corridor, self.source,
        )  # fmt: skip
        found = []
        for page in pages:
            found += page(key)
        return found or [*self.place(key), *self.node(key)]

    def called(self, name: str) -> list[Card]:
        """Open the pages of what is called so: of the first kind that has one, an id once."""
        ids = dict.fromkeys(meaning.id for meaning in meanings(self.words, name, KEY))
        found: list[Card] = []
        for key in ids:
            found += [card for card in self.cards(key) if card not in found]
        return found

    def table(self, name: str) -> pd.DataFrame:
        return self.model.table(name)

    def keys(self) -> list[str]:
        links = self.model.network.links
        own = links.index[~links.index.str.startswith("sea.")]
        claims, seen = (
            self.table("claims")["claim_id"],
            self.table("observations")["observation_id"],
        )
        return [
            *own,
            *sorted(set(links["passage_id"]) - {""}),
            *self.model.parameters.index,
            *claims,
            *seen,
            *self.model.corridors,
            *self.sources.index,
        ]

    def hint(self, key: str) -> str:
        """Say what a key without a page is, or which pages have a key that comes near."""
        for meaning in meanings(self.words, key, KEY):
            return f", {A_KIND[meaning.kind]} ({meaning.name}) without a page here"
        return suggestion(key, self.keys()) or near_misses(self.words, key, PAGES)

    def cited(self, source_id: str) -> dict[str, str]:
        if source_id in self.model.parameters.index:  # a length that a ratio made
            source_id = str(self.model.parameters.at[source_id, "source_id"])
        if source_id not in self.sources.index:
            raise TableError(f'sources.csv: no row "{source_id}"')
        row = self.sources.loc[source_id]
        year = "" if pd.isna(row["year"]) else f"{row['year']:.0f}"
        return {
            "source_id": source_id,
            **{name: str(row[name]) for name in ("title", "author")},
            "year": year,
            **{name: str(row[name]) for name in ("address", "accessed", "read_depth")},
        }

    def link(self, name: str) -> list[Card]:
        links = self.model.network.links
        if name not in links.index:
            return []
        return [self._link_card(name, links.loc[name])]

    def _link_card(self, link_id: str, row: pd.Series) -> Card:
        name = name_of(self.words, link_id)
        facts = (
            [
                Fact(
                    "length_km",
                    f"{row['length_km']:g}",
                    "km",
                    row["grade"],
                    "",
                    self.cited(row["source_id"]),
                    row["note"],
                )
            ]
            if row["length_km"]
            else []
        )
        said = self.table("link_values")
        said = said[said["link_id"] == link_id]
        facts += [self._said(value) for value in said.itertuples() if value.column != "length_km"]
        dissent = [
            self._said(value)
            for value in said.sort_values("value").itertuples()
            if value.column == "length_km"
        ]
        states = self._states(row["passage_id"] or link_id)
        priced = [f"priced by {row[column]}" for column in PARAMETER_COLUMNS if row[column]]
        return Card(
            link_id,
            "link",
            name,
            [*facts, *states[:1]],
            [*dissent, *states[1:]],
            [*priced, *self._corridors_with(link_id)],
            self._on_the_way(link_id),
        )

    def _said(self, value: Any) -> Fact:
        note = f"{value.project}. {value.note}" if value.project else value.note
        return Fact(
            value.column,
            value.value,
            value.unit,
            value.grade,
            value.as_of,
            self.cited(value.source_id),
            note,
        )

    def _states(self, subject: str) -> list[Fact]:
        rows = self.table("status")
        rows = rows[rows["subject_id"] == subject].sort_values("from_date")
        day = self.model.as_of
        facts = [
            (bool(row.from_date <= day and (not row.to_date or row.to_date > day)), row)
            for row in rows.itertuples()
        ]
        return [
            Fact(
                "status",
                row.status,
                "",
                "",
                f"{row.from_date} to {row.to_date or 'now'}",
                self.cited(row.source_id),
                row.note,
            )
            for now, row in sorted(facts, key=lambda pair: (not pair[0], pair[1].from_date))
        ]

    def _corridors_with(self, link_id: str) -> list[str]:
        return [
            f"gate of corridor {name}"
            for name, corridor in self.model.corridors.items()
            if any(link_id in stop for stop in corridor.via)
        ]

    def _on_the_way(self, link_id: str) -> dict[str, dict[str, float]]:
        found = {}
        for name, way in self.comparison.alternatives.items():
            here = way.itinerary.cells("link_id") == link_id
            if here.any():
                sums = {
                    column: float(way.itinerary.cells(column)[here].sum())
                    for column in ("hours", "usd", "co2e_kg")
                }
                found[name] = _rests(sums["hours"] / 24, sums["usd"], sums["co2e_kg"])
        return found

    def passage(self, name: str) -> list[Card]:
        gates = self.table("passages").set_index("passage_id")
        if name not in gates.index:
            return []
        row = gates.loc[name]
        states = self._states(name)
        here = self.model.network.links
        link_ids = here.index[here["passage_id"] == name]
        hangs = {
            way: sums for link_id in link_ids for way, sums in self._on_the_way(link_id).items()
        }
        used = [f"passed by {way}" for way in hangs] + [
            f"must be used by corridor {key}"
            for key, corridor in self.model.corridors.items()
            if name in corridor.passages
        ]
        gate = Fact(
            "gate", row["line"], "lon lat", "", "", self.cited(row["source_id"]), row["note"]
        )
        return [Card(name, "passage", row["name"], [*states[:1], gate], states[1:], used, hangs)]

    def parameter(self, name: str) -> list[Card]:
        rows = self.table("parameters")
        rows = rows[rows["parameter_id"] == name]
        if rows.empty:
            return []
        day = self.model.as_of
        facts: list[Fact] = []
        others: list[Fact] = []
        for row in rows.itertuples():
            now = (not row.from_date or row.from_date <= day) and (
                not row.to_date or row.to_date > day
            )
            period = (
                " to ".join((row.from_date or "always", row.to_date or "now"))
                if row.from_date or row.to_date
                else ""
            )
            value = (
                f"{row.p50:g}"
                if row.p10 == row.p90
                else f"P10 {row.p10:g}, P50 {row.p50:g}, P90 {row.p90:g} ({row.distribution})"
            )
            fact = Fact(
                "value" if now else NOT_IN_FORCE,
                value,
                row.unit,
                row.grade,
                period,
                self.cited(row.source_id),
                row.note,
            )
            (facts if now else others).append(fact)
        links = self.model.network.links
        uses = [(links[column] == name).sum() for column in PARAMETER_COLUMNS]
        used = [
            f"{count:,} links as {column}"
            for column, count in zip(PARAMETER_COLUMNS, uses, strict=True)
            if count
        ]
        limits = self.table("limits")
        used += [
            f"{row.subject_id} while it is limited"
            for row in limits.itertuples()
            if name in {row.dwell_id, row.fee_id}
        ]
        return [
            Card(
                name,
                "parameter",
                str(rows["quantity"].iloc[0]),
                facts,
                others,
                used,
                self._met(name),
            )
        ]

    def _met(self, name: str) -> dict[str, dict[str, float]]:
        """Give what rests on a parameter: its mean times every exposure to it, and the container's hire for its days."""
        means, box = self.model.parameters["mean"], self.comparison.consignment
        if name not in means.index:
            return {}
        met, mean, hire = self.comparison.met, float(means[name]), float(means[HIRE])
        found = {}
        for way in self.comparison.alternatives:
            time, cost, share, co2e = (
                float(table[way].get(name, 0.0))
                for table in (met.time, met.cost, met.share, met.co2e)
            )
            days = mean * time / 24
            usd = mean * (cost + share * box.value_usd_per_teu) + days * hire
            if name == HIRE:
                usd += mean * self._days(way)
            if name == VALUE:
                usd += mean * float((met.share[way] * means.reindex(met.share.index)).sum())
            if name == MASS:
                carried = met.co2e.index[~met.co2e.index.str.startswith("hub.")]
                co2e, mean = float((met.co2e.loc[carried, way] * means[carried]).sum()), 1.0
            found[way] = _rests(days, usd, mean * co2e)
        return {way: sums for way, sums in found.items() if any(sums.values())}

    def _days(self, way: str) -> float:
        time = self.comparison.met.time[way]
        return float((time * self.model.parameters["mean"].reindex(time.index)).sum()) / 24

    def claim(self, name: str) -> list[Card]:
        rows = self.table("claims")
        rows = rows[rows["claim_id"] == name.casefold()]
        return [
            Card(
                row.claim_id,
                "claim",
                row.statement,
                [
                    Fact(
                        row.quantity,
                        _range(row.low, row.high) or row.expected,
                        row.unit,
                        "",
                        row.date,
                        self.cited(row.source_id),
                        row.note,
                    )
                ],
                used_by=[f"instc claims show {row.claim_id}"],
            )
            for row in rows.itertuples()
        ]

    def observation(self, name: str) -> list[Card]:
        rows = self.table("observations")
        chosen = rows[rows["observation_id"] == name]
        return [
            Card(
                row.observation_id,
                "observation",
                f"{row.origin} - {row.destination}",
                [
                    Fact(
                        row.kind,
                        _range(row.days_low, row.days_high),
                        "days",
                        row.grade,
                        row.as_of,
                        self.cited(row.source_id),
                        row.note,
                    )
                ],
                [
                    Fact(
                        other.kind,
                        _range(other.days_low, other.days_high),
                        "days",
                        other.grade,
                        other.as_of,
                        self.cited(other.source_id),
                        f"{other.origin} - {other.destination}",
                    )
                    for other in rows[
                        (rows["trip"] == row.trip) & (rows["observation_id"] != name)
                    ].itertuples()
                ],
                [f"instc replay {row.trip.replace('_', '-')}"],
            )
            for row in chosen.itertuples()
        ]

    def corridor(self, name: str) -> list[Card]:
        rows = self.table("corridors")
        rows = rows[rows["corridor_id"] == name.replace("-", "_")]
        return [
            Card(
                row.corridor_id,
                "corridor",
                row.label,
                [Fact("via", row.via, "", "", "", self.cited(row.source_id), row.note)],
            )
            for row in rows.itertuples()
        ]

    def place(self, name: str) -> list[Card]:
        """Say where a place lies, what it is called, and which facilities it has."""
        rows = self.table("places")
        rows = rows[rows["place_id"] == name]
        aliases, nodes = self.table("aliases"), self.table("nodes")
        spelled = ", ".join(aliases.loc[aliases["place_id"] == name, "alias"])
        here = nodes.loc[nodes["place_id"] == name, "node_id"]
        used = [f"{name_of(self.words, node)} ({node})" for node in here]
        cards = []
        for row in rows.itertuples():
            facts = [self._point(row, f"also called {spelled}" if spelled else "")]
            if row.unlocode:
                code = Fact("unlocode", row.unlocode, "", "", "", self.cited(row.source_id))
                facts.append(code)
            cards.append(Card(name, "place", row.name, facts, used_by=used))
        return cards

    def node(self, name: str) -> list[Card]:
        """Say where a facility lies, and which links it has."""
        rows, links = self.table("nodes"), self.table("links")
        rows = rows[(rows["node_id"] == name) & (rows["kind"] != "city")]
        here = (links["from_node_id"] == name) | (links["to_node_id"] == name)
        used = [name_of(self.words, link) for link in links.loc[here, "link_id"]]
        label = name_of(self.words, name, "node", "junction")
        return [
            Card(name, "node", label, [self._point(row, f"{row.kind}, {row.mode}")], used_by=used)
            for row in rows.itertuples()
        ]

    def _point(self, row: Any, note: str) -> Fact:
        """State a point with its source."""
        return Fact(
            "point", f"{row.lon:g} {row.lat:g}", "lon lat", "", "", self.cited(row.source_id), note
        )

    def source(self, name: str) -> list[Card]:
        if name not in self.sources.index:
            return []
        cites: list[str] = []
        for table in (
            "links",
            "link_values",
            "nodes",
            "parameters",
            "status",
            "claims",
            "observations",
            "corridors",
            "passages",
            "limits",
            "waypoints",
            "deflators",
        ):
            rows = self.table(table)
            count = int((rows["source_id"] == name).sum())
            cites += [f"{count} rows of {table}.csv"] if count else []
        cited = self.cited(name)
        return [
            Card(
                name,
                "source",
                cited["title"],
                [Fact("source", cited["address"], "", "", cited["year"], cited)],
                used_by=cites,
            )
        ]


def _rests(days: float, usd: float, co2e_kg: float) -> dict[str, float]:
    return {
        "days": round(days, 2),
        "usd_per_teu": round(usd, 1),
        "co2e_kg_per_teu": round(co2e_kg, 1),
    }


def _range(low: float, high: float) -> str:
    if np.isnan(low):
        return ""
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
