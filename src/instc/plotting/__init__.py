"""Charts of results."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "draw_chart": "charts",
        "save_chart": "charts",
    },
)
