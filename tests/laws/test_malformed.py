"""Broken input of every kind: one line that names the file, never a traceback (T10, T11)."""

# ruff: noqa: ARG005

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil

import numpy as np
import pandas as pd
import pytest

from instc.errors import InstcError, ScenarioError, TableError, UnknownIdError
from instc.network.load import _read_layer
from instc.network.sea_lanes import read_lanes, read_ports
from instc.scenarios.scenario import apply, load_scenario
from instc.tables.schema import (
    data_dir,
    read_table,
    read_tables,
    schema,
    seeds_dir,
    table_names,
)

# ---------------------------------------------------------------- scenarios: 100

TOML = {
    # no TOML at all
    "open_bracket": "close = [", "open_quote": 'name = "x', "no_value": "name =", "no_key": '= "x"', "two_equals": "name == 1", "bare_words": "close hormuz", "json": '{"close": ["suez"]}',
    "yaml": "close:\n  - suez", "ini": "[x\nclose=1", "twice": 'name = "a"\nname = "b"', "table_twice": '[set."a"]\n[set."a"]', "tab_in_key": "na\tme = 1", "control": 'name = "\x01"', "nul": 'name = "\0"',
    "bad_escape": r'name = "\q"', "bad_date": "as_of = 2026-13-01", "bad_feb": "as_of = 2026-02-30", "octal": "as_of = 010", "deep": "close = " + "[" * 5000, "deep_tables": "[" + ".".join("a" * 5000) + "]", "infinity_word": "open = [inf", "crlf_in_text": 'name = "a\r\nb"',
    "html": "<html></html>", "csv": "a,b,c\n1,2,3", "only_bracket": "[", "dotted_end": "a. = 1", "comma": "open = [,]", "semicolon": "open = ['suez';]", "python": "close = ('suez',)", "merge": "<<<<<<< HEAD\nname = 'x'\n=======",
    # TOML, but no key of ours
    **{f"key_{word}": f'{word} = ["suez"]' for word in ("clsoe", "opne", "Close", "closed", "shut", "as-of", "asof", "nmae", "descripton", "sett", "links", "passages", "extends", "import", "exec", "__class__")},
    "table_key": "[clos]\nx = 1", "quoted_key": '"close " = ["suez"]', "empty_key": '"" = 1',
    # ours, of a wrong type
    **{f"close_{kind}": f"close = {value}" for kind, value in {"text": '"suez"', "number": "1", "true": "true", "date": "2026-01-01", "numbers": "[1, 2]", "nested": '[["suez"]]', "table": "{suez = true}", "mixed": '["suez", 1]', "float": "1.5"}.items()},
    **{f"open_{kind}": f"open = {value}" for kind, value in {"text": '"suez"', "number": "0", "table": "{}", "dates": "[2026-01-01]"}.items()},
    **{f"as_of_{kind}": f"as_of = {value}" for kind, value in {"text": '"2026-07-31"', "time": "2026-07-31T00:00:00", "zone": "2026-07-31T00:00:00Z", "clock": "12:00:00", "number": "20260731", "list": "[2026-07-31]", "false": "false"}.items()},
    **{f"name_{kind}": f"name = {value}" for kind, value in {"number": "1", "list": "[]", "date": "2026-07-31", "nan": "nan"}.items()},
    **{f"description_{kind}": f"description = {value}" for kind, value in {"number": "1", "table": "{}"}.items()},
    **{f"set_{kind}": value for kind, value in {
        "text": 'set = "x"', "list": "set = []", "flat": "[set]\nlength_km = 5", "column": '[set."astara_ir.road-rasht.road"]\nlenght_km = 5', "text_number": '[set."astara_ir.road-rasht.road"]\nlength_km = "far"',
        "list_number": '[set."astara_ir.road-rasht.road"]\nlength_km = [5]', "nan": '[set."astara_ir.road-rasht.road"]\nlength_km = nan', "inf": '[set."astara_ir.road-rasht.road"]\nlength_km = inf',
        "negative": '[set."astara_ir.road-rasht.road"]\nlength_km = -5', "huge": '[set."astara_ir.road-rasht.road"]\nlength_km = 1' + "0" * 400, "bool": '[set."astara_ir.road-rasht.road"]\nlength_km = true', "subject": '[set."astara_ir.raod-rasht.road"]\nlength_km = 190',
    }.items()},
    # ours, but contradicting or unknown
    "both": 'open = ["suez"]\nclose = ["suez"]', "unknown": 'close = ["suess"]', "unknown_link": 'open = ["astara-rasht"]', "empty_id": 'close = [""]', "empty_set": '[set.""]\nstatus = "closed"', "spaces": 'close = [" s u e s s "]', "glob": 'close = ["*"]', "path": 'close = ["../../etc/passwd"]',
    "sql": "close = [\"suez'; drop table\"]", "markup": 'close = ["<script>alert(1)</script>"]', "long_id": f'close = ["{"x" * 10_000}"]', "many": "close = [" + ", ".join(f'"x{n}"' for n in range(500)) + "]",
}  # fmt: skip
RAW = {
    "utf16": 'close = ["suez"]'.encode("utf-16"),
    "latin1": 'name = "caf\xe9"'.encode("latin-1"),
    "zeros": b"\0" * 1000,
    "random": random.Random(1).randbytes(1000),
    "bom16": b"\xff\xfe",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(100),
}


def said(error):
    """One sentence, that a terminal can print in a few lines."""
    text = str(error)
    assert text.strip()
    assert len(text) < 8000
    return text


@pytest.mark.parametrize("name", [*TOML, *RAW])
def test_a_broken_scenario_is_named(model, tmp_path, name):
    path = tmp_path / f"{name}.toml"
    path.write_bytes(RAW[name] if name in RAW else TOML[name].encode())
    with pytest.raises(InstcError) as caught:
        apply(model.network, load_scenario(str(path)))
    assert isinstance(caught.value, ScenarioError | UnknownIdError | TableError)
    assert name in said(caught.value) or "scenario" in said(caught.value)


def test_there_are_a_hundred_of_them():
    assert len(TOML) + len(RAW) >= 100


@pytest.mark.parametrize(
    "name",
    ["no_value", "key_clsoe", "close_text", "as_of_text", "unknown", "deep", "set_huge", "markup"],
)
def test_through_the_command_line(cli, tmp_path, name):
    path = tmp_path / f"{name}.toml"
    path.write_text(TOML[name])
    answer = cli("compare", "Mumbai", "Moscow", "--scenario", str(path), "--draws", "10")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1), answer


# ---------------------------------------------------------------- tables: 90

TABLES = [
    "places",
    "aliases",
    "nodes",
    "links",
    "link_values",
    "waypoints",
    "parameters",
    "status",
    "corridors",
    "passages",
]


def lines(text):
    return text.splitlines()


BREAKS = {
    "drop_column": lambda t: "\n".join(line.partition(",")[2] for line in lines(t)),
    "rename_column": lambda t: t.replace("source_id", "source", 1),
    "extra_cell": lambda t: t.replace("\n", ",extra\n", 2).replace(",extra\n", "\n", 1),
    "cut_short": lambda t: t[: t.index("\n", len(t) // 2) + 4],
    "blank_first_id": lambda t: (
        "\n".join([lines(t)[0], "," + lines(t)[1].partition(",")[2], *lines(t)[2:]]) + "\n"
    ),
    "row_twice": lambda t: t + lines(t)[1] + "\n",
    "open_quote": lambda t: t.replace("\n", '\n"', 1),
    "bars": lambda t: t.replace(",", "|"),
    "header_only_comma": lambda t: "," + t,
}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("malformed") / "seeds"
    shutil.copytree(seeds_dir(), folder)
    return folder


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("fault", BREAKS)
def test_a_broken_table_is_named(seeds, table, fault):
    path = seeds / f"{table}.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(BREAKS[fault](good), encoding="utf-8")
    try:
        with pytest.raises(TableError) as caught:
            read_tables(seeds)
    finally:
        path.write_text(good, encoding="utf-8")
    assert f"{table}.csv" in said(caught.value)


# ---------------------------------------------------------------- spreadsheets


def saved(rows, mark=",", end="\n"):
    """Rows as a spreadsheet saves them."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator=end).writerows(rows)
    return out.getvalue()


def with_cells(rows, types, change):
    """The rows with each cell changed that is of one of some types."""
    head, *body = rows
    kinds = [types.get(name) for name in head]
    return [
        head,
        *([change(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in body),
    ]


def day_first(cell, kind):
    """A date as most of Europe writes it."""
    if kind == "date" and cell:
        return ".".join(cell.split("-")[::-1])
    return cell


def comma(cell, kind):
    """A number with a decimal comma, where that is no thousand."""
    if kind == "number" and re.fullmatch(r"-?\d+\.(\d{1,2}|\d{4,})", cell):
        return cell.replace(".", ",")
    return cell


def shouted(cell, kind):
    return cell.upper() if kind == "boolean" else cell


HABITS = {
    "semicolons": lambda rows, _: saved(rows, ";").encode(),
    "tabs": lambda rows, _: saved(rows, "\t").encode(),
    "sep_line": lambda rows, _: b"sep=;\r\n" + saved(rows, ";", "\r\n").encode(),
    "bom": lambda rows, _: b"\xef\xbb\xbf" + saved(rows).encode(),
    "utf16": lambda rows, _: saved(rows, "\t", "\r\n").encode("utf-16"),
    "crlf": lambda rows, _: saved(rows, end="\r\n").encode(),
    "trailing_commas": lambda rows, _: saved([[*row, "", ""] for row in rows]).encode(),
    "blank_rows": lambda rows, _: saved(
        [line for row in rows for line in (row, [""] * len(row), [])]
    ).encode(),
    "line_breaks": lambda rows, _: saved([[*row[:-1], f"{row[-1]}\n"] for row in rows]).encode(),
    "capitals": lambda rows, types: saved(with_cells(rows, types, shouted)).encode(),
    "dates": lambda rows, types: saved(with_cells(rows, types, day_first)).encode(),
    "decimal_commas": lambda rows, types: saved(with_cells(rows, types, comma), ";").encode(),
}


@pytest.mark.parametrize("habit", HABITS)
def test_what_a_spreadsheet_makes_of_a_table_is_the_same_table(seeds, habit):
    for name in table_names(seeds):
        path = seeds / f"{name}.csv"
        good, before = path.read_bytes(), read_table(name, seeds)
        rows = list(csv.reader(io.StringIO(good.decode(), newline="")))
        types = {field["name"]: field["type"] for field in schema(name, seeds)["fields"]}
        path.write_bytes(HABITS[habit](rows, types))
        try:
            pd.testing.assert_frame_equal(read_table(name, seeds).reset_index(drop=True), before)
        finally:
            path.write_bytes(good)


# ---------------------------------------------------------------- layers: 90

LAYERS = {"nodes": "node_id", "links": "link_id"}
SPOILS = {
    "empty": lambda _: "", "nul": lambda t: t.replace(",", "\0", 5), "cut": lambda t: t[: len(t) // 3], "cut_end": lambda t: t[:-3], "two": lambda t: t + t, "list": lambda t: f"[{t}]", "text": lambda _: '"x"',
    "number": lambda _: "1", "null": lambda _: "null", "no_features": lambda t: t.replace('"features"', '"feature"'), "features_null": lambda t: spoil(t, lambda d: d.update(features=None)), "features_text": lambda t: spoil(t, lambda d: d.update(features="abc")),
    "no_feature": lambda t: spoil(t, lambda d: d.update(features=[])), "feature_null": lambda t: spoil(t, lambda d: d["features"].append(None)), "no_geometry": lambda t: spoil(t, lambda d: d["features"][1].pop("geometry")),
    "geometry_null": lambda t: spoil(t, lambda d: d["features"][1].update(geometry=None)), "no_properties": lambda t: spoil(t, lambda d: d["features"][1].pop("properties")), "properties_null": lambda t: spoil(t, lambda d: d["features"][1].update(properties=None)),
    "no_coordinates": lambda t: spoil(t, lambda d: d["features"][1]["geometry"].pop("coordinates")), "coordinates_text": lambda t: spoil(t, lambda d: d["features"][1]["geometry"].update(coordinates="x")),
    "coordinates_empty": lambda t: spoil(t, lambda d: d["features"][1]["geometry"].update(coordinates=[])), "coordinates_one": lambda t: spoil(t, lambda d: d["features"][1]["geometry"].update(coordinates=[[1]])),
    "coordinates_words": lambda t: spoil(t, lambda d: d["features"][1]["geometry"].update(coordinates=[["a", "b"], ["c", "d"]])), "coordinates_deep": lambda t: spoil(t, lambda d: d["features"][1]["geometry"].update(coordinates=[[[[1, 2]]]])),
    "no_key": lambda t: spoil(t, lambda d: [f["properties"].pop(next(iter(f["properties"]))) for f in d["features"]]), "deep": lambda _: "[" * 50_000, "html": lambda _: "<html>", "csv": lambda _: "a,b\n1,2", "utf16": lambda t: t.encode("utf-16"), "bytes": lambda _: b"\xff\xfe\xfa" * 100,
}  # fmt: skip


def spoil(text, change):
    document = json.loads(text)
    change(document)
    return json.dumps(document)


@pytest.fixture(scope="module")
def small_layers():
    """Some dozens of features of each built layer."""
    texts = {}
    for name in LAYERS:
        document = json.loads(
            (data_dir() / "geodata" / f"{name}.geojson").read_text(encoding="utf-8")
        )
        texts[name] = json.dumps({**document, "features": document["features"][:40]})
    return texts


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("fault", SPOILS)
def test_a_broken_layer_is_named(small_layers, tmp_path, layer, fault):
    content = SPOILS[fault](small_layers[layer])
    path = tmp_path / f"{layer}.geojson"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(TableError, match=rf"{layer}\.geojson: not a GeoJSON layer") as caught:
        _read_layer(path, LAYERS[layer])
    said(caught.value)


def test_a_sound_small_layer_is_read(small_layers, tmp_path):
    for name, key in LAYERS.items():
        (tmp_path / f"{name}.geojson").write_text(small_layers[name])
        assert len(_read_layer(tmp_path / f"{name}.geojson", key)) == 40


def npz(**changed):
    """The built lanes with some arrays changed, or left out where the change is None."""
    with np.load(data_dir() / "geodata" / "sea_lanes.npz") as file:
        arrays = {name: file[name] for name in file}
    file = io.BytesIO()
    np.savez(
        file, **{name: array for name, array in (arrays | changed).items() if array is not None}
    )
    return file.getvalue()


LANES = {
    "empty": lambda b: b"", "text": lambda b: b"points", "html": lambda b: b"<html>", "nul": lambda b: b"\0" * 5000, "cut_early": lambda b: b[:100], "cut": lambda b: b[: len(b) // 2], "cut_end": lambda b: b[:-10],
    "zip_of_nothing": lambda b: b"PK\x05\x06" + b"\0" * 18, "flipped_head": lambda b: bytes([b[0] ^ 255]) + b[1:], "npy_not_npz": lambda b: b"\x93NUMPY\x01\x00",
    **{f"no_{name}": (lambda b, name=name: npz(**{name: None})) for name in ("points", "ends", "metres", "basin", "corridor", "basins", "gates", "gate_points")},
    "ends_beyond": lambda b: npz(ends=np.array([[0, 60_000]], dtype="uint16")), "gates_beyond": lambda b: npz(gate_points=np.full((12, 2), 65_000, dtype="uint16")), "basins_beyond": lambda b: npz(basin=np.array([200], dtype="uint8")),
    "gates_fewer": lambda b: npz(gates=np.array(["suez"])), "points_of_words": lambda b: npz(points=np.array(["a", "b"])), "points_flat": lambda b: npz(points=np.zeros(7, dtype="int32")), "ends_flat": lambda b: npz(ends=np.zeros(7, dtype="uint16")),
    "metres_fewer": lambda b: npz(metres=np.zeros(3, dtype="uint32")), "corridor_fewer": lambda b: npz(corridor=np.zeros(3, dtype=bool)), "objects": lambda b: npz(points=np.array([{}], dtype=object)), "members_named_away": lambda b: b.replace(b"points.npy", b"../../.npy"),
}  # fmt: skip
PORTS = {
    "empty": lambda t: "", "no_head": lambda t: t.partition("\n")[2], "no_key": lambda t: t.replace("node_id", "id", 1), "no_point": lambda t: t.replace("point", "pint", 1), "words_for_numbers": lambda t: t + "x.port,X,XXXXX,XX,a,b,c,d,e,,\n",
    "utf16": lambda t: t.encode("utf-16"), "bytes": lambda t: b"\xff\xfe\xfa" * 100, "open_quote": lambda t: t + '"', "json": lambda t: '{"a": 1}', "nul": lambda t: "\0" + t, "too_many_cells": lambda t: t + "x," * 50 + "\n",
}  # fmt: skip


@pytest.mark.parametrize("fault", LANES)
def test_broken_lanes_are_named(tmp_path, fault):
    (tmp_path / "sea_lanes.npz").write_bytes(
        LANES[fault]((data_dir() / "geodata" / "sea_lanes.npz").read_bytes())
    )
    with pytest.raises(
        TableError, match=r"sea_lanes\.npz: not the sea lanes of this package"
    ) as caught:
        read_lanes(tmp_path / "sea_lanes.npz")
    said(caught.value)


@pytest.mark.parametrize("fault", PORTS)
def test_broken_ports_are_named(tmp_path, fault):
    content = PORTS[fault]((data_dir() / "geodata" / "ports.csv").read_text(encoding="utf-8"))
    (tmp_path / "ports.csv").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    with pytest.raises(TableError, match=r"ports\.csv: not the ports of this package") as caught:
        read_ports(tmp_path / "ports.csv")
    said(caught.value)


# ---------------------------------------------------------------- words: 80

PLACES = [
    "", " ", "\t", "\n", "?", "!", ".", "..", "/", "\\", "-", "--", "---", "'", '"', "`", "$", "${x}", "{{x}}", "%s", "%00", "\0", "\x1b[2J", "\x07", "\u200b", "\u202e", "\ufeff", "🚂", "Zzyzx", "x" * 1000, "x" * 100_000,
    "../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://example.org", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "' OR 1=1 --", "; rm -rf /", "$(id)", "`id`", "=1+1", "@SUM(A1)", "__class__", "None", "null", "NaN", "nan", "inf",
    "0", "1", "-1", "1,", ",1", "1,2,3", "1;2", "1 2", "nan,1", "1,nan", "inf,inf", "181,0", "0,91", "1e999,0", "-0,-91", "0x1,0x2", "999999,999999", "0,0", "-180,-90", "180,90", "10,75.0,", "65,15", "51,42", "-100,40", "5,5,", "hormuz.a", "suez.b", "sea.00001", "Mumbai Moscow", "Mumbai,Moscow", "moscow.rail9999",
]  # fmt: skip


@pytest.mark.parametrize("text", PLACES, ids=lambda text: ascii(text)[:30])
def test_words_that_mean_no_place(model, text):
    with pytest.raises(InstcError) as caught:
        model.end(text)
    assert len(said(caught.value)) < 8000 + len(text)


def test_there_are_eighty_of_them():
    assert len(PLACES) >= 80


# ---------------------------------------------------------------- mutants: 10,000


JUNK = [
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b'"',
    b",",
    b"[",
    b"]",
    b"=",
    b"nan",
    b"1e308",
    b"-1",
    b"9" * 400,
    b"[" * 3000,
]


def shuffled(rows, dice):
    return dice.sample(rows, len(rows))


def mutate(data: bytes, dice: random.Random) -> bytes:
    """Spoil bytes as disks, editors and bad programs do."""
    spot = dice.randrange(len(data))
    end = min(len(data), spot + dice.randrange(1, 60))
    rows = data.split(b"\n")
    ways = (
        lambda: data[:spot] + bytes([data[spot] ^ 1 << dice.randrange(8)]) + data[spot + 1 :],
        lambda: data[:spot],
        lambda: data[:spot] + data[end:],
        lambda: data[:spot] + data[spot:end] * 3 + data[end:],
        lambda: data[:spot] + dice.choice(JUNK) + data[spot:],
        lambda: b"\xef\xbb\xbf" + data,
        lambda: data.decode().encode("utf-16"),
        lambda: dice.randbytes(dice.randrange(200)),
        lambda: b"\n".join(shuffled(rows, dice)),
        lambda: b"\n".join([*rows, dice.choice(rows)]),
        lambda: data.replace(
            dice.choice([b",", b'"', b"=", b"0", b"-", b"\n"]),
            dice.choice([b"", b";", b"'", b"inf", b"\0", b"\n\n"]),
            dice.randrange(1, 5),
        ),
    )
    return dice.choice(ways)()


SCENARIO = b'name = "mine"\ndescription = "a test"\nas_of = 2026-07-31\nopen = ["astara_ir.rail1435-rasht.rail1435"]\nclose = ["hormuz", "suez"]\n\n[set."astara_ir.road-rasht.road"]\nlength_km = 190\n'
SMALL_TABLES = ["deflators", "basins", "passages", "corridors", "status"]


@pytest.mark.parametrize("count", [200, pytest.param(10_000, marks=pytest.mark.deep)])
def test_mutants_are_read_or_refused(model, seeds, small_layers, tmp_path, count):
    """Whatever the bytes: an answer, or one of our errors."""
    dice = random.Random(20261124)
    refused = 0
    for number in range(count):
        kind = number % 4
        try:
            if kind == 0:
                path = tmp_path / "mutant.toml"
                path.write_bytes(mutate(SCENARIO, dice))
                apply(model.network, load_scenario(str(path)))
            elif kind == 1:
                name = SMALL_TABLES[dice.randrange(len(SMALL_TABLES))]
                path = seeds / f"{name}.csv"
                good = path.read_bytes()
                path.write_bytes(mutate(good, dice))
                try:
                    read_table(name, seeds)
                finally:
                    path.write_bytes(good)
            elif kind == 2:
                name = dice.choice(list(LAYERS))
                path = tmp_path / f"{name}.geojson"
                path.write_bytes(mutate(small_layers[name].encode(), dice))
                _read_layer(path, LAYERS[name])
            else:
                text = mutate(
                    dice.choice(
                        [
                            b"Mumbai",
                            "Москва".encode(),
                            b"37.6,55.7",
                            b"INNSA",
                            "मुंबई".encode(),
                            b"bandar_abbas.port",
                        ]
                    ),
                    dice,
                ).decode("utf-8", "replace")
                model.end(text)
        except InstcError as error:
            said(error)
            refused += 1
    assert count / 3 < refused < count
