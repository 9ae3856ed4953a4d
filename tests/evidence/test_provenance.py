"""Where numbers come from: cards, bibliographies, and what changed."""

import re

import pytest

from instc import cli
from instc.errors import UnknownIdError
from instc.evidence.provenance import why
from instc.tables.schema import read_table


@pytest.fixture(scope="module")
def pair(model):
    return model.compare("Mumbai", "Moscow", draws=50)


def test_the_length_of_the_gap_with_its_dissent(model, pair):
    rail, road = why("rasht-astara.length_km", model, pair)
    assert rail.key == "astara_ir.rail1435-rasht.rail1435"
    assert rail.facts[0].value == "162"
    assert rail.facts[0].source["source_id"] == "kom25"
    assert [fact.value for fact in rail.dissent] == ["152", "160", "164", "167", "170"]
    assert not rail.hangs  # planned: nothing runs over it
    assert road.hangs["instc_west_road"]["days"] > 0


def test_what_hangs_on_a_parameter_is_its_mean_times_its_exposure(model, pair):
    (card,) = why("dwell.border_ru_az_rail", model, pair)
    mean = model.parameters.at["dwell.border_ru_az_rail", "mean"]
    hire = model.parameters.at["hire.container", "mean"]
    wanted = {
        "days": pytest.approx(mean / 24, abs=0.005),
        "usd_per_teu": pytest.approx(mean / 24 * hire, abs=0.05),
        "co2e_kg_per_teu": 0.0,
    }
    assert card.hangs == {"instc_west_road": wanted}
    assert card.facts[0].grade == "D"


@pytest.mark.parametrize("quantity", ["days", "usd_per_teu", "co2e_kg_per_teu"])
def test_what_hangs_on_all_parameters_is_the_way(model, pair, quantity):
    """Each parameter once: hire hangs on the days, so that USD of a pace hold its hire, and hire itself is left out; the cargo's value and mass act by others."""
    way = pair.alternatives["instc_west_road"].itinerary.totals()
    cards = [
        why(name, model, pair)[0] for name in pair.met.parameter_ids if name != "hire.container"
    ]
    wanted = {
        "days": way["hours"] / 24,
        "usd_per_teu": way["usd"],
        "co2e_kg_per_teu": way["co2e_kg"],
    }[quantity]
    assert sum(
        card.hangs.get("instc_west_road", {}).get(quantity, 0.0) for card in cards
    ) == pytest.approx(wanted, abs=0.05 * len(cards))


@pytest.mark.parametrize(
    "name",
    [
        "hire.container",
        "intensity.sea",
        "hub.port",
        "share.iran_transit",
        "mass.tonnes_per_teu",
        "value.cargo",
    ],
)
def test_something_hangs_on_each_kind_of_parameter(model, pair, name):
    (card,) = why(name, model, pair)
    assert card.hangs


def test_the_days_that_hang_on_all_parameters_are_the_days_of_the_way(model, pair):
    days = sum(
        model.parameters["mean"][name] / 24 * row
        for name, row in pair.met.time["suez_baltic"].items()
    )
    assert days == pytest.approx(
        pair.alternatives["suez_baltic"].itinerary.totals()["hours"] / 24, rel=1e-9
    )


def test_a_passage_shows_the_state_of_the_day_first(model, pair):
    (card,) = why("suez", model, pair)
    assert card.facts[0].value == "limited"
    assert {"suez_black_sea", "suez_baltic", "suez_transhipped"} <= set(card.hangs)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("vib", "source"),
        ("e01", "claim"),
        ("c042", "observation"),
        ("suez-baltic", "corridor"),
        ("bandar_abbas.port-fairway", "link"),
        ("incheh_borun", "place"),
        ("Incheh-Boroun", "place"),
        ("rasht.rail1435", "node"),
        ("Novorossiysk port", "node"),
        ("Ормуз", "passage"),
        ("wait for the Suez convoy", "parameter"),
        ("Suez, transhipped", "corridor"),
        ("Rasht - Qazvin by rail", "link"),
    ],
)
def test_every_kind_of_key(model, pair, key, kind):
    cards = why(key, model, pair)
    assert kind in {card.kind for card in cards}
    assert all(fact.source["title"] for card in cards for fact in card.facts)


def test_an_unknown_key_gets_a_suggestion(model, pair):
    with pytest.raises(
        UnknownIdError, match=r'unknown key "pace.rail_irr".*did you mean "pace.rail_ir"'
    ):
        why("pace.rail_irr", model, pair)


def test_the_sources_of_an_answer_are_those_of_its_links_and_parameters(pair):
    sources = pair.sources()
    assert sources.index.is_unique
    assert set(pair.alternatives["suez_baltic"].itinerary.links["source_id"]) <= set(sources.index)
    assert set(pair.parameters.loc[pair.met.parameter_ids, "source_id"]) <= set(sources.index)
    assert set(sources.index) < set(read_table("sources")["source_id"])


def run(monkeypatch, capsys, *words):
    monkeypatch.setattr("sys.argv", ["instc", *words])
    return cli.run(), capsys.readouterr()


def test_the_commands(monkeypatch, capsys):
    code, out = run(monkeypatch, capsys, "data", "why", "rasht-astara.length_km")
    assert code == 0
    assert "162 km [C]" in out.out
    code, out = run(
        monkeypatch, capsys, "route", "INNSA", "IRSRP", "--mode", "sea", "--cite", "bibtex"
    )
    assert code == 0
    assert out.out.startswith("@")
    code, out = run(monkeypatch, capsys, "compare", "Mumbai", "Moscow", "--cite", "bibtx")
    assert code == 2
    assert "bibtex" in out.err
    code, out = run(monkeypatch, capsys, "data", "diff", "no-such-revision")
    assert code == 2
    assert out.err.count("\n") == 1


def test_a_place_shows_its_point_its_spellings_and_its_facilities(model, pair):
    (card,) = why("incheh_borun", model, pair)
    assert card.facts[0].value == "54.6144 37.4298"
    assert "Инче-Бурун" in card.facts[0].note
    assert "Incheh Borun rail 1520 mm (incheh_borun.rail1520)" in card.used_by


@pytest.mark.parametrize(
    ("key", "kind"), [("Iran", "a country (Iran)"), ("SGSIN", "a port (Singapore)")]
)
def test_what_has_no_page_is_named(model, pair, key, kind):
    with pytest.raises(UnknownIdError, match=re.escape(f'unknown key "{key}", {kind} without')):
        why(key, model, pair)
