"""Words in, words out: every command, its formats and its exit codes."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from instc import cli as command_line

PAIR = ("Mumbai", "Moscow", "--draws", "50")
NEAR = ("Tehran", "Moscow", "--draws", "50")  # whose map is soon drawn
SHORT = ("INNSA", "IRSRP", "--mode", "sea")


def verbs():
    """Every command and group of commands, as it is typed."""

    def below(command, words):
        yield words
        for name, inner in getattr(command, "commands", {}).items():
            yield from below(inner, (*words, name))

    return list(below(typer.main.get_command(command_line.make_app()), ()))


def one_line(answer, code, *fragments):
    """A refusal: the code, nothing on stdout, one line on stderr that says what and how to mend it."""
    assert answer.code == code, answer
    assert answer.out == ""
    assert answer.err.endswith("\n")
    assert answer.err.count("\n") == 1, answer.err
    assert answer.err.startswith("instc: ")
    assert "Traceback" not in answer.err
    for fragment in fragments:
        assert fragment.casefold() in answer.err.casefold(), answer.err


class TestRefusals:
    @pytest.mark.parametrize(
        ("words", "fragments"),
        [
            (("compare", "Mumbai", "Moskow"), ['unknown place "Moskow"', 'did you mean "Moscow"']),
            (("compare", "Mumbai", "Zzyzx"), ['unknown place "Zzyzx"']),
            (("compare", "Mumbai", ""), ["names no place"]),
            (("compare", "Astara", "Moscow"), ['"Astara" is ambiguous', "astara_ir"]),
            (("compare", "Mumbai", "Bombay"), ["same place"]),
            (("compare", "Mumbai", "65,15"), ["lie at sea"]),
            (("compare", "Mumbai", "55.7,37.6"), ["did you mean 37.6,55.7?"]),
            (("compare", "Mumbai", "nan,nan"), ["longitude must lie"]),
            (("compare", "Mumbai", "-100,40"), ['before a longitude below 0 write "--"']),
            (("compare", "--", "Mumbai", "-100,40"), ["more than 300 km"]),
            (("compare", "Mumbai"), ["destination"]),
            (("compare",), ["origin"]),
            (("compare", "Mumbai", "Moscow", "Baku"), ["Baku"]),
            (("compare", "Mumbai", "Moscow", "--scenari", "today"), ["--scenari", "--scenario"]),
            (
                ("compare", "Mumbai", "Moscow", "--scenario", "todya"),
                ['unknown scenario "todya"', 'did you mean "today"'],
            ),
            (
                ("compare", "Mumbai", "Moscow", "--scenario", "/no/such.toml"),
                ["/no/such.toml", "No such file"],
            ),
            (
                ("compare", "Mumbai", "Moscow", "--scenario", "normal-2023", "--scenario", "today"),
                ["contradict each other"],
            ),
            (
                ("compare", "Mumbai", "Moscow", "--as-of", "2026-02-30"),
                ['"2026-02-30" is not a date'],
            ),
            (("compare", "Mumbai", "Moscow", "--as-of", "2031-01-01"), ["no source is later"]),
            (
                ("compare", "Mumbai", "Moscow", "--format", "jsn"),
                ["--format", 'did you mean "json"'],
            ),
            (("compare", "Mumbai", "Moscow", "--draws", "many"), ["--draws"]),
            (("compare", "Mumbai", "Moscow", "--draws", "0"), ["draws"]),
            (("compare", "Mumbai", "Moscow", "--draws", "1000001"), ["draws"]),
            (("compare", "Mumbai", "Moscow", "--seed", "-1"), ["seed"]),
            (("compare", "Mumbai", "Moscow", "--cargo-value", "nan"), ["cargo value"]),
            (
                ("compare", "Mumbai", "Moscow", "--against", "instc_wset"),
                ['unknown corridor "instc_wset"'],
            ),
            (
                ("compare", "Mumbai", "Moscow", "--via", "Zzyzx"),
                ['unknown place or passage "Zzyzx"'],
            ),
            (("compare", "Mumbai", "Moscow", "-o", "x.pdf"), ["x.pdf", "end in .txt, .json, .csv"]),
            (
                ("compare", "Mumbai", "Moscow", "-f", "json", "-o", "x.csv"),
                ["x.csv", "ends in .json"],
            ),
            (("compare", "Mumbai", "Moscow", "--map", "x.json"), ["x.json", "end in .html"]),
            (("route", "Mumbai", "Moscow", "--mode", "rale"), ["--mode", 'did you mean "rail"']),
            (("route", "Mumbai", "Moscow", "--by", "tme"), ["--by", 'did you mean "time"']),
            (
                ("route", "Moscow", "Mumbai", "--mode", "sea"),
                ['"Moscow" has no facility of mode sea'],
            ),
            (("route", "Mumbai", "Moscow", "--avoid", "Zzyzx"), ["Zzyzx"]),
            (("map", "Mumbai", "Moskow", "-o", "x.html"), ['did you mean "Moscow"']),
            (("map", "Mumbai", "Moscow", "-o", "x.json"), ["x.json"]),
            (("places", "Zzyzx"), ['no place is spelt like "Zzyzx"']),
            (("places", "--format", "geojson"), ["--format"]),
            (("network", "links", "zzyzx"), ['nothing matches "zzyzx"']),
            (("network", "export", "x.shp"), ["x.shp", ".geojson, .json, .graphml, .gpkg"]),
            (("network", "exprot", "x.geojson"), ["exprot"]),
            (("data", "sources", "zzyzx"), ['nothing matches "zzyzx"']),
            (("data", "verify", "--seeds", "/no/such"), ["/no/such", "no such folder"]),
            (("compair", "Mumbai", "Moscow"), ["compair", "compare"]),
            (("--nope",), ["--nope"]),
        ],
        ids=lambda value: " ".join(value)[:50] if isinstance(value, tuple) else "",
    )
    def test_bad_input_is_exit_2(self, cli, tmp_path, monkeypatch, words, fragments):
        monkeypatch.chdir(tmp_path)
        one_line(cli(*words), 2, *fragments)
        assert not list(tmp_path.iterdir()), "no file is left"

    def test_no_route_is_exit_3_with_the_cut(self, cli):
        one_line(
            cli("route", "INNSA", "AEJEA", "--mode", "sea", "--scenario", "hormuz-closed"),
            3,
            "no route",
            "hormuz (closed)",
        )

    def test_no_corridor_is_exit_3_with_the_reason(self, cli):
        one_line(
            cli("compare", "Mumbai", "Moscow", "--against", "instc_west_rail"),
            3,
            "no route",
            "(planned)",
        )

    @pytest.mark.parametrize("target", ["/no/such/folder/x{}", "/proc/x{}"])
    @pytest.mark.parametrize(
        ("words", "option", "suffix"),
        [
            (("compare", *PAIR, "--format", "json"), "-o", ".json"),
            (("compare", *NEAR), "--map", ".html"),
            (("route", *SHORT, "--format", "csv"), "-o", ".csv"),
            (("map", *NEAR), "-o", ".html"),
            (("places", "Baku", "--format", "csv"), "-o", ".csv"),
            (("network", "export"), None, ".geojson"),
        ],
        ids=["compare", "compare_map", "route", "map", "places", "export"],
    )
    def test_what_cannot_be_written_is_exit_4(self, cli, target, words, option, suffix):
        if target.startswith("/proc") and "map" in (words[0], option[2:] if option else ""):
            pytest.importorskip("instc.maps")
        path = target.format(suffix)
        answer = cli(*words, *([option, path] if option else [path]))
        assert answer.code == 4
        assert f"cannot write {path}" in answer.err
        assert answer.err.count("\n") == 1

    def test_a_folder_as_target_is_exit_4(self, cli, tmp_path):
        one_line(cli("compare", *PAIR, "-o", str(tmp_path)), 4, "it is a folder")

    @pytest.mark.parametrize("name", ["notes.py", "model.toml", "README.md", "table.csv"])
    def test_a_file_of_another_kind_is_not_overwritten(self, cli, tmp_path, name):
        target = tmp_path / name
        target.write_text("mine")
        one_line(cli("compare", *PAIR, "--format", "json", "-o", str(target)), 2, "ends in .json")
        assert target.read_text() == "mine"

    def test_a_bug_is_exit_70_in_one_line(self, cli, monkeypatch):
        import instc.model

        def burst(**_):
            raise ZeroDivisionError("line one\nline two")

        monkeypatch.setattr(instc.model, "load_model", burst)
        one_line(cli("compare", "Mumbai", "Moscow"), 70, "bug: ZeroDivisionError", "INSTC_DEBUG=1")

    def test_debug_shows_where(self, cli, monkeypatch):
        import instc.model

        def burst(**_):
            raise ZeroDivisionError

        monkeypatch.setattr(instc.model, "load_model", burst)
        monkeypatch.setenv("INSTC_DEBUG", "1")
        with pytest.raises(ZeroDivisionError):
            cli("compare", "Mumbai", "Moscow")

    def test_ctrl_c_is_exit_130(self, cli, monkeypatch, tmp_path):
        import instc.model

        def stop(**_):
            raise KeyboardInterrupt

        target = tmp_path / "x.json"
        target.write_text("old")
        monkeypatch.setattr(instc.model, "load_model", stop)
        answer = cli("compare", "Mumbai", "Moscow", "--format", "json", "-o", str(target))
        assert answer.code == 130
        assert answer.err in {"", "instc: interrupted\n"}
        assert target.read_text() == "old"

    @pytest.mark.parametrize(
        "word", ["\x1b[31mred", "a\nb", "\u2028", "\u202etext", "\x07", "x" * 5000]
    )
    def test_what_a_terminal_would_obey_is_shown(self, cli, word):
        answer = cli("compare", "Mumbai", word)
        one_line(answer, 2)
        assert answer.err.rstrip("\n").isprintable()


TOP = {
    "schema", "instc_version", "data_date", "data_hash", "as_of", "scenarios", "origin", "destination", "consignment", "price_year", "draws", "seed",
    "alternatives", "unavailable", "best", "pareto", "verdicts", "conclusions", "via_bound", "again",
}  # fmt: skip
WAY = {
    "corridor", "family", "label", "head", "title", "named", "found_by", "same_as", "hidden_reason", "length_km", "length_km_by_mode", "passages", "scope", "days", "buffer_index", "by_deadline", "generalised_usd", "usd_per_teu",
    "co2e_kg_per_teu", "fastest_share", "cheapest_share", "worst_grade", "grade_d_share_of_days", "grade_d_share", "limited", "legs",
}  # fmt: skip
LEG = {"mode", "part", "hours", "from", "to", "length_km", "days_mean", "usd_mean"}


class TestContract:
    """The JSON of product.md, key by key."""

    @pytest.fixture(scope="class")
    @staticmethod
    def answer(model):
        return json.loads(model.compare("Mumbai", "Moscow", draws=2000).to_json())

    def test_the_command_prints_it(self, cli, model):
        assert (
            cli("compare", *PAIR, "--format", "json").out
            == model.compare("Mumbai", "Moscow", draws=50).to_json()
        )

    def test_head(self, answer):
        assert set(answer) >= TOP
        assert answer["schema"] == "instc.compare/2"
        assert re.fullmatch(r"[0-9a-f]{64}", answer["data_hash"])
        assert answer["as_of"] == "2026-07-31"
        assert answer["scenarios"] == ["today"]
        assert set(answer["origin"]) == set(answer["destination"]) == {"id", "name", "lon", "lat"}
        assert set(answer["consignment"]) >= {
            "teu",
            "tonnes_per_teu",
            "value_usd_per_teu",
            "value_rate_per_day",
        }
        assert (answer["draws"], answer["seed"]) == (2000, 1)

    def test_alternatives(self, answer):
        for way in answer["alternatives"]:
            assert set(way) >= WAY
            for quantity in ("days", "usd_per_teu", "co2e_kg_per_teu", "generalised_usd"):
                spread = way[quantity]
                assert spread["p10"] <= spread["p50"] <= spread["p90"] <= spread["p95"]
                assert spread["p10"] <= spread["mean"] <= spread["p95"]
            assert all(set(leg) >= LEG for leg in way["legs"])
            assert way["worst_grade"] in set("ABCD")
            assert 0 <= way["grade_d_share_of_days"] == way["grade_d_share"]["days"] <= 1
            assert way["scope"] == {"origin": "door", "destination": "door"}

    def test_lengths_add_up(self, answer):
        """0.05 km of rounding a leg."""
        for way in answer["alternatives"]:
            assert sum(leg["length_km"] for leg in way["legs"]) == pytest.approx(
                way["length_km"], abs=0.06 * len(way["legs"])
            )
            assert sum(way["length_km_by_mode"].values()) == pytest.approx(
                way["length_km"], abs=0.5
            )

    def test_mean_days_add_up(self, answer):
        """Legs show means in closed form, the total is the mean of 2,000 draws: five standard errors."""
        for way in answer["alternatives"]:
            spread = (way["days"]["p90"] - way["days"]["p10"]) / 2.5
            assert sum(leg["days_mean"] for leg in way["legs"]) == pytest.approx(
                way["days"]["mean"], abs=5 * spread / 2000**0.5 + 0.02
            )

    def test_shares_sum_to_one(self, answer):
        ways = each_once(answer)
        for share in ("fastest_share", "cheapest_share"):
            assert sum(way[share] for way in ways) == pytest.approx(1, abs=0.0005 * len(ways))

    def test_best_and_pareto_name_alternatives(self, answer):
        names = [way["corridor"] for way in answer["alternatives"]]
        assert len(names) == len(set(names))
        assert set(answer["best"]) == {"days", "usd_per_teu", "co2e_kg_per_teu"}
        assert set(answer["best"].values()) <= set(names)
        assert set(answer["pareto"]) <= set(names)
        for quantity, name in answer["best"].items():
            values = {way["corridor"]: way[quantity]["p50"] for way in answer["alternatives"]}
            assert values[name] == min(values.values())

    def test_unavailable_gives_reasons(self, answer):
        assert all(
            set(row) == {"corridor", "reason"} and row["reason"] for row in answer["unavailable"]
        )
        assert "instc_west_rail" in {row["corridor"] for row in answer["unavailable"]}

    def test_again_is_a_command(self, answer):
        assert answer["again"].startswith("instc compare Mumbai Moscow")

    def test_no_number_is_nan(self, answer):
        json.dumps(answer, allow_nan=False)

    @pytest.mark.parametrize(
        ("words", "schema"),
        [
            (("places", "Astara"), "instc.places/1"),
            (("network", "info"), "instc.network/1"),
            (("network", "nodes", "rasht"), "instc.nodes/1"),
            (("network", "links", "rasht"), "instc.links/1"),
            (("data", "sources", "TASS"), "instc.sources/1"),
        ],
    )
    def test_lists_have_a_schema(self, cli, words, schema):
        answer = json.loads(cli(*words, "--format", "json").out)
        assert answer["schema"] == schema
        assert answer["rows"]


@pytest.fixture
def printed(cli):
    """What a question prints in each form; asked once."""

    def ask(format_, *words):
        words = words or ("compare", *PAIR)
        if (format_, words) not in ANSWERS:
            ANSWERS[format_, words] = cli(*words, "--format", format_).out
        return ANSWERS[format_, words]

    return ask


ANSWERS = {}


def each_once(answer):
    """The ways, without the ids that are another row's way."""
    return [way for way in answer["alternatives"] if way["same_as"] is None]


class TestFormats:
    """The same numbers in every form."""

    def test_csv_is_the_json(self, printed):
        table = {row["corridor_id"]: row for row in csv.DictReader(io.StringIO(printed("csv")))}
        ways = each_once(json.loads(printed("json")))
        assert list(table) == [way["corridor"] for way in ways]
        for way in ways:
            row = table[way["corridor"]]
            assert float(row["length_km"]) == way["length_km"]
            for quantity in ("days", "usd_per_teu", "co2e_kg_per_teu", "generalised_usd"):
                for name, value in way[quantity].items():
                    assert float(row[f"{quantity}_{name}"]) == value
            assert float(row["fastest_share"]) == way["fastest_share"]
            assert row["worst_grade"] == way["worst_grade"]
            assert (row["hidden_reason"] or None) == way["hidden_reason"]

    @pytest.mark.parametrize("format_", ["md", "table"])
    @pytest.mark.parametrize("every", [False, True])
    def test_text_is_the_json_rounded(self, printed, format_, every):
        """The rows that a table opens with; with ``--all``, every way."""
        text = printed(format_, "compare", *PAIR, *(["--all"] if every else []))
        ways = each_once(json.loads(printed("json")))
        shut = [way for way in ways if way["hidden_reason"]]
        assert shut
        for way in ways if every else [way for way in ways if not way["hidden_reason"]]:
            for shown in (
                f"{way['length_km']:,.0f}",
                f"{way['days']['p50']:.1f}",
                f"{way['usd_per_teu']['p50']:,.0f}",
                f"{way['co2e_kg_per_teu']['p50']:,.0f}",
            ):
                assert shown in text, (way["corridor"], shown)

    def test_markdown_is_a_table(self, printed):
        rows = [line for line in printed("md").splitlines() if line.startswith("|")]
        assert len({row.replace("\\|", "").count("|") for row in rows}) == 1
        assert re.fullmatch(r"\|( -{3,}:? \|)+", rows[1]) or set(rows[1]) <= set("|-: ")

    def test_geojson_has_a_line_a_leg(self, printed):
        layer = json.loads(printed("geojson"))
        ways = each_once(json.loads(printed("json")))
        assert layer["type"] == "FeatureCollection"
        assert len(layer["features"]) == sum(len(way["legs"]) for way in ways)
        for feature in layer["features"]:
            assert feature["geometry"]["type"] == "LineString"
            assert all(
                -180 <= lon <= 180 and -90 <= lat <= 90
                for lon, lat in feature["geometry"]["coordinates"]
            )
        for way in ways:
            legs = [
                feature["properties"]
                for feature in layer["features"]
                if feature["properties"]["corridor_id"] == way["corridor"]
            ]
            assert sum(leg["length_km"] for leg in legs) == pytest.approx(way["length_km"], abs=0.1)

    @pytest.mark.parametrize("format_", ["csv", "md", "table", "geojson"])
    def test_route_in_every_form(self, printed, format_):
        km = json.loads(printed("json", "route", *SHORT))["length_km"]
        text = printed(format_, "route", *SHORT)
        assert (
            f"{km:,.0f}" if format_ in {"md", "table"} else f"{km:.1f}".removesuffix(".0")[:5]
        ) in text

    @pytest.mark.parametrize(
        ("format_", "suffix"),
        [("json", ".json"), ("csv", ".csv"), ("md", ".md"), ("geojson", ".geojson")],
    )
    def test_a_file_holds_what_would_be_printed(self, cli, printed, tmp_path, format_, suffix):
        target = tmp_path / f"x{suffix}"
        answer = cli("compare", *PAIR, "--format", format_, "-o", str(target))
        assert (answer.code, answer.out) == (0, "")
        assert re.fullmatch(rf"wrote {re.escape(str(target))} \([\d,]+ kB\)\n", answer.err)
        assert target.read_text(encoding="utf-8-sig") == printed(format_)


class TestCommands:
    def test_nothing_asked(self, cli):
        answer = cli()
        assert answer.code == 0
        assert "instc compare Mumbai Moscow" in answer.out
        assert len(answer.out.splitlines()) <= 24
        assert max(map(len, answer.out.splitlines())) <= 100

    def test_version(self, cli):
        assert cli("--version").out == f"instc {command_line.__version__}\n"

    @pytest.mark.parametrize("words", verbs(), ids=" ".join)
    def test_help(self, cli, words):
        answer = cli(*words, "--help")
        assert answer.code == 0
        assert "Usage:" in answer.out

    @pytest.mark.parametrize(
        "words",
        [
            ("compare", *PAIR),
            ("route", *SHORT),
            ("network", "info"),
            ("compare", "Chelyabinsk", "Jeddah", "--draws", "50"),
        ],
        ids=" ".join,
    )
    def test_eighty_columns(self, cli, words):
        lines = cli(*words).out.splitlines()
        assert max(len(line) for line in lines if not line.startswith("again:")) <= 80

    def test_no_colour_in_a_pipe(self, cli):
        assert "\x1b" not in cli("compare", *PAIR).out


class TestShell:
    """A few through a real process."""

    def test_compare(self, shell):
        answer = shell("compare", "Mumbai", "Moscow", "--draws", "100")
        assert answer.code == 0
        assert answer.err == ""
        assert "Suez" in answer.out

    def test_a_slip(self, shell):
        one_line(shell("compare", "Mumbai", "Moskow"), 2, 'did you mean "Moscow"')

    def test_a_closed_pipe_is_quiet(self):
        code = f"{sys.executable} -m instc network links | head -1"
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {code}"],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        )
        assert done.stderr == ""
        assert done.returncode in {0, 141}  # 128 + SIGPIPE

    def test_an_ascii_terminal_does_not_break(self, shell):
        answer = shell(
            "places", "Moscow", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        )
        assert "Traceback" not in answer.err
        assert answer.code == 0


def test_tab_offers_straits_where_something_is_avoided():
    from instc.cli.completion import complete_avoided, complete_corridor

    assert complete_avoided("Strait of H") == ["Strait of Hormuz"]
    assert "suez Canal" in complete_avoided("sue")
    assert "Suez to St Petersburg" in complete_corridor("Suez to")
