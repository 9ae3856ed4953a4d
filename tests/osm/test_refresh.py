"""A refresh: what passes its checks is written whole, drawn where it is joined, and nothing else changes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import shapely

import instc
from fake_overpass import FakeOverpass, elements_of, track_along
from instc.errors import QuestionError, TableError, UnknownIdError, WriteError
from instc.osm import plan, refresh, write_tracks
from instc.osm.refresh import NOTICE, report
from instc.tables.user_tables import read_tracks

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
SRC = Path(__file__).parents[2] / "src"
YALAMA = "yalama.rail1520-bilajari.rail1520"
SAMUR = "samur.border1520-yalama.rail1520"
PLANNED = "astara_ir.rail1435-rasht.rail1435"


@pytest.fixture(scope="module")
def along(network):
    """Track beside the drawn lines of three links."""
    tags = {YALAMA: {}, SAMUR: {}, PLANNED: {"railway": "proposed"}}
    with FakeOverpass(
        elements_of(
            [track_along(network.links.at[name, "geometry"], **tag) for name, tag in tags.items()]
        )
    ) as running:
        yield running


def run(network, server, cache, *names):
    return refresh(network, plan(network, names), endpoint=server.url, cache=cache)


class TestPlan:
    def test_unknown_and_unfit_links_are_named(self, network):
        with pytest.raises(UnknownIdError, match="did you mean"):
            plan(network, ["yalama.rail1520-bilajari.rail1502"])
        with pytest.raises(QuestionError, match="only rail links"):
            plan(network, ["astara_ir.road-rasht.road"])

    def test_all_rail_links_of_3_km_by_default(self, network):
        chosen = network.links.loc[plan(network).link_ids]
        assert set(chosen["mode"]) == {"rail"}
        assert chosen["length_km"].min() >= 3
        assert (
            len(chosen)
            == ((network.links["mode"] == "rail") & (network.links["length_km"] >= 3)).sum()
        )


class TestChecks:
    def test_a_track_that_passes(self, network, along, tmp_path):
        (outcome,) = run(network, along, tmp_path, YALAMA)
        assert outcome.fault == ""
        assert outcome.way.length_km == pytest.approx(outcome.old_km, rel=0.01), (
            "the track was laid beside the line"
        )
        ends = network.links.at[YALAMA, "geometry"]
        assert (outcome.line.coords[0], outcome.line.coords[-1]) == (
            ends.coords[0],
            ends.coords[-1],
        )
        row = report([outcome])[0]
        assert (row["state"], row["reversals"], row["joined"], row["gauges"]) == (
            "refreshed",
            0,
            0,
            f"1520 {outcome.way.length_km:.0f} km",
        )

    def test_a_planned_link_takes_planned_track(self, network, along, tmp_path):
        (outcome,) = run(network, along, tmp_path, PLANNED)
        assert (outcome.fault, outcome.way.states.keys()) == ("", {"proposed"})

    @pytest.mark.parametrize(
        ("name", "railway", "words"),
        [
            (
                SAMUR,
                "proposed",
                "its status is open, but the least built track of the way is tagged railway=proposed",
            ),
            (
                PLANNED,
                "rail",
                "its status is planned, but the least built track of the way is tagged railway=rail",
            ),
        ],
    )
    def test_a_state_that_does_not_match(self, network, tmp_path, name, railway, words):
        with FakeOverpass(
            elements_of([track_along(network.links.at[name, "geometry"], railway=railway)])
        ) as server:
            (outcome,) = run(network, server, tmp_path, name)
        assert (outcome.fault, outcome.line) == (words, None)

    def test_a_length_that_is_off(self, network, tmp_path):
        """A detour of 0.02 degrees on 11 km: two legs of 5.9 km where 11 are published."""
        a, b = (shapely.Point(network.links.at[SAMUR, "geometry"].coords[k]) for k in (0, -1))
        line = shapely.LineString([a, ((a.x + b.x) / 2 + 0.06, (a.y + b.y) / 2), b])
        with FakeOverpass(elements_of([track_along(line)])) as server:
            (outcome,) = run(network, server, tmp_path, SAMUR)
        assert "more than 15% off the published 11.0 km" in outcome.fault
        assert outcome.line is None

    def test_no_track_is_named(self, network, server, tmp_path):
        (outcome,) = run(network, server, tmp_path, SAMUR)
        assert outcome.fault == "no track lies within 60 km of its line"
        assert report([outcome])[0]["state"] == "kept"
        assert len(server.queries) == 3, "near, wider, and over sidings"

    def test_track_that_does_not_lead_there_is_named(self, network, tmp_path):
        line = network.links.at[SAMUR, "geometry"]
        half = shapely.LineString([line.interpolate(share, normalized=True) for share in (0, 0.5)])
        with FakeOverpass(elements_of([track_along(half)])) as server:
            (outcome,) = run(network, server, tmp_path, SAMUR)
        assert "from the nearest track, more than 2 km" in outcome.fault


class TestLayer:
    def test_the_layer_names_its_licence(self, network, along, tmp_path):
        path = write_tracks(
            run(network, along, tmp_path / "cache", SAMUR), network, tmp_path / "own"
        )
        layer = json.loads(path.read_text())
        assert layer["attribution"] == NOTICE
        assert [feature["properties"]["link_id"] for feature in layer["features"]] == [SAMUR]
        assert NOTICE in (tmp_path / "own" / "LICENSE.md").read_text()

    def test_an_earlier_refresh_stays(self, network, along, tmp_path):
        for name in (SAMUR, PLANNED):
            path = write_tracks(run(network, along, tmp_path / "cache", name), network, tmp_path)
        assert set(read_tracks(path)) == {SAMUR, PLANNED}
        left = network.links.drop(SAMUR)
        used = {*left["from_node_id"], *left["to_node_id"]}
        fewer = type(network)(network.nodes[network.nodes.index.isin(used)], left)
        assert set(read_tracks(write_tracks([], fewer, tmp_path))) == {PLANNED}, (
            "a link that is gone is forgotten"
        )

    def test_a_model_draws_it_and_counts_as_before(self, network, along, tmp_path, model):
        outcomes = run(network, along, tmp_path / "cache", SAMUR)
        write_tracks(outcomes, network, tmp_path / "own")
        mine = instc.load_model(extra=tmp_path / "own").network.links
        drawn, before = mine.loc[SAMUR], network.links.loc[SAMUR]
        assert drawn["geometry"].equals(outcomes[0].line)
        assert (drawn["geometry_source"], drawn["length_km"]) == ("osm_track", before["length_km"])
        assert drawn["drawn_km"] == pytest.approx(
            outcomes[0].way.length_km + sum(outcomes[0].way.snaps_km), abs=0.01
        )
        same = pd.DataFrame(model.network.links).drop(
            columns=["geometry", "drawn_km", "longest_chord_km", "layer_km", "geometry_source"]
        )
        pd.testing.assert_frame_equal(pd.DataFrame(mine)[same.columns], same)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("", "not a layer that `instc geodata refresh` wrote"),
            ("{", "not a layer"),
            ("[" * 100_000, "not a layer"),
            ("[]", "not a layer"),
            ('{"features": [{}]}', "not a layer"),
            ('{"features": [{"properties": {"link_id": "a"}, "geometry": null}]}', "not a layer"),
            (
                '{"features": [{"properties": {"link_id": "a"}, "geometry": {"coordinates": [[0]]}}]}',
                "lies nowhere on Earth",
            ),
            (
                '{"features": [{"properties": {"link_id": "a"}, "geometry": {"coordinates": []}}]}',
                "lies nowhere on Earth",
            ),
            (
                '{"features": [{"properties": {"link_id": "a"}, "geometry": {"coordinates": [[0, NaN], [1, 1]]}}]}',
                "lies nowhere on Earth",
            ),
            (
                '{"features": [{"properties": {"link_id": "a"}, "geometry": {"coordinates": [[0, 91], [1, 1]]}}]}',
                "lies nowhere on Earth",
            ),
            (
                '{"features": [{"properties": {"link_id": "a"}, "geometry": {"coordinates": [[0, 0], [1, 1]]}}]}',
                'no link is called "a"',
            ),
            (
                f'{{"features": [{{"properties": {{"link_id": "{SAMUR}"}}, "geometry": {{"coordinates": [[0, 0], [1, 1]]}}}}]}}',
                f"refresh --link {SAMUR}",
            ),
        ],
    )
    def test_a_broken_layer_is_named(self, tmp_path, content, words):
        (tmp_path / "tracks.geojson").write_text(content)
        with pytest.raises(TableError) as caught:
            instc.load_model(extra=tmp_path)
        assert str(caught.value).startswith(f"{tmp_path / 'tracks.geojson'}: ")
        assert words in str(caught.value)

    def test_a_folder_that_can_not_be_made(self, network, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(WriteError, match="cannot write"):
            write_tracks([], network, tmp_path / "file" / "own")


class TestCommand:
    def test_a_dry_run_asks_nothing_and_writes_nothing(self, cli, home, along):
        asked = len(along.queries)
        answer = cli(
            "geodata",
            "refresh",
            "--link",
            YALAMA,
            "--endpoint",
            along.url,
            "--dry-run",
            "--format",
            "csv",
        )
        assert (answer.code, answer.out) == (0, f"link_id,tiles\n{YALAMA},2\n")
        assert answer.err == f"1 link, 2 tiles, at least 2 requests to {along.url}\n"
        assert len(along.queries) == asked
        assert not home.exists()

    def test_refresh(self, cli, home, along):
        answer = cli(
            "geodata", "refresh", "--link", SAMUR, "--endpoint", along.url, "--format", "json"
        )
        assert answer.code == 0, answer.err
        assert json.loads(answer.out)["rows"][0]["state"] == "refreshed"
        assert (
            f"wrote {home / 'tracks.geojson'} ((c) OpenStreetMap contributors, ODbL 1.0)"
            in answer.err
        )
        assert f"instc --extra {home} map" in answer.err
        assert (
            "osm_track"
            in cli("--extra", str(home), "network", "links", SAMUR, "--format", "csv").out
        )

    def test_a_link_that_keeps_its_line_is_exit_1(self, cli, home, server):
        answer = cli("geodata", "refresh", "--link", SAMUR, "--endpoint", server.url)
        assert answer.code == 1
        assert answer.err.endswith(
            f"instc: check failed: link {SAMUR} keeps its line: no track lies within 60 km of its line\n"
        )
        assert read_tracks(home / "tracks.geojson") == {}

    def test_a_failure_is_exit_2_and_writes_nothing(self, cli, home, server):
        server.script.append((500, "text/html", "<b>no\nno</b>"))
        answer = cli("geodata", "refresh", "--link", SAMUR, "--endpoint", server.url)
        assert answer.code == 2
        assert answer.err.split("\n")[-2].startswith("instc: error: http://127.0.0.1")
        assert not home.exists()

    def test_features(self, cli, home, server):
        answer = cli(
            "geodata",
            "features",
            "astara_ir.road-rasht.road",
            "--endpoint",
            server.url,
            "--near",
            "20",
            "--format",
            "csv",
        )
        assert answer.code == 0, answer.err
        assert "Astara customs" in answer.out
        assert "ODbL" in answer.err
        assert cli("geodata", "features", SAMUR, "--endpoint", server.url).err.endswith(
            "0 features within 5 km ((c) OpenStreetMap contributors, ODbL 1.0)\n"
        )
        assert home.parent.parent.joinpath("cache").is_dir()

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("refresh", "--link", "zzyzx"), 'no link is called "zzyzx"'),
            (("refresh", "--link", "astara_ir.road-rasht.road"), "only rail links are refreshed"),
            (
                ("refresh", "--endpoint", "overpass-api.de"),
                "must be the address of an Overpass server",
            ),
            (("refresh", "--endpoint", "http://"), "must be the address of an Overpass server"),
            (
                ("refresh", "--endpoint", "http://a:b/api"),
                "must be the address of an Overpass server",
            ),
            (
                ("refresh", "--endpoint", "file:///etc/passwd"),
                "must be the address of an Overpass server",
            ),
            (("refresh", "--format", "jsn"), 'did you mean "json"'),
            (
                ("refresh", "--link", SAMUR, "--from-pbf", "nowhere.osm.pbf"),
                "nowhere.osm.pbf: there is no such file",
            ),
            (("features", "zzyzx"), 'no link is called "zzyzx"'),
            (("features", SAMUR, "--near", "0"), "--near 0: must lie between"),
            (("features", SAMUR, "--near", "nan"), "--near nan: must lie between"),
            (("features", SAMUR, "--near", "1000"), "--near 1000: must lie between"),
            (("features", SAMUR, "-o", "x.py", "--format", "csv"), "x.py"),
            (("features",), "link_id"),
        ],
    )
    @pytest.mark.usefixtures("home")
    def test_bad_input_is_exit_2(self, cli, tmp_path, monkeypatch, words, told):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "x.py").write_text("")
        answer = cli("geodata", *words)
        assert (answer.code, answer.out) == (2, "")
        assert told in answer.err.split("\n")[-2]

    def test_a_cache_that_can_not_be_made_is_exit_4(self, cli, tmp_path, along):
        (tmp_path / "file").write_text("")
        assert (
            cli(
                "geodata",
                "refresh",
                "--link",
                SAMUR,
                "--endpoint",
                along.url,
                "--cache",
                str(tmp_path / "file" / "c"),
            ).code
            == 4
        )


def test_a_killed_refresh_goes_on_from_its_cache(network, along, tmp_path):
    """kill -9 while the second of three tiles is under way: no layer; run again: two tiles are asked, and the layer is that of a run never stopped."""
    words = [
        sys.executable,
        "-m",
        "instc",
        "geodata",
        "refresh",
        "--link",
        SAMUR,
        "--link",
        YALAMA,
        "--endpoint",
        along.url,
        "--cache",
        str(tmp_path / "cache"),
    ]
    around = {**os.environ, "PYTHONPATH": str(SRC), "XDG_DATA_HOME": str(tmp_path / "data")}
    before = len(along.queries)
    along.hold = before + 1
    try:
        with subprocess.Popen(
            words, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as running:
            until = time.monotonic() + 300
            while len(along.queries) < before + 2 and time.monotonic() < until:
                time.sleep(0.05)
            running.send_signal(signal.SIGKILL)
    finally:
        along.hold = None
        along.go_on.set()
    assert len(along.queries) == before + 2
    assert not (tmp_path / "data").exists()
    assert len(list((tmp_path / "cache").glob("*.json"))) == 1
    done = subprocess.run(
        words, env=around, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    assert len(along.queries) == before + 4
    whole = write_tracks(
        run(network, along, tmp_path / "other", SAMUR, YALAMA), network, tmp_path / "whole"
    )
    assert (tmp_path / "data" / "instc" / "tracks.geojson").read_bytes() == whole.read_bytes()
