"""What commands share: their options, how the words are checked, and where answers go."""

from __future__ import annotations

import json
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from instc.cli.completion import (
    complete_avoided,
    complete_corridor,
    complete_place,
    complete_scenario,
)
from instc.errors import QuestionError, did_you_mean
from instc.files import check_writable, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import pandas as pd

    from instc.model import Model
    from instc.tables.home import Home

Format = Literal["table", "json", "csv", "md", "geojson"]
Mode = Literal["sea", "rail", "road", "ferry", "inland_waterway"]
SUFFIXES = {
    "table": (".txt",),
    "json": (".json",),
    "csv": (".csv",),
    "md": (".md",),
    "geojson": (".geojson", ".json"),
    "map": (".html", ".htm"),
    "bib": (".bib", ".json"),
}

Origin = Annotated[
    str,
    typer.Argument(
        help='A place in any spelling, a UN/LOCODE, a node id, or "lon,lat".',
        show_default=False,
        autocompletion=complete_place,
    ),
]
Destination = Annotated[
    str, typer.Argument(help="The same.", show_default=False, autocompletion=complete_place)
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        "-s",
        help="A shipped scenario or a TOML file; repeat to combine.",
        show_default=False,
        autocompletion=complete_scenario,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="See the network as it stood on this day (YYYY-MM-DD).", show_default=False
    ),
]
Via = Annotated[
    list[str] | None,
    typer.Option(
        "--via",
        help="Pass this place or strait; repeat for more, in order.",
        show_default=False,
        autocompletion=complete_place,
    ),
]
ViaAll = Annotated[
    bool,
    typer.Option(
        "--via-all",
        help="Every way must pass what --via names; else only those of the least detour.",
    ),
]
Avoid = Annotated[
    list[str] | None,
    typer.Option(
        "--avoid",
        help="A place, link, strait, sea or country that may not be used; repeatable.",
        show_default=False,
        autocompletion=complete_avoided,
    ),
]
FormatOption = Annotated[
    str, typer.Option("--format", "-f", help=f"One of {', '.join(get_args(Format))}.")
]
RowsFormat = Annotated[str, typer.Option("--format", "-f", help="table, json or csv.")]
Query = Annotated[str | None, typer.Argument(help="Part of an id or name.", show_default=False)]
Output = Annotated[
    str | None, typer.Option("--output", "-o", help="Write to this file.", show_default=False)
]
MapFile = Annotated[
    str | None,
    typer.Option("--map", help="Also draw a map into this HTML file.", show_default=False),
]
Draws = Annotated[int, typer.Option("--draws", help="Draws of the simulation, 1 to 1,000,000.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of the simulation.")]
Value = Annotated[
    float | None,
    typer.Option("--cargo-value", help="Value of the cargo, USD per TEU.", show_default=False),
]
Deadline = Annotated[
    float | None,
    typer.Option(
        "--deadline",
        help="Days by which the box must be there: how often does it keep it?",
        show_default=False,
    ),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        help="Only these corridors or families, separated by commas.",
        show_default=False,
        autocompletion=complete_corridor,
    ),
]
Cite = Annotated[
    str | None,
    typer.Option(
        "--cite",
        help="Give the sources of the answer instead: bibtex or csl (CSL-JSON).",
        show_default=False,
    ),
]


EXTRA: ContextVar[str | None] = ContextVar("extra", default=None)  # of the command that runs


def home() -> Home:
    """Name the data that a command asks."""
    from instc.tables.home import Home  # noqa: PLC0415  (pandas)

    return Home.at(extra=EXTRA.get())


def load(scenario: list[str] | None, as_of: str | None) -> Model:
    """Load the model that a command asks."""
    from instc.model import load_model  # noqa: PLC0415

    return load_model(scenarios=scenario or (), as_of=as_of, extra=EXTRA.get())


def listed(text: str | None) -> tuple[str, ...]:
    """Split words that are separated by commas."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def check_word(option: str, word: str, known: Iterable[str]) -> None:
    """Refuse a word that an option does not know."""
    words = [str(name) for name in known]
    if word not in words:
        raise QuestionError(
            f'{option} "{word}": must be one of {", ".join(words)}{did_you_mean(word, words)}'
        )


def check_output(format_: str, output: str | None, map_file: str | None) -> None:
    """Refuse a format, and early what can not be written."""
    if format_ not in {"map", "bib"}:
        check_word("--format", format_, get_args(Format))
    for target, kind in ((output, format_), (map_file, "map")):
        if target is None:
            continue
        suffix = target[target.rfind(".") :].lower() if "." in target else ""
        ours = suffix in {ending for endings in SUFFIXES.values() for ending in endings}
        if suffix not in SUFFIXES[kind] and (ours or Path(target).is_file()):
            raise QuestionError(
                f"{target}: a {kind} goes into a file that ends in {' or '.join(SUFFIXES[kind])}"
            )
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


def tell(path: Path) -> None:
    """Say on stderr what was written."""
    typer.echo(f"wrote {path} ({path.stat().st_size / 1000:,.0f} kB)", err=True)


def matching(table: pd.DataFrame, query: str | None, columns: list[str]) -> list[dict[str, Any]]:
    """Keep the rows that hold a text."""
    if query is not None:
        hit = (
            table[columns]
            .apply(lambda column: column.str.contains(query, case=False, regex=False))
            .any(axis=1)
        )
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
    """Print rows as a table, JSON or CSV, or write them to a file; a table may show fewer columns, one line a row."""
    check_word("--format", format_, ["table", "json", "csv"])
    from instc.display.console import listing, plain  # noqa: PLC0415
    from instc.display.text import rows_csv  # noqa: PLC0415

    head = list(rows[0]) if rows else []
    cells = [
        [
            "; ".join(value) if isinstance(value, list) else "" if value is None else value
            for value in row.values()
        ]
        for row in rows
    ]
    if format_ == "json":
        text = json.dumps({"schema": schema, "rows": rows}, indent=1, ensure_ascii=False) + "\n"
    elif format_ == "csv":
        text = rows_csv(head, cells)
    elif shown:
        text = listing(shown, [[row[name] for name in shown] for row in rows])
    else:
        text = plain(head, cells)
    check_output(format_, output, None)
    put(text, output)
