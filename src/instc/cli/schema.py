"""The command schema: the JSON Schemas of the answers."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.errors import UnknownIdError, did_you_mean

SchemaName = Annotated[
    str | None, typer.Argument(help="Such as compare; all names without it.", show_default=False)
]


def schema(name: SchemaName = None) -> None:
    """Print the JSON Schema of an answer, or of a scenario file."""
    from importlib import resources  # noqa: PLC0415  (0.01 s, which no help needs)

    folder = resources.files("instc") / "schemas"
    known = sorted(
        file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json")
    )
    if name is None:
        typer.echo("\n".join(known))
    elif name.replace("-", "_") in known:
        typer.echo(
            (folder / f"{name.replace('-', '_')}.json").read_text(encoding="utf-8"), nl=False
        )
    else:
        raise UnknownIdError(
            f'unknown schema "{name}"{did_you_mean(name, known)}; there are {", ".join(known)}'
        )
