"""What an answer of Overpass must be before it is believed, and the cache rid of those that are not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_ID = 2**40  # OpenStreetMap has 14 thousand million points
KINDS = ("node", "way", "relation")
CACHED = re.compile(r"[0-9a-f]{40}\.json")  # as OSMnx names them


def fault_of(body: Any) -> str:
    """
    Say what is wrong with an answer.

    Parameters
    ----------
    body
        What the JSON says.

    Returns
    -------
    fault
        A phrase; empty if OSMnx can read it.

    Examples
    --------
    >>> fault_of({"elements": [{"type": "node", "id": 1, "lat": 38.4, "lon": 48.9}]})
    ''
    >>> fault_of({"elements": [{"type": "way", "id": 5, "nodes": [1, 2]}]})
    'way 5 names point 1, which is not there'
    """
    if not isinstance(body, dict) or not isinstance(body.get("elements"), list):
        return "JSON without elements"
    elements = body["elements"]
    for element in elements:
        if fault := _element_fault(element):
            return fault
    points = {element["id"] for element in elements if element["type"] == "node"}
    for element in elements:
        for point in element["nodes"] if element["type"] == "way" else ():
            if point not in points:
                return f"way {element['id']} names point {point}, which is not there"
    return ""


def _element_fault(element: Any) -> str:
    if not isinstance(element, dict) or element.get("type") not in KINDS:
        return "something that is neither point nor way nor relation"
    number, kind = element.get("id"), element["type"]
    if not is_id(number):
        return f"a {kind} without a sound id"
    tags = element.get("tags", {})
    if not isinstance(tags, dict) or not all(
        isinstance(word, str) for pair in tags.items() for word in pair
    ):
        return f"{kind} {number} with tags that are no words"
    if kind == "node" and not (
        _within(element.get("lat"), 90) and _within(element.get("lon"), 180)
    ):
        return f"point {number} without sound coordinates"
    if kind == "way" and not (
        isinstance(element.get("nodes"), list)
        and len(element["nodes"]) > 0
        and all(map(is_id, element["nodes"]))
    ):
        return f"way {number} without sound points"
    return ""


def is_id(number: Any) -> bool:
    """
    Tell whether a number can be an id of OpenStreetMap.

    Parameters
    ----------
    number
        Anything.

    Returns
    -------
    sound
        True for a whole number from 1 to 2**40.

    Examples
    --------
    >>> is_id(1), is_id(0), is_id("1"), is_id(2**63)
    (True, False, False, False)
    """
    return type(number) is int and 0 < number < LARGEST_ID


def _within(degrees: Any, most: float) -> bool:
    return type(degrees) in {int, float} and -most <= degrees <= most


def read_answer(text: str | bytes) -> tuple[Any, str]:
    """
    Read an answer.

    Parameters
    ----------
    text
        As it came, or lies in the cache.

    Returns
    -------
    body, fault
        What it says (None if it is no JSON), and what is wrong with it.

    Examples
    --------
    >>> read_answer('{"elements": [')
    (None, 'no JSON')
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None, "no JSON"
    return body, fault_of(body)


def drop_broken(cache: Path) -> int:
    """
    Delete cached answers that are cut or wrong, as a killed download leaves them.

    Parameters
    ----------
    cache
        Folder of OSMnx's cache; only files named as OSMnx names them are looked at.

    Returns
    -------
    dropped
        Number of files.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / f"{'a' * 40}.json").write_text('{"elements": [')
    ...     drop_broken(Path(folder))
    1
    """
    broken = [
        path
        for path in sorted(cache.glob("*.json"))
        if CACHED.fullmatch(path.name) and read_answer(path.read_bytes())[1]
    ]
    for path in broken:
        path.unlink()
    return len(broken)
