"""Pages as PDF and PNG by a browser; and what is said where there is none, or it fails."""

import shutil
import stat
import struct
import tempfile

import pytest

from instc.display import paper
from instc.errors import QuestionError, WriteError

PAGE = "<!doctype html><title>t</title><style>body{margin:0;background:#0072b2}</style><p>Rasht"
needs_browser = pytest.mark.skipif(
    not any(map(shutil.which, paper.BROWSERS)), reason="no Chromium here"
)


@pytest.fixture
def scratch_folder(tmp_path, monkeypatch):
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Put a browser of a few lines on PATH, alone."""

    def put(lines):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "chromium"
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(folder))

    return put


@needs_browser
def test_a_pdf(scratch_folder):
    made = paper.page_as(PAGE, "pdf")
    assert made.startswith(b"%PDF-")
    assert b"/Type /Page" in made
    assert not list(scratch_folder.iterdir())


@needs_browser
def test_a_picture_of_a_window(scratch_folder):
    made = paper.page_as(PAGE, "png")
    assert made.startswith(b"\x89PNG")
    assert struct.unpack(">II", made[16:24]) == (1280, 900)
    assert not list(scratch_folder.iterdir())


def test_html_needs_no_browser(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    paper.check("html")
    assert paper.page_as(PAGE, "html") == PAGE


@pytest.mark.parametrize("format_", ["pdf", "png"])
def test_without_a_browser_one_line_says_what_to_install(format_, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    for ask in (paper.check, lambda one: paper.page_as(PAGE, one)):
        with pytest.raises(QuestionError, match=r"needs Chromium or Chrome on PATH.*install it"):
            ask(format_)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("echo first >&2; echo it broke >&2; exit 3", "the browser says it broke"),
        ("exit 3", r"the browser says nothing \(exit 3\)"),
        ("sleep 30", "the browser says nothing in 0.2 seconds"),
    ],
)
def test_a_browser_that_fails(lines, words, fake, scratch_folder, monkeypatch):
    fake(f"PATH=/bin:/usr/bin\n{lines}")
    monkeypatch.setattr(paper, "LONGEST_S", 0.2 if "sleep" in lines else 120)
    with pytest.raises(WriteError, match=f"cannot make a pdf: {words}"):
        paper.page_as(PAGE, "pdf")
    assert not list(scratch_folder.iterdir())


def test_it_may_ask_no_network_and_writes_into_its_folder_alone(fake, scratch_folder):
    fake('for word; do case $word in --print-to-pdf=*) echo "$@" > "${word#*=}";; esac; done')
    said = paper.page_as(PAGE, "pdf").decode()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in said
    assert f"--user-data-dir={scratch_folder}/instc-" in said
