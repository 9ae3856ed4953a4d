"""Every command that the README shows is run, as written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]  # docs/ has its own test, which compares the output too
NOT_HERE = ("instc build",)  # writes the shipped geodata; tests/test_cli.py builds into another folder


def commands(text):
    """Lines of code blocks that start with instc, with or without a prompt, and with what leads up to it."""
    for block in re.findall(r"^```(?:console|bash|sh|shell)?\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            command = re.search(r"(?:^\$? ?|&& )(instc(?: [^#>|]*)?)", line.strip())
            if command:
                yield command.group(1).strip()


SHOWN = sorted({(path.relative_to(ROOT).as_posix(), command) for path in PAGES for command in commands(path.read_text(encoding="utf-8"))})


def blocks(text):
    return re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


CODE = [(path.relative_to(ROOT).as_posix(), number, code) for path in PAGES for number, code in enumerate(blocks(path.read_text(encoding="utf-8")))]


@pytest.mark.parametrize(("page", "command"), SHOWN, ids=[command for _, command in SHOWN])
def test_a_command_that_is_shown_runs(cli, tmp_path, monkeypatch, page, command):
    if command.startswith(NOT_HERE):
        pytest.skip("it would write the shipped files")
    monkeypatch.chdir(tmp_path)
    answer = cli(*shlex.split(command)[1:])
    assert answer.code == 0, f"{page}: {command}: {answer.err}"


@pytest.mark.parametrize(("page", "number", "code"), CODE, ids=[f"{page}-{number}" for page, number, _ in CODE])
def test_python_that_is_shown_runs(tmp_path, monkeypatch, page, number, code):  # noqa: ARG001
    monkeypatch.chdir(tmp_path)
    exec(compile(code, page, "exec"), {})  # noqa: S102


def test_the_readme_shows_commands():
    assert len([command for page, command in SHOWN if page == "README.md"]) >= 5
