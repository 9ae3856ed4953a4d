"""Ways under one set of draws: what is known of each."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from instc.comparison.alternatives import RELIABILITY, way_called
from instc.comparison.journeys import Journeys
from instc.comparison.shown import hidden_reasons
from instc.comparison.simulation import laid_at, simulate
from instc.comparison.summary import beaten_by_none, summarise, tabulate
from instc.comparison.verdicts import SAID, ours_and_rival
from instc.display.html import Displayed
from instc.door import checked_class
from instc.errors import QuestionError, UnknownIdError
from instc.lazily import geopandas as gpd
from instc.network.network import read_only
from instc.routing.itinerary import join
from instc.routing.pricing import Exposures, exposures
from instc.routing.runs import DEDICATED_RUN
from instc.tables.boxes import boxed
from instc.tables.emission_scope import scoped
from instc.tables.parameters import central, consignment
from instc.tables.words import suggestion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from instc.comparison.alternatives import Answer, Pair
    from instc.comparison.question import Alternative, Question
    from instc.door import Objective
    from instc.scenarios.world import World
    from instc.tables.parameters import Consignment

COMPUTED = ("_parameters", "_summaries", "_table", "_verdicts", "_flags")


@checked_class
class SimulatedWays(Displayed):
    """
    Ways side by side under one set of draws.

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
    """

    def __init__(self, world: World, question: Question, pair: Pair, answer: Answer) -> None:
        self.world, self.question = world, question
        self.origin, self.destination = pair.origin, pair.destination
        self._answer, self._ways = answer, answer.ways
        taken: dict[str, Any] = {name: way.itinerary.priced for name, way in self._ways.items()}
        self.consignment = replace(pair.world.consignment, teu=float(question.teu))
        self._met = exposures(taken, self.consignment)
        ways = list(self._ways.values())
        self._journeys = Journeys.of(ways, self._met, self._parameters, question.mean_of)
        self._samples = self._simulated(self.consignment)

    def _simulated(self, box: Consignment) -> dict[str, NDArray[np.float64]]:
        drawn = {"draws": self.question.draws, "seed": self.question.seed}
        how = self._journeys
        samples = simulate(self._met, self._parameters, box, journeys=how, **drawn)
        return {quantity: read_only(sample) for quantity, sample in samples.items()}

    def repriced(self, cargo_value: float) -> Self:
        """Give the same ways for a cargo of another value: they are not chosen anew."""
        teu = float(self.question.teu)
        box = consignment(self._parameters, teu=teu, value_usd_per_teu=cargo_value)
        same = copy(self)  # what was summed up is left behind: see __getstate__
        vars(same).update(consignment=box, _samples=self._simulated(box))
        return same

    @property
    def alternatives(self) -> dict[str, Alternative]:
        """Alternatives by corridor id, in table order."""
        return dict(self._ways)

    @property
    def unavailable(self) -> dict[str, str]:
        """Why a corridor is not among them, by corridor id."""
        return dict(self._answer.missing)

    def way(self, name: str) -> Alternative:
        """
        Give an alternative by its id, or by one that is no row of its own.

        Raises
        ------
        UnknownIdError, QuestionError
            It is not among the alternatives.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=10).way("suez_black_sea").head
        'By sea'
        """
        return self._ways[self._known(name)]

    @property
    def same_as(self) -> dict[str, str]:
        """Ids that are no row of their own, with the row that is their way."""
        return dict(self._answer.same)

    @property
    def via_bound(self) -> str | None:
        """Side that alone passes the places that had to be passed; None where all do."""
        return self._answer.bound or None

    @property
    def samples(self) -> dict[str, NDArray[np.float64]]:
        """Read-only draws x alternatives of ``days``, ``usd_per_teu``, ``co2e_kg_per_teu``."""
        return dict(self._samples)

    @cached_property
    def _met_at_the_mean(self) -> Exposures:
        ratio = float(self._parameters.at[DEDICATED_RUN, "mean"])
        return laid_at(self._met, self._journeys.dedicated, ratio)

    @property
    def met(self) -> Exposures:
        """What of the parameters each alternative meets, dedicated runs at the mean of theirs."""
        met = self._met_at_the_mean
        tables = (met.time, met.cost, met.share, met.co2e, met.land)
        return Exposures(*(table.copy() for table in tables))

    @cached_property
    def _parameters(self) -> pd.DataFrame:
        table = self.world.table
        usual = boxed(self.world.parameters, table("boxes"), self.question.box)
        return scoped(usual, table("scopes"), self.question.scope)

    @property
    def parameters(self) -> pd.DataFrame:
        """Give a copy of the parameters in force."""
        return self._parameters.copy()

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
        days, ratio = self._samples["days"], central(self._parameters, RELIABILITY)
        waited = days * self.consignment.usd_per_day
        if ratio:
            waited = waited + ratio * self.consignment.usd_per_day * days.std(axis=0)
        return self._samples["usd_per_teu"] + waited

    def _known(self, corridor_id: str) -> str:
        name = way_called(corridor_id, self._ways, self.world.words)
        name = self._answer.same.get(name, name)
        if name in self._ways:
            return name
        said = f'"{corridor_id}" is not among the alternatives'
        if name in self._answer.missing:
            raise QuestionError(f"{said}: {self._answer.missing[name]}")
        raise UnknownIdError(f"{said}{suggestion(name, self._ways)}")

    @cached_property
    def _summaries(self) -> dict[Objective, dict[str, NDArray[np.float64]]]:
        return summarise(self._drawn)

    @cached_property
    def _table(self) -> pd.DataFrame:
        table = tabulate(
            self._ways,
            self._summaries,
            self._samples,
            self._parameters,
            self.question.deadline,
            self.consignment,
        )
        judged: set[str | None] = set()
        for quantity in SAID:
            judged.update(self._rivals(quantity))
        hidden: dict[str, str] = {}
        if not self.question.against:
            gain = central(self._parameters, "ratio.visible_gain")
            hidden = hidden_reasons(self._ways, table, judged, gain)
        reasons = pd.Series(hidden, dtype=object).reindex(table.index).fillna("")
        return table.assign(hidden_reason=reasons)

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
            Index ``corridor_id``; ``label, head, title, family, length_km``, and for each quantity
            ``_p10, _p50, _p90, _p95, _mean`` (days; USD and kg CO2e per TEU), ``fastest_share,
            cheapest_share`` (of the draws, in hindsight, among all rows), ``run, buffer_index,
            worst_grade, grade_d_share_of_days`` (``_usd``, ``_co2e``), ``hidden_reason``,
            ``empty_return_usd`` (the box by the same way back, in no total); the way as
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

    def _rivals(self, quantity: Objective) -> tuple[str | None, str | None]:
        means = dict(zip(self._ways, self._summaries[quantity]["mean"].tolist(), strict=True))
        ours, rival = ours_and_rival(self._ways, means)
        return ours, None if self._answer.rivalry else rival

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

    def __getstate__(self) -> dict[str, Any]:
        """Keep the values; what is summed up of them is summed up again."""
        return {name: value for name, value in vars(self).items() if name not in COMPUTED}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the values; draws stay as they are."""
        self.__dict__.update(state)
        for sample in self._samples.values():
            read_only(sample)
