"""A folder of facts laid over the data, and what it moves."""

from __future__ import annotations

import csv

import pytest

import instc
from instc.errors import TableError
from instc.evidence.impact import Impact, laid_over
from instc.tables.schema import data_dir, read_table


def write(folder, name, **cells) -> None:
    """Write one row, as it is shipped but for some cells."""
    table = read_table(name)
    row = table[table["parameter_id"] == cells.pop("like")].iloc[-1]
    values = ["" if value != value else value for value in (row.to_dict() | cells).values()]  # noqa: PLR0124
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([table.columns, values])


def test_a_row_with_a_known_key_takes_its_place(tmp_path) -> None:
    write(tmp_path, "parameters", like="hire.container", p10=1, p50=2, p90=3)
    with laid_over(tmp_path, data_dir()) as folder:
        parameters = instc.load_model(folder=folder).parameters
        assert parameters.loc["hire.container", ["p10", "p50", "p90"]].tolist() == [1, 2, 3]
        assert len(parameters) == len(instc.load_model().parameters)
    assert not folder.exists()


def test_a_new_row_is_added(tmp_path) -> None:
    write(tmp_path, "parameters", like="hire.container", parameter_id="hire.mine")
    with laid_over(tmp_path, data_dir()) as folder:
        assert "hire.mine" in instc.load_model(folder=folder).parameters.index


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "holds no table"),
        ({"paramters.csv": "x"}, "did you mean"),
        ({"parameters.csv": "x"}, "unknown column"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, files, said) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=said), laid_over(tmp_path, data_dir()):
        pass


def test_a_link_that_is_drawn_is_not_changed_under_its_layers(tmp_path) -> None:
    text = (data_dir() / "seeds" / "links.csv").read_text(encoding="utf-8").split("\n")
    (tmp_path / "links.csv").write_text("\n".join(text[:2]) + "\n", encoding="utf-8")
    with pytest.raises(TableError, match="run instc build"), laid_over(tmp_path, data_dir()):
        pass


def test_only_what_moved_is_told() -> None:
    same, other = {"days": (1.0, 1.0)}, {"days": (1.0, None)}
    found = Impact(
        {("a", "b"): same, ("a", "c"): other},
        {"x": ("holds", "holds"), "y": ("holds", "wrong"), "z": (None, "holds")},
        {"skill": (0.1, 0.2)},
    ).to_dict()
    assert found["answers"] == [{"pair": ["a", "c"], "days": [1.0, None]}]
    assert found["verdicts"] == {"y": ["holds", "wrong"], "z": [None, "holds"]}
    assert (found["pairs"], found["claims"]) == (2, 3)
