"""Voyages as arcs of a search: from loading to unloading, over what ships may sail."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from instc.routing.carriage import OPEN_WATER, port_of
from instc.routing.fleet import RATED, between
from instc.routing.lanes import Directed, Reach, Sea, Waters, reach
from instc.routing.pricing import HIRE
from instc.routing.shortest_paths import LEAST, Arcs, felt, in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.network.network import Network
    from instc.routing.carriage import Carrier
    from instc.routing.fleet import Ship

    Cells = NDArray[np.float64]

FREE = -1  # the number of a step that takes nothing
SUMMED = ("open_km", "open_hours", "hours", "rated_km", "usd", "co2e_kg")


class Passing(NamedTuple):
    """What a ship has to pass: from a node over a link, if any, to a node."""

    first: int
    last: int
    link: int | None


Passings = tuple[Passing, ...]  # in order, by one ship


class Booked(NamedTuple):
    """
    What carries a box between each two ports: ports x ports.

    Attributes
    ----------
    ships
        Class of the ship.
    served
        Where a service is known to run.
    unserved
        Where none is, and print would know one.
    rate
        Mean USD per TEU-km of the direction.
    pace
        Mean hours a km in open water; NaN where the ship keeps the pace of the lanes.
    call_hours
        Mean hours in the ports where it is loaded, calls and is unloaded.
    """

    ships: NDArray[np.object_]
    served: NDArray[np.bool_]
    unserved: NDArray[np.bool_]
    rate: Cells
    pace: Cells
    call_hours: Cells


def _amounts(voyages: Voyages) -> tuple[Cells, ...]:
    """Give what adds up, in the order of `SUMMED`."""
    cells, carrier, fairway = voyages.network.cells, voyages.carrier, voyages.waters.fairway
    km = cells("links", "length_km").astype(float)
    means = carrier.parameters["mean"]
    pace = np.append(means.to_numpy(dtype=float), 0.0)
    own_pace = pace[means.index.get_indexer(cells("links", "pace_id"))]
    is_open = np.isin(cells("links", "pace_id"), OPEN_WATER)
    is_rated = cells("links", "rate_id") == RATED
    open_km, rated_km = np.where(is_open, km, 0.0), np.where(is_rated, km, 0.0)
    usd = cells("links", "freight_usd") - rated_km * carrier.mean.get(RATED, 0.0)
    usd[fairway] -= np.where(fairway >= 0, voyages.fees, 0.0)
    hours = cells("links", "hours") - open_km * own_pace
    return open_km, open_km * own_pace, hours, rated_km, usd, cells("links", "co2e_kg")


class Voyages:
    """
    The voyages between the ports of a network, and what each of them costs.

    Parameters
    ----------
    network
        Priced.
    ways
        Along its links, sorted.
    carrier
        What carries boxes.
    """

    def __init__(self, network: Network, ways: Directed, carrier: Carrier) -> None:
        self.network, self.ways, self.carrier = network, ways, carrier
        self.waters = Waters(network)
        self._known: dict[bytes, Sailed] = {}
        self._passed: list[Passings] = [()]

    @property
    def ports(self) -> NDArray[np.intp]:
        """Positions of the ports."""
        return self.waters.ports

    @cached_property
    def names(self) -> list[str]:
        """Ids of the ports, as the tables of services write them."""
        ids = self.network.cells("nodes", "node_id")[self.ports].tolist()
        return list(map(port_of, ids))

    @cached_property
    def one_place(self) -> NDArray[np.bool_]:
        """Mark the pairs of ports that are one place: ports x ports."""
        names = np.array(self.names)
        same: NDArray[np.bool_] = names[:, np.newaxis] == names
        return same

    @cached_property
    def basins(self) -> list[str]:
        """Basin of each port; of one with several links, none."""
        basin = self.network.cells("links", "basin")
        return [str(basin[link]) if link >= 0 else "" for link in self.waters.fairway.tolist()]

    @cached_property
    def fees(self) -> Cells:
        """Mean fee of a call at each port, which is paid for a loading or an unloading."""
        named = self.network.cells("links", "fee_id")[self.waters.fairway]
        named = np.where(self.waters.fairway >= 0, named, "")
        return np.array([self.carrier.mean.get(name, 0.0) for name in named.tolist()])

    @cached_property
    def amounts(self) -> dict[str, Cells]:
        """What adds up along a voyage, of each link: whatever its ship and direction are."""
        return dict(zip(SUMMED, _amounts(self), strict=True))

    @cached_property
    def sea(self) -> Sea:
        """The lanes, by what they cost at the means."""
        weight = felt(self.network.cells("links", "generalised_usd").astype(float))
        waters = self.waters
        ways = waters.ways(self.ways)
        return Sea(ways, weight, self.amounts, waters.stations, waters.size)

    @cached_property
    def booked(self) -> Booked:
        """Choose what carries a box between each two ports: whatever is closed to ships."""
        fleet, mean, count = self.carrier.fleet, self.carrier.mean, len(self.ports)
        homes = np.array(list(map(fleet.home_ship, self.basins)), dtype=object)
        ships = np.repeat(homes[:, np.newaxis], count, axis=1)
        calls = np.zeros((count, count))
        known = between(fleet, tuple(self.names))
        far = Sailed(self, self.waters.sailed).open_km(homes).tolist()
        for i, j in np.argwhere(known.served).tolist():
            ends = (self.names[i], self.names[j])
            booking = fleet.book(*ends, self.basins[i], far[i][j], mean)
            ships[i, j], calls[i, j] = booking.ship, booking.calls
        rate = np.array([mean.get(name, 0.0) for name in known.rate_ids])[known.rate]
        pace, call_hours = np.full(ships.shape, np.nan), np.zeros(ships.shape)
        for name, ship in fleet.ships.items():
            here = ships == name
            if ship.pace_id:
                pace[here] = mean[ship.pace_id]
            if ship.call_id:
                call_hours[here] = (calls[here] + 2) * mean[ship.call_id]
        return Booked(ships, known.served, known.unserved, rate, pace, call_hours)

    def open_to(self, ship: Ship) -> NDArray[np.bool_]:
        """Mark the links that a class of ships may sail."""
        marks = self.waters.sailed.copy()
        for link, limits in self.carrier.fleet.limits.items():
            at = self.link_at.get(link)
            if at is not None and not ship.fits(limits):
                marks[at] = False
        return marks

    @cached_property
    def link_at(self) -> dict[str, int]:
        """Positions of the links that have limits."""
        ids = self.network.shape.links.index
        at = ids.get_indexer(list(self.carrier.fleet.limits))
        found = zip(self.carrier.fleet.limits, at.tolist(), strict=True)
        return {link: place for link, place in found if place >= 0}

    @cached_property
    def unserved(self) -> NDArray[np.bool_]:
        """Mark the borders and ferries that print knows and no service is known to pass."""
        ids, over = self.network.shape.links.index, self.carrier.fleet.timetable.over
        marks = np.zeros(len(ids), dtype=bool)
        for link in self.carrier.fleet.timetable.links():
            if link in ids and over(link).served is False:
                marks[ids.get_loc(link)] = True
        return marks

    def arcs(
        self, minimise: str, allowed: NDArray[np.bool_], weights: Cells, *, known: bool
    ) -> Arcs:
        """
        Give the arcs of a search: links ashore, and voyages in place of lanes.

        A port is three nodes: its own, where a box is; one where it can board, at which what leads
        ashore into a port ends; one where it comes off a ship and can change to another at a hub.
        From both the first is reached freely, and never the other way round. So is what lies beside
        a port: where a ship landed a box, no way leads back to that port, or a hub would be every
        berth. Where services must be ``known``, what print knows and no service runs on is left
        out, and a box changes between services that are known to run alone.
        """
        size, count = len(self.waters.number), len(self.ports)
        voyage = self.open_voyages(minimise, allowed, (), known=known)
        here = allowed & ~self.waters.sailed
        if known:
            here = here & ~self.unserved
        chosen = here[self.ways.link] & ~self.backwards
        tail, head, link = (column[chosen] for column in self.ways)
        onward = (self.landed[tail] != tail) & (self.waters.number[head] < 0)
        start, end = np.nonzero(np.isfinite(voyage))
        arrive = self.ports[end]
        can_change = self.booked.served[start, end] | (not known)
        arrive = np.where(can_change, self.changes[arrive], arrive)
        boards = size + np.arange(count)
        off = self.changes[self.ports]
        leave = self.before(tail, head)
        tails = (leave, self.landed[tail[onward]], size + start, boards, off)
        heads = (self.after(tail, head), head[onward], arrive, self.ports, self.ports)
        free = np.full(count, FREE)
        items = (link, link[onward], self.item(start, end), free, free)
        least = np.full(count, weights.min(initial=np.inf))
        costs = (weights[link], weights[link[onward]], voyage[start, end], least, least)
        tail, head, item, cost = map(np.concatenate, (tails, heads, items, costs))
        order = in_order(tail, head, item)
        return Arcs(tail[order], head[order], item[order], cost[order], int(off.max()) + 1)

    def open_voyages(
        self, minimise: str, allowed: NDArray[np.bool_], passings: Passings, *, known: bool
    ) -> Cells:
        """Weigh the voyages between ports whose fairways may be used; infinite where none is."""
        sailed = self.over(allowed)
        sums = sailed.through(passings) if passings else sailed.direct
        voyage = sailed.weights(minimise, sums)
        shut = (self.waters.fairway >= 0) & ~allowed[self.waters.fairway]
        barred = shut | shut[:, np.newaxis]
        if known:
            to_feeders = self.berths[:, np.newaxis] & ~self.booked.served
            barred = barred | self.booked.unserved | to_feeders
        return np.where(barred, np.inf, voyage)

    @cached_property
    def boards(self) -> NDArray[np.intp]:
        """Give the node where a box that is brought to a node can board: of a port the second."""
        size = len(self.waters.number)
        nodes = np.arange(size)
        return np.where(self.waters.number >= 0, size + self.waters.number, nodes)

    @cached_property
    def landed(self) -> NDArray[np.intp]:
        """Give where a box is that a ship brought beside a port; other nodes are as they are."""
        size, number = len(self.waters.number), self.waters.number
        ashore = ~self.waters.sailed[self.ways.link]
        tail, head = self.ways.tail[ashore], self.ways.head[ashore]
        beside = np.unique(head[(number[tail] >= 0) & (number[head] < 0)])
        nodes = np.arange(size)
        nodes[beside] = size + len(self.ports) + np.arange(len(beside))
        return nodes

    @cached_property
    def changes(self) -> NDArray[np.intp]:
        """Give where a box is that came off a ship at a port; other nodes are as they are."""
        nodes = np.arange(len(self.waters.number))
        nodes[self.ports] = self.landed.max() + 1 + np.arange(len(self.ports))
        return nodes

    @cached_property
    def backwards(self) -> NDArray[np.bool_]:
        """Mark the ways from the berth of feeders at a hub: a box changes the other way alone."""
        number, tail, head = self.waters.number, self.ways.tail, self.ways.head
        hub = (number[tail] >= 0) & (number[head] >= 0) & ~self.waters.sailed[self.ways.link]
        marks: NDArray[np.bool_] = hub & (tail != self.waters.ends[0][self.ways.link])
        return marks

    @cached_property
    def berths(self) -> NDArray[np.bool_]:
        """Mark the ports that are berths of feeders at a hub."""
        at = self.waters.number[self.ways.tail[self.backwards]]
        marks = np.zeros(len(self.ports), dtype=bool)
        marks[at] = True
        return marks

    def before(self, tail: Any, head: Any) -> Any:
        """Give where a box is before a link ashore: off a ship, where it changes to another."""
        hub = (self.waters.number[tail] >= 0) & (self.waters.number[head] >= 0)
        return np.where(hub, self.changes[tail], tail)

    def after(self, tail: Any, head: Any) -> Any:
        """Give where a box is after a link ashore: it can board, or it was landed, or neither."""
        from_port = self.waters.number[tail] >= 0
        return np.where(from_port, self.landed[head], head) + (self.boards[head] - head)

    def stands(self, node: int) -> list[int]:
        """List the nodes of the search that a node of the network is."""
        return sorted({node, int(self.boards[node]), int(self.landed[node])})

    def ashore(self, node: int) -> int:
        """Give the node of the network that a node of the search is."""
        if node < len(self.waters.number):
            return node
        for nodes in (self.boards, self.landed, self.changes):
            found = np.flatnonzero(nodes == node)
            if len(found):
                return int(found[0])
        raise IndexError(node)

    def item(self, start: Any, end: Any, passing: int = 0) -> Any:
        """Give the number of a voyage, behind those of all links."""
        count = len(self.ports)
        return len(self.waters.sailed) + (passing * count + start) * count + end

    def links(self, item: int, allowed: NDArray[np.bool_]) -> list[int]:
        """Name the links behind what an arc of `arcs` runs along, in travel order."""
        size, count = len(self.waters.sailed), len(self.ports)
        if item == FREE:
            return []
        if item < size:
            return [item]
        rest, end = divmod(item - size, count)
        passing, start = divmod(rest, count)
        return self.over(allowed).links(start, end, self._passed[passing])

    def through(
        self, passings: Passings, minimise: str, allowed: NDArray[np.bool_], *, known: bool
    ) -> list[tuple[int, int, float, int]]:
        """List the voyages that pass something: where boarded, where left, cost and number."""
        voyage = self.open_voyages(minimise, allowed, passings, known=known)
        if passings not in self._passed:
            self._passed.append(passings)
        start, end = np.nonzero(np.isfinite(voyage))
        item = self.item(start, end, self._passed.index(passings))
        board, left = len(self.waters.number) + start, self.ports[end]
        columns = (board, left, voyage[start, end], item)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def over(self, allowed: NDArray[np.bool_]) -> Sailed:
        """Give the voyages over links that may be used."""
        lanes = allowed & self.waters.sailed | self.waters.touching
        key = lanes.tobytes()
        if key not in self._known:
            self._known[key] = Sailed(self, lanes)
        return self._known[key]


class Sailed:
    """
    The voyages between ports over some lanes: who sails them, and what they cost.

    Parameters
    ----------
    voyages
        Of which network.
    lanes
        That may be sailed, and all fairways.
    """

    def __init__(self, voyages: Voyages, lanes: NDArray[np.bool_]) -> None:
        self.voyages, self.lanes = voyages, lanes
        self._through: dict[Passings, dict[str, Cells]] = {}

    def usable(self, ship: str) -> NDArray[np.bool_]:
        """Mark the lanes that a class of ships may sail."""
        return self.lanes & self.voyages.open_to(self.voyages.carrier.fleet.ships[ship])

    def reach(self, ship: str, nodes: NDArray[np.intp]) -> Reach:
        """Find the ways of a class of ships from some nodes."""
        return reach(self.voyages.sea, self.usable(ship), self.voyages.waters.point[nodes])

    def links_between(self, ship: str, start: int, end: int) -> list[int]:
        """Name the links of the way of a class of ships from one node to another."""
        way = self.reach(ship, np.array([start]))
        return way.links_to(0, int(self.voyages.waters.point[end]))

    def open_km(self, homes: NDArray[np.object_]) -> Cells:
        """Measure the way between every two ports in open water, by the ship of the first."""
        ports = self.voyages.ports
        km = np.full((len(ports), len(ports)), np.inf)
        for home in sorted(set(homes.tolist())):
            here = homes == home
            rows = np.arange(here.sum())[:, np.newaxis]
            way = self.reach(home, ports[here])
            km[here] = way.sums(rows, self.voyages.waters.point[ports])["open_km"]
        return km

    def _gathered(self, port: NDArray[Any], node: NDArray[Any]) -> dict[str, Cells]:
        """Add up the ways from a port to a node, for each pair, by the ship of the pair."""
        found: dict[str, Cells] = {}
        row, of = np.zeros(len(self.voyages.ports), dtype=np.intp), self.voyages
        for ship, alike in self.classes.items():
            here = np.isin(self.booked.ships, alike)
            used = np.unique(port[here])
            row[used] = np.arange(len(used))
            way = self.reach(ship, of.ports[used])
            sums = way.sums(row[port[here]], of.waters.point[node[here]])
            for name, total in sums.items():
                cells = found.setdefault(name, np.zeros(here.shape))
                cells[here] = total
        return found

    @property
    def booked(self) -> Booked:
        """What carries a box between each two ports."""
        return self.voyages.booked

    @cached_property
    def direct(self) -> dict[str, Cells]:
        """What adds up from port to port."""
        start = np.indices(self.booked.ships.shape)[0]
        return self._gathered(start, np.broadcast_to(self.voyages.ports, start.shape))

    def through(self, passings: Passings) -> dict[str, Cells]:
        """Add up the ways from port to port that pass something, all by one ship, once."""
        if passings not in self._through:
            self._through[passings] = self._summed(passings)
        return self._through[passings]

    def _summed(self, passings: Passings) -> dict[str, Cells]:
        pairs = np.indices(self.booked.ships.shape)
        start, end = pairs[0], pairs[1]
        sums = self._gathered(start, np.full_like(start, passings[0].first))
        back = self._gathered(end, np.full_like(end, passings[-1].last))
        for name, amount in self.voyages.amounts.items():
            back[name] = back[name] + sum(
                amount[one.link] for one in passings if one.link is not None
            )
        for before, after in pairwise(passings):
            there = self.voyages.waters.point[[after.first]]
            for ship, alike in self.classes.items():
                way = self.reach(ship, np.array([before.last]))
                here = np.isin(self.booked.ships, alike)
                for name, total in way.sums(np.array([0]), there).items():
                    back[name] = back[name] + np.where(here, total, 0.0)
        return {name: total + back[name] for name, total in sums.items()}

    @cached_property
    def classes(self) -> dict[str, list[str]]:
        """Classes of ships that sail, by one of those that may sail the same lanes."""
        first: dict[bytes, str] = {}
        alike: dict[str, list[str]] = {}
        for ship in sorted(set(self.booked.ships.ravel().tolist())):
            one = first.setdefault(self.usable(ship).tobytes(), ship)
            alike.setdefault(one, []).append(ship)
        return alike

    def weights(self, minimise: str, sums: dict[str, Cells]) -> Cells:
        """Give what voyages cost by one objective; infinite where none is or may be."""
        of, booked = self.voyages, self.booked
        mean, box = of.carrier.mean, of.carrier.consignment
        barred = of.one_place | ~np.isfinite(sums["cost"])
        at_sea = np.where(np.isnan(booked.pace), sums["open_hours"], sums["open_km"] * booked.pace)
        hours = sums["hours"] + at_sea + booked.call_hours
        weight = hours
        if minimise == "co2e_kg_per_teu":
            weight = sums["co2e_kg"]
        elif minimise != "days":
            fees = of.fees[:, np.newaxis] + of.fees
            freight = sums["usd"] + sums["rated_km"] * booked.rate + fees
            weight = freight + hours / 24 * mean[HIRE]
        if minimise == "generalised_usd":
            weight = weight + hours / 24 * box.usd_per_day
        return np.where(barred, np.inf, np.maximum(weight, LEAST))

    def links(self, i: int, j: int, passings: Passings = ()) -> list[int]:
        """Name the links of a voyage, in travel order."""
        ship, ports = self.booked.ships[i, j], self.voyages.ports.tolist()
        if not passings:
            return self.links_between(ship, ports[i], ports[j])
        links = self.links_between(ship, ports[i], passings[0].first)
        for before, after in pairwise(passings):
            links += [] if before.link is None else [before.link]
            links += self.links_between(ship, before.last, after.first)
        last = passings[-1]
        links += [] if last.link is None else [last.link]
        return links + self.links_between(ship, ports[j], last.last)[::-1]
