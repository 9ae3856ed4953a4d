"""The door: what people pass to a public function is read by its kind, or refused in one line.

The annotation of an argument says its kind, and `KINDS` says how a kind is read. Inside, only what
was read is met: plain texts, tuples, numbers of Python, ISO days and paths.
"""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import cache, lru_cache, update_wrapper
from itertools import islice
from numbers import Real
from operator import call, itemgetter
from pathlib import Path
from types import FunctionType
from typing import Any, Literal, ParamSpec, TypeAlias, TypeVar, cast, get_args

from instc.errors import QuestionError, did_you_mean, shorten
from instc.version import DATA_DATE

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Read: TypeAlias = Callable[[Any], Any]
Place: TypeAlias = str  # or a pair lon, lat of numbers, or a Point
Named: TypeAlias = str  # or a path of a scenario's file, or a shipped Scenario
Prose: TypeAlias = str  # of any length, also with line ends
Day: TypeAlias = str  # or a date, a datetime, a Timestamp, a datetime64
Objective = Literal["days", "usd_per_teu", "co2e_kg_per_teu", "generalised_usd"]
By = Literal[
    "days", "usd", "co2e", "value",
    "time", "cost", "co2", "usd_per_teu", "co2e_kg_per_teu", "generalised_usd",
]  # fmt: skip
EARLIEST = "2000-01-01"
LONGEST = 1_000  # characters of a name or a path
UNNAMED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # controls, halves of letters
MOST = 100_000  # values of one argument
LARGEST = 10**18  # whole number
OPTIONAL = " | None"
UNREAD = ("self", "cls")


class _RefusedError(Exception):
    """A value is none of its kind; the reason is the remedy."""


def text(value: Any) -> str:
    """Read a name or an id, also one of NumPy, on one line."""
    if type(value) is str:
        return _line(value)
    if not isinstance(value, str):
        raise _RefusedError("must be a text")
    return _line(str.__str__(value))


@lru_cache(maxsize=4096)  # the same few names are read again and again
def _line(value: str) -> str:
    """Read a name on one line."""
    if len(value) > LONGEST:
        raise _RefusedError("is longer than any name")
    line = " ".join(value.split())
    if UNNAMED.search(line):
        raise _RefusedError("holds signs that no name has")
    return line


def prose(value: Any) -> str:
    """Read a text for people, of any length."""
    if isinstance(value, str):
        return str.__str__(value)
    raise _RefusedError("must be a text")


def place(value: Any) -> str:
    """Read a place: a text, or numbers as ``lon,lat``."""
    if isinstance(value, str):
        return text(value)
    pair = value
    if _is_a("Point", value) and not value.is_empty:
        pair = (value.x, value.y)
    try:
        lon, lat = map(number, _items(pair))
    except (_RefusedError, ValueError) as error:
        taken = 'a name, a code, an id, "lon,lat", a pair of numbers (lon, lat) or a Point'
        raise _RefusedError(f"must be {taken}") from error
    return f"{lon!r},{lat!r}"


def named(value: Any) -> str:
    """Read the name or the file of a scenario."""
    if isinstance(value, os.PathLike):
        return str(path(value))
    if isinstance(value, str):
        return str(path(value)) if value.endswith(".toml") else text(value)
    raise _RefusedError("must be a scenario's name or its TOML file")


def scenario(value: Any) -> Any:
    """Read a scenario: its name, its file, or what `load_scenario` gave."""
    if _is_a("Scenario", value):
        return value
    return named(value)


def number(value: Any) -> float:
    """Read a number; a truth is none."""
    plain = _plain(value)
    if isinstance(plain, bool) or not isinstance(plain, (Real, Decimal)):
        raise _RefusedError("must be a number")
    try:
        return float(plain)
    except (OverflowError, ValueError) as error:
        raise _RefusedError("is no number that can be computed with") from error


def whole(value: Any) -> int:
    """Read a whole number, also ``1e4``."""
    found = math.nan
    with suppress(_RefusedError):
        found = number(value)
    if not found.is_integer() or abs(found) > LARGEST:
        raise _RefusedError("must be a whole number")
    return int(_plain(value))


def truth(value: Any) -> bool:
    """Read True or False."""
    plain = _plain(value)
    if isinstance(plain, bool):
        return plain
    raise _RefusedError("must be True or False")


def day(value: Any) -> str:
    """Read a day as its ISO date; of a moment the day."""
    written = value
    if isinstance(value, dt.date):
        written = value.isoformat()[:10]
    elif type(value).__name__ == "datetime64":
        written = str(value)[:10]
    if not isinstance(written, str):
        raise _RefusedError('must be a date, such as "2026-07-31"')
    written = text(written)
    check_date(written)
    return written


def path(value: Any) -> Path:
    """Read the path of a file or folder."""
    if isinstance(value, (str, os.PathLike)):
        said = os.fspath(value)
        if isinstance(said, str) and 0 < len(said) <= LONGEST and not UNNAMED.search(said):
            return Path(said)
    raise _RefusedError("must be the path of a file or folder")


def positions(value: Any) -> Any:
    """Read an array of row numbers."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind in {"i", "u"} and value.ndim == 1:
        return value
    raise _RefusedError("must be an array of whole numbers")


def anything(value: Any) -> Any:
    """Take what is given."""
    return value


def option(value: Any) -> Any:
    """Read what an option of a command may be: nothing, a truth, a number, or texts."""
    plain = _plain(value)
    if isinstance(plain, Real) and not isinstance(plain, bool):
        return whole(plain) if isinstance(plain, int) else number(plain)
    if plain is None or isinstance(plain, bool):
        return plain
    return several(text, ordered=True)(value)


def several(one: Read, *, ordered: bool = False) -> Read:
    """Read one value or many as a tuple; a set has no order, so it is sorted, or refused."""

    def read(value: Any) -> tuple[Any, ...]:
        try:
            return (one(value),)
        except _RefusedError as error:
            if isinstance(value, (bytes, bytearray)):
                raise
            remedy = error
        try:
            items = _items(value)
        except _RefusedError as error:
            raise remedy from error
        if len(items) > MOST:
            raise _RefusedError(f"must hold at most {MOST:,} values")
        found = tuple(map(one, items))
        if isinstance(value, (set, frozenset)):
            if ordered and len(found) > 1:
                raise _RefusedError("a set has no order: give a list")
            return tuple(sorted(found, key=str))
        return found

    return read


def one_of(*known: str) -> Read:
    """Read one of some words."""

    def read(value: Any) -> str:
        word = ""
        if isinstance(value, str):
            word = text(value)
        if word not in known:
            near = did_you_mean(word, known)
            raise _RefusedError(f"must be one of {', '.join(known)}{near}")
        return word

    return read


def instance_of(kind: str) -> Read:
    """Take a value of a class that is called so."""

    def read(value: Any) -> Any:
        if _is_a(kind, value):
            return value
        raise _RefusedError(f"must be of the class {kind}")

    return read


def mapping(value: Any) -> Any:
    """Take a dict, or a view of one that can't be written to."""
    if isinstance(value, Mapping):
        return value
    raise _RefusedError("must be a dict")


def _is_a(kind: str, value: Any) -> bool:
    """Tell whether a value is of a class of this name, which need not be imported for it."""
    return kind in [each.__name__ for each in type(value).__mro__]


def _plain(value: Any) -> Any:
    """Give a number or truth of NumPy as one of Python."""
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        return value.item()
    return value


def _items(value: Any) -> list[Any]:
    """List the values of a list, array, column or generator."""
    one = isinstance(value, (str, bytes, bytearray, Mapping)) or hasattr(value, "columns")
    if one or not isinstance(value, Iterable) or getattr(value, "ndim", 1) != 1:
        raise _RefusedError("must be a list")
    return list(islice(value, MOST + 1))


KINDS: dict[str, Read] = {
    "str": text,
    "Prose": prose,
    "Place": place,
    "Day": day,
    "int": whole,
    "float": number,
    "bool": truth,
    "object": option,
    "Any": anything,
    "Path": path,
    "str | Path": path,
    "Path | str": path,
    "str | os.PathLike[str]": path,
    "Iterable[str]": several(text),
    "Collection[str]": several(text),
    "Sequence[str]": several(text, ordered=True),
    "tuple[str, ...]": several(text),
    "Iterable[Place]": several(place, ordered=True),
    "tuple[Place, ...]": several(place, ordered=True),
    "Sequence[Place]": several(place, ordered=True),
    "Named": named,
    "Iterable[Named]": several(scenario),
    "NDArray[np.intp]": positions,
    "Mapping[str, NDArray[Any]]": mapping,
    "tuple[Change, ...]": several(instance_of("Change"), ordered=True),
    "Objective": one_of(*get_args(Objective)),
    "By": one_of(*get_args(By)),
}


def kind_of(annotation: str, aliases: Mapping[str, Any]) -> Read:
    """
    Say how an argument is read.

    Parameters
    ----------
    annotation
        As it is written. What `KINDS` does not know is a choice of words, or else a class.
    aliases
        Names of the module that it is written in.

    Examples
    --------
    >>> kind_of("int", {})(1e4), kind_of("Literal['compare', 'route']", {})("route")
    (10000, 'route')
    """
    base = annotation.removesuffix(OPTIONAL)
    read = KINDS.get(base)
    choices = get_args(aliases.get(base))
    if base.startswith("Literal["):
        choices = ast.literal_eval(f"({base[8:-1]},)")
    if read is None:
        read = one_of(*choices) if choices else instance_of(base.rpartition(".")[2])
    if base == annotation:
        return read
    return _or(read, None)


def _or(read: Read, usual: Any) -> Read:
    """Take None for what need not be said."""

    def read_or_usual(value: Any) -> Any:
        return usual if value is None else read(value)

    return read_or_usual


class _Door:
    """
    The arguments of a function: their names and kinds, found when it is first called.

    Parameters
    ----------
    function
        Whose annotations are texts.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.signature = inspect.signature(function)
        aliases = function.__globals__
        self.kinds: dict[str, tuple[Read, Any]] = {}
        for name, one in self.signature.parameters.items():
            if name not in UNREAD:
                read = kind_of(one.annotation, aliases)
                if one.default == ():
                    read = _or(read, ())
                self.kinds[name] = (read, one.kind)
        known = self.signature.parameters.values()
        self.by_place: list[tuple[str, Read]] = []
        for one in known:
            if one.kind is one.POSITIONAL_OR_KEYWORD:
                self.by_place.append((one.name, self.kinds.get(one.name, (anything,))[0]))
        asked = [one for one in known if one.default is one.empty]
        self.least = len(asked)
        if any(one.kind is one.VAR_POSITIONAL for one in known):
            self.by_place = []
        self.reads = list(map(itemgetter(1), self.by_place))

    def placed(self, args: tuple[Any, ...]) -> list[Any]:
        """Read arguments that are told by their place: the short way, for what is called often."""
        found: list[Any] = []
        try:
            found.extend(map(call, self.reads, args))
        except _RefusedError as error:
            place = len(found)
            raise _refusal(self.by_place[place][0], args[place], error) from None
        return found

    def read(self, asked: dict[str, Any]) -> None:
        """Put what was read in the place of what was passed."""
        for name in self.kinds.keys() & asked.keys():
            read, kind = self.kinds[name]
            value = asked[name]
            if kind is inspect.Parameter.VAR_POSITIONAL:
                asked[name] = tuple(_read(name, read, one) for one in value)
            elif kind is inspect.Parameter.VAR_KEYWORD:
                for key, one in value.items():
                    value[key] = _read(key, read, one)
            else:
                asked[name] = _read(name, read, value)


def _read(name: str, read: Read, value: Any) -> Any:
    """Read one argument, or name it, its value and the remedy."""
    try:
        return read(value)
    except _RefusedError as error:
        raise _refusal(name, value, error) from None


def _refusal(name: str, value: Any, why: _RefusedError) -> QuestionError:
    """Say which argument is refused, its value and the remedy."""
    return QuestionError(f"{name} {_shown(value)}: {why}")


def _shown(value: Any) -> str:
    """Repeat a value in a message: one line, and not long."""
    if isinstance(value, str):
        return f'"{repr(shorten(value))[1:-1]}"'
    try:
        said = " ".join(repr(value).split())
    except Exception:  # noqa: BLE001  (a value that can't even say what it is)
        said = ""
    return shorten(said or type(value).__name__)


_door = cache(_Door)


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """
    Let a function meet only arguments that were read.

    Parameters
    ----------
    function
        Public; its annotations are the kinds of its arguments.

    Returns
    -------
    function
        Of the same name and signature; a value of another kind is a `QuestionError`.

    Raises
    ------
    QuestionError
        A value is none of its kind.

    Examples
    --------
    >>> @checked
    ... def ask(draws: int = 1) -> int:
    ...     return draws
    >>> ask(draws=True)
    Traceback (most recent call last):
    instc.errors.QuestionError: draws True: must be a whole number
    """
    let_in: Any = _call

    def asked(*args: Any, **kwargs: Any) -> Any:
        return let_in(function, args, kwargs)

    # A function of the same module, so that its example is found and run.
    inside = function.__globals__
    door = FunctionType(asked.__code__, inside, closure=asked.__closure__)
    return cast("Callable[P, R]", update_wrapper(door, function))


def _call(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a function with what was read."""
    door = _door(function)
    if not kwargs and door.least <= len(args) <= len(door.by_place):
        return function(*door.placed(args))
    try:
        bound = door.signature.bind(*args, **kwargs)
    except TypeError:
        return function(*args, **kwargs)  # Python says which name is wrong
    door.read(bound.arguments)
    return function(*bound.args, **bound.kwargs)


def checked_class(cls: type[T]) -> type[T]:
    """
    Let the constructor and every public method of a class meet only arguments that were read.

    Parameters
    ----------
    cls
        The class; methods that it has from others keep theirs.

    Examples
    --------
    >>> @checked_class
    ... class Clock:
    ...     def wait(self, hours: float) -> float:
    ...         return hours
    >>> Clock().wait("2")
    Traceback (most recent call last):
    instc.errors.QuestionError: hours "2": must be a number
    """
    for name, member in list(vars(cls).items()):
        if name.startswith("_") and name != "__init__":
            continue
        if isinstance(member, FunctionType):
            setattr(cls, name, checked(member))
        elif isinstance(member, classmethod):
            setattr(cls, name, classmethod(checked(member.__func__)))
    return cls


def check_date(as_of: str) -> None:
    """Refuse a text that is no ISO date, and a day before 2000 or after the last source."""
    try:
        meant = dt.date.fromisoformat(as_of).isoformat()
    except ValueError:
        meant = ""
    if meant != as_of or not meant:  # 20260731 is the same day, but days are compared as texts
        raise QuestionError(f'"{shorten(as_of)}" is not a date (YYYY-MM-DD)')
    if not EARLIEST <= meant <= DATA_DATE:
        raise QuestionError(
            f"{as_of}: the tables know the state of the network from {EARLIEST} to {DATA_DATE}; "
            "no source is later"
        )
