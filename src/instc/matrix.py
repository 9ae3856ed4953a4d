"""Shortest distances from many facilities to many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.door import checked
from instc.ellipsoid import wgs84
from instc.errors import QuestionError
from instc.network.columns import USABLE
from instc.network.load import built_hash
from instc.network.sea_lanes import read_sea

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from instc.door import Place
    from instc.model import Model
    from instc.network.sea_lanes import SeaLanes


@checked
def distance_matrix(
    model: Model, origins: Sequence[Place], destinations: Sequence[Place], *, mode: str = "sea"
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
        km, one row an origin and one column a destination, as they were written; NaN where no open
        way joins them. The shortest way, where `Model.route` gives the best: a shorter one may take
        longer.

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
    if not origins or not destinations:
        km = np.empty((len(origins), len(destinations)))
    elif mode == "sea":
        km = _at_sea(model, origins, destinations)
    else:
        km = _by_links(model, origins, destinations, mode)
    return pd.DataFrame(
        np.where(np.isfinite(km), km, np.nan).round(3),
        index=pd.Index(origins, name="origin"),
        columns=pd.Index(destinations, name="destination"),
    )


def _by_links(
    model: Model, origins: Sequence[str], destinations: Sequence[str], mode: str
) -> NDArray[np.float64]:
    """Measure over the links of a mode."""
    node = {}
    for name in dict.fromkeys([*origins, *destinations]):
        model, node[name] = _facility(model, name, mode)
    position = pd.Series(node).map(model.network.nodes.index.get_loc)
    start, end = position[list(origins)].tolist(), position[list(destinations)].tolist()
    return model.router.distances(start, end, allowed=model.links_of(mode))


def _at_sea(
    model: Model, origins: Sequence[str], destinations: Sequence[str]
) -> NDArray[np.float64]:
    """Measure over the lanes of the whole world, in the state of the model's straits and ports."""
    lanes, ports = read_sea(model.folder, built_hash(model.folder))
    links = model.network.links
    shut = links[~links["status"].isin(USABLE)]
    ports = ports.assign(
        reached=(ports["point"] >= 0) & ~(ports.index + "-fairway").isin(shut.index)
    )
    node = _ports_named(model, [*origins, *destinations], ports[ports["reached"]])
    used = ports.loc[node.drop_duplicates()]
    start = used.index.get_indexer(node[list(origins)])
    end = used.index.get_indexer(node[list(destinations)])
    point, fairway = used["point"].to_numpy(), _fairways_km(used, lanes)
    at_sea = lanes.distances(point[start], point[end], closed=set(shut["passage_id"]) - {""})
    km = at_sea + fairway[start][:, None] + fairway[end]
    to_itself = np.where(np.isfinite(fairway), 0.0, np.inf)  # a port that is shut has no way at all
    at_home = start[:, None] == end
    answer: NDArray[np.float64] = np.where(at_home, to_itself[start][:, None], km)
    return answer


def _ports_named(model: Model, names: Sequence[str], reached: pd.DataFrame) -> pd.Series:
    """Find the port that each name means: an id, a code, of several the first, or a spelling."""
    coded = reached[reached["unlocode"] != ""].drop_duplicates("unlocode")
    known = dict(zip(coded["unlocode"], coded.index, strict=True))
    known |= dict(zip(reached.index, reached.index, strict=True))
    node = {}
    for name in dict.fromkeys(names):
        if name in known:
            node[name] = known[name]
        else:
            _, node[name] = _facility(model, name, "sea")
    return pd.Series(node)


def _fairways_km(ports: pd.DataFrame, lanes: SeaLanes) -> NDArray[np.float64]:
    """Measure from each port to its point of the lanes, km; infinite where it can't be reached."""
    ends = lanes.points[ports["point"]]
    *_, metres = wgs84().inv(ports["lon"], ports["lat"], *ends.T)
    return np.where(ports["reached"], metres / 1000, np.inf)


def _facility(model: Model, name: str, mode: str) -> tuple[Model, str]:
    """Find the one facility of a mode that a name means, in a network that holds it."""
    nodes = model.network.nodes
    if name in nodes.index and nodes.at[name, "mode"] == mode:
        return model, name
    model, end = model.end(name, mode=mode)
    if len(end.node_ids) > 1:
        several = ", ".join(end.node_ids)
        raise QuestionError(f'"{name}" has several facilities of mode {mode}: {several}')
    return model, end.node_ids[0]
