"""Sources as a bibliography: BibTeX and CSL-JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

CSL_KINDS = {
    "dataset": "dataset",
    "model": "article-journal",
    "institution": "report",
    "press": "article-newspaper",
}
NAMED = {  # a brace counts for BibTeX even behind a backslash, so braces have names too
    "\\": "textbackslash",
    "~": "textasciitilde",
    "^": "textasciicircum",
    "{": "textbraceleft",
    "}": "textbraceright",
    "<": "textless",
    ">": "textgreater",
    "|": "textbar",
}
ESCAPED = {ord(letter): f"\\{name}{{}}" for letter, name in NAMED.items()}
ESCAPED |= {ord(letter): f"\\{letter}" for letter in "&%$#_"}
WEB = ("https://", "http://")
IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"  # what an address may hold beside letters, digits and -._


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
    read = list(map(int, row["accessed"].split("-")))
    item["accessed"] = {"date-parts": [read]}
    if row["licence"]:
        item["custom"] = {"licence": row["licence"]}  # CSL has no field for it
    return item


def bibtex(sources: pd.DataFrame) -> str:
    """
    Write sources for LaTeX: BibTeX, one entry a source.

    Parameters
    ----------
    sources
        Rows of ``sources``, index ``source_id``; what BibTeX reads as a command is escaped, and
        other letters stand as they are, in UTF-8.

    Examples
    --------
    >>> from instc.tables.schema import read_table
    >>> bibtex(read_table("sources").set_index("source_id").head(1))[:5]
    '@misc'
    """
    return "\n\n".join(_entry(str(source_id), row) for source_id, row in sources.iterrows())


def _entry(source_id: str, row: pd.Series) -> str:
    """Write one source, of the one kind that asks for no field, without those that are empty."""
    title, author = _escaped(row["title"]), _escaped(row["author"])
    fields = {"title": f"{{{title}}}"}  # a second pair of braces keeps capitals, and a name whole
    if author:
        fields["author"] = f"{{{author}}}"
    if not pd.isna(row["year"]):
        fields["year"] = f"{row['year']:.0f}"
    address = row["address"]
    if address.startswith(WEB):
        fields["url"] = quote(address, safe=IN_ADDRESSES)
    elif address:
        fields["howpublished"] = _escaped(address)
    fields["urldate"] = row["accessed"]
    lines = [f"\t{name} = {{{text}}}" for name, text in fields.items()]
    return f"@misc{{{source_id},\n" + ",\n".join(lines) + "\n}\n"


def _escaped(text: str) -> str:
    """Put on one line, and escape what BibTeX or LaTeX would read as a command."""
    return " ".join(text.split()).translate(ESCAPED)


STYLES: dict[str, Callable[[pd.DataFrame], str]] = {"bibtex": bibtex, "csl": csl_json}
