"""The state of each link on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.errors import TableError
from instc.tables.words import subject_ids

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from instc.tables.words import Words


def with_status(
    links: gpd.GeoDataFrame, status: pd.DataFrame, as_of: str, words: Words | None = None
) -> gpd.GeoDataFrame:
    """
    Write the state of each link on a day.

    Parameters
    ----------
    links
        As in `Network`.
    status
        Table ``status``.
    as_of
        ISO date; periods hold their first day and not their last.
    words
        What a row may call a link or passage; ids alone if None.

    Returns
    -------
    links
        With the columns ``status`` and ``status_source_id``.

    Raises
    ------
    TableError
        A row names neither a link nor a passage.

    Examples
    --------
    >>> network = load_network("2012-01-01")
    >>> network.links.at["uzen.rail1520-bolashak.rail1520", "status"]
    'under_construction'
    """
    if words is not None:
        status = by_id(status, words)
    key = subjects(links)
    unknown = sorted(set(status["subject_id"]) - set(key) - set(links.index))
    if unknown:
        raise TableError(
            f"{status.attrs.get('file', 'status.csv')}: no link or passage is called {', '.join(unknown)}"
        )
    now = status[
        (status["from_date"] <= as_of) & ((status["to_date"] == "") | (status["to_date"] > as_of))
    ]
    now = now.drop_duplicates("subject_id", keep="last").set_index("subject_id")
    row = now.index.get_indexer(key)
    state, source = (
        np.append(now[column].to_numpy(dtype=object), otherwise)[row]
        for column, otherwise in (("status", "open"), ("source_id", ""))
    )
    return links.assign(
        status=pd.array(state, dtype="str"), status_source_id=pd.array(source, dtype="str")
    )


def by_id(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Write the ids of what the rows of ``status`` or ``limits`` name by a word."""
    ids = {name: subject_ids(words, name) for name in set(table["subject_id"])}
    several = sorted(name for name, found in ids.items() if len(found) > 1)
    if several:
        gates = f"{', '.join(several)}: name each strait or canal in a row of its own"
        raise TableError(f"{table.attrs.get('file', 'status.csv')}: {gates}")
    return table.assign(subject_id=table["subject_id"].map({k: v[0] for k, v in ids.items()}))


def subjects(links: pd.DataFrame) -> NDArray[np.object_]:
    """
    Name what a row of the tables ``status`` and ``limits`` means by each link.

    Parameters
    ----------
    links
        As in `Network`.

    Returns
    -------
    names
        The passage that a link is, else its own id, in row order.

    Examples
    --------
    >>> "suez" in subjects(load_network("2026-07-31").links)
    True
    """
    passage = links["passage_id"].to_numpy(dtype=object)
    named: NDArray[np.object_] = np.where(
        passage != "", passage, links.index.to_numpy(dtype=object)
    )
    return named
