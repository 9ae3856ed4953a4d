"""Projects: how a list is read, and what each alone changes."""

import numpy as np
import pytest

from instc.comparison.projects import rank, read_projects
from instc.errors import NoRouteError, ScenarioError

PROJECTS = """
[[project]]
name = "the gap"
open = ["astara_ir.rail1435-rasht.rail1435", "astara_ir.rail1520-astara_ir.rail1435"]
cost_musd = 1600

[[project]]
name = "nothing that a way meets"
open = ["chabahar.rail1435-khash.rail1435"]

[[project]]
name = "shut"
close = ["hormuz"]
"""
WEST = ("instc_west_road", "instc_west_rail")


@pytest.fixture(scope="module")
def west(model):
    return model.compare("Mumbai", "Moscow", draws=200, against=WEST)


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    file = tmp_path_factory.mktemp("projects") / "projects.toml"
    file.write_text(PROJECTS, encoding="utf-8")
    return read_projects(str(file))


@pytest.fixture(scope="module")
def ranking(west, listed):
    return rank(west, listed).set_index("project")


def test_a_project_is_a_scenario_of_its_name_and_a_cost(listed):
    assert [one.scenario.name for one in listed] == ["the gap", "nothing that a way meets", "shut"]
    assert [one.cost_musd for one in listed] == [1600.0, None, None]


def test_the_change_is_that_of_the_world_with_the_project_draw_by_draw(model, west, ranking):
    after = model.with_scenario("rasht-astara-open").compare(
        "Mumbai", "Moscow", draws=200, against=WEST
    )
    best = after.best_of("over_iran")
    change = after.sample("days", best) - west.sample("days", "instc_west_road")
    row = ranking.loc["the gap"]
    assert row[["days_p10", "days_p50", "days_p90"]].tolist() == pytest.approx(
        np.percentile(change, (10, 50, 90)).tolist(), abs=0.006
    )
    assert row["days_p50"] < 0
    assert (row["mtpa"], row["branches"]) == (1.0, "western branch, all rail")


def test_what_no_way_meets_changes_nothing_and_what_shuts_the_way_says_why(ranking):
    same = ranking.loc["nothing that a way meets"]
    assert same[["days_p10", "days_p50", "days_p90", "usd_p50", "mtpa"]].eq(0).all()
    shut = ranking.loc["shut"]
    assert np.isnan(shut["days_p50"])
    assert "closed: Strait of Hormuz" in shut["reason"]
    assert ranking.index[0] == "the gap"


def test_without_a_way_over_iran_there_is_nothing_to_rank(model, listed):
    by_sea = model.compare("Mumbai", "Jeddah", draws=10, against="by_sea")
    with pytest.raises(NoRouteError, match="no way over Iran is open from Mumbai to Jeddah"):
        rank(by_sea, listed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must hold tables"),
        ("name = 'x'", "must hold tables"),
        ("[[project]]\nopen = ['suez']", "project 1: needs a name"),
        ("[[project]]\nname = 'a'", 'project 1 "a": changes nothing'),
        ("[[project]]\nname = 'a'\nopne = ['suez']", 'did you mean "open"'),
        ("[[project]]\nname = 'a'\nopen = ['suez']\ncost_musd = -1", "cost_musd must be"),
        ("[[project]]\nname = 'a'\nopen = ['suez']\ncost_musd = true", "cost_musd must be"),
        ("[[project]]\nname = 'a'\nopen = ['suez']\n" * 2, 'two projects are called "a"'),
        ("[[project", "Expected"),
    ],
)
def test_a_list_that_is_none_is_named(tmp_path, text, said):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine\.toml") as error:
        read_projects(str(file))
    assert said in str(error.value)


def test_the_shell_ranks(cli, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(PROJECTS, encoding="utf-8")
    said = cli("scenario", "rank", str(file), "--against", ",".join(WEST), "--draws", "50")
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert any(line.startswith("the gap") and "1,600" in line for line in lines)
    assert "Best way over Iran as it is: rail to Rasht" in said.out
    assert cli("scenario", "rank", str(tmp_path / "none.toml")).code == 2
