"""The corridor as nodes and links: its value, its checks, its sea, its graphs."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "Network": "network",
        "load_network": "load",
        "MOVEMENTS": "columns",
        "TRANSFERS": "columns",
        "USABLE": "columns",
    },
    was=["columns", "checks", "status", "load", "network"],
)
