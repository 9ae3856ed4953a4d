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


@pytest.mark.parametrize(("columns", "width"), [("40", 60), ("60", 60), ("132", 132)])
def test_a_terminal_has_sixty_columns_at_least(columns, width, monkeypatch):
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


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (1234.56, "1,234.6"), (70.0, "70"), (70, "70"), (-0.04, "-0"), (["a"], "['a']")],
)
def test_a_cell_of_a_listing(cell, text):
    assert listing(["km"], [[cell]]) == f"km\n{text}\n"


def test_a_column_is_as_wide_as_its_widest_letters():
    """Two letters take four places, and three take three."""
    text = listing(["n", "k"], [["北京", 1], ["abc", 2]])
    assert text == "n     k\n北京  1\nabc   2\n"


def test_a_listing_without_rows_is_its_head():
    assert listing(["name", "km"], []) == "name  km\n"


def test_any_cell_may_stand_in_a_grid(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert plain(["a", "b"], [[1.5, None]]).split()[-2:] == ["1.5", "None"]
