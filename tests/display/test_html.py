"""Tables are safe in a page, and readable in a console."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from changed import changed
from instc.capacity.branch import find_branches, load_capacities
from instc.capacity.ladder import assess
from instc.display.html import STYLE, listing, table_html
from instc.display.text import cell_texts, table_text
from instc.evidence.backtest import Backtest, replay, replay_one
from instc.evidence.claims import check_claims
from instc.evidence.dated import Dated
from instc.evidence.printed import load_printed
from instc.evidence.provenance import why
from instc.scenarios.scenario import Change, Scenario, load_scenario
from surfaces import html_table, number, page_tree, words_of

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><b>",
    "a & b",
    "\u202eabc",
    "{{7*7}}",
    "javascript:alert(1)",
]

TAGS = set("style div p strong table thead tbody tr th td span i b".split())
ATTRIBUTES = {"class", "scope", "tabindex", "title", "style"}


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.names = [], set()

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.names |= {name for name, _ in attrs}


@pytest.mark.parametrize("text", NASTY)
def test_texts_of_data_stay_texts(text):
    table = pd.DataFrame(
        {"label": [text, text], "days_p10": [1.0, 2], "days_p50": [2.0, 3], "days_p90": [3.0, 4]}
    )
    page = table_html(
        table,
        {"label": text, "days_p50": "P50"},
        title=text,
        notes=[text],
        tips={"label": [text, text]},
        spread="days",
    )
    tags = Tags()
    tags.feed(page)
    assert set(tags.seen) == TAGS
    assert tags.names <= ATTRIBUTES
    assert tags.seen.count("b") == 2, "one bar a row, none from the data"


def test_no_colour_but_the_page_s_own():
    page = table_html(pd.DataFrame({"km": [1.0]}), {"km": "km"}, title="")
    assert not re.search(r"#[0-9a-f]{3,6}\b", page)
    assert "http" not in page


def test_numbers_are_written_by_their_unit():
    table = pd.DataFrame(
        {
            "length_km": [1234.5],
            "days_p50": [2.345],
            "fastest_share": [0.256],
            "usd": [float("nan")],
        }
    )
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
    assert table_text(table, {"label": "route", "length_km": "km"}, title="t", notes=["n"]).split(
        "\n"
    ) == ["t", "route    km", "a         5", "bbbb  1,000", "n"]


@pytest.fixture(scope="module")
def answers(model):
    """One of everything that a notebook may be handed."""
    comparison = model.compare("Mumbai", "Moscow", draws=50)
    built = model.with_scenario("rasht-astara-open").compare("Mumbai", "Moscow", draws=50)
    dated = Dated(model)
    seen = load_printed("observations").set_index("observation_id", drop=False)
    values = load_capacities(model.network)
    return {
        "model": model,
        "network": model.network,
        "scenario": load_scenario("winter"),
        "scenario without changes": load_scenario("today"),
        "comparison": comparison,
        "itinerary": comparison.alternatives["instc_west_road"].itinerary,
        "break-even": comparison.breakeven("suez_baltic"),
        "sensitivity": comparison.sensitivity("suez_baltic"),
        "difference": built.difference(comparison),
        "claim": check_claims(["e01"], dated=dated)[0],
        "journey": replay("jeddah-2023", dated=dated),
        "backtest": Backtest(
            [replay_one(seen.loc[name], dated) for name in ("c042", "o005")], [], {}
        ),
        "card": why("rasht-astara.length_km", model, comparison)[0],
        "capacity": assess(
            model.network, model.corridors, find_branches("east")[0], values, model.as_of
        )[0],
    }


KINDS = (
    "model",
    "network",
    "scenario",
    "scenario without changes",
    "comparison",
    "itinerary",
    "break-even",
    "sensitivity",
    "difference",
    "claim",
    "journey",
    "backtest",
    "card",
    "capacity",
)
SOURCED = {
    "scenario": "source: ice3",
    "comparison": "sources: ",
    "itinerary": "sources: ",
    "sensitivity": ", ",
    "claim": "again: ",
    "journey": "source: ",
    "card": "Komm",
    "capacity": "sources: ",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_shows_itself_in_one_way(answers, kind):
    """A table in the colours of the page; nothing in it that runs, loads or links; in a console a few lines."""
    assert tuple(answers) == KINDS
    page, tags = answers[kind]._repr_html_(), Tags()
    tags.feed(page)
    assert page.startswith(STYLE)
    assert set(tags.seen) <= TAGS
    assert tags.names <= ATTRIBUTES
    assert not re.search(r"#[0-9a-f]{3,6}\b", page.removeprefix(STYLE)), "no colour of its own"
    text = repr(answers[kind])
    assert len(text) < 7000  # of a comparison a third are its flags
    assert "object at 0x" not in text
    assert "<" not in re.sub("<[0-9]", "", text), "no markup in a console"
    if kind in SOURCED:
        assert SOURCED[kind] in " ".join(re.findall(r'title="([^"]*)"', page))


@pytest.mark.parametrize("nasty", NASTY)
def test_names_of_people_stay_texts(answers, nasty):
    """A scenario's file, a claim and a question are written by people."""
    scenario = Scenario(nasty, nasty, None, (Change(nasty, "status", nasty),), nasty)
    claim = replace(
        answers["claim"],
        rule=nasty,
        findings=(
            replace(answers["claim"].findings[0], reading=nasty, arithmetic=nasty, again=nasty),
        ),
    )
    comparison = changed(answers["comparison"], _missing={nasty: nasty})
    for value in (
        scenario,
        claim,
        comparison,
        listing(
            pd.DataFrame({"a": [nasty]}, index=pd.Index([nasty], name="k")),
            {"k": nasty, "a": nasty},
            title=nasty,
        ),
    ):
        tags = Tags()
        tags.feed(value._repr_html_())
        assert set(tags.seen) <= TAGS
        assert tags.names <= ATTRIBUTES


def test_a_changed_listing_is_shown_as_it_is_now(answers):
    levers = answers["sensitivity"]
    assert STYLE in levers._repr_html_()
    changed = levers.copy()
    changed["mine"] = 1
    assert "mine" in changed._repr_html_()
    assert type(levers.head(3)) is pd.DataFrame
    assert levers.attrs["against"] == "suez_baltic"
    levers_too = answers["comparison"].sensitivity("suez_baltic")
    levers_too["mine"] = 1
    assert "mine" in levers_too._repr_html_()


def test_what_a_console_shows(answers):
    assert answers["comparison"].again in repr(answers["comparison"])
    assert "data " in repr(answers["model"])
    assert repr(answers["break-even"]).split("\n")[1].split() == [
        "by",
        "the",
        "value",
        "of",
        "the",
        "cargo",
        "of",
        "the",
        "draws",
    ]


def test_small_numbers_keep_three_figures():
    table = pd.DataFrame({"p10": [0.02813, 1234.5, -0.0, float("nan")]})
    assert cell_texts(table["p10"]) == ["0.0281", "1,234", "0", ""]


def shown(value):
    """Read what a notebook shows of a value: title, rows by heading, the tips and bars of the rows."""
    page = page_tree(value._repr_html_())
    (table,) = page.iter("table")
    tips = [span.get("title") for span in table.iter("span") if span.get("title")]
    bars = [
        (*bar_of(span.find("i").get("style")), *bar_of(span.find("b").get("style")))
        for span in table.iter("span")
        if span.get("class") == "s"
    ]
    return words_of(next(page.iter("strong"))), html_table(table), tips, bars


def bar_of(style):
    return [float(value) for value in re.findall(r"([\d.]+)%", style)]


def test_a_notebook_shows_a_comparison_as_it_is(answer):
    title, rows, tips, bars = shown(answer)
    assert title == (f"Mumbai → Moscow, as of {answer.world.as_of}, today, 200 draws, seed 1")
    table = answer.table
    assert [row["route"] for row in rows] == table["title"].tolist()
    columns = {
        "km": ("length_km", 0.51), "days P10": ("days_p10", 0.051), "P50": ("days_p50", 0.051), "P90": ("days_p90", 0.051),
        "$/TEU": ("usd_per_teu_p50", 0.51), "kg CO2e": ("co2e_kg_per_teu_p50", 0.51), "fastest": ("fastest_share", 0.0051),
    }  # fmt: skip
    for row, (name, true) in zip(rows, table.iterrows(), strict=True):
        for heading, (column, most) in columns.items():
            assert number(row[heading]) == pytest.approx(true[column], abs=most), (name, heading)
        share = true["grade_d_share_of_days"]
        assert number(row["est %"]) == pytest.approx(share, abs=0.0051)
    least, most = table["days_p10"].min(), table["days_p90"].max()
    for (left, width, middle), (_, true) in zip(bars, table.iterrows(), strict=True):
        ends = [
            (true[f"days_{level}"] - least) / (most - least) * 98 for level in ("p10", "p50", "p90")
        ]
        assert [left, middle, left + width] == pytest.approx(ends, abs=0.11)
    works = [tip for tip in tips if tip.startswith("sources: ")]
    for tip, way in zip(works, answer.alternatives.values(), strict=True):
        wanted = {work for works_ in way.itinerary.legs()["source_ids"] for work in works_}
        assert set(tip.removeprefix("sources: ").split(", ")) == wanted


def test_a_notebook_shows_legs_as_they_are(answer):
    for way in answer.alternatives.values():
        title, rows, tips, _ = shown(way.itinerary)
        legs = way.itinerary.legs()
        assert title == f"Mumbai → Moscow, {way.itinerary.length_km:,.0f} km; means"
        for row, tip, (_, leg) in zip(rows, tips, legs.iterrows(), strict=True):
            assert (row["from"], row["to"], row["leg"]) == (
                leg["start_name"],
                leg["end_name"],
                leg["mode"],
            )
            assert row["state"] == leg["status"]
            assert tip == f"sources: {', '.join(leg['source_ids'])}"
            for heading, true, most in (
                ("km", leg["length_km"], 0.51),
                ("days", leg["hours"] / 24, 0.051),
                ("$/TEU", leg["usd"], 0.51),
                ("kg CO2e", leg["co2e_kg"], 0.51),
            ):
                assert number(row[heading]) == pytest.approx(true, abs=most), heading


def test_a_notebook_shows_levers_and_differences_as_they_are(answers):
    title, rows, _, _ = shown(answers["sensitivity"])
    table = answers["sensitivity"]
    assert "less" in title
    assert [row["lever"] for row in rows] == list(table["name"])
    for row, (_, true) in zip(rows, table.iterrows(), strict=True):
        for heading, column in (
            ("difference at P10", "low"),
            ("at P90", "high"),
            ("swing", "swing"),
        ):
            assert number(row[heading]) == pytest.approx(true[column], rel=0.006, abs=1e-9)
    title, rows, tips, _ = shown(answers["difference"])
    assert title == "Mumbai → Moscow: rasht-astara-open less today"
    for row, tip, (_, true) in zip(rows, tips, answers["difference"].iterrows(), strict=True):
        assert (row["route"], tip) == (true["label"], f"against {true['before']}")
        assert number(row["days P50 before"]) == pytest.approx(true["days_p50_before"], abs=0.051)
        assert number(row["after"]) == pytest.approx(true["days_p50_after"], abs=0.051)
        assert number(row["mean days"]) == pytest.approx(true["days"], abs=0.051)


def test_a_notebook_shows_a_break_even_as_it_is(answers):
    asked = answers["break-even"]
    title, rows, _, _ = shown(asked)
    assert title == f"{asked.a} against {asked.b}"
    told = {row["by the value of the cargo"]: number(row["of the draws"]) for row in rows}
    wanted = {
        f"{asked.a} wins at every value": asked.a_dominates,
        f"{asked.a} wins above some value": asked.a_above,
        f"{asked.a} wins below some value": asked.a_below,
        f"{asked.b} wins at every value": asked.b_dominates,
    }
    assert told == pytest.approx(wanted, abs=0.0051)
    assert f"in 50% of the draws: {asked.words()}" in asked._repr_html_()
