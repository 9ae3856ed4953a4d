"""Geodata made anew from the tables and open packages."""

from instc.build.geodata import build

__all__ = ["build"]
