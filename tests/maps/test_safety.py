"""No text of a user becomes code: payloads x fields x sinks."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest

from changed import changed
from instc.maps import CorridorMap, comparison_map, safe_text
from instc.maps.basemap import to_script
from instc.network.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.comparison.comparison import Comparison

CALL = "window.pwned=1"
SHAPES = (
    "<script>{}</script>", "</script><script>{}</script>", "<img src=x onerror={}>", "<svg onload={}>", "'><img src=x onerror={}>", '"><img src=x onerror={}>',
    "<iframe srcdoc='<script>parent.{}</script>'>", "<a href=javascript:{}>x</a>", "<details open ontoggle={}>", "<input autofocus onfocus={}>", "<body onload={}>",
    "<style>@import 'x';</style><script>{}</script>", "<!--<script>{}</script>", "]]><script>{}</script>", "</title><script>{}</script>", "</style><script>{}</script>",
    "</textarea><script>{}</script>", "${{{}}}", "`${{{}}}`", "`;{};`", "';{};'", '";{};"', "\\';{};//", '\\";{};//', "\\u003cscript>{}</script>", "\u2028{}\u2028", "\u2029{}//",
    "\n{}\n", "{{{{ {} }}}}", "{{% raw %}}{}", "{{% endraw %}}<script>{}</script>", "javascript:{}",
)  # fmt: skip
CALLS = (CALL, "(function(){" + CALL + "})()", "{{ ''.__class__.__mro__ }}" + CALL)
PAYLOADS = [shape.format(call) for shape, call in product(SHAPES, CALLS)]
TOP_LEVEL = "\n".join(PAYLOADS)


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 64


@pytest.mark.parametrize("payload", PAYLOADS)
def test_data_of_the_page_ends_no_script(payload: str) -> None:
    written = to_script({payload: [payload]})
    assert not set("<>&\u2028\u2029") & set(written)
    assert not any(
        opening in written for opening in ("{{", "{%", "{#")
    )  # branca reads scripts as templates
    assert json.loads(written) == {payload: [payload]}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_stock_objects_get_a_harmless_text(payload: str) -> None:
    written = safe_text(payload)
    assert not set("<>\"'`\\${}\n\u2028\u2029") & set(written)


def end_name(answer: Comparison, text: str) -> Comparison:
    """A place whose name came from a user's file."""
    return changed(answer, origin=replace(answer.origin, name=text))


def scenario_name(answer: Comparison, text: str) -> Comparison:
    """A scenario whose name came from a user's file."""
    return changed(answer, world=changed(answer.world, scenarios=(text,)))


def again(answer: Comparison, text: str) -> Comparison:
    """The command line as it was typed."""
    return changed(answer, question=replace(answer.question, via=tuple(text.splitlines())))


def label(answer: Comparison, text: str) -> Comparison:
    """The label of a corridor, which is also the name of a folium layer."""
    ways = {name: replace(way, label=text) for name, way in answer.alternatives.items()}
    return changed(answer, _ways=ways)


def reason(answer: Comparison, text: str) -> Comparison:
    """Why a corridor is not available."""
    return changed(answer, _missing={text: text})


def node_name(answer: Comparison, text: str) -> Comparison:
    """The name of a place on the way."""

    def renamed(trip: object) -> object:
        network = trip.network  # type: ignore[attr-defined]
        return replace(trip, network=Network(network.nodes.assign(name=text), network.links))  # type: ignore[type-var]

    ways = {
        name: replace(way, itinerary=renamed(way.itinerary))
        for name, way in answer.alternatives.items()
    }
    return changed(answer, _ways=ways)


FIELDS = (end_name, scenario_name, again, label, reason, node_name)


@pytest.mark.parametrize("change", FIELDS)
def test_page_holds_no_payload_as_it_was_typed(
    change: Callable[[Comparison, str], Comparison], answer: Comparison
) -> None:
    """Every payload at once in one field: none of those that need a tag or a template literal stands in the page."""
    clean = comparison_map(answer).get_root().render()
    page = comparison_map(change(answer, TOP_LEVEL)).get_root().render()
    for payload in PAYLOADS:
        if "<" in payload or "\u2028" in payload or "\u2029" in payload:
            assert payload not in page
    assert page.count("<script") == clean.count("<script")
    assert page.count("</script>") == clean.count("</script>")
    assert page.count("<img") == clean.count("<img")
    assert page.count("<style") == clean.count("<style")


def test_templates_of_a_user_are_not_run_by_python() -> None:
    assert "__mro__" in CorridorMap("{{ ''.__class__.__mro__ }}").get_root().render()
