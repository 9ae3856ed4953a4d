"""A way has the colour of its corridor, else of its family; ways of a kind share it."""

import pytest

from instc.colours import COLOURS, FAMILIES, GROUPS, group_of
from instc.tables.schema import read_table


@pytest.mark.parametrize(
    ("corridor", "family", "group"),
    [
        ("instc_east_sarakhs", "instc", "east"),  # its own group before its family's
        ("a_new_one", "instc", "best"),
        ("suez_baltic", "suez", "suez"),
        ("eastern", "eastern_maritime", "transsib"),
        ("over_iran.days", "over_iran", "best"),
        ("by_china", "by_china", "china"),
        ("middle_corridor", "middle_corridor", "middle"),
        ("route", "any mode", "best"),  # of no side
        ("a_new_one", "of_no_family", "best"),
    ],
)
def test_a_way_belongs_to_a_group(corridor, family, group):
    assert group_of(corridor, family) == group


def test_every_group_has_a_colour_of_its_own():
    groups = {*GROUPS.values(), *FAMILIES.values(), "best"}
    assert groups == set(COLOURS)
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_every_corridor_of_the_tables_has_a_colour():
    for row in read_table("corridors").itertuples():
        assert group_of(row.corridor_id, row.family) != "best", row.corridor_id
