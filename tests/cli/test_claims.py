"""The commands claims list, check, show."""

import io
import json
import re

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
    assert out.out.splitlines()[2].startswith("depends")  # before what holds
    start = out.out.splitlines()[0].index("because")
    text = " ".join(line[start:].strip() for line in out.out.splitlines())
    for words in (
        r"It depends on which",
        r"is 7,\d{3} km\.",
        r"takes \d\d-\d\d days\.",
        r"3 claims: 2 holds, 1 depends\.",
    ):
        assert re.search(words, f"{text} {out.out}"), words
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


def test_a_list_in_markdown_and_a_card(monkeypatch, capsys, tmp_path):
    _, out = run(monkeypatch, capsys, "claims", "list", "e12", "c014", "--format", "md")
    assert out.out.startswith("| verdict | claim | who | reason |")
    path = tmp_path / "card.svg"
    code, _ = run(monkeypatch, capsys, "claims", "show", "e12", "-o", str(path))
    assert code == 0
    text = path.read_text(encoding="utf-8")
    assert "PLAUSIBLE" in text
    assert "Avdaliani" in text
    code, out = run(monkeypatch, capsys, "claims", "show", "Mumbai", "-o", str(path))
    assert code == 2
    assert "a card shows one" in out.err
