"""Flags: who meets one on which day, how they are numbered, and that every surface says the same ones."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from instc.comparison.flags import NO_ADVICE, Flag, flags_met, footnotes
from instc.comparison.text import comparison_markdown, comparison_text, legs_markdown, legs_text
from instc.tables.schema import read_table

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model

COLUMNS = ("flag_id", "subject_ids", "mode", "topic", "from_date", "to_date", "said_date", "statement", "grade", "source_id")  # fmt: skip
ADVICE = re.compile(r"\b(should|must|avoid|instead|recommend|choose|better|way round|via)\b")
TRIP = {  # columns of the nodes passed, and of the links
    "node_id": ["alpha.port", "beta.port", "beta.rail"],
    "country": ["XX", "YY", "YY"],
    "mode": ["sea", "sea", "rail"],
    "link_id": ["alpha-beta", "beta-lift"],
    "passage_id": ["strait", ""],
}


def row(name: str, subjects: str, mode: str = "", begin: str = "2020-01-01", end: str = "") -> list[str]:  # fmt: skip
    return [name, subjects, mode, "port", begin, end, begin, "it is so", "C", "s"]


ROWS = [
    row("a_node", "beta.port elsewhere.port"),
    row("a_link", "beta-lift"),
    row("a_strait", "strait"),
    row("a_country", "YY"),
    row("a_railway", "YY", "rail"),
    row("no_railway", "XX", "rail"),
    row("elsewhere", "elsewhere.port ZZ"),
    row("too_late", "strait", begin="2022-01-02"),
    row("from_today", "strait", begin="2022-01-01"),
    row("until_today", "strait", end="2022-01-01"),
]


def met(rows: list[list[str]], as_of: str = "2022-01-01") -> list[Flag]:
    trip = SimpleNamespace(
        passed=lambda column: np.array(TRIP[column]), cells=lambda column: np.array(TRIP[column])
    )
    table = pd.DataFrame(rows, columns=COLUMNS)
    world = SimpleNamespace(as_of=as_of, table=lambda _: table)
    return flags_met(world, {"way": SimpleNamespace(itinerary=trip)})["way"]


def test_a_way_meets_the_flags_of_what_it_passes_on_that_day() -> None:
    found = met(ROWS)
    names = ["a_node", "a_link", "a_strait", "a_country", "a_railway", "from_today"]
    assert [flag.flag_id for flag in found] == sorted(names)
    subjects = {flag.flag_id: flag.subjects for flag in found}
    assert (subjects["a_node"], subjects["a_link"]) == (("beta.port",), ("beta-lift",))


def answer_of(shown: dict[str, list[Flag]]) -> SimpleNamespace:
    works = pd.DataFrame({"source_id": ["s"], "author": ["The Club"]})
    world = SimpleNamespace(called=str.upper, table=lambda _: works)
    return SimpleNamespace(flags=lambda: shown, world=world)


def test_footnotes_are_numbered_in_the_order_of_the_ways_and_told_once() -> None:
    known = {flag.flag_id: flag for flag in met(ROWS)}
    flags = [known[name] for name in ("a_node", "a_link", "a_strait", "a_country", "a_railway")]
    shown = {"east": flags[2:5], "west": [flags[0], flags[4]], "none": []}
    notes = footnotes(answer_of(shown), shown)
    assert notes.marks == {"east": "1-3", "west": "3,4", "none": ""}
    assert notes.marked("west", "West") == "West [3,4]"
    assert notes.marked("none", "None") == "None"
    assert notes.lines[3] == "BETA.PORT (port): as of 2020-01-01, The Club says that it is so."
    assert notes.numbered()[:2] == [NO_ADVICE, f"[1] {notes.lines[0]}"]
    assert notes.named()[0].startswith("Flags in print, no advice (what they say: --flags): [1] ")
    assert footnotes(answer_of(shown), ["none"]).numbered() == []
    assert footnotes(answer_of(shown), ["none"]).named() == []


def test_every_surface_names_the_flags_of_the_json(answer: Comparison) -> None:
    """Console, Markdown and notebook of the ways shown: the lines of their flags, and no other."""
    opened = answer.table.index[answer.table["hidden_reason"] == ""]
    told = {way["corridor"]: way["flags"] for way in answer.to_dict()["alternatives"]}
    wanted = {flag["statement"] for name in opened for flag in told[name]}
    assert len(wanted) > 5
    for page in (comparison_text(answer, flags=True), comparison_markdown(answer)):
        assert squeezed(page).count(" says that ") == len(wanted)
        assert all(f" says that {words}." in squeezed(page) for words in wanted)
    every = {flag["statement"] for flags in told.values() for flag in flags}
    assert all(f" says that {words}." in squeezed(repr(answer)) for words in every)


def squeezed(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", " ".join(text.split()))


def test_a_route_says_its_flags(model: Model) -> None:
    way = model.simulate_route("Nhava Sheva", "Novorossiysk", draws=50, mode="sea")
    (flags,) = way.flags().values()
    assert "russia_ports_eu" in {flag.flag_id for flag in flags}
    for page in (legs_text(way, flags=True), legs_markdown(way)):
        assert all(flag.statement in squeezed(page) for flag in flags)
    assert {flag.source_id for flag in flags} <= set(way.sources().index)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2017-06-30", set()),
        ("2020-06-30", {"chabahar_exempt"}),
        ("2025-10-10", {"chabahar_revoked"}),
        ("2026-01-10", {"chabahar_conditional"}),
        ("2026-07-31", {"chabahar_run_out"}),
    ],
)
def test_the_waiver_of_chabahar_day_by_day(day: str, wanted: set[str]) -> None:
    rows = read_table("flags")
    world = SimpleNamespace(as_of=day, table=lambda _: rows)
    port = np.array(["chabahar.port"])
    cells = {"node_id": port, "country": np.array(["IR"]), "mode": np.array(["sea"])}
    none = np.array([], dtype=str)
    trip = SimpleNamespace(passed=cells.get, cells=lambda _: none)
    found = flags_met(world, {"way": SimpleNamespace(itinerary=trip)})["way"]
    assert {flag.flag_id for flag in found if flag.topic == "waiver"} == wanted


def test_the_shipped_flags_are_dated_statements_without_advice() -> None:
    """No source was read in full: none is better than C; none is newer than the data are read."""
    rows = read_table("flags")
    works = read_table("sources").set_index("source_id")
    assert set(rows["grade"]) <= {"C", "D"}
    assert set(rows["topic"]) == {"port", "operator", "bank", "cover", "waiver"}
    assert (works.loc[rows["source_id"], "author"] != "").all()
    for flag in rows.itertuples():
        assert not ADVICE.search(flag.statement), flag.flag_id
        assert not flag.statement.endswith(".")
        assert flag.said_date <= works.at[flag.source_id, "accessed"]
        year = works.at[flag.source_id, "year"]
        assert flag.said_date[:4] == f"{year:.0f}", flag.flag_id
