"""A journey as it is carried: by which ships and services, and what that makes of its links."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from instc.display.text import capital
from instc.network.columns import PARAMETER_COLUMNS
from instc.network.network import among
from instc.routing.fleet import RATED, Booking
from instc.routing.lanes import SAILED
from instc.routing.pricing import means_of, prices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd
    from numpy.typing import NDArray

    from instc.routing.fleet import Fleet
    from instc.routing.itinerary import Itinerary
    from instc.routing.services import Evidence
    from instc.tables.parameters import Consignment

    Cells = dict[str, NDArray[Any]]

OPEN_WATER = ("pace.sea", "pace.sea_gulf")  # paces of basins where a ship keeps its own
READ = ("mode", "length_km", *PARAMETER_COLUMNS)
BY_DISTANCE = re.compile(r"(?P<stem>rate\..*?)_(?P<least>[0-9]+)(_[0-9]+)?")
DISPATCH = "_dispatch"  # behind the name of a tariff: its fee, once a run


class Voyage(NamedTuple):
    """
    One ship's part of a journey: from loading to unloading.

    Attributes
    ----------
    run
        Where it lies among the links travelled.
    start, end
        Node ids of the ports.
    booking
        How the box is carried.
    """

    run: slice
    start: str
    end: str
    booking: Booking


class Asked(NamedTuple):
    """A part of a journey that asks for a service: what it is, and what print says of it."""

    what: str
    evidence: Evidence


@dataclass(frozen=True, eq=False)
class Carrier:
    """
    What carries boxes, and at what price.

    Attributes
    ----------
    fleet
        Ships and services of the day.
    parameters
        In force, with the rates of directions.
    consignment
        What is carried.
    """

    fleet: Fleet
    parameters: pd.DataFrame
    consignment: Consignment

    @cached_property
    def mean(self) -> dict[str, float]:
        """Means of the parameters, by id."""
        return means_of(self.parameters)

    @cached_property
    def tariffs(self) -> dict[str, list[tuple[float, str]]]:
        """Rates that are split by distance: the least km of each class, and its name."""
        found: dict[str, list[tuple[float, str]]] = {}
        for name in self.mean:
            split = BY_DISTANCE.fullmatch(name)
            if split and split["stem"] in self.mean:
                found.setdefault(split["stem"], []).append((float(split["least"]), name))
        return {stem: sorted(classes) for stem, classes in found.items()}


def port_of(node_id: str) -> str:
    """
    Give a port's id as the tables of services write it.

    Examples
    --------
    >>> port_of("mundra.port"), port_of("rotterdam.feeder")
    ('mundra', 'rotterdam')
    """
    return node_id.rpartition(".")[0] or node_id


def runs_of(marks: NDArray[np.bool_]) -> list[slice]:
    """
    Give the unbroken runs of what is marked.

    Examples
    --------
    >>> runs_of(np.array([True, True, False, True]))
    [slice(0, 2, None), slice(3, 4, None)]
    """
    edges = np.diff(marks.astype(np.int8), prepend=0, append=0)
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [slice(*ends) for ends in zip(starts.tolist(), stops.tolist(), strict=True)]


def voyages(trip: Itinerary, carrier: Carrier) -> list[Voyage]:
    """List the voyages of a journey: a ship is left where a link leads ashore or to another."""
    found = []
    nodes, km = trip.passed("node_id"), trip.cells("length_km")
    basin = trip.cells("basin")
    in_open = among(trip.network.cells("links", "pace_id")[trip.steps], OPEN_WATER)
    for run in runs_of(among(trip.cells("mode"), SAILED)):
        start, end = str(nodes[run.start]), str(nodes[run.stop])
        length = float(km[run][in_open[run]].sum())
        ends = (port_of(start), port_of(end))
        booking = carrier.fleet.book(*ends, str(basin[run.start]), length, carrier.mean)
        found.append(Voyage(run, start, end, booking))
    return found


def asked(trip: Itinerary, carrier: Carrier, named: Callable[[str], str] = str) -> list[Asked]:
    """
    List the parts of a journey that ask for a service: ships, then borders and ferries.

    Parameters
    ----------
    trip, carrier
        As in `carried`.
    named
        Gives a node or link the name by which it is called.

    Returns
    -------
    parts
        A road or railway inside one country is not among them: it is served.
    """
    found = []
    for voyage in voyages(trip, carrier):
        what = f"from {named(voyage.start)} to {named(voyage.end)}"
        found.append(Asked(what, voyage.booking.evidence))
    over = carrier.fleet.timetable.over
    links = trip.cells("link_id")[_bordering(trip)].tolist()
    return found + [Asked(f"over {named(link)}", over(link)) for link in links]


def _bordering(trip: Itinerary) -> NDArray[np.bool_]:
    """Mark the borders and ferries of a journey."""
    return among(trip.cells("mode"), ("border", "ferry"))


def doubts(trip: Itinerary, carrier: Carrier, named: Callable[[str], str] = str) -> list[str]:
    """
    Say of which parts of a journey no service is known, and of which voyages no rate.

    Parameters
    ----------
    trip, carrier, named
        As in `asked`.

    Returns
    -------
    sentences
        None where services carry a box all the way, at rates of its direction.
    """
    said = []
    for part in asked(trip, carrier, named):
        words = part.evidence.words(part.what)
        if words:
            said.append(f"{capital(words)}.")
    ways = undirected(trip, carrier, named)
    said += [f"Rate from {way}: direction not in print." for way in ways]
    return list(dict.fromkeys(said))


def undirected(trip: Itinerary, carrier: Carrier, named: Callable[[str], str] = str) -> list[str]:
    """Name the voyages of a journey that cost alike both ways, for print knows no ratio."""
    in_print = carrier.fleet.direction_in_print
    return [
        f"{named(voyage.start)} to {named(voyage.end)}"
        for voyage in voyages(trip, carrier)
        if not in_print(port_of(voyage.start), port_of(voyage.end))
    ]


def served(trip: Itinerary, carrier: Carrier) -> bool | None:
    """Tell whether services carry a box all the way: None where print would not tell of some."""
    return all_served(asked(trip, carrier))


def all_served(parts: Iterable[Asked]) -> bool | None:
    """Tell whether each part is served: None where print would not tell of some."""
    said = {part.evidence.served for part in parts}
    if False in said:
        return False
    return None if None in said else True


def service_ids(trip: Itinerary, carrier: Carrier) -> list[str]:
    """Name the services that carry a journey, each once."""
    names: list[str] = []
    for voyage in voyages(trip, carrier):
        names += [sailing.service_id for sailing in voyage.booking.sailings]
    for link in trip.cells("link_id")[_bordering(trip)].tolist():
        running = carrier.fleet.timetable.over(link).running
        names += [sailing.service_id for sailing in running]
    return list(dict.fromkeys(names))


def changes_at(trip: Itinerary) -> list[str]:
    """Name the ports where a box changes from ship to ship, in order, whatever their berths."""
    nodes, mode = trip.passed("node_id"), trip.cells("mode")
    kind = trip.passed("kind")
    both = (kind[:-1] == "port") & (kind[1:] == "port") & (mode == "transshipment")
    return [f"{port_of(node)}.port" for node in nodes[:-1][both].tolist()]


def carried(trip: Itinerary, carrier: Carrier) -> Itinerary:
    """
    Give a journey the prices of what carries it.

    Parameters
    ----------
    trip
        Over a priced network.
    carrier
        What carries it.

    Returns
    -------
    trip
        The same way. Ships keep the pace of their class in open water and take their calls; a
        direction has its rate; a fee of a port is paid where a box is loaded or unloaded alone; a
        railway's tariff by distance is that of the whole run, with one dispatch.
    """
    has = [name for name in READ if trip.network.has(name)]
    cells: Cells = {name: trip.cells(name).copy() for name in has}
    cells["source_id"] = trip.cells("source_id").astype(object)
    count = len(trip.steps)
    cells |= {"call_id": np.full(count, "", dtype=object), "calls": np.zeros(count)}
    cells["wait_id"] = np.full(count, "", dtype=object)
    waits = carrier.fleet.manner.ready
    at_a_port = trip.passed("kind") == "port"
    touched = at_a_port[:-1] | at_a_port[1:]
    for voyage in voyages(trip, carrier):
        _sail(cells, voyage, touched, carrier)
        if waits and voyage.run.start:  # from port to port there is nothing to be ready for
            cells["wait_id"][voyage.run.start] = voyage.booking.wait_id
            waits = False
    for name, classes in carrier.tariffs.items():
        _charge_runs(cells, name, classes, carrier)
    own = cells | prices(cells, carrier.mean, carrier.consignment)
    for name in ("mode", "length_km"):
        del own[name]
    return replace(trip, own=own)


def _sail(cells: Cells, voyage: Voyage, touched: NDArray[np.bool_], carrier: Carrier) -> None:
    """Write what prices the links of a voyage."""
    run, booking = voyage.run, voyage.booking
    ship = carrier.fleet.ships[booking.ship]
    if ship.pace_id:
        own = cells["pace_id"][run]
        cells["pace_id"][run] = np.where(among(own, OPEN_WATER), ship.pace_id, own)
    rate = carrier.fleet.rate_id(port_of(voyage.start), port_of(voyage.end))
    rated = cells["rate_id"][run]
    cells["rate_id"][run] = np.where(rated == RATED, rate, rated)
    inner = touched[run].copy()
    inner[[0, -1]] = False
    cells["fee_id"][run] = np.where(inner, "", cells["fee_id"][run])
    if ship.call_id:
        cells["call_id"][run.start] = ship.call_id
        cells["calls"][run.start] = booking.calls + 2
    for sailing in booking.sailings[:1]:
        cells["source_id"][run.start] = sailing.source_id


def _charge_runs(
    cells: Cells, name: str, classes: list[tuple[float, str]], carrier: Carrier
) -> None:
    """Charge each unbroken run at a tariff by its whole length, and its dispatch once."""
    fee = f"fee.{name.removeprefix('rate.')}{DISPATCH}"
    for run in runs_of(cells["rate_id"] == name):
        km = float(cells["length_km"][run].sum())
        _, rate = max(one for one in classes if one[0] <= km)
        cells["rate_id"][run] = rate
        free = cells["fee_id"][run.start] == ""
        if free and fee in carrier.mean:
            cells["fee_id"][run.start] = fee
