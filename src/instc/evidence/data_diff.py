"""What changed in the facts between two revisions, and how far it moved the headline."""

from __future__ import annotations

import csv
import io
import subprocess  # git is asked by name and words, never through a shell
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from instc.errors import InstcError, QuestionError
from instc.model import load_model
from instc.tables.schema import schema, table_names

if TYPE_CHECKING:
    from collections.abc import Iterator

DRAWS, SEED = 4000, 1


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
    if name.startswith("-"):
        raise QuestionError(f'"{name}" is no revision')
    try:
        packed = subprocess.run(  # noqa: S603
            [  # noqa: S607
                "git",
                "-C",
                str(repository),
                "archive",
                "--format=zip",
                name,
                "--",
                "seeds",
                "geodata",
            ],
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise QuestionError(
            "git is not installed: name two folders that hold seeds instead"
        ) from error
    if packed.returncode:
        raise QuestionError(
            f'"{name}" is neither a folder that holds seeds nor a revision with data ({packed.stderr.decode(errors="replace").strip().splitlines()[-1]})'
        )
    with TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder)
        yield Path(folder)


def changes(before: Path, after: Path) -> list[Change]:
    """
    List the rows that differ.

    Parameters
    ----------
    before, after
        Folders that hold ``seeds``.

    Returns
    -------
    changes
        In the order of the schema, then of the keys.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> changes(data_dir(), data_dir())
    []
    """
    found = []
    for table in dict.fromkeys([*table_names(after / "seeds"), *table_names(before / "seeds")]):
        keys: list[str] = next(
            schema(table, folder / "seeds")["primaryKey"]
            for folder in (after, before)
            if table in table_names(folder / "seeds")
        )
        old, new = (
            _rows(before / "seeds" / f"{table}.csv", keys),
            _rows(after / "seeds" / f"{table}.csv", keys),
        )
        for key in sorted({*old, *new}):
            cells = {} if key not in old or key not in new else _cells(old[key], new[key])
            if key not in old or key not in new or cells:
                found.append(
                    Change(
                        table,
                        " ".join(part for part in key if part),
                        "added" if key not in old else "removed" if key not in new else "changed",
                        cells,
                    )
                )
    return found


def _rows(path: Path, keys: list[str]) -> dict[tuple[str, ...], dict[str, str]]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {tuple(row.get(key) or "" for key in keys): row for row in csv.DictReader(file)}


def _cells(old: dict[str, str], new: dict[str, str]) -> dict[str, tuple[str, str]]:
    both = {
        column: (old.get(column) or "", new.get(column) or "")
        for column in dict.fromkeys([*old, *new])
    }
    return {column: pair for column, pair in both.items() if pair[0] != pair[1]}


def moved(before: Path, after: Path, origin: str, destination: str) -> Moved:
    """
    Compute the headline from two sets of facts, with the formulas of today.

    Parameters
    ----------
    before, after
        Folders that hold ``seeds`` and ``geodata``.
    origin, destination
        Places.

    Returns
    -------
    moved
        Median days by corridor; the same draws on both sides.

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
            return Moved(origin, destination, {}, str(error).replace(str(folder), f"({word})"))
    old, new = figures
    return Moved(
        origin,
        destination,
        {name: (old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old])},
        "",
    )


def _headline(folder: Path, origin: str, destination: str) -> dict[str, Any]:
    answer = load_model(folder=folder).compare(origin, destination, draws=DRAWS, seed=SEED)
    return {
        name: round(float(np.median(answer.sample("days", name))), 2)
        for name, way in answer.alternatives.items()
        if way.family != "best"
    }
