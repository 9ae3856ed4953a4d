"""The page: self-contained, escaped, and the same figures as the comparison."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from changed import changed
from instc import cli
from instc.evidence.backtest import Backtest, replay_one
from instc.evidence.claims import check_claims
from instc.evidence.dated import Dated
from instc.evidence.printed import load_printed
from instc.report import page as report_module
from instc.report.page import Evidence, gather, report_page
from surfaces import SVG, chart_named, html_table, is_short_for, number, page_tree, titled, words_of


@pytest.fixture(scope="module")
def pair(model):
    return model.compare("Mumbai", "Moscow", against=["instc_west_road", "suez_baltic"], draws=200)


@pytest.fixture(scope="module")
def evidence(model):
    rows = load_printed("observations").set_index("observation_id", drop=False)
    dated = Dated(model)
    return Evidence(
        check_claims(["e12", "c014"], dated=dated),
        Backtest([replay_one(rows.loc[name], dated) for name in ("uzb24m", "c049")], [], {}),
    )


@pytest.fixture(scope="module")
def page(pair, evidence):
    return report_page(pair, evidence)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.loads, self.tags, self.text, self.inner = [], [], [], ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.inner = given.get("srcdoc", self.inner)
        self.loads += [
            given[name]
            for name in ("src", "srcset", "data", "poster", "background")
            if given.get(name)
        ]
        self.loads += (
            [given["href"]] if tag in {"link", "base", "use", "image"} and given.get("href") else []
        )
        assert not any(name.startswith("on") for name in given)

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_loads_nothing(page):
    outer = read(page)
    assert outer.loads == []
    assert "default-src 'none'" in page
    assert read(outer.inner).loads == []
    assert "@import" not in page
    assert not re.search(r"url\(\s*['\"]?https?:", page)


def test_every_part_is_there(page):
    for part in (
        "map",
        "charts",
        "ways",
        "flags",
        "gap",
        "scenarios",
        "capacity",
        "breakeven",
        "legs",
        "verdicts",
        "misses",
        "assumptions",
        "sources",
        "again",
    ):
        assert re.search(rf'<h2 id="{part}"( class="page")?>', page), part
    text = " ".join(read(page).text)
    assert "plausible" in text  # 17 % of 5
    assert "1 in" not in text
    assert "Of 2 measured journeys 50% lie inside" in text
    assert "Sergeli" in text  # the miss is named
    assert "Arkhangelsk" not in text  # the hit is not


def test_the_grades_are_explained(page):
    told = (
        "Grades: A measured, B statistic read in full, C operator, press or excerpt, D our estimate"
    )
    assert f"<li>{told}; est %: the share of a median that rests on D.</li>" in page


def test_figures_are_those_of_the_comparison(page, pair):
    cells = [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr>(.*?)</tr>", page, flags=re.DOTALL)
    ]
    for way in pair.to_dict()["alternatives"]:
        rows = [cell for cell in cells if cell.startswith(way["title"])]
        assert len(rows) == 1 + (way["hidden_reason"] is None)  # on the first page too
        for row in rows:
            days = [f"{way['days'][level]:.1f}" for level in ("p10", "p50", "p90")]
            assert " ".join(days) in row
            assert f"{way['usd_per_teu']['p50']:,.0f}" in row


def bars(page):
    """Read the chart of spans: by label, where a bar begins and ends and where its dot stands, in the days of the ticks."""
    chart = chart_named(page_tree(page), "Days of each way, P10 to P90")
    ticks = [
        (float(text.get("x")), float(text.text))
        for text in chart.iter(f"{SVG}text")
        if text.get("text-anchor") == "middle"
    ]
    assert len(ticks) > 2
    scale = np.poly1d(np.polyfit(*zip(*ticks, strict=True), 1))
    assert scale([x for x, _ in ticks]) == pytest.approx([days for _, days in ticks], abs=0.01)
    told = {}
    for group in chart.iter(f"{SVG}g"):
        label = words_of(group.find(f"{SVG}text"))
        bar, dot = group.find(f"{SVG}rect"), group.find(f"{SVG}circle")
        left, width, middle = float(bar.get("x")), float(bar.get("width")), float(dot.get("cx"))
        told[label] = [float(scale(x)) for x in (left, middle, left + width)]
    return told


def test_the_bars_of_p10_and_p90_stand_at_their_days(page, pair):
    """Left end, dot and right end of each bar are the three quantiles, on the scale that the ticks say."""
    told = bars(page)
    for way in pair.to_dict()["alternatives"]:
        (label,) = (name for name in told if is_short_for(name, way["head"]))
        days = [way["days"][level] for level in ("p10", "p50", "p90")]
        assert days[0] < days[1] < days[2]
        assert told[label] == pytest.approx(days, abs=0.02)


def test_the_page_reads_back(page, pair):
    """By label: table of ways, titles of both charts, widths of the parts, legs, spread, sources."""
    tree = page_tree(page)
    ways = {way["head"]: way for way in pair.to_dict()["alternatives"]}
    table = next(one for one in tree.iter("table") if one.get("class") == "ways")
    for row, (label, way) in zip(html_table(table), ways.items(), strict=True):
        assert row["way"].startswith(way["title"])
        assert way["title"].startswith(f"{label}: ")
        assert number(row["km"]) == pytest.approx(way["length_km"], abs=0.51)
        for heading, level in (("days P10", "p10"), ("P50", "p50"), ("P90", "p90")):
            assert number(row[heading]) == pytest.approx(way["days"][level], abs=0.051)
        assert number(row["USD/TEU"]) == way["usd_per_teu"]["p50"]
        assert number(row["kg CO2e/TEU"]) == way["co2e_kg_per_teu"]["p50"]
        assert number(row["fastest in"]) == pytest.approx(way["fastest_share"], abs=0.0051)
        assert number(row["cheapest in"]) == pytest.approx(way["cheapest_share"], abs=0.0051)
        shown = [number(row[f"est % {name}"]) for name in ("days", "USD", "CO2e")]
        assert shown == pytest.approx(list(way["grade_d_share"].values()), abs=0.0051)
    spans = titled(chart_named(tree, "Days of each way, P10 to P90"))
    titles = [title.rpartition(": ") for row in spans.values() for title in row]
    assert [label for label, _, _ in titles] == list(ways)
    for label, _, words in titles:
        days = [ways[label]["days"][level] for level in ("p10", "p50", "p90")]
        assert words == f"P10 {days[0]:.1f}, P50 {days[1]:.1f}, P90 {days[2]:.1f} days"


def test_the_parts_are_as_wide_as_their_days(page, pair):
    """One scale for all ways; each part begins where the one before it ends."""
    chart = chart_named(page_tree(page), "Mean days by part")
    shapes = [shape for shape in chart if shape.find(f"{SVG}title") is not None]
    names = titled(chart)
    assert len(shapes) == 4 * len(names) == 4 * len(pair.alternatives)
    ratios = []
    for number_, way in enumerate(pair.alternatives.values()):
        row = shapes[4 * number_ : 4 * number_ + 4]
        days = way.itinerary.part_days()
        for shape, (part, words) in zip(row, report_module.PART_NAMES.items(), strict=True):
            assert words_of(shape) == f"{words}: {days[part]:.1f} days"
        edges = [(float(shape.get("x")), float(shape.get("width"))) for shape in row]
        for (x, width), (after, _) in pairwise(edges):
            assert after == pytest.approx(x + width, abs=0.11)
        ratios += [
            width / days[part] for (_, width), part in zip(edges, days, strict=True) if width > 5
        ]
    assert max(ratios) == pytest.approx(min(ratios), rel=0.02)


def test_the_spread_names_what_causes_it(page, pair):
    split = pair.variance()
    fastest = pair.table["days_p50"].idxmin()
    label = pair.alternatives[fastest].label
    (said,) = re.findall(rf"<p>{re.escape(label)}: (.*?)\.</p>", page)
    told = [cause.rsplit(" ", 1) for cause in said.split(", ")]
    wanted = split[fastest].sort_values(ascending=False).head(len(told))
    called = pair.world.called
    assert [name for name, _ in told] == [called(it.removeprefix("group:")) for it in wanted.index]
    assert [number(share) for _, share in told] == pytest.approx(wanted.tolist(), abs=0.0051)


def test_the_spread_of_the_three_fastest_ways_is_explained(answer):
    fastest = answer.table["days_p50"].sort_values().index[:3]
    rows = [row for row in answer.to_dict()["alternatives"] if row["same_as"] is None]
    told = report_module._causes(answer, rows)
    assert [row["label"] for row in told] == [answer.alternatives[name].label for name in fastest]
    assert all(0 < len(row["causes"]) <= 5 for row in told)


def test_every_source_of_a_leg_is_listed(page, pair):
    listed = set(re.findall(r'<li id="s-([a-z0-9_.]+)"', page))
    assert set(pair.sources().index) <= listed


def test_a_source_is_told_by_title_author_and_year(pair):
    told = {row["id"]: row["text"] for row in report_module._sources(pair, None, None)}
    years = pair.sources()["year"]
    assert years.notna().any()
    for name, work in pair.sources().iterrows():
        year = "" if np.isnan(years[name]) else str(int(years[name]))
        assert told[name] == ", ".join(filter(None, (work["title"], work["author"], year)))


def test_texts_from_tables_are_escaped(pair, evidence):
    payload = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
    claim = evidence.claims[0].claim.copy()
    claim["statement"] = claim["who"] = payload
    worse = Evidence([replace(evidence.claims[0], claim=claim)], evidence.journeys)
    question = replace(pair.question, via=(payload,))
    html = report_page(
        changed(pair, question=question, _answer=pair._answer._replace(missing={payload: payload})),
        worse,
    )
    outer = html.split("<iframe", 1)[0] + html.split("</iframe>", 1)[1]
    assert "<script" not in outer
    assert "<img" not in outer
    assert "{{7*7}}" in outer  # shown, not computed
    assert outer.count("&lt;script&gt;") >= 5


def test_an_address_that_is_no_web_page_is_no_link(page):
    assert not re.search(
        r'href="(?!https?://|#)', page.split("<iframe")[0] + page.split("</iframe>")[1]
    )
    assert "javascript:" not in page.split("</iframe>")[1]


def test_verdicts_name_ways_as_people_do(pair, page):
    words = report_module._speller(pair)("over_iran.days 20.0, by_sea 25; instc_west_road dear")
    assert words == "over Iran, fastest 20.0, by sea 25; INSTC west (road gap) dear"
    said = page.split('<h2 id="verdicts"')[1].split("<h2 ")[0]
    assert not re.search(r"\b(over_iran|by_sea|instc_\w+|suez_\w+)\b", said)


def test_without_evidence_the_page_says_so(pair):
    assert report_page(pair).count("Left out of this page on request.") == 6


def test_claims_on_the_pair_are_gathered(model, pair, monkeypatch):
    """Between the two cities, from the port where a way begins, and the other way round; none of another pair."""
    monkeypatch.setattr(report_module, "check_claims", lambda ids, **_: ids)
    monkeypatch.setattr(report_module, "backtest", lambda **_: "journeys")
    found = gather(pair)
    assert {"c003", "c021", "c082"} <= set(found.claims)
    rows = load_printed("claims").set_index("claim_id").loc[found.claims]
    assert {name.partition(".")[0] for name in [*rows["from_id"], *rows["to_id"]]} == {
        "mumbai",
        "nhava_sheva",
        "moscow",
    }
    assert found.journeys == "journeys"
    assert gather(model.compare("Novorossiysk", "Jeddah", draws=10)).claims == []


@pytest.mark.parametrize("turn", [1, -1])
def test_a_facility_of_no_place_gathers_no_claim(turn):
    """29 claims are of no pair: their empty cells are not the place of a junction."""
    nodes = pd.DataFrame({"mode": ["door", "rail", "rail"], "place_id": ["a", "", "b"]})[::turn]
    way = SimpleNamespace(itinerary=SimpleNamespace(nodes=nodes))
    origin, destination = (SimpleNamespace(place_id=name) for name in "ab"[::turn])
    answer = SimpleNamespace(origin=origin, destination=destination, alternatives={"way": way})
    assert report_module._ends(answer) == ({origin.place_id}, {destination.place_id})


def test_twice_the_same_bytes(pair, evidence, page):
    assert report_page(pair, evidence) == page


def test_the_command_writes_one_file(tmp_path, monkeypatch, capsys):
    target = tmp_path / "r.html"
    monkeypatch.setattr(
        "sys.argv",
        [
            "instc",
            "report",
            "Mumbai",
            "Moscow",
            "--no-evidence",
            "--no-outlook",
            "--against",
            "suez_baltic",
            "--draws",
            "100",
            "-o",
            str(target),
        ],
    )
    assert cli.run() == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(
        "sys.argv", ["instc", "report", "Mumbai", "Moscow", "-o", str(tmp_path / "r.csv")]
    )
    assert cli.run() == 2
