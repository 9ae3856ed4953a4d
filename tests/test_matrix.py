"""Distances of many pairs: by hand, by NetworkX, and by the router itself."""

import networkx as nx
import numpy as np
import pytest

import toy
from instc.errors import QuestionError, UnknownIdError
from instc.matrix import distance_matrix


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
