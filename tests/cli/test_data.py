"""The commands data verify, sources, why, diff, join."""

import csv
import io

from instc.cli.data import _difference_text
from instc.evidence.data_diff import Change, Moved


def test_data(cli):
    verify = cli("data", "verify")
    assert verify.code == 0
    assert "every row has a source" in verify.out
    assert "every invariant holds" in verify.out
    assert "TASS" in cli("data", "sources", "TASS").out


def test_the_difference_in_words():
    found = [
        Change("links", "a-b", "changed", {"length_km": ("1", "2"), "note": ("", "new")}),
        Change("sources", "k", "added", {}),
    ]
    days = {"up": (20.0, 21.5), "same": (20.0, 20.0), "lost": (20.0, None)}
    assert _difference_text(found, Moved("Mumbai", "Moscow", days, "")).splitlines() == [
        "links.csv: 1 rows changed",
        "sources.csv: 1 rows added",
        "  links a-b: length_km 1 -> 2; note empty -> new",
        "  sources k: added",
        "headline, Mumbai - Moscow, days P50 (formulas of today):",
        "  up: 20.0 -> 21.5 (+1.50)",
        "  same: 20.0 -> 20.0 (+0.00)",
        "  lost: 20.0 -> no way",
    ]
    text = _difference_text([], Moved("Mumbai", "Moscow", {}, "(before) too old"))
    assert text.startswith("no fact changed\n")
    assert "can't be computed: (before) too old" in text


# One fault of each kind in one folder: file, a row to add or None, what must be said.
FAULTS = [
    ("places", "faraway,Far,RU,far,50,,osm", 'row {row}, lon: "far" is not a number'),
    ("nodes", "moscow.air,moscow,terminal,zeppelin,,RU,37.6,55.7,osm", 'row {row}, mode: unknown value "zeppelin"'),
    ("aliases", "atlantis,Atlantis,en,osm", 'row {row}, place_id: "atlantis" is not in places.csv'),
    ("aliases", "moscow,Masko,en,nobody", 'row {row}, source_id: "nobody" is not in sources.csv'),
    ("sources", "osm,Twice,,2026,,2026-11-24,,estimate,none", "row {row}: source_id osm is there twice"),
    ("corridors", "x,X,suez,by_sea", "row {row}: 4 cells instead of 9"),
    ("links", "a.port-b.rail1520,nhava_sheva.port,moscow.rail1520,transshipment,false,0,,,,,,,,,D,osm,", "row {row}, a.port-b.rail1520 joins what lies more than 20 km apart"),
    ("link_values", "rasht-atlantis,length_km,5,km,2026,,D,osm,", 'row {row}, link_id: "rasht-atlantis" is no link'),
    ("waypoints", "aktau.port-aktau.rail1520,1,,51,43,shape,D,osm", "row {row}, link_id: aktau.port-aktau.rail1520 is a transshipment"),
    ("parameters", "pace.x,pace,h/km,3,2,1,lognormal3,,,,,,D,,osm,", "row {row}, pace.x: p10 < p50 < p90 does not hold"),
    ("parameters", "pace.sea,pace,h/km,1,2,3,lognormal3,,,2020-01-01,,,D,,osm,", "row {row}: pace.sea from 2020-01-01 on overlaps row"),
    ("status", "atlantis,open,2020-01-01,,D,osm,", 'row {row}, subject_id: unknown link or passage "atlantis"'),
    ("status", "suez,open,2010-02-01,2010-01-01,D,osm,", "row {row}: suez from 2010-02-01 to 2010-01-01 ends before it begins"),
    ("status", "suez,open,05/06/2011,2011-12-01,D,osm,", 'row {row}, from_date: "05/06/2011" is not a date (YYYY-MM-DD): which is the day'),
    ("limits", "Moscow,,,osm,", "row {row}, subject_id: unknown link or passage"),
    ("names", "passage,atlantis,Atlantis Strait,,,,osm", 'row {row}, key: no passage is called "atlantis"'),
    ("waters", "styx,acheron,osm,", "row {row}, avoid: no link or passage"),
    ("codes", "ZZZZZ,Zett,ZZ,atlantis,official,,osm,", "row {row}, means: no place or port"),
    ("road_borders", "a_b,A - B,RU,RU,40,50,,2020-01-01,,open,,,osm,", "row {row}, country_b: a border of RU with itself"),
    ("unions", "eaeu,ZZ,2020-01-01,,dwell.road_eaeu,,osm,", 'row {row}, country: no territory is called "ZZ"'),
    ("claims", "x1,S,W,2026,press,,days,mumbai,moscow,,,,,2026-01-01,,2,1,days,,osm,", "row {row}, low: 2 is above high, 1"),
    ("observations", "x1,x1,schedule,2026-01-01,2026-02-02,2026-01-01,25,25,A,B,mumbai,moscow,,,,,,C,osm,", "row {row}, date_end: 2026-01-01 is before date_start"),
]  # fmt: skip


def test_verify_names_every_fault_of_a_folder(data, cli):
    seeds, expected = data / "seeds", []
    for table, row, said in FAULTS:
        path = seeds / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        number = len(list(csv.reader(io.StringIO(text)))) + 1
        path.write_text(f"{text}{row}\n", encoding="utf-8")
        expected.append((f"{table}.csv", said.format(row=number)))
    deflators = seeds / "deflators.csv"
    deflators.write_bytes(deflators.read_bytes() + "Рубль,2020,1,D,osm\n".encode("cp1251"))
    expected.append(("deflators.csv", "not UTF-8"))
    (seeds / "bridges.csv").unlink()
    expected.append(("bridges.csv", "No such file"))
    (seeds / "nodes (1).csv").write_text("")
    expected.append(("nodes (1).csv", "no table has this name"))
    (seeds / "scenarios" / "odd.toml").write_text("clsoe = []")
    expected.append(("odd.toml", "unknown key"))
    layer = data / "geodata" / "links.geojson"
    layer.write_text(layer.read_text(encoding="utf-8") + " ", encoding="utf-8")
    expected.append(("geodata", "links.geojson is not what was built"))
    expected.append(("geodata", "changed since (run: instc build)"))
    answer = cli("data", "verify")
    assert (answer.code, answer.out) == (1, "")
    lines = answer.err.splitlines()
    for file, said in expected:
        found = [line for line in lines if said in line and file in line]
        assert len(found) == 1, (file, said, lines)
        (line,) = found
        lines.remove(line)
    assert lines == [], "nothing is said that is no fault"
