"""The commands geodata refresh and features: what is refused, and what would be asked."""

import json

import pytest

SAMUR = "samur.border1520-yalama.rail1520"
LINK = "astara_ir.rail1435-rasht.rail1435"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("refresh", "--endpoint", "nowhere"), '--endpoint "nowhere": must be the address'),
        (("refresh", "--endpoint", "ftp://a.example/api"), "must be the address"),
        (("refresh", "--endpoint", "http://a.example:0/api"), "must be the address"),
        (("refresh", "--endpoint", "http://a.example:x/api"), "must be the address"),
        (("refresh", "--format", "pdf"), "--format"),
        (("refresh", "--link", "rasht.rail"), "rasht.rail"),
        (("features", LINK, "--near", "0"), "--near 0: must lie between 0 and 50 km"),
        (("features", LINK, "--near", "51"), "--near 51: must lie"),
        (("features", f"{LINK}x"), f'did you mean "{LINK}"'),
    ],
)
def test_what_can_not_be_meant_is_refused_before_a_server_is_asked(cli, words, said):
    answer = cli("geodata", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_a_dry_run_says_what_would_be_asked(cli):
    words = ("--dry-run", "--format", "json", "--endpoint", "https://a.example:8080/api")
    answer = cli("geodata", "refresh", "--link", SAMUR, *words)
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert told["schema"] == "instc.refresh_plan/1"
    ((name, tiles),) = [(row["link_id"], row["tiles"]) for row in told["rows"]]
    assert (name, tiles > 0) == (SAMUR, True)
    asked = f"at least {tiles} request{'s' * (tiles > 1)} to https://a.example:8080/api\n"
    assert answer.err == f"1 link, {tiles} tile{'s' * (tiles > 1)}, {asked}"


def test_an_extract_asks_no_server(cli):
    answer = cli("geodata", "refresh", "--dry-run", "--from-pbf", "a.pbf", "--from-pbf", "b.pbf")
    assert answer.code == 0
    assert answer.err.endswith("no request: 2 extracts\n")
