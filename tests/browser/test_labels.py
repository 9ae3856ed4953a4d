"""What is named at the first view: places of the story and breaks of gauge before others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from instc.evidence.as_it_went import as_it_went
from instc.evidence.backtest import replay
from instc.evidence.dated import Dated
from instc.maps import comparison_map

from .conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from instc.model import Model

pytestmark = pytest.mark.browser

LABELS = "[...document.querySelectorAll('.lb:not(.hid)')].map(node => node.textContent)"
BREAK = "Incheh Borun · 1520/1435"
TOOK = {
    "en": "As it went: INSTC east (Incheh Borun)",
    "ru": "Как было на деле: МТК Север–Юг, восток (Инче-Бурун)",
    "fa": "راهی که رفت: شمال–جنوب، شرق (اینچه‌برون)",
    "hi": "जो रास्ता लिया गया: उत्तर–दक्षिण पूर्व (इंचेह बोरुन)",
}


@pytest.fixture(scope="module")
def jeddah_file(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Chelyabinsk-Jeddah as the boxes of August 2023 went."""
    dated = Dated(model)
    answer = as_it_went(replay("jeddah-2023", dated=dated), dated)
    return comparison_map(answer).save(tmp_path_factory.mktemp("map") / "map.html")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "phone"])
def test_incheh_borun_and_bandar_abbas_are_named_on_the_way_to_jeddah(
    size: dict[str, Any], jeddah_file: Path, visit: Callable[..., Any]
) -> None:
    with visit(jeddah_file, **size) as page:
        labels = page.evaluate(LABELS)
    for name in ("Incheh Borun", "Bandar Abbas", "Chelyabinsk", "Jeddah"):
        assert any(text.startswith(name) for text in labels), labels
    if size is DESKTOP:
        assert any(text.startswith(BREAK) for text in labels), labels


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "phone"])
def test_the_gap_and_the_breaks_of_gauge_are_named_at_the_first_view(
    size: dict[str, Any], page_file: Path, visit: Callable[..., Any]
) -> None:
    with visit(page_file, **size) as page:
        labels = page.evaluate(LABELS)
    named = ["Incheh Borun", "Astara (Iran)", "Bandar Abbas"]
    if size is DESKTOP:
        named += [BREAK, "Astara (Iran) · 1520/1435", "162 km gap", "Caspian Port"]
    for name in named:
        assert any(text.startswith(name) for text in labels), labels


COVERED = """() => {
  const over = [...document.querySelectorAll('#pn, .leaflet-control')].map(e => e.getBoundingClientRect());
  return [...document.querySelectorAll('.lb:not(.hid)')].filter(e => {
    const r = e.getBoundingClientRect();
    return r.width && over.some(o => o.width && r.left < o.right && r.right > o.left && r.top < o.bottom && r.bottom > o.top);
  }).map(e => e.textContent);
}"""
CUT = "[...document.querySelectorAll('.br .nm')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"


NARROW = {"viewport": {"width": 390, "height": 844}}  # a narrow window: its buttons are small


@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROW], ids=["wide", "phone", "narrow"])
def test_no_name_is_covered_or_cut_at_the_first_view(
    size: dict[str, Any], jeddah_file: Path, visit: Callable[..., Any]
) -> None:
    with visit(jeddah_file, **size) as page:
        assert page.evaluate(COVERED) == []
        assert page.evaluate(CUT) == []


@pytest.mark.parametrize("language", TOOK)
def test_the_way_that_the_train_took_is_told_in_each_language(
    language: str, jeddah_file: Path, visit: Callable[..., Any]
) -> None:
    with visit(jeddah_file) as page:
        page.evaluate("lang => { instcPage.state.lang = lang; instcPage.update(true); }", language)
        assert page.locator("[data-id=took] .nm").first.text_content().startswith(TOOK[language])
        assert page.bad == []
