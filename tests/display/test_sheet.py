"""A workbook holds what it was given: numbers as numbers, texts as texts, and says no time of its making."""

import io
import re
import time
import xml.etree.ElementTree as ET
import zipfile

import pytest

from instc.display import sheet
from instc.errors import QuestionError

NAME = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "{=1}",
    "=HYPERLINK(1)",
    "http://x.org",
    "mailto:x@y.z",
    "'=1",
    "12",
    "1e5",
]


def cells(workbook):
    """Read a sheet by its XML, not by the library that wrote it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        texts = ET.fromstring(packed.read("xl/sharedStrings.xml"))  # noqa: S314  (our own file)
        page = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    words = ["".join(item.itertext()) for item in texts.iter(f"{NAME}si")]
    rows = []
    for row in page.iter(f"{NAME}row"):
        found = {}
        for cell in row.iter(f"{NAME}c"):
            assert cell.find(f"{NAME}f") is None, "a formula"
            column = re.match("[A-Z]+", cell.get("r"))[0]
            value = cell.findtext(f"{NAME}v")
            if cell.get("t") == "s":
                found[column] = words[int(value)]
            else:
                found[column] = float(value)
        rows.append(found)
    return rows


def test_numbers_texts_and_nothing():
    workbook = sheet.rows_xlsx(["way", "days", "note"], [["Баку, Bakı", 24.5, None], ["b", 3, ""]])
    assert cells(workbook) == [
        {"A": "way", "B": "days", "C": "note"},
        {"A": "Баку, Bakı", "B": 24.5},
        {"A": "b", "B": 3.0},
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_a_link_or_a_number(text):
    assert cells(sheet.rows_xlsx([text], [[text]])) == [{"A": text}, {"A": text}]


def test_what_a_sheet_can_not_hold_as_a_number_is_empty():
    rows = [[float("nan"), float("inf"), True]]
    assert cells(sheet.rows_xlsx(["a", "b", "c"], rows))[1] == {"C": 1.0}


def test_the_same_bytes_at_another_time(monkeypatch):
    first = sheet.rows_xlsx(["a"], [["x"]])
    monkeypatch.setattr(time, "time", lambda: 2e9)
    time.sleep(0.01)
    assert sheet.rows_xlsx(["a"], [["x"]]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {item.date_time[0] for item in packed.infolist()} == {1980}
        assert b"2026-01-01T00:00:00Z" in packed.read("docProps/core.xml")


def test_what_a_sheet_does_not_hold_is_refused_and_never_cut(monkeypatch):
    assert cells(sheet.rows_xlsx(["a"], [["x" * sheet.MOST_TEXT]]))[1] == {"A": "x" * 32_767}
    with pytest.raises(QuestionError, match=r"row 1, column 1: its text has 32,768 signs"):
        sheet.rows_xlsx(["a"], [["x" * (sheet.MOST_TEXT + 1)]])
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    with pytest.raises(QuestionError, match="2 rows: a sheet holds 2"):
        sheet.rows_xlsx(["a"], [[1], [2]])


def test_signs_that_a_terminal_obeys_are_written_out():
    assert cells(sheet.rows_xlsx(["a"], [["\x1b\u202e"]]))[1] == {"A": "\\u001b\\u202e"}


def test_nothing_is_written_to_the_disk(monkeypatch):
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: pytest.fail("a file"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: pytest.fail("a folder"))
    assert sheet.rows_xlsx(["a"], [[1.0]])
