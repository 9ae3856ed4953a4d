"""A file is whole or it is not there."""

import errno
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from instc.errors import WriteError
from instc.files import check_writable, scratch, whole_folder, write_whole

OLD, NEW = b"o" * 1000, b"n" * 400_000
SRC = Path(__file__).parents[1] / "src"
WRITER = f"""
import sys
sys.path.insert(0, {str(SRC)!r})
from instc.files import write_whole
print("ready", flush=True)
while True:
    write_whole(sys.argv[1], b"n" * {len(NEW)})
    write_whole(sys.argv[1], b"o" * {len(OLD)})
"""


def strays(folder):
    return [path.name for path in folder.iterdir() if path.name.endswith(".partial")]


def test_text_is_utf8_with_lf(tmp_path):
    assert write_whole(tmp_path / "a.txt", "Решт\n").read_bytes() == "Решт\n".encode()


def test_bytes_stay_bytes(tmp_path):
    assert write_whole(tmp_path / "a.bin", b"\r\n\x00").read_bytes() == b"\r\n\x00"


def test_replaces_and_keeps_the_mode(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(0o640)
    write_whole(target, "new")
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_obeys_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.txt", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640


@pytest.mark.parametrize("depth", [1, 2])
def test_a_symbolic_link_stays_a_link(tmp_path, depth):
    real = tmp_path / "real.txt"
    real.write_text("old")
    link = real
    for number in range(depth):
        link = tmp_path / f"link{number}.txt"
        link.symlink_to(real if number == 0 else tmp_path / f"link{number - 1}.txt")
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_dangling_link_gets_its_file(tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "real.txt")
    write_whole(link, "new")
    assert (tmp_path / "real.txt").read_text() == "new"


def test_links_in_a_circle_are_refused(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(WriteError, match="cannot write"):
        write_whole(tmp_path / "a", "new")


@pytest.mark.parametrize(
    "refuse", [check_writable, lambda path: write_whole(path, "x")], ids=["check", "write"]
)
class TestRefusals:
    def test_folder(self, tmp_path, refuse):
        with pytest.raises(WriteError, match="it is a folder"):
            refuse(tmp_path)

    def test_missing_folder(self, tmp_path, refuse):
        with pytest.raises(WriteError, match="does not exist"):
            refuse(tmp_path / "no" / "a.txt")

    def test_a_file_where_a_folder_is_needed(self, tmp_path, refuse):
        (tmp_path / "a").write_text("")
        with pytest.raises(WriteError, match="does not exist"):
            refuse(tmp_path / "a" / "b.txt")

    def test_read_only_folder(self, tmp_path, refuse, monkeypatch):
        monkeypatch.setattr(
            os, "access", lambda *_: False
        )  # root may write everywhere, so the answer is given
        with pytest.raises(WriteError, match="no permission"):
            refuse(tmp_path / "a.txt")

    @pytest.mark.parametrize("name", ["a\0b", "x" * 300], ids=["nul", "long"])
    def test_impossible_name(self, tmp_path, refuse, name):
        if refuse is check_writable and "\0" not in name:
            pytest.skip("only writing tells")
        with pytest.raises(WriteError, match="cannot write"):
            refuse(tmp_path / name)


def test_the_kernel_refuses(tmp_path):
    """A folder where nobody can make a file, not even root."""
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc here")
    with pytest.raises(WriteError, match="cannot write /proc/instc"):
        write_whole("/proc/instc.json", "x")
    assert not strays(tmp_path)


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace", "fdopen"])
@pytest.mark.parametrize(
    "fault",
    [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()],
    ids=["full", "ctrl_c"],
)
def test_a_fault_at_any_step_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, step, fault):
    target = tmp_path / "a.txt"
    target.write_bytes(OLD)

    def fail(*_args, **_options):
        raise fault

    monkeypatch.setattr(os if step in {"fsync", "fdopen"} else Path, step, fail)
    with pytest.raises((WriteError, KeyboardInterrupt)):
        write_whole(target, NEW)
    monkeypatch.undo()
    assert target.read_bytes() == OLD
    assert not strays(tmp_path)


def test_a_disk_that_fills_up(tmp_path):
    """A limit on the size of files is a full disk as far as `write` can tell."""
    target = tmp_path / "a.txt"
    target.write_bytes(OLD)
    code = f"""
import sys, signal
sys.path.insert(0, {str(SRC)!r})
from instc.errors import WriteError
from instc.files import write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    write_whole({str(target)!r}, b"x" * 100_000)
except WriteError as error:
    sys.exit(4)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
        check=False,
    )
    assert done.returncode == 4
    assert target.read_bytes() == OLD
    assert not strays(tmp_path)


@pytest.mark.parametrize("rounds", [50, pytest.param(1000, marks=pytest.mark.deep)])
def test_killed_at_any_moment_the_file_is_the_old_or_the_new_one(tmp_path, rounds):
    """Law T13: ``kill -9`` at a moment that walks through the write."""
    target = tmp_path / "a.txt"
    target.write_bytes(OLD)
    seen = set()
    for number in range(rounds):
        with subprocess.Popen(
            [sys.executable, "-S", "-c", WRITER, str(target)], stdout=subprocess.PIPE
        ) as process:
            process.stdout.readline()
            time.sleep(number % 25 / 2000)
            process.send_signal(signal.SIGKILL)
        content = target.read_bytes()
        assert content in {OLD, NEW}
        seen.add(content)
    assert len(seen) == 2, "the moments should meet both files"


def test_a_stray_partial_file_is_never_read(tmp_path):
    (tmp_path / ".a.txt.killed.partial").write_text("half")
    assert write_whole(tmp_path / "a.txt", "whole").read_text() == "whole"


def test_eight_writers_at_once(tmp_path):
    """Law T22: whoever wins, the file is one of the eight."""
    target = tmp_path / "a.txt"
    contents = [str(number).encode() * 100_000 for number in range(8)]
    torn = []

    def write(content):
        for _ in range(25):
            write_whole(target, content)
            if target.read_bytes() not in contents:
                torn.append(content[:1])

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not torn
    assert not strays(tmp_path)


def test_a_device_is_written_to_and_never_replaced(tmp_path):
    """``-o /dev/null`` by root must leave the device there."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, "through")
    reader.join()
    assert got == [b"through"]
    assert pipe.is_fifo()
    write_whole(os.devnull, "x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_relative_path_is_written_where_we_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write_whole("a.txt", "x") == Path("a.txt")
    assert (tmp_path / "a.txt").read_text() == "x"


def test_check_writable_touches_nothing(tmp_path):
    check_writable(tmp_path / "a.txt")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["y" * 251 + ".csv", "я" * 127, "🚂" * 63])
def test_the_longest_names_have_room_for_what_is_begun(tmp_path, name):
    assert write_whole(tmp_path / name, "x").read_text() == "x"
    with whole_folder(tmp_path / name[:-1]) as folder:
        write_whole(folder / "a.txt", "y")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, name[:-1]])


class TestWholeFolder:
    @pytest.mark.parametrize("there", [False, True])
    def test_it_takes_its_place_at_the_end(self, tmp_path, there):
        target = tmp_path / "a" / "b"
        if there:
            target.mkdir(parents=True)
            target.chmod(0o750)
        with whole_folder(target) as folder:
            assert folder != target
            assert target.exists() == there
            write_whole(folder / "c.txt", "x")
        assert [path.name for path in target.iterdir()] == ["c.txt"]
        assert [path.name for path in target.parent.iterdir()] == ["b"]
        if there:
            assert stat.S_IMODE(target.stat().st_mode) == 0o750

    @pytest.mark.parametrize(
        ("fault", "met"),
        [
            (OSError(errno.ENOSPC, "No space left on device"), WriteError),
            (shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'")]), WriteError),
            (KeyboardInterrupt(), KeyboardInterrupt),
            (ValueError("x"), ValueError),
        ],
    )
    def test_a_fault_leaves_nothing(self, tmp_path, fault, met):
        def fill():
            with whole_folder(tmp_path / "a" / "b") as folder:
                write_whole(folder / "c.txt", "x")
                raise fault

        with pytest.raises(met) as told:
            fill()
        assert not list(tmp_path.iterdir())
        if met is WriteError:
            assert str(told.value) == f"cannot write {tmp_path}/a/b: No space left on device"

    def test_a_folder_that_holds_something_stays(self, tmp_path):
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "mine").write_text("x")
        with pytest.raises(WriteError), whole_folder(tmp_path / "a"):
            pass
        assert [path.name for path in tmp_path.rglob("*")] == ["a", "mine"]


class TestScratch:
    def test_it_is_gone_afterwards(self):
        with scratch() as folder:
            (folder / "a").write_text("x")
        assert not folder.exists()

    def test_no_room_names_the_folder_and_how_to_choose_it(self, tmp_path, monkeypatch):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no"))
        with (
            pytest.raises(WriteError, match=r"cannot write .*no: .*\(TMPDIR names another"),
            scratch(),
        ):
            pass

    def test_what_another_library_says_counts_if_it_is_named(self):
        with pytest.raises(WriteError, match="disk I/O error"), scratch((LookupError,)):
            raise LookupError("disk I/O error")
        with pytest.raises(LookupError), scratch():
            raise LookupError("a bug")

    def test_what_is_said_of_another_file_stays(self):
        with pytest.raises(WriteError, match=r"^mine$"), scratch():
            raise WriteError("mine")
