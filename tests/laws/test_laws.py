"""The 24 relations that any answer must keep, on random networks and, where said, on the real one."""

from __future__ import annotations

import itertools
import json
import random
from functools import cache

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import toy
from instc.comparison.record import features
from instc.comparison.simulation import simulate, win_shares
from instc.errors import NoRouteError
from instc.network.columns import USABLE
from instc.network.network import Network
from instc.routing.itinerary import journey
from instc.routing.pricing import exposures, price
from instc.routing.router import COLUMN, Router
from instc.scenarios.scenario import Change, Scenario, apply, compose

OBJECTIVES = list(COLUMN)
PRICED = dict.fromkeys(COLUMN.values(), 0.0)
PUSH = 60  # cases a law on a push: each makes networks, which is slow
TINY = 1e-6  # a free link weighs 1e-9 in the router, so that it still is a link


def law(*cases):
    """Ask a law of as many cases as the profile says; of `PUSH` at most where that is the one of a push."""
    many = settings.default.max_examples
    if settings.get_current_profile_name() == "push":
        many = min(many, PUSH)
    return lambda relation: settings(max_examples=many)(given(*cases)(relation))


@pytest.fixture(autouse=True, scope="module")
def _unchecked():
    """The invariants of a network have tests of their own, and would take most of the time here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("instc.network.network.find_faults", lambda *_: [])
        yield


LINE = shapely.LineString([(0, 0), (0, 0)])
POINT = shapely.Point(0, 0)


class GeoDataFrame(pd.DataFrame):
    """A plain table that has the name of one: the door asks for no more, and laws make thousands."""

    @property
    def _constructor(self):
        return GeoDataFrame


@cache
def blank(count, of):
    """Rows of defaults, in one block a kind of cell: filling a few columns of a copy is what is quick."""
    row, shape = (toy.NODE, POINT) if of == "node_id" else ({**toy.LINK, **PRICED}, LINE)
    text = {name: [value] * count for name, value in row.items() if isinstance(value, str)}
    numbers = {name: [value] * count for name, value in row.items() if name not in text}
    table = GeoDataFrame({**text, "geometry": [shape] * count}, dtype=object)
    return table.assign(**numbers)


def filled(of, rows):
    """Fill rows in that all give the same columns."""
    table = blank(len(rows), of).copy()
    table.index = pd.Index(list(rows), name=of, dtype=object)
    for name in next(iter(rows.values()), ()):
        table[name] = [row[name] for row in rows.values()]
    return table


def quick_network(nodes, links):
    """Make plain tables, column by column: many times as fast as `toy.make_network`, for thousands of cases."""
    return Network(filled("node_id", nodes), filled("link_id", dict(sorted(links.items()))))


def worlds(*, directed=True, closed=True, most=7):
    """A priced multigraph of whole numbers, with borders, straits and ties, and two of its nodes."""
    return st.integers(0, 2**32).map(
        lambda seed: _world(
            random.Random(seed),
            directed,
            most,
            ["open", "open", "limited", "closed", "planned"] if closed else ["open"],
        )
    )


def _world(dice, directed, most, states):
    names = [f"n{k}" for k in range(dice.randint(2, most))]
    links = {}
    for number in range(dice.randint(1, 3 * len(names))):
        start, end = dice.sample(names, 2)
        kind = dice.choice(["sea", "sea", "sea", "border", "passage"])
        links[f"{start}-{end}.k{number:02}"] = {
            "from_node_id": start, "to_node_id": end, "mode": kind, "passage_id": f"strait{number}" if kind == "passage" else "",
            "directed": directed and dice.random() < 0.4, "status": dice.choice(states), **prices(dice),
        }  # fmt: skip
    used = sorted(
        {end for row in links.values() for end in (row["from_node_id"], row["to_node_id"])}
    )
    network = quick_network({name: {"mode": "sea"} for name in used}, links)
    return network, *dice.sample(used, 2)


def prices(dice):
    """Whole numbers a link; an hour is worth one USD."""
    hours, usd, co2e = (float(dice.randint(0, 9)) for _ in range(3))
    return {"hours": hours, "usd": usd, "co2e_kg": co2e, "generalised_usd": usd + hours}


def trip(network, *stops, by="days"):
    """The best way, or None."""
    try:
        return Router(network).find([[stop] for stop in stops], minimise=by)
    except NoRouteError:
        return None


def cost(network, *stops, by="days"):
    found = trip(network, *stops, by=by)
    return np.inf if found is None else found.links[COLUMN[by]].sum()


def with_status(network, link_ids, status):
    links = network.links
    return network.with_columns(status=links["status"].mask(links.index.isin(link_ids), status))


def some(data, network):
    return data.draw(st.sampled_from(network.links.index.tolist()))


@law(worlds(), st.data(), st.sampled_from(OBJECTIVES))
def test_law_1_closing_a_link_never_makes_the_best_better(world, data, by):
    network, start, goal = world
    assert (
        cost(with_status(network, [some(data, network)], "closed"), start, goal, by=by)
        >= cost(network, start, goal, by=by) - TINY
    )


@law(worlds(), st.data(), st.sampled_from(OBJECTIVES))
def test_law_2_opening_a_link_never_makes_the_best_worse(world, data, by):
    network, start, goal = world
    assert (
        cost(with_status(network, [some(data, network)], "open"), start, goal, by=by)
        <= cost(network, start, goal, by=by) + TINY
    )


@law(worlds(), st.data(), st.sampled_from(OBJECTIVES))
def test_law_3_a_node_more_on_the_way_with_no_delay_changes_nothing(world, data, by):
    network, start, goal = world
    link = some(data, network)
    rows = network.links.loc[[link, link]].set_index(
        pd.Index([link, f"{link}.free"], name="link_id")
    )
    rows.loc[link, "to_node_id"] = "stop"
    rows.loc[f"{link}.free", "from_node_id"] = "stop"
    rows.loc[f"{link}.free", ["hours", "usd", "co2e_kg", "generalised_usd"]] = 0.0
    node = network.nodes.iloc[[0]].set_index(pd.Index(["stop"], name="node_id"))
    wider = Network(
        pd.concat([network.nodes, node]), pd.concat([network.links.drop(link), rows]).sort_index()
    )
    assert cost(wider, start, goal, by=by) == pytest.approx(
        cost(network, start, goal, by=by), abs=TINY
    )


@law(worlds(), st.data(), st.sampled_from(OBJECTIVES))
def test_law_4_a_stop_never_helps(world, data, by):
    """d(a,c) <= d(a,b) + d(b,c): both halves change at b inside one node, at no cost."""
    network, start, goal = world
    middle = data.draw(st.sampled_from(network.nodes.index.tolist()))
    assume(middle not in {start, goal})
    assert (
        cost(network, start, goal, by=by)
        <= cost(network, start, middle, by=by) + cost(network, middle, goal, by=by) + TINY
    )
    assert cost(network, start, middle, goal, by=by) == pytest.approx(
        cost(network, start, middle, by=by) + cost(network, middle, goal, by=by), abs=TINY
    )


@law(worlds(directed=False), st.sampled_from(OBJECTIVES))
def test_law_5_there_and_back_cost_the_same_on_a_two_way_network(world, by):
    network, start, goal = world
    assert cost(network, start, goal, by=by) == pytest.approx(
        cost(network, goal, start, by=by), abs=TINY
    )


@law(worlds(), st.sampled_from([2.0, 3.0, 0.5]))
def test_law_6_doubling_all_times_doubles_the_answer(world, factor):
    network, start, goal = world
    links = network.links
    slower = network.with_columns(hours=links["hours"] * factor)
    assert cost(slower, start, goal) == pytest.approx(factor * cost(network, start, goal), abs=TINY)


@law(worlds(), st.integers(0, 20))
def test_law_7_hours_at_every_border_are_paid_at_each_or_avoided(world, more):
    network, start, goal = world
    links = network.links
    slower = network.with_columns(hours=links["hours"] + more * (links["mode"] == "border"))
    before, after = trip(network, start, goal), trip(slower, start, goal)
    assert (before is None) == (after is None)
    if before is not None:
        paid = before.totals()["hours"] + more * (before.links["mode"] == "border").sum()
        assert after.totals()["hours"] <= paid + TINY
        assert after.totals()["hours"] >= before.totals()["hours"] - TINY
        if after.totals()["hours"] < paid - TINY:
            assert (after.links["mode"] == "border").sum() < (
                before.links["mode"] == "border"
            ).sum()


@st.composite
def scenarios(draw, network, name="s"):
    ids = draw(st.lists(st.sampled_from(network.links.index.tolist()), unique=True, max_size=4))
    return scenario(name, {link: draw(st.sampled_from(["open", "closed"])) for link in ids})


def scenario(name, states):
    return Scenario(
        name,
        "",
        None,
        tuple(Change(link, "status", status) for link, status in sorted(states.items())),
    )


@law(worlds(), st.data())
def test_law_8_a_scenario_twice_is_a_scenario_once(world, data):
    network, *_ = world
    one = data.draw(scenarios(network))
    once = apply(network, one)
    pd.testing.assert_frame_equal(apply(once, one).links, once.links)
    assert compose([one, one]).changes == compose([one]).changes


@law(worlds(), st.data())
def test_law_9_a_scenario_and_its_inverse_give_the_base(world, data):
    network, *_ = world
    usable = with_status(
        network, network.links.index[~network.links["status"].isin(["open", "closed"])], "open"
    )
    one = data.draw(scenarios(usable))
    before = usable.links["status"].to_dict()
    back = scenario("back", {item.subject_id: before[item.subject_id] for item in one.changes})
    pd.testing.assert_series_equal(
        apply(apply(usable, one), back).links["status"], usable.links["status"], check_dtype=False
    )


@law(worlds(), st.data())
def test_law_10_the_order_of_independent_changes_does_not_matter(world, data):
    network, *_ = world
    ids = network.links.index.tolist()
    first = scenario(
        "a", {link: data.draw(st.sampled_from(["open", "closed"])) for link in ids[::2]}
    )
    second = scenario(
        "b", {link: data.draw(st.sampled_from(["open", "closed"])) for link in ids[1::2]}
    )
    one = apply(apply(network, first), second).links["status"]
    assert one.equals(apply(apply(network, second), first).links["status"])
    assert one.equals(apply(network, compose([first, second])).links["status"])
    assert one.equals(apply(network, compose([second, first])).links["status"])


@law(worlds(), st.randoms(use_true_random=False), st.sampled_from(OBJECTIVES))
def test_law_11_names_and_the_order_of_nodes_change_nothing(world, dice, by):
    network, start, goal = world
    names = network.nodes.index.tolist()
    renamed = dict(
        zip(names, dice.sample([f"m{k}" for k in range(len(names))], len(names)), strict=True)
    )
    nodes = network.nodes.rename(index=renamed).sample(frac=1, random_state=dice.randrange(1000))
    links = network.links.assign(
        from_node_id=network.links["from_node_id"].map(renamed),
        to_node_id=network.links["to_node_id"].map(renamed),
    )
    there = Network(nodes.rename_axis("node_id"), links)
    assert cost(there, renamed[start], renamed[goal], by=by) == pytest.approx(
        cost(network, start, goal, by=by), abs=TINY
    )
    before, after = (
        trip(network, start, goal, by=by),
        trip(there, renamed[start], renamed[goal], by=by),
    )
    if before is not None:
        assert before.totals()[COLUMN[by]] == pytest.approx(after.totals()[COLUMN[by]], abs=TINY)


@law(worlds(), worlds(most=4), st.sampled_from(OBJECTIVES))
def test_law_12_an_island_out_of_reach_changes_nothing(world, other, by):
    network, start, goal = world
    island = other[0]
    far = {name: f"z_{name}" for name in island.nodes.index}
    nodes = island.nodes.rename(index=far)
    links = island.links.assign(
        from_node_id=island.links["from_node_id"].map(far),
        to_node_id=island.links["to_node_id"].map(far),
    )
    links = links.set_index(pd.Index([f"z_{name}" for name in links.index], name="link_id"))
    wider = Network(
        pd.concat([network.nodes, nodes]), pd.concat([network.links, links]).sort_index()
    )
    before, after = trip(network, start, goal, by=by), trip(wider, start, goal, by=by)
    assert (before is None) == (after is None)
    if before is not None:
        assert before.links.index.tolist() == after.links.index.tolist()


@law(worlds(), st.data(), st.sampled_from(OBJECTIVES))
def test_law_13_a_link_in_two_halves_changes_nothing(world, data, by):
    network, start, goal = world
    link = some(data, network)
    numbers = ["hours", "usd", "co2e_kg", "generalised_usd", "length_km"]
    rows = network.links.loc[[link, link]].set_index(
        pd.Index([f"{link}.one", f"{link}.two"], name="link_id")
    )
    rows[numbers] = rows[numbers] / 2
    rows.loc[f"{link}.one", "to_node_id"] = "half"
    rows.loc[f"{link}.two", "from_node_id"] = "half"
    node = network.nodes.iloc[[0]].set_index(pd.Index(["half"], name="node_id"))
    split = Network(
        pd.concat([network.nodes, node]), pd.concat([network.links.drop(link), rows]).sort_index()
    )
    assert cost(split, start, goal, by=by) == pytest.approx(
        cost(network, start, goal, by=by), abs=TINY
    )


def simple_ways(network, start, goal):
    """Every way without a node twice, as link positions, by exhaustion."""
    steps = {}
    links = network.links
    columns = (
        links[name].tolist() for name in ("status", "from_node_id", "to_node_id", "directed")
    )
    for place, (status, tail, head, directed) in enumerate(zip(*columns, strict=True)):
        if status not in USABLE:
            continue
        steps.setdefault(tail, []).append((place, head))
        if not directed:
            steps.setdefault(head, []).append((place, tail))
    stack = [(start, (), {start})]
    while stack:
        here, way, seen = stack.pop()
        if here == goal:
            yield list(way)
            continue
        stack.extend(
            (end, (*way, place), seen | {end})
            for place, end in steps.get(here, [])
            if end not in seen
        )


def totals_of_all(network, start, goal, limit=400):
    ways = list(itertools.islice(simple_ways(network, start, goal), limit))
    costs = network.links[["hours", "usd", "co2e_kg"]].to_numpy()
    return ways, np.array([costs[way].sum(axis=0) for way in ways])


@law(
    worlds(most=5), st.floats(0.01, 10), st.floats(0.01, 10), st.floats(0.01, 10)
)  # a weight of nothing would let a dominated way tie
def test_law_14_a_dominated_way_is_never_best_under_any_weights(world, a, b, c):
    network, start, goal = world
    ways, points = totals_of_all(network, start, goal)
    assume(len(ways) > 1 and a + b + c > 0)
    best = np.argmin(points @ [a, b, c])
    dominated = [(other <= points[best]).all() and (other < points[best]).all() for other in points]
    assert not any(dominated)
    weighted = network.links[["hours", "usd", "co2e_kg"]] @ [a, b, c]
    mixed = network.with_columns(generalised_usd=weighted)
    found = trip(mixed, start, goal, by="generalised_usd").totals()
    here = np.array([found["hours"], found["usd"], found["co2e_kg"]])
    assert here @ [a, b, c] <= points[best] @ [a, b, c] + TINY
    assert not ((points < here - TINY).all(axis=1)).any()


@law(worlds(most=5), st.sampled_from(["days", "usd_per_teu", "co2e_kg_per_teu"]))
def test_law_15_the_best_is_no_worse_than_any_listed_way(world, by):
    network, start, goal = world
    ways, points = totals_of_all(network, start, goal)
    column = ["days", "usd_per_teu", "co2e_kg_per_teu"].index(by)
    if not ways:
        assert trip(network, start, goal) is None
    else:
        assert cost(network, start, goal, by=by) == pytest.approx(points[:, column].min(), abs=TINY)


@law(worlds(most=5))
def test_law_16_the_pareto_set_holds_a_winner_by_each_objective(world):
    network, start, goal = world
    ways, points = totals_of_all(network, start, goal)
    assume(ways)
    beaten = np.array(
        [
            any((other <= point).all() and (other < point).any() for other in points)
            for point in points
        ]
    )
    for column, by in enumerate(("days", "usd_per_teu", "co2e_kg_per_teu")):
        best = cost(network, start, goal, by=by)
        assert points[~beaten][:, column].min() == pytest.approx(best, abs=TINY)


@law(worlds(), st.floats(0, 50), st.floats(0, 50))
def test_law_17_a_higher_value_of_time_never_picks_a_slower_way(world, one, other):
    network, start, goal = world
    low, high = sorted((one, other))
    assume(high > low + 1e-3)
    links = network.links
    hours = []
    for value in (low, high):
        valued = network.with_columns(generalised_usd=links["usd"] + value * links["hours"])
        found = trip(valued, start, goal, by="generalised_usd")
        assume(found is not None)
        hours.append(found.totals()["hours"])
    assert (
        hours[1] <= hours[0] + TINY * 1e3
    )  # where both cost the same, to 1e-6 USD at 1e-3 USD an hour


@law(worlds(), st.sampled_from(OBJECTIVES))
def test_law_18_the_total_is_the_sum_of_its_legs(world, by):
    network, start, goal = world
    found = trip(network, start, goal, by=by)
    assume(found is not None)
    legs, totals = found.legs(), found.totals()
    for column in ("length_km", "hours", "usd", "co2e_kg"):
        assert legs[column].sum() == totals[column]  # whole numbers: exact
    assert [link for ids in legs["link_ids"] for link in ids] == found.links.index.tolist()
    assert legs["start"].tolist()[1:] == legs["end"].tolist()[:-1]


@law(worlds())
def test_law_19_closing_a_minimum_cut_leaves_no_route(world):
    network, start, goal = world
    opened = with_status(network, network.links.index, "open")
    graph = nx.DiGraph()
    graph.add_nodes_from(network.nodes.index)
    for row in opened.links.itertuples():
        for tail, head in ((row.from_node_id, row.to_node_id), (row.to_node_id, row.from_node_id))[
            : 1 if row.directed else 2
        ]:
            seen = graph.get_edge_data(tail, head, {"capacity": 0})["capacity"]
            graph.add_edge(tail, head, capacity=seen + 1)
    value, (near, far) = nx.minimum_cut(graph, start, goal)
    across = [
        row.Index for row in opened.links.itertuples()
        if (row.from_node_id in near and row.to_node_id in far) or (not row.directed and row.to_node_id in near and row.from_node_id in far)
    ]  # fmt: skip
    shut = with_status(opened, across, "closed")
    assert len(across) == value
    assert trip(shut, start, goal) is None
    router = Router(shut)
    at = shut.nodes.index.get_loc
    cut = router.cut([at(start)], [at(goal)], router.everything)
    if value == 0:
        assert cut is None
    else:
        assert len(cut) == value
        assert set(cut) <= set(across)


@law(worlds(), st.sampled_from(OBJECTIVES))
def test_law_20_a_closed_strait_is_not_passed(world, by):
    network, start, goal = world
    straits = network.links.index[network.links["mode"] == "passage"]
    assume(len(straits))
    found = trip(with_status(network, straits, "closed"), start, goal, by=by)
    assert found is None or found.passages == []


def railways():
    """Stations of two gauges: equal ones joined by rail, unequal ones only by a gauge break."""
    return st.integers(0, 2**32).map(lambda seed: _railway(random.Random(seed)))


def _railway(dice):
    gauges = {f"r{k}": dice.choice([1435.0, 1520.0]) for k in range(dice.randint(2, 7))}
    links = {}
    for number in range(dice.randint(1, 16)):
        start, end = dice.sample(list(gauges), 2)
        links[f"{start}-{end}.k{number:02}"] = {
            "from_node_id": start,
            "to_node_id": end,
            "mode": "rail" if gauges[start] == gauges[end] else "gauge_break",
            **prices(dice),
        }
    used = sorted(
        {end for row in links.values() for end in (row["from_node_id"], row["to_node_id"])}
    )
    stations = {name: {"mode": "rail", "gauge_mm": gauges[name]} for name in used}
    return quick_network(stations, links), *dice.sample(used, 2)


@law(railways(), st.sampled_from(OBJECTIVES))
def test_law_21_each_join_of_unequal_gauge_is_one_gauge_break(world, by):
    network, start, goal = world
    found = trip(network, start, goal, by=by)
    assume(found is not None)
    gauge = found.nodes["gauge_mm"].to_numpy()
    assert ((gauge[:-1] != gauge[1:]) == (found.links["mode"] == "gauge_break").to_numpy()).all()


triples = st.tuples(st.floats(0.5, 5), st.floats(0.5, 5), st.floats(0.3, 3)).map(
    lambda t: (t[0], t[0] + t[1], t[0] + t[1] + t[1] * t[2])
)  # k between 0.3 and 3


@law(triples, triples, st.floats(1.05, 3), st.integers(0, 10_000))
def test_law_22_the_median_follows_a_lever_and_variance_never_falls(one, other, factor, seed):
    """A dwell times f moves P50 up; an independent delay more never narrows the spread (900 draws, 6 standard errors)."""
    table = toy.parameters(
        {
            "dwell.one": one,
            "dwell.more": other,
            "hire.container": 24.0,
            "ratio.group_correlation": 0.5,
        }
    )
    rows = {"dwell_id": ["dwell.one"], "length_km": [0.0]}
    links = pd.DataFrame(
        {
            **{key: [""] for key in ("pace_id", "rate_id", "fee_id", "intensity_id", "hub_id")},
            **rows,
        }
    )
    both = pd.concat([links, links.assign(dwell_id="dwell.more")], ignore_index=True)
    met = exposures({"one": links, "both": both}, toy.BOX)
    days = simulate(met, table, toy.BOX, draws=900, seed=seed)["days"]
    slower = table.assign(
        **{
            column: table[column].where(table.index != "dwell.one", table[column] * factor)
            for column in ("p10", "p50", "p90", "mean")
        }
    )
    assert (
        np.median(simulate(met, slower, toy.BOX, draws=900, seed=seed)["days"], axis=0)
        > np.median(days, axis=0)
    ).all()
    alone, together = days.var(axis=0)
    error = np.sqrt(2 / 900) * together + 2 * np.sqrt(alone * abs(together - alone) / 900)
    assert together >= alone - 6 * error


@law(
    st.lists(
        st.tuples(st.floats(1, 60), st.floats(1, 60), st.floats(100, 9000), st.floats(100, 9000)),
        min_size=1,
        max_size=50,
    ),
    st.floats(1e3, 1e6),
    st.floats(1e-4, 0.02),
)
def test_law_23_a_break_even_line_separates(draws, value, rate):
    """Per draw a wins at V iff V r dT > dC: on either side of V* = dC / (r dT) the winner is the one claimed."""
    t_a, t_b, c_a, c_b = np.array(draws).T
    late, dear = t_b - t_a, c_a - c_b
    sample = np.stack([c_a + value * rate * t_a, c_b + value * rate * t_b], axis=1)
    wins = value * rate * late > dear
    clear = np.abs(value * rate * late - dear) > 1e-6 * (1 + np.abs(dear))
    assert (sample[clear].argmin(axis=1) == np.where(wins[clear], 0, 1)).all()
    assert win_shares(sample).sum() == pytest.approx(1)


@law(worlds())
def test_law_24_export_import_export_is_the_same_bytes(world):
    network, *_ = world
    links = gpd.GeoDataFrame(network.links.reset_index(), geometry="geometry", crs="EPSG:4326")
    once = json.dumps({"features": features(links)})
    table = pd.DataFrame([feature["properties"] for feature in json.loads(once)["features"]])
    again = links[table.columns.tolist()]
    lines = [feature["geometry"]["coordinates"] for feature in json.loads(once)["features"]]
    back = gpd.GeoDataFrame(
        table.astype(again.dtypes.to_dict()),
        geometry=[shapely.LineString(line) for line in lines],
        crs="EPSG:4326",
    )
    assert json.dumps({"features": features(back)}) == once


@law(worlds(), st.sampled_from(OBJECTIVES))
def test_backwards_a_journey_is_itself(world, by):
    """A way can be travelled again from its links alone."""
    network, start, goal = world
    found = trip(network, start, goal, by=by)
    assume(found is not None)
    again = journey(network, found.links.index.tolist(), start)
    assert again.links["end"].tolist() == found.links["end"].tolist()


def test_pricing_is_linear_in_length():
    """Law 13 on the priced toy: half the km, half the hours."""
    network, parameters = toy.toy_network(), toy.toy_parameters()
    links = price(network, parameters, toy.BOX).links
    doubled = price(
        Network(network.nodes, network.links.assign(length_km=network.links["length_km"] * 2)),
        parameters,
        toy.BOX,
    ).links
    moving = links["length_km"] > 0
    fixed = links["dwell_id"].map(parameters["mean"]).fillna(0).astype(float)
    assert np.allclose((doubled["hours"] - fixed)[moving], 2 * (links["hours"] - fixed)[moving])
