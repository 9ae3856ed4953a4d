"""The branches from the Russian railways to the Gulf, and what their links can carry in a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.errors import TableError, UnknownIdError, did_you_mean
from instc.network.network import Network
from instc.routing.corridors import avoided
from instc.tables.schema import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from instc.routing.corridors import Corridor

GULF = ("bandar_abbas.port", "bandar_imam_khomeini.port")
FIGURES = ("nameplate_mtpa", "observed_mtpa", "planned_mtpa", "forecast_mtpa")


@dataclass(frozen=True)
class Branch:
    """
    A way from the Russian railways to the Gulf.

    Attributes
    ----------
    branch_id, label
        Key, and what the reader sees.
    corridor_ids
        Corridors whose links it may use.
    lorries
        Whether the lorry legs that its corridors name may be used.
    """

    branch_id: str
    label: str
    corridor_ids: tuple[str, ...]
    lorries: bool = False


BRANCHES = {
    branch.branch_id: branch
    for branch in (
        Branch("west", "western branch, all rail", ("instc_west_rail",)),
        Branch(
            "west_lorry", "western branch, lorries over the gap", ("instc_west_road",), lorries=True
        ),
        Branch("caspian", "trans-Caspian branch, ship and rail", ("instc_caspian",)),
        Branch("east", "eastern branch, rail", ("instc_east", "instc_east_sarakhs")),
    )
}


def load_capacities(network: Network, folder: Path | None = None) -> pd.DataFrame:
    """
    Load what is printed about the capacity of links.

    Parameters
    ----------
    network
        That holds them.
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    values
        Rows of ``link_values`` whose column is a capacity; ``mtpa`` is the number, million tonnes a year.

    Raises
    ------
    TableError
        A row names no link, is no number, or plans without naming the works.

    Examples
    --------
    >>> import instc
    >>> values = load_capacities(instc.load_model().network)
    >>> bool((values["mtpa"] > 0).all())
    True
    """
    table = read_table("link_values", folder)
    faults = [
        f'row {row + 2}, link_id: "{name}" is no link of the network{did_you_mean(name, network.links.index[~network.links.index.str.startswith("sea.")])}'
        for row, name in table["link_id"].items()
        if name not in network.links.index
    ]
    values = table[table["column"].isin(FIGURES)]
    mtpa = pd.to_numeric(values["value"], errors="coerce")
    faults += [
        f'row {row + 2}, value: "{values.at[row, "value"]}" is not a number (Mt/year)'
        for row in values.index[~(mtpa >= 0)]
    ]
    nameless = (values["column"] == "planned_mtpa") & (values["project"] == "")
    faults += [
        f"row {row + 2}, project: planned_mtpa needs the works that bring it"
        for row in values.index[nameless]
    ]
    if faults:
        raise TableError(f"{table.attrs['file']}: {'; '.join(faults)}")
    return values.assign(mtpa=mtpa)


def nameplates(values: pd.DataFrame, as_of: str) -> pd.Series:
    """
    Choose the nameplate capacity in force on a day.

    Parameters
    ----------
    values
        From `load_capacities`.
    as_of
        ISO date.

    Returns
    -------
    chosen
        Row label of ``values`` by link id: the last dated not after the day, else the first; the lowest where one
        date has several; where a link has no nameplate, the lowest that is planned for it.

    Examples
    --------
    >>> import instc
    >>> values = load_capacities(instc.load_model().network)
    >>> values.at[nameplates(values, "2026-07-31")["samur.border1520-yalama.rail1520"], "mtpa"]
    np.float64(11.0)
    """
    named = values[values["column"] == "nameplate_mtpa"]
    known = named.assign(later=named["as_of"] > as_of).sort_values(
        ["as_of", "mtpa"], ascending=[False, True]
    )
    known = pd.concat([known[~known["later"]], known[known["later"]].iloc[::-1]])
    planned = values[values["column"] == "planned_mtpa"].sort_values("mtpa")
    first = pd.concat([known, planned]).drop_duplicates("link_id")
    return pd.Series(first.index, index=first["link_id"])


def branch_network(network: Network, corridors: dict[str, Corridor], branch: Branch) -> Network:
    """
    Keep the links that a branch may use.

    Parameters
    ----------
    network
        Of a day, under its scenarios.
    corridors
        By id.
    branch
        Which.

    Returns
    -------
    part
        Without sea lanes outside the Caspian, lorry legs (but those that the branch names), drayage and rivers.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> part = branch_network(model.network, model.corridors, BRANCHES["east"])
    >>> "sari.rail1435-garmsar.rail1435" in part.links.index
    True
    """
    links = network.links
    chains = [corridors[name] for name in branch.corridor_ids]
    free = np.logical_or.reduce([~avoided(network, chain.avoid) for chain in chains])
    gates = {gate for chain in chains for stop in chain.via for gate in stop}
    lorry = links["mode"].eq("road") & ~(links.index.isin(gates) & branch.lorries)
    elsewhere = (
        links["mode"].isin(["sea", "passage"])
        & ~links["basin"].str.startswith("caspian")
        & (links["passage_id"] != "volga_caspian")
    )
    kept = links[
        free & ~lorry & ~elsewhere & ~links["mode"].isin(["drayage", "inland_waterway", "ferry"])
    ]
    touched = set(kept["from_node_id"]) | set(kept["to_node_id"])
    return Network(network.nodes[network.nodes.index.isin(touched)], kept)


def link_names(network: Network, link_ids: Iterable[str]) -> list[str]:
    """
    Name links for people.

    Parameters
    ----------
    network
        That holds them.
    link_ids
        Which.

    Returns
    -------
    names
        ``Yalama - Bilajari``, ``Makhachkala port``, ``Astara (Iran), gauge break``, ``Astara (Iran) terminal``.

    Examples
    --------
    >>> import instc
    >>> link_names(instc.load_model().network, ["yalama.rail1520-bilajari.rail1520", "olya.port-fairway"])
    ['Yalama - Bilajari', 'Olya port']
    """
    names = []
    for link_id in link_ids:
        row = network.links.loc[link_id]
        start, end = (
            str(network.nodes.at[row[column], "name"]) for column in ("from_node_id", "to_node_id")
        )
        kinds = [
            str(network.nodes.at[row[column], "kind"]) for column in ("from_node_id", "to_node_id")
        ]
        if link_id.endswith("-fairway"):
            names.append(f"{start} port")
        elif kinds == ["border", "terminal"]:
            names.append(f"{end} terminal")
        else:
            names.append(
                f"{start}, {row['mode'].replace('_', ' ')}" if start == end else f"{start} - {end}"
            )
    return names


def find_branches(name: str | None) -> list[Branch]:
    """
    Find the branches that a word means.

    Parameters
    ----------
    name
        ``west``, ``caspian`` or ``east``; None for all.

    Returns
    -------
    branches
        ``west`` means all rail, and beside it the lorry over the gap.

    Raises
    ------
    UnknownIdError
        There is no such branch.

    Examples
    --------
    >>> [branch.branch_id for branch in find_branches("west")]
    ['west', 'west_lorry']
    """
    words = ("west", "caspian", "east")
    if name is not None and name not in words:
        raise UnknownIdError(
            f'unknown branch "{name}": must be one of {", ".join(words)}{did_you_mean(name, words)}'
        )
    return [
        branch
        for branch in BRANCHES.values()
        if name is None or branch.branch_id.split("_")[0] == name
    ]
