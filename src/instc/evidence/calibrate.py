"""What measured journeys teach: dedicated runs, the luck of the single one, and parameters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from instc.comparison.journeys import SPREAD_LAND, SPREAD_SEA, Journeys, land_share
from instc.comparison.question import Alternative
from instc.comparison.simulation import simulate
from instc.evidence.dated import DRAWS, SEED, Dated
from instc.evidence.laplace import mode, solve
from instc.evidence.observations import NOT_USED, question_of
from instc.evidence.printed import FITTED, load_printed
from instc.routing.pricing import exposures
from instc.routing.runs import DEDICATED, DEDICATED_RUN, run_of
from instc.routing.sides import side_of
from instc.tables.calibration import QUANTILES, SCHEMA
from instc.tables.parameters import SYMMETRIC, Z90, central

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from instc.evidence.dated import Way
    from instc.routing.pricing import Exposures
    from instc.tables.parameters import Consignment

    Floats = NDArray[np.float64]

STEPS, TRIED = 4, 2  # linearisations, always, and in how many of the last all spreads are tried
FIRST_SPREAD = 0.3
SPREADS = np.arange(0.025, 0.8, 0.05)  # of the luck that are tried, at sea and on land
HALF_DAY = 0.5  # days are printed whole
SHORTEST_DAYS, LONGEST_DAYS = 0.1, 1e6
LEAST_DAYS = 2  # shorter journeys are shown, not fitted
HALF_NORMAL_P90 = 1.6448536269514722  # of a half-normal of scale 1
UNMOVED_SD, UNMOVED_MEAN = 0.9, 0.1  # a parameter that learnt less is left alone
DIGITS = 3
OUTSIDE = "begins or ends outside the network"
SHORT = f"shorter than {LEAST_DAYS} days"
A_LEG = "a part of a journey that is fitted whole"
A_MEAN = "a mean of traffic"


@dataclass(frozen=True, eq=False)
class Seen:
    """
    One measured journey and its way.

    Attributes
    ----------
    trip, observation_ids
        Key, and the rows that it is made of.
    low, high
        Days that were read, open ends included; not a number where open.
    way
        What the model would have done, before it learnt.
    met
        What that meets.
    parameters
        In force on the day, before any learnt.
    consignment
        What was carried.
    run, luck
        How it was run, and whose luck it has.
    """

    trip: str
    observation_ids: tuple[str, ...]
    row: pd.Series
    low: float
    high: float
    way: Way
    met: Exposures
    parameters: pd.DataFrame
    consignment: Consignment
    run: str
    luck: str

    @property
    def bounds(self) -> tuple[float, float]:
        """Logarithms of the days between which it ended, half a day either side."""
        least = SHORTEST_DAYS if np.isnan(self.low) else self.low - HALF_DAY
        most = LONGEST_DAYS if np.isnan(self.high) else self.high + HALF_DAY
        return float(np.log(max(least, SHORTEST_DAYS))), float(np.log(most))

    @property
    def dedicated(self) -> bool:
        """Whether it was laid on."""
        return self.run == DEDICATED

    @cached_property
    def hours(self) -> pd.DataFrame:
        """What of the parameters is met at sea and on land, with their rows of the day."""
        land = self.met.land.iloc[:, 0].reindex(self.met.time.index).fillna(0.0)
        columns = [*QUANTILES, "distribution", "group", "from_date"]
        rows = self.parameters.loc[self.met.time.index, columns]
        return rows.assign(sea=self.met.time.iloc[:, 0] - land, land=land)

    @cached_property
    def land(self) -> float:
        """Share of the mean hours that are on land."""
        return float(land_share(self.met, self.parameters, np.array([self.dedicated]))[0])

    def days(self, parameters: pd.DataFrame, *, luck: bool = True) -> Floats:
        """Draw the days of its way under other parameters; without luck as before any learnt."""
        how = Journeys.certain(1)
        if luck:
            way = Alternative("", "", "", self.way.itinerary, run=self.run, luck=self.luck)
            how = Journeys.of([way], self.met, parameters)
        drawn = {"draws": DRAWS, "seed": SEED}
        sample = simulate(self.met, parameters, self.consignment, journeys=how, **drawn)
        return np.asarray(sample["days"][:, 0])


Fit = dict[str, tuple[float, float]]  # by parameter, mean and standard deviation of its z


def gather(dated: Dated) -> tuple[list[Seen], dict[str, str]]:
    """
    Find the journeys that are fitted: of each trip the longest row, or legs that join.

    Parameters
    ----------
    dated
        Of a world that has learnt nothing.

    Returns
    -------
    journeys, left_out
        By trip, and why other rows are not used.
    """
    found: dict[str, list[Seen]] = {}
    left_out: dict[str, str] = {}
    for _, row in load_printed("observations", dated.world.home.seeds).iterrows():
        why = _why_not(row)
        seen = None if why else see(row, dated)
        if seen is None:
            left_out[row["observation_id"]] = why or f"no way was open on {row['as_of']}"
        else:
            found.setdefault(row["trip"], []).append(seen)
    fitted = []
    for trip in sorted(found):
        whole = _whole(found[trip], dated)
        longest = whole.high if np.isnan(whole.low) else whole.low
        for part in found[trip]:
            name = part.observation_ids[0]
            if name not in whole.observation_ids:
                left_out[name] = A_LEG
            elif longest < LEAST_DAYS:
                left_out[name] = SHORT
        if longest >= LEAST_DAYS:
            fitted.append(whole)
    return fitted, left_out


def _why_not(row: pd.Series) -> str:
    """Say why a row is not fitted; nothing if it is."""
    if not row["from_id"] or not row["to_id"]:
        return OUTSIDE
    if not row["as_of"]:
        return "is undated"
    if row["run"] == "mean":
        return A_MEAN
    return "" if row["kind"] in FITTED else NOT_USED[row["kind"]]


def see(row: pd.Series, dated: Dated) -> Seen | None:
    """Find the way of one row in the world of its day; None where it has none."""
    there = dated.on(row["as_of"])
    ways = dated.ways(there, question_of(row), row["corridor_id"])
    way = next(iter(ways.values()), None)
    if way is None:
        return None
    trip, box = way.itinerary, there.consignment
    met = exposures({row["trip"]: trip.priced}, box)
    told = (row["days_low"], row["days_high"], way, met, there.parameters, box)
    how = (run_of(trip, row["run"]), side_of(trip))
    return Seen(row["trip"], (row["observation_id"],), row, *told, *how)


def _whole(parts: Sequence[Seen], dated: Dated) -> Seen:
    """Give the longest row of a trip, or the sum of two legs that join and are longer."""

    def first_longest(seen: Seen) -> tuple[float, tuple[str, ...]]:
        return -round(seen.way.itinerary.length_km), seen.observation_ids

    able = list(parts)
    for one, other in permutations(parts, 2):
        if one.row["to_id"] == other.row["from_id"]:
            able += _joined(one, other, dated)
    return min(able, key=first_longest)


def _joined(one: Seen, other: Seen, dated: Dated) -> list[Seen]:
    """Make one journey of two legs; none where no way is open."""
    row = other.row.copy()
    row["from_id"], row["corridor_id"], row["via"] = one.row["from_id"], "", one.row["to_id"]
    row["days_low"] = np.nansum([one.low, other.low])
    row["days_high"] = one.high + other.high
    seen = see(row, dated)
    ids = (*one.observation_ids, *other.observation_ids)
    return [] if seen is None else [replace(seen, observation_ids=ids)]


class _Doubts(NamedTuple):
    """The doubtful parameters that journeys meet: names, groups, and their correlation inside."""

    names: list[str]
    groups: list[str]
    correlation: float

    @classmethod
    def of(cls, journeys: Sequence[Seen]) -> _Doubts:
        groups: dict[str, str] = {DEDICATED_RUN: ""}
        for seen in journeys:
            rows = seen.hours[seen.hours["distribution"] == "lognormal3"]
            groups.update(rows["group"].to_dict())
        ordered = dict(sorted(groups.items()))
        rho = central(journeys[0].parameters, "ratio.group_correlation")
        return cls(list(ordered), list(ordered.values()), rho)

    def correlated(self, rows: Floats) -> Floats:
        """Multiply each row by the correlations of the z."""
        result = rows.copy()
        for group in sorted({*self.groups} - {""}):
            members = np.array(self.groups) == group
            total = rows[:, members].sum(axis=1, keepdims=True)
            result[:, members] = (
                self.correlation * total + (1 - self.correlation) * rows[:, members]
            )
        return result


def fit(journeys: Sequence[Seen]) -> Fit:
    """
    Learn from journeys: a mode of the z by fixed steps, the spreads by how likely each is.

    Parameters
    ----------
    journeys
        In any order; of none nothing is learnt.

    Returns
    -------
    fit
        Mean and standard deviation of the z of each parameter that is met, and of the spreads;
        rounded to three significant digits.
    """
    if not journeys:
        return {}
    ordered = sorted(journeys, key=lambda seen: seen.trip)
    doubts = _Doubts.of(ordered)
    low, high = np.array([seen.bounds for seen in ordered]).T
    z = np.zeros(len(doubts.names))
    land = np.array([seen.land for seen in ordered])
    spreads = {SPREAD_SEA: (FIRST_SPREAD, 0.0), SPREAD_LAND: (FIRST_SPREAD, 0.0)}
    for step in range(STEPS):
        prior, slope = _linear(ordered, doubts, z)
        toward = doubts.correlated(slope)
        covariance: Floats = (slope[:, None, :] * toward[None, :, :]).sum(axis=2)
        if step >= STEPS - TRIED:
            likely = mode(prior, covariance, low, high, _tried(land)).evidence
            spreads = _spreads(likely + _prior_of_spreads(ordered))
        (sea, _), (ashore, _) = spreads[SPREAD_SEA], spreads[SPREAD_LAND]
        own = np.sqrt(sea**2 * (1 - land) + ashore**2 * land)[None, :]
        found = mode(prior, covariance, low, high, own)
        z = (found.pull[0][:, None] * toward).sum(axis=0)
    spread = 1 - _explained(found.root[0], found.factor, toward)
    fitted: Fit = {}
    for name, mean, variance in zip(doubts.names, z, spread, strict=True):
        fitted[name] = (_rounded(mean), _rounded(np.sqrt(variance)))
    for name, (value, deviation) in spreads.items():
        fitted[name] = _z_of(ordered[0].parameters.loc[name], value, deviation)
    return fitted


def _z_of(row: pd.Series, value: float, deviation: float) -> tuple[float, float]:
    """Give the z at which a parameter has a value, and how doubtful that is."""
    p10, p50, p90 = map(float, row[list(QUANTILES)])
    s = np.log((p90 - p50) / (p50 - p10)) / Z90
    scale = (p90 - p50) / np.expm1(s * Z90)
    z = np.log1p((value - p50) / scale) / s
    return _rounded(z), _rounded(deviation / (scale * s * np.exp(s * z)))


def _linear(journeys: Sequence[Seen], doubts: _Doubts, z: Floats) -> tuple[Floats, Floats]:
    """Give the logarithms of days at z = 0 as they are linear about z, and their slopes."""
    at = dict(zip(doubts.names, z.tolist(), strict=True))
    place = {name: column for column, name in enumerate(doubts.names)}
    prior, slopes = np.empty(len(journeys)), np.zeros((len(journeys), len(z)))
    for row, seen in enumerate(journeys):
        values, rises = _values(seen.hours, at)
        ratio, rise = 1.0, 0.0
        if seen.dedicated:
            run = seen.parameters.loc[[DEDICATED_RUN]]
            (ratio,), (rise,) = _values(run, at)
        sea, land = seen.hours["sea"].to_numpy(), seen.hours["land"].to_numpy()
        ashore = float((land * values).sum())
        days = float((sea * values).sum()) + ratio * ashore
        for name, hours in zip(seen.hours.index, (sea + ratio * land) * rises, strict=True):
            if name in place:
                slopes[row, place[name]] = hours / days
        slopes[row, place[DEDICATED_RUN]] = ashore * rise / days
        prior[row] = np.log(days / 24) - (slopes[row] * z).sum()
    return prior, slopes


def _values(rows: pd.DataFrame, at: dict[str, float]) -> tuple[Floats, Floats]:
    """Give parameters at a z each, and how they rise with it; what is not learnt stays."""
    z = np.array([at.get(name, 0.0) for name in rows.index])
    p10, p50, p90 = rows[list(QUANTILES)].to_numpy(float).T
    skewed = (rows["distribution"] == "lognormal3").to_numpy()
    above, below = np.where(skewed, p90 - p50, 1.0), np.where(skewed, p50 - p10, 1.0)
    s = np.log(above / below) / Z90
    straight = np.abs(s) < SYMMETRIC
    s = np.where(straight, 1.0, s)
    scale = np.expm1(s * Z90)
    reach = np.where(straight, z / Z90, np.expm1(s * z) / scale)
    rise = np.where(straight, 1 / Z90, s * np.exp(s * z) / scale)
    values = np.where(skewed, np.maximum(p50 + above * reach, 0.0), p50)
    return values, np.where(skewed & (values > 0), above * rise, 0.0)


def _tried(land: Floats) -> Floats:
    """Give the spread of each journey, for each pair of spreads at sea and on land."""
    sea, ashore = np.reshape(np.meshgrid(SPREADS, SPREADS, indexing="ij"), (2, -1, 1))
    tried: Floats = np.sqrt(sea**2 * (1 - land) + ashore**2 * land)
    return tried


def _prior_of_spreads(journeys: Sequence[Seen]) -> Floats:
    """Give the logarithm of how likely each pair of spreads was before: half-normal."""
    parameters = journeys[0].parameters
    parts = []
    for name in (SPREAD_SEA, SPREAD_LAND):
        scale = float(parameters.at[name, "p90"]) / HALF_NORMAL_P90
        parts.append(-0.5 * (SPREADS / scale) ** 2)
    likely: Floats = (parts[0][:, None] + parts[1][None, :]).ravel()
    return likely


def _spreads(likely: Floats) -> dict[str, tuple[float, float]]:
    """Give the median of each spread, and its standard deviation."""
    weight = np.exp(likely - likely.max()).reshape(len(SPREADS), len(SPREADS))
    weight /= weight.sum()
    told = {}
    edges = np.append(SPREADS - SPREADS[0], SPREADS[-1] + SPREADS[0])
    for name, one in ((SPREAD_SEA, weight.sum(axis=1)), (SPREAD_LAND, weight.sum(axis=0))):
        below = np.append(0.0, np.cumsum(one))
        mean = (one * SPREADS).sum()
        deviation = np.sqrt((one * (SPREADS - mean) ** 2).sum())
        told[name] = (float(np.interp(0.5, below, edges)), float(deviation))
    return told


def _explained(root: Floats, factor: Floats, toward: Floats) -> Floats:
    """Give the share of the variance of each z that the journeys explain."""
    weighed = (root[:, None] * toward).T
    known = solve(np.broadcast_to(factor, (len(weighed), *factor.shape[1:])), weighed)
    share: Floats = (weighed * known).sum(axis=1)
    return np.clip(share, 0.0, 1.0)


def _rounded(value: float) -> float:
    """Round to three significant digits."""
    return float(f"{value:.{DIGITS}g}")


def kept(fitted: Fit, *, full: bool) -> Fit:
    """Keep what is learnt: all that moved enough, or the spreads and dedicated runs alone."""
    always = {SPREAD_SEA, SPREAD_LAND, DEDICATED_RUN}
    return {
        name: z
        for name, z in sorted(fitted.items())
        if name in always or (full and (z[1] <= UNMOVED_SD or abs(z[0]) >= UNMOVED_MEAN))
    }


def taught(
    fitted: Fit, table: pd.DataFrame, met: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """
    Write what was learnt of some rows, as `instc.tables.calibration.learnt` reads it.

    Parameters
    ----------
    fitted
        From `kept`.
    table
        Rows of ``parameters``, ids in the index or a column: all periods of one share its z.
    met
        Journeys that meet each parameter.
    """
    known = table if "parameter_id" in table else table.rename_axis("parameter_id").reset_index()
    rows = []
    for row in known[known["parameter_id"].isin(fitted)].to_dict("records"):
        name = row["parameter_id"]
        mean, deviation = fitted[name]
        told = {"parameter_id": name, "from_date": row["from_date"]}
        told |= {column: float(row[column]) for column in QUANTILES}
        told |= {"z_mean": mean, "z_sd": deviation, "journeys": (met or {}).get(name, 0)}
        rows.append(told)
    return {"schema": SCHEMA, "parameters": rows}


def meetings(journeys: Sequence[Seen]) -> dict[str, int]:
    """Count the journeys that meet each parameter."""
    met: dict[str, int] = {}
    for seen in journeys:
        names = set(seen.hours.index)
        if seen.land > 0:
            names |= {SPREAD_LAND, *([DEDICATED_RUN] if seen.dedicated else [])}
        if seen.land < 1:
            names.add(SPREAD_SEA)
        for name in names:
            met[name] = met.get(name, 0) + 1
    return met
