"""Other readings of a claim: what it leaves open, varied."""

import pandas as pd

from instc.evidence.dated import Dated
from instc.evidence.readings import OTHER_SIDE, readings
from instc.model import load_model
from instc.version import DATA_DATE
from toy_claims import claim


def read(**cells):
    """What is varied, to what, and the cells that then differ."""
    row = claim(**{"against": ""} | cells)
    found = []
    for axis, words, changed in readings(row, Dated(load_model())):
        differ = {name for name in changed.index if not same(changed.get(name), row.get(name))}
        found.append((axis, words, {name: changed[name] for name in differ}))
    return found


def same(one, other):
    return one == other or pd.isna([one, other]).all()


def test_a_claim_that_leaves_nothing_open_is_read_as_it_stands():
    assert read() == []


def test_another_end_and_the_other_direction():
    assert read(open="origin=delhi destination=baku direction") == [
        ("origin", "origin delhi", {"from_id": "delhi"}),
        ("destination", "destination baku", {"to_id": "baku"}),
        ("direction", "the other way round", {"from_id": "b", "to_id": "a"}),
    ]


def test_another_year_is_one_that_the_claim_is_not_of():
    assert [changes for _, _, changes in read(open="year", as_of=DATA_DATE)] == [
        {"as_of": "2023-01-01"}
    ]
    assert len(read(open="year", as_of="2020-01-01")) == 2


def test_a_baseline_is_what_is_compared_with_or_else_what_is_meant():
    against = read(open="baseline", against="suez")
    assert ("which Suez service", "against suez_baltic", {"against": "suez_baltic"}) in against
    meant = read(open="baseline", against="")
    assert ("which Suez service", "by suez_baltic", {"corridor_id": "suez_baltic"}) in meant
    assert len(against) == len(meant) + 1 == 4  # and its reverse


def test_every_corridor_of_the_instc_and_no_other():
    words = [words for _, words, _ in read(open="corridor")]
    assert "by instc_caspian" in words
    assert all(word.startswith("by instc_") for word in words)


def test_a_cheap_and_a_dear_cargo():
    assert [changes["cargo_value"] for _, _, changes in read(open="value")] == [1e4, 2e5]


def test_each_other_branch():
    (first, *_) = read(open="branch")
    assert first[0] == "branch"
    assert "western" not in [
        changes["expected"] for _, _, changes in read(open="branch", expected="western")
    ]


def test_each_other_side_is_compared_with():
    words = [words for _, words, _ in read(open="side", corridor_id="instc", against="suez")]
    assert words[:-1] == ["against by_china", "against middle_corridor"]
    words = [words for _, words, _ in read(open="side", corridor_id="by_china", against="by_sea")]
    assert words[:-1] == ["against over_iran", "against middle_corridor"]


def test_what_is_held_against_another_way_is_read_the_other_way_about_too():
    ((axis, words, changes),) = read(against="theirs")
    assert axis == OTHER_SIDE
    assert words == "said of the other side: theirs against mine"
    assert changes == {"corridor_id": "theirs", "against": "mine"}
