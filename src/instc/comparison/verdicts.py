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
    Name a share of draws.

    Parameters
    ----------
    share
        Draws in which one way is better than another, 0 to 1.
    word
        How it is better, as a comparative.

    Returns
    -------
    words
        From "clearly" to "clearly not".

    Examples
    --------
    >>> call(0.95, "faster"), call(0.5, "faster")
    ('clearly faster than', 'no clear winner against')
    """
    return next(words for least, words in WORDS if share >= least).format(word)


def sentence(topic: str, word: str, subject: str, shares: dict[str, float]) -> str:
    """
    Say how one way stands against others.

    Parameters
    ----------
    topic, word
        What is judged, and how a winner is called.
    subject
        The way that is judged.
    shares
        By name of each other way, the share of draws in which the subject is better.

    Returns
    -------
    sentence
        One, the ways grouped by verdict.

    Examples
    --------
    >>> sentence("Time", "faster", "West", {"Suez": 0.5, "Cape": 1.0})
    'Time: West is clearly faster than Cape (100 %); no clear winner against Suez (50 %).'
    """
    groups: dict[str, list[str]] = {}
    for name, share in sorted(shares.items(), key=lambda item: -item[1]):
        groups.setdefault(call(share, word), []).append(f"{name} ({100 * share:.0f} %)")
    return (
        f"{topic}: {subject} is "
        + "; ".join(f"{words} {', '.join(names)}" for words, names in groups.items())
        + "."
    )
