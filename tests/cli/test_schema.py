"""The command schema: answers, and scenarios, fit the schemas that ship."""

import json
import tomllib
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

import instc
from instc.scenarios.scenario import to_toml

ROOT = Path(__file__).parents[2]


SCHEMAS = {
    file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
    for file in (resources.files("instc") / "schemas").iterdir()
    if file.name.endswith(".json")
}


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
    "stale": "data stale",
    "wanted": "data wanted Mumbai Moscow",
    "witnesses": "backtest --by usd",
    "witnesses co2e": "backtest --by co2e",
    "scenario_matrix": "scenario matrix --pair Mumbai:Moscow -s today --draws 10",
    "scenario_pairs": "scenario diff today winter --pair Mumbai:Moscow --draws 10",
    "scenario_rank": f"scenario rank {ROOT / 'docs' / 'howto' / 'projects.toml'} --draws 10",
    "compare risk": "compare Mumbai Moscow --draws 50 --risk --teu 3",
    "sensitivity halved": "sensitivity Mumbai Moscow --draws 50 --halve",
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
