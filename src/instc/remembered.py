"""What was made last, kept for all threads of a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """
    Values that were asked for last, by their keys; one is made at a time.

    Parameters
    ----------
    most
        How many are kept.

    Examples
    --------
    >>> known = Remembered(2)
    >>> known.get("a", lambda: "made"), known.get("a", lambda: "made again")
    ('made', 'made')
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.known: OrderedDict[Any, Value] = OrderedDict()
        self.one_at_a_time = threading.RLock()

    def get(self, key: Any, make: Callable[[], Value]) -> Value:
        """Give what is known by a key, or make it; the one not asked for longest is dropped."""
        with self.one_at_a_time:
            if key not in self.known:
                self.known[key] = make()
            self.known.move_to_end(key)
            if len(self.known) > self.most:
                self.known.popitem(last=False)
            return self.known[key]
