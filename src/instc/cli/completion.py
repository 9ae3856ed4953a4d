"""The command completion, and what Tab offers: the words that the tables know."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPLETE = "_INSTC_COMPLETE"  # the variable by which a shell asks what Tab may offer
SHELLS = ("bash", "zsh", "fish")
MOST = 40  # offered at once


def completion(
    shell: Annotated[str, typer.Argument(help=f"{', '.join(SHELLS)}.", show_default=False)],
) -> None:
    """Print the script that completes commands, options and place names: eval "$(instc completion bash)"."""
    from instc.cli.options import check_word  # noqa: PLC0415  (options ask this module what Tab offers)

    check_word("shell", shell, SHELLS)

    typer.echo(
        import_module("typer.completion").get_completion_script(
            prog_name="instc", complete_var=COMPLETE, shell=shell
        )
    )


def answer_shells() -> None:
    """Let Typer know the shells that may ask by `COMPLETE`."""
    if os.environ.get(COMPLETE):
        import_module("typer.completion").completion_init()


def complete_place(incomplete: str) -> list[str]:
    """Offer names of places that begin like this, in any script, capitals ignored; names before other spellings."""
    found = _begins(
        incomplete.replace("\\", ""),
        [*_column("places", "name"), *(_column("aliases", "alias") if incomplete else ())],
    )
    return _typed(found)


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
    from instc.tables.schema import seeds_dir  # noqa: PLC0415

    return _begins(
        incomplete, sorted(path.stem for path in (seeds_dir() / "scenarios").glob("*.toml"))
    )


def _typed(words: list[str]) -> list[str]:
    """Write words as the shell that asks wants them typed."""
    if os.environ.get(COMPLETE) != "complete_bash":
        return words
    return [word.replace(" ", "\\ ") for word in words]


def _named(kind: str) -> Iterator[str]:
    """Give the human names of one kind of thing."""
    kinds = _column("names", "kind")
    return (name for one, name in zip(kinds, _column("names", "name"), strict=True) if one == kind)


def _begins(incomplete: str, words: list[str]) -> list[str]:
    key = incomplete.casefold()
    found = [word for word in dict.fromkeys(words) if word.casefold().startswith(key)][:MOST]
    return [
        incomplete + word[len(incomplete) :] for word in found
    ]  # as typed: shells compare capitals, places are found without


def _column(table: str, name: str) -> Iterator[str]:
    import csv  # noqa: PLC0415  (`--help` needs no table)

    from instc.tables.schema import seeds_dir  # noqa: PLC0415

    with (seeds_dir() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):  # not `read_table`: Tab must answer at once
            yield row[name]
