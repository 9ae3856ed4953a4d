"""The order of rows says nothing: shuffled tables, ours and added ones, give the same answers."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil

import pytest

import instc
from instc.build.geodata import build
from instc.evidence.claims import check_claims
from instc.tables.catalogue import load_words
from instc.tables.schema import content_hash, data_dir, table_names
from instc.tables.words import END, resolve

PAIRS = [("Mumbai", "Moscow"), ("Chennai", "Novosibirsk"), ("51.4,35.7", "Yerevan")]
WORDS = ["Astara, Iran", "Бомбей", "IRBND", "Ормуз", "Novorossiysk port", "Saint Petersburg"]
ORDERS = {
    "reversed": lambda rows: rows[::-1],
    "shuffled": lambda rows: random.Random(1).sample(rows, len(rows)),
}
IN_ORDER = (  # a mend may begin where the one before it ended; gates are numbered in their order
    "sea_lane_repairs", "passages",
)  # fmt: skip


def reorder(path, order):
    """Write the rows under the header in another order."""
    head, *body = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *order(body)])
    path.write_text(out.getvalue(), encoding="utf-8")


def copied(folder, order):
    """Copy the data, with all its rows in another order, as if it had been built so."""
    for name in ("seeds", "geodata"):
        shutil.copytree(data_dir() / name, folder / name)
    for name in table_names():
        reorder(folder / "seeds" / f"{name}.csv", order)
    path = folder / "geodata" / "provenance.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    for name in record["seeds"]:
        record["seeds"][name] = content_hash([folder / "seeds" / name])
    path.write_text(json.dumps(record), encoding="utf-8")
    return folder


def told(model):
    """What is answered, but for the hash and place of the data; corridors are listed in their table's order."""
    answers = []
    for origin, destination in PAIRS:
        answer = model.compare(origin, destination, draws=100).to_dict()
        for key in ("data_hash", "again"):
            answer.pop(key, None)
        for key in ("alternatives", "unavailable"):
            answer[key].sort(key=json.dumps)
        answers.append(answer)
    return json.dumps(answers, sort_keys=True)


def meant(folder):
    words = load_words(folder / "seeds")
    found = []
    for word in WORDS:
        meaning = words.spelled.get(word.casefold()) or []
        found.append(sorted(one.id for one in meaning))
    return found, resolve(words, "Astara, Iran", END).id


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The same copy in the order that it has."""
    return copied(tmp_path_factory.mktemp("plain"), list)


@pytest.fixture(scope="module")
def answered(plain):
    return told(instc.load_model(folder=plain))


@pytest.mark.parametrize("order", ORDERS)
def test_the_rows_of_all_tables_in_another_order(tmp_path, plain, answered, order):
    folder = copied(tmp_path / "data", ORDERS[order])
    model = instc.load_model(folder=folder)
    assert told(model) == answered
    assert meant(folder) == meant(plain)
    asked = ["e01", "e07", "e08"]
    verdicts = [
        {it.claim["claim_id"]: (it.verdict, it.findings[0].arithmetic) for it in found}
        for found in (check_claims(asked, world=model), check_claims(asked))
    ]
    assert verdicts[0] == verdicts[1]


OWN = {
    "sources": ["mine,Mine,Me,2026,,2026-11-24,,estimate,none", "theirs,Theirs,Me,2026,,2026-11-24,,estimate,none"],
    "parameters": ["pace.mine,pace,h/km,0.02,0.03,0.05,lognormal3,,,,,,D,,mine,", "dwell.mine,dwell,h,1,2,4,lognormal3,,,,,,D,,theirs,"],
    "links": [
        "mine.anzali-makhachkala,anzali.port,makhachkala.port,sea,false,750,pace.mine,dwell.mine,rate.caspian,,intensity.caspian,,,,D,mine,",
        "mine.anzali-olya,anzali.port,olya.port,sea,false,950,pace.mine,,rate.caspian,,intensity.caspian,,,,D,mine,",
    ],
    "status": [
        "mine.anzali-olya,closed,2025-01-01,2026-01-01,D,mine,", "mine.anzali-olya,limited,2026-01-01,,D,theirs,", "mine.anzali-makhachkala,open,2024-01-01,,D,mine,",
    ],
    "limits": ["mine.anzali-olya,dwell.mine,,mine,"],
    "aliases": ["moscow,Moskovia,en,mine", "mumbai,Bombaimo,eo,mine"],
}  # fmt: skip


def test_added_rows_in_another_order(tmp_path):
    answers = []
    for number, order in enumerate([list, ORDERS["reversed"]]):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, rows in OWN.items():
            head = (data_dir() / "seeds" / f"{name}.csv").read_text(encoding="utf-8").split("\n")[0]
            (folder / f"{name}.csv").write_text(
                "\n".join([head, *order(rows)]) + "\n", encoding="utf-8"
            )
        answers.append(told(instc.load_model(extra=folder)).replace(str(folder), ""))
    assert answers[0] == answers[1]


@pytest.mark.deep
def test_a_build_of_another_order_gives_the_same_bytes(tmp_path):
    pytest.importorskip("searoute", reason="pip install 'instc[build]'")
    folder = copied(tmp_path / "data", ORDERS["reversed"])
    for name in IN_ORDER:
        shutil.copy(data_dir() / "seeds" / f"{name}.csv", folder / "seeds")
    build(folder / "seeds", folder / "geodata")
    changed = {
        file.name
        for file in (folder / "geodata").glob("*.*")
        if file.read_bytes() != (data_dir() / "geodata" / file.name).read_bytes()
    }
    assert changed == {"network.npz", "provenance.json"}, "which hold hashes of the tables"
