"""What the benchmarks share."""

from __future__ import annotations

import compileall
from typing import TYPE_CHECKING

import pytest

from clock import ROOT, Figures

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def figures() -> Iterator[Figures]:
    """Collect the figures of a run; the source is compiled first, as what pip installs is."""
    compileall.compile_dir(ROOT / "src", quiet=1)
    found = Figures()
    yield found
    if found.rows:
        found.write()
