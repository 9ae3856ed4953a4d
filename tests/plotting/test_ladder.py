"""What branches carry, as a chart: the steps of the ladder, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from instc.capacity.branch import BRANCHES, load_capacities
from instc.capacity.ladder import assess
from instc.plotting.ladder import NO_FIGURE, Rung, headline, ladder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from instc.model import Model


@pytest.fixture(scope="module")
def figure(model: Model) -> Figure:
    return ladder(model)


def test_each_bar_is_a_step_of_its_branch(figure: Figure, model: Model) -> None:
    values = load_capacities(model.network)
    for panel, branch in zip(figure.axes, BRANCHES.values(), strict=True):
        assert panel.get_title(loc="left").casefold() == branch.label.casefold()
        start, state = assess(model.network, model.corridors, branch, values, model.as_of)
        steps = [state] if branch.lorries else start.climb()
        said = [text.get_text() for text in panel.texts]
        for step, words in zip(steps, said, strict=True):
            amount = NO_FIGURE if step.mtpa is None else f"{step.mtpa:g} Mt · "
            assert words.startswith(amount)
        ends = {round(bar.get_x() + bar.get_width(), 6) for bar in panel.patches}
        assert {step.mtpa for step in steps if step.mtpa is not None} <= ends


def test_works_have_their_year_once(figure: Figure) -> None:
    told = [label.get_text() for panel in figure.axes for label in panel.get_yticklabels()]
    words = [" ".join(text.split()) for text in told]
    assert "+ Rasht-Astara railway (2028)" in words
    assert "+ Road map of the four railways, 2027" in words
    assert "…" not in "".join(words)


def test_the_title_says_which_carries_most_and_which_nothing() -> None:
    def rungs(*mtpa: float | None) -> list[Rung]:
        return [Rung(f"work {place}", "project", each, 0.0, "x") for place, each in enumerate(mtpa)]

    said = headline({"west": rungs(0.0, 1.0), "caspian": rungs(7.5), "east": rungs(10.0)})
    assert said == (
        "The eastern branch, rail, can carry most today, 10 Mt a year; "
        "the western branch, all rail, nothing before the work 1"
    )
    assert headline({"west": rungs(None)}) == "No branch from Russia to the Gulf has a figure"
