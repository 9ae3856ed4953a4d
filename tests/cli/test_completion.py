"""The command completion, and what Tab offers."""

import csv
import subprocess

import pytest


def offered(shell, *words, **around):
    answer = shell(
        env={
            "_INSTC_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(["instc", *words]),
            "COMP_CWORD": str(len(words)),
            **around,
        }
    )
    assert (answer.code, answer.err) == (0, "")
    return answer.out.split("\n")


class TestCompletion:
    @pytest.mark.parametrize(
        ("name", "mark"),
        [("bash", "complete -o"), ("zsh", "#compdef instc"), ("fish", "complete --command instc")],
    )
    def test_scripts(self, cli, name, mark):
        answer = cli("completion", name)
        assert answer.code == 0
        assert mark in answer.out
        assert "_INSTC_COMPLETE" in answer.out

    def test_another_shell(self, cli):
        assert cli("completion", "csh").code == 2

    def test_places_in_any_script(self, shell):
        assert "st\\ Petersburg" in offered(shell, "compare", "st")
        assert "Москва" in offered(shell, "compare", "Mumbai", "Моск")

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_places_of_a_table_that_a_spreadsheet_saved(self, shell, data, separator, encoding):
        places = data / "seeds" / "places.csv"
        rows = csv.reader(places.read_text(encoding="utf-8").splitlines())
        with places.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator).writerows(rows)
        assert "Москва" in offered(shell, "compare", "Mumbai", "Моск", INSTC_DATA=str(data))

    @pytest.mark.parametrize("content", [b"", b"caf\xe9,name\n", b"place,other\na,b\n", None])
    def test_tab_never_complains(self, shell, data, content):
        """What is wrong with a table is said by the commands."""
        places = data / "seeds" / "places.csv"
        places.unlink()
        if content is not None:
            places.write_bytes(content)
        assert "Bombay" in offered(shell, "compare", "Bom", INSTC_DATA=str(data))  # an alias
        nowhere = str(data / "nowhere")
        assert not any(offered(shell, "compare", "Bom", INSTC_DATA=nowhere))

    def test_commands_corridors_and_scenarios(self, shell):
        assert "compare" in offered(shell, "com")
        assert "suez_baltic,instc_west_road" in offered(
            shell, "compare", "A", "B", "--against", "suez_baltic,instc_west_r"
        )
        assert "both-straits-closed" in offered(shell, "compare", "A", "B", "--scenario", "both")

    def test_bash_can_read_the_script(self, cli):
        bash = subprocess.run(
            ["bash", "-n"],
            input=cli("completion", "bash").out,
            text=True,
            capture_output=True,
            check=False,
        )
        assert bash.returncode == 0, bash.stderr
