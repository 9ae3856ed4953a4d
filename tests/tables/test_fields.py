"""The cells of a table, read as what its fields say: values, faults, rows that keep their numbers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from instc.errors import TableError
from instc.tables.fields import cells_of, values_of

FIELDS = [
    {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "^[a-z]+$"}},
    {"name": "mode", "type": "string", "constraints": {"enum": ["rail", "road"]}},
    {"name": "km", "type": "number", "unit": "km", "constraints": {"exclusiveMinimum": 0}},
    {"name": "tracks", "type": "integer", "constraints": {"maximum": 4, "enum": [1, 2, 4]}},
    {"name": "open", "type": "boolean"},
    {"name": "from_date", "type": "date"},
    {"name": "to_date", "type": "date"},
]
RULES = {"fields": FIELDS, "primaryKey": ["id", "from_date"]}
HEAD = ",".join(field["name"] for field in FIELDS)
GOOD = "ab,rail,1.5,2,true,2020-01-01,2021-01-01"


def read(*rows: str) -> pd.DataFrame:
    return values_of(Path("t.csv"), "\n".join([HEAD, *rows, ""]).encode(), RULES)


def faults_of(*rows: str) -> list[str]:
    return [what for _, what in read(*rows).attrs["faults"]]


def test_each_column_has_the_values_of_its_type():
    table = read(GOOD, "cd,,,,,,")
    assert table.attrs["faults"] == []
    assert table.loc[0].tolist() == ["ab", "rail", 1.5, 2.0, True, "2020-01-01", "2021-01-01"]
    assert table.loc[1, ["id", "mode", "from_date"]].tolist() == ["cd", "", ""]
    assert np.isnan(table.loc[1, ["km", "tracks"]].astype(float)).all()
    assert table["open"].dtype == bool
    assert table["km"].dtype == table["tracks"].dtype == float
    assert table["id"].dtype == pd.Series(["a"], dtype="str").dtype


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",rail,1,2,true,,", 'row 2, id: "" is required'),
        ("a1,rail,1,2,true,,", 'row 2, id: "a1" does not match ^[a-z]+$'),
        ("ab,boat,1,2,true,,", 'row 2, mode: unknown value "boat" (one of rail, road)'),
        ("ab,rail,0,2,true,,", 'row 2, km: "0" is not above 0'),
        ("ab,rail,x,2,true,,", 'row 2, km: "x" is not a number (km)'),
        ("ab,rail,inf,2,true,,", 'row 2, km: "inf" is not a number (km)'),
        ("ab,rail,1,1.5,true,,", 'row 2, tracks: "1.5" is not a whole number'),
        ("ab,rail,1,3,true,,", 'row 2, tracks: "3" is none of 1, 2, 4'),
        ("ab,rail,1,2,yes,,", 'row 2, open: "yes" is neither true nor false'),
        ("ab,rail,1,2,true,2020-02-30,", 'row 2, from_date: "2020-02-30" is not a date'),
    ],
)
def test_a_cell_that_its_field_forbids_is_named(row: str, what: str):
    (fault,) = faults_of(row)
    assert fault.startswith(what)


def test_a_key_that_is_there_twice_is_named_once():
    (fault,) = faults_of(GOOD, "cd,,,,,,", GOOD.replace("2021-01-01", ""))[:1]
    assert fault == "row 4: id/from_date ab/2020-01-01 is there twice"


def test_periods_that_overlap_are_named_by_both_rows():
    later = "ab,rail,1,2,true,2020-06-01,"
    (fault,) = faults_of(GOOD, later)
    assert "overlaps row 2" in fault
    assert fault.startswith("row 3: ab from 2020-06-01 on")


def test_a_torn_row_has_one_fault_and_no_other():
    (fault,) = faults_of("ab,rail,x,2,true,2020-02-30,,,9")
    assert fault.startswith("row 2: 9 cells instead of 7")


def test_empty_rows_keep_the_numbers_of_the_others():
    index, cells, faults = cells_of(Path("t.csv"), f"{HEAD}\n\n{GOOD}\n".encode(), FIELDS)
    assert (index.tolist(), cells["id"].tolist(), faults) == ([1], ["ab"], [])


def test_another_header_is_refused_by_its_columns():
    with pytest.raises(TableError, match='row 1: unknown column "ways"'):
        values_of(Path("t.csv"), f"{HEAD},ways\n".encode(), RULES)
