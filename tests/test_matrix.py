"""Distances of many pairs: by hand, by NetworkX, and by the router itself."""

from types import SimpleNamespace

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import toy
from instc.errors import QuestionError, UnknownIdError
from instc.matrix import _fairways_km, _ports_named, distance_matrix


def test_by_hand():
    """By sea 1,450 km, a canal without a length, and 1,000 km; no ship comes to a railway, and cities are passed by no way."""
    router = toy.toy_router()
    at = router.network.nodes.index.get_indexer(
        ["alpha.port", "omega.port", "gamma.rail1435", "omega.rail1520"]
    )
    km = router.distances(
        at, at, allowed=router.network.links["mode"].isin(["sea", "passage"]).to_numpy()
    )
    assert km[0, 1] == pytest.approx(1450 + 1000)
    assert np.isinf(km[0, 2])
    assert (np.diag(km) == 0).all()
    assert (km == km.T).all()


def test_blocks_do_not_matter(monkeypatch):
    router = toy.toy_router()
    everywhere = list(range(len(router.network.nodes)))
    whole = router.distances(everywhere, everywhere)
    monkeypatch.setattr("instc.routing.router.TREES", 2)
    assert (router.distances(everywhere, everywhere) == whole).all()


@pytest.mark.parametrize("mode", ["sea", "rail"])
def test_against_networkx(model, mode):
    nodes, links = model.network.nodes, model.network.links[model.links_of(mode)]
    ends = [
        name
        for name in nodes.index
        if nodes.at[name, "mode"] == mode and nodes.at[name, "kind"] not in {"junction", "gate"}
    ][:: 40 if mode == "sea" else 15]
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes.index)
    for row in links[links["status"].isin(["open", "limited"])].itertuples():
        for tail, head in ((row.from_node_id, row.to_node_id), (row.to_node_id, row.from_node_id))[
            : 1 if row.directed else 2
        ]:
            km = min(row.length_km, graph.get_edge_data(tail, head, {"km": np.inf})["km"])
            graph.add_edge(tail, head, km=km)
    ours = distance_matrix(model, ends, ends, mode=mode)
    for start in ends[:8]:
        theirs = nx.single_source_dijkstra_path_length(graph, start, weight="km")
        for end in ends:
            assert ours.loc[start, end] == pytest.approx(
                theirs.get(end, np.nan), abs=0.001, nan_ok=True
            )  # printed with three decimals


def test_names_are_found_as_elsewhere(model):
    table = distance_matrix(model, ["INNSA", "Chabahar"], ["bandar_abbas.port"])
    assert table.index.tolist() == ["INNSA", "Chabahar"]
    assert table.columns.tolist() == ["bandar_abbas.port"]
    with pytest.raises(UnknownIdError, match="did you mean"):
        distance_matrix(model, ["Mumbay"], ["IRSRP"])


def test_a_name_of_several_is_refused(model):
    with pytest.raises(QuestionError, match="several facilities of mode rail: "):
        distance_matrix(model, ["astara_ir"], ["moscow.rail1520"], mode="rail")


def test_a_fairway_is_a_geodesic_and_there_is_none_into_a_port_that_is_shut():
    """From the equator at 10 E one degree to the east: 111.3195 km on WGS 84."""
    ports = pd.DataFrame(
        {"lon": [10.0, 10.0], "lat": [0.0, 0.0], "point": [1, 1], "reached": [True, False]}
    )
    lanes = SimpleNamespace(points=np.array([[0.0, 0.0], [11.0, 0.0]]))
    assert _fairways_km(ports, lanes).tolist() == [pytest.approx(111.3195, abs=1e-4), np.inf]


def test_of_ports_with_one_code_the_first_is_meant():
    reached = pd.DataFrame(
        {"unlocode": ["AAAAA", "AAAAA", ""]}, index=["b.port", "a.port", "c.port"]
    )
    found = _ports_named(None, ["AAAAA", "a.port", "c.port", "AAAAA"], reached)
    assert found.to_dict() == {"AAAAA": "b.port", "a.port": "a.port", "c.port": "c.port"}


def test_a_port_behind_a_shut_strait_is_as_far_as_never(model):
    shut = model.with_scenario("hormuz-closed")
    table = distance_matrix(shut, ["INNSA", "AEJEA"], ["IRSRP", "RULED"])
    assert table.notna().to_numpy().tolist() == [[False, True], [True, False]]
    assert table.loc["AEJEA", "IRSRP"] == distance_matrix(model, ["AEJEA"], ["IRSRP"]).iloc[0, 0]
