"""Names that are loaded when first asked for (PEP 562): the one file that imports by name."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Look = tuple["Callable[[str], Any]", "Callable[[], list[str]]"]


def names_of(package: str, homes: Mapping[str, str], *, was: Sequence[str] = ()) -> Look:
    """
    Make ``__getattr__`` and ``__dir__`` of a package.

    Parameters
    ----------
    package
        Its name.
    homes
        Module inside it, by the name that it gives.
    was
        Modules inside it that were one module of this name in 0.1.0: other names of theirs
        answer for one release, with a warning.

    Returns
    -------
    getattr, dir
        As PEP 562 wants them.

    Examples
    --------
    >>> look_up, names = names_of("instc", {"Network": "network.network"})
    >>> look_up("Network").__name__, names()
    ('Network', ['Network'])
    """

    def look_up(name: str) -> Any:
        if name in homes:
            return getattr(import_module(f"{package}.{homes[name]}"), name)
        if not name.startswith("_"):
            for home in (f"{package}.{module}" for module in was):
                module = import_module(home)
                if hasattr(module, name):
                    text = f"{package}.{name} is now {home}.{name}"
                    warnings.warn(text, DeprecationWarning, stacklevel=2)
                    return getattr(module, name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return look_up, lambda: list(homes)


class Later:
    """A module that is imported when the first of its names is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        """Import the module, and give what it calls so."""
        return getattr(import_module(self._name), name)


if TYPE_CHECKING:
    import geopandas as geopandas  # noqa: PLC0414  (handed on)
    import shapely as shapely  # noqa: PLC0414
else:
    geopandas = Later("geopandas")  # tables with lines are asked for; an answer needs none
    shapely = Later("shapely")


def drawn_on_a_map(answer: Any, *, also: Any = None) -> Any:
    """
    Draw an answer, which lies below the maps: the method that people call belongs to the answer.

    Parameters
    ----------
    answer
        A `Comparison`.
    also
        The same under combinations of scenarios, from `instc.comparison.scenario_grid`.

    Returns
    -------
    map
        As `instc.maps.comparison_map` draws it.

    Examples
    --------
    >>> import instc
    >>> answer = instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea")
    >>> drawn_on_a_map(answer).__class__.__name__
    'CorridorMap'
    """
    return import_module("instc.maps").comparison_map(answer, also=also)


def explored(world: Any, **asked: Any) -> Any:
    """
    Show a world in a notebook, which stands above it: the method belongs to the model.

    Parameters
    ----------
    world
        A `World`.
    **asked
        As `instc.notebook.widget.explore` takes it.

    Returns
    -------
    view
        A widget.

    Examples
    --------
    >>> import instc
    >>> explored(instc.load_model(), origin="Mumbai", draws=50).__class__.__name__
    'Explorer'
    """
    return import_module("instc.notebook.widget").explore(world=world, **asked)
