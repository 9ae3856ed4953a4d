"""Boxes of another size: what a TEU pays in one, by ratios in print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.errors import QuestionError, TableError

if TYPE_CHECKING:
    import pandas as pd

USUAL, REEFER = "20", "reefer40"  # the box that every price is of, and a cooled one
TEU = {"20": 1, "40": 2, "reefer40": 2}  # how many of the usual box each is
CALLED = {"20": "20 ft box", "40": "40 ft box", "reefer40": "40 ft reefer"}
MONEY = ("rate", "fee", "hire")  # quantities that a box is charged by
SCALED = ["p10", "p50", "p90", "mean"]


def boxed(parameters: pd.DataFrame, ratios: pd.DataFrame, box: str) -> pd.DataFrame:
    """
    Give the parameters of a TEU that travels in a box of another size.

    Parameters
    ----------
    parameters
        From `load_parameters`: of a TEU in a box of 20 ft.
    ratios
        Table ``boxes``: what a box pays over what one of 20 ft does, by parameter or by how its id
        begins; the longest that fits holds.
    box
        ``20``, ``40`` or ``reefer40``.

    Returns
    -------
    parameters
        Rates, fees and hire times the ratio, over the TEU that the box holds; the rest as it is.

    Raises
    ------
    QuestionError
        No price of such a box is in print.
    TableError
        A rate, fee or hire has no ratio.

    Examples
    --------
    >>> from instc.tables.parameters import load_parameters
    >>> from instc.tables.schema import read_table
    >>> usual = load_parameters("2026-07-31")
    >>> long = boxed(usual, read_table("boxes"), "40")
    >>> float(long.at["rate.ferry", "p50"] / usual.at["rate.ferry", "p50"])  # twice, of two TEU
    1.0
    """
    if box == USUAL:
        return parameters
    ratio = ratio_of(parameters, ratios, box)
    scaled = parameters.copy()
    scaled[SCALED] = scaled[SCALED].mul(ratio / TEU[box], axis=0)
    return scaled


def ratio_of(parameters: pd.DataFrame, ratios: pd.DataFrame, box: str) -> pd.Series:
    """Give each parameter its ratio: what is no price has as many as the box holds TEU."""
    if box not in TEU:
        known = ", ".join(TEU)
        raise QuestionError(f'box "{box}": boxes.csv has no prices of one (ask for {known})')
    rows = ratios[ratios["box"] == box]
    rows = rows.iloc[np.argsort(rows["parameter_id"].str.len(), kind="stable")]
    ratio = parameters["p50"] * 0.0
    for row in rows.itertuples():
        ratio[ratio.index.str.startswith(row.parameter_id)] = row.ratio
    priced = parameters["quantity"].isin(MONEY)
    for name in ratio.index[priced & (ratio == 0)]:
        raise TableError(f"boxes.csv: no row of box {box} fits {name}: add one")
    return ratio.where(priced, TEU[box])
