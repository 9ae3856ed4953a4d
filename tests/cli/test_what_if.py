"""What scenarios change, from the shell: by pair, and the matrix."""

import json

import pytest

PAIR = ("--pair", "Mumbai:Moscow", "--draws", "20")


@pytest.fixture
def matrix(cli):
    def ask(*words):
        said = cli("scenario", "matrix", *PAIR, "-s", "today", "-s", "hormuz-closed", *words)
        assert said.code == 0, said.err
        return said.out

    return ask


def test_the_matrix_counts_the_branches_that_are_left(matrix):
    today, shut = json.loads(matrix("-f", "json"))["rows"]
    assert (today["branches_left"], today["branches_known"]) == (6, 7)
    assert shut["branches_left"] == 2
    left = {name for name, days in shut["branches"].items() if days is not None}
    assert left == {"instc_chabahar", "instc_lorry"}
    assert shut["km_added"]["by_sea"] == 0


def test_the_matrix_has_a_title_words_and_the_command(matrix):
    text = matrix("--branches")
    assert text.startswith("Median days of each branch of the corridor, status as of 2026-07-31")
    assert "again: instc scenario matrix --pair Mumbai:Moscow" in text
    assert "_" not in text.partition("again:")[0]
    assert max(map(len, text.partition("again:")[0].splitlines())) <= 80
    assert matrix("-f", "md").startswith("| pair | scenario | over Iran | by sea |")


def test_kilometres_are_added_by_the_cape(cli):
    pair = ("--pair", "Mumbai:St Petersburg", "--draws", "20")
    said = cli("scenario", "matrix", *pair, "-s", "both-straits-closed", "-f", "json")
    (row,) = json.loads(said.out)["rows"]
    assert row["km_added"]["by_sea"] > 5000


def test_two_scenarios_are_told_apart_for_each_pair(cli):
    pairs = ("--pair", "Mumbai:Moscow", "--pair", "Bandar Abbas:Moscow", "--draws", "50")
    said = cli("scenario", "diff", "today", "rasht-astara-open", *pairs)
    assert said.code == 0, said.err
    assert "Bandar Abbas → Moscow" in said.out
    told = json.loads(
        cli("scenario", "diff", "today", "rasht-astara-open", *pairs, "-f", "json").out
    )
    assert [row["pair"] for row in told["rows"]] == ["Mumbai → Moscow", "Bandar Abbas → Moscow"]
    assert told["rows"][1]["change_p50"] < 0
    wrong = cli("scenario", "diff", "Mumbai", "Moscow", "-s", "winter", *pairs)
    assert wrong.code == 2
    assert "--pair: name two scenarios" in wrong.err


def test_help_lists_the_verbs_by_what_they_are_for(cli):
    text = cli("--help").out
    places = [text.index(title) for title in ("\nAsk:", "\nChange:", "\nCheck:", "\nData:")]
    assert places == sorted(places)
    assert (
        places[0] < text.index("  compare ") < places[1] < text.index("  bottleneck ") < places[2]
    )


@pytest.mark.parametrize("format_", ["md"])
@pytest.mark.parametrize(
    "verb", ["sensitivity Mumbai Moscow --draws 20", "places Moscow", "bottleneck"]
)
def test_every_table_is_written_as_markdown(cli, verb, format_):
    said = cli(*verb.split(), "--format", format_)
    assert said.code == 0, said.err
    head, rule, *rows = said.out.splitlines()
    assert rule.startswith("| --- |")
    assert rows
    assert all(row.count(" | ") == head.count(" | ") for row in rows)


def test_a_pair_without_a_way_over_iran_is_named(cli):
    pairs = ("--pair", "Mumbai:Moscow", "--pair", "St Petersburg:Novorossiysk", "--draws", "10")
    asked = ("scenario", "diff", "today", "winter", *pairs)
    told = json.loads(cli(*asked, "-f", "json").out)
    assert told["without"] == ["St Petersburg → Novorossiysk"]
    assert [row["pair"] for row in told["rows"]] == ["Mumbai → Moscow"]
    assert "St Petersburg → Novorossiysk: no way over Iran" in cli(*asked).out
