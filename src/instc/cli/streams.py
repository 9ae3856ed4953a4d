"""The two streams of a command: answers on stdout, all else on stderr, whatever they lead to."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

import typer

from instc.display.plain import PLAIN, visible
from instc.errors import InstcError, WriteError

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EBADF, errno.EIO}
STDERR = 2
CLOSED_PIPE = 141  # 128 and the number of SIGPIPE, as a shell counts a tool that dies of it


def prepare() -> None:
    """Let no code page stop a text, and fill the places of closed streams."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=PLAIN)
    if sys.stdout is None:  # closed by the shell: what is written there fails
        nowhere = os.open(os.devnull, os.O_RDONLY)
        sys.stdout = open(nowhere, "w", encoding="utf-8", errors=PLAIN)  # noqa: PTH123, SIM115
    if sys.stderr is None:  # so that no file of ours is opened in its place
        while os.open(os.devnull, os.O_WRONLY) < STDERR:
            pass


def say(text: str) -> None:
    """Print a text for people on stdout."""
    with _stdout() as stream:
        stream.write(visible(text, painted=True))


def hand_out(data: bytes) -> None:
    """Print what other programs read on stdout: these bytes, whatever the locale."""
    with _stdout() as stream:
        raw = getattr(stream, "buffer", None)
        if raw is None:  # a stream of text alone, as in a notebook
            stream.write(data.decode())
            return
        stream.flush()
        raw.write(data)


def tell(text: str) -> None:
    """Say one thing on stderr; where that is full or closed there is no one to tell."""
    with suppress(OSError):
        if sys.stderr is not None:
            sys.stderr.write(f"{visible(text)}\n")
            sys.stderr.flush()


def named(error: BaseException) -> BaseException:
    """Name what could not be written, where a library says no more than that the disk is full."""
    if isinstance(error, InstcError) or not isinstance(error, OSError):
        return error
    if error.errno not in NO_ROOM:
        return error
    where = error.filename or "to standard output"
    return WriteError(f"cannot write {where}: {error.strerror}")


def let_go() -> None:
    """Write what is left to be written, and give up what can't be."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # full, closed, or none
            stream.flush()


@contextmanager
def _stdout() -> Iterator[TextIO]:
    """Lend stdout, and say in one line why it could not be written; a closed pipe is quiet."""
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError as error:  # `head` has what it wants
        raise typer.Exit(CLOSED_PIPE) from error
    except OSError as error:
        raise WriteError(f"cannot write to standard output: {error.strerror}") from error
