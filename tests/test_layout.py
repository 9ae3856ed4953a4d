"""Where things stand: a test file a module, commands named by their file, tables read by loaders alone, no circle of imports."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from instc import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent
SRC = TESTS.parent / "src"
PACKAGE = SRC / "instc"
DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
MODULES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

LOADERS = {
    "build/calibration.py: calibrate": 1,
    "build/geodata.py: build": 1,
    "build/geodata.py: _open_layer": 1,
    "build/geodata.py: _provenance": 1,
    "network/load.py: load_network": 1,
    "tables/home.py: Home": 1,
}
UPWARD_BY_NAME = {
    ("instc.lazily", "instc.maps"),
    ("instc.lazily", "instc.notebook.widget"),
}  # Comparison.map() and Model.explore(): what people call belongs to the answer and the model


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_file_of(path: Path) -> Path:
    """Say where the tests of a module stand: in the folder of its name; those of a package's own code under the package's name."""
    inside = path.relative_to(PACKAGE)
    name = inside.parent.name if inside.name == "__init__.py" else inside.stem
    return TESTS / inside.parent / f"test_{name}.py"


test_file_of.__test__ = False  # type: ignore[attr-defined]


def has_code(path: Path) -> bool:
    """Tell whether a module defines anything: tables of names and lists of words need no test of their own."""
    return any(isinstance(node, DEFINED) for node in tree_of(path).body)


def test_every_module_has_its_test_file():
    lacking = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES.values()
        if has_code(path) and not test_file_of(path).is_file()
    }
    assert lacking == set(), "tests/X/test_y.py for src/instc/X/y.py"


def test_a_test_file_is_of_a_module_that_is_there():
    """In folders that the package has; tests of the whole stand at the top, in laws, browser, bench, golden and mutation."""
    folders = {path.parent for path in MODULES.values()} - {PACKAGE}
    mirrored = {test_file_of(path) for path in MODULES.values()}
    for folder in sorted(folders):
        here = set((TESTS / folder.relative_to(PACKAGE)).glob("test_*.py"))
        assert {path.name for path in here - mirrored} <= OF_SEVERAL, folder


OF_SEVERAL = {  # modules together, or what they show
    "test_alternatives_words.py", "test_faults.py", "test_distances.py", "test_palette.py",
    "test_safety.py", "test_text_read_back.py",
}  # fmt: skip


def commands() -> dict[str, set[str]]:
    """List the commands of the command line by the module that holds them."""
    whole = cli.make_app()
    apps = [whole, *(group.typer_instance for group in whole.registered_groups)]
    found: dict[str, set[str]] = {}
    for app in apps:
        for command in app.registered_commands:
            name = command.name or command.callback.__name__
            found.setdefault(command.callback.__module__, set()).add(name)
    return found


def test_every_file_of_the_command_line_names_its_commands():
    """Its own, and in the list after the colon none of another file."""
    found = commands()
    everything = set().union(*found.values())
    for module, names in found.items():
        said = (import_module(module).__doc__ or "").partition("\n")[0]
        assert names <= set(re.findall(r"\w+", said)), module
        entries = [entry.split() for entry in said.rstrip(".").partition(":")[2].split(",")]
        listed = {words[-1] for words in entries if 0 < len(words) <= 2}  # data verify, or verify
        assert listed & everything <= names, module


def calls_of_data_dir() -> dict[str, int]:
    """Count, by function, the calls of ``data_dir()`` outside the module that defines it; examples in docstrings are no calls."""
    found: Counter[str] = Counter()
    for path in MODULES.values():
        file = path.relative_to(PACKAGE).as_posix()
        if file == "tables/schema.py":
            continue
        for function in [node for node in tree_of(path).body if isinstance(node, DEFINED)]:
            called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
            names = [getattr(func, "id", getattr(func, "attr", "")) for func in called]
            found[f"{file}: {function.name}"] += names.count("data_dir")
    return dict(+found)


def test_the_folder_of_the_tables_is_asked_for_by_loaders_alone():
    """Whoever holds a question has its tables: what asks for the shipped folder forgets those of the user."""
    assert calls_of_data_dir() == LOADERS


def for_the_type_checker(tree: ast.Module) -> set[ast.AST]:
    """Find what never runs: a class and the functions that its methods call name each other so."""
    blocks = [node for node in tree.body if isinstance(node, ast.If)]
    return {
        node
        for block in blocks
        if getattr(block.test, "id", "") == "TYPE_CHECKING"
        for node in ast.walk(block)
    }


def imports(name: str) -> Iterator[str]:
    """List the modules that a module imports, wherever it does; by name too."""
    tree = tree_of(MODULES[name])
    never_run = for_the_type_checker(tree)
    for node in ast.walk(tree):
        if node in never_run:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (full if full in MODULES else node.module for full in inside)
        elif isinstance(node, ast.Call):
            yield from imports_by_name(name, node)


def imports_by_name(name: str, call: ast.Call) -> Iterator[str]:
    """List what ``import_module("...")`` loads, and the homes of the names that a package looks up when they are asked for."""
    func = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if func not in {"import_module", "names_of", "__import__"}:
        return
    for node in ast.walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (node.value, f"{name}.{node.value}")


@pytest.fixture(scope="module")
def arrows() -> nx.DiGraph:
    pairs = [(name, other) for name in MODULES for other in imports(name)]
    places = [place for commands in cli.COMMANDS.values() for place in commands.values()]
    pairs += [("instc.cli", f"instc.cli.{place.partition(':')[0]}") for place in places]
    return nx.DiGraph([pair for pair in pairs if pair[0] != pair[1] and pair[1] in MODULES])


def test_imports_by_name_are_seen(arrows: nx.DiGraph):
    assert arrows.has_edge("instc", "instc.model")  # looked up when it is asked for
    assert arrows.has_edge("instc.network", "instc.network.network")
    assert arrows.has_edge("instc.cli", "instc.cli.map")  # loaded when it is typed
    assert set(UPWARD_BY_NAME) <= set(arrows.edges)
    assert len(arrows) > 80


def test_no_modules_import_each_other_in_a_circle(arrows: nx.DiGraph):
    down = arrows.copy()
    down.remove_edges_from(UPWARD_BY_NAME)
    circles = [part for part in nx.strongly_connected_components(down) if len(part) > 1]
    assert [nx.find_cycle(down.subgraph(part)) for part in circles] == []


def test_only_one_file_imports_by_name():
    """Such arrows are seen by no contract, so they stand together: where names are looked up, and where old paths forward."""
    found = {
        name
        for name, path in MODULES.items()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and set(imports_by_name(name, node)) & set(MODULES)
    }
    packages = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    assert found - packages == {"instc.lazily"}
