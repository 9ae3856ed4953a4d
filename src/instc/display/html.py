"""Tables as a notebook and a plain console show them: safe, and in the colours of the page they stand on."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from instc.display.text import cell_texts, table_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STYLE = (
    "<style>.instc{font:13px/1.45 system-ui,sans-serif;color:inherit;max-width:60rem;overflow-x:auto}"
    ".instc table.w{border-collapse:collapse;margin:.4em 0;background:none;color:inherit;font-variant-numeric:tabular-nums}"
    ".instc table.w th,.instc table.w td{padding:.25em .7em;text-align:left;border:0;border-bottom:1px solid rgba(128,128,128,.35);background:none;color:inherit;vertical-align:top}"
    ".instc table.w th{font-weight:600;border-bottom-color:rgba(128,128,128,.8);white-space:nowrap}"
    ".instc table.w .n{text-align:right;white-space:nowrap}.instc [title]{text-decoration:underline dotted rgba(128,128,128,.9);text-underline-offset:.2em;cursor:help}"
    ".instc p{margin:.2em 0;opacity:.8}.instc .s{display:block;position:relative;width:9rem;height:.9em;margin-top:.25em}"
    ".instc .s i{position:absolute;top:.3em;height:.3em;background:currentColor;opacity:.45;border-radius:.2em}"
    ".instc .s b{position:absolute;top:0;width:.16em;height:.9em;background:currentColor}</style>"
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
    tips: Mapping[str, Sequence[str]] | None = None
    spread: str = ""

    def html(self) -> str:
        """
        Write it for a notebook.

        Returns
        -------
        html
            See `table_html`.

        Examples
        --------
        >>> "<strong>One</strong>" in View(pd.DataFrame({"km": [1.0]}), {"km": "km"}, "One").html()
        True
        """
        return table_html(
            self.table,
            self.columns,
            title=self.title,
            notes=self.notes,
            tips=self.tips,
            spread=self.spread,
        )

    def text(self) -> str:
        r"""
        Write it for a console.

        Returns
        -------
        text
            See `table_text`.

        Examples
        --------
        >>> View(pd.DataFrame({"km": [1.0]}), {"km": "km"}, "One").text()
        'One\nkm\n 1'
        """
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
        raise NotImplementedError

    def __repr__(self) -> str:
        """Show the table in a console."""
        return self._view().text()

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        return self._view().html()


class Listing(pd.DataFrame):  # type: ignore[misc]  # pandas has no types that survive a column's name
    """
    A table that a notebook shows as it shows our other answers; what is taken from it, or changed, is a plain table.

    Examples
    --------
    >>> table = listing(pd.DataFrame({"swing": [0.5]}, index=pd.Index(["pace.rail_ir"], name="parameter_id")), {"parameter_id": "lever", "swing": "swing"}, title="Levers")
    >>> "pace.rail_ir" in table._repr_html_(), type(table[["swing"]]).__name__
    (True, 'DataFrame')
    """

    _metadata = ("_shown",)

    def _repr_html_(self) -> str:
        """Show the table as it was made; a changed one as pandas does."""
        view: View | None = getattr(self, "_shown", None)
        if (
            view is None
            or list(view.table.columns) != list(self.columns)
            or len(view.table) != len(self)
        ):
            return str(super()._repr_html_())
        return replace(view, table=self.reset_index()).html()


def listing(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    title: str,
    notes: Sequence[str] = (),
    tips: Mapping[str, Sequence[str]] | None = None,
) -> Listing:
    """
    Let a table show itself in a notebook.

    Parameters
    ----------
    table
        Any; its ``attrs`` are kept.
    columns
        Headings by column, the index among them.
    title, notes, tips
        As in `table_html`.

    Returns
    -------
    table
        The same rows and columns.

    Examples
    --------
    >>> listing(pd.DataFrame({"days": [1.5]}), {"days": "days"}, title="One")["days"].tolist()
    [1.5]
    """
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
        A quantity that the table has as ``_p10``, ``_p50``, ``_p90``, drawn as a bar in a last column.

    Returns
    -------
    html
        Without scripts, links or addresses; every text is escaped; colours are those of the page, light or dark.

    Examples
    --------
    >>> "&lt;b&gt;" in table_html(pd.DataFrame({"name": ["<b>"]}), {"name": "Name"}, title="One")
    True
    """
    shown = [name for name in columns if name in table]
    texts = {name: cell_texts(table[name]) for name in shown}
    right = {
        name: ' class="n"' if pd.api.types.is_numeric_dtype(table[name]) else "" for name in shown
    }
    bars = _bars(table, spread) if spread and len(table) else []
    head = "".join(
        f'<th scope="col"{right[name]}>{html.escape(columns[name])}</th>' for name in shown
    )
    head += f'<th scope="col">{html.escape(spread)} P10 · P50 · P90</th>' if bars else ""
    rows = []
    for number in range(len(table)):
        cells = "".join(
            f"<td{right[name]}>{_tipped(texts[name][number], (tips or {}).get(name), number)}</td>"
            for name in shown
        )
        rows.append(f"<tr>{cells}{f'<td>{bars[number]}</td>' if bars else ''}</tr>")
    below = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    return f'{STYLE}<div class="instc"><p><strong>{html.escape(title)}</strong></p><table class="w"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>{below}</div>'


def _tipped(text: str, tips: Sequence[str] | None, number: int) -> str:
    body = html.escape(text)
    return (
        f'<span tabindex="0" title="{html.escape(tips[number], quote=True)}">{body}</span>'
        if tips and tips[number]
        else body
    )


def _bars(table: pd.DataFrame, spread: str) -> list[str]:
    marks: Any = table[[f"{spread}_p10", f"{spread}_p50", f"{spread}_p90"]].to_numpy(dtype=float)
    least, most = marks.min(), marks.max()
    percent = (marks - least) / ((most - least) or 1) * 98
    return [
        f'<span class="s"><i style="left:{low:.1f}%;width:{max(high - low, 1):.1f}%"></i><b style="left:{middle:.1f}%"></b></span>'
        for low, middle, high in percent
    ]
