"""Writing a file, or a folder, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from instc.errors import WriteError, shorten

PARTIAL = ".partial"
MOST_OF_NAME = 40  # characters that the name of what is begun repeats: names end at 255 bytes


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """
    Write a file so that a reader finds the old content or the new one, never a part.

    Parameters
    ----------
    path
        Where to write; its folder must exist.
    content
        Text (written as UTF-8 with LF line ends) or bytes.

    Returns
    -------
    path
        The file that was written.

    Raises
    ------
    WriteError
        The folder is missing or read-only, the target is a folder, or the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(f"{folder}/a.txt", "abc").read_text()
    'abc'
    """
    target = Path(path)
    check_writable(target)
    data = content
    if isinstance(data, str):
        data = data.encode("utf-8")
    real = target.resolve()  # a symbolic link stays a link: the file behind it is replaced
    if real.exists() and not real.is_file():
        return _pour(target, data)
    partial = ""
    try:
        handle, partial = tempfile.mkstemp(dir=real.parent, prefix=_begun(real), suffix=PARTIAL)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).chmod(_mode_of(real))
        Path(partial).replace(real)
    except OSError as error:
        _remove(partial)
        raise _cannot_write(target, _reason(error)) from error
    except BaseException:  # Ctrl-C between creating and replacing leaves nothing behind
        _remove(partial)
        raise
    return target


@contextmanager
def whole_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """
    Fill a folder that is there, whole, when all went well; else it is as it was.

    Parameters
    ----------
    path
        New or empty folder; those above it are made.

    Yields
    ------
    folder
        Beside it, to be filled; it takes the name of ``path`` at the end.

    Raises
    ------
    WriteError
        The disk is full, or the folder can't be made.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as home:
    ...     with whole_folder(f"{home}/new") as folder:
    ...         _ = write_whole(folder / "a.txt", "abc")
    ...     os.listdir(home), os.listdir(f"{home}/new")
    (['new'], ['a.txt'])
    """
    real = Path(path).resolve()
    made: list[Path] = []
    partial = ""
    try:
        _make(real.parent, made)
        partial = tempfile.mkdtemp(dir=real.parent, prefix=_begun(real), suffix=PARTIAL)
        folder = Path(partial)
        yield folder
        folder.chmod(_mode_of(real, usual=0o777))
        if os.name == "nt" and real.exists():  # elsewhere a folder takes the place of an empty one
            real.rmdir()
        folder.replace(real)
    except BaseException as error:
        shutil.rmtree(partial, ignore_errors=True)
        for above in reversed(made):
            with suppress(OSError):
                above.rmdir()
        if isinstance(error, OSError) and not isinstance(error, WriteError):
            raise _cannot_write(Path(path), _reason(error)) from error
        raise


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, noting each that was not there."""
    if not folder.exists():
        _make(folder.parent, made)
        folder.mkdir()
        made.append(folder)


@contextmanager
def scratch(failures: tuple[type[Exception], ...] = ()) -> Iterator[Path]:
    """
    Lend a folder for what other libraries write, gone afterwards.

    Parameters
    ----------
    failures
        By which a library says that it could not write, where that is no `OSError`.

    Yields
    ------
    folder
        Empty, where the system keeps what is temporary.

    Raises
    ------
    WriteError
        There is no room for it; the line names the folder, and TMPDIR, by which it is chosen.

    Examples
    --------
    >>> with scratch() as folder:
    ...     folder.is_dir()
    True
    """
    caught: tuple[type[Exception], ...] = (OSError, *failures)
    try:
        with tempfile.TemporaryDirectory(prefix="instc-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except WriteError:
        raise
    except caught as error:
        where = tempfile.tempdir or "the folder of temporary files"
        why = f"{_reason(error)} (TMPDIR names another folder)"
        raise _cannot_write(Path(where), why) from error


def _reason(error: Exception) -> str:
    """Say why a file could not be written; a copy of many files keeps its reasons in a list."""
    if isinstance(error, shutil.Error):
        said = str(error.args[0][0][-1])
        return said.partition("] ")[2].partition(":")[0] or said
    return getattr(error, "strerror", None) or shorten(str(error))


def _begun(real: Path) -> str:
    """Begin the name of what is not yet whole."""
    return f".{real.name[:MOST_OF_NAME]}."


def _remove(partial: str) -> None:
    """Take away what was begun, if it can be."""
    with suppress(OSError):
        Path(partial).unlink(missing_ok=True)


def _mode_of(path: Path, usual: int = 0o666) -> int:
    """Give the permissions of a file or folder, or those that a new one gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    return usual & ~_umask()


def _pour(device: Path, data: bytes) -> Path:
    """Write to a device or a pipe, which can't be replaced."""
    try:
        with device.open("wb") as stream:
            stream.write(data)
    except OSError as error:
        raise _cannot_write(device, _reason(error)) from error
    return device


def check_writable(path: str | os.PathLike[str]) -> None:
    """
    Refuse early what `write_whole` would refuse, before a long computation.

    Raises
    ------
    WriteError
        The folder is missing or read-only, the target is a folder, or no file can have this name.
    """
    target = Path(path)
    try:
        why = _obstacle(target)
    except (OSError, RuntimeError, ValueError) as error:  # too long, links in a circle, a NUL
        raise _cannot_write(target, _reason(error)) from error
    if why:
        raise _cannot_write(target, why)


def _obstacle(target: Path) -> str:
    """Say what stands in the way of writing a file, if anything."""
    folder = target.resolve().parent
    if target.is_dir():
        return "it is a folder"
    if not folder.is_dir():
        return f"the folder {target.parent} does not exist"
    locked = target.exists() and not os.access(target, os.W_OK)
    if locked or not os.access(folder, os.W_OK):
        return "no permission"
    return ""


def _umask() -> int:
    """Read the process's mask of permissions, which can only be read by setting it."""
    current = os.umask(0)
    os.umask(current)
    return current


def _cannot_write(target: Path, why: str) -> WriteError:
    return WriteError(f"cannot write {target}: {why}")
