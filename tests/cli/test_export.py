"""The command export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import instc
from instc.export import export_routes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_command_writes_what_it_says(tmp_path: Path, cli: Callable[..., Any]) -> None:
    file = tmp_path / "routes.csv"
    answer = cli("export", "Mumbai", "Moscow", "-o", str(file), "--draws", "100")
    assert (answer.code, answer.err.count("\n")) == (0, 1)
    assert str(file) in answer.err
    asked = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    assert file.read_bytes() == export_routes(asked, tmp_path / "again.csv").read_bytes()
