"""The rule of sea gates: both sides lead somewhere, by a short way, and closing one is felt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.ellipsoid import wgs84
from instc.errors import NetworkError, TableError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from instc.network.sea_lanes import SeaLanes

NEAR_KM = 200.0  # a port that lies so near to a gate, straight,
TIMES, MORE_KM = 10.0, 200.0  # sails no farther to it than so many times that, and so many km
FELT_KM = 10.0  # closing a gate makes some way between ports longer by so much
ANEW = (
    "write your tables and ours into a folder NEW by `instc data join`, if you have not, and"
    " run: instc build --seeds NEW/seeds --out NEW/geodata"
)
MEND = "add a lane, a canal or a waterway to sea_lane_repairs.csv, and run: instc build"
ELSEWHERE = "draw its line across the lanes from shore to shore, and run: instc build"


def check_names(lanes: SeaLanes, passages: pd.DataFrame) -> None:
    """
    Check that lanes and table have the same gates.

    Parameters
    ----------
    lanes
        Of the world.
    passages
        The table.

    Raises
    ------
    TableError
        One of them lacks a gate of the other.

    Examples
    --------
    >>> from instc.network.sea_lanes import read_lanes
    >>> from instc.tables.schema import data_dir, read_table
    >>> lanes = read_lanes(data_dir() / "geodata" / "sea_lanes.npz")
    >>> check_names(lanes, read_table("passages"))
    """
    names = passages["passage_id"]
    strange = ~names.isin(list(lanes.gates))
    for row, name in names[strange].items():
        raise TableError(
            f"passages.csv row {row + 2}, gate {name}: the sea lanes have no such gate ({ANEW})"
        )
    for name in sorted(set(lanes.gates) - set(names)):
        raise TableError(
            f"passages.csv has no row {name}, but the sea lanes have this gate ({ANEW})"
        )


def check_gates(lanes: SeaLanes, ports: pd.DataFrame, passages: pd.DataFrame) -> None:
    """
    Check that each gate leads somewhere.

    Both sides have a lane, and reach a port while the gate is shut. A port within 200 km, straight,
    sails to the gate no farther than ten times that and 200 km. Closing the gate makes a way
    between two ports longer by 10 km or more, or cuts it.

    Parameters
    ----------
    lanes
        Of the world.
    ports
        As `instc.network.sea_lanes.read_ports` gives them.
    passages
        The table of the gates.

    Raises
    ------
    TableError
        Lanes and table have other gates.
    NetworkError
        What is wrong with the first gate that breaks the rule, and the remedy.

    Examples
    --------
    >>> from instc.network.sea_lanes import read_lanes, read_ports
    >>> from instc.tables.schema import data_dir, read_table
    >>> home = data_dir() / "geodata"
    >>> lanes, ports = read_lanes(home / "sea_lanes.npz"), read_ports(home / "ports.csv")
    >>> check_gates(lanes, ports, read_table("passages"))
    """
    check_names(lanes, passages)
    reached = ports[ports["point"] >= 0]
    for row, name in passages["passage_id"].items():
        fault = _fault(lanes, name, reached)
        if fault:
            raise NetworkError(f"passages.csv row {row + 2}, gate {name}: {fault}")


def _fault(lanes: SeaLanes, name: str, ports: pd.DataFrame) -> str:
    """Say what is wrong with a gate; nothing, if all is well."""
    sides = lanes.gates[name]
    for point in sides:
        if not (lanes.ends == point).any():
            return f"its side {lanes.sides[point]} has no lane ({MEND})"
    shut = lanes.distances(sides, ports["point"].to_numpy(), closed=[name])
    served = np.isfinite(shut).sum(axis=1)
    lost = lanes.sides[sides[int(served.argmin())]]
    if not served.all():
        return f"its side {lost} leads to no port ({MEND})"
    straight = _straight_km(lanes, sides[0], ports)
    least = shut.min(axis=0)
    far = (straight <= NEAR_KM) & (least > TIMES * straight + MORE_KM)
    if far.any():
        port = int(np.where(far, straight, np.inf).argmin())
        sailed = f"{least[port]:,.0f} km by sea"
        if np.isinf(least[port]):
            sailed = "no way by sea leads there"
        ends = f"{ports['name'].iloc[port]} is {straight[port]:,.0f} km off, straight, and {sailed}"
        return f"its side {lost} leads nowhere: {ends} ({MEND})"
    if not _is_felt(lanes, name, shut, ports):
        return f"closing it changes no way between ports ({ELSEWHERE})"
    return ""


def _straight_km(lanes: SeaLanes, point: int, ports: pd.DataFrame) -> NDArray[np.float64]:
    """Measure the geodesics from a point of the lanes to ports, km."""
    spots = ports[["lon", "lat"]].to_numpy(dtype=float)
    here = np.broadcast_to(lanes.points[point], spots.shape)
    *_, metres = wgs84().inv(*here.T, *spots.T)
    return np.asarray(metres) / 1000


def _is_felt(lanes: SeaLanes, name: str, shut: NDArray[np.float64], ports: pd.DataFrame) -> bool:
    """Tell whether the way between the first port of each side is longer while a gate is shut."""
    first, other = shut
    mine, theirs = np.where(first < other, first, np.inf), np.where(other < first, other, np.inf)
    start, end = int(mine.argmin()), int(theirs.argmin())
    through = mine[start] + theirs[end]
    points = ports["point"].to_numpy()
    around = lanes.distances(points[[start]], points[[end]], closed=[name])
    return bool(np.isfinite(through) and around[0, 0] >= through + FELT_KM)
