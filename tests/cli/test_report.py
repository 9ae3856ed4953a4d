"""The command report."""

from instc import cli


def test_the_command_writes_one_file(tmp_path, monkeypatch, capsys):
    target = tmp_path / "r.html"
    monkeypatch.setattr(
        "sys.argv",
        [
            "instc",
            "report",
            "Mumbai",
            "Moscow",
            "--no-evidence",
            "--against",
            "suez_baltic",
            "--draws",
            "100",
            "-o",
            str(target),
        ],
    )
    assert cli.run() == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(
        "sys.argv", ["instc", "report", "Mumbai", "Moscow", "-o", str(tmp_path / "r.csv")]
    )
    assert cli.run() == 2
