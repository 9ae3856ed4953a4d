"""The command chart."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, get_args

import pytest

from instc.cli.chart import KINDS, OF_A_PAIR
from instc.plotting.charts import Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_command_line_draws(cli: Callable[..., Any], tmp_path: Path) -> None:
    done = cli(
        "chart", "ecdf", "Tehran", "Tashkent", "-o", str(tmp_path / "c.svg"), "--draws", "50"
    )
    assert (done.code, done.out) == (0, "")
    assert "wrote" in done.err
    wrong = cli("chart", "ecfd", "Tehran", "Tashkent")
    assert wrong.code == 2
    lost = cli("chart", "ecdf", "Tehran", "Tashkent", "-o", str(tmp_path / "no" / "c.svg"))
    assert lost.code == 4


def test_alone_it_lists_the_kinds_a_line_each(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = cli("chart")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    for kind, about in KINDS.items():
        assert [line for line in lines if line.split() == [kind, *about.split()]], kind
    assert set(OF_A_PAIR) == set(get_args(Kind))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ecdf",), "ecdf is of a pair: name an origin and a destination"),
        (("ecdf", "Mumbai"), "ecdf is of a pair"),
        (("ladder", "Mumbai", "Moscow"), "Mumbai, Moscow: ladder is of the network"),
        (("pit", "--cargo-value", "5"), "--cargo-value: pit is of the network"),
    ],
)
def test_what_a_kind_is_of_is_said(
    cli: Callable[..., Any], words: tuple[str, ...], said: str
) -> None:
    done = cli("chart", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_charts_of_the_network_are_written(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journeys = [SimpleNamespace(place=lambda _: 0.3, inside=lambda _: True)]
    told = SimpleNamespace(model="luck", scores=SimpleNamespace(held=journeys))
    monkeypatch.setattr("instc.evidence.backtest.backtest", lambda **_: told)
    for kind in ("ladder", "pit"):
        done = cli("chart", kind, "-o", str(tmp_path / f"{kind}.svg"))
        assert done.code == 0, done.err
        assert (tmp_path / f"{kind}.svg").read_text(encoding="utf-8").startswith("<?xml")
