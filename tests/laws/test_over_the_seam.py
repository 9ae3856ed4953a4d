"""Ways over the 180th meridian, on every surface: cut in files, whole on pages and charts."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from instc.export import export_routes
from instc.maps import RouteLine, comparison_map
from instc.network.graphs import graph_file, osmnx_graph, read_graphml
from instc.plotting.equal_area import equal_area_map

PAIRS = [
    ("JPYOK", "USLAX"), ("KRPUS", "CAVAN"), ("NZAKL", "PECLL"), ("NZAKL", "CLVAP"), ("FJSUV", "USHNL"),
    ("FJSUV", "NZAKL"), ("USLAX", "JPYOK"), ("USNYC", "NZAKL"),
]  # fmt: skip
CLOSE = ("USNYC", "USLAX")  # the other side of the world, and no seam on the way
NEAR_KM = 700.0  # no drawn step of a chart is longer


def pairs():
    """Give each second pair on a push."""
    for number, pair in enumerate([*PAIRS, CLOSE]):
        marks = [pytest.mark.deep] if number % 2 else []
        yield pytest.param(pair, id="-".join(pair), marks=marks)


@pytest.fixture(scope="module", params=[*pairs()])
def answer(model, request):
    return model.compare(*request.param, draws=10)


def check_file(lines):
    """Within 180 degrees, and no step of more than half the world."""
    for line in lines:
        west, _, east, _ = line.bounds
        assert -180 <= west <= east <= 180
        for part in shapely.get_parts(line):
            lon = shapely.get_coordinates(part)[:, 0]
            assert np.abs(np.diff(lon)).max() <= 180


def crosses(answer):
    """Whether some leg runs past the seam."""
    return any(max(abs(lon) for lon in line.bounds[::2]) > 180 for line in answer.legs().geometry)


def test_geojson(answer):
    told = json.loads(answer.to_geojson())
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in told["features"]])
    check_file(shapes)
    parted = {"MultiLineString"} if crosses(answer) else set()
    assert parted <= {shape.geom_type for shape in shapes} <= {"LineString", *parted}


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".csv"])
def test_exports(answer, ending, tmp_path):
    path = export_routes(answer, tmp_path / f"routes{ending}")
    if ending == ".csv":
        lines = shapely.from_wkt(pd.read_csv(path)["wkt"].to_numpy())
    elif ending == ".gpkg":
        lines = gpd.read_file(path, layer="legs").geometry
        assert len(set(lines.geom_type)) == 1
    else:
        lines = gpd.read_file(path).geometry
    assert len(lines) == len(answer.legs())
    check_file(lines)


def test_the_page(answer):
    """Lines of a leg are whole, and the ends lie at its ends."""
    page = comparison_map(answer)
    lines = []
    for group in page._children.values():
        lines += [one for one in group._children.values() if isinstance(one, RouteLine)]
    assert lines
    for line in lines:
        lon = np.array(line.locations)[:, 1]
        assert np.abs(np.diff(lon)).max() <= 90


def test_the_chart(answer):
    figure = equal_area_map(answer)
    drawn = [line for line in figure.axes[0].lines if line.get_zorder() in {3, 4, 5}]
    assert drawn
    for line in drawn:
        points = np.column_stack(line.get_data())
        if len(points) > 2:
            assert np.hypot(*np.diff(points, axis=0).T).max() < NEAR_KM


@pytest.mark.parametrize("suffix", [".gpkg", ".graphml"])
def test_the_network(answer, suffix, tmp_path):
    """Of the links that a way uses, as OSMnx writes them; GraphML is read back to lines that run on."""
    if not crosses(answer):
        pytest.skip("no line to cut")
    trip = next(iter(answer.alternatives.values())).itinerary
    links = trip.network.links
    links = links[links["mode"] == "sea"]
    ends = [*links["from_node_id"], *links["to_node_id"]]
    nodes = trip.network.nodes
    path = tmp_path / f"network{suffix}"
    path.write_bytes(graph_file(osmnx_graph(nodes[nodes.index.isin(ends)], links), suffix))
    if suffix == ".gpkg":
        check_file(gpd.read_file(path, layer="edges").geometry)
        return
    assert "MULTILINESTRING" in path.read_text()
    for *_, line in read_graphml(path).edges(data="geometry"):
        assert line.geom_type == "LineString"
        assert np.abs(np.diff(shapely.get_coordinates(line)[:, 0])).max() <= 180
