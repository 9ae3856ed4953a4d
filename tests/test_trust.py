"""The page that states what is tested says what the last runs found, and names tests that are there."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

import figures

ROOT = Path(__file__).parents[1]
PLAN = tomllib.loads((ROOT / "tests" / "trust.toml").read_text(encoding="utf-8"))
FIGURES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (ROOT / "docs" / "figures").glob("*.json")
}


@pytest.fixture(scope="module")
def page():
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import reference_pages
    finally:
        sys.path.remove(str(ROOT / "docs"))
    return reference_pages.trust_page()


@pytest.mark.parametrize("row", PLAN["row"], ids=lambda row: row["what"])
def test_a_row_names_tests_that_are_there(row):
    for name in row["tests"]:
        path, *_, start = name.split("::") if "::" in name else (name, "")
        assert (ROOT / path).exists(), name
        assert (
            f"def {start}"
            in (text := (ROOT / path).read_text(encoding="utf-8") if start else "def ")
            or f"class {start}" in text
        ), name


def test_figures_are_of_rows_that_are_there():
    assert set(FIGURES["trust"]) <= {row["what"] for row in PLAN["row"]}


def test_each_missed_budget_has_its_reason(page):
    rows = {row["row"]: row["ok"] for row in FIGURES["bench"]["rows"] if row["budget"]}
    assert {row for row, kept in rows.items() if not kept} <= set(PLAN["missed"]) <= set(rows)
    assert all((f": {why}" in page) != rows[row] for row, why in PLAN["missed"].items()), (
        "a reason is shown where it is needed"
    )


KILLED = next(row for row in PLAN["row"] if "tests/laws/test_shell.py::test_killed" in row["tests"])


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("tests src", True),
        ("tests/test_files.py tests/laws", True),
        (" ".join(KILLED["tests"]), True),
        ("tests/test_files.py", False),
        ("tests src -k killed", False),
        ("tests src -m not_browser", False),
        ("tests src --deselect tests/laws", False),
        ("tests/laws/test_shell.py tests/test_files.py::test_killed[json]", False),
    ],
)
@pytest.mark.parametrize("broken_off", [False, True])
def test_a_figure_is_replaced_by_all_tests_of_its_row_or_not_at_all(
    words, written, broken_off, tmp_path, monkeypatch, pytestconfig
):
    monkeypatch.setattr(figures, "TRUST", tmp_path / "trust.json")
    monkeypatch.delenv("INSTC_LAWS", raising=False)
    before = {KILLED["what"]: {"deep": {"passed": 1000}, "push": {"passed": 50}}}
    figures.TRUST.write_text(json.dumps(before), encoding="utf-8")
    options = pytestconfig._parser.parse_known_args(words.split())
    asked = SimpleNamespace(
        option=options, args=options.file_or_dir, invocation_params=SimpleNamespace(dir=ROOT)
    )
    run = figures.Figures("deep", asked)
    run.pytest_runtest_logreport(
        SimpleNamespace(
            nodeid="tests/test_files.py::test_killed",
            when="call",
            passed=True,
            failed=False,
            skipped=False,
            duration=2.0,
        )
    )
    run.pytest_sessionfinish(
        SimpleNamespace(shouldfail=False, shouldstop="by hand" if broken_off else False), 0
    )
    after = json.loads(figures.TRUST.read_text(encoding="utf-8"))[KILLED["what"]]
    assert after["push"] == {"passed": 50}
    assert after["deep"]["passed"] == (1 if written and not broken_off else 1000)


def test_the_page_says_what_was_found(page):
    lines = page.split("\n")
    for what, forms in FIGURES["trust"].items():
        line = next(line for line in lines if line.startswith(f"| {what} |"))
        for seen in forms.values():
            assert (
                f"{seen['passed']:,} passed, {seen['failed']:,} failed, {seen['seconds']:,.0f} s, {seen['date']}"
                in line
            )
    for row in PLAN["row"]:
        assert f"| {row['what']} | {row['push']} |" in page
    assert all(one in page for one in PLAN["short"])


def test_nothing_that_failed_is_stated():
    assert not [
        what
        for what, forms in FIGURES["trust"].items()
        for seen in forms.values()
        if seen["failed"]
    ]


def test_the_page_says_how_many_mutants_were_noticed(page):
    for name, seen in FIGURES["mutation"].items():
        assert f"| `{name}` | {seen['mutants']:,} |" in page
        assert f"{seen['killed']:,} ({seen['killed'] / seen['mutants']:.0%})" in page
        assert seen["without_a_reason"] == 0, name
        assert seen["killed"] + len(seen["survivors"]) == seen["mutants"]
    mutants, killed = (
        sum(seen[key] for seen in FIGURES["mutation"].values()) for key in ("mutants", "killed")
    )
    assert killed >= 0.9 * mutants


def test_the_page_says_what_is_covered(page):
    for row in FIGURES.get("coverage", []):
        assert f"| {row['part']} | {row['percent']:.1f} % | {row['at_least']} % |" in page
        assert row["percent"] >= row["at_least"]


def test_the_page_says_how_quick_it_is(page):
    for row in FIGURES.get("bench", {}).get("rows", []):
        for point in row.get("points", []):
            assert (
                f"| {row['row']} | {row['value']} | {point['size']:,} | {point['seconds']} | {point['megabytes']:,} |"
                in page
            )
        assert "points" in row or f"| {row['value']} {row['unit']} |" in page.replace("&lt;", "<")
