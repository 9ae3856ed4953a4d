"""What tests share: one loaded model, the command line, and a folder to break."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

import instc.model
from instc.tables.schema import content_hash, data_dir

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.comparison.comparison import Comparison

ROOT = Path(__file__).parents[1]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of all that is started from here

settings.register_profile(
    "push",
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile(
    "quick",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile(
    "deep",
    max_examples=10_000,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that freezes golden results anew."""
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="write tests/golden anew instead of comparing with it",
    )
    parser.addoption(
        "--figures", action="store_true", help="write what was found into docs/figures/trust.json"
    )
    parser.addoption(
        "--docs-update",
        action="store_true",
        help="write the outputs in README and docs anew instead of comparing with them",
    )


BOTH = {"test_laws.py", "test_questions.py"}  # one form, of which the long one has more cases


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many cases a property sees: 200, a law 60; 10,000 by ``pytest -m deep``; 25 with INSTC_LAWS=quick."""
    settings.load_profile("deep" if is_deep(config) else os.environ.get("INSTC_LAWS", "push"))
    if config.getoption("--figures") and not hasattr(config, "workerinput"):
        from figures import Figures

        config.pluginmanager.register(
            Figures("deep" if is_deep(config) else "push", config), "figures"
        )


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long forms out unless they are asked for; laws have one form, in which they see more cases."""
    for item in items:
        if is_deep(config) and item.path.name in BOTH:
            item.add_marker(pytest.mark.deep)
        if not is_deep(config) and item.get_closest_marker("deep"):
            item.add_marker(pytest.mark.skip(reason="pytest -m deep"))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what lives to the end, and come by less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Share the whole suite among two processes; a single file, a long form and what writes files of this repository run in one."""
    one_file = [Path(name.partition("::")[0]).is_file() for name in config.args]
    alone = ("golden_update", "docs_update", "benchmark_only", "usepdb", "collectonly")
    return (
        0
        if all(one_file)
        or is_deep(config)
        or any(config.getoption(name, default=False) for name in alone)
        else min(2, os.cpu_count() or 1)
    )


def is_deep(config: pytest.Config) -> bool:
    """Tell whether the long forms are asked for."""
    return "deep" in (config.getoption("-m") or "").replace("not deep", "")


@pytest.fixture(scope="session")
def model() -> instc.model.Model:
    """Load the shipped model once."""
    return instc.model.load_model()


@pytest.fixture(scope="session")
def answer(model: instc.model.Model) -> Comparison:
    """Mumbai-Moscow by few draws: who shows figures doesn't judge them."""
    return model.compare("Mumbai", "Moscow", draws=200)


@dataclass(frozen=True)
class Answer:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Run ``instc`` in this process."""
    from instc.cli import run

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def ask(*words: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["instc", *words])
        capfd.readouterr()
        code = run()
        return Answer(code, *capfd.readouterr())

    return ask


@pytest.fixture(scope="session")
def shell() -> Callable[..., Answer]:
    """Run ``instc`` as its own process."""

    def ask(
        *words: str,
        cwd: Path = ROOT,
        timeout: float = 120,
        env: dict[str, str] | None = None,
        **options: Any,
    ) -> Answer:
        around = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "80", **(env or {})}
        done = subprocess.run(
            [sys.executable, "-m", "instc", *words],
            cwd=cwd,
            env=around,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
            **options,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return ask


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy seeds and geodata to a folder that a test may break, and point INSTC_DATA at it."""
    folder = tmp_path / "data"
    for name in ("seeds", "geodata"):
        shutil.copytree(data_dir() / name, folder / name)
    monkeypatch.setenv("INSTC_DATA", str(folder))
    return folder


@pytest.fixture
def rewrite() -> Callable[..., Path]:
    """Replace a file of a copied folder, and record its new content in the provenance so that only the fault itself is met."""
    return rewrite_file


def rewrite_file(path: Path, content: bytes | str, *, fresh: bool = True) -> Path:
    """Replace a file; ``fresh`` keeps the provenance in step."""
    body = content.encode() if isinstance(content, str) else content
    path.write_bytes(body)
    provenance = path.parents[1] / "geodata" / "provenance.json"
    if fresh and path.parent.name == "seeds" and provenance.is_file():
        record = json.loads(provenance.read_text(encoding="utf-8"))
        if path.name in record["seeds"]:
            record["seeds"][path.name] = content_hash([path])
            provenance.write_text(json.dumps(record), encoding="utf-8")
    return path
