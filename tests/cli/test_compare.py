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
