"""Works as BibTeX and CSL-JSON: read back whole, and nothing in them is a command."""

import json
import re
from urllib.parse import unquote

import bibtexparser
import pandas as pd
import pytest

from instc.evidence.citations import STYLES, bibtex, csl_json
from instc.tables.schema import data_dir, read_table


def test_every_source_is_cited():
    """By a row, a note, a scenario or the essay on the tables: a work that nothing rests on does not stand in the list."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in (data_dir() / "seeds").rglob("*")
        if path.suffix in {".csv", ".toml", ".md"} and path.name != "sources.csv"
    ]
    words = set(re.findall(r"\w+", " ".join(texts)))
    assert set(read_table("sources")["source_id"]) - words == set()


def test_bibtex_is_read_back_by_its_own_parser():
    works = read_table("sources").set_index("source_id")
    library = bibtexparser.parse_string(bibtex(works))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == list(works.index)


def work(**cells):
    """One work, whose other cells are plain."""
    plain = {"title": "T", "author": "", "year": float("nan"), "address": "", "accessed": "2026-01-02", "licence": "", "kind": "press"}  # fmt: skip
    return pd.DataFrame([plain | cells], index=["k"])


def test_a_title_can_not_run_a_command():
    one = work(
        title=r"A & B \input{x} 5% #1", author="O_K", year=2024.0, address="https://x.org/a_b?c=1"
    )
    text = bibtex(one)
    assert r"\input" not in text
    assert r"A \& B" in text
    (item,) = json.loads(csl_json(one))
    assert item["issued"] == {"date-parts": [[2024]]}
    assert item["accessed"] == {"date-parts": [[2026, 1, 2]]}


TRICKY = [
    r"& % $ # _ { } ~ ^ \ < > | \" ' ` @", "one { brace", "} another", r"ends in \\", r"\{", "{{", "%", "@misc{x, title={y}}",
    "Čabahár – Zāhedān", "Чабахар «порт»", "بندر چابهار", "चाबहार", "tab\tand\nline", "", "100 %, A_1 = {x, y} = z",
]  # fmt: skip
PRINTED = {
    r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}", r"\textless{}": "<", r"\textgreater{}": ">", r"\textbar{}": "|",
}  # fmt: skip


def printed(field):
    """What LaTeX prints of a field that stands in one more pair of braces."""
    inside = field.removeprefix("{").removesuffix("}")
    return COMMAND.sub(lambda found: PRINTED.get(found[0], found[0][1:]), inside)


COMMAND = re.compile(r"\\(?:[&%$#_]|(?:textbackslash|textasciitilde|textasciicircum|textbraceleft|textbraceright|textless|textgreater|textbar)\{\})")  # fmt: skip
ENTRY = re.compile(r"@misc\{([a-z][a-z0-9_.]*),\n((?:\t[a-z]+ = \{.*\},?\n)+)\}\n")
FIELD = re.compile(r"\t([a-z]+) = \{(.*)\}(,?)")


def strictly(text):
    """Read one entry as BibTeX's own grammar has it: balanced braces, each field on its line, commas between."""
    key, body = ENTRY.fullmatch(text).groups()
    lines = [FIELD.fullmatch(line).groups() for line in body.splitlines()]
    assert [comma for _, _, comma in lines] == [","] * (len(lines) - 1) + [""]
    fields = {}
    for name, value, _ in lines:
        depth = 0
        for sign in value:
            depth += {"{": 1, "}": -1}.get(sign, 0)
            assert depth >= 0, value
        assert depth == 0, value
        if name != "url":
            assert "\\" not in COMMAND.sub("", value), value
            bare = COMMAND.sub("", value).removeprefix("{").removesuffix("}")
            assert not set("&%$#_{}~^<>|") & set(bare), value
        assert name not in fields
        fields[name] = value
    return key, fields


@pytest.mark.parametrize("text", TRICKY)
def test_any_name_is_read_back_by_strict_readers(text):
    """LaTeX's own reader gives back what the table says, on one line; nothing ends an entry or a field."""
    one = work(title=text or "T", author=text)
    key, fields = strictly(bibtex(one))
    assert key == "k"
    library = bibtexparser.parse_string(bibtex(one))
    assert not library.failed_blocks
    assert len(library.entries) == 1
    assert printed(fields["title"]) == (" ".join(text.split()) or "T")
    assert printed(fields.get("author", "")) == " ".join(text.split())
    (item,) = json.loads(csl_json(one))
    assert item["title"] == (text or "T")


@pytest.mark.parametrize(
    "address",
    [
        "https://x.org/{a}?b=c%20d&e=_~#f",
        "https://x.org/a b",
        "https://ru.wikipedia.org/wiki/Чабахар",
        "https://x.org/\\",
        "ISBN {978}",
    ],
)
def test_any_address_is_read_back(address):
    _, fields = strictly(bibtex(work(address=address)))
    if address.startswith("https"):
        assert unquote(fields["url"]) == unquote(address)
        assert not set("{}\\ ") & set(fields["url"])
    else:
        assert fields["howpublished"] == r"ISBN \textbraceleft{}978\textbraceright{}"


def test_every_source_is_read_strictly_and_keys_are_one_each():
    """BibTeX does not tell capitals in keys apart."""
    entries = bibtex(read_table("sources").set_index("source_id")).split("\n\n\n")
    keys = [strictly(entry.rstrip("\n") + "\n")[0].lower() for entry in entries]
    assert len(set(keys)) == len(keys) == len(read_table("sources"))


CSL_FIELDS = {"id", "type", "title", "author", "issued", "accessed", "URL", "custom"}
CSL_TYPES = {"dataset", "article-journal", "report", "article-newspaper", "webpage"}


def test_csl_holds_the_fields_of_its_schema_alone():
    """That of CSL 1.0 allows no other; a licence is none of them."""
    for item in json.loads(csl_json(read_table("sources").set_index("source_id"))):
        assert item.keys() <= CSL_FIELDS
        assert item["type"] in CSL_TYPES
    (item,) = json.loads(csl_json(work(licence="CC BY 4.0")))
    assert item["custom"] == {"licence": "CC BY 4.0"}


def test_what_is_not_known_of_a_work_is_left_out():
    work = pd.DataFrame(
        [
            {
                "title": "T",
                "author": "",
                "year": float("nan"),
                "address": "",
                "accessed": "2026-01-02",
                "licence": "",
                "kind": "operator",
            }
        ],
        index=["k"],
    )
    (item,) = json.loads(csl_json(work))
    assert item == {
        "id": "k",
        "type": "webpage",
        "title": "T",
        "accessed": {"date-parts": [[2026, 1, 2]]},
    }


def test_what_is_written_is_what_the_table_says():
    works = read_table("sources").set_index("source_id")
    entries = bibtexparser.parse_string(bibtex(works)).entries_dict
    items = {item["id"]: item for item in json.loads(csl_json(works))}
    assert set(entries) == set(items) == set(works.index)
    for source_id, work in works.iterrows():
        entry, item = entries[source_id].fields_dict, items[source_id]
        assert item["title"] == work["title"]
        assert item.get("URL", "") == work["address"]
        assert ("url" in entry) == work["address"].startswith("http")
        assert ({"url", "howpublished"} & set(entry) != set()) == bool(work["address"])
        assert entry["urldate"].value == work["accessed"]
        if not pd.isna(work["year"]):
            assert int(entry["year"].value) == work["year"]
            assert item["issued"] == {"date-parts": [[work["year"]]]}


def test_a_style_is_named_for_what_it_writes():
    assert {"bibtex": bibtex, "csl": csl_json} == STYLES
