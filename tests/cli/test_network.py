"""The commands places, and network info, nodes, links, export."""

import json


def test_places(cli):
    assert "Bombay" in cli("places", "Mumbai").out
    assert "Mumbai" in cli("places", "मुंबई").out
    both = cli("places", "Astara").out
    assert "astara_az" in both
    assert "astara_ir" in both
    assert len(cli("places").out.splitlines()) > 300


def test_network(cli, tmp_path):
    assert "planned" in cli("network", "info").out
    assert "rasht.rail1435" in cli("network", "nodes", "rasht").out
    links = cli("network", "links", "astara_ir.rail1435-rasht").out
    assert "162" in links
    assert cli("network", "export", str(tmp_path / "n.geojson")).code == 0
    layer = json.loads((tmp_path / "n.geojson").read_text(encoding="utf-8"))
    assert len(layer["features"]) > 1_200


def test_graphs_for_osmnx(cli, tmp_path, model, monkeypatch):
    """One branch: the whole graph takes OSMnx ten seconds to write."""
    from instc.network.graphs import read_graphml
    from instc.network.network import Network

    rail = model.network.links[model.network.links["mode"] == "rail"]
    small = Network(
        model.network.nodes.loc[sorted({*rail["from_node_id"], *rail["to_node_id"]})], rail
    )
    monkeypatch.setattr("instc.cli.network.load", lambda *_: model._with(network=small))
    assert cli("network", "export", str(tmp_path / "n.graphml")).code == 0
    assert Network.from_osmnx(read_graphml(tmp_path / "n.graphml")).links.index.equals(
        small.open_links().index
    )
    assert cli("network", "export", str(tmp_path / "n.gpkg")).code == 0
    assert (tmp_path / "n.gpkg").read_bytes()[:6] == b"SQLite"
