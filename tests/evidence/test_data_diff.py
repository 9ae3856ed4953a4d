"""What changed in the facts between two revisions, and how far it moved the headline."""

import csv
import re
import shutil
import subprocess

import pandas as pd
import pytest

from conftest import rewrite_file
from instc.errors import QuestionError, TableError
from instc.evidence import data_diff
from instc.evidence.data_diff import changes, moved, revision
from instc.tables.schema import data_dir


def copy(tmp_path, name):
    folder = tmp_path / name
    for part in ("seeds", "geodata"):
        shutil.copytree(data_dir() / part, folder / part)
    return folder


def test_a_changed_cell_a_new_row_and_a_lost_one_are_named(tmp_path):
    before, after = copy(tmp_path, "before"), copy(tmp_path, "after")
    path = after / "seeds" / "deflators.csv"
    lines = path.read_text().splitlines()
    lines[1] = lines[1].replace("0.712", "0.713")
    path.write_text("\n".join([*lines[:-1], "us_gdp_deflator,2099,2,D,author_estimate"]) + "\n")
    found = {(change.key, change.kind): change.cells for change in changes(before, after)}
    assert found["us_gdp_deflator 2010", "changed"] == {"value": ("0.712", "0.713")}
    assert found["us_gdp_deflator 2099", "added"] == {}
    assert [kind for _, kind in found].count("removed") == 1
    assert len(found) == 3
    assert moved(before, after, "Mumbai", "Moscow").why_not.startswith(
        "(after)"
    )  # one line, without a folder of this machine


def longer_wait(rewrite, folder, hours):
    """Let every box wait longer in Nhava Sheva: the three quantiles of one dwell, and so every draw, by the same hours."""
    path = folder / "seeds" / "parameters.csv"
    before = "dwell.port_export_nhava_sheva,dwell,h,60,78,110,"
    after = before.replace("60,78,110", ",".join(str(value + hours) for value in (60, 78, 110)))
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    rewrite(path, text.replace(before, after))


@pytest.mark.parametrize("hours", [24, -24])
def test_a_day_more_in_port_is_a_day_more_after_than_before(tmp_path, rewrite, hours):
    """The sign of the headline: what was added to the second folder is added to its days."""
    before, after = copy(tmp_path, "before"), copy(tmp_path, "after")
    longer_wait(rewrite, after, hours)
    headline = moved(before, after, "Mumbai", "Moscow")
    assert headline.why_not == ""
    assert "suez_black_sea" in headline.p50_days
    for old, new in headline.p50_days.values():
        assert 0.85 < (new - old) / (hours / 24) < 1.001  # the median of luck, whose mean is 1
    same = moved(before, before, "Mumbai", "Moscow").p50_days
    assert {name: days[0] for name, days in headline.p50_days.items()} == {
        name: days[0] for name, days in same.items()
    }


def test_the_command_prints_before_and_after_in_this_order(tmp_path, rewrite, cli):
    before, after = copy(tmp_path, "before"), copy(tmp_path, "after")
    longer_wait(rewrite, after, 48)
    days = moved(before, after, "Mumbai", "Moscow").p50_days
    text = cli("data", "diff", str(before), str(after)).out
    (row,) = re.findall(r"dwell.port_export_nhava_sheva: (.*)", text)
    assert "p50 78 -> 126" in row
    told = re.findall(r"^  ([\w.]+): ([\d.]+) -> ([\d.]+) \((\S+)\)$", text, flags=re.MULTILINE)
    assert {name: (float(old), float(new)) for name, old, new, _ in told} == {
        name: (round(old, 1), round(new, 1)) for name, (old, new) in days.items()
    }
    moves = {name: f"{new - old:+.2f}" for name, (old, new) in days.items()}
    assert {name: change for name, *_, change in told} == moves


def commit(folder):
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "data"],
    ):
        subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_a_revision_is_laid_out_without_links(tmp_path):
    """A link in git to a file elsewhere becomes a file that holds its address."""
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    repository = tmp_path / "repo"
    for name in ("seeds/links.csv", "geodata/nodes.geojson"):
        (repository / name).parent.mkdir(parents=True)
        (repository / name).symlink_to(secret)
    commit(repository)
    with revision("HEAD", repository) as folder:
        laid_out = [path for path in folder.rglob("*") if not path.is_dir()]
        assert len(laid_out) == 2
        for path in laid_out:
            assert not path.is_symlink()
            assert path.read_text() == str(secret)


def test_a_git_revision_is_laid_out(tmp_path):
    folder = copy(tmp_path, "repo")
    commit(folder)
    with revision("HEAD", folder) as laid_out:
        assert changes(laid_out, folder) == []
        assert moved(laid_out, folder, "Mumbai", "Moscow").p50_days["suez_baltic"][0] is not None
    with (
        pytest.raises(QuestionError, match='"no-such" is neither a folder'),
        revision("no-such", folder),
    ):
        pass


def test_an_option_of_git_is_no_revision(tmp_path):
    """`git archive --output=FILE` would write a file."""
    with (
        pytest.raises(QuestionError, match="is no revision"),
        revision(f"--output={tmp_path / 'written'}", data_dir()),
    ):
        pass
    assert not (tmp_path / "written").exists()


def test_without_git_two_folders_are_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(QuestionError, match="git is not installed: name two folders"),
        revision("HEAD", data_dir()),
    ):
        pass
    with revision(str(data_dir()), tmp_path) as folder:
        assert folder == data_dir()


def test_the_headline_goes_from_before_to_after(tmp_path):
    """Six hours more on a quay of the Baltic: ways over it, and no other, are as much later."""
    before, after = copy(tmp_path, "before"), copy(tmp_path, "after")
    path = after / "seeds" / "parameters.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    quay = table["parameter_id"] == "dwell.transship_ru_baltic_to_rail"
    for column in ("p10", "p50", "p90"):
        hours = table.loc[quay, column].astype(float) + 6
        table.loc[quay, column] = hours.map("{:g}".format)
    rewrite_file(path, table.to_csv(index=False, lineterminator="\n"))
    headline = moved(before, after, "Mumbai", "Moscow")
    assert headline.why_not == ""
    for name, (old, new) in headline.p50_days.items():
        later = 0.25 if name.endswith("_baltic") else 0.0
        assert new - old == pytest.approx(later, abs=0.011), name
    back = moved(after, before, "Mumbai", "Moscow").p50_days
    assert back == {name: (new, old) for name, (old, new) in headline.p50_days.items()}


def test_a_table_that_is_gone_is_gone_row_by_row(tmp_path):
    before, after = copy(tmp_path, "before"), copy(tmp_path, "after")
    (after / "seeds" / "deflators.csv").unlink()
    found = changes(before, after)
    rows = len((before / "seeds" / "deflators.csv").read_text().splitlines()) - 1
    assert [change.table for change in found] == ["deflators"] * rows
    assert {change.kind for change in found} == {"removed"}
    assert {change.kind for change in changes(after, before)} == {"added"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_spreadsheet_saved_is_no_other_fact(tmp_path, separator, encoding):
    """Not by its separator, its encoding, its line ends, nor by how it writes a number."""
    before, after = copy(tmp_path, "before"), copy(tmp_path, "after")
    path = after / "seeds" / "deflators.csv"

    def save(rows):
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator).writerows(rows)

    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    if separator == ";":
        rows = [[cell.replace("0.", "0,") for cell in row] for row in rows]
    save(rows)
    assert changes(before, after) == []
    rows[1][2] = "0.713"
    save(rows)
    (change,) = changes(before, after)
    assert change.cells == {"value": ("0.712", "0.713")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda text: text[:0], "empty; the header must be"),
        (lambda text: text.replace("value", "worth", 1), 'unknown column "worth"'),
        (lambda text: text + text.splitlines()[-1] + "\n", "is there twice"),
        (lambda text: text.rstrip("\n") + ",more\n", "cells instead of"),
        (lambda text: text + '"open', "unexpected end of data"),
        (lambda text: text.rstrip("\n") + "x" * 200_000 + "\n", "field larger than field limit"),
        (lambda text: text + "caf\udce9", "not UTF-8"),
    ],
    ids=["empty", "column", "twice", "torn", "open", "huge", "bytes"],
)
def test_a_table_that_can_not_be_read_is_named(tmp_path, cli, content, said):
    folder = copy(tmp_path, "repo")
    path = folder / "seeds" / "deflators.csv"
    kept = path.read_text(encoding="utf-8")
    path.write_text(content(kept), encoding="utf-8", errors="surrogateescape")
    answer = cli("data", "diff", str(data_dir()), str(folder))
    assert answer.code == 2
    assert f"{path}: " in answer.err
    assert said in answer.err
    commit(folder)
    with (
        pytest.raises(TableError, match=r"^HEAD/seeds/deflators\.csv: "),
        revision("HEAD", folder) as old,
    ):
        changes(old, data_dir())


def test_the_headline_has_each_id_of_the_answer(model):
    answer = model.compare("Mumbai", "Moscow", draws=10)
    named = {*answer.alternatives, *answer.same_as}
    assert {"over_iran", "by_sea", "suez_black_sea"} <= named
    assert set(data_diff._headline(model.home.folder, "Mumbai", "Moscow")) == named
