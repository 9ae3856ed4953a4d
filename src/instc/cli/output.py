"""What is checked before a command answers, and where its answer goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import typer

from instc.cli.lazy import citations, console, display_text
from instc.errors import QuestionError, did_you_mean
from instc.files import check_writable, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from instc.comparison.comparison import Comparison

Format = Literal["table", "json", "csv", "md", "geojson"]
ROWS = ("table", "json", "csv")
SUFFIXES = {
    "table": (".txt",),
    "json": (".json",),
    "csv": (".csv",),
    "md": (".md",),
    "geojson": (".geojson", ".json"),
    "map": (".html", ".htm"),
    "bib": (".bib", ".json"),
}
OURS = frozenset().union(*SUFFIXES.values())


def check_word(option: str, word: str, known: Iterable[str]) -> None:
    """Refuse a word that an option does not know."""
    words = [str(name) for name in known]
    if word not in words:
        near = did_you_mean(word, words)
        raise QuestionError(f'{option} "{word}": must be one of {", ".join(words)}{near}')


def check_format(format_: str, output: str | None, known: Sequence[str] = ROWS) -> None:
    """Refuse a format that an answer does not have, and early what can not be written."""
    check_word("--format", format_, known)
    check_output(format_, output, None)


def check_answer(format_: str, output: str | None, map_file: str | None, cite: str | None) -> None:
    """Refuse what an answer about a pair can't be written as."""
    check_output("bib" if cite else format_, output, map_file)
    check_cite(cite)


def check_output(format_: str, output: str | None, map_file: str | None) -> None:
    """Refuse a format, and early what can not be written."""
    if format_ not in {"map", "bib"}:
        check_word("--format", format_, get_args(Format))
    for target, kind in ((output, format_), (map_file, "map")):
        if target is not None:
            _check_target(target, kind)


def _check_target(target: str, kind: str) -> None:
    """Refuse a file of another kind, and one that can not be written."""
    _, dot, ending = target.rpartition(".")
    suffix = f"{dot}{ending}".lower() if dot else ""
    if suffix not in SUFFIXES[kind] and (suffix in OURS or Path(target).is_file()):
        endings = " or ".join(SUFFIXES[kind])
        raise QuestionError(f"{target}: a {kind} goes into a file that ends in {endings}")
    check_writable(target)


def check_cite(style: str | None) -> None:
    """Refuse a style of bibliography that is not written."""
    if style is not None:
        check_word("--cite", style, ["bibtex", "csl"])


def put(text: str, output: str | None) -> None:
    """Print an answer, or write it to a file."""
    if output is None:
        typer.echo(text, nl=False)
    else:
        tell(write_whole(output, text))


def put_json(answer: Mapping[str, Any], output: str | None) -> None:
    """Print an answer as JSON, or write it to a file."""
    put(as_json(answer), output)


def as_json(answer: Mapping[str, Any]) -> str:
    """Write an answer as JSON."""
    return json.dumps(answer, indent=1, ensure_ascii=False) + "\n"


def put_csv(head: Sequence[str], rows: Iterable[Sequence[Any]], output: str | None) -> None:
    """Print rows as CSV, or write them to a file."""
    put(display_text.rows_csv(head, list(rows)), output)


def put_records(
    rows: Sequence[Mapping[str, Any]], output: str | None, head: Sequence[str] = ()
) -> None:
    """Print rows with names as CSV, lists in one cell, or write them to a file."""
    names = head or list(rows[0])
    put_csv(names, _cells(rows, names), output)


def put_answer(
    answer: Comparison,
    writers: Mapping[str, Callable[[], str]],
    format_: str,
    output: str | None,
    map_file: str | None,
    cite: str | None,
) -> None:
    """Print an answer about a pair, or write it, and draw its map; or cite its sources."""
    if cite is not None:
        put(citations.STYLES[cite](answer.sources()), output)
        return
    put(writers[format_](), output)
    if map_file:
        answer.map(map_file)
        tell(Path(map_file))


def tell(path: Path) -> None:
    """Say on stderr what was written."""
    typer.echo(f"wrote {path} ({path.stat().st_size / 1000:,.0f} kB)", err=True)


def matching(table: pd.DataFrame, query: str | None, columns: list[str]) -> list[dict[str, Any]]:
    """Keep the rows that hold a text."""
    if query is not None:
        hit = table[columns[0]].str.contains(query, case=False, regex=False)
        for name in columns[1:]:
            hit |= table[name].str.contains(query, case=False, regex=False)
        if not hit.any():
            raise QuestionError(f'nothing matches "{query}" in {", ".join(columns)}')
        table = table[hit]
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records", double_precision=5))
    return rows


def put_rows(
    rows: list[dict[str, Any]],
    format_: str,
    output: str | None,
    schema: str,
    *,
    shown: list[str] | None = None,
) -> None:
    """Print rows as a table, JSON or CSV, or write them; a table may show fewer columns."""
    check_word("--format", format_, ROWS)
    head: list[str] = list(rows[0]) if rows else []
    if format_ == "json":
        text = as_json({"schema": schema, "rows": rows})
    elif format_ == "csv":
        text = display_text.rows_csv(head, _cells(rows, head))
    elif shown:
        text = console.listing(shown, [_picked(row, shown) for row in rows])
    else:
        text = console.plain(head, _cells(rows, head))
    check_output(format_, output, None)
    put(text, output)


def _cells(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> list[list[Any]]:
    """Give the cells of rows as they are printed."""
    return [_printed(row, names) for row in rows]


def _printed(row: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
    """Give the cells of a row: a list in one, and nothing where nothing is known."""
    return [_cell(row[name]) for name in names]


def _cell(value: Any) -> Any:
    """Write a value in one cell."""
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else value


def _picked(row: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
    """Pick some cells of a row."""
    return [row[name] for name in names]
