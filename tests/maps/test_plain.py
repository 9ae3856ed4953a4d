"""The page where no script runs: the same figures as the JSON, and what a reader must know beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import html5lib
import pytest

from instc.comparison.record import hindrances
from instc.comparison.scenario_grid import every_combination
from instc.maps import comparison_map
from instc.maps.plain import LICENCE, plain_page
from instc.report.page import report_page
from surfaces import unmarked

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from instc.comparison.comparison import Comparison

HEAD = ["way", "km", "days P10", "P50", "P90", "USD/TEU", "kg CO2e/TEU", "fastest in", "est %"]


def parsed(page: str) -> Element:
    """Read a page as a reader that runs no script."""
    return html5lib.parse(page, namespaceHTMLElements=False)


def words(node: Element) -> str:
    """What is read of a part of a page, without styles and scripts."""
    return " ".join("".join(node.itertext()).split())


def told(page: str) -> Element:
    """The part that stands for the map."""
    (main,) = [one for one in parsed(page).iter("main") if one.get("id") == "plain"]
    return main


@pytest.fixture(scope="module")
def page(answer: Comparison) -> str:
    return comparison_map(answer).get_root().render()


def figures(way: dict) -> list[str]:
    """A row as the JSON has it."""
    days = [f"{way['days'][level]:.1f}" for level in ("p10", "p50", "p90")]
    money, co2e = way["usd_per_teu"]["p50"], way["co2e_kg_per_teu"]["p50"]
    return [way["title"], f"{way['length_km']:,.0f}", *days, f"{money:,.0f}", f"{co2e:,.0f}"]


def test_the_table_says_the_figures_of_the_json(page: str, answer: Comparison) -> None:
    head, *rows = told(page).iter("tr")
    assert [words(cell) for cell in head] == HEAD
    told_of = answer.to_dict()["alternatives"]
    ways = [way for way in told_of if not way["same_as"] and not way["hidden_reason"]]
    assert len(ways) < len(told_of)
    assert [[words(cell) for cell in row][:7] for row in rows] == [figures(way) for way in ways]
    for row, way in zip(rows, ways, strict=True):
        *_, share, estimated = [words(cell) for cell in row]
        assert (share, estimated) == (
            f"{way['fastest_share']:.0%}",
            f"{way['grade_d_share']['days']:.0%}",
        )


def test_the_report_says_the_same_without_script(answer: Comparison) -> None:
    """Outside its frame, which it hides where no script runs, and says so."""
    page = re.sub(r"<iframe.*?</iframe>", "", report_page(answer), flags=re.DOTALL)
    body = words(parsed(page).find("body"))
    table = next(one for one in parsed(page).iter("table") if one.get("class") == "ways")
    rows = [[words(cell) for cell in row] for row in table.find("tbody")]
    ways = [way for way in answer.to_dict()["alternatives"] if not way["same_as"]]
    assert [row[1:7] for row in rows] == [figures(way)[1:] for way in ways]
    titles = [unmarked(row[0].partition("limited:")[0].strip()) for row in rows]
    assert titles == [way["title"] for way in ways]
    for line in [*answer.conclusions(), *answer.remarks(), LICENCE, answer.again]:
        assert " ".join(line.split()) in body
    for reason in hindrances(answer).values():
        assert reason in body
    hidden = "iframe{display:none}img.map{display:block}"
    assert f"@media (scripting:none){{.bare{{display:block}}{hidden}}}" in page
    assert "needs JavaScript" in body


def test_verdict_reasons_sources_and_licence_are_there(page: str, answer: Comparison) -> None:
    main = words(told(page))
    assert [words(one) for one in told(page).iter("h1")] == ["Mumbai to Moscow"]
    for line in [*answer.conclusions(), *answer.remarks(), LICENCE, answer.again]:
        assert " ".join(line.split()) in main
    for name, reason in hindrances(answer).items():
        assert f"{name}: {reason}" in main
    for title in answer.sources()["title"]:
        assert " ".join(title.split()) in main


def test_what_is_limited_is_named(page: str, answer: Comparison) -> None:
    limited = {name for way in answer.to_dict()["alternatives"] for name in way["limited"]}
    assert limited
    for name in limited:
        assert answer.world.called(name) in words(told(page))


def test_a_script_hides_it_at_once_and_takes_it_away_when_the_map_is_drawn(page: str) -> None:
    head, _, body = page.partition("<body>")
    assert "classList.add('js')" in head
    assert ".js #plain,html:not(.js) .folium-map{display:none}" in body
    assert body.count('document.getElementById("plain")?.remove();') == 1
    assert body.index('<main id="plain"') < body.index('class="folium-map"')


def test_it_asks_for_nothing_and_is_small(answer: Comparison) -> None:
    part = plain_page(answer)
    assert not re.search(r"<(script|img|link|iframe|object)\b|url\(|@import|https?://", part)
    assert len(part.encode()) < 12_000  # without its picture
    whole = comparison_map(answer, also=every_combination(answer)).get_root().render()
    assert len(whole.encode()) <= 640_000


def test_a_route_has_its_one_way(model) -> None:
    answer = model.simulate_route("INNSA", "IRSRP", mode="sea", draws=100)
    _, row = told(comparison_map(answer).get_root().render()).iter("tr")
    (way,) = answer.to_dict()["alternatives"]
    assert [words(cell) for cell in row][:7] == figures(way)
