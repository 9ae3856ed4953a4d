"""Tables of one's own join the shipped ones, are checked like them, and shadow nothing."""

import json
import os
import shlex
from pathlib import Path

import pytest

import instc
from instc.errors import InstcError, TableError, UnknownIdError
from instc.tables.schema import data_dir, schema
from instc.tables.user_tables import join_tables

LINK = "link_id,from_node_id,to_node_id,mode,directed,length_km,pace_id,dwell_id,rate_id,fee_id,intensity_id,hub_id,share_id,grade,source_id,note\n"
FERRY = "mine.anzali-makhachkala,anzali.port,makhachkala.port,sea,false,750,pace.mine,,rate.caspian,,intensity.caspian,,,D,mine,A shuttle of one's own\n"
PARAMETER = "parameter_id,quantity,unit,p10,p50,p90,distribution,headway_h,group,from_date,to_date,price_year,grade,source_id,note\n"
PACE = "pace.mine,pace,h/km,0.02,0.03,0.05,lognormal3,,,,,,D,mine,\n"
SOURCE = "source_id,title,author,year,address,accessed,licence,kind,read_depth\nmine,What I know,Me,2026,,2026-11-24,,estimate,none\n"


@pytest.fixture
def mine(tmp_path):
    folder = tmp_path / "mine"
    (folder / "scenarios").mkdir(parents=True)
    for name, text in {
        "links": LINK + FERRY,
        "parameters": PARAMETER + PACE,
        "sources": SOURCE,
    }.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "scenarios" / "no-shuttle.toml").write_text('close = ["mine.anzali-makhachkala"]\n')
    return folder


def test_the_columns_of_this_test_are_those_of_the_tables():
    for name, text in {"links": LINK, "parameters": PARAMETER, "sources": SOURCE}.items():
        assert text.split("\n")[0].split(",") == [field["name"] for field in schema(name)["fields"]]


def test_a_link_of_ones_own_is_used_and_can_be_closed_again(mine):
    """750 km at 0.03 h/km: about a day."""
    model = instc.load_model(extra=mine)
    trip = model.route("anzali.port", "makhachkala.port", minimise="days")
    assert list(trip.links.index) == ["mine.anzali-makhachkala"]
    assert trip.totals()["hours"] == pytest.approx(750 * model.parameters.at["pace.mine", "mean"])
    closed = model.with_scenario("no-shuttle").route(
        "anzali.port", "makhachkala.port", minimise="days"
    )
    assert "mine.anzali-makhachkala" not in closed.links.index


def test_the_answer_is_not_mistaken_for_one_of_ours(mine, model):
    assert instc.load_model(extra=mine).versions["data_hash"] != model.versions["data_hash"]


def test_the_shipped_folder_is_untouched(mine, tmp_path):
    before = {path: path.read_bytes() for path in (data_dir() / "seeds").glob("*.csv")}
    join_tables(mine, data_dir(), tmp_path / "out")
    assert {path: path.read_bytes() for path in (data_dir() / "seeds").glob("*.csv")} == before


def test_a_place_of_ones_own_is_called_by_its_name(mine):
    (mine / "places.csv").write_text(
        "place_id,name,country,lon,lat,unlocode,source_id\nmy_yard,My Yard,IR,49.6,37.4,,mine\n"
    )
    (mine / "nodes.csv").write_text(
        "node_id,place_id,kind,mode,gauge_mm,country,lon,lat,source_id\nmy_yard.road,my_yard,terminal,road,,IR,49.6,37.4,mine\n"
    )
    road = "mine.yard-anzali,my_yard.road,anzali.road,road,false,15,pace.road_ir,,rate.road_ir,,intensity.road,,,D,mine,\n"
    (mine / "links.csv").write_text(LINK + FERRY + road)
    trip = instc.load_model(extra=mine).route("My Yard", "Tehran", minimise="days")
    assert trip.links.index[0] == "mine.yard-anzali"
    assert (trip.nodes["name"].iloc[0], trip.nodes["name"].iloc[-1]) == ("My Yard", "Tehran")


def test_waypoints_draw_the_line(mine):
    (mine / "waypoints.csv").write_text(
        "link_id,seq,name,lon,lat,kind,grade,source_id\nmine.anzali-makhachkala,1,,50.5,40,shape,D,mine\n"
    )
    line = instc.load_model(extra=mine).network.links.loc["mine.anzali-makhachkala"]
    assert (50.5, 40.0) in line.geometry.coords
    assert line["drawn_km"] > line["great_circle_km"]


@pytest.mark.parametrize(
    ("name", "text", "kind", "words"),
    [
        (
            "links",
            LINK + FERRY.replace("mine.anzali-makhachkala", "astara_ir.road-rasht.road"),
            TableError,
            "row 2: link_id astara_ir.road-rasht.road is in the shipped table",
        ),
        (
            "links",
            LINK + FERRY.replace("makhachkala.port,sea", "makhachkla.port,sea"),
            TableError,
            r'row 2, to_node_id: "makhachkla.port" is not in nodes.csv \(did you mean',
        ),
        (
            "links",
            LINK + FERRY.replace("pace.mine", "pace.mien"),
            TableError,
            'pace_id: "pace.mien" is not in parameters.csv',
        ),
        (
            "links",
            LINK + FERRY.replace("750", "far"),
            TableError,
            'length_km: "far" is not a number',
        ),
        ("links", LINK + FERRY.replace(",750,", ",3,"), InstcError, "mine.anzali-makhachkala"),
        (
            "links",
            LINK.replace("note", "notes") + FERRY,
            TableError,
            r'unknown column "notes" \(did you mean "note"',
        ),
        ("parameters", PARAMETER + PACE.replace("0.05", "0.01"), TableError, "pace.mine"),
        (
            "sources",
            SOURCE.replace("mine,", "searoute,"),
            TableError,
            "source_id searoute is in the shipped table",
        ),
        ("linx", LINK, UnknownIdError, r'no table has this name \(did you mean "links.csv"'),
        ("scenarios/today", 'name = "x"', TableError, 'a shipped scenario is called "today"'),
        ("scenarios/broken", "clsoe = []", InstcError, "unknown key"),
    ],
)
def test_faults_are_named_and_nothing_is_shadowed(mine, name, text, kind, words):
    (mine / (f"{name}.toml" if "/" in name else f"{name}.csv")).write_text(text, encoding="utf-8")
    with pytest.raises(kind, match=words):
        instc.load_model(extra=mine, scenarios=["broken"] if name.endswith("broken") else [])


def test_an_empty_or_missing_folder_is_refused(tmp_path):
    with pytest.raises(TableError, match="neither a table"):
        instc.load_model(extra=tmp_path)
    with pytest.raises(TableError, match="no such folder"):
        instc.load_model(extra=tmp_path / "nowhere")


def test_the_shell_uses_a_joined_folder(mine, tmp_path, cli, monkeypatch):
    out = tmp_path / "joined"
    assert cli("data", "join", str(mine), "--out", str(out)).code == 0
    assert cli("data", "join", str(mine), "--out", str(out)).code == 2, "not twice into one folder"
    monkeypatch.setenv("INSTC_DATA", str(out))
    answer = json.loads(
        cli("route", "anzali.port", "makhachkala.port", "--by", "time", "--format", "json").out
    )
    assert [link["link_id"] for link in answer["links"]] == ["mine.anzali-makhachkala"]


@pytest.mark.parametrize(
    "named",
    [
        {"extra": "mine"},
        {"folder": Path("joined")},
        {"extra": "mine", "folder": Path("a compare b")},
    ],
    ids=["extra", "folder", "both"],
)
def test_the_command_that_asks_again_names_the_folder(mine, named, cli, monkeypatch):
    """What it answers is the same, byte for byte."""
    monkeypatch.chdir(mine.parent)
    for folder in (
        {"joined": "mine", "a compare b": "other"}[str(path)]
        for path in [named.get("folder")]
        if path
    ):
        other = mine.parent / "other"
        other.mkdir()
        (other / "sources.csv").write_text(SOURCE.replace("mine,", "other,"), encoding="utf-8")
        join_tables(mine.parent / folder, data_dir(), named["folder"])
    answer = instc.load_model(**named).compare("Mumbai", "Moscow", draws=20)
    words = shlex.split(answer.again)[1:]
    assert json.loads(cli(*words, "--format", "json").out) == json.loads(answer.to_json())
    worth = json.loads(
        cli(*["breakeven" if word == "compare" else word for word in words], "--format", "json").out
    )
    assert shlex.split(worth["again"]) == [
        "instc",
        *["breakeven" if word == "compare" else word for word in words],
    ]
    assert "INSTC_DATA" not in os.environ, "a folder is named for one command"


def test_the_sources_of_rows_of_ones_own_are_cited(mine):
    answer = instc.load_model(extra=mine).simulate_route(
        "anzali.port", "makhachkala.port", minimise="days", draws=10
    )
    assert answer.sources().at["mine", "title"] == "What I know"


def test_a_folder_that_is_none(cli, tmp_path):
    assert cli("--data", str(tmp_path), "places", "Anzali").code == 2
    assert (
        "no seeds/datapackage.json"
        in cli("--data", str(tmp_path), "compare", "Mumbai", "Moscow").err
    )
    assert (
        "there is no such folder"
        in cli("--extra", str(tmp_path / "no"), "compare", "Mumbai", "Moscow").err
    )


def test_contributing_is_followed_literally(data, cli):
    """Steps 2 to 8 of CONTRIBUTING, with a fact that is new: a source, a row, a build from nothing, a check."""
    steps = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [line.split(".")[0] for line in steps.split("\n") if line[:1].isdigit()] == [
        str(number) for number in range(1, 11)
    ]
    pytest.importorskip("searoute", reason="pip install 'instc[build]'")
    with (data / "seeds" / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(SOURCE.split("\n")[1] + "\n")
    with (data / "seeds" / "link_values.csv").open("a", encoding="utf-8") as file:
        file.write("astara_ir.rail1435-rasht.rail1435,length_km,163,km,2026,,D,mine,Paced out\n")
    stale = cli("data", "verify")
    assert stale.code == 1, "a changed table asks for step 7"
    assert "instc build" in stale.err
    shipped = {file.name: file.read_bytes() for file in (data / "geodata").glob("*.*")}
    for name in shipped:
        (data / "geodata" / name).unlink()
    built = cli("build", "--seeds", str(data / "seeds"), "--out", str(data / "geodata"))
    assert built.code == 0, built.err
    assert cli("data", "verify").code == 0
    changed = {
        name
        for name, content in shipped.items()
        if (data / "geodata" / name).read_bytes() != content
    }
    assert changed == {"provenance.json"}, (
        "a fact beside another moves no line: all else is what is shipped, byte for byte"
    )
