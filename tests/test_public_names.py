"""Every public name says what it is, and shows it in an example; pytest runs the examples (``--doctest-modules``)."""

import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import instc

ROOT = Path(__file__).parents[1]
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


def test_all_is_what_can_be_had():
    assert sorted(instc.__all__) == sorted(set(instc.__all__))
    for name in set(instc.__all__) - {"__version__"}:
        assert inspect.getmodule(getattr(instc, name)).__name__.startswith("instc."), name
        assert ">>>" in inspect.getdoc(getattr(instc, name)), name


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_documented(name):
    module = import_module(name)
    assert module.__doc__
    lacking = [key for key, thing in own(module) if not inspect.getdoc(thing)]
    assert not lacking


def chief_names():
    """Names that the table on top of the API page sends a reader to, and what the package gives at its top."""
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    named = re.findall(r"\{py:(?:class|func|meth)\}`([\w.]+)`", page)
    top = [f"instc.{name}" for name in instc.__all__ if name != "__version__"]
    return sorted({*named, *top})


@pytest.mark.parametrize("name", chief_names())
def test_every_name_of_the_api_page_shows_an_example(name):
    thing = pkgutil.resolve_name(name)
    text = inspect.getdoc(thing) or ""
    assert ">>>" in text
    assert text.count(">>>") > text.count("doctest: +SKIP")
