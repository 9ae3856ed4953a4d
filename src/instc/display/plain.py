"""Text that a terminal only shows: what it would obey is written out, what it lacks is replaced."""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Escapes and other controls, marks and overrides of direction, what has no width, half a sign.
OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
LETTERS = "[\u0600-\u06ff\u0900-\u0dff]"  # of Persian and of India, which joiners stand between
JOINED = re.compile(f"(?<={LETTERS})[\u200c\u200d](?={LETTERS})")
PAINT = re.compile("\x1b\\[(?:0|1|2|33)m")  # bold, dim and yellow, as our tables are painted
LAST_OF_ASCII, LAST_OF_FOUR_DIGITS = 0x7F, 0xFFFF
PLAIN = "instc.plain"  # how a stream treats a sign that its code page lacks
ALIKE = {
    "-": "─━‐‑‒–—−",  # noqa: RUF001
    "|": "│┃",
    ">": "→≥",
    "<": "←≤",
    ".": "·•…",
    "'": "‘’ʿʻʼ",  # noqa: RUF001
    '"': "“”„«»",
    "x": "×",  # noqa: RUF001
    "~": "≈",
    "i": "ı",  # noqa: RUF001
    "L": "Ł",
    "l": "ł",
    "O": "Ø",
    "o": "ø",
    "D": "Đ",
    "d": "đ",
    "s": "ß",
}  # signs that do not decompose, by what comes near
NEAR: dict[str, str] = {}
for _near, _signs in ALIKE.items():
    NEAR |= dict.fromkeys(_signs, _near)


def visible(text: str, *, painted: bool = False) -> str:
    r"""
    Write out each sign that a terminal would obey or not show; line ends and tabs stay.

    Parameters
    ----------
    text
        Any.
    painted
        Leave the few escapes that our own tables are painted with.

    Returns
    -------
    text
        An escape is a backslash and ``u001b``, and so on. Joiners inside words of Persian or Hindi
        stay.

    Examples
    --------
    >>> print(visible("red \x1b[31m, gnihton\u202e"))
    red \u001b[31m, gnihton\u202e
    """
    return _each(text, _written_out, painted=painted)


def visible_json(text: str) -> str:
    r"""
    Write the same signs of a JSON text as JSON escapes them, so that it means what it meant.

    Examples
    --------
    >>> print(visible_json('{"name": "a\u202eb"}'))
    {"name": "a\u202eb"}
    """
    return _each(text, _escaped_in_json)


def _each(text: str, write: Callable[[str], str], *, painted: bool = False) -> str:
    """Write each obeyed sign of a text by a function, but for those that may stay."""
    if OBEYED.search(text) is None:
        return text
    stays = {found.start() for found in JOINED.finditer(text)}
    if painted:
        stays.update(found.start() for found in PAINT.finditer(text))

    def written(found: re.Match[str]) -> str:
        if found.start() in stays:
            return found[0]
        return write(found[0])

    return OBEYED.sub(written, text)


def _written_out(sign: str) -> str:
    """Name a sign by its number."""
    code = ord(sign)
    if code > LAST_OF_FOUR_DIGITS:
        return f"\\U{code:08x}"
    return f"\\u{code:04x}"


def _escaped_in_json(sign: str) -> str:
    """Name a sign as JSON does: by two numbers beyond four digits."""
    return json.dumps(sign)[1:-1]


def ascii_sign(sign: str) -> str:
    """
    Give the one sign of ASCII that comes nearest to another, so that columns stay aligned.

    Examples
    --------
    >>> [ascii_sign(sign) for sign in "é→─Ж"]
    ['e', '>', '-', '?']
    """
    near = NEAR.get(sign) or unicodedata.normalize("NFKD", sign)[0]
    if ord(near) <= LAST_OF_ASCII:
        return near
    if unicodedata.combining(near):
        return ""
    return "?"


def _in_its_place(error: UnicodeError) -> tuple[str, int]:
    """Put signs of ASCII in the place of those that can't be encoded."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(ascii_sign, lacking)), error.end


codecs.register_error(PLAIN, _in_its_place)
