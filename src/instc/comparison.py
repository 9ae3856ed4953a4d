"""Alternatives side by side under one set of draws."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from instc.network import PARAMETER_COLUMNS
from instc.parameters import draw
from instc.pricing import HIRE, exposures, grade_shares

if TYPE_CHECKING:
    import os
    from typing import Protocol

    from numpy.typing import NDArray

    from instc.itinerary import Itinerary
    from instc.network import Network
    from instc.parameters import Consignment
    from instc.places import End
    from instc.pricing import Exposures

    class Asked(Protocol):
        """Who answered, and can answer again."""

        @property
        def network(self) -> Network:
            """The network that was asked."""

        def under(self, scenarios: tuple[str, ...]) -> Comparison:
            """Ask the same under further scenarios."""

    class Drawing(Protocol):
        """A map that can be saved."""

        def save(self, outfile: str | os.PathLike[str]) -> os.PathLike[str]:
            """Write it."""


OBJECTIVES = ("days", "usd_per_teu", "co2e_kg_per_teu")
QUANTILES = {"p10": 0.10, "p50": 0.50, "p90": 0.90, "p95": 0.95}
DIGITS = {"days": 2, "usd_per_teu": 0, "co2e_kg_per_teu": 0, "generalised_usd": 0}


@dataclass(frozen=True)
class Alternative:
    """
    One way, and what it is called.

    Attributes
    ----------
    corridor_id, label, family
        As in `Corridor`; ``best_...`` for the best way of all by an objective.
    itinerary
        The way.
    """

    corridor_id: str
    label: str
    family: str
    itinerary: Itinerary


@dataclass(frozen=True, eq=False)
class Question:
    """
    What was asked, in which state of the world.

    Attributes
    ----------
    origin, destination
        Ends.
    consignment
        What is carried.
    as_of
        ISO date of the network.
    scenarios
        Names.
    price_year
        Year of the USD.
    draws, seed
        Of the simulation.
    versions
        ``instc_version``, ``data_date``, ``data_hash``.
    again
        The command that asks the same.
    asked
        What was asked, so that a map can ask the same in other states of the world; None where that was not kept.
    """

    origin: End
    destination: End
    consignment: Consignment
    as_of: str
    scenarios: tuple[str, ...]
    price_year: int
    draws: int
    seed: int
    versions: dict[str, str]
    again: str
    asked: Asked | None = None


@dataclass(frozen=True, eq=False)
class Comparison:
    """
    Alternatives side by side under one set of draws.

    Attributes
    ----------
    question
        What was asked.
    alternatives
        By corridor id, in table order.
    unavailable
        Why a corridor is not among them.
    samples
        By quantity (``days``, ``usd_per_teu``, ``co2e_kg_per_teu``, ``generalised_usd``): draws x alternatives.
    parameters
        In force.
    """

    question: Question
    alternatives: dict[str, Alternative]
    unavailable: dict[str, str]
    samples: dict[str, NDArray[np.float64]]
    parameters: pd.DataFrame

    def to_frame(self) -> gpd.GeoDataFrame:
        """
        Tabulate the alternatives.

        Returns
        -------
        table
            Index ``corridor_id``; ``label, family, length_km``, and for each quantity ``_p10, _p50, _p90, _p95, _mean``
            (days; USD and kg CO2e per TEU), ``fastest_share, cheapest_share, buffer_index, worst_grade,
            grade_d_share_of_days``; the way as LineString, EPSG:4326.

        Examples
        --------
        >>> import instc
        >>> table = instc.load_model().compare("Mumbai", "Moscow", draws=100).to_frame()
        >>> bool((table["days_p10"] <= table["days_p90"]).all())
        True
        """
        from instc.itinerary import join  # noqa: PLC0415

        names = list(self.alternatives)
        trips = [alternative.itinerary for alternative in self.alternatives.values()]
        grades = [grade_shares(trip.links, self.parameters) for trip in trips]
        columns: dict[str, Any] = {
            "label": [alternative.label for alternative in self.alternatives.values()],
            "family": [alternative.family for alternative in self.alternatives.values()],
            "length_km": [round(trip.length_km, 1) for trip in trips],
        }
        for quantity, sample in self.samples.items():
            for name, values in _summary(sample).items():
                columns[f"{quantity}_{name}"] = np.round(values, DIGITS[quantity])
        mean, late = self.samples["days"].mean(axis=0), np.quantile(self.samples["days"], 0.95, axis=0)
        columns |= {
            "buffer_index": np.round((late - mean) / mean, 3),
            "fastest_share": np.round(win_shares(self.samples["days"]), 3),
            "cheapest_share": np.round(win_shares(self.samples["usd_per_teu"]), 3),
            "worst_grade": [worst for worst, _ in grades],
            "grade_d_share_of_days": [round(share, 3) for _, share in grades],
        }
        lines = [join(list(trip.links.geometry)) for trip in trips]
        return gpd.GeoDataFrame(columns, index=pd.Index(names, name="corridor_id"), geometry=lines, crs="EPSG:4326")

    def pareto(self) -> list[str]:
        """
        List the alternatives that none beats in days, USD and CO2e at once.

        Returns
        -------
        names
            Corridor ids; medians are compared.

        Examples
        --------
        >>> import instc
        >>> len(instc.load_model().compare("Mumbai", "Moscow", draws=100).pareto()) >= 1
        True
        """
        points = np.stack([np.median(self.samples[quantity], axis=0) for quantity in OBJECTIVES], axis=1)
        beaten = [any((other <= point).all() and (other < point).any() for other in points) for point in points]
        return [name for name, lost in zip(self.alternatives, beaten, strict=True) if not lost]

    def to_dict(self) -> dict[str, Any]:
        """
        Give the contract of ``compare --format json``.

        Returns
        -------
        answer
            Schema ``instc.compare/1``; rounded to 0.01 day, 1 USD, 1 kg, shares to 0.001.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).to_dict()["schema"]
        'instc.compare/1'
        """
        table = self.to_frame()
        question = self.question
        medians = {quantity: table[f"{quantity}_p50"] for quantity in OBJECTIVES}
        return {
            "schema": "instc.compare/1",
            **question.versions,
            "as_of": question.as_of,
            "scenarios": list(question.scenarios),
            "origin": question.origin.to_dict(),
            "destination": question.destination.to_dict(),
            "consignment": vars(question.consignment),
            "price_year": question.price_year,
            "draws": question.draws,
            "seed": question.seed,
            "alternatives": [self._record(name, table.loc[name]) for name in table.index],
            "unavailable": [{"corridor": name, "reason": reason} for name, reason in self.unavailable.items()],
            "best": {quantity: str(values.idxmin()) for quantity, values in medians.items()} if len(table) else {},
            "pareto": self.pareto(),
            "again": question.again,
        }

    def _record(self, name: str, row: pd.Series) -> dict[str, Any]:
        alternative = self.alternatives[name]
        spreads = {quantity: {key: float(row[f"{quantity}_{key}"]) for key in (*QUANTILES, "mean")} for quantity in self.samples}
        scope = {"origin": self.question.origin.scope, "destination": self.question.destination.scope}
        return {
            "corridor": name,
            "family": alternative.family,
            "label": alternative.label,
            **record(alternative.itinerary, scope, hire_usd_per_day=float(self.parameters.at[HIRE, "mean"])),
            **spreads,
            "buffer_index": float(row["buffer_index"]),
            "by_deadline": None,
            "fastest_share": float(row["fastest_share"]),
            "cheapest_share": float(row["cheapest_share"]),
            "worst_grade": row["worst_grade"],
            "grade_d_share_of_days": float(row["grade_d_share_of_days"]),
        }

    def to_json(self) -> str:
        """
        Write `to_dict` as text.

        Returns
        -------
        text
            JSON, indented, one line end at the end.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).to_json()[0]
        '{'
        """
        return json.dumps(self.to_dict(), indent=1, ensure_ascii=False) + "\n"

    def route_dict(self) -> dict[str, Any]:
        """
        Give the contract of ``route --format json``: one alternative, with its links.

        Returns
        -------
        answer
            Schema ``instc.route/1``. Sea lanes between two named points are one row; days are means.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea").route_dict()["links"][0]["mode"]
        'sea'
        """
        answer = self.to_dict()
        alternative: dict[str, Any] = answer.pop("alternatives")[0]
        for key in ("unavailable", "best", "pareto"):
            del answer[key]
        trip = self.alternatives[alternative["corridor"]].itinerary
        return {**answer, "schema": "instc.route/1", **alternative, "links": link_records(trip, self.parameters)}

    def legs(self) -> gpd.GeoDataFrame:
        """
        List the legs of every alternative.

        Returns
        -------
        legs
            Columns ``corridor_id, label, family, leg`` and those of `Itinerary.legs`; LineStrings, EPSG:4326.

        Examples
        --------
        >>> import instc
        >>> "rail" in set(instc.load_model().compare("Mumbai", "Moscow", draws=100).legs()["mode"])
        True
        """
        tables = [
            alternative.itinerary.legs().reset_index().assign(corridor_id=name, label=alternative.label, family=alternative.family)
            for name, alternative in self.alternatives.items()
        ]
        return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), geometry="geometry", crs="EPSG:4326")

    def to_geojson(self) -> str:
        """
        Write the legs as GeoJSON.

        Returns
        -------
        text
            A FeatureCollection with one LineString a leg, five decimals, and the answer's head in ``instc``.

        Examples
        --------
        >>> import instc
        >>> json.loads(instc.load_model().compare("Mumbai", "Moscow", draws=100).to_geojson())["type"]
        'FeatureCollection'
        """
        head = {key: value for key, value in self.to_dict().items() if key != "alternatives"}
        return json.dumps({"type": "FeatureCollection", "instc": head, "features": features(self.legs())}, ensure_ascii=False) + "\n"

    def map(self, path: str | os.PathLike[str] | None = None) -> Drawing:
        """
        Draw the alternatives on a map that needs no network.

        Parameters
        ----------
        path
            HTML file to write as well, or None.

        Returns
        -------
        map
            A `folium.Map`; more layers can be added to it.

        Raises
        ------
        WriteError
            The file can't be written.

        Examples
        --------
        >>> import instc
        >>> instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea").map().__class__.__name__
        'CorridorMap'
        """
        draw = import_module("instc.maps").comparison_map  # a drawing lies above what it draws
        drawn: Drawing = draw(self)
        if path is not None:
            drawn.save(path)
        return drawn

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        question = self.question
        table = self.to_frame()[["label", "length_km", "days_p10", "days_p50", "days_p90", "usd_per_teu_p50", "co2e_kg_per_teu_p50", "fastest_share", "worst_grade"]]
        title = f"{question.origin.name} → {question.destination.name}, as of {question.as_of}, {question.draws:,} draws, seed {question.seed}"
        return f"<h4>{html.escape(title)}</h4>{table.to_html()}"


def record(trip: Itinerary, scope: dict[str, str], *, hire_usd_per_day: float) -> dict[str, Any]:
    """
    Give the part of the JSON contract that one itinerary answers.

    Parameters
    ----------
    trip
        Priced itinerary.
    scope
        ``door`` or ``port`` for origin and destination.
    hire_usd_per_day
        Container hire, added to each leg for its days.

    Returns
    -------
    answer
        ``length_km, length_km_by_mode, passages, scope, limited, legs``; legs show means, which add up.

    Examples
    --------
    >>> import instc
    >>> trip = instc.load_model().route("INNSA", "IRSRP", mode="sea")
    >>> record(trip, {"origin": "port", "destination": "port"}, hire_usd_per_day=0)["passages"]
    ['hormuz']
    """
    legs = trip.legs().reset_index()
    days = legs["hours"] / 24
    usd = legs["usd"] + days * hire_usd_per_day
    return {
        "length_km": round(trip.length_km, 1),
        "length_km_by_mode": {mode: round(km, 1) for mode, km in trip.length_by_mode().items()},
        "passages": trip.passages,
        "scope": scope,
        "limited": trip.limited,
        "legs": [
            {
                "mode": leg.mode,
                "part": leg.part,
                "from": leg.start,
                "to": leg.end,
                "length_km": round(leg.length_km, 1),
                "days_mean": round(days[leg.Index], 3),
                "usd_mean": round(usd[leg.Index], 1),
                "co2e_kg_mean": round(leg.co2e_kg, 1),
                "status": leg.status,
                "source_ids": leg.source_ids,
            }
            for leg in legs.itertuples()
        ],
    }


def link_records(trip: Itinerary, parameters: pd.DataFrame) -> list[dict[str, Any]]:
    """
    List the links of an itinerary with what they rest on.

    Parameters
    ----------
    trip
        Priced itinerary.
    parameters
        Whose sources are named.

    Returns
    -------
    links
        ``link_id, mode, from, to, length_km, days, status, source_ids`` in travel order; a run of sea lanes between
        two named points is one row.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> link_records(model.route("INNSA", "IRSRP", mode="sea"), model.parameters)[-1]["to"]
    'bandar_abbas.port'
    """
    links = trip.links
    named = ~links["start"].str.startswith("sea.") | (links["mode"] != "sea")
    rows = []
    for _, run in links.groupby(named.cumsum()):
        used = {name for column in PARAMETER_COLUMNS for name in run[column] if name}
        sources = [*run["source_id"], *parameters.loc[sorted(used), "source_id"]]
        start, end = run["start"].iloc[0], run["end"].iloc[-1]
        rows.append(
            {
                "link_id": run.index[0] if len(run) == 1 else f"{start}-{end}",
                "mode": run["mode"].iloc[0],
                "from": start,
                "to": end,
                "length_km": round(float(run["length_km"].sum()), 1),
                "days": round(float(run["hours"].sum()) / 24, 3),
                "status": "limited" if (run["status"] == "limited").any() else run["status"].iloc[0],
                "source_ids": list(dict.fromkeys(sources)),
            }
        )
    return rows


def features(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """
    Turn a table of lines into GeoJSON features.

    Parameters
    ----------
    table
        LineStrings, EPSG:4326.

    Returns
    -------
    features
        Coordinates with five decimals; the other columns as properties.

    Examples
    --------
    >>> import instc
    >>> features(instc.load_model().route("INNSA", "IRSRP", mode="sea").legs())[0]["geometry"]["type"]
    'LineString'
    """
    records = json.loads(table.drop(columns="geometry").to_json(orient="records", double_precision=3))
    shapes = [np.round(shapely.get_coordinates(line), 5).tolist() for line in table.geometry]
    return [{"type": "Feature", "properties": row, "geometry": {"type": "LineString", "coordinates": line}} for row, line in zip(records, shapes, strict=True)]


def simulate(met: Exposures, parameters: pd.DataFrame, consignment: Consignment, *, draws: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """
    Draw every parameter once and price every alternative with it.

    Parameters
    ----------
    met
        From `exposures`.
    parameters
        From `load_parameters`.
    consignment
        What is carried.
    draws, seed
        Of the simulation.

    Returns
    -------
    samples
        ``days``, ``usd_per_teu`` (with hire), ``co2e_kg_per_teu``, ``generalised_usd``: draws x alternatives. The same draws
        serve all alternatives (common random numbers), so a difference of columns is a paired statement.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> met = exposures({"gap": model.network.links.loc[["astara_ir.road-rasht.road"]]}, model.consignment)
    >>> simulate(met, model.parameters, model.consignment, draws=5, seed=1)["days"].shape
    (5, 1)
    """
    names = met.time.columns
    hours, usd, co2e, share = (np.zeros((draws, len(names))) for _ in range(4))
    hire = np.zeros(draws)
    for name in met.parameter_ids:
        values = draw(parameters, [name], draws=draws, seed=seed)
        for total, table in ((hours, met.time), (usd, met.cost), (share, met.share), (co2e, met.co2e)):
            if name in table.index:
                np.add(total, values * table.loc[name].to_numpy(), out=total)
        if name == HIRE:
            hire = values[:, 0]
    days = hours / 24
    usd += days * hire[:, None] + share * consignment.value_usd_per_teu
    return {"days": days, "usd_per_teu": usd, "co2e_kg_per_teu": co2e, "generalised_usd": usd + days * consignment.usd_per_day}


def compare(question: Question, ways: dict[str, Alternative], unavailable: dict[str, str], parameters: pd.DataFrame) -> Comparison:
    """
    Simulate alternatives side by side.

    Parameters
    ----------
    question
        What was asked.
    ways
        Alternatives, one per physical itinerary.
    unavailable
        Why the other corridors are not among them.
    parameters
        From `load_parameters`.

    Returns
    -------
    comparison
        With its samples.

    Examples
    --------
    >>> import instc
    >>> instc.load_model().compare("Mumbai", "Moscow", draws=100).question.draws
    100
    """
    met = exposures({name: way.itinerary.links for name, way in ways.items()}, question.consignment)
    samples = simulate(met, parameters, question.consignment, draws=question.draws, seed=question.seed)
    return Comparison(question, ways, unavailable, samples, parameters)


def win_shares(sample: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Give the share of draws in which each column is the least.

    Parameters
    ----------
    sample
        Draws x alternatives.

    Returns
    -------
    shares
        Sum 1; ties are split.

    Examples
    --------
    >>> win_shares(np.array([[1.0, 2.0], [3.0, 3.0]])).tolist()
    [0.75, 0.25]
    """
    least = sample == sample.min(axis=1, keepdims=True)
    shares: NDArray[np.float64] = (least / least.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares


def _summary(sample: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    levels = np.quantile(sample, list(QUANTILES.values()), axis=0)
    return {**dict(zip(QUANTILES, levels, strict=True)), "mean": sample.mean(axis=0)}
