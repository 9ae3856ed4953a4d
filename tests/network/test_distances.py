"""Lengths against print: T5 of the plan, and the distances that the project promises."""

from itertools import pairwise

import numpy as np
import pytest

from instc.errors import LocationError
from published_sea import ICE, JUDGED, shut

ROUTED = JUDGED[::3]  # the lanes are asked for every row in test_sea_lanes.py; the router, for some

# Rail, km: from, to, printed, tolerance, who. 3 % is what issue and factbook ask; 5 % where another tool or another end point is compared.
RAIL = [
    ("Moscow", "Astrakhan", 1534, 0.03, "timetable"),
    ("Moscow", "Sarakhs", 4036, 0.03, "sum by posts and OpenStreetMap; 4,000 and more in print"),
    ("Sarakhs", "Bandar Abbas", 1568, 0.03, "kilometre posts of the whole line"),
    ("Amirabad", "Bandar Abbas", 1780, 0.03, "Amirabad port, of the year 2000"),
    ("Bandar-e Torkaman", "Rostamkola", 69, 0.03, "measured on OpenStreetMap"),
    ("Serhetyaka", "Akyayla", 700, 0.03, "TASS 2014"),
    ("Uzen", "Bolashak", 146, 0.03, "Eurasian press 2013"),
    ("Yalama", "Bilajari", 188, 0.03, "measured on OpenStreetMap"),
    ("St Petersburg", "Moscow", 650, 0.03, "timetable"),
    ("Qazvin", "Rasht", 164, 0.03, "OSJD 2019"),
    ("Rasht", "Caspian Port", 37, 0.03, "Railway Gazette 2024"),
    ("Bandar Abbas", "Qazvin", 1461, 0.05, "world railways of scgraph"),
    ("Bandar Abbas", "Incheh Borun", 1874, 0.05, "world railways of scgraph"),
    ("Novorossiysk", "Moscow", 1576, 0.05, "world railways of scgraph"),
    ("Chelyabinsk", "Novorossiysk", 2622, 0.05, "world railways of scgraph"),
    ("Moscow", "Vladivostok", 9288, 0.05, "kilometre posts by Kirov; ours may run by Kazan"),
    ("Moscow", "Novosibirsk", 3343, 0.05, "kilometre posts by Kirov; ours may run by Kazan"),
    ("Moscow", "Yekaterinburg", 1667, 0.03, "kilometre posts by Kazan"),
    ("Moscow", "Minsk", 750, 0.05, "kilometre posts"),
    ("Moscow", "Kazan", 797, 0.03, "kilometre posts"),
    ("Moscow", "Volgograd", 1073, 0.03, "timetable"),
    ("Zahedan", "Khash", 155, 0.03, "opening report 2022"),
    ("Baku", "Tbilisi", 549, 0.05, "timetable"),
    ("Bafq", "Bandar Abbas", 613, 0.05, "kilometre posts to the town; the port is beyond"),
    ("Mumbai", "Delhi", 1386, 0.03, "timetable"),
    ("Tehran", "Mashhad", 926, 0.03, "timetable"),
    ("Dammam", "Riyadh", 449, 0.03, "Saudi railways"),
    ("Qom", "Badrud", 162.3, 0.03, "kilometre posts"),
]
POSTS = {  # km from Moscow by Vladimir, of another printing than the tariff guide (transsib_posts)
    "kirov": 917, "perm": 1397, "yekaterinburg": 1778, "tyumen": 2104, "omsk": 2676, "novosibirsk": 3303, "krasnoyarsk": 4065,
    "taishet": 4483, "irkutsk": 5153, "ulan_ude": 5609, "chita": 6166, "khabarovsk": 8493, "ussuriysk": 9147, "vladivostok": 9259,
}  # fmt: skip
WHOLE = [
    ("west", "Moscow", "Bandar Abbas", 4490, ["Rasht"]),
    ("east", "Moscow", "Bandar Abbas", 5540, ["Incheh Borun"]),
    ("east by Sarakhs", "Moscow", "Bandar Abbas", 5600, ["Sarakhs"]),
    ("Urals", "Chelyabinsk", "Bandar Abbas", 4830, ["Incheh Borun"]),
]


def test_the_unofficial_copy_of_the_tariff_guide_says_what_the_posts_say(model):
    """Twelve of thirteen stretches within 2 km; one is 16 km off, and both its lengths stand in the tables."""
    off_by = {}
    for start, goal in pairwise(POSTS):
        ends = (f"{town}.rail1520" for town in (start, goal))
        km = model.route(*ends, mode="rail", minimise="co2e_kg_per_teu").length_km
        off_by[f"{start}-{goal}"] = km - (POSTS[goal] - POSTS[start])
    assert {name: gap for name, gap in off_by.items() if abs(gap) > 2} == {
        "krasnoyarsk-taishet": 16
    }


@pytest.fixture(scope="module")
def before(model):
    """The year of the printed tables: every strait open."""
    return model.with_scenario("normal-2023")


@pytest.fixture(scope="module")
def built(model):
    return model.with_scenario("rasht-astara-open")


def off(km, printed):
    return km / printed - 1


@pytest.mark.parametrize(
    ("start", "goal", "printed", "tolerance", "who"),
    RAIL,
    ids=[f"{row[0]}-{row[1]}" for row in RAIL],
)
def test_rail_against_print(model, start, goal, printed, tolerance, who):
    km = model.route(start, goal, mode="rail").length_km
    assert abs(off(km, printed)) <= tolerance, f"{km:,.0f} km against {printed:,} ({who})"


@pytest.mark.parametrize(
    ("name", "start", "goal", "printed", "via"), WHOLE, ids=[row[0] for row in WHOLE]
)
@pytest.mark.parametrize("backwards", [False, True], ids=["south", "north"])
def test_whole_rail_ways_within_3_percent_of_the_factbook(
    built, name, start, goal, printed, via, backwards
):
    ends = (goal, start) if backwards else (start, goal)
    km = built.route(*ends, mode="rail", via=via).length_km
    assert abs(off(km, printed)) <= 0.03, f"{name}: {km:,.0f} km against {printed:,}"


def test_west_is_the_rail_way_once_it_is_built(built):
    trip = built.route("Moscow", "Bandar Abbas", mode="rail")
    assert "astara_ir.rail1435-rasht.rail1435" in trip.links.index
    assert abs(off(trip.length_km, 4490)) <= 0.03


def test_nhava_sheva_st_petersburg_by_sea(before, model):
    """7,600 nautical miles = 14,073 km; the printed 16,112 is 14 % too long."""
    for state in (before, model):
        assert abs(off(state.route("INNSA", "RULED", mode="sea").length_km, 14_073)) <= 0.03


def test_nhava_sheva_bandar_abbas_by_sea(model):
    assert 1930 <= model.route("INNSA", "IRSRP", mode="sea").length_km <= 2150


def test_the_cape_adds_four_thousand_miles(before):
    by_suez = before.route("INNSA", "RULED", mode="sea").length_km
    by_cape = before.route("INNSA", "RULED", mode="sea", avoid=["suez"]).length_km
    assert 4000 <= (by_cape - by_suez) / 1.852 <= 5500


def test_seven_thousand_two_hundred_km(built):
    """Mumbai - St Petersburg by the western branch, all rail; Moscow about 650 less; the eastern about 1,000 more."""
    to_petersburg = built.compare("Mumbai", "St Petersburg", draws=1).alternatives
    west = to_petersburg["instc_west_rail"].itinerary.length_km
    assert 7000 <= west <= 7500
    to_moscow = (
        built.compare("Mumbai", "Moscow", against=["instc_west_rail"], draws=1)
        .alternatives["instc_west_rail"]
        .itinerary.length_km
    )
    assert west - to_moscow == pytest.approx(650, rel=0.06)
    assert to_petersburg["instc_east"].itinerary.length_km - west == pytest.approx(1000, rel=0.10)


def test_chelyabinsk_jeddah(model):
    """East about 8,900 km against about 6,200 by Novorossiysk and Suez: Jeddah lies on the Suez route."""
    ways = model.compare(
        "Chelyabinsk", "Jeddah", against=["instc_east", "suez_black_sea"], draws=1
    ).alternatives
    assert ways["instc_east"].itinerary.length_km == pytest.approx(8900, rel=0.03)
    assert ways["suez_black_sea"].itinerary.length_km == pytest.approx(6200, rel=0.03)


@pytest.mark.parametrize(
    ("start", "goal", "printed", "tolerance"),
    [
        ("INNSA", "RUNVS", 7975, 0.03), ("INNSA", "IRSRP", 2033, 0.06), ("IRSRP", "SAJED", 4102, 0.03), ("RUNVS", "SAJED", 3616, 0.03),
    ],
)  # fmt: skip
def test_sea_legs_of_the_corridor(before, start, goal, printed, tolerance):
    """Outside witnesses: answers of searoute 1.6. To Bandar Abbas ours is least in generalised cost, and 5 % longer than the shortest."""
    km = before.route(start, goal, mode="sea").length_km
    assert abs(off(km, printed)) <= tolerance, f"{km:,.0f} km"


@pytest.mark.parametrize("every", [2, pytest.param(1, marks=pytest.mark.deep)])
def test_printed_sea_distances(before, record_property, every):
    """A hundred printed distances, on a push each second: nearly all within 5 %; each miss is printed."""
    misses, deviations = {}, []
    for row in ROUTED[::every]:
        avoid = [gate for gate in shut(row) if gate not in ICE]
        try:
            km = before.route(
                row["from_code"],
                row["to_code"],
                mode="sea",
                minimise="co2e_kg_per_teu",
                avoid=avoid,
            ).length_km
        except (LookupError, LocationError):
            continue  # a port that the open list lacks
        deviation = off(km, float(row["distance_km"]))
        deviations.append(abs(deviation))
        if abs(deviation) > 0.05:
            misses[f"{row['from_code']}-{row['to_code']}"] = f"{deviation:+.1%}"
    record_property("misses", misses)
    print(f"{len(deviations)} pairs, {len(misses)} beyond 5 %:", misses)  # noqa: T201
    assert len(deviations) >= 80 / every
    assert len(misses) <= 0.20 * len(deviations), misses
    assert np.median(deviations) <= 0.03
