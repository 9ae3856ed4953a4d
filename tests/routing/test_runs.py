"""How ways are run: by lorry alone is dedicated, a train where it is asked for, and land hours take the mean of the ratio."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

import toy
from instc.routing.pricing import PARTS
from instc.routing.runs import DEDICATED, DEDICATED_RUN, ORDINARY, laid_on, run_of

PRICED = {name: np.array([10.0, 20.0, 30.0]) for name in ("hours", *PARTS.values())}


@dataclass(frozen=True)
class Trip:
    """What of a way its run depends on."""

    own: dict[str, np.ndarray]

    def cells(self, name: str) -> np.ndarray:
        return self.own[name]

    def on_land(self) -> np.ndarray:
        return np.array([False, True, True])


def trip(*modes: str) -> Trip:
    priced = {"freight_usd": np.zeros(3), **PRICED}
    return Trip({"mode": np.array(modes), "length_km": np.ones(3), **priced})


@pytest.mark.parametrize(
    ("modes", "asked", "run"),
    [
        (("sea", "road", "road"), ORDINARY, DEDICATED),
        (("sea", "road", "rail"), ORDINARY, ORDINARY),
        (("sea", "road", "rail"), DEDICATED, DEDICATED),
        (("sea", "sea", "drayage"), DEDICATED, ORDINARY),
    ],
)
def test_the_run_is_that_of_the_path(modes, asked, run):
    assert run_of(trip(*modes), asked) == run


def test_hours_on_land_take_the_mean_of_the_ratio_and_money_follows():
    carrier = SimpleNamespace(
        mean={DEDICATED_RUN: 0.5, "hire.container": 24.0}, consignment=toy.BOX
    )
    before = trip("sea", "rail", "rail")
    after = laid_on(before, DEDICATED, carrier)
    assert after.cells("hours").tolist() == [10.0, 10.0, 15.0]
    assert after.cells("usd").tolist() == [10.0, 10.0, 15.0]  # one a hour
    assert laid_on(before, ORDINARY, carrier) is before
