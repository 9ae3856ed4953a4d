"""The commands that fetch real geometry: geodata refresh, geodata features."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from instc.cli.options import Output, RowsFormat, put_rows
from instc.errors import QuestionError

app = typer.Typer(help="Fetch real track and stations from OpenStreetMap (geometry only; needs internet or an extract).", rich_markup_mode=None, no_args_is_help=True)
Link = Annotated[list[str] | None, typer.Option("--link", help="A rail link; repeat for more. All by default.", show_default=False)]
FromPbf = Annotated[list[str] | None, typer.Option("--from-pbf", help="Read this OpenStreetMap extract instead of asking a server; repeatable.", show_default=False)]
Endpoint = Annotated[str, typer.Option("--endpoint", help="Address of an Overpass server, up to /api.")]
Cache = Annotated[str | None, typer.Option("--cache", help="Folder of the server's answers; in your data folder by default.", show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be asked, and stop.")]
PUBLIC = "https://overpass-api.de/api"


@app.command()
def refresh(*, link: Link = None, from_pbf: FromPbf = None, endpoint: Endpoint = PUBLIC, cache: Cache = None, dry_run: DryRun = False, format_: RowsFormat = "table") -> None:
    """Replace drawn rail lines by the real track, in your own data folder; lengths stay as published."""
    from instc.network import load_network  # noqa: PLC0415
    from instc.osm.refresh import data_folder, plan, report, write_tracks  # noqa: PLC0415
    from instc.osm.refresh import refresh as run  # noqa: PLC0415
    from instc.scenario import DEFAULT_AS_OF  # noqa: PLC0415

    _check_endpoint(endpoint)
    network = load_network(DEFAULT_AS_OF)
    planned = plan(network, link or ())
    count = sum(len(areas) for areas in planned.areas.values())
    typer.echo(
        f"{len(planned.link_ids)} links, {count} tiles: {'no request, ' + str(len(from_pbf)) + ' extracts' if from_pbf else f'at least {count} requests to {endpoint}'}", err=True
    )
    if dry_run:
        put_rows([{"link_id": name, "tiles": len(planned.areas[name])} for name in planned.link_ids], format_, None, "instc.refresh_plan/1")
        return
    outcomes = run(network, planned, endpoint=endpoint, cache=_cache(cache), pbf=[Path(path) for path in from_pbf or ()], say=lambda text: typer.echo(text, err=True))
    path = write_tracks(outcomes, data_folder())
    put_rows(report(outcomes), format_, None, "instc.refresh/1")
    typer.echo(f"wrote {path} (c) OpenStreetMap contributors, ODbL 1.0", err=True)
    kept = [outcome for outcome in outcomes if outcome.fault]
    for outcome in kept:
        typer.echo(f"instc: check failed: link {outcome.link_id} keeps its line: {outcome.fault}", err=True)
    if kept:
        raise typer.Exit(1)


@app.command()
def features(
    link_id: Annotated[str, typer.Argument(help="A link.")], *, endpoint: Endpoint = PUBLIC, cache: Cache = None, near: Annotated[float, typer.Option("--near", help="km on each side.")] = 5.0,
    format_: RowsFormat = "table", output: Output = None,
) -> None:  # fmt: skip
    """List stations, border posts, customs and ports near a link."""
    from instc.errors import UnknownIdError, did_you_mean  # noqa: PLC0415
    from instc.network import load_network  # noqa: PLC0415
    from instc.osm.features import features_near  # noqa: PLC0415
    from instc.scenario import DEFAULT_AS_OF  # noqa: PLC0415

    _check_endpoint(endpoint)
    links = load_network(DEFAULT_AS_OF).links
    if link_id not in links.index:
        raise UnknownIdError(f'no link is called "{link_id}"{did_you_mean(link_id, links.index)}')
    found = features_near(links.at[link_id, "geometry"], endpoint=endpoint, cache=_cache(cache), near_km=near, say=lambda text: typer.echo(text, err=True))
    if found.empty:
        raise QuestionError(f"nothing is mapped within {near:g} km of link {link_id}")
    put_rows(found.drop(columns="geometry").to_dict("records"), format_, output, "instc.features/1")
    typer.echo("(c) OpenStreetMap contributors, ODbL 1.0", err=True)


def _check_endpoint(endpoint: str) -> None:
    if not endpoint.startswith(("http://", "https://")):
        raise QuestionError(f'--endpoint "{endpoint}": must begin with http:// or https://')


def _cache(folder: str | None) -> Path:
    from instc.osm.refresh import data_folder  # noqa: PLC0415

    path = Path(folder) if folder else data_folder() / "cache"
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        from instc.errors import WriteError  # noqa: PLC0415

        raise WriteError(f"cannot write {path}: {error.strerror}") from error
    return path
