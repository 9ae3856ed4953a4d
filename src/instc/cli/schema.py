"""The command that prints the JSON Schemas of the answers: schema."""

from __future__ import annotations

from typing import Annotated

import typer

from instc.cli import streams
from instc.cli.lazy import resources
from instc.errors import UnknownIdError, did_you_mean

SchemaName = Annotated[
    str | None, typer.Argument(help="Such as compare; all names without it.", show_default=False)
]


def schema(name: SchemaName = None) -> None:
    """Print the JSON Schema of an answer, or of a scenario file."""
    folder = resources.files("instc") / "schemas"
    files = [file.name for file in folder.iterdir()]
    known = sorted(file.removesuffix(".json") for file in files if file.endswith(".json"))
    if name is None:
        streams.say("".join(f"{one}\n" for one in known))
        return
    asked = name.replace("-", "_")
    if asked not in known:
        near = did_you_mean(name, known)
        raise UnknownIdError(f'unknown schema "{name}"{near}; there are {", ".join(known)}')
    streams.hand_out((folder / f"{asked}.json").read_bytes())
