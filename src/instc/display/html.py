"""Tables as a notebook and a plain console show them, in the colours of the page they stand on."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from instc.display.text import cell_texts, table_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STYLE = (
    "<style>"
    ".instc{font:13px/1.45 system-ui,sans-serif;color:inherit;max-width:60rem;overflow-x:auto}"
    ".instc table.w{border-collapse:collapse;margin:.4em 0;background:none;color:inherit;"
    "font-variant-numeric:tabular-nums}"
    ".instc table.w th,.instc table.w td{padding:.25em .7em;text-align:left;border:0;"
    "border-bottom:1px solid rgba(128,128,128,.35);background:none;color:inherit;"
    "vertical-align:top}"
    ".instc table.w th{font-weight:600;border-bottom-color:rgba(128,128,128,.8);white-space:nowrap}"
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
    """How a value shows itself: a table with a title; its fields are those of `table_html`."""

    table: pd.DataFrame
    columns: Mapping[str, str]
    title: str
    notes: Sequence[str] = ()
    tips: Mapping[str, Sequence[str]] | None = None
    spread: str = ""

    def html(self) -> str:
        """Write it for a notebook."""
        return table_html(
            self.table,
            self.columns,
            title=self.title,
            notes=self.notes,
            tips=self.tips,
            spread=self.spread,
        )

    def text(self) -> str:
        """Write it for a console."""
        return table_text(self.table, self.columns, title=self.title, notes=self.notes)


class Displayed:
    """
    A value that shows itself by its `View`; its class says which by ``_view``.

    Examples
    --------
    >>> class Toll(Displayed):
    ...     def _view(self):
    ...         return View(pd.DataFrame({"usd": [5.0]}), {"usd": "USD"}, "Toll")
    >>> Toll()
    Toll
     USD
       5
    """

    def _view(self) -> View:
        """Say how it shows itself."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Show the table in a console."""
        return self._view().text()

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        return self._view().html()


class Listing(pd.DataFrame):  # type: ignore[misc]  # pandas has no types
    """
    A table that a notebook shows as it shows our other answers.

    What is taken from it, or changed, is a plain table.
    """

    _metadata = ("_shown",)

    def _repr_html_(self) -> str:
        """Show the table as it was made; a changed one as pandas does."""
        view: View | None = getattr(self, "_shown", None)
        if view is None or not _alike(view.table, self):
            return str(super()._repr_html_())
        return replace(view, table=self.reset_index()).html()


def _alike(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Tell whether two tables have the same columns, and as many rows."""
    return list(one.columns) == list(other.columns) and len(one) == len(other)


def listing(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    title: str,
    notes: Sequence[str] = (),
    tips: Mapping[str, Sequence[str]] | None = None,
) -> Listing:
    """Let a table show itself in a notebook, its index among the columns; ``attrs`` are kept."""
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
    tips: Mapping[str, Sequence[str]] | None = None,
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
    head, cells = "", []
    for name in columns:
        if name in table:
            head += _heading(columns[name], table[name])
            cells.append(_cells(table[name], (tips or {}).get(name)))
    if spread and len(table):
        head += f'<th scope="col">{html.escape(spread)} P10 · P50 · P90</th>'
        cells.append(_bars(table, spread))
    rows = ""
    for row in zip(*cells, strict=True):
        rows += f"<tr>{''.join(row)}</tr>"
    caption = f"<p><strong>{html.escape(title)}</strong></p>"
    body = f'<table class="w"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    below = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    return f'{STYLE}<div class="instc">{caption}{body}{below}</div>'


def _heading(text: str, column: pd.Series) -> str:
    """Write the heading of a column."""
    return f'<th scope="col"{_side(column)}>{html.escape(text)}</th>'


def _side(column: pd.Series) -> str:
    """Align figures right."""
    if pd.api.types.is_numeric_dtype(column):
        return ' class="n"'
    return ""


def _cells(column: pd.Series, tips: Sequence[str] | None) -> list[str]:
    """Write the cells of a column, each with its tip."""
    start = f"<td{_side(column)}>"
    pairs = zip(cell_texts(column), tips or [""] * len(column), strict=True)
    return [f"{start}{_tipped(text, tip)}</td>" for text, tip in pairs]


def _tipped(text: str, tip: str) -> str:
    """Write a text, and what is shown when the pointer rests on it."""
    body = html.escape(text)
    if not tip:
        return body
    return f'<span tabindex="0" title="{html.escape(tip, quote=True)}">{body}</span>'


def _bars(table: pd.DataFrame, spread: str) -> list[str]:
    """Draw the quantiles of each row as a bar with a mark, all on one scale."""
    marks: Any = table[[f"{spread}_p10", f"{spread}_p50", f"{spread}_p90"]].to_numpy(dtype=float)
    least, most = marks.min(), marks.max()
    percent = (marks - least) / ((most - least) or 1) * 98
    cells = []
    for low, middle, high in percent:
        bar = f'<i style="left:{low:.1f}%;width:{max(high - low, 1):.1f}%"></i>'
        mark = f'<b style="left:{middle:.1f}%"></b>'
        cells.append(f'<td><span class="s">{bar}{mark}</span></td>')
    return cells
