"""Maps of results: a comparison as one page that needs no network. Draws, and asks nothing anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import folium

from instc.comparison.scenario_grid import alone
from instc.door import checked
from instc.maps.basemap import VectorBasemap
from instc.maps.edge import copies, is_beyond, looked_at, over_seam
from instc.maps.layers import Panel, RouteLine, Store, route_layers
from instc.maps.network_page import network_map
from instc.maps.page_data import data_of
from instc.maps.plain import plain_page
from instc.maps.self_contained import Constant, CorridorMap, InlineFigure, safe_text
from instc.maps.still import picture, shores_of, still_svg
from instc.network.land import load_land

if TYPE_CHECKING:
    import shapely

    from instc.comparison.comparison import Comparison
    from instc.comparison.scenario_grid import Grid

__all__ = [
    "CorridorMap",
    "InlineFigure",
    "RouteLine",
    "VectorBasemap",
    "comparison_map",
    "network_map",
    "safe_text",
    "still_svg",
]

VIEW = {
    "zoom_control": "topright",
    "zoom_snap": 0.25,
    "zoom_delta": 0.5,
    "min_zoom": 1,
    "max_zoom": 8,  # the coast has no more to show
    "attribution_control": False,
}
BOUNDS = {"max_bounds": True, "min_lat": -60, "max_lat": 82}  # of Web Mercator
CRS = {"equal-area": "Laea", "mercator": "EPSG3857"}


@checked
def comparison_map(
    comparison: Comparison,
    *,
    also: Grid | None = None,
    language: Literal["en", "ru", "fa", "hi"] = "en",
    projection: Literal["equal-area", "mercator"] = "equal-area",
) -> CorridorMap:
    """
    Draw a comparison as a page that needs no network.

    Parameters
    ----------
    comparison
        What is drawn.
    also
        The same under every combination of the shipped scenarios, so that the page can switch
        between them: from `instc.comparison.scenario_grid.every_combination`.
    language
        Of the page at first: ``en, ru, fa, hi``.
    projection
        Lambert's azimuthal equal-area, about the Caspian or else the middle of the ways; or Web
        Mercator, which tiles need: a page that tiles are added to is drawn in it, and says so.

    Returns
    -------
    map
        A `folium.Map` with a feature group a way; more layers can be added to it. Where no script
        runs, the page shows the answer as a table.

    Examples
    --------
    >>> import instc
    >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    >>> layers = comparison_map(answer)._children.values()
    >>> "INSTC Caspian (ship)" in [getattr(layer, "layer_name", "") for layer in layers]
    True
    """
    data = data_of(also or alone(comparison))
    origin, destination = data["meta"]["ends"]
    title = f"{origin['name']} to {destination['name']} · instc"
    lines_drawn = data["lines"]
    shores = shores_of(data, comparison)
    land = _land(comparison, lines_drawn, None if projection == "mercator" else shores)
    view: dict[str, Any] = {**VIEW, "crs": CRS[projection]}
    if projection == "mercator":
        west, east = looked_at(lines_drawn)
        view |= {**BOUNDS, "min_lon": west, "max_lon": east}
    page = CorridorMap(title, language=language, centre=data["meta"]["centre"], **view)
    body: Any = page.get_root()
    still = picture(data, shores)
    body.html.add_child(Constant(plain_page(comparison, still)), name="plain")
    VectorBasemap(copies=copies(lines_drawn), land=land).add_to(page)
    store = Store(data)
    store.add_to(page)
    lines, groups = [], []
    for group, drawn in route_layers(data, store):
        group.add_to(page)
        groups.append(group)
        lines += drawn
    folium.LayerControl(collapsed=True, position="topright").add_to(page)
    Panel(store, lines, groups, language).add_to(page)
    return page


def _land(
    comparison: Comparison, lines: list[list[int]], seen: list[shapely.Polygon] | None
) -> list[shapely.Polygon]:
    """Give the land that is seen, or the world's, where lines leave what every page holds."""
    if not is_beyond(lines):
        return []
    land = load_land(comparison.world.home.folder) if seen is None else seen
    return over_seam(land) if len(copies(lines)) > 1 else list(land)
