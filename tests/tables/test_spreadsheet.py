"""What spreadsheets write is read where it can mean one thing alone."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instc.errors import TableError
from instc.tables.spreadsheet import MAX_CELLS, doubt, plain_cells, read_rows

PATH = Path("a.csv")
NAMES = ["key", "km", "note"]
PLAIN = b"key,km,note\na,1.5,x\nb,2,y\n"
NUMBER, WHOLE, DATE, TRUTH = ({"type": name} for name in ("number", "integer", "date", "boolean"))
PARTLY = {"type": "string", "constraints": {"pattern": "^\\d{4}(-\\d\\d(-\\d\\d)?)?$"}}


@pytest.mark.parametrize(
    ("field", "text", "plain"),
    [
        (NUMBER, "12,5", "12.5"), (NUMBER, "0,234", "0.234"), (NUMBER, "-3,1416", "-3.1416"), (NUMBER, "1234,567", "1234.567"),
        (NUMBER, "1,234.5", "1234.5"), (NUMBER, "1.234,5", "1234.5"), (NUMBER, "1,234,567", "1234567"), (NUMBER, "1.234.567", "1234567"),
        (NUMBER, "1 234", "1234"), (NUMBER, "1\u00a0234\u202f567,5", "1234567.5"), (NUMBER, "1.234", "1.234"), (NUMBER, "1e3", "1e3"),
        (NUMBER, "1,234", "1,234"), (NUMBER, "12,34,56", "12,34,56"), (NUMBER, "1,23.4", "1,23.4"), (NUMBER, "far", "far"), (NUMBER, "1 23", "1 23"),
        (WHOLE, "1,520", "1520"), (WHOLE, "1.520", "1.520"), (WHOLE, "1520.0", "1520.0"), (WHOLE, "12,5", "12.5"),
        (DATE, "31/12/2026", "2026-12-31"), (DATE, "12/31/2026", "2026-12-31"), (DATE, "31.12.2026", "2026-12-31"), (DATE, "5.6.2026", "2026-06-05"),
        (DATE, "2026/6/5", "2026-06-05"), (DATE, "05/05/2026", "2026-05-05"), (DATE, "2026-12-31 00:00:00", "2026-12-31"), (DATE, "2026-12-31", "2026-12-31"),
        (DATE, "05/06/2026", "05/06/2026"), (DATE, "31/12/26", "31/12/26"), (DATE, "31.02.2026", "31.02.2026"), (DATE, "12.31.2026", "12.31.2026"), (DATE, "2026-12-31 12:30", "2026-12-31 12:30"), (DATE, "40/40/2026", "40/40/2026"),
        (TRUTH, "TRUE", "true"), (TRUTH, "False", "false"), (TRUTH, "yes", "yes"), (TRUTH, "1", "1"),
        (PARTLY, "31.12.2026", "2026-12-31"), (PARTLY, "2026", "2026"), ({"type": "string"}, "1,5", "1,5"),
    ],
)  # fmt: skip
def test_a_cell_is_written_plainly_or_left(field, text, plain):
    assert plain_cells(field)(text) == plain


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_a_number_of_any_country_means_itself_or_is_left(number, digits):
    """Whatever the marks, what comes out is the number that went in, or the text."""
    english = f"{number:,.{digits}f}"
    continental = english.translate(str.maketrans(",.", ".,"))
    for text in (english, continental, english.replace(",", " ")):
        plain = plain_cells(NUMBER)(text)
        assert plain == text or float(plain) == float(f"{number:.{digits}f}")


@given(st.dates())
def test_a_date_of_any_country_means_itself_or_is_left(day):
    for text in (f"{day:%d/%m/}{day.year:04}", f"{day:%m/%d/}{day.year:04}"):
        plain = plain_cells(DATE)(text)
        assert plain in {text, day.isoformat()}
        assert (plain == text) == bool(doubt(text, DATE)) or day.day == day.month


def written(mark, rows, **form):
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n", **form).writerows(rows)
    return out.getvalue().encode()


ROWS = [["key", "km", "note"], ["a", "1.5", "x"], ["b", "2", "y"]]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN, b"\xef\xbb\xbf" + PLAIN, PLAIN.decode().encode("utf-16"), PLAIN.decode("ascii").encode("utf-16-be").join([b"\xfe\xff", b""]),
        PLAIN.replace(b"\n", b"\r\n"), PLAIN.replace(b"\n", b"\r"), written(";", ROWS), written("\t", ROWS), written(",", ROWS, quoting=csv.QUOTE_ALL),
        b"sep=;\n" + written(";", ROWS), PLAIN.replace(b"\n", b",,\n"), PLAIN.replace(b"a,1.5", b" a , 1.5\t"),
    ],
    ids=["plain", "bom", "utf16", "utf16be", "crlf", "cr", "semicolons", "tabs", "quotes", "sep", "commas", "blanks"],
)  # fmt: skip
def test_the_same_rows_in_other_forms(content):
    rows = read_rows(PATH, content, NAMES)
    assert [row.cells for row in rows] == ROWS


def test_empty_rows_are_no_rows_and_keep_their_number():
    rows = read_rows(PATH, b"\nkey,km,note\n\n,,\n\na,1.5,x\n  , ,\n", NAMES)
    assert [(row.number, row.cells) for row in rows] == [(2, ROWS[0]), (6, ROWS[1])]


def test_a_line_break_in_a_cell_is_a_blank():
    (_, row) = read_rows(PATH, b'key,km,note\na,1.5,"one\r\n  two"\n', NAMES)
    assert row.cells[2] == "one two"


def test_a_cell_beyond_the_header_that_is_not_empty_is_kept():
    (_, row) = read_rows(PATH, b"key,km,note,\na,1.5,x,more,\n", NAMES)
    assert row.cells == ["a", "1.5", "x", "more"]


@pytest.mark.parametrize("page", ["cp1251", "cp1252"])
def test_an_old_code_page_is_named_with_what_to_do(page):
    letters = {"cp1251": "Рязань", "cp1252": "Çeşme".replace("ş", "s")}[page]
    with pytest.raises(
        TableError, match=r'a\.csv: not UTF-8 \(line 2, .*save it anew as "CSV UTF-8"'
    ):
        read_rows(PATH, f"key,km,note\na,1,{letters}\n".encode(page), NAMES)


def test_too_many_cells():
    with pytest.raises(TableError, match="more than 300,000 cells"):
        read_rows(PATH, b",\n" * MAX_CELLS, NAMES)
