"""Every way shows in its own colour, in every world; what lies under the pointer is told whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from instc.maps import comparison_map

from .conftest import DESKTOP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from instc.model import Model

pytestmark = pytest.mark.browser

LEAST_SHARE = 0.95
WORLDS = (0, 1, 2, 3, 4, 8, 16, 31)
SORTS = ("days", "usd", "co2", "km")
OWNED = """([mask, sort]) => {
  const S = instcPage; S.state.mask = mask; S.state.sort = sort; S.update(true);
  const probe = document.createElementNS('http://www.w3.org/2000/svg', 'path'); document.querySelector('.leaflet-instc-routes-pane svg').append(probe);
  const shares = S.drawn().map(row => {
    probe.setAttribute('class', 'ln g-' + row.group);
    const colour = getComputedStyle(probe).stroke, way = S.ways.find(one => one.row.route === row.route);
    let own = 0, whole = 0;
    for (let i = 1; i < way.x.length; i++) whole += Math.hypot(way.x[i] - way.x[i - 1], way.y[i] - way.y[i - 1]);
    document.querySelectorAll('.leaflet-instc-routes-pane path.w-' + row.route.n).forEach(path => { if (getComputedStyle(path).stroke === colour) own += path.getTotalLength(); });
    return [row.route.id, row.group, own / whole];
  });
  probe.remove();
  return shares;
}"""
OTHERS = """() => [...document.querySelectorAll('.leaflet-pane path')].filter(p => getComputedStyle(p).stroke !== 'none' && +getComputedStyle(p).strokeOpacity > 0 && +p.closest('.leaflet-pane').style.zIndex > 404 && !/\\b(tx|ht|wait|cm)\\b/.test(p.getAttribute('class'))).map(p => p.getAttribute('class'))"""
OUTSIDE = """() => { const S = instcPage, size = S.map.getSize(), p = document.querySelector('#pn').getBoundingClientRect(), out = [];
  S.ways.forEach(way => way.x.forEach((x, i) => { const q = S.map.latLngToContainerPoint(S.map.unproject([x, way.y[i]], way.zoom)); if (q.x < p.right - 8 || q.y < -4 || q.x > size.x + 4 || q.y > size.y + 4) out.push(way.row.route.id); }));
  return [...new Set(out)];
}"""
TEXTS = "() => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, node => node.parentElement.closest('script,style,code') ? 2 : 1), all = []; while (walk.nextNode()) all.push(walk.currentNode.textContent); document.querySelectorAll('[aria-label]').forEach(node => all.push(node.getAttribute('aria-label'))); return all; }"
ID = re.compile(r"[a-z]+_[a-z]+|\.rail15|\b\d{4}\.0\b")


@pytest.fixture(autouse=True)
def _afresh(page: Any) -> Iterator[None]:
    yield
    page.evaluate(
        "Object.assign(instcPage.state, { mask: 0, sort: 'days', lang: 'en', more: false, open: null }); instcPage.map.closePopup(); instcPage.update('first')"
    )


@pytest.mark.parametrize("mask", WORLDS)
def test_every_way_is_whole_in_its_own_colour(page: Any, mask: int) -> None:
    found = {sort: page.evaluate(OWNED, [mask, sort]) for sort in SORTS}
    for shares in found.values():
        assert shares
        assert min(share for _, _, share in shares) >= LEAST_SHARE, shares
    sets = {frozenset((name, group) for name, group, _ in shares) for shares in found.values()}
    assert len(sets) == 1  # tabs sort, and do nothing else
    assert page.evaluate(OTHERS) == []  # nothing is drawn over the lines


def test_a_trunk_over_the_lines_would_be_found(page: Any) -> None:
    page.evaluate(
        "() => { const p = document.querySelector('.leaflet-instc-routes-pane path').cloneNode(); p.setAttribute('class', 'trunk'); p.style.stroke = '#888'; document.querySelector('.leaflet-instc-texture-pane svg').append(p); }"
    )
    assert page.evaluate(OTHERS) == ["trunk"]
    page.evaluate("document.querySelector('path.trunk').remove()")


def test_kinds_and_colours_are_the_same_in_every_world(page: Any) -> None:
    """A kind that a world lacks is named with its reason."""
    kinds = set(page.evaluate("instcPage.data.kinds"))
    for mask in range(page.evaluate("instcPage.data.worlds.length")):
        page.evaluate("mask => { instcPage.state.mask = mask; }", mask)
        told = page.evaluate("instcPage.shown().map(row => row.kind)")
        lost = page.evaluate("instcPage.data.worlds[instcPage.state.mask].lost.map(one => one[0])")
        assert sorted([*told, *lost]) == sorted(kinds)


@pytest.mark.parametrize("mask", WORLDS[:6])
def test_no_line_leaves_the_frame(page: Any, mask: int) -> None:
    page.evaluate("mask => { instcPage.state.mask = mask; instcPage.update('first'); }", mask)
    assert page.evaluate(OUTSIDE) == []


CROSSED = """([one, other, west]) => { const S = instcPage, lines = [one, other].map(id => { const way = S.ways.find(w => w.row.route.id === id), all = []; way.x.forEach((x, i) => { if (S.map.unproject([x, way.y[i]], way.zoom).lng > west && i > 8) all.push([x, way.y[i]]); }); return all; });
  const side = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  let count = 0;
  for (let i = 1; i < lines[0].length; i++) for (let j = 1; j < lines[1].length; j++) { const [a, b, c, d] = [lines[0][i - 1], lines[0][i], lines[1][j - 1], lines[1][j]]; if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) count++; }
  return [lines[0].length, count]; }"""


WOVEN = """() => { // by two ways, how often their lines cross, but for the 30 pixels where all meet
  const S = instcPage, side = (a, b, c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])), found = {};
  S.ways.forEach((one, n) => S.ways.slice(0, n).forEach(two => { let count = 0;
    for (let i = 13; i < one.x.length - 13; i++) for (let j = 1; j < two.x.length; j++) if (Math.abs(one.x[i] - two.x[j]) < 8 && Math.abs(one.y[i] - two.y[j]) < 8) {
      const [a, b, c, d] = [[one.x[i - 1], one.y[i - 1]], [one.x[i], one.y[i]], [two.x[j - 1], two.y[j - 1]], [two.x[j], two.y[j]]];
      if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) count++; }
    found[one.row.kind + " " + two.row.kind] = count; }));
  return found; }"""


@pytest.mark.parametrize("other", ["over_iran", "over_iran.days", "instc_chabahar"])
def test_who_parts_to_the_left_never_crosses(page: Any, other: str) -> None:
    """From Mumbai to Bandar Abbas or to Chabahar: two lanes that part slowly."""
    for mask in (0, 2):
        page.evaluate("mask => { instcPage.state.mask = mask; instcPage.update('first'); }", mask)
        samples, crossed = page.evaluate(CROSSED, ["instc_east", other, 62])
        assert samples > 30
        assert crossed == 0


def test_a_road_that_weaves_about_a_railway_keeps_its_side(
    model: Model, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    """From Moscow to Bandar Abbas they cross ever again within the width of the bundle."""
    page_file = tmp_path / "map.html"
    comparison_map(model.compare("Moscow", "Bandar Abbas", draws=200)).save(page_file)
    with visit(page_file, **DESKTOP) as page:
        crossed = page.evaluate(WOVEN)
    assert len(crossed) >= 6
    assert max(crossed.values()) <= 3, crossed  # 5 where the nearer side is taken at every place


def test_a_closed_strait_alone_is_red_and_is_seen(page: Any) -> None:
    page.get_by_role("switch", name="Red Sea closed").click()
    box = page.locator(".nd.closed").bounding_box()
    assert 0 < box["y"] < 860
    assert box["x"] > 380
    red = "[...document.querySelectorAll('path.lost')].map(p => p.getTotalLength())"
    assert sum(page.evaluate(red)) < 60
    assert page.locator(".lostrow").text_content().startswith("Suez")


@pytest.mark.parametrize(("lon", "lat", "least"), [(39.7, 54.6, 5), (59.5, 24.6, 3)])
def test_the_pointer_on_a_trunk_lists_all_ways_there(
    page: Any, lon: float, lat: float, least: int
) -> None:
    """At Ryazan and off Hormuz: whoever passes the piece under the pointer, with days."""
    spot = page.evaluate(
        """([lat, lon]) => { const S = instcPage, q = S.map.latLngToContainerPoint([lat, lon]); let best = null, d0 = 1e9;
        S.ways.forEach(w => w.x.forEach((x, i) => { const p = S.map.latLngToContainerPoint(S.map.unproject([x, w.y[i]], w.zoom)), d = p.distanceTo(q); if (d < d0) { d0 = d; best = [p.x, p.y, w.piece[i]]; } }));
        return [...best, S.ways.filter(w => w.piece.includes(best[2])).length]; }""",
        [lat, lon],
    )
    page.mouse.move(spot[0], spot[1])
    assert page.locator("#tip .on").count() == spot[3] >= least
    assert all(
        " d" in text.replace("\u00a0", " ") for text in page.locator("#tip .on").all_text_contents()
    )
    page.mouse.click(spot[0], spot[1])
    page.locator(".leaflet-popup").nth(1).wait_for(state="detached")  # the one before may fade
    assert page.locator(".leaflet-popup .here .on").count() == spot[3]
    page.mouse.move(5, 5)


@pytest.mark.parametrize("name", ["Bandar Abbas", "Mumbai"])
def test_ports_take_a_click_at_the_first_view(page: Any, name: str) -> None:
    page.locator(f'.nd[aria-label^="{name},"]').click(timeout=3000)
    said = page.locator(".leaflet-popup h3").last  # another one may still fade
    assert said.text_content().startswith(name)


def test_escape_closes_a_popup_and_focus_returns(page: Any) -> None:
    node = page.locator(".leaflet-instc-hits-pane path.ht[tabindex='0']").first
    node.focus()
    said = node.get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup .pp h3")
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup .pp", state="hidden")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == said
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != said


def test_one_tab_stop_a_route(page: Any) -> None:
    stops = page.locator(".leaflet-instc-hits-pane path.ht[tabindex='0']").count()
    assert stops <= page.evaluate("instcPage.ways.length + instcPage.data.unbuilt.length")


@pytest.mark.parametrize("language", ["en", "ru", "fa", "hi"])
def test_no_id_and_no_broken_year_is_shown(page: Any, language: str) -> None:
    for mask in (0, 2, 5):
        page.evaluate(
            "([lang, mask]) => { Object.assign(instcPage.state, { lang, mask, more: mask > 2 }); instcPage.update(); document.querySelectorAll('.br').forEach((_, i) => document.querySelectorAll('.br')[i].click()); document.querySelectorAll('details').forEach(one => { one.open = true; }); }",
            [language, mask],
        )
        assert [text for text in page.evaluate(TEXTS) if ID.search(text)] == []


def test_the_list_of_layers_speaks_the_language_and_shows_colours(page: Any) -> None:
    page.evaluate(
        "() => { Object.assign(instcPage.state, { lang: 'ru', mask: 2 }); instcPage.update(); }"
    )
    told = page.evaluate(
        "[...document.querySelectorAll('.leaflet-control-layers-overlays label')].filter(node => !node.hidden).map(node => [node.textContent.trim(), node.querySelectorAll('svg path').length])"
    )
    assert len(told) == page.evaluate("instcPage.rows().length")
    assert all(count == 1 and re.search("[а-я]", text) for text, count in told)


def test_the_viewport_may_zoom(page: Any) -> None:
    metas = page.evaluate(
        "[...document.querySelectorAll('meta[name=viewport]')].map(m => m.content)"
    )
    assert metas == ["width=device-width,initial-scale=1"]
