"""What is checked before an answer, and how rows are written."""

import io
import json
import zipfile

import pandas as pd
import pytest

from instc.cli.output import (
    ANSWERS,
    PAGES,
    SUFFIXES,
    TEXTS,
    Target,
    aim,
    aim_answer,
    as_json,
    check_word,
    matching,
    put,
    put_cells,
    put_records,
    put_rows,
)
from instc.errors import QuestionError, WriteError

ROWS = [
    {"name": "Баку", "others": ["Baku", "Bakı"], "km": 8.5, "note": None},
    {"name": "Alat", "others": [], "km": 70.0, "note": "=1+1"},
]
SLY = "red\x1b[31m\u202eback\u200bless\x9b2J\r"
TABLE, CSV, JSON = Target("table"), Target("csv"), Target("json")


def test_an_unknown_word_names_all_and_the_nearest():
    with pytest.raises(QuestionError) as told:
        check_word("--by", "tme", ("time", "cost"))
    assert str(told.value) == ('--by "tme": must be one of time, cost (did you mean "time"?)')


class TestAim:
    @pytest.mark.parametrize(
        ("format_", "name", "meant"),
        [
            (None, "a.json", "json"),
            (None, "a.JSON", "json"),
            (None, "a.geojson", "geojson"),
            ("geojson", "a.json", "geojson"),
            (None, "a.csv", "csv"),
            (None, "a.xlsx", "xlsx"),
            (None, "a.md", "md"),
            (None, "a.txt", "table"),
            (None, "a", "table"),
            (None, "St. Petersburg", "table"),
            ("csv", "a.data", "csv"),  # an ending of no format, where nothing is yet
            ("csv", "a", "csv"),
            ("json", ".json", "json"),
        ],
    )
    def test_a_file_says_what_it_holds(self, format_, name, meant, tmp_path):
        target = str(tmp_path / name)
        assert aim(format_, target, ANSWERS) == Target(meant, target)
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("output", [None, "-"])
    def test_stdout_has_the_usual_format_or_the_word(self, output):
        assert aim(None, output) == TABLE
        assert aim("json", output) == JSON

    @pytest.mark.parametrize(
        ("format_", "name", "ending"),
        [("csv", "a.json", ".csv"), ("json", "a.csv", ".json"), ("geojson", "a.csv", ".json")],
    )
    def test_an_ending_of_another_format_is_refused(self, format_, name, ending, tmp_path):
        with pytest.raises(QuestionError, match=f"{name}: a {format_} goes into .*{ending}$"):
            aim(format_, str(tmp_path / name), ANSWERS)

    @pytest.mark.parametrize("suffix", [*sorted({"".join(ends) for ends in SUFFIXES.values()})])
    @pytest.mark.parametrize("known", [ANSWERS, TEXTS, PAGES])
    def test_what_a_command_can_not_write_is_refused_and_it_says_what_it_can(self, known, suffix):
        suffix = f".{suffix.split('.')[1]}"
        able = [ending for name in known for ending in SUFFIXES[name]]
        if suffix in able:
            assert suffix in SUFFIXES[aim(None, f"x{suffix}", known).format]
            return
        with pytest.raises(QuestionError) as told:
            aim(None, f"x{suffix}", known)
        assert str(told.value) == (
            f"x{suffix}: this command writes files that end in {', '.join(dict.fromkeys(able))}"
        )

    def test_a_file_that_is_there_is_replaced_by_its_own_kind_alone(self, tmp_path):
        for name in ("model.toml", "Makefile"):
            (tmp_path / name).write_text("mine")
        (tmp_path / "old.csv").write_text("old")
        aim("csv", str(tmp_path / "old.csv"))
        for name, format_ in (("model.toml", "csv"), ("model.toml", None), ("Makefile", None)):
            with pytest.raises(QuestionError, match=f"{name}: .* files? that ends? in"):
                aim(format_, str(tmp_path / name))

    def test_a_format_that_an_answer_has_not(self, tmp_path):
        with pytest.raises(QuestionError, match='--format "geojson": must be one of table, json'):
            aim("geojson", None)
        with pytest.raises(QuestionError, match='--format "csv": must be one of table, json'):
            aim("csv", None, TEXTS)
        with pytest.raises(WriteError, match=r"cannot write .*: the folder .* does not exist"):
            aim("csv", str(tmp_path / "no" / "a.csv"))

    def test_what_is_no_text_goes_into_a_file_or_a_pipe(self, monkeypatch):
        with pytest.raises(QuestionError, match=r"--format xlsx: .* by -o FILE.xlsx$"):
            aim("xlsx", None)
        assert aim("xlsx", "-") == Target("xlsx")
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        with pytest.raises(QuestionError, match="no text for a terminal"):
            aim("xlsx", "-")

    def test_a_page_that_no_browser_can_make_is_refused_before_it_is_computed(self, monkeypatch):
        monkeypatch.setenv("PATH", "/nowhere")
        assert aim(None, "m.html", PAGES).format == "html"
        with pytest.raises(QuestionError, match="needs Chromium or Chrome on PATH"):
            aim(None, "m.pdf", PAGES)

    def test_a_bibliography_goes_into_a_file_of_its_own(self):
        assert aim_answer(None, "works.bib", None, "bibtex") == Target("bib", "works.bib")
        assert aim_answer(None, "works.json", None, "csl") == Target("csl", "works.json")
        with pytest.raises(QuestionError, match=r"works.csv: .* ends in .bib"):
            aim_answer(None, "works.csv", None, "bibtex")
        with pytest.raises(QuestionError, match='--cite "bib": must be one of bibtex, csl'):
            aim_answer(None, None, None, "bib")

    def test_a_map_beside_an_answer_is_checked_too(self):
        with pytest.raises(QuestionError, match=r"m.csv: .* end in .html"):
            aim_answer("csv", "a.csv", "m.csv", None)
        with pytest.raises(QuestionError, match="--map -: "):
            aim_answer(None, None, "-", None)


class TestSly:
    """What a terminal would obey reaches none, and JSON means what it meant."""

    @pytest.mark.parametrize("format_", ["table", "csv", "md", "toml", "bib"])
    def test_texts(self, format_, tmp_path, capsys):
        for path in (None, str(tmp_path / "x")):
            put(f"a {SLY} b\n", Target(format_, path))
        for text in (capsys.readouterr().out, (tmp_path / "x").read_text(encoding="utf-8-sig")):
            assert text == ("a red\\u001b[31m\\u202eback\\u200bless\\u009b2J\\u000d b\n")

    def test_json_is_escaped_and_reads_back(self, capsys):
        put_rows([{"name": SLY}], JSON, "x/1")
        out = capsys.readouterr().out
        assert json.loads(out)["rows"] == [{"name": SLY}]
        assert not set(out) & set("\x1b\u202e\u200b\x9b\r")

    def test_rows(self, capsys):
        for shown in (None, ["name"]):
            put_rows([{"name": SLY}], TABLE, "x/1", shown=shown)
        put_cells([SLY], [[SLY]], CSV)
        out = capsys.readouterr().out
        assert "red" in out
        assert not set(out) & set("\x1b\u202e\u200b\x9b\r")

    def test_paint_is_for_the_terminal_and_never_for_a_file(self, tmp_path, capsys):
        painted = "\x1b[1mhead\x1b[0m\n"
        put(painted, TABLE)
        put(painted, Target("table", str(tmp_path / "x.txt")))
        assert capsys.readouterr().out == painted
        assert (tmp_path / "x.txt").read_text() == "head\n"


def test_csv_files_begin_with_a_mark_and_csv_on_stdout_does_not(tmp_path, capsys):
    put_records(ROWS, Target("csv", str(tmp_path / "x.csv")))
    put_records(ROWS, CSV)
    out = capsys.readouterr().out
    assert (tmp_path / "x.csv").read_bytes() == b"\xef\xbb\xbf" + out.encode()


def test_a_workbook_goes_into_a_file(tmp_path):
    put_records(ROWS, Target("xlsx", str(tmp_path / "x.xlsx")))
    with zipfile.ZipFile(io.BytesIO((tmp_path / "x.xlsx").read_bytes())) as book:
        assert "Баку" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_no_json_holds_what_json_has_not(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"a": [number]})


def test_rows_as_json_are_as_they_are(capsys):
    put_rows(ROWS, JSON, "x/1")
    assert json.loads(capsys.readouterr().out) == {"schema": "x/1", "rows": ROWS}


@pytest.mark.parametrize("write", [put_rows, put_records])
def test_rows_as_csv_have_lists_in_one_cell_and_no_formula(write, capsys):
    write(ROWS, CSV, "x/1") if write is put_rows else write(ROWS, CSV)
    assert capsys.readouterr().out == (
        "name,others,km,note\nБаку,Baku; Bakı,8.5,\nAlat,,70.0,'=1+1\n"
    )


def test_records_have_the_columns_that_are_named(capsys):
    put_records(ROWS, CSV, ["km", "name"])
    put_records([], CSV, ["km", "name"])
    assert capsys.readouterr().out == "km,name\n8.5,Баку\n70.0,Alat\nkm,name\n"


def test_a_table_shows_the_columns_that_are_named(capsys):
    put_rows(ROWS, TABLE, "x/1", shown=["name", "km"])
    assert capsys.readouterr().out == "name  km\nБаку  8.5\nAlat  70\n"


def test_no_rows_are_no_fault(capsys):
    put_rows([], CSV, "x/1")
    put_rows([], JSON, "x/1")
    assert capsys.readouterr().out == '\n{\n "schema": "x/1",\n "rows": []\n}\n'


def test_what_is_written_is_told_on_stderr(tmp_path, capsys):
    put("x" * 2_000, Target("table", str(tmp_path / "a.txt")))
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"wrote {tmp_path / 'a.txt'} (2 kB)\n")


NAMED = pd.DataFrame({"id": ["a.port", "b.rail"], "name": ["Anzali", "Baku"], "km": [1.0, 2.0]})


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
    assert [row["name"] for row in matching(NAMED, query, ["id", "name"])] == found


def test_a_pattern_is_a_text_and_what_is_not_there_is_refused():
    with pytest.raises(QuestionError, match=r'nothing matches "a\*" in id, name'):
        matching(NAMED, "a*", ["id", "name"])
