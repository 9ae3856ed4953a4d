"""The ground: land, lakes, borders and a graticule, drawn from the page itself."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from folium.map import Layer
from folium.template import Template

from instc.maps.self_contained import asset, script

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import shapely

COARSE_DEGREES, SPECK = 0.08, 0.02  # of the world's land: how coarse, and the least, in degrees
BRACE = re.compile(r"\{(?![\"}])")  # of JSON's own braces each stands before a quote or its partner
UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


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
        Compact JSON without a character that could end the script or a line, and without what
        Jinja would run: branca reads the scripts that elements make as templates once more.

    Examples
    --------
    >>> to_script("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return BRACE.sub(r"\\u007b", text).translate(UNSAFE)


class VectorBasemap(Layer):
    """
    Natural Earth's land, lakes and borders as a base layer; tiles of a user can take its place.

    Parameters
    ----------
    name
        In the layer control.
    copies
        By how many degrees the ground is drawn again, 0 for where it is.
    land
        Polygons, EPSG:4326, in place of the land from America's east to Japan.

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
            var {{ this.get_name() }} = ({{ this.code }})(
            {{- this._parent.get_name() }}, {{ this.data }}, {{ this.copies }}, {{ this.shores }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        name: str = "Offline basemap",
        copies: Sequence[int] = (0,),
        land: Iterable[shapely.Polygon] = (),
    ) -> None:
        super().__init__(name=name, overlay=False, control=True)
        self._name = "VectorBasemap"
        self.code = script("basemap.js")
        self.data = ground()
        self.copies = list(copies)
        self.shores = shores(land)


def shores(land: Iterable[shapely.Polygon]) -> list[list[list[int]]]:
    """
    Give the rings of land, coarsened, as steps of 0.01 degrees; small islands are left out.

    Examples
    --------
    >>> import shapely
    >>> shores([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 5.01, 5.01)])
    [[[100, 0, 0, 100, -100, 0, 0, -100, 100, 0]]]
    """
    found = []
    for polygon in land:
        coarse = polygon.simplify(COARSE_DEGREES)
        if coarse.area >= SPECK:
            rings = [coarse.exterior, *coarse.interiors]
            found.append([_deltas(list(ring.coords)) for ring in rings])
    return found


@cache
def ground() -> str:
    """
    Give the ground as a script literal.

    Returns
    -------
    text
        ``s, t`` (scale and translation), ``arcs``, ``land, borders`` (arc numbers), ``lakes``
        (delta-coded hundredths of a degree).
    """
    topology = json.loads(asset("basemap.topojson"))
    shapes, transform = topology["objects"], topology["transform"]
    lakes = []
    for shape in json.loads(asset("lakes.json"))["geometries"]:
        lakes += [_deltas(ring) for ring in _outlines(shape)]
    return to_script(
        {
            "s": transform["scale"],
            "t": transform["translate"],
            "arcs": [list(chain.from_iterable(arc)) for arc in topology["arcs"]],
            "land": arcs_of(shapes["land"]),
            "borders": arcs_of(shapes["borders"]),
            "lakes": lakes,
        }
    )


def arcs_of(shape: dict[str, Any]) -> list[Any]:
    """List the arc numbers of each part of a shape of the topology."""
    if shape["type"] in {"Polygon", "LineString"}:
        return [shape["arcs"]]
    if shape["type"] != "GeometryCollection":
        return list(shape["arcs"])
    found = []
    for part in shape["geometries"]:
        if part.get("type"):
            found += arcs_of(part)
    return found


def _outlines(shape: dict[str, Any]) -> list[Any]:
    """List the outer rings of a lake, without its islands."""
    if shape["type"] == "Polygon":
        return [shape["coordinates"][0]]
    return [polygon[0] for polygon in shape["coordinates"]]


def _deltas(ring: Sequence[Sequence[float]]) -> list[int]:
    """Write a ring as steps of 0.01 degrees, the first from (0, 0)."""
    numbers = []
    before_x = before_y = 0
    for lon, lat in ring:
        x, y = round(lon * 100), round(lat * 100)
        numbers += [x - before_x, y - before_y]
        before_x, before_y = x, y
    return numbers
