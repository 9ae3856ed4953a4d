"""Each journey foreseen by what the others taught: the only figures that are a test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from instc.evidence.calibrate import fit, kept, taught
from instc.tables.calibration import learnt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from instc.evidence.calibrate import Fit, Seen

    Floats = NDArray[np.float64]

PLAIN, LUCK, FULL = "plain", "luck", "full"
MODELS = (PLAIN, LUCK, FULL)  # uncalibrated; spreads and dedicated runs learnt; parameters too
NARROW_DAYS, NARROW_SHARE = 2.0, 0.15  # of the reading: what is wider is shown, not scored
BINS = 5  # of the histogram of places
LENGTHS = ((0, 8), (8, 20), (20, np.inf))  # days by which residuals are told
HALF = 0.5


@dataclass(frozen=True, eq=False)
class HeldOut:
    """
    One journey, foreseen without it.

    Attributes
    ----------
    seen
        The journey.
    days
        Draws by model.
    """

    seen: Seen
    days: dict[str, Floats]

    @property
    def observed(self) -> float:
        """Middle of the readings; not a number of a bound."""
        return (self.seen.low + self.seen.high) / 2

    @property
    def scored(self) -> bool:
        """Whether the readings are narrow enough to score: no bound is."""
        width = self.seen.high - self.seen.low
        narrow = width <= NARROW_DAYS or width <= NARROW_SHARE * self.observed
        return bool(narrow and self.seen.row["kind"] == "measured")

    @property
    def mode(self) -> str:
        """Where most of the hours are spent: ``sea`` or ``land``."""
        return "land" if self.seen.land > HALF else "sea"

    @property
    def pace(self) -> float:
        """Km a day."""
        return self.seen.way.itinerary.length_km / self.observed

    def quantiles(self, model: str) -> Floats:
        """Give P10, P50 and P90, days."""
        return np.quantile(self.days[model], [0.1, 0.5, 0.9])

    def inside(self, model: str) -> bool:
        """Tell whether the journey lies within P10-P90."""
        low, _, high = self.quantiles(model)
        return bool(low <= self.observed <= high)

    def place(self, model: str) -> float:
        """Give the share of the draws that are shorter."""
        return float((self.days[model] < self.observed).mean())

    def cause(self, model: str) -> str:
        """Say what is likely behind a miss: how it was carried, and what its row notes."""
        row, slow = self.seen.row, self.place(model) > HALF
        said = []
        if row["service"] == "transhipped":
            said.append("The box changed ships, and the model's way waits for none")
        if self.seen.dedicated and not slow:
            said.append("A run laid on, with priority")
        if slow and self.mode == "sea" and not said:
            said.append("The calls and the order of ports of the service are not in the model")
        return ". ".join([*said, *filter(None, [row["note"]])])

    def likely(self, model: str) -> float:
        """Give the share of the draws within the readings, half a day either side."""
        low, high = np.exp(self.seen.bounds)
        return float(((self.days[model] >= low) & (self.days[model] <= high)).mean())


def crps(draws: Floats, observed: float) -> float:
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
    weights = 2 * np.arange(1, count + 1) - count - 1
    spread = float(np.sum(weights * ordered)) / count**2  # half of E|X - X'|
    return float(np.abs(ordered - observed).mean()) - spread


def hold_out(journeys: Sequence[Seen]) -> list[HeldOut]:
    """
    Foresee each journey by a fit of the others.

    Parameters
    ----------
    journeys
        From `gather`: one row a trip.

    Returns
    -------
    forecasts
        In the order of the journeys.
    """
    told = []
    for seen in journeys:
        fitted = fit([other for other in journeys if other.trip != seen.trip])
        told.append(HeldOut(seen, forecasts(seen, fitted)))
    return told


def forecasts(seen: Seen, fitted: Fit) -> dict[str, Floats]:
    """Draw the days of a journey under each model."""
    days = {PLAIN: seen.days(seen.parameters, luck=False)}
    for model in (LUCK, FULL):
        moved = taught(kept(fitted, full=model == FULL), seen.parameters)
        days[model] = seen.days(learnt(seen.parameters, moved))
    return days


def record(one: HeldOut, model: str) -> dict[str, Any]:
    """Give one forecast as plain values."""
    p10, p50, p90 = (round(float(days), 2) for days in one.quantiles(model))
    low, high = one.seen.low, one.seen.high
    return {
        "trip": one.seen.trip,
        "observation_ids": list(one.seen.observation_ids),
        "run": one.seen.run,
        "days_low": None if np.isnan(low) else float(low),
        "days_high": None if np.isnan(high) else float(high),
        "p10": p10,
        "p50": p50,
        "p90": p90,
        "scored": one.scored,
        "inside": one.inside(model) if one.scored else None,
        "place": round(one.place(model), 3) if one.scored else None,
        "probability": round(one.likely(model), 3),
        "likely_cause": one.cause(model) if one.scored and not one.inside(model) else None,
    }


class Scores:
    """
    How well the scored journeys are foreseen.

    Parameters
    ----------
    held
        From `hold_out`.
    """

    def __init__(self, held: Sequence[HeldOut]) -> None:
        self.held = [one for one in held if one.scored]

    @cached_property
    def modes(self) -> NDArray[np.str_]:
        """Where each journey spends most of its hours."""
        return np.array([one.mode for one in self.held])

    @cached_property
    def naive(self) -> list[Floats]:
        """Days at the km a day of the other journeys, of the same mode where there are two."""
        told = []
        paces = np.array([one.pace for one in self.held])
        for place, one in enumerate(self.held):
            others, modes = np.delete(paces, place), np.delete(self.modes, place)
            alike = others[modes == one.mode]
            used = alike if len(alike) > 1 else others
            told.append(one.seen.way.itinerary.length_km / used)
        return told

    def of(self, model: str) -> Floats:
        """Give CRPS in days, over the days, of their logarithms, and hit: a row a journey."""
        draws = self.naive if model == "km" else [one.days[model] for one in self.held]
        rows = []
        for one, days in zip(self.held, draws, strict=True):
            low, high = np.quantile(days, [0.1, 0.9])
            score = crps(days, one.observed)
            logs = crps(np.log(days), float(np.log(one.observed)))
            hit = float(low <= one.observed <= high)
            rows.append((score, score / one.observed, logs, hit))
        return np.array(rows)

    def summary(self, model: str) -> dict[str, Any]:
        """
        Sum up one model, each figure with its jackknife spread.

        Returns
        -------
        summary
            ``journeys``; ``inside_share``, ``crps_days``, ``crps_relative``, ``crps_log`` and the
            skill in the last two against km a day and the plain model, each ``[value, spread]``;
            ``places`` counted in five bins; ``residuals`` by length.
        """
        own, naive, plain = self.of(model), self.of("km"), self.of(PLAIN)
        told: dict[str, Any] = {"journeys": len(self.held)}
        columns = ("crps_days", "crps_relative", "crps_log", "inside_share")
        for place, name in enumerate(columns):
            told[name] = jackknife(_mean_of(own[:, place]), len(own))
        for other, scores in (("km_a_day", naive), ("plain", plain)):
            for place, name in enumerate(columns[:3]):
                skill = _skill(own[:, place], scores[:, place])
                told[f"skill_{other}_{name.removeprefix('crps_')}"] = jackknife(skill, len(own))
        if model == "km":
            return told
        places = [one.place(model) for one in self.held]
        told["places"] = np.histogram(places, bins=BINS, range=(0, 1))[0].tolist()
        return told | {"residuals": self.residuals(model), "by_mode": self.by_mode(model)}

    def by_mode(self, model: str) -> dict[str, Any]:
        """Give the skill of logarithms against km a day at sea and on land, with its spread."""
        own, naive = self.of(model)[:, 2], self.of("km")[:, 2]
        told = {}
        for mode in ("sea", "land"):
            rows = self.modes == mode
            count = int(rows.sum())
            skill = jackknife(_skill(own[rows], naive[rows]), count)
            told[mode] = {"journeys": count, "skill_km_a_day_log": skill}
        return told

    def residuals(self, model: str) -> list[dict[str, Any]]:
        """Give the standard deviation of ln(observed / P50) by the length of the journey, days."""
        told = []
        for low, high in LENGTHS:
            logs = []
            for one in self.held:
                middle = one.quantiles(model)[1]
                if low <= middle < high:
                    logs.append(np.log(one.observed / middle))
            spread = round(float(np.sqrt(np.mean(np.square(logs)))), 3) if logs else None
            most = None if np.isinf(high) else high
            told.append(
                {"from_days": low, "to_days": most, "journeys": len(logs), "spread": spread}
            )
        return told


def _mean_of(column: Floats) -> Callable[[NDArray[np.intp]], float]:
    """Give the mean over some journeys."""
    return lambda rows: float(column[rows].mean())


def _skill(own: Floats, other: Floats) -> Callable[[NDArray[np.intp]], float]:
    """Give 1 less the ratio of mean scores over some journeys."""
    return lambda rows: float(1 - own[rows].mean() / other[rows].mean())


def jackknife(figure: Callable[[NDArray[np.intp]], float], count: int) -> list[float] | None:
    """
    Give a figure of all journeys, and its spread by leaving out one at a time.

    Returns
    -------
    value, spread
        None of fewer than two journeys.

    Examples
    --------
    >>> numbers = np.array([1.0, 2.0, 3.0])
    >>> jackknife(lambda rows: float(numbers[rows].mean()), 3)
    [2.0, 0.577]
    """
    if count < 2:  # noqa: PLR2004  (none is left)
        return None
    every = np.arange(count)
    without = np.array([figure(np.delete(every, one)) for one in range(count)])
    spread = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    return [round(figure(every), 3), round(float(spread), 3)]


def best(scores: Scores) -> str:
    """Choose what is shipped: the full fit only where it foresees better than all else."""
    if not scores.held:
        return LUCK
    means = {model: float(scores.of(model)[:, 2].mean()) for model in MODELS}
    return FULL if means[FULL] < min(means[LUCK], means[PLAIN]) else LUCK
