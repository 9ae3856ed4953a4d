"""What all charts share: endings, letters, titles and feet, labels that keep apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from instc.plotting.look import apart, check_ending, entitle, thousands


@given(heights=st.lists(st.floats(0, 100), min_size=1, max_size=12), gap=st.floats(0.1, 8))
def test_labels_keep_apart_in_order(heights: list[float], gap: float) -> None:
    placed = apart(sorted(heights), gap)
    assert len(placed) == len(heights)
    assert all(b - a >= gap - 1e-9 for a, b in pairwise(placed))


@pytest.mark.parametrize(
    ("heights", "placed"),
    [
        ([5.0, 20.0], [5.0, 20.0]),  # far enough: as they are
        ([5.0, 6.0], [4.5, 6.5]),  # apart by 2 about their middle
        ([5.0, 6.0, 7.0], [4.0, 6.0, 8.0]),
        ([0.0, 0.0], [1.0, 3.0]),  # none below the axis
    ],
)
def test_labels_move_as_little_as_it_takes(heights: list[float], placed: list[float]) -> None:
    assert apart(heights, 2.0) == pytest.approx(placed)


def test_an_ending_names_its_format() -> None:
    assert check_ending("chart.SVG") == "svg"


def test_thousands_are_thin() -> None:
    assert thousands(1234567.8) == "1\u2009234\u2009568"


def test_title_and_foot_end_on_the_paper_and_hold_no_mathematics() -> None:
    figure = Figure(figsize=(6, 3), layout="constrained")
    figure.subplots()
    entitle(figure, "What a long title says of $5 " * 4, ["and so does a note of it " * 9])
    figure.draw_without_rendering()
    for text in (figure._suptitle, figure._supxlabel):
        box = text.get_window_extent()
        assert 0 <= box.x0 < box.x1 <= figure.bbox.x1
    assert r"\$5" in figure.get_suptitle()
