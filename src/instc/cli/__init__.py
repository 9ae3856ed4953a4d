"""Words in, words out: the command line."""

import gc
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from instc.errors import InstcError, NoRouteError, WriteError
from instc.version import __version__

DATA = "INSTC_DATA"
BAD_INPUT, NO_ROUTE, NOT_WRITTEN, OUR_BUG, INTERRUPTED = 2, 3, 4, 70, 130

app = typer.Typer(
    name="instc",
    help="An open model of the International North-South Transport Corridor: distance, days, cost and CO2e against Suez, each number with its source.",
    rich_markup_mode=None,
    no_args_is_help=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def welcome(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    data: Annotated[
        str | None,
        typer.Option(
            "--data",
            help="Folder of seeds and geodata to use instead of the shipped ones, as INSTC_DATA.",
            show_default=False,
        ),
    ] = None,
    extra: Annotated[
        str | None,
        typer.Option(
            "--extra",
            help="Folder with tables and scenarios of your own, which join them for this command.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Say what this is when nothing is asked."""
    if data is not None:
        context.with_resource(_using(Path(data)))
    if extra is not None:
        context.with_resource(_using(_joined(Path(extra))))
    if version:
        typer.echo(f"instc {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from instc.version import DATA_DATE  # noqa: PLC0415

        typer.echo(
            f"instc {__version__}: an open model of the North-South corridor. Data as of {DATA_DATE}, offline, no key."
        )
        typer.echo("  instc compare Mumbai Moscow           which way is faster, cheaper, cleaner")
        typer.echo("  instc map Mumbai Moscow -o map.html   see it")
        typer.echo("  instc route Mumbai Moscow             the best way, leg by leg")
        typer.echo("  instc --help                          everything else")


def _joined(extra: Path) -> Path:
    from instc.tables.schema import data_dir  # noqa: PLC0415
    from instc.tables.user_tables import join_for_now  # noqa: PLC0415  (pandas)

    return join_for_now(extra, data_dir())


@contextmanager
def _using(folder: Path) -> Iterator[None]:
    """Let one command, and what it starts, find the tables in a folder."""
    before = os.environ.get(DATA)
    os.environ[DATA] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(DATA)
        os.environ.update({DATA: before} if before is not None else {})


def register() -> None:
    """
    Give the app its commands.

    Examples
    --------
    >>> register()
    """
    if app.registered_commands:
        return  # a second run in one process
    from instc.cli import (  # noqa: PLC0415  (they need the app)
        backtest,
        bottleneck,
        breakeven,
        build,
        chart,
        claims,
        compare,
        completion,
        data,
        doctor,
        export,
        geodata,
        network,
        report,
        route,
        scenario,
        schema,
    )
    from instc.cli import map as map_  # noqa: PLC0415

    app.command("compare")(compare.compare)
    app.command("route")(route.route)
    app.command("map")(map_.draw_map)
    app.command("chart")(chart.chart)
    app.command("export")(export.export)
    app.command("report")(report.report)
    app.command("bottleneck")(bottleneck.bottleneck)
    app.add_typer(claims.app, name="claims")
    app.command("backtest")(backtest.backtest)
    app.command("replay")(backtest.replay)
    app.command("places")(network.places)
    app.command("breakeven")(breakeven.breakeven)
    app.command("sensitivity")(breakeven.sensitivity)
    app.add_typer(scenario.app, name="scenario")
    app.add_typer(network.app, name="network")
    app.command("build")(build.build)
    app.add_typer(data.app, name="data")
    app.add_typer(geodata.app, name="geodata")
    app.command("doctor")(doctor.doctor)
    app.command("schema")(schema.schema)
    app.command("completion")(completion.completion)


def main() -> NoReturn:
    """
    Run the command line and leave with its exit code.

    Examples
    --------
    >>> callable(main)
    True
    """
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a closed pipe is quiet
    gc.disable()  # of a start a tenth is looking for cycles, of which a command leaves few
    sys.exit(run())


def run() -> int:
    """
    Run the command line.

    Returns
    -------
    code
        0 done, 1 a check failed, 2 bad input, 3 no route, 4 not written, 70 our bug, 130 interrupted.

    Examples
    --------
    >>> callable(run)
    True
    """
    from instc.cli.completion import COMPLETE, answer_shells  # noqa: PLC0415

    register()
    answer_shells()
    try:
        result = app(standalone_mode=False, prog_name="instc", complete_var=COMPLETE)
    except (Exception, KeyboardInterrupt) as error:
        message, code = _complaint(error)
        if code == OUR_BUG and os.environ.get("INSTC_DEBUG"):
            raise
        typer.echo(_one_line(f"instc: {message}"), err=True)
        return code
    return result if isinstance(result, int) else 0


def _one_line(text: str) -> str:
    """Join lines, and show what a terminal would obey."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in " ".join(text.split()))


def _complaint(error: BaseException) -> tuple[str, int]:
    match error:
        case NoRouteError():
            return f"no route: {error}", NO_ROUTE
        case WriteError():
            return f"error: {error}", NOT_WRITTEN
        case InstcError():
            return f"error: {error}", BAD_INPUT
        case KeyboardInterrupt() | typer.Abort():
            return "interrupted", INTERRUPTED
    if hasattr(error, "format_message"):  # what Typer says of the words typed
        message = error.format_message()
        hint = (
            ' (before a longitude below 0 write "--")'
            if re.match(r"No such option: -\d", message)
            else ""
        )
        return f"error: {message}{hint}", BAD_INPUT
    return f"bug: {type(error).__name__}: {error} (set INSTC_DEBUG=1 to see where)", OUR_BUG
