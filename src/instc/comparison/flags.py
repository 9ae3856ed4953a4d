"""What a forwarder asks of a way before its price: what print says of what it passes, dated."""

from __future__ import annotations

from itertools import chain, count, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from instc.tables.periods import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.world import World

NO_ADVICE = "Flags are what print said on the day that is named: no advice, and not complete."


class Flag(NamedTuple):
    """
    A row of ``flags.csv``, and what of it a way meets.

    Attributes
    ----------
    flag_id
        Key.
    topic
        ``port``, ``operator``, ``bank``, ``cover`` (of insurers) or ``waiver``.
    subjects
        Ids of the facilities, links, passages or countries that the way passes.
    statement
        What the source says, as the end of a sentence.
    said_date
        Day of the source.
    from_date, to_date
        First day, and the first on which it holds no longer, or None.
    grade, source_id
        Of the row.
    """

    flag_id: str
    topic: str
    subjects: tuple[str, ...]
    statement: str
    said_date: str
    from_date: str
    to_date: str | None
    grade: str
    source_id: str

    def to_dict(self) -> dict[str, Any]:
        """Give what the JSON says of it."""
        return {**self._asdict(), "subjects": list(self.subjects)}


def flags_met(world: World, ways: Mapping[str, Alternative]) -> dict[str, list[Flag]]:
    """
    List the flags in force on the day of a world that each way meets.

    Parameters
    ----------
    world
        Whose table and day are asked.
    ways
        By id.

    Returns
    -------
    flags
        By id, in the order of their keys.
    """
    table = world.table("flags")
    now = table[in_force(table, world.as_of)].sort_values("flag_id")
    rows = list(now.itertuples())
    met = {}
    for name, way in ways.items():
        passed = _passed(way.itinerary)
        flags = [_flag(row, passed) for row in rows]
        met[name] = list(filter(lambda flag: flag.subjects, flags))
    return met


def _passed(trip: Itinerary) -> set[tuple[str, str]]:
    """Give all that a way passes: ids and countries, and each country with the modes met there."""
    country = trip.passed("country")
    ids = chain(trip.passed("node_id"), trip.cells("link_id"), trip.cells("passage_id"), country)
    return {*zip(ids, repeat("")), *zip(country, trip.passed("mode"), strict=True)}


def _flag(row: Any, passed: set[tuple[str, str]]) -> Flag:
    """Give a row with those of its subjects that are passed."""
    subjects = tuple(name for name in row.subject_ids.split() if (name, row.mode) in passed)
    return Flag(
        row.flag_id,
        row.topic,
        subjects,
        row.statement,
        row.said_date,
        row.from_date,
        row.to_date or None,
        row.grade,
        row.source_id,
    )


class Footnotes(NamedTuple):
    """Marks of ways by id, such as ``1,3-5``; flags in the order of the marks, and a line each."""

    marks: dict[str, str]
    flags: list[Flag]
    lines: list[str]

    def marked(self, name: str, title: str) -> str:
        """Give a title with the marks of its way."""
        marks = self.marks[name]
        return f"{title} [{marks}]" if marks else title

    def numbered(self) -> list[str]:
        """Give what the marks mean: that it is no advice, and each line with its mark."""
        if not self.lines:
            return []
        return [NO_ADVICE, *map("[{}] {}".format, count(1), self.lines)]

    def named(self) -> list[str]:
        """Give one line that says what the marks are about, not what print says of it."""
        if not self.lines:
            return []
        marks: dict[str, list[int]] = {}
        for mark, line in enumerate(self.lines, 1):
            marks.setdefault(line.partition(": ")[0], []).append(mark)
        about = ", ".join(f"[{_spans(numbers)}] {what}" for what, numbers in marks.items())
        return [f"Flags in print, no advice (what they say: --flags): {about}."]


def footnotes(answer: Comparison, names: Iterable[str]) -> Footnotes:
    """
    Give the flags of the ways that are shown a number and a line each.

    Parameters
    ----------
    answer
        That is shown.
    names
        Ids of its ways, in the order in which they are shown.
    """
    flags, marks = answer.flags(), {}
    first: dict[str, Flag] = {}
    subjects: dict[str, list[str]] = {}
    for name in names:
        for flag in flags[name]:
            first.setdefault(flag.flag_id, flag)
            subjects.setdefault(flag.flag_id, []).extend(flag.subjects)
        met = {flag.flag_id for flag in flags[name]}
        marks[name] = _spans([number for number, key in enumerate(first, 1) if key in met])
    authors = answer.world.table("sources").set_index("source_id")["author"]
    lines = []
    for key, flag in first.items():
        where = ", ".join(map(answer.world.called, dict.fromkeys(subjects[key])))
        said = f"as of {flag.said_date}, {authors[flag.source_id] or flag.source_id} says that"
        lines.append(f"{where} ({flag.topic}): {said} {flag.statement}.")
    return Footnotes(marks, list(first.values()), lines)


def _spans(numbers: list[int]) -> str:
    """
    Write numbers as a reader of footnotes expects them.

    Examples
    --------
    >>> _spans([1, 2, 3, 5, 7, 8]), _spans([])
    ('1-3,5,7,8', '')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(map(_span, runs))


def _span(run: list[int]) -> str:
    """Write a run of numbers: from three on by its ends."""
    if len(run) > 2:  # noqa: PLR2004  (two stand side by side)
        return f"{run[0]}-{run[-1]}"
    return ",".join(map(str, run))
