"""Claims about two ways whose draws can be counted."""

import numpy as np
import pandas as pd

from instc.evidence.dated import Dated, Way
from instc.model import load_model
from instc.tables.schema import read_table

HUNDRED = np.arange(1.0, 101.0)  # P10 is 10.9, P25 25.75, P50 50.5, P75 75.25, P90 90.1


class Trip:
    def __init__(self, length_km, passages=()):
        self.length_km, self.passages = length_km, list(passages)


class Toy(Dated):
    """Two ways whose draws are known: mine 1..100, theirs given."""

    def __init__(self, mine=HUNDRED, theirs=HUNDRED, km=(1000.0, 2000.0), passages=()):
        super().__init__(load_model())
        self.toy = {
            "mine": Way("mine", Trip(km[0], passages), mine, mine, mine, mine),
            "theirs": Way("theirs", Trip(km[1]), theirs, theirs, theirs, theirs),
        }

    def ways(self, world, question, corridor_id):  # noqa: ARG002
        return {name: way for name, way in self.toy.items() if name == corridor_id}


def claim(**cells):
    row = dict.fromkeys(read_table("claims").columns, "") | {
        "claim_id": "x1",
        "date": "2024",
        "as_of": "2024-01-01",
        "from_id": "a",
        "to_id": "b",
        "corridor_id": "mine",
        "against": "theirs",
        "low": np.nan,
        "high": np.nan,
    }
    return pd.Series(row | cells, dtype=object)
