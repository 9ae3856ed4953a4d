"""One meaning for each word that people type, one name for each key that is printed."""

from __future__ import annotations

import re
from collections import UserDict
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from instc.errors import (
    LONGEST,
    AmbiguousPlaceError,
    LocationError,
    UnknownIdError,
    shorten,
)
from instc.tables.places import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping


FACILITIES = {
    "port": "port",
    "feeder": "feeder berth",
    "ferry": "ferry berth",
    "road": "lorry terminal",
    "border_road": "lorry crossing",
    "river": "river port",
}
TRACKS = {"border": "border", "station": "station", "port_rail": "port rail"}
CODE = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")
QUALIFIED = (re.compile(r"(.+?)\s*\(([^()]+)\)"), re.compile(r"(.+),\s*([^,]+)"))
PORT_OF = re.compile(r"(?:the\s+)?(?:sea\s*)?port\s+(?:of\s+)?(?P<after>.+)|(?P<before>.+)\s+port")
COUNTRY = re.compile(r"[A-Z]{2}")
IN_NO_NAME = re.compile(r"[*?<>;|\\{}\[\]$`\"!%^~#@+]")  # a pattern or markup is no spelling
FAIRWAY = "-fairway"
FEWEST_LETTERS = 4  # shorter words come near to too much
ONE_SLIP, TWO_SLIPS = 8, 12  # letters up to which so many slips are allowed
SHORT_PORT = 6  # letters; among thousands of ports a shorter word always comes near to one


class Role(NamedTuple):
    """What a word can mean at its place in a command: kinds in their order, and their noun."""

    noun: str
    kinds: tuple[str, ...]


END = Role("place", ("place", "node", "port"))
VIA = Role("place or passage", ("place", "node", "passage", "port", "link"))
AVOID = Role(
    "place, passage, country or link",
    ("passage", "water", "place", "node", "junction", "port", "country", "link"),
)
AGAINST = Role("corridor", ("corridor", "family", "side"))
SUBJECT = Role("link or passage", ("passage", "link", "water", "crossing"))
SETTING = Role("link, passage or parameter", ("parameter", "passage", "link", "crossing"))
SCENARIO = Role("scenario", ("scenario",))
KEY = Role(
    "link, passage, parameter, corridor, place, node, scenario or country",
    (
        "parameter", "group", "passage", "link", "corridor", "family", "side",
        "scenario", "water", "place", "node", "junction", "port", "country", "crossing",
    ),
)  # fmt: skip
WATERS = ("passage", "water")
NOUNS = {"node": "place", "junction": "place"}  # what a reader calls a kind
A_KIND = {
    "place": "a place",
    "node": "a place",
    "junction": "a junction",
    "port": "a port",
    "passage": "a strait or canal",
    "water": "a sea, strait or cape",
    "corridor": "a corridor",
    "family": "a family of corridors",
    "side": "a side",
    "link": "a link",
    "crossing": "a road border or bridge",
    "parameter": "a parameter",
    "group": "a group of parameters",
    "scenario": "a scenario",
    "country": "a country",
}


class MadeLater(UserDict[str, str]):
    """A dictionary that is made when it is first asked."""

    def __init__(self, make: Callable[[], dict[str, str]]) -> None:
        self._make = make

    @cached_property
    def data(self) -> dict[str, str]:  # type: ignore[override]
        """What it holds."""
        return self._make()

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as what it holds."""
        return dict, (self.data,)


class Meaning(NamedTuple):
    """
    What a word means.

    Attributes
    ----------
    kind
        ``place, node, junction, port, passage, water, corridor, family, side, link, crossing,
        parameter, group, scenario`` or ``country``.
    id
        Key in its own table; node id of a port.
    name
        What is printed.
    country
        ISO 3166-1 alpha-2 code, where it lies in one.
    note
        What the reader of the answer must be told: another meaning, or who stands for whom.
    """

    kind: str
    id: str
    name: str
    country: str = ""
    note: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Words:
    """
    Every spelling and what it means.

    Attributes
    ----------
    known
        Meaning by kind and id.
    spelled
        Meanings by folded spelling.
    weaker
        The same for spellings that count only where no other does: neighbours of a port, ports
        without a lane.
    shown
        A spelling as written, by folded spelling.
    between
        Links by the two places they join.
    gates
        What keeps a ship out of a water, by its id.
    missing
        Codes and names of places that nothing here stands for.
    """

    known: dict[tuple[str, str], Meaning] = field(default_factory=dict)
    spelled: dict[str, list[Meaning]] = field(default_factory=dict)
    weaker: dict[str, list[Meaning]] = field(default_factory=dict)
    shown: MutableMapping[str, str] = field(default_factory=dict)
    between: dict[frozenset[str], list[Meaning]] = field(default_factory=dict)
    gates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"{len(self.spelled):,} spellings of {len(self.known):,} things"

    def knows(self, key: str, *kinds: str) -> bool:
        """Tell whether a thing of one of these kinds has this id."""
        return self.find(key, *kinds) is not None

    def find(self, key: str, *kinds: str) -> Meaning | None:
        """Give the thing of this id, of the first of these kinds that has one."""
        for kind in kinds:
            if (kind, key) in self.known:
                return self.known[kind, key]
        return None

    def add(self, meaning: Meaning, spellings: Iterable[str]) -> None:
        """Take a thing and all its spellings."""
        self.known.setdefault((meaning.kind, meaning.id), meaning)
        self.spell(meaning, [meaning.name, *spellings, meaning.id])

    def spell(self, meaning: Meaning, spellings: Iterable[str]) -> None:
        """Take more spellings of a thing."""
        for spelling in spellings:
            key = fold(spelling)
            if not key:
                continue
            here = self.spelled.setdefault(key, [])
            if meaning not in here:
                here.append(meaning)
                self.shown.setdefault(key, spelling)

    def spell_weakly(self, meaning: Meaning, spellings: Iterable[str]) -> None:
        """Take spellings that count only where no other does."""
        for spelling in spellings:
            key = fold(spelling)
            if key and meaning not in self.weaker.setdefault(key, []):
                self.weaker[key].append(meaning)


def resolve(
    words: Words, text: str, role: Role, *, fits: Callable[[Meaning], bool] | None = None
) -> Meaning:
    """
    Find the one thing that a word means at its place in a command.

    Parameters
    ----------
    words
        From `instc.tables.catalogue.load_words`.
    text
        An id, a code, or a name in any spelling; a country may follow in brackets or after a comma.
    role
        What it can mean there: the first of its kinds that the word names is meant.
    fits
        Narrows the choice, where it leaves any.

    Returns
    -------
    meaning
        Its ``note`` says what else the word could have meant, or who stands for whom.

    Raises
    ------
    UnknownIdError
        Nothing of these kinds is called so.
    AmbiguousPlaceError
        Several things of one kind are.
    LocationError
        It is the code of a place that nothing here stands for.

    Examples
    --------
    >>> from instc.tables.catalogue import load_words
    >>> words = load_words()
    >>> resolve(words, "Suez", AVOID).id, resolve(words, "Suez", END).name
    ('suez', 'Suez')
    >>> resolve(words, "Suez", AVOID).note
    '"Suez" is read as the passage "Suez Canal", not as the place "Suez (EG)"'
    """
    found = meanings(words, text, role)
    if fits is not None:
        found = [meaning for meaning in found if fits(meaning)] or found
    if not found:
        raise _unknown(words, text, role)
    first, *others = found
    same = [one for one in found if one.kind == first.kind]
    if len(same) > 1:
        choices = " or ".join(f'"{distinct(one)}" ({typed(one)})' for one in same)
        raise AmbiguousPlaceError(f'"{text.strip()}" is ambiguous: {choices}')
    return first._replace(note=first.note or _rival(text, first, others))


def meanings(words: Words, text: str, role: Role) -> list[Meaning]:
    """List all that a word can mean at its place in a command, in the order of the role's kinds."""
    for found in _readings(words, text.strip()):
        kept = [meaning for meaning in found if meaning.kind in role.kinds]
        if kept:
            return sorted(kept, key=lambda meaning: role.kinds.index(meaning.kind))
    return []


def subject_ids(words: Words, text: str, role: Role = SUBJECT) -> tuple[str, ...]:
    """
    Say which links, passages or parameters a row or a scenario changes.

    Parameters
    ----------
    words
        From `instc.tables.catalogue.load_words`.
    text
        An id, or a name in any spelling.
    role
        What it can be.

    Returns
    -------
    ids
        More than one where a water has several gates; a word that means nothing here stays as it
        is, so that its table can refuse it by its row.

    Raises
    ------
    AmbiguousPlaceError
        Several links are called so.
    LocationError
        It is a water that no gate closes.

    Examples
    --------
    >>> from instc.tables.catalogue import load_words
    >>> subject_ids(load_words(), "Red Sea"), subject_ids(load_words(), "atlantis")
    (('suez', 'bab_el_mandeb'), ('atlantis',))
    """
    if words.knows(text, *role.kinds):
        return (text,)
    try:
        meaning = resolve(words, text, role)
    except UnknownIdError:
        return (text,)
    if meaning.kind != "water":
        return (meaning.id,)
    gates = avoid_items(words, meaning)
    if "=" in " ".join(gates):
        raise LocationError(
            f"{meaning.name}: no link or passage closes it; name the ports or links"
        )
    return gates


def avoid_items(words: Words, meaning: Meaning) -> tuple[str, ...]:
    """
    Say what may not be used where a thing is avoided.

    Parameters
    ----------
    words
        From `instc.tables.catalogue.load_words`.
    meaning
        Of the role `AVOID`.

    Returns
    -------
    items
        As in the column ``avoid`` of table ``corridors``.

    Raises
    ------
    LocationError
        It is a water where the sea lanes have no gate.

    Examples
    --------
    >>> from instc.tables.catalogue import load_words
    >>> words = load_words()
    >>> avoid_items(words, resolve(words, "Red Sea", AVOID))
    ('suez', 'bab_el_mandeb')
    """
    if meaning.kind == "country":
        return (f"country={meaning.id}",)
    if meaning.kind == "port":
        return (meaning.id.removesuffix(".port"),)
    if meaning.kind != "water":
        return (meaning.id,)
    gates = words.gates.get(meaning.id, ())
    if not gates:
        raise LocationError(
            f"{meaning.name}: the sea lanes have no gate there, so it can be neither avoided nor"
            f" closed (gates: {', '.join(_gate_names(words))})"
        )
    return gates


def name_of(words: Words, key: str, *kinds: str) -> str:
    """
    Give the human name of a key.

    Parameters
    ----------
    words
        From `instc.tables.catalogue.load_words`.
    key
        Id of a parameter, group, passage, corridor, scenario, link, node, place or country.
    *kinds
        What it can be the key of; anything by default.

    Returns
    -------
    name
        English, without a comma where table ``names`` or a rule gives it; the key itself where
        nothing has this id.

    Examples
    --------
    >>> from instc.tables.catalogue import load_words
    >>> words = load_words()
    >>> name_of(words, "dwell.border_ru_az_rail"), name_of(words, "suez")
    ('wait at the rail border Russia - Azerbaijan', 'Suez Canal')
    >>> name_of(words, "rasht.rail1435-qazvin.rail1435")
    'Rasht - Qazvin by rail'
    """
    found = words.find(key, *(kinds or KEY.kinds))
    if found is not None:
        return found.name
    if key.endswith(FAIRWAY):
        return f"{name_of(words, key.removesuffix(FAIRWAY))} fairway"
    gate = key.partition(".")[0]
    if key in {f"{gate}.a", f"{gate}.b", f"{gate}.a-{gate}.b"}:
        return name_of(words, gate, "passage")
    return key


def distinct(meaning: Meaning) -> str:
    """Tell a thing from others of its name, by the country."""
    if "(" in meaning.name or not meaning.country:
        return meaning.name
    return f"{meaning.name} ({meaning.country})"


def typed(meaning: Meaning) -> str:
    """Give the shortest id that means a thing when it is typed."""
    if meaning.kind == "port":
        return meaning.id.removesuffix(".port")
    return meaning.id


def facility_name(node_id: str, kind: str, place: str, gauge_mm: float) -> str:
    """Name a facility for people: its place, what it is, and the gauge of its tracks."""
    if kind in {"city", "junction", "road_border"} or "." not in node_id:
        return place or node_id
    facility = node_id.split(".", 1)[1]
    if facility in FACILITIES:
        return f"{place} {FACILITIES[facility]}"
    tracks = TRACKS.get(facility.rstrip("0123456789"), "rail")
    name = f"{place} {tracks}"
    if isnan(gauge_mm):  # no tracks
        return name
    return f"{name} {gauge_mm:g} mm"


def near_misses(words: Words, text: str, role: Role) -> str:
    """Suggest what comes near a word, of the role's kinds and, where it names one, its country."""
    return _hint(words, text.strip(), role)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Suggest the ids that differ from a word by a slip or two, in any spelling; or nothing."""
    by_key = {fold(name): name for name in known}
    return _did_you_mean(near(fold(word), by_key), by_key)


def near(word: str, spellings: Iterable[str]) -> list[str]:
    """
    List the spellings that differ from a word by a slip or two, nearest first.

    Parameters
    ----------
    word
        Folded.
    spellings
        Folded.

    Returns
    -------
    near
        At most three: one slip in words of less than 8 letters, two in less than 12, else three;
        the first letter is right.

    Examples
    --------
    >>> near("moskow", ["moscow", "oslo", "minsk"])
    ['moscow']
    """
    if not FEWEST_LETTERS <= len(word) <= LONGEST:
        return []
    most = 1 + (len(word) >= ONE_SLIP) + (len(word) >= TWO_SLIPS)
    found = []
    for spelling in spellings:
        if spelling[:1] == word[0] and abs(len(spelling) - len(word)) <= most:
            slips = _slips(word, spelling)
            if slips <= most:
                found.append((slips, spelling))
    nearest = sorted(found)[:3]
    return [spelling for _, spelling in nearest]


def _slips(one: str, other: str) -> int:
    """Count letters added, left out, changed, or swapped with the next one."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            swapped = i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b
            row.append(min(least, before[j - 2] + 1) if swapped else least)
        before, last = last, row
    return last[-1]


def _readings(words: Words, text: str) -> Iterator[list[Meaning]]:
    """Give what a text may mean, the plainest reading first."""
    if not fold(text) or len(text) > LONGEST or IN_NO_NAME.search(text):
        return
    yield words.spelled.get(fold(text), [])
    yield words.weaker.get(fold(text), [])
    name, country = _qualified(words, text)
    if country:
        for spelled in (words.spelled, words.weaker):
            found = spelled.get(fold(name), [])
            yield [meaning for meaning in found if meaning.country == country]
    yield _fairways(words, text)
    yield _ports_of(words, text)
    yield _joining(words, text)
    yield _gate(words, text)


def _qualified(words: Words, text: str) -> tuple[str, str]:
    """Split off a country that is named behind a place."""
    for pattern in QUALIFIED:
        match = pattern.fullmatch(text)
        if match and _country(words, match[2]):
            return match[1], _country(words, match[2])
    pieces = text.split()
    for place in range(len(pieces) - 1, 0, -1):
        country = _country(words, " ".join(pieces[place:]))
        if country:
            return " ".join(pieces[:place]), country
    return text, ""


def _country(words: Words, text: str) -> str:
    """Find the code of a country; empty where none is meant."""
    for meaning in words.spelled.get(fold(text), []):
        if meaning.kind == "country":
            return meaning.id
    if COUNTRY.fullmatch(text):  # of a country that is no more, too: the list of ports has some
        return text
    return ""


def _ports_of(words: Words, text: str) -> list[Meaning]:
    """Read "port of X" and "X port"."""
    match = PORT_OF.fullmatch(text.casefold())
    if match is None:
        return []
    name = match["after"] or match["before"]
    own = words.spelled.get(fold(f"{name} port"), [])
    if own:
        return own
    for spelled in (words.spelled, words.weaker):
        ports = [meaning for meaning in spelled.get(fold(name), []) if meaning.kind == "port"]
        if ports:
            return ports
    return []


def _fairways(words: Words, text: str) -> list[Meaning]:
    """Read "X fairway": the way of ships into a port."""
    match = re.fullmatch(r"(.+?)[\s-]fairway", text, re.IGNORECASE)
    if match is None:
        return []
    found = []
    for meaning in words.spelled.get(fold(match[1])) or _ports_of(words, match[1]):
        if meaning.kind in {"node", "port"} and meaning.id.endswith(".port"):
            name = f"{meaning.name} fairway"
            found.append(Meaning("link", f"{meaning.id}{FAIRWAY}", name, meaning.country))
    return found


def _joining(words: Words, text: str) -> list[Meaning]:
    """Read "X - Y": the links between two places, railways first."""
    for match in re.finditer(r"\s+[-\u2013\u2014]\s+|[-\u2013\u2014]", text):
        ends = (_place_ids(words, text[: match.start()]), _place_ids(words, text[match.end() :]))
        found: list[Meaning] = []
        for start in ends[0]:
            for end in ends[1]:
                found += words.between.get(frozenset((start, end)), [])
        if found:
            return sorted(found, key=lambda link: ("by rail" not in link.name, link.id))
    return []


def _place_ids(words: Words, text: str) -> list[str]:
    """List the places of this very name."""
    key = fold(text)
    found = words.spelled.get(key) or words.weaker.get(key, [])
    return [meaning.id for meaning in found if meaning.kind == "place"]


def _gate(words: Words, text: str) -> list[Meaning]:
    """Read the id of the link through a gate: it is the passage."""
    gate = text.partition(".")[0]
    if text == f"{gate}.a-{gate}.b" and words.knows(gate, "passage"):
        return [words.known["passage", gate]]
    return []


def _rival(text: str, meaning: Meaning, others: list[Meaning]) -> str:
    """Say which other thing a word could have meant, where one is a water and one is land."""
    at_sea = meaning.kind in WATERS
    for other in others:
        if (other.kind in WATERS) != at_sea and other.kind != "link":
            both = [
                f'the {NOUNS.get(one.kind, one.kind)} "{distinct(one)}"' for one in (meaning, other)
            ]
            return f'"{text.strip()}" is read as {both[0]}, not as {both[1]}'
    return ""


def _unknown(words: Words, text: str, role: Role) -> UnknownIdError | LocationError:
    """Say that a word means nothing here, what it means elsewhere, or what comes near."""
    word = text.strip()
    if not word:
        return UnknownIdError(f"an empty text names no {role.noun}")
    missing = words.missing.get(fold(word), "")
    if missing and "place" in role.kinds:
        return LocationError(f'"{word}": nothing here stands for {missing}')
    elsewhere = meanings(words, word, KEY)
    if elsewhere:
        other = elsewhere[0]
        return UnknownIdError(
            f'unknown {role.noun} "{shorten(word)}": it is {A_KIND[other.kind]} ({other.name})'
        )
    return UnknownIdError(f'unknown {role.noun} "{shorten(word)}"{_hint(words, word, role)}')


def _hint(words: Words, word: str, role: Role) -> str:
    """Suggest what comes near, of the same kinds and, where one is named, the same country."""
    name, country = _qualified(words, word)
    if not country:
        name = word
    key, kinds, start = fold(name), set(role.kinds), 1
    if CODE.fullmatch(word):  # a code of another country is never meant
        start = 2
    elif len(key) < SHORT_PORT:
        kinds -= {"port"}
    spellings = []
    for spelling, found in words.spelled.items():
        if spelling[:start] == key[:start]:
            is_code = words.shown[spelling].isupper()
            if is_code == (start > 1) and _is_one_of(found, kinds, country):
                spellings.append(spelling)
    return _did_you_mean(near(key, spellings), words.shown)


def _is_one_of(found: list[Meaning], kinds: set[str], country: str) -> bool:
    """Tell whether a spelling means a thing of these kinds, and in a country where one is named."""
    return any(one.kind in kinds and country in {"", one.country} for one in found)


def _did_you_mean(close: list[str], written: Mapping[str, str]) -> str:
    """Ask back, in the spelling as written; nothing where nothing is close."""
    if not close:
        return ""
    quoted = '" or "'.join(map(written.__getitem__, close))
    return f' (did you mean "{quoted}"?)'


def _gate_names(words: Words) -> list[str]:
    """List the passages that can be closed and avoided."""
    return sorted(meaning.name for (kind, _), meaning in words.known.items() if kind == "passage")
