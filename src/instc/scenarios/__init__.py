"""Named changes and dates, the state of the world under them, and ways in for what a user types."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "Scenario": "scenario",
        "load_scenario": "scenario",
        "shipped_scenarios": "scenario",
    },
)
