# ruff: noqa: INP001, T201
"""The lowest version of each direct dependency that pyproject.toml allows, as pip constraints."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
for text in project["dependencies"]:
    name, floor = re.match(r"([\w-]+)>=([\w.]+)", text).groups()
    print(f"{name}=={floor}")
