# ruff: noqa: T201  (a command says what it found)
"""
Change the package one operator at a time and see whether its tests notice: ``python tests/mutation/mutate.py [part ...]``.

A mutant is one change of one comparison, operator, constant, condition, return, raise or text. Of each part in `PARTS` a sample is run, always the same: those whose
names hash lowest. Each runs in a process of its own against the tests of its part, in two steps: the part's own files, then what uses it; the quickest test goes first.
What neither notices is a survivor, and must stand in ``survivors.toml`` with the reason why no test can tell.

Every result is written at once into ``docs/figures/mutation.json``, under the hash of the function it lies in: a run that was broken off goes on where it was,
and a function that was rewritten is tried anew. ``--again`` tries survivors anew too, ``--afresh`` all.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "instc"
FIGURES = ROOT / "docs" / "figures" / "mutation.json"
SURVIVORS = Path(__file__).with_name("survivors.toml")
PRICE = "tests/laws/test_one_price.py"
SAMPLE = 30


class Part(NamedTuple):
    """What is changed together: files of the package, their own tests, and tests of what uses them."""

    files: tuple[str, ...]
    own: tuple[str, ...]
    users: tuple[str, ...]


class Mutant(NamedTuple):
    """One change of one node: where it lies, what is done (a second one of the same words has its number), the hash of its function."""

    file: str
    line: int
    what: str
    source: str
    path: tuple
    number: int


PARTS = {
    "pricing": Part(
        ("routing/pricing.py",),
        ("tests/routing/test_pricing.py",),
        ("tests/comparison/test_simulation.py", "tests/routing/test_router.py", PRICE),
    ),
    "itinerary": Part(
        ("routing/itinerary.py",),
        ("tests/routing/test_itinerary.py",),
        ("tests/comparison/test_record.py", "tests/display/test_html.py", PRICE),
    ),
    "comparison": Part(
        ("comparison/comparison.py",),
        ("tests/comparison/test_comparison.py",),
        (
            "tests/comparison/test_text_read_back.py",
            "tests/display/test_html.py",
            "tests/test_export.py",
            PRICE,
        ),
    ),
    "record": Part(
        ("comparison/record.py",),
        ("tests/comparison/test_record.py",),
        ("tests/cli/test_cli.py", PRICE),
    ),
    "simulation": Part(
        ("comparison/simulation.py",),
        ("tests/comparison/test_simulation.py",),
        (
            "tests/comparison/test_worth.py",
            "tests/comparison/test_comparison.py",
            "tests/comparison/test_sensitivity.py",
        ),
    ),
    "scenario_grid": Part(
        ("comparison/scenario_grid.py",), ("tests/comparison/test_scenario_grid.py",), (PRICE,)
    ),
    "capacity": Part(
        ("capacity/branch.py", "capacity/ladder.py"),
        ("tests/capacity",),
        ("tests/display/test_html.py",),
    ),
    "page_data": Part(
        ("maps/page_data.py",),
        ("tests/maps/test_page_data.py",),
        ("tests/maps/test_maps.py", "tests/comparison/test_scenario_grid.py", PRICE),
    ),
    "report": Part(("report/page.py", "report/bars.py"), ("tests/report",), (PRICE,)),
    "provenance": Part(
        ("evidence/provenance.py",),
        ("tests/evidence/test_provenance.py",),
        ("tests/display/test_html.py",),
    ),
    "data_diff": Part(("evidence/data_diff.py",), ("tests/evidence/test_data_diff.py",), ()),
    "routing": Part(
        ("routing/router.py",),
        ("tests/routing/test_router.py",),
        (
            "tests/laws/test_laws.py",
            "tests/routing/test_corridors.py",
            "tests/routing/test_voyages.py",
        ),
    ),
    "parameters": Part(
        ("tables/parameters.py",),
        ("tests/tables/test_parameters.py",),
        ("tests/comparison/test_simulation.py", "tests/routing/test_pricing.py"),
    ),
    "scenario": Part(
        ("scenarios/scenario.py",),
        ("tests/scenarios/test_scenario.py",),
        ("tests/cli/test_scenario.py", "tests/laws/test_malformed.py"),
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
SECONDS = 240  # of a processor, the most that one mutant may take: what hangs is noticed
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.RShift: ast.LShift,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def mutants(file: str, tree: ast.Module) -> list[Mutant]:
    """List the mutants of a file."""
    found, told, sources = [], Counter[str](), {}
    for path, node in _walk(tree, ()):
        before, around = _words(node), _functions(tree, path)
        where = around[-1].name if around else "module"
        if around and around[0] not in sources:
            sources[around[0]] = _hash(ast.unparse(_bare(around[0])))
        source = sources[around[0]] if around else _hash(ast.unparse(node))
        for number, new in enumerate(_changes(node)):
            what = f"{where}: {before} -> {_words(new)}"
            told[what] += 1
            name = what if told[what] == 1 else f"{what} ({told[what]})"
            found.append(Mutant(file, node.lineno, name, source, path, number))
    return found


def _words(node: ast.AST) -> str:
    """Say what a node is: of an ``if`` or ``while`` its condition."""
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    return ast.unparse(node)


def mutated(tree: ast.Module, mutant: Mutant) -> ast.Module:
    """Give the changed tree."""
    fresh = copy.deepcopy(tree)
    _put(fresh, mutant.path, _changes(_at(fresh, mutant.path))[mutant.number])
    return ast.fix_missing_locations(fresh)


def sample(found: list[Mutant], size: int) -> list[Mutant]:
    """Choose the same mutants on every run: those whose names hash lowest; what is added elsewhere changes few."""
    chosen = sorted(found, key=lambda mutant: _hash(f"{mutant.file} {mutant.what}"))[:size]
    return sorted(chosen, key=lambda mutant: (mutant.file, mutant.line, mutant.what))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _functions(tree: ast.Module, path: tuple) -> list[Any]:
    """Give the functions and classes round a node: the outermost function first, for all of it is one thought."""
    around = [_at(tree, path[:length]) for length in range(len(path) + 1)]
    functions = [node for node in around if isinstance(node, ast.FunctionDef)]
    classes = [node for node in around if isinstance(node, ast.ClassDef)]
    return functions or classes[-1:]


def _bare(node: Any) -> Any:
    """Drop the docstring: words about a function are no change of it."""
    fresh = copy.deepcopy(node)
    fresh.body = [each for each in fresh.body if not _docstring(each)] or [ast.Pass()]
    return fresh


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

    def __init__(self, file: str, tree: ast.Module) -> None:
        self.path = PACKAGE / file
        self.name = ".".join(("instc", *Path(file).with_suffix("").parts)).removesuffix(".__init__")
        self.code = compile(tree, str(self.path), "exec")

    def find_spec(self, fullname, _path, _target=None):
        if fullname != self.name:
            return None
        inside = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=self, submodule_search_locations=inside
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


def noticed(name: str, changed: tuple[str, ast.Module] | None, times: Path) -> bool:
    """Tell whether a test of a part fails, in a process of its own; ``times`` is a folder."""
    part = PARTS[name]
    steps = [files for files in (part.own, part.users) if files]
    return any(
        _fails(changed, files, times / f"{name}{step}.json") for step, files in enumerate(steps)
    )


def _fails(changed: tuple[str, ast.Module] | None, files: tuple[str, ...], times: Path) -> bool:
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        _write_into(times.with_name("said.txt"))
        import pytest

        if changed is not None:
            sys.meta_path.insert(0, Mutated(*changed))
        words = [
            "-x",
            "-q",
            "--override-ini",
            "addopts=--import-mode=importlib",
            "-p",
            "no:cacheprovider",
        ]
        words += [
            "--basetemp",
            str(times.with_name("temporary")),
        ]  # its own: others may run tests too
        os._exit(int(pytest.main([*words, *files], plugins=[QuickestFirst(times)])) != 0)
    try:
        return os.waitpid(child, 0)[1] != 0
    except KeyboardInterrupt:
        os.kill(child, signal.SIGKILL)
        raise


def _write_into(path: Path) -> None:
    """Let this process print into a file."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)


def main() -> int:
    """Run what is not known yet; print survivors and the share that was noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help="all, if none is named")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="mutants a part")
    parser.add_argument("--again", action="store_true", help="try survivors anew")
    parser.add_argument("--afresh", action="store_true", help="try all anew")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(unknown)}: there are {', '.join(PARTS)}")
    _prepare()
    figures = read()
    for name in options.parts or PARTS:
        known = {} if options.afresh else figures.get(name, {}).get("tried", {})
        if options.again:
            known = {key: seen for key, seen in known.items() if seen["noticed"]}
        run(name, options.sample, known, figures)
    idle = stale(figures)
    for name, what in idle:
        print(f"{name}: {what!r} is gone or noticed: drop its reason")
    return int(bool(idle) or not is_enough(figures))


def _prepare() -> None:
    """Load what all children need, and nothing of the package."""
    os.chdir(ROOT)
    os.environ.update(
        INSTC_LAWS="quick", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTHONPATH=str(PACKAGE.parent)
    )
    sys.path.insert(0, str(PACKAGE.parent))
    for name in HEAVY:
        importlib.import_module(name)


def read() -> dict[str, Any]:
    """Read what earlier runs found."""
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}


def is_enough(figures: dict[str, Any]) -> bool:
    """Tell whether nine in ten were noticed over all parts, and each survivor has its reason."""
    mutants, killed, silent = (
        sum(seen[key] for seen in figures.values())
        for key in ("mutants", "killed", "without_a_reason")
    )
    return killed >= 0.9 * mutants and not silent


def run(name: str, size: int, known: dict[str, Any], figures: dict[str, Any]) -> None:
    """Try the sample of a part, and write each result at once."""
    trees = parsed(name)
    found = [mutant for file, tree in trees.items() for mutant in mutants(file, tree)]
    chosen = sample(found, size)
    tried = {key(mutant): known[key(mutant)] for mutant in chosen if key(mutant) in known}
    with tempfile.TemporaryDirectory() as folder:
        for place, mutant in enumerate(chosen):
            if key(mutant) in tried:
                continue
            if not list(Path(folder).iterdir()):
                try_unchanged(name, Path(folder))
            before = _seconds()
            changed = mutated(trees[mutant.file], mutant)
            seen = noticed(name, (mutant.file, changed), Path(folder))
            tried[key(mutant)] = {"noticed": seen, "seconds": round(_seconds() - before, 1)}
            figures[name] = summed(name, chosen[: place + 1], len(found), tried)
            write(figures)
            print(f"{name}: {place + 1} of {len(chosen)}, {mutant.what!r}: {seen}", flush=True)
    figures[name] = summed(name, chosen, len(found), tried)
    write(figures)
    print(f"{name}: {figures[name]['killed']} of {len(chosen)} noticed", flush=True)
    for what in figures[name]["survivors"]:
        print(f"  {what!r}  # {reasons(name).get(what, 'NO REASON GIVEN')}", flush=True)


def try_unchanged(name: str, times: Path) -> None:
    """Leave if tests of a part fail by themselves: in their order, and the quickest first."""
    for order in ("in their order", "the quickest first"):
        if noticed(name, None, times):
            print((times / "said.txt").read_text(encoding="utf-8"))
            raise SystemExit(f"{name}: its tests fail without any change, {order}")


def parsed(name: str) -> dict[str, ast.Module]:
    """Read the files of a part."""
    return {
        file: ast.parse((PACKAGE / file).read_text(encoding="utf-8")) for file in PARTS[name].files
    }


def key(mutant: Mutant) -> str:
    """Name a result: the hash of the function, and what was done to it."""
    return f"{mutant.source} {mutant.what}"


def summed(name: str, chosen: list[Mutant], among: int, tried: dict[str, Any]) -> dict[str, Any]:
    """Count what was found of a part."""
    done = [mutant for mutant in chosen if key(mutant) in tried]
    left = [mutant.what for mutant in done if not tried[key(mutant)]["noticed"]]
    return {
        "mutants": len(done),
        "among": among,
        "killed": len(done) - len(left),
        "survivors": left,
        "without_a_reason": sum(what not in reasons(name) for what in left),
        "seconds": round(sum(seen["seconds"] for seen in tried.values())),
        "tried": tried,
    }


def reasons(name: str) -> dict[str, str]:
    """Read why survivors of a part can't be noticed."""
    told = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    return dict(told.get(name, {}))


def stale(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """List reasons of what is no mutant any more, for its function was rewritten, and of what a test notices by now."""
    idle = []
    for name in PARTS:
        there = {
            mutant.what for file, tree in parsed(name).items() for mutant in mutants(file, tree)
        }
        tried = figures.get(name, {}).get("tried", {})
        told = {known.partition(" ")[2] for known, seen in tried.items() if seen["noticed"]}
        idle += [(name, what) for what in reasons(name) if what in told or what not in there]
    return idle


def write(figures: dict[str, Any]) -> None:
    """Write the figures whole: a run that is killed leaves those before or those after."""
    partial = FIGURES.with_suffix(".partial")
    partial.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    partial.replace(FIGURES)


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
