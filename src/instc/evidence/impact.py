"""What a folder of new facts changes: answers, verdicts of claims, and the backtest."""

from __future__ import annotations

import csv
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import starmap
from operator import itemgetter, ne
from typing import TYPE_CHECKING, Any

from instc.errors import NoRouteError, TableError
from instc.evidence.backtest import backtest
from instc.evidence.claims import check_claims
from instc.evidence.dated import Dated
from instc.evidence.pairs import PAIRS
from instc.files import scratch
from instc.model import load_model
from instc.tables.schema import read_cells, read_table, schema, table_names
from instc.tables.strays import stray_files
from instc.tables.user_tables import BUILT, join_tables, record_build

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from instc.model import Model

DRAWS, SEED = 2000, 1
DRAWN = (*BUILT, "nodes", "links", "waypoints", "places")  # what the layers were built from
BESTS = {"days": 1, "usd_per_teu": 0, "co2e_kg_per_teu": 0}  # and digits in print
SCORES = ("journeys", "inside_share", "bias_days", "crps_days", "skill")

Rows = list[list[str]]


@dataclass(frozen=True)
class Impact:
    """
    What moved.

    Attributes
    ----------
    answers
        Pair, as two names: quantity: least P50 of any way before and after; None without a way.
    verdicts
        Claim: verdict before and after, of all claims; None where the other side lacks it.
    backtest
        Score before and after, of `instc.evidence.backtest.Backtest.summary`.
    """

    answers: dict[tuple[str, str], dict[str, tuple[float | None, float | None]]]
    verdicts: dict[str, tuple[str | None, str | None]]
    backtest: dict[str, tuple[float, float]]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values: what moved, and how many were asked."""
        answers = []
        for ends, bests in self.moved().items():
            answers.append({"pair": list(ends), **_lists(bests)})
        return {
            "pairs": len(self.answers),
            "answers": answers,
            "claims": len(self.verdicts),
            "verdicts": _lists(self.turned()),
            "backtest": _lists(self.backtest),
        }

    def moved(self) -> dict[tuple[str, str], dict[str, tuple[float | None, float | None]]]:
        """Keep the pairs of which a best P50 moved."""
        return {ends: bests for ends, bests in self.answers.items() if _differ(bests)}

    def turned(self) -> dict[str, tuple[str | None, str | None]]:
        """Keep the claims whose verdict changed."""
        return {name: two for name, two in self.verdicts.items() if two[0] != two[1]}


def _lists(values: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    """Give values before and after as JSON has them."""
    return {name: list(two) for name, two in values.items()}


def _differ(bests: dict[str, tuple[float | None, float | None]]) -> bool:
    """Tell whether any value is another than before."""
    return any(starmap(ne, bests.values()))


def impact(extra: Path, home: Path, pairs: Iterable[tuple[str, str]] = PAIRS) -> Impact:
    """
    Say what a folder of rows changes.

    Parameters
    ----------
    extra
        Folder of tables as CSV: a row with the key of a row that is there takes its place, any
        other is added.
    home
        Folder of ``seeds`` and ``geodata`` that it is laid over.
    pairs
        Whose answers are compared.

    Returns
    -------
    impact
        Before and after, under the same draws.

    Raises
    ------
    TableError
        A table is no table, a row breaks its schema, or one that the layers were built from would
        change.
    """
    with laid_over(extra, home) as folder:
        before, after = load_model(folder=home), load_model(folder=folder)
        answers = {}
        for ends in pairs:
            answers[ends] = _both(_bests(before, *ends), _bests(after, *ends), BESTS)
        old_dated, new_dated = Dated(before), Dated(after)
        old_verdicts, new_verdicts = _verdicts(old_dated), _verdicts(new_dated)
        verdicts = _both(old_verdicts, new_verdicts, old_verdicts | new_verdicts)
        old_score = backtest(dated=old_dated).summary()
        new_score = backtest(dated=new_dated).summary()
    return Impact(answers, verdicts, _both(old_score, new_score, SCORES))


def _bests(model: Model, origin: str, destination: str) -> dict[str, float | None]:
    """Give the least P50 of each quantity among the ways of a pair."""
    try:
        table = model.compare(origin, destination, draws=DRAWS, seed=SEED).table
    except NoRouteError:
        return dict.fromkeys(BESTS)
    return {name: round(float(table[f"{name}_p50"].min()), 2) for name in BESTS}


def _verdicts(dated: Dated) -> dict[str, str]:
    """Give the verdict of every claim."""
    return {str(one.claim["claim_id"]): one.verdict for one in check_claims(dated=dated)}


def _both(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Iterable[str]
) -> dict[str, tuple[Any, Any]]:
    """Put what has the same name side by side; None where a side lacks it."""
    return {name: (before.get(name), after.get(name)) for name in names}


@contextmanager
def laid_over(extra: Path, home: Path) -> Iterator[Path]:
    """
    Lay a folder of tables over the data.

    Parameters
    ----------
    extra, home
        As in `impact`.

    Yields
    ------
    folder
        Holds ``seeds`` and ``geodata``; gone afterwards.
    """
    if not extra.is_dir():
        raise TableError(f"{extra}: there is no such folder")
    names = table_names(home / "seeds")
    faults = stray_files(extra, names)
    if faults:
        raise TableError.of(extra, faults)
    mine = [name for name in names if (extra / f"{name}.csv").is_file()]
    if not mine:
        raise TableError(f"{extra}: holds no table (such as parameters.csv)")
    with scratch() as work:
        base, new = work / "base", work / "new"
        shutil.copytree(home / "seeds", base / "seeds")
        shutil.copytree(home / "geodata", base / "geodata")
        new.mkdir()
        for name in mine:
            _lay(name, extra, base / "seeds", new)
        record_build(base)
        folder = base
        if any(new.iterdir()):
            folder = join_tables(new, base, work / "joined", linked=True)
        yield folder


def _lay(name: str, extra: Path, seeds: Path, new: Path) -> None:
    """Put the rows of a table that are there in their place, and the others aside."""
    read_table(name, extra, package=seeds)  # refuses what its schema forbids
    rules = schema(name, seeds)
    columns = list(map(itemgetter("name"), rules["fields"]))
    places = list(map(columns.index, rules["primaryKey"]))

    def key(row: list[str]) -> tuple[str, ...]:
        return tuple(row[place] for place in places)

    theirs, ours = read_cells(name, extra, seeds), read_cells(name, seeds, seeds)
    mine = dict(zip(map(key, theirs), theirs, strict=True))
    known = set(map(key, ours))
    changed = known & set(mine)
    if changed and name in DRAWN:
        raise TableError(
            f"{extra / f'{name}.csv'}: {' '.join(min(changed))} is in the shipped table, and "
            "the layers are built from it: change the shipped row and run instc build"
        )
    if changed:
        _write(seeds / f"{name}.csv", columns, [mine.get(key(row), row) for row in ours])
    added = [row for one, row in mine.items() if one not in known]
    if added:
        _write(new / f"{name}.csv", columns, added)


def _write(path: Path, columns: list[str], rows: Rows) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])
