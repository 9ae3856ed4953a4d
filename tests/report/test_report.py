"""The page: self-contained, escaped, and the same figures as the comparison."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import instc
from instc import cli, report
from instc.evidence.backtest import Backtest, load_observations, replay_one
from instc.evidence.claims import check_claims, load_claims
from instc.evidence.dated import Worlds
from instc.report import Evidence, report_page


@pytest.fixture(scope="module")
def model():
    return instc.load_model()


@pytest.fixture(scope="module")
def pair(model):
    return model.compare("Mumbai", "Moscow", against=["instc_west_road", "suez_baltic"], draws=200)


@pytest.fixture(scope="module")
def evidence():
    rows = load_observations().set_index("observation_id", drop=False)
    worlds = Worlds()
    return Evidence(
        check_claims(["e12", "c014"], worlds=worlds),
        Backtest([replay_one(rows.loc[name], worlds) for name in ("o053", "c049")], [], {}),
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
        "ways",
        "map",
        "charts",
        "legs",
        "verdicts",
        "misses",
        "assumptions",
        "sources",
        "again",
    ):
        assert f'<h2 id="{part}">' in page
    text = " ".join(read(page).text)
    assert "plausible" in text  # 17 % of 5
    assert "1 in" not in text
    assert "Of 2 measured journeys 50% lie inside" in text
    assert "India (Mumbai by the page label)" in text  # the miss is named
    assert "Arkhangelsk" not in text  # the hit is not


def test_figures_are_those_of_the_comparison(page, pair):
    cells = [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr>(.*?)</tr>", page, flags=re.DOTALL)
    ]
    for way in pair.to_dict()["alternatives"]:
        row = next(cell for cell in cells if cell.startswith(way["label"]))
        assert f"{way['days']['p10']:.1f} {way['days']['p50']:.1f} {way['days']['p90']:.1f}" in row
        assert f"{way['usd_per_teu']['p50']:,.0f}" in row


def test_every_source_of_a_leg_is_listed(page, pair):
    listed = set(re.findall(r'<li id="s-([a-z0-9_.]+)"', page))
    assert set(pair.sources().index) <= listed


def test_texts_from_tables_are_escaped(pair, evidence):
    payload = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
    claim = evidence.claims[0].claim.copy()
    claim["statement"] = claim["who"] = payload
    worse = Evidence([replace(evidence.claims[0], claim=claim)], evidence.journeys)
    question = replace(pair.question, again=payload)
    html = report_page(replace(pair, question=question, unavailable={payload: payload}), worse)
    outer = html.split("<iframe", 1)[0] + html.split("</iframe>", 1)[1]
    assert "<script" not in outer
    assert "<img" not in outer
    assert "{{7*7}}" in outer  # shown, not computed
    assert outer.count("&lt;script&gt;") >= 5


def test_an_address_that_is_no_web_page_is_no_link(page):
    assert not re.search(
        r'href="(?!https?://)', page.split("<iframe")[0] + page.split("</iframe>")[1]
    )
    assert "javascript:" not in page.split("</iframe>")[1]


def test_without_evidence_the_page_says_so(pair):
    assert report_page(pair).count("Left out of this page on request.") == 2


def test_claims_on_the_pair_are_gathered(model, pair, monkeypatch):
    """Between the two cities, from the port where a way begins, and the other way round; none of another pair."""
    monkeypatch.setattr(report, "check_claims", lambda ids, **_: ids)
    monkeypatch.setattr(report, "backtest", lambda **_: "journeys")
    found = report.gather(pair, model)
    assert {"c003", "c021", "c082"} <= set(found.claims)
    rows = load_claims().set_index("claim_id").loc[found.claims]
    assert {name.partition(".")[0] for name in [*rows["from_id"], *rows["to_id"]]} == {
        "mumbai",
        "nhava_sheva",
        "moscow",
    }
    assert found.journeys == "journeys"
    assert report.gather(model.compare("Novorossiysk", "Jeddah", draws=10), model).claims == []


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
