"""Every word of the tables in one file, which is read in milliseconds."""

from __future__ import annotations

import json
from functools import partial
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
        Of ``words.json``. A meaning is a number in one list that all spellings share.

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
        record[name] = {key: _numbered(numbers, found) for key, found in spelled.items()}
    record["between"] = []
    for ends, links in words.between.items():
        record["between"].append([sorted(ends), _numbered(numbers, links)])
    record["shown"] = [words.shown[key] for key in words.spelled]
    for name in PLAIN:
        record[name] = getattr(words, name)
    record["meanings"] = list(numbers)
    lines = []
    for name, part in record.items():
        lines.append(f"{json.dumps(name)}:{json.dumps(part, separators=(',', ':'))}")
    return "{" + ",\n".join(lines) + "}\n"


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
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        fault = f"{type(error).__name__}: {error}"
        raise TableError(
            f"{path}: not the words of this package ({fault}) (run: instc build)"
        ) from error


def _words(record: Mapping[str, Any]) -> Words:
    """Put meanings in the place of their numbers."""
    meanings = [Meaning(*each) for each in record["meanings"]]
    named = partial(map, meanings.__getitem__)
    shown = dict(zip(record["spelled"], record["shown"], strict=True))
    words = Words(shown=shown, missing=record["missing"])
    for number in record["known"]:
        meaning = meanings[number]
        words.known[meaning.kind, meaning.id] = meaning
    for name in SPELLINGS:
        found = record[name]
        meant = map(list, map(named, found.values()))  # of 24,000 spellings: at C's pace
        getattr(words, name).update(zip(found, meant, strict=True))
    for ends, numbers in record["between"]:
        words.between[frozenset(ends)] = [meanings[number] for number in numbers]
    for water, gates in record["gates"].items():
        words.gates[water] = tuple(gates)
    return words
