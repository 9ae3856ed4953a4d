"""Charts say what the tables say, fit their paper, and come out the same twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from instc.comparison.kinds import drawn
from instc.errors import QuestionError, WriteError
from instc.plotting.charts import Kind, draw_chart, lever_name, save_chart
from instc.plotting.look import FORMATS
from surfaces import chart_axes, chart_lines, chart_texts

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative
    from instc.model import Model

KINDS = [kind for kind in get_args(Kind) if kind != "scenarios"]  # which has a file of its own
SIGNATURES = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.fixture(scope="module")
def answer(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", draws=300)


def panels(answer: Comparison, kind: Kind, tmp_path: Path) -> list[Element]:
    file = save_chart(answer, kind, tmp_path / "chart.svg")
    return chart_axes(file.read_text(encoding="utf-8"))


def named(answer: Comparison) -> dict[str, Alternative]:
    """Give the ways that a chart shows, by label."""
    shown = drawn(answer)
    return {answer.alternatives[name].head: answer.alternatives[name] for name in shown}


def test_the_ecdf_reads_back(answer: Comparison, tmp_path: Path) -> None:
    """By label: three quantiles in the legend, and a curve that has half of its draws on either side of its median."""
    (panel,) = panels(answer, "ecdf", tmp_path)
    legend = [words.rpartition(": ") for words, _ in chart_texts(panel) if words.endswith(" d")]
    table = answer.table.set_index("head")
    told = {
        label: [float(word) for word in days.removesuffix(" d").split(" · ")]
        for label, _, days in legend
    }
    assert set(told) == set(named(answer))
    for label, days in told.items():
        true = table.loc[label, ["days_p10", "days_p50", "days_p90"]].tolist()
        assert days == pytest.approx(true, abs=0.51)
    curves = [line for line in chart_lines(panel, "1.9") if len(line) > 5]
    medians = sorted(float(np.interp(0.5, line[:, 1], line[:, 0])) for line in curves)
    wanted = sorted(table.loc[list(told), "days_p50"])
    assert medians == pytest.approx(wanted, abs=0.25)


def test_the_tornado_reads_back(answer: Comparison, tmp_path: Path) -> None:
    """Levers in words, from above in the order of their swing, each with its grade; the title says the difference at the means."""
    (panel,) = panels(answer, "tornado", tmp_path)
    table = answer.sensitivity()
    figure = draw_chart(answer, "tornado")
    told = [label.get_text() for label in figure.axes[0].get_yticklabels()][::-1]
    wanted = [lever_name(answer.world, name) for name in table.index]
    said = [" ".join(words.split()).partition(" (grade ") for words in told]
    assert [words.casefold() for words, _, _ in said] == [name.casefold() for name in wanted]
    assert [grade for _, _, grade in said] == [f"{grade})" for grade in table["grade"]]
    assert not {words for words, _ in chart_texts(panel) if "dwell." in words or "_" in words}
    title = " ".join(figure.get_suptitle().split())
    assert f"{abs(table['base'].iloc[0]):.1f} days faster than" in title
    assert title.endswith(f"most hangs on: {wanted[0]}")


def test_every_lever_has_a_name_in_words(model: Model) -> None:
    """Also the waits for services and the ratios of trades, which no table of words names."""
    told = {name: lever_name(model, name) for name in model.parameters.index}
    assert not [name for name, words in told.items() if words == name or words.endswith("of ")]
    two = told["service:econship+fesco_filw"]
    assert two == "wait for the next departure of Econship (NVOCC), FESCO"
    assert not [words for words in told.values() if "\n" in words]


def test_marks_of_the_ecdf_are_the_quantiles_of_the_table(answer: Comparison) -> None:
    lines = draw_chart(answer, "ecdf").axes[0].lines
    marks = [line.get_xdata() for line in lines if list(line.get_ydata()) == [0.1, 0.5, 0.9]]
    table = answer.table.loc[drawn(answer)]
    wanted = table[["days_p10", "days_p50", "days_p90"]].to_numpy()
    assert np.allclose(np.array(marks), wanted, atol=0.006)  # the table is rounded to 0.01 day


def test_bars_of_the_tornado_are_those_of_the_table(answer: Comparison) -> None:
    table = answer.sensitivity()
    bars = draw_chart(answer, "tornado").axes[0].patches
    widths = sorted(abs(bar.get_width()) for bar in bars)
    wanted = sorted([*(table["low"] - table["base"]).abs(), *(table["high"] - table["base"]).abs()])
    assert widths == pytest.approx(wanted)


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
