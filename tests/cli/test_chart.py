"""The command chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_command_line_draws(cli: Callable[..., object], tmp_path: Path) -> None:
    done = cli(
        "chart", "ecdf", "Tehran", "Tashkent", "-o", str(tmp_path / "c.svg"), "--draws", "50"
    )
    assert (done.code, done.out) == (0, "")  # type: ignore[attr-defined]
    assert "wrote" in done.err  # type: ignore[attr-defined]
    wrong = cli("chart", "ecfd", "Tehran", "Tashkent")
    assert wrong.code == 2  # type: ignore[attr-defined]
    lost = cli("chart", "ecdf", "Tehran", "Tashkent", "-o", str(tmp_path / "no" / "c.svg"))
    assert lost.code == 4  # type: ignore[attr-defined]
