"""Places of journeys among the draws, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from instc.plotting.pit import Places, pit

if TYPE_CHECKING:
    from instc.model import Model


def test_bars_are_counts_and_the_title_says_what_lies_inside(model: Model) -> None:
    before = Places("Uncalibrated", [0.05, 0.1, 0.5, 0.99], 0.5)
    after = Places("In force", [0.1, 0.3, 0.5, 0.9], 0.75)
    figure = pit(model, before, after, 5)
    heights = [[bar.get_height() for bar in panel.patches] for panel in figure.axes]
    assert heights == [[2, 0, 1, 0, 1], [1, 1, 1, 0, 1]]
    for panel in figure.axes:
        (even,) = panel.lines
        assert even.get_ydata()[0] == pytest.approx(4 / 5)
        assert [text.get_text() for text in panel.texts] == [
            str(bar.get_height()) for bar in panel.patches
        ]
    title = " ".join(figure.get_suptitle().split())
    assert title.startswith("75% of 4 journeys lie within P10-P90, where 80% should")
    assert title.endswith("50%")
