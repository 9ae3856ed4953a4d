"""The packed words are the collected ones, and are never those of other tables."""

import json
import pickle
from dataclasses import fields

import pytest

from instc.errors import TableError
from instc.tables.catalogue import collect, load_words, words_source
from instc.tables.invariants import check_tables
from instc.tables.schema import data_dir, seeds_dir
from instc.tables.words import Meaning, Words
from instc.tables.words_file import END, FILE, pack_words, read_words

PORTS = data_dir() / "geodata" / "ports.csv"


@pytest.fixture(scope="module")
def collected():
    return collect(seeds_dir(), PORTS)


def same(one: Words, other: Words) -> bool:
    """Compare all parts, and the order in which each holds its things."""
    for part in fields(Words):
        here, there = getattr(one, part.name), getattr(other, part.name)
        if list(here.items()) != list(there.items()):
            return False
    return True


def test_the_shipped_words_are_those_of_the_tables(collected):
    packed = read_words(data_dir() / "geodata" / FILE, words_source(seeds_dir(), PORTS))
    assert packed is not None
    assert same(packed, collected)
    assert same(load_words(), collected)


def test_the_shipped_file_is_what_packing_gives(collected):
    content = pack_words(collected, words_source(seeds_dir(), PORTS))
    assert (data_dir() / "geodata" / FILE).read_text(encoding="utf-8") == content


def test_words_come_back_as_they_went(collected, tmp_path):
    path = tmp_path / FILE
    path.write_text(pack_words(collected, "these"), encoding="utf-8")
    assert same(read_words(path, "these"), collected)
    assert read_words(path, "others") is None
    assert read_words(tmp_path / "none.json", "these") is None


def test_few_words_and_none_come_back_too(tmp_path):
    one = Words()
    one.add(Meaning("passage", "suez", "Suez Canal"), ["Suez"])
    for words in (Words(), one):
        (tmp_path / FILE).write_text(pack_words(words, "these"), encoding="utf-8")
        assert same(read_words(tmp_path / FILE, "these"), words)


def test_a_name_of_two_texts_is_refused_for_others_would_get_its_second(tmp_path):
    words = Words()
    words.add(Meaning("place", "baku", f"Baku{END}Azerbaijan"), [])
    with pytest.raises(TableError, match=f"a name has the sign {END}"):
        pack_words(words, "these")
    words = Words()
    words.add(Meaning("place", "baku", "Baku\nAzerbaijan"), [])  # which parts nothing
    (tmp_path / FILE).write_text(pack_words(words, "these"), encoding="utf-8")
    assert same(read_words(tmp_path / FILE, "these"), words)


def test_spellings_as_written_travel(collected, tmp_path):
    (tmp_path / FILE).write_text(pack_words(collected, "these"), encoding="utf-8")
    read = read_words(tmp_path / FILE, "these")
    assert same(pickle.loads(pickle.dumps(read)), collected)  # noqa: S301


def test_what_was_changed_since_is_collected_anew(data):
    """A new alias and a new scenario are words at once, without a build."""
    seeds = data / "seeds"
    before = load_words(seeds)
    with (seeds / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("mumbai,Bumbaya,pt,geonames\n")
    (seeds / "scenarios" / "mine.toml").write_text('title = "Mine"\n', encoding="utf-8")
    after = load_words(seeds)
    assert "bumbaya" not in before.spelled
    assert [meaning.id for meaning in after.spelled["bumbaya"]] == ["mumbai"]
    assert after.knows("mine", "scenario")
    assert not before.knows("mine", "scenario")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"made_of": "these"}', b"[" * 100_000,
        json.dumps({"made_of": "these", "meanings": [[1]]}).encode(),
        json.dumps({"made_of": "these", "meanings": [["place", "baku", "Baku", "AZ", ""]]}).encode(),
    ],
)  # fmt: skip
def test_another_file_of_that_name_is_refused_with_the_remedy(content, tmp_path):
    path = tmp_path / FILE
    path.write_bytes(content)
    with pytest.raises(TableError, match=r"words.json: not the words .* \(run: instc build\)"):
        read_words(path, "these")


def test_broken_words_keep_no_one_from_the_build_that_mends_them(data):
    seeds = data / "seeds"
    with (seeds / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("mumbai,Bumbaya the Second,pt,geonames\n")  # a folder not met in this process
    made_of = words_source(seeds, data / "geodata" / "ports.csv")
    (data / "geodata" / FILE).write_text(json.dumps({"made_of": made_of}), encoding="utf-8")
    with pytest.raises(TableError, match="run: instc build"):
        load_words(seeds)
    assert len(check_tables(seeds)) > 20


def test_a_number_of_no_meaning_is_refused(collected, tmp_path):
    record = json.loads(pack_words(collected, "these"))
    record["spelled"]["first"][7] = 10**6
    (tmp_path / FILE).write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(TableError, match="IndexError"):
        read_words(tmp_path / FILE, "these")
