"""How time and memory grow, with the exponent fitted to the larger sizes: draws, alternatives, network, pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from clock import Start, cold

if TYPE_CHECKING:
    from collections.abc import Callable


SCRIPTS = {  # each prints nothing; the size takes the place of SIZE
    "draws": "import instc; instc.load_model().compare('Mumbai', 'Moscow', draws=SIZE).table",
    "alternatives": """
import instc
from dataclasses import replace
from instc.comparison.alternatives import find_alternatives
from instc.comparison.comparison import Comparison
from instc.comparison.question import Question
model, question = instc.load_model(), Question('Mumbai', 'Moscow')
pair, answer = find_alternatives(model, question)
ways = list(answer.ways.values())
many = {f'way_{k}': replace(ways[k % len(ways)], corridor_id=f'way_{k}') for k in range(SIZE)}
Comparison(model, question, pair, answer._replace(ways=many, missing={})).table
""",
    "network": """
import instc, numpy as np, pandas as pd
from instc.network.network import Network
from instc.routing.router import Router
model = instc.load_model()
keep = ['from_node_id', 'to_node_id', 'mode', 'directed', 'length_km', 'status', 'hours', 'usd', 'co2e_kg', 'generalised_usd']
nodes, links = (pd.DataFrame(table)[columns] for table, columns in ((model.network.nodes, ['mode']), (model.network.links, keep)))
copies = range(SIZE)
wide = links.loc[links.index.repeat(SIZE)]
mark = pd.Series(np.tile(np.arange(SIZE), len(links)).astype(str))
far = {name: (mark + '.' + wide[name].reset_index(drop=True)).to_numpy() for name in ('from_node_id', 'to_node_id')}
wide = wide.assign(**far).set_index(pd.Index((mark + '.' + pd.Series(wide.index)).to_numpy(), name='link_id')).sort_index()
ids = [f'{copy}.{name}' for copy in copies for name in nodes.index]
deep = pd.DataFrame({'mode': np.tile(nodes['mode'].to_numpy(), SIZE)}, index=pd.Index(ids, name='node_id'))
hub = 'nhava_sheva.port'
joints = pd.DataFrame([{**wide.iloc[0].to_dict(), 'from_node_id': f'{k}.{hub}', 'to_node_id': f'{k + 1}.{hub}', 'mode': 'sea', 'directed': False, 'status': 'open'} for k in range(SIZE - 1)])
if len(joints):
    joints.index = pd.Index([f'joint.{k}' for k in range(SIZE - 1)], name='link_id')
    wide = pd.concat([wide, joints]).sort_index()
network = object.__new__(Network)
network.__setstate__((deep, wide))
if GROW:
    router = Router(network)
    cost = router.tree(deep.index.get_loc(f'0.{hub}'), 'generalised_usd', router.usable).cost
    assert np.isfinite(cost).sum() > SIZE * len(nodes) / 2
""",
    "sea pairs": """
import instc, numpy as np
from instc.matrix import distance_matrix
from instc.network.load import built_hash
from instc.network.sea_lanes import read_sea
model = instc.load_model()
ports = read_sea(model.folder, built_hash(model.folder))[1]
names = ports.index[ports['point'] >= 0].tolist()[:SIZE]
if GROW:
    distance_matrix(model, names, names)
""",
}
GROWTH = [
    ("draws", [1_000, 10_000, 100_000, 1_000_000]),
    ("alternatives", [1, 10, 100, 1_000]),
    ("network", [1, 10, 100, 1_000]),
    ("sea pairs", [10, 32, 100, 316, 1_000]),
]


@pytest.mark.parametrize(("what", "sizes"), GROWTH, ids=[what for what, _ in GROWTH])
def test_growth(benchmark: Callable, figures, what: str, sizes: list[int]) -> None:
    """The start that every size shares is taken off, so that the exponent is that of what grows."""

    def run(size: int, *, grow: bool) -> Start:
        return cold(
            "-c",
            SCRIPTS[what].replace("SIZE", str(size)).replace("GROW", str(grow)),
            rounds=1 if size == sizes[-1] else 2,
        )

    alone = "GROW" in SCRIPTS[what]
    base = run(1, grow=False)

    def measure() -> list[tuple[int, float, float]]:
        return [
            (
                size,
                run(size, grow=True).processor
                - (run(size, grow=False) if alone else base).processor,
                run(size, grow=True).megabytes,
            )
            for size in sizes
        ]

    points = benchmark.pedantic(measure, rounds=1)
    amounts = np.array(
        [size**2 if what == "sea pairs" else size for size, _, _ in points], dtype=float
    )
    seconds = np.maximum([spent for _, spent, _ in points], 0.005)
    exponent = float(np.polyfit(np.log(amounts[-2:]), np.log(seconds[-2:]), 1)[0])
    rows = [
        {"size": int(amount), "seconds": round(float(spent), 3), "megabytes": round(memory)}
        for amount, spent, memory in zip(amounts, seconds, (m for _, _, m in points), strict=True)
    ]
    figures.note(f"growth with {what}", exponent, "exponent of time, last two sizes", points=rows)
