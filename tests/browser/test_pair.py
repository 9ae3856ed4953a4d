"""A held world and the one that is shown, as two small maps: same lines, same colours, one frame; by keyboard and by swipe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

BIT = "name => 1 << instcPage.data.switches.findIndex(s => s.name === name)"
SHOW = "([held, mask, lang]) => { const S = instcPage.state; S.held = held; S.mask = mask; S.lang = lang || 'en'; instcPage.update(true); }"
# of each small map: its ways with colour and both ends, its shut marks, its ends, its width
MAPS = """() => [...document.querySelectorAll('.duo-m')].map(one => ({
  ways: [...one.querySelectorAll('path.ln')].map(p => { const n = p.getTotalLength(), a = p.getPointAtLength(0), b = p.getPointAtLength(n); return [[...p.classList].find(c => c.startsWith('w-')), getComputedStyle(p).stroke, a.x, a.y, b.x, b.y]; }),
  shut: [...one.querySelectorAll('.shut circle')].map(c => [c.cx.baseVal.value, c.cy.baseVal.value]),
  ends: [...one.querySelectorAll('.duo-e')].map(c => [c.cx.baseVal.value, c.cy.baseVal.value]),
  left: one.getBoundingClientRect().left, words: one.querySelector('span').textContent, label: one.getAttribute('aria-label') }))"""
# what the large map draws in a world: ways with their colours
LARGE = """mask => { const S = instcPage, was = S.state.mask; S.state.mask = mask; S.update(true);
  const found = {}; document.querySelectorAll('.leaflet-instc-routes-pane path.ln').forEach(p => { found[[...p.classList].find(c => c.startsWith('w-'))] = getComputedStyle(p).stroke; });
  S.state.mask = was; S.update(true); return found; }"""
NEAR = 14  # units of the picture, where a way begins beside the others: about four pixels


def bit(page: Any, name: str) -> int:
    return int(page.evaluate(BIT, name))


def test_each_small_map_draws_the_ways_of_its_world_in_their_colours(page: Any) -> None:
    red_sea = bit(page, "red-sea-closed")
    page.evaluate(SHOW, [None, 0])
    assert page.locator(".duo").is_hidden()
    page.evaluate(SHOW, [0, red_sea])
    maps = page.evaluate(MAPS)
    assert [one["words"] for one in maps] == ["Held: no switch", "Now: Red Sea closed"]
    for one, mask in zip(maps, (0, red_sea), strict=True):
        assert {way: colour for way, colour, *_ in one["ways"]} == page.evaluate(LARGE, mask)
        for _, _, *spots in one["ways"]:
            for spot, end in zip((spots[:2], spots[2:]), one["ends"], strict=True):
                assert spot == pytest.approx(end, abs=NEAR)
    held, now = maps
    assert held["ends"] == now["ends"]  # one frame
    assert held["shut"] == []
    ((x, y),) = now["shut"]
    assert 0 < x < 480
    assert 0 < y < 540
    page.evaluate(SHOW, [None, red_sea])
    assert page.locator(".duo *").count() == 0


def test_the_button_shows_the_pair_and_the_keyboard_swaps_it(page: Any) -> None:
    winter = bit(page, "winter")
    page.evaluate(SHOW, [None, winter])
    page.get_by_role("button", name="Hold this world to compare").click()
    assert page.locator(".duo-m").count() == 2
    page.evaluate(SHOW, [winter, 0])
    stops = page.locator(".duo-m[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.duo-m')[1]")
    page.keyboard.press("Enter")
    assert page.evaluate("[instcPage.state.held, instcPage.state.mask]") == [0, winter]
    assert page.evaluate("document.activeElement === document.querySelectorAll('.duo-m')[1]")
    assert "on=winter" in page.evaluate("location.hash")
    assert page.evaluate(MAPS)[1]["words"].startswith("Now: Winter")


@pytest.mark.parametrize("lang", ["ru", "fa", "hi"])
def test_captions_speak_the_language_of_the_page(lang: str, page: Any) -> None:
    page.evaluate(SHOW, [0, bit(page, "red-sea-closed"), lang])
    held, now = page.evaluate(MAPS)
    page.evaluate(SHOW, [None, 0])
    for one in (held, now):
        assert not re.search(r"[A-Za-z]{3}", re.sub(r"CO2e|USD|TEU", "", one["label"]))
    assert (held["left"] > now["left"]) == (lang == "fa")


def test_on_a_phone_the_pair_is_swiped(page_file: Path, visit: Callable[..., Any]) -> None:
    with visit(page_file, **PHONE) as page:
        page.evaluate(SHOW, [0, bit(page, "red-sea-closed")])
        seen = "() => { const box = document.querySelector('.duo').getBoundingClientRect(); return [...document.querySelectorAll('.duo-m')].map(one => { const r = one.getBoundingClientRect(); return r.left >= box.left - 1 && r.right <= box.right + 1; }); }"
        assert page.evaluate(seen) == [True, False]
        page.evaluate("document.querySelector('.duo').scrollBy({ left: 190 })")
        page.wait_for_timeout(700)
        assert page.evaluate(seen) == [False, True]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.bad == []
        assert page.asked == []


def test_forced_colours_leave_the_colours_of_the_ways(
    page_file: Path, visit: Callable[..., Any]
) -> None:
    with visit(page_file, forced_colors="active") as page:
        page.evaluate(SHOW, [0, bit(page, "red-sea-closed")])
        colours = [way[1] for way in page.evaluate(MAPS)[0]["ways"]]
        assert len(set(colours)) >= 6
        ground = "getComputedStyle(document.querySelector('.duo svg')).backgroundColor"
        assert page.evaluate(ground) == "rgb(220, 232, 238)"  # water
        assert page.bad == []


def test_axe_finds_nothing_serious(page_file: Path, visit: Callable[..., Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for look in ({"color_scheme": "dark"}, PHONE):
        with visit(page_file, **look) as page:
            page.evaluate(SHOW, [0, bit(page, "red-sea-closed")])
            found = axe.run(page).response["violations"]
            assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
