"""Exposure of each link to each parameter, and its hours, USD and CO2e at the centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from instc.errors import TableError, UnpricedError, did_you_mean
from instc.network.status import by_id, subject_faults, subjects
from instc.tables.schema import refuse_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from instc.network.network import Network
    from instc.tables.parameters import Consignment
    from instc.tables.words import Words

    Columns: TypeAlias = pd.DataFrame | Mapping[str, NDArray[Any]]
    Means: TypeAlias = Mapping[str, float]
    Terms: TypeAlias = tuple[tuple[str, str | None], ...]
    Graded: TypeAlias = Mapping[str, tuple[str, float]]  # by parameter: its grade and median

HIRE = "hire.container"
EMPTY = {  # by mode: what the empty box pays on its way back over what the loaded one does
    "sea": "ratio.empty_sea",
    "passage": "ratio.empty_sea",
    "inland_waterway": "ratio.empty_sea",
    "ferry": "ratio.empty_ferry",
    "rail": "ratio.empty_rail",
    "road": "ratio.empty_road",
    "drayage": "ratio.empty_road",
}
# The columns that name parameters, each with what it is multiplied by: None is once a link.
TIME = (("pace_id", "length_km"), ("dwell_id", None), ("call_id", "calls"), ("wait_id", None))
COST = (("rate_id", "length_km"), ("fee_id", None))
SHARE = (("share_id", None),)
CO2E = (("intensity_id", "tonne_km"), ("hub_id", None))
PARTS = {  # what the hours of a link are spent on, and the column that says how many
    "line_haul": "moving_hours",
    "handling": "handling_hours",
    "border": "border_hours",
    "waiting": "waiting_hours",
}
DWELLS = {  # by mode of link, what a dwell counts as; of any other it is handling
    "border": "border_hours",
    "passage": "waiting_hours",
    "wait": "waiting_hours",
}


@dataclass(frozen=True, eq=False)
class Exposures:
    """
    How much of each parameter a set of itineraries meets.

    Attributes
    ----------
    time, cost, share, co2e
        Parameters x itineraries: km on a pace or rate, meetings with a dwell, fee or share of the
        value, t-km / 1000 on an intensity.
    land
        Of ``time``, what is met on land.
    """

    time: pd.DataFrame
    cost: pd.DataFrame
    share: pd.DataFrame
    co2e: pd.DataFrame
    land: pd.DataFrame

    @property
    def parameter_ids(self) -> list[str]:
        """Every parameter that is met, and the container's hire, sorted."""
        tables = (self.time, self.cost, self.share, self.co2e)
        return sorted({HIRE}.union(*(table.index for table in tables)))


def price(network: Network, parameters: pd.DataFrame, consignment: Consignment) -> Network:
    """
    Write what each link costs at the means of its parameters.

    Parameters
    ----------
    network
        Not changed.
    parameters
        From `load_parameters`.
    consignment
        What is carried.

    Returns
    -------
    network
        Links with ``hours`` and what they are spent on (``moving_hours, handling_hours,
        border_hours, waiting_hours``, which add up to them), ``freight_usd`` (per TEU, without
        hire), ``usd`` (freight + hours x hire of the container), ``co2e_kg`` (per TEU, well to
        wheel) and ``generalised_usd``: usd + hours x value of time.

    Raises
    ------
    TableError
        A link names a parameter that is not in force.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> bool((model.network.links["hours"] >= 0).all())
    True
    """
    links = network.attributes("links")
    _check_parameters(links, parameters)
    return _written(network, prices(links, means_of(parameters), consignment))


def _written(network: Network, columns: Mapping[str, NDArray[np.float64]]) -> Network:
    """Write columns of links."""
    index = network.shape.links.index
    series = {name: pd.Series(cells, index=index) for name, cells in columns.items()}
    return network.with_columns(**series)


def prices(links: Columns, mean: Means, consignment: Consignment) -> dict[str, NDArray[np.float64]]:
    """Give what each of some links costs at the means of its parameters, as `price` writes it."""
    carried = consignment.tonnes_per_teu
    moving, standing = _sum(links, TIME[:1], mean), _sum(links, TIME[1:2], mean)
    spent_on = np.array([DWELLS.get(mode, "handling_hours") for mode in links["mode"].tolist()])
    spent = {column: np.where(spent_on == column, standing, 0.0) for column in PARTS.values()}
    called = _sum(links, TIME[2:], mean)
    spent["moving_hours"] = moving
    spent["waiting_hours"] = spent["waiting_hours"] + called
    hours = moving + standing + called
    co2e_kg = _sum(links, CO2E, mean, carried=carried)
    money = _money(links, hours, mean, consignment)
    return spent | {"hours": hours, "co2e_kg": co2e_kg} | money


def empty_return_usd(
    mode: NDArray[Any], freight_usd: NDArray[np.float64], parameters: pd.DataFrame
) -> float:
    """
    Price the way of the empty box back over some links, USD per TEU at the means.

    Haulage alone: lifts, days and hire are left out. It is in no total.
    """
    mean = parameters["mean"]
    shares = ((name, mean.get(share, 0.0)) for name, share in EMPTY.items())
    return float(sum(share * freight_usd[mode == name].sum() for name, share in shares))


def means_of(parameters: pd.DataFrame) -> dict[str, float]:
    """Give the mean of each parameter."""
    mean = parameters["mean"]
    return dict(zip(mean.index.tolist(), mean.tolist(), strict=True))


def _money(
    links: Columns, hours: NDArray[np.float64], mean: Means, consignment: Consignment
) -> dict[str, NDArray[np.float64]]:
    """Give what each of some links costs in USD, without and with hire and the value of time."""
    shares = _sum(links, SHARE, mean) * consignment.value_usd_per_teu
    freight = _sum(links, COST, mean) + shares
    return {"freight_usd": freight} | revalued(freight, hours, mean, consignment)


def revalued(
    freight: NDArray[np.float64],
    hours: NDArray[np.float64],
    mean: Means,
    consignment: Consignment,
) -> dict[str, NDArray[np.float64]]:
    """Add hire, and then the value of time, to the freight of each of some links."""
    days = hours / 24
    usd = freight + days * mean[HIRE]
    return {"usd": usd, "generalised_usd": usd + days * consignment.usd_per_day}


def revalue(network: Network, parameters: pd.DataFrame, consignment: Consignment) -> Network:
    """
    Write what each link costs a cargo of another value, as heavy as before; hours and CO2e stay.

    Of a network priced with the same parameters: new ``freight_usd``, ``usd``, ``generalised_usd``.
    """
    hours = network.cells("links", "hours")
    return _written(
        network, _money(network.attributes("links"), hours, means_of(parameters), consignment)
    )


def exposures(itineraries: dict[str, Columns], consignment: Consignment) -> Exposures:
    """
    Sum what each itinerary meets.

    Parameters
    ----------
    itineraries
        Columns of the links of each, by name; ``land`` marks those on land, none without it.
    consignment
        What is carried.

    Returns
    -------
    exposures
        One column an itinerary; a parameter met twice counts twice and is drawn once.
    """
    carried = consignment.tonnes_per_teu
    ashore = {name: _land_of(links) for name, links in itineraries.items()}
    return Exposures(
        time=_met_table(itineraries, TIME, carried),
        cost=_met_table(itineraries, COST, carried),
        share=_met_table(itineraries, SHARE, carried),
        co2e=_met_table(itineraries, CO2E, carried),
        land=_met_table(ashore, TIME, carried),
    )


def _land_of(links: Columns) -> Columns:
    """Keep the links on land of what prices an itinerary."""
    marks = links.get("land")
    if marks is None:
        marks = np.zeros(len(links["length_km"]), dtype=bool)
    return {name: np.asarray(links[name])[marks] for name in links}


def _met_table(itineraries: dict[str, Columns], terms: Terms, carried: float) -> pd.DataFrame:
    """Sum how much of each parameter of some columns each itinerary meets."""
    met = [_met(links, terms, carried) for links in itineraries.values()]
    ids = sorted(set().union(*met))
    amounts = np.zeros((len(ids), len(met)))
    for column, each in enumerate(met):
        for row, name in enumerate(ids):
            amounts[row, column] = each.get(name, 0.0)
    return pd.DataFrame(amounts, index=ids, columns=list(itineraries))


def charge_limits(network: Network, limits: pd.DataFrame, words: Words | None = None) -> Network:
    """
    Give limited links and passages their own dwell and fee.

    Parameters
    ----------
    network
        With states; not changed.
    limits
        Table ``limits``.
    words
        What a row may call a link or passage; ids alone if None.

    Returns
    -------
    network
        A limited link meets the parameters of its row in place of its ordinary ones, where the row
        names any; other links are as they were.

    Raises
    ------
    TableError
        A row names neither a link nor a passage.
    """
    if words is not None:
        limits = by_id(limits, words)
    links = network.attributes("links")
    _check_limits(limits, links)
    rows, limited = limits.set_index("subject_id"), np.flatnonzero(links["status"] == "limited")
    subject = subjects(links)[limited]
    changed = {}
    for column in ("dwell_id", "fee_id"):
        own = rows[column].reindex(subject).fillna("").to_numpy()
        given = own != ""
        changed[column] = links[column].copy()
        changed[column].iloc[limited[given]] = own[given]
    return network.with_columns(**changed)


def _check_limits(limits: pd.DataFrame, links: pd.DataFrame) -> None:
    """Refuse rows that name neither a link nor a passage, and two rows of one."""
    again = limits.loc[limits.duplicated("subject_id"), "subject_id"]
    twice = [(row, f"subject_id: {name} has two rows") for row, name in again.items()]
    refuse_rows(limits, subject_faults(limits, links) + twice)


def check_priced(network: Network) -> None:
    """
    Refuse a network without prices.

    Raises
    ------
    UnpricedError
        `price` was not called.
    """
    if not network.has("generalised_usd"):
        raise UnpricedError(
            "this network has no prices: "
            "call price(network, parameters, consignment) before routing"
        )


def _factor(links: Columns, quantity: str | None, carried: float) -> NDArray[np.float64]:
    """Give what a parameter is multiplied by on each link: once, km, calls, or 1,000 tonne-km."""
    if quantity == "calls":
        return np.asarray(links["calls"], dtype=np.float64)
    length_km = np.asarray(links["length_km"], dtype=np.float64)
    if quantity is None:
        return np.ones_like(length_km)
    if quantity == "tonne_km":
        return length_km * (carried / 1000)
    return length_km


def _sum(links: Columns, terms: Terms, mean: Means, *, carried: float = 0.0) -> NDArray[np.float64]:
    """Add up what the parameters of some columns come to on each link, at their means."""
    total = np.zeros(len(links["length_km"]))
    for column, quantity in terms:
        if column in links:
            each = [mean.get(name, 0.0) for name in links[column].tolist()]
            total += np.array(each) * _factor(links, quantity, carried)
    return total


def _met(links: Columns, terms: Terms, carried: float) -> dict[str, float]:
    """Sum how much of each parameter of some columns is met on the way."""
    met: dict[str, float] = {}
    for column, quantity in terms:
        if column not in links:
            continue
        amounts = _factor(links, quantity, carried).tolist()
        for name, amount in zip(links[column], amounts, strict=True):
            met[name] = met.get(name, 0.0) + amount
    met.pop("", None)  # an empty cell
    return met


def _check_parameters(links: pd.DataFrame, parameters: pd.DataFrame) -> None:
    """Refuse links that name a parameter out of force, or move without a pace."""
    known = set(parameters.index)
    faults = []
    for column, _ in (*TIME, *COST, *SHARE, *CO2E):
        if column not in links:
            continue
        faults += _out_of_force(links[column], known)
        if column == "pace_id":
            faults += _unpaced(links)
    if HIRE not in known:
        faults.append(f"{HIRE} is not in force")
    if faults:
        raise TableError.of("parameters.csv", faults)


def _unpaced(links: pd.DataFrame) -> list[str]:
    """List the links that have a length and no pace; a passage needs none."""
    moving = (links["length_km"] > 0) & (links["mode"] != "passage")
    unpaced = links.index[moving & (links["pace_id"] == "")]
    return [f"link {name} has a length and no pace" for name in unpaced]


def _out_of_force(named: pd.Series, known: set[str]) -> list[str]:
    """Say of each unknown parameter of a column which link names it first."""
    unknown = set(named.tolist()) - known - {""}
    if not unknown:
        return []
    faults = []
    for link_id, value in named[named.isin(unknown)].drop_duplicates().items():
        hint = did_you_mean(value, known)
        faults.append(f'link {link_id}, {named.name}: "{value}" is not in force{hint}')
    return faults


def worst_grade(links: Columns, known: Graded) -> str:
    """Give the worst grade of any pace, dwell or moving length of some links."""
    return max((grade for grade, _ in _graded(links, known, TIME)), default="D")


def estimated_shares(links: Columns, known: Graded, consignment: Consignment) -> dict[str, float]:
    """
    Judge how well days, USD and CO2e of an itinerary are known.

    Parameters
    ----------
    links
        Columns of the links of an itinerary.
    known
        From `graded`.
    consignment
        What is carried.

    Returns
    -------
    shares
        ``days, usd, co2e``: which share of the median rests on grade D. Per km the worse grade of
        the number and of the length counts; hire that of its rate and of the hours.
    """
    hours = list(_graded(links, known, TIME))
    grade_of_hire, hire = known[HIRE]
    rent = [(max(grade, grade_of_hire), part * hire / 24) for grade, part in hours]
    usd = [*_graded(links, known, COST), *rent]
    for grade, share in _graded(links, known, SHARE):
        usd.append((grade, share * consignment.value_usd_per_teu))
    co2e = _graded(links, known, CO2E, carried=consignment.tonnes_per_teu)
    parts = {"days": hours, "usd": usd, "co2e": co2e}
    return {name: _estimated(part) for name, part in parts.items()}


def _estimated(parts: Iterable[tuple[str, float]]) -> float:
    """Give the share of graded amounts that has grade D."""
    total, estimated = 0.0, 0.0
    for grade, part in parts:
        total += part
        if grade == "D":
            estimated += part
    return estimated / total if total else 0.0


def graded(parameters: pd.DataFrame) -> Graded:
    """Give the grade and the median of each parameter."""
    told = zip(parameters["grade"].tolist(), parameters["p50"].tolist(), strict=True)
    return dict(zip(parameters.index.tolist(), told, strict=True))


def _graded(
    links: Columns, known: Graded, terms: Terms, *, carried: float = 0.0
) -> Iterator[tuple[str, float]]:
    """Give what each parameter of some columns comes to at its median, with the grade it has."""
    for column, quantity in terms:
        if column not in links:
            continue
        over_km = quantity in {"length_km", "tonne_km"}
        amounts = _factor(links, quantity, carried).tolist()
        for name, amount, measured in zip(links[column], amounts, links["grade"], strict=True):
            if not name:
                continue
            grade, median = known[name]
            if over_km and measured > grade:  # no better than the length it runs over
                grade = measured
            yield grade, median * amount
