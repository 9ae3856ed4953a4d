"""What is checked before an answer, and how rows are written."""

import json

import pandas as pd
import pytest

from instc.cli.output import (
    check_answer,
    check_format,
    check_output,
    check_word,
    matching,
    put,
    put_records,
    put_rows,
)
from instc.errors import QuestionError, WriteError

ROWS = [
    {"name": "Баку", "others": ["Baku", "Bakı"], "km": 8.5, "note": None},
    {"name": "Alat", "others": [], "km": 70.0, "note": "=1+1"},
]


def test_an_unknown_word_names_all_and_the_nearest():
    with pytest.raises(QuestionError) as told:
        check_word("--by", "tme", ("time", "cost"))
    assert str(told.value) == ('--by "tme": must be one of time, cost (did you mean "time"?)')


@pytest.mark.parametrize(
    ("format_", "name"),
    [
        ("json", "a.json"),
        ("geojson", "a.json"),
        ("geojson", "a.geojson"),
        ("json", "a.JSON"),
        ("map", "a.htm"),
        ("bib", "a.bib"),
        ("csv", "a.data"),  # an ending of no format, where nothing is yet
        ("csv", "a"),
    ],
)
def test_a_file_that_can_be_meant(format_, name, tmp_path):
    check_output(format_, str(tmp_path / name), None)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("format_", "name", "ending"),
    [("csv", "a.json", ".csv"), ("map", "a.json", ".html or .htm"), ("json", "a.csv", ".json")],
)
def test_a_file_of_another_format_is_refused(format_, name, ending, tmp_path):
    with pytest.raises(QuestionError, match=f"{name}: a {format_} goes into .* ends in {ending}$"):
        check_output(format_, str(tmp_path / name), None)


def test_a_file_that_is_there_is_replaced_by_its_own_kind_alone(tmp_path):
    (tmp_path / "model.toml").write_text("mine")
    (tmp_path / "old.csv").write_text("old")
    check_format("csv", str(tmp_path / "old.csv"))
    with pytest.raises(QuestionError, match=r"model.toml: a csv goes into a file"):
        check_format("csv", str(tmp_path / "model.toml"))


def test_a_format_that_an_answer_has_not(tmp_path):
    with pytest.raises(QuestionError, match='--format "geojson": must be one of table, json'):
        check_format("geojson", None)
    with pytest.raises(QuestionError, match='--format "csv": must be one of table, json'):
        check_format("csv", None, ("table", "json"))
    with pytest.raises(WriteError, match=r"cannot write .*: the folder .* does not exist"):
        check_format("csv", str(tmp_path / "no" / "a.csv"))


def test_a_bibliography_goes_into_a_file_of_its_own():
    check_answer("table", "works.bib", None, "bibtex")
    with pytest.raises(QuestionError, match=r"works.csv: a bib goes into"):
        check_answer("csv", "works.csv", None, "bibtex")
    with pytest.raises(QuestionError, match='--cite "bib": must be one of bibtex, csl'):
        check_answer("table", None, None, "bib")


def test_a_map_beside_an_answer_is_checked_too():
    with pytest.raises(QuestionError, match=r"m.csv: a map goes into"):
        check_answer("csv", "a.csv", "m.csv", None)


def test_rows_as_json_are_as_they_are(capsys):
    put_rows(ROWS, "json", None, "x/1")
    assert json.loads(capsys.readouterr().out) == {"schema": "x/1", "rows": ROWS}


@pytest.mark.parametrize("write", [put_rows, put_records])
def test_rows_as_csv_have_lists_in_one_cell_and_no_formula(write, capsys):
    write(ROWS, "csv", None, "x/1") if write is put_rows else write(ROWS, None)
    assert capsys.readouterr().out == (
        "name,others,km,note\nБаку,Baku; Bakı,8.5,\nAlat,,70.0,'=1+1\n"
    )


def test_records_have_the_columns_that_are_named(capsys):
    put_records(ROWS, None, ["km", "name"])
    put_records([], None, ["km", "name"])
    assert capsys.readouterr().out == "km,name\n8.5,Баку\n70.0,Alat\nkm,name\n"


def test_a_table_shows_the_columns_that_are_named(capsys):
    put_rows(ROWS, "table", None, "x/1", shown=["name", "km"])
    assert capsys.readouterr().out == "name  km\nБаку  8.5\nAlat  70\n"


def test_no_rows_are_no_fault(capsys):
    put_rows([], "csv", None, "x/1")
    put_rows([], "json", None, "x/1")
    assert capsys.readouterr().out == '\n{\n "schema": "x/1",\n "rows": []\n}\n'


def test_what_is_written_is_told_on_stderr(tmp_path, capsys):
    put("x" * 2_000, str(tmp_path / "a.txt"))
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"wrote {tmp_path / 'a.txt'} (2 kB)\n")


TABLE = pd.DataFrame({"id": ["a.port", "b.rail"], "name": ["Anzali", "Baku"], "km": [1.0, 2.0]})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (None, ["Anzali", "Baku"]),
        ("ANZ", ["Anzali"]),
        ("rail", ["Baku"]),
        (".", ["Anzali", "Baku"]),
    ],
)
def test_rows_match_where_a_column_holds_the_text(query, found):
    assert [row["name"] for row in matching(TABLE, query, ["id", "name"])] == found


def test_a_pattern_is_a_text_and_what_is_not_there_is_refused():
    with pytest.raises(QuestionError, match=r'nothing matches "a\*" in id, name'):
        matching(TABLE, "a*", ["id", "name"])
