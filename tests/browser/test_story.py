"""The story over the map: a view, a sentence and a number a step; by keyboard, in the address, in four languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from instc.comparison.comparison import Comparison

pytestmark = pytest.mark.browser

STEPS = ["north", "gap", "gauge", "hormuz"]
NOW = "() => [instcPage.state.step, instcPage.map.getZoom(), document.querySelector('.st-c').innerText, document.activeElement.dataset.k]"
IN_VIEW = """() => { const S = instcPage, p = document.querySelector('#pn').getBoundingClientRect(), size = S.map.getSize(); return S.story.spots().every(ll => { const q = S.map.latLngToContainerPoint(ll); return q.x > p.right && q.x < size.x && q.y > 0 && q.y < size.y; }); }"""
BRIGHT = "() => [...new Set([...document.querySelectorAll('.leaflet-instc-routes-pane path:not(.fade)')].map(p => [...p.classList].find(name => name.startsWith('w-'))))]"


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_the_keyboard_walks_all_steps_and_out(page: Any, answer: Comparison) -> None:
    first = page.evaluate(NOW)
    page.locator(".story .sg button").first.focus()
    page.keyboard.press("Enter")
    texts = []
    for number, name in enumerate(STEPS):
        step, zoom, text, focus = page.evaluate(NOW)
        assert (step, focus) == (name, name)
        assert f"step={name}" in page.evaluate("location.hash")
        assert zoom == first[1] if name == "north" else zoom > first[1] + 1
        if name != "north":
            assert page.evaluate(IN_VIEW)
        assert len(page.evaluate(BRIGHT)) == (2 if name == "north" else 1)
        texts.append(plain(text))
        assert number + 1 == len(texts)
        page.keyboard.press("ArrowRight")
    assert page.evaluate(NOW)[:2] == first[:2]
    assert "step" not in page.evaluate("location.hash")
    days = answer.table["days_p50"]
    assert f"{days['over_iran']:.1f} d" in texts[0]
    assert f"{days['by_sea']:.1f} d" in texts[0]
    assert f"{days['instc_west_road']:.1f} d" in texts[1]
    assert "2028" in texts[1]
    assert "1520 / 1435 mm" in texts[2]


def test_the_gap_says_what_building_saves(page: Any, answer: Comparison) -> None:
    page.evaluate("instcPage.story.go('gap')")
    text = plain(page.locator(".st-c").inner_text())
    built = answer.under("rasht-astara-open").table["days_p50"]["instc_west_rail"]
    today = answer.table["days_p50"]["instc_west_road"]
    assert f"takes {built:.1f} d instead of {today:.1f} d" in text
    assert f"−{today - built:.1f} d" in text
    assert "162 km gap" in plain(page.locator(".lb.gp:not(.hid)").first.inner_text())
    page.evaluate("instcPage.story.go(null)")


@pytest.mark.parametrize("language", ["en", "ru", "fa", "hi"])
def test_every_step_is_told_in_four_languages(page: Any, language: str) -> None:
    page.evaluate("lang => { instcPage.state.lang = lang; instcPage.update(); }", language)
    for name in STEPS:
        page.evaluate("name => instcPage.story.go(name)", name)
        text = page.locator(".st-c").inner_text()
        assert not re.search(r"[{}]|undefined|NaN|\.\.|[a-z]+_[a-z]+", text)
        if language != "en":
            assert len(re.findall(r"[A-Za-z]{4,}", text)) <= 1, text  # INSTC alone
    page.evaluate("() => { instcPage.state.lang = 'en'; instcPage.story.go(null); }")


def test_the_short_answer_stands_first_in_english_and_of_this_world(
    page: Any, answer: Comparison
) -> None:
    page.evaluate("instcPage.update()")
    told = page.locator("#pn .short")
    assert told.inner_text() == answer.short_answer().text
    page.get_by_role("switch", name="Red Sea closed").click()
    assert not told.is_visible()
    page.get_by_role("switch", name="Red Sea closed").click()
    page.evaluate("() => { instcPage.state.lang = 'ru'; instcPage.update(); }")
    assert not told.is_visible()
    page.evaluate("() => { instcPage.state.lang = 'en'; instcPage.update(); }")
    assert told.is_visible()


@pytest.mark.parametrize(("asked", "step"), [("step=gap", "gap"), ("step=%3Cb%3E", None)])
def test_a_step_stands_in_the_address(
    asked: str, step: str | None, page_file: Path, visit: Callable[..., Any]
) -> None:
    class Addressed:
        def as_uri(self) -> str:
            return f"{page_file.as_uri()}#{asked}"

    with visit(Addressed()) as opened:
        assert opened.evaluate("instcPage.state.step") == step
        assert opened.locator(".st-c").is_visible() == (step is not None)
        assert (opened.evaluate("instcPage.map.getZoom()") > 5) == (step is not None)
        assert opened.bad == []
