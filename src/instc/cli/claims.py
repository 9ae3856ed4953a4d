"""The commands that hold the model against print: claims list, check, show."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.options import Output, RowsFormat, check_output, check_word, load, put

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
BAD = ("optimistic", "contradicted", "wrong")


@app.callback()
def claims(context: typer.Context) -> None:
    """List the claims with their verdicts, if nothing else is asked."""
    if context.invoked_subcommand is None:
        list_claims(None, format_="table", output=None)


@app.command("list")
def list_claims(
    claim_ids: ClaimIds = None, *, format_: RowsFormat = "table", output: Output = None
) -> None:
    """List claims with the verdict that the model gives them, those of the essay first."""
    _put_claims(_checked(claim_ids, format_, output), format_, output)


@app.command()
def check(
    claim_ids: ClaimIds = None, *, format_: RowsFormat = "table", output: Output = None
) -> None:
    """List them, and fail (exit 1) if a claim is optimistic, contradicted or wrong."""
    checked = _checked(claim_ids, format_, output)
    _put_claims(checked, format_, output)
    if any(claim.verdict in BAD for claim in checked):
        raise typer.Exit(1)


@app.command()
def show(
    claim_id: Annotated[
        str, typer.Argument(help="Id of a claim, such as e02.", show_default=False)
    ],
    *,
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """Show the arithmetic behind one verdict, its variants, and the commands that re-create them."""
    shown = _checked([claim_id], format_, output)
    if format_ == "table":
        put("\n".join(_claim_text(claim) for claim in shown), output)
    else:
        _put_claims(shown, format_, output)


def _checked(claim_ids: Sequence[str] | None, format_: str, output: str | None) -> list[Checked]:
    check_word("--format", format_, ["table", "json", "csv"])
    check_output(format_, output, None)
    from instc.evidence.claims import check_claims  # noqa: PLC0415  (the model and what hangs on it)

    return check_claims(claim_ids or (), world=load(None, None))


def _put_claims(checked: list[Checked], format_: str, output: str | None) -> None:
    from instc.display.console import plain  # noqa: PLC0415
    from instc.display.text import rows_csv  # noqa: PLC0415

    rows = [claim.to_dict() for claim in checked]
    if format_ == "json":
        put(
            json.dumps(
                {"schema": "instc.claims/1", **load(None, None).versions, "claims": rows},
                indent=1,
                ensure_ascii=False,
            )
            + "\n",
            output,
        )
        return
    if format_ == "csv":
        head = [
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
        ]
        put(rows_csv(head, [[_joined(row[name]) for name in head] for row in rows]), output)
        return
    lines = [
        [
            row["id"],
            row["statement"],
            f"{row['who']}, {row['date'][:4]}",
            row["verdict"],
            _short(row),
        ]
        for row in rows
    ]
    counts = Counter(row["verdict"] for row in rows)
    foot = f"{len(rows)} claims: {', '.join(f'{count} {verdict}' for verdict, count in counts.most_common())}.\ninstc claims show ID gives the arithmetic and the rule.\n"
    put(plain(("id", "claim", "who", "verdict", "because"), lines) + foot, output)


def _joined(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) else value


def _short(row: dict[str, Any]) -> str:
    if row["depends_on"]:
        return f"on {', '.join(row['depends_on'])}"
    model, text = row["range"]["model"], str(row["arithmetic"])
    if row["range"]["unit"] in {"days", "USD/TEU", "USD/FEU"} and "p10" in model:
        return f"model P10-P90 {model['p10']:,.0f}-{model['p90']:,.0f}"
    if "model_km" in model and row["range"]["unit"] == "km" and "against_km" not in model:
        return f"model {model['model_km']:,.0f} km"
    return text


def _claim_text(claim: Checked) -> str:
    row = claim.to_dict()
    lines = [
        f"{row['id']}  {row['statement']}",
        f"said by {row['who']}, {row['date']} ({row['kind']}; source {row['source_id']}); tested as of {row['as_of']}"
        + (f", scenario {claim.claim['scenario']}" if claim.claim["scenario"] else ""),
        f"verdict: {row['verdict']}"
        + (f" (on {', '.join(row['depends_on'])})" if row["depends_on"] else ""),
        f"rule: {row['rule']}",
        *([f"note: {row['note']}"] if row["note"] else []),
        "",
        f"as it stands: {claim.findings[0].verdict}",
        f"  {row['arithmetic']}",
        *([f"  again: {row['again']}"] if row["again"] else []),
    ]
    for variant in row["variants"]:
        lines += [
            "",
            f"{variant['reading']}: {variant['verdict']}",
            f"  {variant['arithmetic']}",
            *([f"  again: {variant['again']}"] if variant["again"] else []),
        ]
    return "\n".join(lines) + "\n"
