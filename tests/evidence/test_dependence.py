"""What of an answer rests on a link or a parameter."""

import pytest

import instc
from instc.evidence.dependence import rests_on_link, rests_on_parameter


@pytest.fixture(scope="module")
def model():
    return instc.load_model()


@pytest.fixture(scope="module")
def pair(model):
    return model.compare("Mumbai", "Moscow", draws=50)


@pytest.mark.parametrize(
    ("quantity", "column", "unit"),
    [("days", "hours", 24), ("usd_per_teu", "usd", 1), ("co2e_kg_per_teu", "co2e_kg", 1)],
)
def test_what_rests_on_all_links_is_the_way(pair, quantity, column, unit):
    way = pair.alternatives["instc_west_road"].itinerary
    links = set(way.cells("link_id"))
    rests = [rests_on_link(link_id, pair)["instc_west_road"][quantity] for link_id in links]
    assert sum(rests) == pytest.approx(way.totals()[column] / unit, abs=0.05 * len(links))


def test_nothing_rests_on_a_link_that_no_way_uses(pair):
    assert rests_on_link("astara_ir.rail1435-rasht.rail1435", pair) == {}


def test_nothing_rests_on_a_parameter_that_is_not_in_force(model, pair):
    assert rests_on_parameter("pace.nothing", model.parameters, pair) == {}


def test_what_rests_on_a_parameter_is_its_mean_times_its_exposure(model, pair):
    mean = model.parameters.at["dwell.border_ru_az_rail", "mean"]
    hire = model.parameters.at["hire.container", "mean"]
    wanted = {
        "days": pytest.approx(mean / 24, abs=0.005),
        "usd_per_teu": pytest.approx(mean / 24 * hire, abs=0.05),
        "co2e_kg_per_teu": 0.0,
    }
    rests = rests_on_parameter("dwell.border_ru_az_rail", model.parameters, pair)
    assert rests["instc_west_road"] == wanted


@pytest.mark.parametrize(
    ("quantity", "column", "unit"),
    [("days", "hours", 24), ("usd_per_teu", "usd", 1), ("co2e_kg_per_teu", "co2e_kg", 1)],
)
def test_what_rests_on_all_parameters_is_the_way(model, pair, quantity, column, unit):
    """Each once: a dwell's USD hold the hire of its days, so hire itself is left out."""
    names = [name for name in pair.met.parameter_ids if name != "hire.container"]
    total = 0.0
    for name in names:
        rests = rests_on_parameter(name, model.parameters, pair)
        total += rests.get("instc_west_road", {}).get(quantity, 0.0)
    way = pair.alternatives["instc_west_road"].itinerary.totals()
    assert total == pytest.approx(way[column] / unit, abs=0.05 * len(names))


def test_on_the_hire_rest_all_days(model, pair):
    hire = model.parameters.at["hire.container", "mean"]
    rests = rests_on_parameter("hire.container", model.parameters, pair)
    for name, way in pair.alternatives.items():
        days = way.itinerary.totals()["hours"] / 24
        assert rests[name]["usd_per_teu"] == pytest.approx(days * hire, abs=0.05), name


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
def test_something_rests_on_each_kind_of_parameter(model, pair, name):
    assert rests_on_parameter(name, model.parameters, pair)


def test_the_days_that_hang_on_all_parameters_are_the_days_of_the_way(model, pair):
    days = sum(
        model.parameters["mean"][name] / 24 * row
        for name, row in pair.met.time["suez_baltic"].items()
    )
    assert days == pytest.approx(
        pair.alternatives["suez_baltic"].itinerary.totals()["hours"] / 24, rel=1e-9
    )
