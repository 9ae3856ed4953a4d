"""Tables are safe in a page, and readable in a console."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from instc.display import table_html, table_text

NASTY = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</style><b>", "a & b", "\u202eabc", "{{7*7}}", "javascript:alert(1)"]


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.names = [], set()

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.names |= {name for name, _ in attrs}


@pytest.mark.parametrize("text", NASTY)
def test_texts_of_data_stay_texts(text):
    table = pd.DataFrame({"label": [text, text], "days_p10": [1.0, 2], "days_p50": [2.0, 3], "days_p90": [3.0, 4]})
    page = table_html(table, {"label": text, "days_p50": "P50"}, title=text, notes=[text], tips={"label": [text, text]}, spread="days")
    tags = Tags()
    tags.feed(page)
    assert set(tags.seen) == {"style", "div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "span", "i", "b"}
    assert tags.names <= {"class", "scope", "tabindex", "title", "style"}
    assert tags.seen.count("b") == 2, "one bar a row, none from the data"


def test_no_colour_but_the_page_s_own():
    page = table_html(pd.DataFrame({"km": [1.0]}), {"km": "km"}, title="")
    assert not re.search(r"#[0-9a-f]{3,6}\b", page)
    assert "http" not in page


def test_numbers_are_written_by_their_unit():
    table = pd.DataFrame({"length_km": [1234.5], "days_p50": [2.345], "fastest_share": [0.256], "usd": [float("nan")]})
    page = table_html(table, {name: name for name in table}, title="")
    assert re.findall(r'<td class="n">(.*?)</td>', page) == ["1,234", "2.3", "26%", ""]


def test_bars_of_a_table_without_spread():
    """All quantiles equal: no division by the width of nothing."""
    table = pd.DataFrame({"days_p10": [2.0], "days_p50": [2.0], "days_p90": [2.0]})
    assert "left:0.0%;width:1.0%" in table_html(table, {}, title="", spread="days")


def test_an_empty_table():
    table = pd.DataFrame({"length_km": pd.Series([], dtype=float)})
    assert table_text(table, {"length_km": "km"}, title="None") == "None\n(no rows)"
    assert "<tbody></tbody>" in table_html(table, {"length_km": "km"}, title="None", spread="days")


def test_console_text_is_aligned():
    table = pd.DataFrame({"label": ["a", "bbbb"], "length_km": [5.0, 1000.0]})
    assert table_text(table, {"label": "route", "length_km": "km"}, title="t", notes=["n"]).split("\n") == ["t", "route    km", "a         5", "bbbb  1,000", "n"]


def test_values_show_themselves(model):
    comparison = model.compare("Mumbai", "Moscow", draws=50)
    trip = comparison.alternatives["instc_west_road"].itinerary
    for value in (comparison, trip, model.network):
        assert "<table" in value._repr_html_()
        assert len(repr(value)) < 5000
    assert "sources: " in comparison._repr_html_()
    assert comparison.question.again in repr(comparison)
    assert "data " in repr(model)
