"""Where the tables of a world lie: the shipped folder, one of your own, or both joined."""

from __future__ import annotations

import fnmatch
import os
import weakref
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from instc.files import scratch
from instc.tables.calibration import read_calibration
from instc.tables.schema import content_hash, data_dir, read_table, shipped_dir
from instc.tables.strays import TRACKS
from instc.tables.user_tables import join_tables

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Home:
    """
    The data that answers come from.

    Attributes
    ----------
    base
        Folder of ``seeds`` and ``geodata``.
    extra
        Folder of tables that join them, or None.
    taught
        Whether parameters hold what journeys taught; else they are as the tables have them.

    Examples
    --------
    >>> Home.at().words
    ()
    """

    base: Path
    extra: Path | None = None
    taught: bool = True

    @classmethod
    def at(cls, base: str | Path | None = None, extra: str | Path | None = None) -> Home:
        """Name the data: what is not named is what INSTC_DATA says, else the shipped folder."""
        beside = None if extra is None else Path(extra)
        return cls(Path(base or data_dir()), beside)

    @cached_property
    def _joined(self) -> _Joined | None:
        """Join the extra tables, if there are any."""
        return None if self.extra is None else joined(self.extra, self.base)

    @property
    def folder(self) -> Path:
        """Folder of ``seeds`` and ``geodata`` that is read."""
        return self.base if self._joined is None else self._joined.folder

    @property
    def seeds(self) -> Path:
        """Folder of the tables."""
        return self.folder / "seeds"

    @property
    def words(self) -> tuple[str, ...]:
        """Options that name the data in a command; none for the shipped data alone."""
        words: tuple[str, ...] = ()
        if self.base != shipped_dir():
            words += ("--data", str(self.base))
        if self.extra is not None:
            words += ("--extra", str(self.extra))
        return words

    @property
    def data_hash(self) -> str:
        """Hash of every table and layer."""
        layers, tables = _files(self.folder / "geodata", "*.*"), _files(self.seeds, "*.csv")
        return content_hash([*layers, *tables])

    @property
    def calibration(self) -> dict[str, Any]:
        """What parameters learnt from journeys; nothing where they are to be as in the tables."""
        return read_calibration(self.folder / "geodata") if self.taught else {}

    def table(self, name: str) -> pd.DataFrame:
        """Read a table, checked."""
        return read_table(name, self.seeds)

    def __getstate__(self) -> dict[str, Any]:
        """Keep the names of the folders: tables are joined again where they are needed."""
        return {"base": self.base, "extra": self.extra, "taught": self.taught}


def _files(folder: Path, pattern: str) -> list[str]:
    """List the files of a folder by name, as texts: they are asked before a table is read."""
    if not folder.is_dir():
        return []
    names = fnmatch.filter(os.listdir(folder), pattern)  # noqa: PTH208  (three times as fast)
    return [f"{folder}/{name}" for name in sorted(names)]


class _Joined:
    """A folder of joined tables that is gone with the last who reads it."""

    def __init__(self, extra: Path, base: Path) -> None:
        with ExitStack() as until_read:
            self.folder = until_read.enter_context(scratch()) / "joined"
            join_tables(extra, base, self.folder, linked=True)
            weakref.finalize(self, until_read.pop_all().close)


_JOINED: weakref.WeakValueDictionary[tuple[Path, Path, str], _Joined] = (
    weakref.WeakValueDictionary()
)


def joined(extra: Path, base: Path) -> _Joined:
    """Join tables once for all who read the same, as long as one of them is there."""
    yours = [*extra.glob("*.csv"), *extra.glob("scenarios/*.toml"), *extra.glob(TRACKS)]
    ours = [*(base / "seeds").glob("*.csv"), base / "geodata" / "provenance.json"]
    key = (extra.absolute(), base, content_hash([*sorted(yours), *sorted(ours)]))
    found = _JOINED.get(key)
    if found is None:
        found = _JOINED[key] = _Joined(extra, base)
    return found
