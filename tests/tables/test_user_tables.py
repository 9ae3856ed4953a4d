"""Tables of one's own join the shipped ones, are checked like them, and shadow nothing."""

import json
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

import instc
from instc.errors import InstcError, TableError, UnknownIdError
from instc.tables.schema import data_dir, schema
from instc.tables.user_tables import join_tables

LINK = "link_id,from_node_id,to_node_id,mode,directed,length_km,pace_id,dwell_id,rate_id,fee_id,intensity_id,hub_id,share_id,crossing_id,grade,source_id,note\n"
FERRY = "mine.anzali-makhachkala,anzali.port,makhachkala.port,sea,false,750,pace.mine,,rate.caspian,,intensity.caspian,,,,D,mine,A shuttle of one's own\n"
PARAMETER = "parameter_id,quantity,unit,p10,p50,p90,distribution,headway_h,group,from_date,to_date,price_year,grade,printed,source_id,note\n"
PACE = "pace.mine,pace,h/km,0.02,0.03,0.05,lognormal3,,,,,,D,,mine,\n"
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
    """750 km at 0.03 h/km, about a day, and the ship's calls at both ends."""
    model = instc.load_model(extra=mine)
    trip = model.route("anzali.port", "makhachkala.port", minimise="days")
    assert list(trip.links.index) == ["mine.anzali-makhachkala"]
    mean = model.parameters["mean"]
    calls = 2 * mean[trip.own["call_id"][0]]
    assert trip.totals()["hours"] == pytest.approx(750 * mean["pace.mine"] + calls)
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
    road = "mine.yard-anzali,my_yard.road,anzali.road,road,false,15,pace.road_ir,,rate.road_ir,,intensity.road,,,,D,mine,\n"
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


def head(name):
    return ",".join(field["name"] for field in schema(name)["fields"])


@pytest.mark.parametrize(
    ("name", "rows", "words"),
    [
        ("status", ["hormuz,open,2020-01-01,,D,mine,"], r"status.csv row 2: hormuz from 2020-01-01 on overlaps .*seeds/status.csv row \d+, hormuz from .* and \d+ more rows; give it other days"),
        ("status", ["hormuz,open,2026-07-01,2026-07-02,D,mine,"], "status.csv row 2: hormuz from 2026-07-01 to 2026-07-02 overlaps"),
        ("status", ["Ormuz,open,2020-01-01,,D,mine,"], "mine/status.csv row 2, Ormuz from 2020-01-01 on"),
        ("status", ["mine.anzali-makhachkala,open,2020-01-01,,D,mine,", "mine.anzali-makhachkala,closed,2021-01-01,2022-01-01,D,mine,"], "row 3: mine.anzali-makhachkala from 2021-01-01 to 2022-01-01 overlaps row 2"),
        ("status", ["mine.anzali-makhachkala,open,2021-01-01,2020-01-01,D,mine,"], "row 2: mine.anzali-makhachkala from 2021-01-01 to 2020-01-01 ends before it begins"),
        ("status", ["", "sea.suez.a,closed,2020-01-01,,D,mine,"], "mine/status.csv row 3, subject_id: sea.suez.a is a point or link of a passage: name the passage, suez"),
        ("parameters", ["pace.sea,pace,h/km,1,2,3,lognormal3,,,2020-01-01,,,D,,mine,"], "parameters.csv row 2: pace.sea from 2020-01-01 on overlaps"),
        ("limits", ["hormuz,dwell.suez,,mine,"], "limits.csv row 2: subject_id hormuz is in the shipped table"),
        ("waypoints", ["abakan.rail1520-taishet.rail1520,1,,93,54,shape,D,mine"], "abakan.rail1520-taishet.rail1520 is drawn already"),
        ("passages", ['strait,A Strait,"LINESTRING (1 1, 2 2)",,,mine,'], "is read by a build alone"),
        ("territories", ["ZZ,Zett,false,1,1,,mine,"], "is read by a build alone"),
        ("links", ["a.port-b.rail1520,nhava_sheva.port,moscow.rail1520,transshipment,false,0,,,,,,,,,D,mine,"], "mine/links.csv row 2, a.port-b.rail1520 joins what lies more than 20 km apart"),
        ("links", ["a.port-b,nhava_sheva.port,moscow,drayage,false,0,,,,,,,,,D,mine,"], "mine/links.csv row 2, a.port-b is shorter than the great circle"),
        ("names", ["passage,atlantis,Atlantis Strait,,,,mine"], "mine/names.csv row 2, key: no passage"),
        ("codes", ["ZZZZZ,Zett,ZZ,atlantis,official,,mine,"], "mine/codes.csv row 2, means: no place or port"),
        ("corridors", ["moon,Moon,suez,by_sea,atlantis,,,mine,"], 'mine/corridors.csv row 2, via: "atlantis" is neither a node nor a link'),
    ],
)  # fmt: skip
def test_no_row_is_passed_over_or_put_before_ours(mine, name, rows, words):
    """Each is refused by its own file and row, whatever the day that is asked."""
    if name == "links":
        shutil.rmtree(mine / "scenarios")
    (mine / f"{name}.csv").write_text("\n".join([head(name), *rows]) + "\n", encoding="utf-8")
    if name == "parameters":
        (mine / "links.csv").unlink()
        shutil.rmtree(mine / "scenarios")
    with pytest.raises(TableError, match=words):
        instc.load_model(extra=mine)


def test_a_period_that_meets_no_other_is_taken(mine):
    row = "mine.anzali-makhachkala,closed,2020-01-01,2026-01-01,D,mine,"
    (mine / "status.csv").write_text(f"{head('status')}\n{row}\n", encoding="utf-8")
    model = instc.load_model(extra=mine)
    assert model.network.links.at["mine.anzali-makhachkala", "status"] == "open"
    then = instc.load_model(extra=mine, as_of="2025-06-01")
    assert then.network.links.at["mine.anzali-makhachkala", "status"] == "closed"


def test_a_transfer_may_reach_far_where_a_row_says_why(mine):
    row = "a.port-b.rail1520,nhava_sheva.port,moscow.rail1520,transshipment,false,0,,,,,,,,,D,mine,"
    (mine / "links.csv").write_text(f"{LINK}{FERRY}{row}\n", encoding="utf-8")
    said = "a.port-b.rail1520,detour,a pipe,text,2026,,D,mine,"
    (mine / "link_values.csv").write_text(f"{head('link_values')}\n{said}\n", encoding="utf-8")
    link = instc.load_model(extra=mine).network.links.loc["a.port-b.rail1520"]
    assert link["detour"] == "a pipe"


@pytest.mark.parametrize(
    "name", ["nodes.CSV", "Nodes.csv", "nodes (1).csv", "nodes.xlsx", "closed.toml"]
)
def test_a_file_that_is_not_read_is_named(mine, name):
    (mine / name).write_text("", encoding="utf-8")
    with pytest.raises(UnknownIdError, match=re.escape(name)):
        instc.load_model(extra=mine)


def test_a_spreadsheet_of_another_country_is_read(mine):
    """Semicolons, a decimal comma, capitals, an empty row: the same link."""
    plain = instc.load_model(extra=mine).route("anzali.port", "makhachkala.port", minimise="days")
    for name in ("links", "parameters"):
        path = mine / f"{name}.csv"
        text = path.read_text(encoding="utf-8").replace(",", ";").replace("false", "FALSE")
        path.write_text(text.replace("0.0", "0,0").replace("\n", "\r\n\r\n"), encoding="utf-8")
    again = instc.load_model(extra=mine).route("anzali.port", "makhachkala.port", minimise="days")
    assert again.totals() == plain.totals()


def test_every_table_of_a_folder_is_read_before_one_is_refused(mine, tmp_path):
    (mine / "links.csv").write_text(LINK + FERRY.replace("750", "far"), encoding="utf-8")
    (mine / "parameters.csv").write_text(PARAMETER + PACE.replace("0.03", "x"), encoding="utf-8")
    with pytest.raises(TableError) as caught:
        join_tables(mine, data_dir(), tmp_path / "out")
    for said in ("links.csv: row 2, length_km", "parameters.csv: row 2, p50"):
        assert said in str(caught.value)
    assert not (tmp_path / "out").exists(), "nothing is written before all is checked"


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


@pytest.mark.deep  # CI builds from nothing in a step of its own
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
