"""Reference pages made from the code and the tables, so that they can't disagree with them."""

from __future__ import annotations

import inspect
import json
import re
import textwrap
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from instc import cli
from instc.evidence.wanted import wanted
from instc.model import load_model
from instc.scenarios.scenario import load_scenario, shipped_scenarios
from instc.tables.schema import read_table, seeds_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WANTED = """# Ten documents that would settle most

An invitation. If one row were known twice as well, its P10 to P90 halved about its P50 and the rest as is, the variance of days or USD would fall by the shares below: the mean over the rows that
the tables of twenty pairs open with. The page is made from the model each time the documentation is built; `instc data wanted` gives the whole list, `instc data wanted Mumbai Moscow` that of one pair.

Do you hold such a document, or a figure out of it? How to add a fact stands in ten lines in `CONTRIBUTING.md`, and `instc data impact FOLDER` shows what your rows change before
anybody else sees them.

"""
ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "docs" / "figures"


def write(folder: Path) -> None:
    """Write every page into a folder; an unchanged page keeps its time."""
    folder.mkdir(exist_ok=True)
    pages = {
        "cli": cli_page(),
        "data": data_page(),
        "scenarios": scenarios_page(),
        "sources": sources_page(),
        "trust": trust_page(),
        "wanted": wanted_page(),
    }
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def wanted_page() -> str:
    """Say which ten documents would settle most, by the model of the day."""
    rows = []
    for one in wanted(load_model())[:10]:
        shares = [f"{max(share, 0):.1%}" for share in (one.days, one.usd)]
        what = f"{one.so_far} Source: `{one.source_id}`."
        rows.append((f"`{one.parameter_id}`", *shares, one.document, what.removeprefix(" ")))
    head = ("Row of parameters.csv", "days", "USD", "What would settle it", "In print so far")
    return f"{WANTED}{_table(head, rows)}"


def cli_page() -> str:
    """Describe every command with its arguments and options."""
    program = typer.main.get_command(cli.make_app())
    parts = [
        "# Command line\n\nMade from the program itself; `instc COMMAND --help` says the same.\n\n## Before the command\n"
    ]
    parts.append(
        _table(
            ("Option", "Meaning"),
            (
                (", ".join(f"`{word}`" for word in part.opts), _help(part))
                for part in program.params
                if part.name != "help"
            ),
        )
    )
    for words, command in _commands(program, ("instc",)):
        parts.append(f"\n## `{' '.join(words)}`\n\n{_sentence(command)}\n")
        usage = textwrap.fill(
            " ".join([*words, *(_usage(part) for part in command.params)]),
            78,
            subsequent_indent="    ",
            break_on_hyphens=False,
        )
        parts.append(f"```text\n{usage}\n```\n")
        known = [part for part in command.params if part.name != "help"]
        options = [part for part in known if part.param_type_name == "option"]
        parts.append(
            _table(
                ("Argument", "Meaning"),
                ((f"`{part.name.upper()}`", _help(part)) for part in known if part not in options),
            )
        )
        parts.append(
            _table(
                ("Option", "Meaning", "Default"),
                (
                    (", ".join(f"`{word}`" for word in part.opts), _help(part), _default(part))
                    for part in options
                ),
            )
        )
    return "\n".join(part for part in parts if part)


def data_page() -> str:
    """Describe every table and column of the seeds."""
    package = json.loads((seeds_dir() / "datapackage.json").read_text(encoding="utf-8"))
    parts = [
        f"# Data dictionary\n\n{package['description']} Made from `seeds/datapackage.json`, a Data Package (version 2); the same schema refuses wrong rows.\n"
    ]
    for resource in package["resources"]:
        schema = resource["schema"]
        rows = len(read_table(resource["name"]))
        parts.append(
            f"\n## `{resource['name']}`\n\n{resource.get('description', '')} {rows:,} rows; key `{'`, `'.join(schema['primaryKey'])}`.\n"
        )
        links = {
            key["fields"] if isinstance(key["fields"], str) else key["fields"][0]: key["reference"][
                "resource"
            ]
            for key in schema.get("foreignKeys", [])
        }
        cells = (
            (
                f"`{field['name']}`",
                field["type"],
                field.get("unit", ""),
                field.get("description", ""),
                _rules(field, links),
            )
            for field in schema["fields"]
        )
        parts.append(_table(("Column", "Type", "Unit", "Meaning", "Rules"), cells))
    return "\n".join(parts)


def scenarios_page() -> str:
    """List the scenarios that come with the package."""
    rows = (
        (f"`{name}`", scenario.description, scenario.as_of or "")
        for name in shipped_scenarios()
        for scenario in [load_scenario(name)]
    )
    return f"# Shipped scenarios\n\nEach is a file in `seeds/scenarios/`.\n\n{_table(('Name', 'What it says', 'As of'), rows)}"


def sources_page() -> str:
    """List the works that facts come from."""
    table = read_table("sources").sort_values("source_id")
    works = (
        table["title"]
        + ". "
        + table["author"]
        + table["year"].map(lambda year: f", {year:.0f}", na_action="ignore").fillna("")
    )
    addresses = table["address"].where(
        ~table["address"].str.startswith("http"), "<" + table["address"] + ">"
    )
    rows = zip("`" + table["source_id"] + "`", works, addresses, table["read_depth"], strict=True)
    return f"# Sources\n\nWhat was read, and how much of it: `full`, `excerpt`, `dataset`, or `none` for our own estimates.\n\n{_table(('Key', 'Work', 'Address', 'Read'), rows)}"


def trust_page() -> str:
    """State what is tested and what the last runs found: from tests/trust.toml and docs/figures."""
    plan = tomllib.loads((ROOT / "tests" / "trust.toml").read_text(encoding="utf-8"))
    ran = _figures("trust")
    rows = (
        (
            row["what"],
            row["push"],
            _outcome(ran, row, "push"),
            row["deep"],
            _outcome(ran, row, "deep"),
        )
        for row in plan["row"]
    )
    parts = [
        "# Trust\n\nWhat is tested, with the figures of the last run of each command. What fell short is named below.\n"
    ]
    parts += [
        "\n## Laws, second opinions, broken input\n\n`pytest` runs the first column, `pytest -m deep` the second, where there is a longer form; with `--figures` either writes what it found.\n"
    ]
    parts += [_table(("What", "On each push", "Last run", "On demand", "Last run"), rows)]
    parts += [
        "\n## Tests of the tests\n\n`python tests/mutation/mutate.py` changes one operator, constant, condition or text at a time, ",
        _mutation(),
    ]
    parts += [
        "\n## Branch coverage\n\n`python tests/coverage_gate.py` runs the default suite and measures which branches it takes.\n",
        _coverage(),
    ]
    parts += [
        "\n## Speed\n\n`pytest tests/bench --benchmark-only -s` prints each row.\n",
        _speed(plan["missed"]),
    ]
    parts += ["\n## What falls short\n", *(f"* {one}" for one in plan["short"])]
    return "\n".join(part for part in parts if part) + "\n"


def _figures(name: str) -> Any:
    path = FIGURES / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _outcome(ran: dict[str, Any], row: dict[str, Any], form: str) -> str:
    seen = ran.get(row["what"], {}).get(form)
    if not row[form]:
        return ""
    if seen is None:
        return "not run in this form"
    return f"{seen['passed']:,} passed, {seen['failed']:,} failed, {seen['seconds']:,.0f} s, {seen['date']}, Python {seen['python']}"


def _mutation() -> str:
    rows = [
        (
            f"`{name}`",
            f"{seen['mutants']:,}",
            "all" if seen["mutants"] == seen["among"] else f"{seen['mutants']} of {seen['among']}",
            f"{seen['killed']:,} ({seen['killed'] / seen['mutants']:.0%})",
        )
        for name, seen in _figures("mutation").items()
    ]
    about = "and counts what the tests of the part notice. Survivors stand in `tests/mutation/survivors.toml`, each with the reason.\n"
    return (
        f"{about}\n{_table(('Part', 'Mutants run', 'Chosen', 'Noticed'), rows) or 'Not run yet.'}"
    )


def _coverage() -> str:
    found = _figures("coverage")
    return (
        _table(
            ("Part", "Branches and lines taken", "At least"),
            ((row["part"], f"{row['percent']:.1f} %", f"{row['at_least']} %") for row in found),
        )
        if found
        else "Not measured yet.\n"
    )


def _speed(missed: dict[str, str]) -> str:
    rows = _figures("bench").get("rows", [])
    within = {True: "yes", False: "no", None: ""}  # some rows have no budget
    told = [
        (
            _typeset(row["row"]),
            row["budget"] or "",
            f"{row['value']} {row['unit']}",
            within[row["ok"]],
        )
        for row in rows
        if "points" not in row
    ]
    why = [f"* {_typeset(row['row'])}: {missed[row['row']]}" for row in rows if row["ok"] is False]
    grown = [
        (
            row["row"],
            row["value"],
            f"{point['size']:,}",
            point["seconds"],
            f"{point['megabytes']:,}",
        )
        for row in rows
        for point in row.get("points", [])
    ]
    parts = [
        _table(("What", "Budget", "Measured", "Within"), told),
        "\nWhat is missed, and why:\n" if why else "",
        *why,
    ]
    parts += [
        "\nGrowth; the exponent is that of time between the last two sizes.\n",
        _table(("What", "Exponent", "Size", "Seconds", "MB"), grown),
    ]
    return "\n".join(parts) if rows else "Not measured yet.\n"


def _typeset(row: str) -> str:
    """Set the command that a row begins with as one: its dashes stay two."""
    return re.sub("^instc [^,]*", r"`\g<0>`", row)


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if hasattr(command, "commands"):
        for name, child in command.commands.items():
            yield from _commands(child, (*words, name))
    else:
        yield words, command


def _sentence(command: Any) -> str:
    return _plain(inspect.cleandoc(command.help or ""))


def _usage(part: Any) -> str:
    if part.name == "help":
        return ""
    if part.param_type_name == "argument":
        return part.name.upper() if part.required else f"[{part.name.upper()}]"
    return f"[{part.opts[0]}{'' if part.is_flag else ' ' + part.name.strip('_').upper()}]"


def _help(part: Any) -> str:
    return _plain(getattr(part, "help", "") or "")


def _default(part: Any) -> str:
    return (
        "" if part.default in (None, False, ()) or callable(part.default) else f"`{part.default}`"
    )


def _rules(field: dict[str, Any], links: dict[str, str]) -> str:
    rules = field.get("constraints", {})
    words = ["required"] * bool(rules.get("required"))
    words += (
        [f"one of {', '.join(f'`{word}`' for word in rules['enum'])}"] if "enum" in rules else []
    )
    words += [
        f"{name.removeprefix('exclusive').lower()} {rules[name]}"
        for name in ("minimum", "maximum", "exclusiveMinimum")
        if name in rules
    ]
    words += [f"a key of `{links[field['name']]}`"] if field["name"] in links else []
    return "; ".join(words)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    body = [
        f"| {' | '.join(_plain(cell).replace('|', chr(92) + '|') for cell in row)} |"
        for row in rows
    ]
    return (
        "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *body]) + "\n"
        if body
        else ""
    )


def _plain(text: str) -> str:
    return " ".join(str(text).replace("<", "&lt;").replace("&lt;http", "<http").split())
