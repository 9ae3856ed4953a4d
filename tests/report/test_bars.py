"""The bars of the page lie where its figures say: by hand, and read back from the page."""

import re
from itertools import pairwise
from types import SimpleNamespace

import pytest

from instc.report.bars import LEFT, ROOM, longest, parts, spans, ticks
from instc.report.page import report_page


def way(name, p10, p50, p90, p95):
    days = {"p10": p10, "p50": p50, "p90": p90, "p95": p95, "mean": p50}
    return {"head": name.title(), "corridor": name, "days": days}


WAYS = [way("short", 10, 13, 26, 30), way("long", 13, 26, 39, 52)]


def test_the_axis_ends_at_the_longest_p95():
    """52 days fill the 520 units of room: ten a day."""
    assert (LEFT, ROOM) == (190, 520)
    assert longest(WAYS) == 52
    short, long = spans(WAYS, 52)
    assert (short["p10"], short["p50"], short["p90"]) == (290, 320, 450)
    assert (long["p10"], long["p50"], long["p90"]) == (320, 450, 580)


def test_ticks_are_round_and_few():
    assert ticks(52) == [{"days": n, "x": 190 + 10 * n} for n in range(0, 51, 10)]
    assert [tick["days"] for tick in ticks(30)] == list(range(0, 31, 5))
    assert [tick["days"] for tick in ticks(29)] == list(range(0, 26, 5))
    assert [tick["days"] for tick in ticks(50)] == list(range(0, 51, 5))  # ten steps, no more


def test_a_mean_beyond_every_p95_is_held_too():
    luck = way("lucky", 1, 2, 3, 4)
    luck["days"]["mean"] = 9
    assert longest([luck, way("short", 1, 2, 3, 4)]) == 9


def test_parts_lie_side_by_side_in_order_on_the_axis_of_the_spreads():
    days = {
        "short": {"line_haul": 10.0, "handling": 2.0, "border": 1.0, "waiting": 0.0},
        "long": {"line_haul": 20.0, "handling": 4.0, "border": 0.0, "waiting": 2.0},
    }
    itineraries = {
        name: SimpleNamespace(itinerary=SimpleNamespace(part_days=lambda spent=spent: spent))
        for name, spent in days.items()
    }
    short, long = parts(SimpleNamespace(alternatives=itineraries), WAYS, 52)
    assert [(piece["x"], piece["width"]) for piece in long["pieces"]] == [
        (190, 200),
        (390, 40),
        (430, 0),
        (430, 20),
    ]  # 52 days in 520 units: 10 a day
    assert [piece["width"] for piece in short["pieces"]] == [100, 20, 10, 0]
    for before, after in pairwise(short["pieces"]):
        assert after["x"] == before["x"] + before["width"]
    assert [piece["days"] for piece in short["pieces"]] == [10.0, 2.0, 1.0, 0.0]


def test_pieces_lie_at_tenths():
    """Three equal parts of 520 units."""
    spent = {"line_haul": 1.0, "handling": 1.0, "border": 1.0, "waiting": 0.0}
    way = SimpleNamespace(itinerary=SimpleNamespace(part_days=lambda: spent))
    (row,) = parts(SimpleNamespace(alternatives={"short": way}), WAYS[:1], 3)
    assert [(piece["x"], piece["width"]) for piece in row["pieces"]] == [
        (190, 173.3),
        (363.3, 173.3),
        (536.7, 173.3),
        (710, 0),
    ]


@pytest.fixture(scope="module")
def pair(model):
    return model.compare("Mumbai", "Moscow", against=["instc_west_road", "suez_baltic"], draws=200)


def test_on_the_page_p10_is_left_of_p50_left_of_p90_to_scale(pair):
    """Read x of each bar back from the page, by the label beside it, and ask the table."""
    page = report_page(pair)
    chart = re.search(
        r'<svg[^>]*aria-label="Days of each way, P10 to P90">(.*?)</svg>', page, re.DOTALL
    )
    ticks = re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="middle">(\d+)<', chart[1])
    (zero, _), *_, (last, days) = [(float(x), int(n)) for x, n in ticks]
    per_day = (last - zero) / days
    bars = re.findall(
        r'<text x="0"[^>]*>([^<]+)</text><rect class="bar[^"]*" x="([\d.]+)"[^>]*?'
        r'width="([\d.]+)"[^>]*/><circle[^>]*?cx="([\d.]+)"',
        chart[1],
    )
    wanted = {row.head: row for row in pair.table.itertuples()}
    assert {label for label, *_ in bars} == {label[:30] for label in wanted}
    for label, *numbers in bars:
        left, width, middle = map(float, numbers)
        row = wanted[label]
        assert left < middle < left + width
        found = [(x - zero) / per_day for x in (left, middle, left + width)]
        assert found == pytest.approx([row.days_p10, row.days_p50, row.days_p90], abs=0.05)


def test_on_the_page_each_part_has_its_name_and_days(pair):
    page = report_page(pair)
    chart = re.search(r'aria-label="Mean days by part">(.*?)</svg>', page, re.DOTALL)[1]
    said = re.findall(r"<title>(\w+): ([\d.]+) days</title>", chart)
    wanted = []
    for trip in (alternative.itinerary for alternative in pair.alternatives.values()):
        spent = trip.part_days()
        wanted += [
            ("moving", f"{spent['line_haul']:.1f}"),
            ("terminals", f"{spent['handling']:.1f}"),
            ("borders", f"{spent['border']:.1f}"),
            ("waiting", f"{spent['waiting']:.1f}"),
        ]
    assert sorted(said) == sorted(wanted)
