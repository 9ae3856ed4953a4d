"""The doctor finds what is wrong; answers fit the schemas that ship; the shell is offered names; the package is whole."""

import importlib.util
import json
import socket
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata, resources
from pathlib import Path

import jsonschema
import pytest
import yaml

import instc
from instc.cli.doctor import _unplugged
from instc.scenarios.scenario import to_toml

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
    for file in (resources.files("instc") / "schemas").iterdir()
    if file.name.endswith(".json")
}
WHEEL_MB = 6


def strict(schema):
    """A copy in which an object may have no key that the schema does not name: our own answers are held to it, readers' copies are not."""
    if isinstance(schema, dict):
        copy = {key: strict(value) for key, value in schema.items()}
        return (
            copy | {"additionalProperties": False}
            if schema.get("properties") and "additionalProperties" not in schema
            else copy
        )
    return [strict(value) for value in schema] if isinstance(schema, list) else schema


def faults(name, answer):
    return [
        f"{fault.json_path}: {fault.message}"
        for fault in jsonschema.Draft202012Validator(strict(SCHEMAS[name])).iter_errors(answer)
    ]


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_schemas(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])


ANSWERS = {
    "compare": "compare Mumbai Moscow --draws 50",
    "compare late": "compare Mumbai Moscow --draws 50 --deadline 30 --scenario both-straits-closed",
    "route": "route Mumbai Moscow",
    "route sea": "route --mode sea INNSA RULED --as-of 2023-01-01",
    "breakeven": "breakeven Mumbai Moscow --draws 50",
    "sensitivity": "sensitivity Mumbai Moscow --draws 50",
    "scenario_diff": "scenario diff Mumbai Moscow --scenario rasht-astara-open --draws 50",
    "bottleneck": "bottleneck --ladder",
    "claims": "claims list e01 e08 e12 c006 c014",
    "replay": "replay jeddah-2023",
    "why link": "data why rasht-astara.length_km",
    "why parameter": "data why pace.rail_ir",
    "diff": "data diff .",
    "rows places": "places Astara",
    "rows links": "network links astara",
    "rows sources": "data sources Rasht",
    "rows scenarios": "scenario list",
    "doctor": "doctor",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_fit_their_schemas(name, cli):
    answer = cli(*ANSWERS[name].split(), "--format", "json")
    assert answer.code == 0, answer.err
    assert not faults(name.split()[0], json.loads(answer.out))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "seeds" / "scenarios").glob("*.toml")), ids=lambda path: path.stem
)
def test_shipped_scenarios_fit_the_schema(path):
    scenario = json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))
    assert not faults("scenario", scenario)


@pytest.mark.parametrize(
    "text",
    ['clsoe = ["suez"]', "close = [1]", "[set.x]\np11 = 3", "as_of = 3", "[set.x]\np10 = 'a'"],
)
def test_the_schema_of_scenarios_refuses_what_the_program_refuses(text, tmp_path, cli):
    (tmp_path / "a.toml").write_text(text)
    assert faults("scenario", json.loads(json.dumps(tomllib.loads(text), default=str)))
    assert cli("scenario", "check", str(tmp_path / "a.toml")).code != 0


def test_what_the_program_writes_fits_the_schema():
    scenario = instc.load_scenario("caspian-low-water")
    assert not faults(
        "scenario", json.loads(json.dumps(tomllib.loads(to_toml(scenario)), default=str))
    )


class TestSchemaCommand:
    def test_lists(self, cli):
        assert set(cli("schema").out.split()) == set(SCHEMAS)

    def test_prints(self, cli):
        assert json.loads(cli("schema", "scenario-diff").out) == SCHEMAS["scenario_diff"]

    def test_suggests(self, cli):
        answer = cli("schema", "compar")
        assert answer.code == 2
        assert 'did you mean "compare"?' in answer.err


class TestDoctor:
    def test_a_sound_installation(self, cli):
        answer = cli("doctor")
        assert answer.code == 0, answer.out
        assert f"instc {instc.__version__}" in answer.out
        assert "network cut off" in answer.out

    def test_a_table_edited_after_the_build(self, cli, data):
        with (data / "seeds" / "links.csv").open("a") as file:
            file.write("nonsense\n")
        answer = cli("doctor", "--format", "json")
        report = json.loads(answer.out)
        assert answer.code == 1
        assert not report["healthy"]
        assert {check["check"] for check in report["checks"] if check["state"] == "wrong"} >= {
            "data",
            "network",
            "offline",
        }

    def test_a_library_that_is_missing(self, cli, monkeypatch):
        monkeypatch.setitem(sys.modules, "osmnx", None)
        answer = cli("doctor")
        assert answer.code == 1
        assert "wrong   libraries: ModuleNotFoundError" in answer.out

    def test_an_extra_that_is_missing_is_no_fault(self, cli, monkeypatch):
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name: None if name == "searoute" else name
        )
        answer = cli("doctor")
        assert answer.code == 0
        assert (
            "missing extra build: searoute not installed (pip install 'instc[build]')" in answer.out
        )

    @pytest.mark.enable_socket
    def test_the_offline_check_would_notice(self):
        with (
            _unplugged(),
            socket.socket() as plug,
            pytest.raises(OSError, match="asked for the network"),
        ):
            plug.connect(("127.0.0.1", 9))
        with _unplugged(), pytest.raises(OSError, match="asked for the network"):
            socket.getaddrinfo("example.org", 443)


def offered(shell, *words):
    answer = shell(
        env={
            "_INSTC_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(["instc", *words]),
            "COMP_CWORD": str(len(words)),
        }
    )
    assert answer.code == 0, answer.err
    return answer.out.split("\n")


class TestCompletion:
    @pytest.mark.parametrize(
        ("name", "mark"),
        [("bash", "complete -o"), ("zsh", "#compdef instc"), ("fish", "complete --command instc")],
    )
    def test_scripts(self, cli, name, mark):
        answer = cli("completion", name)
        assert answer.code == 0
        assert mark in answer.out
        assert "_INSTC_COMPLETE" in answer.out

    def test_another_shell(self, cli):
        assert cli("completion", "csh").code == 2

    def test_places_in_any_script(self, shell):
        assert "st\\ Petersburg" in offered(shell, "compare", "st")
        assert "Москва" in offered(shell, "compare", "Mumbai", "Моск")

    def test_commands_corridors_and_scenarios(self, shell):
        assert "compare" in offered(shell, "com")
        assert "suez_baltic,instc_west_road" in offered(
            shell, "compare", "A", "B", "--against", "suez_baltic,instc_west_r"
        )
        assert "both-straits-closed" in offered(shell, "compare", "A", "B", "--scenario", "both")

    def test_bash_can_read_the_script(self, cli):
        bash = subprocess.run(
            ["bash", "-n"],
            input=cli("completion", "bash").out,
            text=True,
            capture_output=True,
            check=False,
        )
        assert bash.returncode == 0, bash.stderr


def test_the_citation_is_valid():
    """Against the schema of the Citation File Format 1.2.0 (CC BY 4.0, Druskat and others), kept beside this test."""
    citation = yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  (texts only: dates stay as written)
    schema = json.loads((ROOT / "tests" / "cff-1.2.0.schema.json").read_text(encoding="utf-8"))
    assert not [fault.message for fault in jsonschema.Draft7Validator(schema).iter_errors(citation)]
    assert citation["version"] == instc.__version__


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Build wheel and sdist from a copy of what git tracks, without the network."""
    pytest.importorskip("hatchling", reason="pip install 'instc[dev]'")
    folder = tmp_path_factory.mktemp("dist")
    code = "import sys; from hatchling import build; print(build.build_wheel(sys.argv[1])); print(build.build_sdist(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    wheel, sdist = done.stdout.split()
    return folder / wheel, folder / sdist


def tracked():
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return set(listing.stdout.split("\n")) - {""}


def test_the_wheel_is_small_and_whole(built):
    wheel = zipfile.ZipFile(built[0])
    names = set(wheel.namelist())
    assert built[0].stat().st_size <= WHEEL_MB * 1e6
    assert {
        "instc/py.typed",
        "instc/schemas/compare.json",
        "instc/data/seeds/datapackage.json",
        "instc/data/geodata/links.geojson",
        "instc/data/seeds/scenarios/today.toml",
    } <= names
    sources = {path for path in tracked() if path.startswith("src/instc/")}
    assert {path.removeprefix("src/") for path in sources} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


def test_the_sdist_holds_what_git_holds(built):
    with tarfile.open(built[1]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    left_out = {".git-blame-ignore-revs", ".gitignore", ".pre-commit-config.yaml"}
    wanted = {path for path in tracked() - left_out if not path.startswith(".ci/")}
    assert wanted <= names


def test_the_sdist_gives_the_same_wheel(built, tmp_path):
    with tarfile.open(built[1]) as sdist:
        sdist.extraction_filter = getattr(
            tarfile, "data_filter", None
        )  # Python before 3.11.4 has none
        sdist.extractall(tmp_path)  # noqa: S202  (our own)
    code = "import sys; from hatchling import build; print(build.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=next(tmp_path.iterdir()),
        capture_output=True,
        text=True,
        check=True,
    )
    assert (tmp_path / done.stdout.strip()).read_bytes() == built[0].read_bytes()


def test_the_build_is_reproducible(built, tmp_path):
    code = "import sys; from hatchling import build; print(build.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (tmp_path / done.stdout.strip()).read_bytes() == built[0].read_bytes()


LICENCES = (
    "MIT",
    "BSD",
    "Apache",
    "PSF",
    "Python Software Foundation",
    "ISC",
    "HPND",
    "MPL",
    "Mozilla",
    "Public Domain",
    "Unlicense",
    "CC0",
    "0BSD",
    "Zlib",
)


def test_what_we_need_may_be_used():
    """Every distribution that a plain installation pulls in has a licence that lets anyone use and pass it on."""
    unclear = {
        name: licence(metadata.metadata(name))
        for name in needed("instc")
        if not any(word in licence(metadata.metadata(name)) for word in LICENCES)
    }
    assert not unclear


def needed(name, seen=None):
    """Names that a distribution requires, and what those require, without extras."""
    from packaging.requirements import Requirement

    seen = set() if seen is None else seen
    for text in metadata.requires(name) or []:
        wanted = Requirement(text)
        if wanted.name.lower() not in seen and (
            wanted.marker is None or wanted.marker.evaluate({"extra": ""})
        ):
            seen.add(wanted.name.lower())
            needed(wanted.name, seen)
    return seen


def licence(about):
    return " ".join(
        [
            about.get("License-Expression") or "",
            (about.get("License") or "")[:200],
            *[text for text in about.get_all("Classifier", []) if text.startswith("License")],
        ]
    )


@pytest.mark.enable_socket
def test_no_known_holes(tmp_path):
    """pip-audit asks a service about what a plain installation pulls in; without one there is nothing to compare with."""
    if importlib.util.find_spec("pip_audit") is None:
        pytest.skip("pip install pip-audit")
    ours = tmp_path / "ours.txt"
    ours.write_text(
        "".join(f"{name}=={metadata.version(name)}\n" for name in sorted(needed("instc"))),
        encoding="utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--progress-spinner",
        "off",
        "--timeout",
        "5",
        "-f",
        "json",
        "--no-deps",
        "--disable-pip",
        "-r",
        str(ours),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("the service of known holes does not answer within a minute")
    if not done.stdout.strip():
        pytest.skip(
            f"the service of known holes can't be reached: {done.stderr.strip().splitlines()[-1][:120] if done.stderr.strip() else 'no answer'}"
        )
    packages = json.loads(done.stdout)["dependencies"]
    unknown = [package["skip_reason"] for package in packages if "skip_reason" in package]
    if len(unknown) == len(packages):
        pytest.skip(f"the service of known holes knows none of our packages: {unknown[0]}")
    assert not {
        package["name"]: [hole["id"] for hole in package["vulns"]]
        for package in packages
        if package.get("vulns")
    }
