"""Why there is no way, where ships carry boxes; `test_router` has the other reasons."""

import pytest

from instc.errors import NoRouteError
from instc.routing.fleet import Manner
from toy_ships import FEEDERS, LINKS, router, trip


def test_served_ways_alone():
    shut = {"m.port-m.feeder": {**LINKS["m.port-m.feeder"], "status": "closed"}}
    asked = router(FEEDERS, covered=["z"], links=shut, manner=Manner(served=True))
    with pytest.raises(NoRouteError, match="by services known to run on that day"):
        trip(asked, "a.port", "z.port", known=True)


def test_a_closed_lane_is_named():
    shut = {"m.sea-z.sea": {**LINKS["m.sea-z.sea"], "status": "closed"}}
    with pytest.raises(NoRouteError, match=r"cut by m.sea-z.sea \(closed\)"):
        trip(router(links=shut), "a.port", "z.port")
