"""What the page says where no script runs, such as in the preview of a mail."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from instc.comparison.record import hindrances
from instc.maps.self_contained import asset

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison

ASSETS = Path(__file__).parent / "assets"
LICENCE = (
    "Code MIT; tables and lines with data of OpenStreetMap ODbL 1.0, (c) OpenStreetMap "
    "contributors; sea lanes and ports of searoute Apache-2.0; land of Natural Earth."
)


def plain_page(comparison: Comparison, picture: str = "") -> str:
    """
    Write the answer as HTML: verdict, picture, table, what is not available, sources, licence.

    Parameters
    ----------
    comparison
        What is said.
    picture
        An ``svg`` of ours, from `instc.maps.still.picture`.

    Returns
    -------
    html
        A style and one ``main``, which a script of the page hides; every text is escaped.

    Examples
    --------
    >>> import instc
    >>> answer = instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea", draws=10)
    >>> "<h1>Nhava Sheva to " in plain_page(answer)
    True
    """
    world, told = comparison.world, comparison.to_dict()
    limited: list[str] = []
    for way in told["alternatives"]:
        limited += way["limited"]
    page = _template().render(
        origin=comparison.origin.name,
        destination=comparison.destination.name,
        conclusions=comparison.conclusions(),
        as_of=world.as_of,
        scenarios=", ".join(world.scenarios),
        draws=f"{comparison.question.draws:,}",
        ways=[way for way in told["alternatives"] if _opens(way)],
        price_year=world.price_year,
        remarks=comparison.remarks(),
        limited=[world.called(name) for name in dict.fromkeys(limited)],
        unavailable=_by_reason(comparison),
        sources=_works(comparison.sources()),
        licence=LICENCE,
        again=comparison.again,
        picture=picture,  # ours, its texts are escaped
    )
    return f"<style>{asset('plain.css')}</style>\n{page}"


@cache
def _template() -> Any:
    """Load the template, which escapes whatever is put into it."""
    made = Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        finalize=_one_line,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("plain.html.j2")


def _one_line(value: Any) -> Any:
    """Put single spaces for all white space of a text."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return " ".join(value.split())
    return value


def _opens(way: dict[str, Any]) -> bool:
    """Tell whether a table opens with a way."""
    return not (way["same_as"] or way["hidden_reason"])


def _by_reason(comparison: Comparison) -> dict[str, list[str]]:
    """List the corridors that are not among the ways, by the reason."""
    names: dict[str, list[str]] = {}
    for name, reason in hindrances(comparison).items():
        names.setdefault(reason, []).append(name)
    return names


def _works(sources: pd.DataFrame) -> list[str]:
    """Name each work by title, author and year."""
    works = []
    for _, row in sources.iterrows():
        parts = [row["title"], row["author"]]
        if not pd.isna(row["year"]):
            parts.append(f"{row['year']:.0f}")
        works.append(", ".join(filter(None, parts)))
    return works
