"""The command backtest --by usd or co2e."""

import json


def test_witnesses_of_carbon(cli):
    answer = json.loads(cli("backtest", "--by", "co2e", "-f", "json").out)
    assert answer["schema"] == "instc.witnesses/1"
    text = cli("backtest", "--by", "co2e").out
    hits = [one["hit"] for one in answer["witnesses"]]
    assert f"{hits.count(True)} of {len(hits)} in all" in text
    assert max(map(len, text.splitlines()[:-1])) <= 80
    assert cli("backtest", "--by", "tonnes").code == 2
