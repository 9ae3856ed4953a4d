"""One price: legs add up to totals on every surface, and every surface says the same number for the same thing.

A surface is one line of `SURFACES`: how it is read, and what its headings mean, with the last digit that it prints.
"""

from __future__ import annotations

import html
import json
import os
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pytest

import surfaces
from golden.test_golden import PAIRS
from instc.comparison.kinds import drawn
from instc.errors import InstcError
from instc.export import export_routes
from instc.model import load_model
from instc.network.columns import PRICES
from instc.plotting.charts import save_chart
from instc.report import report_page
from instc.routing.pricing import HIRE, PARTS
from instc.tables.modes import MODE_WORDS
from surfaces import number, said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative

Pair = tuple[str, str]
DRAWS = 200
HALF = 0.55  # of a printed digit: a figure may have been rounded to a tenth of it before
QUESTIONS: list[Pair] = [
    ("Mumbai", "Moscow"),
    ("Mumbai", "Astrakhan"),  # whose ways meet the ice of winter
    ("Tehran", "Moscow"),  # as do these, and Tehran is inland
    ("Chelyabinsk", "Jeddah"),
]
if os.environ.get("INSTC_LAWS") == "quick":
    QUESTIONS = QUESTIONS[1:2]
SUMS = {  # what a leg and a way take at the means: the column of a link, and what one of it is
    "km": ("length_km", 1.0),
    "hours": ("hours", 1.0),
    "days": ("hours", 1 / 24),
    "usd": ("usd", 1.0),
    "co2e_kg": ("co2e_kg", 1.0),
    **{name: (name, 1.0) for name in PRICES},
    **{name.replace("hours", "days"): (name, 1 / 24) for name in PARTS.values()},
}
Columns = dict[str, tuple[str, float]]  # by heading: what it is, and the last digit printed


class Told(NamedTuple):
    """What a surface says of one way."""

    legs: list[Mapping[str, Any]]
    way: Mapping[str, Any]


class Surface(NamedTuple):
    """
    How a surface is read, and what stands under its headings in a row of a leg and of a way.

    ``called`` says what it calls a way: its id, its title or its head; ``fewer`` that it has
    those of the map alone.
    """

    read: Callable[[Pair], dict[str, Told]]
    legs: Columns
    way: Columns
    one_route: bool = False
    called: str = "corridor_id"
    fewer: bool = False


@cache
def compared(pair: Pair, *scenarios: str) -> Comparison:
    return load_model(scenarios=scenarios).compare(*pair, draws=DRAWS)


@cache
def routed(pair: Pair) -> Comparison:
    return load_model().simulate_route(*pair)


def command(*words: str) -> str:
    return said(*words, "--draws", str(DRAWS))


ONLY = "route"  # the id of the one way of a route


# How each is read: by what it calls a way, its legs in travel order and what is said of it whole.


def memory(pair: Pair) -> dict[str, Told]:
    ways = compared(pair).alternatives.items()
    return {
        name: Told(way.itinerary.legs().to_dict("records"), way.itinerary.totals())
        for name, way in ways
    }


def one_table(pair: Pair) -> dict[str, Told]:
    legs, ways = compared(pair).legs(), compared(pair).to_frame()
    return joined(legs.to_dict("records"), ways.reset_index().to_dict("records"))


def joined(legs: list[Any], ways: list[Any], name: str = "corridor_id") -> dict[str, Told]:
    own = {way[name]: [leg for leg in legs if leg[name] == way[name]] for way in ways}
    return {way[name]: Told(own[way[name]], way) for way in ways}


def whole(rows: list[Any], name: str = "route") -> dict[str, Told]:
    return {row[name]: Told([], row) for row in rows}


def in_json(pair: Pair) -> dict[str, Told]:
    answer = json.loads(command("compare", *pair, "--format", "json"))
    rows = [way for way in answer["alternatives"] if way["same_as"] is None]
    return {way["corridor"]: spread(way) for way in rows}


def route_json(pair: Pair) -> dict[str, Told]:
    return {ONLY: spread(json.loads(said("route", *pair, "--format", "json")))}


def spread(way: dict[str, Any]) -> Told:
    quantiles = {
        f"{quantity}_{level}": value
        for quantity in ("days", "usd_per_teu", "co2e_kg_per_teu")
        for level, value in way[quantity].items()
    }
    return Told(way["legs"], way["means"] | quantiles)


def geojson(pair: Pair) -> dict[str, Told]:
    features = json.loads(command("compare", *pair, "--format", "geojson"))["features"]
    return without_totals([feature["properties"] for feature in features])


def without_totals(legs: list[Any]) -> dict[str, Told]:
    names = dict.fromkeys(leg["corridor_id"] for leg in legs)
    return {name: Told([leg for leg in legs if leg["corridor_id"] == name], {}) for name in names}


def exported(ending: str) -> Callable[[Pair], dict[str, Told]]:
    def read(pair: Pair) -> dict[str, Told]:
        with tempfile.TemporaryDirectory() as folder:
            file = export_routes(compared(pair), Path(folder) / f"ways{ending}")
            if ending == ".csv":
                return without_totals(surfaces.csv_table(file.read_text(encoding="utf-8")))
            if ending == ".geojson":
                return without_totals(gpd.read_file(file).to_dict("records"))
            legs, ways = (gpd.read_file(file, layer=name) for name in ("legs", "ways"))
        return joined(legs.to_dict("records"), ways.to_dict("records"))

    return read


def csv(pair: Pair) -> dict[str, Told]:
    return whole(surfaces.csv_table(command("compare", *pair, "--format", "csv")), "corridor_id")


def markdown(pair: Pair) -> dict[str, Told]:
    return whole(surfaces.markdown_table(command("compare", *pair, "--all", "--format", "md")))


def console(pair: Pair) -> dict[str, Told]:
    return whole(surfaces.console_table(command("compare", *pair, "--all"), list(WIDE)))


def plain(pair: Pair) -> dict[str, Told]:
    return whole(surfaces.console_table(repr(compared(pair)), list(NARROW)))


def notebook(pair: Pair) -> dict[str, Told]:
    (table,) = surfaces.page_tree(compared(pair)._repr_html_()).iter("table")
    return whole(surfaces.html_table(table))


def notebook_legs(pair: Pair) -> dict[str, Told]:
    told = {}
    for name, way in compared(pair).alternatives.items():
        page = surfaces.page_tree(way.itinerary._repr_html_())
        (table,), title = page.iter("table"), surfaces.words_of(next(page.iter("strong")))
        told[name] = Told(surfaces.html_table(table), {"km": length_in(title)})
    return told


def plain_legs(pair: Pair) -> dict[str, Told]:
    told = {}
    for name, way in compared(pair).alternatives.items():
        text = repr(way.itinerary)
        legs = surfaces.console_table(text, [*LEG_WORDS, *PAPER_LEGS, "state"])
        told[name] = Told(legs, {"km": length_in(text)})
    return told


def length_in(text: str) -> str:
    return text.partition(" km")[0].split()[-1]


def route_console(pair: Pair) -> dict[str, Told]:
    text = said("route", *pair)
    legs = surfaces.console_table(text, [*LEG_WORDS, *PAPER_LEGS, "state"])
    words = next(line for line in text.splitlines() if "Legs show means" in line)
    found = re.search(TOTALS, words)
    assert found is not None
    values = dict(zip(ROUTE, found.groups(), strict=True))
    return {ONLY: Told(legs, values)}


def route_csv(pair: Pair) -> dict[str, Told]:
    legs = surfaces.csv_table(said("route", *pair, "--format", "csv"))
    return {ONLY: Told(legs, {})}


def route_markdown(pair: Pair) -> dict[str, Told]:
    legs = surfaces.markdown_table(said("route", *pair, "--format", "md"))
    return {ONLY: Told(legs, {})}


def chart(pair: Pair) -> dict[str, Told]:
    """Follow the lines of days and of USD over km; a leg is what lies between two of their corners, scaled from the median to the mean."""
    answer = compared(pair)
    with tempfile.TemporaryDirectory() as folder:
        file = save_chart(answer, "time-distance", Path(folder) / "chart.svg")
        all_days, all_usd = surfaces.chart_axes(file.read_text(encoding="utf-8"))
    days, usd = surfaces.labelled_lines(all_days), surfaces.labelled_lines(all_usd)
    rows = answer.table.set_index("head")
    totals = {way.head: way.itinerary.totals() for way in answer.alternatives.values()}
    told = {}
    for label, (line, printed) in days.items():
        other, cost = usd[label]
        steps = np.diff(np.column_stack([line, other[:, 1]]), axis=0)
        steps[:, 1] *= totals[label]["hours"] / 24 / rows.at[label, "days_p50"]
        steps[:, 2] *= totals[label]["usd"] / rows.at[label, "usd_per_teu_p50"]
        legs = [{"km": km * 1000, "days": time, "usd": money} for km, time, money in steps]
        told[label] = Told(legs, {"days": printed, "usd": cost})
    return told


@cache
def page_of(pair: Pair) -> str:
    return compared(pair).map().get_root().render()


@cache
def told_by_map(pair: Pair) -> dict[str, Any]:
    return surfaces.map_data(page_of(pair))


def world(data: dict[str, Any], mask: int) -> dict[str, Told]:
    """Read one world of a map's page: legs, parts, and the figures that its bars and its race go by."""
    told = {}
    for route, trip, figure, *_ in data["worlds"][mask]["rows"]:
        legs = [data["legs"][leg] for leg in data["trips"][trip]["legs"]]
        names = {place["id"]: place["n"] for place in data["places"]}
        legs = [{**leg, "from": names[leg["a"]], "to": names[leg["b"]]} for leg in legs]
        km, *spreads = data["fig"][figure][:4]
        way = {"km": km, **dict(zip(PARTS, data["trips"][trip]["parts"], strict=True))}
        for quantity, values in zip(("days", "usd", "co2e"), spreads, strict=True):
            way |= dict(
                zip((f"{quantity} {at}" for at in ("P10", "P50", "P90")), values, strict=True)
            )
        told[data["routes"][route]["id"]] = Told(legs, way)
    return told


def map_page(pair: Pair) -> dict[str, Told]:
    return world(told_by_map(pair), 0)


@cache
def report_of(pair: Pair) -> str:
    return report_page(compared(pair))


def report(pair: Pair) -> dict[str, Told]:
    page = surfaces.page_tree(report_of(pair))
    table = next(one for one in page.iter("table") if one.get("class") == "ways")
    ways = {
        surfaces.unmarked(row["way"].partition("limited:")[0]): row
        for row in surfaces.html_table(table)
    }
    told = {}
    for details in page.iter("details"):
        table = details.find(".//table")
        if table is not None:
            heading = surfaces.words_of(details.find("summary"))
            title = next(name for name in ways if heading.startswith(f"{name}, "))
            head = title.partition(": ")[0]
            told[title] = Told(surfaces.html_table(table), ways[title] | parts_in(page, head))
    return told


def parts_in(page: Element, label: str) -> dict[str, str]:
    """Read what the chart of parts says of a way: the titles of the bars that stand beside its name."""
    rows = surfaces.titled(surfaces.chart_named(page, "Mean days by part"))
    (titles,) = (row for name, row in rows.items() if surfaces.is_short_for(name, label))
    parts = [title.removesuffix(" days").partition(": ") for title in titles]
    return {part: days for part, _, days in parts}


def report_map(pair: Pair) -> dict[str, Told]:
    found = surfaces.IFRAME.search(report_of(pair))
    assert found is not None
    return world(surfaces.map_data(html.unescape(found[1])), 0)


# What stands under which heading.

ALL: Columns = {"length_km": ("km", 0), **{name: (name, 0) for name in PRICES}}
JSON: Columns = {
    "length_km": ("km", 0.1),
    "days_mean": ("days", 0.001),
    **{
        f"{part}_days_mean": (f"{part}_days", 0.001)
        for part in ("moving", "handling", "border", "waiting")
    },
    "usd_mean": ("usd", 0.1),
    "freight_usd_mean": ("freight_usd", 0.1),
    "co2e_kg_mean": ("co2e_kg", 0.1),
}
QUANTILES: Columns = {
    f"{quantity}_{level}": (f"{quantity}_{level}", 0)
    for quantity in ("days", "usd_per_teu", "co2e_kg_per_teu")
    for level in ("p10", "p50", "p90", "mean")
}
ROUNDED: Columns = {name: (what, 0.001) for name, (what, _) in ALL.items()}
ESTIMATED = {"days": "days", "usd": "$", "co2e": "CO2e"}
PRINTED = {**ESTIMATED, "usd": "USD"}
NARROW: Columns = {
    "route": ("title", 0), "km": ("km", 1), "days P10": ("days_p10", 0.1), "P50": ("days_p50", 0.1), "P90": ("days_p90", 0.1),
    "$/TEU": ("usd_per_teu_p50", 1), "kg CO2e": ("co2e_kg_per_teu_p50", 1), "fastest": ("fastest_share", 0.01), "est %": ("grade_d_share_of_days", 0.01),
}  # fmt: skip
PAPER: Columns = {
    **{
        heading: column for heading, column in NARROW.items() if heading not in {"fastest", "est %"}
    },
    "sold": ("sold", 0),
    "est %": ("grade_d_share_of_days", 0.01),
}
WIDE: Columns = {
    **{heading: column for heading, column in PAPER.items() if heading not in {"sold", "est %"}},
    "$ P10-P90": ("usd_per_teu_p10-p90", 1), "empty back": ("empty_return_usd", 1),
    "fastest": ("fastest_share", 0.01), "cheapest": ("cheapest_share", 0.01), "run": ("run", 0), "sold": ("sold", 0), **{f"est % {name}": (f"grade_d_share_of_{part}", 0.01) for part, name in ESTIMATED.items()},
}  # fmt: skip
LEG_WORDS: Columns = {"leg": ("mode", 0), "from": ("start_name", 0), "to": ("end_name", 0)}
PAPER_LEGS: Columns = {
    "km": ("km", 1), "days": ("days", 0.1), "$/TEU": ("usd", 1), "kg CO2e": ("co2e_kg", 1),
}  # fmt: skip
ROUTE: Columns = {
    "km": ("km", 1), "P10": ("days_p10", 0.1), "P50": ("days_p50", 0.1), "P90": ("days_p90", 0.1),
    "USD": ("usd_per_teu_p50", 1), "kg": ("co2e_kg_per_teu_p50", 1),
}  # fmt: skip
MAP_LEGS: Columns = {
    "mode": ("mode", 0), "from": ("start_place", 0), "to": ("end_place", 0),
    "km": ("km", 0.1), "h": ("hours", 0.001), "usd": ("usd", 0.1), "co2e": ("co2e_kg", 0.1),
}  # fmt: skip
MAP: Columns = {
    "km": ("km", 0.1),
    **{part: (column.replace("hours", "days"), 0.001) for part, column in PARTS.items()},
    **{f"days {level.upper()}": (f"days_{level}", 0.01) for level in ("p10", "p50", "p90")},
    **{f"usd {level.upper()}": (f"usd_per_teu_{level}", 1) for level in ("p10", "p50", "p90")},
    **{f"co2e {level.upper()}": (f"co2e_kg_per_teu_{level}", 1) for level in ("p10", "p50", "p90")},
}
REPORT_LEGS: Columns = {
    "leg": ("mode", 0),
    "km": ("km", 1),
    "days": ("days", 0.1),
    "USD": ("usd", 1),
}
REPORT: Columns = {
    "km": ("km", 1), "days P10": ("days_p10", 0.1), "P50": ("days_p50", 0.1), "P90": ("days_p90", 0.1), "USD/TEU": ("usd_per_teu_p50", 1),
    "kg CO2e/TEU": ("co2e_kg_per_teu_p50", 1), "fastest in": ("fastest_share", 0.01), "cheapest in": ("cheapest_share", 0.01),
    **{f"est % {name}": (f"grade_d_share_of_{part}", 0.01) for part, name in PRINTED.items()},
    "moving": ("moving_days", 0.1), "terminals": ("handling_days", 0.1), "borders": ("border_days", 0.1), "waiting": ("waiting_days", 0.1),
}  # fmt: skip
TOTALS = r"(\S+) km; days P10 (\S+), P50 (\S+), P90 (\S+); (\S+) USD and (\S+) kg CO2e per TEU"
CHART: Columns = {"km": ("km", 0.01), "days": ("days", 0.0001), "usd": ("usd", 0.02)}

SURFACES = {
    "Itinerary": Surface(memory, ALL, ALL),
    "Comparison": Surface(one_table, ALL, {"length_km": ("km", 0.1), **QUANTILES}),
    "compare json": Surface(in_json, JSON, JSON | QUANTILES),
    "compare geojson": Surface(geojson, ROUNDED, {}),
    "compare csv": Surface(csv, {}, {"length_km": ("km", 0.1), **QUANTILES}),
    "compare md": Surface(markdown, {}, PAPER, called="title"),
    "compare": Surface(console, {}, WIDE, called="title"),
    "repr": Surface(plain, {}, NARROW, called="title"),
    "notebook": Surface(notebook, {}, NARROW, called="title"),
    "repr of legs": Surface(plain_legs, LEG_WORDS | PAPER_LEGS, {"km": ("km", 1)}),
    "notebook of legs": Surface(notebook_legs, LEG_WORDS | PAPER_LEGS, {"km": ("km", 1)}),
    "route": Surface(route_console, LEG_WORDS | PAPER_LEGS, ROUTE, one_route=True),
    "route json": Surface(route_json, JSON, JSON | QUANTILES, one_route=True),
    "route csv": Surface(route_csv, JSON, {}, one_route=True),
    "route md": Surface(route_markdown, LEG_WORDS | PAPER_LEGS, {}, one_route=True),
    "export gpkg": Surface(exported(".gpkg"), ALL, {"length_km": ("km", 0.1), **QUANTILES}),
    "export geojson": Surface(exported(".geojson"), ROUNDED, {}),
    "export csv": Surface(exported(".csv"), ALL, {}),
    "map": Surface(map_page, MAP_LEGS, MAP),
    "map in the report": Surface(report_map, MAP_LEGS, MAP),
    "report": Surface(report, REPORT_LEGS, REPORT, called="title"),
    "chart": Surface(
        chart,
        CHART,
        {"days": ("days_p50", 1), "usd": ("usd_per_teu_p50", 1)},
        called="head",
        fewer=True,
    ),
}
CELLS = [
    (name, rows, heading)
    for name, surface in SURFACES.items()
    for rows in ("legs", "way")
    for heading in getattr(surface, rows)
]
CELL_NAMES = [f"{name}: {heading} of a {rows.removesuffix('s')}" for name, rows, heading in CELLS]


@cache
def read(name: str, pair: Pair) -> dict[str, Told]:
    return SURFACES[name].read(pair)


def truth(way: Alternative, table: pd.DataFrame, column: str) -> Any:
    """Say what a way has under a column, in memory."""
    if column in SUMS:
        name, one = SUMS[column]
        return way.itinerary.totals()[name] * one
    row = table.loc[way.corridor_id]
    if column == "sold":
        return {True: "yes", False: "no", None: "?"}[way.served]
    if column == "usd_per_teu_p10-p90":
        return f"{row['usd_per_teu_p10']:,.0f}-{row['usd_per_teu_p90']:,.0f}"
    return row[column]


@cache
def legs_of(way: Alternative) -> pd.DataFrame:
    """Give the legs, with the names of the places that a map shows for their ends."""
    legs = way.itinerary.legs().drop(columns="geometry")
    names = way.itinerary.network.attributes("nodes")["name"]
    return legs.assign(start_place=legs["start"].map(names), end_place=legs["end"].map(names))


def true_legs(way: Alternative, column: str) -> list[Any]:
    """Say what its legs have."""
    if column in SUMS:
        name, one = SUMS[column]
        return [value * one for value in legs_of(way)[name]]
    return list(legs_of(way)[column])


def is_said(printed: Any, true: Any, digit: float) -> bool:
    """Tell whether what is printed is the value, to its last digit; what has no digit is the value itself."""
    if isinstance(true, str):
        return printed in {true, true.replace("_", " "), MODE_WORDS.get(true)}
    value = number(printed) if isinstance(printed, str) else printed
    if digit == 0:
        return bool(value == true)
    return abs(value - true) <= HALF * digit + 1e-9


def faults(
    name: str, rows: str, heading: str, told: dict[str, Told], answer: Comparison
) -> list[str]:
    """List what a surface says wrong under a heading."""
    surface = SURFACES[name]
    column, digit = getattr(surface, rows)[heading]
    table = answer.table
    shown = table.loc[drawn(answer)] if surface.fewer else table
    ways = {
        getattr(answer.alternatives[one], surface.called): answer.alternatives[one]
        for one in shown.index
    }
    assert len(ways) == len(shown)
    found = [] if set(told) == set(ways) else [f"ways: {sorted(set(told) ^ set(ways))}"]
    for label, way in ways.items():
        if rows == "way":
            true, printed = truth(way, table, column), told[label].way[heading]
            found += [] if is_said(printed, true, digit) else [f"{label}: {printed} is {true}"]
            continue
        legs = [leg[heading] for leg in told[label].legs]
        both = list(zip(legs, true_legs(way, column), strict=True))
        found += [
            f"{label}: {one} is {true}" for one, true in both if not is_said(one, true, digit)
        ]
        if column in SUMS:
            found += _sum_fault(label, legs, truth(way, table, column), digit)
    return found


def _sum_fault(label: str, legs: list[Any], total: float, digit: float) -> list[str]:
    """Say where legs don't add up: in memory to the last bit, on paper within half a digit a leg."""
    values = [number(leg) if isinstance(leg, str) else leg for leg in legs]
    added = float(np.sum(values))
    most = HALF * digit * len(legs) + 1e-9 if digit else 0.0
    return [] if abs(added - total) <= most else [f"{label}: legs add up to {added}, not {total}"]


def answer_for(name: str, pair: Pair) -> Comparison:
    return routed(pair) if SURFACES[name].one_route else compared(pair)


@pytest.mark.parametrize("pair", QUESTIONS, ids=" - ".join)
@pytest.mark.parametrize(("name", "rows", "heading"), CELLS, ids=CELL_NAMES)
def test_legs_add_up_and_every_surface_says_the_same(
    name: str, rows: str, heading: str, pair: Pair
) -> None:
    assert not faults(name, rows, heading, read(name, pair), answer_for(name, pair))


@pytest.mark.parametrize("pair", QUESTIONS, ids=" - ".join)
def test_totals_are_sums_of_the_links_and_of_their_parts(pair: Pair) -> None:
    """What the laws above lean on: a link's own columns add up, and its price is freight and hire."""
    answer = compared(pair)
    hire = answer.parameters.at[HIRE, "mean"]
    for way in answer.alternatives.values():
        totals, links = way.itinerary.totals(), way.itinerary.links
        for name, total in totals.items():
            assert total == pytest.approx(links[name].sum(), rel=1e-12)
        assert totals["hours"] == pytest.approx(sum(totals[name] for name in PARTS.values()))
        hired = totals["hours"] / 24 * hire
        assert hired > 0
        assert totals["usd"] == pytest.approx(totals["freight_usd"] + hired)
        time_costs = totals["hours"] / 24 * answer.consignment.usd_per_day
        assert totals["generalised_usd"] == pytest.approx(totals["usd"] + time_costs)


def wrong_worlds(pair: Pair) -> list[str]:
    """List what a map says wrong of a world: each is held against asking under its scenarios."""
    data, found = told_by_map(pair), []
    names = [switch["name"] for switch in data["switches"]]
    assert len(data["worlds"]) == 2 ** len(names)
    for mask, said_of in enumerate(data["worlds"]):
        scenarios = [name for bit, name in enumerate(names) if mask >> bit & 1]
        try:
            answer = compared(pair, *scenarios)
        except InstcError as error:
            found += [] if said_of["why"] == str(error) else [f"{scenarios}: {error}"]
            continue
        told = world(data, mask)
        for rows in ("legs", "way"):
            for heading in getattr(SURFACES["map"], rows):
                wrong = faults("map", rows, heading, told, answer)
                found += [f"{scenarios}, {heading} of a {rows}: {words}" for words in wrong]
    return found


@pytest.mark.parametrize("pair", QUESTIONS, ids=" - ".join)
def test_each_world_of_a_map_is_what_its_scenarios_answer(pair: Pair) -> None:
    assert not wrong_worlds(pair)


def test_with_winter_on_a_map_shows_the_legs_and_parts_of_winter() -> None:
    """The ice costs days on the same links: a page that knew a trip by its links alone said summer's."""
    pair = ("Mumbai", "Astrakhan")
    data = told_by_map(pair)
    bit = [switch["name"] for switch in data["switches"]].index("winter")
    summer, winter = (world(data, mask)["instc_caspian"] for mask in (0, 1 << bit))
    legs = [[leg["h"] for leg in told.legs] for told in (summer, winter)]
    longer = sum(legs[1]) - sum(legs[0])
    assert longer > 24
    means = [
        compared(pair, *names).parameters.at["dwell.volga_caspian", "mean"]
        for names in ((), ("winter",))
    ]
    assert longer == pytest.approx(means[1] - means[0], abs=0.001 * len(legs[0]))
    assert winter.way["waiting"] - summer.way["waiting"] == pytest.approx(longer / 24, abs=0.001)


CHANGED = ("rasht-astara-open", "winter")
DIFFERENCE: dict[str, tuple[str, float]] = {  # by heading of the console: the column, and the last digit printed
    "P50": ("days_p50_before", 0.1), "→": ("days_p50_after", 0.1),
    **{f"Δ {level}": (f"change_{level.lower()}", 0.1) for level in ("P10", "P50", "P90")},
    "$/TEU": ("usd_per_teu", 1), "CO2e": ("co2e_kg_per_teu", 1),
}  # fmt: skip
SPENT: dict[str, tuple[str, float]] = {  # of its second table
    "mean days": ("days", 0.1), "line-haul": ("line_haul", 0.1), "handling": ("handling", 0.1),
    "border": ("border", 0.1), "waiting": ("waiting", 0.1),
}  # fmt: skip
FORMS = {
    "difference": 0.0,
    "notebook": 0.1,
    "json": 0.01,
    "csv": 0.01,
    "table": 0.1,
}  # digit of a day


def differences(pair: Pair, form: str) -> list[Mapping[str, Any]]:
    """Ask what scenarios change, and read the rows by column."""
    if form == "difference":
        return change(pair).reset_index().to_dict("records")
    if form == "notebook":
        (table,) = surfaces.page_tree(change(pair)._repr_html_()).iter("table")
        return [notebook_row(row) for row in surfaces.html_table(table)]
    options = [word for name in CHANGED for word in ("--scenario", name)]
    text = command("scenario", "diff", *pair, *options, "--format", form)
    if form == "json":
        return list(json.loads(text)["changes"])
    if form == "csv":
        return list(surfaces.csv_table(text))
    rows = surfaces.console_table(text, ["route", *DIFFERENCE])
    spent = surfaces.console_table(text, ["route", *SPENT])
    rows = [one | other for one, other in zip(rows, spent, strict=True)]
    columns = {heading: column for heading, (column, _) in (DIFFERENCE | SPENT).items()}
    return [{columns.get(name, "label"): cell for name, cell in row.items()} for row in rows]


def change(pair: Pair) -> pd.DataFrame:
    return compared(pair, *CHANGED).difference(compared(pair))


def notebook_row(row: surfaces.Row) -> dict[str, str]:
    names = {"route": "label", "days P50 before": "days_p50_before", "after": "days_p50_after"}
    return {names.get(heading, heading.replace("-", "_")): cell for heading, cell in row.items()}


def true_change(pair: Pair, name: str) -> dict[str, float]:
    """Say by how much the totals of a way differ from those of the way that it stands against."""
    after, before = compared(pair, *CHANGED), compared(pair)
    twin = change(pair).at[name, "before"]
    way = after.same_as.get(name, name)
    new = after.alternatives[way].itinerary.totals()
    old = before.alternatives[twin].itinerary.totals()
    now, then = after.table.loc[way], before.table.loc[twin]
    return {
        **{part: (new[column] - old[column]) / 24 for part, column in PARTS.items()},
        "mean days": (new["hours"] - old["hours"]) / 24,
        "days": (new["hours"] - old["hours"]) / 24,
        "days_p50_before": then["days_p50"],
        "days_p50_after": now["days_p50"],
        "usd_per_teu": now["usd_per_teu_p50"] - then["usd_per_teu_p50"],
        "co2e_kg_per_teu": now["co2e_kg_per_teu_p50"] - then["co2e_kg_per_teu_p50"],
    }


@pytest.mark.parametrize("pair", QUESTIONS[:3], ids=" - ".join)
@pytest.mark.parametrize("form", FORMS)
def test_a_difference_is_that_of_the_totals_part_by_part(form: str, pair: Pair) -> None:
    rows, day = differences(pair, form), FORMS[form]
    assert rows
    names = {words: name for name, words in change(pair)["label"].items()}
    for row in rows:
        true = true_change(pair, names[row["label"]])
        told = {column: number(str(row[column])) for column in true if column in row}
        for column, value in told.items():
            digit = day if column in {*PARTS, "days"} else max(day, 0.1)
            assert value == pytest.approx(true[column], abs=HALF * digit + 1e-9), column
        added = sum(told[part] for part in PARTS)
        assert added == pytest.approx(true["days"], abs=HALF * day * len(PARTS) + 1e-9)


@pytest.mark.deep
@pytest.mark.parametrize("pair", PAIRS, ids=" - ".join)
def test_every_surface_says_the_same_on_every_golden_pair(pair: Pair) -> None:
    found = [
        f"{name}: {heading} of a {rows}: {words}"
        for name, rows, heading in CELLS
        for words in faults(name, rows, heading, read(name, pair), answer_for(name, pair))
    ]
    assert not [*found, *wrong_worlds(pair)]
