"""The commands that hold what is printed against the model: claims list, check, show."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.lazy import claims as evidence
from instc.cli.lazy import console
from instc.cli.options import Output, RowsFormat, load
from instc.cli.output import SHEETS, Target, aim, put, put_json, put_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from instc.evidence.claims import Checked

app = typer.Typer(
    help="Hold what is printed about the corridor against the model.",
    rich_markup_mode=None,
    invoke_without_command=True,
)
ClaimIds = Annotated[
    list[str] | None,
    typer.Argument(
        help="Ids of claims, or words that they hold; all by default.", show_default=False
    ),
]
ClaimId = Annotated[str, typer.Argument(help="Id of a claim, such as e02.", show_default=False)]
BAD = ("optimistic", "contradicted", "wrong")
IN_CSV = (
    "id",
    "statement",
    "who",
    "date",
    "kind",
    "verdict",
    "depends_on",
    "arithmetic",
    "rule",
    "as_of",
    "source_id",
    "again",
)


@app.callback()
def claims(context: typer.Context) -> None:
    """List the claims with their verdicts, if nothing else is asked."""
    if context.invoked_subcommand is None:
        list_claims()


@app.command("list")
def list_claims(
    claim_ids: ClaimIds = None, *, format_: RowsFormat = None, output: Output = None
) -> None:
    """List claims with the verdict that the model gives them, those of the essay first."""
    target = aim(format_, output)
    _put_claims(_checked(claim_ids), target)


@app.command()
def check(claim_ids: ClaimIds = None, *, format_: RowsFormat = None, output: Output = None) -> None:
    """List them, and fail (exit 1) if a claim is optimistic, contradicted or wrong."""
    target = aim(format_, output)
    checked = _checked(claim_ids)
    _put_claims(checked, target)
    if any(claim.verdict in BAD for claim in checked):
        raise typer.Exit(1)


@app.command()
def show(claim_id: ClaimId, *, format_: RowsFormat = None, output: Output = None) -> None:
    """Show the arithmetic behind one verdict, its variants, and the commands that re-create them."""  # noqa: E501  (the help of the command)
    target = aim(format_, output)
    shown = _checked([claim_id])
    if target.format == "table":
        put("\n".join(_claim_text(claim) for claim in shown), target)
    else:
        _put_claims(shown, target)


def _checked(claim_ids: Sequence[str] | None) -> list[Checked]:
    """Check the claims that are named."""
    return evidence.check_claims(claim_ids or (), world=load(None, None))


def _put_claims(checked: list[Checked], target: Target) -> None:
    """Print claims with their verdicts, or write them to a file."""
    rows = [claim.to_dict() for claim in checked]
    if target.format == "json":
        versions = load(None, None).versions
        put_json({"schema": "instc.claims/1", **versions, "claims": rows}, target)
    elif target.format in SHEETS:
        put_records(rows, target, IN_CSV)
    else:
        put(_claims_text(rows), target)


def _claims_text(rows: list[dict[str, Any]]) -> str:
    """Print claims as a table, and count their verdicts."""
    lines = []
    for row in rows:
        who = f"{row['who']}, {row['date'][:4]}"
        lines.append([row["id"], row["statement"], who, row["verdict"], _short(row)])
    counts = Counter(row["verdict"] for row in rows).most_common()
    counted = ", ".join(f"{count} {verdict}" for verdict, count in counts)
    return (
        console.plain(("id", "claim", "who", "verdict", "because"), lines)
        + f"{len(rows)} claims: {counted}.\n"
        + "instc claims show ID gives the arithmetic and the rule.\n"
    )


def _short(row: dict[str, Any]) -> str:
    """Say in a few words what a verdict rests on."""
    if row["depends_on"]:
        return f"on {', '.join(row['depends_on'])}"
    model, unit = row["range"]["model"], row["range"]["unit"]
    if unit in {"days", "USD/TEU", "USD/FEU"} and "p10" in model:
        return f"model P10-P90 {model['p10']:,.0f}-{model['p90']:,.0f}"
    if unit == "km" and "model_km" in model and "against_km" not in model:
        return f"model {model['model_km']:,.0f} km"
    return str(row["arithmetic"])


def _claim_text(claim: Checked) -> str:
    """Print one claim: who says it, the rule, the arithmetic, and its other readings."""
    row = claim.to_dict()
    said = f"said by {row['who']}, {row['date']} ({row['kind']}; source {row['source_id']})"
    world = f"tested as of {row['as_of']}"
    if claim.claim["scenario"]:
        world += f", scenario {claim.claim['scenario']}"
    verdict = f"verdict: {row['verdict']}"
    if row["depends_on"]:
        verdict += f" (on {', '.join(row['depends_on'])})"
    lines = [f"{row['id']}  {row['statement']}", f"{said}; {world}", verdict]
    lines.append(f"rule: {row['rule']}")
    if row["note"]:
        lines.append(f"note: {row['note']}")
    lines += _reading(f"as it stands: {claim.findings[0].verdict}", row)
    for variant in row["variants"]:
        lines += _reading(f"{variant['reading']}: {variant['verdict']}", variant)
    return "\n".join(lines) + "\n"


def _reading(head: str, said: dict[str, Any]) -> list[str]:
    """Print one reading of a claim, with its arithmetic."""
    lines = ["", head, f"  {said['arithmetic']}"]
    if said["again"]:
        lines.append(f"  again: {said['again']}")
    return lines
