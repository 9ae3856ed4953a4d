"""The ground: land, lakes, borders and a graticule, drawn from the page itself."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from folium.map import Layer
from folium.template import Template

from instc.maps.self_contained import asset

BRACE = re.compile(r"\{(?![\"}])")  # of JSON's own braces each stands before a quote or its partner


def to_script(value: Any) -> str:
    r"""
    Write data as a JavaScript literal that can stand in any script.

    Parameters
    ----------
    value
        Anything that JSON knows.

    Returns
    -------
    text
        Compact JSON without a character that could end the script or a line, and without what Jinja would run: branca reads
        the scripts that elements make as templates once more.

    Examples
    --------
    >>> to_script("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    text = BRACE.sub(r"\\u007b", text)
    return text.translate({ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})


class VectorBasemap(Layer):
    """
    Natural Earth's land, lakes and borders as a base layer; a user's tiles can take its place in the layer control.

    Parameters
    ----------
    name
        In the layer control.

    Examples
    --------
    >>> from instc.maps.self_contained import CorridorMap
    >>> page = CorridorMap()
    >>> _ = VectorBasemap().add_to(page)
    >>> "b-land" in page.get_root().render()
    True
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = ({{ this.code }})({{ this._parent.get_name() }}, {{ this.data }});
        {% endmacro %}
        """
    )

    def __init__(self, name: str = "Offline basemap") -> None:
        super().__init__(name=name, overlay=False, control=True)
        self._name = "VectorBasemap"
        self.code = asset("basemap.js").strip()
        self.data = ground()


@cache
def ground() -> str:
    """
    Give the ground as a script literal.

    Returns
    -------
    text
        ``s, t`` (scale and translation), ``arcs``, ``land, borders`` (arc numbers), ``lakes`` (delta-coded hundredths of a degree).

    Examples
    --------
    >>> sorted(json.loads(ground()))
    ['arcs', 'borders', 'lakes', 'land', 's', 't']
    """
    topology = json.loads(asset("basemap.topojson"))
    shapes = topology["objects"]
    lakes = [
        ring for shape in json.loads(asset("lakes.json"))["geometries"] for ring in _rings(shape)
    ]
    return to_script(
        {
            "s": topology["transform"]["scale"],
            "t": topology["transform"]["translate"],
            "arcs": [[number for point in arc for number in point] for arc in topology["arcs"]],
            "land": _arcs(shapes["land"]),
            "borders": _arcs(shapes["borders"]),
            "lakes": [_deltas(ring) for ring in lakes],
        }
    )


def _arcs(shape: dict[str, Any]) -> list[Any]:
    if shape["type"] == "GeometryCollection":
        return [arcs for part in shape["geometries"] if part.get("type") for arcs in _arcs(part)]
    return [shape["arcs"]] if shape["type"] in {"Polygon", "LineString"} else list(shape["arcs"])


def _rings(shape: dict[str, Any]) -> list[Any]:
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [polygon[0] for polygon in polygons]


def _deltas(ring: list[list[float]]) -> list[int]:
    points = [(round(lon * 100), round(lat * 100)) for lon, lat in ring]
    before = [(0, 0), *points[:-1]]
    return [
        number for (x, y), (a, b) in zip(points, before, strict=True) for number in (x - a, y - b)
    ]
