"""One answer, drawn once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model


@pytest.fixture(scope="session")
def answer(model: Model) -> Comparison:
    """Mumbai-Moscow by few draws: maps show figures, they don't judge them."""
    return model.compare("Mumbai", "Moscow", draws=200)
