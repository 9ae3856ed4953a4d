"""The sea: lanes of the whole world in one compact file, and the ways between ports over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.errors import TableError, UnknownIdError, did_you_mean
from instc.network.arrays import archive, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

REMEMBERED = 64  # points whose distances to all others are kept: some 10 MB
LEAST_KM = 1e-6  # csgraph drops explicit zeros
GRADE, GRADE_OVER_LAND = "C", "D"  # drawn by hand or from ship tracks; straight up a river
UNIT = 100_000  # coordinates are whole hundred-thousandths of a degree, about 1 m
MEMBERS = ("points", "ends", "metres", "basin", "corridor", "basins", "gates", "gate_points")


@dataclass(frozen=True, eq=False)
class SeaLanes:
    """
    Straight lanes between points, sailed along geodesics, and gates at the straits.

    Attributes
    ----------
    points
        Lon and lat, degrees, EPSG:4326. The two sides of a gate are two points at one place, and no
        lane joins them.
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
        """Weigh the lanes and the open passages by length, both ways: points by points, km."""
        through = np.array([self.gates[name] for name in gates], dtype=np.int64).reshape(-1, 2)
        edges = np.concatenate([self.ends, through])
        km = np.concatenate([self.km, np.zeros(len(through))])
        return both_ways(edges, np.maximum(km, LEAST_KM), len(self.points))

    @cached_property
    def sides(self) -> dict[int, str]:
        """Names of the sides of gates, by point number."""
        sides: dict[int, str] = {}
        for name, (start, end) in self.gates.items():
            sides |= {start: f"{name}.a", end: f"{name}.b"}
        return sides

    @cached_property
    def basin_at(self) -> dict[int, str]:
        """Basin of a lane that ends at a point, by point number."""
        return dict(zip(self.ends.ravel().tolist(), np.repeat(self.basin, 2).tolist(), strict=True))

    @cached_property
    def lane_of(self) -> csr_array:
        """Number of the lane between two points, plus one."""
        return both_ways(self.ends, np.arange(1, len(self.ends) + 1), len(self.points))

    def ways(self, source: int, targets: Sequence[int]) -> NDArray[np.bool_]:
        """Mark the lanes on the shortest ways that pass no gate, to targets that these reach."""
        km, before = _dijkstra(self._closed, indices=source, return_predecessors=True)
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
        """
        shut = frozenset(closed)
        graph = self._open(shut)
        if len(origins) <= REMEMBERED:
            rows = [self._tree(int(origin), shut, graph)[destinations] for origin in origins]
            return np.vstack(rows)
        parts = np.array_split(np.asarray(origins), len(origins) // REMEMBERED)
        return np.vstack([_dijkstra(graph, indices=part)[:, destinations] for part in parts])

    def _tree(self, origin: int, closed: frozenset[str], graph: csr_array) -> NDArray[np.float64]:
        """Measure the ways from a point to all others, once while it is remembered."""
        key = (origin, closed)
        if key not in self.trees:
            self.trees[key] = _dijkstra(graph, indices=origin)
            if len(self.trees) > REMEMBERED:
                del self.trees[next(iter(self.trees))]
        return self.trees[key]

    @cached_property
    def trees(self) -> dict[tuple[int, frozenset[str]], NDArray[np.float64]]:
        """Distances from the points that were asked last, by point and closed passages."""
        return {}

    def _open(self, closed: frozenset[str]) -> csr_array:
        """Give the graph of the passages that are not closed."""
        for name in sorted(closed - set(self.gates)):
            raise UnknownIdError(f'no passage is called "{name}"{did_you_mean(name, self.gates)}')
        if closed not in self._graphs:
            self._graphs[closed] = self.graph(name for name in self.gates if name not in closed)
        return self._graphs[closed]

    @cached_property
    def _graphs(self) -> dict[frozenset[str], csr_array]:
        return {}

    def packed(self) -> bytes:
        """Pack the lanes as an archive that `read_lanes` reads."""
        basins, basin = np.unique(self.basin, return_inverse=True)
        gates = sorted(self.gates)
        pairs = np.array([self.gates[name] for name in gates], dtype="uint16").reshape(-1, 2)
        arrays = {
            "points": np.round(self.points * UNIT).astype("int32"),
            "ends": self.ends.astype("uint16"),
            "metres": np.round(self.km * 1000).astype("uint32"),
            "basin": basin.astype("uint8"),
            "corridor": self.corridor,
            "basins": basins.astype("U16"),
            "gates": np.array(gates, dtype="U16"),
            "gate_points": pairs,
        }
        return pack(arrays)


def both_ways(edges: NDArray[Any], values: NDArray[Any], size: int) -> csr_array:
    """Make a square matrix of edges that lead both ways."""
    from scipy.sparse import csr_array  # noqa: PLC0415  (0.1 s)

    tail, head = edges.T
    at = np.concatenate([tail, head]), np.concatenate([head, tail])
    return csr_array((np.concatenate([values, values]), at), shape=(size, size))


def _dijkstra(graph: csr_array, **options: Any) -> Any:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    return dijkstra(graph, **options)


@lru_cache(maxsize=2)  # many models are loaded over one sea
def read_sea(folder: Path, built: str) -> tuple[SeaLanes, pd.DataFrame]:  # noqa: ARG001
    """
    Read what was built of the sea, as `read_lanes` and `read_ports` give it.

    Parameters
    ----------
    folder
        Folder that holds ``geodata``.
    built
        Hash of the record of the build: what changed on disk has another one.
    """
    home = folder / "geodata"
    return read_lanes(home / "sea_lanes.npz"), read_ports(home / "ports.csv")


def read_lanes(path: Path) -> SeaLanes:
    """
    Read the built lanes of the whole world.

    Raises
    ------
    TableError
        The file is missing or was not made by this package.
    """
    with archive(path, "the sea lanes") as file:
        return _unpacked({name: file[name] for name in MEMBERS})


def _unpacked(packed: dict[str, NDArray[Any]]) -> SeaLanes:
    """Make lanes of arrays that fit each other."""
    ends, pairs = packed["ends"].astype(np.int64), packed["gate_points"].astype(np.int64)
    points, count = packed["points"], len(packed["metres"])
    shapes = [packed[name].shape for name in ("ends", "corridor", "basin")]
    if points.shape[1:] != (2,) or shapes != [(count, 2), (count,), (count,)]:
        raise ValueError("its arrays do not fit each other")
    if max(ends.max(initial=0), pairs.max(initial=0)) >= len(points):
        raise ValueError("a lane ends at no point")
    basin = packed["basins"][packed["basin"]]
    gates = dict(zip(packed["gates"].tolist(), map(tuple, pairs.tolist()), strict=True))
    return SeaLanes(points / UNIT, ends, packed["metres"] / 1000, basin, packed["corridor"], gates)


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
        Index node_id: ``unlocode, name, country, lon, lat``; ``point``, where its fairway meets the
        lanes, -1 if no lane reaches it; ``lane_km, land_km`` to that point or to the nearest lane;
        ``call_fee_id``; ``reason``, if no lane reaches it.

    Raises
    ------
    TableError
        The file is missing or was not made by this package.
    """
    numbers = {"lon": float, "lat": float, "point": int, "lane_km": float, "land_km": float}
    columns = ["unlocode", "name", "country", *numbers, "call_fee_id", "reason"]
    try:
        text = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("node_id")
        return text.astype(numbers)[columns]
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"not the ports of this package ({type(error).__name__}: {error})"
        raise TableError(f"{path}: {what} (run: instc build)") from error
