"""The built network in the state of a day, read from its layers."""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.door import Day, checked
from instc.errors import TableError
from instc.lazily import geopandas as gpd
from instc.lazily import shapely
from instc.network.arrays import NETWORK, made_of, read_layers
from instc.network.crossings import with_crossings
from instc.network.frontiers import frontiers
from instc.network.gates import check_gates, check_names
from instc.network.graphs import CRS, column_kinds
from instc.network.network import Network
from instc.network.sea_lanes import SeaLanes, read_lanes, read_ports, read_sea
from instc.network.sea_links import fairway_links, gate_links, junctions, lane_links
from instc.network.status import with_status
from instc.tables.catalogue import load_words
from instc.tables.schema import content_hash, data_dir, read_json, read_table, table_names
from instc.tables.strays import stray_files

if TYPE_CHECKING:
    from pathlib import Path

    from instc.network.network import Shapes


@checked
def load_network(as_of: Day, folder: Path | None = None) -> Network:
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
        Every link with its ``status`` on that day; links without a row in ``status.csv`` are open,
        and a border by road is as its post in ``road_borders.csv`` is.

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
    now = with_status(
        network.attributes("links"), read_table("status", seeds), as_of, load_words(seeds)
    )
    dated = network.with_columns(status=now["status"], status_source_id=now["status_source_id"])
    return with_crossings(dated, frontiers(partial(read_table, folder=seeds), as_of))


def built_hash(folder: Path) -> str:
    """Tell one build from another, by the hash of its record."""
    return content_hash([folder / "geodata" / "provenance.json"])


@lru_cache(maxsize=1)  # many days of one network are asked after one another
def _all_open(folder: Path, built: str) -> Network:  # noqa: ARG001  (another build is read anew)
    """Read the network as if all of it were open: no check of it reads a state."""
    opened = {"status": "open", "status_source_id": ""}
    packed = _packed(folder)
    if packed is not None:  # `instc build` checked it
        nodes, links, shapes = packed
        return Network.of_checked(nodes, links.assign(**opened), shapes)
    nodes, links = read_joined(folder / "geodata", folder / "seeds")
    return Network(nodes, links.assign(**opened))


def _packed(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, Shapes] | None:
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
    check_names(lanes, passages)
    try:
        return join_layers(nodes, land, lanes, ports, basins, passages)
    except (KeyError, TypeError, ValueError) as error:
        raise TableError(
            f"{geodata}: the layers do not fit each other ({type(error).__name__}: {error})"
            " (run: instc build)"
        ) from error


def check_sea(folder: Path) -> int:
    """
    Check that each sea gate of a folder of ``seeds`` and ``geodata`` leads somewhere.

    Returns
    -------
    count
        How many gates there are.

    Raises
    ------
    TableError
        A file is missing or broken, or lanes and table have other gates.
    NetworkError
        A gate breaks the rule of `instc.network.gates.check_gates`.

    Examples
    --------
    >>> check_sea(data_dir()) > 0
    True
    """
    lanes, ports = read_sea(folder, built_hash(folder))
    passages = read_table("passages", folder / "seeds")
    check_gates(lanes, ports, passages)
    return len(passages)


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
    own = ports[ports.index.isin(nodes.index)]
    ways = [
        lane_links(lanes, lanes.corridor, own["point"]),
        fairway_links(own, lanes),
        gate_links(lanes),
    ]
    sea = _priced(pd.concat(ways), basins, passages)
    links = pd.concat([land, sea.assign(directed=False, source_id="searoute")]).sort_index()
    links = links.astype({"directed": bool})
    words = [name for name, kind in column_kinds(links).items() if kind == "text"]
    links = links.assign(**links[words].fillna(""))
    nodes = pd.concat([nodes, junctions(sea, nodes.index)])
    nodes = nodes.assign(**nodes[["unlocode", "country", "name"]].fillna(""))
    return (
        gpd.GeoDataFrame(nodes, geometry="geometry", crs=CRS),
        gpd.GeoDataFrame(links, geometry="geometry", crs=CRS),
    )


def _priced(sea: gpd.GeoDataFrame, basins: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """Name what prices each link: lanes by their basin, gates by their passage."""
    by_basin, by_passage = basins.set_index("basin_id"), passages.set_index("passage_id")
    priced = sea.copy()
    for column in ("pace_id", "rate_id", "intensity_id"):
        priced[column] = sea["basin"].map(by_basin[column])
    toll = sea["passage_id"].map(by_passage["fee_id"])
    priced["fee_id"] = sea["fee_id"].where(sea["fee_id"].notna(), toll)
    priced["dwell_id"] = sea["passage_id"].map(by_passage["dwell_id"])
    return priced


def check_fresh(folder: Path) -> None:
    """Refuse geodata that was built from other tables than those beside it, or edited since."""
    faults = stale_faults(folder)
    if not faults:
        return
    for name in table_names(folder / "seeds"):  # a broken table is named before a changed one
        read_table(name, folder / "seeds")
    raise TableError(faults[0])


def stale_faults(folder: Path) -> list[str]:
    """
    List what is not as it was built.

    Raises
    ------
    TableError
        No build is recorded.
    """
    path = folder / "geodata" / "provenance.json"
    try:
        built = read_json(path)
        stale = _changed(folder / "seeds", built["seeds"])
        edited = _changed(folder / "geodata", built["files"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise TableError(f"{path}: no build is recorded here (run: instc build)") from error
    faults = stray_files(folder / "seeds", table_names(folder / "seeds"))
    if stale:
        faults.append(
            f"{folder / 'geodata'} was built from other tables: "
            f"{', '.join(stale)} changed since (run: instc build)"
        )
    if edited:
        verb = "is" if len(edited) == 1 else "are"
        faults.append(
            f"{folder / 'geodata'}: {', '.join(edited)} {verb} not what was built"
            " (run: instc build)"
        )
    return faults


def _changed(folder: Path, recorded: dict[str, str]) -> list[str]:
    """Name the files that are gone, or are not what was recorded."""
    changed = []
    for name, sha in recorded.items():
        path = folder / name
        if not path.is_file() or content_hash([path]) != sha:
            changed.append(name)
    return changed


def no_layer() -> tuple[type[Exception], ...]:
    """Give what reading a layer raises that is none of ours."""
    of_python = (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError)
    return (*of_python, shapely.errors.ShapelyError)


def _read_layer(path: Path, key: str) -> gpd.GeoDataFrame:
    """Read a layer of points or of lines, by a column of its own."""
    try:
        features: list[dict[str, Any]] = read_json(path)["features"]
        table = pd.DataFrame([feature["properties"] for feature in features]).set_index(key)
        shapes = _shapes([feature["geometry"] for feature in features])
    except no_layer() as error:
        raise TableError(
            f"{path}: not a GeoJSON layer of this package ({type(error).__name__}: {error})"
        ) from error
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _shapes(geometries: list[dict[str, Any]]) -> np.ndarray:
    """Make points or lines, whichever the first is, all at once."""
    places = [geometry["coordinates"] for geometry in geometries]
    if geometries[0]["type"] == "Point":
        points: np.ndarray = shapely.points(np.array(places))
        return points
    owner = np.repeat(np.arange(len(places)), list(map(len, places)))
    flat = np.array(list(chain.from_iterable(places)), dtype=float)
    lines: np.ndarray = shapely.linestrings(flat, indices=owner)
    return lines
