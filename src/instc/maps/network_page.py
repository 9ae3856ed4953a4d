"""The network's own map: links by state, capacity and grade, and what limits each branch."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from branca.element import MacroElement
from folium.template import Template
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from instc.capacity.branch import BRANCHES, link_names, load_capacities, nameplates
from instc.capacity.ladder import assess
from instc.maps.basemap import VectorBasemap, to_script
from instc.maps.edge import THOUSANDTHS
from instc.maps.page_data import TOWNS, gauges_at
from instc.maps.plain import ASSETS, LICENCE
from instc.maps.self_contained import Constant, CorridorMap, asset, script

if TYPE_CHECKING:
    from instc.capacity.branch import Branch
    from instc.capacity.ladder import Step
    from instc.network.network import Network
    from instc.scenarios.world import World

Row = dict[str, Any]

COARSE_DEGREES = 0.03
TEXTURE = {
    "sea": "sea",
    "passage": "sea",
    "ferry": "sea",
    "inland_waterway": "sea",
    "rail": "rail",
    "road": "road",
    "drayage": "road",
}
STOP = "stop"  # what only stands
MAIN = (  # the ends of the corridor and what lies between; the first view holds them all
    "moscow", "mumbai", "bandar_abbas", "jeddah", "incheh_borun", "astara_ir", "rasht",
    "st_petersburg", "tehran", "delhi", "baku", "astrakhan", "istanbul", "chabahar",
)  # fmt: skip
CROSSINGS, LAND_WAYS = ("border", "gauge_break"), ("rail", "road")
PARTS = ("frame", "labels")
VIEW: Row = {
    "zoom_control": "topright",
    "zoom_snap": 0.25,
    "min_zoom": 1,
    "max_zoom": 10,
    "zoom_start": 3.5,
    "location": (42, 52),
    "attribution_control": False,
    "crs": "Laea",
}


class NetworkPanel(MacroElement):
    """
    Draws the links, and says beside them what their inks mean.

    Parameters
    ----------
    data
        From `network_data`.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}
        {% macro script(this, kwargs) %}
            ({{ this.code }})({{ this._parent.get_name() }}, {{ this.data }}, {
            {%- for name, part in this.parts.items() %}{{ name }}:{{ part }},{% endfor -%}
            });
            document.getElementById("plain")?.remove();
        {% endmacro %}
        """
    )

    def __init__(self, data: Row) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "NetworkPanel"
        self.code = script("network.js")
        self.parts = {name: script(f"{name}.js") for name in PARTS}
        self.style = asset("app.css") + asset("network.css")
        self.data = to_script(data)


def network_map(world: World) -> CorridorMap:
    """
    Draw the network of a day as a page that needs nothing else.

    Parameters
    ----------
    world
        Its network, tables and day.

    Returns
    -------
    map
        A `folium.Map`: links by state, width their capacity where somebody prints it, grade as
        another ink; what limits each branch from Russia to the Gulf in red, with its ladder.

    Examples
    --------
    >>> import instc
    >>> network_map(instc.load_model()).title
    'The network · instc'
    """
    data = network_data(world)
    page = CorridorMap("The network · instc", **VIEW)
    body: Any = page.get_root()
    body.html.add_child(Constant(_plain(data)), name="plain")
    VectorBasemap().add_to(page)
    NetworkPanel(data).add_to(page)
    return page


def network_data(world: World) -> Row:
    """
    Give the links, the branches and the works behind them as plain values.

    A row of ``columns`` a link: name, mode, km, state, grade, Mt a year or None, sources, line. Of
    those that only stand, such as borders, the ones that are not open or hold a branch. Of
    ``places``, id, name, kind, rank (of the name, 0 first), lon, lat, gauges where one breaks.
    """
    network = world.network
    values = load_capacities(network, world.home.seeds)
    chosen = nameplates(values, world.as_of)
    mtpa = dict(zip(chosen.index, values.loc[chosen, "mtpa"].tolist(), strict=True))
    links = network.links
    straits = world.table("passages").set_index("passage_id")["name"]
    by_ends = pd.Series(link_names(network, links.index), links.index)
    names = links["passage_id"].map(straits).fillna(by_ends)
    branches = [_branch(world, branch, values) for branch in BRANCHES.values()]
    held, used = set(), set()
    for branch in branches:
        held.update(branch["steps"][0]["held"])
        for step in branch["steps"]:
            used.update(step["src"])
    told = []
    for (link_id, link), name in zip(links.iterrows(), names, strict=True):
        moves = link["geometry"].length > 0
        texture = TEXTURE.get(link["mode"], STOP) if moves else STOP
        if texture == STOP and link["status"] == "open" and link_id not in held:
            continue
        told.append(_link(str(link_id), link, name, texture, mtpa))
        used.update(told[-1]["src"])
    return {
        "as_of": world.as_of,
        "scenarios": list(world.scenarios),
        "again": world.command("map"),
        **world.versions,
        "columns": list(told[0]),
        "links": [list(link.values()) for link in told],
        "places": _places(network),
        "names": json.loads(asset("names.json")),
        "branches": branches,
        "sources": _titles(world, used),
    }


def _places(network: Network) -> list[list[Any]]:
    """Give the places where ways meet, in the order in which they want a name on the map."""
    links, nodes = network.links, network.nodes
    place, mode = nodes["place_id"], links["mode"]
    ends = pd.DataFrame(index=links.index)
    ends["place"] = place[links["from_node_id"]].array
    ends["next"] = place[links["to_node_id"]].array
    spots = nodes[place != ""].drop_duplicates("place_id").set_index("place_id")
    spots["ways"] = _meeting(ends[mode.isin(LAND_WAYS)])
    port = spots.index.isin(place[nodes["kind"] == "port"])
    border = spots.index.isin(ends.loc[mode.isin(CROSSINGS), "place"])
    breaks = spots.index.isin(ends.loc[mode == "gauge_break", "place"])
    spots["sign"] = np.select([border, port], ["border", "port"], "town")
    known = [spots.index.isin(MAIN), breaks, port | spots.index.isin(TOWNS), border]
    spots["rank"] = np.select(known, range(4), len(known))
    met = spots[port | (spots["ways"] > 0)]
    met = met.sort_values(["rank", "ways"], ascending=[True, False], kind="stable")
    met = met.drop_duplicates("name")  # a town's old port is not named beside it
    gauges = {place_id: gauges_at(place_id, network) for place_id in spots.index[breaks]}
    columns = met[["name", "sign", "rank", "lon", "lat"]].round(3)
    return [[*row, gauges.get(row[0])] for row in columns.itertuples(name=None)]


def _meeting(ends: pd.DataFrame) -> pd.Series:
    """Count to how many others ways lead from each place."""
    back = ends.rename(columns={"place": "next", "next": "place"})
    return pd.concat([ends, back]).drop_duplicates()["place"].value_counts()


def _link(link_id: str, link: pd.Series, name: str, texture: str, mtpa: dict[str, float]) -> Row:
    """Give a link as the page shows it."""
    return {
        "id": link_id,
        "n": name,
        "mode": link["mode"],
        "t": texture,
        "km": round(float(link["length_km"])),
        "state": link["status"],
        "grade": link["grade"],
        "mt": mtpa.get(link_id),
        "src": list(dict.fromkeys(filter(None, [link["source_id"], link["status_source_id"]]))),
        "p": _steps(link["geometry"]),
    }


def _steps(line: shapely.LineString) -> list[int]:
    """Write a line, made coarser, as steps of a thousandth of a degree, the first from (0, 0)."""
    points = shapely.get_coordinates(shapely.simplify(line, COARSE_DEGREES))
    whole = np.round(points * THOUSANDTHS).astype(int)
    steps: list[int] = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=int)).ravel().tolist()
    return steps


def _branch(world: World, branch: Branch, values: pd.DataFrame) -> Row:
    """Give what limits a branch as it is, and after each of the works on it."""
    ladder, state = assess(world.network, world.corridors, branch, values, world.as_of)
    climbed = [state] if branch.lorries else ladder.climb()
    return {
        "id": branch.branch_id,
        "label": branch.label,
        "steps": [_step(world, step) for step in climbed],
    }


def _step(world: World, step: Step) -> Row:
    """Give a rung: what it carries, what holds it, and by which works it came."""
    return {
        "mt": step.mtpa,
        "by": step.lifted_by,
        "basis": step.basis,
        "due": step.due[:4],
        "held": list(step.binding),
        "names": link_names(world.network, step.binding),
        "src": list(step.source_ids),
    }


def _titles(world: World, used: set[str]) -> dict[str, str]:
    """Name each work that is cited."""
    table = world.table("sources").set_index("source_id")["title"]
    titles: dict[str, str] = table[table.index.isin(used)].sort_index().astype(str).to_dict()
    return titles


@cache
def _template() -> Any:
    """Load the template, which escapes whatever is put into it."""
    made = Environment(loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined)
    return made.get_template("network.html.j2")


def _plain(data: Row) -> str:
    """Write what the page says where no script runs."""
    columns, links = data["columns"], data["links"]
    state = columns.index("state")
    shut = [dict(zip(columns, link, strict=True)) for link in links if link[state] != "open"]
    page = _template().render(data=data, shut=shut, licence=LICENCE)
    return f"<style>{asset('plain.css')}</style>\n{page}"
