"""Works as BibTeX and CSL-JSON: read back whole, and nothing in them is a command."""

import json
import re

import bibtexparser
import pandas as pd

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


def test_a_title_can_not_run_a_command():
    work = pd.DataFrame(
        [
            {
                "title": r"A & B \input{x} 5% #1",
                "author": "O_K",
                "year": 2024.0,
                "address": "https://x.org/a_b?c=1",
                "accessed": "2026-01-02",
                "licence": "",
                "kind": "press",
            }
        ],
        index=["k"],
    )
    text = bibtex(work)
    assert r"\input" not in text
    assert r"A \& B" in text
    (item,) = json.loads(csl_json(work))
    assert item["issued"] == {"date-parts": [[2024]]}
    assert item["accessed"] == {"date-parts": [[2026, 1, 2]]}


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
        assert ("url" in entry) == bool(work["address"])
        assert entry["urldate"].value == work["accessed"]
        if not pd.isna(work["year"]):
            assert int(entry["year"].value) == work["year"]
            assert item["issued"] == {"date-parts": [[work["year"]]]}


def test_a_style_is_named_for_what_it_writes():
    assert {"bibtex": bibtex, "csl": csl_json} == STYLES
