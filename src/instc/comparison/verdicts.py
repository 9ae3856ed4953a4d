"""Shares of draws in words."""

from __future__ import annotations

WORDS = (  # from which share of draws on, and what it is called
    (0.9, "clearly {} than"),
    (0.75, "mostly {} than"),
    (0.25, "no clear winner against"),
    (0.1, "mostly not {} than"),
    (0.0, "clearly not {} than"),
)


def call(share: float, word: str) -> str:
    """
    Name the share of draws (0 to 1) in which one way is better, by a comparative such as "faster".

    Examples
    --------
    >>> call(0.95, "faster"), call(0.5, "faster")
    ('clearly faster than', 'no clear winner against')
    """
    return next(words for least, words in WORDS if share >= least).format(word)


def sentence(topic: str, word: str, subject: str, shares: dict[str, float]) -> str:
    """
    Say how one way stands against others, grouped by verdict, the best first.

    Parameters
    ----------
    topic, word
        What is judged, and how a winner is called.
    subject
        The way that is judged.
    shares
        By name of each other way, the share of draws in which the subject is better.
    """
    groups: dict[str, list[str]] = {}
    for name, share in sorted(shares.items(), key=lambda item: -item[1]):
        others = groups.setdefault(call(share, word), [])
        others.append(f"{name} ({100 * share:.0f} %)")
    verdicts = [f"{verdict} {', '.join(others)}" for verdict, others in groups.items()]
    return f"{topic}: {subject} is {'; '.join(verdicts)}."
