"""Chromium without a network, and maps for it to open."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from instc.comparison.scenario_grid import every_combination
from instc.maps import comparison_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page

    from instc.comparison.comparison import Comparison
    from instc.model import Model

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = {"viewport": {"width": 1440, "height": 860}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
READY_MS = 15_000


def missing(why: str) -> None:
    """Skip where there is no browser, but never where one was promised."""
    if os.environ.get("INSTC_REQUIRE_BROWSER") == "1":
        pytest.fail(f"INSTC_REQUIRE_BROWSER=1, but {why}")
    pytest.skip(why)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium; Playwright's own is never downloaded."""
    sync_api = (
        pytest.importorskip("playwright.sync_api")
        if os.environ.get("INSTC_REQUIRE_BROWSER") != "1"
        else __import__("playwright.sync_api").sync_api
    )
    found = next(
        (
            path
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (path := shutil.which(name))
        ),
        None,
    )
    if found is None:
        missing("no Chromium is installed (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the pictures; CI keeps it."""
    folder = Path(os.environ.get("INSTC_SHOTS") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def answer(model: Model) -> Comparison:
    """Mumbai-Moscow, as the README asks it but with fewer draws."""
    return model.compare("Mumbai", "Moscow", draws=500)


@pytest.fixture(scope="session")
def page_file(answer: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its map, with all switches."""
    return comparison_map(answer, also=every_combination(answer)).save(
        tmp_path_factory.mktemp("map") / "map.html"
    )


@pytest.fixture
def visit(browser: Browser) -> Callable[..., AbstractContextManager[Page]]:
    """Open a file without a network; ``page.bad`` and ``page.asked`` hold what went wrong and what was asked for."""

    @contextmanager
    def opened(file: Path, *, wait: str = "window.instcPage", **options: Any) -> Iterator[Page]:
        context = browser.new_context(**{**DESKTOP, **options})
        context.set_offline(offline=True)
        page: Any = context.new_page()
        page.bad, page.asked = [], []
        page.on(
            "console",
            lambda message: (
                page.bad.append(message.text) if message.type in {"error", "warning"} else None
            ),
        )
        page.on("pageerror", lambda error: page.bad.append(str(error)))
        page.on(
            "request",
            lambda request: (
                page.asked.append(request.url) if request.url.startswith(("http", "ws")) else None
            ),
        )
        page.goto(file.as_uri())
        page.wait_for_function(wait, timeout=READY_MS)
        yield page
        context.close()

    return opened


@pytest.fixture(scope="module")
def page(page_file: Path, browser: Browser) -> Iterator[Any]:
    """Open the page once for a module: offline, and without a word in the console at the end."""
    context = browser.new_context(**DESKTOP, color_scheme="light")
    context.set_offline(offline=True)
    opened: Any = context.new_page()
    opened.bad = []
    opened.on("pageerror", lambda error: opened.bad.append(str(error)))
    opened.on("console", lambda message: opened.bad.append(message.text))
    opened.goto(page_file.as_uri())
    opened.wait_for_function("window.instcPage")
    yield opened
    assert opened.bad == []
    context.close()
