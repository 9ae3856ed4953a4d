"""The world that a question is asked in: data, day, scenarios and cargo as one value."""

from __future__ import annotations

import hashlib
import shlex
from bisect import bisect_right
from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast

import pandas as pd

from instc.display.html import Displayed, View
from instc.door import EARLIEST, checked_class
from instc.errors import QuestionError, ScenarioError, TableError
from instc.network.crossings import with_crossings
from instc.network.drayage import land_of
from instc.network.frontiers import frontiers, gate_ids
from instc.network.load import built_hash, load_network
from instc.network.sea_lanes import read_sea
from instc.remembered import Remembered
from instc.routing import services
from instc.routing.carriage import Carrier
from instc.routing.corridors import load_corridors
from instc.routing.fleet import (
    check_ship,
    fleet_of,
    with_service_waits,
    with_trade_rates,
)
from instc.routing.pricing import charge_limits, price, revalue
from instc.routing.router import Router
from instc.routing.sides import load_sides
from instc.scenarios.scenario import (
    QUANTILES,
    apply,
    apply_to_parameters,
    compose,
    load_scenario,
    shipped_scenarios,
)
from instc.tables.boxes import USUAL, boxed
from instc.tables.calibration import learnt
from instc.tables.catalogue import load_words
from instc.tables.emission_scope import WHOLE, scoped
from instc.tables.parameters import consignment, load_parameters
from instc.tables.places import spellings
from instc.tables.words import name_of
from instc.version import DATA_DATE, __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from instc.door import Day, Named
    from instc.network.drayage import Land
    from instc.network.network import Network
    from instc.routing.corridors import Corridor
    from instc.routing.fleet import Fleet, Manner
    from instc.routing.services import Timetable
    from instc.routing.sides import Side
    from instc.scenarios.scenario import Scenario
    from instc.tables.home import Home
    from instc.tables.parameters import Consignment
    from instc.tables.words import Words

EXACT = 1e15  # whole numbers below are written digit by digit
REMEMBERED = 32  # worlds; some 50 MB
READY = 6  # of them that keep what they compiled, up to 60 MB each
COMPILED = (
    "router",
    "carrier",
    "land",
    "_works",
)  # what a world makes of its values when it is asked
ON_THE_NETWORK = (  # tables whose rows hold from a day to a day
    "status", "parameters", "road_borders", "bridges", "unions", "no_transit", "services",
    "ports_covered", "trades",
)  # fmt: skip
UNSAID = "today"  # the scenario that need not be named
CALLS = (
    "model.compare(origin, destination)",
    "model.route(origin, destination)",
    "model.with_scenario(name)",
)


class State(NamedTuple):
    """What a world is made of: computed once for all days between which nothing changes."""

    network: Network
    parameters: pd.DataFrame
    corridors: dict[str, Corridor]
    sides: dict[str, Side]
    consignment: Consignment
    fleet: Fleet
    box: str = USUAL
    scope: str = WHOLE


@checked_class
class World(Displayed):
    """
    Everything that answers a question, in the state of a day, under scenarios.

    A plain value: equal and hashed alike where data, day, scenarios and cargo are the same; it
    pickles; and what it hands out are copies.

    Attributes
    ----------
    home
        The data.
    scenario
        Changes that were applied, and the date.
    scenarios
        Names, as they were asked.
    asked_as_of
        ISO date that was asked for, or None where the scenarios or the data decide.
    added
        Ids of nodes that were added for typed coordinates and for ports of the world.
    """

    def __init__(
        self,
        home: Home,
        state: State,
        scenario: Scenario,
        scenarios: tuple[str, ...],
        asked_as_of: str | None,
    ) -> None:
        self.home = home
        self.scenario = scenario
        self.scenarios = scenarios
        self.asked_as_of = asked_as_of
        self.added: tuple[str, ...] = ()
        self._state = state
        self._data_hash = home.data_hash

    @classmethod
    def at(cls, home: Home, *, scenarios: Iterable[Named] = (), as_of: Day | None = None) -> Self:
        """
        See the data in the state of a day, under scenarios; worlds seen last are remembered.

        Raises
        ------
        ScenarioError
            Scenarios contradict each other or the date.
        InstcError
            Tables or dates can't be meant.
        """
        asked = [_name_of(one, home.seeds) for one in scenarios]
        names = tuple(dict.fromkeys(asked)) or (UNSAID,)
        loaded = compose([load_scenario(name, home.seeds) for name in names])
        scenario = _dated(loaded, as_of, asked=bool(asked))
        key = (cls, home, home.data_hash, scenario, names, as_of)
        world = _WORLDS.get(key, lambda: cls(home, _state(home, scenario), scenario, names, as_of))
        return cast("Self", world)

    def under(self, *scenarios: Iterable[Named], as_of: Day | None = None) -> Self:
        """
        See the same data under more scenarios, or on another day.

        Parameters
        ----------
        *scenarios
            Names of shipped ones, or TOML files; also lists of them.
        as_of
            A day as text or date; the day that was asked for before by default.

        Returns
        -------
        world
            One that is remembered, or a new one.

        Raises
        ------
        ScenarioError
            Scenarios contradict each other or the date.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().under("rasht-astara-open").scenarios
        ('rasht-astara-open',)
        """
        names = [name for name in self.scenarios if name != UNSAID]
        for one in scenarios:
            names += one
        day = as_of or self.asked_as_of
        return type(self).at(self.home, scenarios=names, as_of=day)

    def valued(self, cargo_value: float) -> Self:
        """See the same with a cargo of another value, USD per TEU: its days and CO2e stay."""
        box = consignment(self._state.parameters, value_usd_per_teu=cargo_value)
        network = revalue(self._state.network, self._state.parameters, box)
        return self._with(network, consignment=box)

    def sailing(self, manner: Manner) -> Self:
        """See the same with services taken in another manner, such as served ones alone."""
        check_ship(self._state.fleet, manner.ship)
        if manner == self._state.fleet.manner:
            return self
        fleet = replace(self._state.fleet, manner=manner)
        return self._with(self._state.network, fleet=fleet)

    def boxed(self, box: str) -> Self:
        """See the same with boxes of another size: what a TEU in one costs; days and CO2e stay."""
        if box == self._state.box:
            return self
        parameters = boxed(self._state.parameters, self.table("boxes"), box)
        network = price(self._state.network, parameters, self._state.consignment)
        return self._with(network, parameters=parameters, box=box)

    def scoped(self, scope: str) -> Self:
        """See the same with CO2e of another scope, ``wtw`` or ``ttw``: days and USD stay."""
        if scope == self._state.scope:
            return self
        parameters = scoped(self._state.parameters, self.table("scopes"), scope)
        network = price(self._state.network, parameters, self._state.consignment)
        return self._with(network, parameters=parameters, scope=scope)

    def wider(self, network: Network, node_id: str) -> Self:
        """Give the same with a network that holds one more node, priced anew."""
        priced = price(network, self._state.parameters, self._state.consignment)
        world = self._with(priced)
        world.added = tuple(sorted({*self.added, node_id}))
        return world

    def _with(self, network: Network, **changes: Any) -> Self:
        """Give a copy with another network, and other parts of the state."""
        same = copy(self)
        for name in ("router", "carrier"):
            vars(same).pop(name, None)
        if "land" in vars(self):  # which no change of the network moves
            vars(same)["land"] = self.land
        vars(same)["_state"] = self._state._replace(network=network, **changes)
        return same

    @property
    def as_of(self) -> str:
        """Day whose state the network has."""
        return self.scenario.as_of or DATA_DATE

    @property
    def folder(self) -> Path:
        """Folder of ``seeds`` and ``geodata``."""
        return self.home.folder

    @property
    def network(self) -> Network:
        """Nodes and links, priced."""
        return self._state.network

    @property
    def parameters(self) -> pd.DataFrame:
        """Give a copy of the parameters in force."""
        return self._state.parameters.copy()

    @property
    def corridors(self) -> dict[str, Corridor]:
        """Corridors by id."""
        return dict(self._state.corridors)

    @property
    def sides(self) -> dict[str, Side]:
        """Sides by id."""
        return dict(self._state.sides)

    @property
    def consignment(self) -> Consignment:
        """What is carried."""
        return self._state.consignment

    def cited(self, source_id: str) -> str:
        """
        Name a work: title, author, year; a key that no table knows names itself.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().cited("kom25").endswith(", 2025")
        True
        """
        if source_id not in self._works.index:
            return source_id
        work = self._works.loc[source_id]
        year = f"{work['year']:.0f}" if work["year"] > 0 else ""  # not a number: none is known
        return ", ".join(filter(None, (work["title"], work["author"], year)))

    @cached_property
    def _works(self) -> pd.DataFrame:
        return self.table("sources").set_index("source_id")

    @property
    def spellings(self) -> pd.DataFrame:
        """Give a copy of every spelling of every place."""
        return _spellings(self.home, self._data_hash).copy()

    @property
    def price_year(self) -> int:
        """Year of the USD."""
        return int(self._state.parameters["price_year"].max())

    @property
    def versions(self) -> dict[str, str]:
        """What a result is computed with."""
        return {
            "instc_version": __version__,
            "data_date": DATA_DATE,
            "data_hash": self._data_hash,
        }

    @cached_property
    def router(self) -> Router:
        """The network, compiled for questions."""
        return Router(self.network, self.called, self.carrier)

    @cached_property
    def carrier(self) -> Carrier:
        """What carries boxes on the day: ships, services, and the price of a direction."""
        return Carrier(self._state.fleet, self._state.parameters, self._state.consignment)

    @property
    def words(self) -> Words:
        """Every word that the tables know, and what it means."""
        return _words(self.home, self._data_hash)

    @property
    def called(self) -> Callable[[str], str]:
        """What gives a key its name for people: of a node, link, passage, corridor or scenario."""
        return partial(_called, self.words, self.network)

    @cached_property
    def land(self) -> Land:
        """Land round the terminals, its borders and bridges in the state of the day."""
        return land_of(self.folder, self.table, self.as_of, self.scenario.settings)

    def table(self, name: str) -> pd.DataFrame:
        """
        Read a table of the data that this world is made of: the only door to the tables.

        Raises
        ------
        UnknownIdError
            There is no such table.
        TableError
            The tables are not those any more that this world was made of.
        """
        if self.home.data_hash != self._data_hash:
            raise TableError(
                f"{self.home.folder}: its tables changed since this was computed; ask again"
            )
        return self.home.table(name)

    def links_of(self, mode: str | None) -> NDArray[np.bool_]:
        """Mark the links of one mode, and the transfers between its facilities; else all."""
        network = self.network
        if mode is None:
            return self.router.everything
        facility = network.cells("nodes", "mode") == mode
        first, last = network.ends
        between = facility[first] & facility[last]
        marks: NDArray[np.bool_] = between & (network.cells("links", "mode") != "transshipment")
        return marks

    def command(self, verb: str, *words: str, **options: object) -> str:
        """
        Write the command that asks this world again: the only writer of such lines.

        Parameters
        ----------
        verb, words
            Command and its places.
        **options
            By name; None and False are left out, True is a switch, several values repeat it.

        Returns
        -------
        line
            For a shell.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().command("compare", "Mumbai", "St Petersburg", seed=1)
        "instc compare Mumbai 'St Petersburg' --seed 1"
        """
        named = [name for name in self.scenarios if name != UNSAID]
        said = [*_option("scenario", named), *_option("as_of", self.asked_as_of)]
        for name, value in options.items():
            said += _option(name, value)
        line = ["instc", *self.home.words, verb]
        if any(word.startswith("-") for word in words):
            return shlex.join([*line, *said, "--", *words])
        return shlex.join([*line, *words, *said])

    @property
    def state_key(self) -> tuple[object, ...]:
        """What answers depend on: two worlds of one key answer alike, whatever they are called."""
        day = last_change(self.home, self._data_hash, self.as_of, ON_THE_NETWORK)
        state = (self.consignment, self._state.box, self.added, self._state.fleet.manner)
        return (self._data_hash, day, self.scenario.changes, *state)

    def _key(self) -> tuple[object, ...]:
        """Say what makes a world this one."""
        return (
            self._data_hash,
            self.home.words,
            self.scenarios,
            self.scenario,
            self.asked_as_of,
            self.consignment,
            self._state.box,
            self._state.scope,
            self.added,
            self._state.fleet.manner,
        )

    def __eq__(self, other: object) -> bool:
        """Tell whether two worlds are of the same data, day, scenarios and cargo."""
        return isinstance(other, World) and self._key() == other._key()

    def __hash__(self) -> int:
        """Give the same number in every process."""
        return stable_hash(self._key())

    def __getstate__(self) -> dict[str, Any]:
        """Keep the values; what is compiled of them is compiled again."""
        return {name: value for name, value in vars(self).items() if name not in COMPILED}

    def __repr__(self) -> str:
        """Say which world this is."""
        nodes, links = len(self.network.shape.nodes), len(self.network.shape.links)
        parameters, corridors = len(self._state.parameters), len(self._state.corridors)
        known = f"{nodes:,} nodes, {links:,} links, {parameters:,} parameters"
        return (
            f"instc {__version__} as of {self.as_of}, scenario {', '.join(self.scenarios)}: "
            f"{known}, {corridors} corridors; data {self._data_hash[:12]}"
        )

    def _view(self) -> View:
        """List the corridors that can be compared."""
        rows = []
        for name, corridor in self._state.corridors.items():
            rows.append((name, corridor.label, corridor.family))
        table = pd.DataFrame(rows, columns=["corridor_id", "label", "family"])
        notes = [f"ask: {', '.join(CALLS)}"]
        shown = {"corridor_id": "corridor", "label": "what it is", "family": "family"}
        return View(table, shown, repr(self), notes)


class _Worlds(Remembered["World"]):
    """Worlds, of which the last few keep what they compiled: it is the most of them."""

    def get(self, key: Any, make: Callable[[], World]) -> World:
        """Give a world; one that was not asked for long compiles its router again when it is."""
        with self.one_at_a_time:
            world = super().get(key, make)
            for other in list(self.known.values())[:-READY]:
                vars(other).pop("router", None)
            return world


_WORLDS = _Worlds(REMEMBERED)
_STATES: Remembered[State] = Remembered(REMEMBERED)
_PARAMETERS: Remembered[pd.DataFrame] = Remembered(REMEMBERED)


def _state(home: Home, scenario: Scenario) -> State:
    """Give the state of a day, which it shares with all days since the last change."""
    data_hash = home.data_hash
    day = last_change(home, data_hash, str(scenario.as_of), ON_THE_NETWORK)
    key = (home, data_hash, day, scenario.name, scenario.changes)
    return _STATES.get(key, lambda: _compute(home, data_hash, day, scenario))


def _compute(home: Home, data_hash: str, day: str, scenario: Scenario) -> State:
    """Read, change and price the network of a day."""
    fleet = _fleet(home, data_hash, day)
    values = tuple(change for change in scenario.changes if change.column in QUANTILES)
    parameters = _PARAMETERS.get(  # which most scenarios leave alone
        (home, data_hash, day, values),
        lambda: _parameters(home, day, scenario, fleet.timetable),
    )
    box = consignment(parameters)
    changed = _network(home, data_hash, day)
    if scenario.changes:
        gates = gate_ids(home.table)
        if gates & {change.subject_id for change in scenario.changes}:
            changed = with_crossings(changed, frontiers(home.table, day, scenario.settings))
        changed = apply(changed, scenario, parameter_ids=parameters.index, gate_ids=gates)
    limited = charge_limits(changed, home.table("limits"), load_words(home.seeds))
    network = price(limited, parameters, box)
    corridors = load_corridors(network, home.seeds)
    sides = load_sides(network, home.seeds)
    return State(network, parameters, corridors, sides, box, fleet)


@lru_cache(maxsize=1)  # no scenario changes what print knows of a day
def _fleet(home: Home, data_hash: str, day: str) -> Fleet:  # noqa: ARG001
    """Read what sails on a day."""
    return fleet_of(home.table, day)


def _parameters(home: Home, day: str, scenario: Scenario, found: Timetable) -> pd.DataFrame:
    """Read the parameters of a day, with what was learnt, what a scenario changes, and services."""
    known = learnt(load_parameters(day, home.seeds), home.calibration)
    own = apply_to_parameters(known, scenario)
    return with_service_waits(with_trade_rates(own, home.table("trades"), day), found)


@lru_cache(maxsize=1)  # scenarios change a copy
def _network(home: Home, data_hash: str, day: str) -> Network:  # noqa: ARG001
    """Read the network of a day."""
    return load_network(day, home.folder)


@lru_cache(maxsize=2)  # no day and no scenario renames a place
def _spellings(home: Home, data_hash: str) -> pd.DataFrame:  # noqa: ARG001
    """List the spellings of all places, and of the ports that a lane reaches."""
    ports = read_sea(home.folder, built_hash(home.folder))[1]
    places, aliases = home.table("places"), home.table("aliases")
    return spellings(places, aliases, ports[ports["point"] >= 0])


@lru_cache(maxsize=2)
def _words(home: Home, data_hash: str) -> Words:  # noqa: ARG001
    """Read every word of the tables."""
    return load_words(home.seeds)


def _called(words: Words, network: Network, key: str) -> str:
    """Give a key its name; a place that was typed as coordinates is called by them."""
    name, nodes = name_of(words, key), network.shape.nodes.index
    if name == key and key in nodes:
        return str(network.cells("nodes", "name")[nodes.get_loc(key)] or key)
    return name


def last_change(home: Home, data_hash: str, as_of: str, dated: tuple[str, ...]) -> str:
    """Give the last day, not after a day, on which a row of some tables begins or ends."""
    days = changes(home, data_hash, dated)
    return max(EARLIEST, days[bisect_right(days, as_of) - 1])


@lru_cache(maxsize=4)
def changes(home: Home, data_hash: str, dated: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001
    """List the days on which a row of some tables begins or ends, in order."""
    days = {EARLIEST}
    for name in dated:
        table = home.table(name)
        days.update(table["from_date"], table["to_date"])
        if name == "services":
            days |= services.changes(table)
    return tuple(sorted(days - {""}))


def _name_of(asked: str | Scenario, seeds: Path) -> str:
    """Give the word by which a scenario is asked again: an object is taken if it ships."""
    if isinstance(asked, str):
        return asked
    if asked.name in shipped_scenarios(seeds) and load_scenario(asked.name, seeds) == asked:
        return asked.name
    remedy = "give the name or the TOML file that it was loaded from"
    raise QuestionError(f'scenarios: no shipped one is the Scenario "{asked.name}": {remedy}')


def _dated(scenario: Scenario, as_of: str | None, *, asked: bool) -> Scenario:
    """Give a scenario its day: the one that is asked for, its own, or that of the data."""
    if as_of is None:
        return replace(scenario, as_of=scenario.as_of or DATA_DATE)
    if asked and scenario.as_of not in {None, as_of}:
        raise ScenarioError(
            f"scenario {scenario.name} is of {scenario.as_of}: it can't be seen as of {as_of}"
        )
    return replace(scenario, as_of=as_of)


def stable_hash(value: object) -> int:
    """Hash what a value says: the same number in every process."""
    return int.from_bytes(hashlib.sha256(repr(value).encode()).digest()[:7])


def _option(name: str, value: object) -> list[str]:
    """Write an option as often as it has values."""
    option = f"--{name.replace('_', '-')}"
    if isinstance(value, bool):
        return [option] if value else []
    said: list[str] = []
    for one in value if isinstance(value, (list, tuple)) else [value]:
        said += [] if one is None else [option, _written(one)]
    return said


def _written(value: object) -> str:
    """Write a value so that reading it gives the same: a whole number without a point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return f"{value:.0f}"
    return str(value)
