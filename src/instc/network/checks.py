"""The invariants of a network: every fault by its link or node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.lazily import shapely
from instc.tables.link_rules import wrong_links

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.tables.link_rules import Wrong

TOLERANCE_DEGREES = 1e-5
END_COLUMNS = ["mode", "kind", "gauge_mm", "country", "lon", "lat"]
LINK_COLUMNS = ["from_node_id", "to_node_id", "mode", "length_km", "geometry"]


def find_faults(nodes: pd.DataFrame, links: pd.DataFrame) -> list[str]:
    """List what contradicts itself in the tables of a network: a phrase each, naming its row."""
    lacking = [*pd.Index(END_COLUMNS).difference(nodes.columns)]
    lacking.extend(pd.Index(LINK_COLUMNS).difference(links.columns))
    if lacking:
        return [f"no column is called {name}" for name in lacking]
    faults = [f"node {name} is there twice" for name in nodes.index[nodes.index.duplicated()]]
    faults += [f"link {name} is there twice" for name in links.index[links.index.duplicated()]]
    for column in ("from_node_id", "to_node_id"):
        lost = links.loc[~links[column].isin(nodes.index), column]
        for name, value in lost.items():
            faults.append(f"link {name}: {column} {value} is not a node")
    if faults:
        return faults
    used = [*links["from_node_id"], *links["to_node_id"]]
    faults += [f"node {name} has no link" for name in nodes.index[~nodes.index.isin(used)]]
    start = nodes.loc[links["from_node_id"], END_COLUMNS].set_index(links.index)
    end = nodes.loc[links["to_node_id"], END_COLUMNS].set_index(links.index)
    wrong = wrong_links(links, start, end)
    wrong |= _loose_lines(links, start, end)
    for what, marks in wrong.items():
        faults += [f"link {name} {what}" for name in links.index[marks]]
    return faults


def _loose_lines(links: pd.DataFrame, start: pd.DataFrame, end: pd.DataFrame) -> Wrong:
    """Mark the links whose line does not run from the one node to the other."""
    lines = links.geometry.to_numpy()
    first, last = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    return {
        "does not start at its from-node": _off(first, start),
        "does not end at its to-node": _off(last, end),
    }


def _off(tips: NDArray[np.object_], nodes: pd.DataFrame) -> pd.Series:
    """Tell which ends of lines lie off their nodes; the seam at 180 degrees is one place."""
    east = (shapely.get_x(tips) - nodes["lon"].to_numpy() + 180) % 360 - 180
    north = shapely.get_y(tips) - nodes["lat"].to_numpy()
    near = np.hypot(east, north) <= TOLERANCE_DEGREES
    return pd.Series(~near, index=nodes.index)
