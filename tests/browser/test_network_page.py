"""The network's own map in a browser: clean, and what holds a branch is red."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from instc.maps import network_map

from .conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from instc.model import Model

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def net_file(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return network_map(model).save(tmp_path_factory.mktemp("net") / "net.html")


@pytest.mark.parametrize("look", [{**DESKTOP, "color_scheme": "dark"}, PHONE])
def test_opens_clean_and_changes_its_ink(
    look: dict[str, Any], net_file: Path, shots: Path, visit: Callable[..., Any]
) -> None:
    with visit(net_file, **look) as page:
        page.wait_for_timeout(200)
        page.screenshot(path=shots / f"network-{look['viewport']['width']}.png")
        links = page.locator("path.nl:not(.cut)")
        assert links.count() > 1000
        assert page.locator("path.nl.s-closed, path.nl.s-planned").count() > 3
        assert page.locator(".leaflet-pane path.cut").count() == page.evaluate(
            "instcPage.held.length"
        )
        page.get_by_role("button", name="Grade of the fact").click()
        assert page.locator("path.nl.q-D").count() > 10
        assert page.locator("path.nl.s-open").count() < 20  # only in the key
        assert page.bad == []
        assert page.asked == []


NAMED = "[...document.querySelectorAll('.lb:not(.hid)')].map(one => one.textContent)"


NARROW = {"viewport": {"width": 1100, "height": 760}}


@pytest.mark.parametrize("look", [DESKTOP, NARROW, PHONE])
def test_names_what_the_corridor_hangs_on(
    look: dict[str, Any], net_file: Path, visit: Callable[..., Any]
) -> None:
    with visit(net_file, **look) as page:
        named = page.evaluate(NAMED)
        assert {"Moscow", "Mumbai", "Bandar Abbas", "Jeddah"} <= set(named)
        assert "Incheh Borun · 1520/1435" in named
        assert len(named) == len({one for one in named if one}) + named.count("")
        assert any(one.startswith("Astara (Iran) - Rasht") for one in named)
        assert not any(one.startswith((",", " ")) for one in named)


def test_names_its_crossings_nearer(net_file: Path, visit: Callable[..., Any]) -> None:
    with visit(net_file, **DESKTOP) as page:
        few = page.evaluate(NAMED)
        page.evaluate("instcPage.map.setView([41, 44], 7, { animate: false })")
        near = page.evaluate(NAMED)
        crossing = "Ninotsminda-Bavra post"
        assert crossing in near
        assert crossing not in few


def test_prints_its_map_over_its_list(
    net_file: Path, shots: Path, visit: Callable[..., Any]
) -> None:
    with visit(net_file, **DESKTOP, color_scheme="dark") as page:
        written = page.pdf(
            path=shots / "network.pdf", print_background=True, prefer_css_page_size=True
        )
        assert len(re.findall(rb"/Type\s*/Page\b", written)) == 1
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        sheet, words, map_ = page.evaluate(
            "['body', '#pn', '.folium-map'].map(one => document.querySelector(one).getBoundingClientRect().bottom)"
        )
        assert 200 < map_ < words <= sheet
        assert "Incheh Borun · 1520/1435" in page.evaluate(NAMED)
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate("instcPage.map.getSize().x") == 1440
