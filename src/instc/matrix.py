"""Shortest distances from many facilities to many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.errors import QuestionError
from instc.network.checks import GEOD
from instc.network.columns import USABLE
from instc.network.load import built_hash
from instc.network.sea_lanes import read_sea

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from instc.model import Model


def distance_matrix(
    model: Model, origins: Sequence[str], destinations: Sequence[str], *, mode: str = "sea"
) -> pd.DataFrame:
    """
    Measure the shortest ways by one mode between many facilities.

    Parameters
    ----------
    model
        Whose network is measured, in the state of its day and scenarios.
    origins, destinations
        Node ids, UN/LOCODEs, or names of places with one facility of the mode.
    mode
        ``sea``, ``rail``, ``road``, ``ferry`` or ``inland_waterway``.

    Returns
    -------
    distances
        km, one row an origin and one column a destination, as they were written; NaN where no open way joins them.
        The shortest way, where `Model.route` gives the best: a shorter one may take longer.

    Raises
    ------
    QuestionError
        A name means more than one facility of the mode.
    InstcError
        A name means nothing.

    Examples
    --------
    >>> import instc
    >>> table = distance_matrix(instc.load_model(), ["INNSA", "AEJEA"], ["IRSRP", "RULED"])
    >>> bool(table.loc["INNSA", "IRSRP"] < table.loc["INNSA", "RULED"])
    True
    """
    km = (
        _at_sea(model, origins, destinations)
        if mode == "sea"
        else _by_links(model, origins, destinations, mode)
    )
    return pd.DataFrame(
        np.where(np.isfinite(km), km, np.nan).round(3),
        index=pd.Index(origins, name="origin"),
        columns=pd.Index(destinations, name="destination"),
    )


def _by_links(
    model: Model, origins: Sequence[str], destinations: Sequence[str], mode: str
) -> NDArray[np.float64]:
    node = {}
    for name in dict.fromkeys([*origins, *destinations]):
        model, node[name] = _facility(model, name, mode)
    at = model.network.nodes.index.get_indexer
    return model.router.distances(
        at([node[name] for name in origins]),
        at([node[name] for name in destinations]),
        allowed=model.links_of(mode),
    )


def _at_sea(
    model: Model, origins: Sequence[str], destinations: Sequence[str]
) -> NDArray[np.float64]:
    """Measure over the lanes of the whole world, in the state of the model's straits and ports."""
    lanes, ports = read_sea(model.folder, built_hash(model.folder))
    links = model.network.links
    shut = links[~links["status"].isin(USABLE)]
    reached = ports[(ports["point"] >= 0) & ~(ports.index + "-fairway").isin(shut.index)]
    known = {
        code: name
        for name, code in zip(reached.index[::-1], reached["unlocode"][::-1], strict=True)
        if code
    } | {name: name for name in reached.index}
    node = {}
    for name in dict.fromkeys([*origins, *destinations]):
        node[name] = known[name] if name in known else _facility(model, name, "sea")[1]
    used = ports.loc[list(dict.fromkeys(node.values()))]
    tips = lanes.points[used["point"]]
    fairway = np.where(
        used.index.isin(reached.index),
        GEOD.inv(used["lon"], used["lat"], *tips.T)[2] / 1000,
        np.inf,
    )
    row, column = (
        used.index.get_indexer([node[name] for name in names]) for names in (origins, destinations)
    )
    point = used["point"].to_numpy()
    km = (
        lanes.distances(point[row], point[column], closed=set(shut["passage_id"]) - {""})
        + fairway[row][:, None]
        + fairway[column]
    )
    return np.where(
        row[:, None] == column, np.where(np.isfinite(fairway[row]), 0.0, np.inf)[:, None], km
    )


def _facility(model: Model, name: str, mode: str) -> tuple[Model, str]:
    nodes = model.network.nodes
    if name in nodes.index and nodes.at[name, "mode"] == mode:
        return model, name
    model, end = model.end(name, mode=mode)
    if len(end.node_ids) > 1:
        raise QuestionError(
            f'"{name}" has several facilities of mode {mode}: {", ".join(end.node_ids)}'
        )
    return model, end.node_ids[0]
