"""What of an answer rests on a link or a parameter: days, USD with hire, and CO2e, at the means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instc.routing.pricing import HIRE

if TYPE_CHECKING:
    import pandas as pd

    from instc.comparison.comparison import Comparison

VALUE, MASS = "value.cargo", "mass.tonnes_per_teu"  # what is carried: no link names it
HUB = "hub."  # emissions by the box, whatever its mass


def rests_on_link(link_id: str, answer: Comparison) -> dict[str, dict[str, float]]:
    """Give what each way spends on a link, by way; those that do not use it are left out."""
    found = {}
    for name, way in answer.alternatives.items():
        here = way.itinerary.cells("link_id") == link_id
        if here.any():
            hours, usd, co2e_kg = (
                float(way.itinerary.cells(column)[here].sum())
                for column in ("hours", "usd", "co2e_kg")
            )
            found[name] = _rounded(hours / 24, usd, co2e_kg)
    return found


def rests_on_parameter(
    parameter_id: str, parameters: pd.DataFrame, answer: Comparison
) -> dict[str, dict[str, float]]:
    """Give what of each way is the parameter's; ways that it does not touch are left out."""
    means = parameters["mean"]
    if parameter_id not in means.index:
        return {}
    found = {}
    for way in answer.alternatives:
        sums = _by_exposure(parameter_id, way, means, answer)
        if any(sums.values()):
            found[way] = sums
    return found


def _by_exposure(
    parameter_id: str, way: str, means: pd.Series, answer: Comparison
) -> dict[str, float]:
    """Multiply the mean by every exposure of a way to it, and add the hire for its days."""
    met, value = answer.met, answer.consignment.value_usd_per_teu
    mean, hire = float(means[parameter_id]), float(means[HIRE])
    exposures = (met.time, met.cost, met.share, met.co2e)
    time, cost, share, co2e = (float(table[way].get(parameter_id, 0.0)) for table in exposures)
    days = mean * time / 24
    usd = mean * (cost + share * value) + days * hire
    co2e_kg = mean * co2e
    if parameter_id == HIRE:
        usd += mean * _summed(met.time[way], means) / 24
    if parameter_id == VALUE:
        usd += mean * _summed(met.share[way], means)
    if parameter_id == MASS:
        by_mass = ~met.co2e.index.str.startswith(HUB)
        co2e_kg = _summed(met.co2e.loc[by_mass, way], means)
    return _rounded(days, usd, co2e_kg)


def _summed(exposure: pd.Series, means: pd.Series) -> float:
    """Multiply each exposure by the mean of its parameter, and add them up."""
    return float((exposure * means.reindex(exposure.index)).sum())


def _rounded(days: float, usd: float, co2e_kg: float) -> dict[str, float]:
    """Name the three sums, as they are printed."""
    return {
        "days": round(days, 2),
        "usd_per_teu": round(usd, 1),
        "co2e_kg_per_teu": round(co2e_kg, 1),
    }
