"""Every word of the tables in one file, which is read in milliseconds."""

from __future__ import annotations

import json
from functools import partial
from itertools import starmap
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from instc.errors import TableError
from instc.tables.schema import read_json
from instc.tables.words import Meaning, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FILE = "words.json"
SPELLINGS = ("spelled", "weaker")
PLAIN = ("gates", "missing")
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
        are one, a line each, which is read faster.

    Raises
    ------
    TableError
        A name has a line break.

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
    """Write texts as one, a line each."""
    told = list(texts)
    lines = "\n".join([*told, ""])
    if lines.count("\n") != len(told):
        raise TableError(f"{FILE}: a name has a line break; write it in one line")
    return lines


def _texts(lines: str) -> list[str]:
    """Read texts that were written as one."""
    return lines.split("\n")[:-1]


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
    meanings = list(starmap(Meaning, zip(*map(_texts, record["meanings"]), strict=True)))
    words = Words(missing=record["missing"])
    for number in record["known"]:
        meaning = meanings[number]
        words.known[meaning.kind, meaning.id] = meaning
    for name in SPELLINGS:
        packed = record[name]
        found = list(map(list, zip(map(meanings.__getitem__, packed["first"]))))
        for place, numbers in packed["others"]:
            found[place] += [meanings[number] for number in numbers]
        getattr(words, name).update(zip(_texts(packed["spelled"]), found, strict=True))
    words.shown.update(zip(words.spelled, _texts(record["shown"]), strict=True))
    for ends, numbers in record["between"]:
        words.between[frozenset(ends)] = [meanings[number] for number in numbers]
    for water, gates in record["gates"].items():
        words.gates[water] = tuple(gates)
    return words
