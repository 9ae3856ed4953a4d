"""What an answer of Overpass must be before it is believed, and a cache rid of what is not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_ID = 2**40  # OpenStreetMap has 14 thousand million points
KINDS = ("node", "way", "relation")
CACHED = re.compile(r"[0-9a-f]{40}\.json")  # as OSMnx names them
MOST_LAT, MOST_LON = 90, 180


def fault_of(body: Any) -> str:
    """Say in a phrase what is wrong with the JSON of an answer; empty if OSMnx can read it."""
    if not isinstance(body, dict) or not isinstance(body.get("elements"), list):
        return "JSON without elements"
    elements = body["elements"]
    for element in elements:
        if fault := _element_fault(element):
            return fault
    points = {element["id"] for element in elements if element["type"] == "node"}
    for element in elements:
        if element["type"] == "way":
            for point in element["nodes"]:
                if point not in points:
                    return f"way {element['id']} names point {point}, which is not there"
    return ""


def _element_fault(element: Any) -> str:
    """Say what is wrong with a point, a way or a relation by itself."""
    if not isinstance(element, dict) or element.get("type") not in KINDS:
        return "something that is neither point nor way nor relation"
    number, kind = element.get("id"), element["type"]
    if not is_id(number):
        return f"a {kind} without a sound id"
    if not _are_tags(element.get("tags", {})):
        return f"{kind} {number} with tags that are no words"
    if kind == "node" and not _is_somewhere(element):
        return f"point {number} without sound coordinates"
    if kind == "way" and not _are_ids(element.get("nodes")):
        return f"way {number} without sound points"
    return ""


def is_id(number: Any) -> bool:
    """Tell whether something can be an id of OpenStreetMap: a whole number from 1 to 2**40."""
    return type(number) is int and 0 < number < LARGEST_ID


def _are_ids(numbers: Any) -> bool:
    """Tell whether something is a list of at least one id."""
    return isinstance(numbers, list) and len(numbers) > 0 and all(map(is_id, numbers))


def _are_tags(tags: Any) -> bool:
    """Tell whether something is words by words."""
    if not isinstance(tags, dict):
        return False
    words = [*tags.keys(), *tags.values()]
    return all(isinstance(word, str) for word in words)


def _is_somewhere(element: dict[str, Any]) -> bool:
    """Tell whether a point has coordinates on Earth."""
    lat, lon = element.get("lat"), element.get("lon")
    return _within(lat, MOST_LAT) and _within(lon, MOST_LON)


def _within(degrees: Any, most: float) -> bool:
    """Tell whether something is a number of degrees, at most so many from zero."""
    return type(degrees) in {int, float} and -most <= degrees <= most


def read_answer(text: str | bytes) -> tuple[Any, str]:
    """Read an answer as it came: what it says, None if it is no JSON; and what is wrong with it."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None, "no JSON"
    return body, fault_of(body)


def drop_broken(cache: Path) -> int:
    """Delete answers in OSMnx's cache that are cut or wrong, as after a kill, and count them."""
    dropped = 0
    for path in sorted(cache.glob("*.json")):
        if CACHED.fullmatch(path.name) and read_answer(path.read_bytes())[1]:
            path.unlink()
            dropped += 1
    return dropped
