"""Modules that commands need only to answer: both lists say the same, and each is loaded when used."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from instc.cli import lazy
from instc.lazily import Later

(CHOICE,) = [
    node
    for node in ast.parse(Path(lazy.__file__).read_text(encoding="utf-8")).body
    if isinstance(node, ast.If)
]


def checked():
    """What a type checker reads: the module behind each name."""
    for node in CHOICE.body:
        for alias in node.names:
            home = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            yield alias.asname or alias.name, f"{home}{alias.name}"


def loaded():
    """What a program loads."""
    for node in CHOICE.orelse:
        yield node.targets[0].id, node.value.args[0].value


def test_what_is_checked_is_what_is_loaded():
    assert dict(checked()) == dict(loaded())


@pytest.mark.parametrize("name", dict(loaded()))
def test_a_name_stands_for_its_module(name):
    module = pytest.importorskip(dict(loaded())[name])
    word = next(word for word in vars(module) if not word.startswith("_"))
    assert getattr(getattr(lazy, name), word) is getattr(module, word)


def test_a_module_is_asked_anew_each_time(monkeypatch):
    """So that who replaces a function in it is heard."""
    later = Later("instc.version")
    monkeypatch.setattr(import_module("instc.version"), "DATA_DATE", "2001-01-01")
    assert later.DATA_DATE == "2001-01-01"
