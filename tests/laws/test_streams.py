"""Every command on every kind of stream: code pages, full disks, closed pipes, signs that a terminal obeys, numbers that JSON has not."""

from __future__ import annotations

import errno
import io
import json
import os
import shlex
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import pytest

from instc import cli
from instc.errors import InstcError
from instc.tables.schema import data_dir

SRC = Path(__file__).parents[2] / "src"
AROUND = {**os.environ, "PYTHONPATH": str(SRC), "COLUMNS": "80"}
PAGES = ["cp1252", "cp1251", "cp866", "cp437", "latin-1", "ascii"]
ANSWERS = [
    "", "--help", "--version", "compare --help", "scenario --help", "scenario list --help",
    "compare Mumbai Moscow --draws 10", "compare Mumbai Moscow --draws 10 -f json", "compare Mumbai Moscow --draws 10 -f md", "compare Mumbai Moscow --draws 10 -f csv", "compare Mumbai Moscow --draws 10 -f geojson", "compare Mumbai Moscow --draws 10 -o - -f xlsx",
    "compare Mumbai Moscow --draws 10 --cite bibtex", "compare Mumbai Moscow --draws 10 --cite csl", "route INNSA IRSRP --mode sea --draws 10", "route INNSA IRSRP --mode sea --draws 10 -f md",
    "map Tehran Moscow --draws 10 -o -", "report Tehran Moscow --draws 10 --no-evidence -o -", "chart ecdf Mumbai Moscow --draws 10 -o -", "export Mumbai Moscow --draws 10 -o - -f csv", "export Mumbai Moscow --draws 10 -o - -f gpkg",
    "breakeven Mumbai Moscow --draws 10", "sensitivity Mumbai Moscow --draws 10", "bottleneck --ladder", "bottleneck -f csv", "replay jeddah-2023", "places", "places -f csv", "places -f json",
    "network info", "network nodes", "network links", "network export - -f geojson", "data sources", "data sources -f json", "data sources --cite bibtex", "data why rasht-astara.length_km", "data why rasht-astara.length_km -f json",
    "scenario list", "scenario list -f csv", "scenario show winter", "scenario show winter -f json", "scenario check winter", "scenario new my --close suez -o -", "scenario diff Mumbai Moscow -s winter --draws 10",
    "claims show e02", "schema", "schema compare", "completion bash", "geodata refresh --dry-run --link yalama.rail1520-bilajari.rail1520",
]  # fmt: skip
PLANNED = "1 link, 2 tiles, at least 2 requests to https://overpass-api.de/api\n"
SLOW = ["doctor", "data verify", pytest.param("backtest", marks=pytest.mark.deep), "backtest --by usd", pytest.param("claims list", marks=pytest.mark.deep), f"data diff {shlex.quote(str(data_dir()))}", "scenario matrix --pair Mumbai:Moscow --draws 10"]  # fmt: skip


class Streams:
    """What a command wrote, as bytes, on streams of a code page."""

    def __init__(self, patch, encoding, words, *, out=None):
        self.raw, self.err = io.BytesIO(), io.BytesIO()
        out = out or io.TextIOWrapper(self.raw, encoding=encoding)
        err = io.TextIOWrapper(self.err, encoding=encoding, errors="backslashreplace")
        with patch.context() as here:
            here.setattr(sys, "argv", ["instc", *shlex.split(words)])
            here.setattr(sys, "stdout", out)
            here.setattr(sys, "stderr", err)
            here.setenv("COLUMNS", "80")
            here.setenv("NO_COLOR", "1")
            try:
                self.code = cli.run()
            except SystemExit as left:
                self.code = left.code
            err.flush()
        self.out = self.raw.getvalue()
        self.told = self.err.getvalue().decode(encoding)
        err.detach()
        if out.buffer is self.raw:
            out.detach()


@pytest.fixture(scope="module")
def as_utf8():
    """Answers on UTF-8, each asked once."""
    known = {}

    def ask(words):
        if words not in known:
            known[words] = Streams(pytest.MonkeyPatch, "utf-8", words)
        return known[words]

    return ask


def is_text_for_people(words):
    return not any(flag in words for flag in ("-f ", "--cite", "-o -", "completion", "schema c"))


def pages_of(words):
    """One page in turn, for people any and for programs the least: all stand behind `pytest -m deep`."""
    turn = ANSWERS.index(words) % len(PAGES)
    return [PAGES[turn]] if is_text_for_people(words) else PAGES[-1:]


@pytest.mark.parametrize(
    "pages", [pytest.param(pages_of, id="one"), pytest.param(lambda _: PAGES, marks=pytest.mark.deep, id="all")]
)  # fmt: skip
@pytest.mark.parametrize("words", ANSWERS)
def test_every_command_answers_on_every_code_page(words, pages, as_utf8, monkeypatch):
    """Exit 0; what programs read is the same bytes, what people read has one sign for one."""
    plain = as_utf8(words)
    assert plain.code == 0, plain.told
    for page in pages(words):
        met = Streams(monkeypatch, page, words)
        assert met.code == 0, (page, met.told)
        if not is_text_for_people(words):
            assert met.out == plain.out, page
            continue
        ours, theirs = plain.out.decode("utf-8"), met.out.decode(page)
        assert len(ours) >= len(theirs) > 0, page
        assert ours.count("\n") == theirs.count("\n"), page
        kept = [a for a, b in zip(ours, theirs, strict=False) if a == b]
        if len(ours) == len(theirs):
            assert len(kept) > 0.6 * len(ours), page
            assert all(ord(a) > 127 for a, b in zip(ours, theirs, strict=True) if a != b), page


@pytest.mark.parametrize("words", SLOW)
def test_slow_commands_answer_on_the_least_code_page(words, monkeypatch):
    met = Streams(monkeypatch, "ascii", words)
    assert met.code == 0, met.told
    assert met.out.isascii()


@pytest.mark.parametrize(
    "words", [f"compare {name} Moscow" for name in ("Рештаб", "'\udcff\x1b[2J'", "'\u202eab'")]
)
@pytest.mark.parametrize("page", [*PAGES, "utf-8"])
def test_what_was_typed_comes_back_as_text(page, words, monkeypatch):
    met = Streams(monkeypatch, page, words)
    assert (met.code, met.out, met.told.count("\n")) == (2, b"", 1)
    assert met.told.strip().isprintable()


@pytest.mark.parametrize("page", ["cp1252", "ascii"])
def test_a_process_of_its_own_takes_the_code_page(page):
    env = {**AROUND, "PYTHONIOENCODING": page, "PYTHONUTF8": "0"}
    for words in ("places Baku", "places Baku -f json", "compare Mumbai Mоscow"):
        done = subprocess.run(
            [sys.executable, "-m", "instc", *words.split()],
            env=env,
            capture_output=True,
            check=False,
        )
        assert done.returncode == (2 if "compare" in words else 0), done.stderr
        if "json" in words:
            assert "Баку" in json.loads(done.stdout)["rows"][1]["spellings"]


# ---------------------------------------------------------------- full and closed


@pytest.mark.parametrize("words", ANSWERS)
def test_a_full_stdout_is_one_line_and_exit_4(words, monkeypatch):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    full = io.TextIOWrapper(io.BufferedWriter(io.FileIO("/dev/full", "w")), encoding="utf-8")
    met = Streams(monkeypatch, "utf-8", words, out=full)
    os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
    full.close()
    assert met.code == 4
    line = "instc: error: cannot write to standard output: No space left on device\n"
    assert met.told.removeprefix(PLANNED) == line


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        pytest.param("places", marks=pytest.mark.deep),
        pytest.param("places -f json", marks=pytest.mark.deep),
        "compare Mumbai Moscow --draws 10",
    ],
)
@pytest.mark.parametrize(
    ("around", "code", "line"),
    [
        (">/dev/full", 4, "instc: error: cannot write to standard output: No space left on device\n"),
        (">&-", 4, "instc: error: cannot write to standard output: Bad file descriptor\n"),
        ("| true", 141, ""),
        ("2>&-", 0, ""),
        ("2>/dev/full", 0, ""),
    ],
)  # fmt: skip
def test_a_shell_sees_the_exit_and_at_most_one_line(words, around, code, line, tmp_path):
    run = f"{sys.executable} -m instc {words}"
    line_of_shell = f"(sleep 0; {run}) {around}; exit ${{PIPESTATUS[0]}}"
    if around == "| true":
        line_of_shell = f"(trap '' TERM; sleep 0.3; {run}) {around}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line_of_shell], cwd=tmp_path, env=AROUND, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.decode()) == (code, line)
    assert not list(tmp_path.iterdir())


def test_a_closed_stderr_is_never_taken_by_a_file(tmp_path):
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -W always -m instc places -o places.csv 2>&- >&-"],
        cwd=tmp_path,
        env=AROUND,
        check=False,
    )
    assert done.returncode == 0
    assert (tmp_path / "places.csv").read_bytes().startswith(b"\xef\xbb\xbfplace_id,")


# ---------------------------------------------------------------- a fault at each step

WRITERS = {
    "x.json": "compare Mumbai Moscow --draws 10", "x.csv": "compare Mumbai Moscow --draws 10", "x.xlsx": "compare Mumbai Moscow --draws 10", "x.geojson": "compare Mumbai Moscow --draws 10", "x.md": "route INNSA IRSRP --mode sea --draws 10", "x.txt": "places Baku",
    "m.html": "map Tehran Moscow --draws 10", "r.html": "report Tehran Moscow --draws 10 --no-evidence", "c.svg": "chart ecdf Mumbai Moscow --draws 10", "c.png": "chart ecdf Mumbai Moscow --draws 10", "c.pdf": "chart ecdf Mumbai Moscow --draws 10",
    "l.gpkg": "export Mumbai Moscow --draws 10", "l.geojson": "export Mumbai Moscow --draws 10", "l.csv": "export Mumbai Moscow --draws 10", "s.toml": "scenario new s --close suez", "w.json": "data why rasht-astara.length_km", "w.bib": "data sources searoute --cite bibtex",
}  # fmt: skip
FAULT = {"left": None, "under": "", "met": []}


def _fail(event, args):
    """Refuse the n-th thing that is made under a folder."""
    asleep = not FAULT or FAULT["left"] is None  # names are gone when Python ends
    if asleep or event not in {"open", "os.mkdir", "os.rename"}:
        return
    where = args[1] if event == "os.rename" else args[0]
    if not isinstance(where, str | bytes | os.PathLike):
        return
    if not os.fsdecode(where).startswith(FAULT["under"]):
        return
    if event == "os.mkdir" and Path(os.fsdecode(where)).is_dir():
        return  # made again, which no one minds
    if event == "open" and not (args[2] or 0) & (os.O_WRONLY | os.O_RDWR):
        return
    FAULT["left"] -= 1
    if FAULT["left"] == 0:
        FAULT["met"].append(event)
        raise OSError(errno.ENOSPC, "No space left on device", os.fsdecode(where))


@pytest.fixture(scope="module", autouse=True)
def hook():
    sys.addaudithook(_fail)  # which stays as long as the process, asleep
    yield
    FAULT["left"] = None


@pytest.fixture
def ask_failing(tmp_path, monkeypatch):
    """Run a command whose n-th step fails, in a folder of its own, which is listed before and after."""
    home = tmp_path / "home"
    (home / "tmp").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(home / "tmp"))
    monkeypatch.chdir(home)

    def ask(step, words):
        before = listed(home)
        FAULT.update(left=step, under=str(home), met=[])
        try:
            met = Streams(monkeypatch, "utf-8", words)
        finally:
            FAULT["left"] = None
        return met, FAULT["met"], listed(home) == before

    return home, ask


def listed(folder):
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def steps(ask, words, *, every=1):
    """Fail each step in turn until none is met; give how many were."""
    step, met = 1, 0
    while True:
        answer, failed, untouched = ask(step, words)
        if not failed:
            assert answer.code == 0, answer.told
            return met
        met += 1
        assert answer.code == 4, (step, failed, answer.told)
        assert (answer.out, answer.told.count("\n")) == (b"", 1), (step, answer.told)
        assert "cannot write" in answer.told
        assert "No space left on device" in answer.told
        assert untouched, (step, failed)
        step += every


@pytest.mark.parametrize("every", [2, pytest.param(1, marks=pytest.mark.deep)])
@pytest.mark.parametrize("name", WRITERS)
def test_whichever_step_fails_the_old_file_stays_and_no_other(name, every, ask_failing):
    home, ask = ask_failing
    (home / name).write_bytes(b"old")
    assert steps(ask, f"{WRITERS[name]} -o {home / name}", every=every) >= 2 / every
    assert (home / name).read_bytes() != b"old"


@pytest.mark.parametrize("name", ["n.geojson", pytest.param("n.graphml", marks=pytest.mark.deep)])
def test_the_network_too(name, ask_failing):
    home, ask = ask_failing
    assert steps(ask, f"network export {home / name}") >= 2


@pytest.mark.parametrize("every", [13, pytest.param(3, marks=pytest.mark.deep)])
def test_joined_tables_are_there_whole_or_not_at_all(every, ask_failing):
    home, ask = ask_failing
    lay_out_aliases(home / "mine")
    out = home / "new" / "joined"
    assert steps(ask, f"data join {home / 'mine'} --out {out}", every=every) > 2
    assert (out / "geodata" / "provenance.json").is_file()
    assert [path.name for path in out.parent.iterdir()] == ["joined"]


def test_a_folder_that_was_there_empty_stays_so(ask_failing):
    home, ask = ask_failing
    lay_out_aliases(home / "mine")
    out = home / "joined"
    out.mkdir(mode=0o750)
    answer, failed, untouched = ask(40, f"data join {home / 'mine'} --out {out}")
    assert (answer.code, len(failed), untouched) == (4, 1, True)
    assert ask(10_000, f"data join {home / 'mine'} --out {out}")[0].code == 0
    assert out.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.deep)])
def test_a_full_tmpdir_is_one_line(every, ask_failing):
    home, ask = ask_failing
    lay_out_aliases(home / "mine")
    assert steps(ask, f"--extra {home / 'mine'} places Baku", every=every) > 2


def test_what_the_model_refuses_is_not_left(ask_failing, monkeypatch):
    """The tables fit, the network does not."""
    home, ask = ask_failing
    lay_out_aliases(home / "mine")

    def refuse(**_):
        raise InstcError("no network")

    monkeypatch.setattr("instc.model.load_model", refuse)
    answer, _, untouched = ask(None, f"data join {home / 'mine'} --out {home / 'joined'}")
    assert (answer.code, answer.told, untouched) == (2, "instc: error: no network\n", True)


def lay_out_aliases(folder, alias="Third Rome"):
    folder.mkdir()
    rows = f"place_id,alias,language,source_id\nmoscow,{alias},en,author_estimate\n"
    (folder / "aliases.csv").write_text(rows, encoding="utf-8-sig")  # as a spreadsheet saves it


@pytest.mark.parametrize("limit", [3_000, 90_000])
@pytest.mark.parametrize(
    "words", ["export Mumbai Moscow --draws 10 -o r.gpkg", "network export n.gpkg"]
)
def test_a_disk_that_fills_while_another_library_writes(words, limit, tmp_path):
    code = f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); os.execv(sys.executable, [sys.executable, '-B', '-m', 'instc', *sys.argv[1:]])"
    env = {**AROUND, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words.split()], cwd=tmp_path, env=env, capture_output=True, check=False
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (4, b""), done.stderr
    assert done.stderr.count(b"\n") == 1
    assert b"TMPDIR" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("words", "code"), [("places Rome", 0), ("compare Rome Nowhere", 2)])
def test_a_process_that_leaves_at_once_leaves_no_scratch(words, code, tmp_path):
    """A command ends without Python's own clearing up: what it registered is done all the same."""
    scratch, mine = tmp_path / "scratch", tmp_path / "mine"
    scratch.mkdir()
    lay_out_aliases(mine)
    command = [sys.executable, "-m", "instc", "--extra", str(mine), *words.split()]
    env = {**AROUND, "TMPDIR": str(scratch)}
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert done.returncode == code, done.stderr
    assert bool(done.stdout) == (code == 0)
    assert not list(scratch.iterdir())


# ---------------------------------------------------------------- signs that a terminal obeys

SLY = "x\x1b[31my\x9b1mz\u202eq\u2066w\u200be"
OBEYED = set("\x1b\x9b\u202e\u2066\u200b\r\x07")


@pytest.mark.parametrize(
    "words",
    ["places Moscow", "places Moscow -f csv", "places Moscow -f json", "compare Mumbai Moscow --draws 10", "compare Mumbai Moscow --draws 10 -f md", "scenario show sly.toml", "scenario check sly.toml", "scenario list -f csv", "data why mine", "data sources mine", "data sources mine --cite bibtex", "compare Mumbai Moscow --draws 10 --scenario sly.toml", "scenario diff Mumbai Moscow -s sly.toml --draws 10"],
)  # fmt: skip
def test_no_sign_of_a_table_or_scenario_moves_a_terminal(words, tmp_path, monkeypatch):
    lay_out_aliases(tmp_path / "mine", SLY)
    head = (data_dir() / "seeds" / "sources.csv").read_text(encoding="utf-8").split("\n")[0]
    row = dict.fromkeys(head.split(","), "") | {"source_id": "mine", "title": SLY, "author": SLY, "year": "2024", "address": "https://example.org", "read_depth": "full", "accessed": "2026-01-01"}  # fmt: skip
    rows = f"{head}\n{','.join(row.values())}\n"
    (tmp_path / "mine" / "sources.csv").write_text(rows, encoding="utf-8")
    toml = f"name = {json.dumps(SLY)}\ndescription = {json.dumps(SLY)}\nclose = ['suez']\n"
    (tmp_path / "sly.toml").write_text(toml, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    met = Streams(monkeypatch, "utf-8", f"--extra mine {words}")
    assert not set(met.out.decode()) & OBEYED
    assert not set(met.told) & OBEYED
    assert met.told.count("\n") <= 1


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    "value", ["1e308", "-1e308", "nan", "inf", "-inf", "1e-308", "0", "-0.0", "1e9", "1e10"]
)
@pytest.mark.parametrize("option", ["--cargo-value", "--deadline", "--seed", "--draws"])
@pytest.mark.parametrize("command", ["compare", "route"])
def test_every_number_is_bounded_and_json_holds_no_other(command, option, value, monkeypatch):
    words = f"{command} Mumbai Moscow --draws 10 {option}={value} -f json"
    met = Streams(monkeypatch, "utf-8", words)
    assert met.code in {0, 2}, met.told
    if met.code == 2:
        assert met.told.count("\n") == 1
        return
    json.loads(met.out, parse_constant=pytest.fail)


@pytest.mark.parametrize("value", ["1e308", "nan", "-1", "1e9", "0"])
@pytest.mark.parametrize(
    "name", ["pace.rail_ir.p50", "value.cargo.p50", "fee.suez_toll.p50", "value_rate.cargo.p50"]
)
def test_every_number_of_a_scenario_too(name, value, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    met = Streams(monkeypatch, "utf-8", f"scenario new my --set {name}={value} -o my.toml")
    assert met.code in {0, 2}
    assert met.told.count("\n") == 1
    if met.code == 0:
        again = Streams(monkeypatch, "utf-8", "compare Mumbai Moscow -s my.toml --draws 10 -f json")
        assert again.code in {0, 2}, again.told
        json.loads(again.out or b"{}", parse_constant=pytest.fail)


# ---------------------------------------------------------------- names and archives


@pytest.mark.parametrize(
    "name",
    [
        "a b.csv",
        "Решт - Москва.csv",
        "y" * 251 + ".csv",
        "я" * 125 + ".csv",
        "-x.csv",
        "'quoted'.csv",
        "a\nb.csv",
    ],
)
def test_any_name_that_a_file_can_have(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    met = Streams(monkeypatch, "utf-8", f"places Baku -o {shlex.quote(str(tmp_path / name))}")
    assert met.code == 0, met.told
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert met.told.count("\n") == 1 + name.count("\n")


# ---------------------------------------------------------------- other systems, as far as they can be had here


def test_tables_as_a_spreadsheet_of_windows_saves_them(tmp_path, monkeypatch):
    """A byte order mark and CRLF; and where no link can be made, as there, files are copied."""
    lay_out_aliases(tmp_path / "mine")
    path = tmp_path / "mine" / "aliases.csv"
    plain = Streams(monkeypatch, "utf-8", f"--extra {tmp_path / 'mine'} places Moscow -f json")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    def refuse(*_args, **_options):
        raise OSError(1314, "a required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refuse)
    met = Streams(monkeypatch, "utf-8", f"--extra {tmp_path / 'mine'} places Moscow -f json")
    assert (met.code, met.out) == (0, plain.out), met.told
    assert "Third Rome" in plain.out.decode()


@pytest.mark.parametrize("name", ["Bakı", "Türkmenbaşy", "Malmö", "Байкал.toml", "é.toml"])
def test_names_as_macos_keeps_them(name, tmp_path, monkeypatch):
    """Letters and their marks apart: the same place, and a file that is found."""
    apart = unicodedata.normalize("NFD", name)
    monkeypatch.chdir(tmp_path)
    if name.endswith(".toml"):
        (tmp_path / apart).write_text("close = ['suez']\n")
        assert Streams(monkeypatch, "utf-8", f"scenario check {apart}").code == 0
        return
    one, other = (Streams(monkeypatch, "utf-8", f"compare {word} Moscow --draws 10 -f json") for word in (name, apart))  # fmt: skip
    assert one.code == other.code == 0, other.told
    assert json.loads(one.out)["origin"] == json.loads(other.out)["origin"]


def test_an_archive_says_that_its_tables_can_not_be_read(tmp_path):
    archive = tmp_path / "instc.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in (SRC / "instc").rglob("*"):
            if "__pycache__" not in path.parts and path.is_file():
                packed.write(path, path.relative_to(SRC))
    env = {**AROUND, "PYTHONPATH": str(archive)}
    for words, code in (("--version", 0), ("scenario list", 2), ("compare Mumbai Moscow", 2)):
        done = subprocess.run(
            [sys.executable, "-m", "instc", *words.split()], cwd=tmp_path, env=env, capture_output=True, check=False
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        if code:
            line = f"instc: error: {archive}: tables can't be read inside an archive: install or unpack it, "
            assert done.stderr.decode().startswith(line)
            assert done.stderr.count(b"\n") == 1
