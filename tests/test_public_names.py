"""Every public name says what it is, and shows it in an example; pytest runs the examples (``--doctest-modules``)."""

import inspect
import pkgutil
from importlib import import_module

import pytest

import instc

MODULES = [
    "instc",
    *(
        module.name
        for module in pkgutil.walk_packages(instc.__path__, "instc.")
        if not module.name.endswith("__main__")
    ),
]


def own(module):
    """Classes and functions that a module defines and does not hide, with the methods and properties of the classes."""
    for name, thing in vars(module).items():
        if (
            name.startswith("_")
            or getattr(thing, "__module__", "") != module.__name__
            or not (inspect.isclass(thing) or inspect.isfunction(inspect.unwrap(thing)))
        ):
            continue
        yield name, thing
        if inspect.isclass(thing) and not getattr(thing, "_is_protocol", False):
            yield from (
                (f"{name}.{key}", member)
                for key, member in vars(thing).items()
                if not key.startswith("_")
                and (callable(member) or isinstance(member, (property, classmethod, staticmethod)))
            )


def is_tool(module):
    """The command line is documented by its help; the build is one command of ours, and its parts need the extra."""
    return module.startswith(("instc.cli", "instc.build"))


LONG = {"instc.evidence.backtest.backtest"}  # half a minute: run by its own tests


def test_all_is_what_can_be_had():
    assert sorted(instc.__all__) == sorted(set(instc.__all__))
    for name in instc.__all__:
        assert inspect.getmodule(getattr(instc, name)).__name__.startswith("instc."), name
        assert ">>>" in inspect.getdoc(getattr(instc, name)), name


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_documented(name):
    module = import_module(name)
    assert module.__doc__
    lacking = [key for key, thing in own(module) if not inspect.getdoc(thing)]
    assert not lacking


@pytest.mark.parametrize("name", [name for name in MODULES if not is_tool(name)])
def test_every_public_function_shows_an_example(name):
    shown = [
        (f"{name}.{key}", inspect.getdoc(thing) or "")
        for key, thing in own(import_module(name))
        if inspect.isfunction(inspect.unwrap(thing))
        or isinstance(thing, (classmethod, staticmethod))
    ]
    lacking = [key for key, text in shown if ">>>" not in text]
    assert not lacking
    unrun = [
        key
        for key, text in shown
        if key not in LONG and text.count(">>>") == text.count("doctest: +SKIP") > 0
    ]
    assert not unrun
