"""The state of each link on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.errors import TableError
from instc.tables.periods import in_force
from instc.tables.words import subject_ids

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from instc.tables.words import Words


def with_status(
    links: gpd.GeoDataFrame, status: pd.DataFrame, as_of: str, words: Words | None = None
) -> gpd.GeoDataFrame:
    """
    Write the state of each link on a day: ``status`` and ``status_source_id``.

    A link that no row speaks of is open, and nobody's word. Rows name ids, or words that are known.

    Raises
    ------
    TableError
        A row names neither a link nor a passage.
    """
    if words is not None:
        status = by_id(status, words)
    key = subjects(links)
    _check_subjects(status, {*key, *links.index})
    now = status[in_force(status, as_of)]
    last = now.drop_duplicates("subject_id", keep="last")  # the later row of a table wins
    row = pd.Index(last["subject_id"]).get_indexer(key)
    state = np.append(last["status"].to_numpy(dtype=object), "open")
    source = np.append(last["source_id"].to_numpy(dtype=object), "")  # of -1, no row: the last
    return links.assign(
        status=pd.array(state[row], dtype="str"),
        status_source_id=pd.array(source[row], dtype="str"),
    )


def _check_subjects(status: pd.DataFrame, known: set[str]) -> None:
    """Refuse rows that name neither a link nor a passage."""
    unknown = sorted(set(status["subject_id"]) - known)
    if unknown:
        file = status.attrs.get("file", "status.csv")
        raise TableError(f"{file}: no link or passage is called {', '.join(unknown)}")


def by_id(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Write the ids of what the rows of ``status`` or ``limits`` name by a word."""
    file = table.attrs.get("file", "status.csv")
    ids: dict[str, str] = {}
    for name in table["subject_id"].unique():
        first, *others = subject_ids(words, name)
        if others:
            raise TableError(f"{file}: {name}: name each strait or canal in a row of its own")
        ids[name] = first
    return table.assign(subject_id=table["subject_id"].map(ids))


def subjects(links: pd.DataFrame) -> NDArray[np.object_]:
    """Name what tables ``status`` and ``limits`` call each link: its passage, else its id."""
    passage = links["passage_id"].to_numpy(dtype=object)
    link = links.index.to_numpy(dtype=object)
    named: NDArray[np.object_] = np.where(passage != "", passage, link)
    return named
