"""How answers show themselves: in a notebook, a console, a terminal, a file."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "Displayed": "html",
        "View": "html",
    },
    was=["html", "text"],
)
