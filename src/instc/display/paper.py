"""Pages as PDF or PNG: printed, or shown once, by a Chromium that is installed, without network."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from instc.errors import QuestionError, WriteError
from instc.files import scratch

if TYPE_CHECKING:
    from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LONGEST_S = 120
WINDOW = "1280,900"
OFFLINE = (
    "--headless=new",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--virtual-time-budget=10000",
)


def check(format_: str) -> None:
    """
    Refuse early what `page_as` could not make.

    Raises
    ------
    QuestionError
        No browser is found that could make it.
    """
    if format_ != "html":
        browser()


def browser() -> str:
    """
    Find a Chromium on PATH.

    Raises
    ------
    QuestionError
        There is none; the line says what to install, or what to write instead.
    """
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise QuestionError(
        "a PDF or PNG of a page needs Chromium or Chrome on PATH, and there is none: install it, "
        "or write a file that ends in .html and print that"
    )


def page_as(page: str, format_: str) -> str | bytes:
    """
    Give a page as it is, as a PDF, or as a picture of what a window shows first.

    Parameters
    ----------
    page
        HTML that needs no network: none is given.
    format_
        ``html``, ``pdf`` or ``png``.

    Raises
    ------
    QuestionError
        No browser is found.
    WriteError
        The browser did not make it.

    Examples
    --------
    >>> page_as("<p>Rasht</p>", "html")
    '<p>Rasht</p>'
    """
    if format_ == "html":
        return page
    with scratch() as folder:
        source, made = folder / "page.html", folder / f"page.{format_}"
        source.write_text(page, encoding="utf-8")
        said = _run([*_words(folder, made), source.as_uri()])
        if not made.is_file():
            raise WriteError(f"cannot make a {format_}: the browser says {said}")
        return made.read_bytes()


def _words(folder: Path, made: Path) -> list[str]:
    """Give the command of a browser that keeps all it writes in a folder."""
    words = [browser(), *OFFLINE, f"--user-data-dir={folder / 'profile'}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--no-sandbox")  # without which it does not start for root
    if made.suffix == ".pdf":
        return [*words, "--no-pdf-header-footer", f"--print-to-pdf={made}"]
    return [*words, f"--window-size={WINDOW}", f"--screenshot={made}"]


def _run(words: list[str]) -> str:
    """Run a browser, and give the last line of what it says."""
    try:
        done = subprocess.run(  # noqa: S603
            words, capture_output=True, timeout=LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"nothing in {LONGEST_S} seconds"
    except OSError as error:
        return str(error.strerror)
    lines = done.stderr.decode(errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return said[-1] if said else f"nothing (exit {done.returncode})"
