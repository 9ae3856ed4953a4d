"""The commands backtest and replay."""

import io
import json
import re
from importlib import resources

import jsonschema
import pandas as pd
import pytest

from instc import cli
from instc.evidence.backtest import backtest
from instc.evidence.printed import load_printed


@pytest.fixture(scope="module")
def result():
    """Each second observation: what is shown of all is the same."""
    every = load_printed("observations")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("instc.evidence.backtest.load_printed", lambda *_: every[::2])
        half = backtest()
        assert half.held_out
    return half


def test_the_command_gives_the_contract_and_strict_fails_when_the_rule_says_so(
    monkeypatch, capsys, result
):
    monkeypatch.setattr("instc.evidence.backtest.backtest", lambda **_: result)
    monkeypatch.setattr("sys.argv", ["instc", "backtest", "--strict", "--format", "json"])
    assert cli.run() == (0 if result.passes() else 1)
    answer = json.loads(capsys.readouterr().out)
    assert {"id", "kind", "days", "p10", "p50", "p90", "hit"} <= set(answer["observations"][0])
    assert answer["summary"]["journeys"] == len(result.trips())
    assert answer["observations"][0]["hit"] is False
    jsonschema.validate(
        answer,
        json.loads(
            (resources.files("instc") / "schemas" / "backtest.json").read_text(encoding="utf-8")
        ),
    )


def test_the_table_has_each_journey_once_misses_first(monkeypatch, capsys, result):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("instc.evidence.backtest.backtest", lambda **_: result)
    monkeypatch.setattr("sys.argv", ["instc", "backtest", "--format", "csv"])
    assert cli.run() == 0
    rows = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert rows["id"].tolist() == [
        seen.row["observation_id"] for seen in (*result.used, *result.shown)
    ]
    monkeypatch.setattr("sys.argv", ["instc", "backtest"])
    assert cli.run() == 0
    text = capsys.readouterr().out
    foreseen, sample = text.split(
        "\nIn the sample: the model has learnt from these; misses first\n"
    )
    scored = [one for one in result.held_out if one.scored]
    assert re.findall(r"(MISS|inside) *$", foreseen, re.MULTILINE) == [
        "inside" if one.inside(result.model) else "MISS" for one in scored
    ]
    assert foreseen.count("likely cause:") == foreseen.count("MISS")
    assert max(len(line) for line in foreseen.splitlines()) <= 80
    measured, shown = sample.split("Schedules, plans, averages and bounds: placed, never counted\n")
    assert f"{result.summary()['inside_share']:.0%} inside P10-P90" in measured
    assert re.findall(r"(MISS|inside) *$", measured, re.MULTILINE) == [
        "inside" if seen.hit else "MISS" for seen in result.used
    ]
    assert f"it {'passes' if result.passes() else 'fails'}." in shown


def test_replay_alone_lists_what_it_knows(cli):
    done = cli("replay", "-f", "json")
    rows = json.loads(done.out)["rows"]
    found = {row["journey"]: row for row in rows}
    assert found["jeddah-2023"]["origin"] == "Chelyabinsk"
    assert found["n023"]["why_not"] == "is undated"
    text = cli("replay").out
    assert "jeddah-2023 Chelyabinsk - Jeddah" in text
    assert "n023" not in text
    assert f"{sum(bool(row['why_not']) for row in rows)} more begin or end outside" in text


def test_a_map_of_a_journey_has_a_name_and_a_file(cli, tmp_path):
    assert "name the journey" in cli("replay", "--map", str(tmp_path / "a.html")).err
    assert "goes into a file" in cli("replay", "kan17", "--map", "-").err
    done = cli("replay", "kan17", "--map", str(tmp_path / "a.html"))
    assert (done.code, "Kandla" in done.out) == (0, True)
    assert "As it went: " in (tmp_path / "a.html").read_text(encoding="utf-8")
