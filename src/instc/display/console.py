"""Tables of a terminal, by Rich."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence


NARROW = 80
WIDE = 110


def plain(head: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int] = ()) -> str:
    """
    Lay any rows out for a terminal.

    Parameters
    ----------
    head
        Column names.
    rows
        Cells.
    right
        Columns that are aligned right.

    Returns
    -------
    text
        A table.

    Examples
    --------
    >>> "Baku" in plain(["name"], [["Baku"]])
    True
    """
    console = console_for(to_file=False)
    console.print(grid(head, [[str(cell) for cell in row] for row in rows], right=right))
    return written(console)


def listing(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """
    Lay many rows out, one line each and never folded, so that other tools can search them.

    Parameters
    ----------
    head
        Column names.
    rows
        Cells.

    Returns
    -------
    text
        Lines.

    Examples
    --------
    >>> print(listing(["name", "km"], [["Baku", 8.5], ["Alat", 70.0]]), end="")
    name  km
    Baku  8.5
    Alat  70
    """
    from rich.cells import cell_len  # noqa: PLC0415

    lines = [
        list(head),
        *[
            [
                ""
                if cell is None
                else f"{cell:,.1f}".removesuffix(".0")
                if isinstance(cell, float)
                else str(cell)
                for cell in row
            ]
            for row in rows
        ],
    ]
    widths = [max(cell_len(line[number]) for line in lines) for number in range(len(head))]
    return "".join(
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int]) -> Table:
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
        table.add_row(*row)
    return table


def console_for(*, to_file: bool) -> Console:
    """Give a console as wide as the terminal, or as a file."""
    width = 100 if to_file else max(NARROW, shutil.get_terminal_size((NARROW, 24)).columns)
    colour = not to_file and Console().is_terminal  # NO_COLOR is kept by rich
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
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"
