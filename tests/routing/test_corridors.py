"""A corridor stays its own: it passes its gates, in either direction, and nothing that is another's."""

import numpy as np
import pandas as pd
import pytest

import toy
from instc.errors import LocationError, NoRouteError, TableError, UnknownIdError
from instc.routing.corridors import (
    NOT_A_WAY,
    Corridor,
    alternatives,
    avoided,
    idle,
    likest,
    load_corridors,
    stop_lists,
)
from instc.tables.catalogue import load_words
from instc.tables.schema import read_table

PAIRS = [
    ("Mumbai", "Moscow"),
    ("Chennai", "St Petersburg"),
    ("Jebel Ali", "Yekaterinburg"),
    ("Delhi", "Minsk"),
]


@pytest.fixture(scope="module")
def router():
    return toy.toy_router()


def find(router):
    def best(stops, allowed, **how):
        return router.find(stops, allowed=allowed, **how)

    return best


BY_RAIL = Corridor(
    "by_rail", "By rail", "instc", (("beta.rail1435",), ("gamma.rail1435-gamma.rail1520",))
)
BY_CANAL = Corridor("by_canal", "By canal", "suez", (), ("canal",))


class TestToy:
    @pytest.mark.parametrize(
        ("origin", "destination", "expected"),
        [("alpha", "omega", toy.RAIL), ("omega", "alpha", toy.RAIL[::-1])],
    )
    def test_either_direction(self, router, origin, destination, expected):
        found, reasons = alternatives(
            find(router), router.network, {"by_rail": BY_RAIL}, [origin], [destination]
        )
        assert found["by_rail"].links.index.tolist() == expected
        assert reasons == {}

    def test_a_passage_that_must_be_used(self, router):
        found, reasons = alternatives(
            find(router), router.network, {"by_canal": BY_CANAL}, ["alpha"], ["omega"]
        )
        assert found == {}
        assert reasons["by_canal"] == NOT_A_WAY

    def test_what_is_avoided_is_not_used(self, router):
        lorry_only = Corridor("lorry", "Lorry", "instc", avoid=("gamma.rail1435", "canal"))
        found, _ = alternatives(
            find(router), router.network, {"lorry": lorry_only}, ["alpha"], ["omega"]
        )
        assert found["lorry"].links.index.tolist() == toy.LORRY

    def test_a_closed_gate_gives_its_reason(self):
        router = toy.toy_router(**{"gamma.rail1435-gamma.rail1520": {"status": "planned"}})
        found, reasons = alternatives(
            find(router), router.network, {"by_rail": BY_RAIL}, ["alpha"], ["omega"]
        )
        assert found == {}
        assert "gamma.rail1435-gamma.rail1520 (planned)" in reasons["by_rail"]

    def test_a_node_twice_is_no_way(self, router):
        back = Corridor("back", "Back", "instc", (("canal.b",), ("beta.rail1435",)))
        found, reasons = alternatives(
            find(router), router.network, {"back": back}, ["alpha"], ["omega"]
        )
        assert found == {}
        assert reasons["back"] == NOT_A_WAY

    def test_what_is_closed_is_named_beside_every_reason(self):
        """For with it open the way could be one: no reader is told that a pair makes no sense when a strait is shut."""
        back = Corridor("back", "Back", "instc", (("canal.b",), ("beta.rail1435",)))
        shut = toy.toy_router(**{"canal.a-canal.b": {"status": "closed"}})
        _, reasons = alternatives(
            find(shut), shut.network, {"back": back, "by_canal": BY_CANAL}, ["alpha"], ["omega"]
        )
        assert reasons["by_canal"] == f"{NOT_A_WAY}; closed: canal"
        assert reasons["back"].endswith("; closed: canal")

    @pytest.mark.parametrize(
        ("links", "corridors", "like"),
        [
            (toy.RAIL, [BY_CANAL, BY_RAIL], "by_rail"),
            (toy.CANAL, [BY_RAIL, BY_CANAL], "by_canal"),
            (toy.LORRY, [BY_RAIL, BY_CANAL], None),
            (toy.RAIL, [Corridor("all", "All", "x"), BY_RAIL], "by_rail"),
            (
                toy.RAIL,
                [Corridor("no_rail", "No", "x", (("beta.port",),), (), ("mode=rail",))],
                None,
            ),
        ],
    )
    def test_the_first_corridor_that_a_way_keeps_to_is_the_likest(
        self, router, links, corridors, like
    ):
        """Its gates, its passages, and nothing that it avoids; one that asks for nothing is like none."""
        trip = router.find(
            [["alpha"], ["omega"]], allowed=np.isin(router.network.links.index, links)
        )
        found = likest(trip, {one.corridor_id: one for one in corridors})
        assert (found and found.corridor_id) == like

    def test_stops_of_a_user_are_tried_at_every_place_of_the_chain(self):
        lists = list(stop_lists([["a"], ["b", "c"]], ["start"], ["goal"], [["x"], ["y"]]))
        assert lists == [
            [["start"], ["x"], ["y"], ["a"], ["b", "c"], ["goal"]],
            [["start"], ["a"], ["x"], ["y"], ["b", "c"], ["goal"]],
            [["start"], ["a"], ["b", "c"], ["x"], ["y"], ["goal"]],
        ]
        assert list(stop_lists([["a"]], ["start"], ["goal"], [])) == [[["start"], ["a"], ["goal"]]]

    def test_a_stop_of_the_user_may_lie_before_between_or_after_the_gates(self, router):
        for stop in ("alpha.port", "gamma.rail1435", "omega.rail1520"):
            found, _ = alternatives(
                find(router), router.network, {"by_rail": BY_RAIL}, ["alpha"], ["omega"], [[stop]]
            )
            assert found["by_rail"].links.index.tolist() == toy.RAIL

    @pytest.mark.parametrize(
        ("item", "count"),
        [
            ("canal", 1),
            ("beta.road-gamma.road", 1),
            ("beta.road", 2),
            ("gamma", 6),
            ("mode=rail", 2),
            ("country=ZZ", 5),
            ("gauge_mm=1435", 0),
        ],
    )
    def test_avoided_marks_by_every_kind_of_name(self, router, item, count):
        if not count:
            with pytest.raises(TableError, match="is no node, place, link, passage"):
                avoided(router.network, [item])
        else:
            assert avoided(router.network, [item]).sum() == count

    def test_what_names_nothing_is_refused(self, router):
        with pytest.raises(TableError, match='avoid: "atlantis" is no node'):
            avoided(router.network, ["atlantis"])

    def test_turning_twice_changes_nothing(self):
        assert BY_RAIL.northbound(forward=False).northbound(forward=False) == BY_RAIL


@pytest.fixture(scope="module")
def everything(model):
    """All shipped corridors for some pairs, both ways, with the railway built."""
    built = model.with_scenario("rasht-astara-open")
    return {
        (a, b): built.compare(a, b, draws=1)
        for south, north in PAIRS
        for a, b in ((south, north), (north, south))
    }


def ways(everything, corridor):
    for pair, comparison in everything.items():
        name = comparison.same_as.get(corridor, corridor)
        if name in comparison.alternatives:
            yield pair, comparison.alternatives[name].itinerary


CASPIAN = {"caspian", "caspian_canal"}


@pytest.mark.parametrize(
    "corridor",
    [
        "instc_east",
        "instc_east_sarakhs",
        "instc_west_road",
        "instc_west_rail",
        "instc_chabahar",
        "suez_black_sea",
        "suez_baltic",
    ],
)
def test_only_the_caspian_corridor_touches_the_caspian(everything, corridor):
    """``instc_east`` can't slip across the sea, though that would be shorter."""
    trips = list(ways(everything, corridor))
    assert len(trips) >= 4
    for pair, trip in trips:
        assert not set(trip.links["basin"]) & CASPIAN, pair
        assert not trip.links["mode"].isin(["ferry", "inland_waterway"]).any(), pair


def test_the_caspian_corridor_does_touch_it(everything):
    for _, trip in ways(everything, "instc_caspian"):
        assert set(trip.links["basin"]) & CASPIAN


GATES = {
    "instc_west_road": {"astara_ir.road-rasht.road"},
    "instc_west_rail": {"astara_ir.rail1435-rasht.rail1435"},
    "instc_east": {"incheh_borun.rail1520-incheh_borun.rail1435"},
    "instc_east_sarakhs": {"sarakhs.rail1520-sarakhs.rail1435"},
}


@pytest.mark.parametrize("corridor", GATES)
def test_each_corridor_passes_its_gate_once_and_no_other_s(everything, corridor):
    for pair, trip in ways(everything, corridor):
        links = trip.links.index
        for name, gates in GATES.items():
            assert sum(gate in gates for gate in links) == (1 if name == corridor else 0), (
                pair,
                name,
            )


def test_baselines_pass_their_straits_in_order(everything, model):
    for name in (
        "suez_black_sea",
        "suez_baltic",
        "suez_transhipped",
        "cape_baltic",
        "cape_black_sea",
    ):
        corridor = model.corridors[name]
        for (origin, _), trip in ways(everything, name):
            expected = (
                corridor.passages
                if origin in {"Mumbai", "Chennai", "Jebel Ali", "Delhi"}
                else corridor.passages[::-1]
            )
            assert tuple(passage for passage in trip.passages if passage in expected) == expected
            assert ("suez" in trip.passages) == name.startswith("suez")
            assert not (trip.nodes["country"] == "IR").any()


def test_a_hub_means_a_feeder(everything):
    for _, trip in ways(everything, "suez_transhipped"):
        assert trip.nodes.index.str.endswith(".feeder").sum() >= 1
    for name in ("suez_black_sea", "suez_baltic"):
        for _, trip in ways(everything, name):
            assert not trip.nodes.index.str.endswith(".feeder").any()


def test_no_way_passes_a_facility_twice(everything):
    for comparison in everything.values():
        for way in comparison.alternatives.values():
            nodes = way.itinerary.nodes
            assert not nodes.index[nodes["kind"] != "junction"].duplicated().any(), way.corridor_id


def test_there_and_back_have_one_length(everything):
    """Law 5: on this network only one-way links could tell the directions apart, and no corridor uses one."""
    for south, north in PAIRS:
        there, back = everything[south, north], everything[north, south]
        for name in set(there.alternatives) & set(back.alternatives):
            forth, home = (side.alternatives[name].itinerary for side in (there, back))
            if not forth.links["directed"].any() and not home.links["directed"].any():
                assert forth.length_km == pytest.approx(home.length_km), (south, north, name)


def test_every_rail_join_of_unequal_gauge_has_one_gauge_step(everything):
    """Law 21."""
    for comparison in everything.values():
        for way in comparison.alternatives.values():
            trip = way.itinerary
            gauge = trip.nodes["gauge_mm"].to_numpy()
            steps = trip.links["mode"].to_numpy() == "gauge_break"
            on_rails = ~np.isnan(gauge[:-1]) & ~np.isnan(gauge[1:])
            assert (steps == (on_rails & (gauge[:-1] != gauge[1:]))).all(), way.corridor_id


def test_every_corridor_is_answered_or_explained(everything, model):
    for comparison in everything.values():
        answered = {*comparison.alternatives, *comparison.same_as, *comparison.unavailable}
        sides = {"over_iran", "by_sea"}
        rows = {name for name, row in model.corridors.items() if row.side_id in sides}
        assert rows | sides <= answered
        assert len(rows) > 10
        assert all(reason.strip() for reason in comparison.unavailable.values())


def test_the_gap_is_named_where_it_cuts(model):
    reasons = model.compare("Mumbai", "Moscow", draws=1).unavailable
    assert "Astara (Iran) - Rasht by rail (planned)" in reasons["instc_west_rail"]


def test_each_fault_of_the_table_is_named(model, tmp_path):
    table = read_table("corridors")
    table.loc[0, "via"] = "astara_ir.road-rasht.raod"
    table.loc[1, "passages"] = "suess"
    table.loc[2, "avoid"] = "mode=zeppelin"
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name in ("datapackage.json",):
        (folder / name).write_text((_seeds() / name).read_text(encoding="utf-8"), encoding="utf-8")
    table.to_csv(folder / "corridors.csv", index=False)
    with pytest.raises(TableError) as caught:
        load_corridors(model.network, folder)
    for fragment in (
        'row 2, via: "astara_ir.road-rasht.raod"',
        'did you mean "astara_ir.road-rasht.road"',
        'row 3, passages: unknown passage "suess" (did you mean "suez"?)',
        'row 4, avoid: "mode=zeppelin"',
    ):
        assert fragment in str(caught.value)


def _seeds():
    from instc.tables.schema import seeds_dir

    return seeds_dir()


class TestWords:
    @pytest.mark.parametrize(
        ("text", "item"),
        [
            ("Suez", "suez"), ("Ормузский пролив", "hormuz"), ("Malacca Strait", "malacca"), ("Iran", "country=IR"), ("Bandar-e Abbas", "bandar_abbas"),
            ("Novorossiysk port", "novorossiysk.port"), ("INNSA", "nhava_sheva.port"), ("mode=ferry", "mode=ferry"), ("suez.a-suez.b", "suez.a-suez.b"),
        ],
    )  # fmt: skip
    def test_a_word_forbids_what_its_id_forbids(self, model, text, item):
        marks = avoided(model.network, [text], load_words())
        assert (marks == avoided(model.network, [item])).all()

    def test_the_red_sea_has_two_gates(self, model):
        marks = avoided(model.network, ["Red Sea"], load_words())
        links = model.network.links
        assert set(links["passage_id"][marks]) == {"suez", "bab_el_mandeb"}

    def test_a_port_outside_the_network_forbids_nothing(self, model):
        assert not avoided(model.network, ["Singapore", "Singapore (SG)"], load_words()).any()

    def test_what_cannot_be_avoided_is_refused(self, model):
        with pytest.raises(LocationError, match="no gate there"):
            avoided(model.network, ["Lombok"], load_words())
        with pytest.raises(UnknownIdError, match='unknown place, passage, country or link "Oz"'):
            avoided(model.network, ["Oz"], load_words())

    def test_reasons_name_things_as_people_do(self, model):
        reasons = alternatives(
            find(model.router),
            model.network,
            model.corridors,
            ["mumbai"],
            ["moscow"],
            named=str.upper,
        )[1]
        assert set(reasons) == {"instc_west_rail"}
        shut = model.with_scenario("hormuz-closed")
        reasons = alternatives(
            find(shut.router), shut.network, shut.corridors, ["mumbai"], ["moscow"], named=str.upper
        )[1]
        assert all(reason.endswith("closed: HORMUZ") for reason in reasons.values())


class TestIdle:
    @staticmethod
    def over(router):
        """The best way from alpha to omega over free links."""
        return lambda free: [find(router)([["alpha"], ["omega"]], free)]

    def test_what_the_best_way_keeps_clear_of_changes_nothing(self, router):
        network, everything = router.network, router.everything
        passed = set(self.over(router)(everything)[0].links.index)
        for name in ("gamma.rail1435", "canal", "mode=road"):
            marks = avoided(network, [name])
            uses = bool(passed & set(network.links.index[marks]))
            found = idle(self.over(router), everything, {name: marks})
            assert found == ([] if uses else [name])

    def test_both_kinds_are_there(self, router):
        """Else the test before would say nothing."""
        names = ("gamma.rail1435", "canal")
        each = [
            idle(self.over(router), router.everything, {name: avoided(router.network, [name])})
            for name in names
        ]
        assert [len(found) for found in each] in ([0, 1], [1, 0])

    def test_each_is_tried_with_the_others_still_avoided(self, router):
        names = ("gamma.rail1435", "canal", "mode=road")
        marks = {name: avoided(router.network, [name]) for name in names}
        assert "canal" not in idle(self.over(router), router.everything, marks)

    def test_what_is_not_in_the_network_needs_no_search(self, router):
        nothing = {"Singapore": ~router.everything}
        assert idle(pytest.fail, router.everything, nothing) == ["Singapore"]


def test_none_of_them_is_an_error_that_lists_why(model):
    with pytest.raises(NoRouteError, match=r"none of INSTC west \(all rail\) goes from Mumbai to"):
        model.compare("Mumbai", "Moscow", against=["instc_west_rail"], draws=1)


def test_the_network_is_unchanged(model):
    before = model.network.links[["status", "length_km", "hours"]].copy()
    model.compare("Mumbai", "Moscow", draws=1)
    pd.testing.assert_frame_equal(model.network.links[["status", "length_km", "hours"]], before)


class TestOverland:
    """Lorries all the way, by China, over the Caspian: each row is what its name says, both ways."""

    @staticmethod
    def links(model, start, goal, corridor):
        answer = model.compare(start, goal, against=[corridor], draws=1)
        return answer.alternatives[corridor].itinerary.links

    @pytest.mark.parametrize(
        "pair", [("Taftan", "Moscow"), ("Moscow", "Mumbai"), ("Dubai", "Baku")]
    )
    def test_a_lorry_brings_it_to_the_door(self, model, pair):
        links = self.links(model, *pair, "instc_lorry")
        assert {"road", "border"} < set(links["mode"])
        assert not {"rail", "ferry", "inland_waterway", "gauge_break"} & set(links["mode"])
        assert not set(links["basin"]) & {"caspian"}

    def test_from_pakistan_it_is_as_long_as_printed(self, model):
        """4,600 km by Astara in print, which no length was fitted to."""
        other = ["mode=rail", "basin=caspian", "ardabil.road", "khanoba_post"]
        trip = model.route("Taftan", "Moscow", via=["astara_az.road"], avoid=other)
        road = trip.links.loc[trip.links["mode"] == "road", "length_km"].sum()
        assert road == pytest.approx(4600, rel=0.01)
        assert "samur" in set(trip.links["crossing_id"])
        trip = model.route("karachi.road", "baku.road", via=["taftan.road"], avoid=other)
        assert trip.links["length_km"].sum() == pytest.approx(3680, rel=0.01)

    def test_china_costs_time_where_trains_come_in(self, model):
        """Boxes wait on the way out of China: the way back meets another wait."""
        west = set(self.links(model, "Xi'an", "Almaty", "by_china_khorgos")["dwell_id"])
        east = set(self.links(model, "Almaty", "Xi'an", "by_china_khorgos")["dwell_id"])
        assert "dwell.gauge_break_altynkol_west" in west - east
        assert "dwell.gauge_break_altynkol_east" in east - west

    @pytest.mark.parametrize("goal", ["Almaty", "Tashkent"])
    def test_china_is_no_way_over_iran(self, model, goal):
        links = self.links(model, "Mumbai", goal, "by_china_dostyk")
        nodes = model.network.nodes["country"]
        assert "IR" not in set(links["to_node_id"].map(nodes))
        assert "CN" in set(links["to_node_id"].map(nodes))

    def test_the_middle_corridor_crosses_the_caspian(self, model):
        links = self.links(model, "Mumbai", "Almaty", "middle_corridor")
        nodes = model.network.nodes["country"]
        countries = list(dict.fromkeys(links["from_node_id"].map(nodes)))
        assert {"GE", "AZ"} <= set(countries)
        assert {"KZ", "TM"} & set(countries)
        assert "bosporus" in set(links["passage_id"])
        assert "IR" not in countries
