"""The command report: one page in a file."""


def test_a_page_is_written_and_told(cli, tmp_path):
    target = tmp_path / "r.html"
    words = ["--draws", "50", "--against", "suez_baltic,instc_west_road"]
    words += ["--no-evidence", "--no-outlook", "--title", "One box", "--author", "A. Rao"]
    answer = cli("report", "Mumbai", "Moscow", *words, "-o", str(target))
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.startswith(f"wrote {target} (")
    page = target.read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html")
    assert "Suez" in page
    assert "<h1>One box</h1>" in page
    assert '<p class="soft">A. Rao</p>' in page
    again = "instc compare Mumbai Moscow --against suez_baltic,instc_west_road --draws 50 --seed 1"
    assert again in page


def test_a_page_goes_into_a_page(cli, tmp_path):
    answer = cli("report", "Mumbai", "Moscow", "-o", str(tmp_path / "r.csv"))
    assert answer.code == 2
    assert "end in .html, .htm, .pdf" in answer.err
    assert not list(tmp_path.iterdir())
