"""Ways of a kind share a colour, everywhere."""

from __future__ import annotations

import re

import pytest

from instc.colours import COLOURS, FAMILIES, GROUPS, group_of
from instc.tables.schema import read_table


def test_every_corridor_has_its_group_and_every_group_its_colour():
    table = read_table("corridors")
    for row in table.itertuples():
        assert group_of(row.corridor_id, row.family) in set(COLOURS) - {"best", "trunk"}
    assert set(GROUPS) <= set(table["corridor_id"])
    assert set(FAMILIES) == set(table["family"])


@pytest.mark.parametrize(
    ("corridor", "family", "group"),
    [
        ("instc_west_rail", "instc", "west"),
        ("instc_east_sarakhs", "instc", "east"),
        ("mine", "instc", "west"),
        ("suez_baltic", "suez", "suez"),
        ("best_days", "best", "best"),
        ("route", "any mode", "best"),
    ],
)
def test_a_corridor_before_its_family_and_all_else_is_the_best(corridor, family, group):
    assert group_of(corridor, family) == group


def test_no_two_groups_look_alike():
    assert len(set(COLOURS.values())) == len(COLOURS)
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in COLOURS.values())
