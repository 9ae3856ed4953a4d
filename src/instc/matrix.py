"""Shortest distances from many facilities to many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from instc.model import Model


def distance_matrix(model: Model, origins: Sequence[str], destinations: Sequence[str], *, mode: str = "sea") -> pd.DataFrame:
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
    node = {}
    for name in dict.fromkeys([*origins, *destinations]):
        model, node[name] = _facility(model, name, mode)
    at = model.network.nodes.index.get_indexer
    km = model.router.distances(at([node[name] for name in origins]), at([node[name] for name in destinations]), allowed=model.links_of(mode))
    return pd.DataFrame(np.where(np.isfinite(km), km, np.nan).round(3), index=pd.Index(origins, name="origin"), columns=pd.Index(destinations, name="destination"))


def _facility(model: Model, name: str, mode: str) -> tuple[Model, str]:
    nodes = model.network.nodes
    if name in nodes.index and nodes.at[name, "mode"] == mode:
        return model, name
    model, end = model.end(name, mode=mode)
    if len(end.node_ids) > 1:
        raise QuestionError(f'"{name}" has several facilities of mode {mode}: {", ".join(end.node_ids)}')
    return model, end.node_ids[0]
