"""The network as arrays: what the layers say, in one file, and never what they no longer say."""

import json

import geopandas as gpd
import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal

import instc
from instc.errors import TableError
from instc.network.arrays import NETWORK, made_of, pack, pack_layers, read_layers
from instc.network.load import read_joined
from instc.tables.schema import content_hash, data_dir

LINK = "astara_ir.road-rasht.road"


@pytest.fixture(scope="module")
def joined():
    return read_joined(data_dir() / "geodata", data_dir() / "seeds")


def source():
    return made_of(data_dir() / "geodata", data_dir() / "seeds")


def test_the_file_holds_what_the_layers_say(joined):
    *packed, shapes = read_layers(data_dir() / "geodata" / NETWORK, source())
    for plain, name, joint in zip(packed, ("nodes", "links"), joined, strict=True):
        ours = gpd.GeoDataFrame(plain, geometry=shapes.of(name), crs="EPSG:4326")
        theirs = joint[ours.columns]
        assert_geodataframe_equal(ours, theirs)
        assert ours.dtypes.equals(theirs.dtypes)
        assert ours.index.dtype == theirs.index.dtype


def test_packing_gives_the_same_bytes(joined):
    assert pack_layers(*joined, source()) == (data_dir() / "geodata" / NETWORK).read_bytes()


def test_a_network_of_arrays_is_sound():
    network = instc.load_network("2026-07-31")
    assert instc.Network(network.nodes, network.links).links.equals(network.links)


def recorded(path):
    """Tell the record of the build that a file of its own is another one now."""
    record = path.parent / "provenance.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content["files"][path.name] = content_hash([path])
    record.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("lost", [False, True], ids=["other layers", "no arrays"])
def test_without_arrays_of_these_layers_they_are_joined(data, lost):
    path = data / "geodata" / "links.geojson"
    text = path.read_text(encoding="utf-8")
    assert '"length_km":180,' in text
    path.write_text(text.replace('"length_km":180,', '"length_km":181,'), encoding="utf-8")
    recorded(path)
    if lost:
        (data / "geodata" / NETWORK).unlink()
        record = data / "geodata" / "provenance.json"
        content = json.loads(record.read_text(encoding="utf-8"))
        del content["files"][NETWORK]
        record.write_text(json.dumps(content), encoding="utf-8")
    assert instc.load_network("2026-07-31", data).links.at[LINK, "length_km"] == 181


@pytest.mark.parametrize("kept", [0, 10, 1_000, 100_000, 400_000])
def test_a_part_of_the_file_is_refused(data, kept):
    path = data / "geodata" / NETWORK
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(TableError, match="is not what was built"):
        instc.load_network("2026-07-31", data)
    recorded(path)
    with pytest.raises(TableError, match=r"not the network of this package.*run: instc build"):
        instc.load_network("2026-07-31", data)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("nodes_spots", lambda spots: spots[1:]),
        ("nodes_spots", lambda spots: spots.astype(int)),
        ("links_spots", lambda spots: spots[:, :1]),
        ("links_owner", lambda owner: owner[::-1]),
        ("links_owner", lambda owner: owner[1:]),
        ("links_owner", lambda owner: np.maximum(owner, 1)),  # the first link has none
        ("links_owner", lambda owner: np.append(owner[:-1], owner[-1] + 1)),
    ],
)
def test_spots_of_no_shape_are_refused_though_shapes_are_made_later(joined, tmp_path, name, broken):
    path = tmp_path / NETWORK
    path.write_bytes(pack_layers(*joined, ""))
    with np.load(path) as file:
        arrays = dict(file)
    path.write_bytes(pack(arrays | {name: broken(arrays[name])}))
    with pytest.raises(TableError, match=r"not the network of this package.*ValueError"):
        read_layers(path, "")


def test_a_number_of_no_text_is_refused(joined, tmp_path):
    nodes, links = joined
    packed = pack_layers(nodes, links, "")
    path = tmp_path / NETWORK
    path.write_bytes(packed.replace(b'"texts": [', b'"texts": ["x"], "more": ['))
    with pytest.raises(TableError, match="not the network of this package"):
        read_layers(path, "")
