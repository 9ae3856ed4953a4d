"""What is checked before a command answers, and where its answer goes."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from instc.cli import streams
from instc.cli.lazy import citations, console, display_text, maps, paper, sheet
from instc.display.plain import PAINT, visible, visible_json
from instc.errors import QuestionError, did_you_mean
from instc.files import check_writable, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.model import Model

# What a command can write, the usual first.
ROWS = ("table", "json", "csv", "md", "xlsx")
ANSWERS = ("table", "json", "csv", "md", "geojson", "xlsx")
TEXTS = ("table", "json")
PAGES = ("html", "pdf", "png")
PAPERS = ("html", "pdf")  # a picture shows a window, of a report no more than its head
DRAWINGS = ("svg", "png", "pdf")
LAYERS = ("gpkg", "geojson", "csv")
GRAPHS = ("geojson", "graphml", "gpkg")
SCENARIO = ("toml",)
CITED = {"bibtex": "bib", "csl": "csl"}
SUFFIXES = {
    "table": (".txt",),
    "json": (".json",),
    "csv": (".csv",),
    "md": (".md",),
    "geojson": (".geojson", ".json"),
    "xlsx": (".xlsx",),
    "html": (".html", ".htm"),
    "pdf": (".pdf",),
    "png": (".png",),
    "svg": (".svg",),
    "gpkg": (".gpkg",),
    "graphml": (".graphml",),
    "toml": (".toml",),
    "bib": (".bib",),
    "csl": (".json",),
}
OURS = frozenset().union(*SUFFIXES.values())
SUFFIX = re.compile(r"\.\w+$")
SHEETS = ("csv", "xlsx")
CELLS = (*SHEETS, "md")  # rows and columns, of a command that writes no Markdown of its own
NO_TEXT = {"xlsx", "pdf", "png", "gpkg"}
JSON = {"json", "geojson", "csl"}
MARKUP = {"html", "svg", "graphml"}  # its writers escape it, and a browser obeys no escape


class Target(NamedTuple):
    """
    What an answer is written as, and where.

    Attributes
    ----------
    format
        A key of `SUFFIXES`.
    path
        File; None is stdout.
    """

    format: str
    path: str | None = None


def check_word(option: str, word: str, known: Iterable[str]) -> None:
    """Refuse a word that an option does not know."""
    words = list(map(str, known))
    if word not in words:
        near = did_you_mean(word, words)
        raise QuestionError(f'{option} "{word}": must be one of {", ".join(words)}{near}')


def aim(format_: str | None, output: str | None, known: Sequence[str] = ROWS) -> Target:
    """
    Say what an answer is written as: the option's word, else the ending of the file, else usual.

    Parameters
    ----------
    format_
        Word of ``--format``, or None.
    output
        Word of ``--output``: a file, ``-`` for stdout, or None.
    known
        What the command can write, the usual first.

    Raises
    ------
    QuestionError
        The command can't write that, or the ending is of another format.
    WriteError
        The file can't be written.

    Examples
    --------
    >>> aim(None, "ways.csv", ANSWERS)
    Target(format='csv', path='ways.csv')
    >>> aim(None, "-", ANSWERS)
    Target(format='table', path=None)
    """
    if format_ is not None:
        check_word("--format", format_, known)
    if output is None or output == "-":
        target = Target(format_ or known[0])
        _check_stdout(target, output)
    else:
        target = Target(format_ or _meant(output, known), output)
        _check_file(target, output)
    if known in {PAGES, PAPERS}:
        paper.check(target.format)
    return target


def _check_stdout(target: Target, output: str | None) -> None:
    """Refuse to print on a terminal what is no text, and elsewhere unless it is asked for."""
    if target.format in NO_TEXT and (output is None or sys.stdout.isatty()):
        ending = SUFFIXES[target.format][0]
        raise QuestionError(
            f"--format {target.format}: is no text for a terminal, name a file by -o FILE{ending}"
        )


def _meant(output: str, known: Sequence[str]) -> str:
    """Say which format the ending of a file means; one without an ending gets the usual."""
    suffix = _suffix(output)
    for name in known:
        if suffix in SUFFIXES[name]:
            return name
    if suffix or Path(output).is_file():
        raise QuestionError(f"{output}: this command writes files that end in {_endings(known)}")
    return known[0]


def _check_file(target: Target, output: str) -> None:
    """Refuse a file of another kind, and one that can not be written."""
    suffix, good = _suffix(output), SUFFIXES[target.format]
    if suffix not in good and (suffix in OURS or (suffix and Path(output).is_file())):
        endings = " or ".join(good)
        raise QuestionError(f"{output}: a {target.format} goes into a file that ends in {endings}")
    check_writable(output)


def _suffix(output: str) -> str:
    """Give the ending of a file's name, in small letters."""
    found = SUFFIX.search(Path(output).name)
    return found[0].lower() if found else ""


def _endings(known: Sequence[str]) -> str:
    """List the endings of formats."""
    endings: dict[str, None] = {}
    for name in known:
        endings |= dict.fromkeys(SUFFIXES[name])
    return ", ".join(endings)


def aim_answer(
    format_: str | None, output: str | None, map_file: str | None, cite: str | None
) -> Target:
    """Say what an answer about a pair is written as, and refuse a map that can't be."""
    if map_file == "-":
        raise QuestionError("--map -: a map beside an answer goes into a file")
    if map_file is not None:
        aim(None, map_file, PAGES)
    if cite is None:
        return aim(format_, output, ANSWERS)
    return aim_cited(cite, output)


def aim_cited(style: str, output: str | None) -> Target:
    """Say where a bibliography goes, in a style that is written."""
    check_word("--cite", style, CITED)
    return aim(CITED[style], output, (CITED[style],))


def put(answer: str | bytes, target: Target) -> None:
    """Print an answer, or write it to a file."""
    text = answer
    if isinstance(text, str):
        text = _harmless(text, target.format)
    if target.path is not None:
        tell_written(write_whole(target.path, _as_file(text, target.format)))
    elif target.format == "table":
        streams.say(str(text))
    else:
        streams.hand_out(text if isinstance(text, bytes) else text.encode())


def _harmless(text: str, format_: str) -> str:
    """Write out what a terminal would obey, by which nothing changes its meaning in JSON."""
    if format_ in JSON:
        return visible_json(text)
    if format_ in MARKUP:
        return text
    return visible(text, painted=format_ == "table")


def _as_file(text: str | bytes, format_: str) -> str | bytes:
    """Give an answer what it has as a file alone, and take from it what is for a terminal."""
    if format_ == "csv":
        return f"{display_text.BOM}{text!s}"
    if format_ == "table":
        return PAINT.sub("", str(text))
    return text


def put_json(answer: Mapping[str, Any], target: Target) -> None:
    """Print an answer as JSON, or write it to a file."""
    put(as_json(answer), target)


def as_json(answer: Mapping[str, Any]) -> str:
    """Write an answer as JSON, in which every number is finite."""
    return json.dumps(answer, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def put_cells(head: Sequence[str], rows: Iterable[Sequence[Any]], target: Target) -> None:
    """Print rows as CSV or Markdown, or write them to a file as one of these or as a workbook."""
    cells = list(rows)
    if target.format == "xlsx":
        put(sheet.rows_xlsx(head, cells), target)
    elif target.format == "md":
        put(display_text.markdown(head, [list(map(str, row)) for row in cells]), target)
    else:
        put(display_text.rows_csv(head, cells), target)


def put_records(
    rows: Sequence[Mapping[str, Any]], target: Target, head: Sequence[str] = ()
) -> None:
    """Print rows with names as `put_cells`, lists in one cell."""
    names = head or list(rows[0])
    put_cells(names, _cells(rows, names), target)


def put_page(page: Callable[[], str], target: Target) -> None:
    """Write a page as it is, or as a browser prints or shows it."""
    put(paper.page_as(page(), target.format), target)


def put_answer(
    answer: Comparison,
    writers: Mapping[str, Callable[[], Any]],
    target: Target,
    map_file: str | None,
) -> None:
    """Print an answer about a pair, or write it, and draw its map; or cite its sources."""
    if target.format in CITED.values():
        (style,) = [name for name, ending in CITED.items() if ending == target.format]
        put(citations.STYLES[style](answer.sources()), target)
        return
    if target.format not in writers:
        head, rows = writers["cells"]()
        put_cells(head, rows, target)
    else:
        put(writers[target.format](), target)
    if map_file:
        put_page(lambda: map_page(answer), aim(None, map_file, PAGES))


def map_page(answer: Comparison) -> str:
    """Draw an answer on a map, as one page."""
    drawn: Any = answer.map()
    return str(drawn.get_root().render())


def still_page(answer: Comparison) -> str:
    """Draw an answer on a map without switches, for what happened can't be switched."""
    return str(maps.comparison_map(answer).get_root().render())


def network_page(model: Model) -> str:
    """Draw the network on a map, as one page."""
    return str(maps.network_map(model).get_root().render())


def tell_written(path: Path) -> None:
    """Say on stderr what was written."""
    streams.tell(f"wrote {path} ({path.stat().st_size / 1000:,.0f} kB)")


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
    rows: list[dict[str, Any]], target: Target, schema: str, *, shown: list[str] | None = None
) -> None:
    """Print rows as a table, JSON or cells, or write them; a table may show fewer columns."""
    head: list[str] = list(rows[0]) if rows else []
    if target.format == "json":
        put_json({"schema": schema, "rows": rows}, target)
    elif target.format in CELLS:
        put_cells(head, _cells(rows, head), target)
    elif shown:
        put(console.listing(shown, [_picked(row, shown) for row in rows]), target)
    else:
        put(console.plain(head, _cells(rows, head)), target)


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
