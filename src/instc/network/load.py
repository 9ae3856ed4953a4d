"""The built network in the state of a day, read as arrays or from its layers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from instc.errors import TableError
from instc.network.arrays import NETWORK, made_of, read_layers
from instc.network.network import Network
from instc.network.sea_lanes import SeaLanes, read_lanes, read_ports
from instc.network.sea_links import fairway_links, gate_links, junctions, lane_links
from instc.network.status import with_status
from instc.tables.schema import content_hash, data_dir, read_json, read_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNREADABLE = (OSError, ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError)


def load_network(as_of: str, folder: Path | None = None) -> Network:
    """
    Load the built network in the state of a day.

    Parameters
    ----------
    as_of
        ISO date.
    folder
        Folder that holds ``seeds`` and ``geodata``; the shipped one by default.

    Returns
    -------
    network
        Every link with its ``status`` on that day; links without a row in ``status.csv`` are open.

    Raises
    ------
    TableError
        A file is missing or broken, or ``geodata`` was built from other tables.

    Examples
    --------
    >>> network = load_network("2026-07-31")
    >>> network.links.at["astara_ir.rail1435-rasht.rail1435", "status"]
    'planned'
    """
    folder = folder or data_dir()
    check_fresh(folder)
    network = _all_open(folder, built_hash(folder))
    now = with_status(network.links, read_table("status", folder / "seeds"), as_of)
    return network.with_columns(status=now["status"], status_source_id=now["status_source_id"])


def built_hash(folder: Path) -> str:
    """Tell one build from another, by its record in a folder that holds ``geodata``."""
    return content_hash([folder / "geodata" / "provenance.json"])


@lru_cache(maxsize=1)  # many days of one network are asked in turn; no check reads a state
def _all_open(folder: Path, built: str) -> Network:  # noqa: ARG001
    """Read the network with every link open; as arrays, if `instc build` packed these layers."""
    geodata, seeds = folder / "geodata", folder / "seeds"
    opened = {"status": "open", "status_source_id": ""}
    packed = None
    if (geodata / NETWORK).is_file():
        packed = read_layers(geodata / NETWORK, made_of(geodata, seeds))
    if packed is None:
        nodes, links = read_joined(geodata, seeds)
        return Network(nodes, links.assign(**opened))
    nodes, links = packed
    return Network.of_checked(nodes, links.assign(**opened))


def read_joined(geodata: Path, seeds: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Read the built layers, and join them: nodes and links, without status."""
    nodes = _read_layer(geodata / "nodes.geojson", "node_id")
    land = _read_layer(geodata / "links.geojson", "link_id")
    lanes, ports = read_lanes(geodata / "sea_lanes.npz"), read_ports(geodata / "ports.csv")
    basins, passages = read_table("basins", seeds), read_table("passages", seeds)
    try:
        return join_layers(nodes, land, lanes, ports, basins, passages)
    except (KeyError, TypeError, ValueError) as error:
        what = f"the layers do not fit each other ({type(error).__name__}: {error})"
        raise TableError(f"{geodata}: {what} (run: instc build)") from error


def join_layers(
    nodes: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    lanes: SeaLanes,
    ports: pd.DataFrame,
    basins: pd.DataFrame,
    passages: pd.DataFrame,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """
    Join the built layers into the two tables of a network.

    Parameters
    ----------
    nodes, land
        Facilities; land and transfer links.
    lanes, ports
        The sea: of the world's lanes, those of the corridor's own ports become links.
    basins, passages
        Tables: what prices a lane, and a gate.

    Returns
    -------
    nodes, links
        As in `Network`, without status; points where lanes meet become nodes.
    """
    sea = _priced_sea(lanes, ports[ports.index.isin(nodes.index)], basins, passages)
    links = pd.concat([land, sea.assign(directed=False, source_id="searoute")]).sort_index()
    kept = {"geometry", "directed", *links.select_dtypes("number").columns}
    text = [column for column in links if column not in kept]
    links = links.assign(**links[text].fillna(""), directed=links["directed"].astype(bool))
    nodes = pd.concat([nodes, junctions(sea, nodes)])
    nodes = nodes.assign(**nodes[["unlocode", "country", "name"]].fillna(""))
    return (
        gpd.GeoDataFrame(nodes, geometry="geometry", crs="EPSG:4326"),
        gpd.GeoDataFrame(links, geometry="geometry", crs="EPSG:4326"),
    )


def _priced_sea(
    lanes: SeaLanes, own: pd.DataFrame, basins: pd.DataFrame, passages: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Make links of the sea, each with the parameters of its basin or gate."""
    parts = [
        lane_links(lanes, lanes.corridor, own["point"]),
        fairway_links(own, lanes),
        gate_links(lanes),
    ]
    sea = pd.concat(parts)
    by_basin, gates = basins.set_index("basin_id"), passages.set_index("passage_id")
    for column in ("pace_id", "rate_id", "intensity_id"):
        sea[column] = sea["basin"].map(by_basin[column])
    toll = sea["passage_id"].map(gates["fee_id"])
    return sea.assign(
        fee_id=sea["fee_id"].where(sea["fee_id"].notna(), toll),
        dwell_id=sea["passage_id"].map(gates["dwell_id"]),
    )


def check_fresh(folder: Path) -> None:
    """
    Refuse geodata that was built from other tables than those beside it.

    Parameters
    ----------
    folder
        Folder that holds ``seeds`` and ``geodata``.

    Raises
    ------
    TableError
        The tables or the built files changed since the build, or there was none.
    """
    path = folder / "geodata" / "provenance.json"
    try:
        built = read_json(path)
        stale = _changed(folder / "seeds", built["seeds"])
        edited = _changed(folder / "geodata", built["files"])
    except UNREADABLE as error:
        raise TableError(f"{path}: no build is recorded here (run: instc build)") from error
    for name in stale:  # a broken table is named before a changed one
        if (folder / "seeds" / name).suffix == ".csv":
            read_table(Path(name).stem, folder / "seeds")
    if stale:
        what = f"was built from other tables: {', '.join(stale)} changed since"
        raise TableError(f"{folder / 'geodata'} {what} (run: instc build)")
    if edited:
        are = "is" if len(edited) == 1 else "are"
        what = f"{', '.join(edited)} {are} not what was built"
        raise TableError(f"{folder / 'geodata'}: {what} (run: instc build)")


def _changed(folder: Path, hashes: dict[str, str]) -> list[str]:
    """Name the files that are gone, or hold something else than their hash says."""
    changed = []
    for name, sha in hashes.items():
        path = folder / name
        if not path.is_file() or content_hash([path]) != sha:
            changed.append(name)
    return changed


def _read_layer(path: Path, key: str) -> gpd.GeoDataFrame:
    """Read points or lines of a GeoJSON layer, with their properties by id."""
    try:
        features: list[dict[str, Any]] = read_json(path)["features"]
        table = pd.DataFrame([feature["properties"] for feature in features]).set_index(key)
        shapes = _shapes([feature["geometry"] for feature in features])
    except (*UNREADABLE, shapely.errors.ShapelyError) as error:
        what = f"not a GeoJSON layer of this package ({type(error).__name__}: {error})"
        raise TableError(f"{path}: {what}") from error
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def _shapes(geometries: list[dict[str, Any]]) -> NDArray[np.object_]:
    """Make points, or lines, all at once."""
    if geometries[0]["type"] == "Point":
        spots = np.array([geometry["coordinates"] for geometry in geometries])
        points: NDArray[np.object_] = shapely.points(spots)
        return points
    tracks = [np.array(geometry["coordinates"], dtype=float) for geometry in geometries]
    owner = np.repeat(range(len(tracks)), [len(track) for track in tracks])
    lines: NDArray[np.object_] = shapely.linestrings(np.concatenate(tracks), indices=owner)
    return lines
