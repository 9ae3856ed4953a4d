"""Sources as a bibliography: BibTeX and CSL-JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

BIBTEX_KINDS = {
    "dataset": "misc",
    "model": "article",
    "institution": "techreport",
    "reference": "misc",
}
CSL_KINDS = {
    "dataset": "dataset",
    "model": "article-journal",
    "institution": "report",
    "press": "article-newspaper",
}
ESCAPED = {ord(letter): f"\\{letter}" for letter in "&%$#_{}"}


def csl_json(sources: pd.DataFrame) -> str:
    """
    Write sources for a citation processor: CSL-JSON, one item a source.

    Parameters
    ----------
    sources
        Rows of ``sources``, index ``source_id``.

    Examples
    --------
    >>> from instc.tables.schema import read_table
    >>> sources = read_table("sources").set_index("source_id")
    >>> json.loads(csl_json(sources[sources["kind"] == "press"].head(1)))[0]["type"]
    'article-newspaper'
    """
    items = [_item(str(source_id), row) for source_id, row in sources.iterrows()]
    return json.dumps(items, indent=1, ensure_ascii=False) + "\n"


def _item(source_id: str, row: pd.Series) -> dict[str, Any]:
    """Give a source as CSL has it; what is not known is left out."""
    kind = CSL_KINDS.get(row["kind"], "webpage")
    item: dict[str, Any] = {"id": source_id, "type": kind, "title": row["title"]}
    if row["author"]:
        item["author"] = [{"literal": row["author"]}]
    if not pd.isna(row["year"]):
        item["issued"] = {"date-parts": [[int(row["year"])]]}
    if row["address"]:
        item["URL"] = row["address"]
    read = [int(part) for part in row["accessed"].split("-")]
    item["accessed"] = {"date-parts": [read]}
    if row["licence"]:
        item["license"] = row["licence"]
    return item


def bibtex(sources: pd.DataFrame) -> str:
    """
    Write sources for LaTeX: BibTeX, one entry a source.

    Parameters
    ----------
    sources
        Rows of ``sources``, index ``source_id``; what BibTeX reads as a command is escaped.

    Examples
    --------
    >>> from instc.tables.schema import read_table
    >>> bibtex(read_table("sources").set_index("source_id").head(1))[:5]
    '@misc'
    """
    return "\n\n".join(_entry(str(source_id), row) for source_id, row in sources.iterrows())


def _entry(source_id: str, row: pd.Series) -> str:
    """Write one source, without the fields that are empty."""
    year = "" if pd.isna(row["year"]) else f"{row['year']:.0f}"
    fields = {
        "title": f"{{{_escaped(row['title'])}}}",  # a second pair of braces keeps capitals
        "author": f"{{{_escaped(row['author'])}}}" if row["author"] else "",
        "year": year,
        "url": row["address"],
        "urldate": row["accessed"],
    }
    lines = [f"\t{name} = {{{text}}}" for name, text in fields.items() if text]
    kind = BIBTEX_KINDS.get(row["kind"], "misc")
    return f"@{kind}{{{source_id},\n" + ",\n".join(lines) + "\n}\n"


def _escaped(text: str) -> str:
    """Escape what BibTeX would read as a command."""
    return text.replace("\\", "/").translate(ESCAPED)


STYLES: dict[str, Callable[[pd.DataFrame], str]] = {"bibtex": bibtex, "csl": csl_json}
