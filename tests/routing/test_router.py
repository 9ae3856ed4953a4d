"""The best way, by hand, by exhaustion, and by two other routers."""

import itertools
import random
from dataclasses import replace
from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import bellman_ford

import instc.model
import toy
from instc.errors import NoRouteError, UnknownIdError, UnpricedError
from instc.network.columns import USABLE
from instc.routing import shortest_paths
from instc.routing.router import COLUMN, Router
from instc.routing.shortest_paths import Arcs
from instc.routing.stops import Hunt
from instc.scenarios.scenario import shipped_scenarios

OBJECTIVES = list(COLUMN)
RAIL_LINK = "beta.rail1435-gamma.rail1435"


@pytest.fixture(scope="module")
def router():
    return toy.toy_router()


def way(router, *stops, **options):
    return router.find(
        [[stop] if isinstance(stop, str) else stop for stop in stops], **options
    ).links.index.tolist()


class TestByHand:
    """Hours 199 / 176 / 238, USD with hire 942 / 1,419 / 773, kg 330 / 731 / 365, generalised USD 2,927 / 3,174 / 3,148 by rail, lorry, canal."""

    @pytest.mark.parametrize(
        ("objective", "expected", "value"),
        [
            (
                "days",
                toy.LORRY,
                (30 * 0.02 + 6)
                + 1100 * 0.05
                + 12
                + 650 * 0.02
                + 48
                + 12
                + 560 * 0.04
                + (25 * 0.02 + 6),
            ),
            (
                "usd_per_teu",
                toy.CANAL,
                (30 + 40) + 1450 * 0.1 + 60 + 1000 * 0.1 + (120 + 40) + 237.5,
            ),  # its hours, at 1 USD of hire
            (
                "co2e_kg_per_teu",
                toy.RAIL,
                30 * 0.8 + 1100 * 0.1 + 2 + 600 * 0.15 + 560 * 0.15 + 25 * 0.8,
            ),
        ],
    )
    def test_each_objective_has_its_winner(self, router, objective, expected, value):
        trip = router.find([["alpha"], ["omega"]], minimise=objective)
        assert trip.links.index.tolist() == expected
        assert trip.totals()[COLUMN[objective]] == pytest.approx(value)

    def test_generalised_cost(self, router):
        by_hand = {
            name: sums["usd"] + 10 * sums["hours"]
            for name, sums in (
                (n, toy.add_up(w))
                for n, w in (("rail", toy.RAIL), ("lorry", toy.LORRY), ("canal", toy.CANAL))
            )
        }
        assert min(by_hand, key=by_hand.get) == "rail"
        trip = router.find([["alpha"], ["omega"]])
        assert trip.links.index.tolist() == toy.RAIL
        assert trip.totals()["generalised_usd"] == pytest.approx(by_hand["rail"])

    def test_hire_makes_time_cost_money(self):
        """At 12 USD an hour the slow canal is not the cheapest any more: 535 + 12 x 237.5 against 743 + 12 x 198.5."""
        dear = toy.toy_parameters()
        dear.loc["hire.container", ["p10", "p50", "p90", "mean"]] = 12 * 24
        router = Router(toy.price(toy.toy_network(), dear, toy.BOX))
        assert way(router, "alpha", "omega", minimise="usd_per_teu") == toy.RAIL

    def test_backwards(self, router):
        assert way(router, "omega", "alpha") == toy.RAIL[::-1]

    def test_a_stop_is_visited(self, router):
        assert way(router, "alpha", "omega.port", "omega") == toy.CANAL

    def test_a_link_can_be_a_stop(self, router):
        assert way(router, "alpha", "beta.road-gamma.road", "omega") == toy.LORRY

    def test_the_best_of_several_stops(self, router):
        assert (
            way(router, "alpha", ["beta.road", "omega.port", "beta.rail1435"], "omega") == toy.RAIL
        )

    def test_the_best_of_several_ends(self, router):
        trip = router.find([["alpha.port", "canal.b"], ["omega.port", "omega.rail1520"]])
        assert trip.links.index.tolist() == ["canal.b-omega.port"]

    def test_a_closed_link_is_absent(self):
        router = toy.toy_router(**{RAIL_LINK: {"status": "closed"}})
        assert way(router, "alpha", "omega") == toy.CANAL  # 3,148 against 3,174 by lorry

    @pytest.mark.parametrize("status", ["closed", "planned", "under_construction"])
    def test_what_is_not_open_is_closed(self, status):
        router = toy.toy_router(**{RAIL_LINK: {"status": status}})
        with pytest.raises(NoRouteError, match=rf"{RAIL_LINK} \({status.replace('_', ' ')}\)"):
            router.find([["alpha"], [RAIL_LINK], ["omega"]])

    def test_stops_that_no_one_way_joins_are_refused(self):
        """Beta is reached and does not lead on; the far side of the canal leads on and is not reached: no cut lies between neighbours."""
        router = toy.toy_router(
            **{
                name: {"status": "closed"}
                for name in (RAIL_LINK, "beta.road-gamma.road", "canal.a-canal.b")
            }
        )
        with pytest.raises(NoRouteError) as raised:
            router.find([["alpha"], ["beta.port", "canal.b"], ["omega"]])
        assert str(raised.value) == "no open route from alpha to omega"

    def test_a_one_way_link_is_one_way(self):
        router = toy.toy_router(**{RAIL_LINK: {"directed": True}})
        assert way(router, "alpha", "omega") == toy.RAIL
        assert way(router, "omega", "alpha") != toy.RAIL[::-1]

    def test_a_city_is_an_end_and_never_passed(self):
        """Two drayage links through a city would be the cheapest crane of all."""
        nodes = {
            "a.port": {},
            "town": {"mode": "door", "kind": "city"},
            "b.rail": {"mode": "rail", "kind": "terminal"},
        }
        links = {
            "a.port-town": {"mode": "drayage", "length_km": 1.0, "met": "door"},
            "town-b.rail": {"mode": "drayage", "length_km": 1.0, "met": "door"},
        }
        router = Router(toy.price(toy.make_network(nodes, links), toy.toy_parameters(), toy.BOX))
        assert way(router, "a.port", "town") == ["a.port-town"]
        with pytest.raises(NoRouteError):
            router.find([["a.port"], ["b.rail"]])

    @pytest.mark.parametrize("first", ["a.port-town", "town-a.port"])
    @pytest.mark.parametrize("last", ["town-b.rail", "b.rail-town"])
    def test_opening_the_links_of_a_city_makes_no_way_through_it(self, first, last):
        nodes = {
            "a.port": {},
            "town": {"mode": "door", "kind": "city"},
            "b.rail": {"mode": "rail", "kind": "terminal"},
        }
        closed = {"mode": "drayage", "length_km": 1.0, "status": "closed"}
        router = Router(
            toy.price(
                toy.make_network(nodes, {first: closed, last: closed}),
                toy.toy_parameters(),
                toy.BOX,
            )
        )
        with pytest.raises(
            NoRouteError, match=r"no way exists between a.port and b.rail, open or closed"
        ):
            router.find([["a.port"], ["b.rail"]])
        with pytest.raises(NoRouteError, match=rf"cut by {first} \(closed\)$"):
            router.find([["a.port"], ["town"]])

    def test_a_box_cannot_leave_a_ship_without_a_crane(self, router):
        """Trap 11 of the architecture: no free door."""
        trip = router.find([["alpha.port"], ["gamma.rail1435"]])
        assert "transshipment" in set(trip.links["mode"])

    def test_ties_go_to_the_first_link(self):
        nodes = {"a": {}, "b": {}}
        links = {
            f"{end}": {"from_node_id": "a", "to_node_id": "b", "length_km": 5.0}
            for end in ("a-b.z", "a-b.c", "a-b.m")
        }
        router = Router(toy.price(toy.make_network(nodes, links), toy.toy_parameters(), toy.BOX))
        assert way(router, "a", "b") == way(router, "b", "a") == ["a-b.c"]

    def test_the_cheaper_of_parallel_links_by_the_same_objective(self):
        nodes = {"a": {}, "b": {}}
        links = {
            "a-b.x": {"from_node_id": "a", "to_node_id": "b", "length_km": 5.0},
            "a-b.y": {"from_node_id": "a", "to_node_id": "b", "length_km": 4.0},
        }
        router = Router(toy.price(toy.make_network(nodes, links), toy.toy_parameters(), toy.BOX))
        assert way(router, "a", "b") == ["a-b.y"]


class TestNoRoute:
    def test_the_cut_is_named(self):
        router = toy.toy_router(
            **{
                RAIL_LINK: {"status": "planned"},
                "beta.road-gamma.road": {"status": "closed"},
                "canal.a-canal.b": {"status": "closed"},
            }
        )
        with pytest.raises(NoRouteError) as caught:
            router.find([["alpha"], ["omega"]])
        assert (
            str(caught.value)
            == f"no open route from alpha to omega: cut by {RAIL_LINK} (planned), beta.road-gamma.road (closed), canal (closed)"
        )

    def test_the_smallest_cut_is_named(self):
        """Both land links are closed, but so is the one ship to beta: opening two is less than opening three."""
        closed = {
            name: {"status": "closed"}
            for name in (
                RAIL_LINK,
                "beta.road-gamma.road",
                "alpha.port-beta.port",
                "canal.a-canal.b",
            )
        }
        router = toy.toy_router(**closed)
        with pytest.raises(NoRouteError) as caught:
            router.find([["alpha"], ["omega"]])
        assert "alpha.port-beta.port" in str(caught.value)
        assert "canal (closed)" in str(caught.value)
        assert RAIL_LINK not in str(caught.value)

    def test_two_islands(self):
        nodes = {name: {} for name in "abcd"}
        router = Router(
            toy.price(
                toy.make_network(nodes, {"a-b": {"length_km": 1.0}, "c-d": {"length_km": 1.0}}),
                toy.toy_parameters(),
                toy.BOX,
            )
        )
        with pytest.raises(NoRouteError, match="no way exists between a and c, open or closed"):
            router.find([["a"], ["c"]])

    def test_an_unknown_stop(self, router):
        with pytest.raises(UnknownIdError, match='stop "atlantis" is neither a node nor a link'):
            router.find([["alpha"], ["atlantis"], ["omega"]])

    def test_a_forbidden_link_is_not_used(self, router):
        allowed = np.asarray(router.network.links.index != RAIL_LINK)
        assert RAIL_LINK not in way(router, "alpha", "omega", allowed=allowed)

    def test_nothing_allowed(self, router):
        with pytest.raises(NoRouteError):
            router.find(
                [["alpha"], ["omega"]], allowed=np.zeros(len(router.network.links), dtype=bool)
            )

    def test_an_unpriced_network_is_not_routed(self):
        with pytest.raises(UnpricedError, match="call price"):
            Router(toy.toy_network())


def test_sixty_four_choices_of_links_are_remembered_and_the_one_used_longest_ago_is_dropped(
    monkeypatch,
):
    router, grown = toy.toy_router(), []
    costs = Arcs.costs_from
    monkeypatch.setattr(Arcs, "costs_from", lambda *words: grown.append(1) or costs(*words))
    choices = np.repeat(router.everything[np.newaxis], 65, axis=0)
    choices[:, :7] = [[number >> bit & 1 for bit in range(7)] for number in range(65)]

    def trees(*numbers):
        for number in numbers:
            router.tree(0, "days", choices[number])
        return len(grown)

    assert trees(*range(64)) == 64
    assert trees(0) == 64
    assert trees(64) == 65
    assert trees(0) == 65
    assert trees(1) == 66


def test_distances_are_kilometres_by_what_is_open_and_allowed():
    """However long it takes and whatever it costs; no way ends in a city."""
    router = toy.toy_router(**{RAIL_LINK: {"status": "closed"}})
    at, names = router.network.nodes.index.get_loc, router.network.links.index
    origins, destinations = (
        [at("alpha.port"), at("alpha")],
        [at("omega.rail1520"), at("omega.port"), at("omega")],
    )
    km = router.distances(origins, destinations)
    by_lorry, by_canal = 1100 + 650 + 560, 1450 + 1000
    assert km == pytest.approx(
        np.array([[by_lorry, by_canal, np.inf], [by_lorry + 30, by_canal + 30, np.inf]])
    )
    without = router.distances(
        origins[:1], destinations, allowed=np.asarray(names != "canal.a-canal.b")
    )
    assert without == pytest.approx(np.array([[by_lorry, np.inf, np.inf]]))
    assert router.distances(origins, destinations, allowed=router.everything) == pytest.approx(km)


def random_router(seed, *, nodes=8, share_closed=0.15):
    """A random multigraph with small whole weights, so that ties and parallel links abound."""
    dice = random.Random(seed)
    names = [f"n{k}" for k in range(dice.randint(2, nodes))]
    links = {}
    for number in range(dice.randint(1, 3 * len(names))):
        start, end = dice.sample(names, 2)
        links[f"{start}-{end}.k{number}"] = {
            "from_node_id": start,
            "to_node_id": end,
            "length_km": 0.0,
            "directed": dice.random() < 0.3,
            "status": "closed" if dice.random() < share_closed else "open",
        }
    used = {end for row in links.values() for end in (row["from_node_id"], row["to_node_id"])}
    network = toy.make_network({name: {} for name in names if name in used}, links)
    index = network.shape.links.index
    weights = pd.Series([float(dice.randint(0, 6)) for _ in index], index)
    nothing = pd.Series(0.0, index)
    priced = network.with_columns(
        hours=weights, usd=nothing, co2e_kg=nothing, generalised_usd=weights
    )
    return Router(priced), dice.sample(sorted(used), 2)


def arcs(router):
    """Each usable link, each way it runs."""
    for row in router.network.attributes("links").itertuples():
        if row.status in USABLE:
            yield row.from_node_id, row.to_node_id, row.Index, row.hours
            if not row.directed:
                yield row.to_node_id, row.from_node_id, row.Index, row.hours


def by_exhaustion(router, start, goal):
    """The least sum over every simple path, in exact fractions."""
    steps = {}
    for tail, head, _, cost in arcs(router):
        steps[tail, head] = min(steps.get((tail, head), Fraction(10**9)), Fraction(cost))
    names = [name for name in router.network.nodes.index if name not in {start, goal}]
    best = None
    for count in range(len(names) + 1):
        for inner in itertools.permutations(names, count):
            path = [start, *inner, goal]
            pairs = list(itertools.pairwise(path))
            if all(pair in steps for pair in pairs):
                total = sum(steps[pair] for pair in pairs)
                best = total if best is None else min(best, total)
    return best


def answer(router, start, goal):
    try:
        trip = router.find([[start], [goal]], minimise="days")
    except NoRouteError:
        return None
    links = trip.links
    assert links["start"].iloc[0] == start
    assert links["end"].iloc[-1] == goal
    assert links["status"].isin(USABLE).all()
    assert links["start"].tolist()[1:] == links["end"].tolist()[:-1]
    return trip.totals()["hours"]


def by_networkx(router, start, goal):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(router.network.nodes.index)
    graph.add_edges_from((tail, head, name, {"w": cost}) for tail, head, name, cost in arcs(router))
    try:
        return nx.dijkstra_path_length(graph, start, goal, weight="w")
    except nx.NetworkXNoPath:
        return None


def by_scipy(router, start, goal):
    index = router.network.nodes.index
    least = {}
    for tail, head, _, cost in arcs(router):
        least[tail, head] = min(least.get((tail, head), np.inf), cost + 1e-9)
    if not least:
        return None
    rows, columns = ([index.get_loc(pair[k]) for pair in least] for k in (0, 1))
    matrix = coo_array((list(least.values()), (rows, columns)), shape=(len(index),) * 2).tocsr()
    found = bellman_ford(matrix, indices=index.get_loc(start))[index.get_loc(goal)]
    return None if np.isinf(found) else float(found)


@pytest.mark.parametrize("few", [True, False], ids=["by heap", "by SciPy"])
def test_a_tree_that_has_grown_to_its_goals_is_the_whole_one_up_to_there(monkeypatch, few):
    """And it grows on where more is asked of it: costs and ways are those of a tree that is whole."""
    monkeypatch.setattr(shortest_paths, "BY_HEAP", 10**9 if few else 0)
    monkeypatch.setattr("instc.network.network.find_faults", lambda *_: [])
    shorter = 0
    for seed in range(120):
        router, (start, goal) = random_router(seed, nodes=14)
        here, there = map(router.network.nodes.index.get_loc, (start, goal))
        whole = Router(router.network).tree(here, "days", router.usable)
        hunt = Hunt("days", router.usable)
        some = router._tree({here: 0.0}, hunt, {there})
        near = whole.cost <= some.within
        assert some.cost[near].tolist() == whole.cost[near].tolist()
        assert some.cost[there] == whole.cost[there]
        for node in np.flatnonzero(near & np.isfinite(whole.cost)):
            assert some.way_to(node) == whole.way_to(node)
        shorter += not near.all()
        for node in range(len(whole.cost)):
            more = router._tree({here: 0.0}, hunt, {node})
            assert more.cost[node] == whole.cost[node]
            if np.isfinite(more.cost[node]):
                assert more.way_to(node) == whole.way_to(node)
    assert (shorter > 30) == few  # SciPy grows trees whole


def test_a_way_is_sought_by_trees_that_grow_as_far_as_its_stops(monkeypatch):
    monkeypatch.setattr(shortest_paths, "BY_HEAP", 10**9)
    router = toy.toy_router()
    trip = router.find([["alpha"], ["beta.road"], ["gamma.border1520"]], minimise="days")
    ((_, trees),) = router._memory.values()
    to_beta, from_beta = trees.values()
    assert to_beta.within == 73.6
    assert from_beta.within == trip.totals()["hours"] == 146.6
    assert np.isinf(to_beta.cost).sum() > np.isinf(from_beta.cost).sum() > 0


def test_a_tree_is_not_grown_for_stops_that_can_not_be_passed(monkeypatch):
    monkeypatch.setattr(shortest_paths, "BY_HEAP", 10**9)
    router = toy.toy_router()
    (where,) = router.network.nodes.index.get_indexer(["alpha"])
    tree = router._tree({int(where): 0.0}, Hunt("days", router.usable), set())
    assert np.isfinite(tree.cost).sum() == 1


CLOSE = 1e-6  # free links weigh 1e-9 in csgraph, and there are at most 24 of them


def agree(one, other):
    return one == other if one is None or other is None else abs(one - float(other)) < CLOSE


@pytest.mark.parametrize(
    "seeds",
    [range(250), pytest.param(range(250, 5000), marks=pytest.mark.deep)],
    ids=["push", "deep"],
)
def test_three_oracles_agree(seeds, monkeypatch):
    """T2: NetworkX, Bellman-Ford of scipy, and every simple path in exact fractions."""
    monkeypatch.setattr(
        "instc.network.network.find_faults", lambda *_: []
    )  # its own checks are tested elsewhere, and take most of the time
    routes = 0
    for seed in seeds:
        router, (start, goal) = random_router(seed, nodes=7)
        ours = answer(router, start, goal)
        assert agree(ours, by_networkx(router, start, goal)), seed
        assert agree(ours, by_scipy(router, start, goal)), seed
        if len(router.network.nodes) <= 6:
            assert agree(ours, by_exhaustion(router, start, goal)), seed
        routes += ours is not None
    assert len(seeds) / 4 < routes < len(seeds), "both answers and refusals must occur"


@pytest.mark.parametrize(
    "seeds",
    [range(200), pytest.param(range(200, 2000), marks=pytest.mark.deep)],
    ids=["push", "deep"],
)
def test_the_cut_really_disconnects_and_is_the_smallest(seeds, monkeypatch):
    """Law 19 and T3: against every subset of the closed links."""
    monkeypatch.setattr("instc.network.network.find_faults", lambda *_: [])
    met = 0
    for seed in seeds:
        router, (start, goal) = random_router(seed, nodes=6, share_closed=0.6)
        at = router.network.nodes.index.get_loc
        cut = router.cut([at(start)], [at(goal)], router.everything)
        links = router.network.links
        closed = links.index[links["status"] == "closed"].tolist()
        if cut is None:
            assert not reaches(router, start, goal, set(closed))
        elif not cut:
            assert answer(router, start, goal) is not None
        else:
            met += 1
            assert set(cut) <= set(closed)
            assert not reaches(router, start, goal, set(closed) - set(cut)), (
                "with all but the cut open there is still no way"
            )
            smaller = itertools.chain.from_iterable(
                itertools.combinations(closed, size) for size in range(len(cut))
            )
            assert all(reaches(router, start, goal, set(closed) - set(other)) for other in smaller)
    assert met > len(seeds) / 10


def reaches(router, start, goal, opened):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(router.network.nodes.index)
    for name, row in router.network.links.iterrows():
        if row["status"] in USABLE or name in opened:
            graph.add_edge(row["from_node_id"], row["to_node_id"])
            if not row["directed"]:
                graph.add_edge(row["to_node_id"], row["from_node_id"])
    return nx.has_path(graph, start, goal)


def second_opinion(model, minimise, starts, goals):
    """NetworkX finds the same least cost from each start to each goal; cities on the way may not be passed."""
    router = replace(model.router, carrier=None)  # lanes as links: voyages have their own tests
    ids, door, weights = router.network.nodes.index, router.shape.door, router.weights(minimise)
    plain = nx.DiGraph()
    for tail, head, one_way, usable, cost in zip(
        *router.ends, router.shape.directed, router.usable, weights, strict=True
    ):
        for start, end in ((tail, head), (head, tail))[: 0 if not usable else 1 if one_way else 2]:
            if not plain.has_edge(start, end) or cost < plain.edges[start, end]["cost"]:
                plain.add_edge(start, end, cost=cost)
    for start in map(ids.get_loc, starts):
        costs = nx.single_source_dijkstra_path_length(
            plain,
            start,
            weight=lambda tail, _head, edge, start=start: (
                None if door[tail] and tail != start else edge["cost"]
            ),
        )
        fresh = replace(
            router
        )  # without the trees of other starts: thousands of them would fill the memory
        for goal in (goal for goal in map(ids.get_loc, goals) if goal != start):
            try:
                ours = weights[
                    fresh.find([[ids[start]], [ids[goal]]], minimise=minimise).steps
                ].sum()
            except NoRouteError:
                ours = np.inf
            assert ours == pytest.approx(costs.get(goal, np.inf), rel=1e-9), (start, goal)


class TestShipped:
    @pytest.fixture(scope="class")
    @staticmethod
    def cities(model):
        nodes = model.network.nodes
        return nodes.index[nodes["kind"] == "city"].tolist()

    @pytest.mark.parametrize("minimise", OBJECTIVES)
    def test_networkx_agrees_on_the_real_network(self, model, cities, minimise):
        """Some ordered pairs of cities: the same least cost by a router that never saw our matrix."""
        second_opinion(model, minimise, cities[::11], cities[5::11])

    @pytest.mark.deep
    @pytest.mark.parametrize(
        ("scenario", "minimise"),
        [
            *(("today", name) for name in OBJECTIVES),
            *((name, "generalised_usd") for name in shipped_scenarios() if name != "today"),
        ],
    )
    def test_networkx_agrees_on_every_pair_under_every_scenario(self, cities, scenario, minimise):
        second_opinion(instc.model.load_model(scenarios=[scenario]), minimise, cities, cities)

    def test_a_closed_strait_has_no_geometry_inside(self, model):
        """Law 20: with Hormuz closed no way of any objective passes it."""
        closed = model.with_scenario("hormuz-closed")
        for objective in OBJECTIVES:
            trip = closed.route("Mumbai", "Moscow", minimise=objective)
            assert "hormuz" not in trip.passages

    def test_closed_is_exit_not_zero_km(self, model):
        """A popular package says 0 km."""
        closed = model.with_scenario("hormuz-closed")
        with pytest.raises(NoRouteError, match=r"Strait of Hormuz \(closed\)"):
            closed.route("INNSA", "AEJEA", mode="sea")


LINKS = {"a-b": 1.0, "b-c.fast": 2.0, "b-c.slow": 9.0, "c-d": 1.0, "a-d": 50.0}  # hours


def priced(hours):
    """A network of one-letter nodes, with hours as given; 3 USD, 5 kg and 7 generalised USD a link."""
    nodes = {letter: {} for name in hours for letter in name[:3:2]}
    network = toy.make_network(
        nodes, {name: {"from_node_id": name[0], "to_node_id": name[2]} for name in hours}
    )
    links = network.links.assign(
        hours=network.links.index.map(hours), usd=3.0, co2e_kg=5.0, generalised_usd=7.0
    )
    return Router(toy.Network(network.nodes, links))


class TestWhatIsMinimised:
    """By hand on links of three numbers each."""

    @pytest.fixture
    def plain(self):
        return priced(LINKS)

    @pytest.mark.parametrize(
        ("objective", "wanted"),
        [("usd_per_teu", 3.0), ("co2e_kg_per_teu", 5.0), ("generalised_usd", 7.0)],
    )
    def test_other_objectives_are_their_column(self, plain, objective, wanted):
        assert plain.weights(objective).tolist() == [wanted] * 5

    def test_generalised_cost_is_the_default(self, plain):
        assert way(plain, "a", "d") == ["a-d"]  # 7 against 3 x 7

    def test_of_two_links_that_may_be_the_stop_the_cheaper_is_taken(self, plain):
        assert way(plain, "a", ["b-c.slow", "b-c.fast"], "d", minimise="days") == [
            "a-b",
            "b-c.fast",
            "c-d",
        ]

    def test_a_node_costs_nothing_beside_a_link(self):
        """By e: 1.75 + 1.75 = 3.5; by the link: 1 + 2 + 1 = 4."""
        assert way(
            priced({**LINKS, "a-e": 1.75, "d-e": 1.75}),
            "a",
            ["b-c.fast", "e"],
            "d",
            minimise="days",
        ) == ["a-e", "d-e"]

    def test_of_links_and_nodes_the_least_whole_way(self, plain):
        """1 + 2 + 1 by the fast link ties with 1 + 2 + 1 by c, and both beat 50."""
        assert plain.find([["a"], ["b-c.fast", "c"], ["d"]], minimise="days").totals()["hours"] == 4

    def test_a_refusal_names_the_last_stop_and_every_alternative(self, plain):
        links = plain.network.links
        shut = Router(
            toy.Network(
                plain.network.nodes,
                links.assign(
                    status=["closed" if name in {"a-d", "c-d"} else "open" for name in links.index]
                ),
            )
        )
        with pytest.raises(NoRouteError) as caught:
            shut.find([["a"], ["b", "c"], ["d"]])
        assert str(caught.value) == "no open route from a to d: cut by a-d (closed), c-d (closed)"
        with pytest.raises(NoRouteError) as caught:
            shut.find([["a"], ["a-d", "c-d"], ["b"]])
        assert str(caught.value) == "no open route by a-d (closed), c-d (closed)"

    def test_a_refusal_tells_what_is_avoided_from_what_is_closed(self, plain):
        links = plain.network.links
        state = links["status"].mask(links.index == "a-d", "closed")
        shut = Router(toy.Network(plain.network.nodes, links.assign(status=state)))
        with pytest.raises(NoRouteError) as caught:
            shut.find([["a"], ["a-d", "c-d"], ["b"]], allowed=(links.index != "c-d"))
        assert str(caught.value) == "no open route by a-d (closed), c-d (avoided)"

    def test_a_refusal_where_no_way_exists_names_both_sides(self):
        with pytest.raises(
            NoRouteError,
            match=r"^no open route from a to e: no way exists between a or b and e or f, open or closed$",
        ):
            priced({"a-b": 1.0, "c-d": 1.0, "e-f": 1.0}).find([["a", "b"], ["e", "f"]])

    def test_parallel_cuts_are_sorted_and_a_closed_way_between_open_ones_is_found(self, plain):
        at = plain.network.nodes.index.get_loc
        links = plain.network.links
        shut = Router(
            toy.Network(
                plain.network.nodes,
                links.assign(
                    status=[
                        "closed" if name.startswith("b-c") or name == "a-d" else "open"
                        for name in links.index
                    ]
                ),
            )
        )
        assert shut.cut([at("a")], [at("d")], shut.everything) == ["a-d", "b-c.fast", "b-c.slow"]
        assert shut.cut([at("a"), at("b")], [at("c"), at("d")], shut.everything) == [
            "a-d",
            "b-c.fast",
            "b-c.slow",
        ]
        assert plain.cut([at("a")], [at("d")], plain.everything) == []


@pytest.mark.parametrize("largest", [0.0, 1.0, 1e6, 3e9, 1e15])
def test_a_link_that_costs_nothing_counts_beside_any_sum(largest):
    """Else two nodes are as near as one, and the way back to the start goes in a circle."""
    weight = shortest_paths.felt(np.array([0.0, largest, largest / 3]))
    assert weight[1] + weight[2] + weight[0] > weight[1] + weight[2]
    if largest <= 1e6:
        assert weight[0] == shortest_paths.LEAST


def steps_or_none(router, *asked, **how):
    try:
        return router.find(*asked, **how).steps.tolist()
    except NoRouteError:
        return None


@pytest.mark.parametrize("name", ["today", "hormuz-closed", "rasht-astara-open"])
def test_what_is_remembered_is_what_is_found_anew(model, name):
    """Over fewer and fewer links, by services known or not: the remembered way, and one searched with an empty memory."""
    router, rng, hits = model.with_scenario(name).router, np.random.default_rng(7), 0
    stops = [["mumbai"], ["moscow"]], [["tehran"], ["baku.rail1520", "astara_ir.road"], ["moscow"]]
    for asked in stops:
        allowed = router.everything.copy()
        for round_ in range(24):
            how = {"allowed": allowed.copy(), "known": round_ % 3 == 0}
            how["minimise"] = ("days", "usd_per_teu")[round_ % 2]
            remembered = steps_or_none(router, asked, **how)
            known = router.shape.sought.known
            kept = dict(known)
            known.clear()
            assert steps_or_none(router, asked, **how) == remembered
            hits += sum(len(kept.get(key, ())) > 1 for key in known)
            known.clear()
            known.update(kept)  # in its order: what was asked last goes last
            allowed &= rng.random(len(allowed)) > 0.004
    assert hits  # some were searched again, as their way was gone


def test_a_way_of_other_prices_is_not_remembered(router):
    assert way(router, "alpha", "omega") == toy.RAIL
    usd = router.network.links["generalised_usd"].copy()
    usd[RAIL_LINK] *= 10
    dear = Router(router.network.with_columns(generalised_usd=usd))
    assert dear.shape is router.shape
    assert way(dear, "alpha", "omega") == toy.CANAL
    assert way(router, "alpha", "omega") == toy.RAIL
