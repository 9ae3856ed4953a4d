"""The first command of the README: what follows ``pip install`` in it runs as written.

Every other command and all code of README and docs are run, and their output compared, by `test_docs`.
"""

import re
import shlex
from pathlib import Path

import pytest

from instc.tables.schema import read_table

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^\$ pip install .*?&& (instc .*)$", README, flags=re.MULTILINE)


@pytest.mark.parametrize("command", SHOWN)
def test_the_first_command_writes_its_map(cli, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)[1:]
    answer = cli(*words)
    assert answer.code == 0, answer.err
    page = tmp_path / words[words.index("--map") + 1]
    assert page.stat().st_size > 100_000
    assert "</html>" in page.read_text(encoding="utf-8")[-2000:]


def test_there_are_two_commands():
    """One to install and ask, one to install and test."""
    assert len(SHOWN) == 1
    assert re.search(r"^\$ pip install .*&& pytest$", README, flags=re.MULTILINE)


def test_it_counts_the_statements_that_are_there():
    (count,) = re.findall(r"(\d+) statements against the model", README)
    assert int(count) == len(read_table("claims"))
