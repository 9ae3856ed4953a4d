"""Alternatives side by side under one set of draws."""

from __future__ import annotations

import json
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from instc.comparison import record
from instc.comparison.alternatives import families_called, find_alternatives, find_route, way_called
from instc.comparison.breakeven import BreakEven, break_even
from instc.comparison.difference import difference
from instc.comparison.scenario_grid import every_combination
from instc.comparison.sensitivity import tornado
from instc.comparison.simulation import simulate, value_shares, variance_split
from instc.comparison.summary import OBJECTIVES, beaten_by_none, best_by_mean, summarise, tabulate
from instc.comparison.verdicts import sentence
from instc.display.html import Displayed, View, listing
from instc.door import checked, checked_class
from instc.errors import QuestionError, UnknownIdError
from instc.lazily import drawn_on_a_map
from instc.network.network import read_only
from instc.routing.itinerary import join
from instc.routing.pricing import Exposures, exposures
from instc.tables.boxes import boxed
from instc.tables.parameters import consignment
from instc.tables.words import suggestion

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from typing import Protocol

    import numpy as np
    from numpy.typing import NDArray

    from instc.comparison.alternatives import Answer, Pair
    from instc.comparison.question import Alternative, Question
    from instc.door import Day, Named, Objective
    from instc.scenarios.world import World
    from instc.tables.parameters import Consignment

    class Drawing(Protocol):
        """A map that can be saved."""

        def save(self, outfile: str | os.PathLike[str]) -> os.PathLike[str]:
            """Write it."""


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
GRADES = "A measured, B official statistic, C operator or press, D our estimate"
TOPICS: tuple[tuple[str, str, Objective], ...] = (
    ("Time", "faster", "days"),
    ("Cost", "cheaper", "usd_per_teu"),
)
COMPUTED = ("_summaries", "_table")
BASELINES = ("suez", "cape", "eastern_maritime")


@checked_class
class Comparison(Displayed):
    """
    Alternatives side by side under one set of draws.

    A plain value: it holds the world and the question, pickles, and hands out copies.

    Attributes
    ----------
    world
        Where it was asked.
    question
        What was asked, in words.
    origin, destination
        What the words mean.
    consignment
        What is carried.

    Examples
    --------
    >>> import instc
    >>> today = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    >>> today.origin.name, today.best_of("suez", quantity="days")
    ('Mumbai', 'suez_black_sea')
    """

    def __init__(self, world: World, question: Question, pair: Pair, answer: Answer) -> None:
        self.world, self.question = world, question
        self.origin, self.destination = pair.origin, pair.destination
        self._ways, self._missing, self._reached = answer
        taken: dict[str, Any] = {name: way.itinerary.priced for name, way in self._ways.items()}
        self.consignment = pair.world.consignment
        self._met = exposures(taken, self.consignment)
        self._samples = self._simulated(self.consignment)

    def _simulated(self, box: Consignment) -> dict[str, NDArray[np.float64]]:
        draws, seed = self.question.draws, self.question.seed
        samples = simulate(self._met, self.parameters, box, draws=draws, seed=seed)
        return {quantity: read_only(sample) for quantity, sample in samples.items()}

    def repriced(self, cargo_value: float) -> Comparison:
        """Give the same ways for a cargo of another value: they are not chosen anew."""
        box = consignment(self.parameters, value_usd_per_teu=cargo_value)
        same = copy(self)  # what was summed up is left behind: see __getstate__
        vars(same).update(consignment=box, _samples=self._simulated(box))
        return same

    def under(self, *scenarios: Iterable[Named], as_of: Day | None = None) -> Comparison:
        """
        Ask the same under further scenarios.

        Parameters
        ----------
        *scenarios
            Names or files.
        as_of
            Another day, or None.

        Returns
        -------
        comparison
            As the model under these scenarios would answer.

        Raises
        ------
        InstcError
            As `compare`.

        Examples
        --------
        >>> import instc
        >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=10)
        >>> answer.under("hormuz-closed").world.scenarios
        ('hormuz-closed',)
        """
        return compare(self.world.under(*scenarios, as_of=as_of), self.question)

    @property
    def alternatives(self) -> dict[str, Alternative]:
        """Alternatives by corridor id, in table order."""
        return dict(self._ways)

    @property
    def unavailable(self) -> dict[str, str]:
        """Why a corridor is not among them, by corridor id."""
        return dict(self._missing)

    @property
    def samples(self) -> dict[str, NDArray[np.float64]]:
        """Read-only draws x alternatives of ``days``, ``usd_per_teu``, ``co2e_kg_per_teu``."""
        return dict(self._samples)

    @property
    def met(self) -> Exposures:
        """What of the parameters each alternative meets."""
        tables = (self._met.time, self._met.cost, self._met.share, self._met.co2e)
        return Exposures(*(table.copy() for table in tables))

    @property
    def parameters(self) -> pd.DataFrame:
        """Parameters in force."""
        return boxed(self.world.parameters, self.world.table("boxes"), self.question.box)

    @property
    def again(self) -> str:
        """The command that asks the same."""
        return self.question.command(self.world)

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
        return self._drawn(quantity)[:, list(self._ways).index(self._known(corridor_id))]

    def _drawn(self, quantity: Objective) -> NDArray[np.float64]:
        if quantity != "generalised_usd":
            return self._samples[quantity]
        waited = self._samples["days"] * self.consignment.usd_per_day
        return self._samples["usd_per_teu"] + waited

    def _known(self, corridor_id: str) -> str:
        name = way_called(corridor_id, self._ways, self.world.words)
        if name in self._ways:
            return name
        said = f'"{corridor_id}" is not among the alternatives'
        if name in self._missing:
            raise QuestionError(f"{said}: {self._missing[name]}")
        raise UnknownIdError(f"{said}{suggestion(name, self._ways)}")

    @cached_property
    def _summaries(self) -> dict[Objective, dict[str, NDArray[np.float64]]]:
        return summarise(self._drawn)

    @cached_property
    def _table(self) -> pd.DataFrame:
        return tabulate(
            self._ways, self._summaries, self._samples, self.parameters, self.question.deadline
        )

    @property
    def table(self) -> pd.DataFrame:
        """The alternatives as in `to_frame`, without their lines."""
        return self._table.copy()

    def to_frame(self) -> gpd.GeoDataFrame:
        """
        Tabulate the alternatives.

        Returns
        -------
        table
            Index ``corridor_id``; ``label, family, length_km``, and for each quantity
            ``_p10, _p50, _p90, _p95, _mean`` (days; USD and kg CO2e per TEU), ``fastest_share,
            cheapest_share, buffer_index, worst_grade, grade_d_share_of_days``; the way as
            LineString, EPSG:4326.

        Examples
        --------
        >>> import instc
        >>> table = instc.load_model().compare("Mumbai", "Moscow", draws=100).to_frame()
        >>> bool((table["days_p10"] <= table["days_p90"]).all())
        True
        """
        lines = [join(way.itinerary.lines) for way in self._ways.values()]
        return gpd.GeoDataFrame(self.table, geometry=lines, crs="EPSG:4326")

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
        return beaten_by_none(list(self._ways), self._summaries)

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
        return record.comparison_record(self)

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

    def route_dict(self) -> dict[str, Any]:
        """
        Give the contract of ``route --format json``: one alternative, with its links.

        Returns
        -------
        answer
            Schema ``instc.route/1``. Sea lanes between two named points are one row; means.

        Examples
        --------
        >>> import instc
        >>> answer = instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea")
        >>> answer.route_dict()["links"][0]["mode"]
        'sea'
        """
        return record.route_record(self)

    def to_geojson(self) -> str:
        """
        Write the legs as GeoJSON.

        Returns
        -------
        text
            A FeatureCollection with one LineString a leg, five decimals, and the answer's head in
            ``instc``. A leg over the 180th meridian is cut there: a MultiLineString (RFC 7946).

        Examples
        --------
        >>> import instc
        >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=100)
        >>> json.loads(answer.to_geojson())["type"]
        'FeatureCollection'
        """
        head = {key: value for key, value in self.to_dict().items() if key != "alternatives"}
        legs = record.features(self.legs())
        collection = {"type": "FeatureCollection", "instc": head, "features": legs}
        return json.dumps(collection, ensure_ascii=False) + "\n"

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

        Raises
        ------
        UnknownIdError
            No corridor is of such a family.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).best_of("suez")
        'suez_black_sea'
        """
        medians = dict(zip(self._ways, self._summaries[quantity]["p50"].tolist(), strict=True))
        asked = families_called(families, self._ways, self.world.corridors)
        able = [name for name, way in self._ways.items() if way.family in asked]
        return min(able, key=lambda name: medians[name], default=None)

    def _pair(self, a: str | None, b: str | None) -> tuple[str, str]:
        first = self._known(a) if a is not None else self.best_of("instc")
        rival = self.best_of("suez") or self.best_of("cape", "eastern_maritime")
        second = self._known(b) if b is not None else rival
        if first is None or second is None:
            lacking = "INSTC" if first is None else "Suez or Cape"
            ends = f"{self.origin.name} and {self.destination.name}"
            raise QuestionError(f"no {lacking} way joins {ends}: name two ways")
        if first == second:
            raise QuestionError(f'"{first}" can\'t be compared with itself')
        return first, second

    def breakeven(self, against: str | None = None, *, way: str | None = None) -> BreakEven:
        """
        Find from which cargo value on one way wins over another.

        Parameters
        ----------
        against
            Corridor id of the other way; the best of the Suez baselines by default (round the Cape
            where none is open).
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
        >>> comparison = instc.load_model().compare("Mumbai", "Moscow", draws=100)
        >>> answer = comparison.breakeven("suez_baltic")
        >>> round(answer.a_dominates + answer.b_dominates + answer.a_above + answer.a_below, 9)
        1.0
        """
        pair, box = self._pair(way, against), self.consignment
        draws, seed = self.question.draws, self.question.seed
        shares = value_shares(self._met, self.parameters, draws=draws, seed=seed)
        parts = []
        for name in pair:
            share = shares[:, list(self._ways).index(name)]
            freight = self.sample("usd_per_teu", name) - share * box.value_usd_per_teu
            parts += [self.sample("days", name), freight, share]
        return break_even(*parts, rate=box.value_rate_per_day, names=pair)

    def sensitivity(
        self,
        against: str | None = None,
        *,
        way: str | None = None,
        quantity: Objective = "days",
        levers: Iterable[str] = (),
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
        >>> comparison = instc.load_model().compare("Mumbai", "Moscow", draws=100)
        >>> table = comparison.sensitivity("suez_baltic")
        >>> bool(table["swing"].is_monotonic_decreasing)
        True
        """
        pair = self._pair(way, against)
        met, box = self._met, self.consignment
        table = tornado(met, self.parameters, box, ways=pair, quantity=quantity, levers=(*levers,))
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
        labels = [self._ways[name].label for name in pair]
        title = (
            f"{labels[0]} less {labels[1]}, {quantity.replace('_', ' ')}: "
            "each lever from its P10 to its P90"
        )
        works = record.cited(self.world, table["source_id"])
        return listing(table, shown, title=title, tips={"parameter_id": works})

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
        drawn = {"draws": self.question.draws, "seed": self.question.seed}
        return variance_split(
            self._met, self.parameters, self.consignment, quantity=quantity, **drawn
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
            Index ``corridor_id``; ``label``, the corridor ``before`` (a new variant stands against
            its sister: ``instc_west_rail`` against ``instc_west_road``), ``days_p50_before,
            days_p50_after``, and the change of the mean days in ``line_haul, handling, border,
            waiting``, which add up to ``days``; ``usd_per_teu`` and ``co2e_kg_per_teu`` (P50).

        Raises
        ------
        QuestionError
            The two are not of the same pair.

        Examples
        --------
        >>> import instc
        >>> today = instc.load_model().compare("Mumbai", "Moscow", draws=100)
        >>> float(today.difference(today)["days"].abs().max())
        0.0
        """
        return difference(self, other)

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
        said = []
        rivals = self._rivals()
        for topic, word, quantity in TOPICS:
            ours = self.best_of("instc", quantity=quantity)
            if ours and rivals:
                own = self.sample(quantity, ours)
                shares = {
                    self._ways[name].label: float((own < self.sample(quantity, name)).mean())
                    for name in rivals
                }
                said.append(sentence(topic, word, self._ways[ours].label, shares))
        return said

    def _rivals(self) -> list[str]:
        """Name the ways of the first family of baselines that has any."""
        for family in BASELINES:
            names = [name for name, way in self._ways.items() if way.family == family]
            if names:
                return names
        return []

    def remarks(self) -> list[str]:
        """
        Say what a reader must know of the answer beside its figures.

        Returns
        -------
        sentences
            How places that had to be passed are reached; where the row that is best of all, by the
            mean, has not the best P50.

        Examples
        --------
        >>> import instc
        >>> for remark in instc.load_model().compare("Mumbai", "Helsinki", draws=1000).remarks():
        ...     print(remark)
        "Least CO2e of all" is so by its mean; by P50, Fastest of all is (1,327 against 1,394).
        """
        said = [best_by_mean(self._table, quantity) for quantity in OBJECTIVES]
        return [*self._reached, *(words for words in said if words)]

    def legs(self) -> gpd.GeoDataFrame:
        """
        List the legs of every alternative.

        Returns
        -------
        legs
            Columns ``corridor_id, label, family, leg`` and those of `Itinerary.legs`; LineStrings,
            EPSG:4326.

        Examples
        --------
        >>> import instc
        >>> legs = instc.load_model().compare("Mumbai", "Moscow", draws=100).legs()
        >>> "rail" in set(legs["mode"])
        True
        """
        tables = []
        for name, way in self._ways.items():
            named = {"corridor_id": name, "label": way.label, "family": way.family}
            tables.append(way.itinerary.legs().reset_index().assign(**named))
        legs = pd.concat(tables, ignore_index=True)
        return gpd.GeoDataFrame(legs, geometry="geometry", crs="EPSG:4326")

    def sources(self) -> pd.DataFrame:
        """
        List the works that the answer rests on.

        Returns
        -------
        sources
            Rows of ``sources``, index ``source_id``: of the links and their states, and of every
            parameter met.

        Examples
        --------
        >>> import instc
        >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=100)
        >>> "author_estimate" in answer.sources().index
        True
        """
        return record.sources(self)

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
        >>> answer = instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea")
        >>> answer.map().__class__.__name__
        'CorridorMap'
        """
        drawn: Drawing = drawn_on_a_map(self, also=every_combination(self))
        if path is not None:
            drawn.save(path)
        return drawn

    def __getstate__(self) -> dict[str, Any]:
        """Keep the values; what is summed up of them is summed up again."""
        return {name: value for name, value in vars(self).items() if name not in COMPUTED}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the values; draws stay as they are."""
        self.__dict__.update(state)
        for sample in self._samples.values():
            read_only(sample)

    def _view(self) -> View:
        """Show the alternatives, with the sources of each way under its name."""
        works = [", ".join(record.works_of(way)) for way in self._ways.values()]
        tips = {
            "label": [f"sources: {work}" for work in works],
            "worst_grade": [GRADES] * len(works),
        }
        hindrances = record.hindrances(self).items()
        missing = [f"not available: {name}: {reason}" for name, reason in hindrances]
        notes = [*self.remarks(), *missing, f"again: {self.again}"]
        return View(self.table, SHOWN, self.title(), notes, tips, spread="days")

    def title(self) -> str:
        """Say what was asked, where and how often it was drawn."""
        ends = f"{self.origin.name} → {self.destination.name}"
        world = f"as of {self.world.as_of}, {', '.join(self.world.scenarios)}"
        return f"{ends}, {world}, {self.question.draws:,} draws, seed {self.question.seed}"


@checked
def compare(world: World, question: Question) -> Comparison:
    """
    Answer a question: find its ways, and simulate them side by side.

    Parameters
    ----------
    world
        Where it is asked.
    question
        What is asked.

    Returns
    -------
    comparison
        Every corridor that makes sense; of a route, the one.

    Raises
    ------
    NoRouteError
        No way is open.
    InstcError
        The question can't be meant.

    Examples
    --------
    >>> import instc
    >>> from instc.comparison import Question
    >>> compare(instc.load_model(), Question("Mumbai", "Moscow", draws=100)).origin.name
    'Mumbai'
    """
    find = find_route if question.verb == "route" else find_alternatives
    return Comparison(world, question, *find(world, question))
