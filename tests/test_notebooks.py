"""The five notebooks: no outputs in git, short functions, and each runs from top to bottom without a network and ends in a figure."""

import ast
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECONDS = 120  # of one processor, for all of them together
spent: dict[str, float] = {}

UNPLUGGED = """
import socket

def _refuse(*args, **options):
    raise AssertionError(f"a notebook asked for the network: {args}")

_connect = socket.socket.connect
socket.getaddrinfo = _refuse
socket.socket.connect = lambda self, address: _connect(self, address) if self.family == socket.AF_UNIX else _refuse(address)
"""
CLOCK = "import time; print(time.process_time())"


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_five():
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestInGit:
    def test_is_valid_and_has_no_outputs(self, path):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert all(not cell.outputs and cell.execution_count is None for cell in code(notebook))
        assert set(notebook.metadata) == {"kernelspec", "language_info"}
        assert set(notebook.metadata.language_info) == {"name"}, (
            "a version of Python would change with whoever saves it"
        )

    def test_functions_are_short(self, path):
        for cell in code(nbformat.read(path, as_version=4)):
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                    assert node.end_lineno - node.lineno + 1 <= 5, ast.unparse(node)

    def test_says_what_it_does(self, path):
        first, *_ = nbformat.read(path, as_version=4).cells
        assert first.cell_type == "markdown"
        assert first.source.startswith("# ")


FONTS = re.compile(
    "findfont: |Matplotlib is building the font cache"
)  # what matplotlib says once on a new machine


@pytest.mark.enable_socket  # to the kernel, on this machine; the kernel itself is cut off
@pytest.mark.filterwarnings(
    "default"
)  # of the machinery of kernels; what a notebook warns of is in its outputs
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_unplugged_and_ends_in_a_figure(path, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), *sys.path]))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook = nbformat.read(path, as_version=4)
    figure = code(notebook)[-1]
    notebook.cells = [
        nbformat.v4.new_code_cell(UNPLUGGED),
        *notebook.cells,
        nbformat.v4.new_code_cell(CLOCK),
    ]
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    complaints = [
        output.text
        for cell in code(notebook)
        for output in cell.outputs
        if output.get("name") == "stderr" and not FONTS.match(output.text)
    ]
    assert not complaints
    shown = [kind for output in figure.outputs for kind in output.get("data", {})]
    assert {"image/png", "text/html"} & set(shown), "the last cell shows a figure"
    assert all(
        str(ROOT) not in str(output) for cell in code(notebook) for output in cell.outputs
    ), "no path of this machine"
    spent[path.stem] = float(notebook.cells[-1].outputs[0].text)


def test_all_together_are_quick():
    if len(spent) < len(NOTEBOOKS):
        pytest.skip("only where all of them ran")
    assert sum(spent.values()) < SECONDS, spent
