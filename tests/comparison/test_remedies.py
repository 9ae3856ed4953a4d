"""Why a corridor can't be taken: from when a link is planned, and which scenario opens it."""

from instc.comparison.remedies import dated, remedied

GAP = "no open route by Astara (Iran) - Rasht by rail (planned)"


def test_a_planned_link_has_its_year_and_another_state_none(model):
    assert dated(GAP, model) == GAP.replace("planned", "planned for 2028")
    assert dated("cut by Astara (Iran) - Rasht by rail (closed)", model).endswith("(closed)")


def test_the_scenario_that_opens_it_is_named_unless_it_holds_already(model):
    assert remedied(GAP, model).endswith("; try --scenario rasht-astara-open")
    there = model.with_scenario("rasht-astara-open")
    assert "rasht-astara-open" not in remedied(GAP, there)


def test_what_no_scenario_opens_stays_as_it_is(model):
    why = "not a way between these ends; closed: Strait of Hormuz"
    assert remedied(why, model) == why
