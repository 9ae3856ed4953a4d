"""The command route."""

import json

import pytest

PAIR = ("Mumbai", "Moscow", "--draws", "50")
SHORT = ("INNSA", "IRSRP", "--mode", "sea")


@pytest.mark.parametrize(
    "words",
    [
        ("--by", "time"),
        ("--by", "cost"),
        ("--by", "co2"),
        ("--by", "value"),
        ("--avoid", "hormuz"),
        ("--via", "Tehran"),
    ],
    ids=" ".join,
)
def test_route(cli, words):
    answer = cli("route", "Mumbai", "Moscow", *words)
    assert answer.code == 0
    assert "again: instc route Mumbai Moscow" in answer.out


@pytest.mark.parametrize(
    ("mode", "ends"),
    [
        ("sea", ("INNSA", "RULED")),
        ("rail", ("Moscow", "Vladivostok")),
        ("road", ("astara_ir.road", "rasht.road")),
    ],
)
def test_route_by_one_mode(cli, mode, ends):
    answer = json.loads(cli("route", *ends, "--mode", mode, "--format", "json").out)
    assert set(answer["length_km_by_mode"]) == {mode}


def test_route_is_one_alternative_with_its_links(cli):
    answer = json.loads(cli("route", *SHORT, "--format", "json").out)
    assert answer["schema"] == "instc.route/1"
    whole = json.loads(cli("compare", *PAIR, "--format", "json").out)
    head = set(whole) - {
        "alternatives",
        "unavailable",
        "best",
        "pareto",
        "verdicts",
        "conclusions",
        "via_bound",
        "remarks",
    }
    assert set(answer) >= head | set(whole["alternatives"][0]) | {"links"}
    assert answer["scope"] == {"origin": "port", "destination": "port"}
    assert answer["passages"] == ["hormuz"]
    for link in answer["links"]:
        assert set(link) >= {"link_id", "mode", "from", "to", "length_km", "days", "source_ids"}
        assert link["source_ids"]
    assert sum(link["length_km"] for link in answer["links"]) == pytest.approx(
        answer["length_km"], abs=0.06 * len(answer["links"])
    )


class TestServices:
    """Ways by known services first, alike, or alone; two clocks; a class of ship."""

    def test_a_way_without_a_service_is_given_and_said_to_be_one(self, cli):
        answer = json.loads(cli("route", *SHORT, "--format", "json").out)
        assert (
            "No service from Nhava Sheva port to Bandar Abbas port known to run on that day (last seen: 2025-11-03"
            in " ".join(answer["remarks"])
        )

    def test_served_ways_alone(self, cli):
        answer = cli("route", *SHORT, "--served")
        assert (answer.code, "by services known to run on that day" in answer.err) == (3, True)
        then = cli("route", *SHORT, "--served", "--as-of", "2025-06-01")
        assert "again: instc route INNSA IRSRP --as-of 2025-06-01 --mode sea --served" in then.out

    def test_one_of_both(self, cli):
        answer = cli("route", *SHORT, "--served", "--possible")
        assert (answer.code, "ask for one of them" in answer.err) == (2, True)

    def test_a_class_that_is_none(self, cli):
        answer = cli("route", *SHORT, "--ship", "raft")
        assert (answer.code, 'no class is called "raft"' in answer.err) == (2, True)

    @pytest.mark.parametrize(("ship", "by_kiel"), [("feeder", True), ("liner", False)])
    def test_a_ship_with_9_9_m_goes_round_skagen(self, cli, ship, by_kiel):
        words = ("route", "INMUN", "RULED", "--mode", "sea", "--ship", ship, "--format", "json")
        assert ("kiel" in json.loads(cli(*words).out)["passages"]) is by_kiel

    def test_from_ready_is_later_by_the_wait(self, cli):
        words = ("route", "Mumbai", "Novorossiysk", "--draws", "2000", "--format", "json")
        transit, ready = (
            json.loads(cli(*words, *more).out)["means"]["days_mean"] for more in ((), ("--ready",))
        )
        assert 2 < ready - transit < 15.5  # of a line every 15 days, and one by inducement
