"""Reading a table and refusing what its schema forbids, all faults at once."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import os
import re
import stat
import time
from copy import deepcopy
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from instc.errors import InstcError, TableError, UnknownIdError, did_you_mean, shorten

if TYPE_CHECKING:
    import pandas as pd

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MAX_BYTES, MAX_CELLS = 20_000_000, 300_000  # a table of people; what is larger is an accident
MAX_LAYER_BYTES = 8_000_000  # of JSON: every track of the corridor at 30 points a km
MAX_FAULTS = 50  # named in one refusal
SETTLED_NS = (
    2_000_000_000  # a file that changed just now may change again within a tick of its clock
)


def shipped_dir() -> Path:
    """
    Find the data that came with the program.

    Returns
    -------
    folder
        The copy in the installed package, else the repository.

    Examples
    --------
    >>> (shipped_dir() / "geodata").is_dir()
    True
    """
    packaged = Path(__file__).parents[1] / "data"
    return packaged if packaged.is_dir() else Path(__file__).parents[3]


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
        ``INSTC_DATA`` is not such a folder.

    Examples
    --------
    >>> (data_dir() / "seeds" / "datapackage.json").is_file()
    True
    """
    chosen = os.environ.get("INSTC_DATA")
    if chosen:
        if not (Path(chosen) / "seeds" / "datapackage.json").is_file():
            raise TableError(
                f"{chosen}: no seeds/datapackage.json in this folder, which INSTC_DATA or --data names"
            )
        return Path(chosen)
    return shipped_dir()


def seeds_dir() -> Path:
    """
    Find the folder of the tables that people write.

    Returns
    -------
    folder
        ``seeds`` in `data_dir`.

    Examples
    --------
    >>> seeds_dir().name
    'seeds'
    """
    return data_dir() / "seeds"


@lru_cache(maxsize=8)
def _package(folder: Path) -> dict[str, Any]:
    try:
        package: dict[str, Any] = read_json(folder / "datapackage.json")
        for resource in package["resources"]:
            _ = (
                resource["name"],
                resource["schema"]["primaryKey"],
                [(field["name"], field["type"]) for field in resource["schema"]["fields"]],
            )
    except InstcError:
        raise
    except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise TableError(
            f"{folder / 'datapackage.json'}: not the schema of the tables ({type(error).__name__}: {error})"
        ) from error
    return package


def table_names(folder: Path | None = None) -> list[str]:
    """
    List the tables of the schema.

    Parameters
    ----------
    folder
        Folder of ``datapackage.json``; the shipped one by default.

    Returns
    -------
    names
        In the order of the schema.

    Examples
    --------
    >>> "links" in table_names()
    True
    """
    return [resource["name"] for resource in _package(folder or seeds_dir())["resources"]]


def schema(name: str, folder: Path | None = None) -> dict[str, Any]:
    """
    Look up the Table Schema of a table.

    Parameters
    ----------
    name
        Table, such as ``links``.
    folder
        Folder of ``datapackage.json``; the shipped one by default.

    Returns
    -------
    schema
        Fields, primary key and foreign keys, as in Data Package v2.

    Raises
    ------
    UnknownIdError
        There is no such table.

    Examples
    --------
    >>> schema("places")["primaryKey"]
    ['place_id']
    """
    for resource in _package(folder or seeds_dir())["resources"]:
        if resource["name"] == name:
            found: dict[str, Any] = deepcopy(resource["schema"])
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
        Rows in file order; text columns hold ``""`` and numbers ``NaN`` where a cell is empty;
        booleans are booleans, dates stay ISO text; ``table.attrs["file"]`` names the file.

    Raises
    ------
    TableError
        One sentence with every fault: file, row (the header is row 1), column, value, what was expected.

    Examples
    --------
    >>> read_table("sources")["source_id"].is_unique
    True
    """
    folder = folder or seeds_dir()
    path = folder / f"{name}.csv"
    schema(name, package or folder)
    return _checked(name, path, _content(path), package or folder).copy()


@lru_cache(maxsize=64)  # every day and scenario asks for the same
def _checked(name: str, path: Path, content: bytes, package: Path) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  (who only asks where the tables lie, as the shell's Tab, must have its answer at once)

    fields = schema(name, package)["fields"]
    rows = _rows(path, content, [field["name"] for field in fields])
    table = pd.DataFrame(rows, columns=[field["name"] for field in fields], dtype=object)
    faults: list[str] = []
    typed = {field["name"]: _typed(table[field["name"]], field, faults) for field in fields}
    faults += _repeated(table, schema(name, package)["primaryKey"])
    _refuse(path, faults)
    result = pd.DataFrame(typed)
    result.attrs["file"] = str(path)
    return result


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
    ['aliases', 'basins']
    """
    folder = folder or seeds_dir()
    tables = {name: read_table(name, folder) for name in table_names(folder)}
    faults = [fault for name in tables for fault in _dangling(name, tables, folder)]
    _refuse(folder, faults)
    return tables


def content_hash(paths: list[Path]) -> str:
    """
    Hash the content of files, in the order given.

    Parameters
    ----------
    paths
        Files.

    Returns
    -------
    hash
        SHA-256, hexadecimal.

    Raises
    ------
    OSError
        A file can't be read.
    TableError
        It is none: a device or a pipe could be without an end.

    Examples
    --------
    >>> len(content_hash([seeds_dir() / "places.csv"]))
    64
    """
    digest, now = hashlib.sha256(), time.time_ns()
    for path in paths:
        file = path.stat()
        if not stat.S_ISREG(file.st_mode):
            raise TableError(f"{path}: is no file")
        unsettled = now if now - file.st_ctime_ns < SETTLED_NS else 0
        digest.update(
            _file_hash(
                path, file.st_ctime_ns, file.st_mtime_ns, file.st_size, file.st_ino, unsettled
            )
        )
    return digest.hexdigest()


@lru_cache(maxsize=256)  # what is written gets another time of change, which no one can set
def _file_hash(path: Path, *state: int) -> bytes:  # noqa: ARG001
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()  # never the whole file in memory


def read_bounded(path: Path, most: int, refuse: type[InstcError]) -> bytes:
    """
    Read a file that people write, and no more of it than one of them can be.

    Parameters
    ----------
    path
        A file; a device or a pipe could be without an end.
    most
        Bytes.
    refuse
        The error that is raised.

    Returns
    -------
    content
        All of it.

    Raises
    ------
    OSError
        The file can't be read.
    InstcError
        It is longer, or no file; of the kind that was given.

    Examples
    --------
    >>> len(read_bounded(seeds_dir() / "places.csv", MAX_BYTES, TableError)) > 1000
    True
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
    Read a layer or a record that the package wrote, and no more of it than one of them can be.

    Parameters
    ----------
    path
        A file of JSON, UTF-8.

    Returns
    -------
    content
        What it holds.

    Raises
    ------
    OSError, ValueError, RecursionError
        The file can't be read, or is no JSON.
    TableError
        It is longer than 8 MB, or no file.

    Examples
    --------
    >>> sorted(read_json(data_dir() / "geodata" / "countries.geojson"))
    ['features', 'type']
    """
    return json.loads(read_bounded(path, MAX_LAYER_BYTES, TableError).decode())


def _content(path: Path) -> bytes:
    try:
        return read_bounded(path, MAX_BYTES, TableError)
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from error


def _rows(path: Path, content: bytes, names: list[str]) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise TableError(f"{path}: not UTF-8 (line {line}, byte {error.start})") from error
    rows = _split(path, csv.reader(StringIO(text, newline=""), strict=True))
    while rows and not rows[-1]:  # empty lines at the end are harmless; one between rows is not
        rows.pop()
    if not rows:
        raise TableError(f"{path}: empty; the header must be {','.join(names)}")
    header, *body = rows
    _refuse(path, _wrong_header(header, names) or _wrong_width(body, len(names)))
    return body


def _split(path: Path, reader: Any) -> list[list[str]]:
    rows, cells = [], 0
    try:
        for row in reader:
            rows.append(row)
            cells += len(row) + 1
            if cells > MAX_CELLS:
                raise TableError(
                    f"{path}: more than {MAX_CELLS:,} cells, which no table of ours has (line {reader.line_num})"
                )
    except csv.Error as error:
        raise TableError(f"{path}: line {reader.line_num}: {error}") from error
    return rows


def _wrong_header(header: list[str], names: list[str]) -> list[str]:
    strange = [name for name in header if name not in names]
    unknown = [
        f'row 1: unknown column "{shorten(name)}"{did_you_mean(name, names) if number < MAX_FAULTS else ""}'
        for number, name in enumerate(strange)
    ]
    missing = [f'row 1: column "{name}" is missing' for name in names if name not in header]
    if unknown or missing or header == names:
        return unknown + missing
    return [f"row 1: columns must be in the order {','.join(names)}"]


def _wrong_width(body: list[list[str]], width: int) -> list[str]:
    return [
        f"row {number}: {len(row)} cells instead of {width}"
        for number, row in enumerate(body, 2)
        if len(row) != width
    ]


def _typed(column: pd.Series, field: dict[str, Any], faults: list[str]) -> pd.Series:
    rules = field.get("constraints", {})
    empty = column == ""
    _note(faults, field, column, empty & rules.get("required", False), "is required")
    filled = column[~empty]
    match field["type"]:
        case "number" | "integer":
            return _numbers(column, filled, field, faults)
        case "boolean":
            _note(
                faults,
                field,
                column,
                ~column.isin(["true", "false", ""]),
                "is neither true nor false",
            )
            return column == "true"
        case "date":
            good = filled.map(_is_date).astype(bool)
            _note(
                faults,
                field,
                column,
                (~good).reindex(column.index, fill_value=False),
                "is not a date (YYYY-MM-DD)",
            )
    if "enum" in rules:
        known = [str(word) for word in rules["enum"]]
        for number, (row, value) in enumerate(filled[~filled.isin(rules["enum"])].items()):
            hint = (
                did_you_mean(value, known) if number < MAX_FAULTS else ""
            ) or f" (one of {', '.join(known)})"
            faults.append(f'row {row + 2}, {field["name"]}: unknown value "{shorten(value)}"{hint}')
    if "pattern" in rules:
        bad = ~filled.str.fullmatch(rules["pattern"].strip("^$")).astype(bool)
        _note(
            faults,
            field,
            column,
            bad.reindex(column.index, fill_value=False),
            f"does not match {rules['pattern']}",
        )
    return column.astype("str")


def _numbers(
    column: pd.Series, filled: pd.Series, field: dict[str, Any], faults: list[str]
) -> pd.Series:
    import pandas as pd  # noqa: PLC0415

    rules = field.get("constraints", {})
    numbers = pd.to_numeric(filled, errors="coerce").astype(float)
    bad = ~numbers.abs().lt(float("inf"))
    what = f"is not a number{' (' + field['unit'] + ')' if 'unit' in field else ''}"
    if field["type"] == "integer":
        bad |= numbers % 1 != 0
        what = "is not a whole number"
    _note(faults, field, column, bad.reindex(column.index, fill_value=False), what)
    limits = {
        "minimum": (numbers.lt, "is below"),
        "maximum": (numbers.gt, "is above"),
        "exclusiveMinimum": (numbers.le, "is not above"),
    }
    for rule, (beyond, words) in limits.items():
        if rule in rules:
            out = beyond(rules[rule]).reindex(column.index, fill_value=False)
            _note(faults, field, column, out, f"{words} {rules[rule]}")
    if "enum" in rules:
        out = (~numbers.isin(rules["enum"]) & ~bad).reindex(column.index, fill_value=False)
        _note(faults, field, column, out, f"is none of {', '.join(map(str, rules['enum']))}")
    return numbers.reindex(column.index)


def _is_date(text: str) -> bool:
    if not DATE.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _note(
    faults: list[str], field: dict[str, Any], column: pd.Series, wrong: pd.Series, what: str
) -> None:
    faults += [
        f'row {row + 2}, {field["name"]}: "{shorten(column[row])}" {what}'
        for row in column.index[wrong.to_numpy(dtype=bool)]
    ]


def _repeated(table: pd.DataFrame, key: list[str]) -> list[str]:
    again = table[table.duplicated(key)]
    return [
        f"row {row + 2}: {'/'.join(key)} {shorten('/'.join(map(str, values)))} is there twice"
        for row, values in again[key].T.items()
    ]


def _dangling(name: str, tables: dict[str, pd.DataFrame], folder: Path) -> list[str]:
    faults = []
    for key in schema(name, folder).get("foreignKeys", []):
        column, target, other = (
            key["fields"],
            key["reference"]["resource"],
            key["reference"]["fields"],
        )
        known = set(tables[target][other])
        used = tables[name][column]
        lost = used[(used != "") & ~used.isin(known)]
        hints = {value: did_you_mean(value, known) for value in lost.drop_duplicates()[:MAX_FAULTS]}
        faults += [
            f'{name}.csv row {row + 2}, {column}: "{shorten(value)}" is not in {target}.csv{hints.get(value, "")}'
            for row, value in lost.items()
        ]
    return faults


def _refuse(path: Path, faults: list[str]) -> None:
    if faults:
        more = f"; and {len(faults) - MAX_FAULTS:,} more faults" if len(faults) > MAX_FAULTS else ""
        raise TableError(f"{path}: {'; '.join(faults[:MAX_FAULTS])}{more}")
