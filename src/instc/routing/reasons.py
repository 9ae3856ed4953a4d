"""Why there is no way."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from instc.routing.router import Router
    from instc.routing.stops import Gate


MANY = 4  # alternatives, from which on not all are named


def why_not(
    router: Router,
    stops: Sequence[Sequence[str]],
    stages: list[list[Gate]],
    allowed: NDArray[np.bool_],
) -> str:
    """
    Say why there is no way through stops.

    Parameters
    ----------
    router
        Over the network.
    stops, stages
        What was asked, and the gates that were found of it.
    allowed
        Links that may be used, open or closed.
    """
    start, goal = router.named(stops[0][0]), router.named(stops[-1][0])
    what = f"no open route from {start} to {goal}"
    for alternatives, stage in zip(stops, stages, strict=True):
        if not stage:
            return f"no open route by {_states(router, alternatives, allowed)}"
    for before, here in zip(range(len(stages)), range(1, len(stages)), strict=False):
        sources = _ashore(router, [gate.leave for gate in stages[before]])
        targets = _ashore(router, [gate.enter for gate in stages[here]])
        cut = router.cut(sources, targets, allowed)
        if cut is None:
            ends = f"{_either(router, stops[before])} and {_either(router, stops[here])}"
            return f"{what}: {_no_way(ends, allowed)}"
        if cut:
            return f"{what}: cut by {_states(router, cut, allowed)}"
    return what


def _ashore(router: Router, nodes: Iterable[int]) -> list[int]:
    """Give the nodes of the network that nodes of the search are, each once."""
    if router.voyages is not None:
        nodes = map(router.voyages.ashore, nodes)
    return list(dict.fromkeys(nodes))


def _either(router: Router, alternatives: Sequence[str]) -> str:
    """Name things of which one will do; of many the first."""
    names = list(dict.fromkeys(router.named(name) for name in alternatives))
    if len(names) > MANY:
        names[MANY - 1 :] = [f"{len(names) - MANY + 1} others"]
    return " or ".join(names)


def _states(router: Router, link_ids: Sequence[str], allowed: NDArray[np.bool_]) -> str:
    """Name links with their states; one that is open and may not be used is avoided."""
    passages = router.network.cells("links", "passage_id")
    states = router.network.cells("links", "status")
    said = []
    for link_id in link_ids:
        at = router.shape.link_at.get(link_id)
        if at is None:  # a node has no state
            continue
        state = states[at].replace("_", " ")
        if router.usable[at] and not allowed[at]:
            state = "avoided"
        said.append(f"{router.named(passages[at] or link_id)} ({state})")
    return ", ".join(dict.fromkeys(said))


def _no_way(ends: str, allowed: NDArray[np.bool_]) -> str:
    """Say that nothing joins two ends, though what is closed were open."""
    if allowed.all():
        return f"no way exists between {ends}, open or closed"
    return f"no way exists between {ends} over what may be used, open or closed"
