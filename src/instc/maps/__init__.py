"""Maps of results: a comparison as one page that needs no network. Draws, and asks nothing anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import folium

from instc.comparison.scenario_grid import alone
from instc.door import checked
from instc.maps.basemap import VectorBasemap
from instc.maps.edge import copies, is_beyond, looked_at, over_seam
from instc.maps.layers import Panel, RouteLine, Store, route_layers
from instc.maps.page_data import data_of
from instc.maps.plain import plain_page
from instc.maps.self_contained import Constant, CorridorMap, InlineFigure, safe_text
from instc.network.land import load_land

if TYPE_CHECKING:
    from collections.abc import Iterable

    import shapely

    from instc.comparison.comparison import Comparison
    from instc.comparison.scenario_grid import Grid

__all__ = [
    "CorridorMap",
    "InlineFigure",
    "RouteLine",
    "VectorBasemap",
    "comparison_map",
    "safe_text",
]

VIEW = {
    "zoom_control": "topright",
    "zoom_snap": 0.25,
    "zoom_delta": 0.5,
    "min_zoom": 2,
    "max_zoom": 10,
    "max_bounds": True,
    "min_lat": -60,
    "max_lat": 82,
    "attribution_control": False,
}


@checked
def comparison_map(
    comparison: Comparison,
    *,
    also: Grid | None = None,
    language: Literal["en", "ru", "fa", "hi"] = "en",
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
    west, east = looked_at(lines_drawn)
    land = _land(comparison, lines_drawn)
    page = CorridorMap(title, language=language, min_lon=west, max_lon=east, **VIEW)
    body: Any = page.get_root()
    body.html.add_child(Constant(plain_page(comparison)), name="plain")
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


def _land(comparison: Comparison, lines: list[list[int]]) -> Iterable[shapely.Polygon]:
    """Give the land of the world where lines leave the ground that every page holds."""
    if not is_beyond(lines):
        return ()
    land = load_land(comparison.world.home.folder)
    return over_seam(land) if len(copies(lines)) > 1 else land
