"""Read back what is shown, by heading and label: tables of a console, Markdown, CSV and HTML, the data of a map, the curves of a chart."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import xml.etree.ElementTree as ET
from contextlib import redirect_stdout
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import html5lib
import numpy as np
import pytest

from instc import cli

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = {"route", "leg", "from", "to", "state", "grade", "lever", "unit"}  # columns aligned left
FIGURE = re.compile(
    r"[+-]?[\d,.]+%?(-[\d,.]+)?|-|yes|no|\?|ordinary|dedicated"
)  # or a word on the right
DATA = re.compile(r"\)\((\{\")")  # where a page hands its data to a script
IFRAME = re.compile(r"<iframe[^>]*srcdoc=\"([^\"]*)\"[^>]*></iframe>")
MARKS = re.compile(r" \[[\d,-]+\]$")  # of the footnotes of a way
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"

Row = dict[str, str]


def said(*words: str) -> str:
    """Run ``instc`` in this process, 240 columns wide, and give its stdout."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
        patch.setattr(sys, "argv", ["instc", *words])
        patch.setenv("COLUMNS", "240")
        patch.setenv("NO_COLOR", "1")
        assert cli.run() == 0, words
    return out.getvalue()


def number(text: str) -> float:
    """Read a figure as people write it; an empty cell says 0."""
    plain = re.sub(r"[,\s]", "", text)
    if plain.endswith("%"):
        return float(plain[:-1]) / 100
    return float(plain or 0)


def unmarked(title: str) -> str:
    """Give the title of a way without the marks of its flags."""
    return MARKS.sub("", title)


def console_table(text: str, head: Sequence[str]) -> list[Row]:
    """Read the rows under a line of just these headings."""
    lines = text.splitlines()
    wanted = " ".join(head).split()
    top = next(place for place, line in enumerate(lines) if line.split() == wanted)
    starts = _starts(lines[top], head)
    rows: list[Row] = []
    for line in lines[top + 1 :]:
        if set(line) == {"─"}:
            continue
        cells = _cells(line, head, starts)
        if cells is None:
            break
        rows.append(cells)
    return rows


def _starts(line: str, head: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for heading in head:
        at = line.index(heading, at)
        starts.append(at)
        at += len(heading)
    return starts


def _cells(line: str, head: Sequence[str], starts: list[int]) -> Row | None:
    """Cut a line: a figure ends where its heading ends, a word begins where its heading begins; None if it is no row."""
    edge, cells = len(line), {}
    for heading, start in reversed(list(zip(head, starts, strict=True))):
        if heading in WORDS:
            cells[heading] = line[start:edge].strip()
            edge = start
            continue
        end = start + len(heading)
        figure = re.search(r"\S*$", line[:end])
        assert figure is not None  # an empty one matches too
        if figure[0] and not FIGURE.fullmatch(figure[0]):
            return None
        cells[heading] = figure[0]
        edge = figure.start()
    return {heading: unmarked(cells[heading]) for heading in head}


def markdown_table(text: str) -> list[Row]:
    """Read the rows of the one table of a Markdown text."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cut = [re.split(r"(?<!\\) \| ", line[2:-2]) for line in lines]
    head, _, *rows = [[re.sub(r"\\(.)", r"\1", cell) for cell in cells] for cells in cut]
    return [dict(zip(head, map(unmarked, row), strict=True)) for row in rows]


def csv_table(text: str) -> list[Row]:
    """Read rows of CSV."""
    return list(csv.DictReader(io.StringIO(text)))


def page_tree(page: str) -> ET.Element:
    """Parse a page as a browser does, without the pages inside it."""
    tree: ET.Element = html5lib.parse(IFRAME.sub("", page), namespaceHTMLElements=False)
    return tree


def words_of(element: ET.Element) -> str:
    """Give the text of an element."""
    return " ".join("".join(element.itertext()).split())


def html_table(table: ET.Element) -> list[Row]:
    """Read the rows of a table of a page."""
    head = [words_of(cell) for cell in table.iter("th")]
    rows = [[unmarked(words_of(cell)) for cell in row.iter("td")] for row in table.iter("tr")]
    return [dict(zip(head, row, strict=True)) for row in rows if row]


def chart_named(page: ET.Element, label: str) -> ET.Element:
    """Find a chart inside a page by what it is called."""
    return next(svg for svg in page.iter(f"{SVG}svg") if svg.get("aria-label") == label)


def titled(chart: ET.Element) -> dict[str, list[str]]:
    """Give, by the text before them, the titles of the shapes of a chart inside a page."""
    rows: dict[str, list[str]] = {}
    here = ""
    for shape in chart.iter():
        if shape.tag == f"{SVG}text":
            here = words_of(shape)
        elif shape.tag == f"{SVG}title":
            rows.setdefault(here, []).append(words_of(shape))
    return rows


def is_short_for(name: str, label: str) -> bool:
    """Tell whether a name is a label, or the beginning of one that found no room."""
    return name == label or (name.endswith("…") and label.startswith(name[:-1]))


def map_data(page: str) -> dict[str, Any]:
    """Give what a map's page tells its script."""
    for found in DATA.finditer(page):
        data = json.JSONDecoder().raw_decode(page, found.start(1))[0]
        if "worlds" in data:
            return dict(data)
    raise AssertionError("the page holds no worlds")


def chart_axes(svg: str) -> list[ET.Element]:
    """Give the panels of a chart, in order."""
    tree = ET.fromstring(svg)  # noqa: S314  (our own file)
    return [
        group for group in tree.iter(f"{SVG}g") if re.fullmatch(r"axes_\d+", group.get("id", ""))
    ]


def chart_texts(panel: ET.Element) -> list[tuple[str, float]]:
    """Give the texts of a panel with their heights on the paper."""
    return [(text.text or "", float(text.get("y", 0))) for text in panel.iter(f"{SVG}text")]


def labelled_lines(panel: ET.Element) -> dict[str, tuple[np.ndarray, float]]:
    """Give the lines of a panel by the labels that hairs tie to their ends, with the figures that the labels say."""
    _, to_y = _scale(panel, "x"), _scale(panel, "y")
    said = [(words, to_y(height)) for words, height in chart_texts(panel)]
    texts = [(words, height) for words, height in said if re.search(r": [\d\s,.]+$", words)]
    hairs = [line for line in chart_lines(panel, "0.6") if len(line) == 2]
    told = {}
    for line in chart_lines(panel, "1.9"):
        hair = next(hair for hair in hairs if np.allclose(hair[0], line[-1], atol=1e-4))
        words = min(texts, key=lambda text: abs(text[1] - hair[1][1]))[0]
        label, _, figure = words.rpartition(": ")
        told[label] = (line, number(figure))
    return told


def chart_lines(panel: ET.Element, width: str) -> list[np.ndarray]:
    """Give the lines of a width of a panel, as points in the units of its ticks."""
    to_x, to_y = (_scale(panel, axis) for axis in "xy")
    lines = []
    for path in panel.iter(f"{SVG}path"):
        is_drawn = path.get("clip-path") is not None  # a tick is not
        if not is_drawn or f"stroke-width: {width};" not in path.get("style", "") + ";":
            continue
        points = np.array(re.findall(r"[ML] (\S+) (\S+)", path.get("d", "")), dtype=float)
        lines.append(np.column_stack([to_x(points[:, 0]), to_y(points[:, 1])]))
    return lines


def _scale(panel: ET.Element, axis: str) -> np.poly1d:
    """Read from the ticks what a place on the paper means."""
    places, values = [], []
    for group in panel.iter(f"{SVG}g"):
        if group.get("id", "").startswith(f"{axis}tick"):
            mark, text = group.find(f".//{SVG}use"), group.find(f".//{SVG}text")
            if mark is not None and text is not None:
                places.append(float(mark.get(axis, 0)))
                values.append(number(text.text or ""))
    return np.poly1d(np.polyfit(places, values, 1))


def rising(values: Sequence[float]) -> bool:
    """Tell whether values never fall."""
    return all(a <= b for a, b in pairwise(values))
