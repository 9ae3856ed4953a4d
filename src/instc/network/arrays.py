"""The network as arrays: the two joined tables in one file, which is read in milliseconds."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.errors import TableError
from instc.lazily import shapely
from instc.network.graphs import column_kinds
from instc.network.network import Shapes
from instc.tables.schema import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from instc.network.network import Drawn

NETWORK = "network.npz"
LAYERS = ("nodes.geojson", "links.geojson", "sea_lanes.npz", "ports.csv")
TABLES = ("basins.csv", "passages.csv")  # of the seeds: what prices lanes and gates
BROKEN = (  # what reading an archive raises that is none of ours
    OSError, ValueError, LookupError, TypeError, EOFError, MemoryError, RecursionError,
    zipfile.BadZipFile,
)  # fmt: skip


def pack(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Write arrays as an uncompressed NumPy archive: the same bytes on every machine."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:  # np.savez's headers differ before Python 3.11.4
        for name, array in arrays.items():
            member, content = zipfile.ZipInfo(f"{name}.npy"), io.BytesIO()
            member.create_system = 3  # whichever made it
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(member, content.getvalue())
    return file.getvalue()


@contextmanager
def archive(path: Path, what: str) -> Iterator[Any]:
    """
    Open arrays that `pack` wrote.

    Raises
    ------
    TableError
        The file is missing, or what is read of it meanwhile is not ``what`` of this package.
    """
    try:
        with path.open("rb") as stream, np.load(stream) as file:
            yield file
    except BROKEN as error:
        fault = f"{type(error).__name__}: {error}"
        raise TableError(
            f"{path}: not {what} of this package ({fault}) (run: instc build)"
        ) from error


def made_of(geodata: Path, seeds: Path) -> str:
    """Hash the files that the two tables are joined from."""
    layers = [geodata / name for name in LAYERS]
    tables = [seeds / name for name in TABLES]
    return content_hash([*layers, *tables])


def pack_layers(nodes: gpd.GeoDataFrame, links: gpd.GeoDataFrame, source: str) -> bytes:
    """
    Pack the joined tables, as `instc.network.load.join_layers` gives them.

    Parameters
    ----------
    nodes, links
        The tables.
    source
        From `made_of`.

    Returns
    -------
    content
        Of ``network.npz``. A text is a number in one list that all columns share.
    """
    tables = {"nodes": nodes.reset_index(), "links": links.reset_index()}
    columns, words = {}, []
    for name, table in tables.items():
        columns[name] = _kinds(table)
        words.append(_cells(table, "text").ravel())
    texts = np.unique(np.concatenate(words))
    about = {"made_of": source, "columns": columns, "texts": texts.tolist()}
    arrays = {"about": np.frombuffer(json.dumps(about).encode(), dtype="uint8")}
    for name, table in tables.items():
        spots, owner = shapely.get_coordinates(table["geometry"], return_index=True)
        numbers = np.searchsorted(texts, _cells(table, "text"))
        arrays[f"{name}_text"] = numbers.astype("uint16")
        arrays[f"{name}_number"] = _cells(table, "number", "float64")
        arrays[f"{name}_truth"] = _cells(table, "truth", "bool")
        arrays[f"{name}_spots"] = spots
        arrays[f"{name}_owner"] = owner.astype("uint16")
    return pack(arrays)


def _kinds(table: pd.DataFrame) -> dict[str, str]:
    """Tell what each column holds, in their order: text, numbers, truths, or shapes."""
    kinds = column_kinds(table)
    return {name: kinds.get(name, "shape") for name in table}


def _cells(table: pd.DataFrame, kind: str, dtype: str = "object") -> NDArray[Any]:
    """Give the cells of the columns of one kind."""
    cells: NDArray[Any] = table[_of(_kinds(table), kind)].to_numpy(dtype)
    return cells


def read_layers(path: Path, source: str) -> tuple[pd.DataFrame, pd.DataFrame, Shapes] | None:
    """
    Read the joined tables from ``network.npz``, if ``source`` is what `made_of` gives now.

    Returns
    -------
    nodes, links, shapes
        As `pack_layers` took them, and their shapes; None where they were joined from other files
        than lie there.

    Raises
    ------
    TableError
        The file was not made by this package.
    """
    with archive(path, "the network") as file:
        about = json.loads(file["about"].tobytes())
        if about["made_of"] != source:
            return None
        texts, kinds = pd.array(about["texts"], dtype="str"), about["columns"]
        nodes = _table(file, "nodes", kinds["nodes"], texts)
        links = _table(file, "links", kinds["links"], texts)
        points, spots, owner = file["nodes_spots"], file["links_spots"], file["links_owner"]
        _check_spots(points, np.arange(len(points)), len(nodes), 1)
        _check_spots(spots, owner, len(links), 2)

    def drawn() -> Drawn:
        return shapely.points(points), shapely.linestrings(spots, indices=owner)

    return nodes, links, Shapes(drawn)


def _check_spots(
    spots: NDArray[np.float64], owner: NDArray[np.intp], rows: int, least: int
) -> None:
    """Refuse what would make no shape of each row: each has so many spots at least, in order."""
    if spots.dtype.kind != "f" or spots.shape != (len(owner), 2):
        raise ValueError("no spots")
    if (owner[1:] < owner[:-1]).any():
        raise ValueError("spots of rows in no order")
    each = np.bincount(owner, minlength=rows)
    if len(each) > rows or (each < least).any():
        raise ValueError("a row without a shape")


def _table(
    file: Mapping[str, NDArray[Any]],
    name: str,
    kinds: dict[str, str],
    texts: Any,
) -> pd.DataFrame:
    """Give each column its cells; the first column is the index."""
    cells: dict[str, Any] = {}
    for kind in ("text", "number", "truth"):
        cells |= zip(_of(kinds, kind), file[f"{name}_{kind}"].T, strict=True)
    for column in _of(kinds, "text"):
        cells[column] = texts.take(cells[column])
    key, *others = cells
    index = pd.Index(cells[key], name=key)
    return pd.DataFrame(cells, index=index, columns=others)


def _of(kinds: dict[str, str], kind: str) -> list[str]:
    """Name the columns of one kind, in order."""
    return [column for column, found in kinds.items() if found == kind]
