"""Observed journeys, and where they lie in what the model expects of the world of their day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import binom

from instc.display.html import Displayed, View
from instc.door import checked
from instc.errors import QuestionError, UnknownIdError, did_you_mean
from instc.evidence.calibrate import gather
from instc.evidence.dated import Dated, again
from instc.evidence.held_out import FULL, LUCK, Scores, crps, hold_out
from instc.evidence.observations import NOT_USED, question_of, reading
from instc.evidence.printed import load_printed
from instc.model import load_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.evidence.dated import Way
    from instc.evidence.held_out import HeldOut
    from instc.scenarios.world import World

NOMINAL = 0.8  # what P10 to P90 promises
UNLIKELY = 0.05
HALF = 0.5
LEVELS = (0.10, 0.50, 0.90)
STRICT = (
    "--strict fails if so few journeys inside P10-P90 would be chance less than once in twenty, "
    "or if the naive forecast is better"
)
PLACEABLE = ("", *NOT_USED.values())  # reasons not to count that leave it a place in the draws
SHOWN = {
    "what": "observed",
    "as_of": "date",
    "days": "days",
    "days_p10": "P10",
    "days_p50": "P50",
    "days_p90": "P90",
    "verdict": "",
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
        """P10, P50 and P90 of the model, days; not a number without a way."""
        if self.way is None:
            return np.full(len(LEVELS), np.nan)
        return np.quantile(self.way.days, LEVELS)

    @property
    def position(self) -> float:
        """Share of the draws that are shorter than the observation, if both are known."""
        if self.way is None or np.isnan(self.days):
            return np.nan
        return float((self.way.days < self.days).mean())

    @property
    def verdict(self) -> str:
        """Inside, MISS, or its kind where there is nothing to compare with."""
        if self.hit is None:
            return str(self.row["kind"])
        return "inside" if self.hit else "MISS"

    def to_dict(self) -> dict[str, Any]:
        """Give the observation as plain values, as the JSON contract has it."""
        row = self.row
        p10, p50, p90 = (_number(value, 2) for value in self.quantiles)
        length_km = np.nan if self.way is None else self.way.itinerary.length_km
        return {
            "id": row["observation_id"],
            "trip": row["trip"],
            "kind": row["kind"],
            "origin": row["origin"],
            "destination": row["destination"],
            "as_of": row["as_of"],
            "days": _number(self.days),
            "days_low": _number(row["days_low"]),
            "days_high": _number(row["days_high"]),
            "p10": p10,
            "p50": p50,
            "p90": p90,
            "position": _number(self.position, 3),
            "hit": self.hit,
            "length_km": _number(length_km, 1),
            "source_id": row["source_id"],
            "note": row["note"],
            "again": self.again or None,
        }


def _number(value: float, digits: int | None = None) -> float | None:
    """Give a number, rounded if digits are named; None where it is not known."""
    if np.isnan(value):
        return None
    return float(value) if digits is None else round(float(value), digits)


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
    world
        Whose data were asked; the shipped ones if None.
    """

    used: list[Replayed]
    shown: list[Replayed]
    left_out: dict[str, str]
    world: World | None = None

    @cached_property
    def held_out(self) -> list[HeldOut]:
        """Each journey foreseen by what the other trips taught, misses first."""
        world = self.world or load_model()
        plain = type(world).at(replace(world.home, taught=False))
        held = hold_out(gather(Dated(plain))[0])
        return sorted(held, key=lambda one: _farthest_first(one, self.model))

    @cached_property
    def scores(self) -> Scores:
        """How well they are foreseen."""
        return Scores(self.held_out)

    @property
    def model(self) -> str:
        """Which fit is in force: ``luck`` and dedicated runs alone, or the ``full`` one."""
        world = self.world or load_model()
        return FULL if world.home.calibration.get("model") == FULL else LUCK

    def _view(self) -> View:
        """List the measured journeys, misses first."""
        notes = []
        if self.used:
            summary = self.summary()
            notes.append(
                f"{summary['journeys']:.0f} journeys, {summary['inside_share']:.0%} inside "
                f"P10-P90; bias {summary['bias_days']:+.1f} days"
            )
        others = f"placed, never counted: {len(self.shown)}; left out: {len(self.left_out)}"
        return _table(self.used, "Measured journeys, misses first", [*notes, others])

    def trips(self) -> dict[str, list[Replayed]]:
        """Tie the rows of one journey together, by trip."""
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
            ``journeys``, ``inside_share`` of P10-P90, ``bias_days`` (model P50 less observed),
            ``crps_days`` of the model and ``naive_crps_days`` of km a day, ``skill`` (1 - their
            ratio), ``chance`` of so few inside.
        """
        trips = self.trips()
        paces = pd.Series({trip: _pace(rows) for trip, rows in trips.items()})
        of_trips = []
        for trip, rows in trips.items():
            others = paces.drop(trip).to_numpy()
            of_trips.append(np.mean([_scores(row, others) for row in rows], axis=0))
        inside, bias, model, naive = np.mean(of_trips, axis=0).tolist()
        hits = np.floor(inside * len(trips) + 1e-9)
        return {
            "journeys": len(trips),
            "inside_share": round(inside, 3),
            "bias_days": round(bias, 2),
            "crps_days": round(model, 2),
            "naive_crps_days": round(naive, 2),
            "skill": round(1 - model / naive, 3),
            "chance": round(float(binom.cdf(hits, len(trips), NOMINAL)), 3),
        }

    def passes(self) -> bool:
        """Apply the rule of ``--strict``: see `STRICT`."""
        rows = self.scores.of(self.model)
        chance = binom.cdf(rows[:, 3].sum(), len(rows), NOMINAL)
        (skill, _) = self.scores.summary(self.model)["skill_km_a_day_log"]
        return bool(chance >= UNLIKELY and skill > 0)


def _farthest_first(one: HeldOut, model: str) -> tuple[bool, bool, float]:
    """Order misses before hits and what is scored before what is not, the farthest first of all."""
    if not one.scored:
        return True, True, one.likely(model)
    return False, one.inside(model), -abs(one.place(model) - HALF)


def _pace(rows: list[Replayed]) -> float:
    """Give the mean km a day of the rows of a journey."""
    paces = [row.way.itinerary.length_km / row.days for row in rows if row.way is not None]
    return float(np.mean(paces))


def _scores(row: Replayed, paces: NDArray[np.float64]) -> tuple[float, ...]:
    """Give hit, bias, CRPS, and that of the naive forecast: the way at the pace of the others."""
    assert row.way is not None  # only such rows are counted
    naive = row.way.itinerary.length_km / paces
    bias = row.quantiles[1] - row.days
    return bool(row.hit), bias, crps(row.way.days, row.days), crps(naive, row.days)


@checked
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
        The journeys in the model that learnt from them, and, when asked for, each foreseen by what
        the other trips taught.
    """
    dated = dated or Dated(world or load_model())
    used, shown, left_out = [], [], {}
    for _, row in load_printed("observations", dated.world.home.seeds).iterrows():
        name, why = row["observation_id"], _why_not(row)
        replayed = replay_one(row, dated) if why in PLACEABLE else None
        if replayed is None or replayed.way is None:
            left_out[name] = why or f"no way was open on {row['as_of']}"
        elif why:
            shown.append(replayed)
            left_out[name] = why
        else:
            used.append(replayed)
    return Backtest(sorted(used, key=_misses_first), shown, left_out, dated.world)


def _misses_first(seen: Replayed) -> tuple[bool, float]:
    """Order misses before hits, and the farthest from the middle first."""
    return bool(seen.hit), -abs(seen.position - 0.5)


def _why_not(row: pd.Series) -> str:
    """Say why an observation is not counted; nothing if it is."""
    if not row["from_id"] or not row["to_id"]:
        return "begins or ends outside the network"
    if not row["as_of"]:
        return "is undated"
    return NOT_USED.get(row["kind"], "")


def replay_one(row: pd.Series, dated: Dated) -> Replayed:
    """Place one observation in the model: by its corridor if it names one, else by the best way."""
    there, question = dated.on(row["as_of"]), question_of(row)
    way = next(iter(dated.ways(there, question, row["corridor_id"]).values()), None)
    days = float(row["days_low"] + row["days_high"]) / 2
    if way is None:
        return Replayed(row, None, days, None)
    hit = None
    if not np.isnan(days):
        p10, _, p90 = np.quantile(way.days, LEVELS)
        hit = bool(row["days_low"] <= p90 and row["days_high"] >= p10)
    return Replayed(row, way, days, hit, again(there, question, way))


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
        """List what is known of it, and below what Suez would have taken."""
        notes = []
        for name, way in self.rivals.items():
            low, middle, high = np.quantile(way.days, LEVELS)
            days = f"{low:.1f} / {middle:.1f} / {high:.1f} days (P10, P50, P90)"
            notes.append(f"{name}, in the same world: {days}")
        title = f"{self.trip.replace('_', '-')}, in the world of {self.whole.row['as_of']}"
        return _table(self.rows, title, notes)


def _table(seen: list[Replayed], title: str, notes: list[str]) -> View:
    """List observations beside what the model expects."""
    rows, tips = [], []
    for one in seen:
        row = one.row
        what = f"{row['origin']} - {row['destination']}"
        cells = (what, row["as_of"], one.days, *one.quantiles, one.verdict)
        rows.append(dict(zip(SHOWN, cells, strict=True)))
        note = f". {row['note']}" if row["note"] else ""
        tips.append(f"source: {row['source_id']}{note}")
    return View(pd.DataFrame(rows), SHOWN, title, notes, {"what": tips})


@checked
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
        It begins or ends outside the network, is undated, or no way was open.

    Examples
    --------
    >>> sorted(replay("jeddah-2023").rivals)
    ['by_sea', 'suez_baltic', 'suez_transhipped']
    """
    dated = dated or Dated(world or load_model())
    table = load_printed("observations", dated.world.home.seeds)
    key = trip.casefold().replace("-", "_")
    rows = table[table["trip"] == key]
    if rows.empty:
        known = [name.replace("_", "-") for name in dict.fromkeys(table["trip"])]
        raise UnknownIdError(f'unknown journey "{trip}"{did_you_mean(trip, known)}')
    replayed = []
    for _, row in rows.iterrows():
        if _why_not(row) in PLACEABLE:
            replayed.append(replay_one(row, dated))
    placed = [seen for seen in replayed if seen.way]
    if not placed:
        why = dict.fromkeys(_why_not(row) or "has no open way" for _, row in rows.iterrows())
        raise QuestionError(f'the journey "{trip}" {" or ".join(why)}')
    whole = max(placed, key=_length_km)
    there, question = dated.on(whole.row["as_of"]), question_of(whole.row)
    rivals = dated.ways(there, question, "suez")
    shown = [whole.way] if whole.way is not None and not rivals else []
    return Journey(key, replayed, whole, rivals, again(there, question, *shown))


def journeys(world: World) -> list[dict[str, Any]]:
    """
    List the journeys that `replay` knows: those that can be placed first, the latest above.

    Parameters
    ----------
    world
        Whose data are asked.

    Returns
    -------
    rows
        ``journey, origin, destination, date, days, kinds, why_not``: of the row that spans most,
        and why it can't be replayed.

    Examples
    --------
    >>> told = {row["journey"]: row for row in journeys(load_model())}
    >>> told["jeddah-2023"]["origin"], told["izm22"]["why_not"]
    ('Chelyabinsk', 'begins or ends outside the network')
    """
    table = load_printed("observations", world.home.seeds)
    spans = _spans(table, world.network.nodes)
    listed = [_listed(str(trip), rows, spans) for trip, rows in table.groupby("trip")]
    listed.sort(key=lambda row: str(row["date"]), reverse=True)
    return sorted(listed, key=lambda row: bool(row["why_not"]))


def _spans(table: pd.DataFrame, nodes: pd.DataFrame) -> pd.Series:
    """Say how far the ends of observations lie apart, in degrees of a plane; 0 if not known."""
    across, along = (
        nodes[column].reindex(table["to_id"]).to_numpy()
        - nodes[column].reindex(table["from_id"]).to_numpy()
        for column in ("lon", "lat")
    )
    return pd.Series(np.hypot(across, along), table.index).fillna(0.0)


def _listed(trip: str, rows: pd.DataFrame, spans: pd.Series) -> dict[str, Any]:
    """Tell a journey in one row: of those that can be placed, the one that spans most."""
    why = rows.apply(_why_not, axis=1)
    placed = rows[why.isin(PLACEABLE)]
    told = placed if len(placed) else rows
    row = told.loc[spans[told.index].idxmax()]
    return {
        "journey": trip.replace("_", "-"),
        "origin": row["origin"],
        "destination": row["destination"],
        "date": row["as_of"],
        "days": reading(row["days_low"], row["days_high"]),
        "kinds": "; ".join(dict.fromkeys(rows["kind"])),
        "why_not": "" if len(placed) else why.iloc[0],
    }


def _length_km(seen: Replayed) -> float:
    """Give the length of the way of an observation."""
    assert seen.way is not None  # only such are asked
    return seen.way.itinerary.length_km
