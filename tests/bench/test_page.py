"""The map page against a page of another commit: ``INSTC_OLD_PAGE=old.html pytest tests/bench/test_page.py --benchmark-only -s``."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

import instc.model

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 9
ACT = """([what, n]) => new Promise(done => { const S = instcPage;
  if (what === 'switch') { S.state.mask ^= 1 << n % 2; S.update(true); }
  else S.map.panBy([n % 2 ? -140 : 140, n % 2 ? -60 : 60], { animate: false });
  requestAnimationFrame(() => setTimeout(done)); })"""
RACED = """() => new Promise(done => { document.querySelector('.go').click(); let frames = 0; const start = performance.now();
  const next = now => { if (now - start < 3000) { frames++; requestAnimationFrame(next); } else { document.querySelector('.go').click(); done(frames / 3); } };
  requestAnimationFrame(next); })"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    """Open the page of now, and the one that it is measured against."""
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or pytest.skip("no Chromium is installed")
    now = instc.model.load_model().compare("Mumbai", "Moscow").map()
    file = now.save(tmp_path_factory.mktemp("page") / "now.html")
    files = [file]
    if old := os.environ.get("INSTC_OLD_PAGE"):
        files.append(Path(old).absolute())
    with sync_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        opened = [browser.new_page(viewport={"width": 1440, "height": 860}) for _ in files]
        for page, each in zip(opened, files, strict=True):
            page.goto(each.as_uri())
            page.wait_for_function("window.instcPage")
        yield opened
        browser.close()


def medians(pages: list[Any], what: str) -> list[float]:
    """Measure an act in each page in turn: ms that the page's thread is busy, whoever else is."""
    sessions = [page.context.new_cdp_session(page) for page in pages]
    spent: list[list[float]] = [[] for _ in pages]
    for session in sessions:
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
    for number in range(ROUNDS):
        for page, session, times in zip(pages, sessions, spent, strict=True):
            page.bring_to_front()
            before = _busy(session)
            page.evaluate(ACT, [what, number])
            times.append(_busy(session) - before)
    return [median(times) for times in spent]


def _busy(session: Any) -> float:
    """Give how long the thread of a page has worked, ms."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")


@pytest.mark.parametrize("time", ["at first", "again"])  # scripts compiled, worlds seen before
@pytest.mark.parametrize(("what", "most"), [("switch", 0.8), ("pan", 1.2)])
def test_act(what, most, time, pages, benchmark, figures):
    row = f"map page, {what} {time}"
    ours, *theirs = benchmark.pedantic(lambda: medians(pages, what), rounds=1)
    if theirs:
        figures.note(row, ours / theirs[0], "x the old page", most=most, ms=round(ours))
    else:
        figures.note(row, ours, "ms; INSTC_OLD_PAGE names the page to compare")


def test_race(pages, benchmark, figures):
    pages[0].bring_to_front()
    rate = benchmark.pedantic(lambda: pages[0].evaluate(RACED), rounds=1)
    figures.note("map page, race", rate, "frames/s, without a GPU", least=30)
    count = pages[0].evaluate("document.querySelectorAll('*').length")
    figures.note("map page, size", count, "elements", most=1500)
