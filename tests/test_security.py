"""What SECURITY.md says that the code never does, read from the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = sorted((ROOT / "src" / "instc").rglob("*.py"))
UNPICKLING = {"pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
EVALUATING = {"eval", "exec", "compile", "__import__", "read_pickle", "unsafe_load", "popen"}
TALKING = {"socket", "requests", "urllib.request", "http.client", "ftplib", "aiohttp", "httpx"}


def imported(tree):
    """Name every module that is imported, and what is taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def called(tree):
    """Name every function that is called, with the words it is given by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            whose = getattr(getattr(node.func, "value", None), "id", "")
            said = {word.arg: getattr(word.value, "value", None) for word in node.keywords}
            yield name, whose, said


def faults(tree):
    """List what a module does that none may."""
    modules = set(imported(tree))
    found = [f"imports {name}" for name in sorted(modules & UNPICKLING)]
    for name, whose, said in called(tree):
        if (name in EVALUATING and whose != "re") or (whose, name) == ("os", "system"):
            found.append(f"calls {name}")
        if said.get("shell") or said.get("allow_pickle"):
            found.append(f"calls {name} with a shell or a pickle")
    return found


@pytest.mark.parametrize("path", SOURCE, ids=lambda path: path.stem)
def test_no_module_unpickles_evaluates_or_starts_a_shell(path):
    assert not faults(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "line",
    ["import pickle", "eval('1')", "from pickle import loads", "os.system('ls')",
     "np.load(f, allow_pickle=True)", "subprocess.run('ls', shell=True)", "pd.read_pickle(f)"],
)  # fmt: skip
def test_each_of_these_would_be_seen(line):
    assert faults(ast.parse(line))


def test_only_geodata_talks():
    """The doctor closes sockets, to see that an answer needs none."""
    talking = set()
    for path in SOURCE:
        modules = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
        if modules & TALKING:
            talking.add(path.relative_to(ROOT / "src" / "instc").as_posix())
    assert {name for name in talking if not name.startswith("osm/")} == {"cli/doctor.py"}


def test_what_security_md_names_is_there():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/.]+)`", text)
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]
