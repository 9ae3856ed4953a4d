"""The two streams: what goes out, and what is said where it can't. Every command on them: laws/test_streams.py."""

import errno
import io
import sys
from pathlib import Path

import pytest
import typer

from instc.cli import streams
from instc.errors import NoRouteError, WriteError


class Breaks(io.StringIO):
    """A stream that can't be written."""

    def __init__(self, number):
        super().__init__()
        self.number = number

    def write(self, _):
        raise OSError(self.number, "why")


def test_texts_and_bytes_go_out_in_order(capsysbinary):
    streams.say("Баку\n")
    streams.hand_out("решт\n".encode())
    streams.say("x\x1b[31m\n")
    streams.tell("done\x07")
    told = capsysbinary.readouterr()
    assert told.out == "Баку\nрешт\nx\\u001b[31m\n".encode()
    assert told.err == b"done\\u0007\n"


def test_a_stream_of_text_alone_takes_bytes_too(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    streams.hand_out("решт\n".encode())
    assert out.getvalue() == "решт\n"


@pytest.mark.parametrize("write", [streams.say, lambda text: streams.hand_out(text.encode())])
def test_a_full_stdout_is_named_and_a_closed_pipe_is_quiet(write, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Breaks(errno.ENOSPC))
    with pytest.raises(WriteError, match="cannot write to standard output: why"):
        write("x")
    monkeypatch.setattr(sys, "stdout", Breaks(errno.EPIPE))
    with pytest.raises(typer.Exit) as left:
        write("x")
    assert left.value.exit_code == 141


@pytest.mark.parametrize("stream", [Breaks(errno.ENOSPC), None])
def test_where_no_one_can_be_told_no_one_is(stream, monkeypatch):
    monkeypatch.setattr(sys, "stderr", stream)
    streams.tell("x")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "full", "/a/b"), "cannot write /a/b: full"),
        (OSError(errno.EDQUOT, "full"), "cannot write to standard output: full"),
    ],
)
def test_a_full_disk_is_no_bug_of_ours(error, said):
    named = streams.named(error)
    assert isinstance(named, WriteError)
    assert str(named) == said


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOENT, "gone"), ValueError("x"), WriteError("y"), NoRouteError("z")]
)
def test_other_errors_stay_what_they_are(error):
    assert streams.named(error) is error


def test_a_code_page_gets_signs_that_come_near(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    streams.prepare()
    streams.say("Решт ─ é")
    assert raw.getvalue() == b"???? - \xe9"


@pytest.mark.parametrize(
    "path", sorted(Path(streams.__file__).parent.glob("*.py")), ids=lambda path: path.name
)
def test_no_command_writes_past_them(path):
    """What is printed elsewhere knows nothing of code pages, escapes and full disks."""
    source = path.read_text(encoding="utf-8")
    assert "typer.echo" not in source
    assert "print(" not in source
    assert path.name == "streams.py" or "sys.stdout.write" not in source
