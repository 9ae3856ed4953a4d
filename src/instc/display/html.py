"""Tables as a notebook and a console show them: safe, and in the colours of the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from instc.display.text import cell_texts, table_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Tips = Mapping[str, Sequence[str]]

STYLE = (
    "<style>"
    ".instc{font:13px/1.45 system-ui,sans-serif;color:inherit;max-width:60rem;"
    "overflow-x:auto}"
    ".instc table.w{border-collapse:collapse;margin:.4em 0;background:none;color:inherit;"
    "font-variant-numeric:tabular-nums}"
    ".instc table.w th,.instc table.w td{padding:.25em .7em;text-align:left;border:0;"
    "border-bottom:1px solid rgba(128,128,128,.35);background:none;color:inherit;"
    "vertical-align:top}"
    ".instc table.w th{font-weight:600;border-bottom-color:rgba(128,128,128,.8);"
    "white-space:nowrap}"
    ".instc table.w .n{text-align:right;white-space:nowrap}"
    ".instc [title]{text-decoration:underline dotted rgba(128,128,128,.9);"
    "text-underline-offset:.2em;cursor:help}"
    ".instc p{margin:.2em 0;opacity:.8}"
    ".instc .s{display:block;position:relative;width:9rem;height:.9em;margin-top:.25em}"
    ".instc .s i{position:absolute;top:.3em;height:.3em;background:currentColor;opacity:.45;"
    "border-radius:.2em}"
    ".instc .s b{position:absolute;top:0;width:.16em;height:.9em;background:currentColor}"
    "</style>"
)


@dataclass(frozen=True)
class View:
    """
    How a value shows itself: a table with a title, in a console as in a notebook.

    Attributes
    ----------
    table, columns, title, notes, tips, spread
        As in `table_html`.
    """

    table: pd.DataFrame
    columns: Mapping[str, str]
    title: str
    notes: Sequence[str] = ()
    tips: Tips | None = None
    spread: str = ""

    def html(self) -> str:
        """Write it for a notebook."""
        options: dict[str, Any] = {"notes": self.notes, "tips": self.tips, "spread": self.spread}
        return table_html(self.table, self.columns, title=self.title, **options)

    def text(self) -> str:
        """Write it for a console."""
        return table_text(self.table, self.columns, title=self.title, notes=self.notes)


class Displayed:
    """A value that shows itself by its `View`; its class says which by ``_view``."""

    def _view(self) -> View:
        raise NotImplementedError

    def __repr__(self) -> str:
        """Show the table in a console."""
        return self._view().text()

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        return self._view().html()


class Listing(pd.DataFrame):  # type: ignore[misc]  # pandas has no types for a class of its tables
    """A table that a notebook shows as our other answers; what is taken from it is a plain one."""

    _metadata = ("_shown",)

    def _repr_html_(self) -> str:
        """Show the table as it was made; a changed one as pandas does."""
        view: View | None = getattr(self, "_shown", None)
        if view is None or len(view.table) != len(self):
            return str(super()._repr_html_())
        if list(view.table.columns) != list(self.columns):
            return str(super()._repr_html_())
        return replace(view, table=self.reset_index()).html()


def listing(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    title: str,
    notes: Sequence[str] = (),
    tips: Tips | None = None,
) -> Listing:
    """Let a table, with its ``attrs``, show itself in a notebook as `table_html` writes it."""
    made = Listing(table)
    made.attrs = dict(table.attrs)
    object.__setattr__(made, "_shown", View(table.head(len(table)), columns, title, notes, tips))
    return made


def table_html(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    title: str,
    notes: Sequence[str] = (),
    tips: Tips | None = None,
    spread: str = "",
) -> str:
    """
    Write a table as HTML for a notebook.

    Parameters
    ----------
    table
        What is shown; its index is not.
    columns
        Headings by column, in order; columns that the table lacks are left out.
    title
        Caption.
    notes
        Sentences below the table.
    tips
        By column: a text a row, shown when the pointer rests on the cell.
    spread
        A quantity that the table has as ``_p10``, ``_p50``, ``_p90``, drawn as a bar in a last
        column.

    Returns
    -------
    html
        Without scripts, links or addresses; every text is escaped; colours are those of the page,
        light or dark.
    """
    head, cells = [], []
    for name, heading in columns.items():
        if name in table:
            right = ' class="n"' if pd.api.types.is_numeric_dtype(table[name]) else ""
            head.append(f'<th scope="col"{right}>{escape(heading)}</th>')
            column = _tipped(cell_texts(table[name]), (tips or {}).get(name))
            cells.append([f"<td{right}>{body}</td>" for body in column])
    if spread and len(table):
        head.append(f'<th scope="col">{escape(spread)} P10 · P50 · P90</th>')
        cells.append([f"<td>{bar}</td>" for bar in _bars(table, spread)])
    rows = [f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True)]
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    caption = f"<p><strong>{escape(title)}</strong></p>"
    thead, tbody = f"<thead><tr>{''.join(head)}</tr></thead>", f"<tbody>{''.join(rows)}</tbody>"
    return (
        f'{STYLE}<div class="instc">{caption}<table class="w">{thead}{tbody}</table>{below}</div>'
    )


def _tipped(texts: Sequence[str], tips: Sequence[str] | None) -> list[str]:
    """Escape the cells of a column, and give those a tip that have one."""
    bodies = []
    for text, tip in zip(texts, tips or [""] * len(texts), strict=True):
        body = escape(text)
        if tip:
            body = f'<span tabindex="0" title="{escape(tip)}">{body}</span>'
        bodies.append(body)
    return bodies


def _bars(table: pd.DataFrame, spread: str) -> list[str]:
    """Draw P10 to P90 of each row, and its P50, on one scale."""
    marks: Any = table[[f"{spread}_p10", f"{spread}_p50", f"{spread}_p90"]].to_numpy(dtype=float)
    least, most = marks.min(), marks.max()
    percent = (marks - least) / ((most - least) or 1) * 98
    bars = []
    for low, middle, high in percent:
        span = f'<i style="left:{low:.1f}%;width:{max(high - low, 1):.1f}%"></i>'
        bars.append(f'<span class="s">{span}<b style="left:{middle:.1f}%"></b></span>')
    return bars
