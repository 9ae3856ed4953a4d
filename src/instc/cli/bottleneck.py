"""The command that asks how much can pass: bottleneck."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.options import (
    AsOf,
    Output,
    RowsFormat,
    Scenarios,
    check_output,
    check_word,
    load,
    put,
)

if TYPE_CHECKING:
    import pandas as pd

    from instc.capacity.branch import Branch
    from instc.capacity.ladder import Step
    from instc.model import Model

BASIS = {"project": "+ ", "supposed": "+ (supposed, no plan known)", "state": "as it is"}


def bottleneck(
    *,
    branch: Annotated[
        str | None,
        typer.Option("--branch", help="west, caspian or east; all by default.", show_default=False),
    ] = None,
    ladder: Annotated[
        bool,
        typer.Option(
            "--ladder", help="Lift the bottleneck by the next planned works, and cut again."
        ),
    ] = False,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """Find what limits each branch from the Russian railways to the Gulf, in Mt a year and TEU."""
    check_word("--format", format_, ["table", "json", "csv"])
    check_output(format_, output, None)
    from instc.capacity.branch import find_branches, load_capacities  # noqa: PLC0415
    from instc.capacity.ladder import assess  # noqa: PLC0415
    from instc.display.text import rows_csv  # noqa: PLC0415

    branches = find_branches(branch)
    model = load(scenario, as_of)
    values = load_capacities(model.network, model.folder / "seeds")
    found = {
        way: assess(model.network, model.corridors, way, values, model.as_of) for way in branches
    }
    steps = {
        way: start.climb() if ladder and not way.lorries else [state]
        for way, (start, state) in found.items()
    }
    rows = [_record(model, step) for climbed in steps.values() for step in climbed]
    if format_ == "json":
        answer = {
            "schema": "instc.bottleneck/1",
            **model.versions,
            "as_of": model.as_of,
            "scenarios": list(model.scenarios),
            "steps": rows,
            "again": _again(model, branch, ladder=ladder),
        }
        put(json.dumps(answer, indent=1, ensure_ascii=False) + "\n", output)
    elif format_ == "csv":
        put(
            rows_csv(
                list(rows[0]),
                [
                    ["; ".join(cell) if isinstance(cell, list) else cell for cell in row.values()]
                    for row in rows
                ],
            ),
            output,
        )
    else:
        put(
            "".join(_text(model, way, climbed, values) for way, climbed in steps.items())
            + _foot(model, branch, ladder=ladder),
            output,
        )


def _record(model: Model, step: Step) -> dict[str, Any]:
    from instc.capacity.branch import link_names  # noqa: PLC0415

    return {
        "branch": step.branch_id,
        "mtpa": step.mtpa,
        "teu": None
        if step.mtpa is None
        else round(step.mtpa * 1e6 / model.consignment.tonnes_per_teu),
        "gain_mtpa": step.gain_mtpa,
        "cut": list(step.cut),
        "cut_names": link_names(model.network, step.cut),
        "binding": list(step.binding),
        "lifted_by": step.lifted_by or None,
        "basis": step.basis,
        "due": step.due or None,
        "source_ids": list(step.source_ids),
    }


def _text(model: Model, branch: Branch, steps: list[Step], values: pd.DataFrame) -> str:
    from instc.capacity.branch import link_names  # noqa: PLC0415
    from instc.display.console import plain  # noqa: PLC0415

    rows = []
    for step in steps:
        what = (
            f"+ {step.lifted_by}{f' ({step.due[:4]})' if step.due else ''}"
            if step.lifted_by
            else BASIS[step.basis]
        )
        amount, boxes = (
            ("no figure", "")
            if step.mtpa is None
            else (f"{step.mtpa:g}", f"{step.mtpa * 1e6 / model.consignment.tonnes_per_teu:,.0f}")
        )
        rows.append([what, amount, boxes, "; ".join(link_names(model.network, step.binding))])
    head = f"From Russia to the Gulf, {branch.label}\n" + plain(
        ("", "Mt/year", "TEU", "held by"), rows, right=(1, 2)
    )
    figures = [
        link_id
        for link_id in dict.fromkeys(link_id for step in steps for link_id in step.binding)
        if link_id in set(values["link_id"])
    ]
    return head + (_figures(model, figures, values) if figures else "") + "\n"


def _figures(model: Model, link_ids: list[str], values: pd.DataFrame) -> str:
    from instc.capacity.branch import link_names  # noqa: PLC0415
    from instc.display.console import plain  # noqa: PLC0415

    rows = []
    for link_id, name in zip(link_ids, link_names(model.network, link_ids), strict=True):
        said = values[values["link_id"] == link_id]
        cells = []
        for column in ("nameplate_mtpa", "observed_mtpa", "planned_mtpa"):
            here = said[said["column"] == column].sort_values("as_of")
            cells.append(
                ", ".join(
                    f"{row.mtpa:g}{f' ({str(row.as_of)[:4]})' if row.as_of else ''} {row.grade}"
                    for row in here.itertuples()
                )
            )
        rows.append([name, *cells, " ".join(dict.fromkeys(said["source_id"]))])
    return plain(("figures, Mt/year", "nameplate", "observed", "planned", "sources"), rows)


def _again(model: Model, branch: str | None, *, ladder: bool) -> str:
    return model.command("bottleneck", branch=branch, ladder=ladder)


def _foot(model: Model, branch: str | None, *, ladder: bool) -> str:
    return (
        f"Status as of {model.as_of}, {model.consignment.tonnes_per_teu:g} t a TEU. Links without a figure hold nothing back.\n"
        "Where sources differ: the last nameplate before that day, the lowest plan.\n"
        f"again: {_again(model, branch, ladder=ladder)}\n"
    )
