"""The commands that fetch real geometry: geodata refresh, features."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from instc.cli import streams
from instc.cli.lazy import features as near_features
from instc.cli.lazy import load as networks
from instc.cli.lazy import osm_refresh, platformdirs
from instc.cli.options import Output, RowsFormat  # noqa: TC001  (Typer reads them)
from instc.cli.output import Target, aim, put_rows
from instc.errors import QuestionError, UnknownIdError, did_you_mean
from instc.version import DATA_DATE

if TYPE_CHECKING:
    from instc.network.network import Network
    from instc.osm.refresh import Outcome

app = typer.Typer(
    help=(
        "Fetch real track and stations from OpenStreetMap (geometry only; needs internet or an "
        "extract)."
    ),
    rich_markup_mode=None,
    no_args_is_help=True,
)
PUBLIC = "https://overpass-api.de/api"
MOST_NEAR_KM = 50.0
CREDIT = "(c) OpenStreetMap contributors, ODbL 1.0"
Links = Annotated[
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
LinkId = Annotated[str, typer.Argument(help="A link.", show_default=False)]
SHOWN = ["link_id", "state", "published_km", "old_km", "new_km", "reversals", "joined"]


@app.command()
def refresh(
    *,
    link: Links = None,
    from_pbf: FromPbf = None,
    endpoint: Endpoint = PUBLIC,
    cache: Cache = None,
    dry_run: DryRun = False,
    format_: RowsFormat = None,
) -> None:
    """Replace drawn rail lines by the real track, in your own data folder; lengths stay as published."""  # noqa: E501  (the help of the command)
    target = aim(format_, None)
    _check_endpoint(endpoint)
    network = networks.load_network(DATA_DATE)
    planned = osm_refresh.plan(network, link or ())
    count = sum(len(areas) for areas in planned.areas.values())
    asked = f"at least {_counted(count, 'request')} to {endpoint}"
    if from_pbf:
        asked = f"no request: {_counted(len(from_pbf), 'extract')}"
    _say(f"{_counted(len(planned.link_ids), 'link')}, {_counted(count, 'tile')}, {asked}")
    if dry_run:
        rows = [{"link_id": name, "tiles": len(planned.areas[name])} for name in planned.link_ids]
        put_rows(rows, target, "instc.refresh_plan/1")
        return
    files = [Path(path) for path in from_pbf or ()]
    outcomes = osm_refresh.refresh(
        network, planned, endpoint=endpoint, cache=_cache(cache), pbf=files, say=_say
    )
    _keep(outcomes, network, target)


def _keep(outcomes: list[Outcome], network: Network, target: Target) -> None:
    """Write the tracks that were found, and say what they are; fail if a link keeps its line."""
    path = osm_refresh.write_tracks(outcomes, network, _home())
    put_rows(osm_refresh.report(outcomes), target, "instc.refresh/1", shown=SHOWN)
    _say(f"wrote {path} ({CREDIT})")
    _say(f"see it: instc --extra {shlex.quote(str(path.parent))} map Mumbai Moscow -o map.html")
    kept = [outcome for outcome in outcomes if outcome.fault]
    for outcome in kept:
        _say(f"instc: check failed: link {outcome.link_id} keeps its line: {outcome.fault}")
    if kept:
        raise typer.Exit(1)


@app.command()
def features(
    link_id: LinkId,
    *,
    endpoint: Endpoint = PUBLIC,
    cache: Cache = None,
    near: Near = 5.0,
    format_: RowsFormat = None,
    output: Output = None,
) -> None:
    """List stations, border posts, customs and ports near a link."""
    target = aim(format_, output)
    _check_endpoint(endpoint)
    if not 0 < near <= MOST_NEAR_KM:
        raise QuestionError(f"--near {near:g}: must lie between 0 and {MOST_NEAR_KM:g} km")
    links = networks.load_network(DATA_DATE).links
    if link_id not in links.index:
        raise UnknownIdError(f'no link is called "{link_id}"{did_you_mean(link_id, links.index)}')
    line = links.at[link_id, "geometry"]
    found = near_features.features_near(
        line, endpoint=endpoint, cache=_cache(cache), near_km=near, say=_say
    )
    rows = found.drop(columns="geometry").to_dict("records")
    put_rows(rows, target, "instc.features/1", shown=["kind", "name", "lon", "lat"])
    _say(f"{len(found)} features within {near:g} km ({CREDIT})")


def _say(text: str) -> None:
    """Say something on stderr."""
    streams.tell(text)


def _check_endpoint(endpoint: str) -> None:
    """Refuse what is no address of a server."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        sound = False
    else:
        web = parts.scheme in {"http", "https"} and bool(parts.hostname)
        sound = web and port != 0
    if not sound:
        raise QuestionError(
            f'--endpoint "{endpoint}": must be the address of an Overpass server, such as {PUBLIC}'
        )


def _home() -> Path:
    """Give the folder of the data of a user."""
    return Path(platformdirs.user_data_dir("instc", appauthor=False))


def _cache(folder: str | None) -> Path:
    """Give the folder that keeps the answers of a server."""
    usual = Path(platformdirs.user_cache_dir("instc", appauthor=False)) / "overpass"
    return osm_refresh.make_folder(Path(folder) if folder else usual)


def _counted(number: int, noun: str) -> str:
    """Count things in words."""
    return f"{number} {noun}{'s' * (number != 1)}"
