"""The interactive view of a notebook."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "explore": "widget",
    },
)
