"""Answers with something in them that no question gives."""

from __future__ import annotations

from copy import copy
from typing import Any


def changed(value: Any, **attributes: Any) -> Any:
    """Copy a value, with other attributes."""
    same = copy(value)
    vars(same).update(attributes)
    return same
