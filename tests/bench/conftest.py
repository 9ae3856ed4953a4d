"""What the benchmarks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clock import Figures

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def figures() -> Iterator[Figures]:
    """Collect the figures of a run."""
    found = Figures()
    yield found
    if found.rows:
        found.write()
