"""A marked row in each table of a user's folder is seen on every surface that prints that table."""

from __future__ import annotations

import json
import shlex

import pytest

import instc
from instc.comparison.scenario_grid import SWITCHES
from instc.evidence.backtest import backtest
from instc.evidence.claims import check_claims
from instc.evidence.printed import load_printed
from instc.evidence.provenance import why
from instc.report import gather, report_page
from instc.scenarios.scenario import shipped_scenarios

DRAWS = 50
GAP = "astara_ir.rail1435-rasht.rail1435"
TABLES = {
    "sources": "mark_2026,MARK the source,Nobody,2026,,2026-11-29,,press,excerpt",
    "places": "markville,MARKville,RU,37.9,55.9,,mark_2026",
    "aliases": "markville,МАРКоград,ru,mark_2026\nmarkville,मार्कनगर,hi,mark_2026",
    "nodes": (
        "markville,markville,city,door,,RU,37.9,55.9,mark_2026\n"
        "markville.rail1520,markville,terminal,rail,1520,RU,37.95,55.9,mark_2026"
    ),
    "parameters": "dwell.mark,dwell,h,10,20,40,lognormal3,,,,,,D,,mark_2026,MARK the dwell",
    "links": (
        "markville.rail1520-markville,markville.rail1520,markville,drayage,false,5,pace.drayage,"
        "dwell.mark,rate.drayage,,intensity.drayage,,,,D,mark_2026,MARK the drayage\n"
        "markville.rail1520-moscow.rail1520,markville.rail1520,moscow.rail1520,rail,false,40,"
        "pace.rail_ru,,rate.rail_ru,,intensity.rail_ru,,,,D,mark_2026,MARK the rail"
    ),
    "link_values": f"{GAP},length_km,171.5,km,2026,,D,mark_2026,MARK the seventh length",
    "status": "markville.rail1520-moscow.rail1520,limited,2020-01-01,,D,mark_2026,MARK the state",
    "limits": "markville.rail1520-moscow.rail1520,dwell.mark,,mark_2026,MARK the limit",
    "claims": (
        "x1,MARK the claim,Nobody,2026-01-01,press,,days,mumbai,markville,instc_east,,,,2026-01-01,"
        ",1,2,days,,mark_2026,"
    ),
    "observations": (
        "x1,x1,schedule,2026-01-01,,,25,25,MARK from,MARK to,mundra.port,moscow.rail1520,,,,ordinary,,C,"
        "mark_2026,MARK the journey"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write every table with its marked row, and a scenario."""
    mine = tmp_path_factory.mktemp("mine")
    shipped = instc.load_model().home.seeds
    for name, rows in TABLES.items():
        head = (shipped / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (mine / f"{name}.csv").write_text(f"{head}\n{rows}\n", encoding="utf-8")
    (mine / "scenarios").mkdir()
    text = 'name = "mark-shut"\ndescription = "MARK the scenario"\nclose = ["hormuz"]\n'
    (mine / "scenarios" / "mark-shut.toml").write_text(text, encoding="utf-8")
    return mine


@pytest.fixture(scope="module")
def mine(folder):
    before = instc.load_model().home.data_hash
    joined = instc.load_model(extra=folder)
    assert joined.home.data_hash != before == instc.load_model().home.data_hash
    return joined


@pytest.fixture(scope="module")
def answer(mine):
    return mine.compare("Mumbai", "МАРКоград", draws=DRAWS)


@pytest.fixture(scope="module")
def page(answer):
    """Draw its map, with a world of each combination of switches, once."""
    return answer.map().get_root().render()


def test_an_own_spelling_is_a_place_and_its_names_are_on_the_map(answer, page):
    assert answer.destination.name == "MARKville"
    assert "MARKville" in page
    assert "МАРКоград" in page
    assert "मार्कनगर" in page


def test_a_seventh_length_is_on_the_card_and_on_the_map(mine, answer, page):
    card = why(f"{GAP}.length_km", mine, answer)[0]
    assert "171.5" in [fact.value for fact in card.dissent]
    assert "171.5" in page
    assert (
        "171.5"
        not in instc.load_model().compare("Tehran", "Moscow", draws=10).map().get_root().render()
    )


def test_an_own_source_is_in_every_list_of_sources(answer, mine, page):
    assert "mark_2026" in answer.sources().index
    assert "MARK the source" in page
    assert "MARK the source" in report_page(answer)
    assert any(
        "MARK the source" in words
        for words in [answer._repr_html_(), json.dumps(why("mark_2026", mine, answer)[0].to_dict())]
    )


def test_an_own_state_with_its_dwell_is_met(answer, mine):
    same = answer.same_as.get("suez_black_sea", "suez_black_sea")
    way = answer.alternatives[same].itinerary
    assert "markville.rail1520-moscow.rail1520" in way.limited
    assert "dwell.mark" in answer.met.time.index
    card = why("dwell.mark", mine, answer)[0]
    assert card.hangs[same]["days"] > 1


def test_an_own_scenario_is_listed_and_applied(folder, mine, cli):
    assert "mark-shut" in shipped_scenarios(mine.home.seeds)
    shut = mine.under("mark-shut")
    assert shut.network.closed_passages() == ["hormuz"]
    assert "MARK the scenario" in cli("--extra", str(folder), "scenario", "list").out
    assert "mark-shut" not in SWITCHES
    answer = shut.compare("Mumbai", "MARKville", draws=DRAWS)
    assert cli(*shlex.split(answer.again)[1:], "--format", "json").out == answer.to_json()


def test_an_own_claim_is_checked_and_says_how_to_ask_again(folder, mine, cli):
    (claim,) = check_claims(["x1"], world=mine)
    assert claim.claim["statement"] == "MARK the claim"
    again = claim.findings[0].again
    assert shlex.split(again)[1:3] == ["--extra", str(folder)]
    assert cli(*shlex.split(again)[1:]).code == 0
    assert "MARK the claim" in cli("--extra", str(folder), "claims", "show", "x1").out


def test_an_own_journey_is_placed(folder, mine, cli):
    assert "x1" in set(load_printed("observations", mine.home.seeds)["observation_id"])
    out = cli("--extra", str(folder), "replay", "x1").out
    assert "MARK the journey" in out
    assert f"--extra {shlex.quote(str(folder))}" in out


@pytest.mark.deep
def test_a_report_holds_own_claims_and_journeys(answer):
    page = report_page(answer, gather(answer))
    assert "MARK the claim" in page
    assert any(seen.row["trip"] == "x1" for seen in backtest(world=answer.world).shown)


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "Mumbai", "MARKville", "--draws", "50", "--format", "json"),
        ("route", "Mumbai", "MARKville", "--draws", "50", "--format", "json"),
        ("breakeven", "Mumbai", "MARKville", "--draws", "50", "--format", "json"),
        ("sensitivity", "Mumbai", "MARKville", "--draws", "50", "--format", "json"),
        ("bottleneck", "--format", "json"),
    ],
    ids=lambda words: words[0],
)
def test_every_answer_names_the_folder(words, folder, cli):
    told = json.loads(cli("--extra", str(folder), *words).out)
    assert shlex.split(told["again"])[1:3] == ["--extra", str(folder)]
    assert json.loads(cli(*shlex.split(told["again"])[1:], "--format", "json").out) == told
