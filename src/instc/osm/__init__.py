"""Real track geometry from OpenStreetMap, by OSMnx; geometry only, never a length that is published."""

from instc.osm.features import features_near
from instc.osm.refresh import Plan, plan, refresh, write_tracks

__all__ = ["Plan", "features_near", "plan", "refresh", "write_tracks"]
