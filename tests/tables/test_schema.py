"""A table that breaks its schema is refused with every fault, by file and row."""

import csv
import json
import os
import sys
from pathlib import Path

import pandas as pd
import pytest

from instc.errors import TableError, UnknownIdError
from instc.tables.schema import (
    MAX_BYTES,
    SETTLED_NS,
    content_hash,
    data_dir,
    read_table,
    read_tables,
    row_name,
    schema,
    seeds_dir,
    table_names,
)

FIELDS = [
    {"name": "town_id", "type": "string", "constraints": {"required": True, "pattern": "^[a-z]+$"}},
    {"name": "river", "type": "string"},
    {"name": "people", "type": "integer", "constraints": {"minimum": 1}},
    {"name": "height_m", "type": "number", "unit": "m", "constraints": {"maximum": 9000}},
    {"name": "price", "type": "number", "constraints": {"exclusiveMinimum": 0}},
    {"name": "gauge_mm", "type": "integer", "constraints": {"enum": [1435, 1520]}},
    {"name": "coast", "type": "boolean", "constraints": {"required": True}},
    {"name": "founded", "type": "date"},
    {"name": "unit", "type": "string", "constraints": {"enum": ["km", "m"]}},
]
HEADER = ",".join(field["name"] for field in FIELDS)
GOOD = "rasht,volga,700000,5,1.5,1435,true,1900-02-28,km"


@pytest.fixture
def folder(tmp_path):
    rivers = {
        "name": "rivers",
        "schema": {
            "fields": [{"name": "river", "type": "string", "constraints": {"required": True}}],
            "primaryKey": ["river"],
        },
    }
    towns = {
        "name": "towns",
        "schema": {
            "fields": FIELDS,
            "primaryKey": ["town_id"],
            "foreignKeys": [
                {"fields": "river", "reference": {"resource": "rivers", "fields": "river"}}
            ],
        },
    }
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [rivers, towns]}))
    (tmp_path / "rivers.csv").write_text("river\nvolga\naras\n")
    return tmp_path


def towns(folder, *rows, header=HEADER):
    (folder / "towns.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return folder


def test_a_good_row_is_typed(folder):
    row = read_table("towns", towns(folder, GOOD)).iloc[0].to_dict()
    assert row == {
        "town_id": "rasht",
        "river": "volga",
        "people": 700_000,
        "height_m": 5,
        "price": 1.5,
        "gauge_mm": 1435,
        "coast": True,
        "founded": "1900-02-28",
        "unit": "km",
    }


def test_empty_cells_are_empty_texts_and_nan(folder):
    row = read_table("towns", towns(folder, "rasht,,,,,,false,,")).iloc[0]
    assert row[["river", "founded", "unit"]].tolist() == ["", "", ""]
    assert row[["people", "height_m", "price", "gauge_mm"]].isna().all()
    assert not row["coast"]


def test_the_table_names_its_file(folder):
    assert read_table("towns", towns(folder, GOOD)).attrs["file"] == str(folder / "towns.csv")


def test_a_table_may_have_no_rows(folder):
    assert read_table("towns", towns(folder)).empty


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "bom"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_harmless_differences_are_read(folder, start, end, line_end):
    (folder / "towns.csv").write_bytes((start + line_end.join([HEADER, GOOD]) + end).encode())
    assert len(read_table("towns", folder)) == 1


def cell(column, value):
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True))
    return ",".join({**cells, column: value}.values())


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (cell("town_id", ""), 'row 2, town_id: "" is required'),
        (cell("town_id", "Rasht!"), 'row 2, town_id: "Rasht!" does not match ^[a-z]+$'),
        (cell("people", "many"), 'row 2, people: "many" is not a whole number'),
        (cell("people", "1.5"), 'row 2, people: "1.5" is not a whole number'),
        (cell("people", "0"), 'row 2, people: "0" is below 1'),
        (cell("people", "nan"), 'row 2, people: "nan" is not a whole number'),
        (cell("height_m", "far"), 'row 2, height_m: "far" is not a number (m)'),
        (cell("height_m", "inf"), 'row 2, height_m: "inf" is not a number (m)'),
        (cell("height_m", "1e999"), 'row 2, height_m: "1e999" is not a number (m)'),
        (cell("height_m", "NaN"), 'row 2, height_m: "NaN" is not a number (m)'),
        (cell("height_m", "5 m"), 'row 2, height_m: "5 m" is not a number (m)'),
        (cell("height_m", "9001"), 'row 2, height_m: "9001" is above 9000'),
        (cell("price", "0"), 'row 2, price: "0" is not above 0'),
        (cell("gauge_mm", "1524"), 'row 2, gauge_mm: "1524" is none of 1435, 1520'),
        (cell("coast", "yes"), 'row 2, coast: "yes" is neither true nor false'),
        (cell("coast", "Wahr"), 'row 2, coast: "Wahr" is neither true nor false'),
        (cell("coast", ""), 'row 2, coast: "" is required'),
        (cell("founded", "1900-02-29"), 'row 2, founded: "1900-02-29" is not a date (YYYY-MM-DD)'),
        (cell("founded", "1900-2-1"), 'row 2, founded: "1900-2-1" is not a date (YYYY-MM-DD)'),
        (cell("founded", "01.02.19"), 'row 2, founded: "01.02.19" is not a date (YYYY-MM-DD)'),
        (
            cell("founded", "01/02/1900"),
            'row 2, founded: "01/02/1900" is not a date (YYYY-MM-DD): which is the day and which the month? write YYYY-MM-DD',
        ),
        (
            cell("height_m", '"1,234"'),
            'row 2, height_m: "1,234" is not a number (m): 1234 or 1.234? write it without a comma',
        ),
        (cell("founded", "\uff11\uff19\uff10\uff10-01-01"), "is not a date (YYYY-MM-DD)"),
        (cell("unit", "miles"), 'row 2, unit: unknown value "miles" (one of km, m)'),
        (cell("unit", "Km"), 'row 2, unit: unknown value "Km" (did you mean "km" or "m"?)'),
        (GOOD + ",extra", "row 2: 10 cells instead of 9"),
        ("rasht,volga", "row 2: 2 cells instead of 9"),
    ],
)
def test_each_kind_of_bad_cell(folder, row, expected):
    with pytest.raises(TableError) as caught:
        read_table("towns", towns(folder, row))
    assert expected in str(caught.value)
    assert str(folder / "towns.csv") in str(caught.value)


def test_an_empty_line_between_rows_keeps_the_count(folder):
    towns(folder, GOOD, "", ",,,,,,,,", cell("town_id", "baku"), cell("people", "few"))
    with pytest.raises(TableError, match='row 6, people: "few"'):
        read_table("towns", folder)
    table = read_table("towns", towns(folder, GOOD, "", cell("town_id", "baku")))
    assert row_name(table, table.index[-1]) == f"{folder / 'towns.csv'} row 4"


def test_every_fault_of_a_table_is_named_at_once(folder):
    rows = [
        cell("people", "few"),
        cell("coast", "no"),
        cell("unit", "mile"),
        cell("founded", "today"),
    ]
    with pytest.raises(TableError) as caught:
        read_table("towns", towns(folder, *rows))
    for fragment in (
        "row 2, people",
        "row 3, coast",
        "row 4, unit",
        "row 5, founded",
        "row 3: town_id rasht is there twice",
    ):
        assert fragment in str(caught.value)


def test_a_thousand_faults_are_counted_not_listed(folder):
    with pytest.raises(TableError, match=r"and 1,950 more faults$") as caught:
        read_table(
            "towns",
            towns(folder, *[cell("people", "few").replace("rasht", name) for name in _names(2000)]),
        )
    assert len(str(caught.value)) < 5000


def _names(count):
    return [
        "".join(chr(97 + number // 26**place % 26) for place in range(4)) for number in range(count)
    ]


def test_a_long_cell_is_quoted_in_short(folder):
    with pytest.raises(TableError) as caught:
        read_table("towns", towns(folder, cell("people", "x" * 10_000)))
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            HEADER.replace("river", "rivver"),
            'unknown column "rivver" (did you mean "river"?); row 1: column "river" is missing',
        ),
        (HEADER + ",colour", 'row 1: unknown column "colour"'),
        (HEADER.removesuffix(",unit"), 'row 1: column "unit" is missing'),
        (
            HEADER.replace("town_id,river", "river,town_id"),
            "row 1: columns must be in the order town_id,river",
        ),
        (HEADER.replace("river", "town_id"), 'row 1: column "river" is missing'),
        (HEADER + ",unit", "row 1: columns must be in the order"),
    ],
)
def test_each_kind_of_bad_header(folder, header, expected):
    with pytest.raises(TableError) as caught:
        read_table("towns", towns(folder, GOOD, header=header))
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty; the header must be town_id,"),
        (b"\n\n", "empty; the header must be"),
        ("\ufeff".encode(), "empty; the header must be"),
        (f"{HEADER}\n{GOOD}\n".encode("utf-16")[:-1], "not UTF-8 (line"),
        (f"{HEADER}\n".encode() + b"caf\xe9,,,,,,true,,\n", "not UTF-8 (line 2, byte"),
        (f'{HEADER}\n"rasht,volga\n'.encode(), "line 2: unexpected end of data"),
        (f'{HEADER}\n"ra"sht,volga\n'.encode(), "line 2: ',' expected after '\"'"),
        (f"{HEADER}\n{'x' * 200_000}\n".encode(), "field larger than field limit"),
    ],
    ids=["empty", "lines", "bom", "utf16", "latin1", "open_quote", "loose_quote", "huge_cell"],
)
def test_each_kind_of_bad_file(folder, content, expected):
    (folder / "towns.csv").write_bytes(content)
    with pytest.raises(TableError) as caught:
        read_table("towns", folder)
    assert expected in str(caught.value)


@pytest.mark.parametrize("limit", [131_072, 10**9])
def test_the_longest_cell_is_the_same_beside_a_package_that_lifts_the_limit(folder, limit):
    """Frictionless and SciPy's reader of ARFF set the limit of the whole process."""
    before = csv.field_size_limit(limit)
    try:
        towns(folder, GOOD.replace("volga", "x" * 131_072))
        assert len(read_table("towns", folder).at[0, "river"]) == 131_072
        towns(folder, GOOD.replace("volga", "x" * 131_073))
        with pytest.raises(TableError, match=r"line 2: field larger than field limit \(131072\)"):
            read_table("towns", folder)
    finally:
        csv.field_size_limit(before)


def test_a_missing_file(folder):
    with pytest.raises(TableError, match=r"towns\.csv: No such file"):
        read_table("towns", folder)


def test_a_folder_in_its_place(folder):
    (folder / "towns.csv").mkdir()
    with pytest.raises(TableError, match=r"towns\.csv: Is a directory"):
        read_table("towns", folder)


def test_a_huge_file_is_refused_unread(folder):
    with (folder / "towns.csv").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(TableError, match=r"larger than 20 MB"):
        read_table("towns", folder)


def test_a_dangling_id_is_named_with_the_nearest(folder):
    with pytest.raises(TableError) as caught:
        read_tables(
            towns(folder, cell("river", "vloga"), cell("river", "nile").replace("rasht", "cairo"))
        )
    assert 'towns.csv row 2, river: "vloga" is not in rivers.csv (did you mean "volga"?)' in str(
        caught.value
    )
    assert 'towns.csv row 3, river: "nile" is not in rivers.csv' in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"resources": [{}]}',
        '{"resources": 1}',
        "[" * 100_000,
        '{"resources": [{"name": "towns", "schema": {"fields": 1}}]}',
    ],
)
def test_a_broken_schema(tmp_path, content):
    (tmp_path / "datapackage.json").write_text(content)
    with pytest.raises(TableError, match=r"datapackage\.json"):
        read_table("towns", tmp_path)


def test_an_unknown_table_is_suggested(folder):
    with pytest.raises(UnknownIdError, match='did you mean "towns"'):
        schema("town", folder)


def test_data_dir_obeys_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("INSTC_DATA", str(tmp_path))
    with pytest.raises(TableError, match=r"no seeds/datapackage\.json"):
        data_dir()


def test_content_hash_depends_on_content_and_order(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"1")
    second.write_bytes(b"2")
    assert content_hash([first, second]) != content_hash([second, first])
    assert content_hash([first]) == content_hash([first])
    first.write_bytes(b"3")
    assert content_hash([first]) != content_hash([second])


@pytest.mark.parametrize("age_ns", [0, SETTLED_NS], ids=["changed just now", "settled"])
def test_a_file_that_keeps_its_date_and_size_is_hashed_again(tmp_path, monkeypatch, age_ns):
    path = tmp_path / "table.csv"
    path.write_text("a", encoding="utf-8")
    monkeypatch.setattr("time.time_ns", lambda: path.stat().st_ctime_ns + age_ns)
    before, dates = content_hash([path]), path.stat()
    path.write_text("b", encoding="utf-8")
    os.utime(path, ns=(dates.st_atime_ns, dates.st_mtime_ns))
    while (
        age_ns and path.stat().st_ctime_ns == dates.st_ctime_ns
    ):  # two seconds are many ticks of the file system's clock: one is enough here
        os.utime(path, ns=(dates.st_atime_ns, dates.st_mtime_ns))
    assert content_hash([path]) != before


@pytest.fixture(scope="module")
def tables():
    return read_tables()


class TestShipped:
    """T9: every row of the shipped tables."""

    def test_every_table_reads(self, tables):
        assert set(tables) == set(table_names())
        assert sum(map(len, tables.values())) > 3000

    def test_every_row_has_a_source_that_is_listed(self, tables):
        known = set(tables["sources"]["source_id"])
        for name, table in tables.items():
            if name != "sources":
                assert set(table["source_id"]) <= known, name

    def test_every_source_says_what_was_read_and_when(self, tables):
        sources = tables["sources"]
        assert (sources["title"] != "").all()
        assert (sources["accessed"] <= "2026-12-31").all()
        assert (sources["kind"] != "").all()

    def test_every_source_can_be_found(self, tables):
        """Only our own estimates have no address."""
        sources = tables["sources"]
        assert set(sources.loc[sources["address"] == "", "kind"]) <= {"estimate"}

    def test_periods_run_forwards(self, tables):
        for name in ("status", "parameters"):
            table = tables[name]
            closed = table[(table["from_date"] != "") & (table["to_date"] != "")]
            assert (closed["from_date"] < closed["to_date"]).all(), name

    def test_states_of_one_subject_do_not_overlap(self, tables):
        for subject, rows in tables["status"].groupby("subject_id"):
            periods = rows.sort_values("from_date")
            ends = periods["to_date"].replace("", "9999").tolist()
            starts = [*periods["from_date"].tolist()[1:], "9999"]
            assert all(end <= start for end, start in zip(ends, starts, strict=True)), subject

    def test_a_link_is_named_by_its_ends(self, tables):
        links = tables["links"]
        named = links["from_node_id"] + "-" + links["to_node_id"]
        assert (
            links["link_id"][
                [
                    not link.startswith(name)
                    for link, name in zip(links["link_id"], named, strict=True)
                ]
            ].tolist()
            == []
        )

    def test_a_node_is_named_by_its_place(self, tables):
        nodes = tables["nodes"]
        assert nodes["node_id"].str.split(".").str[0].eq(nodes["place_id"]).all()

    def test_frictionless_agrees(self):
        """A second reader of the same schema finds no fault either."""
        frictionless = pytest.importorskip("frictionless")
        report = frictionless.Package(str(seeds_dir() / "datapackage.json")).validate()
        assert [error.message for task in report.tasks for error in task.errors] == []


# One fault of each kind in the shipped tables, as a user meets it: (table, what changes, what the line must say).
FAULTS = [
    (
        "places",
        lambda t: t.replace("place_id,name", "place_id,nane", 1),
        ["places.csv", "row 1", 'unknown column "nane"', 'did you mean "name"'],
    ),
    (
        "places",
        lambda t: t.replace(",name,", ",", 1),
        ["places.csv", "row 1", 'column "name" is missing'],
    ),
    (
        "links",
        lambda t: edit(t, 3, "length_km", "far"),
        ["links.csv", "row 3", "length_km", '"far" is not a number (km)'],
    ),
    (
        "links",
        lambda t: edit(t, 3, "length_km", "-5"),
        ["links.csv", "row 3", "length_km", "is below 0"],
    ),
    (
        "links",
        lambda t: edit(t, 4, "from_node_id", "nowhere.rail1520"),
        ["links.csv", "row 4", '"nowhere.rail1520" is not in nodes.csv'],
    ),
    (
        "links",
        lambda t: edit(t, 4, "mode", "rial"),
        ["links.csv", "row 4", "mode", 'did you mean "rail"'],
    ),
    (
        "links",
        lambda t: edit(t, 5, "source_id", ""),
        ["links.csv", "row 5", "source_id", "is required"],
    ),
    (
        "links",
        lambda t: edit(t, 5, "source_id", "hearsay"),
        ["links.csv", "row 5", '"hearsay" is not in sources.csv'],
    ),
    (
        "links",
        lambda t: edit(t, 5, "directed", "maybe"),
        ["links.csv", "row 5", "directed", "neither true nor false"],
    ),
    ("nodes", lambda t: edit(t, 3, "gauge_mm", "1524"), ["nodes.csv", "row 3", "gauge_mm"]),
    ("nodes", lambda t: edit(t, 3, "lat", "91"), ["nodes.csv", "row 3", "lat", "is above 90"]),
    ("nodes", lambda t: repeat(t, 3), ["nodes.csv", "is there twice"]),
    (
        "parameters",
        lambda t: edit(t, 3, "unit", "days"),
        ["parameters.csv", "row 3", "unit", '"days"'],
    ),
    ("parameters", lambda t: edit(t, 3, "p50", "1e999"), ["parameters.csv", "row 3", "p50"]),
    ("parameters", lambda t: edit(t, 3, "grade", "E"), ["parameters.csv", "row 3", "grade"]),
    (
        "status",
        lambda t: edit(t, 2, "from_date", "2023-02-30"),
        ["status.csv", "row 2", "from_date", "is not a date"],
    ),
    (
        "status",
        lambda t: edit(t, 2, "status", "opened"),
        ["status.csv", "row 2", 'did you mean "open"'],
    ),
    (
        "aliases",
        lambda t: edit(t, 7, "place_id", "atlantis"),
        ["aliases.csv", "row 7", '"atlantis" is not in places.csv'],
    ),
    (
        "sources",
        lambda t: edit(t, 2, "accessed", "yesterday"),
        ["sources.csv", "row 2", "accessed"],
    ),
    ("deflators", lambda t: edit(t, 2, "value", "0"), ["deflators.csv", "row 2", "is not above 0"]),
    ("corridors", lambda t: t.rstrip("\n") + ",x,y\n", ["corridors.csv", "cells instead of"]),
    ("waypoints", lambda _: "", ["waypoints.csv", "empty; the header must be"]),
]


def rows_of(text):
    import csv
    import io

    return list(csv.reader(io.StringIO(text)))


def write_rows(rows):
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def edit(text, row, column, value):
    rows = rows_of(text)
    rows[row - 1][rows[0].index(column)] = value
    return write_rows(rows)


def repeat(text, row):
    rows = rows_of(text)
    return write_rows([*rows, rows[row - 1]])


@pytest.fixture(scope="module")
def seeds_copy(tmp_path_factory):
    import shutil

    folder = tmp_path_factory.mktemp("seeds") / "seeds"
    shutil.copytree(seeds_dir(), folder)
    return folder


@pytest.mark.parametrize(
    ("table", "change", "expected"),
    FAULTS,
    ids=[f"{number}-{fault[0]}" for number, fault in enumerate(FAULTS)],
)
def test_verify_names_the_fault_by_its_row(seeds_copy, cli, table, change, expected):
    """``instc data verify --seeds`` is the check that was asked for, so a fault is exit 1."""
    path = seeds_copy / f"{table}.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(change(good), encoding="utf-8")
    try:
        answer = cli("data", "verify", "--seeds", str(seeds_copy))
    finally:
        path.write_text(good, encoding="utf-8")
    assert answer.code == 1
    assert answer.out == ""
    for line in answer.err.splitlines():
        assert line.startswith(f"instc: check failed: {seeds_copy}")
    for fragment in expected:
        assert fragment in answer.err, answer.err


@pytest.mark.parametrize("number", [0, 2, 12, 15, 21])
def test_an_answer_is_refused_with_the_same_line(data, cli, number):
    """Any other command on a folder of one's own: exit 2, the row and not only that something changed."""
    table, change, expected = FAULTS[number]
    path = data / "seeds" / f"{table}.csv"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    answer = cli("compare", "Mumbai", "Moscow")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    for fragment in expected:
        assert fragment in answer.err, answer.err


def test_a_sound_table_that_changed_asks_for_a_build(data, cli):
    path = data / "seeds" / "links.csv"
    path.write_text(
        edit(path.read_text(encoding="utf-8"), 3, "note", "another note"), encoding="utf-8"
    )
    answer = cli("compare", "Mumbai", "Moscow")
    assert answer.code == 2
    assert "links.csv changed since (run: instc build)" in answer.err


def test_a_built_file_that_was_edited_is_refused(data, cli):
    path = data / "geodata" / "links.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace("180", "181", 1), encoding="utf-8")
    answer = cli("compare", "Mumbai", "Moscow")
    assert answer.code == 2
    assert "links.geojson is not what was built" in answer.err


def test_reading_does_not_change_its_input(folder):
    towns(folder, GOOD)
    before = (folder / "towns.csv").read_bytes()
    pd.testing.assert_frame_equal(read_table("towns", folder), read_table("towns", folder))
    assert (folder / "towns.csv").read_bytes() == before


@pytest.mark.parametrize("there", [True, False])
def test_a_program_without_its_tables_says_so(there, tmp_path, monkeypatch):
    """As in an archive, where a file stands in the place of a folder."""
    if there:
        (tmp_path / "instc.zip").write_bytes(b"PK")
    here = tmp_path / "instc.zip" / "instc" / "tables" / "schema.py"
    monkeypatch.setattr(sys.modules[read_table.__module__], "__file__", str(here))
    monkeypatch.delenv("INSTC_DATA", raising=False)
    words = "can't be read inside an archive" if there else "no tables came with this program"
    with pytest.raises(TableError, match=f"instc.zip.*: .*{words}.* by INSTC_DATA$"):
        data_dir()
    monkeypatch.setenv("INSTC_DATA", str(Path(__file__).parents[2]))
    assert data_dir() == Path(__file__).parents[2]
