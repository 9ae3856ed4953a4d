"""Claims: what the essay says, how a bad row is named, and what is printed."""

import pytest

from instc.errors import UnknownIdError
from instc.evidence.claims import check_claim, check_claims
from instc.evidence.printed import load_printed
from instc.evidence.readings import AXES, Axis, with_cells
from instc.evidence.rules import RULE_OF, RULES, rule_name
from toy_claims import HUNDRED, Toy, claim


def test_it_depends_where_a_variant_turns_the_verdict(monkeypatch):
    against_itself = Axis(
        "which Suez service", lambda row, _: [("itself", with_cells(row, against="mine"))]
    )
    monkeypatch.setitem(AXES, "baseline", against_itself)
    found = check_claim(claim(quantity="faster", open="baseline"), Toy(theirs=2 * HUNDRED))
    assert found.findings[0].verdict == "holds"
    assert found.verdict == "depends"
    assert found.on == ("which Suez service",)


@pytest.fixture(scope="module")
def essay():
    ids = ["e01", "e02", "e05", "e06", "e07", "e08", "e11", "e11b", "e11c", "e12", "e14"]
    ids += ["c006", "c013", "c014"]
    return {checked.claim["claim_id"]: checked for checked in check_claims(ids)}


@pytest.mark.parametrize(
    ("claim_id", "verdict"),
    [
        ("e01", "wrong"),  # 99.6 % of the line lies in Iran
        ("e02", "holds"),  # 7,329 km by the Caspian, 7,372 by the west
        ("e05", "depends"),  # Chabahar lies outside Hormuz
        ("e06", "holds"),
        ("e07", "holds"),
        ("e08", "depends"),  # the western branch only
        ("e11", "depends"),  # 2,592 km longer to Jeddah; shorter to Jebel Ali
        ("e11b", "depends"),  # slower to Jeddah and Mombasa; to Jebel Ali about as fast
        ("e11c", "contradicted"),  # dearer to all three
        ("e12", "plausible"),
        ("e14", "can't be tested"),
        ("c006", "contradicted"),  # 16,066 / 13,801 = 1.16
        ("c013", "contradicted"),  # 495 / 439 = 1.13
        ("c014", "holds"),  # 162 km
    ],
)
def test_verdicts_that_were_derived_by_hand(essay, claim_id, verdict):
    assert essay[claim_id].verdict == verdict


def test_the_gap_lies_in_iran_from_end_to_end(essay):
    assert essay["e01"].findings[0].numbers["share"] == 0
    assert "99.6 % in Iran, both its ends in Iran" in essay["e01"].findings[0].arithmetic


def test_every_claim_has_a_rule_and_every_essay_statement_comes_first():
    table = load_printed("claims")
    assert table["claim_id"].str.startswith("e").iloc[:16].all()
    assert not table["claim_id"].str.startswith("e").iloc[16:].any()
    assert len(table) >= 82


def test_every_rule_and_every_quantity_has_a_row():
    quantities = set(load_printed("claims")["quantity"])
    assert {rule_name(quantity) for quantity in quantities} == set(RULES)
    assert set(RULE_OF) <= quantities


@pytest.mark.parametrize(
    ("claim_id", "verdict"),
    [
        ("c020", "contradicted"),  # USD 2,500 of 2014 against a corridor that costs more
        ("c043b", "can't be tested"),  # one row of the Iranian tariff
        ("c076c", "holds"),  # 10,371 / (20 x 1.852 x 24) = 11.67
        ("c076d", "plausible"),  # 9.33
        ("c104", "optimistic"),  # 1 + 7.5 + 10 = 18.5
        ("c105", "holds"),  # 0.09 of 0.777 counted
        ("c111b", "contradicted"),
        ("c112", "contradicted"),  # 0.05 to 0.17
    ],
)
def test_an_example_of_each_newer_rule(newer, claim_id, verdict):
    assert newer[claim_id].verdict == verdict


@pytest.fixture(scope="module")
def newer():
    ids = ["c020", "c043b", "c076c", "c076d", "c104", "c105", "c111b", "c112"]
    return {checked.claim["claim_id"]: checked for checked in check_claims(ids)}


def test_the_reverse_of_a_claim_is_shown_and_decides_nothing():
    row = claim(quantity="faster")
    found = check_claim(row, Toy(theirs=2 * HUNDRED))
    assert [finding.verdict for finding in found.findings] == ["holds", "contradicted"]
    assert found.findings[1].reading == "said of the other side: theirs against mine"
    assert (found.verdict, found.on) == ("holds", ())


def test_an_unknown_claim_gets_a_suggestion():
    with pytest.raises(UnknownIdError, match=r'unknown claim "C0001".*did you mean "c001"'):
        check_claims(["C0001"])


def test_a_claim_is_found_in_any_spelling():
    assert check_claims(["E01"])[0].claim["claim_id"] == "e01"
    assert {one.claim["claim_id"] for one in check_claims(["RASHT ASTARA"])} >= {"e01"}
