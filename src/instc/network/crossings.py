"""What a lorry meets at the road borders of a network: the posts of road_borders.csv, by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.network.frontiers import Toll
from instc.network.overland import Passing

if TYPE_CHECKING:
    from instc.network.frontiers import Frontiers
    from instc.network.network import Network


def with_crossings(network: Network, borders: Frontiers) -> Network:
    """
    Give each border by road the state, hours and fee of its post.

    Parameters
    ----------
    network
        Not changed. Links with a ``crossing_id`` are borders by road; a network without that
        column has none.
    borders
        In the state of a day, changed as scenarios say.

    Returns
    -------
    network
        A post that is shut, or whose frontier is, shuts its link; one that is open in one direction
        alone shuts the links of the other.

    Examples
    --------
    >>> from instc.network.frontiers import frontiers
    >>> from instc.network.load import load_network
    >>> from instc.tables.schema import read_table
    >>> shut = frontiers(read_table, "2026-07-31", [("samur", "status", "closed")])
    >>> network = with_crossings(load_network("2026-07-31"), shut)
    >>> links = network.links
    >>> links.loc[links["crossing_id"] == "samur", "status"].tolist()
    ['closed']
    """
    if not network.has("crossing_id"):
        return network
    crossing = network.cells("links", "crossing_id")
    at = np.flatnonzero(crossing != "")
    left, entered = network.cells("nodes", "country")[network.ends[:, at]]
    ways = map(Passing, crossing[at], left, entered)
    met = pd.DataFrame(map(borders.met, ways), columns=Toll._fields)
    met = met.rename(columns={"source_id": "status_source_id"})
    index = pd.Index(network.cells("links", "link_id"))
    changed = {}
    for column in ("status", "status_source_id", "dwell_id", "fee_id"):
        cells = network.cells("links", column).astype(object)
        cells[at] = met[column]
        changed[column] = pd.Series(pd.array(cells, dtype="str"), index=index)
    return network.with_columns(**changed)
