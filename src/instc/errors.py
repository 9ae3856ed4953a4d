"""What can go wrong, by name; each error is ours and a built-in."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 100  # characters; no name is longer, and nothing comes near to what is
MAX_FAULTS = 50  # named in one refusal
SHOWN = 60  # characters of a word that a message repeats


class InstcError(Exception):
    """Anything that this package refuses."""


class TableError(InstcError, ValueError):
    """
    A table breaks its schema, or tables contradict each other.

    Attributes
    ----------
    faults
        All that is wrong, each with its file; the message names the first 50.
    """

    faults: tuple[str, ...] = ()

    @classmethod
    def of(cls, where: object, faults: Sequence[str]) -> TableError:
        """
        Make one sentence of all faults of a file.

        Examples
        --------
        >>> error = TableError.of("links.csv", ["row 2: no length", "row 5: no mode"])
        >>> error
        TableError('links.csv: row 2: no length; row 5: no mode')
        >>> error.faults[1]
        'links.csv: row 5: no mode'
        """
        named = "; ".join(faults[:MAX_FAULTS])
        if len(faults) > MAX_FAULTS:
            named += f"; and {len(faults) - MAX_FAULTS:,} more faults"
        error = cls(f"{where}: {named}")
        error.faults = tuple([f"{where}: {fault}" for fault in faults])
        return error


class NetworkError(InstcError, ValueError):
    """Nodes and links do not make a network."""


class UnknownIdError(InstcError, KeyError):
    """An id, a name or a key that no table holds."""

    def __str__(self) -> str:
        """Return the message without the quotes that `KeyError` adds."""
        return str(self.args[0]) if self.args else ""


class AmbiguousPlaceError(InstcError, ValueError):
    """A name that several places share."""


class LocationError(InstcError, ValueError):
    """Coordinates that no consignment can start from."""


class NoRoadError(LocationError):
    """Coordinates on land from which no lorry reaches a terminal."""


class ScenarioError(InstcError, ValueError):
    """A scenario that can't be read, or that contradicts another."""


class QuestionError(InstcError, ValueError):
    """A question that makes no sense, such as the same place twice."""


class UnpricedError(InstcError, ValueError):
    """A network without prices was to be routed."""


class NoRouteError(InstcError, LookupError):
    """There is no open way between two ends."""


class DownloadError(InstcError, RuntimeError):
    """A server, or an extract of OpenStreetMap, gave nothing that can be used."""


class WriteError(InstcError, OSError):
    """A file could not be written; what was there before is whole."""


def did_you_mean(word: str, known: Iterable[str], *, quote: str = '"') -> str:
    """
    Suggest at most three of the known words that come near: ``' (did you mean "a" or "b"?)'``.

    Examples
    --------
    >>> did_you_mean("Moskow", ["Moscow", "Minsk"])
    ' (did you mean "Moscow"?)'
    """
    if len(word) > LONGEST:
        return ""
    by_folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_folded, n=3, cutoff=0.6)
    if not near:
        return ""
    quoted = [f"{quote}{by_folded[name]}{quote}" for name in near]
    return f" (did you mean {' or '.join(quoted)}?)"


def shorten(word: str) -> str:
    """Cut a word so that a message can repeat it: at most 60 characters, and three dots."""
    if len(word) <= SHOWN:
        return word
    return f"{word[:SHOWN]}..."
