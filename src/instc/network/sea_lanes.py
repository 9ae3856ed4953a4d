"""The sea: lanes of the whole world in one compact file, the ways between ports over them, and lanes as links."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from instc.errors import TableError, UnknownIdError, did_you_mean
from instc.network.arrays import pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

GEOD = Geod(ellps="WGS84")
REMEMBERED = 64  # points whose distances to all others are kept: some 10 MB
LEAST_KM = 1e-6  # csgraph drops explicit zeros
UNIT = 100_000  # coordinates are whole hundred-thousandths of a degree, about 1 m
GRADE, GRADE_OVER_LAND = "C", "D"  # drawn by hand or from ship tracks; straight up a river


@dataclass(frozen=True, eq=False)
class SeaLanes:
    """
    Straight lanes between points, sailed along geodesics, and gates at the straits.

    Attributes
    ----------
    points
        Lon and lat, degrees, EPSG:4326. The two sides of a gate are two points at one place, and no lane joins them.
    ends
        Two point numbers a lane.
    km
        Geodesic length of each lane.
    basin
        Key of table ``basins`` for each lane.
    corridor
        Lanes on the shortest ways between the corridor's own ports and the gates.
    gates
        Point numbers of both sides, by passage id.
    """

    points: NDArray[np.float64]
    ends: NDArray[np.int64]
    km: NDArray[np.float64]
    basin: NDArray[np.str_]
    corridor: NDArray[np.bool_]
    gates: dict[str, tuple[int, int]]

    def graph(self, gates: Iterable[str] = ()) -> csr_array:
        """
        Weigh the lanes by length, both ways.

        Parameters
        ----------
        gates
            Passages that are open.

        Returns
        -------
        graph
            Points by points, km.

        Examples
        --------
        >>> line = SeaLanes(np.array([[0.0, 0.0], [0.0, 1.0]]), np.array([[0, 1]]), np.array([110.6]), np.array(["ocean"]), np.array([True]), {})
        >>> line.graph().nnz
        2
        """
        through = np.array([self.gates[name] for name in gates], dtype=np.int64).reshape(-1, 2)
        tail, head = np.concatenate([self.ends, through]).T
        km = np.maximum(np.concatenate([self.km, np.zeros(len(through))]), LEAST_KM)
        return csr_array(
            (
                np.concatenate([km, km]),
                (np.concatenate([tail, head]), np.concatenate([head, tail])),
            ),
            shape=(len(self.points),) * 2,
        )

    @cached_property
    def sides(self) -> dict[int, str]:
        """Names of the sides of gates, by point number."""
        return {
            point: f"{name}.{side}"
            for name, pair in self.gates.items()
            for side, point in zip("ab", pair, strict=True)
        }

    @cached_property
    def basin_at(self) -> dict[int, str]:
        """Basin of a lane that ends at a point, by point number."""
        return dict(zip(self.ends.ravel().tolist(), np.repeat(self.basin, 2).tolist(), strict=True))

    @cached_property
    def lane_of(self) -> csr_array:
        """Number of the lane between two points, plus one."""
        tail, head = self.ends.T
        number = np.arange(1, len(self.ends) + 1)
        return csr_array(
            (
                np.concatenate([number, number]),
                (np.concatenate([tail, head]), np.concatenate([head, tail])),
            ),
            shape=(len(self.points),) * 2,
        )

    def ways(self, source: int, targets: Sequence[int]) -> NDArray[np.bool_]:
        """
        Mark the lanes on the shortest ways that pass no gate.

        Parameters
        ----------
        source
            Point number.
        targets
            Point numbers; those that can't be reached are left out.

        Returns
        -------
        lanes
            One answer a lane.

        Examples
        --------
        >>> points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
        >>> star = SeaLanes(points, np.array([[0, 1], [0, 2]]), np.array([110.6, 111.3]), np.array(["ocean"] * 2), np.array([True] * 2), {})
        >>> star.ways(0, [2]).tolist()
        [False, True]
        """
        km, before = dijkstra(self._closed, indices=source, return_predecessors=True)
        walked: set[tuple[int, int]] = set()
        for target in targets:
            here = int(target)
            while np.isfinite(km[here]) and here != source:
                step = (int(before[here]), here)
                if step in walked:
                    break
                walked.add(step)
                here = step[0]
        used = np.zeros(len(self.ends), dtype=bool)
        if walked:
            tail, head = np.array(sorted(walked)).T
            used[self.lane_of[tail, head] - 1] = True
        return used

    @cached_property
    def _closed(self) -> csr_array:
        return self.graph()

    def distances(
        self, origins: Sequence[int], destinations: Sequence[int], *, closed: Iterable[str] = ()
    ) -> NDArray[np.float64]:
        """
        Measure shortest ways.

        Parameters
        ----------
        origins, destinations
            Point numbers.
        closed
            Passages that may not be used.

        Returns
        -------
        distance
            km, origins x destinations; infinite where there is no way.

        Raises
        ------
        UnknownIdError
            No passage is called so.

        Examples
        --------
        >>> line = SeaLanes(np.array([[0.0, 0.0], [0.0, 1.0]]), np.array([[0, 1]]), np.array([110.6]), np.array(["ocean"]), np.array([True]), {})
        >>> line.distances([0], [0, 1]).tolist()
        [[0.0, 110.6]]
        """
        shut = frozenset(closed)
        graph = self._open(shut)
        if len(origins) <= REMEMBERED:
            return np.vstack(
                [self._tree(int(origin), shut, graph)[destinations] for origin in origins]
            )
        return np.vstack(
            [
                dijkstra(graph, indices=some)[:, destinations]
                for some in np.array_split(np.asarray(origins), len(origins) // REMEMBERED)
            ]
        )

    def _tree(self, origin: int, closed: frozenset[str], graph: csr_array) -> NDArray[np.float64]:
        key = (origin, closed)
        if key not in self.trees:
            self.trees[key] = dijkstra(graph, indices=origin)
            if len(self.trees) > REMEMBERED:
                del self.trees[next(iter(self.trees))]
        return self.trees[key]

    @cached_property
    def trees(self) -> dict[tuple[int, frozenset[str]], NDArray[np.float64]]:
        """Distances from the points that were asked last, by point and closed passages."""
        return {}

    def _open(self, closed: frozenset[str]) -> csr_array:
        for name in sorted(closed - set(self.gates)):
            raise UnknownIdError(f'no passage is called "{name}"{did_you_mean(name, self.gates)}')
        if closed not in self._graphs:
            self._graphs[closed] = self.graph(name for name in self.gates if name not in closed)
        return self._graphs[closed]

    @cached_property
    def _graphs(self) -> dict[frozenset[str], csr_array]:
        return {}

    def packed(self) -> bytes:
        """
        Pack the lanes.

        Returns
        -------
        content
            An uncompressed NumPy archive: the same bytes on every machine; `read_lanes` reads it.

        Examples
        --------
        >>> line = SeaLanes(np.array([[0.0, 0.0], [0.0, 1.0]]), np.array([[0, 1]]), np.array([110.6]), np.array(["ocean"]), np.array([True]), {})
        >>> line.packed()[:2]
        b'PK'
        """
        basins, basin = np.unique(self.basin, return_inverse=True)
        gates = sorted(self.gates)
        arrays = {
            "points": np.round(self.points * UNIT).astype("int32"),
            "ends": self.ends.astype("uint16"),
            "metres": np.round(self.km * 1000).astype("uint32"),
            "basin": basin.astype("uint8"),
            "corridor": self.corridor,
            "basins": basins.astype("U16"),
            "gates": np.array(gates, dtype="U16"),
            "gate_points": np.array([self.gates[name] for name in gates], dtype="uint16").reshape(
                -1, 2
            ),
        }
        return pack(arrays)


@lru_cache(maxsize=2)  # many models are loaded over one sea
def read_sea(folder: Path, built: str) -> tuple[SeaLanes, pd.DataFrame]:  # noqa: ARG001
    """
    Read what was built of the sea.

    Parameters
    ----------
    folder
        Folder that holds ``geodata``.
    built
        Hash of the record of the build: what changed on disk has another one.

    Returns
    -------
    lanes, ports
        As `read_lanes` and `read_ports` give them.

    Raises
    ------
    TableError
        A file is missing or was not made by this package.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> read_sea(data_dir(), "")[1].at["sgsin.port", "name"]
    'Singapore'
    """
    return read_lanes(folder / "geodata" / "sea_lanes.npz"), read_ports(
        folder / "geodata" / "ports.csv"
    )


def read_lanes(path: Path) -> SeaLanes:
    """
    Read the built lanes.

    Parameters
    ----------
    path
        ``sea_lanes.npz``.

    Returns
    -------
    lanes
        Of the whole world.

    Raises
    ------
    TableError
        The file is missing or was not made by this package.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> sorted(read_lanes(data_dir() / "geodata" / "sea_lanes.npz").gates)[:2]
    ['bab_el_mandeb', 'bering']
    """
    try:
        with path.open("rb") as stream, np.load(stream) as file:
            packed = {
                name: file[name]
                for name in (
                    "points",
                    "ends",
                    "metres",
                    "basin",
                    "corridor",
                    "basins",
                    "gates",
                    "gate_points",
                )
            }
        ends, pairs = packed["ends"].astype(np.int64), packed["gate_points"].astype(np.int64)
        _check_shapes(packed)
        basin = packed["basins"][packed["basin"]]
        gates = dict(zip(packed["gates"].tolist(), map(tuple, pairs.tolist()), strict=True))
        return SeaLanes(
            packed["points"] / UNIT, ends, packed["metres"] / 1000, basin, packed["corridor"], gates
        )
    except (
        OSError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        EOFError,
        MemoryError,
        zipfile.BadZipFile,
    ) as error:
        raise TableError(
            f"{path}: not the sea lanes of this package ({type(error).__name__}: {error}) (run: instc build)"
        ) from error


def _check_shapes(packed: dict[str, NDArray[np.generic]]) -> None:
    count = len(packed["metres"])
    if (
        packed["points"].shape[1:] != (2,)
        or packed["ends"].shape != (count, 2)
        or packed["corridor"].shape != (count,)
        or packed["basin"].shape != (count,)
    ):
        raise ValueError("its arrays do not fit each other")
    if max(packed["ends"].max(initial=0), packed["gate_points"].max(initial=0)) >= len(
        packed["points"]
    ):
        raise ValueError("a lane ends at no point")


def read_ports(path: Path) -> pd.DataFrame:
    """
    Read the world's ports.

    Parameters
    ----------
    path
        ``ports.csv``.

    Returns
    -------
    ports
        Index node_id: ``unlocode, name, country, lon, lat``; ``point``, where its fairway meets the lanes, -1 if no lane reaches it;
        ``lane_km, land_km`` to that point or to the nearest lane; ``call_fee_id``; ``reason``, if no lane reaches it.

    Raises
    ------
    TableError
        The file is missing or was not made by this package.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> read_ports(data_dir() / "geodata" / "ports.csv").at["sgsin.port", "name"]
    'Singapore'
    """
    numbers = {"lon": float, "lat": float, "point": int, "lane_km": float, "land_km": float}
    try:
        text = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("node_id")
        return text.astype(numbers)[
            ["unlocode", "name", "country", *numbers, "call_fee_id", "reason"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TableError(
            f"{path}: not the ports of this package ({type(error).__name__}: {error}) (run: instc build)"
        ) from error
