"""Where modules of 0.1.0 are now: their old paths answer for one release, with a warning."""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

NOW = {
    "instc.breakeven": "instc.comparison.breakeven",
    "instc.build.harbours": "instc.build.ports",
    "instc.build.layer": "instc.build.line_graph",
    "instc.build.sight": "instc.build.visibility",
    "instc.charts": "instc.plotting.charts",
    "instc.contract": "instc.comparison.record",
    "instc.corridors": "instc.routing.corridors",
    "instc.evidence.changes": "instc.evidence.data_diff",
    "instc.evidence.cite": "instc.evidence.citations",
    "instc.evidence.why": "instc.evidence.provenance",
    "instc.evidence.worlds": "instc.evidence.dated",
    "instc.explore": "instc.notebook.widget",
    "instc.extra": "instc.tables.user_tables",
    "instc.graphs": "instc.network.graphs",
    "instc.itinerary": "instc.routing.itinerary",
    "instc.land": "instc.network.land",
    "instc.maps.curves": "instc.maps.smoothing",
    "instc.maps.sealed": "instc.maps.self_contained",
    "instc.maps.story": "instc.maps.page_data",
    "instc.maps.worlds": "instc.comparison.scenario_grid",
    "instc.osm.answers": "instc.osm.overpass",
    "instc.parameters": "instc.tables.parameters",
    "instc.places": "instc.tables.places",
    "instc.pricing": "instc.routing.pricing",
    "instc.question": "instc.comparison.question",
    "instc.routes": "instc.export",
    "instc.scenario": "instc.scenarios.scenario",
    "instc.sealanes": "instc.network.sea_lanes",
    "instc.sensitivity": "instc.comparison.sensitivity",
    "instc.simulation": "instc.comparison.simulation",
    "instc.verdicts": "instc.comparison.verdicts",
}


class OldPaths(MetaPathFinder):
    """Finds a module that has moved: asked last, when nothing else has found it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Give the old path a loader, or leave it to be unknown."""
        del path, target
        return ModuleSpec(fullname, _Forwarding(NOW[fullname])) if fullname in NOW else None


class _Forwarding(Loader):
    """Fills an old module with the names of the new one."""

    def __init__(self, now: str) -> None:
        self.now = now

    def exec_module(self, module: ModuleType) -> None:
        """Warn, and answer with what the new module holds."""
        old = module.__name__
        warnings.warn(f"{old} is now {self.now}", DeprecationWarning, stacklevel=2)
        there = import_module(self.now)
        vars(module).update({name: it for name, it in vars(there).items() if name[:2] != "__"})
