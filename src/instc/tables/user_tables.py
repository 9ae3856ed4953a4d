"""Tables of your own beside the shipped ones: checked alike, and never in the place of a row that is there."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from instc.errors import TableError, UnknownIdError, did_you_mean
from instc.files import write_whole
from instc.tables.schema import (
    MAX_FAULTS,
    content_hash,
    read_json,
    read_table,
    schema,
    table_names,
)

GEOD = Geod(ellps="WGS84")
TRACKS = "tracks.geojson"
NEAR_DEGREES = 1e-5  # five decimals
MEASURES = ("drawn_km", "great_circle_km", "longest_chord_km")


def join_tables(extra: Path, folder: Path, out: Path, *, linked: bool = False) -> Path:
    r"""
    Write a data folder that holds the shipped tables and yours.

    Parameters
    ----------
    extra
        Folder with any of the tables as CSV (``links.csv``, ``parameters.csv``, ...; columns as in the data dictionary) and
        ``scenarios/*.toml``. New links are drawn straight, or by your ``waypoints.csv``. ``tracks.geojson``, which
        ``instc geodata refresh`` writes, draws links anew; their lengths stay as published.
    folder
        Folder of ``seeds`` and ``geodata`` that they join.
    out
        New or empty folder.
    linked
        Link to what the tables leave as it is, instead of copying it: for a folder that no one keeps.

    Returns
    -------
    out
        To be given to `instc.load_model`, or named by ``INSTC_DATA``. Its hash differs from ours, so no answer is mistaken for one of ours.

    Raises
    ------
    TableError
        A row breaks its schema, names what is not there, or has the key of a row that is there: a change of what is there is a scenario.
    UnknownIdError
        A file has the name of no table.

    Examples
    --------
    >>>     >>> from pathlib import Path
    >>> from instc.tables.schema import data_dir
    >>> with tempfile.TemporaryDirectory() as mine, tempfile.TemporaryDirectory() as both:
    ...     _ = (Path(mine) / "aliases.csv").write_text("place_id,alias,language,source_id\nmoscow,Third Rome,en,author_estimate\n")
    ...     joined = join_tables(Path(mine), data_dir(), Path(both))
    ...     "Third Rome" in set(read_table("aliases", joined / "seeds")["alias"])
    True
    """
    if not extra.is_dir():
        raise TableError(f"{extra}: there is no such folder")
    if out.is_dir() and any(out.iterdir()):
        raise TableError(f"{out}: is not empty")
    ours, files = folder / "seeds", _files(extra, folder / "seeds")
    mine = {
        path.stem: read_table(path.stem, extra, package=ours)
        for path in files
        if path.suffix == ".csv"
    }
    both = {name: _appended(name, mine, ours, extra) for name in _touched(mine, ours)}
    _check_keys(mine, both, ours, extra)
    for part in ("seeds", "geodata"):
        shutil.copytree(folder / part, out / part, copy_function=_link if linked else shutil.copy2)
    for path in files:
        if path.suffix == ".toml":
            shutil.copy(path, out / "seeds" / "scenarios" / path.name)
    for name in mine:
        write_whole(
            out / "seeds" / f"{name}.csv",
            _text(ours / f"{name}.csv") + _text(extra / f"{name}.csv").partition("\n")[2],
        )
    _draw(mine, both, out)
    if (extra / TRACKS).exists():
        _redraw(extra / TRACKS, out / "geodata" / "links.geojson")
    _record(out)
    return out


def _link(source: str, target: str) -> None:
    """Link a file hard, for what is rewritten is replaced; or copy it where links can't be made."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def _files(extra: Path, ours: Path) -> list[Path]:
    names = [f"{name}.csv" for name in table_names(ours)]
    tables = sorted(extra.glob("*.csv"))
    for path in tables:
        if path.name not in names:
            raise UnknownIdError(f"{path}: no table has this name{did_you_mean(path.name, names)}")
    scenarios = sorted((extra / "scenarios").glob("*.toml"))
    for path in scenarios:
        if (ours / "scenarios" / path.name).exists():
            raise TableError(
                f'{path}: a shipped scenario is called "{path.stem}"; give yours another name'
            )
    if not tables and not scenarios and not (extra / TRACKS).exists():
        raise TableError(
            f"{extra}: holds neither a table ({', '.join(names[:3])}, ...) nor scenarios/*.toml nor {TRACKS}"
        )
    return [*tables, *scenarios]


def _touched(mine: dict[str, pd.DataFrame], ours: Path) -> list[str]:
    named = {
        key["reference"]["resource"]
        for name in mine
        for key in schema(name, ours).get("foreignKeys", [])
    }
    return sorted({*mine, *named} | ({"nodes", "places"} if mine else set()))


def _appended(name: str, mine: dict[str, pd.DataFrame], ours: Path, extra: Path) -> pd.DataFrame:
    shipped = read_table(name, ours)
    if name not in mine:
        return shipped
    key = schema(name, ours)["primaryKey"]
    both = pd.concat([shipped, mine[name]], ignore_index=True)
    again = both[both.duplicated(key)]
    if len(again):
        again = again.head(MAX_FAULTS)
        words = "; ".join(
            f"row {row - len(shipped) + 2}: {'/'.join(key)} {'/'.join(map(str, cells))}"
            for row, cells in zip(again.index, again[key].to_numpy(), strict=True)
        )
        raise TableError(
            f"{extra / name}.csv: {words} is in the shipped table; give yours another name, or change what is there by a scenario"
        )
    return both


def _check_keys(
    mine: dict[str, pd.DataFrame], both: dict[str, pd.DataFrame], ours: Path, extra: Path
) -> None:
    faults = []
    for name, table in mine.items():
        for key in schema(name, ours).get("foreignKeys", []):
            column, target = key["fields"], key["reference"]["resource"]
            known = set(both[target][key["reference"]["fields"]])
            lost = table.loc[(table[column] != "") & ~table[column].isin(known), column].head(
                MAX_FAULTS
            )
            faults += [
                f'{extra / name}.csv row {row + 2}, {column}: "{value}" is not in {target}.csv{did_you_mean(value, known)}'
                for row, value in lost.items()
            ]
    if faults:
        raise TableError("; ".join(faults[:MAX_FAULTS]))


def _draw(mine: dict[str, pd.DataFrame], both: dict[str, pd.DataFrame], out: Path) -> None:
    if "nodes" in mine:
        places = both["places"].set_index("place_id")
        nodes = mine["nodes"].assign(
            name=mine["nodes"]["place_id"].map(places["name"]),
            unlocode=mine["nodes"]["place_id"].map(places["unlocode"]),
        )
        _append(
            out / "geodata" / "nodes.geojson",
            [_feature(row, "Point", [row["lon"], row["lat"]]) for row in nodes.to_dict("records")],
        )
    if "links" in mine:
        spots = both["nodes"].set_index("node_id")[["lon", "lat"]]
        points = (
            mine["waypoints"].sort_values("seq").groupby("link_id") if "waypoints" in mine else None
        )
        _append(
            out / "geodata" / "links.geojson",
            [_line(row, spots, points) for row in mine["links"].to_dict("records")],
        )


def _line(row: dict[str, Any], spots: pd.DataFrame, points: Any) -> dict[str, Any]:
    between = (
        points.get_group(row["link_id"])[["lon", "lat"]].to_numpy()
        if points is not None and row["link_id"] in points.groups
        else np.empty((0, 2))
    )
    line = np.round(
        np.vstack([spots.loc[row["from_node_id"]], between, spots.loc[row["to_node_id"]]]), 5
    )
    return _feature(
        {**row, **_measured(line), "geometry_source": "yours"}, "LineString", line.tolist()
    )


def _measured(line: np.ndarray) -> dict[str, float]:
    pieces = GEOD.inv(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])[2] / 1000
    whole = GEOD.inv(*line[0], *line[-1])[2] / 1000
    return dict(
        zip(MEASURES, np.round([pieces.sum(), whole, pieces.max()], 3).tolist(), strict=True)
    )


def read_tracks(path: Path) -> dict[str, shapely.LineString]:
    """
    Read a layer of refreshed tracks.

    Parameters
    ----------
    path
        ``tracks.geojson``.

    Returns
    -------
    lines
        By link, EPSG:4326.

    Raises
    ------
    TableError
        ``instc geodata refresh`` wrote no such file.

    Examples
    --------
    >>>     >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "tracks.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    ...     read_tracks(Path(folder) / "tracks.geojson")
    {}
    """
    try:
        features = read_json(path)["features"]
        lines = {
            str(feature["properties"]["link_id"]): np.array(
                feature["geometry"]["coordinates"], dtype=float
            )
            for feature in features
        }
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise TableError(
            f"{path}: not a layer that `instc geodata refresh` wrote ({type(error).__name__}: {error}); move it away and refresh again"
        ) from error
    for name, spots in lines.items():
        if spots.shape[1:] != (2,) or len(spots) < 2 or not (np.abs(spots) <= (180, 90)).all():  # noqa: PLR2004
            raise TableError(
                f"{path}: link {name} has a line that lies nowhere on Earth; refresh it again"
            )
    return {name: shapely.LineString(spots) for name, spots in lines.items()}


def _redraw(path: Path, links: Path) -> None:
    """Draw links along the tracks of a refresh."""
    lines, layer = read_tracks(path), read_json(links)
    known = {feature["properties"]["link_id"]: feature for feature in layer["features"]}
    for name, line in lines.items():
        if name not in known:
            raise TableError(
                f'{path}: no link is called "{name}"{did_you_mean(name, known)}; instc geodata refresh forgets it'
            )
        old, new = np.array(known[name]["geometry"]["coordinates"]), shapely.get_coordinates(line)
        if np.abs(new[[0, -1]] - old[[0, -1]]).max() > NEAR_DEGREES:
            raise TableError(
                f"{path}: the ends of link {name} lie elsewhere now; run: instc geodata refresh --link {name}"
            )
        known[name]["geometry"]["coordinates"] = new.tolist()
        known[name]["properties"] |= {**_measured(new), "geometry_source": "osm_track"}
        known[name]["properties"].pop("layer_km", None)  # of the line that was there
    write_whole(links, json.dumps(layer, ensure_ascii=False) + "\n")


def _feature(row: dict[str, Any], kind: str, coordinates: list[Any]) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if not pd.isna(value) and value != ""}
    return {
        "type": "Feature",
        "properties": told,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _append(path: Path, features: list[dict[str, Any]]) -> None:
    layer = read_json(path)
    layer["features"] += features
    write_whole(path, json.dumps(layer, ensure_ascii=False) + "\n")


def _text(path: Path) -> str:
    rows = [
        row
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        if row
    ]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _record(out: Path) -> None:
    path = out / "geodata" / "provenance.json"
    record = read_json(path)
    for key, home in (("seeds", "seeds"), ("files", "geodata")):
        record[key] = {name: content_hash([out / home / name]) for name in record[key]}
    write_whole(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
