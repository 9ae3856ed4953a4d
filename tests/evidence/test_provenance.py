"""Where numbers come from: cards, bibliographies, and what changed."""

import json
import re
import shutil
import subprocess

import bibtexparser
import pandas as pd
import pytest

import instc
from instc import cli
from instc.cli.data import _difference_text
from instc.errors import QuestionError, UnknownIdError
from instc.evidence.citations import bibtex, csl_json
from instc.evidence.data_diff import Change, Moved, changes, moved, revision
from instc.evidence.provenance import why
from instc.tables.schema import data_dir, read_table


@pytest.fixture(scope="module")
def model():
    return instc.load_model()


@pytest.fixture(scope="module")
def pair(model):
    return model.compare("Mumbai", "Moscow", draws=50)


def test_the_length_of_the_gap_with_its_dissent(model, pair):
    rail, road = why("rasht-astara.length_km", model, pair)
    assert rail.key == "astara_ir.rail1435-rasht.rail1435"
    assert rail.facts[0].value == "162"
    assert rail.facts[0].source["source_id"] == "kom25"
    assert [fact.value for fact in rail.dissent] == ["152", "160", "164", "167", "170"]
    assert not rail.hangs  # planned: nothing runs over it
    assert road.hangs["instc_west_road"]["days"] > 0


def test_what_hangs_on_a_parameter_is_its_mean_times_its_exposure(model, pair):
    (card,) = why("dwell.border_ru_az_rail", model, pair)
    mean = model.parameters.at["dwell.border_ru_az_rail", "mean"]
    hire = model.parameters.at["hire.container", "mean"]
    wanted = {
        "days": pytest.approx(mean / 24, abs=0.005),
        "usd_per_teu": pytest.approx(mean / 24 * hire, abs=0.05),
        "co2e_kg_per_teu": 0.0,
    }
    assert card.hangs == {"instc_west_road": wanted}
    assert card.facts[0].grade == "D"


@pytest.mark.parametrize("quantity", ["days", "usd_per_teu", "co2e_kg_per_teu"])
def test_what_hangs_on_all_parameters_is_the_way(model, pair, quantity):
    """Each parameter once: hire hangs on the days, so that USD of a pace hold its hire, and hire itself is left out; the cargo's value and mass act by others."""
    way = pair.alternatives["instc_west_road"].itinerary.totals()
    cards = [
        why(name, model, pair)[0] for name in pair.met.parameter_ids if name != "hire.container"
    ]
    wanted = {
        "days": way["hours"] / 24,
        "usd_per_teu": way["usd"],
        "co2e_kg_per_teu": way["co2e_kg"],
    }[quantity]
    assert sum(
        card.hangs.get("instc_west_road", {}).get(quantity, 0.0) for card in cards
    ) == pytest.approx(wanted, abs=0.05 * len(cards))


@pytest.mark.parametrize(
    "name",
    [
        "hire.container",
        "intensity.sea",
        "hub.port",
        "share.iran_transit",
        "mass.tonnes_per_teu",
        "value.cargo",
    ],
)
def test_something_hangs_on_each_kind_of_parameter(model, pair, name):
    (card,) = why(name, model, pair)
    assert card.hangs


def test_the_days_that_hang_on_all_parameters_are_the_days_of_the_way(model, pair):
    days = sum(
        model.parameters["mean"][name] / 24 * row
        for name, row in pair.met.time["suez_baltic"].items()
    )
    assert days == pytest.approx(
        pair.alternatives["suez_baltic"].itinerary.totals()["hours"] / 24, rel=1e-9
    )


def test_a_passage_shows_the_state_of_the_day_first(model, pair):
    (card,) = why("suez", model, pair)
    assert card.facts[0].value == "limited"
    assert {"suez_black_sea", "suez_baltic", "suez_transhipped"} <= set(card.hangs)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("vib", "source"),
        ("e01", "claim"),
        ("c042", "observation"),
        ("suez-baltic", "corridor"),
        ("bandar_abbas.port-fairway", "link"),
        ("incheh_borun", "place"),
        ("Incheh-Boroun", "place"),
        ("rasht.rail1435", "node"),
        ("Novorossiysk port", "node"),
        ("Ормуз", "passage"),
        ("wait for the Suez convoy", "parameter"),
        ("Suez, transhipped", "corridor"),
        ("Rasht - Qazvin by rail", "link"),
    ],
)
def test_every_kind_of_key(model, pair, key, kind):
    cards = why(key, model, pair)
    assert kind in {card.kind for card in cards}
    assert all(fact.source["title"] for card in cards for fact in card.facts)


def test_an_unknown_key_gets_a_suggestion(model, pair):
    with pytest.raises(
        UnknownIdError, match=r'unknown key "pace.rail_irr".*did you mean "pace.rail_ir"'
    ):
        why("pace.rail_irr", model, pair)


def test_the_sources_of_an_answer_are_those_of_its_links_and_parameters(pair):
    sources = pair.sources()
    assert sources.index.is_unique
    assert set(pair.alternatives["suez_baltic"].itinerary.links["source_id"]) <= set(sources.index)
    assert set(pair.parameters.loc[pair.met.parameter_ids, "source_id"]) <= set(sources.index)
    assert set(sources.index) < set(read_table("sources")["source_id"])


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


def copy(tmp_path, name):
    folder = tmp_path / name
    for part in ("seeds", "geodata"):
        shutil.copytree(data_dir() / part, folder / part)
    return folder


def test_a_changed_cell_a_new_row_and_a_lost_one_are_named(tmp_path):
    before, after = copy(tmp_path, "before"), copy(tmp_path, "after")
    path = after / "seeds" / "deflators.csv"
    lines = path.read_text().splitlines()
    lines[1] = lines[1].replace("0.712", "0.713")
    path.write_text("\n".join([*lines[:-1], "us_gdp_deflator,2099,2,D,author_estimate"]) + "\n")
    found = {(change.key, change.kind): change.cells for change in changes(before, after)}
    assert found["us_gdp_deflator 2010", "changed"] == {"value": ("0.712", "0.713")}
    assert found["us_gdp_deflator 2099", "added"] == {}
    assert [kind for _, kind in found].count("removed") == 1
    assert len(found) == 3
    assert moved(before, after, "Mumbai", "Moscow").why_not.startswith(
        "(after)"
    )  # one line, without a folder of this machine


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


def commit(folder):
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "data"],
    ):
        subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_a_revision_is_laid_out_without_links(tmp_path):
    """A link in git to a file elsewhere becomes a file that holds its address."""
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    repository = tmp_path / "repo"
    for name in ("seeds/links.csv", "geodata/nodes.geojson"):
        (repository / name).parent.mkdir(parents=True)
        (repository / name).symlink_to(secret)
    commit(repository)
    with revision("HEAD", repository) as folder:
        laid_out = [path for path in folder.rglob("*") if not path.is_dir()]
        assert len(laid_out) == 2
        for path in laid_out:
            assert not path.is_symlink()
            assert path.read_text() == str(secret)


def test_a_git_revision_is_laid_out(tmp_path):
    folder = copy(tmp_path, "repo")
    commit(folder)
    with revision("HEAD", folder) as laid_out:
        assert changes(laid_out, folder) == []
        assert moved(laid_out, folder, "Mumbai", "Moscow").p50_days["suez_baltic"][0] is not None
    with (
        pytest.raises(QuestionError, match='"no-such" is neither a folder'),
        revision("no-such", folder),
    ):
        pass


def test_an_option_of_git_is_no_revision(tmp_path):
    """`git archive --output=FILE` would write a file."""
    with (
        pytest.raises(QuestionError, match="is no revision"),
        revision(f"--output={tmp_path / 'written'}", data_dir()),
    ):
        pass
    assert not (tmp_path / "written").exists()


def test_without_git_two_folders_are_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(QuestionError, match="git is not installed: name two folders"),
        revision("HEAD", data_dir()),
    ):
        pass
    with revision(str(data_dir()), tmp_path) as folder:
        assert folder == data_dir()


def run(monkeypatch, capsys, *words):
    monkeypatch.setattr("sys.argv", ["instc", *words])
    return cli.run(), capsys.readouterr()


def test_the_commands(monkeypatch, capsys):
    code, out = run(monkeypatch, capsys, "data", "why", "rasht-astara.length_km")
    assert code == 0
    assert "162 km [C]" in out.out
    code, out = run(
        monkeypatch, capsys, "route", "INNSA", "IRSRP", "--mode", "sea", "--cite", "bibtex"
    )
    assert code == 0
    assert out.out.startswith("@")
    code, out = run(monkeypatch, capsys, "compare", "Mumbai", "Moscow", "--cite", "bibtx")
    assert code == 2
    assert "bibtex" in out.err
    code, out = run(monkeypatch, capsys, "data", "diff", "no-such-revision")
    assert code == 2
    assert out.err.count("\n") == 1


def test_a_place_shows_its_point_its_spellings_and_its_facilities(model, pair):
    (card,) = why("incheh_borun", model, pair)
    assert card.facts[0].value == "54.6144 37.4298"
    assert "Инче-Бурун" in card.facts[0].note
    assert "Incheh Borun rail 1520 mm (incheh_borun.rail1520)" in card.used_by


@pytest.mark.parametrize(
    ("key", "kind"), [("Iran", "a country (Iran)"), ("SGSIN", "a port (Singapore)")]
)
def test_what_has_no_page_is_named(model, pair, key, kind):
    with pytest.raises(UnknownIdError, match=re.escape(f'unknown key "{key}", {kind} without')):
        why(key, model, pair)
