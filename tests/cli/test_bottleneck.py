"""The command bottleneck."""

import json


def test_the_command_gives_the_contract(capsys, monkeypatch):
    from instc import cli

    monkeypatch.setattr(
        "sys.argv", ["instc", "bottleneck", "--branch", "west", "--ladder", "--format", "json"]
    )
    assert cli.run() == 0
    answer = json.loads(capsys.readouterr().out)
    assert {"mtpa", "teu", "cut", "lifted_by", "source_ids"} <= set(answer["steps"][0])
    second = answer["steps"][1]
    assert second["teu"] == round(second["mtpa"] * 1e6 / 12)
