"""Old paths answer for one release, and say where things are now."""

import importlib
import sys

import pytest

from instc.moved import NOW


@pytest.mark.parametrize(("old", "now"), NOW.items())
def test_an_old_module_answers_with_a_warning(old, now, monkeypatch):
    monkeypatch.delitem(sys.modules, old, raising=False)
    there = importlib.import_module(now)
    with pytest.warns(DeprecationWarning, match=rf"^{old} is now {now}$"):
        module = importlib.import_module(old)
    del sys.modules[old]
    name = next(name for name, it in vars(there).items() if getattr(it, "__module__", "") == now)
    assert getattr(module, name) is getattr(there, name)


@pytest.mark.parametrize(
    ("folder", "name", "home"),
    [
        ("network", "find_faults", "checks"),
        ("network", "PARAMETER_COLUMNS", "columns"),
        ("tables", "content_hash", "schema"),
        ("routing", "COLUMN", "router"),
        ("capacity", "nameplates", "branch"),
        ("comparison", "SHOWN", "comparison"),
        ("display", "inert", "text"),
    ],
)
def test_a_module_that_became_a_folder_answers_too(folder, name, home):
    package = importlib.import_module(f"instc.{folder}")
    with pytest.warns(DeprecationWarning, match=rf"instc.{folder}.{home}.{name}"):
        found = getattr(package, name)
    assert found is getattr(importlib.import_module(f"instc.{folder}.{home}"), name)


def test_a_name_that_never_was_is_unknown():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(importlib.import_module("instc.network"), "nothing")  # noqa: B009
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("instc.nothing")
