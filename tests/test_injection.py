"""No text of a user becomes markup, script or formula, wherever it is shown: payloads x fields x sinks, in a parsed page; and no code comes from data."""

from __future__ import annotations

import ast
import csv
import io
from collections import Counter
from importlib import import_module
from itertools import product
from pathlib import Path

import html5lib
import pandas as pd
import pytest

from instc.comparison.text import comparison_csv, legs_csv
from instc.display.html import table_html
from instc.display.text import rows_csv
from instc.export import export_routes
from instc.maps import comparison_map
from instc.report import report_page

safety = import_module("maps.test_safety")
SRC = Path(__file__).parents[1] / "src" / "instc"
SINKS = {
    "comparison in a notebook": lambda answer: answer._repr_html_(),
    "way in a notebook": lambda answer: next(
        iter(answer.alternatives.values())
    ).itinerary._repr_html_(),
    "report": report_page,
    "map": lambda answer: comparison_map(answer).get_root().render(),
    "map in a notebook": lambda answer: comparison_map(answer)._repr_html_(),
}
FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\n=1+1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "=IMPORTXML(1,2)",
    '=1+1";=1+1',
]


@pytest.fixture(scope="module")
def answer(model):
    return model.compare("Mumbai", "Moscow", against=["instc_caspian", "suez_black_sea"], draws=50)


def parsed(page):
    """Count the elements of a page as a browser would make them, its handlers, and its addresses of scripts; frames are opened."""
    seen = Counter()
    for node in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(node.tag, str):
            seen["a comment"] += 1
            continue
        seen[node.tag] += 1
        for name, value in node.attrib.items():
            seen[f"handler {name}"] += name.startswith("on")
            seen[f"script in {name}"] += name.endswith(
                ("href", "src", "action", "data")
            ) and value.strip().lower().startswith(("javascript:", "data:text/html", "vbscript:"))
            if name == "srcdoc":
                seen += parsed(value)
    return +seen


SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def clean(answer):
    return {sink: parsed(write(answer)) for sink, write in SINKS.items()}


DRAWN = {f"{SVG}circle", f"{SVG}text"}  # a still picture names what it has room for
REPEATED = {
    safety.reason: {"details", "summary", "ul", "li", "p", "br", "tr", "td", "th", "dt", "dd"},
    safety.end_name: DRAWN,
    safety.node_name: DRAWN,
}  # a reason more is a line more


def shown():
    """Pair each field with each sink: of a push each second pair, in the other order for each field."""
    for turn, (change, sink) in enumerate(product(safety.FIELDS, SINKS)):
        marks = [pytest.mark.deep] if turn % 2 else []
        yield pytest.param(change, sink, id=f"{change.__name__}-{sink}", marks=marks)


@pytest.mark.parametrize(("change", "sink"), [*shown()])
def test_no_payload_becomes_an_element_of_a_parsed_page(change, sink, answer, clean):
    """All payloads in one field: the page has the elements that it has without them, and no handler."""
    page = SINKS[sink](change(answer, safety.TOP_LEVEL))
    repeated = REPEATED.get(change, set())
    got = {what: count for what, count in parsed(page).items() if what not in repeated}
    assert got == {what: count for what, count in clean[sink].items() if what not in repeated}


def test_there_are_enough_combinations():
    assert len(safety.PAYLOADS) * len(safety.FIELDS) * len(SINKS) >= 1500


@pytest.mark.parametrize("payload", safety.PAYLOADS)
def test_each_alone_in_each_part_of_a_table(payload):
    table = pd.DataFrame({"a": [payload]})
    page = table_html(table, {"a": payload}, title=payload, notes=[payload], tips={"a": [payload]})
    assert parsed(page) == parsed(
        table_html(
            pd.DataFrame({"a": ["x"]}), {"a": "x"}, title="x", notes=["x"], tips={"a": ["x"]}
        )
    )


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def formulas(text):
    """Cells that a spreadsheet would run."""
    return [
        cell
        for row in csv.reader(io.StringIO(text, newline=""))
        for cell in row
        if cell.lstrip(" \n")[:1] in set("=+-@\t\r＝＋－＠")
        and cell.strip()
        and not is_number(cell)
    ]


@pytest.mark.parametrize(
    ("change", "formula"),
    list(product(safety.FIELDS, FORMULAS)),
    ids=lambda one: ascii(one) if isinstance(one, str) else one.__name__,
)
def test_no_cell_is_a_formula(change, formula, answer, tmp_path):
    spoilt = change(answer, formula)
    for text in (comparison_csv(spoilt), rows_csv(["a"], [[formula]])):
        assert not formulas(text)
    if change in {safety.node_name, safety.label}:
        assert not formulas(export_routes(spoilt, tmp_path / "x.csv").read_bytes().decode())


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_way_is_a_formula(model, formula):
    way = model.simulate_route("INNSA", "IRSRP", mode="sea")
    assert not formulas(legs_csv(safety.node_name(way, formula)))


# ---------------------------------------------------------------- no code from data

FORBIDDEN = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
MODULES = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "joblib",
    "yaml",
    "code",
    "ctypes",
    "tarfile",
    "zipfile",
    "xml",
}
WITH_ZIP = {
    "network/arrays.py",
    "evidence/data_diff.py",
}  # the first packs arrays and names an error, the second lays out a git revision


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


@pytest.mark.parametrize(
    "path", sorted(SRC.rglob("*.py")), ids=lambda path: str(path.relative_to(SRC))
)
def test_no_module_can_run_what_it_reads(path):
    """No eval, no pickle, no shell, no template from a text that is not ours."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    imported |= {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level
    }
    assert not imported & (
        MODULES - ({"zipfile"} if str(path.relative_to(SRC)) in WITH_ZIP else set())
    )
    for node, name in calls(tree):
        assert name not in FORBIDDEN, f"line {node.lineno}"
        assert not name.startswith(("os.system", "os.popen", "os.exec", "os.spawn")), (
            f"line {node.lineno}"
        )
        assert not name.endswith(
            (
                "read_pickle",
                "to_pickle",
                "read_html",
                "read_xml",
                "from_string",
                "pd.eval",
                "df.eval",
            )
        ), f"line {node.lineno}"
        assert not name.endswith(".query") or not isinstance(
            node.args[0], ast.Constant | ast.JoinedStr | ast.BinOp
        ), f"line {node.lineno}: pandas would run it"
        assert not name.startswith("subprocess") or not any(
            word.arg == "shell" for word in node.keywords
        ), f"line {node.lineno}"
        if name in {"Template", "Environment"}:
            assert all(isinstance(part, ast.Constant) for part in node.args), (
                f"line {node.lineno}: a template is a text that stands in the source"
            )
            assert (
                name == "Template"
                or ast.unparse(
                    next(word.value for word in node.keywords if word.arg == "autoescape")
                )
                == "True"
            )
        if name.endswith("np.load"):
            assert not any(word.arg == "allow_pickle" for word in node.keywords), (
                f"line {node.lineno}"
            )


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "..", "con:evil", "a\0b"])
def test_a_name_from_data_is_never_a_path(name, tmp_path, cli, monkeypatch):
    """A scenario's name, a table's id and a place go into no path."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    before = sorted(tmp_path.rglob("*"))
    if "\0" not in name:
        cli("compare", "Mumbai", name, "--draws", "10")
        cli("compare", "Mumbai", "Moscow", "--scenario", name, "--draws", "10")
        cli("data", "why", name)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_of_ones_own_reaches_nothing_outside(tmp_path, cli):
    """A link to a file elsewhere is read as a table, and refused as one; nothing is left."""
    secret = tmp_path / "secret"
    secret.write_text("password,hunter2\n" * 3)
    mine = tmp_path / "mine"
    (mine / "scenarios").mkdir(parents=True)
    (mine / "links.csv").symlink_to(secret)
    answer = cli("data", "join", str(mine), "--out", str(tmp_path / "out"))
    assert answer.code == 2
    assert not (tmp_path / "out").exists()
