"""The model in the state of many days, each built once."""

from __future__ import annotations

import shlex
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from instc.errors import NoRouteError
from instc.model import EARLIEST, check_date, load_model
from instc.tables.parameters import central
from instc.tables.schema import data_dir, read_table
from instc.tables.user_tables import data_words

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from instc.model import Model
    from instc.routing.itinerary import Itinerary

DRAWS, SEED = 4000, 1
ROUTE = "route"
OUTSIDE_IRAN = "country=IR"


@dataclass(frozen=True)
class Setting:
    """
    What is asked of the model.

    Attributes
    ----------
    from_id, to_id
        Ends: places or facilities.
    as_of
        ISO date.
    scenario
        Name, or empty.
    cargo_value
        USD per TEU; None for the default.
    via
        Node to pass, or ``avoid:ID``; empty for neither.
    """

    from_id: str
    to_id: str
    as_of: str
    scenario: str = ""
    cargo_value: float | None = None
    via: str = ""

    def command(self, *ways: Way) -> str:
        """
        Write the command that shows ways.

        Parameters
        ----------
        *ways
            Corridors; best ways are asked by ``instc route``.

        Returns
        -------
        line
            For a shell.

        Examples
        --------
        >>> Setting("mumbai", "moscow", "2023-01-01", "rasht-astara-open").command()
        'instc compare mumbai moscow --as-of 2023-01-01 --scenario rasht-astara-open --draws 4000'
        """
        named = [way.corridor_id for way in ways if way.corridor_id != ROUTE]
        words = [
            "compare" if named or not ways else "route",
            self.from_id,
            self.to_id,
            "--as-of",
            self.as_of,
        ]
        words += ["--scenario", self.scenario] if self.scenario else []
        words += ["--against", ",".join(named)] if named else []
        words += ["--cargo-value", f"{self.cargo_value:g}"] if self.cargo_value is not None else []
        words += (
            (
                ["--avoid", self.via.removeprefix("avoid:")]
                if self.via.startswith("avoid:")
                else ["--via", self.via]
            )
            if self.via
            else []
        )
        words += [] if words[0] == "route" else ["--draws", str(DRAWS)]
        return shlex.join(["instc", *data_words(data_dir()), *words])


@dataclass(frozen=True, eq=False)
class Way:
    """
    One way with its distribution.

    Attributes
    ----------
    corridor_id
        Corridor, or ``route`` for the best way.
    itinerary
        Links.
    days, usd_per_teu, generalised_usd
        Draws.
    """

    corridor_id: str
    itinerary: Itinerary
    days: NDArray[np.float64]
    usd_per_teu: NDArray[np.float64]
    generalised_usd: NDArray[np.float64]


@dataclass(eq=False)
class Worlds:
    """
    Models by day and scenario; two days between which nothing changes share one.

    Attributes
    ----------
    folder
        Folder of ``seeds`` and ``geodata``; the shipped one by default.
    """

    folder: Path = field(default_factory=data_dir)
    _models: dict[tuple[str, str], Model] = field(default_factory=dict, repr=False)
    _ways: dict[tuple[Setting, str], dict[str, Way]] = field(default_factory=dict, repr=False)

    @cached_property
    def changes(self) -> list[str]:
        """Days on which a state or a parameter changes, in order."""
        seeds = self.folder / "seeds"
        days = {
            EARLIEST,
            *read_table("status", seeds)["from_date"],
            *read_table("status", seeds)["to_date"],
        }
        for column in ("from_date", "to_date"):
            days |= set(read_table("parameters", seeds)[column])
        return sorted(days - {""})

    def model(self, as_of: str, scenario: str = "") -> Model:
        """
        Give the model of a day.

        Parameters
        ----------
        as_of
            ISO date.
        scenario
            Name, or empty.

        Returns
        -------
        model
            Of the last change not after the day.

        Raises
        ------
        QuestionError
            The tables do not reach that day.

        Examples
        --------
        >>> worlds = Worlds()
        >>> worlds.model("2023-01-02") is worlds.model("2023-01-03")
        True
        """
        check_date(as_of)
        day = max(EARLIEST, self.changes[bisect_right(self.changes, as_of) - 1])
        if (day, scenario) not in self._models:
            self._models[day, scenario] = load_model(
                scenarios=[scenario] if scenario else [], as_of=day, folder=self.folder
            )
        return self._models[day, scenario]

    def ways(self, setting: Setting, corridor_id: str) -> dict[str, Way]:
        """
        Simulate the ways that a word means.

        Parameters
        ----------
        setting
            Ends, day, scenario.
        corridor_id
            A corridor; ``instc`` or ``suez`` for the family; ``suez_any`` for the best way outside Iran; empty for
            the best way of all.

        Returns
        -------
        ways
            By corridor id, ``route`` for a best way; empty if none is open.

        Examples
        --------
        >>> list(Worlds().ways(Setting("bandar_abbas.rail1435", "sarakhs.rail1435", "2023-01-01"), ""))
        ['route']
        """
        key = (setting, corridor_id)
        if key not in self._ways:
            corridor = self.model(setting.as_of, setting.scenario).corridors.get(corridor_id)
            kin = (
                self.ways(setting, corridor.family) if corridor is not None else {}
            )  # one answer serves a family
            self._ways[key] = (
                {corridor_id: kin[corridor_id]}
                if corridor_id in kin
                else self._simulate(setting, corridor_id)
            )
        return self._ways[key]

    def _simulate(self, setting: Setting, corridor_id: str) -> dict[str, Way]:
        model = self.model(setting.as_of, setting.scenario)
        via = [setting.via] if setting.via and not setting.via.startswith("avoid:") else []
        avoid = [setting.via.removeprefix("avoid:")] if setting.via.startswith("avoid:") else []
        try:
            if corridor_id in {"", "suez_any"}:
                rail = all(
                    end.endswith(("rail1435", "rail1520"))
                    for end in (setting.from_id, setting.to_id)
                )
                road = all(end.endswith(".road") for end in (setting.from_id, setting.to_id))
                avoid += [OUTSIDE_IRAN] if corridor_id else []
                mode = "rail" if rail else "road" if road else None
                answer = model.simulate_route(
                    setting.from_id,
                    setting.to_id,
                    mode=mode,
                    via=via,
                    avoid=avoid,
                    draws=DRAWS,
                    seed=SEED,
                )
            else:
                wanted = [
                    name
                    for name, corridor in model.corridors.items()
                    if corridor_id in {name, corridor.family}
                ]
                answer = model.compare(
                    setting.from_id,
                    setting.to_id,
                    via=via,
                    against=wanted,
                    cargo_value=setting.cargo_value,
                    draws=DRAWS,
                    seed=SEED,
                )
        except NoRouteError:
            return {}
        return {
            name: Way(
                name,
                way.itinerary,
                answer.sample("days", name),
                answer.sample("usd_per_teu", name),
                answer.sample("generalised_usd", name),
            )
            for name, way in answer.alternatives.items()
        }

    def usd_factor(self, year: int, unit: str, as_of: str, *, sea: bool) -> float:
        """
        Turn a printed price into USD of the model per TEU.

        Parameters
        ----------
        year
            Of the price.
        unit
            ``USD/TEU`` or ``USD/FEU``.
        as_of
            Day whose ratios are used.
        sea
            Whether a quote for 40 ft is a ship's or a railway's.

        Returns
        -------
        factor
            By the US GDP deflator, and the sourced ratio of boxes.

        Examples
        --------
        >>> Worlds().usd_factor(2024, "USD/TEU", "2023-01-01", sea=True)
        1.0
        """
        parameters = self.model(as_of).parameters
        table = read_table("deflators", self.folder / "seeds")
        index = table[table["series"] == "us_gdp_deflator"].set_index("year")["value"]
        base = int(parameters["price_year"].max())
        boxes = (
            central(parameters, f"ratio.teu_of_feu_{'sea' if sea else 'rail'}")
            if unit == "USD/FEU"
            else 1.0
        )
        return float(
            index[base]
            / index[min(max(year, int(index.index.min())), int(index.index.max()))]
            * boxes
        )
