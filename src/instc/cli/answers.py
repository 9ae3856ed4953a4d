"""The commands that answer: compare, route, map."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from instc.errors import QuestionError, did_you_mean
from instc.files import check_writable, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from instc.model import Model
    from instc.pricing import Objective

Format = Literal["table", "json", "csv", "md", "geojson"]
Mode = Literal["sea", "rail", "road", "ferry", "inland_waterway"]
SUFFIXES = {"table": (".txt",), "json": (".json",), "csv": (".csv",), "md": (".md",), "geojson": (".geojson", ".json"), "map": (".html", ".htm")}
BY: dict[str, Objective] = {"time": "days", "cost": "usd_per_teu", "co2": "co2e_kg_per_teu", "value": "generalised_usd"}

Origin = Annotated[str, typer.Argument(help='A place in any spelling, a UN/LOCODE, a node id, or "lon,lat".', show_default=False)]
Destination = Annotated[str, typer.Argument(help="The same.", show_default=False)]
Scenarios = Annotated[list[str] | None, typer.Option("--scenario", "-s", help="A shipped scenario or a TOML file; repeat to combine.", show_default=False)]
AsOf = Annotated[str | None, typer.Option("--as-of", help="See the network as it stood on this day (YYYY-MM-DD).", show_default=False)]
Via = Annotated[list[str] | None, typer.Option("--via", help="Pass this place; repeat for more, in order.", show_default=False)]
Avoid = Annotated[list[str] | None, typer.Option("--avoid", help="A place, link or strait that may not be used; repeatable.", show_default=False)]
FormatOption = Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(get_args(Format))}.")]
Output = Annotated[str | None, typer.Option("--output", "-o", help="Write to this file.", show_default=False)]
MapFile = Annotated[str | None, typer.Option("--map", help="Also draw a map into this HTML file.", show_default=False)]
Draws = Annotated[int, typer.Option("--draws", help="Draws of the simulation, 1 to 1,000,000.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of the simulation.")]
Value = Annotated[float | None, typer.Option("--cargo-value", help="Value of the cargo, USD per TEU.", show_default=False)]
Against = Annotated[str | None, typer.Option("--against", help="Only these corridors, separated by commas.", show_default=False)]


def compare(  # noqa: PLR0913
    origin: Origin,
    destination: Destination,
    *,
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    against: Against = None,
    cargo_value: Value = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
    format_: FormatOption = "table",
    output: Output = None,
    map_file: MapFile = None,
) -> None:
    """Compare every way between two places: distance, days, cost, CO2e."""
    _check(format_, output, map_file)
    from instc.cli import tables  # noqa: PLC0415  (pandas and what hangs on it)

    comparison = _model(scenario, as_of).compare(
        origin,
        destination,
        via=via or (),
        against=[name.strip() for name in (against or "").split(",") if name.strip()],
        cargo_value=cargo_value,
        draws=draws,
        seed=seed,
    )
    writers = {"json": comparison.to_json, "geojson": comparison.to_geojson, "csv": lambda: tables.comparison_csv(comparison), "md": lambda: tables.comparison_markdown(comparison)}
    _print(writers[format_]() if format_ in writers else tables.comparison_text(comparison, to_file=output is not None), output)
    if map_file:
        from instc.maps import comparison_map  # noqa: PLC0415

        _tell(comparison_map(comparison).save(map_file))


def route(  # noqa: PLR0913
    origin: Origin,
    destination: Destination,
    *,
    mode: Annotated[str | None, typer.Option("--mode", help=f"Only this mode, from facility to facility: {', '.join(get_args(Mode))}.", show_default=False)] = None,
    by: Annotated[str, typer.Option("--by", help="What is least: time, cost, co2, or value (cost and the value of time).")] = "value",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    avoid: Avoid = None,
    format_: FormatOption = "table",
    output: Output = None,
    map_file: MapFile = None,
) -> None:
    """Find the best way between two places, leg by leg."""
    _check(format_, output, map_file)
    _one_of("--by", by, BY)
    if mode is not None:
        _one_of("--mode", mode, get_args(Mode))
    from instc.cli import tables  # noqa: PLC0415

    answer = _model(scenario, as_of).simulate_route(origin, destination, mode=mode, minimise=BY[by], via=via or (), avoid=avoid or ())
    writers = {
        "json": lambda: json.dumps(answer.route_dict(), indent=1, ensure_ascii=False) + "\n",
        "geojson": answer.to_geojson,
        "csv": lambda: tables.legs_csv(answer),
        "md": lambda: tables.legs_markdown(answer),
    }
    _print(writers[format_]() if format_ in writers else tables.legs_text(answer, to_file=output is not None), output)
    if map_file:
        from instc.maps import comparison_map  # noqa: PLC0415

        _tell(comparison_map(answer).save(map_file))


def draw_map(
    origin: Origin,
    destination: Destination,
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="HTML file to write.")] = "map.html",
    scenario: Scenarios = None,
    as_of: AsOf = None,
    via: Via = None,
    draws: Draws = 10_000,
    seed: Seed = 1,
) -> None:
    """Draw every way between two places on a map."""
    _check("map", output, None)
    comparison = _model(scenario, as_of).compare(origin, destination, via=via or (), draws=draws, seed=seed)
    from instc.maps import comparison_map  # noqa: PLC0415

    _tell(comparison_map(comparison).save(output))


def _model(scenario: list[str] | None, as_of: str | None) -> Model:
    from instc.model import load_model  # noqa: PLC0415

    return load_model(scenarios=scenario or (), as_of=as_of)


def _one_of(option: str, word: str, known: object) -> None:
    words = [str(name) for name in known]  # type: ignore[attr-defined]
    if word not in words:
        raise QuestionError(f'{option} "{word}": must be one of {", ".join(words)}{did_you_mean(word, words)}')


def _check(format_: str, output: str | None, map_file: str | None) -> None:
    if format_ != "map":
        _one_of("--format", format_, get_args(Format))
    for target, kind in ((output, format_), (map_file, "map")):
        if target is None:
            continue
        suffix = target[target.rfind(".") :].lower() if "." in target else ""
        if suffix not in SUFFIXES[kind] and suffix in {ending for endings in SUFFIXES.values() for ending in endings}:
            raise QuestionError(f"{target}: a {kind} goes into a file that ends in {' or '.join(SUFFIXES[kind])}")
        check_writable(target)


def _print(text: str, output: str | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
    else:
        _tell(write_whole(output, text))


def _tell(path: Path) -> None:
    typer.echo(f"wrote {path} ({path.stat().st_size / 1000:,.0f} kB)", err=True)
