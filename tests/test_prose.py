"""How dense the prose is: the limits of pyproject.toml hold, and each figure is counted as it says."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

import prose

if TYPE_CHECKING:
    from pathlib import Path

SNIPPET = '''"""A taxi.

Of one town.
"""
import math
FARES = {"day": 2, "night": 3}
class Taxi:
    """Goes."""

    km = 0

    def fare(self, night):
        """
        Charge.

        A ride.
        """
        import json
        rides = [k for k in range(3)]
        return FARES["night"] if night else FARES["day"]
    def _meter(self):
        # reads
        return sum(a * b for a in (1, 2) for b in (3, 4))
    def __repr__(self): return "taxi"
def _round(values):
    """Round."""
    from math import floor
    return {floor(v) for v in {w: [x for x in w] for w in values}}
'''


def tree() -> ast.Module:
    return ast.parse(SNIPPET)


def loops() -> list[ast.expr]:
    return [node for node in ast.walk(tree()) if isinstance(node, prose.LOOPS)]


@pytest.mark.parametrize("name", sorted(prose.limits()))
def test_the_limit_holds(name: str, figures: dict[str, float]) -> None:
    assert figures[name] <= prose.limits()[name]


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    return prose.figures(prose.files([]))


def test_every_limit_is_counted(figures: dict[str, float]) -> None:
    assert set(prose.limits()) == set(figures)


def test_a_logical_line_ends_with_its_statement() -> None:
    """Tokens before its NEWLINE; a line of one token is none (a docstring, pass), and comments and indents are no tokens."""
    text = '"""Said."""\nx = 1\ny = (x,\n     2)  # two lines, one statement\nif x:\n    pass\nelse:\n    y = 3\n'
    assert prose.logical_lines(text) == [3, 7, 3, 2, 3]


def test_a_comprehension_is_nested_by_a_second_for_or_another_inside() -> None:
    nested = {ast.unparse(loop) for loop in loops() if prose.is_nested(loop)}
    assert len(loops()) == 5
    assert nested == {
        "(a * b for a in (1, 2) for b in (3, 4))",
        "{floor(v) for v in {w: [x for x in w] for w in values}}",
        "{w: [x for x in w] for w in values}",
    }


def test_lines_of_docstrings_are_those_of_modules_classes_and_functions() -> None:
    module = tree()
    taxi = next(node for node in module.body if isinstance(node, ast.ClassDef))
    fare = next(node for node in taxi.body if isinstance(node, ast.FunctionDef))
    assert [prose.docstring_lines(node) for node in (module, taxi, fare)] == [4, 1, 5]
    assert prose.docstring_rows(module) == {1, 2, 3, 4, 8, 13, 14, 15, 16, 17, 26}
    assert prose.docstring_lines(ast.parse("5")) == 0
    assert prose.docstring_lines(ast.parse("")) == 0


def test_a_body_is_a_function_without_its_docstring() -> None:
    assert dict(prose.bodies(tree())) == {"fare": 4, "_meter": 3, "__repr__": 1, "_round": 3}


def test_a_class_is_its_lines_that_are_code_or_comment() -> None:
    assert dict(prose.class_lines(tree(), SNIPPET)) == {"Taxi": 10}


def test_an_import_inside_a_function_is_lazy_and_counted_once() -> None:
    assert prose.is_lazy(tree()) == 2
    inner = ast.parse("def a():\n    def b():\n        import json\n    return b\n")
    assert prose.is_lazy(inner) == 1


def test_one_underscore_is_private_and_two_are_magic() -> None:
    assert [prose.is_private(name) for name in ("_round", "__repr__", "fare")] == [
        True,
        False,
        False,
    ]


def test_figures_are_counted_over_all_files(tmp_path: Path) -> None:
    (tmp_path / "taxi.py").write_text(SNIPPET, encoding="utf-8")
    long = f"NAME = '{'x' * 100}'\nROW = '{'y' * 100}'  # noqa: E501\n"
    (tmp_path / "long.py").write_text(long, encoding="utf-8")
    told = prose.figures(prose.files([str(tmp_path)]))
    tokens = prose.logical_lines(SNIPPET) + prose.logical_lines(long)
    assert told == {
        "lines_above_100": 1,
        "comprehensions_per_100": round(100 * 5 / len(tokens), 2),
        "nested_comprehensions": 3,
        "tokens_mean": round(sum(tokens) / len(tokens), 2),
        "tokens_above_40_percent": 0,
        "conditional_expressions_per_100": round(100 / len(tokens), 2),
        "longest_body": 4,
        "biggest_class": 10,
        "docstrings_percent": round(100 * 11 / 30, 1),
        "silent_private_functions_percent": 50.0,
        "function_level_imports": 2,
    }


def test_the_worst_are_named_by_file_and_line(tmp_path: Path) -> None:
    body = "\n".join(f"    x{number} = {number}" for number in range(50))
    path = tmp_path / "bad.py"
    path.write_text(f"{SNIPPET}def long():\n{body}\n# {'z' * 100}\n", encoding="utf-8")
    told = [words.removeprefix(f"{path}:").strip() for words in prose.worst([path])]
    assert sorted(told) == [
        "23: nested comprehension",
        "28: nested comprehension",
        "28: nested comprehension",
        "80: 102 characters",
        "long: 51 lines",
    ]
