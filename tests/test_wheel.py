"""The wheel, installed elsewhere, answers without the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build without isolation, as no index can be reached here."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-c",
        "import sys; from hatchling.cli import hatchling; sys.argv = ['hatchling', 'build', '-t', 'wheel', '-d', sys.argv[1]]; hatchling()",
        str(folder),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_it_holds_the_data_and_no_test(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "instc/data/seeds/datapackage.json" in names
    assert "instc/data/geodata/links.geojson" in names
    assert "instc/data/geodata/osm/LICENSE.md" in names
    assert "instc/py.typed" in names
    assert not [name for name in names if "test" in name.split("/")[0] or "__pycache__" in name]


def test_it_answers_elsewhere(wheel, tmp_path):
    """A fresh environment with this one's libraries, and nothing of the repository."""
    home = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    site = next(home.glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    (site / "zz_libraries.pth").write_text(
        f"import sys; sys.path.append({sysconfig.get_path('purelib')!r})\n"
    )  # after our own: no .pth of theirs is read
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    code = "import sys; from instc.cli import main; sys.argv[0] = 'instc'; main()"
    done = subprocess.run(
        [
            home / "bin" / "python",
            "-c",
            code,
            "compare",
            "Mumbai",
            "Moscow",
            "--draws",
            "50",
            "--format",
            "json",
        ],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {way["corridor"] for way in json.loads(done.stdout)["alternatives"]} >= {
        "instc_west_road",
        "suez_black_sea",
    }
    where = subprocess.run(
        [
            home / "bin" / "python",
            "-c",
            "import instc, instc.tables.schema; print(instc.__file__); print(instc.tables.schema.data_dir())",
        ],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(line.startswith(str(site)) for line in where.stdout.splitlines()), where.stdout


@pytest.mark.deep
def test_two_builds_are_one_file(wheel, tmp_path):
    command = [
        sys.executable,
        "-c",
        "import sys; from hatchling.cli import hatchling; sys.argv = ['hatchling', 'build', '-t', 'wheel', '-d', sys.argv[1]]; hatchling()",
        str(tmp_path),
    ]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert next(tmp_path.glob("*.whl")).read_bytes() == wheel.read_bytes()
