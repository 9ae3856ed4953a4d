"""The network's own map in a browser: clean, and what holds a branch is red."""

from __future__ import annotations

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
