"""The drawn shape of land links: on toy layers, against published lengths, and against the real track where that is at hand."""

import csv
import json
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from instc.build.lines import draw_lines
from instc.tables.schema import data_dir, read_table

LISTED = pd.DataFrame(
    csv.DictReader(
        (Path(__file__).parents[1] / "drawn_lines.csv").read_text(encoding="utf-8").splitlines()
    )
)
VALIDATION = os.environ.get("INSTC_VALIDATION", "")
LEAST_KM = 20.0
LENGTH_SHARE = 0.08  # how far a drawn line may lie off its published length
MEDIAN_KM, P90_KM = 0.5, 5.0  # from the real track
STEP_KM = 2.0


# ---------------------------------------------------------------------------------------------------- toy layers


def draw(lines, *, km=None, waypoints=(), ends=((0.0, 0.0), (2.0, 0.0)), length_km=222.6):
    """Draw one link from a to b over lines, each a list of points."""
    nodes = pd.DataFrame(ends, columns=["lon", "lat"], index=["a", "b"])
    links = pd.DataFrame(
        {"from_node_id": ["a"], "to_node_id": ["b"], "mode": ["rail"], "length_km": [length_km]},
        index=["a-b"],
    )
    points = pd.DataFrame(
        [("a-b", seq, lon, lat) for seq, (lon, lat) in enumerate(waypoints, 1)],
        columns=["link_id", "seq", "lon", "lat"],
    )
    layer = gpd.GeoDataFrame(
        {} if km is None else {"km": km},
        geometry=[shapely.LineString(line) for line in lines],
        crs="EPSG:4326",
    )
    return draw_lines(links, nodes, points, layer, layer[:0]).loc["a-b"]


CHORD = [[(0.0, 0.0), (2.0, 0.0)]]  # 222.6 km straight


def test_a_chord_bends_through_a_station_beside_it():
    line = draw(CHORD, waypoints=[(1.0, 0.05)])
    assert line.geometry_source == "osm"
    assert list(line.geometry.coords) == [(0.0, 0.0), (1.0, 0.05), (2.0, 0.0)]


def test_where_the_layer_has_a_shape_a_town_only_steers():
    wave = [[(lon / 20, 0.01 * (lon % 2)) for lon in range(41)]]  # a point every 5.6 km
    line = draw(wave, waypoints=[(1.02, 0.06)])
    assert line.geometry_source == "osm"
    assert line.geometry.bounds[3] < 0.02


def test_a_station_far_from_the_chord_is_reached_straight():
    line = draw(CHORD, waypoints=[(1.0, 0.5)])
    assert line.geometry_source == "waypoints"
    assert line.drawn_km == pytest.approx(
        2 * 124.2, abs=0.5
    )  # twice the hypotenuse of 111.3 and 55.3 km
    assert np.isnan(line.layer_km)


def test_the_layer_says_how_long_its_thinned_pieces_are():
    line = draw(CHORD, km=[[260.0]], length_km=255)
    assert (line.geometry_source, line.layer_km) == ("osm", 260.0)
    assert line.drawn_km == pytest.approx(222.6, abs=0.1)


@pytest.mark.parametrize(("km", "source"), [(223.0, "osm"), (260.0, "osm"), (275.0, "straight")])
def test_a_way_whose_own_length_is_a_fifth_off_is_not_believed(km, source):
    assert draw(CHORD, km=[[km]]).geometry_source == source


@pytest.mark.parametrize(("length_km", "source"), [(200, "osm"), (197, "straight")])
def test_a_line_that_is_drawn_an_eighth_too_long_is_not_believed(length_km, source):
    """222.6 km are 11 or 13 per cent more than the published length."""
    assert draw(CHORD, length_km=length_km).geometry_source == source


def test_of_two_ways_the_one_with_the_published_length_is_drawn():
    """The short cut of 222.6 km is a chord; the line with a shape, by 1 degree north, is about 314."""
    detour = [(lon / 10, 1 - abs(lon / 10 - 1)) for lon in range(21)]
    line = draw([*CHORD, detour], length_km=314)
    assert line.geometry.bounds[3] == 1.0
    assert draw([*CHORD, detour]).geometry.bounds[3] == 0.0


def test_a_hole_of_nine_km_is_drawn_straight_and_one_of_eleven_is_not_crossed():
    def layer(gap):
        return [[(0.0, 0.0), (1.0, 0.0)], [(1.0 + gap / 111.3, 0.0), (2.0, 0.0)]]

    assert draw(layer(9)).geometry_source == "osm"
    assert draw(layer(11)).geometry_source == "straight"


# ---------------------------------------------------------------------------------------------------- what is shipped


@pytest.fixture(scope="module")
def rail():
    links = gpd.read_file(data_dir() / "geodata" / "links.geojson").set_index("link_id")
    return links[links["mode"] == "rail"]


def listed(rule):
    return LISTED[LISTED["rule"] == rule].set_index("link_id")


def off(row, column):
    return row[column] / row["length_km"] - 1


def test_drawn_length_is_the_published_one_within_8_percent(rail):
    """On every rail link of 20 km and more, but for those in drawn_lines.csv, each with its reason; one that holds again must leave the list."""
    long = rail[rail["length_km"] >= LEAST_KM]
    far = {
        name: f"{row['drawn_km']:.0f} drawn, {row['length_km']:.0f} published"
        for name, row in long.iterrows()
        if abs(off(row, "drawn_km")) > LENGTH_SHARE
    }
    names = set(listed("length").index)
    assert {name: far[name] for name in sorted(set(far) - names)} == {}, (
        "more than 8 % off and not listed"
    )
    assert sorted(names - set(far)) == [], "listed, but within 8 %"


def test_where_the_layer_is_thinned_its_own_length_is_the_published_one(rail):
    """That is what tells a thinned line from a wrong way."""
    thinned = LISTED.loc[LISTED["kind"] == "thinned", "link_id"].unique()
    assert {
        name: rail["layer_km"][name]
        for name in thinned
        if not abs(off(rail.loc[name], "layer_km")) <= LENGTH_SHARE
    } == {}


def test_exceptions_have_reasons_and_name_links(rail):
    assert LISTED["reason"].str.len().min() > 20
    assert set(LISTED["rule"]) == {"length", "chord", "track"}
    assert set(LISTED["kind"]) == {"thinned", "gap", "dissent"}
    assert not LISTED.duplicated(["link_id", "rule"]).any()
    assert set(LISTED["link_id"]) <= set(rail.index)


def test_published_lengths_and_the_layer_agree(rail):
    """A second opinion on the lengths themselves: tariff and kilometre posts against what OpenStreetMap recorded, where a way lies on the layer."""
    known = rail[(rail["layer_km"] > 0) & (rail["length_km"] >= LEAST_KM) & (rail["grade"] != "D")]
    share = (known["layer_km"] / known["length_km"] - 1).abs()
    assert len(known) > 300
    assert share.median() < 0.02
    assert (share <= LENGTH_SHARE).mean() > 0.9


def test_rail_is_drawn_through_nothing_that_we_guessed():
    waypoints = read_table("waypoints")
    modes = read_table("links").set_index("link_id")["mode"]
    assert set(waypoints.loc[waypoints["link_id"].map(modes) == "rail", "kind"]) <= {
        "station",
        "town",
        "weather station",
        "layer",
    }


# ---------------------------------------------------------------------------------------------------- the real track

BRANCHES = {"AZ": ["west_road", "west_rail"], "TM": ["east", "east_sarakhs"]}
FILES = {
    "AZ": "osm_rail_azerbaijan_2026-04_ODbL.json",
    "TM": "osm_rail_turkmenistan_2026-04_ODbL.json",
}
at_hand = bool(VALIDATION) and all((Path(VALIDATION) / name).is_file() for name in FILES.values())
needs_track = pytest.mark.skipif(
    not at_hand,
    reason="INSTC_VALIDATION names no folder with the real track (test only, never shipped)",
)


@pytest.fixture(scope="module")
def branches(model):
    """Rail links of the branches through each country."""
    built = model.with_scenario("rasht-astara-open")
    country = model.network.nodes["country"]

    def of(corridor, land):
        links = (
            built.compare("Mumbai", "Moscow", against=[f"instc_{corridor}"], draws=1)
            .alternatives[f"instc_{corridor}"]
            .itinerary.links
        )
        return set(
            links.index[(links["mode"] == "rail") & (links["from_node_id"].map(country) == land)]
        )

    return {
        land: sorted(set.union(*(of(corridor, land) for corridor in corridors)))
        for land, corridors in BRANCHES.items()
    }


@pytest.fixture(scope="module")
def off_track(rail, branches):
    """Distance from the real track, km, every 2 km along each link of the branches."""
    found = {}
    for land, names in branches.items():
        ways = json.loads((Path(VALIDATION) / FILES[land]).read_text(encoding="utf-8"))
        local = f"+proj=laea +lat_0={shapely.union_all(rail.geometry[names]).centroid.y} +lon_0={shapely.union_all(rail.geometry[names]).centroid.x}"
        track = gpd.GeoSeries(
            [
                shapely.LineString([(lon, lat) for lat, lon in way["geometry"]])
                for way in ways
                if way["type"] == "rail" and len(way["geometry"]) > 1
            ],
            crs=4326,
        )
        tree = shapely.STRtree(track.to_crs(local).to_numpy())
        for name, line in rail.geometry[names].to_crs(local).items():
            points = shapely.line_interpolate_point(
                line, np.arange(STEP_KM * 500, max(line.length, 1001), STEP_KM * 1000)
            )
            found[land, name] = (
                shapely.distance(points, tree.geometries.take(tree.nearest(points))) / 1000
            )
    return found


def figures(parts):
    km = np.concatenate(parts)
    return float(np.median(km)), float(np.quantile(km, 0.9))


@needs_track
def test_drawn_rail_lies_on_the_real_track(off_track, capsys):
    """Median 0.5 km and P90 5 km in each country, but for the listed links, which are printed with the rest."""
    excused = set(listed("track").index)
    rows = [
        f"{np.median(km):8.2f} {np.quantile(km, 0.9):9.2f}  {name}{' (listed)' if name in excused else ''}"
        for (_, name), km in sorted(off_track.items())
    ]
    rows += [
        "{:8.2f} {:9.2f}  {} in all".format(
            *figures([km for (where, _), km in off_track.items() if where == land]), land
        )
        for land in BRANCHES
    ]
    with capsys.disabled():
        print("\n  median    P90 km  from the real track", *rows, sep="\n")  # noqa: T201
    for land in BRANCHES:
        median, p90 = figures(
            [km for (where, name), km in off_track.items() if where == land and name not in excused]
        )
        assert median <= MEDIAN_KM, land
        assert p90 <= P90_KM, land


@needs_track
def test_links_excused_from_the_track_need_it(off_track):
    names = {name: figures([km]) for (_, name), km in off_track.items()}
    assert [
        name
        for name in listed("track").index
        if names[name][0] <= MEDIAN_KM and names[name][1] <= P90_KM
    ] == []


@needs_track
def test_the_distance_that_links_state_is_the_measured_one(off_track):
    stated = (
        read_table("link_values")
        .query("column == 'off_track_km'")
        .set_index("link_id")["value"]
        .astype(float)
    )
    assert stated.to_dict() == pytest.approx(
        {name: float(np.median(km)) for (_, name), km in off_track.items()}, abs=0.02
    )  # rounded to 0.01 km


def test_lines_that_lie_on_the_track_say_so(rail):
    checked = rail["geometry_source"].str.endswith(", checked")
    assert (checked == (rail["off_track_km"] <= MEDIAN_KM)).all()
    assert checked.sum() >= 6
