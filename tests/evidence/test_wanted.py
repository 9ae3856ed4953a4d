"""Documents that would narrow an answer most."""

from __future__ import annotations

from itertools import pairwise

import instc
from instc.evidence.wanted import DOCUMENTS, wanted
from instc.tables.ages import HALF_LIVES


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
