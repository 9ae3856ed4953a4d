"""The state of each link on a day."""

import pandas as pd
import pytest

import toy
from instc.errors import TableError
from instc.network.status import with_status

RAIL = "beta.rail1435-gamma.rail1435"


class TestStatus:
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
    def test_periods_hold_their_first_day_and_not_their_last(self, day, rail, canal):
        links = with_status(toy.toy_network().links, self.STATUS, day)
        assert (links.at[RAIL, "status"], links.at["canal.a-canal.b", "status"]) == (rail, canal)

    def test_a_passage_speaks_for_its_link(self):
        links = with_status(toy.toy_network().links, self.STATUS, "2025-01-15")
        assert links.at["canal.a-canal.b", "status_source_id"] == "u"

    def test_a_subject_that_does_not_exist(self):
        with pytest.raises(TableError, match="no link or passage is called panama"):
            with_status(
                toy.toy_network().links, self.STATUS.assign(subject_id="panama"), "2025-01-01"
            )

    def test_the_links_given_are_unchanged(self):
        links = toy.toy_network().links
        before = links.copy()
        with_status(links, self.STATUS, "2025-01-15")
        pd.testing.assert_frame_equal(links, before)
