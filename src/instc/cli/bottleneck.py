"""The command that asks how much can pass: bottleneck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.lazy import branch as branches
from instc.cli.lazy import console
from instc.cli.lazy import ladder as ladders
from instc.cli.options import AsOf, Output, RowsFormat, Scenarios, load
from instc.cli.output import CELLS, aim, put, put_json, put_records

if TYPE_CHECKING:
    import pandas as pd

    from instc.capacity.branch import Branch
    from instc.capacity.ladder import Step
    from instc.model import Model

BASIS = {"project": "+ ", "supposed": "+ (supposed, no plan known)", "state": "as it is"}
FIGURES = ("nameplate_mtpa", "observed_mtpa", "planned_mtpa")
BranchOption = Annotated[
    str | None,
    typer.Option("--branch", help="west, caspian or east; all by default.", show_default=False),
]
LadderOption = Annotated[
    bool,
    typer.Option("--ladder", help="Lift the bottleneck by the next planned works, and cut again."),
]


def bottleneck(
    *,
    branch: BranchOption = None,
    ladder: LadderOption = False,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """Find what limits each branch from the Russian railways to the Gulf, in Mt a year and TEU."""
    target = aim(format_, output)
    ways = branches.find_branches(branch)
    model = load(scenario, as_of)
    values = branches.load_capacities(model.network, model.folder / "seeds")
    steps = {way: _steps(model, way, values, ladder=ladder) for way in ways}
    again = model.command("bottleneck", branch=branch, ladder=ladder)
    rows = []
    for climbed in steps.values():
        rows += [_record(model, step) for step in climbed]
    if target.format == "json":
        state = {"as_of": model.as_of, "scenarios": list(model.scenarios)}
        head = {"schema": "instc.bottleneck/1", **model.versions, **state}
        put_json({**head, "steps": rows, "again": again}, target)
    elif target.format in CELLS:
        put_records(rows, target)
    else:
        texts = [_text(model, way, climbed, values) for way, climbed in steps.items()]
        put("".join(texts) + _foot(model, again), target)


def _steps(model: Model, way: Branch, values: pd.DataFrame, *, ladder: bool) -> list[Step]:
    """Give what limits a branch as it is, and after each of the works on it."""
    start, state = ladders.assess(model.network, model.corridors, way, values, model.as_of)
    return start.climb() if ladder and not way.lorries else [state]


def _teu(model: Model, mtpa: float) -> float:
    """Turn million tonnes a year into TEU."""
    return mtpa * 1e6 / model.consignment.tonnes_per_teu


def _record(model: Model, step: Step) -> dict[str, Any]:
    """Give one step as plain values."""
    return {
        "branch": step.branch_id,
        "mtpa": step.mtpa,
        "teu": None if step.mtpa is None else round(_teu(model, step.mtpa)),
        "gain_mtpa": step.gain_mtpa,
        "cut": list(step.cut),
        "cut_names": branches.link_names(model.network, step.cut),
        "binding": list(step.binding),
        "lifted_by": step.lifted_by or None,
        "basis": step.basis,
        "due": step.due or None,
        "source_ids": list(step.source_ids),
    }


def _text(model: Model, branch: Branch, steps: list[Step], values: pd.DataFrame) -> str:
    """Print the steps of a branch, and the figures of the links that hold it."""
    rows, held = [], {}
    for step in steps:
        amount, boxes = "no figure", ""
        if step.mtpa is not None:
            amount, boxes = f"{step.mtpa:g}", f"{_teu(model, step.mtpa):,.0f}"
        names = branches.link_names(model.network, step.binding)
        rows.append([_what(step), amount, boxes, "; ".join(names)])
        held.update(dict.fromkeys(step.binding))
    text = f"From Russia to the Gulf, {branch.label}\n"
    text += console.plain(("", "Mt/year", "TEU", "held by"), rows, right=(1, 2))
    known = set(values["link_id"])
    figures = [link_id for link_id in held if link_id in known]
    if figures:
        text += _figures(model, figures, values)
    return text + "\n"


def _what(step: Step) -> str:
    """Name the works of a step, and the year they are due."""
    if not step.lifted_by:
        return BASIS[step.basis]
    return f"+ {step.lifted_by} ({step.due[:4]})" if step.due else f"+ {step.lifted_by}"


def _figures(model: Model, link_ids: list[str], values: pd.DataFrame) -> str:
    """Print what sources say of each link."""
    rows = []
    for link_id, name in zip(link_ids, branches.link_names(model.network, link_ids), strict=True):
        said = values[values["link_id"] == link_id]
        cells = [_said(said[said["column"] == column]) for column in FIGURES]
        rows.append([name, *cells, " ".join(dict.fromkeys(said["source_id"]))])
    return console.plain(("figures, Mt/year", "nameplate", "observed", "planned", "sources"), rows)


def _said(figures: pd.DataFrame) -> str:
    """List the figures of one kind by day, each with its year and grade."""
    texts = []
    for row in figures.sort_values("as_of").itertuples():
        year = f" ({str(row.as_of)[:4]})" if row.as_of else ""
        texts.append(f"{row.mtpa:g}{year} {row.grade}")
    return ", ".join(texts)


def _foot(model: Model, again: str) -> str:
    """Say what the figures rest on, and how to ask again."""
    tonnes = f"{model.consignment.tonnes_per_teu:g}"
    return (
        f"Status as of {model.as_of}, {tonnes} t a TEU. Links without a figure hold nothing back.\n"
        "Where sources differ: the last nameplate before that day, the lowest plan.\n"
        f"again: {again}\n"
    )
