"""A word means one thing at its place in a command, is asked back, or is refused with what comes near."""

import pytest

from instc.errors import AmbiguousPlaceError, LocationError, UnknownIdError
from instc.tables.catalogue import load_words
from instc.tables.words import (
    AGAINST,
    AVOID,
    END,
    KEY,
    SCENARIO,
    SETTING,
    SUBJECT,
    VIA,
    Meaning,
    Role,
    Words,
    avoid_items,
    meanings,
    name_of,
    near,
    resolve,
    subject_ids,
    suggestion,
)


@pytest.fixture(scope="module")
def words():
    return load_words()


def small():
    """Two towns of one name, a port and a canal of one name, and their countries."""
    found = Words()
    found.add(Meaning("country", "XX", "Exland"), [])
    found.add(Meaning("country", "YY", "Whyland"), [])
    found.add(Meaning("place", "alpha_x", "Alpha", "XX"), ["Alfa"])
    found.add(Meaning("place", "alpha_y", "Alpha", "YY"), [])
    found.add(Meaning("port", "xxgam.port", "Gamma", "XX"), ["XXGAM"])
    found.add(Meaning("passage", "gamma", "Gamma Canal"), ["Gamma"])
    found.add(Meaning("water", "delta", "Strait of Delta"), [])
    return found


class TestByHand:
    @pytest.mark.parametrize(
        ("text", "role", "expected"),
        [
            ("ALPHA, Exland", END, "alpha_x"), ("Alpha (YY)", END, "alpha_y"), ("alpha whyland", END, "alpha_y"),
            ("alfa", END, "alpha_x"), ("alpha-x", END, "alpha_x"), ("Gamma", END, "xxgam.port"), ("xxgam", END, "xxgam.port"),
            ("port of gamma", AVOID, "xxgam.port"), ("Gamma port", END, "xxgam.port"), ("gamma", AVOID, "gamma"),
            ("gamma.a-gamma.b", SUBJECT, "gamma"), ("Exland", AVOID, "XX"),
        ],
    )  # fmt: skip
    def test_what_a_word_means_at_its_place(self, text, role, expected):
        assert resolve(small(), text, role).id == expected

    def test_two_of_one_name_are_asked_back_with_ids_that_name_them(self):
        with pytest.raises(AmbiguousPlaceError) as caught:
            resolve(small(), "Alpha", END)
        assert str(caught.value) == (
            '"Alpha" is ambiguous: "Alpha (XX)" (alpha_x) or "Alpha (YY)" (alpha_y)'
        )

    def test_a_choice_can_be_narrowed(self):
        found = resolve(small(), "Alpha", END, fits=lambda one: one.country == "YY")
        assert found.id == "alpha_y"
        with pytest.raises(AmbiguousPlaceError):
            resolve(small(), "Alpha", END, fits=lambda one: one.country == "ZZ")

    def test_a_canal_that_is_a_port_too_says_so(self):
        assert resolve(small(), "Gamma", AVOID).note == (
            '"Gamma" is read as the passage "Gamma Canal", not as the port "Gamma (XX)"'
        )
        assert resolve(small(), "Gamma Canal", AVOID).note == ""

    @pytest.mark.parametrize(
        ("text", "role", "expected"),
        [
            ("Alp", END, 'unknown place "Alp"'),  # so few letters come near to too much
            ("Alpa", END, 'unknown place "Alpa" (did you mean "Alfa" or "Alpha"?)'),
            ("Gamma Canal", END, 'unknown place "Gamma Canal": it is a strait or canal (Gamma Canal)'),
            ("", END, "an empty text names no place"),
            ("omega", SUBJECT, 'unknown link or passage "omega"'),
            ("Omega, Nowhere", END, 'unknown place "Omega, Nowhere"'),
        ],
    )  # fmt: skip
    def test_what_means_nothing(self, text, role, expected):
        with pytest.raises(UnknownIdError) as caught:
            resolve(small(), text, role)
        assert str(caught.value) == expected

    def test_a_water_without_a_gate_says_so(self):
        found = small()
        with pytest.raises(LocationError, match=r"no gate there.*gates: Gamma Canal"):
            avoid_items(found, resolve(found, "Strait of Delta", AVOID))

    @pytest.mark.parametrize(
        "text", ["gamma*", "*", "<gamma>", "gam?ma", "gamma; alpha", "[gamma]"]
    )
    def test_a_pattern_is_no_spelling(self, text):
        with pytest.raises(UnknownIdError):
            resolve(small(), text, AVOID)

    def test_many_hyphens_take_no_time(self):
        with pytest.raises(UnknownIdError):
            resolve(small(), "-".join("a" * 50), KEY)


@pytest.mark.parametrize(
    ("word", "spellings", "expected"),
    [
        ("moskow", ["moscow", "minsk"], ["moscow"]),
        ("msocow", ["moscow"], ["moscow"]),  # a swap is one slip
        ("mosco", ["moscow"], ["moscow"]),
        ("moskva", ["moscow"], []),
        ("boscow", ["moscow"], []),  # the first letter is right
        ("novorosisk", ["novorossiysk"], ["novorossiysk"]),
        ("pot", ["poti"], []),
        ("x" * 101, ["x" * 101], []),
    ],
)
def test_what_comes_near(word, spellings, expected):
    assert near(word, spellings) == expected


def test_a_suggestion_of_ids():
    assert suggestion("pace.see", ["pace.sea", "rate.sea"]) == ' (did you mean "pace.sea"?)'
    assert suggestion("atlantis", ["pace.sea"]) == ""


# Whatever is printed is taken.

ROLE_OF = {
    "passage": (AVOID, SUBJECT, KEY), "water": (AVOID,), "place": (END, VIA, AVOID), "node": (END, VIA), "port": (END, VIA),
    "corridor": (AGAINST,), "family": (AGAINST,), "parameter": (SETTING, KEY), "group": (KEY,), "scenario": (SCENARIO,),
    "link": (SUBJECT, KEY), "junction": (AVOID,), "country": (AVOID,),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(ROLE_OF))
def test_every_printed_name_and_id_means_itself(words, kind):
    """Or is asked back, where another of the kind shares the name: then each choice means itself."""
    things = [meaning for (one, _), meaning in words.known.items() if one == kind]
    assert things
    for meaning in things:
        for role in ROLE_OF[kind]:
            for text in (meaning.id, meaning.name):
                same = [one for one in meanings(words, text, role) if one.kind == kind]
                if kind in {"place", "port", "node"} and not same:
                    unreachable = [one.id for one in words.weaker.get(text.lower(), [])]
                    assert kind == "port" or unreachable
                    continue
                if kind not in {"port", "junction", "node"}:
                    assert meaning in same, (text, role.noun)
        if kind not in {"port", "junction"}:
            assert [one.id for one in meanings(words, meaning.id, Role(kind, (kind,)))] == [
                meaning.id
            ]


def test_names_that_tell_ports_apart_are_taken(words):
    """A port that a lane reaches is found by its name and country, its node id and its code."""
    ports = {one for found in words.spelled.values() for one in found if one.kind == "port"}
    assert len({one.id for one in ports}) > 3000
    for one in ports:
        if one.note:
            continue
        for text in (f"{one.name} ({one.country})", one.id, one.id.removesuffix(".port").upper()):
            found = meanings(words, text, Role("port", ("port",)))
            assert one.id in {other.id for other in found} or text.isupper(), text


@pytest.mark.parametrize("kind", ["parameter", "passage", "scenario", "corridor", "water", "link"])
def test_a_human_name_is_one_thing_without_a_comma(words, kind):
    named = {key: one for (what, key), one in words.known.items() if what == kind}
    for key, one in named.items():
        assert "," not in one.name
        assert one.name != key or kind == "scenario", "a name is there"
        assert name_of(words, key, kind) == one.name
    assert len({one.name.casefold() for one in named.values()}) == len(named)


def test_names_by_rule(words):
    for key, name in (
        ("rasht.rail1435-qazvin.rail1435", "Rasht - Qazvin by rail"),
        ("novorossiysk.port", "Novorossiysk port"),
        ("moscow.rail1520", "Moscow rail 1520 mm"),
        ("astara_az.border_road", "Astara (Azerbaijan) lorry crossing"),
        ("anzali.port-fairway", "Anzali port fairway"),
        ("suez.a-suez.b", "Suez Canal"),
        ("hormuz.b", "Strait of Hormuz"),
        ("dwell.border_ru_az_rail", "wait at the rail border Russia - Azerbaijan"),
        ("sea.00001-sea.00002", "sea.00001-sea.00002"),
    ):
        assert name_of(words, key) == name


# Hard words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مسكو", "moscow"), ("مسکو", "moscow"), ("МОСКВА", "moscow"), ("Bakı", "baku"), ("BAKI", "baku"), ("Aşgabat", "ashgabat"),
        ("Tashkent", "tashkent"), ("Toshkent", "tashkent"), ("Mumbai, India", "mumbai"), ("Mumbai (IN)", "mumbai"), ("Mumbai India", "mumbai"),
        ("Bombay, India", "mumbai"), ("Astara (IR)", "astara_ir"), ("Alexandria (EG)", "egaly.port"), ("Novorossiysk port", "novorossiysk.port"),
        ("Port of Novorossiysk", "novorossiysk.port"), ("the port of Bandar Abbas", "bandar_abbas.port"), ("Kingston (JM)", "jmkin.port"), ("Kingston, Jamaica", "jmkin.port"),
        ("IRBUZ", "irbus.port"), ("irbuz", "irbus.port"), ("CNTXG", "cnxip.port"), ("CNSHG", "shanghai.port"), ("RUMOW", "moscow"), ("INDEL", "delhi"), ("UZTAS", "tashkent"),
        ("RUASF", "astrakhan.port"), ("INNSA", "nhava_sheva.port"), ("MAPTM", "matng.port"), ("CASJN", "casjb.port"), ("CASJF", "casjf.port"), ("Port Klang", "mypkg.port"),
        ("Port Kelang", "mypkg.port"), ("Singapore", "sgsin.port"), ("Zeebrugge", "bezee.port"), ("Zeebgrugge", "bezee.port"),  ("Xingang", "cnxip.port"),
        ("Moscow rail 1520 mm", "moscow.rail1520"),
    ],
)  # fmt: skip
def test_ends_in_several_scripts_and_codes(words, text, expected):
    assert resolve(words, text, END).id == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Suez", ("suez",)), ("Suez Canal", ("suez",)), ("Суэцкий канал", ("suez",)), ("کانال سوئز", ("suez",)), ("Hormuz", ("hormuz",)), ("Ормуз", ("hormuz",)), ("مضيق هرمز", ("hormuz",)),
        ("Strait of Hormuz", ("hormuz",)), ("Hormuz Strait", ("hormuz",)), ("Bab-el-Mandeb", ("bab_el_mandeb",)), ("Bab al-Mandab", ("bab_el_mandeb",)), ("باب المندب", ("bab_el_mandeb",)),
        ("Red Sea", ("suez", "bab_el_mandeb")), ("लाल सागर", ("suez", "bab_el_mandeb")), ("Bosporus", ("bosporus",)), ("Bosphorus", ("bosporus",)), ("Malacca", ("malacca",)),
        ("Malacca Strait", ("malacca",)), ("Kiel", ("kiel",)), ("Gibraltar", ("gibraltar",)), ("Panama", ("panama",)), ("Persian Gulf", ("hormuz",)), ("Black Sea", ("bosporus",)),
        ("Iran", ("country=IR",)), ("Russian Federation", ("country=RU",)), ("Singapore", ("sgsin",)), ("INNSA", ("nhava_sheva.port",)), ("Baku", ("baku",)),
        ("Volga-Don", ("rostov_on_don.river-astrakhan.river",)), ("suez.a-suez.b", ("suez",)),
    ],
)  # fmt: skip
def test_what_is_avoided(words, text, expected):
    assert avoid_items(words, resolve(words, text, AVOID)) == expected


@pytest.mark.parametrize(
    "text", ["Sunda", "Lombok", "Korea", "Tsushima Strait", "Dover", "English Channel", "Magellan", "the Cape", "Cape of Good Hope", "Øresund"]
)  # fmt: skip
def test_a_named_water_without_a_gate_is_not_passed_over(words, text):
    with pytest.raises(LocationError, match="the sea lanes have no gate there"):
        avoid_items(words, resolve(words, text, AVOID))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("suez", "suez"), ("Suez, transhipped", "suez_transhipped"), ("Suez to St Petersburg", "suez_baltic"), ("INSTC west (road gap)", "instc_west_road"),
        ("instc-west-road", "instc_west_road"), ("Суэц, Санкт-Петербург", "suez_baltic"), ("Cape", "cape"),
    ],
)  # fmt: skip
def test_corridors(words, text, expected):
    assert resolve(words, text, AGAINST).id == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hormuz", ("hormuz",)), ("Red Sea", ("suez", "bab_el_mandeb")), ("Anzali port fairway", ("anzali.port-fairway",)), ("irbus.port-fairway", ("irbus.port-fairway",)),
        ("Bushehr fairway", ("irbus.port-fairway",)), ("Astara (Iran) - Rasht by rail", ("astara_ir.rail1435-rasht.rail1435",)), ("Rasht - Qazvin, rail", ("rasht.rail1435-qazvin.rail1435",)),
        ("atlantis", ("atlantis",)),
    ],
)  # fmt: skip
def test_subjects(words, text, expected):
    assert subject_ids(words, text) == expected


def test_two_links_between_two_places_are_asked_back(words):
    with pytest.raises(AmbiguousPlaceError, match=r"by rail.*by road"):
        subject_ids(words, "rasht-astara")


def test_a_sea_that_no_gate_closes_is_no_subject(words):
    with pytest.raises(LocationError, match="Caspian Sea: no link or passage closes it"):
        subject_ids(words, "Caspian Sea")


@pytest.mark.parametrize("text", ["Astara", "Kingston", "Georgetown", "San Lorenzo", "Victoria"])
def test_ambiguous_names_are_asked_back_and_each_answer_works(words, text):
    with pytest.raises(AmbiguousPlaceError) as caught:
        resolve(words, text, END)
    ids = [piece.partition(")")[0] for piece in str(caught.value).split(" (")[1:]]
    assert sum(resolve(words, name, END).id.startswith(name) for name in ids if name.islower()) >= 2


@pytest.mark.parametrize(
    "text", ["Atlantis", "Zzyzx", "Paris", "Timbuktu", "Springfield Heights", "Xyzzy, India", "Narnia", "QQQQQ", "Ulan Bator", "Khartoum", "zz", "Gondor", "Hyderabad City"]
)  # fmt: skip
def test_an_unknown_word_gets_no_absurd_suggestion(words, text):
    """What is suggested differs by a slip in short words, by three at most in long ones."""
    with pytest.raises(UnknownIdError) as caught:
        resolve(words, text, END)
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "role", "fragment"),
    [
        ("Hormuz", END, "it is a strait or canal (Strait of Hormuz)"), ("Iran", END, "it is a country (Iran)"), ("Moskow", END, 'did you mean "Moscow"'),
        ("Hormus", AVOID, 'did you mean "Hormuz"'), ("suez_baltik", AGAINST, 'did you mean "suez_baltic"'), ("hormuz-close", SCENARIO, 'did you mean "Hormuz closed"'),
        ("Moscow", SUBJECT, "it is a place (Moscow)"), ("Novorosiysk port", END, 'did you mean "Novorossiysk port"'),
    ],
)  # fmt: skip
def test_what_an_unknown_word_is_told(words, text, role, fragment):
    with pytest.raises(UnknownIdError) as caught:
        resolve(words, text, role)
    assert f'unknown {role.noun} "{text}"' in str(caught.value)
    assert fragment in str(caught.value)


@pytest.mark.parametrize("text", ["LKHBA", "Hambantota", "OMDQM"])
def test_a_port_that_nothing_stands_for_is_refused_by_its_name(words, text):
    with pytest.raises(LocationError, match="nothing here stands for"):
        resolve(words, text, END)


def test_who_stands_for_a_neighbour_says_so(words):
    assert resolve(words, "MAPTM", END).note == (
        "MAPTM is Tanger Med: Tangier, 31.3 km away, stands for it"
    )
    assert resolve(words, "IRBUZ", END).note == "", "the same port under another code"


def test_via_suez_is_the_place_and_the_canal_can_be_named(words):
    place = resolve(words, "Suez", VIA)
    assert (place.kind, resolve(words, "Suez Canal", VIA).kind) == ("place", "passage")
    assert place.note == '"Suez" is read as the place "Suez (EG)", not as the passage "Suez Canal"'
