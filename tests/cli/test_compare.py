"""The command compare."""

import pytest


@pytest.mark.parametrize(
    "scenario", ["normal-2023", "rasht-astara-open", "red-sea-closed", "hormuz-closed"]
)
def test_compare_under_each_scenario(cli, scenario):
    answer = cli("compare", "Mumbai", "Moscow", "--draws", "100", "--scenario", scenario)
    assert answer.code == 0
    assert scenario in answer.out
    assert answer.err == ""


def test_compare_both_ways_by_date_and_via(cli):
    for words in (
        ("Moscow", "Mumbai"),
        ("Mumbai", "Moscow", "--as-of", "2023-08-27"),
        ("Chelyabinsk", "Jeddah", "--via", "Incheh-Borun"),
        ("37.6,55.7", "Mumbai"),
        ("INNSA", "RULED"),
    ):
        assert cli("compare", *words, "--draws", "50").code == 0, words


def test_all_shows_every_way_and_is_no_part_of_the_question(cli):
    few = cli("compare", "Mumbai", "Moscow", "--draws", "50").out
    every = cli("compare", "Mumbai", "Moscow", "--draws", "50", "--all").out
    assert "beaten or alike: --all." in " ".join(few.split())
    assert "--all" not in every
    assert len(every.splitlines()) > len(few.splitlines()) + 4


def test_an_end_in_iran_says_that_there_is_no_rival(cli):
    said = "No rival: the end lies in Iran; its branches are compared among themselves."
    answer = cli("compare", "Tehran", "Moscow", "--draws", "50")
    assert said in " ".join(answer.out.split())
    for verb in ("breakeven", "sensitivity"):
        refused = cli(verb, "Tehran", "Moscow", "--draws", "50")
        assert refused.code == 2
        assert refused.err.startswith("instc: error: no rival joins Tehran and Moscow (No rival:")


def test_suez_rows_that_are_no_way_share_a_line(cli):
    """And none of them is a rival: the ship to Istanbul itself is."""
    words = " ".join(cli("compare", "Mumbai", "Istanbul", "--draws", "50").out.split())
    assert ": not a way between these ends." in words
    assert (
        "against the way by sea (ship all the way)" in words
        or "than the way by sea (ship all the way)" in words
    )


@pytest.mark.parametrize("word", ["days", "usd", "co2e", "value", "time", "cost", "co2"])
def test_route_and_sensitivity_take_one_set_of_words(cli, word):
    written = {"time": "days", "cost": "usd", "co2": "co2e"}.get(word, word)
    for verb, usual in (("route", "value"), ("sensitivity", "days")):
        answer = cli(verb, "Mumbai", "Moscow", "--by", word, "--draws", "20")
        assert answer.code == 0, answer.err
        line = " ".join(answer.out.split()).partition("again: ")[2]
        assert (f"--by {written}" in line) == (written != usual)
