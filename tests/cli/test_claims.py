"""The commands claims list, check, show."""

import io
import json

import pandas as pd

from instc import cli
from instc.evidence.claims import VERDICTS


def run(monkeypatch, capsys, *words):
    monkeypatch.setattr("sys.argv", ["instc", *words])
    return cli.run(), capsys.readouterr()


def test_the_command_gives_the_contract_and_check_fails_on_what_is_wrong(monkeypatch, capsys):
    code, out = run(monkeypatch, capsys, "claims", "list", "e12", "E13", "--format", "json")
    rows = json.loads(out.out)["claims"]
    assert code == 0
    assert [row["id"] for row in rows] == ["e12", "e13"]
    assert {"id", "statement", "verdict", "rule", "range"} <= set(rows[0])
    assert all(row["verdict"] in VERDICTS for row in rows)
    assert run(monkeypatch, capsys, "claims", "check", "e12")[0] == 0
    code, out = run(monkeypatch, capsys, "claims", "check", "e01")
    assert code == 1
    assert "wrong" in out.out


def test_the_list_says_why_in_a_word(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    _, out = run(monkeypatch, capsys, "claims", "list", "c003", "c021", "e05")
    for words in (
        "depends on which corridor",
        "holds   model 7,057 km",
        "holds   model P10-P90 26-40",
        "3 claims: 2 holds, 1 depends.",
    ):
        assert words in out.out
    _, out = run(monkeypatch, capsys, "claims", "list", "c003", "e05", "--format", "csv")
    assert pd.read_csv(io.StringIO(out.out)).set_index("id")["verdict"].to_dict() == {
        "c003": "holds",
        "e05": "depends",
    }


def test_showing_a_claim_prints_the_rule_and_the_command(monkeypatch, capsys):
    code, out = run(monkeypatch, capsys, "claims", "show", "c014")
    assert code == 0
    assert "rule: within 3 %" in out.out
    assert "again: instc route rasht.rail1435 astara_ir.rail1435" in out.out
