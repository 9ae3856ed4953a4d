"""Words in, words out: the command line."""

import atexit
import gc
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from pkgutil import resolve_name
from typing import Annotated, Any, NoReturn

import typer
import typer.core
import typer.main

from instc.cli import completion, streams
from instc.errors import InstcError, NoRouteError, WriteError
from instc.version import DATA_DATE, __version__

DATA = "INSTC_DATA"
BLAS_THREADS = "OPENBLAS_NUM_THREADS"
BAD_INPUT, NO_ROUTE, NOT_WRITTEN, OUR_BUG, INTERRUPTED = 2, 3, 4, 70, 130

WELCOME = (
    f"instc {__version__}: an open model of the North-South corridor. "
    f"Data as of {DATA_DATE}, offline, no key.\n"
    "  instc compare Mumbai Moscow           which way is faster, cheaper, cleaner\n"
    "  instc map Mumbai Moscow -o map.html   see it\n"
    "  instc route Mumbai Moscow             the best way, leg by leg\n"
    "  instc --help                          everything else"
)


class Grouped(typer.core.TyperGroup):
    """Commands whose help lists them by what they are for."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write a list a group: each command with the first words of its help."""
        for title, names in COMMANDS.items():
            limit = formatter.width - 6 - max(len(name) for name in names)
            rows = [(name, self.commands[name].get_short_help_str(limit)) for name in names]
            with formatter.section(title):
                formatter.write_dl(rows)


ABOUT: dict[str, Any] = {
    "name": "instc",
    "cls": Grouped,
    "help": (
        "An open model of the International North-South Transport Corridor: distance, days, cost "
        "and CO2e against Suez, each number with its source."
    ),
    "rich_markup_mode": None,
    "no_args_is_help": False,
    "add_completion": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}

Version = Annotated[bool, typer.Option("--version", help="Print the version and stop.")]
DATA_HELP = "Folder of seeds and geodata to use instead of the shipped ones, as INSTC_DATA."
Data = Annotated[str | None, typer.Option("--data", help=DATA_HELP, show_default=False)]
EXTRA_HELP = "Folder with tables and scenarios of your own, which join them for this command."
Extra = Annotated[str | None, typer.Option("--extra", help=EXTRA_HELP, show_default=False)]


def welcome(
    context: typer.Context,
    *,
    version: Version = False,
    data: Data = None,
    extra: Extra = None,
) -> None:
    """Say what this is when nothing is asked."""
    if data is not None:
        context.with_resource(_using(Path(data)))
    if extra is not None:
        context.with_resource(_joining(extra))
    if version:
        streams.say(f"instc {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        streams.say(f"{WELCOME}\n")


@contextmanager
def _joining(extra: str) -> Iterator[None]:
    """Let one command see the tables of a folder beside the others."""
    from instc.cli.options import EXTRA, home  # noqa: PLC0415

    before = EXTRA.set(extra)
    try:
        _ = home().folder  # a fault of these tables is told before anything is asked
        yield
    finally:
        EXTRA.reset(before)


@contextmanager
def _using(folder: Path) -> Iterator[None]:
    """Let one command, and what it starts, find the tables in a folder."""
    before = os.environ.get(DATA)
    os.environ[DATA] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(DATA)
        if before is not None:
            os.environ[DATA] = before


COMMANDS = {  # by what they are for; where each stands, written as an entry point
    "Ask": {
        "compare": "compare:compare",
        "route": "route:route",
        "map": "map:draw_map",
        "chart": "chart:chart",
        "report": "report:report",
        "export": "export:export",
    },
    "Change": {
        "scenario": "what_if:app",  # the commands of scenario.py, and its own
        "sensitivity": "breakeven:sensitivity",
        "breakeven": "breakeven:breakeven",
        "bottleneck": "bottleneck:bottleneck",
    },
    "Check": {
        "claims": "claims:app",
        "backtest": "backtest:backtest",
        "replay": "backtest:replay",
        "doctor": "doctor:doctor",
    },
    "Data": {
        "places": "network:places",
        "network": "network:app",
        "data": "worth:app",  # the commands of data.py, and its own
        "geodata": "geodata:app",
        "build": "build:build",
        "calibrate": "build:calibrate",
        "schema": "schema:schema",
        "completion": "completion:completion",
    },
}


def make_app(only: str | None = None) -> typer.Typer:
    """Make the app of all commands, in the order of their groups, or of the one that is named."""
    app = typer.Typer(**ABOUT)
    app.callback(invoke_without_command=True)(welcome)
    for title, commands in COMMANDS.items():
        for name, place in commands.items():
            if only not in {None, name}:
                continue
            command = resolve_name(f"instc.cli.{place}")
            if isinstance(command, typer.Typer):
                app.add_typer(command, name=name, rich_help_panel=title)
            else:
                app.command(name, rich_help_panel=title)(command)
    return app


@cache
def _command(only: str | None) -> Any:
    """Make Click's command of an app: of all commands it takes as long as many a short answer."""
    return typer.main.get_command(make_app(only))


def _named() -> str | None:
    """Give the command that is typed first; None where an option or no command is."""
    first = "".join(sys.argv[1:2])
    return first if any(first in commands for commands in COMMANDS.values()) else None


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    os.environ.setdefault(BLAS_THREADS, "1")  # they spin for a tenth of a second; none is asked
    gc.disable()  # of a start a tenth is looking for cycles, of which a command leaves few
    code = run()
    atexit._run_exitfuncs()  # noqa: SLF001  (scratch folders go)
    streams.let_go()
    os._exit(code)  # the system frees memory at once, Python would object by object


def run() -> int:
    """
    Run the command line.

    Returns
    -------
    code
        0 done, 1 a check failed, 2 bad input, 3 no route, 4 not written, 70 our bug, 130
        interrupted, 141 the reader of a pipe has gone (128 and the signal that tools die of).
    """
    streams.prepare()
    completion.answer_shells()
    try:
        command, variable = _command(_named()), completion.COMPLETE
        result = command(standalone_mode=False, prog_name="instc", complete_var=variable)
    except (Exception, KeyboardInterrupt) as error:
        message, code = _complaint(streams.named(error))
        if code == OUR_BUG and os.environ.get("INSTC_DEBUG"):
            raise
        streams.tell(" ".join(f"instc: {message}".split()))
        return code
    except SystemExit as left:
        if isinstance(left.__context__, BrokenPipeError):  # help, into a pipe that is closed
            return streams.CLOSED_PIPE
        raise
    return result if isinstance(result, int) else 0


def _complaint(error: BaseException) -> tuple[str, int]:
    """Give the message of an error and its exit code."""
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
        if re.match(r"No such option: -\d", message):
            message += ' (before a longitude below 0 write "--")'
        return f"error: {message}", BAD_INPUT
    return f"bug: {type(error).__name__}: {error} (set INSTC_DEBUG=1 to see where)", OUR_BUG
