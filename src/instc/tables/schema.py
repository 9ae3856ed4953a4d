"""Reading a table and refusing what its schema forbids, all faults at once."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import stat
import time
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from instc.errors import (
    InstcError,
    TableError,
    UnknownIdError,
    did_you_mean,
    shorten,
)
from instc.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    Fault = tuple[int, str]  # label of a row, and what is wrong with it

MAX_BYTES = 20_000_000  # a table of people; what is larger is an accident
MAX_LAYER_BYTES = 8_000_000  # of JSON: every track of the corridor at 30 points a km
YOURS = "your tables"  # what a refusal calls rows of more than one folder
JOINED = "joined.json"  # beside tables that were joined: the files and rows that they came from
SETTLED_NS = 2_000_000_000  # a file changed just now may change again within a tick of its clock
_TABLES: Remembered[pd.DataFrame] = Remembered(128)  # every day and scenario asks for the same


def shipped_dir() -> Path:
    """Find the data that came with the program: in the package, else in the repository."""
    packaged = Path(__file__).parents[1] / "data"
    if packaged.is_dir():
        return packaged
    return Path(__file__).parents[3]


def data_dir() -> Path:
    """
    Find the folder that holds ``seeds`` and ``geodata``.

    Returns
    -------
    folder
        The environment's ``INSTC_DATA``, else what came with the program.

    Raises
    ------
    TableError
        ``INSTC_DATA`` is not such a folder, or none came with the program, as in an archive.

    Examples
    --------
    >>> (data_dir() / "seeds" / "datapackage.json").is_file()
    True
    """
    chosen = os.environ.get("INSTC_DATA")
    folder = Path(chosen) if chosen else shipped_dir()
    if (folder / "seeds" / "datapackage.json").is_file():
        return folder
    if not chosen:
        raise TableError(_no_data(Path(__file__)))
    raise TableError(
        f"{chosen}: no seeds/datapackage.json in this folder, which INSTC_DATA or --data names"
    )


def _no_data(here: Path) -> str:
    """Say why no data are found beside the program."""
    remedy = "or name a folder that holds them by INSTC_DATA"
    for above in here.parents:
        if above.is_file():
            return (
                f"{above}: tables can't be read inside an archive: install or unpack it, {remedy}"
            )
    return f"{here.parents[1]}: no tables came with this program: install it anew, {remedy}"


def seeds_dir() -> Path:
    """Find the folder of the tables that people write: ``seeds`` in `data_dir`."""
    return data_dir() / "seeds"


@lru_cache(maxsize=8)
def _package(folder: Path) -> dict[str, Any]:
    """Read the schema of all tables of a folder."""
    path = folder / "datapackage.json"
    try:
        package: dict[str, Any] = read_json(path)
        _check_keys(package)
    except InstcError:
        raise
    except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
        why = f"{type(error).__name__}: {error}"
        raise TableError(f"{path}: not the schema of the tables ({why})") from error
    return package


def _check_keys(package: dict[str, Any]) -> None:
    """Raise where a schema lacks a key that reading a table asks for."""
    for resource in package["resources"]:
        _ = resource["name"], resource["schema"]["primaryKey"]
        for field in resource["schema"]["fields"]:
            _ = field["name"], field["type"]


def table_names(folder: Path | None = None) -> list[str]:
    """List the tables of the schema in a folder, the shipped one by default, in its order."""
    return [resource["name"] for resource in _package(folder or seeds_dir())["resources"]]


def schema(name: str, folder: Path | None = None) -> dict[str, Any]:
    """
    Look up the Table Schema of a table: fields, primary and foreign keys, as in Data Package v2.

    Raises
    ------
    UnknownIdError
        There is no such table.
    """
    return deepcopy(_schema(name, folder or seeds_dir()))


def _schema(name: str, folder: Path) -> dict[str, Any]:
    """Look up the schema of a table, which is shared."""
    for resource in _package(folder)["resources"]:
        if resource["name"] == name:
            found: dict[str, Any] = resource["schema"]
            return found
    raise UnknownIdError(f"unknown table {name!r}{did_you_mean(name, table_names(folder))}")


def read_table(
    name: str, folder: Path | None = None, *, package: Path | None = None
) -> pd.DataFrame:
    """
    Read one table of the seeds and check it against its schema.

    Parameters
    ----------
    name
        Table, such as ``links``.
    folder
        Folder of the tables; the shipped one by default.
    package
        Folder of ``datapackage.json``, where it is another.

    Returns
    -------
    table
        Rows in file order, labelled by their row in the file less 2 (what `row_name` undoes); text
        columns hold ``""`` and numbers ``NaN`` where a cell is empty; booleans are booleans, dates
        stay ISO text; ``table.attrs["file"]`` names the file.

    Raises
    ------
    TableError
        One sentence with every fault: file, row (the header is row 1), column, value, what was
        expected.

    Examples
    --------
    >>> read_table("sources")["source_id"].is_unique
    True
    """
    folder = folder or seeds_dir()
    package = package or folder
    path = folder / f"{name}.csv"
    _schema(name, package)  # an unknown table is no missing file
    table = _checked(name, path, _content(path), package)
    _refuse(path, [what for _, what in table.attrs.pop("faults")])
    return table


def _checked(name: str, path: Path, content: bytes, package: Path) -> pd.DataFrame:
    """Turn the content of a file into a table of one's own, and note the faults of its rows."""
    # Who asks where tables lie, as a shell's Tab, can't wait.
    from instc.tables.fields import values_of  # noqa: PLC0415

    rules = _schema(name, package)
    key = (name, content, str(rules))  # joined folders hold most tables as they are shipped
    table = _TABLES.get(key, lambda: values_of(path, content, rules)).copy()
    table.attrs["file"] = str(path)
    return table


def read_cells(name: str, folder: Path, package: Path) -> list[list[str]]:
    """Give the rows of a table as its file would be written by us: texts, without the header."""
    from instc.tables.fields import cells_of  # noqa: PLC0415

    path = folder / f"{name}.csv"
    _, cells, torn = cells_of(path, _content(path), schema(name, package)["fields"])
    _refuse(path, [what for _, what in torn])
    return list(map(list, zip(*cells.values(), strict=True)))


def _joined_from(table: pd.DataFrame) -> dict[str, Any]:
    """Read which files the rows of a joined table came from; nothing of any other."""
    if "file" not in table.attrs:
        return {}
    path = Path(table.attrs["file"])  # the rows themselves would be copied with each column
    record = path.parent / JOINED
    if not record.is_file():
        return {}
    found: dict[str, Any] = read_json(record).get(path.stem, {})
    return found


def row_name(table: pd.DataFrame, label: int) -> str:
    """
    Name a row of a table for people: its file, and its row there.

    Parameters
    ----------
    table
        From `read_table`.
    label
        Of its index.

    Returns
    -------
    name
        The file that a person wrote, where tables were joined.

    Examples
    --------
    >>> row_name(read_table("status"), 0).endswith("status.csv row 2")
    True
    """
    joined = _joined_from(table)
    if not joined:
        return f"{table.attrs['file']} row {label + 2}"
    there = joined["there"]
    if label < len(there):
        return f"{joined['shipped']} row {there[label]}"
    return f"{joined['file']} row {joined['rows'][label - len(there)]}"


def refuse_rows(table: pd.DataFrame, faults: list[tuple[int, str]]) -> None:
    """
    Raise what is wrong with rows of a table, if anything, all in one sentence.

    Parameters
    ----------
    table
        From `read_table`.
    faults
        Label of a row, and what is wrong with it.

    Raises
    ------
    TableError
        There is a fault.
    """
    if not faults:
        return
    if _joined_from(table):
        named = [f"{row_name(table, row)}, {what}" for row, what in faults]
        raise TableError.of(YOURS, named)
    file = table.attrs.get("file", "table")
    raise TableError.of(file, [f"row {row + 2}, {what}" for row, what in faults])


def read_tables(folder: Path | None = None) -> dict[str, pd.DataFrame]:
    """
    Read every table and check the keys that tie them together.

    Parameters
    ----------
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    tables
        Table by name.

    Raises
    ------
    TableError
        Every fault of the first table that has one, or every dangling key.

    Examples
    --------
    >>> sorted(read_tables())[:2]
    ['aliases', 'also_called']
    """
    folder = folder or seeds_dir()
    tables = {name: read_table(name, folder) for name in table_names(folder)}
    faults: list[str] = []
    for name in tables:
        faults += [what for _, what in dangling(name, tables, folder)]
    _refuse(folder, faults)
    return tables


def examine_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """
    Read the tables that can be read, and list what is wrong with any.

    Parameters
    ----------
    folder
        Folder of the tables.

    Returns
    -------
    tables, faults
        Table by name, whose ``attrs["faults"]`` are the labels of its faulty rows, each with what
        is wrong; all faults, each with its file and row.
    """
    tables: dict[str, pd.DataFrame] = {}
    faults: list[str] = []
    for name in table_names(folder):
        path = folder / f"{name}.csv"
        try:
            table = _checked(name, path, _content(path), folder)
        except TableError as error:
            faults += error.faults or [str(error)]
            continue
        faults += [f"{path}: {what}" for _, what in table.attrs["faults"]]
        tables[name] = table
    for name, table in tables.items():
        lost = dangling(name, tables, folder)
        table.attrs["faults"] = table.attrs["faults"] + lost
        faults += [what for _, what in lost]
    return tables, faults


def content_hash(paths: Iterable[Path | str]) -> str:
    """
    Hash the content of files, in the order given: SHA-256, hexadecimal.

    Raises
    ------
    OSError
        A file can't be read.
    TableError
        It is none: a device or a pipe could be without an end.
    """
    digest, now = hashlib.sha256(), time.time_ns()
    for path in paths:
        file = os.stat(path)  # noqa: PTH116  (a path of pathlib takes twice as long)
        if not stat.S_ISREG(file.st_mode):
            raise TableError(f"{path}: is no file")
        state = [file.st_ctime_ns, file.st_mtime_ns, file.st_size, file.st_ino]
        if now - file.st_ctime_ns < SETTLED_NS:
            state.append(now)  # read it anew
        digest.update(_file_hash(os.fspath(path), *state))
    return digest.hexdigest()


@lru_cache(maxsize=256)  # what is written gets another time of change, which no one can set
def _file_hash(path: str, *state: int) -> bytes:  # noqa: ARG001
    """Hash a file, or remember its hash while its state is the same."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()  # never the whole file in memory


def read_bounded(path: Path, most: int, refuse: type[InstcError]) -> bytes:
    """
    Read a file that people write, and no more bytes of it than one of them can have.

    Raises
    ------
    OSError
        The file can't be read.
    InstcError
        It is longer, or a device or a pipe that could be without an end; of the kind ``refuse``.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise refuse(f"{path}: is a device or a pipe, not a file")
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise refuse(f"{path}: larger than {most / 1e6:g} MB, which no file of this kind is")
    return content


def read_json(path: Path) -> Any:
    """
    Read a layer or a record that the package wrote: JSON, UTF-8, at most 8 MB.

    Raises
    ------
    OSError, ValueError, RecursionError
        The file can't be read, or is no JSON.
    TableError
        It is longer, or no file.
    """
    text = read_bounded(path, MAX_LAYER_BYTES, TableError).decode()
    collects = gc.isenabled()
    gc.disable()  # JSON has no cycles, and looking for them takes most of the time
    try:
        return json.loads(text)
    finally:
        if collects:
            gc.enable()


def _content(path: Path) -> bytes:
    """Read the file of a table."""
    try:
        return read_bounded(path, MAX_BYTES, TableError)
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from error


def dangling(name: str, tables: dict[str, pd.DataFrame], folder: Path) -> list[Fault]:
    """List the cells of a table that point to no row of another; what could not be read is left."""
    from instc.tables.fields import hints_of  # noqa: PLC0415

    faults = []
    for key in _schema(name, folder).get("foreignKeys", []):
        column, target = key["fields"], key["reference"]["resource"]
        if target not in tables:
            continue
        known = set(tables[target][key["reference"]["fields"]].tolist())
        used = tables[name][column]
        lost = used[(used != "") & ~used.isin(known)]
        hints = hints_of(lost, known)
        for row, value in lost.items():
            what = f'"{shorten(value)}" is not in {target}.csv{hints.get(value, "")}'
            faults.append((row, f"{row_name(tables[name], row)}, {column}: {what}"))
    return faults


def _refuse(path: Path, faults: list[str]) -> None:
    """Raise what was found, if anything, all in one sentence."""
    if faults:
        raise TableError.of(path, faults)
