"""Shortest paths: the heap and SciPy agree to the last bit, and ties have one rule."""

import numpy as np
import pytest

from instc.routing.shortest_paths import Arcs, in_order

SEEDS = range(200)


def random_arcs(seed):
    """A multigraph; of every second one the weights are small and whole, so that ties abound."""
    dice = np.random.default_rng(seed)
    size, count = int(dice.integers(1, 30)), int(dice.integers(0, 120))
    tail, head = dice.integers(0, size, count), dice.integers(0, size, count)
    link = np.arange(count)
    order = np.lexsort((link, head, tail))
    weight = dice.lognormal(sigma=3, size=count) if seed % 2 else dice.integers(1, 4, count) / 8
    return Arcs(tail[order], head[order], link[order], weight[order], size)


@pytest.mark.parametrize("few", [True, False], ids=["by heap", "by SciPy"])
def test_costs_are_sums_along_the_paths(monkeypatch, few):
    monkeypatch.setattr("instc.routing.shortest_paths.BY_HEAP", 10**9 if few else 0)
    for seed in SEEDS:
        arcs = random_arcs(seed)
        (costs,) = arcs.costs([0])
        last = arcs.last_arcs(costs)
        for node in range(arcs.size):
            path, here = [], node
            while last[here] >= 0:
                path.append(last[here])
                here = arcs.tail[last[here]]
            total = 0.0
            for arc in path[::-1]:
                total += arcs.weight[arc]
            if np.isfinite(costs[node]):
                assert here == 0
                assert total == costs[node]
            else:
                assert not path


def test_heap_and_scipy_agree_to_the_last_bit():
    for seed in SEEDS:
        arcs = random_arcs(seed)
        sources = list(range(arcs.size))
        by_heap = np.array([arcs._costs_by_heap([(source, 0.0)]) for source in sources])
        assert (by_heap == arcs._costs_by_scipy(sources)).all()


@pytest.mark.parametrize("few", [True, False], ids=["by heap", "by SciPy"])
def test_from_several_starts_each_node_is_reached_from_the_cheapest(monkeypatch, few):
    monkeypatch.setattr("instc.routing.shortest_paths.BY_HEAP", 10**9 if few else 0)
    for seed in SEEDS:
        arcs, dice = random_arcs(seed), np.random.default_rng(seed)
        nodes = dice.choice(arcs.size, min(3, arcs.size), replace=False).tolist()
        starts = dict(zip(nodes, [0.0, *dice.uniform(0, 2, 2).tolist()], strict=False))
        alone = [cost + arcs.costs([node])[0] for node, cost in starts.items()]
        assert arcs.costs_from(starts) == pytest.approx(np.min(alone, axis=0), rel=1e-12)


def test_the_first_of_equal_arcs_is_the_last_of_the_path():
    """Two ways of two, and three parallel links: the lower node, then the lower link."""
    tail, head = np.array([0, 0, 1, 1, 1, 2]), np.array([1, 2, 3, 3, 3, 3])
    arcs = Arcs(tail, head, np.arange(6), np.array([1.0, 1.0, 2.0, 1.0, 1.0, 1.0]), 4)
    (costs,) = arcs.costs([0])
    assert costs.tolist() == [0, 1, 1, 2]
    assert arcs.last_arcs(costs).tolist() == [-1, 0, 1, 3]


def test_a_tree_grows_to_its_goals_and_no_goal_that_no_arc_leads_to_holds_it_up(monkeypatch):
    """0 - 1 - 2 - 3, and 4 from which alone an arc leads."""
    monkeypatch.setattr("instc.routing.shortest_paths.BY_HEAP", 10**9)
    tail, head = np.array([0, 1, 2, 4]), np.array([1, 2, 3, 0])
    arcs = Arcs(tail, head, np.arange(4), np.ones(4), 5)
    assert arcs.entered([1, 4]) == {1}
    assert arcs.entered(range(5)) == {0, 1, 2, 3}
    near = arcs.costs_from({0: 0.0}, arcs.entered([1, 4]))
    assert near.tolist() == [0, 1, 2, np.inf, np.inf]  # 2 was seen from 1, and 1 was the last goal
    assert arcs.costs_from({0: 0.0}, {3}).tolist() == [0, 1, 2, 3, np.inf]
    assert arcs.costs_from({0: 0.0}).tolist() == [0, 1, 2, 3, np.inf]
    assert arcs.costs_from({0: 0.0}, set()).tolist() == [0, np.inf, np.inf, np.inf, np.inf]


def test_scipy_takes_over_where_many_trees_are_grown(monkeypatch):
    arcs, asked = random_arcs(1), []
    monkeypatch.setattr(Arcs, "grown", 0)
    monkeypatch.setattr("instc.routing.shortest_paths.BY_HEAP", 3)
    by_scipy = Arcs._costs_by_scipy
    monkeypatch.setattr(
        Arcs, "_costs_by_scipy", lambda self, some: asked.append(some) or by_scipy(self, some)
    )
    arcs.costs([0, 1])
    arcs.costs([2])
    assert not asked
    arcs.costs([0])
    assert asked == [[0]]


def test_arcs_are_in_order_by_tail_then_head_then_link():
    for seed in SEEDS:
        dice = np.random.default_rng(seed)
        tail, head = dice.integers(0, 9, (2, 50))
        link = dice.integers(-1, 12, 50)
        wanted = np.lexsort((link, head, tail))
        assert in_order(tail, head, link).tolist() == wanted.tolist()
    nothing = np.empty(0, dtype=np.intp)
    assert not len(in_order(nothing, nothing, nothing))
