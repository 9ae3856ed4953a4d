"""Tables of a terminal: aligned, never markup, as wide as there is room."""

from __future__ import annotations

import pytest

from instc.display.console import console_for, grid, listing, plain, written
from surfaces import console_table


def test_cells_stand_under_their_headings(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = plain(["route", "km"], [["Rasht", 8], ["Astara (Iran)", 1200]], right=(1,))
    assert console_table(text, ["route", "km"]) == [
        {"route": "Rasht", "km": "8"},
        {"route": "Astara (Iran)", "km": "1200"},
    ]


@pytest.mark.parametrize("text", ["[red]x[/red]", "[link=a]b", "a [bold", ":smile:"])
def test_what_looks_like_markup_stays_a_text(text, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert text in plain(["route"], [[text]])


@pytest.mark.parametrize(("columns", "width"), [("40", 80), ("80", 80), ("132", 132)])
def test_a_terminal_has_eighty_columns_at_least(columns, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    assert console_for(to_file=False).width == width
    assert console_for(to_file=True).width == 100


def test_a_long_word_is_folded_and_a_figure_is_not():
    console = console_for(to_file=True)
    console.print(grid(("route", "km"), [["x" * 150, "1,234"]], right=(1,)))
    lines = written(console).splitlines()
    assert max(map(len, lines)) <= 100
    assert sum("1,234" in line for line in lines) == 1
    assert "".join(line.split()[0] for line in lines[2:]) == "x" * 150


def test_a_listing_is_one_line_a_row_by_the_width_of_its_letters():
    """Letters of other scripts may take two columns, or none."""
    text = listing(
        ["name", "km", "n"], [["Baku", 8.5, None], ["北京", 70.0, 3], ["a" * 200, 1, "x"]]
    )
    lines = text.splitlines()
    assert len(lines) == 4
    assert lines[0].split() == ["name", "km", "n"]
    assert lines[1].split() == ["Baku", "8.5"]
    assert lines[2].split() == ["北京", "70", "3"]
    assert lines[1].index("8.5") == 202
    assert lines[2].index("70") == 200  # two letters of two columns
    assert not any(line.endswith(" ") for line in lines)
