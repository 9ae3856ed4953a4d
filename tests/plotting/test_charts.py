"""Charts say what the tables say, fit their paper, and come out the same twice."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instc.errors import QuestionError, WriteError
from instc.plotting.charts import FORMATS, Kind, _apart, draw_chart, save_chart, walk

if TYPE_CHECKING:
    from pathlib import Path

    from instc.comparison.comparison import Comparison
    from instc.model import Model

KINDS = get_args(Kind)
SIGNATURES = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.fixture(scope="module")
def answer(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", draws=300)


def test_walk_ends_at_the_totals(answer: Comparison) -> None:
    """Each walk is a sum of means: km, days, and USD with hire for the days."""
    for name, way in answer.alternatives.items():
        followed, totals = walk(name, way), way.itinerary.totals()
        assert followed.km[-1] == pytest.approx(totals["length_km"])
        assert followed.days[-1] == pytest.approx(totals["hours"] / 24)
        assert followed.usd[-1] == pytest.approx(totals["usd"])


def test_stays_are_vertical(answer: Comparison) -> None:
    followed = walk("suez_baltic", answer.alternatives["suez_baltic"])
    assert followed.stays
    for _, _, leg in followed.stays:
        assert followed.km[leg + 1] == followed.km[leg]
        assert followed.days[leg + 1] >= followed.days[leg]


def test_marks_of_the_ecdf_are_the_quantiles_of_the_table(answer: Comparison) -> None:
    lines = draw_chart(answer, "ecdf").axes[0].lines
    marks = [line.get_xdata() for line in lines if list(line.get_ydata()) == [0.1, 0.5, 0.9]]
    table = answer.to_frame().query("family != 'best'")
    wanted = table[["days_p10", "days_p50", "days_p90"]].to_numpy()
    assert np.allclose(np.array(marks), wanted, atol=0.006)  # the table is rounded to 0.01 day


def test_bars_of_the_tornado_are_those_of_the_table(answer: Comparison) -> None:
    table = answer.sensitivity()
    bars = draw_chart(answer, "tornado").axes[0].patches
    widths = sorted(abs(bar.get_width()) for bar in bars)
    wanted = sorted([*(table["low"] - table["base"]).abs(), *(table["high"] - table["base"]).abs()])
    assert widths == pytest.approx(wanted)


@given(heights=st.lists(st.floats(0, 100), min_size=1, max_size=12), gap=st.floats(0.1, 8))
def test_labels_keep_apart_in_order(heights: list[float], gap: float) -> None:
    placed = _apart(sorted(heights), gap)
    assert len(placed) == len(heights)
    assert all(b - a >= gap - 1e-9 for a, b in pairwise(placed))


@pytest.mark.parametrize("kind", KINDS)
def test_same_answer_same_bytes(kind: Kind, answer: Comparison, tmp_path: Path) -> None:
    first, second = (
        save_chart(answer, kind, tmp_path / name).read_bytes() for name in ("a.svg", "b.svg")
    )
    assert first == second


@pytest.mark.parametrize("ending", FORMATS)
def test_each_format_is_what_it_says(ending: str, answer: Comparison, tmp_path: Path) -> None:
    assert (
        save_chart(answer, "ecdf", tmp_path / f"chart.{ending}")
        .read_bytes()
        .startswith(SIGNATURES[ending])
    )


def test_wrong_endings_kinds_and_folders_are_refused(answer: Comparison, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"ends in \.svg, \.png or \.pdf"):
        save_chart(answer, "ecdf", tmp_path / "chart.jpg")
    with pytest.raises(QuestionError, match='did you mean "ecdf"'):
        draw_chart(answer, "ecfd")  # type: ignore[arg-type]
    with pytest.raises(WriteError, match="does not exist"):
        save_chart(answer, "ecdf", tmp_path / "missing" / "chart.svg")
