"""At a border the page tells the day on which each way comes there, of the draws; by pointer and by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser

LOOK = "([lang, mask]) => { document.activeElement.blur(); const S = instcPage.state; S.lang = lang; S.mask = mask; instcPage.update(true); instcPage.map.setView([39, 50], 6, { animate: false }); }"
# of each way that is drawn: the days at a place, as the page has them
TOLD = """id => instcPage.ways.map(way => (instcPage.data.reached[way.row.trip + ':' + way.row.fig] || {})[id]).filter(Boolean)"""
TIP = "() => [...document.querySelectorAll('#tip .on b')].map(b => b.textContent)"


@pytest.mark.parametrize("lang", ["en", "ru", "fa", "hi"])
def test_pointer_and_focus_tell_the_day_and_its_bracket(lang: str, page: Any) -> None:
    page.evaluate(LOOK, [lang, 0])
    days = page.evaluate(TOLD, "astara_ir")
    assert len(days) >= 2
    name = page.evaluate(
        "lang => { const p = instcPage.data.places.find(p => p.id === 'astara_ir'); return p[lang] || p.n; }",
        lang,
    )
    mark = page.locator(f".nd[aria-label^='{name}']")
    mark.focus()
    assert page.locator("#tip").is_visible()
    assert mark.get_attribute("aria-describedby") == "tip"
    texts = page.evaluate(TIP)
    assert len(texts) == len(days)
    for text, (low, middle, high) in zip(texts, days, strict=True):
        numbers = re.findall(r"\d+\.?\d*", text)
        assert [float(number) for number in numbers] == pytest.approx(
            [middle, low, high], abs=0.051
        )
    assert page.locator("#tip .brk").count() == len(days)
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(1400, 830)
    mark.hover()
    assert page.evaluate(TIP) == texts
    page.mouse.move(1400, 830)
    assert page.locator("#tip").is_hidden()


def test_another_world_tells_its_own_days(page: Any) -> None:
    bit = page.evaluate("instcPage.data.switches.findIndex(s => s.name === 'rasht-astara-open')")
    found = []
    for mask in (0, 1 << bit):
        page.evaluate(LOOK, ["en", mask])
        page.locator(".nd[aria-label^='Astara (Iran)']").focus()
        found.append(page.evaluate(TIP))
        page.evaluate("document.activeElement.blur()")
    assert found[0] != found[1]


def test_what_was_told_of_one_world_is_not_told_in_another(page: Any) -> None:
    page.evaluate(LOOK, ["en", 0])
    page.locator(".nd[aria-label^='Astara (Iran)']").focus()
    assert page.locator("#tip").is_visible()
    page.evaluate("instcPage.state.lang = 'ru'; instcPage.update(true)")
    assert page.locator("#tip").is_hidden()


def test_the_bracket_is_drawn_to_scale(page: Any) -> None:
    page.evaluate(LOOK, ["en", 0])
    page.locator(".nd[aria-label^='Astara (Iran)']").focus()
    most = max(high for _, _, high in page.evaluate(TOLD, "astara_ir"))
    drawn = page.evaluate(
        "[...document.querySelectorAll('#tip .brk')].map(s => { const b = s.querySelector('.bk').getBBox(); return [b.x, s.querySelector('circle').cx.baseVal.value, b.x + b.width]; })"
    )
    for line, days in zip(drawn, page.evaluate(TOLD, "astara_ir"), strict=True):
        assert line == pytest.approx([3 + day / most * 84 for day in days], abs=0.1)
