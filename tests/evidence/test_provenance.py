"""Where numbers come from: a card for each kind of thing."""

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


def test_a_passage_shows_the_state_of_the_day_first(model, pair):
    (card,) = why("suez", model, pair)
    assert card.facts[0].value == "limited"
    assert {"by_sea", "suez_baltic", "suez_transhipped"} <= set(card.hangs)


def test_what_journeys_taught_stands_beside_what_was_there_before(model, pair):
    (card,) = why("ratio.dedicated_run", model, pair)
    assert [fact.what for fact in card.facts] == ["before any journey", "in force"]


def test_a_service_is_called_by_who_ran_it_last(model, pair):
    (card,) = why("arkas_ims", model, pair)
    assert card.name == "Turkon (TRI) and Arkas (IMS)"


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


def test_a_parameter_is_in_use_in_one_period_and_stands_beside_the_others(model, pair):
    """Periods follow one another: exactly one is in use on any day that has one."""
    table = model.table("parameters")
    counts = table["parameter_id"].value_counts()
    name = counts.index[0]
    (card,) = why(name, model, pair)
    assert [fact.what for fact in card.facts] == ["value"]
    at_other_times = [fact for fact in card.dissent if fact.what == "not in force on that day"]
    assert len(at_other_times) == counts.iloc[0] - 1


def test_a_parameter_knows_what_is_printed_about_it_and_what_became_of_it(model, pair):
    (card,) = why("rate.ferry", model, pair)
    said = {fact.what: fact for fact in card.dissent}
    ferry = said["enters: ASCO tariff, container 20ft Alat-Turkmenbashi"]
    assert (ferry.value, ferry.unit, ferry.grade) == ("500", "USD/box", "C")
    derived = "enters: Derived: ferry rate from the two lines (310 and 450 km of links.csv)"
    assert said[derived].value == "0.6-0.71-0.9"
    assert said["beside: ASCO tariff, container 40ft Alat-Turkmenbashi"].value == "1000"
    (work,) = why("asco_tariff", model, pair)
    assert work.used_by == [
        f"{count} rows of {table}.csv"
        for count, table in ((2, "parameters"), (3, "printed_values"), (2, "boxes"))
    ]


def test_a_length_knows_its_price_and_its_source(model, pair):
    link = model.network.links.loc["astara_ir.rail1435-rasht.rail1435"]
    (card,) = why(str(link.name), model, pair)
    assert f"priced by {link['pace_id']}" in card.used_by
    assert card.facts[0].source["source_id"] == link["source_id"]
    assert card.to_dict()["facts"][0]["value"] == f"{link['length_km']:g}"


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


@pytest.mark.parametrize("key", ["lars", "Larsi - Upper Lars"])
def test_a_road_border_shows_its_states_and_what_a_lorry_waits(model, pair, key):
    (card,) = why(key, model, pair)
    assert (card.kind, card.name) == ("road border", "Larsi - Upper Lars")
    assert [fact.value for fact in card.facts] == ["open"] * 3
    assert card.facts[0].as_of == "2025-10-01 to now"
    assert "priced by dwell.road_lars" in card.used_by


def test_a_bridge_that_is_shut_says_so_first(model, pair):
    (card,) = why("kerch", model, pair)
    assert card.kind == "bridge"
    assert card.facts[0].value == "closed"


def said_of(model, column):
    """A link of which a row of `link_values` tells this, and what it tells."""
    table = model.table("link_values")
    row = table[table["column"] == column].iloc[0]
    return row["link_id"], row["value"]


@pytest.mark.parametrize("column", ["planned_mtpa", "nameplate_mtpa", "length_km"])
def test_a_key_with_a_column_behind_it_says_that_alone(model, pair, column):
    link, value = said_of(model, column)
    (card,) = why(f"{link}.{column}", model, pair)
    assert {fact.what for fact in [*card.facts, *card.dissent]} == {column}
    assert value in [fact.value for fact in [*card.facts, *card.dissent]]


def test_other_lengths_are_dissent_and_other_columns_are_facts(model, pair):
    link, value = said_of(model, "nameplate_mtpa")
    (card,) = why(link, model, pair)
    assert value in [fact.value for fact in card.facts if fact.what == "nameplate_mtpa"]
    assert "nameplate_mtpa" not in {fact.what for fact in card.dissent}
    link, value = said_of(model, "length_km")
    (card,) = why(link, model, pair)
    assert value in [fact.value for fact in card.dissent if fact.what == "length_km"]
    assert sum(fact.what == "length_km" for fact in card.facts) == 1


def test_what_a_row_does_not_say_stays_empty_and_its_note_is_said(model, pair):
    (card,) = why("kerch", model, pair)
    (row,) = [row for row in model.table("bridges").itertuples() if row.from_date == "2022-12-11"]
    fact = card.facts[0]
    assert (fact.unit, fact.grade, fact.note) == ("", "", row.note)
    assert row.note
    (card,) = why("instc_west_road", model, pair)
    (via,) = card.facts
    assert (via.unit, via.grade, via.as_of) == ("", "", "")


def test_a_card_shows_its_columns_by_their_names(model, pair):
    (card,) = why("kerch", model, pair)
    view = card._view()
    assert set(view.columns) <= set(view.table.columns)
    assert view.columns["as_of"] == "as of"


def test_a_parameter_counts_the_links_that_it_prices(model, pair):
    (card,) = why("pace.rail_ru", model, pair)
    count = (model.network.links["pace_id"] == "pace.rail_ru").sum()
    assert [used for used in card.used_by if " links as " in used] == [
        f"{count:,} links as pace_id"
    ]


def test_a_claim_shows_its_range_or_its_one_value(model, pair):
    claims = model.table("claims")
    wide = claims[claims["low"] < claims["high"]].iloc[0]
    one = claims[claims["low"] == claims["high"]].iloc[0]
    for row, shown in ((wide, f"{wide['low']:g}-{wide['high']:g}"), (one, f"{one['low']:g}")):
        (card,) = why(row["claim_id"], model, pair)
        assert shown in [fact.value for fact in card.facts]
