"""Every row of every table is used, or refused by its file and row."""

import shutil

import pytest

from instc.errors import TableError
from instc.tables.catalogue import load_words
from instc.tables.invariants import check_tables, examine_folder, find_faults
from instc.tables.schema import data_dir, read_table, read_tables

# table, a row that can't be, what must be said of it
ROWS = {
    "a transfer over a continent": ("links", "a.port-b.rail1520,nhava_sheva.port,moscow.rail1520,transshipment,false,0,,,,,,,,,D,author_estimate,", "a.port-b.rail1520 joins what lies more than 20 km apart"),
    "drayage of no length": ("links", "a.port-b,nhava_sheva.port,moscow,drayage,false,0,,,,,,,,,D,author_estimate,", "a.port-b is shorter than the great circle"),
    "drayage over a continent": ("links", "a.port-b,nhava_sheva.port,moscow,drayage,false,6000,pace.drayage,,,,,,,,D,author_estimate,", "is drayage over more than 300 km"),
    "a ferry round the world": ("links", "a.port-b.port,anzali.port,makhachkala.port,sea,false,9000,pace.sea,,,,,,,,D,author_estimate,", "is longer than 3 times the great circle"),
    "a railway that flies": ("links", "a.rail-b.rail,abakan.rail1520,taishet.rail1520,rail,false,300,pace.rail_ru,,,,,,,,D,author_estimate,", "is shorter than the great circle"),
    "a railway on a road": ("links", "a.rail-b.rail,abakan.rail1520,taishet.rail1520,road,false,647,pace.rail_ru,,,,,,,,D,author_estimate,", "moves between nodes of another mode"),
    "a dwell for a pace": ("links", "a.rail-b.rail,abakan.rail1520,taishet.rail1520,rail,false,647,dwell.suez,,,,,,,,D,author_estimate,", "pace_id: dwell.suez is a dwell, not a pace"),
    "a fee for a dwell": ("limits", "dardanelles,fee.gauge_break,,author_estimate,", "dwell_id: fee.gauge_break is a fee, not a dwell"),
    "a node that no link reaches": ("nodes", "abakan.road,abakan,terminal,road,,RU,91.4,53.7,author_estimate", "node_id: no link leads to abakan.road"),
    "a node far from its place": ("nodes", "abakan.port,abakan,port,sea,,RU,53.7,89,author_estimate", "km from its place, abakan"),
    "a state of nothing": ("status", "atlantis,closed,2020-01-01,,D,author_estimate,", 'subject_id: unknown link or passage "atlantis"'),
    "a state of a place": ("status", "Moscow,closed,2020-01-01,,D,author_estimate,", "it is a place"),
    "a state of a sea of two gates": ("status", "Red Sea,closed,2020-01-01,,D,author_estimate,", "has 2 gates: name each in a row of its own"),
    "a state of a lorry crossing": ("status", "redbridge,closed,2020-01-01,,D,author_estimate,", "is a road border or bridge: its state stands in its own table"),
    "a second state under another name": ("status", "Ормуз,open,2020-01-01,,D,author_estimate,", "Ормуз from 2020-01-01 on"),
    "a limit of nothing": ("limits", "atlantis,,,author_estimate,", 'unknown link or passage "atlantis"'),
    "a second limit under another name": ("limits", "Suez Canal,,,author_estimate,", "subject_id: suez has another row"),
    "a figure of no link": ("link_values", "atlantis-x,length_km,5,km,2026,,D,author_estimate,", 'link_id: "atlantis-x" is no link'),
    "a figure in another unit": ("link_values", "abakan.rail1520-taishet.rail1520,length_km,5,mm,2026,,D,author_estimate,", "unit: length_km is given in km, not mm"),
    "a figure that is none": ("link_values", "abakan.rail1520-taishet.rail1520,length_km,far,km,2026,,D,author_estimate,", 'value: "far" is not a number (km)'),
    "a draught of a railway": ("link_values", "abakan.rail1520-taishet.rail1520,max_draught_m,5,m,2026,,D,author_estimate,", "is rail and has no max_draught_m"),
    "a ratio of no price": ("boxes", "40,fee.rockets,2,D,author_estimate,", 'parameter_id: no parameter begins with "fee.rockets"'),
    "a second detour": ("link_values", "mumbai.rail1676-nhava_sheva.rail1676,detour,again,text,2026,,D,author_estimate,", "has another row of detour"),
    "a way of a transfer": ("waypoints", "aktau.port-aktau.rail1520,1,,51,43,shape,D,author_estimate", "is a transshipment, which has no way to draw"),
    "a name of nothing": ("names", "passage,atlantis,Atlantis Strait,,,,author_estimate", 'key: no passage is called "atlantis"'),
    "another name of nothing": ("also_called", "port,zzzzz.port,Zett,en,author_estimate", 'key: no port is called "zzzzz.port"'),
    "a code of nothing": ("codes", "ZZZZZ,Zett,ZZ,atlantis,official,,author_estimate,", 'means: no place or port is called "atlantis"'),
    "a water with no gate": ("waters", "styx,acheron,author_estimate,", 'avoid: no link or passage is called "acheron"'),
    "a road border with its own hours": ("links", "x-y,yarag_kazmalyar.road,yarag_kazmalyar.border_road,border,false,0,,dwell.road_lars,,,,,,samur,D,author_estimate,", "samur says the hours and the fee"),
    "a road border of no post": ("links", "x-y,yarag_kazmalyar.road,yarag_kazmalyar.border_road,border,false,0,,,,,,,,samurr,D,author_estimate,", 'no post of road_borders.csv is called "samurr" (did you mean'),
    "a road border of another frontier": ("links", "x-y,yarag_kazmalyar.road,yarag_kazmalyar.border_road,border,false,0,,,,,,,,lars,D,author_estimate,", "lars lies between GE and RU, not AZ and RU"),
    "a road that names a post": ("links", "x-y,baku.road,alat.road,transshipment,false,0,,,,,,,,samur,D,author_estimate,", "x-y is no border"),
    "a two-way link over a post of two directions": ("links", "x-y,redbridge_post.road,redbridge_post.border_road,border,false,0,,,,,,,,redbridge,D,author_estimate,", "redbridge differs by direction: make a directed link each way"),
    "a state of a link at a post": ("status", "yarag_kazmalyar.road-yarag_kazmalyar.border_road,closed,2020-01-01,,D,author_estimate,", "has the state of its post: change samur in road_borders.csv"),
    "a limit of a road border": ("limits", "yarag_kazmalyar.road-yarag_kazmalyar.border_road,dwell.road_lars,,author_estimate,", "has the state of its post: change samur in road_borders.csv"),
    "a post of no country": ("road_borders", "a_b,A - B,ZZ,RU,40,50,,2020-01-01,,open,,,author_estimate,", 'country_a: no territory is called "ZZ"'),
    "a post inside a country": ("road_borders", "a_b,A - B,RU,RU,40,50,,2020-01-01,,open,,,author_estimate,", "a border of RU with itself"),
    "a post left from a third": ("road_borders", "a_b,A - B,KZ,RU,50,50,IR,2020-01-01,,open,,,author_estimate,", "from_country: IR is neither KZ nor RU"),
    "a post with half a point": ("road_borders", "a_b,A - B,KZ,RU,50,,,2020-01-01,,open,,,author_estimate,", "lon, lat: one of them is missing"),
    "a whole frontier twice": ("road_borders", "mine,PK - IN,PK,IN,,,,2020-01-01,,open,,,author_estimate,", "IN - PK from "),
    "a bridge of no country": ("bridges", "b_c,B,ZZ,RU,40,50,40,51,2020-01-01,,open,,,author_estimate,", 'country_a: no territory is called "ZZ"'),
    "a bridge that moves": ("bridges", "amager,Bridges of Copenhagen to Amager,DK,DK,12,55,12,56,1999-01-01,2000-01-01,open,,,author_estimate,", "in another row of amager"),
    "a member of no country": ("unions", "eaeu,ZZ,2020-01-01,,dwell.road_eaeu,,author_estimate,", 'country: no territory is called "ZZ"'),
    "a union of two waits": ("unions", "eaeu,IR,2020-01-01,,,,author_estimate,", "in another row of eaeu"),
    "a claim from nowhere": ("claims", "x1,S,W,2026,press,,days,atlantis,moscow,,,,,2026-01-01,,1,2,days,,author_estimate,", 'from_id: unknown place "atlantis"'),
    "a claim of no corridor": ("claims", "x1,S,W,2026,press,,days,mumbai,moscow,instc_moon,,,,2026-01-01,,1,2,days,,author_estimate,", 'corridor_id: no corridor is called "instc_moon"'),
    "a journey to nowhere": ("observations", "x1,x1,schedule,2026-01-01,,,25,25,A,B,mumbai,atlantis,,,,ordinary,,C,author_estimate,", 'to_id: unknown place "atlantis"'),
    "a journey by no corridor": ("observations", "x1,x1,schedule,2026-01-01,,,25,25,A,B,mumbai,moscow,moon,,,ordinary,,C,author_estimate,", 'corridor_id: no corridor is called "moon"'),
    "a ship of one port": ("services", "x,,ship,line,mundra,,,,,feeder,running,2020-01-01,2020-01-01,,D,author_estimate,", "calls: a ship joins two ports"),
    "a ship of no class": ("services", "x,,ship,line,mundra kandla,,,,,,running,2020-01-01,2020-01-01,,D,author_estimate,", "ship_class: a ship has one"),
    "a train over nothing": ("services", "x,,rail,both,,,,,,,running,2020-01-01,2020-01-01,,D,author_estimate,", "links: a row of kind rail names what it passes"),
    "a stop that runs": ("services", "x,,stop,hub,mundra,samur.rail1520-samur.border1520,,,,,running,2020-01-01,2020-01-01,,D,author_estimate,", "state: stopped is said of a stop"),
    "a service seen before it began": ("services", "x,,ship,line,mundra kandla,,,,,feeder,running,2020-01-01,2019-01-01,,D,author_estimate,", "seen_date: 2019-01-01 is before 2020-01-01"),
    "a flag of nothing": ("flags", "x,atlantis,,port,2020-01-01,,2020-01-01,it sank,C,author_estimate,", 'subject_ids: "atlantis" is no facility, link, passage or country'),
    "a flag of a port with another mode": ("flags", "x,chabahar.port,rail,port,2020-01-01,,2020-01-01,it sank,C,author_estimate,", "mode: chabahar.port is no country, and has its own mode"),
    "a service to nowhere": ("services", "x,,ship,line,mundra atlantis,,,,,feeder,running,2020-01-01,2020-01-01,,D,author_estimate,", 'calls: "atlantis" is neither a port nor a port group'),
    "a service over no link": ("services", "x,,rail,both,,atlantis-x,,,,,running,2020-01-01,2020-01-01,,D,author_estimate,", 'links: "atlantis-x" is no link'),
    "a group of no port": ("port_groups", "india,atlantis,author_estimate,", 'port_id: no port is called "atlantis"'),
    "a port covered that is none": ("ports_covered", "atlantis,,2020-01-01,,author_estimate,", 'port_id: no port is called "atlantis"'),
    "a trade with nowhere": ("trades", "india,moon,1,1,1,,,D,author_estimate,", 'to_region: no port group is called "moon"'),
    "a trade out of order": ("trades", "india,china,2,1,3,,,D,author_estimate,", "p10 < p50 < p90 does not hold (2, 1, 3)"),
    "a call priced by a fee": ("ship_classes", "raft,Raft,,,fee.sea_call,1,1,1,D,author_estimate,", "call_id: fee.sea_call is a fee, not a dwell"),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Tables, with the list of ports by which words are known."""
    home = tmp_path_factory.mktemp("invariants")
    shutil.copytree(data_dir() / "seeds", home / "seeds")
    (home / "geodata").mkdir()
    shutil.copy(data_dir() / "geodata" / "ports.csv", home / "geodata")
    return home / "seeds"


@pytest.fixture(scope="module")
def sound(folder):
    """The tables as they are, and their words."""
    return read_tables(folder), load_words(folder)


def test_the_shipped_tables_are_sound():
    assert len(check_tables()) > 20
    assert examine_folder(data_dir() / "seeds")[1] == []


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_that_cannot_be_is_named_by_its_file_and_row(folder, sound, kind):
    table, row, said = ROWS[kind]
    path = folder / f"{table}.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(f"{good.rstrip()}\n{row}\n", encoding="utf-8")
    number = good.rstrip().count("\n") + 2
    try:
        faults = find_faults({**sound[0], table: read_table(table, folder)}, sound[1])
    finally:
        path.write_text(good, encoding="utf-8")
    assert any(said in what for _, _, what in faults), faults
    for name, row, what in faults:  # of two rows that meet, either is said to meet the other
        assert name == table
        assert row + 2 == number or f"row {number}, " in what


def test_a_folder_is_refused_and_examined_alike(folder):
    table, row, said = ROWS["drayage of no length"]
    path = folder / f"{table}.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(f"{good.rstrip()}\n{row}\n", encoding="utf-8")
    try:
        with pytest.raises(TableError) as caught:
            check_tables(folder)
        assert caught.value.faults == tuple(
            f"{folder}: {fault}" for fault in examine_folder(folder)[1]
        )
    finally:
        path.write_text(good, encoding="utf-8")
    assert said in str(caught.value)


def test_a_detour_lets_a_transfer_reach_far_and_says_why(folder):
    _, row, _ = ROWS["a transfer over a continent"]
    changed = {
        "links": row,
        "link_values": "a.port-b.rail1520,detour,flown in,text,2026,,D,author_estimate,",
    }
    good = {name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in changed}
    for name, text in good.items():
        (folder / f"{name}.csv").write_text(f"{text}{changed[name]}\n", encoding="utf-8")
    try:
        check_tables(folder)
    finally:
        for name, text in good.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def test_rules_of_tables_that_could_not_be_read_are_left_out():
    tables = read_tables()
    for name in list(tables):
        del tables[name]
        assert find_faults(tables) == []
