"""The commands data stale, wanted, impact."""

import json

from instc.cli.worth import _impact_text
from instc.display.console import plain
from instc.evidence.impact import Impact


def test_stale_rows_are_those_past_their_half_life(cli):
    answer = json.loads(cli("data", "stale", "-f", "json").out)
    assert answer["schema"] == "instc.stale/1"
    past = [row for row in answer["rows"] if row["age"] >= row["half_life"]]
    assert past[0]["key"] in cli("data", "stale", "--ids").out
    text = cli("data", "stale").out
    assert "freight of trains in Russia" in text
    assert f"{len(past)} of {len(answer['rows'])} dated rows" in text
    assert max(map(len, text.splitlines()[:-1])) <= 80


def test_wanted_documents_in_words_json_and_markdown(cli):
    pair = ("data", "wanted", "Mumbai", "Baku")
    rows = json.loads(cli(*pair, "-f", "json").out)["rows"]
    text, page = cli(*pair), cli(*pair, "-f", "md")
    assert page.out.startswith("| row | days | USD |")
    assert rows[0]["parameter_id"][:20] in cli(*pair, "--ids").out
    assert rows[0]["parameter_id"] not in text.out
    assert f"{len(rows) - 10} more rows: --all." in text.out
    assert cli("data", "wanted", "Mumbai").code == 2


def test_the_impact_in_words():
    moved = {"days": (1.0, 1.0), "usd_per_teu": (100.0, 90.0), "co2e_kg_per_teu": (5.0, None)}
    found = Impact({("a", "b"): moved}, {"x": ("holds", "wrong")}, {"skill": (0.1, 0.2)})
    text = _impact_text(found, plain)
    assert "1 of 1 pairs move" in text
    assert "100 -> 90" in text
    assert "5 -> no way" in text
    assert "1 of 1 verdicts of claims change" in text
    assert text.endswith("backtest: skill 0.1 -> 0.2\n")
