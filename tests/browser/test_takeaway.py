"""What a reader takes along: the address, the table, the picture; and the projection of the page."""

from __future__ import annotations

import csv
import io
import json
import random
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import pytest
from pyproj import Transformer

from instc.comparison.plane import MIDDLE
from instc.maps import comparison_map

from .conftest import DESKTOP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from instc.comparison.comparison import Comparison

pytestmark = pytest.mark.browser

STATE = "() => { const { mask, sort, lang, more, day } = instcPage.state; return { mask, sort, lang, more, day }; }"
HOSTILE = [
    "on=%3Cimg%20src=x%20onerror=alert(1)%3E",
    "lang=%3Cscript%3E&by=constructor&at=1,2",
    "on=__proto__,red-sea-closed&at=NaN,Infinity,1e9&day=-5&all=2",
    "%E0%A4%A&on=%00&embed",
    "a" * 5000,
]


@pytest.fixture(scope="module")
def page(page_file: Path, browser: Browser) -> Iterator[Any]:
    context = browser.new_context(**DESKTOP, color_scheme="light")
    context.set_offline(offline=True)
    opened: Any = context.new_page()
    opened.goto(page_file.as_uri())
    opened.wait_for_function("window.instcPage")
    yield opened
    context.close()


def test_state_goes_into_the_address_and_back(page: Any) -> None:
    names, chance = page.evaluate("instcPage.data.switches.length"), random.Random(7)

    def state() -> dict[str, Any]:
        return {
            "mask": chance.randrange(2**names),
            "sort": chance.choice(["days", "usd", "co2", "km"]),
            "lang": chance.choice(["en", "ru", "fa", "hi"]),
            "more": chance.random() < 0.5,
            "day": round(chance.random() * 40, 1),
        }

    states = [state() for _ in range(200)]
    found = page.evaluate(
        """states => states.map(state => { const S = instcPage; Object.assign(S.state, state); const text = S.take.write([50.25, -7.5, 4.25], state.day);
        Object.assign(S.state, { mask: 0, sort: 'days', lang: 'en', more: false, day: 0 }); const told = S.take.read(text); S.recall({ sort: 'days', lang: 'en', ...told }); return [S.state.mask, S.state.sort, S.state.lang, S.state.more, S.state.day, told.view]; })""",
        states,
    )
    assert found == [[*state.values(), [50.25, -7.5, 4.25]] for state in states]


@pytest.mark.parametrize("address", HOSTILE)
def test_an_address_that_means_harm_does_nothing(
    address: str, page_file: Path, visit: Callable[..., Any]
) -> None:
    class Addressed:
        def as_uri(self) -> str:
            return f"{page_file.as_uri()}#{address}"

    with visit(Addressed()) as opened:
        told = opened.evaluate(STATE)
        assert told["mask"] in {0, 2}
        assert (told["sort"], told["lang"], told["more"], told["day"]) == ("days", "en", False, 0)
        assert (
            opened.evaluate("document.querySelectorAll('img, body script[src], iframe').length")
            == 0
        )
        assert opened.bad == []


def test_a_view_in_the_address_is_kept(page_file: Path, visit: Callable[..., Any]) -> None:
    class Addressed:
        def as_uri(self) -> str:
            return f"{page_file.as_uri()}#on=red-sea-closed&by=usd&at=38,50,6"

    with visit(Addressed()) as opened:
        view = opened.evaluate(
            "() => { const c = instcPage.map.getCenter(); return [c.lat, c.lng, instcPage.map.getZoom()]; }"
        )
        assert view == pytest.approx([38, 50, 6], abs=0.02)
        assert opened.evaluate("instcPage.state.mask") == 2
        opened.get_by_role("switch", name="Red Sea closed").click()
        assert "red-sea" not in opened.evaluate("location.hash")


def test_a_held_world_stands_beside_the_other_and_in_the_address(
    page: Any, answer: Comparison
) -> None:
    """Bars as pairs: the world of the switches, and below it the one that was held."""
    page.evaluate(
        "() => { Object.assign(instcPage.state, { mask: 0, sort: 'days', lang: 'en', more: false }); instcPage.update(); }"
    )
    assert page.locator(".tr.held").count() == 0
    page.get_by_role("button", name="Hold this world to compare").click()
    page.get_by_role("switch", name="Red Sea closed").click()
    assert "hold=" in page.evaluate("location.hash")
    pairs = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.bars > li')].filter(li => li.querySelector('.held')).map(li => [li.dataset.id, [li.querySelector('.n b').textContent, li.querySelector('.held small').textContent]]))"
    )
    shut, open_ = answer.under("red-sea-closed").table["days_p50"], answer.table["days_p50"]
    assert len(pairs) >= 5
    for name in set(pairs) & set(open_.index) & set(shut.index):
        assert pairs[name] == [f"{days[name]:.1f}\u00a0d" for days in (shut, open_)]
    page.get_by_role("button", name="Cost", exact=True).click()
    assert "In the held world: By sea" in page.locator(".ans").inner_text()
    told = page.evaluate("instcPage.take.read(location.hash)")
    assert (told["mask"], told["held"]) == (2, 0)
    page.get_by_role("button", name="Let it go").click()
    assert page.locator(".tr.held").count() == 0
    page.get_by_role("switch", name="Red Sea closed").click()


def test_csv_and_json_say_what_the_answer_says(page: Any, answer: Comparison) -> None:
    page.evaluate(
        "() => { Object.assign(instcPage.state, { mask: 0, sort: 'days', lang: 'en', more: true, day: 0 }); instcPage.update(); }"
    )
    rows = list(csv.DictReader(io.StringIO(page.evaluate("instcPage.take.csv(instcPage.shown())"))))
    told = json.loads(page.evaluate("instcPage.take.json(instcPage.shown())"))
    by_id = {way["corridor"]: way for way in answer.to_dict()["alternatives"] if not way["same_as"]}
    assert {row["way"] for row in rows} == set(by_id)
    for row, same in zip(rows, told["alternatives"], strict=True):
        way = by_id[row["way"]]
        assert row["path"] == same["path"] == way["label"]
        for quantity in ("days", "usd_per_teu", "co2e_kg_per_teu"):
            for level in ("p10", "p50", "p90"):
                assert float(row[f"{quantity}_{level}"]) == way[quantity][level]
                assert same[f"{quantity}_{level}"] == way[quantity][level]
    assert told["again"] == answer.again


def test_no_cell_is_a_formula(page: Any) -> None:
    text = page.evaluate(
        """() => { const S = instcPage, row = S.shown()[0], trip = S.data.trips[row.trip], was = trip.path; trip.path = '=cmd()'; const out = S.take.csv([row]); trip.path = was; return out; }"""
    )
    assert next(csv.DictReader(io.StringIO(text)))["path"] == "'=cmd()"


def test_the_picture_is_whole(page: Any, answer: Comparison) -> None:
    page.evaluate(
        "() => { Object.assign(instcPage.state, { mask: 0, sort: 'days', lang: 'en', more: false }); instcPage.update('first'); }"
    )
    root = ET.fromstring(  # noqa: S314  (our own text)
        page.evaluate("new XMLSerializer().serializeToString(instcPage.composed())")
    )
    words = [
        " ".join("".join(one.itertext()).split())
        for one in root.iter("{http://www.w3.org/2000/svg}text")
    ]
    whole = " ".join(words)
    assert "Mumbai to Moscow:" in whole
    assert "Natural Earth" in whole
    assert answer.again in whole
    for label in page.evaluate("instcPage.drawn().map(row => row.route.label)"):
        assert label in words
    assert any(word.endswith(" km") for word in words)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 50


@pytest.mark.parametrize("size", [(640, 420), (900, 600)])
def test_embedded_it_has_three_bars_and_both_ends(
    size: tuple[int, int], page_file: Path, visit: Callable[..., Any]
) -> None:
    class Addressed:
        def as_uri(self) -> str:
            return f"{page_file.as_uri()}#embed"

    with visit(Addressed(), viewport={"width": size[0], "height": size[1]}) as opened:
        assert opened.locator(".bars > li:visible").count() == 3
        assert opened.locator(".wis:visible, .rc:visible, .tb:visible").count() == 0
        for end in ("Mumbai", "Moscow"):
            box = opened.locator(f'.nd[aria-label^="{end},"]').bounding_box()
            assert 0 <= box["x"] < size[0]
            assert 0 <= box["y"] < size[1]


def test_the_diagram_ends_at_the_medians_and_follows_the_race(page: Any) -> None:
    page.evaluate(
        "() => { Object.assign(instcPage.state, { mask: 0, more: false, day: 0 }); instcPage.update('first'); }"
    )
    assert page.locator(".td-l").count() == page.evaluate("instcPage.drawn().length")
    assert page.locator(".td-s").count() > 5
    page.locator(".rc input").fill("12")
    assert page.locator(".td-c").get_attribute("d").startswith("M26")
    page.locator(".rc input").fill("0")


def test_the_projection_is_lamberts(page: Any) -> None:
    """Pixels at zoom 0 against PROJ on the same sphere: 256 of them are the equator's length."""
    chance = np.random.default_rng(1)
    spots = np.column_stack([chance.uniform(-30, 150, 200), chance.uniform(-40, 80, 200)])
    pixels = page.evaluate(
        "spots => spots.map(([lon, lat]) => { const q = instcPage.map.project([lat, lon], 0); return [q.x, q.y]; })",
        spots.tolist(),
    )
    sphere = "+proj=laea +lon_0={} +lat_0={} +R=6371007.2".format(*MIDDLE)
    metres = np.column_stack(
        Transformer.from_crs("EPSG:4326", sphere, always_xy=True).transform(
            *spots.T, errcheck=False
        )
    )
    plane = 128 + metres * (1, -1) * 256 / (2 * np.pi * 6371007.2)
    assert (
        np.abs(np.array(pixels) - plane).max() < 0.35
    )  # geodetic latitude is taken for that of the sphere
    back = page.evaluate(
        "spots => spots.map(([lon, lat]) => { const ll = instcPage.map.unproject(instcPage.map.project([lat, lon], 5), 5); return [ll.lng, ll.lat]; })",
        spots.tolist(),
    )
    assert np.array(back) == pytest.approx(spots, abs=1e-6)


def test_tiles_turn_the_page_to_web_mercator(
    answer: Comparison, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    """With a remark at the foot; and who asks for it gets it."""
    tiled = comparison_map(answer)
    folium.TileLayer("tiles/{z}/{x}/{y}.png", attr="mine", name="mine", show=False).add_to(tiled)
    for drawn, name in ((tiled, "tiled"), (comparison_map(answer, projection="mercator"), "asked")):
        with visit(drawn.save(tmp_path / f"{name}.html", strict=False)) as opened:
            assert opened.evaluate("instcPage.map.options.crs === L.CRS.EPSG3857")
            assert "In Web Mercator" in opened.locator(".ft").text_content()
            assert opened.locator(".leaflet-instc-routes-pane path").count() > 15
    assert tiled.crs == "Laea"  # the map itself is as it was
