"""Answers that OSMnx would choke on are named, and those in its cache are dropped."""

import json

import pytest

from instc.osm.overpass import drop_broken, fault_of, is_id, read_answer

NODE = {"type": "node", "id": 1, "lat": 1.0, "lon": 2.0}
WAY = {"type": "way", "id": 2, "nodes": [1, 1]}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "without elements"),
        ({"elements": {}}, "without elements"),
        ({"elements": [1]}, "neither point nor way"),
        ({"elements": [{**NODE, "type": "area"}]}, "neither point nor way"),
        ({"elements": [{**NODE, "id": "1"}]}, "without a sound id"),
        ({"elements": [{**NODE, "id": 10**30}]}, "without a sound id"),
        ({"elements": [{**NODE, "id": True}]}, "without a sound id"),
        ({"elements": [{**NODE, "lat": float("nan")}]}, "point 1 without sound coordinates"),
        ({"elements": [{**NODE, "lat": 91}]}, "point 1 without sound coordinates"),
        ({"elements": [{**NODE, "lon": 181}]}, "point 1 without sound coordinates"),
        ({"elements": [{"type": "node", "id": 1}]}, "point 1 without sound coordinates"),
        ({"elements": [{**NODE, "tags": [1]}]}, "tags that are no words"),
        ({"elements": [{**NODE, "tags": {"a": 1}}]}, "tags that are no words"),
        ({"elements": [NODE, {**WAY, "nodes": []}]}, "way 2 without sound points"),
        ({"elements": [NODE, {**WAY, "nodes": ["1"]}]}, "way 2 without sound points"),
        ({"elements": [NODE, {"type": "way", "id": 2}]}, "way 2 without sound points"),
        ({"elements": [NODE, {**WAY, "nodes": [1, 7]}]}, "way 2 names point 7"),
    ],
)
def test_an_answer_that_osmnx_would_choke_on_is_named(body, words):
    assert words in fault_of(body)


def test_a_sound_answer_has_no_fault():
    relation = {"type": "relation", "id": 3, "tags": {"type": "route"}}
    edge = {**NODE, "id": 4, "lat": -90, "lon": 180}
    assert fault_of({"elements": [WAY, NODE, relation, edge]}) == ""
    assert fault_of({"elements": []}) == ""


@pytest.mark.parametrize(
    ("number", "sound"),
    [(1, True), (2**40 - 1, True), (2**40, False), (0, False), (-1, False), ("1", False)],
)
def test_ids(number, sound):
    assert is_id(number) == sound


class TestReading:
    def test_what_it_says_and_what_is_wrong_with_it(self):
        text = json.dumps({"elements": [NODE]})
        assert read_answer(text.encode()) == ({"elements": [NODE]}, "")
        assert read_answer('{"version": 1}') == ({"version": 1}, "JSON without elements")

    @pytest.mark.parametrize("text", ["", "<html>", '{"elements": [', b"\xff", "[" * 100_000])
    def test_no_json(self, text):
        assert read_answer(text) == (None, "no JSON")


class TestCache:
    def test_only_broken_answers_of_osmnx_are_dropped(self, tmp_path):
        sound, cut, wrong = (tmp_path / f"{letter * 40}.json" for letter in "abc")
        sound.write_text(json.dumps({"elements": [NODE]}))
        cut.write_text('{"elements": [')
        wrong.write_text(json.dumps({"elements": [WAY]}))
        other = tmp_path / "notes.json"
        other.write_text("{")
        assert drop_broken(tmp_path) == 2
        assert set(tmp_path.iterdir()) == {sound, other}

    def test_a_missing_folder_holds_nothing_broken(self, tmp_path):
        assert drop_broken(tmp_path / "nowhere") == 0
