"""The last step of a build: what the journeys of the tables teach, on the layers just built."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from instc.errors import TableError
from instc.evidence.calibrate import fit, gather, kept, meetings, taught
from instc.evidence.dated import Dated
from instc.evidence.held_out import FULL, MODELS, Scores, best, hold_out
from instc.files import scratch, write_whole
from instc.model import Model
from instc.tables.calibration import FILE
from instc.tables.home import Home
from instc.tables.schema import content_hash, data_dir, read_json, read_table, seeds_dir

if TYPE_CHECKING:
    from pathlib import Path

PROVENANCE = "provenance.json"


def calibrate(seeds: Path | None = None, out: Path | None = None) -> list[Path]:
    """
    Fit the journeys of the tables, and write what they teach beside the layers.

    Parameters
    ----------
    seeds
        Folder of the tables; the shipped one by default.
    out
        Folder of the layers, built from them; the shipped ``geodata`` by default.

    Returns
    -------
    files
        ``calibration.json``, and ``provenance.json``, which records it.

    Raises
    ------
    InstcError
        The layers are not of these tables, or a table is broken.
    """
    seeds, out = seeds or seeds_dir(), out or data_dir() / "geodata"
    content = json.dumps(_learn(seeds, out), indent=1, ensure_ascii=False) + "\n"
    written = write_whole(out / FILE, content)
    path = out / PROVENANCE
    try:
        record: dict[str, Any] = read_json(path)
        files = {name: sha for name, sha in record["files"].items() if name != FILE}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TableError(f"{path}: no build is recorded here (run: instc build)") from error
    record["files"] = files | {FILE: content_hash([written])}
    return [written, write_whole(path, json.dumps(record, indent=1) + "\n")]


def _learn(seeds: Path, out: Path) -> dict[str, Any]:
    """Fit the journeys of some tables in worlds that have learnt nothing."""
    with scratch() as folder:
        shutil.copytree(seeds, folder / "seeds")
        shutil.copytree(out, folder / "geodata")
        world = Model.at(replace(Home.at(folder), taught=False))
        journeys, left_out = gather(Dated(world))
    scores = Scores(hold_out(journeys))
    chosen = best(scores)
    fitted = kept(fit(journeys), full=chosen == FULL)
    used = [
        {
            "trip": seen.trip,
            "observation_ids": list(seen.observation_ids),
            "run": seen.run,
            "days_low": _number(seen.low),
            "days_high": _number(seen.high),
        }
        for seen in journeys
    ]
    told = taught(fitted, read_table("parameters", seeds), meetings(journeys))
    return {
        "schema": told["schema"],
        "model": chosen,
        "held_out": {model: scores.summary(model) for model in MODELS if scores.held},
        "parameters": told["parameters"],
        "journeys": used,
        "left_out": [{"id": name, "reason": why} for name, why in sorted(left_out.items())],
    }


def _number(days: float) -> float | None:
    """Give the days; None where the end is open."""
    return None if days != days else float(days)  # noqa: PLR0124  (not a number)
