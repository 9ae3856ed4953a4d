"""The payloads again, where they would do harm: in a browser."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from instc.maps import comparison_map
from instc.report import report_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.comparison.comparison import Comparison

pytestmark = pytest.mark.browser


def _load() -> Any:
    path = Path(__file__).parents[1] / "maps" / "test_safety.py"
    spec = importlib.util.spec_from_file_location("payload_matrix", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["payload_matrix"] = module
    spec.loader.exec_module(module)
    return module


MATRIX = _load()


@pytest.mark.parametrize("change", MATRIX.FIELDS, ids=lambda change: change.__name__)
def test_nothing_runs(
    change: Callable[[Comparison, str], Comparison],
    answer: Comparison,
    tmp_path: Path,
    visit: Callable[..., Any],
) -> None:
    """All payloads in one field, then every popup, leg and language opened."""
    file = comparison_map(change(answer, MATRIX.TOP_LEVEL)).save(tmp_path / "map.html")
    with visit(file) as page:
        page.evaluate(
            """() => {
              const S = instcPage;
              for (const lang of ['en', 'ru', 'fa', 'hi']) { S.state.lang = lang; S.state.more = true; S.update(); }
              document.querySelectorAll('.br').forEach((_, i) => document.querySelectorAll('.br')[i].click());
              document.querySelectorAll('.nd, path.ht').forEach(e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true})));
              document.querySelectorAll('.leaflet-control-layers-toggle').forEach(e => e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})));
            }"""
        )
        page.wait_for_timeout(400)
        assert page.evaluate("window.pwned") is None
        assert page.bad == []


def in_a_notebook(answer: Comparison) -> str:
    """Everything that shows itself, as a notebook puts it into its page."""
    trips = "".join(way.itinerary._repr_html_() for way in answer.alternatives.values())
    return f"<!doctype html><meta charset=utf-8><body>{answer._repr_html_()}{trips}{comparison_map(answer)._repr_html_()}"


@pytest.mark.parametrize("sink", [report_page, in_a_notebook], ids=["report", "notebook"])
def test_nothing_runs_in_report_or_notebook(
    sink: Callable[[Comparison], str], answer: Comparison, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    """All payloads in all fields at once."""
    for change in MATRIX.FIELDS:
        answer = change(answer, MATRIX.TOP_LEVEL)
    file = tmp_path / "page.html"
    file.write_text(sink(answer), encoding="utf-8")
    with visit(file, wait="window.frames.length") as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert page.frames[1].wait_for_function("window.instcPage")
        page.wait_for_timeout(300)
        assert [frame.evaluate("window.pwned") for frame in page.frames] == [None] * len(
            page.frames
        )
        assert page.bad == []


@pytest.mark.parametrize("number", range(len(MATRIX.PAYLOADS)))
def test_stock_popups_with_safe_text_run_nothing(number: int, browser: Any) -> None:
    """One page for all payloads would hide which one ran; the sink is the text of a tag, as folium writes it."""
    if number % 8:
        return  # every eighth opens a page with its seven neighbours
    from instc.maps import safe_text

    context = browser.new_context()
    page = context.new_page()
    page.set_content(
        "".join(
            f"<div title='{safe_text(one)}'>{safe_text(one)}</div><script>var x=`{safe_text(one)}`</script>"
            for one in MATRIX.PAYLOADS[number : number + 8]
        )
    )
    assert page.evaluate("window.pwned") is None
    context.close()
