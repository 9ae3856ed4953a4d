"""A page that needs nothing else, and gives the same bytes twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import folium
import pytest
from folium.plugins import MiniMap

from instc.errors import QuestionError, WriteError
from instc.maps import CorridorMap, comparison_map
from instc.maps.self_contained import POLICY, asset, safe_text

if TYPE_CHECKING:
    from pathlib import Path

    from instc.comparison.comparison import Comparison

RANDOM = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
OURS = re.compile(r"\bvar (?:map|store|route_line|feature_group)_([0-9a-f]+)\b")


def test_page_names_no_address_that_a_browser_would_load(answer: Comparison) -> None:
    page = comparison_map(answer).get_root().render()
    loading = re.findall(
        r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[^>]*>",
        page.partition("(function (map, D)")[0],
    )
    assert loading == []
    assert f'content="{POLICY}"' in page


def test_page_is_small(answer: Comparison, tmp_path: Path) -> None:
    path = answer.map(tmp_path / "map.html") and tmp_path / "map.html"
    assert path.stat().st_size <= 640_000  # the budget, with all switches


def test_same_answer_same_bytes(answer: Comparison) -> None:
    first = comparison_map(answer)
    pages = {
        first.get_root().render(),
        first.get_root().render(),
        comparison_map(answer).get_root().render(),
    }
    assert len(pages) == 1


def test_ids_are_places_in_the_tree(answer: Comparison) -> None:
    page = comparison_map(answer).get_root().render()
    assert RANDOM.findall(page) == []
    ids = [int(found, 16) for found in OURS.findall(page)]
    assert len(ids) == len(set(ids)) > 10
    assert max(ids) < 2000


def test_rendering_leaves_the_tree_as_it_was(answer: Comparison) -> None:
    page = comparison_map(answer)
    before = [len(child._children) for child in page._children.values()]
    page.get_root().render()
    assert [len(child._children) for child in page._children.values()] == before


def test_layers_of_a_user_are_drawn(answer: Comparison) -> None:
    page = comparison_map(answer)
    folium.Marker([40, 50], popup=folium.Popup("mine")).add_to(page)
    folium.FeatureGroup(name="my layer").add_to(page)
    text = page.get_root().render()
    assert "my layer" in text
    assert "L.popup" in text


def test_tiles_are_refused_unless_asked_for(tmp_path: Path) -> None:
    page = CorridorMap()
    folium.TileLayer("https://tile.example.org/{z}/{x}/{y}.png", attr="example").add_to(page)
    with pytest.raises(
        QuestionError, match=r"not self-contained, it loads https://tile\.example\.org/"
    ):
        page.save(tmp_path / "map.html")
    assert not (tmp_path / "map.html").exists()
    written = page.save(tmp_path / "map.html", strict=False).read_text(encoding="utf-8")
    assert "Content-Security-Policy" not in written  # it would forbid the tiles


def test_plugins_from_a_network_are_refused(tmp_path: Path) -> None:
    page = CorridorMap()
    MiniMap(
        tile_layer=folium.TileLayer("https://tile.example.org/{z}/{x}/{y}.png", attr="example")
    ).add_to(page)
    with pytest.raises(QuestionError, match=r"\.js"):
        page.save(tmp_path / "map.html")


@pytest.mark.parametrize("place", ["missing/map.html", "."])
def test_what_can_not_be_written_is_said(place: str, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot write"):
        CorridorMap().save(tmp_path / place)


def test_old_file_is_whole_when_the_page_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("old", encoding="utf-8")
    page = CorridorMap()
    folium.TileLayer("https://tile.example.org/{z}/{x}/{y}.png", attr="example").add_to(page)
    with pytest.raises(QuestionError):
        page.save(target)
    assert target.read_text(encoding="utf-8") == "old"


def test_notebook_shows_the_same_page(answer: Comparison) -> None:
    shown = comparison_map(answer)._repr_html_()
    assert "<iframe" in shown
    assert "cdn.jsdelivr" not in shown


def test_licence_of_leaflet_is_beside_it() -> None:
    assert "BSD 2-Clause License" in asset("leaflet.LICENSE")
    assert "sourceMappingURL" not in asset("leaflet.js")


def test_title_is_a_text(answer: Comparison) -> None:
    assert (
        "<title>&lt;/title&gt;&lt;b&gt;</title>" in CorridorMap("</title><b>").get_root().render()
    )
    assert safe_text("a\nb") == "a b"
    assert "<title>Mumbai to Moscow · instc</title>" in comparison_map(answer).get_root().render()
