"""The version and the date of the data, for whoever must not import the package's top."""

__version__ = "0.1.0"
DATA_DATE = "2026-07-31"  # the last month with sources
