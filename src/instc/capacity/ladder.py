"""The ladder of works: lift the bottleneck by the next one planned, and cut again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from instc.capacity.branch import GULF, Branch, branch_network, nameplates
from instc.network.columns import USABLE
from instc.network.max_flow import kilotonnes, minimum_cut

if TYPE_CHECKING:
    from instc.network.network import Network
    from instc.routing.corridors import Corridor


import math
from typing import TYPE_CHECKING

from instc.display.html import Displayed, View
from instc.network.max_flow import KT_PER_MT, Cut, missing_links


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
        closed = ~lowest["link_id"].map(self.links["status"]).isin(USABLE)
        planned_kt = lowest["mtpa"].map(kilotonnes)
        kt = lowest["link_id"].map(self.kt).astype(float)  # of no text pandas makes text again
        better = lowest[closed | (planned_kt > kt.fillna(math.inf))]
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
            link_id: kilotonnes(mtpa)
            if link_id in self.links.index[opened]
            else max(kilotonnes(mtpa), self.kt.get(link_id, 0))
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
    kt = {link_id: kilotonnes(values.at[row, "mtpa"]) for link_id, row in chosen.items()}
    exits = {port: kt[f"{port}-fairway"] for port in GULF if f"{port}-fairway" in kt}
    ladder = Ladder(branch, part.links, values, kt, tuple(russian), exits)
    return ladder, ladder.step(0, "", "state", "")
