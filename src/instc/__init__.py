"""An open model of the International North-South Transport Corridor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from instc.lazily import names_of
from instc.moved import OldPaths
from instc.version import __version__

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model, load_model
    from instc.network.load import load_network
    from instc.network.network import Network
    from instc.routing.itinerary import Itinerary
    from instc.scenarios.scenario import Scenario, load_scenario
    from instc.tables.parameters import Consignment

__all__ = [
    "Comparison",
    "Consignment",
    "Itinerary",
    "Model",
    "Network",
    "Scenario",
    "__version__",
    "load_model",
    "load_network",
    "load_scenario",
]

__getattr__, __dir__ = names_of(
    __name__,
    {
        "Comparison": "comparison.comparison",
        "Consignment": "tables.parameters",
        "Itinerary": "routing.itinerary",
        "Model": "model",
        "Network": "network.network",
        "Scenario": "scenarios.scenario",
        "load_model": "model",
        "load_network": "network.load",
        "load_scenario": "scenarios.scenario",
    },
)

sys.meta_path.append(OldPaths())
