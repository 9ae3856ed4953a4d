"""Work that NumPy does without the interpreter, on several cores at once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST = 4  # more threads wait for each other
Part = TypeVar("Part")
Result = TypeVar("Result")


def on_cores(work: Callable[[Part], Result], parts: Iterable[Part]) -> list[Result]:
    """
    Do the same work on each of some parts, and give what it gives, in their order.

    Parameters
    ----------
    work
        That spends its time in arrays of tens of thousands of numbers: smaller ones are held up.
    parts
        Of which none changes what another reads.

    Examples
    --------
    >>> on_cores(abs, [-1, 2])
    [1, 2]
    """
    cores = min(MOST, os.cpu_count() or 1)
    with ThreadPoolExecutor(cores) as pool:
        return list(pool.map(work, parts))
