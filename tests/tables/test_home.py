"""Where the tables lie: named in a command, hashed by content, joined once and cleared away."""

import gc
import pickle

import pytest

from instc.tables.home import Home, joined
from instc.tables.schema import data_dir, shipped_dir


@pytest.fixture
def mine(tmp_path):
    folder = tmp_path / "my tables"
    folder.mkdir()
    row = "place_id,alias,language,source_id\nmoscow,Third Rome,en,author_estimate\n"
    (folder / "aliases.csv").write_text(row, encoding="utf-8")
    return folder


def test_the_shipped_data_need_no_words():
    assert Home.at() == Home(data_dir())
    assert Home(shipped_dir()).words == ()
    assert Home.at().folder == data_dir()


def test_other_data_are_named(tmp_path, mine):
    assert Home(tmp_path).words == ("--data", str(tmp_path))
    assert Home(shipped_dir(), mine).words == ("--extra", str(mine))
    assert Home(tmp_path, mine).words == ("--data", str(tmp_path), "--extra", str(mine))


def test_what_is_not_named_is_what_the_variable_says(data):
    assert Home.at().words == ("--data", str(data))
    assert Home.at(shipped_dir()).words == ()


def test_a_hash_is_of_every_table_and_layer(data):
    first = Home.at().data_hash
    assert first == Home(shipped_dir()).data_hash  # the content, wherever it lies
    seen = {first}
    for path in (data / "seeds" / "sources.csv", data / "geodata" / "links.geojson"):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        seen.add(Home.at().data_hash)
    assert len(seen) == 3


def test_two_homes_of_one_name_are_equal_and_travel(mine):
    home = Home.at(extra=mine)
    back = pickle.loads(pickle.dumps(home))  # noqa: S301  (our own)
    assert (back, hash(back)) == (home, hash(home))
    assert Home.at(extra=str(mine)) == home != Home.at()


def test_tables_are_joined_once_and_cleared_away_with_the_last_reader(mine):
    one, two = Home.at(extra=mine), Home.at(extra=mine)
    folder = one.folder
    assert folder == two.folder
    assert folder != data_dir()
    assert "Third Rome" in set(one.table("aliases")["alias"])
    del one
    gc.collect()
    assert folder.is_dir(), "another reads it"
    del two
    gc.collect()
    assert not folder.exists()


def test_what_changed_is_joined_anew(mine):
    before = joined(mine, data_dir())
    with (mine / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("moscow,Fourth Rome,en,author_estimate\n")
    after = joined(mine, data_dir())
    assert after.folder != before.folder
