"""What facts are worth: decisive rows, rows by age, wanted documents, a folder laid over the data."""

from __future__ import annotations

import csv
from itertools import pairwise

import numpy as np
import pytest

import instc
from instc.comparison.worth import (
    DECISIVE,
    DRAWS,
    decisive,
    oldest_decisive,
    opening,
    variance_falls,
    variance_shares,
)
from instc.errors import TableError
from instc.evidence.freshness import by_age
from instc.evidence.impact import Impact, laid_over
from instc.evidence.wanted import DOCUMENTS, wanted
from instc.tables.ages import HALF_LIVES, OURS
from instc.tables.schema import data_dir, read_table


@pytest.fixture(scope="module")
def answer():
    return instc.load_model().compare("Mumbai", "Moscow", draws=DRAWS)


@pytest.mark.parametrize("quantity", ["days", "usd_per_teu"])
def test_the_shares_of_all_rows_are_the_whole_variance(answer, quantity) -> None:
    """USD: hire times days is told twice, once of each, which is next to nothing."""
    sums = variance_shares(answer, quantity).sum()
    assert list(sums.index) == opening(answer)
    assert sums.to_numpy() == pytest.approx(1, abs=1e-9 if quantity == "days" else 0.01)


def test_a_fall_is_that_of_a_row_known_twice_as_well(answer) -> None:
    """By hand: days of one way less half of what one dwell adds."""
    name = opening(answer)[0]
    falls = variance_falls(answer, "days")[name]
    row = falls[falls.index.str.startswith("dwell.")].idxmax()
    met, table = answer.met, answer.parameters
    from instc.tables.parameters import draw

    drawn = draw(table, [row], draws=DRAWS, seed=answer.question.seed)[:, 0]
    days = answer.sample("days", name)
    less = (drawn - table.at[row, "p50"]) * met.time.at[row, name] / 24 / 2
    assert falls[row] == pytest.approx(1 - np.var(days - less) / np.var(days), abs=1e-9)
    assert 0 < falls[row] < 0.75


def test_the_oldest_decisive_row_is_in_every_answer(answer) -> None:
    rows = decisive(answer)
    assert (rows["share"] >= DECISIVE).all()
    said = answer.to_dict()["oldest_decisive"]
    assert said == oldest_decisive(answer)
    dated = rows[rows["source_id"] != OURS]
    assert said["year"] == dated["year"].min()
    assert said["parameter_id"] in dated.index


def test_one_draw_has_no_spread_and_no_decisive_row() -> None:
    assert oldest_decisive(instc.load_model().compare("Mumbai", "Moscow", draws=1)) is None


def test_rows_by_age_are_in_half_lives_and_leave_estimates_out() -> None:
    rows = by_age(instc.load_model())
    assert (rows["age"] / rows["half_life"]).is_monotonic_decreasing
    assert OURS not in set(rows["source_id"])
    assert {"rate", "dwell", "length"} <= set(rows["quantity"])
    lengths = rows[rows["quantity"] == "length"]
    assert set(lengths["half_life"]) == {30}


def test_what_is_wanted_is_ordered_by_worth() -> None:
    found = wanted(instc.load_model(), [("Mumbai", "Baku")])
    worth = [round(row.worth, 2) for row in found]
    assert worth == sorted(worth, reverse=True)
    for one, other in pairwise(found):
        if round(one.worth, 2) == round(other.worth, 2):
            bare = [row.grade == "D" and not row.printed for row in (one, other)]
            assert bare != [False, True]
    assert all(row.document in DOCUMENTS.values() for row in found)


def test_every_quantity_names_a_document() -> None:
    assert set(DOCUMENTS) == set(HALF_LIVES)


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
