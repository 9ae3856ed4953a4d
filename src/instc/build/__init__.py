"""Geodata made anew from the tables and open packages."""

from instc.build.calibration import calibrate
from instc.build.geodata import build

__all__ = ["build", "calibrate"]
