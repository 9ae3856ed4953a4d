"""The commands data verify, sources, why, diff, join."""

from instc.cli.data import _difference_text
from instc.evidence.data_diff import Change, Moved


def test_data(cli):
    verify = cli("data", "verify")
    assert verify.code == 0
    assert "every row has a source" in verify.out
    assert "every invariant holds" in verify.out
    assert "TASS" in cli("data", "sources", "TASS").out


def test_the_difference_in_words():
    found = [
        Change("links", "a-b", "changed", {"length_km": ("1", "2"), "note": ("", "new")}),
        Change("sources", "k", "added", {}),
    ]
    days = {"up": (20.0, 21.5), "same": (20.0, 20.0), "lost": (20.0, None)}
    assert _difference_text(found, Moved("Mumbai", "Moscow", days, "")).splitlines() == [
        "links.csv: 1 rows changed",
        "sources.csv: 1 rows added",
        "  links a-b: length_km 1 -> 2; note empty -> new",
        "  sources k: added",
        "headline, Mumbai - Moscow, days P50 (formulas of today):",
        "  up: 20.0 -> 21.5 (+1.50)",
        "  same: 20.0 -> 20.0 (+0.00)",
        "  lost: 20.0 -> no way",
    ]
    text = _difference_text([], Moved("Mumbai", "Moscow", {}, "(before) too old"))
    assert text.startswith("no fact changed\n")
    assert "can't be computed: (before) too old" in text
