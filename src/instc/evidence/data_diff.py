"""What changed in the facts between two revisions, and how far it moved the headline."""

from __future__ import annotations

import io
import subprocess  # git is asked by name and words, never through a shell
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from instc.errors import InstcError, QuestionError, TableError, shorten
from instc.files import scratch
from instc.model import load_model
from instc.tables.schema import read_cells, schema, table_names

if TYPE_CHECKING:
    from collections.abc import Iterator

DRAWS, SEED = 4000, 1
DATA = ("seeds", "geodata")


@dataclass(frozen=True)
class Change:
    """
    One row that differs.

    Attributes
    ----------
    table, key
        Where.
    kind
        ``added``, ``removed`` or ``changed``.
    cells
        Column: before and after, of a changed row.
    """

    table: str
    key: str
    kind: str
    cells: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Moved:
    """
    The headline before and after.

    Attributes
    ----------
    origin, destination
        Of the comparison.
    p50_days
        Corridor: median days before and after; None where it has no way.
    why_not
        Why a revision can't be computed; empty if both can.
    """

    origin: str
    destination: str
    p50_days: dict[str, tuple[float | None, float | None]]
    why_not: str


@contextmanager
def revision(name: str, repository: Path) -> Iterator[Path]:
    """
    Lay out the data of a revision.

    Parameters
    ----------
    name
        Git revision, or a folder that holds ``seeds``.
    repository
        Where git is asked.

    Yields
    ------
    folder
        Holds ``seeds`` and ``geodata``.

    Raises
    ------
    QuestionError
        It is neither, or git is missing.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> with revision(str(data_dir()), data_dir()) as folder:
    ...     (folder / "seeds").is_dir()
    True
    """
    if (Path(name) / "seeds").is_dir():
        yield Path(name)
        return
    packed = _packed(name, repository)
    with scratch() as folder, zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
        try:
            yield folder
        except TableError as error:  # people know the revision, not where it was laid out
            raise TableError(str(error).replace(str(folder), name)) from error


def _packed(name: str, repository: Path) -> bytes:
    """Let git pack the data of a revision."""
    if name.startswith("-"):
        raise QuestionError(f'"{name}" is no revision')
    words = ["git", "-C", str(repository), "archive", "--format=zip", name, "--", *DATA]
    try:
        done = subprocess.run(words, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise QuestionError(
            "git is not installed: name two folders that hold seeds instead"
        ) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1]
        neither = "is neither a folder that holds seeds nor a revision with data"
        raise QuestionError(f'"{name}" {neither} ({said})')
    return done.stdout


def changes(before: Path, after: Path) -> list[Change]:
    """
    List the rows that differ, in the order of the schema, then of the keys.

    Parameters
    ----------
    before, after
        Folders that hold ``seeds``.

    Raises
    ------
    TableError
        A table can't be read, or holds a key twice.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> changes(data_dir(), data_dir())
    []
    """
    found = []
    for table in dict.fromkeys([*table_names(after / "seeds"), *table_names(before / "seeds")]):
        keys = _key_columns(table, after, before)
        old = _rows(table, before / "seeds", keys)
        new = _rows(table, after / "seeds", keys)
        for key in sorted({*old, *new}):
            change = _change(table, key, old.get(key), new.get(key))
            if change is not None:
                found.append(change)
    return found


def _key_columns(table: str, *folders: Path) -> list[str]:
    """Give the key of a table, as the first folder that has the table says."""
    folder = next(one for one in folders if table in table_names(one / "seeds"))
    keys: list[str] = schema(table, folder / "seeds")["primaryKey"]
    return keys


def _rows(table: str, seeds: Path, keys: list[str]) -> dict[tuple[str, ...], dict[str, str]]:
    """Read the rows of a table by their key, as they are meant; none where there is no file."""
    if table not in table_names(seeds) or not (seeds / f"{table}.csv").is_file():
        return {}
    columns = [field["name"] for field in schema(table, seeds)["fields"]]
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for cells in read_cells(table, seeds, seeds):
        row = dict(zip(columns, cells, strict=True))
        key = tuple(row.get(name, "") for name in keys)
        if key in rows:
            shown = shorten("/".join(key))
            raise TableError(f"{seeds / table}.csv: {'/'.join(keys)} {shown} is there twice")
        rows[key] = row
    return rows


def _change(
    table: str, key: tuple[str, ...], old: dict[str, str] | None, new: dict[str, str] | None
) -> Change | None:
    """Say how a row differs, if it does."""
    name = " ".join(filter(None, key))
    if old is None:
        return Change(table, name, "added", {})
    if new is None:
        return Change(table, name, "removed", {})
    cells = {}
    for column in dict.fromkeys([*old, *new]):
        before, after = old.get(column) or "", new.get(column) or ""
        if before != after:
            cells[column] = (before, after)
    return Change(table, name, "changed", cells) if cells else None


def moved(before: Path, after: Path, origin: str, destination: str) -> Moved:
    """
    Compute the headline from two sets of facts, with the formulas of today and the same draws.

    Parameters
    ----------
    before, after
        Folders that hold ``seeds`` and ``geodata``.
    origin, destination
        Places.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> figures = moved(data_dir(), data_dir(), "Mumbai", "Moscow").p50_days
    >>> all(old == new for old, new in figures.values())
    True
    """
    figures = []
    for word, folder in (("before", before), ("after", after)):
        try:
            figures.append(_headline(folder, origin, destination))
        except InstcError as error:
            why_not = str(error).replace(str(folder), f"({word})")
            return Moved(origin, destination, {}, why_not)
    old, new = figures
    p50_days = {name: (old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old])}
    return Moved(origin, destination, p50_days, "")


def _headline(folder: Path, origin: str, destination: str) -> dict[str, float]:
    """Give the median days of each corridor."""
    answer = load_model(folder=folder).compare(origin, destination, draws=DRAWS, seed=SEED)
    days = {}
    for name in (*answer.alternatives, *answer.same_as):
        days[name] = round(float(np.median(answer.sample("days", name))), 2)
    return days
