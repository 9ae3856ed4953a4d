"""Observed journeys, and where they lie in what the model expects of the world of their day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import binom

from instc.comparison.question import Question
from instc.display.html import Displayed, View
from instc.errors import QuestionError, TableError, UnknownIdError, did_you_mean
from instc.evidence.dated import Dated, again
from instc.model import load_model
from instc.scenarios.world import check_date
from instc.tables.schema import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from instc.evidence.dated import Way
    from instc.scenarios.world import World

NOMINAL = 0.8  # what P10 to P90 promises
UNLIKELY = 0.05
STRICT = "--strict fails if so few journeys inside P10-P90 would be chance less than once in twenty, or if the naive forecast is better"
NOT_USED = {
    "bound": "only bounded by the dates of reports",
    "derived": "by subtraction, not observed",
    "average": "a mean of traffic, no journey",
    "schedule": "an operator's time, not a journey",
    "plan": "announced; what came of it is not known",
    "model": "a calculation of others",
    "disputed": "other reports contradict it",
}


@dataclass(frozen=True, eq=False)
class Replayed:
    """
    One observation in the world of its day.

    Attributes
    ----------
    row
        Of ``observations``.
    way
        The model's way, or None where it has none.
    days
        Middle of the readings.
    hit
        Whether the readings meet P10-P90; None without a way.
    again
        The command that shows the way.
    """

    row: pd.Series
    way: Way | None
    days: float
    hit: bool | None
    again: str = ""

    @property
    def quantiles(self) -> NDArray[np.float64]:
        """P10, P50 and P90 of the model, days."""
        return (
            np.quantile(self.way.days, [0.10, 0.50, 0.90])
            if self.way is not None
            else np.full(3, np.nan)
        )

    @property
    def position(self) -> float:
        """Share of the draws that are shorter than the observation."""
        return float((self.way.days < self.days).mean()) if self.way is not None else np.nan

    def to_dict(self) -> dict[str, Any]:
        """
        Give the observation for the JSON contract.

        Returns
        -------
        answer
            ``id, kind, days, p10, p50, p90, hit`` and what a reader must know.

        Examples
        --------
        >>> row = load_observations().set_index("observation_id", drop=False).loc["c042"]
        >>> replay_one(row, Worlds()).to_dict()["days"]
        2.5
        """
        p10, p50, p90 = (
            None if np.isnan(value) else round(float(value), 2) for value in self.quantiles
        )
        return {
            "id": self.row["observation_id"],
            "trip": self.row["trip"],
            "kind": self.row["kind"],
            "origin": self.row["origin"],
            "destination": self.row["destination"],
            "as_of": self.row["as_of"],
            "days": None if np.isnan(self.days) else self.days,
            "days_low": _number(self.row["days_low"]),
            "days_high": _number(self.row["days_high"]),
            "p10": p10,
            "p50": p50,
            "p90": p90,
            "position": None
            if self.way is None or np.isnan(self.days)
            else round(self.position, 3),
            "hit": self.hit,
            "length_km": None if self.way is None else round(self.way.itinerary.length_km, 1),
            "source_id": self.row["source_id"],
            "note": self.row["note"],
            "again": self.again or None,
        }


@dataclass(frozen=True, eq=False, repr=False)
class Backtest(Displayed):
    """
    Observations against the model.

    Attributes
    ----------
    used
        Measured journeys inside the network, misses first, the farthest first of all.
    shown
        Schedules, plans, averages and bounds inside the network: placed, never counted.
    left_out
        Observation id and why it is not used.
    """

    used: list[Replayed]
    shown: list[Replayed]
    left_out: dict[str, str]

    def _view(self) -> View:
        """List the measured journeys, misses first."""
        summary = self.summary() if self.used else {}
        notes = (
            [
                f"{summary['journeys']:.0f} journeys, {summary['inside_share']:.0%} inside P10-P90; bias {summary['bias_days']:+.1f} days"
            ]
            if self.used
            else []
        )
        return _told(
            self.used,
            "Measured journeys, misses first",
            [*notes, f"placed, never counted: {len(self.shown)}; left out: {len(self.left_out)}"],
        )

    def trips(self) -> dict[str, list[Replayed]]:
        """
        Tie the rows of one journey together.

        Returns
        -------
        trips
            Rows by trip.

        Examples
        --------
        >>> Backtest([], [], {}).trips()
        {}
        """
        found: dict[str, list[Replayed]] = {}
        for replayed in self.used:
            found.setdefault(replayed.row["trip"], []).append(replayed)
        return found

    def summary(self) -> dict[str, float]:
        """
        Count journeys, each as one whatever its rows.

        Returns
        -------
        summary
            ``journeys``, ``inside_share`` of P10-P90, ``bias_days`` (model P50 less observed), ``crps_days`` of the
            model and ``naive_crps_days`` of km a day, ``skill`` (1 - their ratio), ``chance`` of so few inside.

        Examples
        --------
        >>> seen = load_observations().set_index("observation_id", drop=False)
        >>> dated = Dated(load_model())
        >>> Backtest([replay_one(seen.loc[name], dated) for name in ("c042", "o005")], [], {}).summary()["journeys"]
        2
        """
        trips = self.trips()
        paces = {
            trip: float(
                np.mean(
                    [row.way.itinerary.length_km / row.days for row in rows if row.way is not None]
                )
            )
            for trip, rows in trips.items()
        }

        def mean(value: Any) -> float:
            return float(
                np.mean(
                    [np.mean([value(trip, row) for row in rows]) for trip, rows in trips.items()]
                )
            )

        def naive(trip: str, row: Replayed) -> float:
            others = np.array([pace for name, pace in paces.items() if name != trip])
            return (
                crps(row.way.itinerary.length_km / others, row.days)
                if row.way is not None
                else np.nan
            )

        inside = mean(lambda _, row: row.hit)
        model, baseline = mean(lambda _, row: crps(row.way.days, row.days)), mean(naive)
        return {
            "journeys": len(trips),
            "inside_share": round(inside, 3),
            "bias_days": round(mean(lambda _, row: row.quantiles[1] - row.days), 2),
            "crps_days": round(model, 2),
            "naive_crps_days": round(baseline, 2),
            "skill": round(1 - model / baseline, 3),
            "chance": round(
                float(binom.cdf(np.floor(inside * len(trips) + 1e-9), len(trips), NOMINAL)), 3
            ),
        }

    def passes(self) -> bool:
        """
        Apply the rule of ``--strict``.

        Returns
        -------
        passes
            See `STRICT`.

        Examples
        --------
        >>> seen = load_observations().set_index("observation_id", drop=False)
        >>> dated = Dated(load_model())
        >>> type(Backtest([replay_one(seen.loc[name], dated) for name in ("c042", "o005")], [], {}).passes()).__name__
        'bool'
        """
        summary = self.summary()
        return summary["chance"] >= UNLIKELY and summary["skill"] > 0


def load_observations(folder: Path | None = None) -> pd.DataFrame:
    """
    Load the observed journeys.

    Parameters
    ----------
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    observations
        In table order.

    Raises
    ------
    TableError
        A row turns readings or dates round, or is older than the first state of the network; a journey without
        days that is no plan.

    Examples
    --------
    >>> "disputed" in set(load_observations()["kind"])
    True
    """
    table = read_table("observations", folder)
    faults = [
        f"row {row + 2}, {fault}" for row, seen in table.iterrows() for fault in _row_faults(seen)
    ]
    if faults:
        raise TableError(f"{table.attrs['file']}: {'; '.join(faults)}")
    return table


def _row_faults(seen: pd.Series) -> list[str]:
    faults = []
    if seen["days_low"] > seen["days_high"]:
        faults.append(f"days_low: {seen['days_low']:g} is above days_high, {seen['days_high']:g}")
    if np.isnan(seen["days_low"]) != np.isnan(seen["days_high"]) or (
        np.isnan(seen["days_low"]) and seen["kind"] != "plan"
    ):
        faults.append("days_low, days_high: are required")
    if seen["date_start"] and seen["date_end"] and seen["date_start"] > seen["date_end"]:
        faults.append(f"date_end: {seen['date_end']} is before date_start, {seen['date_start']}")
    if seen["as_of"]:
        try:
            check_date(seen["as_of"])
        except QuestionError as error:
            faults.append(f"as_of: {error}")
    return faults


def question_of(row: pd.Series) -> Question:
    """Ask of the model what an observation asks."""
    avoid = row["via"].startswith("avoid:")
    words = (row["via"].removeprefix("avoid:"),) if row["via"] else ()
    return Question(
        row["from_id"], row["to_id"], via=() if avoid else words, avoid=words if avoid else ()
    )


def backtest(*, world: World | None = None, dated: Dated | None = None) -> Backtest:
    """
    Replay every observation in the world of its day.

    Parameters
    ----------
    world
        Whose data are asked; the shipped ones by default.
    dated
        Answers that are at hand, instead of a world.

    Returns
    -------
    result
        Parameters have one value for all; nothing is fitted to a journey.

    Examples
    --------
    >>> len(backtest().trips())  # doctest: +SKIP
    12
    """
    dated = dated or Dated(world or load_model())
    used, shown, left_out = [], [], {}
    for _, row in load_observations(dated.world.home.seeds).iterrows():
        why = _why_not(row)
        replayed = replay_one(row, dated) if not why or why in NOT_USED.values() else None
        if replayed is None or replayed.way is None:
            left_out[row["observation_id"]] = why or f"no way was open on {row['as_of']}"
        elif why:
            shown.append(replayed)
            left_out[row["observation_id"]] = why
        else:
            used.append(replayed)
    misses_first = sorted(used, key=lambda seen: (bool(seen.hit), -abs(seen.position - 0.5)))
    return Backtest(misses_first, shown, left_out)


def _why_not(row: pd.Series) -> str:
    if not row["from_id"] or not row["to_id"]:
        return "begins or ends outside the network"
    if not row["as_of"]:
        return "is undated"
    return NOT_USED.get(row["kind"], "")


def replay_one(row: pd.Series, dated: Dated) -> Replayed:
    """
    Place one observation in the model's distribution.

    Parameters
    ----------
    row
        Of ``observations``.
    dated
        Answers that are at hand.

    Returns
    -------
    replayed
        By its corridor if it names one, else by the best way.

    Examples
    --------
    >>> row = load_observations().set_index("observation_id", drop=False).loc["c042"]
    >>> replay_one(row, Dated(load_model())).way.corridor_id
    'route'
    """
    there, question = dated.on(row["as_of"]), question_of(row)
    way = next(iter(dated.ways(there, question, row["corridor_id"]).values()), None)
    days = float(row["days_low"] + row["days_high"]) / 2
    if way is None:
        return Replayed(row, None, days, None)
    p10, p90 = np.quantile(way.days, [0.10, 0.90])
    meets = bool(row["days_low"] <= p90 and row["days_high"] >= p10)
    hit = None if np.isnan(days) else meets
    return Replayed(row, way, days, hit, again(there, question, way))


def crps(draws: NDArray[np.float64], observed: float) -> float:
    """
    Score a forecast by its draws: the continuous ranked probability score.

    Parameters
    ----------
    draws
        Of the forecast.
    observed
        What came.

    Returns
    -------
    score
        In the unit of the draws; 0 is perfect; the absolute error where all draws are one.

    Examples
    --------
    >>> crps(np.array([1.0, 3.0]), 2.0)
    0.5
    """
    ordered = np.sort(draws)
    count = len(ordered)
    spread = (
        float(np.sum((2 * np.arange(1, count + 1) - count - 1) * ordered)) / count**2
    )  # half of E|X - X'|
    return float(np.abs(ordered - observed).mean()) - spread


@dataclass(frozen=True, eq=False, repr=False)
class Journey(Displayed):
    """
    One journey as a page of its own.

    Attributes
    ----------
    trip
        Key.
    rows
        What is known of it and of its parts.
    whole
        The row that spans it: the longest.
    rivals
        Ways by Suez in the same world, by corridor id.
    again
        The command that asks the same.
    """

    trip: str
    rows: list[Replayed]
    whole: Replayed
    rivals: dict[str, Way]
    again: str = ""

    def _view(self) -> View:
        """List what is known of it; what Suez would have taken is told below."""
        rivals = {
            name: np.quantile(way.days, [0.10, 0.50, 0.90]) for name, way in self.rivals.items()
        }
        notes = [
            f"{name}, in the same world: {low:.1f} / {middle:.1f} / {high:.1f} days (P10, P50, P90)"
            for name, (low, middle, high) in rivals.items()
        ]
        return _told(
            self.rows,
            f"{self.trip.replace('_', '-')}, in the world of {self.whole.row['as_of']}",
            notes,
        )


def _told(seen: list[Replayed], title: str, notes: list[str]) -> View:
    rows = [
        {
            "what": f"{one.row['origin']} - {one.row['destination']}",
            "as_of": one.row["as_of"],
            "days": one.days,
            **dict(zip(("days_p10", "days_p50", "days_p90"), one.quantiles, strict=True)),
            "verdict": one.row["kind"] if one.hit is None else "inside" if one.hit else "MISS",
        }
        for one in seen
    ]
    shown = {
        "what": "observed",
        "as_of": "date",
        "days": "days",
        "days_p10": "P10",
        "days_p50": "P50",
        "days_p90": "P90",
        "verdict": "",
    }
    tips = {
        "what": [
            ". ".join(part for part in (f"source: {one.row['source_id']}", one.row["note"]) if part)
            for one in seen
        ]
    }
    return View(pd.DataFrame(rows), shown, title, notes, tips)


def replay(trip: str, *, world: World | None = None, dated: Dated | None = None) -> Journey:
    """
    Replay one journey: what is known of it, and what Suez would have taken.

    Parameters
    ----------
    trip
        Key of a trip, hyphens accepted.
    world
        Whose data are asked; the shipped ones by default.
    dated
        Answers that are at hand, instead of a world.

    Returns
    -------
    journey
        In the world of its day.

    Raises
    ------
    UnknownIdError
        There is no such trip.
    QuestionError
        It begins or ends outside the network.

    Examples
    --------
    >>> sorted(replay("jeddah-2023").rivals)
    ['suez_baltic', 'suez_black_sea', 'suez_transhipped']
    """
    dated = dated or Dated(world or load_model())
    table = load_observations(dated.world.home.seeds)
    key = trip.casefold().replace("-", "_")
    rows = table[table["trip"] == key]
    if rows.empty:
        known = [name.replace("_", "-") for name in dict.fromkeys(table["trip"])]
        raise UnknownIdError(f'unknown journey "{trip}"{did_you_mean(trip, known)}')
    placeable = {"", *NOT_USED.values()}
    replayed = [replay_one(row, dated) for _, row in rows.iterrows() if _why_not(row) in placeable]
    lengths = {at: seen.way.itinerary.length_km for at, seen in enumerate(replayed) if seen.way}
    if not lengths:
        raise QuestionError(f'the journey "{trip}" begins or ends outside the network')
    whole = replayed[max(lengths, key=lambda at: lengths[at])]
    there = dated.on(whole.row["as_of"])
    question = question_of(whole.row)
    rivals = dated.ways(there, question, "suez")
    shown = [whole.way] if whole.way is not None and not rivals else []
    asked = again(there, question, *shown)
    return Journey(key, replayed, whole, rivals, asked)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
