"""The branches from the Russian railways to the Gulf, and what their links can carry in a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.errors import UnknownIdError, did_you_mean
from instc.network.network import Network
from instc.routing.corridors import avoided
from instc.tables.schema import read_table, refuse_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from instc.routing.corridors import Corridor

INTO_TERMINAL_KM = 20.0  # from a border to its terminal on the other side
GULF = ("bandar_abbas.port", "bandar_imam_khomeini.port")
NAMELESS = "project: planned_mtpa needs the works that bring it"
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


_WEST = Branch("west", "western branch, all rail", ("instc_west_rail",))
_LORRY = Branch(
    "west_lorry", "western branch, lorries over the gap", ("instc_west_road",), lorries=True
)
_CASPIAN = Branch("caspian", "trans-Caspian branch, ship and rail", ("instc_caspian",))
_EAST = Branch("east", "eastern branch, rail", ("instc_east", "instc_east_sarakhs"))
BRANCHES = {branch.branch_id: branch for branch in (_WEST, _LORRY, _CASPIAN, _EAST)}
WORDS = ("west", "caspian", "east")  # by which people ask; west means both of its branches


def load_capacities(network: Network, folder: Path | None = None) -> pd.DataFrame:
    """
    Load what is printed about the capacity of links, from the shipped tables or another folder.

    Returns
    -------
    values
        Rows of ``link_values`` whose column is a capacity; ``mtpa`` is the number, million tonnes
        a year.

    Raises
    ------
    TableError
        A row names no link, is no number, or plans without naming the works.
    """
    table = read_table("link_values", folder)
    values = table[table["column"].isin(FIGURES)]
    values = values.assign(mtpa=pd.to_numeric(values["value"], errors="coerce"))
    refuse_rows(table, _unknown_links(table["link_id"], network) + _wrong_figures(values))
    return values


def _unknown_links(link_ids: pd.Series, network: Network) -> list[tuple[int, str]]:
    """Say of each row that names no link which one it could mean."""
    known = network.shape.links.index
    on_land = known[~known.str.startswith("sea.")]
    faults = []
    for row, name in link_ids[~link_ids.isin(known)].items():
        hint = did_you_mean(name, on_land)
        faults.append((row, f'link_id: "{name}" is no link of the network{hint}'))
    return faults


def _wrong_figures(values: pd.DataFrame) -> list[tuple[int, str]]:
    """List the capacities that are no number, and the plans without works."""
    faults = []
    for row, text in values.loc[~(values["mtpa"] >= 0), "value"].items():
        faults.append((row, f'value: "{text}" is not a number (Mt/year)'))
    nameless = values[(values["column"] == "planned_mtpa") & (values["project"] == "")]
    return faults + [(row, NAMELESS) for row in nameless.index]


def nameplates(values: pd.DataFrame, as_of: str) -> pd.Series:
    """
    Choose the nameplate capacity in force on a day: row label of ``values`` by link id.

    The last dated not after the day, else the first; where one date has several, the lowest; where
    a link has no nameplate, the lowest that is planned.
    """
    named = values[values["column"] == "nameplate_mtpa"]
    planned = values[values["column"] == "planned_mtpa"]
    until = named["as_of"] <= as_of
    in_order = [
        named[until].sort_values(["as_of", "mtpa"], ascending=[False, True]),
        named[~until].sort_values(["as_of", "mtpa"]),
        planned.sort_values("mtpa"),
    ]
    first = pd.concat(in_order).drop_duplicates("link_id")
    return pd.Series(first.index, index=first["link_id"])


def branch_network(network: Network, corridors: dict[str, Corridor], branch: Branch) -> Network:
    """
    Keep the links that a branch may use.

    Without sea lanes outside the Caspian, drayage, ferries and rivers; without lorry legs, but for
    those that the corridors of a branch with lorries name.
    """
    links, mode = network.links, network.links["mode"]
    chains = [corridors[name] for name in branch.corridor_ids]
    free = np.logical_or.reduce([~avoided(network, chain.avoid) for chain in chains])
    named: set[str] = set()
    if branch.lorries:
        for chain in chains:
            named.update(*chain.via)
    lorry = (mode == "road") & ~links.index.isin(named)
    caspian = links["basin"].str.startswith("caspian") | (links["passage_id"] == "volga_caspian")
    ocean = mode.isin(["sea", "passage"]) & ~caspian
    other = mode.isin(["drayage", "inland_waterway", "ferry"])
    kept = links[free & ~lorry & ~ocean & ~other]
    touched = {*kept["from_node_id"], *kept["to_node_id"]}
    return Network(network.nodes[network.nodes.index.isin(touched)], kept)


def link_names(network: Network, link_ids: Iterable[str]) -> list[str]:
    """
    Name links for people.

    ``Yalama - Bilajari``, ``Olya port``, ``Astara (Iran), gauge break``, ``Astara (Iran)
    terminal``.
    """
    links, nodes = network.links, network.nodes  # each look makes a copy
    return [_link_name(links.loc[link_id], nodes) for link_id in link_ids]


def _link_name(link: pd.Series, nodes: pd.DataFrame) -> str:
    """Name a link by its ends; a fairway is its port, the short way from a border its terminal."""
    start, end = nodes.loc[link["from_node_id"]], nodes.loc[link["to_node_id"]]
    if str(link.name).endswith("-fairway"):
        name = str(start["name"])
        return name if name.lower().endswith("port") else f"{name} port"
    kinds = (start["kind"], end["kind"])
    if kinds == ("border", "terminal") and link["length_km"] <= INTO_TERMINAL_KM:
        return f"{end['name']} terminal"
    mode = link["mode"].replace("_", " ")
    if start["name"] == end["name"]:
        return f"{start['name']}, {mode}" if start["name"] else f"{mode} lane"
    return " - ".join(filter(None, [start["name"], end["name"]]))


def find_branches(name: str | None) -> list[Branch]:
    """
    Find the branches that a word means: ``west``, ``caspian`` or ``east``; None for all.

    Raises
    ------
    UnknownIdError
        There is no such branch.

    Examples
    --------
    >>> [branch.branch_id for branch in find_branches("west")]
    ['west', 'west_lorry']
    """
    if name is None:
        return list(BRANCHES.values())
    if name not in WORDS:
        hint = did_you_mean(name, WORDS)
        raise UnknownIdError(f'unknown branch "{name}": must be one of {", ".join(WORDS)}{hint}')
    return [branch for word, branch in BRANCHES.items() if word.split("_")[0] == name]
