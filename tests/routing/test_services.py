"""What runs on a day, by rows that a person can count."""

import pandas as pd
import pytest

from instc.routing.services import changes, timetable
from instc.tables.schema import read_table

COLUMNS = [
    "service_id", "kind", "order", "calls", "links", "headway_days", "headway_other", "ship_class", "state",
    "from_date", "seen_date", "to_date", "source_id",
]  # fmt: skip
GROUPS = pd.DataFrame(
    [("west", "a"), ("west", "b"), ("east", "y"), ("east", "z")], columns=["group_id", "port_id"]
)


def row(name="s", calls="a z", order="line", **cells):
    known = {
        "service_id": name, "kind": "ship", "order": order, "calls": calls, "links": "", "headway_days": 7.0, "headway_other": float("nan"),
        "ship_class": "feeder", "state": "running", "from_date": "2020-01-01", "seen_date": "2020-01-01", "to_date": "", "source_id": "page",
    }  # fmt: skip
    return {**known, **cells}


def on(day, *rows, covered=()):
    ports = pd.DataFrame(covered, columns=["port_id", "towards", "from_date", "to_date"])
    return timetable(pd.DataFrame(rows, columns=COLUMNS), GROUPS, ports, day)


def shipped(day):
    tables = [read_table(name) for name in ("services", "port_groups", "ports_covered")]
    return timetable(*tables, day)


def served(table, *pairs):
    return [table.voyage(*pair).served for pair in pairs]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2019-12-31", None),
        ("2020-01-01", True),
        ("2022-12-31", True),
        ("2023-01-01", None),  # 36 months after the last source
    ],
)
def test_a_service_runs_36_months_after_it_was_seen(day, expected):
    assert on(day, row()).voyage("a", "z").served is expected


def test_the_last_day_of_a_row_ends_it_at_once():
    table = on("2021-06-01", row(to_date="2021-06-01"))
    assert table.voyage("a", "z").served is None
    assert table.voyage("a", "z").last.service_id == "s"


@pytest.mark.parametrize(
    ("order", "there", "back"),
    [("line", 1, None), ("both", 1, 1), ("round", 1, 0)],
)
def test_calls_between_are_counted_in_the_direction_of_the_box(order, there, back):
    table = on("2020-06-01", row(calls="a m z", order=order))
    found = [
        [one.calls for one in table.voyage(*pair).running] for pair in (("a", "z"), ("z", "a"))
    ]
    assert found == [[there], [] if back is None else [back]]


def test_a_hub_is_tied_with_each_call_and_the_calls_not_with_each_other():
    table = on("2020-06-01", row(calls="h a z", order="hub"))
    pairs = [("h", "a"), ("z", "h"), ("a", "z")]
    assert served(table, *pairs) == [True, True, None]


def test_a_port_called_at_twice_is_reached_by_the_fewer_calls():
    table = on("2020-06-01", row(calls="a m z a", order="line"))
    assert table.voyage("a", "m").running[0].calls == 0
    assert table.voyage("z", "a").running[0].calls == 0


def test_a_group_stands_for_each_of_its_ports_and_for_no_pair_inside():
    table = on("2020-06-01", row(calls="west east"))
    assert served(table, ("a", "y"), ("b", "z"), ("a", "b")) == [True, True, None]


class TestAbsence:
    """Evidence where print covers the port, and nowhere else."""

    def test_only_at_covered_ports(self):
        covered = [("z", "", "2020-01-01", "")]
        table = on("2020-06-01", row(calls="a b"), covered=covered)
        assert served(table, ("a", "z"), ("z", "a"), ("a", "y")) == [False, False, None]

    def test_not_before_and_after_the_period_that_is_covered(self):
        covered = [("z", "", "2020-01-01", "2021-01-01")]
        days = ("2019-12-31", "2020-01-01", "2021-01-01")
        found = [on(day, row(calls="a b"), covered=covered).voyage("a", "z").served for day in days]
        assert found == [None, False, None]

    def test_only_towards_the_ports_that_are_covered(self):
        table = on("2020-06-01", row(calls="a b"), covered=[("z", "west", "2020-01-01", "")])
        assert served(table, ("a", "z"), ("y", "z")) == [False, None]

    def test_before_the_first_service_of_a_pair_nothing_is_known(self):
        covered = [("z", "", "2010-01-01", "")]
        found = on("2019-06-01", row(), covered=covered).voyage("a", "z")
        assert (found.served, found.begins) == (None, "2020-01-01")

    def test_a_plan_serves_nobody(self):
        covered = [("z", "", "2010-01-01", "")]
        found = on("2020-06-01", row(state="possible"), covered=covered).voyage("a", "z")
        assert found.served is False
        assert "only possible, printed: 2020-01-01, page" in found.words("here")


class TestStop:
    """A stop ends what touches its ports, unless a later source shows it."""

    STOP = row(
        "stop",
        "z",
        "hub",
        kind="stop",
        state="stopped",
        from_date="2021-01-01",
        seen_date="2021-01-05",
    )

    def test_it_ends_a_service_at_once(self):
        rows = (row(seen_date="2020-12-01"), self.STOP)
        assert on("2020-12-31", *rows).voyage("a", "z").served is True
        found = on("2021-01-01", *rows).voyage("a", "z")
        assert found.served is False
        assert (
            found.words("from a to z")
            == "no service from a to z known to run on that day (last seen: 2020-12-01, page)"
        )

    def test_what_was_seen_on_its_day_is_ended(self):
        assert (
            on("2021-06-01", row(seen_date="2021-01-01"), self.STOP).voyage("a", "z").served
            is False
        )

    def test_what_was_seen_since_runs(self):
        assert (
            on("2021-06-01", row(seen_date="2021-03-01"), self.STOP).voyage("a", "z").served is True
        )

    def test_others_run_on(self):
        assert on("2021-06-01", row(calls="a b"), self.STOP).voyage("a", "b").served is True

    def test_a_pair_of_which_no_row_tells_is_stopped_too(self):
        assert on("2021-06-01", self.STOP).voyage("b", "z").served is False

    def test_over_links(self):
        stop = {**self.STOP, "links": "gate"}
        train = row("train", "", kind="rail", links="gate other")
        table = on("2021-06-01", train, stop)
        assert [table.over(link).served for link in ("gate", "other", "third")] == [
            False,
            True,
            None,
        ]


def test_a_border_whose_trains_were_seen_long_ago_is_not_served():
    train = row("train", "", kind="rail", links="gate")
    assert on("2024-01-01", train).over("gate").served is False
    assert on("2019-01-01", train).over("gate").served is None


def test_of_two_headways_the_wait_is_that_of_the_longer():
    rows = [
        row("s", headway_days=14.0, headway_other=18.0),
        row("t", headway_days=20.0, headway_other=7.0),
    ]
    running = on("2020-06-01", *rows).voyage("a", "z").running
    assert [one.headway_days for one in running] == [18.0, 20.0]


def test_states_change_on_the_day_on_which_print_falls_silent():
    assert changes(pd.DataFrame([row(seen_date="2021-03-05")])) == {"2024-03-05"}


class TestShipped:
    """What the tables say, on days that a person can check by their notes."""

    def test_india_and_novorossiysk(self):
        days = ("2014-01-01", "2019-01-01", "2022-12-31", "2023-02-28", "2026-07-31")
        found = [shipped(day).voyage("nhava_sheva", "novorossiysk").served for day in days]
        assert found == [True, None, False, True, True]

    def test_no_line_from_india_to_vladivostok_runs(self):
        assert shipped("2026-07-31").voyage("chennai", "vladivostok").served is False

    def test_shipments_by_iran_stop_on_28_february_2026(self):
        for day, expected in (("2026-02-27", True), ("2026-02-28", False)):
            now = shipped(day)
            assert now.voyage("nhava_sheva", "bandar_abbas").served is expected
            assert now.over("astara_az.rail1520-astara_az.border1520").served is expected
        assert shipped("2026-07-31").over("astara_az.road-astara_az.border_road").served is True

    def test_the_european_hubs_are_left_in_2022(self):
        days = ("2014-01-01", "2022-05-31", "2022-06-01")
        found = [shipped(day).voyage("hamburg", "st_petersburg").served for day in days]
        assert found == [True, True, False]
