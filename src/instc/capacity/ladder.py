"""The ladder of works: lift the bottleneck by the next one planned, and cut again."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from instc.capacity.branch import GULF, Branch, branch_network, nameplates
from instc.display.html import Displayed, View
from instc.network.columns import USABLE
from instc.network.max_flow import KT_PER_MT, Cut, kilotonnes, minimum_cut, missing_links

if TYPE_CHECKING:
    from instc.network.network import Network
    from instc.routing.corridors import Corridor


@dataclass(frozen=True)
class Step:
    """
    A rung of the ladder.

    Attributes
    ----------
    branch_id
        Branch.
    mtpa, gain_mtpa
        Million tonnes a year, and how much more than a rung below; None where nothing on the way
        has a figure.
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
        figures = list(map(self._figure, cut.binding))
        carried = "no figure"
        if cut.kt is not None:
            carried = f"{cut.kt / KT_PER_MT:g} Mt a year"
        notes = []
        if self.done:
            notes.append(f"done: {'; '.join(self.done)}")
        return View(
            pd.DataFrame({"link": cut.binding, "figure": figures}),
            {"link": "held by", "figure": "Mt a year"},
            f"From Russia to the Gulf, {self.branch.label}: {carried}",
            notes,
            {"link": list(map(self._source_note, cut.binding))},
        )

    def _figure(self, link_id: str) -> str:
        """Print the capacity of a link, Mt a year, if it has one."""
        if link_id not in self.kt:
            return ""
        return f"{self.kt[link_id] / KT_PER_MT:g}"

    def _source_note(self, link_id: str) -> str:
        """Name the sources of a link's figures, if it has any."""
        sources = set(self.values.loc[self.values["link_id"] == link_id, "source_id"])
        if not sources:
            return ""
        return f"sources: {', '.join(sorted(sources))}"

    def cut(self) -> Cut:
        """Cut the branch as it stands; where nothing can flow, name the links that must open."""
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
        """
        cut = self.cut()
        mtpa, gain_mtpa = None, None
        if cut.kt is not None:
            mtpa = cut.kt / KT_PER_MT
            if before_kt is not None and basis != "state":
                gain_mtpa = (cut.kt - before_kt) / KT_PER_MT
        return Step(
            branch_id=self.branch.branch_id,
            mtpa=mtpa,
            gain_mtpa=gain_mtpa,
            cut=cut.link_ids,
            binding=cut.binding,
            lifted_by=lifted_by,
            basis=basis,
            due=due,
            source_ids=self._sources_of(cut, lifted_by),
        )

    def _sources_of(self, cut: Cut, project: str) -> tuple[str, ...]:
        """Name who says what the works bring, what the links of a cut carry and their states."""
        works = (self.values["project"] == project) & (project != "")
        used = self.values[works | self.values["link_id"].isin(cut.binding)]
        states = self.links.loc[list(cut.binding), "status_source_id"]
        return tuple(sorted({*used["source_id"], *states} - {""}))

    def next_project(self, cut: Cut) -> tuple[str, str] | None:
        """
        Name the next works that would lift a link of a cut, and when they are due.

        The ones promised first; those without a date last; then the smallest. None if nobody plans
        any.
        """
        waiting = ~self.values["project"].isin(self.done)
        plans = self._planned(waiting & self.values["link_id"].isin(cut.binding))
        lowest = plans.sort_values("mtpa").drop_duplicates(["link_id", "project"])
        closed = ~lowest["link_id"].map(self.links["status"]).isin(USABLE)
        planned_kt = lowest["mtpa"].map(kilotonnes)
        today_kt = lowest["link_id"].map(self.kt).astype(float)  # of no text pandas makes text
        better = lowest[closed | (planned_kt > today_kt.fillna(math.inf))]
        if better.empty:
            return None
        dated = better.assign(due=better["as_of"].replace("", "9999"))
        first = dated.sort_values(["due", "mtpa", "project"]).iloc[0]
        return str(first["project"]), str(first["as_of"])

    def _planned(self, chosen: pd.Series) -> pd.DataFrame:
        """Give those of the chosen figures that are plans."""
        return self.values[chosen & (self.values["column"] == "planned_mtpa")]

    def lift(self, project: str) -> Ladder:
        """
        Do the works of a project, called as in ``link_values``.

        Its links are open and carry what is planned, the lowest where sources differ; one that was
        open already carries no less than before.
        """
        plans = self._planned(self.values["project"] == project)
        planned = plans.groupby("link_id")["mtpa"].min().map(kilotonnes)
        opened = self.links.index.isin(planned.index) & ~self.links["status"].isin(USABLE)
        fresh = set(self.links.index[opened])
        kt = dict(self.kt)
        for link_id, room in planned.items():
            if link_id in fresh:
                kt[link_id] = room
            else:
                kt[link_id] = max(room, kt.get(link_id, 0))
        links = self.links.assign(status=self.links["status"].mask(opened, "open"))
        return replace(self, links=links, kt=kt, done=(*self.done, project))

    def suppose(self, cut: Cut) -> Ladder:
        """Lift a cut for which no works are known: its links hold nothing back any more."""
        kt = dict(self.kt)
        for link_id in cut.binding:
            kt.pop(link_id, None)
        return replace(self, kt=kt)

    def climb(self) -> list[Step]:
        """
        Lift the bottleneck by the next works, cut again, and so on.

        Returns
        -------
        steps
            From the state of the day up; where no works are known the cut is supposed away to name
            what comes next; until nothing with a figure is left, or something without a plan keeps
            the branch shut.
        """
        here, steps = self, [self.step(0, "", "state", "")]
        while True:
            cut = here.cut()
            found = here.next_project(cut)
            has_figure = not here.kt.keys().isdisjoint(cut.binding)
            if found is not None:
                project, due = found
                here = here.lift(project)
                steps.append(here.step(cut.kt, project, "project", due))
            elif cut.kt and has_figure:
                here = here.suppose(cut)
                steps.append(here.step(cut.kt, "", "supposed", ""))
            else:
                return steps


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
    >>> from instc.capacity.branch import BRANCHES, load_capacities
    >>> west, values = BRANCHES["west"], load_capacities(model.network)
    >>> assess(model.network, model.corridors, west, values, model.as_of)[1].mtpa
    0.0
    """
    part = branch_network(network, corridors, branch)
    russian = part.nodes.index[(part.nodes["country"] == "RU") & (part.nodes["mode"] == "rail")]
    chosen = nameplates(values, as_of)
    mtpa = values.loc[chosen, "mtpa"]
    kt = dict(zip(chosen.index, mtpa.map(kilotonnes), strict=True))
    fairways = {port: f"{port}-fairway" for port in GULF}
    exits = {port: kt[fairway] for port, fairway in fairways.items() if fairway in kt}
    ladder = Ladder(branch, part.links, values, kt, tuple(russian), exits)
    return ladder, ladder.step(0, "", "state", "")
