"""The command completion, and what Tab offers: the scripts of shells, and the tables' own words."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from instc.cli import streams
from instc.cli.lazy import shells, spreadsheet
from instc.cli.output import check_word
from instc.errors import TableError
from instc.tables.schema import MAX_BYTES, read_bounded, seeds_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COMPLETE = "_INSTC_COMPLETE"  # the variable by which a shell asks what Tab may offer
SHELLS = ("bash", "zsh", "fish")
MOST = 40  # offered at once


Shell = Annotated[str, typer.Argument(help=f"{', '.join(SHELLS)}.", show_default=False)]


def completion(shell: Shell) -> None:
    """Print the script that completes commands, options and place names: eval "$(instc completion bash)"."""  # noqa: E501  (the help of the command)
    check_word("shell", shell, SHELLS)
    script = shells.get_completion_script(prog_name="instc", complete_var=COMPLETE, shell=shell)
    streams.hand_out(f"{script}\n".encode())


def answer_shells() -> None:
    """Let Typer know the shells that may ask by `COMPLETE`."""
    if os.environ.get(COMPLETE):
        shells.completion_init()


def complete_place(incomplete: str) -> list[str]:
    """Offer places that begin so, in any script, capitals ignored; other spellings last."""
    words = [*_column("places", "name")]
    if incomplete:
        words += _column("aliases", "alias")
    return _typed(_begins(incomplete.replace("\\", ""), words))


def complete_avoided(incomplete: str) -> list[str]:
    """Offer what can be avoided: straits and seas, then countries, then places."""
    waters = [*_named("passage"), *_named("water"), *_named("country")]
    found = _begins(incomplete.replace("\\", ""), waters)
    return [*_typed(found), *complete_place(incomplete)][:MOST]


def complete_corridor(incomplete: str) -> list[str]:
    """Offer corridors, by id and by name, for the last word of a list with commas."""
    before, comma, last = incomplete.rpartition(",")
    words = [*_column("corridors", "corridor_id"), *_named("corridor")]
    return [f"{before}{comma}{name}" for name in _begins(last, words)]


def complete_scenario(incomplete: str) -> list[str]:
    """Offer the shipped scenarios."""
    names = [path.stem for path in (seeds_dir() / "scenarios").glob("*.toml")]
    return _begins(incomplete, sorted(names))


def _typed(words: list[str]) -> list[str]:
    """Write words as the shell that asks wants them typed."""
    if os.environ.get(COMPLETE) != "complete_bash":
        return words
    return [word.replace(" ", "\\ ") for word in words]


def _named(kind: str) -> Iterator[str]:
    """Give the human names of one kind of thing."""
    kinds = _column("names", "kind")
    return (name for one, name in zip(kinds, _column("names", "name"), strict=True) if one == kind)


def _begins(incomplete: str, words: Iterable[str]) -> list[str]:
    """Choose the words that begin so, with capitals as typed: shells compare them, we do not."""
    key = incomplete.casefold()
    found = [word for word in dict.fromkeys(words) if word.casefold().startswith(key)]
    return [incomplete + word[len(incomplete) :] for word in found[:MOST]]


def _column(table: str, name: str) -> Iterator[str]:
    """Read a column of a table, unchecked: Tab must answer at once, and never by a complaint."""
    try:
        path = seeds_dir() / f"{table}.csv"
        content = read_bounded(path, MAX_BYTES, TableError)
        header, *rows = spreadsheet.read_rows(path, content, [name])
        place = header.cells.index(name)
    except (OSError, TableError, ValueError):  # commands say what is wrong with it
        return
    for row in rows:
        yield from row.cells[place : place + 1]
