"""Put a bug into a module by its syntax tree: which function, which expression, what in its place; no line of source is pinned."""

from __future__ import annotations

import ast
import copy
from itertools import zip_longest

ANY = {f"_{letter}" for letter in "abcdefgh"}  # names that stand for any expression
Found = dict[str, ast.expr]


class DoesNotApplyError(Exception):
    """A bug finds no place any more: its function was rewritten, and so must the bug be."""


def seeded(source: str, function: str, node: str, put: str) -> str:
    """Write a module anew in which the first expression like ``node`` of a function is ``put``."""
    tree = ast.parse(source)
    pattern, new = (ast.parse(text, mode="eval").body for text in (node, put))
    for place in _functions(tree, function):
        change = _Change(pattern, new)
        change.visit(place)
        if change.done:
            return ast.unparse(ast.fix_missing_locations(tree))
    raise DoesNotApplyError(f"no {node} in {function}")


def _functions(tree: ast.Module, name: str) -> list[ast.FunctionDef]:
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name
    ]


class _Change(ast.NodeTransformer):
    """Replaces the first expression that is like a pattern."""

    def __init__(self, pattern: ast.expr, new: ast.expr) -> None:
        self.pattern, self.new, self.done = pattern, new, False

    def visit(self, node: ast.AST) -> ast.AST:
        found: Found = {}
        if not self.done and isinstance(node, ast.expr) and is_like(self.pattern, node, found):
            self.done = True
            return _Fill(found).visit(copy.deepcopy(self.new))
        return self.generic_visit(node)


class _Fill(ast.NodeTransformer):
    """Puts in what a pattern's names stood for."""

    def __init__(self, found: Found) -> None:
        self.found = found

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.found.get(node.id, node))


def is_like(pattern: object, node: object, found: Found) -> bool:
    """Tell whether a tree has the form of a pattern, and remember what its names stand for."""
    if isinstance(pattern, ast.Name) and pattern.id in ANY:
        is_expression = isinstance(node, ast.expr)
        return is_expression and ast.dump(found.setdefault(pattern.id, node)) == ast.dump(node)
    if type(pattern) is not type(node):
        return False
    if isinstance(pattern, ast.AST):
        names = [name for name in pattern._fields if name not in {"ctx", "kind"}]
        parts = [(getattr(pattern, name), getattr(node, name)) for name in names]
    elif isinstance(pattern, list):
        parts = list(zip_longest(pattern, node))
    else:
        return pattern == node
    return all(is_like(one, other, found) for one, other in parts)
