"""Tables of a terminal, by Rich."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

NARROW = 80
WIDE = 110


def plain(head: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int] = ()) -> str:
    """Lay rows out for a terminal; some columns, by number, are aligned right."""
    console = console_for(to_file=False)
    console.print(grid(head, rows, right=right))
    return written(console)


def listing(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Lay many rows out, one line each and never folded, so that other tools can search them."""
    lines = [list(head), *(list(map(_cell, row)) for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    text = ""
    for line in lines:
        text += "  ".join(map(_padded, line, widths)).rstrip() + "\n"
    return text


def _padded(cell: str, width: int) -> str:
    """Fill a cell up: of wide letters a terminal needs two places each."""
    return cell + " " * (width - cell_len(cell))


def _cell(value: Any) -> str:
    """Write a number with at most one digit, and nothing as nothing."""
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0")
    return "" if value is None else str(value)


def grid(head: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int]) -> Table:
    """Lay cells out as a Rich table."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0, show_edge=False)
    for number, name in enumerate(head):
        if number in right:
            table.add_column(name, justify="right", overflow="fold", no_wrap=True)
        else:
            table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    return table


def console_for(*, to_file: bool) -> Console:
    """Give a console as wide as the terminal, or as a file."""
    width, colour = 100, False
    if not to_file:
        width = max(NARROW, shutil.get_terminal_size((NARROW, 24)).columns)
        colour = Console().is_terminal  # NO_COLOR is kept by rich
    out = io.StringIO()
    return Console(file=out, width=width, force_terminal=colour, highlight=False, markup=True)


def written(console: Console) -> str:
    """Give what was printed on a console."""
    assert isinstance(console.file, io.StringIO)  # console_for made it
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"
