"""What lies near a line: asked of a look-alike of Overpass, and read from tables by hand."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from instc.errors import DownloadError
from instc.osm import features_near
from instc.osm.features import _table

RASHT, LANKARAN, ASTARA = (49.60, 37.22), (48.85, 38.75), (48.86, 38.40)


def found(*rows):
    """One tile of what OSMnx gives: element, id, tags."""
    index = pd.MultiIndex.from_tuples([row[:2] for row in rows], names=["element", "id"])
    shapes = [shapely.box(number, 0, number + 2, 2) for _, number, _ in rows]
    return gpd.GeoDataFrame([row[2] for row in rows], geometry=shapes, index=index, crs=4326)


class TestTable:
    def test_a_feature_of_two_tiles_comes_once(self):
        tile = found(("node", 7, {"railway": "station", "name": "Rasht", "operator": "RAI"}))
        (row,) = _table([tile, tile]).drop(columns="geometry").to_dict("records")
        assert row == {
            "osm_id": "node/7",
            "kind": "station",
            "name": "Rasht",
            "operator": "RAI",
            "lon": 8.0,
            "lat": 1.0,
        }

    def test_the_first_tag_says_what_it_is_and_yes_is_the_tag_itself(self):
        table = _table(
            [
                found(
                    ("way", 1, {"harbour": "yes"}),
                    ("way", 2, {"harbour": "yes", "industrial": "port"}),
                    ("way", 3, {"industrial": "port"}),
                    ("way", 4, {"railway": "border", "barrier": "border_control"}),
                )
            ]
        )
        kinds = table.set_index("osm_id")["kind"].to_dict()
        assert kinds == {
            "way/1": "harbour",
            "way/2": "harbour",
            "way/3": "port",
            "way/4": "border",
        }

    def test_rows_are_sorted_by_kind_and_name(self):
        table = _table(
            [
                found(
                    ("node", 1, {"railway": "station", "name": "B"}),
                    ("node", 2, {"railway": "station", "name": "A"}),
                    ("node", 3, {"railway": "halt", "name": "C"}),
                    ("node", 4, {"railway": "station"}),
                )
            ]
        )
        assert table["osm_id"].tolist() == ["node/3", "node/4", "node/2", "node/1"]
        assert table["name"].tolist() == ["C", "", "A", "B"]
        assert set(table["operator"]) == {""}

    def test_nothing_found_has_all_columns(self):
        assert list(_table([])) == ["osm_id", "kind", "name", "operator", "lon", "lat", "geometry"]


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
class TestServer:
    def test_stations_borders_and_customs(self, server, tmp_path):
        found = features_near(
            shapely.LineString([RASHT, (49.52, 37.30), ASTARA, LANKARAN]),
            endpoint=server.url,
            cache=tmp_path,
        )
        assert {"Rasht", "Astara border", "Astara customs", "Lankaran"} <= set(found["name"])
        assert set(found["kind"]) == {"station", "border", "customs"}
        assert found["osm_id"].is_unique

    def test_nothing_near(self, server, tmp_path):
        assert features_near(
            shapely.LineString([(0, 0), (0.1, 0)]), endpoint=server.url, cache=tmp_path
        ).empty

    def test_a_failure_is_named(self, server, tmp_path):
        server.script.append((500, "text/html", "no"))
        with pytest.raises(DownloadError, match="refused the query"):
            features_near(shapely.LineString([RASHT, ASTARA]), endpoint=server.url, cache=tmp_path)
