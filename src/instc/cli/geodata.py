"""The commands that fetch real geometry: geodata refresh, geodata features."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from instc.cli.options import Output, RowsFormat, check_output, check_word, put_rows
from instc.errors import QuestionError

if TYPE_CHECKING:
    from instc.osm.refresh import Outcome

app = typer.Typer(
    help="Fetch real track and stations from OpenStreetMap (geometry only; needs internet or an extract).",
    rich_markup_mode=None,
    no_args_is_help=True,
)
PUBLIC = "https://overpass-api.de/api"
MOST_NEAR_KM = 50.0
Link = Annotated[
    list[str] | None,
    typer.Option(
        "--link",
        help="A rail link; repeat for more. All of at least 3 km by default.",
        show_default=False,
    ),
]
FromPbf = Annotated[
    list[str] | None,
    typer.Option(
        "--from-pbf",
        help="Read this OpenStreetMap extract instead of asking a server; repeatable.",
        show_default=False,
    ),
]
Endpoint = Annotated[
    str, typer.Option("--endpoint", help="Address of an Overpass server, up to /api.")
]
Cache = Annotated[
    str | None,
    typer.Option(
        "--cache",
        help="Folder of the server's answers; in your cache folder by default.",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be asked, and stop.")]
Near = Annotated[float, typer.Option("--near", help="km on each side of the link.")]
SHOWN = ["link_id", "state", "published_km", "old_km", "new_km", "reversals", "joined"]


@app.command()
def refresh(
    *,
    link: Link = None,
    from_pbf: FromPbf = None,
    endpoint: Endpoint = PUBLIC,
    cache: Cache = None,
    dry_run: DryRun = False,
    format_: RowsFormat = "table",
) -> None:
    """Replace drawn rail lines by the real track, in your own data folder; lengths stay as published."""
    check_word("--format", format_, ["table", "json", "csv"])
    _check_endpoint(endpoint)
    from instc.network.load import load_network  # noqa: PLC0415
    from instc.osm.refresh import plan, report, write_tracks  # noqa: PLC0415
    from instc.osm.refresh import refresh as run  # noqa: PLC0415
    from instc.version import DATA_DATE  # noqa: PLC0415

    network = load_network(DATA_DATE)
    planned = plan(network, link or ())
    count = sum(len(areas) for areas in planned.areas.values())
    asked = (
        f"no request: {_counted(len(from_pbf), 'extract')}"
        if from_pbf
        else f"at least {_counted(count, 'request')} to {endpoint}"
    )
    _say(f"{_counted(len(planned.link_ids), 'link')}, {_counted(count, 'tile')}, {asked}")
    if dry_run:
        put_rows(
            [{"link_id": name, "tiles": len(planned.areas[name])} for name in planned.link_ids],
            format_,
            None,
            "instc.refresh_plan/1",
        )
        return
    outcomes = run(
        network,
        planned,
        endpoint=endpoint,
        cache=_cache(cache),
        pbf=[Path(path) for path in from_pbf or ()],
        say=_say,
    )
    path = write_tracks(outcomes, network, _home("data"))
    put_rows(report(outcomes), format_, None, "instc.refresh/1", shown=SHOWN)
    _say(f"wrote {path} ((c) OpenStreetMap contributors, ODbL 1.0)")
    _say(f"see it: instc --extra {shlex.quote(str(path.parent))} map Mumbai Moscow -o map.html")
    _complain([outcome for outcome in outcomes if outcome.fault])


def _complain(kept: list[Outcome]) -> None:
    for outcome in kept:
        _say(f"instc: check failed: link {outcome.link_id} keeps its line: {outcome.fault}")
    if kept:
        raise typer.Exit(1)


@app.command()
def features(
    link_id: Annotated[str, typer.Argument(help="A link.", show_default=False)],
    *,
    endpoint: Endpoint = PUBLIC,
    cache: Cache = None,
    near: Near = 5.0,
    format_: RowsFormat = "table",
    output: Output = None,
) -> None:
    """List stations, border posts, customs and ports near a link."""
    check_word("--format", format_, ["table", "json", "csv"])
    check_output(format_, output, None)
    _check_endpoint(endpoint)
    if not 0 < near <= MOST_NEAR_KM:
        raise QuestionError(f"--near {near:g}: must lie between 0 and {MOST_NEAR_KM:g} km")
    from instc.errors import UnknownIdError, did_you_mean  # noqa: PLC0415
    from instc.network.load import load_network  # noqa: PLC0415
    from instc.osm.features import features_near  # noqa: PLC0415
    from instc.version import DATA_DATE  # noqa: PLC0415

    links = load_network(DATA_DATE).links
    if link_id not in links.index:
        raise UnknownIdError(f'no link is called "{link_id}"{did_you_mean(link_id, links.index)}')
    found = features_near(
        links.at[link_id, "geometry"],
        endpoint=endpoint,
        cache=_cache(cache),
        near_km=near,
        say=_say,
    )
    put_rows(
        found.drop(columns="geometry").to_dict("records"),
        format_,
        output,
        "instc.features/1",
        shown=["kind", "name", "lon", "lat"],
    )
    _say(f"{len(found)} features within {near:g} km ((c) OpenStreetMap contributors, ODbL 1.0)")


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _check_endpoint(endpoint: str) -> None:
    from urllib.parse import urlsplit  # noqa: PLC0415

    try:
        parts = urlsplit(endpoint)
        sound = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        sound = False
    if not sound:
        raise QuestionError(
            f'--endpoint "{endpoint}": must be the address of an Overpass server, such as {PUBLIC}'
        )


def _home(kind: str) -> Path:
    import platformdirs  # noqa: PLC0415

    return Path(
        platformdirs.user_data_dir("instc", appauthor=False)
        if kind == "data"
        else platformdirs.user_cache_dir("instc", appauthor=False)
    )


def _cache(folder: str | None) -> Path:
    from instc.osm.refresh import make_folder  # noqa: PLC0415

    return make_folder(Path(folder) if folder else _home("cache") / "overpass")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
