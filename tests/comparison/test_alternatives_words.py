"""What the words of a question mean, who passes what must be passed, and what changes nothing."""

import json

import pytest

from instc.comparison.alternatives import chosen_words
from instc.errors import InstcError, LocationError, QuestionError, UnknownIdError

SUEZ = '"Suez" is read as the passage "Suez Canal", not as the place "Suez (EG)".'


def asked(cli, *words):
    """The answer of a command as data."""
    answer = cli(*words, "--draws", "10", "--format", "json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def passed(model, *words, **options):
    """The straits of the best way."""
    return model.route(*words, **options).passages


class TestAvoid:
    def test_suez_is_the_canal_and_that_is_said(self, cli):
        answer = asked(cli, "route", "Mumbai", "Moscow", "--avoid", "Suez")
        assert "suez" not in answer["passages"]
        assert SUEZ in answer["remarks"]
        assert SUEZ in cli("route", "Mumbai", "Moscow", "--avoid", "Suez", "--draws", "10").out

    @pytest.mark.parametrize(
        ("ends", "text", "gates"),
        [
            (("INNSA", "IRSRP"), "Hormuz", {"hormuz"}), (("Mumbai", "Rotterdam"), "Bab-el-Mandeb", {"bab_el_mandeb"}), (("Mumbai", "Rotterdam"), "Red Sea", {"suez", "bab_el_mandeb"}),
            (("Mumbai", "Novorossiysk"), "Bosporus", {"bosporus"}), (("INNSA", "CNSHA"), "Malacca", {"malacca"}), (("Mumbai", "Novorossiysk"), "Босфор", {"bosporus"}),
        ],
    )  # fmt: skip
    def test_a_strait_by_its_name(self, model, ends, text, gates):
        assert gates <= set(passed(model, *ends)), "it would be passed"
        try:
            trip = model.route(*ends, avoid=[text])
        except InstcError as error:
            assert "(avoided)" in str(error) or "no way exists" in str(error)
        else:
            assert not gates & set(trip.passages)

    @pytest.mark.parametrize("text", ["Malacca", "Singapore", "Colombo", "Kiel Canal"])
    def test_what_changes_nothing_says_so(self, cli, model, text):
        said = f'Avoiding "{text}" changes nothing: no way here would pass it.'
        assert said in asked(cli, "route", "Mumbai", "Moscow", "--avoid", text)["remarks"]
        free, other = (
            model.simulate_route("Mumbai", "Moscow", avoid=avoid, draws=10).table
            for avoid in ([], [text])
        )
        assert free.equals(other)

    def test_of_a_comparison_every_way_counts(self, model):
        """The best way keeps clear of Hormuz, the INSTC does not."""
        said = "changes nothing"
        answer = model.compare("Mumbai", "Moscow", avoid=["Hormuz", "Panama Canal"], draws=10)
        remarks = [remark for remark in answer.remarks() if said in remark]
        assert remarks == ['Avoiding "Panama Canal" changes nothing: no way here would pass it.']
        assert "instc_west_road" not in answer.alternatives

    def test_an_unknown_word_is_refused(self, cli):
        answer = cli("route", "Mumbai", "Moscow", "--avoid", "Atlantis")
        assert answer.code == 2
        assert answer.err == 'instc: error: unknown place, passage, country or link "Atlantis"\n'
        answer = cli("route", "Mumbai", "Moscow", "--avoid", "Lombok")
        assert answer.code == 2
        assert "no gate there" in answer.err


class TestVia:
    @pytest.mark.parametrize(
        ("text", "node"),
        [("Singapore", "sgsin.port"), ("Colombo", "lkcmb.port"), ("SGSIN", "sgsin.port"), ("Alexandria (EG)", "egaly.port"), ("Port of Novorossiysk", "novorossiysk.port")],
    )  # fmt: skip
    def test_ports_of_the_world(self, model, text, node):
        assert node in model.route("Mumbai", "Moscow", via=[text]).nodes.index

    @pytest.mark.parametrize(
        "text", ["Suez Canal", "suez.a-suez.b", "Суэцкий канал", "Strait of Hormuz"]
    )
    def test_a_strait(self, model, text):
        gate = "hormuz" if "Hormuz" in text else "suez"
        assert gate in passed(model, "Chelyabinsk", "Jeddah", via=[text])

    def test_a_link(self, model):
        link = "astara_ir.road-rasht.road"
        trip = model.route("Mumbai", "Moscow", via=["Astara (Iran) - Rasht by road"])
        assert link in trip.links.index

    def test_suez_is_the_place_and_that_is_said(self, cli):
        remarks = asked(cli, "route", "Mumbai", "Moscow", "--via", "Suez")["remarks"]
        assert (
            '"Suez" is read as the place "Suez (EG)", not as the passage "Suez Canal".' in remarks
        )

    @pytest.mark.parametrize(
        ("text", "error", "fragment"),
        [
            ("Moscow", QuestionError, "is the origin or the destination"),
            ("60.6,56.8", LocationError, "name a place, a facility or a strait"),
            ("Sheerness fairway", InstcError, "is no link of this network"),
            ("Atlantis", UnknownIdError, 'unknown place or passage "Atlantis"'),
        ],
    )
    def test_refusals(self, model, text, error, fragment):
        with pytest.raises(error, match=fragment):
            model.route("Mumbai", "Moscow", via=[text])


class TestBound:
    WORDS = ("compare", "Chelyabinsk", "Jeddah", "--via", "Incheh-Borun")
    SAID = "The ways over Iran must pass Incheh Borun, the least detour; the others run free."

    def test_the_side_of_the_least_detour_passes_and_the_others_run_free(self, cli):
        answer = asked(cli, *self.WORDS)
        assert answer["via_bound"] == "over_iran"
        assert {way["family"] for way in answer["alternatives"]} == {"over_iran", "by_sea"}
        assert answer["remarks"].count(self.SAID) == 1
        assert "--via-all" not in answer["again"]
        assert self.SAID in " ".join(cli(*self.WORDS, "--draws", "10").out.split())

    def test_each_is_the_way_it_would_be_alone(self, model):
        ends, via = ("Chelyabinsk", "Jeddah"), ["Incheh-Borun"]
        mixed = model.compare(*ends, via=via, draws=10).alternatives
        free = model.compare(*ends, draws=10).alternatives
        every = model.compare(*ends, via=via, via_all=True, draws=10).alternatives
        for name, way in mixed.items():
            other = every if way.family == "over_iran" else free
            assert way.itinerary.steps.tolist() == other[name].itinerary.steps.tolist(), name
        assert any(way.family == "by_sea" for way in mixed.values())
        assert "suez_baltic" in mixed
        assert "suez_baltic" not in every

    def test_all_can_be_bound(self, cli, model):
        answer = asked(cli, *self.WORDS, "--via-all")
        assert answer["via_bound"] is None
        assert "--via-all" in answer["again"]
        assert "remarks" not in answer or self.SAID not in answer["remarks"]
        ways = model.compare("Chelyabinsk", "Jeddah", via=["Incheh-Borun"], via_all=True, draws=1)
        for way in ways.alternatives.values():
            assert "incheh_borun" in set(way.itinerary.nodes["place_id"])

    @pytest.mark.parametrize("against", ["instc", "over_iran"])
    def test_where_only_one_side_is_asked_nothing_need_be_said(self, model, against):
        answer = model.compare(
            "Chelyabinsk", "Jeddah", via=["Incheh-Borun"], against=[against], draws=10
        )
        assert not [line for line in answer.remarks() if "must pass" in line]


class TestAgainst:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("INSTC east (Incheh Borun)", {"instc_east"}), ("instc-east", {"instc_east"}), ("Suez, Novorossiysk, rail", {"suez_black_sea"}),
            ("Suez, Novorossiysk, rail,cape-baltic", {"suez_black_sea", "cape_baltic"}), ("Suez, transhipped, instc_east", {"suez_transhipped", "instc_east"}),
            ("suez", {"suez"}), ("instc_east,", {"instc_east"}), ("Suez to St Petersburg", {"suez_baltic"}),
            ("by sea", {"by_sea"}), ("over Iran", {"over_iran"}), ("over_iran,suez", {"over_iran", "suez"}), ("by-china, by the Middle Corridor", {"by_china", "middle_corridor"}),
        ],
    )  # fmt: skip
    def test_ids_names_labels_families_and_sides(self, model, text, names):
        assert chosen_words(model, [text]) == names

    def test_several_words_are_all_taken(self, model):
        both = chosen_words(model, ["Suez, transhipped", "instc_east"])
        assert both == {"instc_east", "suez_transhipped"}
        assert chosen_words(model, []) == set()

    @pytest.mark.parametrize(
        ("text", "kept"),
        [("by_sea", {"by_sea"}), ("instc", {"over_iran"}), ("suez", {"by_sea"}), ("over_iran,by_sea", {"over_iran", "by_sea"})],
    )  # fmt: skip
    def test_they_keep_their_side_and_every_row_of_it_is_shown(self, model, text, kept):
        answer = model.compare("Mumbai", "Moscow", against=[text], draws=10)
        assert {way.family for way in answer.alternatives.values()} == kept
        assert set(answer.table["hidden_reason"]) == {""}

    @pytest.mark.parametrize("text", ["", ",", "nothing", "instc_east,nothing", "Moscow"])
    def test_what_is_no_corridor(self, model, text):
        with pytest.raises(UnknownIdError, match="corridor"):
            chosen_words(model, [text])

    def test_by_the_command(self, cli):
        words = ("compare", "Mumbai", "Moscow", "--against", "INSTC east (Incheh Borun)")
        (way,) = asked(cli, *words)["alternatives"]
        assert way["corridor"] == "instc_east"


class TestEnds:
    @pytest.mark.parametrize(
        ("text", "node"),
        [
            ("Mumbai, India", "mumbai"), ("Alexandria (EG)", "egaly.port"), ("Novorossiysk port", "novorossiysk.port"), ("IRBUZ", "irbus.port"),
            ("RUMOW", "moscow"), ("INDEL", "delhi"), ("مسكو", "moscow"), ("Port of Singapore", "sgsin.port"),
        ],
    )  # fmt: skip
    def test_names_and_codes(self, model, text, node):
        assert model.end(text)[1].node_ids == (node,)

    def test_who_stands_for_a_neighbour_is_told(self, cli):
        answer = asked(cli, "route", "MAPTM", "Hamburg")
        assert answer["remarks"][0].startswith("MAPTM is Tanger Med: Tangier")

    def test_a_port_without_a_lane_is_refused(self, model):
        with pytest.raises(LocationError, match="no sea lane reaches it"):
            model.end("USSTL")


def test_reasons_are_in_human_names(cli):
    answer = asked(cli, "compare", "Mumbai", "Moscow", "--scenario", "hormuz-closed")
    for row in answer["unavailable"]:
        assert "_" not in row["reason"], row
        assert "Strait of Hormuz" in row["reason"]
    text = cli("compare", "Mumbai", "Moscow", "--draws", "10").out
    assert "Not available: INSTC west (all rail): " in text
    assert "(planned for 2028); try --scenario rasht-astara-open." in " ".join(text.split())
    alone = cli("compare", "Mumbai", "Moscow", "--against", "instc_west_rail")
    assert alone.code == 3
    assert "none of INSTC west (all rail) goes from Mumbai to Moscow" in alone.err
