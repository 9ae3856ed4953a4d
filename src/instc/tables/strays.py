"""Files beside tables that look like tables and are not read: named, never passed over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from instc.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SCENARIOS, TRACKS = "scenarios", "tracks.geojson"
TABLES = (".csv", ".tsv", ".tab")
WORKBOOK = "a workbook is not read; save each sheet as TABLE.csv"
NOT_READ = {
    ".xlsx": WORKBOOK, ".xls": WORKBOOK, ".xlsm": WORKBOOK, ".xlsb": WORKBOOK, ".ods": WORKBOOK,
    ".numbers": WORKBOOK, ".toml": f"a scenario stands in {SCENARIOS}/",
    ".geojson": f"is not read; only {TRACKS} is",
}  # fmt: skip
UNSEEN = (".", "~")  # how the names of locks and of a system's own files begin


def stray_files(folder: Path, tables: Sequence[str]) -> list[str]:
    """
    List the files of a folder that someone may take for a table or scenario, and that are none.

    Parameters
    ----------
    folder
        Of tables, with ``scenarios`` in it or not.
    tables
        Names of the tables.

    Returns
    -------
    faults
        Each names the file, and what to do.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "nodes (1).csv"
    ...     _ = path.write_text("")
    ...     print(stray_files(Path(folder), ["nodes"])[0].removeprefix(str(path)))
    : no table has this name (did you mean "nodes.csv"?)
    """
    faults = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(UNSEEN):
            continue
        why = _wrong_name(path, tables)
        if why:
            faults.append(f"{path}: {why}")
    beside = sorted(folder.glob(f"{SCENARIOS}/*"))
    odd = [it for it in beside if it.suffix != ".toml" and not it.name.startswith(UNSEEN)]
    return faults + [f"{path}: is no scenario, which is called NAME.toml" for path in odd]


def _wrong_name(path: Path, tables: Sequence[str]) -> str:
    """Say why a file is not read that looks as if it should be; nothing of any other."""
    name, kind = path.name.lower(), path.suffix.lower()
    known = [f"{table}.csv" for table in tables]
    if path.name in {*known, SCENARIOS, TRACKS, "datapackage.json"}:
        return ""
    if name in {*known, SCENARIOS, TRACKS}:
        return f"its name is {name}, in small letters"
    if kind in NOT_READ:
        return NOT_READ[kind]
    first = re.split("[^a-z_]", name)[0]
    if kind in TABLES or first in tables:
        return f"no table has this name{did_you_mean(path.name, known)}"
    return ""
