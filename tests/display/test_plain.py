"""What a terminal would obey, and what a code page lacks."""

import csv
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instc.display.plain import OBEYED, PLAIN, ascii_sign, visible, visible_json
from instc.tables.schema import seeds_dir

CODE_PAGES = ["cp1252", "cp1251", "cp866", "cp437", "latin-1", "ascii", "cp932", "utf-8"]
NAMED = "\x00\x07\x08\x1b\x7f\x85\x9b\xad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\r"


@pytest.mark.parametrize("sign", NAMED, ids=ascii)
def test_each_is_written_out(sign):
    assert visible(f"a{sign}b") == f"a\\u{ord(sign):04x}b"


def test_beyond_four_digits_and_half_a_sign():
    assert visible("\U000e0041") == "\\U000e0041"
    assert visible("\udcff") == "\\udcff"
    assert json.loads(visible_json('"\U000e0041"')) == "\U000e0041"


@given(st.text())
def test_what_is_left_controls_nothing(text):
    left = {sign for sign in visible(text) if unicodedata.category(sign) in {"Cc", "Cs"}}
    assert left <= {"\n", "\t"}
    assert not OBEYED.search(visible(text).replace("\u200c", "").replace("\u200d", ""))


@given(st.text())
def test_json_means_what_it_meant(text):
    said = visible_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(said) == [text]


def test_line_ends_and_tabs_stay():
    assert visible("a\tb\nc") == "a\tb\nc"


def test_joiners_stay_inside_words_of_persian_and_hindi_alone():
    for word in ("نیم\u200cفاصله", "क\u094d\u200dष"):
        assert visible(word) == word
    assert visible("a\u200cb ن\u200c") == "a\\u200cb ن\\u200c"


@pytest.mark.parametrize("path", sorted(seeds_dir().glob("*.csv")), ids=lambda path: path.name)
def test_our_own_tables_hold_nothing_of_the_kind(path):
    text = path.read_text(encoding="utf-8")
    assert visible(text) == text
    assert list(csv.reader([text.partition("\n")[0]]))


def test_paint_is_bold_dim_and_yellow_alone():
    painted = "\x1b[1ma\x1b[2mb\x1b[33mc\x1b[0m"
    assert visible(painted, painted=True) == painted
    assert "\x1b" not in visible(painted)
    assert visible("\x1b[8ma\x1b]0;b\x07", painted=True) == "\\u001b[8ma\\u001b]0;b\\u0007"


@pytest.mark.parametrize("page", CODE_PAGES)
@given(text=st.text())
def test_no_text_stops_a_code_page(page, text):
    assert len(text.encode(page, PLAIN).decode(page)) <= len(text)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("cp1252", "???? - > Baki é"),
        ("cp1251", "Решт - > Baki e"),
        ("cp866", "Решт ─ > Baki e"),
        ("cp437", "???? ─ > Baki é"),
        ("ascii", "???? - > Baki e"),
        ("utf-8", "Решт ─ → Bakı é"),
    ],
)
def test_a_sign_for_a_sign(page, text):
    assert "Решт ─ → Bakı é".encode(page, PLAIN).decode(page) == text


def test_a_mark_of_its_own_goes():
    assert ascii_sign("\u0301") == ""


def test_it_is_for_writing_alone():
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", PLAIN)
