"""One self-contained page of a comparison: what an analyst would hand in."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "Cover": "page",
        "Evidence": "page",
        "Outlook": "outlook",
        "gather": "page",
        "look_ahead": "outlook",
        "report_page": "page",
    },
)
