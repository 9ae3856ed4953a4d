"""Writing a file whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from instc.errors import WriteError


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
        handle, partial = tempfile.mkstemp(
            dir=real.parent, prefix=f".{real.name}.", suffix=".partial"
        )
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).chmod(_mode_of(real))
        Path(partial).replace(real)
    except OSError as error:
        _remove(partial)
        raise _cannot_write(target, error.strerror or str(error)) from error
    except BaseException:  # Ctrl-C between creating and replacing leaves nothing behind
        _remove(partial)
        raise
    return target


def _remove(partial: str) -> None:
    """Take away what was begun, if it can be."""
    with suppress(OSError):
        Path(partial).unlink(missing_ok=True)


def _mode_of(path: Path) -> int:
    """Give the permissions of a file, or those that a new one gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    return 0o666 & ~_umask()


def _pour(device: Path, data: bytes) -> Path:
    """Write to a device or a pipe, which can't be replaced."""
    try:
        with device.open("wb") as stream:
            stream.write(data)
    except OSError as error:
        raise _cannot_write(device, error.strerror or str(error)) from error
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
        reason = getattr(error, "strerror", None) or str(error)
        raise _cannot_write(target, reason) from error
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
