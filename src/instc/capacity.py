"""How much a branch can carry in a year: maximum flow, minimum cut, and the ladder of works."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from networkx.algorithms.flow import preflow_push

from instc.corridors import avoided
from instc.display import Displayed, View
from instc.errors import TableError, UnknownIdError, did_you_mean
from instc.network import USABLE
from instc.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from instc.corridors import Corridor
    from instc.network import Network

KT_PER_MT = 1000  # flows are whole thousands of tonnes, so that a cut adds up exactly
GULF = ("bandar_abbas.port", "bandar_imam_khomeini.port")
SOURCE, TARGET = "<source>", "<target>"
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


@dataclass(frozen=True)
class Cut:
    """
    The most that can flow, and the links that hold it there.

    Attributes
    ----------
    kt
        Thousand tonnes a year; None where nothing on the way has a figure.
    link_ids
        Links of a minimum cut, sorted.
    binding
        Links of any minimum cut: each of them alone would hold the flow down.
    """

    kt: int | None
    link_ids: tuple[str, ...]
    binding: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """
    A rung of the ladder.

    Attributes
    ----------
    branch_id
        Branch.
    mtpa, gain_mtpa
        Million tonnes a year, and how much more than a rung below; None where nothing on the way has a figure.
    cut
        Links of a minimum cut.
    binding
        Links of any minimum cut.
    lifted_by
        Works that led here; empty for the state of the day.
    basis
        ``state``, ``project`` (planned works with a source) or ``supposed`` (no works are known).
    due
        ISO date the works are promised for, if anybody says.
    source_ids
        Who says so: of the works, and of the figures of the cut.
    """

    branch_id: str
    mtpa: float | None
    gain_mtpa: float | None
    cut: tuple[str, ...]
    binding: tuple[str, ...]
    lifted_by: str
    basis: str
    due: str
    source_ids: tuple[str, ...]


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
    return replace(network, nodes=network.nodes[network.nodes.index.isin(touched)], links=kept)


def minimum_cut(
    links: pd.DataFrame,
    kt: dict[str, int],
    sources: Iterable[str],
    targets: Iterable[str],
    *,
    exits: dict[str, int] | None = None,
) -> Cut:
    """
    Find the most that can flow from sources to targets, and what holds it there.

    Parameters
    ----------
    links
        Open links: ``from_node_id, to_node_id, directed`` by link id.
    kt
        Capacity in thousand tonnes a year by link id; without a figure a link holds nothing back.
    sources, targets
        Node ids; those that are not there count for nothing.
    exits
        Capacity of a target itself, by node id.

    Returns
    -------
    cut
        Of the smallest cuts the one next to the targets; zero and no links if there is no way.

    Examples
    --------
    >>> links = pd.DataFrame({"from_node_id": ["a", "b"], "to_node_id": ["b", "c"], "directed": False}, index=["ab", "bc"])
    >>> minimum_cut(links, {"ab": 5, "bc": 3}, ["a"], ["c"])
    Cut(kt=3, link_ids=('bc',), binding=('bc',))
    """
    graph = _flow_graph(links, kt, sources, targets, exits or {})
    try:
        flow = preflow_push(graph, SOURCE, TARGET)
    except nx.NetworkXUnbounded:
        return Cut(None, (), ())
    value = int(flow.graph["flow_value"])
    if not value:
        return Cut(0, (), ())
    slack = nx.DiGraph(
        [(u, v) for u, v, arc in flow.edges(data=True) if arc["flow"] < arc["capacity"]]
    )
    slack.add_nodes_from(flow)
    near = set(flow) - nx.ancestors(slack, TARGET) - {TARGET}
    filled = {(u, v) for u, v in graph.edges if not slack.has_edge(u, v)}
    holds = {(u, v) for u, v in filled if _holds(slack, u, v)}
    crossing = [
        link_id
        for link_id, arcs in _arcs(links)
        if any(u in near and v not in near for u, v in arcs)
    ]
    binding = [
        link_id
        for link_id, arcs in _arcs(links)
        if kt.get(link_id, 0) and not holds.isdisjoint(arcs)
    ]
    return Cut(value, tuple(sorted(crossing)), tuple(sorted(binding)))


def _arcs(links: pd.DataFrame) -> list[tuple[str, list[tuple[str, str]]]]:
    rows = zip(
        links.index, links["from_node_id"], links["to_node_id"], links["directed"], strict=True
    )
    return [
        (link_id, [(start, end)] if directed else [(start, end), (end, start)])
        for link_id, start, end, directed in rows
    ]


def _flow_graph(
    links: pd.DataFrame,
    kt: dict[str, int],
    sources: Iterable[str],
    targets: Iterable[str],
    exits: dict[str, int],
) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from((SOURCE, TARGET))
    for link_id, arcs in _arcs(links):
        for u, v in arcs:
            before = graph.edges[u, v]["capacity"] if graph.has_edge(u, v) else 0
            graph.add_edge(u, v, capacity=before + kt.get(link_id, math.inf))
    graph.add_edges_from((SOURCE, node) for node in set(sources) & set(graph))
    graph.add_edges_from(
        (node, TARGET, {"capacity": exits.get(node, math.inf)})
        for node in set(targets) & set(graph)
    )
    return graph


def _holds(slack: nx.DiGraph, start: str, end: str) -> bool:
    """Say whether a filled arc lies in some smallest cut (Picard and Queyranne 1980)."""
    from_start = nx.descendants(slack, start) | {start}
    return (
        TARGET not in from_start
        and end not in from_start
        and end not in nx.descendants(slack, SOURCE)
    )


def missing_links(
    links: pd.DataFrame, sources: Iterable[str], targets: Iterable[str]
) -> tuple[str, ...]:
    """
    Name the fewest links that must open before anything can flow.

    Parameters
    ----------
    links
        Open and closed: as in `minimum_cut`, with ``status``.
    sources, targets
        Node ids.

    Returns
    -------
    link_ids
        Sorted; empty if something can flow, or if nothing could with every link open.

    Examples
    --------
    >>> links = pd.DataFrame({"from_node_id": ["a"], "to_node_id": ["b"], "directed": False, "status": "planned"}, index=["ab"])
    >>> missing_links(links, ["a"], ["b"])
    ('ab',)
    """
    barred = dict.fromkeys(links.index[~links["status"].isin(USABLE)], 1)
    return minimum_cut(links, barred, sources, targets).link_ids


def assess(
    network: Network,
    corridors: dict[str, Corridor],
    branch: Branch,
    values: pd.DataFrame,
    as_of: str,
) -> tuple[Ladder, Step]:
    """
    Find the capacity of a branch on a day.

    Parameters
    ----------
    network
        Of the day, under its scenarios.
    corridors
        By id.
    branch
        Which.
    values
        From `load_capacities`.
    as_of
        ISO date: which nameplate is in force.

    Returns
    -------
    ladder, step
        What to climb from, and the state of the day.

    Examples
    --------
    >>> import instc
    >>> model = instc.load_model()
    >>> assess(model.network, model.corridors, BRANCHES["west"], load_capacities(model.network), model.as_of)[1].mtpa
    0.0
    """
    part = branch_network(network, corridors, branch)
    russian = part.nodes.index[(part.nodes["country"] == "RU") & (part.nodes["mode"] == "rail")]
    chosen = nameplates(values, as_of)
    kt = {link_id: _kt(values.at[row, "mtpa"]) for link_id, row in chosen.items()}
    exits = {port: kt[f"{port}-fairway"] for port in GULF if f"{port}-fairway" in kt}
    ladder = Ladder(branch, part.links, values, kt, tuple(russian), exits)
    return ladder, ladder.step(0, "", "state", "")


@dataclass(frozen=True, eq=False, repr=False)
class Ladder(Displayed):
    """
    A branch, ready for works.

    Attributes
    ----------
    branch
        Which.
    links
        That it may use, open and closed.
    values
        From `load_capacities`.
    kt
        Capacity in force, thousand tonnes a year by link id.
    sources
        Russian rail facilities.
    exits
        Capacity of the Gulf ports.
    done
        Names of the works that are done.
    """

    branch: Branch
    links: pd.DataFrame
    values: pd.DataFrame
    kt: dict[str, int]
    sources: tuple[str, ...]
    exits: dict[str, int]
    done: tuple[str, ...] = ()

    def _view(self) -> View:
        """List the links that hold the branch down, with the sources of their figures."""
        cut = self.cut()
        figures = self.values[self.values["link_id"].isin(cut.binding)]
        table = pd.DataFrame(
            {
                "link": cut.binding,
                "figure": [
                    f"{self.kt[name] / KT_PER_MT:g}" if name in self.kt else ""
                    for name in cut.binding
                ],
            }
        )
        tips = {
            "link": [
                f"sources: {', '.join(sorted(set(figures.loc[figures['link_id'] == name, 'source_id'])))}"
                if (figures["link_id"] == name).any()
                else ""
                for name in cut.binding
            ]
        }
        carried = "no figure" if cut.kt is None else f"{cut.kt / KT_PER_MT:g} Mt a year"
        return View(
            table,
            {"link": "held by", "figure": "Mt a year"},
            f"From Russia to the Gulf, {self.branch.label}: {carried}",
            [f"done: {'; '.join(self.done)}"] if self.done else [],
            tips,
        )

    def cut(self) -> Cut:
        """
        Cut the branch as it stands.

        Returns
        -------
        cut
            Where nothing can flow, the links that must open.

        Examples
        --------
        >>> import instc
        >>> model = instc.load_model()
        >>> ladder, _ = assess(model.network, model.corridors, BRANCHES["west"], load_capacities(model.network), model.as_of)
        >>> ladder.cut().link_ids
        ('astara_ir.rail1435-rasht.rail1435',)
        """
        usable = self.links[self.links["status"].isin(USABLE)]
        found = minimum_cut(usable, self.kt, self.sources, GULF, exits=self.exits)
        if found.kt != 0:
            return found
        missing = missing_links(self.links, self.sources, GULF)
        return Cut(0, missing, missing)

    def step(self, before_kt: int | None, lifted_by: str, basis: str, due: str) -> Step:
        """
        Describe the branch as it stands as a rung.

        Parameters
        ----------
        before_kt
            Thousand tonnes a year a rung below.
        lifted_by, basis, due
            As in `Step`.

        Returns
        -------
        step
            With the sources of the works and of the cut's figures.

        Examples
        --------
        >>> import instc
        >>> model = instc.load_model()
        >>> ladder, _ = assess(model.network, model.corridors, BRANCHES["east"], load_capacities(model.network), model.as_of)
        >>> ladder.step(0, "", "state", "").basis
        'state'
        """
        cut = self.cut()
        used = self.values[
            (self.values["project"] == lifted_by) & (lifted_by != "")
            | self.values["link_id"].isin(cut.binding)
        ]
        sources = tuple(
            sorted(
                {*used["source_id"], *self.links.loc[list(cut.binding), "status_source_id"]} - {""}
            )
        )
        known = cut.kt is not None and before_kt is not None
        return Step(
            branch_id=self.branch.branch_id,
            mtpa=None if cut.kt is None else cut.kt / KT_PER_MT,
            gain_mtpa=(cut.kt - before_kt) / KT_PER_MT if known and basis != "state" else None,  # type: ignore[operator]  # known says so
            cut=cut.link_ids,
            binding=cut.binding,
            lifted_by=lifted_by,
            basis=basis,
            due=due,
            source_ids=sources,
        )

    def next_project(self, cut: Cut) -> tuple[str, str] | None:
        """
        Name the next works that would lift a link of a cut.

        Parameters
        ----------
        cut
            From `cut`.

        Returns
        -------
        project, due
            The one promised first; without a date last; then the smallest. None if nobody plans any.

        Examples
        --------
        >>> import instc
        >>> model = instc.load_model()
        >>> ladder, _ = assess(model.network, model.corridors, BRANCHES["west"], load_capacities(model.network), model.as_of)
        >>> ladder.next_project(ladder.cut())
        ('Rasht-Astara railway', '2028-12-31')
        """
        plans = self.values[
            (self.values["column"] == "planned_mtpa")
            & self.values["link_id"].isin(cut.binding)
            & ~self.values["project"].isin(self.done)
        ]
        lowest = plans.sort_values("mtpa").drop_duplicates(["link_id", "project"])
        closed = lowest["link_id"].map(self.links["status"]).isin(USABLE).eq(other=False)
        better = lowest[
            closed | (lowest["mtpa"].map(_kt) > lowest["link_id"].map(self.kt).fillna(math.inf))
        ]
        if better.empty:
            return None
        order = better.assign(due=better["as_of"].replace("", "9999")).sort_values(
            ["due", "mtpa", "project"]
        )
        return str(order["project"].iloc[0]), str(order["as_of"].iloc[0])

    def lift(self, project: str) -> Ladder:
        """
        Do the works of a project.

        Parameters
        ----------
        project
            As in ``link_values``.

        Returns
        -------
        ladder
            Its links are open and carry what is planned, the lowest where sources differ; never less than before.

        Examples
        --------
        >>> import instc
        >>> model = instc.load_model()
        >>> ladder, _ = assess(model.network, model.corridors, BRANCHES["west"], load_capacities(model.network), model.as_of)
        >>> ladder.lift("Rasht-Astara railway").cut().kt
        1000
        """
        plans = (
            self.values[
                (self.values["project"] == project) & (self.values["column"] == "planned_mtpa")
            ]
            .groupby("link_id")["mtpa"]
            .min()
        )
        opened = self.links.index.isin(plans.index) & ~self.links["status"].isin(USABLE)
        kt = {
            link_id: _kt(mtpa)
            if link_id in self.links.index[opened]
            else max(_kt(mtpa), self.kt.get(link_id, 0))
            for link_id, mtpa in plans.items()
        }
        return replace(
            self,
            links=self.links.assign(status=self.links["status"].mask(opened, "open")),
            kt=self.kt | kt,
            done=(*self.done, project),
        )

    def suppose(self, cut: Cut) -> Ladder:
        """
        Lift a cut for which no works are known.

        Parameters
        ----------
        cut
            From `cut`.

        Returns
        -------
        ladder
            Its links hold nothing back any more.

        Examples
        --------
        >>> import instc
        >>> model = instc.load_model()
        >>> ladder, _ = assess(model.network, model.corridors, BRANCHES["east"], load_capacities(model.network), model.as_of)
        >>> ladder.suppose(ladder.cut()).cut() != ladder.cut()
        True
        """
        return replace(
            self,
            kt={link_id: room for link_id, room in self.kt.items() if link_id not in cut.binding},
        )

    def climb(self) -> list[Step]:
        """
        Lift the bottleneck by the next works, cut again, and so on.

        Returns
        -------
        steps
            From the state of the day up; where no works are known the cut is supposed away to name what comes
            next; until nothing with a figure is left, or something without a plan keeps the branch shut.

        Examples
        --------
        >>> import instc
        >>> model = instc.load_model()
        >>> ladder, _ = assess(model.network, model.corridors, BRANCHES["west"], load_capacities(model.network), model.as_of)
        >>> [step.lifted_by for step in ladder.climb()][:2]
        ['', 'Rasht-Astara railway']
        """
        here, steps = self, [self.step(0, "", "state", "")]
        while True:
            cut = here.cut()
            found = here.next_project(cut)
            if found is not None:
                here = here.lift(found[0])
                steps.append(here.step(cut.kt, found[0], "project", found[1]))
            elif cut.kt and any(link_id in here.kt for link_id in cut.binding):
                here = here.suppose(cut)
                steps.append(here.step(cut.kt, "", "supposed", ""))
            else:
                return steps


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


def _kt(mtpa: float) -> int:
    return round(mtpa * KT_PER_MT)
