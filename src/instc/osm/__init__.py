"""Real track geometry from OpenStreetMap: how rail lines are drawn, never how long they are."""

from instc.osm.features import features_near
from instc.osm.refresh import Plan, plan, refresh, write_tracks

__all__ = ["Plan", "features_near", "plan", "refresh", "write_tracks"]
