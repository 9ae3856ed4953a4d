"""Network, parameters and corridors as one value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from instc.comparison.comparison import Comparison, compare
from instc.comparison.question import Alternative, Question, command
from instc.display.html import Displayed, View
from instc.errors import (
    LocationError,
    NoRoadError,
    NoRouteError,
    QuestionError,
    ScenarioError,
    UnknownIdError,
    did_you_mean,
)
from instc.network.frontiers import gate_ids
from instc.network.load import built_hash, load_network
from instc.network.sea_lanes import read_sea
from instc.routing.corridors import Corridor, alternatives, avoided, load_corridors
from instc.routing.pricing import Objective, charge_limits, price, revalue
from instc.routing.router import COLUMN, Router
from instc.scenarios.access import with_end, with_port
from instc.scenarios.scenario import (
    DEFAULT_AS_OF,
    Scenario,
    apply,
    apply_to_parameters,
    compose,
    load_scenario,
)
from instc.tables.parameters import Consignment, central, check_draws, consignment, load_parameters
from instc.tables.places import End, find_end, fold, parse_coordinates, spellings
from instc.tables.schema import content_hash, data_dir, read_table
from instc.tables.user_tables import data_words, join_for_now
from instc.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from instc.network.drayage import Land
    from instc.network.network import Network
    from instc.routing.itinerary import Itinerary

EARLIEST, DATA_DATE = "2000-01-01", "2026-07-31"
BY: dict[str, Objective] = {
    "time": "days",
    "cost": "usd_per_teu",
    "co2": "co2e_kg_per_teu",
    "value": "generalised_usd",
}
BEST: dict[Objective, str] = {
    "days": "Fastest of all",
    "usd_per_teu": "Cheapest of all",
    "co2e_kg_per_teu": "Least CO2e of all",
}


@dataclass(frozen=True, eq=False, repr=False)
class Model(Displayed):
    """
    Everything that answers a question.

    Attributes
    ----------
    base
        As it stood on the day, before any scenario; without prices.
    network
        Under the scenarios; priced.
    parameters
        In force.
    corridors
        By id.
    consignment
        What is carried by default.
    spellings
        Of places.
    scenario
        Changes that were applied, and the date.
    scenarios
        Names, as they were asked.
    folder
        Folder of ``seeds`` and ``geodata``.
    asked_as_of
        ISO date that was asked for, or None where the scenarios or the data decide.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model(as_of="2023-08-27")
    >>> model.as_of, model.scenarios, model.consignment.teu
    ('2023-08-27', ('today',), 1.0)
    """

    base: Network
    network: Network
    parameters: pd.DataFrame
    corridors: dict[str, Corridor]
    consignment: Consignment
    spellings: pd.DataFrame
    scenario: Scenario
    scenarios: tuple[str, ...]
    folder: Path
    asked_as_of: str | None = None

    def __repr__(self) -> str:
        """Say which model this is."""
        links = self.network.links
        known = f"{len(self.network.nodes):,} nodes, {len(links):,} links, {len(self.parameters):,} parameters, {len(self.corridors)} corridors"
        return f"instc {__version__} as of {self.as_of}, scenario {', '.join(self.scenarios)}: {known}; data {self.versions['data_hash'][:12]}"

    def _view(self) -> View:
        """List the corridors that can be compared."""
        rows = [
            {"corridor_id": name, "label": corridor.label, "family": corridor.family}
            for name, corridor in self.corridors.items()
        ]
        notes = [
            "ask: model.compare(origin, destination), model.route(origin, destination), model.with_scenario(name)"
        ]
        return View(
            pd.DataFrame(rows),
            {"corridor_id": "corridor", "label": "what it is", "family": "family"},
            repr(self),
            notes,
        )

    @property
    def as_of(self) -> str:
        """Day whose state the network has."""
        return self.scenario.as_of or DEFAULT_AS_OF

    @cached_property
    def router(self) -> Router:
        """The network, compiled for questions."""
        return Router(self.network)

    def with_scenario(self, *scenarios: str) -> Model:
        """
        See the same model under more scenarios.

        Parameters
        ----------
        *scenarios
            Names of shipped ones, or TOML files.

        Returns
        -------
        model
            A new one.

        Examples
        --------
        >>> import instc
        >>> built = instc.load_model().with_scenario("rasht-astara-open")
        >>> built.scenarios
        ('rasht-astara-open',)
        """
        kept = tuple(name for name in self.scenarios if name != "today")
        return load_model(scenarios=[*kept, *scenarios], as_of=self.asked_as_of, folder=self.folder)

    def under(self, scenarios: Sequence[str]) -> Model:
        """
        See this model, on its own day, under more scenarios: `with_scenario` without reading the network again.

        Parameters
        ----------
        scenarios
            Names of shipped ones, or TOML files; their own dates are not asked.

        Returns
        -------
        model
            A new one.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().under(["rasht-astara-open"]).scenarios
        ('rasht-astara-open',)
        """
        added = [load_scenario(name, self.folder / "seeds") for name in scenarios]
        scenario = compose([self.scenario, *(replace(one, as_of=None) for one in added)])
        names = tuple(
            dict.fromkeys([*(name for name in self.scenarios if name != "today"), *scenarios])
        )
        parameters = apply_to_parameters(self.parameters, scenario)
        network = _priced(self.base, scenario, parameters, self.consignment, self.folder / "seeds")
        return replace(
            self, network=network, parameters=parameters, scenario=scenario, scenarios=names
        )

    def end(self, text: str, *, mode: str | None = None) -> tuple[Model, End]:
        """
        Find what a text means: a name, a UN/LOCODE, a node id, or ``lon,lat``.

        Parameters
        ----------
        text
            What was typed.
        mode
            Narrow the choice to facilities of this mode.

        Returns
        -------
        model, end
            The model holds a new city node where coordinates were given; else it is this one.

        Raises
        ------
        UnknownIdError, AmbiguousPlaceError, LocationError
            Nothing, several things, or no land within reach of a terminal is meant.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().end("Bombay")[1].place_id
        'mumbai'
        """
        if not text.strip():
            raise UnknownIdError("an empty text names no place")
        spot = parse_coordinates(text)
        if spot is None:
            model = self._with_ports(text)
            return model, find_end(text, self.spellings, model.network.nodes, mode=mode)
        if mode is not None:
            raise LocationError(f"coordinates {text}: name a facility where one mode is asked for")
        return self._coordinates(text, *spot)

    def _with_ports(self, text: str) -> Model:
        """Add the ports of the world that a text may mean; a port that no lane reaches is refused by its name."""
        word = text.strip().lower().replace("-", "_")
        spelt = self.spellings[self.spellings["key"] == (fold(text) or "?")]
        if spelt["own"].any():
            return self
        lanes, ports = read_sea(self.folder, built_hash(self.folder))
        named = spelt["place_id"] + ".port"
        meant = ports[
            (ports["unlocode"] == word.upper()) & (word != "")
            | (ports.index == word)
            | (ports.index == f"{word}.port")
            | ports.index.isin(named)
        ]
        meant = meant[~meant.index.isin(self.network.nodes.index)]
        if len(meant) and (meant["point"] < 0).all():
            port = meant.iloc[0]
            raise LocationError(
                f'"{text.strip()}": {port["name"]} ({port["unlocode"]}) is in the port list, but no sea lane reaches it: {port["reason"]} (the nearest is {port["lane_km"]:,.0f} km away)'
            )
        network = self.network
        for node_id in meant.index[meant["point"] >= 0]:
            network = with_port(network, lanes, ports, node_id)
        return (
            self
            if network is self.network
            else replace(self, network=price(network, self.parameters, self.consignment))
        )

    def _coordinates(self, text: str, lon: float, lat: float) -> tuple[Model, End]:
        self._check_land(text, lon, lat)
        node_id = f"place_{'w' if lon < 0 else 'e'}{abs(lon):.5f}_{'s' if lat < 0 else 'n'}{abs(lat):.5f}".replace(
            ".", "_"
        )
        if node_id in self.network.nodes.index:
            name = str(self.network.nodes.at[node_id, "name"])
            return self, End(node_id, name, lon, lat, (node_id,), "door")
        circuity, reach = (
            central(self.parameters, "ratio.drayage_circuity"),
            central(self.parameters, "distance.drayage_reach"),
        )
        try:
            wider = with_end(
                self.network, node_id, lon, lat, circuity=circuity, reach_km=reach, land=self.land
            )
        except NoRoadError:
            raise
        except LocationError as error:
            raise LocationError(f"{error}{self._swapped(lon, lat, circuity, reach)}") from error
        model = replace(self, network=price(wider, self.parameters, self.consignment))
        name = str(wider.nodes.at[node_id, "name"])
        return model, End(node_id, name, lon, lat, (node_id,), "door")

    @cached_property
    def land(self) -> Land:
        """Land round the terminals, its borders as they stood on the day and as the scenarios change them."""
        from instc.network.drayage import land_of  # noqa: PLC0415  (only coordinates need it)

        changes = [(one.subject_id, one.column, one.value) for one in self.scenario.changes]
        return land_of(self.folder, built_hash(self.folder), self.as_of, changes)

    def _check_land(self, text: str, lon: float, lat: float) -> None:
        from instc.network.drayage import territory_at  # noqa: PLC0415  (only coordinates need it)
        from instc.network.land import is_land, load_land  # noqa: PLC0415

        on_land = is_land(load_land(self.folder), lon, lat)
        if not on_land and not territory_at(self.land, lon, lat):
            swapped = self._swapped(
                lon,
                lat,
                central(self.parameters, "ratio.drayage_circuity"),
                central(self.parameters, "distance.drayage_reach"),
            )
            raise LocationError(f"coordinates {text} lie at sea{swapped}")

    def _swapped(self, lon: float, lat: float, circuity: float, reach: float) -> str:
        from instc.network.land import is_land, load_land  # noqa: PLC0415

        if abs(lon) > 90 or not is_land(load_land(self.folder), lat, lon):  # noqa: PLR2004
            return ""
        try:
            with_end(
                self.network, "swapped", lat, lon, circuity=circuity, reach_km=reach, land=self.land
            )
        except LocationError:
            return ""
        return f" (lon,lat is expected: did you mean {lat:g},{lon:g}?)"

    def compare(
        self,
        origin: str,
        destination: str,
        *,
        via: Sequence[str] = (),
        against: Sequence[str] = (),
        cargo_value: float | None = None,
        deadline: float | None = None,
        draws: int = 10_000,
        seed: int = 1,
    ) -> Comparison:
        """
        Compare every corridor that makes sense for a pair.

        Parameters
        ----------
        origin, destination
            Names, UN/LOCODEs, node ids, or ``lon,lat``.
        via
            Places to pass, in order.
        against
            Corridor ids to keep; all if empty.
        cargo_value
            USD per TEU; the default of the tables if None.
        deadline
            Days by which the box must be there; the share of draws that keep it is given.
        draws, seed
            Of the simulation.

        Returns
        -------
        comparison
            Alternatives with their distributions.

        Raises
        ------
        NoRouteError
            No corridor and no other way is open.
        InstcError
            The question can't be meant.

        Examples
        --------
        >>> import instc
        >>> list(instc.load_model().compare("Mumbai", "Moscow", draws=100).alternatives)[0]
        'instc_west_road'
        """
        check_draws(draws, seed)
        _check_deadline(deadline)
        chosen = self._chosen(against)
        model, start, goal = self._ends(origin, destination)
        if cargo_value is not None:
            model = model._with_value(cargo_value)
        stops = model._via(via, (start, goal))
        found, unavailable = alternatives(
            model._find, model.network, chosen, start.node_ids, goal.node_ids, stops
        )
        best = model._best(
            start, goal, stops, ["generalised_usd"] if against else [*BEST, "generalised_usd"]
        )
        ways = {
            name: Alternative(name, chosen[name].label, chosen[name].family, trip)
            for name, trip in found.items()
        }
        ways, unavailable = model._sensible(ways, unavailable, best)
        if not against:
            best = model._better(best, ways)
            ways |= {
                f"best_{name}": Alternative(f"best_{name}", BEST[name], "best", trip)
                for name, trip in best.items()
                if name in BEST
            }
        ways, unavailable = _distinct(ways, unavailable)
        if not ways:
            raise NoRouteError(
                f"none of {', '.join(chosen)} goes from {start.name} to {goal.name}: "
                + "; ".join(unavailable.values())
            )
        again = self._again(
            "compare",
            origin,
            destination,
            via=via,
            against=",".join(against) or None,
            cargo_value=cargo_value,
            deadline=deadline,
            draws=draws,
            seed=seed,
        )
        options: dict[str, Any] = {
            "via": via,
            "against": against,
            "cargo_value": cargo_value,
            "deadline": deadline,
            "draws": draws,
            "seed": seed,
        }
        asked = Asked(self, lambda other: other.compare(origin, destination, **options))
        question = self._question(start, goal, model.consignment, draws, seed, again, deadline)
        return compare(
            replace(question, asked=asked, remarks=model._remarks(stops, ways)),
            ways,
            unavailable,
            self.parameters,
        )

    def route(
        self,
        origin: str,
        destination: str,
        *,
        mode: str | None = None,
        minimise: Objective = "generalised_usd",
        via: Sequence[str] = (),
        avoid: Sequence[str] = (),
    ) -> Itinerary:
        """
        Find the best way between two places.

        Parameters
        ----------
        origin, destination
            As in `compare`.
        mode
            Only links of this mode and the transfers between its facilities; from facility to facility.
        minimise
            Objective, at the means.
        via
            Places to pass, in order.
        avoid
            Places, nodes, links, passages or ``column=value`` that may not be used.

        Returns
        -------
        itinerary
            The best way; ties by link id.

        Raises
        ------
        NoRouteError
            There is none; the message names the closed links that cut it.
        InstcError
            The question can't be meant.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().route("INNSA", "IRSRP", mode="sea").passages
        ['hormuz']
        """
        return (
            self.simulate_route(
                origin, destination, mode=mode, minimise=minimise, via=via, avoid=avoid, draws=1
            )
            .alternatives["route"]
            .itinerary
        )

    def simulate_route(
        self,
        origin: str,
        destination: str,
        *,
        mode: str | None = None,
        minimise: Objective = "generalised_usd",
        via: Sequence[str] = (),
        avoid: Sequence[str] = (),
        deadline: float | None = None,
        draws: int = 10_000,
        seed: int = 1,
    ) -> Comparison:
        """
        Find the best way between two places, and simulate it.

        Parameters
        ----------
        origin, destination, mode, minimise, via, avoid
            As in `route`.
        deadline
            As in `compare`.
        draws, seed
            Of the simulation.

        Returns
        -------
        comparison
            With one alternative, ``route``.

        Raises
        ------
        InstcError
            As `route`.

        Examples
        --------
        >>> import instc
        >>> list(instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea").alternatives)
        ['route']
        """
        check_draws(draws, seed)
        _check_deadline(deadline)
        model, start, goal = self._ends(origin, destination, mode)
        stops = model._via(via, (start, goal), mode)
        trip = model._find(
            [list(start.node_ids), *stops, list(goal.node_ids)],
            model.links_of(mode) & ~model._avoided(avoid),
            minimise,
        )
        way = Alternative("route", f"{start.name} - {goal.name}", mode or "any mode", trip)
        by = next(word for word, objective in BY.items() if objective == minimise)
        again = self._again(
            "route",
            origin,
            destination,
            mode=mode,
            by=None if by == "value" else by,
            via=via,
            avoid=avoid,
            deadline=deadline,
        )
        options: dict[str, Any] = {
            "mode": mode,
            "minimise": minimise,
            "via": via,
            "avoid": avoid,
            "deadline": deadline,
            "draws": draws,
            "seed": seed,
        }
        asked = Asked(self, lambda other: other.simulate_route(origin, destination, **options))
        question = self._question(start, goal, model.consignment, draws, seed, again, deadline)
        return compare(
            replace(question, asked=asked, remarks=model._remarks(stops, {"route": way})),
            {"route": way},
            {},
            self.parameters,
        )

    def _question(
        self,
        start: End,
        goal: End,
        box: Consignment,
        draws: int,
        seed: int,
        again: str,
        deadline: float | None,
    ) -> Question:
        year = int(self.parameters["price_year"].max())
        return Question(
            start,
            goal,
            box,
            self.as_of,
            self.scenarios,
            year,
            draws,
            seed,
            self.versions,
            again,
            deadline,
            seeds=self.folder / "seeds",
        )

    def _chosen(self, against: Sequence[str]) -> dict[str, Corridor]:
        wanted = [name.replace("-", "_") for name in against]
        for name in wanted:
            if name not in self.corridors:
                raise UnknownIdError(
                    f'unknown corridor "{name}"{did_you_mean(name, self.corridors)}'
                )
        return {
            name: corridor
            for name, corridor in self.corridors.items()
            if not wanted or name in wanted
        }

    def _ends(
        self, origin: str, destination: str, mode: str | None = None
    ) -> tuple[Model, End, End]:
        model, start = self.end(origin, mode=mode)
        model, goal = model.end(destination, mode=mode)
        if set(start.node_ids) & set(goal.node_ids) or start.place_id == goal.place_id:
            raise QuestionError(
                f'origin and destination are the same place: "{origin}" and "{destination}" both mean {start.name}'
            )
        return model, start, goal

    def _via(
        self, via: Sequence[str], ends: tuple[End, End], mode: str | None = None
    ) -> list[list[str]]:
        stops = []
        for text in via:
            if parse_coordinates(text) is not None:
                raise LocationError(f"--via {text}: name a place or a facility")
            end = find_end(text, self.spellings, self.network.nodes, mode=mode)
            here = self.network.nodes.index[
                (self.network.nodes["place_id"] == end.place_id)
                & (self.network.nodes["mode"] != "door")
            ]
            stop = (
                [node for node in here if not node.endswith(".feeder")]
                if end.scope == "door"
                else list(end.node_ids)
            )
            if end.place_id in {ends[0].place_id, ends[1].place_id}:
                raise QuestionError(f'--via "{text}" is the origin or the destination')
            stops.append(stop)
        return stops

    def _remarks(self, stops: list[list[str]], ways: dict[str, Alternative]) -> tuple[str, ...]:
        """Say how places that had to be passed are reached, when a strait or canal is closed: by land, they may not be what was meant."""
        closed = self.network.closed_passages()
        if not closed:
            return ()
        modes = [
            " or ".join(
                sorted({way.itinerary.mode_into(stop).replace("_", " ") for way in ways.values()})
            )
            for stop in stops
        ]
        return tuple(
            f"{self.network.nodes.at[stop[0], 'name']} is reached by {mode}; closed to ships: {', '.join(closed)}."
            for stop, mode in zip(stops, modes, strict=True)
        )

    def _with_value(self, cargo_value: float) -> Model:
        box = consignment(self.parameters, value_usd_per_teu=cargo_value)
        return replace(self, consignment=box, network=revalue(self.network, self.parameters, box))

    def _find(
        self,
        stops: list[list[str]],
        allowed: NDArray[np.bool_] | None,
        minimise: Objective = "generalised_usd",
    ) -> Itinerary:
        return self.router.find(stops, minimise=minimise, allowed=allowed)

    def _best(
        self, start: End, goal: End, stops: list[list[str]], objectives: Sequence[Objective]
    ) -> dict[Objective, Itinerary]:
        return {
            objective: self._find(
                [list(start.node_ids), *stops, list(goal.node_ids)], None, objective
            )
            for objective in objectives
        }

    def _better(
        self, best: dict[Objective, Itinerary], ways: dict[str, Alternative]
    ) -> dict[Objective, Itinerary]:
        """Keep the best ways of all that beat every named way visibly."""
        gain = 1 - central(self.parameters, "ratio.visible_gain")
        named = [way.itinerary.totals() for way in ways.values()]
        return {
            objective: trip
            for objective, trip in best.items()
            if all(
                trip.totals()[COLUMN[objective]] < gain * totals[COLUMN[objective]]
                for totals in named
            )
        }

    def _sensible(
        self,
        ways: dict[str, Alternative],
        unavailable: dict[str, str],
        best: dict[Objective, Itinerary],
    ) -> tuple[dict[str, Alternative], dict[str, str]]:
        most = central(self.parameters, "ratio.sensible_detour")
        least = best["generalised_usd"].totals()["generalised_usd"]
        silly = {
            name
            for name, way in ways.items()
            if way.itinerary.totals()["generalised_usd"] > most * least
        }
        reasons = {
            name: f"would cost more than {most:g} times the best way, time counted"
            for name in ways
            if name in silly
        }
        return {name: way for name, way in ways.items() if name not in silly}, unavailable | reasons

    def links_of(self, mode: str | None) -> NDArray[np.bool_]:
        """
        Mark the links of one mode, and the transfers between its facilities.

        Parameters
        ----------
        mode
            A mode of movement; every link if None.

        Returns
        -------
        marks
            In link order.

        Examples
        --------
        >>> import instc
        >>> model = instc.load_model()
        >>> bool(model.links_of("rail").sum() < model.links_of(None).sum())
        True
        """
        links = self.network.links
        if mode is None:
            return self.router.everything
        modes = self.network.nodes["mode"]
        both = (links["from_node_id"].map(modes) == mode) & (links["to_node_id"].map(modes) == mode)
        between: NDArray[np.bool_] = (both & (links["mode"] != "transshipment")).to_numpy()
        return between

    def _avoided(self, avoid: Sequence[str]) -> NDArray[np.bool_]:
        items = []
        for text in avoid:
            known = (
                text in self.network.links.index
                or "=" in text
                or text in set(self.network.links["passage_id"])
            )
            items.append(text if known else self.end(text)[1].place_id)
        return avoided(self.network, items)

    @cached_property
    def versions(self) -> dict[str, str]:
        """What a result was computed with."""
        paths = sorted(
            [*(self.folder / "seeds").glob("*.csv"), *(self.folder / "geodata").glob("*.*")]
        )
        return {
            "instc_version": __version__,
            "data_date": DATA_DATE,
            "data_hash": content_hash(paths),
        }

    def _again(self, verb: str, *words: str, **options: object) -> str:
        return command(
            verb,
            *words,
            scenarios=self.scenarios,
            as_of=self.asked_as_of,
            data=data_words(self.folder),
            **options,
        )


@dataclass(frozen=True, eq=False)
class Asked:
    """
    A question that can be asked again in another state of the world.

    Attributes
    ----------
    model
        That answered.
    ask
        Asks a model the same.
    """

    model: Model
    ask: Callable[[Model], Comparison]

    @property
    def network(self) -> Network:
        """The network that was asked."""
        return self.model.network

    def under(self, scenarios: tuple[str, ...]) -> Comparison:
        """
        Ask the same under further scenarios.

        Parameters
        ----------
        scenarios
            Names or files.

        Returns
        -------
        comparison
            As ``model.with_scenario(*scenarios)`` would answer.

        Raises
        ------
        InstcError
            As `Model.compare` and `load_model`.

        Examples
        --------
        >>> import instc
        >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=10)
        >>> answer.question.asked.under(("hormuz-closed",)).question.scenarios
        ('hormuz-closed',)
        """
        return self.ask(self.model.under(scenarios))


def load_model(
    *,
    scenarios: Sequence[str] = (),
    as_of: str | None = None,
    folder: Path | None = None,
    extra: str | Path | None = None,
) -> Model:
    """
    Load the model in the state of a day, under scenarios.

    Parameters
    ----------
    scenarios
        Names of shipped ones, or TOML files.
    as_of
        ISO date; else the scenarios' date, else 2026-07-31, the last month with sources.
    folder
        Folder of ``seeds`` and ``geodata``; the shipped one by default.
    extra
        Folder of tables of your own, which join them, as ``instc --extra`` does: see `instc.tables.user_tables.join_tables`.

    Returns
    -------
    model
        Ready for questions.

    Raises
    ------
    ScenarioError
        Scenarios contradict each other or the date.
    InstcError
        Tables or dates can't be meant.

    Examples
    --------
    >>> import instc
    >>> instc.load_model().as_of
    '2026-07-31'
    """
    folder = (
        join_for_now(Path(extra), folder or data_dir())
        if extra is not None
        else folder or data_dir()
    )
    seeds = folder / "seeds"
    names = list(dict.fromkeys(scenarios)) or ["today"]
    scenario = _dated(
        compose([load_scenario(name, seeds) for name in names]), as_of, asked=bool(scenarios)
    )
    day = str(scenario.as_of)
    parameters = apply_to_parameters(load_parameters(day, seeds), scenario)
    box = consignment(parameters)
    base = load_network(day, folder)
    network = _priced(base, scenario, parameters, box, seeds)
    spelled = _spelled(
        folder, built_hash(folder), content_hash([seeds / "places.csv", seeds / "aliases.csv"])
    )
    return Model(
        base,
        network,
        parameters,
        load_corridors(network, seeds),
        box,
        spelled,
        scenario,
        tuple(names),
        folder,
        as_of,
    )


@lru_cache(maxsize=2)  # no day and no scenario renames a place
def _spelled(folder: Path, built: str, written: str) -> pd.DataFrame:  # noqa: ARG001
    ports = read_sea(folder, built)[1]
    return spellings(
        read_table("places", folder / "seeds"),
        read_table("aliases", folder / "seeds"),
        ports[ports["point"] >= 0],
    )


def _priced(
    base: Network, scenario: Scenario, parameters: pd.DataFrame, box: Consignment, seeds: Path
) -> Network:
    gates = gate_ids(seeds) if scenario.changes else ()
    network = apply(base, scenario, parameter_ids=parameters.index, gate_ids=gates)
    return price(charge_limits(network, read_table("limits", seeds)), parameters, box)


def _dated(scenario: Scenario, as_of: str | None, *, asked: bool) -> Scenario:
    if as_of is None:
        return replace(scenario, as_of=scenario.as_of or DEFAULT_AS_OF)
    check_date(as_of)
    if asked and scenario.as_of not in {None, as_of}:
        raise ScenarioError(
            f"scenario {scenario.name} is of {scenario.as_of}: it can't be seen as of {as_of}"
        )
    return replace(scenario, as_of=as_of)


def check_date(as_of: str) -> None:
    """
    Refuse a date that the tables can't answer for.

    Parameters
    ----------
    as_of
        ISO date.

    Raises
    ------
    QuestionError
        It is no date, or lies before 2000 or after the last source.

    Examples
    --------
    >>> check_date("2023-08-27")
    """
    try:
        day = dt.date.fromisoformat(as_of).isoformat()
    except ValueError:
        day = ""
    if not day or day != as_of:  # 20260731 is the same day, but days are compared as texts
        raise QuestionError(f'"{as_of}" is not a date (YYYY-MM-DD)')
    if not EARLIEST <= day <= DATA_DATE:
        raise QuestionError(
            f"{as_of}: the tables know the state of the network from {EARLIEST} to {DATA_DATE}; no source is later"
        )


def _check_deadline(deadline: float | None) -> None:
    if deadline is not None and not 0 < deadline < float("inf"):
        raise QuestionError(f"deadline {deadline:g}: must be above 0 days")


def _distinct(
    ways: dict[str, Alternative], unavailable: dict[str, str]
) -> tuple[dict[str, Alternative], dict[str, str]]:
    first: dict[tuple[int, ...], str] = {}
    kept: dict[str, Alternative] = {}
    for name, way in ways.items():
        same = first.setdefault(tuple(way.itinerary.steps.tolist()), name)
        if same == name:
            kept[name] = way
        elif not name.startswith("best_"):
            unavailable = unavailable | {name: f"is the same way as {same}"}
    return kept, unavailable
