"""The same question gives the same bytes: elsewhere, in another language, time zone or process; and eight at once (T14, T22)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from instc.tables.schema import data_dir

SRC = Path(__file__).parents[2] / "src"
QUESTION = ["compare", "Mumbai", "Moscow", "--draws", "300", "--seed", "3"]
AROUND = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "80"},
    {
        "PYTHONHASHSEED": "4711",
        "TZ": "Asia/Kolkata",
        "LC_ALL": "C",
        "COLUMNS": "200",
        "PYTHONUTF8": "1",
    },
]


def start(words, folder, around, *, python=sys.executable):
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SRC), **around}
    return subprocess.Popen(
        [python, "-m", "instc", *words],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize(
    "format_",
    [
        "json",
        pytest.param("csv", marks=pytest.mark.deep),
        pytest.param("geojson", marks=pytest.mark.deep),
        pytest.param("md", marks=pytest.mark.deep),
    ],
)
def test_elsewhere(tmp_path, format_):
    """Another folder, a copy of the data with its files in another order, another locale, time zone and hash seed."""
    copy = tmp_path / "copy"
    for name in ("geodata", "seeds"):
        shutil.copytree(data_dir() / name, copy / name)
    folders = [tmp_path / "a", tmp_path / "ü b"]
    for folder in folders:
        folder.mkdir()
    runs = [
        start([*QUESTION, "--format", format_], folder, {**around, **extra})
        for folder, around, extra in zip(
            folders, AROUND, ({}, {"INSTC_DATA": str(copy)}), strict=True
        )
    ]
    outs = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outs
    assert str(tmp_path).encode() not in outs[0][0]
    assert outs[0][0] == outs[1][0].replace(
        f" --data {copy}".encode(), b""
    )  # the one thing that an answer says of where it was asked


def newest_python():
    """The newest other interpreter of this machine: on the PATH, or among those of pyenv."""
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for minor in range(20, 11, -1):
        folders = sorted(home.glob(f"3.{minor}.*/bin"))
        found = shutil.which(
            f"python3.{minor}", path=os.pathsep.join([*map(str, folders), os.environ["PATH"]])
        )
        if (
            minor != sys.version_info.minor
            and found
            and subprocess.run([found, "-c", ""], check=False, capture_output=True).returncode == 0
        ):
            return found
    return None


@pytest.mark.deep
def test_the_newest_python_gives_the_same_bytes(tmp_path):
    """With the same versions of what we need, installed beside it."""
    found = newest_python()
    if found is None:
        pytest.skip("no Python later than 3.11 is installed here")
    pins = tmp_path / "pins.txt"
    pins.write_text(
        "".join(
            f"{one.name}=={one.version}\n"
            for one in metadata.distributions()
            if one.name != "instc"
        ),
        encoding="utf-8",
    )
    wanted = tomllib.loads((SRC.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    subprocess.run([found, "-m", "venv", str(tmp_path / "venv")], check=True)
    other = tmp_path / "venv" / "bin" / "python"
    done = subprocess.run(
        [other, "-m", "pip", "install", "-q", "-c", str(pins), *wanted],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip(f"what we need can't be installed for {found} here")
    for format_ in ("json", "csv", "geojson", "md"):
        runs = [
            start([*QUESTION, "--format", format_], tmp_path, AROUND[0], python=python)
            for python in (sys.executable, other)
        ]
        outs = [run.communicate(timeout=300) for run in runs]
        assert [run.returncode for run in runs] == [0, 0], outs
        assert outs[0][0] == outs[1][0]


def test_again_in_one_process(model):
    first = model.compare("Mumbai", "Moscow", draws=300, seed=3)
    second = model.compare("Mumbai", "Moscow", draws=300, seed=3)
    assert first.to_json() == second.to_json()
    assert first.to_geojson() == second.to_geojson()


def test_another_seed_differs_but_little(model):
    """P50 of 4,000 draws: two runs differ by less than 3 %."""
    one, other = (
        model.compare("Mumbai", "Moscow", draws=4000, seed=seed).to_frame() for seed in (1, 2)
    )
    assert not one["days_p50"].equals(other["days_p50"])
    assert (abs(one["days_p50"] / other["days_p50"] - 1) < 0.03).all()


WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from instc.files import write_whole
for _ in range(60):
    write_whole(sys.argv[2], sys.argv[3] * 100_000)
"""


def test_eight_processes_write_one_file(tmp_path):
    target = tmp_path / "x.json"
    target.write_text("0" * 100_000)
    writers = [
        subprocess.Popen([sys.executable, "-S", "-c", WRITER, str(SRC), str(target), str(number)])
        for number in range(8)
    ]
    while any(writer.poll() is None for writer in writers):
        content = target.read_bytes()
        assert len(content) == 100_000
        assert len(set(content)) == 1
    assert [writer.returncode for writer in writers] == [0] * 8
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


SHOWN = """
import hashlib, json, re, instc
from instc.maps import comparison_map
model = instc.load_model()
answer = model.compare("Mumbai", "Moscow", draws=50)
way = answer.alternatives["instc_west_road"]
values = {
    "model": model, "home": model.home, "network": model.network, "router": model.router, "words": model.words,
    "corridor": model.corridors["instc_west_road"], "box": model.consignment, "land": model.land,
    "scenario": instc.load_scenario("winter"), "question": answer.question, "answer": answer, "way": way,
    "trip": way.itinerary, "met": answer.met, "break-even": answer.breakeven(), "levers": answer.sensitivity(),
    "split": answer.variance(), "sources": answer.sources(), "map": comparison_map(answer), "end": answer.origin,
}
said = {}
for name, value in values.items():
    texts = [repr(value), getattr(value, "_repr_html_", str)()]
    assert texts == [repr(value), getattr(value, "_repr_html_", str)()], name
    found = re.findall(r"0x[0-9a-f]{6,}", "".join(texts))
    assert not found, (name, found)
    said[name] = hashlib.sha256("".join(texts).encode()).hexdigest()
print(json.dumps(said))
"""


def test_what_a_notebook_shows_is_the_same_on_each_call_and_in_each_process(tmp_path):
    """Text and HTML of every value: no address in memory, no random id, no order of a set. (Tables of pandas are as wide as the console.)"""
    runs = []
    for around in AROUND:
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SRC), **around, "COLUMNS": "80"}
        line = [sys.executable, "-c", SHOWN]
        runs.append(subprocess.Popen(line, cwd=tmp_path, env=env, stdout=subprocess.PIPE))
    outs = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert outs[0] == outs[1] != b""
