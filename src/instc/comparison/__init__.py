"""Alternatives side by side under one set of draws."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "Comparison": "comparison",
        "compare": "comparison",
        "Alternative": "question",
        "Question": "question",
    },
    was=["comparison"],
)
