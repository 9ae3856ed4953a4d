"""The command completion, and what Tab offers."""

import subprocess

import pytest


def offered(shell, *words):
    answer = shell(
        env={
            "_INSTC_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(["instc", *words]),
            "COMP_CWORD": str(len(words)),
        }
    )
    assert answer.code == 0, answer.err
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
