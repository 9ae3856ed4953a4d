"""What `instc backtest --by usd` and `--by co2e` print."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from instc.cli.lazy import console, witnesses
from instc.cli.output import CELLS, Target, put, put_json, put_records

if TYPE_CHECKING:
    from instc.evidence.witnesses import Witness
    from instc.model import Model

HEAD = ("lane, what it covers", "date", "printed", "P10", "P50", "P90", "place", "")


def put_witnesses(by: str, model: Model, target: Target) -> None:
    """Print what is printed of lanes beside the model, misses first."""
    seen = witnesses.witnesses(by, world=model)
    rows = [one.to_dict() for one in seen]
    if target.format == "json":
        told = {"schema": "instc.witnesses/1", **model.versions, "by": by, "witnesses": rows}
        put_json(told, target)
    elif target.format in CELLS:
        put_records(list(map(_flat, rows)), target)
    else:
        put(_text(by, seen, model), target)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Give a witness as one row of cells."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{part}": cell for part, cell in value.items()}
        else:
            flat[name] = value
    return flat


def _text(by: str, seen: list[Witness], model: Model) -> str:
    """Print the witnesses as a table, and count them."""
    alone: list[bool] = []
    kin: list[bool] = []
    for one in seen:
        if one.hit is not None:
            hits = alone if one.row["independent"] else kin
            hits.append(one.hit)
    unit = witnesses.UNITS[by]
    if by == "usd":
        unit += f" of {model.price_year}"
    return (
        f"Printed figures beside the model, {unit}, misses first\n"
        + console.plain(HEAD, [_cells(one, model) for one in seen], right=(2, 3, 4, 5, 6))
        + f"{_inside(alone)} that stand alone meet P10-P90, {_inside(alone + kin)} in all.\n"
        f"*: a row of the model was set by it ({len(kin)}). None is fitted. Place: share below.\n"
    )


def _inside(hits: list[bool]) -> str:
    """Count hits."""
    return f"{sum(hits)} of {len(hits)}"


def _cells(seen: Witness, model: Model) -> list[str]:
    """Print one witness."""
    row = seen.row
    lane = f"{_short(row['from_id'], model)} - {_short(row['to_id'], model)}: {row['covers']}"
    mark = "" if row["independent"] else " *"
    if seen.hit is None or isnan(seen.low):
        return [lane, row["as_of"], "", "", "", "", "", f"no way{mark}"]
    printed = f"{seen.low:,.0f}"
    if round(seen.high) != round(seen.low):
        printed += f"-{seen.high:,.0f}"
    figures = [f"{value:,.0f}" for value in seen.quantiles]
    verdict = "inside" if seen.hit else "MISS"
    return [lane, row["as_of"], printed, *figures, f"{seen.position:.0%}", f"{verdict}{mark}"]


def _short(node: str, model: Model) -> str:
    """Name an end by its place."""
    return model.called(node).partition(" (")[0]
