"""What the report says beyond its question: the same figures as the commands that answer these questions."""

import html
import json
import re
from dataclasses import replace

import pytest

from instc.comparison.short_answer import JUDGED
from instc.report import outlook as outlook_module
from instc.report.outlook import CLOSES_IT, GAP, look_ahead
from instc.report.page import Cover, report_page
from surfaces import SVG, chart_named, html_table, number, page_tree, words_of

OTHERS = [CLOSES_IT, "red-sea-closed", "normal-2023"]


@pytest.fixture(scope="module")
def quick():
    """Three scenarios of ten, and no picture drawn: each is a question or a chart of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outlook_module, "shipped_scenarios", lambda _: [*OTHERS, "today"])
        patch.setattr(outlook_module, "chart_bytes", lambda *_: b"<svg/>")
        yield


@pytest.fixture(scope="module")
def pair(model):
    return model.compare("Mumbai", "Moscow", draws=200)


@pytest.fixture(scope="module")
def ahead(pair, quick):  # noqa: ARG001
    return look_ahead(pair)


@pytest.fixture(scope="module")
def page(pair, ahead):
    return report_page(pair, None, ahead, Cover("Which <way>?", "A. Rao & Co"))


def table_under(page, heading):
    """Read the first table under a heading."""
    whole = page.split(f'<h2 id="{heading}"')[1].split("<h2 ")[0]
    return html_table(next(page_tree(whole).iter("table")))


def test_the_gap_is_what_scenario_diff_says(pair, ahead, page):
    change = pair.under(CLOSES_IT).difference(pair)
    moved = change[change["days"].abs() > 0.05]
    assert len(moved) == len(ahead.gap["rows"]) > 1
    assert (ahead.gap["km"], ahead.gap["status"]) == (162, "planned")
    assert "kom25" in ahead.gap["works"]
    for row, (_, told) in zip(table_under(page, "gap"), moved.iterrows(), strict=True):
        assert row["way"].startswith(told["label"])
        assert number(row["days P50 before"]) == pytest.approx(told["days_p50_before"], abs=0.051)
        assert number(row["after"]) == pytest.approx(told["days_p50_after"], abs=0.051)
        assert number(row["moving"]) == pytest.approx(told["line_haul"], abs=0.051)
        assert number(row["USD/TEU"]) == pytest.approx(told["usd_per_teu"], abs=0.51)


def test_each_world_is_judged_as_compare_judges_it(pair, ahead, page):
    rows = table_under(page, "scenarios")
    assert len(rows) == len(ahead.scenarios) == 4
    asked = [pair, *(pair.under(name) for name in sorted(OTHERS))]
    for row, answer in zip(rows, asked, strict=True):
        judged = next(one for one in answer.verdicts() if one.quantity == JUDGED)
        for heading, name in (("best over Iran", judged.ours), ("best of the others", judged.rival)):  # fmt: skip
            told = answer.table.loc[name]
            days, usd = f"{told['days_p50']:.1f}", f"{told['usd_per_teu_p50']:,.0f} USD"
            assert f"{answer.alternatives[name].label}: {days} (" in row[heading]
            assert row[heading].endswith(usd)
        assert number(row["over Iran is better in"]) == pytest.approx(judged.share, abs=0.0051)


def test_a_world_that_cannot_be_says_why(pair, ahead):
    late = outlook_module._under(pair.under(as_of="2024-02-01"), "normal-2023")
    assert "2023-01-01" in late
    row = outlook_module._scenario(pair, "normal-2023", late)
    assert (row["why"], row["ours"], row["rival"]) == (late, None, None)
    page = report_page(pair, None, replace(ahead, scenarios=[row]))
    assert late in html.unescape(page.partition('<h2 id="scenarios"')[2])


def test_the_ladder_is_that_of_bottleneck(cli, ahead, page):
    told = json.loads(cli("bottleneck", "--ladder", "--format", "json").out)["steps"]
    climbed = [step for branch in ahead.capacity for step in branch["steps"]]
    assert [step["mtpa"] for step in climbed] == [step["mtpa"] for step in told]
    assert [step["works"] for step in climbed] == [step["source_ids"] for step in told]
    first = table_under(page, "capacity")
    assert [row["held by"] for row in first][:2] == ["Astara (Iran) - Rasht", "Astara (Iran) terminal"]  # fmt: skip
    assert [row["Mt/year"] for row in first][-1] == "no figure"


def test_the_value_from_which_it_wins_is_that_of_breakeven(pair, ahead):
    found = pair.breakeven()
    ours = pair.alternatives[found.a].label
    assert ahead.breakeven["words"][0.5] == found.words().replace(found.a, ours, 1)
    assert sum(ahead.breakeven["shares"].values()) == pytest.approx(1)


def test_between_ends_far_from_iran_there_is_no_gap(model, quick):  # noqa: ARG001
    answer = model.compare("Novorossiysk", "Jeddah", draws=10, against=["by_sea"])
    found = look_ahead(answer)
    assert (found.gap, found.capacity, found.breakeven) == (None, [], None)
    assert "There are no two sides to weigh." in report_page(answer, None, found)


def test_the_first_page_begins_with_the_answer(pair, page):
    body = page.split("<body>")[1]
    first, rest = body.split("</header>")
    answer = words_of(page_tree("<p>" + first.partition('class="answer">')[2]))
    assert answer.startswith(" ".join(pair.short_answer().text.split()))
    assert first.index("answer") < first.index("<table")
    assert "Which &lt;way&gt;?" in first
    assert "A. Rao &amp; Co" in first
    assert "1 TEU of 12 t worth 40,000 USD" in first
    assert "162 km, is planned" in first
    assert GAP not in page.split("<iframe")[0]
    assert rest.count("<header") == 0


def test_all_bars_are_on_one_axis(page):
    """The ticks of every chart stand at the same places, and a day is as wide in each."""
    tree, scales = page_tree(page), []
    for name in (
        "Days of the ways that a table opens with",
        "Days of each way, P10 to P90",
        "Mean days by part",
    ):
        chart = chart_named(tree, name)
        scales.append([(text.get("x"), text.text) for text in chart.iter(f"{SVG}text") if text.get("text-anchor")])  # fmt: skip
    assert len(scales[0]) > 3
    assert scales[0] == scales[1] == scales[2]
    zero, *_, (last, days) = [(float(x), float(day)) for x, day in scales[2]]
    per_day = (last - zero[0]) / days
    widths = re.findall(
        r'width="([\d.]+)" height="14"[^>]*><title>\w+: ([\d.]+) days', page.split("<iframe")[1]
    )
    assert len(widths) > 10
    for width, spent in widths:
        assert float(width) == pytest.approx(float(spent) * per_day, abs=0.06 * per_day + 0.1)


def test_legs_and_sources_are_told_by_name_and_number(pair, page):
    legs = page.split('<h2 id="legs"')[1].split("<h2 ")[0]
    assert "Nhava Sheva port" in legs
    assert not re.search(r"\b[a-z_]+\.(port|rail1520|rail1435|road|border1520)\b", legs)
    numbers = dict(re.findall(r'<a href="#s-([a-z0-9_.]+)">(\d+)</a>', page))
    listed = re.findall(r'<li id="s-([a-z0-9_.]+)">', page)
    assert len(numbers) > 10
    assert all(listed[int(place) - 1] == name for name, place in numbers.items())
    flags = [flag for met in pair.flags().values() for flag in met]
    assert {flag.source_id for flag in flags} <= set(numbers)
    said = html.unescape(page.split('<h2 id="flags"')[1].split("<h2 ")[0])
    assert all(f" says that {flag.statement}." in said for flag in flags)
    assert said.count("<li>") == len({flag.flag_id for flag in flags})
