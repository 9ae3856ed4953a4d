"""The built network in the state of a day, read from its layers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

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
from instc.tables.catalogue import load_words
from instc.tables.schema import content_hash, data_dir, read_json, read_table


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
    seeds = folder / "seeds"
    now = with_status(network.links, read_table("status", seeds), as_of, load_words(seeds))
    return network.with_columns(status=now["status"], status_source_id=now["status_source_id"])


def built_hash(folder: Path) -> str:
    """
    Tell one build from another.

    Parameters
    ----------
    folder
        Folder that holds ``geodata``.

    Returns
    -------
    hash
        Of the record of the build.

    Examples
    --------
    >>> len(built_hash(data_dir()))
    64
    """
    return content_hash([folder / "geodata" / "provenance.json"])


@lru_cache(
    maxsize=1
)  # many days of one network are asked after one another; no check of it reads a state
def _all_open(folder: Path, built: str) -> Network:  # noqa: ARG001
    opened = {"status": "open", "status_source_id": ""}
    packed = _packed(folder)
    if packed is not None:  # `instc build` checked it
        return Network.of_checked(packed[0], packed[1].assign(**opened))
    nodes, links = read_joined(folder / "geodata", folder / "seeds")
    return Network(nodes, links.assign(**opened))


def _packed(folder: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame] | None:
    """Read the joined tables where they were packed from what lies there now."""
    path = folder / "geodata" / NETWORK
    if not path.is_file():
        return None
    return read_layers(path, made_of(folder / "geodata", folder / "seeds"))


def read_joined(geodata: Path, seeds: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Read the built layers, and join them: nodes and links, without status."""
    nodes = _read_layer(geodata / "nodes.geojson", "node_id")
    land = _read_layer(geodata / "links.geojson", "link_id")
    lanes, ports = read_lanes(geodata / "sea_lanes.npz"), read_ports(geodata / "ports.csv")
    basins, passages = read_table("basins", seeds), read_table("passages", seeds)
    try:
        return join_layers(nodes, land, lanes, ports, basins, passages)
    except (KeyError, TypeError, ValueError) as error:
        raise TableError(
            f"{geodata}: the layers do not fit each other ({type(error).__name__}: {error}) (run: instc build)"
        ) from error


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

    Examples
    --------
    >>> from instc.network.sea_lanes import read_sea
    >>> home = data_dir() / "geodata"
    >>> layers = [_read_layer(home / f"{name}.geojson", f"{name[:4]}_id") for name in ("nodes", "links")]
    >>> links = join_layers(*layers, *read_sea(data_dir(), ""), read_table("basins"), read_table("passages"))[1]
    >>> links.at["suez.a-suez.b", "dwell_id"]
    'dwell.suez'
    """
    by_basin, gates = basins.set_index("basin_id"), passages.set_index("passage_id")
    own = ports[ports.index.isin(nodes.index)]
    sea = pd.concat(
        [
            lane_links(lanes, lanes.corridor, own["point"]),
            fairway_links(own, lanes),
            gate_links(lanes),
        ]
    )
    priced = {
        column: sea["basin"].map(by_basin[column])
        for column in ("pace_id", "rate_id", "intensity_id")
    }
    toll = sea["passage_id"].map(gates["fee_id"])
    sea = sea.assign(
        **priced,
        fee_id=sea["fee_id"].where(sea["fee_id"].notna(), toll),
        dwell_id=sea["passage_id"].map(gates["dwell_id"]),
    )
    links = pd.concat([land, sea.assign(directed=False, source_id="searoute")]).sort_index()
    text = [
        column
        for column in links.columns
        if column not in {"geometry", "directed"}
        and not pd.api.types.is_numeric_dtype(links[column])
    ]
    links = links.assign(**links[text].fillna(""), directed=links["directed"].astype(bool))
    nodes = gpd.GeoDataFrame(
        pd.concat([nodes, junctions(sea, nodes)]), geometry="geometry", crs="EPSG:4326"
    )
    nodes = nodes.assign(**nodes[["unlocode", "country", "name"]].fillna(""))
    return nodes, gpd.GeoDataFrame(links, geometry="geometry", crs="EPSG:4326")


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

    Examples
    --------
    >>> check_fresh(data_dir())
    """
    path = folder / "geodata" / "provenance.json"
    try:
        built = read_json(path)
        stale, edited = (
            [
                name
                for name, sha in built[key].items()
                if not (folder / home / name).is_file()
                or content_hash([folder / home / name]) != sha
            ]
            for key, home in (("seeds", "seeds"), ("files", "geodata"))
        )
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise TableError(f"{path}: no build is recorded here (run: instc build)") from error
    for name in stale:  # a broken table is named before a changed one
        if (folder / "seeds" / name).suffix == ".csv":
            read_table(Path(name).stem, folder / "seeds")
    if stale:
        raise TableError(
            f"{folder / 'geodata'} was built from other tables: {', '.join(stale)} changed since (run: instc build)"
        )
    if edited:
        raise TableError(
            f"{folder / 'geodata'}: {', '.join(edited)} {'is' if len(edited) == 1 else 'are'} not what was built (run: instc build)"
        )


def _read_layer(path: Path, key: str) -> gpd.GeoDataFrame:
    try:
        features: list[dict[str, Any]] = read_json(path)["features"]
        table = pd.DataFrame([feature["properties"] for feature in features])
        table = table.set_index(key)
        shapes = _shapes([feature["geometry"] for feature in features])
    except (
        OSError,
        ValueError,
        RecursionError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise TableError(
            f"{path}: not a GeoJSON layer of this package ({type(error).__name__}: {error})"
        ) from error
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def _shapes(geometries: list[dict[str, Any]]) -> np.ndarray:
    if geometries[0]["type"] == "Point":
        points: np.ndarray = shapely.points(np.array([g["coordinates"] for g in geometries]))
        return points
    counts = [len(g["coordinates"]) for g in geometries]
    flat = np.array([pair for g in geometries for pair in g["coordinates"]], dtype=float)
    lines: np.ndarray = shapely.linestrings(flat, indices=np.repeat(np.arange(len(counts)), counts))
    return lines
