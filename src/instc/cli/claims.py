"""The commands that hold what is printed against the model: claims list, check, show."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.cli.lazy import card, console, display_text
from instc.cli.lazy import claims as evidence
from instc.cli.options import BY_ENDING, Output, RowsFormat, load
from instc.cli.output import DRAWINGS, ROWS, SHEETS, Target, aim, put, put_json, put_records
from instc.errors import QuestionError
from instc.version import __version__

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
SHOWN = (*ROWS, *DRAWINGS)
ORDER = ("wrong", "contradicted", "optimistic", "depends", "plausible", "holds")  # others last
CardFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        help=f"{', '.join(ROWS)}; {', '.join(DRAWINGS)}: a picture card.",
        show_default=BY_ENDING,
    ),
]
BAD = ("optimistic", "contradicted", "wrong")
IN_CSV = (
    "id",
    "statement",
    "who",
    "date",
    "kind",
    "verdict",
    "in_words",
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
    """List claims by the verdict that the model gives them, the worst first, with the reason."""
    target = aim(format_, output)
    _put_claims(sorted(_checked(claim_ids), key=_rank), target)


@app.command()
def check(claim_ids: ClaimIds = None, *, format_: RowsFormat = None, output: Output = None) -> None:
    """List them, and fail (exit 1) if a claim is optimistic, contradicted or wrong."""
    target = aim(format_, output)
    checked = sorted(_checked(claim_ids), key=_rank)
    _put_claims(checked, target)
    if any(claim.verdict in BAD for claim in checked):
        raise typer.Exit(1)


@app.command()
def show(claim_id: ClaimId, *, format_: CardFormat = None, output: Output = None) -> None:
    """Show the arithmetic behind one verdict, its variants, and the commands that re-create them."""  # noqa: E501  (the help of the command)
    target = aim(format_, output, SHOWN)
    shown = _checked([claim_id])
    if target.format in DRAWINGS:
        put(_card(shown, claim_id, target.format), target)
    elif target.format == "table":
        put("\n".join(_claim_text(claim) for claim in shown), target)
    else:
        _put_claims(shown, target)


def _rank(claim: Checked) -> int:
    """Order by verdict, the worst first."""
    return ORDER.index(claim.verdict) if claim.verdict in ORDER else len(ORDER)


def _card(shown: list[Checked], asked: str, format_: str) -> bytes:
    """Draw the card of one claim."""
    if len(shown) > 1:
        raise QuestionError(f'"{asked}" means {len(shown)} claims: a card shows one, by its id')
    row = shown[0].to_dict()
    sources = load(None, None).table("sources").set_index("source_id")["title"]
    basis = (
        f"Source: {sources[row['source_id']]}. Tested as of {row['as_of']}. "
        f"Rule: {row['rule'].partition(';')[0]}. instc {__version__}, claim {row['id']}."
    )
    who = f"{row['who']}, {row['date']}"
    told = {name: row[name] for name in ("statement", "verdict")}
    return card.card_bytes(told | {"who": who, "words": row["in_words"], "basis": basis}, format_)


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
    elif target.format == "md":
        put(_claims_markdown(rows), target)
    else:
        put(_claims_text(rows), target)


def _claims_markdown(rows: list[dict[str, Any]]) -> str:
    """Write claims as a table of Markdown."""
    head = ("verdict", "claim", "who", "reason")
    lines = []
    for row in rows:
        who = f"{row['who']}, {row['date'][:4]}"
        lines.append([row["verdict"], f"{row['statement']} ({row['id']})", who, row["in_words"]])
    return display_text.markdown(head, lines)


def _claims_text(rows: list[dict[str, Any]]) -> str:
    """Print claims as a table, and count their verdicts."""
    lines = []
    for row in rows:
        said = f"{row['statement']} ({row['who']}, {row['date'][:4]})"
        lines.append([row["verdict"], row["id"], said, row["in_words"]])
    counts = Counter(row["verdict"] for row in rows).most_common()
    counted = ", ".join(f"{count} {verdict}" for verdict, count in counts)
    return (
        console.plain(("verdict", "id", "claim", "because"), lines)
        + f"{len(rows)} claims: {counted}.\n"
        + "instc claims show ID gives the arithmetic and the rule.\n"
    )


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
    lines = [f"{row['id']}  {row['statement']}", f"{said}; {world}", verdict, row["in_words"]]
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
