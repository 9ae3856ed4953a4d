"""The network's own map: every link that moves, no capacity guessed, the cuts of the command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import html5lib
import numpy as np
import pytest
import shapely

from instc.capacity.branch import BRANCHES, load_capacities, nameplates
from instc.capacity.ladder import assess
from instc.maps import network_map
from instc.maps.network_page import MAIN, TEXTURE, network_data

if TYPE_CHECKING:
    from instc.model import Model


@pytest.fixture(scope="module")
def data(model: Model) -> dict[str, Any]:
    return network_data(model)


@pytest.fixture(scope="module")
def links(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = [dict(zip(data["columns"], link, strict=True)) for link in data["links"]]
    return {row["id"]: row for row in rows}


def test_every_link_that_moves_is_shut_or_holds_a_branch_is_there(
    data: dict[str, Any], links: dict[str, dict[str, Any]], model: Model
) -> None:
    table = model.network.links
    moves = (shapely.length(table.geometry.to_numpy()) > 0) & table["mode"].isin(TEXTURE)
    held = [name for branch in data["branches"] for name in branch["steps"][0]["held"]]
    wanted = moves | (table["status"] != "open") | table.index.isin(held)
    assert set(table.index[wanted]) == set(links)
    for name, link in links.items():
        row = table.loc[name]
        assert (link["state"], link["grade"], link["mode"]) == (
            row["status"],
            row["grade"],
            row["mode"],
        )
        ends = np.cumsum(np.reshape(link["p"], (-1, 2)), axis=0)[[0, -1]] / 1000
        assert ends[0] == pytest.approx(row["geometry"].coords[0], abs=0.001)
        assert ends[1] == pytest.approx(row["geometry"].coords[-1], abs=0.001)


def test_capacity_is_that_in_print_and_else_unknown(
    links: dict[str, dict[str, Any]], model: Model
) -> None:
    values = load_capacities(model.network)
    chosen = nameplates(values, model.as_of)
    known = {name: link["mt"] for name, link in links.items() if link["mt"] is not None}
    assert known == {name: values.at[row, "mtpa"] for name, row in chosen.items() if name in links}
    assert len(known) < len(links) / 10  # most capacities are not in print


def test_cuts_are_those_of_the_ladder(data: dict[str, Any], model: Model) -> None:
    values = load_capacities(model.network)
    for told in data["branches"]:
        branch = BRANCHES[told["id"]]
        ladder, state = assess(model.network, model.corridors, branch, values, model.as_of)
        steps = [state] if branch.lorries else ladder.climb()
        assert [(one["mt"], one["by"], one["held"]) for one in told["steps"]] == [
            (step.mtpa, step.lifted_by, list(step.binding)) for step in steps
        ]


def test_the_page_is_sealed_small_and_tells_its_cuts_without_script(model: Model) -> None:
    page = network_map(model).get_root().render()
    assert len(page.encode()) <= 700_000
    assert "Content-Security-Policy" in page
    body = html5lib.parse(page, namespaceHTMLElements=False)
    (main,) = [one for one in body.iter("main") if one.get("id") == "plain"]
    words = " ".join("".join(main.itertext()).split())
    assert "western branch, all rail" in words
    assert "Astara (Iran) - Rasht" in words
    assert not re.search(r"[a-z]+_[a-z]+\.", words)
    assert page == network_map(model).get_root().render()


def test_a_strait_is_named_and_a_break_tells_its_gauges(data: dict[str, Any]) -> None:
    links = {row[0]: dict(zip(data["columns"], row, strict=True)) for row in data["links"]}
    assert links["suez.a-suez.b"]["n"] == "Suez Canal"
    assert links["suez.a-suez.b"]["t"] == "stop"
    places = {row[0]: row for row in data["places"]}
    gauges = {name: row[-1] for name, row in places.items() if row[-1]}
    assert gauges["incheh_borun"] == gauges["astara_ir"] == [1520, 1435]
    assert {row[2] for row in places.values()} == {"border", "port", "town"}
    ranks = [row[3] for row in data["places"]]
    assert ranks == sorted(ranks)
    assert set(MAIN) == {name for name, row in places.items() if row[3] == 0}


def test_a_town_is_named_once(data: dict[str, Any]) -> None:
    names = [row[1] for row in data["places"]]
    assert len(names) == len(set(names)) > 400
