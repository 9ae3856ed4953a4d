# ruff: noqa: T201  (a command says what it found)
"""
Change the core one operator at a time and see whether its tests notice: ``python tests/mutation/mutate.py routing parameters scenario``.

A mutant is one change of one comparison, operator, constant, condition, return, raise or text of a module. Each is run in a process of its own
against the tests that are named for its module in `TESTS`, in two steps: the module's own file, then what uses it; the quickest test goes first.
What neither notices is a survivor, and must stand in ``survivors.toml`` with the reason why no test can tell. ``--every N`` takes each N-th mutant only.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.abc
import importlib.util
import json
import os
import resource
import sys
import tempfile
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SURVIVORS = Path(__file__).with_name("survivors.toml")
TESTS = {
    "routing": (
        ["tests/routing/test_router.py"],
        ["tests/laws/test_laws.py", "tests/routing/test_corridors.py"],
    ),
    "parameters": (
        ["tests/tables/test_parameters.py"],
        ["tests/comparison/test_simulation.py", "tests/routing/test_pricing.py"],
    ),
    "scenario": (
        ["tests/scenarios/test_scenario.py"],
        ["tests/cli/test_scenario.py", "tests/laws/test_malformed.py"],
    ),
}
HEAVY = [
    "numpy",
    "pandas",
    "geopandas",
    "shapely",
    "pyproj",
    "pyogrio",
    "scipy.stats",
    "scipy.sparse.csgraph",
    "networkx",
    "hypothesis.strategies",
    "typer",
    "rich",
    "tomllib",
]
SECONDS = 120  # of a processor, the most that one mutant may take: what hangs is noticed
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.RShift: ast.LShift,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Give each mutant of a module: its line, what was done (a second one of the same words has its number), and the changed tree."""
    spots = [path for path, node in _walk(tree, ()) for _ in range(len(_changes(node)))]
    seen: dict[tuple, int] = {}
    told: Counter[str] = Counter()
    for path in spots:
        number = seen[path] = seen.get(path, -1) + 1
        fresh = copy.deepcopy(tree)
        node = _at(fresh, path)
        before, where = ast.unparse(node), _function(fresh, path)
        new = _changes(node)[number]
        _put(fresh, path, new)
        what = f"{where}: {before} -> {ast.unparse(new)}"
        told[what] += 1
        yield (
            node.lineno,
            what if told[what] == 1 else f"{what} ({told[what]})",
            ast.fix_missing_locations(fresh),
        )


def _function(tree: ast.Module, path: tuple) -> str:
    around = [_at(tree, path[:length]) for length in range(len(path) + 1)]
    return next(
        (
            node.name
            for node in reversed(around)
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ),
        "module",
    )


def _walk(node: ast.AST, path: tuple) -> Iterator[tuple[tuple, ast.AST]]:
    yield path, node
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list"} or (
            isinstance(node, ast.If) and _only_for_types(node)
        ):
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if (
                isinstance(child, ast.AST)
                and not _docstring(child)
                and not (
                    isinstance(node, ast.JoinedStr | ast.FormattedValue)
                    and isinstance(child, ast.Constant)
                )
            ):
                yield from _walk(child, (*path, (field, place)))


def _only_for_types(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _at(node: ast.AST, path: tuple) -> ast.AST:
    for field, place in path:
        node = getattr(node, field) if place is None else getattr(node, field)[place]
    return node


def _put(tree: ast.Module, path: tuple, new: ast.AST) -> None:
    *way, (field, place) = path
    parent = _at(tree, tuple(way))
    if place is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[place] = new


def _changes(node: ast.AST) -> list[ast.AST]:  # noqa: C901, PLR0911  (a table of cases)
    def but(**fields: object) -> ast.AST:
        fresh = copy.copy(node)
        for name, value in fields.items():
            setattr(fresh, name, value)
        return fresh

    match node:
        case ast.Compare(ops=ops):
            return [
                but(ops=[*ops[:k], SWAPS[type(op)](), *ops[k + 1 :]])
                for k, op in enumerate(ops)
                if type(op) in SWAPS
            ]
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op) if type(op) in SWAPS:
            return [but(op=SWAPS[type(op)]())]
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if not (
            isinstance(node, ast.If) and _only_for_types(node)
        ):
            return [but(test=ast.copy_location(ast.UnaryOp(ast.Not(), test), test))]
        case ast.Constant(value=bool(value)):
            return [but(value=not value)]
        case ast.Constant(value=int(value) | float(value)):
            return [but(value=value + 1)]
        case ast.Constant(value=str(value)):
            return [but(value=f"XX{value}")]
        case ast.Return(value=value) if value is not None and not (
            isinstance(value, ast.Constant) and value.value is None
        ):
            return [but(value=ast.copy_location(ast.Constant(None), value))]
        case ast.Raise():
            return [ast.copy_location(ast.Pass(), node)]
    return []


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import one module from a changed tree."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.code = name, path, compile(tree, str(path), "exec")

    def find_spec(self, fullname, _path, _target=None):
        return (
            importlib.util.spec_from_file_location(fullname, self.path, loader=self)
            if fullname == self.name
            else None
        )

    def create_module(self, _spec):
        return None

    def exec_module(self, module):
        exec(self.code, module.__dict__)  # noqa: S102  (the module under test)


class QuickestFirst:
    """Sort tests by the time that each took when nothing was changed, which is written on the first run."""

    def __init__(self, path: Path) -> None:
        self.path, self.known, self.seconds = path, path.is_file(), {}

    def pytest_collection_modifyitems(self, items):
        if self.known:
            seconds = json.loads(self.path.read_text(encoding="utf-8"))
            items.sort(key=lambda item: seconds.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report):
        if report.when == "call":
            self.seconds[report.nodeid] = report.duration

    def pytest_sessionfinish(self):
        if not self.known:
            self.path.write_text(json.dumps(self.seconds), encoding="utf-8")


def noticed(module: str, tree: ast.Module | None, times: Path) -> bool:
    """Tell whether a test fails, in a process of its own; ``times`` is a folder."""
    return any(
        _fails(module, tree, files, times / f"{module}{step}.json")
        for step, files in enumerate(TESTS[module])
    )


def _fails(module: str, tree: ast.Module | None, files: list[str], times: Path) -> bool:
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        _silence()
        import pytest

        if tree is not None:
            sys.meta_path.insert(
                0, Mutated(f"instc.{module}", ROOT / "src" / "instc" / f"{module}.py", tree)
            )
        words = [
            "-x",
            "-q",
            "--override-ini",
            "addopts=--import-mode=importlib",
            "-p",
            "no:cacheprovider",
            *files,
        ]
        os._exit(int(pytest.main(words, plugins=[QuickestFirst(times)])) != 0)
    return os.waitpid(child, 0)[1] != 0


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def main() -> int:
    """Run the mutants of the named modules; print survivors and the share that was noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="+", choices=sorted(TESTS))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    os.chdir(ROOT)
    os.environ.update(
        INSTC_LAWS="quick", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTHONPATH=str(ROOT / "src")
    )
    sys.path.insert(0, str(ROOT / "src"))
    for name in HEAVY:
        importlib.import_module(name)
    reasons = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    figures = {}
    for module in options.modules:
        with tempfile.TemporaryDirectory() as times:
            figures[module] = _run(module, options.every, reasons.get(module, {}), Path(times))
        if options.json:
            options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return int(
        any(
            each["killed"] < 0.9 * each["mutants"] or each["without_a_reason"]
            for each in figures.values()
        )
    )


def _run(module: str, every: int, reasons: dict[str, str], times: Path) -> dict[str, object]:
    if noticed(module, None, times):
        raise SystemExit(f"{module}: its tests fail without any change")
    tree = ast.parse((ROOT / "src" / "instc" / f"{module}.py").read_text(encoding="utf-8"))
    chosen = list(mutants(tree))[::every]
    start, left = time.monotonic(), []
    for line, what, changed in chosen:
        if not noticed(module, changed, times):
            left.append(what)
            print(
                f"{module}:{line}: {what!r}  # {reasons.get(what, 'NO REASON GIVEN')}", flush=True
            )
    figures = {
        "mutants": len(chosen), "every": every, "killed": len(chosen) - len(left), "survivors": left,
        "without_a_reason": sum(what not in reasons for what in left), "seconds": round(time.monotonic() - start),
    }  # fmt: skip
    print(
        f"{module}: {figures['killed']} of {len(chosen)} noticed, {len(left)} survive", flush=True
    )
    return figures


if __name__ == "__main__":
    sys.exit(main())
