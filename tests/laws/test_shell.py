"""Broken files, mutants and kills as a user meets them: each a process of its own, started by the shell's words (T10, T11, T13)."""

from __future__ import annotations

import json
import os
import random
import shlex
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest

from clock import measured

corpus = import_module("laws.test_malformed")
SRC = Path(__file__).parents[2] / "src"
AROUND = {**os.environ, "PYTHONPATH": str(SRC), "COLUMNS": "80", "OPENBLAS_NUM_THREADS": "1"}
PAIR = "Mumbai Moscow --draws 20 --against instc_caspian"
SECONDS, BYTES = (
    3.0,
    1_000_000_000,
)  # 2 s of an idle processor; on a busy one the same work counts half as much again


class Done:
    """What a process left: exit code, texts, seconds of a processor, most memory."""

    def __init__(self, words, folder):
        with subprocess.Popen(
            [sys.executable, "-m", "instc", *words],
            cwd=folder,
            env=AROUND,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        ) as process:
            self.out, self.err = (
                text.decode("utf-8", "replace") for text in process.communicate(timeout=120)
            )  # few lines: neither pipe fills
        self.words, self.code = words, process.returncode


def both(task, cases):
    """Two at a time: the machine that this is promised for has two processors."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(task, cases))


def chosen():
    """Forty of the corpus: every fourth scenario, some tables, some words."""
    scenarios = [*corpus.TOML, *corpus.RAW][::4][:25]
    tables = [("aliases", fault) for fault in list(corpus.BREAKS)[:8]]
    words = [text for text in corpus.PLACES[1::8] if "\0" not in text and len(text) < 2000][:7]
    return [
        *(("scenario", name) for name in scenarios),
        *(("table", case) for case in tables),
        *(("word", text) for text in words),
    ]


def laid_out(kind, case, folder):
    """Write the case into a folder; give the words that meet it, and what they must name."""
    if kind == "scenario":
        path = folder / "broken.toml"
        path.write_bytes(corpus.RAW[case] if case in corpus.RAW else corpus.TOML[case].encode())
        return [
            "compare",
            "Mumbai",
            "Moscow",
            "--draws",
            "10",
            "--scenario",
            path.name,
            "-o",
            "answer.txt",
        ], ("broken.toml", "scenario")
    if kind == "table":
        name, fault = case
        (folder / "mine").mkdir()
        path = folder / "mine" / f"{name}.csv"
        path.write_text(
            corpus.BREAKS[fault]((corpus.seeds_dir() / f"{name}.csv").read_text(encoding="utf-8")),
            encoding="utf-8",
        )
        return ["data", "join", "mine", "--out", "out"], (path.name,)
    return ["route", "-o", "answer.txt", "--", "Mumbai", case], (
        "place",
        "no name",
        '"',
        "coordinate",
        "longitude",
    )


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.deep)])
def test_forty_broken_files_and_words(tmp_path, every):
    """Exit 2, one line that names the file, nothing written, less than 2 s and 1 GB; on a push of each fourth."""
    assert len(chosen()) == 40
    cases = chosen()[::every]

    def meet(numbered):
        number, (kind, case) = numbered
        folder = tmp_path / str(number)
        folder.mkdir()
        words, names = laid_out(kind, case, folder)
        before = sorted(folder.rglob("*"))
        return (
            (kind, case),
            names,
            measured(["-m", "instc", *words], folder, AROUND),
            sorted(folder.rglob("*")) == before,
        )

    for case, names, (code, out, err, start), untouched in both(meet, enumerate(cases)):
        assert (code, out, err.count("\n")) == (2, "", 1), (case, code, out, err)
        assert err.startswith("instc: "), case
        assert any(name in err for name in names), (case, err)
        assert untouched, case
        assert start.processor < SECONDS, (case, start)
        assert start.megabytes * 1e6 < BYTES, (case, start)


def mutants(count):
    """Scenario files, tables of one's own, and words: mutated as in the corpus."""
    dice = random.Random(4711)
    for number in range(count):
        if number % 10 < 3:
            yield "scenario", corpus.mutate(corpus.SCENARIO, dice)
        elif number % 10 == 3:
            yield (
                "table",
                corpus.mutate(
                    b"place_id,alias,language,source_id\nmoscow,Third Rome,en,author_estimate\n",
                    dice,
                ),
            )
        else:
            line = corpus.mutate(
                dice.choice(
                    [
                        b"scenario list --format csv",
                        b"scenario lst",
                        b"data sources searoute --format json",
                        b"schema compare",
                    ]
                ),
                dice,
            )
            yield "words", line.replace(b"\0", b" ").replace(b"\n", b" ")


def meet_mutant(kind, mutant, folder):
    if kind == "scenario":
        (folder / "mine.toml").write_bytes(mutant)
        return Done(["scenario", "check", "mine.toml"], folder)
    if kind == "table":
        (folder / "mine").mkdir()
        (folder / "mine" / "aliases.csv").write_bytes(mutant)
        return Done(["data", "join", "mine", "--out", "out"], folder)
    text = os.fsdecode(mutant)
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    return Done(words, folder)


@pytest.mark.parametrize("count", [12, pytest.param(200, marks=pytest.mark.deep)])
def test_mutants(tmp_path, count):
    """An answer or one line, exit 0 or 2, never a traceback."""

    def meet(numbered):
        number, (kind, mutant) = numbered
        folder = tmp_path / str(number)
        folder.mkdir()
        return kind, mutant, meet_mutant(kind, mutant, folder)

    seen = {0: 0, 2: 0}
    for kind, mutant, done in both(meet, enumerate(mutants(count))):
        assert done.code in seen, (kind, mutant, done.err)
        assert "Traceback" not in done.err, (kind, mutant)
        assert done.code == 0 or (done.out, done.err.count("\n")) == ("", 1), (
            kind,
            mutant,
            done.out,
            done.err,
        )
        seen[done.code] += 1
    assert min(seen.values()) > count / 10, seen


# ---------------------------------------------------------------- kills

OLD = b"what was there before\n"
WRITERS = {
    "compare.json": f"compare {PAIR} --format json -o", "compare.csv": f"compare {PAIR} --format csv -o", "compare.geojson": f"compare {PAIR} --format geojson -o", "compare.txt": f"compare {PAIR} -o",
    "compare.md": f"compare {PAIR} --format md -o", "map.html": "map Tehran Moscow --draws 20 -o", "report.html": f"report {PAIR} --no-evidence -o", "ecdf.svg": "chart ecdf Mumbai Moscow --draws 20 -o", "ecdf.png": "chart ecdf Mumbai Moscow --draws 20 -o",
    "routes.gpkg": "export Mumbai Moscow --draws 20 -o", "route.json": "route INNSA IRSRP --mode sea --format json -o", "network.geojson": "network export", "mine.toml": "scenario new mine --close suez -o", "list.csv": "scenario list --format csv -o",
}  # fmt: skip
WHOLE = {
    ".json": json.loads, ".geojson": json.loads, ".html": lambda text: text.rstrip().endswith(b"</html>"), ".svg": lambda text: text.rstrip().endswith(b"</svg>"),
    ".png": lambda text: text.endswith(b"IEND\xaeB`\x82"), ".gpkg": lambda text: text.startswith(b"SQLite format 3") and len(text) % 4096 == 0, ".csv": lambda text: len({line.count(b",") for line in text.splitlines()}) >= 1 and text.endswith(b"\n"),
    ".txt": lambda text: b"again: instc compare" in text, ".md": lambda text: text.endswith(b"\n"), ".toml": lambda text: b'close = [\n    "suez",\n]\n' in text,
}  # fmt: skip


def killed(name, folder, seconds):
    """Start a command, wait until its writer opens a file beside the target, and kill it so much later; tell whether it had not ended by itself."""
    folder.mkdir()
    target = folder / name
    target.write_bytes(OLD)
    words = [sys.executable, "-m", "instc", *WRITERS[name].split(), name]
    with subprocess.Popen(
        words,
        cwd=folder,
        env=AROUND,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    ) as process:
        while (
            process.poll() is None
            and len(os.listdir(folder)) == 1  # noqa: PTH208
            and target.stat().st_size == len(OLD)
        ):
            time.sleep(0.0005)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        err = process.stderr.read().decode()
    content = target.read_bytes()
    assert content == OLD or WHOLE[target.suffix](content), (name, seconds, content[-200:], err)
    assert process.returncode in {0, -signal.SIGKILL}, (name, err)
    return content == OLD, process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("rounds", [14, pytest.param(1_000, marks=pytest.mark.deep)])
def test_killed_while_any_command_writes(tmp_path, rounds):
    """Each writer in turn, at moments that walk through its write."""
    names = list(WRITERS)
    assert rounds >= len(names)
    cases = [names[number % len(names)] for number in range(rounds)]

    def kill(numbered):
        number, name = numbered
        return killed(name, tmp_path / str(number), number % 13 / 4000)

    met = both(kill, enumerate(cases))
    assert any(old for old, _ in met), "some die before the new file is there"
    assert sum(died for _, died in met) > rounds / 3, "most die in the act"


def test_what_a_kill_left_is_never_read(tmp_path):
    """A half file beside the target changes no later answer, and is not in the way."""
    (tmp_path / ".list.csv.abc.partial").write_bytes(b"half")
    done = Done([*WRITERS["list.csv"].split(), "list.csv"], tmp_path)
    assert done.code == 0, done.err
    assert WHOLE[".csv"]((tmp_path / "list.csv").read_bytes())


def test_a_full_disk_is_exit_4_and_the_old_file_stays(tmp_path):
    """A limit on the size of files is a full disk as far as a writer can tell."""
    target = tmp_path / "network.geojson"
    target.write_bytes(OLD)
    limit = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); os.execv(sys.executable, [sys.executable, '-B', '-m', 'instc', 'network', 'export', 'network.geojson'])"
    done = subprocess.run(
        [sys.executable, "-c", limit], cwd=tmp_path, env=AROUND, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (4, b"", 1), done.stderr
    assert b"cannot write network.geojson" in done.stderr
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [OLD]


def test_a_link_as_target_stays_a_link(tmp_path):
    (tmp_path / "real.csv").write_bytes(OLD)
    (tmp_path / "list.csv").symlink_to("real.csv")
    done = Done([*WRITERS["list.csv"].split(), "list.csv"], tmp_path)
    assert done.code == 0, done.err
    assert (tmp_path / "list.csv").is_symlink()
    assert WHOLE[".csv"]((tmp_path / "real.csv").read_bytes())
