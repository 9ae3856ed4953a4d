"""The state of a link on a day, and whose word it is."""

import pandas as pd
import pytest

import toy
from instc.errors import TableError
from instc.network.status import subjects, with_status
from instc.tables.words import Meaning, Words

RAIL = "beta.rail1435-gamma.rail1435"
STATUS = pd.DataFrame(
    [
        {
            "subject_id": RAIL,
            "status": "under_construction",
            "from_date": "2020-01-01",
            "to_date": "2024-01-01",
            "source_id": "s",
            "note": "",
        },
        {
            "subject_id": RAIL,
            "status": "limited",
            "from_date": "2024-01-01",
            "to_date": "",
            "source_id": "t",
            "note": "",
        },
        {
            "subject_id": "canal",
            "status": "closed",
            "from_date": "2025-01-01",
            "to_date": "2025-02-01",
            "source_id": "u",
            "note": "",
        },
    ]
)


@pytest.mark.parametrize(
    ("day", "rail", "canal"),
    [
        ("2019-12-31", "open", "open"),
        ("2020-01-01", "under_construction", "open"),
        ("2023-12-31", "under_construction", "open"),
        ("2024-01-01", "limited", "open"),
        ("2025-01-01", "limited", "closed"),
        ("2025-01-31", "limited", "closed"),
        ("2025-02-01", "limited", "open"),
    ],
)
def test_periods_hold_their_first_day_and_not_their_last(day, rail, canal):
    links = with_status(toy.toy_network().links, STATUS, day)
    assert (links.at[RAIL, "status"], links.at["canal.a-canal.b", "status"]) == (rail, canal)


def test_a_passage_speaks_for_its_link():
    links = with_status(toy.toy_network().links, STATUS, "2025-01-15")
    assert links.at["canal.a-canal.b", "status_source_id"] == "u"


def test_a_subject_that_does_not_exist():
    with pytest.raises(TableError, match='no link or passage is called "panama"'):
        with_status(toy.toy_network().links, STATUS.assign(subject_id="panama"), "2025-01-01")


def test_a_subject_can_be_named_in_words():
    words = Words()
    words.add(Meaning("passage", "canal", "Canal of Toy"), ["Toy"])
    words.add(Meaning("water", "sea", "Toy Sea"), [])
    words.gates["sea"] = ("canal", "gate")
    links = toy.toy_network().links
    status = STATUS.replace({"subject_id": {"canal": "TOY"}})
    named = with_status(links, status, "2025-01-15", words)
    assert named.at["canal.a-canal.b", "status"] == "closed"
    status = STATUS.replace({"subject_id": {"canal": "Toy Sea"}})
    with pytest.raises(TableError, match="Toy Sea: name each strait or canal in a row"):
        with_status(links, status, "2025-01-15", words)
    status = STATUS.assign(subject_id="panama")
    with pytest.raises(TableError, match='no link or passage is called "panama"'):
        with_status(links, status, "2025-01-15", words)


def test_the_links_given_are_unchanged():
    links = toy.toy_network().links
    before = links.copy()
    with_status(links, STATUS, "2025-01-15")
    pd.testing.assert_frame_equal(links, before)


def test_where_no_row_speaks_a_link_is_open_and_nobodys_word():
    links = with_status(toy.toy_network().links, STATUS, "2019-12-31")
    assert set(links["status"]) == {"open"}
    assert set(links["status_source_id"]) == {""}


def test_two_rows_in_force_are_refused():
    again = STATUS.iloc[[1]].assign(status="closed", source_id="v")
    twice = pd.concat([STATUS, again], ignore_index=True)
    with pytest.raises(TableError, match="row 5, subject_id: another row of the same"):
        with_status(toy.toy_network().links, twice, "2024-06-01")


def test_the_link_of_a_passage_names_the_passage():
    own = STATUS.assign(subject_id="canal.a-canal.b")
    said = "canal.a-canal.b is the link of a passage: name the passage, canal"
    with pytest.raises(TableError, match=said):
        with_status(toy.toy_network().links, own, "2024-06-01")


def test_a_passage_is_named_by_itself_and_a_link_by_its_id():
    links = toy.toy_network().links.loc[[RAIL, "canal.a-canal.b"]]
    assert subjects(links).tolist() == [RAIL, "canal"]
