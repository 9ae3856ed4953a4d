"""Seeds + open packages -> geodata."""

from instc.build.geodata import build

__all__ = ["build"]
