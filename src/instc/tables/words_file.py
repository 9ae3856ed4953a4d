"""Every word of the tables in one file, which is read in milliseconds."""

from __future__ import annotations

import json
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from instc.errors import TableError
from instc.tables.schema import read_json
from instc.tables.words import MadeLater, Meaning, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FILE = "words.json"
END = "\u241e"  # behind each text of many: JSON holds it as it is, and no name does
SPELLINGS = ("spelled", "weaker")
PLAIN = ("gates", "missing")
KEY = itemgetter(0, 1)  # kind and id of a meaning
FAULTS = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def pack_words(words: Words, source: str) -> str:
    """
    Pack what `instc.tables.catalogue.catalogue` collected.

    Parameters
    ----------
    words
        Every spelling and what it means.
    source
        What they were collected from, in one text.

    Returns
    -------
    content
        Of ``words.json``. A meaning is a number in one list that all spellings share; many texts
        are one, each behind another, which is read faster.

    Raises
    ------
    TableError
        A name has the sign that parts them.

    Examples
    --------
    >>> words = Words()
    >>> words.add(Meaning("passage", "suez", "Suez Canal"), ["Suez"])
    >>> len(pack_words(words, "").splitlines())
    9
    """
    numbers: dict[Meaning, int] = {}
    record: dict[str, Any] = {"made_of": source, "meanings": []}
    record["known"] = _numbered(numbers, words.known.values())
    for name in SPELLINGS:
        spelled = getattr(words, name)
        found = list(map(partial(_numbered, numbers), spelled.values()))
        others = [[place, more] for place, (_, *more) in enumerate(found) if more]
        first = list(map(itemgetter(0), found))
        record[name] = {"spelled": _lines(spelled), "first": first, "others": others}
    record["between"] = []
    for ends, links in words.between.items():
        record["between"].append([sorted(ends), _numbered(numbers, links)])
    record["shown"] = _lines(map(words.shown.__getitem__, words.spelled))
    for name in PLAIN:
        record[name] = getattr(words, name)
    record["meanings"] = list(map(_lines, zip(*numbers, strict=True)))
    lines = []
    for name, part in record.items():
        told = json.dumps(part, separators=(",", ":"), ensure_ascii=False)
        lines.append(f"{json.dumps(name)}:{told}")
    return "{" + ",\n".join(lines) + "}\n"


def _lines(texts: Iterable[str]) -> str:
    """Write texts as one, each with the sign of an end."""
    told = list(texts)
    whole = END.join([*told, ""])
    if whole.count(END) != len(told):
        raise TableError(f"{FILE}: a name has the sign {END}; write it without")
    return whole


def _texts(whole: str) -> list[str]:
    """Read texts that were written as one."""
    return whole.split(END)[:-1]


def _numbered(numbers: dict[Meaning, int], meanings: Iterable[Meaning]) -> list[int]:
    """Give each meaning its number, a new one to a new one."""
    return [numbers.setdefault(meaning, len(numbers)) for meaning in meanings]


def read_words(path: Path, source: str) -> Words | None:
    """
    Read ``words.json``, if it was collected from ``source``.

    Returns
    -------
    words
        As `pack_words` took them; None where there is no such file, or one of other tables.

    Raises
    ------
    TableError
        The file was not made by this package.
    """
    if not path.is_file():
        return None
    try:
        record = read_json(path)
        if record["made_of"] != source:
            return None
        return _words(record)
    except FAULTS as error:
        fault = f"{type(error).__name__}: {error}"
        raise TableError(
            f"{path}: not the words of this package ({fault}) (run: instc build)"
        ) from error


def _words(record: Mapping[str, Any]) -> Words:
    """Put meanings in the place of their numbers."""
    columns = zip(*map(_texts, record["meanings"]), strict=True)
    meanings = list(map(Meaning._make, columns))
    known = list(map(meanings.__getitem__, record["known"]))
    spelled = _spellings(record["spelled"], meanings)
    weaker = _spellings(record["weaker"], meanings)
    shown = _shown(list(spelled), record["shown"])
    words = Words(spelled=spelled, weaker=weaker, shown=shown, missing=record["missing"])
    words.known.update(zip(map(KEY, known), known, strict=True))
    for ends, numbers in record["between"]:
        words.between[frozenset(ends)] = [meanings[number] for number in numbers]
    for water, gates in record["gates"].items():
        words.gates[water] = tuple(gates)
    return words


def _spellings(packed: Mapping[str, Any], meanings: list[Meaning]) -> dict[str, list[Meaning]]:
    """Give the meanings of each spelling."""
    first = map(meanings.__getitem__, packed["first"])
    found = list(map(list, zip(first)))
    for place, numbers in packed["others"]:
        found[place] += [meanings[number] for number in numbers]
    return dict(zip(_texts(packed["spelled"]), found, strict=True))


def _shown(spelled: list[str], written: str) -> MadeLater:
    """Give each spelling as written, when one is asked for."""
    if written.count(END) != len(spelled):
        raise ValueError("not every spelling is shown")
    return MadeLater(lambda: dict(zip(spelled, _texts(written), strict=True)))
