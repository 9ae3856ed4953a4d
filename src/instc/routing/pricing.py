"""Exposure of each link to each parameter, and its hours, USD and CO2e at the centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from instc.errors import TableError, UnpricedError, did_you_mean
from instc.network.status import by_id, subjects
from instc.tables.words import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from instc.network.network import Network
    from instc.tables.parameters import Consignment
    from instc.tables.words import Words

    Columns: TypeAlias = pd.DataFrame | Mapping[str, NDArray[Any]]

Objective = Literal["days", "usd_per_teu", "co2e_kg_per_teu", "generalised_usd"]
HIRE = "hire.container"
TIME = (("pace_id", "length_km"), ("dwell_id", None))
COST = (("rate_id", "length_km"), ("fee_id", None))
SHARE = (("share_id", None),)
PARTS = {  # what the hours of a link are spent on, and the column that says how many
    "line_haul": "moving_hours",
    "handling": "handling_hours",
    "border": "border_hours",
    "waiting": "waiting_hours",
}
STANDS = {
    "border": "border_hours",
    "passage": "waiting_hours",
    "wait": "waiting_hours",
}  # other dwells are handling
CO2E = (("intensity_id", "tonne_km"), ("hub_id", None))


@dataclass(frozen=True, eq=False)
class Exposures:
    """
    How much of each parameter a set of itineraries meets.

    Attributes
    ----------
    time, cost, share, co2e
        Parameters x itineraries: km on a pace or rate, meetings with a dwell, fee or share of the value, t-km / 1000 on
        an intensity.
    """

    time: pd.DataFrame
    cost: pd.DataFrame
    share: pd.DataFrame
    co2e: pd.DataFrame

    @property
    def parameter_ids(self) -> list[str]:
        """Every parameter that is met, and the container's hire, sorted."""
        return sorted(
            {*self.time.index, *self.cost.index, *self.share.index, *self.co2e.index, HIRE}
        )


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
        Links with ``hours`` and what they are spent on (``moving_hours, handling_hours, border_hours, waiting_hours``, which
        add up to them), ``freight_usd`` (per TEU, without hire), ``usd`` (freight + hours x hire of the container),
        ``co2e_kg`` (per TEU, well to wheel) and ``generalised_usd``: usd + hours x value of time.

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
    links = network.links
    _check_parameters(links, parameters)
    mean = parameters["mean"]
    moving, standing = _sum(links, TIME[:1], mean), _sum(links, TIME[1:], mean)
    spent_on = links["mode"].map(STANDS).fillna("handling_hours")
    stands = {column: standing.where(spent_on == column, 0.0) for column in PARTS.values()}
    co2e_kg = _sum(links, CO2E, mean, carried=consignment.tonnes_per_teu)
    timed = network.with_columns(
        **stands | {"moving_hours": moving}, hours=moving + standing, co2e_kg=co2e_kg
    )
    return revalue(timed, parameters, consignment)


def revalue(network: Network, parameters: pd.DataFrame, consignment: Consignment) -> Network:
    """
    Write what each link costs a cargo of another value; hours and CO2e stay.

    Parameters
    ----------
    network
        Priced with the same parameters; not changed.
    parameters
        From `load_parameters`.
    consignment
        As heavy as before.

    Returns
    -------
    network
        Links with new ``freight_usd``, ``usd`` and ``generalised_usd``.

    Examples
    --------
    >>> import instc
    >>> from dataclasses import replace
    >>> model = instc.load_model()
    >>> dear = revalue(model.network, model.parameters, replace(model.consignment, value_usd_per_teu=1e6))
    >>> bool(dear.links["generalised_usd"].sum() > model.network.links["generalised_usd"].sum())
    True
    """
    links, mean = network.links, parameters["mean"]
    freight = _sum(links, COST, mean) + _sum(links, SHARE, mean) * consignment.value_usd_per_teu
    usd = freight + links["hours"] / 24 * mean[HIRE]
    generalised_usd = usd + links["hours"] / 24 * consignment.usd_per_day
    return network.with_columns(freight_usd=freight, usd=usd, generalised_usd=generalised_usd)


def exposures(itineraries: dict[str, Columns], consignment: Consignment) -> Exposures:
    """
    Sum what each itinerary meets.

    Parameters
    ----------
    itineraries
        Columns of the links of each, by name.
    consignment
        What is carried.

    Returns
    -------
    exposures
        One column an itinerary; a parameter met twice counts twice and is drawn once.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> links = model.network.links.loc[["astara_ir.road-rasht.road"]]
    >>> exposures({"gap": links}, model.consignment).time.at["pace.road_ir", "gap"]
    np.float64(180.0)
    """
    carried = consignment.tonnes_per_teu
    tables = {}
    for quantity, terms in (("time", TIME), ("cost", COST), ("share", SHARE), ("co2e", CO2E)):
        met = [_met(links, terms, carried) for links in itineraries.values()]
        ids = sorted({name for each in met for name in each})
        amounts = np.array([[each.get(name, 0.0) for each in met] for name in ids]).reshape(
            len(ids), len(met)
        )
        tables[quantity] = pd.DataFrame(amounts, index=ids, columns=list(itineraries))
    return Exposures(**tables)


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
        A limited link meets the parameters of its row in place of its ordinary ones; other links are as they were.

    Raises
    ------
    TableError
        A row names neither a link nor a passage.

    Examples
    --------
    >>> import instc
    >>> instc.load_model().network.links.at["hormuz.a-hormuz.b", "fee_id"]
    'fee.hormuz_limited'
    """
    if words is not None:
        limits = by_id(limits, words)
    again = limits.loc[limits.duplicated("subject_id"), "subject_id"]
    if len(again):
        file = limits.attrs.get("file", "limits.csv")
        raise TableError(f"{file}: {', '.join(again)} has two rows")
    links = network.links
    gates = set(links["passage_id"]) - {""}
    faults = [
        f'"{name}"{suggestion(name, {*gates, *links.index})}'
        for name in limits["subject_id"]
        if name not in gates and name not in links.index
    ]
    if faults:
        raise TableError(
            f"{limits.attrs.get('file', 'limits.csv')}: no link or passage {', '.join(faults)}"
        )
    rows, limited = limits.set_index("subject_id"), np.flatnonzero(links["status"] == "limited")
    subject = subjects(links)[limited]
    changed = {}
    for column in ("dwell_id", "fee_id"):
        own = rows[column].reindex(subject).fillna("").to_numpy()
        changed[column] = links[column].copy()
        changed[column].iloc[limited[own != ""]] = own[own != ""]
    return network.with_columns(**changed)


def check_priced(links: pd.DataFrame) -> None:
    """
    Refuse links without prices.

    Parameters
    ----------
    links
        Links of a network.

    Raises
    ------
    UnpricedError
        `price` was not called.

    Examples
    --------
    >>> import instc
    >>> check_priced(instc.load_model().network.links)
    """
    if "generalised_usd" not in links:
        raise UnpricedError(
            "this network has no prices: call price(network, parameters, consignment) before routing"
        )


def _factor(links: Columns, quantity: str | None, carried: float) -> NDArray[np.float64]:
    length_km = np.asarray(links["length_km"], dtype=np.float64)
    if quantity is None:
        return np.ones_like(length_km)
    return length_km * (carried / 1000 if quantity == "tonne_km" else 1.0)


def _sum(
    links: pd.DataFrame,
    terms: tuple[tuple[str, str | None], ...],
    mean: pd.Series,
    *,
    carried: float = 0.0,
) -> pd.Series:
    total = pd.Series(0.0, index=links.index)
    values = np.append(
        mean.to_numpy(dtype=float), 0.0
    )  # the last one, -1, is what an empty cell costs
    for column, quantity in terms:
        if column in links:
            total += values[mean.index.get_indexer(links[column])] * _factor(
                links, quantity, carried
            )
    return total


def _met(
    links: Columns, terms: tuple[tuple[str, str | None], ...], carried: float
) -> dict[str, float]:
    met: dict[str, float] = {}
    for column, quantity in terms:
        for name, amount in (
            zip(links[column], _factor(links, quantity, carried).tolist(), strict=True)
            if column in links
            else ()
        ):
            if name:
                met[name] = met.get(name, 0.0) + amount
    return met


def _check_parameters(links: pd.DataFrame, parameters: pd.DataFrame) -> None:
    known = set(parameters.index)
    faults = []
    for column, quantity in (*TIME, *COST, *SHARE, *CO2E):
        if column not in links:
            continue
        unknown = set(links[column].tolist()) - known - {""}
        first = links[column].drop_duplicates() if unknown else links[column].iloc[:0]
        faults += [
            f'link {name}, {column}: "{value}" is not in force{did_you_mean(value, known)}'
            for name, value in first.items()
            if value in unknown
        ]
        if quantity and column == "pace_id":
            unpaced = (
                (links["length_km"] > 0) & (links[column] == "") & (links["mode"] != "passage")
            )
            faults += [f"link {name} has a length and no pace" for name in links.index[unpaced]]
    if HIRE not in known:
        faults.append(f"{HIRE} is not in force")
    if faults:
        raise TableError(f"parameters.csv: {'; '.join(faults)}")


def grade_shares(links: Columns, parameters: pd.DataFrame) -> tuple[str, float]:
    """
    Judge how well the days of an itinerary are known.

    Parameters
    ----------
    links
        Columns of the links of an itinerary.
    parameters
        From `load_parameters`.

    Returns
    -------
    worst_grade, grade_d_share
        The worst grade of any pace, dwell or moving length, and the share of median days that rests on grade D.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> grade_shares(model.network.links.loc[["astara_ir.road-rasht.road"]], model.parameters)[0] in "ABCD"
    True
    """
    medians, known = (parameters[column].to_numpy() for column in ("p50", "grade"))
    hours, estimated, grades = 0.0, 0.0, set()
    for column, quantity in TIME:
        for name, amount, measured in zip(
            links[column], _factor(links, quantity, 0.0).tolist(), links["grade"], strict=True
        ):
            if name:
                row = parameters.index.get_loc(name)
                grade = (
                    max(known[row], measured) if quantity else known[row]
                )  # a pace is no better than the length it runs over
                part = medians[row] * amount
                grades.add(grade)
                hours += part
                estimated += part if grade == "D" else 0.0
    return max(grades, default="D"), estimated / hours if hours else 0.0
