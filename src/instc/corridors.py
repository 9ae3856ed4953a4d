"""Named chains of gates, and the alternatives for a pair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from instc.errors import InstcError, NoRouteError, TableError, did_you_mean
from instc.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from instc.itinerary import Itinerary
    from instc.network import Network

    Find = Callable[[list[list[str]], NDArray[np.bool_] | None], Itinerary]


@dataclass(frozen=True)
class Corridor:
    """
    A named chain of gates, from south to north.

    Attributes
    ----------
    corridor_id, label, family
        Key, what the reader sees, and kin.
    via
        Stops; each a tuple of alternatives, node or link ids.
    passages
        Straits and canals that must be used, in order.
    avoid
        Node, place, link or passage ids, or ``column=value``, that may not be used.
    """

    corridor_id: str
    label: str
    family: str
    via: tuple[tuple[str, ...], ...] = ()
    passages: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()

    def northbound(self, *, forward: bool) -> Corridor:
        """
        Turn the chain round.

        Parameters
        ----------
        forward
            False to run from north to south.

        Returns
        -------
        corridor
            With stops and passages in travel order.

        Examples
        --------
        >>> Corridor("c", "C", "suez", (("a",), ("b",))).northbound(forward=False).via
        (('b',), ('a',))
        """
        return self if forward else replace(self, via=self.via[::-1], passages=self.passages[::-1])


def load_corridors(network: Network, folder: Path | None = None) -> dict[str, Corridor]:
    """
    Load the named corridors.

    Parameters
    ----------
    network
        That holds their gates.
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    corridors
        By id, in table order.

    Raises
    ------
    TableError
        A gate or an avoided thing is not in the network.

    Examples
    --------
    >>> import instc
    >>> "suez_baltic" in instc.load_model().corridors
    True
    """
    table = read_table("corridors", folder)
    corridors, faults = {}, []
    known = {*network.nodes.index[~network.nodes.index.str.startswith("sea.")], *network.links.index[~network.links.index.str.startswith("sea.")]}
    for number, row in enumerate(table.itertuples(index=False), 2):
        via = tuple(tuple(stop.split("|")) for stop in row.via.split())
        corridors[row.corridor_id] = Corridor(row.corridor_id, row.label, row.family, via, tuple(row.passages.split()), tuple(row.avoid.split()))
        faults += [f'row {number}, via: "{item}" is neither a node nor a link{did_you_mean(item, known)}' for stop in via for item in stop if item not in known]
        gates = set(network.links["passage_id"]) - {""}
        faults += [f'row {number}, passages: unknown passage "{item}"{did_you_mean(item, gates)}' for item in row.passages.split() if item not in gates]
        for item in row.avoid.split():
            try:
                avoided(network, [item])
            except TableError as error:
                faults.append(f"row {number}, {error}")
    if faults:
        raise TableError(f"{table.attrs['file']}: {'; '.join(faults)}")
    return corridors


def avoided(network: Network, items: Sequence[str]) -> NDArray[np.bool_]:
    """
    Mark the links that a list of things forbids.

    Parameters
    ----------
    network
        Whose links are marked.
    items
        Node, place, link or passage ids, or ``column=value`` of links or of the nodes they touch.

    Returns
    -------
    marks
        True where a link is forbidden, in link order.

    Raises
    ------
    TableError
        An item means nothing.

    Examples
    --------
    >>> import instc
    >>> int(avoided(instc.load_model().network, ["suez"]).sum())
    1
    """
    links, nodes = network.links, network.nodes
    passages = set(links["passage_id"].unique()) - {""}
    marks = np.zeros(len(links), dtype=bool)
    for item in items:
        column, _, value = item.partition("=")
        if value and column in links:
            hit = (links[column] == value).to_numpy()
        elif value and column in nodes:
            hit = _touch(network, nodes.index[nodes[column] == value])
        elif item in links.index or item in passages:
            hit = (links.index == item) | (links["passage_id"] == item).to_numpy()
        else:
            hit = _touch(network, nodes.index[(nodes["place_id"] == item) | (nodes.index == item)])
        if not hit.any():
            raise TableError(f'avoid: "{item}" is no node, place, link, passage or column=value of the network')
        marks |= hit
    return marks


def alternatives(
    find: Find,
    network: Network,
    corridors: dict[str, Corridor],
    origin: Sequence[str],
    destination: Sequence[str],
    via: Sequence[Sequence[str]] = (),
    barred: Callable[[Corridor], NDArray[np.bool_]] | None = None,
) -> tuple[dict[str, Itinerary], dict[str, str]]:
    """
    Find the itinerary of every corridor for a pair.

    Parameters
    ----------
    find
        Finds the best itinerary through stops, over allowed links, or raises.
    network
        Priced.
    corridors
        By id.
    origin, destination
        Node ids that stand for the ends.
    via
        More stops that a user asks for, each a list of alternatives.
    barred
        Marks the links that a corridor avoids; by default `avoided` is asked.

    Returns
    -------
    itineraries, unavailable
        By corridor id; why a corridor has none, by corridor id.

    Examples
    --------
    >>> import instc
    >>> comparison = instc.load_model().compare("Mumbai", "Moscow", draws=10)
    >>> "instc_west_rail" in comparison.unavailable
    True
    """
    found: dict[str, Itinerary] = {}
    reasons: dict[str, str] = {}
    for name, corridor in corridors.items():
        allowed = ~(barred(corridor) if barred else avoided(network, corridor.avoid))
        tries, why = [], []
        for forward in (True, False):
            chain = corridor.northbound(forward=forward)
            try:
                trip = _through(find, chain, allowed, origin, destination, via)
            except NoRouteError as error:
                why.append(str(error))
                continue
            fault = _misfit(trip, chain)
            if fault:
                why.append(fault)
            else:
                tries.append(trip)
        if tries:
            found[name] = min(tries, key=lambda trip: trip.totals()["generalised_usd"])
        else:
            reasons[name] = min(why, key=len)
    return found, reasons


def _through(find: Find, chain: Corridor, allowed: NDArray[np.bool_], origin: Sequence[str], destination: Sequence[str], via: Sequence[Sequence[str]]) -> Itinerary:
    inner = [list(stop) for stop in chain.via]
    extra = [list(stop) for stop in via]
    trips, why = [], InstcError()
    for place in range(len(inner) + 1) if extra else [0]:  # the user's stops may lie before, between or after the gates
        stops = [list(origin), *inner[:place], *extra, *inner[place:], list(destination)]
        try:
            trips.append(find(stops, allowed))
        except NoRouteError as error:
            why = error
    if not trips:
        raise why
    return min(trips, key=lambda trip: trip.totals()["generalised_usd"])


def _misfit(trip: Itinerary, chain: Corridor) -> str:
    used = [name for name in trip.passages if name in chain.passages]
    lacking = [name for name in chain.passages if name not in used]
    if lacking:
        return f"the way between these ends does not use {', '.join(lacking)}"
    if used != list(chain.passages):
        return f"would pass {', '.join(used)}"
    facilities = trip.nodes.index[trip.nodes["kind"] != "junction"]
    twice = facilities[facilities.duplicated()]
    return f"would pass {twice[0]} twice" if len(twice) else ""


def _touch(network: Network, node_ids: Sequence[str]) -> NDArray[np.bool_]:
    ids = set(node_ids)
    marks: NDArray[np.bool_] = (network.links["from_node_id"].isin(ids) | network.links["to_node_id"].isin(ids)).to_numpy()
    return marks
