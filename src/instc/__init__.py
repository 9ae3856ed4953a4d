"""An open model of the International North-South Transport Corridor."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from instc.comparison import Comparison
    from instc.itinerary import Itinerary
    from instc.model import Model, load_model
    from instc.network import Network, load_network
    from instc.parameters import Consignment
    from instc.scenario import Scenario, load_scenario

__version__ = "0.1.0"

_HOMES = {
    "Comparison": "comparison",
    "Consignment": "parameters",
    "Itinerary": "itinerary",
    "Model": "model",
    "Network": "network",
    "Scenario": "scenario",
    "load_model": "model",
    "load_network": "network",
    "load_scenario": "scenario",
}

__all__ = [
    "Comparison",
    "Consignment",
    "Itinerary",
    "Model",
    "Network",
    "Scenario",
    "load_model",
    "load_network",
    "load_scenario",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(f"instc.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'instc' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return [*globals(), *_HOMES]
