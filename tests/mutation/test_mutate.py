"""The harness that tests the tests: what it changes, what it chooses, and that it goes on where it was broken off."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

import pytest

from mutation import mutate
from mutation.mutate import Part, key, mutants, mutated, sample

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = '''
LIMIT = 3


def fare(km, night):
    """Charge a ride."""
    if km > LIMIT and night:
        return km * 2 + 5
    raise ValueError("too short")


def tip(km):
    return km / 10
'''


def named(source: str) -> dict[str, mutate.Mutant]:
    return {mutant.what: mutant for mutant in mutants("taxi.py", ast.parse(source))}


def test_every_operator_constant_condition_return_and_text_is_changed() -> None:
    found = named(SOURCE)
    assert {
        "module: 3 -> 4", "fare: km > LIMIT -> km >= LIMIT", "fare: if km > LIMIT and night -> if not (km > LIMIT and night)", "fare: km > LIMIT and night -> km > LIMIT or night", "fare: km * 2 -> km / 2",
        "fare: km * 2 + 5 -> km * 2 - 5", "fare: 2 -> 3", "fare: 5 -> 6", "fare: return km * 2 + 5 -> return None",
        "fare: raise ValueError('too short') -> pass", "fare: 'too short' -> 'XXtoo short'", "tip: km / 10 -> km * 10", "tip: 10 -> 11",
        "tip: return km / 10 -> return None",
    } <= set(found)  # fmt: skip
    assert not any("Charge" in what for what in found)


def test_a_mutant_is_the_module_with_one_change() -> None:
    tree = ast.parse(SOURCE)
    changed = ast.unparse(mutated(tree, named(SOURCE)["fare: km * 2 -> km / 2"]))
    assert changed == ast.unparse(tree).replace("km * 2", "km / 2")
    assert ast.unparse(tree) == ast.unparse(ast.parse(SOURCE))


def test_a_result_holds_until_its_function_is_rewritten() -> None:
    """Words about it, and another function, leave it as it was."""
    before, said, other, own = (
        named(text)
        for text in (
            SOURCE,
            SOURCE.replace("Charge a ride.", "Charge."),
            SOURCE.replace("km / 10", "km / 20"),
            SOURCE.replace("+ 5", "+ 6"),
        )
    )
    what = "fare: km > LIMIT -> km >= LIMIT"
    assert key(before[what]) == key(said[what]) == key(other[what])
    assert key(before[what]) != key(own[what])


def test_the_sample_is_always_the_same_and_hardly_moves() -> None:
    found = mutants("taxi.py", ast.parse(SOURCE))
    chosen = sample(found, 5)
    assert chosen == sample(found[::-1], 5)
    longer = mutants("taxi.py", ast.parse(f"{SOURCE}\nMORE = 7\n"))
    names = [{mutant.what for mutant in sample(each, 5)} for each in (found, longer)]
    assert len(names[0] & names[1]) >= 4


@pytest.fixture
def taxi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A package of one file whose tests notice whatever touches the fare; what was asked of them."""
    (tmp_path / "taxi.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "reasons.toml").write_text('[taxi]\n"module: 3 -> 4" = "no ride is so short"\n')
    asked: list[str] = []

    def noticed(_name: str, changed: tuple[str, ast.Module] | None, times: Path) -> bool:
        (times / "times.json").write_text("{}")
        if changed is None:
            return False
        asked.append(ast.unparse(changed[1]))
        if len(asked) == 4:
            raise KeyboardInterrupt
        return ast.unparse(changed[1].body[1]) != ast.unparse(ast.parse(SOURCE).body[1])

    monkeypatch.setattr(mutate, "PARTS", {"taxi": Part(("taxi.py",), (), ())})
    monkeypatch.setattr(mutate, "PACKAGE", tmp_path)
    monkeypatch.setattr(mutate, "FIGURES", tmp_path / "mutation.json")
    monkeypatch.setattr(mutate, "SURVIVORS", tmp_path / "reasons.toml")
    monkeypatch.setattr(mutate, "noticed", noticed)
    return asked


def test_a_run_that_was_broken_off_goes_on(taxi: list[str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        mutate.run("taxi", 100, {}, {})
    before = mutate.read()
    assert before["taxi"]["mutants"] == 3
    mutate.run("taxi", 100, before["taxi"]["tried"], before)
    found = mutate.read()["taxi"]
    assert len(taxi) == len(set(taxi)) + 1  # only the one that was broken off is asked twice
    assert found["mutants"] == found["among"] == len(taxi) - 1
    assert set(found["survivors"]) == {w for w in named(SOURCE) if not w.startswith("fare")}
    assert found["without_a_reason"] == len(found["survivors"]) - 1
    assert not mutate.is_enough(mutate.read())


@pytest.mark.usefixtures("taxi")
def test_a_reason_of_what_is_noticed_or_gone_is_told() -> None:
    about = named(SOURCE)["module: 3 -> 4"]
    assert mutate.stale({}) == []
    figures = {"taxi": {"tried": {key(about): {"noticed": False, "seconds": 1.0}}}}
    assert mutate.stale(figures) == []
    figures["taxi"]["tried"][key(about)]["noticed"] = True
    assert mutate.stale(figures) == [("taxi", about.what)]
    source = mutate.PACKAGE / "taxi.py"
    source.write_text(SOURCE.replace("LIMIT = 3", "LIMIT = 7"), encoding="utf-8")
    assert mutate.stale({}) == [("taxi", about.what)]


def test_what_is_known_is_not_asked(taxi: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    known = {key(mutant): {"noticed": True, "seconds": 1.0} for mutant in named(SOURCE).values()}
    mutate.run("taxi", 100, known, {})
    assert taxi == []
    assert mutate.is_enough(mutate.read())
    assert f"{len(known)} of {len(known)} noticed" in capsys.readouterr().out
    assert json.loads(mutate.FIGURES.read_text(encoding="utf-8"))["taxi"]["seconds"] == len(known)


@pytest.mark.parametrize(("fails", "order"), [(1, "in their order"), (2, "the quickest first")])
def test_tests_that_fail_by_themselves_notice_nothing(
    taxi: list[str], monkeypatch: pytest.MonkeyPatch, fails: int, order: str
) -> None:
    """A test that leans on one before it was red in another order, and took every mutant for seen."""
    runs: list[str] = []

    def noticed(name: str, _changed: object, times: Path) -> bool:
        (times / "said.txt").write_text("1 failed")
        runs.append(name)
        return len(runs) == fails

    monkeypatch.setattr(mutate, "noticed", noticed)
    with pytest.raises(SystemExit, match=f"taxi: its tests fail without any change, {order}"):
        mutate.run("taxi", 100, {}, {})
    assert taxi == []
    assert not mutate.read()
