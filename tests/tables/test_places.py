"""Names that people type find the place they mean, or are asked back."""

import re

import pandas as pd
import pytest

from instc.errors import AmbiguousPlaceError, LocationError, QuestionError, UnknownIdError
from instc.network.sea_lanes import read_sea
from instc.tables.places import End, end_among, end_at, fold, parse_coordinates, spellings
from instc.tables.schema import data_dir, read_table

# Every node of the corridor that people name: cities, ports, crossings.
MAIN = """ahmedabad aktau alat almaty amirabad anzali aprin ashgabat astara_az astara_ir astrakhan baku bandar_abbas bandar_e_torkaman bereket
bolashak caspian_port chabahar chelyabinsk chennai dammam delhi dubai etrek garmsar gorgan hamburg helsinki incheh_borun istanbul jebel_ali
jeddah kandla kazan makhachkala mashhad mombasa moscow mumbai mundra muscat nhava_sheva novorossiysk nowshahr olya poti qazvin qom
rasht riyadh rostov_on_don rotterdam samara samur sarahs_tm sarakhs saratov sari serhetyaka sohar st_petersburg suez tashkent tbilisi tehran
turkmenbashi vladivostok volgograd yalama yekaterinburg zahedan""".split()
SCRIPTS = {
    "Cyrillic": "[\u0400-\u04ff]",
    "Persian": "[\u0600-\u06ff]",
    "Devanagari": "[\u0900-\u097f]",
}


@pytest.fixture(scope="module")
def written():
    """Every spelling of the seeds, by place."""
    places, aliases = read_table("places"), read_table("aliases")
    named = places.set_index("place_id")["name"].to_dict()
    return {
        place: [name, *aliases.loc[aliases["place_id"] == place, "alias"]]
        for place, name in named.items()
    }


@pytest.mark.parametrize("place", MAIN)
def test_a_main_node_has_six_spellings_in_four_scripts(written, place):
    texts = written[place]
    assert len({fold(text) for text in texts}) >= 6
    for script, letters in SCRIPTS.items():
        assert any(re.search(letters, text) for text in texts), script


def test_every_spelling_finds_its_place(model, written):
    """Or is asked back, if another place shares it; it never finds another place."""
    shared = 0
    for place, texts in written.items():
        for text in texts:
            try:
                end = model.end(text)[1]
            except AmbiguousPlaceError as error:
                assert place in str(error)
                shared += 1
            except LocationError:  # a junction on the way has no terminal
                assert (
                    not model.network.nodes.loc[model.network.nodes["place_id"] == place, "kind"]
                    .isin(["city", "port", "terminal"])
                    .any()
                )
            else:
                assert model.network.nodes.at[end.node_ids[0], "place_id"] == place, text
    assert shared <= 12, "only the two Astaras should share their spellings"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Bombay", "mumbai"), ("mumbai", "mumbai"), ("MUMBAI", "mumbai"), ("  Mumbai ", "mumbai"), ("मुंबई", "mumbai"), ("Мумбаи", "mumbai"), ("بمبئی", "mumbai"),
        ("Москва", "moscow"), ("москва", "moscow"), ("Moskva", "moscow"), ("مسکو", "moscow"), ("मॉस्को", "moscow"),
        ("Bandar Abbas", "bandar_abbas"), ("bandar-abbas", "bandar_abbas"), ("bandar_abbas", "bandar_abbas"), ("BandarAbbas", "bandar_abbas"), ("بندر عباس", "bandar_abbas"), ("बंदर अब्बास", "bandar_abbas"),
        ("St Petersburg", "st_petersburg"), ("St. Petersburg", "st_petersburg"), ("Saint Petersburg", "st_petersburg"), ("Санкт-Петербург", "st_petersburg"), ("Leningrad", "st_petersburg"),
        ("Tehran", "tehran"), ("Teheran", "tehran"), ("Tehrān", "tehran"), ("تهران", "tehran"), ("Тегеран", "tehran"),
        ("Ashgabat", "ashgabat"), ("Ashkhabad", "ashgabat"), ("Ашхабад", "ashgabat"), ("Aşgabat", "ashgabat"),
    ],
)  # fmt: skip
def test_cities_in_other_spellings(model, text, place):
    assert model.end(text)[1].place_id == place


@pytest.mark.parametrize(
    "text",
    [
        "Incheh-Borun",
        "Incheh-Boroun",
        "Inche Burun",
        "Inchebrun",
        "Incheboroun",
        "Inche-Bourun",
        "Ince Burun",
        "Инче-Бурун",
        "INCHEH BORUN",
    ],
)
def test_one_crossing_in_nine_spellings_seen_in_print(model, text):
    assert model.end(text)[1].place_id.startswith("incheh_borun")


@pytest.mark.parametrize("text", ["Astara", "astara", "ASTARA", "Астара", "آستارا"])
def test_two_astaras_are_asked_back(model, text):
    with pytest.raises(AmbiguousPlaceError) as caught:
        model.end(text)
    for fragment in ("Astara (Azerbaijan)", "Astara (Iran)", "astara_az", "astara_ir"):
        assert fragment in str(caught.value)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Astara (AZ)", "AZ"),
        ("Astara (IR)", "IR"),
        ("Astara (Azerbaijan)", "AZ"),
        ("Astara, Iran", "IR"),
        ("astara_az", "AZ"),
        ("astara_ir", "IR"),
    ],
)
def test_each_astara_can_be_named(model, text, country):
    assert model.network.nodes.at[model.end(text)[1].node_ids[0], "country"] == country


@pytest.mark.parametrize(
    ("text", "country"),
    [("Sarakhs", "IR"), ("سرخس", "IR"), ("Sarahs", "TM"), ("Serakhs", "TM"), ("Серахс", "TM")],
)
def test_sarakhs_is_iranian_and_sarahs_turkmen(model, text, country):
    assert model.network.nodes.at[model.end(text)[1].node_ids[0], "country"] == country


@pytest.mark.parametrize(
    ("text", "node"),
    [("INNSA", "nhava_sheva.port"), ("innsa", "nhava_sheva.port"), (" INNSA ", "nhava_sheva.port"), ("RULED", "st_petersburg.port"), ("IRSRP", "bandar_abbas.port"), ("nhava_sheva.port", "nhava_sheva.port"), ("DEHAM", "hamburg.port")],
)  # fmt: skip
def test_codes_and_node_ids(model, text, node):
    end = model.end(text)[1]
    assert end.node_ids == (node,)
    assert end.scope == "port"


def test_a_port_of_the_open_list_needs_no_row_of_ours(model):
    end = model.end("SGSIN")[1]
    assert end.name
    assert end.scope == "port"


def test_a_city_is_a_door(model):
    assert model.end("Mumbai")[1].scope == "door"


@pytest.mark.parametrize(
    ("mode", "node"), [("sea", "bandar_abbas.port"), ("rail", "bandar_abbas.rail1435")]
)
def test_a_mode_narrows_to_a_facility(model, mode, node):
    end = model.end("Bandar Abbas", mode=mode)[1]
    assert end.node_ids == (node,)
    assert end.scope == "port"


def test_a_mode_that_is_not_there_lists_those_that_are(model):
    with pytest.raises(LocationError, match=r"no facility of mode sea \(it has: .*rail"):
        model.end("Moscow", mode="sea")
    with pytest.raises(LocationError, match="is a facility of mode sea, not rail"):
        model.end("nhava_sheva.port", mode="rail")


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("Moskow", "Moscow"), ("Mumbay", "Mumbai"), ("Tehrn", "Tehran"), ("Novorosiysk", "Novorossiysk"), ("Chahbahar", "Chabahar"), ("Rashd", "Rasht")],
)  # fmt: skip
def test_a_slip_is_answered_with_the_nearest_name(model, text, suggestion):
    try:
        end = model.end(text)[1]
    except UnknownIdError as error:
        assert f'unknown place "{text}"' in str(error)
        assert suggestion in str(error)
        assert str(error).count('"') <= 8, "at most three suggestions"
    else:
        assert end.name == suggestion, "a spelling that is listed"


@pytest.mark.parametrize(
    "text", ["", "   ", "\t", "?", "-", "....", "()", "Zzyzx", "x" * 1_000, "\u202e", "🚂"]
)
def test_what_names_nothing_is_unknown(model, text):
    with pytest.raises(UnknownIdError):
        model.end(text)


@pytest.mark.parametrize("text", ["x" * 10_000, "\0", "\x1b[31m"])
def test_what_can_be_no_name_is_refused_at_the_door(model, text):
    with pytest.raises(QuestionError, match=r"longer than any name|signs that no name has"):
        model.end(text)


@pytest.mark.parametrize("text", ["hormuz.a", "suez.b", "Mumbai.port", "sea.e0_n0"])
def test_a_gate_or_a_crossing_of_lanes_is_no_end(model, text):
    with pytest.raises(UnknownIdError):
        model.end(text)


class TestCoordinates:
    def test_land_in_reach_becomes_a_door(self, model):
        wider, end = model.end("37.6,55.7")
        assert end.scope == "door"
        assert (end.lon, end.lat) == (37.6, 55.7)
        assert end.node_ids[0] in wider.network.nodes.index
        assert end.node_ids[0] not in model.network.nodes.index, (
            "the model that was asked has not changed"
        )

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("51.0,42.0", "lie at sea"),  # the Caspian is no land
            ("0,0", "lie at sea"),
            ("65.0,15.0", "lie at sea"),
            ("-100,40", "more than 300 km"),
            ("90,68", "more than 300 km"),
            ("135,-25", "more than 300 km"),
            ("55.7,37.6", "did you mean 37.6,55.7?"),
            ("19.07,72.88", "did you mean 72.88,19.07?"),
            ("nan,nan", "longitude must lie in -180..180"),
            ("NaN,10", "longitude must lie in -180..180"),
            ("10,nan", "longitude must lie in -180..180"),
            ("inf,10", "longitude must lie in -180..180"),
            ("181,0", "longitude must lie in -180..180"),
            ("1e400,0", "longitude must lie in -180..180"),
            ("30,120", "are they swapped?"),
        ],
    )
    def test_each_refusal(self, model, text, expected):
        with pytest.raises(LocationError) as caught:
            model.end(text)
        assert expected in str(caught.value)

    @pytest.mark.parametrize(
        "text", ["37.6, 55.7", " 37.6 ,55.7 ", "+37.6,55.7", "37.6e0,55.7", "3.76e1,5.57E1"]
    )
    def test_ways_to_write_numbers(self, text):
        assert parse_coordinates(text) == (37.6, 55.7)

    @pytest.mark.parametrize(
        "text",
        [
            "37.6",
            "37.6,",
            ",55.7",
            "37.6,55.7,1",
            "a,b",
            "37.6;55.7",
            "37°,55°",
            "0x10,1",
            "1_0,2",
            "--1,2",
            "",
        ],
    )
    def test_what_is_no_pair_of_numbers(self, text):
        assert parse_coordinates(text) is None

    def test_a_mode_wants_a_facility(self, model):
        with pytest.raises(LocationError, match="name a facility"):
            model.end("37.6,55.7", mode="rail")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Incheh-Borūn", "incheh borun"), ("St. Petersburg", "ST PETERSBURG"), ("Aşgabat", "asgabat"), ("Ёлка", "елка"), ("ＭＵＭＢＡＩ", "mumbai"), ("Straße", "STRASSE")],
)  # fmt: skip
def test_fold_forgets_what_does_not_matter(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Baku", "Batumi"), ("Sari", "Sarı1"), ("मुंबई", "मबई"), ("", "a")]
)
def test_fold_keeps_what_does(one, other):
    assert fold(one) != fold(other)


def test_spellings_leave_their_inputs_alone():
    places, aliases, ports = (
        read_table("places"),
        read_table("aliases"),
        read_sea(data_dir(), "")[1],
    )
    before = [table.copy() for table in (places, aliases, ports)]
    table = spellings(places, aliases, ports)
    for old, new in zip(before, (places, aliases, ports), strict=True):
        pd.testing.assert_frame_equal(old, new)
    assert not table.duplicated(["key", "place_id"]).any()


def test_ends_of_a_table_of_two_rows():
    nodes = pd.DataFrame(
        {
            "place_id": ["a", "a"], "name": ["A", "A"], "kind": ["city", "port"], "mode": ["door", "sea"], "unlocode": ["", "XXAAA"], "lon": [1.0, 2.0], "lat": [3.0, 4.0],
        },
        index=pd.Index(["a", "a.port"], name="node_id"),
    )  # fmt: skip
    door = End("a", "A", 1.0, 3.0, ("a",), "door")
    port = End("a.port", "A", 2.0, 4.0, ("a.port",), "port")
    assert end_among("aa", nodes, nodes.index, None) == end_at(nodes, ["a"]) == door
    assert end_among("Aa", nodes, nodes.index, "sea") == end_at(nodes, ["a.port"]) == port
    assert end_among("xxaaa", nodes, nodes.index, None) == port
