"""How much can pass in a year."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "Branch": "branch",
        "load_capacities": "branch",
        "find_branches": "branch",
        "Ladder": "ladder",
        "Step": "ladder",
        "assess": "ladder",
    },
    was=["branch", "ladder"],
)
