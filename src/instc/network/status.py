"""The state of each link on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.errors import TableError
from instc.tables.periods import in_force
from instc.tables.schema import refuse_rows
from instc.tables.words import subject_ids, suggestion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.tables.words import Words

TWO_STATES = "another row of the same link or passage holds on"


def with_status(
    links: pd.DataFrame, status: pd.DataFrame, as_of: str, words: Words | None = None
) -> pd.DataFrame:
    """
    Write the state of each link on a day: ``status`` and ``status_source_id``.

    A link that no row speaks of is open, and nobody's word. Rows name ids, or words that are known.

    Raises
    ------
    TableError
        A row names neither a link nor a passage, or one of which another row holds that day.
    """
    if words is not None:
        status = by_id(status, words)
    key = subjects(links)
    refuse_rows(status, subject_faults(status, links))
    now = status[in_force(status, as_of)]
    twice = now.index[now.duplicated("subject_id")]
    refuse_rows(status, [(row, f"subject_id: {TWO_STATES} {as_of}") for row in twice])
    row = pd.Index(now["subject_id"]).get_indexer(key)
    state = np.append(now["status"].to_numpy(dtype=object), "open")
    source = np.append(now["source_id"].to_numpy(dtype=object), "")  # of -1, no row: the last
    return links.assign(
        status=pd.array(state[row], dtype="str"),
        status_source_id=pd.array(source[row], dtype="str"),
    )


def subject_faults(table: pd.DataFrame, links: pd.DataFrame) -> list[tuple[int, str]]:
    """List the rows of ``status`` or ``limits`` that name neither a link nor a passage."""
    known = set(subjects(links))
    faults = []
    for row, name in table.loc[~table["subject_id"].isin(known), "subject_id"].items():
        what = f'no link or passage is called "{name}"{suggestion(name, known)}'
        if name in links.index:
            passage = links.at[name, "passage_id"]
            what = f"{name} is the link of a passage: name the passage, {passage}"
        faults.append((row, f"subject_id: {what}"))
    return faults


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
