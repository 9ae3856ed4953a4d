"""Alternatives side by side under one set of draws."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from instc.comparison import record
from instc.comparison.alternatives import (
    find_alternatives,
    find_route,
    kin_called,
    side_words,
)
from instc.comparison.difference import difference
from instc.comparison.flags import Flag, flags_met, footnotes
from instc.comparison.risk import risk
from instc.comparison.sensitivity import tornado
from instc.comparison.short_answer import ShortAnswer, short_answer
from instc.comparison.shown import ship_words
from instc.comparison.simulated import SimulatedWays
from instc.comparison.simulation import variance_split
from instc.comparison.summary import QUANTITIES, better_median
from instc.comparison.verdicts import SAID, called, two_ways, verdict
from instc.comparison.worth import oldest_decisive, opening
from instc.display.html import View, listing
from instc.door import checked, checked_class
from instc.lazily import drawn_on_a_map

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from typing import Protocol

    import pandas as pd

    from instc.comparison.breakeven import BreakEven
    from instc.comparison.question import Question
    from instc.comparison.verdicts import Verdict
    from instc.door import Day, Named, Objective
    from instc.scenarios.world import World

    class Drawing(Protocol):
        """A map that can be saved."""

        def save(self, outfile: str | os.PathLike[str]) -> os.PathLike[str]:
            """Write it."""


SHOWN = {
    "title": "route",
    "length_km": "km",
    "days_p10": "days P10",
    "days_p50": "P50",
    "days_p90": "P90",
    "usd_per_teu_p50": "$/TEU",
    "co2e_kg_per_teu_p50": "kg CO2e",
    "fastest_share": "fastest",
    "grade_d_share_of_days": "est %",
}
GRADES = "share of the days that rests on our estimates (grade D)"


@checked_class
class Comparison(SimulatedWays):
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
    >>> today.origin.name, today.best_of("by_sea", quantity="days")
    ('Mumbai', 'by_sea.days')
    """

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
    def again(self) -> str:
        """The command that asks the same."""
        return self.question.command(self.world)

    def to_dict(self) -> dict[str, Any]:
        """
        Give the contract of ``compare --format json``.

        Returns
        -------
        answer
            Schema ``instc.compare/2``; rounded to 0.01 day, 1 USD, 1 kg, shares to 0.001.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).to_dict()["schema"]
        'instc.compare/2'
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
        Find the alternative of some sides or families with the least median.

        Parameters
        ----------
        *families
            Such as ``over_iran``, ``by_sea``, ``instc`` or ``suez``.
        quantity
            Of which the median is compared.

        Returns
        -------
        corridor_id
            Or None where there is none.

        Raises
        ------
        UnknownIdError
            No way is of such a family.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).best_of("suez")
        'by_sea'
        """
        medians = dict(zip(self._ways, self._summaries[quantity]["p50"].tolist(), strict=True))
        asked = kin_called(families, self._ways, self.world)
        able = [name for name, way in self._ways.items() if asked & {way.family, way.kin}]
        return min(able, key=lambda name: medians[name], default=None)

    def _pair(self, way: str | None, against: str | None, quantity: Objective) -> tuple[str, str]:
        ours, rival = self._rivals(quantity)
        ours = ours if way is None else self._known(way)
        rival = rival if against is None else self._known(against)
        ends = f"{self.origin.name} and {self.destination.name}"
        return two_ways(ours, rival, ends, self._answer.rivalry)

    def breakeven(self, against: str | None = None, *, way: str | None = None) -> BreakEven:
        """
        Find from which cargo value on one way wins over another.

        Parameters
        ----------
        against
            Id of the other way; the best of all other sides by default, time counted.
        way
            Id of the way; the best over Iran by default.

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
        from instc.comparison.breakeven import break_even, costs_of  # noqa: PLC0415

        pair = self._pair(way, against, "generalised_usd")
        ours, theirs = costs_of(self, *pair)
        return break_even(*ours, *theirs, rate=self.consignment.value_rate_per_day, names=pair)

    def sensitivity(
        self,
        against: str | None = None,
        *,
        way: str | None = None,
        quantity: Objective = "days",
        levers: Iterable[str] = (),
        factor: float | None = None,
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
        factor
            By which each parameter is multiplied; from its P10 to its P90 if None.

        Returns
        -------
        levers
            As `tornado` gives them; ``attrs`` hold ``way``, ``against``, ``quantity``, ``factor``.

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
        pair = self._pair(way, against, quantity)
        met, box = self._met_at_the_mean, self.consignment
        how: dict[str, Any] = {"quantity": quantity, "levers": (*levers,), "factor": factor}
        table = tornado(met, self.parameters, box, ways=pair, **how)
        table.attrs = {"way": pair[0], "against": pair[1], "quantity": quantity, "factor": factor}
        ends = ("difference at P10", "at P90")
        moved = "each lever from its P10 to its P90"
        if factor is not None:
            ends, moved = ("difference", f"times {factor:g}"), f"each lever times {factor:g}"
        shown = {
            "name": "lever",
            "unit": "unit",
            "p10": "P10",
            "p50": "P50",
            "p90": "P90",
            **dict(zip(("low", "high"), ends, strict=True)),
            "swing": "swing",
            "flips_at": "sign changes at",
            "grade": "grade",
        }
        labels = [self._ways[name].label for name in pair]
        title = f"{labels[0]} less {labels[1]}, {quantity.replace('_', ' ')}: {moved}"
        table.insert(0, "name", list(map(self.world.called, table.index)))
        works = list(map(self.world.cited, table["source_id"]))
        return listing(table, shown, title=title, tips={"name": works})

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
        how = self._journeys
        return variance_split(
            self._met, self.parameters, self.consignment, quantity=quantity, journeys=how, **drawn
        )

    def oldest_decisive(self) -> dict[str, Any] | None:
        """
        Describe the oldest row of the tables that decides the spread.

        Returns
        -------
        row
            ``parameter_id, year, age_years, half_life_years, share_of_variance, quantity, grade,
            source_id``; None where no decisive row has a source with a year.

        Examples
        --------
        >>> import instc
        >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=100)
        >>> sorted(answer.oldest_decisive())[:2]
        ['age_years', 'grade']
        """
        return None if self._oldest is None else dict(self._oldest)

    @cached_property
    def _oldest(self) -> dict[str, Any] | None:
        return oldest_decisive(self)

    def risk(self) -> pd.DataFrame:
        """
        Tell how late each way that a table opens with can be, and what its spread hangs on.

        Returns
        -------
        risk
            Index ``corridor_id``; ``title, days_p50, days_p90, days_p95, days_p99``,
            ``late_share`` (of the draws, past the deadline; None without one), and ``drivers``:
            the five largest shares of the variance of its days, in words.

        Examples
        --------
        >>> import instc
        >>> risk = instc.load_model().compare("Mumbai", "Moscow", draws=100).risk()
        >>> bool((risk["days_p99"] >= risk["days_p90"]).all())
        True
        """
        return risk(self)

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
            days_p50_after``, ``change_p10, change_p50, change_p90`` of the days draw by draw (not a
            number where draws or seeds differ), and the change of the mean days in ``line_haul,
            handling, border, waiting``, which add up to ``days``; ``usd_per_teu`` and
            ``co2e_kg_per_teu`` (P50).

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

    def verdicts(self) -> list[Verdict]:
        """
        Judge the best way over Iran against the best of all other sides.

        Returns
        -------
        verdicts
            By days, USD, CO2e, and USD with the value of time: both ways are chosen by the mean of
            that quantity, and judged by paired draws. None where there is no rival.

        Examples
        --------
        >>> import instc
        >>> judged = instc.load_model().compare("Mumbai", "Moscow", draws=100).verdicts()
        >>> judged[0].quantity, 0 <= judged[0].share <= 1
        ('days', True)
        """
        return self._verdicts

    @cached_property
    def _verdicts(self) -> list[Verdict]:
        judged = []
        for quantity in QUANTITIES:
            ours, rival = self._rivals(quantity)
            if ours is None or rival is None:
                continue
            drawn = self.sample(quantity, ours), self.sample(quantity, rival)
            names = self._called(ours), self._called(rival)
            judged.append(verdict(quantity, (ours, rival), drawn, names))
        return judged

    def _called(self, name: str) -> str:
        way = self._ways[name]
        return called(way, side_words(way, self.world), instc=self._answer.instc)

    def short_answer(self) -> ShortAnswer:
        """
        Tell in two sentences which way is best, cost and days together, and what to promise.

        Returns
        -------
        answer
            ``text, ours, rival, promise_p90``.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).short_answer().text[:4]
        'Best'
        """
        return short_answer(self, self._called)

    def conclusions(self) -> list[str]:
        """
        Say in words which side wins.

        Returns
        -------
        sentences
            On time and on cost, as `verdicts` judges; or that there is no rival.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).conclusions()[0][:5]
        'Time:'
        """
        said = [one.words for one in self._verdicts if one.quantity in SAID]
        return said or [line for line in [self._answer.rivalry] if line]

    def remarks(self) -> list[str]:
        """
        Say what a reader must know of the answer beside its figures.

        Returns
        -------
        sentences
            How places that had to be passed are reached; where a way that is judged, the best of
            its side by the mean, has not the best P50; where a box changes ship.

        Examples
        --------
        >>> import instc
        >>> said = instc.load_model().compare("Mumbai", "Moscow", draws=100).remarks()
        >>> said[0].partition(" (")[0]
        'No service over Iran known to run on that day'
        """
        said = list(self._answer.remarks)
        for one in self._verdicts:
            if one.quantity in SAID:
                ours = better_median(self._table, one.ours, one.quantity)
                said += [ours, better_median(self._table, one.rival, one.quantity)]
        opened = [self._ways[name] for name in opening(self)]
        said += ship_words(opened, self.world.called)
        return [words for words in dict.fromkeys(said) if words]

    def flags(self) -> dict[str, list[Flag]]:
        """
        List what a forwarder asks first of each way: what print says of what it passes, dated.

        Returns
        -------
        flags
            By corridor id, those of ``flags.csv`` in force on the day of the world. No advice.

        Examples
        --------
        >>> import instc
        >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=10)
        >>> sorted({flag.topic for flag in answer.flags()["by_sea"]})
        ['bank', 'cover', 'operator', 'port']
        """
        return {name: list(flags) for name, flags in self._flags.items()}

    @cached_property
    def _flags(self) -> dict[str, list[Flag]]:
        return flags_met(self.world, self.alternatives)

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
        from instc.comparison.scenario_grid import every_combination  # noqa: PLC0415

        drawn: Drawing = drawn_on_a_map(self, also=every_combination(self))
        if path is not None:
            drawn.save(path)
        return drawn

    def _view(self) -> View:
        """Show the alternatives, with the sources of each way under its name."""
        works = [", ".join(record.works_of(way)) for way in self._ways.values()]
        tips = {
            "title": [f"sources: {work}" for work in works],
            "grade_d_share_of_days": [GRADES] * len(works),
        }
        hindrances = record.hindrances(self).items()
        missing = [f"not available: {name}: {reason}" for name, reason in hindrances]
        flags = footnotes(self, self._ways)
        titles = [flags.marked(name, title) for name, title in self.table["title"].items()]
        notes = [
            self.short_answer().text,
            *self.remarks(),
            *missing,
            *flags.numbered(),
            f"again: {self.again}",
        ]
        table = self.table.assign(title=titles)
        return View(table, SHOWN, self.title(), notes, tips, spread="days")

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
