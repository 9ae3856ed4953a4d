"""Exposure of each link to each parameter, and its hours, USD and CO2e at the centre."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from instc.errors import TableError, UnpricedError, did_you_mean

if TYPE_CHECKING:
    from instc.network import Network
    from instc.parameters import Consignment

Objective = Literal["days", "usd_per_teu", "co2e_kg_per_teu", "generalised_usd"]
HIRE = "hire.container"
TIME = (("pace_id", "length_km"), ("dwell_id", None))
COST = (("rate_id", "length_km"), ("fee_id", None))
SHARE = (("share_id", None),)
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
        return sorted({*self.time.index, *self.cost.index, *self.share.index, *self.co2e.index, HIRE})


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
        Links with ``hours``, ``usd`` (per TEU, without hire), ``co2e_kg`` (per TEU, well to wheel) and
        ``generalised_usd``: usd + hours x (hire + value of time).

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
    hours = _sum(links, TIME, mean)
    usd = _sum(links, COST, mean) + _sum(links, SHARE, mean) * consignment.value_usd_per_teu
    co2e = _sum(links, CO2E, mean, carried=consignment.tonnes_per_teu)
    per_hour = (mean[HIRE] + consignment.usd_per_day) / 24
    priced = links.assign(hours=hours, usd=usd, co2e_kg=co2e, generalised_usd=usd + hours * per_hour)
    return replace(network, links=priced, sound=True)


def exposures(itineraries: dict[str, pd.DataFrame], consignment: Consignment) -> Exposures:
    """
    Sum what each itinerary meets.

    Parameters
    ----------
    itineraries
        Links of each, by name.
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
    tables = {
        name: pd.DataFrame({key: _met(links, terms, carried) for key, links in itineraries.items()})
        for name, terms in (("time", TIME), ("cost", COST), ("share", SHARE), ("co2e", CO2E))
    }
    return Exposures(**{name: table.fillna(0.0).sort_index() for name, table in tables.items()})


def charge_limits(network: Network, limits: pd.DataFrame) -> Network:
    """
    Give limited links and passages their own dwell and fee.

    Parameters
    ----------
    network
        With states; not changed.
    limits
        Table ``limits``.

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
    links = network.links
    subject = links["passage_id"].where(links["passage_id"] != "", links.index.to_series())
    known = set(subject)
    faults = [f'"{name}"{did_you_mean(name, known)}' for name in limits["subject_id"] if name not in known]
    if faults:
        raise TableError(f"{limits.attrs.get('file', 'limits.csv')}: no link or passage {', '.join(faults)}")
    rows = limits.set_index("subject_id")
    limited = links["status"] == "limited"
    changed = {}
    for column in ("dwell_id", "fee_id"):
        own = subject.map(rows[column]).fillna("")
        changed[column] = links[column].mask(limited & (own != ""), own)
    return replace(network, links=links.assign(**changed), sound=True)


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
        raise UnpricedError("this network has no prices: call price(network, parameters, consignment) before routing")


def _factor(links: pd.DataFrame, quantity: str | None, carried: float) -> pd.Series:
    if quantity is None:
        return pd.Series(1.0, index=links.index)
    return links["length_km"] * (carried / 1000 if quantity == "tonne_km" else 1.0)


def _sum(links: pd.DataFrame, terms: tuple[tuple[str, str | None], ...], mean: pd.Series, *, carried: float = 0.0) -> pd.Series:
    total = pd.Series(0.0, index=links.index)
    for column, quantity in terms:
        if column in links:
            total += links[column].map(mean).fillna(0.0).astype(float) * _factor(links, quantity, carried)
    return total


def _met(links: pd.DataFrame, terms: tuple[tuple[str, str | None], ...], carried: float) -> pd.Series:
    met = [_factor(links, quantity, carried).groupby(links[column]).sum() for column, quantity in terms if column in links]
    total = pd.concat(met) if met else pd.Series(dtype=float)
    return total[total.index != ""].groupby(level=0).sum()


def _check_parameters(links: pd.DataFrame, parameters: pd.DataFrame) -> None:
    known = set(parameters.index)
    faults = []
    for column, quantity in (*TIME, *COST, *SHARE, *CO2E):
        if column not in links:
            continue
        used = links.loc[links[column] != "", column].drop_duplicates()
        faults += [f'link {name}, {column}: "{value}" is not in force{did_you_mean(value, known)}' for name, value in used.items() if value not in known]
        if quantity and column == "pace_id":
            unpaced = links[(links["length_km"] > 0) & (links[column] == "") & (links["mode"] != "passage")]
            faults += [f"link {name} has a length and no pace" for name in unpaced.index]
    if HIRE not in known:
        faults.append(f"{HIRE} is not in force")
    if faults:
        raise TableError(f"parameters.csv: {'; '.join(faults)}")


def grade_shares(links: pd.DataFrame, parameters: pd.DataFrame) -> tuple[str, float]:
    """
    Judge how well the days of an itinerary are known.

    Parameters
    ----------
    links
        Links of an itinerary.
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
    hours, estimated, grades = 0.0, 0.0, set()
    for column, quantity in TIME:
        used = links[links[column] != ""]
        part = used[column].map(parameters["p50"]).astype(float) * _factor(used, quantity, 0.0)
        grade = used[column].map(parameters["grade"])
        if quantity:
            grade = grade.where(grade >= used["grade"], used["grade"])
        grades |= set(grade)
        hours += float(part.sum())
        estimated += float(part[grade == "D"].sum())
    return max(grades, default="D"), estimated / hours if hours else 0.0
