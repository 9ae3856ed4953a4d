"""The ways as folium layers: a group each, a line a leg."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from folium.template import Template

from instc.maps.basemap import to_script
from instc.maps.self_contained import asset, safe_text, script

if TYPE_CHECKING:
    from collections.abc import Iterator

MOVING = {
    "sea": "sea",
    "rail": "rail",
    "road": "road",
    "ferry": "sea",
    "inland_waterway": "sea",
    "drayage": "road",
}


PARTS = (  # of the page's script, a file each
    "branches", "diagram", "frame", "labels", "pair", "takeaway", "story",
)  # fmt: skip


class Store(MacroElement):
    """
    The data of the page, and the script that turns pieces of line into points.

    Parameters
    ----------
    data
        From `instc.maps.page_data.data_of`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = ({{ this.code }})({{ this.data }}, {{ this.words }});
        {% endmacro %}
        """
    )

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Store"
        self.code = script("store.js")
        self.data = to_script(data)
        self.words = asset("words.json").strip()


class RouteLine(folium.PolyLine):
    """
    A `folium.PolyLine` whose points the page holds once, however many ways share them.

    Parameters
    ----------
    store
        That holds them.
    pieces
        Numbers of the pieces, in travel order; ``~n`` runs backwards.
    locations
        The same as latitude and longitude, for Python.
    look
        CSS classes.

    Examples
    --------
    >>> RouteLine(Store({"lines": [[0, 0, 1000, 0]]}), [0], [(0, 0), (0, 1)], "rt").pieces
    [0]
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }}={{ this.store.get_name() }}.line({{ this.pieces|tojson }},"
        "{{ this.look|tojson }}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(
        self, store: Store, pieces: list[int], locations: list[tuple[float, float]], look: str
    ) -> None:
        super().__init__(locations)  # type: ignore[no-untyped-call]
        self._name = "RouteLine"
        self.store = store
        self.pieces = pieces
        self.look = look


DrawnLine = tuple[int, int, RouteLine]  # number of the trip, of its leg, and the line


class Panel(MacroElement):
    """
    The answer beside the map: bars, switches, race, key, and all that moves.

    Parameters
    ----------
    store
        The data.
    lines
        Trip and leg number of each line.
    groups
        The layers of the ways, in route order.
    language
        At first.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}
        {% macro script(this, kwargs) %}
            ({{ this.code }})({{ this._parent.get_name() }}, {{ this.store.get_name() }}, [
            {%- for trip, leg, line in this.lines -%}
            [{{ trip }},{{ leg }},{{ line.get_name() }}],
            {%- endfor -%}
            ], [
            {%- for group in this.groups %}{{ group.get_name() }},{% endfor -%}
            ], {{ this.language|tojson }}, {
            {%- for name, part in this.parts.items() %}{{ name }}:{{ part }},{% endfor -%}
            });
            document.getElementById("plain")?.remove();
        {% endmacro %}
        """
    )

    def __init__(
        self,
        store: Store,
        lines: list[DrawnLine],
        groups: list[folium.FeatureGroup],
        language: str,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Panel"
        self.code = script("app.js")
        self.parts = {name: script(f"{name}.js") for name in PARTS}
        self.style = asset("app.css")
        self.store = store
        self.lines = lines
        self.groups = groups
        self.language = language


def route_layers(
    data: dict[str, Any], store: Store
) -> Iterator[tuple[folium.FeatureGroup, list[DrawnLine]]]:
    """
    Make a layer of each way.

    Parameters
    ----------
    data
        From `instc.maps.page_data.data_of`.
    store
        That holds it in the page.

    Yields
    ------
    group, lines
        A feature group in route order, and its lines with trip and leg number; ways of other
        worlds are among them.
    """
    for route in data["routes"]:
        group = folium.FeatureGroup(name=safe_text(route["label"]))
        lines = []
        for trip in data["trips"]:
            if trip["route"] != route["n"]:
                continue
            for number, leg_number in enumerate(trip["legs"]):
                leg = data["legs"][leg_number]
                if leg["p"]:
                    line = _line(leg, trip["group"], data["lines"], store)
                    line.add_to(group)
                    lines.append((trip["n"], number, line))
        yield group, lines


def _line(leg: dict[str, Any], colour: str, shapes: list[list[int]], store: Store) -> RouteLine:
    """Draw a leg by its pieces, in the colour of its way."""
    look = f"rt ln m-{MOVING[leg['mode']]} g-{colour}"
    return RouteLine(store, leg["p"], points_of(leg["p"], shapes), look)


def points_of(pieces: list[int], shapes: list[list[int]]) -> list[tuple[float, float]]:
    """Give latitude and longitude along pieces, which hold steps of 0.001 degrees, as one line."""
    points: list[tuple[float, float]] = []
    for piece in pieces:
        x = y = 0
        run = []
        backwards = piece < 0
        steps = shapes[~piece] if backwards else shapes[piece]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            run.append((y / 1000, x / 1000))
        if backwards:
            run.reverse()
        points += _after(points, run)
    return points


def _after(
    points: list[tuple[float, float]], run: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Move a piece by whole turns, so that it goes on where the points before it end."""
    if not points or not run:
        return run
    turn = 360 * round((points[-1][1] - run[0][1]) / 360)
    return [(lat, lon + turn) for lat, lon in run]
