"""Tables of a terminal, by Rich."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence


NARROW, USUAL, WIDE = 60, 80, 160  # columns of a terminal: the least, the usual, room for more
OF_A_FILE = 100


def plain(head: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int] = ()) -> str:
    """Lay any rows out for a terminal; columns that ``right`` numbers are aligned right."""
    console = console_for(to_file=False)
    console.print(grid(head, rows, right=right))
    return written(console)


def listing(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Lay many rows out, one line each and never folded, so that other tools can search them."""
    columns = list(map(_padded, zip(head, *rows, strict=True)))
    text = ""
    for line in zip(*columns, strict=True):
        text += "  ".join(line).rstrip() + "\n"
    return text


def _padded(column: Sequence[Any]) -> list[str]:
    """Write the cells of a column as wide as the widest; a letter may take two places."""
    words = list(map(_word, column))
    width = max(map(cell_len, words))
    return [set_cell_size(word, width) for word in words]


def _word(cell: Any) -> str:
    """Write a cell: a broken number with one digit, and nothing where nothing is known."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.1f}".removesuffix(".0")
    return str(cell)


def grid(head: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int]) -> Table:
    """Lay cells out as a Rich table."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0, show_edge=False)
    for number, name in enumerate(head):
        table.add_column(
            name,
            justify="right" if number in right else "left",
            overflow="fold",
            no_wrap=number in right,
        )
    for row in rows:
        table.add_row(*map(str, row))
    return table


def console_for(*, to_file: bool) -> Console:
    """Give a console as wide as the terminal, or as a file."""
    width, colour = OF_A_FILE, False
    if not to_file:
        width = max(NARROW, shutil.get_terminal_size((USUAL, 24)).columns)
        colour = Console().is_terminal  # NO_COLOR is kept by rich
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        highlight=False,
        markup=False,  # names of tables are texts, whatever signs they hold
        emoji=False,
    )


def written(console: Console) -> str:
    """Give what was printed on a console."""
    assert isinstance(console.file, io.StringIO)  # console_for made it
    lines = [line.rstrip() for line in console.file.getvalue().splitlines()]
    return "\n".join(lines) + "\n"
