"""The answer first: what the sentences say is what the table says."""

from math import ceil

import pytest

import instc


@pytest.fixture(scope="module")
def model():
    return instc.load_model()


@pytest.fixture(scope="module")
def answer(model):
    return model.compare("Mumbai", "Moscow", draws=200)


def test_the_better_one_by_the_mean_comes_first(answer):
    said = answer.short_answer()
    (judged,) = [one for one in answer.verdicts() if one.quantity == "generalised_usd"]
    assert (said.ours, said.rival) == (judged.ours, judged.rival)
    best, other, won = said.rival, said.ours, judged.share
    if judged.gap["mean"] <= 0:
        best, other, won = said.ours, said.rival, 1 - judged.share
    names = [answer.alternatives[name].label for name in (best, other)]
    places = [said.text.index(f"({name})") for name in names]
    assert places == sorted(places)
    assert f"the better one in {won:.0%} of the draws" in said.text


def test_the_figures_are_those_of_the_table(answer):
    said = answer.short_answer()
    for name in (said.ours, said.rival):
        row = answer.table.loc[name]
        assert (
            f"{row['days_p50']:.0f} days ({row['days_p10']:.0f}-{row['days_p90']:.0f}" in said.text
        )
        assert f"{row['usd_per_teu_p50']:,.0f} USD per TEU" in said.text
    promised = [ceil(answer.table.loc[name, "days_p90"]) for name in (said.ours, said.rival)]
    assert said.promise_p90 in promised
    assert f"Promise {said.promise_p90} days (P90);" in said.text


def test_an_end_in_iran_has_one_way_and_no_rival(model):
    said = model.compare("Tehran", "Moscow", draws=50).short_answer()
    assert said.rival is None
    assert said.text.startswith("Best, cost and days together: ")


def test_a_route_is_told_by_what_was_least_and_a_deadline_by_p95(model):
    answer = model.simulate_route("Mumbai", "Moscow", minimise="days", deadline=30, draws=50)
    text = answer.short_answer().text
    assert text.startswith("Fastest: ")
    assert f"or {ceil(answer.table['days_p95'].iloc[0])} (P95)" in text
