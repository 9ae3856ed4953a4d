"""Files made to hurt: each is refused in less than 2 s of one processor and 1 GB of memory, whatever its size."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
SECONDS, BYTES = 2.0, 1_000_000_000
# Each is read in one process that may not have more memory; it says what each cost, and how it was refused.
READER = """
import json, os, resource, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import shutil
from instc.errors import InstcError
from instc.tables.user_tables import read_tracks
from instc.scenarios.scenario import load_scenario
from instc.tables.schema import read_table, seeds_dir

folder = Path(sys.argv[2])
shutil.copytree(seeds_dir(), folder / "seeds")
table = folder / "seeds" / "places.csv"
good = table.read_bytes()
head, cells = good.split(b"\\n")[0], good.split(b"\\n")[0].count(b",")

def many(pattern, count, join="\\n"):
    return join.join(pattern.replace("#", str(n)) for n in range(count))

scenarios = {
    "keys": many("k#=1", 30_000), "sets": many("[set.k#]\\nx=1", 15_000), "columns": "[set.a]\\n" + many("k#=1", 30_000), "dots": ".".join("a" * 100_000) + "=1",
    "quoted_dots": ".".join(["'a'"] * 50_000) + "=1", "dotted_keys": many(".".join("a" * 400) + ".k#=1", 300), "inline": "a=" + "{a=" * 50_000, "brackets": "open=" + "[" * 250_000,
    "digits": "a=" + "9" * 250_000, "hexadecimal": "[set.a]\\np50=0x" + "f" * 250_000, "list": "open=[" + "'x'," * 70_000 + "]\\nshut=1", "both": "open=[" + many("'x#'", 15_000, ",") + "]\\nclose=[" + many("'x#'", 15_000, ",") + "]",
    "escapes": 'name="' + "\\\\u0041" * 40_000 + '"\\nshut=1', "comment": "#" * 60_000_000, "word": "a" * 290_000, "words": '"a.' * 90_000, "spaces": "a" + " " * 290_000, "dots_and_spaces": "a. " * 90_000, "quotes": "'" * 290_000,
}
tables = {
    "newlines": b"\\n" * 19_000_000, "header": b",".join(b"c%d" % n for n in range(1_000_000)), "commas": head + b"\\n" + b"," * 19_000_000, "empty_rows": head + b"\\n" + (b"," * cells + b"\\n") * 2_000_000,
    "bad_rows": head + b"\\n" + b"\\n".join(b"p%d" % n + b",x" * cells for n in range(30_000)), "same_rows": good.split(b"\\n")[0] + b"\\n" + (good.split(b"\\n")[1] + b"\\n") * 30_000,
    "quotes": head + b"\\n" + b'"' * 19_000_000, "nul": head + b"\\n" + b"\\0" * 19_000_000, "cell": head + b"\\n" + b"x" * 130_000 + b",x" * cells, "large": head + b"\\n" + b"x" * 100_000_000,
}
layers = {
    "nested": b"[" * 7_900_000, "lists": b"[" + b"[]," * 2_600_000 + b"[]]", "features": b'{"features": [' + b"{}," * 2_600_000 + b"{}]}", "digits": b"9" * 7_900_000, "text": b'"' + b"\\u0041" * 1_300_000 + b'"',
    "large": b" " * 100_000_000,
}

def cost(read):
    start = time.process_time()
    try:
        read()
        how = "read"
    except InstcError as error:
        how = str(error)
    except BaseException as error:
        how = f"a bug: {type(error).__name__}"
    return time.process_time() - start, how

def scenario(name, path):
    print(json.dumps(["scenario " + name, *cost(lambda: load_scenario(str(path)))]), flush=True)

def one_table(name):
    print(json.dumps(["table " + name, *cost(lambda: read_table("places", folder / "seeds"))]), flush=True)

def one_layer(name):
    print(json.dumps(["layer " + name, *cost(lambda: read_tracks(layer))]), flush=True)

def held(what):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))

layer = folder / "tracks.geojson"
read_table("places", folder / "seeds")  # what is imported on the first call is not what a file costs
mapped = held("VmSize")  # libraries map what they never touch: pyarrow, where it is, a gigabyte
resource.setrlimit(resource.RLIMIT_AS, (mapped + int(sys.argv[3]), resource.RLIM_INFINITY))
for name, text in scenarios.items():
    path = folder / f"{name}.toml"
    path.write_text(text)
    scenario(name, path)
for name, body in tables.items():
    table.write_bytes(body)
    one_table(name)
table.unlink()
for name, body in layers.items():
    layer.write_bytes(body)
    one_layer(name)
layer.unlink()
layer.symlink_to("/dev/zero")
one_layer("device")
layer.unlink()
os.mkfifo(layer)
one_layer("pipe")
for name in ("zero", "urandom"):
    (folder / f"{name}.toml").symlink_to(f"/dev/{name}")
    scenario(name, folder / f"{name}.toml")
table.symlink_to("/dev/zero")
one_table("device")
table.unlink()
os.mkfifo(table)
one_table("pipe")
os.mkfifo(folder / "pipe.toml")
scenario("pipe", folder / "pipe.toml")
print(json.dumps(["memory", held("VmHWM"), ""]))  # not ru_maxrss, which knows the parent's too
"""


@pytest.fixture(scope="module")
def costs(tmp_path_factory):
    words = [
        sys.executable,
        "-c",
        READER,
        str(SRC),
        str(tmp_path_factory.mktemp("bombs")),
        str(BYTES),
    ]
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {name: (cost, how) for name, cost, how in map(json.loads, done.stdout.splitlines())}


def test_each_is_refused(costs):
    assert len(costs) == 43
    for name, (_, how) in costs.items():
        assert not how.startswith(("read", "a bug")), (name, how)
        assert len(how) < 10_000, name


def test_each_in_less_than_two_seconds(costs):
    slow = {
        name: round(seconds, 1)
        for name, (seconds, _) in costs.items()
        if name != "memory" and seconds > SECONDS
    }
    assert not slow


def test_all_in_less_than_a_gigabyte(costs):
    assert costs["memory"][0] < BYTES
