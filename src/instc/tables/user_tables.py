"""Tables of your own beside the shipped ones: checked alike, never in the place of a row there."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.ellipsoid import wgs84
from instc.errors import TableError, UnknownIdError, did_you_mean
from instc.files import whole_folder, write_whole
from instc.lazily import shapely
from instc.tables.invariants import check_tables
from instc.tables.periods import overlaps, span
from instc.tables.schema import (
    JOINED,
    YOURS,
    content_hash,
    read_cells,
    read_json,
    read_table,
    row_name,
    schema,
    table_names,
)
from instc.tables.strays import TRACKS, stray_files

if TYPE_CHECKING:
    from collections.abc import Callable

BUILT = ("passages", "basins", "sea_lane_repairs", "port_repairs", "territories")
ANOTHER = "give yours another name, or change what is there by a scenario"
OTHER_DAYS = "give it other days, or change what is there by a scenario"
NEAR_DEGREES = 1e-5  # five decimals
Feature = dict[str, Any]  # of GeoJSON
MEASURES = ("drawn_km", "great_circle_km", "longest_chord_km")


def join_tables(
    extra: Path,
    folder: Path,
    out: Path,
    *,
    linked: bool = False,
    check: Callable[[Path], None] | None = None,
) -> Path:
    """
    Write a data folder that holds the shipped tables and yours.

    Parameters
    ----------
    extra
        Folder with any of the tables as CSV (``links.csv``, ``parameters.csv``, ...; columns as in
        the data dictionary) and ``scenarios/*.toml``. New links are drawn straight, or by your
        ``waypoints.csv``. ``tracks.geojson``, which ``instc geodata refresh`` writes, draws links
        anew; their lengths stay as published.
    folder
        Folder of ``seeds`` and ``geodata`` that they join.
    out
        New or empty folder; it is written whole or not at all.
    linked
        Link to what the tables leave as it is, instead of copying it: for a folder that no one
        keeps.
    check
        Called with what is joined before it takes its place; what it raises leaves nothing.

    Returns
    -------
    out
        To be given to `instc.load_model`, or named by ``INSTC_DATA``. Its hash differs from ours,
        so no answer is mistaken for one of ours.

    Raises
    ------
    TableError
        A row breaks its schema, names what is not there, contradicts another, or has the key or a
        day of a row that is there: a change of what is there is a scenario.
    UnknownIdError
        A file looks like a table, and has the name of none.
    WriteError
        The folder can't be written.
    """
    if not extra.is_dir():
        raise TableError(f"{extra}: there is no such folder")
    if out.is_dir() and any(out.iterdir()):
        raise TableError(f"{out}: is not empty")
    ours = folder / "seeds"
    tables, scenarios = _files(extra, ours)
    mine = _read_all(tables, ours)
    _check_new(mine, ours)
    origins = {name: _origin(name, mine, ours) for name in table_names(ours)}
    with whole_folder(out) as begun:
        _copy(folder, scenarios, begun, linked=linked)
        for name in mine:
            _append_rows(name, extra, ours, begun / "seeds")
        _rewrite(begun / "seeds" / JOINED, json.dumps(origins))
        _draw(mine, check_tables(begun / "seeds", where=YOURS), begun / "geodata")
        if (extra / TRACKS).exists():
            _redraw(extra / TRACKS, begun / "geodata" / "links.geojson")
        if not linked:  # of a folder that is kept, its own rows are named
            (begun / "seeds" / JOINED).unlink()
        record_build(begun)
        if check is not None:
            check(begun)
    return out


def _copy(folder: Path, scenarios: list[Path], out: Path, *, linked: bool) -> None:
    """Copy a data folder, or link to its files, and put scenarios beside its own."""
    copy = _link if linked else shutil.copy2
    for part in ("seeds", "geodata"):
        shutil.copytree(folder / part, out / part, copy_function=copy)
    for path in scenarios:
        shutil.copy(path, out / "seeds" / "scenarios" / path.name)


def _link(source: str, target: str) -> None:
    """Link to a file, or copy it where links can't be made; `_rewrite` leaves links alone."""
    try:
        Path(target).symlink_to(Path(source).absolute())
    except OSError:
        shutil.copy2(source, target)


def _rewrite(path: Path, text: str) -> None:
    """Write a file anew: never through a link, into what it links to."""
    path.unlink(missing_ok=True)
    write_whole(path, text)


def _files(extra: Path, ours: Path) -> tuple[list[Path], list[Path]]:
    """Give the tables and scenarios of a folder; refuse what is neither, and an empty folder."""
    names = table_names(ours)
    strays = stray_files(extra, names)
    if strays:
        raise UnknownIdError("; ".join(strays))
    tables = sorted(extra.glob("*.csv"))
    for path in tables:
        if path.stem in BUILT:
            raise TableError(
                f"{path}: is read by a build alone; add its rows to a copy of the data folder, and "
                "run: instc build"
            )
    scenarios = sorted((extra / "scenarios").glob("*.toml"))
    for path in scenarios:
        if (ours / "scenarios" / path.name).exists():
            raise TableError(
                f'{path}: a shipped scenario is called "{path.stem}"; give yours another name'
            )
    if not tables and not scenarios and not (extra / TRACKS).exists():
        some = ", ".join(f"{name}.csv" for name in names[:3])
        raise TableError(
            f"{extra}: holds neither a table ({some}, ...) nor scenarios/*.toml nor {TRACKS}"
        )
    return tables, scenarios


def _read_all(paths: list[Path], ours: Path) -> dict[str, pd.DataFrame]:
    """Read tables of yours; refuse the faults of all at once."""
    mine: dict[str, pd.DataFrame] = {}
    broken: list[TableError] = []
    for path in paths:
        try:
            mine[path.stem] = read_table(path.stem, path.parent, package=ours)
        except TableError as error:
            broken.append(error)
    if len(broken) == 1:
        raise broken[0]
    faults: list[str] = []
    for one in broken:
        faults += one.faults or [str(one)]
    if faults:
        raise TableError.of(YOURS, faults)
    return mine


def _check_new(mine: dict[str, pd.DataFrame], ours: Path) -> None:
    """Refuse rows of yours that would stand in the place of a row that is there."""
    faults: list[str] = []
    for name, table in mine.items():
        faults += _shadows(table, read_table(name, ours), schema(name, ours)["primaryKey"])
    if "waypoints" in mine:
        drawn = set(read_table("links", ours)["link_id"])
        points = mine["waypoints"]
        for row, link in points.loc[points["link_id"].isin(drawn), "link_id"].items():
            where = row_name(points, row)
            faults.append(f"{where}: {link} is drawn already; lay another line by {TRACKS}")
    if faults:
        raise TableError.of(YOURS, faults)


def _shadows(mine: pd.DataFrame, shipped: pd.DataFrame, key: list[str]) -> list[str]:
    """List the rows of yours that have the key of a row there, or hold on a day of its period."""
    first = len(shipped)
    both = pd.concat([shipped, mine], ignore_index=True)
    faults = []
    for row in both.index[both.duplicated(key)]:
        said = "/".join(both.loc[row, key].astype("str"))
        where = row_name(mine, mine.index[row - first])
        faults.append(f"{where}: {'/'.join(key)} {said} is in the shipped table; {ANOTHER}")
    if faults:
        return faults
    held: dict[int, list[int]] = {}  # by row of yours: those there that it meets
    for pair in overlaps(both, key):
        theirs, row = sorted(pair)
        held.setdefault(row, []).append(theirs)
    for row, met in held.items():
        where = row_name(mine, mine.index[row - first])
        there = f"{row_name(shipped, shipped.index[met[0]])}, {span(both.loc[met[0]], key)}"
        more = f" and {len(met) - 1} more rows" if len(met) > 1 else ""
        faults.append(f"{where}: {span(both.loc[row], key)} overlaps {there}{more}; {OTHER_DAYS}")
    return faults


def _append_rows(name: str, extra: Path, ours: Path, seeds: Path) -> None:
    """Write a shipped table with yours under it."""
    header = [field["name"] for field in schema(name, ours)["fields"]]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(read_cells(name, ours, ours))
    writer.writerows(read_cells(name, extra, ours))
    _rewrite(seeds / f"{name}.csv", written.getvalue())


def _origin(name: str, mine: dict[str, pd.DataFrame], ours: Path) -> dict[str, Any]:
    """Say which files the rows of a joined table come from."""
    there = [row + 2 for row in read_table(name, ours).index]
    origin = {"shipped": str(ours / f"{name}.csv"), "there": there}
    if name in mine:
        origin["file"] = mine[name].attrs["file"]
        origin["rows"] = [row + 2 for row in mine[name].index]
    return origin


def _draw(mine: dict[str, pd.DataFrame], both: dict[str, pd.DataFrame], layers: Path) -> None:
    """Add nodes and links of yours to the layers."""
    if "nodes" in mine:
        places = both["places"].set_index("place_id")
        home = mine["nodes"]["place_id"]
        named = {"name": home.map(places["name"]), "unlocode": home.map(places["unlocode"])}
        rows = mine["nodes"].assign(**named).to_dict("records")
        points = [_feature(row, "Point", [row["lon"], row["lat"]]) for row in rows]
        _append(layers / "nodes.geojson", points)
    if "links" in mine:
        spots = both["nodes"].set_index("node_id")[["lon", "lat"]]
        between = _between(mine.get("waypoints"))
        values = both["link_values"]
        said = values[values["column"] == "detour"].set_index("link_id")["value"]
        own = mine["links"].assign(detour=mine["links"]["link_id"].map(said).fillna(""))
        lines = [_line(row, spots, between) for row in own.to_dict("records")]
        _append(layers / "links.geojson", lines)


def _between(waypoints: pd.DataFrame | None) -> dict[str, np.ndarray]:
    """Give the waypoints of each link, in order."""
    if waypoints is None:
        return {}
    by_link = waypoints.sort_values("seq").groupby("link_id")[["lon", "lat"]]
    return {name: points.to_numpy() for name, points in by_link}


def _line(row: dict[str, Any], spots: pd.DataFrame, between: dict[str, np.ndarray]) -> Feature:
    """Draw a link of yours from end to end, by its waypoints."""
    ends = spots.loc[[row["from_node_id"], row["to_node_id"]]].to_numpy()
    middle = between.get(row["link_id"], np.empty((0, 2)))
    line = np.round(np.vstack([ends[:1], middle, ends[1:]]), 5)
    cells = {**row, **_measured(line), "geometry_source": "yours"}
    return _feature(cells, "LineString", line.tolist())


def _measured(line: np.ndarray) -> dict[str, float]:
    """Measure a line, km: its length, that of its great circle, and its longest chord."""
    pieces = wgs84().inv(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])[2] / 1000
    whole = wgs84().inv(*line[0], *line[-1])[2] / 1000
    lengths = np.round([pieces.sum(), whole, pieces.max()], 3)
    return dict(zip(MEASURES, lengths.tolist(), strict=True))


def read_tracks(path: Path) -> dict[str, shapely.LineString]:
    """
    Read a layer of refreshed tracks: lines by link, EPSG:4326.

    Raises
    ------
    TableError
        ``instc geodata refresh`` wrote no such file.
    """
    spots: dict[str, np.ndarray] = {}
    try:
        for feature in read_json(path)["features"]:
            name = str(feature["properties"]["link_id"])
            spots[name] = np.array(feature["geometry"]["coordinates"], dtype=float)
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise TableError(
            f"{path}: not a layer that `instc geodata refresh` wrote ({type(error).__name__}: "
            f"{error}); move it away and refresh again"
        ) from error
    for name, line in spots.items():
        pairs = line.shape[1:] == (2,) and len(line) > 1
        if not pairs or not (np.abs(line) <= (180, 90)).all():
            raise TableError(
                f"{path}: link {name} has a line that lies nowhere on Earth; refresh it again"
            )
    return {name: shapely.LineString(line) for name, line in spots.items()}


def _redraw(path: Path, links: Path) -> None:
    """Draw links along the tracks of a refresh."""
    lines, layer = read_tracks(path), read_json(links)
    known = {feature["properties"]["link_id"]: feature for feature in layer["features"]}
    for name, line in lines.items():
        if name not in known:
            raise TableError(
                f'{path}: no link is called "{name}"{did_you_mean(name, known)}; instc geodata '
                "refresh forgets it"
            )
        drawn = known[name]
        old, new = np.array(drawn["geometry"]["coordinates"]), shapely.get_coordinates(line)
        if np.abs(new[[0, -1]] - old[[0, -1]]).max() > NEAR_DEGREES:
            raise TableError(
                f"{path}: the ends of link {name} lie elsewhere now; run: instc geodata refresh "
                f"--link {name}"
            )
        drawn["geometry"]["coordinates"] = new.tolist()
        drawn["properties"] |= {**_measured(new), "geometry_source": "osm_track"}
        drawn["properties"].pop("layer_km", None)  # of the line that was there
    _rewrite(links, json.dumps(layer, ensure_ascii=False) + "\n")


def _feature(row: dict[str, Any], kind: str, coordinates: list[Any]) -> Feature:
    """Make a feature of a row, without its empty cells."""
    told = {name: value for name, value in row.items() if not pd.isna(value) and value != ""}
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": told, "geometry": geometry}


def _append(path: Path, features: list[Feature]) -> None:
    """Add features to a layer."""
    layer = read_json(path)
    layer["features"] += features
    _rewrite(path, json.dumps(layer, ensure_ascii=False) + "\n")


def record_build(out: Path) -> None:
    """Write the hashes of tables and layers anew."""
    path = out / "geodata" / "provenance.json"
    record = read_json(path)
    for key, home in (("seeds", "seeds"), ("files", "geodata")):
        record[key] = {name: content_hash([out / home / name]) for name in record[key]}
    _rewrite(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
