"""Alternatives side by side under one set of draws."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from instc.comparison.breakeven import BreakEven, break_even
from instc.comparison.record import features, link_records, record
from instc.comparison.sensitivity import tornado
from instc.comparison.simulation import (
    QUANTILES,
    simulate,
    summary,
    value_shares,
    variance_split,
    win_shares,
)
from instc.comparison.verdicts import sentence
from instc.display.html import Displayed, View, listing
from instc.errors import QuestionError, UnknownIdError, did_you_mean
from instc.lazily import drawn_on_a_map
from instc.routing.itinerary import join
from instc.routing.pricing import PARTS, Exposures, exposures, grade_shares
from instc.tables.schema import read_table

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import Protocol

    from numpy.typing import NDArray

    from instc.comparison.question import Alternative, Question
    from instc.routing.pricing import Objective

    class Drawing(Protocol):
        """A map that can be saved."""

        def save(self, outfile: str | os.PathLike[str]) -> os.PathLike[str]:
            """Write it."""


OBJECTIVES: tuple[Objective, ...] = ("days", "usd_per_teu", "co2e_kg_per_teu")
QUANTITIES: tuple[Objective, ...] = (*OBJECTIVES, "generalised_usd")
SHOWN = {
    "label": "route",
    "length_km": "km",
    "days_p10": "days P10",
    "days_p50": "P50",
    "days_p90": "P90",
    "usd_per_teu_p50": "$/TEU",
    "co2e_kg_per_teu_p50": "kg CO2e",
    "fastest_share": "fastest",
    "worst_grade": "grade",
}
DIGITS = {"days": 2, "usd_per_teu": 0, "co2e_kg_per_teu": 0, "generalised_usd": 0}
BASELINES = ("suez", "cape", "eastern_maritime")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Displayed):
    """
    Alternatives side by side under one set of draws.

    Attributes
    ----------
    question
        What was asked.
    alternatives
        By corridor id, in table order.
    unavailable
        Why a corridor is not among them.
    samples
        By quantity (``days``, ``usd_per_teu``, ``co2e_kg_per_teu``): draws x alternatives.
    parameters
        In force.
    met
        What of them each alternative meets.

    Examples
    --------
    >>> import instc
    >>> today = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    >>> today.question.origin.name, today.best_of("suez", quantity="days")
    ('Mumbai', 'suez_black_sea')
    """

    question: Question
    alternatives: dict[str, Alternative]
    unavailable: dict[str, str]
    samples: dict[str, NDArray[np.float64]]
    parameters: pd.DataFrame
    met: Exposures

    def sample(self, quantity: Objective, corridor_id: str) -> NDArray[np.float64]:
        """
        Give the draws of one alternative.

        Parameters
        ----------
        quantity
            ``days``, ``usd_per_teu``, ``co2e_kg_per_teu`` or ``generalised_usd``.
        corridor_id
            Which alternative.

        Returns
        -------
        draws
            In order of drawing, so that those of two alternatives are pairs.

        Raises
        ------
        UnknownIdError
            It is not among the alternatives.

        Examples
        --------
        >>> import instc
        >>> comparison = instc.load_model().compare("Mumbai", "Moscow", draws=100)
        >>> comparison.sample("days", "suez_black_sea").shape
        (100,)
        """
        return self._drawn(quantity, list(self.alternatives).index(self._known(corridor_id)))

    def _drawn(self, quantity: Objective, which: int | slice = slice(None)) -> NDArray[np.float64]:
        if quantity != "generalised_usd":
            return self.samples[quantity][:, which]
        return (
            self.samples["usd_per_teu"][:, which]
            + self.samples["days"][:, which] * self.question.consignment.usd_per_day
        )

    def _known(self, corridor_id: str) -> str:
        name = corridor_id.replace("-", "_")
        if name in self.alternatives:
            return name
        if name in self.unavailable:
            raise QuestionError(
                f'"{corridor_id}" is not among the alternatives: {self.unavailable[name]}'
            )
        raise UnknownIdError(
            f'"{corridor_id}" is not among the alternatives{did_you_mean(name, self.alternatives)}'
        )

    @cached_property
    def _summaries(self) -> dict[Objective, dict[str, NDArray[np.float64]]]:
        return {quantity: summary(self._drawn(quantity)) for quantity in QUANTITIES}

    def to_frame(self) -> gpd.GeoDataFrame:
        """
        Tabulate the alternatives.

        Returns
        -------
        table
            Index ``corridor_id``; ``label, family, length_km``, and for each quantity ``_p10, _p50, _p90, _p95, _mean``
            (days; USD and kg CO2e per TEU), ``fastest_share, cheapest_share, buffer_index, worst_grade,
            grade_d_share_of_days``; the way as LineString, EPSG:4326.

        Examples
        --------
        >>> import instc
        >>> table = instc.load_model().compare("Mumbai", "Moscow", draws=100).to_frame()
        >>> bool((table["days_p10"] <= table["days_p90"]).all())
        True
        """
        lines = [join(list(way.itinerary.links.geometry)) for way in self.alternatives.values()]
        return gpd.GeoDataFrame(self.table, geometry=lines, crs="EPSG:4326")

    @cached_property
    def table(self) -> pd.DataFrame:
        """The alternatives as in `to_frame`, without their lines."""
        names = list(self.alternatives)
        trips = [alternative.itinerary for alternative in self.alternatives.values()]
        grades = [grade_shares(trip.priced, self.parameters) for trip in trips]
        columns: dict[str, Any] = {
            "label": [alternative.label for alternative in self.alternatives.values()],
            "family": [alternative.family for alternative in self.alternatives.values()],
            "length_km": [round(trip.length_km, 1) for trip in trips],
        }
        for quantity, rows in self._summaries.items():
            for name, values in rows.items():
                columns[f"{quantity}_{name}"] = np.round(values, DIGITS[quantity])
        days = self._summaries["days"]
        columns |= {
            "buffer_index": [
                round(ratio - 1, 3) for ratio in (days["p95"] / days["mean"]).tolist()
            ],
            "fastest_share": np.round(win_shares(self.samples["days"]), 3),
            "cheapest_share": np.round(win_shares(self.samples["usd_per_teu"]), 3),
            "by_deadline": [self._by_deadline(name) for name in names],
            "worst_grade": [worst for worst, _ in grades],
            "grade_d_share_of_days": [round(share, 3) for _, share in grades],
        }
        return pd.DataFrame(columns, index=pd.Index(names, name="corridor_id"))

    def pareto(self) -> list[str]:
        """
        List the alternatives that none beats in days, USD and CO2e at once.

        Returns
        -------
        names
            Corridor ids; medians are compared.

        Examples
        --------
        >>> import instc
        >>> len(instc.load_model().compare("Mumbai", "Moscow", draws=100).pareto()) >= 1
        True
        """
        points = np.array([self._summaries[quantity]["p50"] for quantity in OBJECTIVES]).T
        beaten = [
            any((other <= point).all() and (other < point).any() for other in points)
            for point in points
        ]
        return [name for name, lost in zip(self.alternatives, beaten, strict=True) if not lost]

    def to_dict(self) -> dict[str, Any]:
        """
        Give the contract of ``compare --format json``.

        Returns
        -------
        answer
            Schema ``instc.compare/1``; rounded to 0.01 day, 1 USD, 1 kg, shares to 0.001.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).to_dict()["schema"]
        'instc.compare/1'
        """
        table, question = self.table, self.question
        medians = {quantity: table[f"{quantity}_p50"] for quantity in OBJECTIVES}
        return {
            "schema": "instc.compare/1",
            **question.versions,
            "as_of": question.as_of,
            "scenarios": list(question.scenarios),
            "origin": question.origin.to_dict(),
            "destination": question.destination.to_dict(),
            "consignment": vars(question.consignment),
            "price_year": question.price_year,
            "draws": question.draws,
            "seed": question.seed,
            "deadline_days": question.deadline,
            "alternatives": [self._record(name, table.loc[name]) for name in table.index],
            "unavailable": [
                {"corridor": name, "reason": reason} for name, reason in self.unavailable.items()
            ],
            "best": {quantity: str(values.idxmin()) for quantity, values in medians.items()}
            if len(table)
            else {},
            "pareto": self.pareto(),
            "conclusions": self.conclusions(),
            **({"remarks": remarks} if (remarks := self.remarks()) else {}),
            "again": question.again,
        }

    def _by_deadline(self, name: str) -> float | None:
        return (
            None
            if self.question.deadline is None
            else round(float((self.sample("days", name) <= self.question.deadline).mean()), 3)
        )

    def _record(self, name: str, row: pd.Series) -> dict[str, Any]:
        alternative = self.alternatives[name]
        spreads: dict[str, dict[str, float]] = {
            quantity: {key: float(row[f"{quantity}_{key}"]) for key in (*QUANTILES, "mean")}
            for quantity in QUANTITIES
        }
        scope = {
            "origin": self.question.origin.scope,
            "destination": self.question.destination.scope,
        }
        return {
            "corridor": name,
            "family": alternative.family,
            "label": alternative.label,
            **record(alternative.itinerary, scope),
            **spreads,
            "buffer_index": float(row["buffer_index"]),
            "by_deadline": None if self.question.deadline is None else float(row["by_deadline"]),
            "fastest_share": float(row["fastest_share"]),
            "cheapest_share": float(row["cheapest_share"]),
            "worst_grade": row["worst_grade"],
            "grade_d_share_of_days": float(row["grade_d_share_of_days"]),
        }

    def to_json(self) -> str:
        """
        Write `to_dict` as text.

        Returns
        -------
        text
            JSON, indented, one line end at the end.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).to_json()[0]
        '{'
        """
        return json.dumps(self.to_dict(), indent=1, ensure_ascii=False) + "\n"

    def best_of(self, *families: str, quantity: Objective = "generalised_usd") -> str | None:
        """
        Find the alternative of some families with the least median.

        Parameters
        ----------
        *families
            Such as ``instc`` or ``suez``.
        quantity
            Of which the median is compared.

        Returns
        -------
        corridor_id
            Or None where there is none.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).best_of("suez")
        'suez_black_sea'
        """
        middle = self._summaries[quantity]["p50"].tolist()
        medians = {
            name: p50
            for (name, way), p50 in zip(self.alternatives.items(), middle, strict=True)
            if way.family in families
        }
        return min(medians, key=lambda name: medians[name]) if medians else None

    def _pair(self, a: str | None, b: str | None) -> tuple[str, str]:
        first = self._known(a) if a else self.best_of("instc")
        second = (
            self._known(b)
            if b
            else self.best_of("suez") or self.best_of("cape", "eastern_maritime")
        )
        if first is None or second is None:
            lacking = "INSTC" if first is None else "Suez or Cape"
            raise QuestionError(
                f"no {lacking} way joins {self.question.origin.name} and {self.question.destination.name}: name two ways"
            )
        if first == second:
            raise QuestionError(f'"{first}" can\'t be compared with itself')
        return first, second

    def breakeven(self, against: str | None = None, *, way: str | None = None) -> BreakEven:
        """
        Find from which cargo value on one way wins over another.

        Parameters
        ----------
        against
            Corridor id of the other way; the best of the Suez baselines by default (round the Cape where none is open).
        way
            Corridor id; the best INSTC way by default.

        Returns
        -------
        break_even
            Shares, curve and crossings.

        Raises
        ------
        QuestionError, UnknownIdError
            A way is not among the alternatives, or there are no two.

        Examples
        --------
        >>> import instc
        >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=100).breakeven("suez_baltic")
        >>> round(answer.a_dominates + answer.b_dominates + answer.a_above + answer.a_below, 9)
        1.0
        """
        pair = self._pair(way, against)
        box, question = self.question.consignment, self.question
        shares = value_shares(self.met, self.parameters, draws=question.draws, seed=question.seed)
        parts = []
        for name in pair:
            share = shares[:, list(self.alternatives).index(name)]
            parts += [
                self.sample("days", name),
                self.sample("usd_per_teu", name) - share * box.value_usd_per_teu,
                share,
            ]
        return break_even(*parts, rate=box.value_rate_per_day, names=pair)

    def sensitivity(
        self,
        against: str | None = None,
        *,
        way: str | None = None,
        quantity: Objective = "days",
        levers: Sequence[str] = (),
    ) -> pd.DataFrame:
        """
        Find the levers that move the difference of two ways most.

        Parameters
        ----------
        against, way
            As in `breakeven`.
        quantity
            What differs: ``days``, ``usd_per_teu``, ``co2e_kg_per_teu`` or ``generalised_usd``.
        levers
            Parameter ids to keep; the ten strongest if empty.

        Returns
        -------
        levers
            As `tornado` gives them; ``attrs`` hold ``way``, ``against`` and ``quantity``.

        Raises
        ------
        QuestionError, UnknownIdError
            A way or a lever is not there.

        Examples
        --------
        >>> import instc
        >>> table = instc.load_model().compare("Mumbai", "Moscow", draws=100).sensitivity("suez_baltic")
        >>> bool(table["swing"].is_monotonic_decreasing)
        True
        """
        pair = self._pair(way, against)
        table = tornado(
            self.met,
            self.parameters,
            self.question.consignment,
            ways=pair,
            quantity=quantity,
            levers=levers,
        )
        table.attrs = {"way": pair[0], "against": pair[1], "quantity": quantity}
        shown = {
            "parameter_id": "lever",
            "unit": "unit",
            "p10": "P10",
            "p50": "P50",
            "p90": "P90",
            "low": "difference at P10",
            "high": "at P90",
            "swing": "swing",
            "grade": "grade",
        }
        title = f"{self.alternatives[pair[0]].label} less {self.alternatives[pair[1]].label}, {quantity.replace('_', ' ')}: each lever from its P10 to its P90"
        return listing(
            table, shown, title=title, tips={"parameter_id": self._works(table["source_id"])}
        )

    def _works(self, source_ids: pd.Series) -> list[str]:
        """Name the works behind keys."""
        table = read_table("sources", self.question.seeds).set_index("source_id")
        years = table["year"].map(lambda year: "" if np.isnan(year) else f"{year:.0f}")
        return [
            ", ".join(
                part
                for part in (table.at[key, "title"], table.at[key, "author"], years[key])
                if part
            )
            if key in table.index
            else str(key)
            for key in source_ids
        ]

    def variance(self, quantity: Objective = "days") -> pd.DataFrame:
        """
        Split the variance of every alternative by what causes it.

        Parameters
        ----------
        quantity
            ``days``, ``usd_per_teu`` or ``co2e_kg_per_teu``.

        Returns
        -------
        split
            As `variance_split` gives it: columns sum to 1.

        Examples
        --------
        >>> import instc
        >>> split = instc.load_model().compare("Mumbai", "Moscow", draws=100).variance()
        >>> bool((split.sum() - 1).abs().max() < 1e-9)
        True
        """
        question = self.question
        return variance_split(
            self.met,
            self.parameters,
            question.consignment,
            draws=question.draws,
            seed=question.seed,
            quantity=quantity,
        )

    def difference(self, other: Comparison) -> pd.DataFrame:
        """
        Say what changed against another comparison of the same pair.

        Parameters
        ----------
        other
            The state before.

        Returns
        -------
        change
            Index ``corridor_id``; ``label``, the corridor ``before`` (a new variant stands against its sister:
            ``instc_west_rail`` against ``instc_west_road``), ``days_p50_before, days_p50_after``, and the change of the mean
            days in ``line_haul, handling, border, waiting``, which add up to ``days``; ``usd_per_teu`` and
            ``co2e_kg_per_teu`` (P50).

        Raises
        ------
        QuestionError
            The two are not of the same pair.

        Examples
        --------
        >>> import instc
        >>> model = instc.load_model()
        >>> today = model.compare("Mumbai", "Moscow", draws=100)
        >>> float(today.difference(today)["days"].abs().max())
        0.0
        """
        ends = [
            (c.question.origin.node_ids, c.question.destination.node_ids) for c in (self, other)
        ]
        if ends[0] != ends[1]:
            raise QuestionError(
                "two comparisons can only be told apart for the same origin and destination"
            )
        twins = {
            name: twin for name in self.alternatives if (twin := _twin(name, other.alternatives))
        }
        after, before = self.table, other.table
        rows: list[dict[str, Any]] = []
        for name, twin in twins.items():
            new, old = (
                way.itinerary.part_days()
                for way in (self.alternatives[name], other.alternatives[twin])
            )
            row: dict[str, Any] = {"label": self.alternatives[name].label, "before": twin}
            row |= {
                "days_p50_before": before.at[twin, "days_p50"],
                "days_p50_after": after.at[name, "days_p50"],
            }
            row |= {
                "days": sum(new.values()) - sum(old.values()),
                **{part: new[part] - old[part] for part in new},
            }
            rows.append(
                row
                | {
                    quantity: after.at[name, f"{quantity}_p50"] - before.at[twin, f"{quantity}_p50"]
                    for quantity in OBJECTIVES[1:]
                }
            )
        columns = [
            "label",
            "before",
            "days_p50_before",
            "days_p50_after",
            "days",
            *PARTS,
            *OBJECTIVES[1:],
        ]
        change = pd.DataFrame(
            rows, index=pd.Index(list(twins), name="corridor_id"), columns=columns
        )
        shown = {
            "label": "route",
            "days_p50_before": "days P50 before",
            "days_p50_after": "after",
            "days": "mean days",
            **{part: part.replace("_", "-") for part in PARTS},
        }
        states = [", ".join(c.question.scenarios) for c in (other, self)]
        return listing(
            change,
            shown,
            title=f"{self.question.origin.name} → {self.question.destination.name}: {states[1]} less {states[0]}",
            tips={"label": [f"against {twin}" for twin in twins.values()]},
        )

    def conclusions(self) -> list[str]:
        """
        Say in words which side wins.

        Returns
        -------
        sentences
            On time and on cost, the best INSTC way against each other family; by paired draws.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).conclusions()[0][:5]
        'Time:'
        """
        rivals = next(
            (
                names
                for family in BASELINES
                if (
                    names := [
                        name for name, way in self.alternatives.items() if way.family == family
                    ]
                )
            ),
            [],
        )
        said = []
        for topic, word, quantity in (
            ("Time", "faster", OBJECTIVES[0]),
            ("Cost", "cheaper", OBJECTIVES[1]),
        ):
            ours = self.best_of("instc", quantity=quantity)
            if ours and rivals:
                own = self.sample(quantity, ours)
                shares = {
                    self.alternatives[name].label: float((own < self.sample(quantity, name)).mean())
                    for name in rivals
                }
                said.append(sentence(topic, word, self.alternatives[ours].label, shares))
        return said

    def remarks(self) -> list[str]:
        """
        Say what a reader must know of the answer beside its figures.

        Returns
        -------
        sentences
            How places that had to be passed are reached; where the row that is best of all, by the mean, has not the best P50.

        Examples
        --------
        >>> import instc
        >>> for remark in instc.load_model().compare("Mumbai", "Helsinki", draws=1000).remarks():
        ...     print(remark)
        "Least CO2e of all" is so by its mean; by P50, Fastest of all is (1,327 against 1,394).
        """
        return [
            *self.question.remarks,
            *(words for quantity in OBJECTIVES if (words := self._best_by_mean(quantity))),
        ]

    def _best_by_mean(self, quantity: Objective) -> str:
        name = f"best_{quantity}"
        if name not in self.alternatives:
            return ""
        medians = self.table[f"{quantity}_p50"]
        other = str(medians.idxmin())
        if medians[other] >= medians[name]:
            return ""
        labels = [self.alternatives[key].label for key in (name, other)]
        return f'"{labels[0]}" is so by its mean; by P50, {labels[1]} is ({medians[other]:,.{DIGITS[quantity]}f} against {medians[name]:,.{DIGITS[quantity]}f}).'

    def route_dict(self) -> dict[str, Any]:
        """
        Give the contract of ``route --format json``: one alternative, with its links.

        Returns
        -------
        answer
            Schema ``instc.route/1``. Sea lanes between two named points are one row; days are means.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea").route_dict()["links"][0]["mode"]
        'sea'
        """
        answer = self.to_dict()
        alternative: dict[str, Any] = answer.pop("alternatives")[0]
        for key in ("unavailable", "best", "pareto", "conclusions"):
            del answer[key]
        trip = self.alternatives[alternative["corridor"]].itinerary
        return {
            **answer,
            "schema": "instc.route/1",
            **alternative,
            "links": link_records(trip, self.parameters),
        }

    def legs(self) -> gpd.GeoDataFrame:
        """
        List the legs of every alternative.

        Returns
        -------
        legs
            Columns ``corridor_id, label, family, leg`` and those of `Itinerary.legs`; LineStrings, EPSG:4326.

        Examples
        --------
        >>> import instc
        >>> "rail" in set(instc.load_model().compare("Mumbai", "Moscow", draws=100).legs()["mode"])
        True
        """
        tables = [
            alternative.itinerary.legs()
            .reset_index()
            .assign(corridor_id=name, label=alternative.label, family=alternative.family)
            for name, alternative in self.alternatives.items()
        ]
        return gpd.GeoDataFrame(
            pd.concat(tables, ignore_index=True), geometry="geometry", crs="EPSG:4326"
        )

    def to_geojson(self) -> str:
        """
        Write the legs as GeoJSON.

        Returns
        -------
        text
            A FeatureCollection with one LineString a leg, five decimals, and the answer's head in ``instc``.

        Examples
        --------
        >>> import instc
        >>> json.loads(instc.load_model().compare("Mumbai", "Moscow", draws=100).to_geojson())["type"]
        'FeatureCollection'
        """
        head = {key: value for key, value in self.to_dict().items() if key != "alternatives"}
        return (
            json.dumps(
                {"type": "FeatureCollection", "instc": head, "features": features(self.legs())},
                ensure_ascii=False,
            )
            + "\n"
        )

    def sources(self) -> pd.DataFrame:
        """
        List the works that the answer rests on.

        Returns
        -------
        sources
            Rows of ``sources``, index ``source_id``: of the links and their states, and of every parameter met.

        Examples
        --------
        >>> import instc
        >>> "author_estimate" in instc.load_model().compare("Mumbai", "Moscow", draws=100).sources().index
        True
        """
        cited = {str(name) for name in self.parameters.loc[self.met.parameter_ids, "source_id"]}
        for way in self.alternatives.values():
            cited |= {
                *way.itinerary.links["source_id"],
                *way.itinerary.links["status_source_id"],
            } - {""}
        made = cited & set(self.parameters.index)  # a length that a ratio made
        cited = (cited - made) | set(self.parameters.loc[sorted(made), "source_id"])
        table = read_table("sources", self.question.seeds).set_index("source_id")
        return table[table.index.isin(cited)]

    def map(self, path: str | os.PathLike[str] | None = None) -> Drawing:
        """
        Draw the alternatives on a map that needs no network.

        Parameters
        ----------
        path
            HTML file to write as well, or None.

        Returns
        -------
        map
            A `folium.Map`; more layers can be added to it.

        Raises
        ------
        WriteError
            The file can't be written.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea").map().__class__.__name__
        'CorridorMap'
        """
        drawn: Drawing = drawn_on_a_map(self)
        if path is not None:
            drawn.save(path)
        return drawn

    def _view(self) -> View:
        """Show the alternatives, with the sources of each way under its name."""
        works = [
            ", ".join(
                sorted({work for works in way.itinerary.legs()["source_ids"] for work in works})
            )
            for way in self.alternatives.values()
        ]
        tips = {
            "label": [f"sources: {work}" for work in works],
            "worst_grade": ["A measured, B official statistic, C operator or press, D our estimate"]
            * len(works),
        }
        notes = [
            *self.remarks(),
            *(f"not available: {name}: {reason}" for name, reason in self.unavailable.items()),
            f"again: {self.question.again}",
        ]
        return View(self.table, SHOWN, self._title(), notes, tips, spread="days")

    def _title(self) -> str:
        question = self.question
        return f"{question.origin.name} → {question.destination.name}, as of {question.as_of}, {', '.join(question.scenarios)}, {question.draws:,} draws, seed {question.seed}"


def compare(
    question: Question,
    ways: dict[str, Alternative],
    unavailable: dict[str, str],
    parameters: pd.DataFrame,
) -> Comparison:
    """
    Simulate alternatives side by side.

    Parameters
    ----------
    question
        What was asked.
    ways
        Alternatives, one per physical itinerary.
    unavailable
        Why the other corridors are not among them.
    parameters
        From `load_parameters`.

    Returns
    -------
    comparison
        With its samples.

    Examples
    --------
    >>> import instc
    >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).question.draws
    100
    """
    met = exposures(
        {name: way.itinerary.priced for name, way in ways.items()}, question.consignment
    )
    samples = simulate(
        met, parameters, question.consignment, draws=question.draws, seed=question.seed
    )
    return Comparison(question, ways, unavailable, samples, parameters, met)


def _twin(name: str, others: dict[str, Alternative]) -> str | None:
    """Find the alternative that one stands against: itself, or a variant of the same branch."""
    if name in others:
        return name
    branch = name.split("_")[:2]
    return next(
        (other for other in others if other.split("_")[:2] == branch and branch[0] != "best"), None
    )
