"""Count how dense the prose of a package is: ``python tests/prose.py [path ...]`` prints its figures.

How each is counted stands in its function; the limits stand in ``[tool.prose]`` of pyproject.toml, and may only fall.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SILENT = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)
LOOPS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def logical_lines(text: str) -> list[int]:
    """Give the number of tokens of each logical line that holds more than one."""
    counts, tokens = [], 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NEWLINE:
            counts.append(tokens)
            tokens = 0
        elif token.type not in SILENT:
            tokens += 1
    return [count for count in counts if count > 1]


def is_nested(loop: ast.expr) -> bool:
    """Tell whether a comprehension has two ``for``, or another comprehension anywhere inside."""
    inside = [node for node in ast.walk(loop) if node is not loop and isinstance(node, LOOPS)]
    return len(loop.generators) > 1 or bool(inside)  # type: ignore[attr-defined]


def docstring_lines(node: ast.AST) -> int:
    """Count the lines of the docstring of a module, class or function."""
    first = node.body[0] if getattr(node, "body", None) else None
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if not said or not isinstance(first.value.value, str):
        return 0
    return first.end_lineno - first.lineno + 1


def docstring_rows(tree: ast.AST) -> set[int]:
    """Give the numbers of the lines that lie in docstrings."""
    rows: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and docstring_lines(node):
            rows.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return rows


def bodies(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Give each function with its lines, first to last, without those of its docstring."""
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            yield node.name, node.end_lineno - node.lineno + 1 - docstring_lines(node)


def class_lines(tree: ast.AST, text: str) -> Iterator[tuple[str, int]]:
    """Give each class with its lines that are neither blank nor in a docstring."""
    told, lines = docstring_rows(tree), text.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            own = range(node.lineno, node.end_lineno + 1)
            yield node.name, sum(bool(lines[row - 1].strip()) and row not in told for row in own)


def is_lazy(tree: ast.AST) -> int:
    """Count the imports inside functions."""
    inside = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
    found = {id(part) for node in inside for part in ast.walk(node) if isinstance(part, IMPORTS)}
    return len(found)


IMPORTS = (ast.Import, ast.ImportFrom)


def figures(paths: list[Path]) -> dict[str, float]:
    """Count all figures of some files."""
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    tokens: list[int] = []
    for text in texts.values():
        tokens += logical_lines(text)
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    loops = [node for node in nodes if isinstance(node, LOOPS)]
    choices = [node for node in nodes if isinstance(node, ast.IfExp)]
    private = [node for node in nodes if isinstance(node, FUNCTIONS) and is_private(node.name)]
    lines = [line for text in texts.values() for line in text.splitlines()]
    classes = [size for path, tree in trees.items() for _, size in class_lines(tree, texts[path])]
    return {
        "lines_above_100": sum(len(line) > 100 and "noqa: E501" not in line for line in lines),
        "comprehensions_per_100": round(100 * len(loops) / len(tokens), 2),
        "nested_comprehensions": sum(is_nested(loop) for loop in loops),
        "tokens_mean": round(sum(tokens) / len(tokens), 2),
        "tokens_above_40_percent": round(100 * sum(n > 40 for n in tokens) / len(tokens), 2),
        "conditional_expressions_per_100": round(100 * len(choices) / len(tokens), 2),
        "longest_body": max(size for tree in trees.values() for _, size in bodies(tree)),
        "biggest_class": max(classes, default=0),
        "docstrings_percent": round(
            100 * sum(len(docstring_rows(tree)) for tree in trees.values()) / len(lines), 1
        ),
        "silent_private_functions_percent": round(
            100 * sum(not docstring_lines(node) for node in private) / max(1, len(private)), 1
        ),
        "function_level_imports": sum(is_lazy(tree) for tree in trees.values()),
    }


def is_private(name: str) -> bool:
    """Tell whether a name is private and no magic method."""
    return name.startswith("_") and not name.startswith("__")


def limits() -> dict[str, float]:
    """Read the limits of the package."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["prose"]


def worst(paths: list[Path]) -> list[str]:
    """List what breaks a limit, by file and line."""
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        nested = [n for n in ast.walk(tree) if isinstance(n, LOOPS) and is_nested(n)]
        found += [f"{path}:{node.lineno}: nested comprehension" for node in nested]
        found += [f"{path}: {name}: {n} lines" for name, n in bodies(tree) if n > 45]
        found += [f"{path}: class {name}: {n}" for name, n in class_lines(tree, text) if n > 200]
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > 100 and "noqa: E501" not in line:
                found.append(f"{path}:{number}: {len(line)} characters")
    return found


def files(words: list[str]) -> list[Path]:
    """Give the Python files of some paths."""
    found: list[Path] = []
    for path in [Path(word) for word in words] or [ROOT / "src" / "instc"]:
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


if __name__ == "__main__":
    chosen = files([word for word in sys.argv[1:] if word != "--worst"])
    for name, figure in figures(chosen).items():
        print(f"{name:36s} {figure:8g}  {limits().get(name, '')}")
    if "--worst" in sys.argv:
        print("\n".join(worst(chosen)))
