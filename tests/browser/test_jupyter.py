"""A notebook in JupyterLab, in a browser that can reach nothing but the notebook's own server."""

import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
CELLS = [
    "import instc\nmodel = instc.load_model()\nmodel.compare('Mumbai', 'Moscow', draws=200)",
    "model.explore('Mumbai', 'Moscow', draws=200)",
]

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab with one notebook, on a port of its own choice."""
    pytest.importorskip("jupyterlab", reason="pip install 'instc[explore]'")
    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS])
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, folder / "view.ipynb")
    around = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "HOME": str(folder),
        "JUPYTER_PLATFORM_DIRS": "1",
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
    }
    words = [
        "--no-browser",
        "--port=0",
        "--ServerApp.token=t",
        "--allow-root",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with (
        (folder / "log").open("w+") as log,
        subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *words],
            env=around,
            stdout=log,
            stderr=log,
            cwd=folder,
        ) as server,
    ):
        address = _address(folder / "log")
        yield f"{address}/lab/tree/view.ipynb?token=t&reset"
        server.terminate()
        server.wait(30)


def _address(log):
    for _ in range(240):
        hits = [
            word
            for word in log.read_text(encoding="utf-8").split()
            if word.startswith("http://127.0.0.1:")
        ]
        if hits:
            return hits[0].split("/lab")[0]
        time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(browser, lab):
    """The notebook, run from top to bottom; what asks for another host is cut off and written down."""
    page = browser.new_page(viewport={"width": 1440, "height": 1600})
    page.set_default_timeout(180_000)
    page.asked_outside = []

    def guard(route):
        if "127.0.0.1" in route.request.url or route.request.url.startswith(("data:", "blob:")):
            route.continue_()
        else:
            page.asked_outside.append(route.request.url)
            route.abort()

    page.route("**/*", guard)
    page.goto(lab)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", state="attached")
    page.click(".lm-MenuBar-item >> text=Run")
    page.locator(".lm-Menu-item").filter(has_text="Run All Cells").first.click()
    page.wait_for_selector(".instc-explore table")
    return page


def shown(page):
    return page.locator(".instc-explore tbody tr td:first-child").all_inner_texts()


def test_the_table_is_shown_and_nobody_outside_is_asked(page):
    assert "INSTC Chabahar" in page.locator(".jp-OutputArea .instc table").first.inner_text()
    assert any(words.startswith("Over Iran: ") for words in shown(page))
    assert not page.asked_outside
    if os.environ.get("INSTC_SCREENSHOTS"):
        page.screenshot(path=str(Path(os.environ["INSTC_SCREENSHOTS"]) / "jupyterlab.png"))


def test_a_switch_changes_the_table(page):
    assert not any(words.startswith("INSTC west (all rail)") for words in shown(page))
    page.check(".instc-explore input[value='rasht-astara-open']")
    page.wait_for_function(
        "[...document.querySelectorAll('.instc-explore td:first-child')].some(cell => cell.textContent.startsWith('INSTC west (all rail)'))"
    )


def test_the_value_slider_changes_the_price(page):
    cell = page.locator(".instc-explore tr.way-over_iran td:nth-child(6)").first
    before = cell.inner_text()
    page.locator(".instc-explore input[aria-label='value of the cargo']").fill("58")
    page.wait_for_function(
        "before => document.querySelector('.instc-explore tr.way-over_iran td:nth-child(6)').textContent !== before",
        arg=before,
    )
    assert "630,000 USD" in page.locator(".instc-explore form").inner_text()


def test_a_wrong_place_is_answered_in_words(page):
    place = page.locator(".instc-explore input[aria-label='destination']")
    place.fill("<img src=x onerror=alert(1)>")
    place.press("Tab")
    page.wait_for_function(
        "document.querySelector('.instc-explore .wrong').textContent.includes('unknown place')"
    )
    assert page.locator(".instc-explore img").count() == 0


def test_enter_in_a_place_asks_and_the_map_follows(page):
    """The page inside the view is the sealed one: its own title names the new pair."""
    place = page.locator(".instc-explore input[aria-label='destination']")
    place.fill("Kazan")
    place.press("Enter")
    page.wait_for_function(
        "document.querySelector('.instc-explore').innerText.includes('Mumbai → Kazan')"
    )
    inside = page.frame_locator(".instc-explore iframe")
    inside.locator("text=Mumbai to Kazan").first.wait_for()
    if os.environ.get("INSTC_SCREENSHOTS"):
        page.screenshot(path=str(Path(os.environ["INSTC_SCREENSHOTS"]) / "explore.png"))


def test_a_way_opens_its_legs_and_reasons_are_told(page):
    way = page.locator(".instc-explore button.more").first
    way.click()
    assert way.get_attribute("aria-expanded") == "true"
    assert "Kazan" in page.locator(".instc-explore tr.legs").first.inner_text()
    page.check(".instc-explore input[value='hormuz-closed']")
    page.locator(".instc-explore summary").wait_for()
    page.click(".instc-explore summary")
    reasons = page.locator(".instc-explore details li").all_inner_texts()
    assert any("closed: Strait of Hormuz" in words for words in reasons)
    assert page.locator(".instc-explore .rows.busy").count() == 0  # leaving a field asks no more
    assert not page.asked_outside
