"""The model: a world that people ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from instc.comparison.alternatives import find_route
from instc.comparison.comparison import Comparison, compare
from instc.comparison.objectives import WORD
from instc.comparison.question import Question
from instc.door import checked, checked_class
from instc.lazily import explored
from instc.scenarios.access import locate
from instc.scenarios.world import World
from instc.tables.home import Home

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from instc.door import Day, Named, Objective, Place
    from instc.routing.itinerary import Itinerary
    from instc.tables.places import End


@checked_class
class Model(World):
    """
    Everything that answers a question.

    Attributes
    ----------
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
    home
        The data.
    asked_as_of
        ISO date that was asked for, or None where the scenarios or the data decide.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model(as_of="2023-08-27")
    >>> model.as_of, model.scenarios, model.consignment.teu
    ('2023-08-27', ('today',), 1.0)
    """

    def with_scenario(self, *scenarios: Iterable[Named]) -> Model:
        """
        See the same model under more scenarios.

        Parameters
        ----------
        *scenarios
            Names of shipped ones, or TOML files; also lists of them.

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
        return self.under(*scenarios)

    def end(self, text: Place, *, mode: str | None = None) -> tuple[Model, End]:
        """Find what a text means, as `instc.scenarios.access.locate` does."""
        return locate(self, text, mode=mode)

    def compare(
        self,
        origin: Place,
        destination: Place,
        *,
        via: Iterable[Place] = (),
        via_all: bool = False,
        avoid: Iterable[str] = (),
        against: Iterable[str] = (),
        cargo_value: float | None = None,
        teu: int = 1,
        deadline: float | None = None,
        box: str = "20",
        scope: str = "wtw",
        draws: int = 10_000,
        seed: int = 1,
        possible: bool = False,
        served: bool = False,
        ready: bool = False,
        ship: str | None = None,
        run: str = "ordinary",
        mean_of: int = 1,
    ) -> Comparison:
        """
        Compare every corridor that makes sense for a pair.

        Parameters
        ----------
        origin, destination
            Names, UN/LOCODEs, node ids, or ``lon,lat``; two numbers are longitude and latitude,
            and a Point of shapely is taken.
        via
            One or more places or straits to pass, in order, by the family of corridors where the
            detour is least; the others run free.
        via_all
            Every way must pass them.
        avoid
            One or more places, links, straits, seas or countries that may not be used.
        against
            Corridors or families to keep; all if empty.
        cargo_value
            USD per TEU; the default of the tables if None.
        teu
            Boxes, in TEU, that travel together; their totals are told beside the figures of one.
        deadline
            Days by which the box must be there; the share of draws that keep it is given.
        box
            Box: 20 or 40 ft, or reefer40; prices stay those of a TEU.
        scope
            What CO2e counts: ``wtw`` (well to wheel) or ``ttw`` (tank to wheel).
        draws, seed
            Of the simulation.
        possible, served
            Ways without a known service are taken like others, or left out; by default ways by
            known services come first.
        ready
            Days count from a box that is ready: the wait for the first ship is added.
        ship
            Class of ship that sails every voyage.
        run
            ``ordinary`` traffic, or ``dedicated``: trains are laid on for the box.
        mean_of
            Journeys of which the mean is told; 1 is the single one, luck and all.

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
        'over_iran'
        """
        question = Question(
            origin, destination, via=tuple(via), via_all=via_all, avoid=tuple(avoid),
            against=tuple(against), cargo_value=cargo_value, teu=teu, deadline=deadline,
            box=box, scope=scope, draws=draws, seed=seed, possible=possible, served=served,
            ready=ready, ship=ship, run=run, mean_of=mean_of,
        )  # fmt: skip
        return compare(self, question)

    def explore(
        self,
        origin: Place = "Mumbai",
        destination: Place = "Moscow",
        *,
        draws: int = 1000,
        seed: int = 1,
    ) -> Any:
        """
        Show a pair in a notebook: its map, and fields and switches that ask this model.

        Parameters
        ----------
        origin, destination
            As in `compare`: what stands in the fields at first.
        draws, seed
            Of the simulation.

        Returns
        -------
        view
            A widget; where a notebook shows none, its table is read.

        Raises
        ------
        InstcError
            The question can't be meant, or the extra ``explore`` is not installed.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().explore("Mumbai", "Moscow", draws=50).answer["rows"][0]["family"]
        'over_iran'
        """
        asked: dict[str, Any] = {"origin": origin, "destination": destination}
        return explored(self, draws=draws, seed=seed, **asked)

    def route(
        self,
        origin: Place,
        destination: Place,
        *,
        mode: str | None = None,
        minimise: Objective = "generalised_usd",
        via: Iterable[Place] = (),
        avoid: Iterable[str] = (),
        possible: bool = False,
        served: bool = False,
        ship: str | None = None,
        run: str = "ordinary",
    ) -> Itinerary:
        """
        Find the best way between two places.

        Parameters
        ----------
        origin, destination
            As in `compare`.
        mode
            Only links of this mode and the transfers between its facilities; from facility to
            facility.
        minimise
            ``days``, ``usd_per_teu``, ``co2e_kg_per_teu`` or ``generalised_usd``, at the means.
        via
            Places or straits to pass, in order.
        avoid
            Places, links, straits, seas or countries that may not be used.
        possible, served, ship, run
            As in `compare`.

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
        question = Question(
            origin,
            destination,
            via=tuple(via),
            avoid=tuple(avoid),
            mode=mode,
            by=WORD[minimise],
            possible=possible,
            served=served,
            ship=ship,
            run=run,
            verb="route",
        )
        return find_route(self, question)[1].ways["route"].itinerary

    def simulate_route(
        self,
        origin: Place,
        destination: Place,
        *,
        mode: str | None = None,
        minimise: Objective = "generalised_usd",
        via: Iterable[Place] = (),
        avoid: Iterable[str] = (),
        cargo_value: float | None = None,
        teu: int = 1,
        deadline: float | None = None,
        box: str = "20",
        scope: str = "wtw",
        draws: int = 10_000,
        seed: int = 1,
        possible: bool = False,
        served: bool = False,
        ready: bool = False,
        ship: str | None = None,
        run: str = "ordinary",
        mean_of: int = 1,
    ) -> Comparison:
        """
        Find the best way between two places, as `route` does, and simulate it.

        Returns
        -------
        comparison
            With one alternative, ``route``.

        Examples
        --------
        >>> import instc
        >>> list(instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea").alternatives)
        ['route']
        """
        question = Question(
            origin, destination, via=tuple(via), avoid=tuple(avoid), mode=mode, by=WORD[minimise],
            cargo_value=cargo_value, teu=teu, deadline=deadline, box=box, scope=scope, draws=draws,
            seed=seed, possible=possible, served=served, ready=ready, ship=ship, run=run,
            mean_of=mean_of, verb="route",
        )  # fmt: skip
        return compare(self, question)


@checked
def load_model(
    *,
    scenarios: Iterable[Named] = (),
    as_of: Day | None = None,
    folder: str | Path | None = None,
    extra: str | Path | None = None,
) -> Model:
    """
    Load the model in the state of a day, under scenarios.

    Parameters
    ----------
    scenarios
        One or more names of shipped ones, or TOML files.
    as_of
        A day, as ISO text or a date; else the scenarios' date, else 2026-07-31, the last month with
        sources.
    folder
        Folder of ``seeds`` and ``geodata``; the shipped one by default.
    extra
        Folder of tables of your own, which join them, as ``instc --extra`` does: see
        `instc.tables.join_tables`.

    Returns
    -------
    model
        Ready for questions; one that was loaded before is remembered.

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
    return Model.at(Home.at(folder, extra), scenarios=scenarios, as_of=as_of)
