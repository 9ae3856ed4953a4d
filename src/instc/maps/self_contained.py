"""A folium map whose file needs nothing else: vendored Leaflet, a strict policy, stable bytes."""

from __future__ import annotations

import html
import re
from collections import OrderedDict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template

from instc.errors import QuestionError
from instc.files import write_whole

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

# Stock popups ask jQuery for one thing: the first element of a text of HTML.
DOLLAR = (
    "window.$=window.$||function(h){"
    "if(typeof h==='function')return h();"
    "if(h===document)return{ready:function(f){f()}};"
    "var t=document.createElement('template');t.innerHTML=String(h).trim();"
    "return[t.content.firstElementChild]};"
)
PIN_PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 25 41'%3E"
    "%3Cpath d='M12.5 1a11.5 11.5 0 0 0-11.5 11.5c0 9 11.5 27 11.5 27"
    "s11.5-18 11.5-27a11.5 11.5 0 0 0-11.5-11.5z' fill='%230072B2' stroke='%23fff'/%3E"
    "%3Ccircle cx='12.5' cy='12.5' r='4.5' fill='%23fff'/%3E%3C/svg%3E"
)
PIN = (
    'L.Icon.Default.imagePath="";L.Icon.Default.mergeOptions({'
    f'iconUrl:"{PIN_PICTURE}",iconRetinaUrl:"{PIN_PICTURE}",shadowUrl:""'
    "});"
)
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
POLICY_TAG = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
ID = re.compile(r"[0-9a-f]{32}")
LINKING = re.compile(r"<(?:script|link)\b[^>]*>")
OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["'](https?://[^"']+)""", re.IGNORECASE)
PICTURE = re.compile(r"url\((?!['\"]?(?:data:|#))[^)]*\)")  # of a style, that is no data
COMMENT, SPACE = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\s+")  # of a style
INDENT = re.compile(r"^(?:\s*//.*\n|\s+)+", re.MULTILINE)  # and remarks, at the start of a line
NO_ZOOM = re.compile(r"<meta name=\"viewport\"[^>]*user-scalable=no[^>]*>\s*")  # folium's own
LEAFLET = "https://cdn.jsdelivr.net/npm/leaflet@1.9.4/dist/leaflet"
VENDORED = {"leaflet": "leaflet.js", "leaflet_css": "leaflet.css"}
TILES = (folium.TileLayer, folium.WmsTileLayer, folium.raster_layers.ImageOverlay)
HARMLESS = {ord(letter): f"&#{ord(letter)};" for letter in "`\\${}"}


@cache
def asset(name: str) -> str:
    """Read a file that comes with the maps."""
    return (resources.files("instc.maps") / "assets" / name).read_text(encoding="utf-8")


@cache
def script(name: str) -> str:
    """Read a script of ours, without what indents its lines and lines that are remarks."""
    return INDENT.sub("", asset(name)).strip()


def safe_text(text: str) -> str:
    """
    Make a text harmless for the stock objects of folium, wherever they put it.

    Parameters
    ----------
    text
        Anything.

    Returns
    -------
    text
        HTML in which nothing is a tag, a template literal or a template.

    Examples
    --------
    >>> safe_text("<b>${x}`")
    '&lt;b&gt;&#36;&#123;x&#125;&#96;'
    """
    plain = html.escape(_one_line(text), quote=True)
    return plain.translate(HARMLESS)


def _one_line(text: str) -> str:
    """Put single spaces for all white space."""
    return " ".join(text.split())


class Constant(Element):
    """Text of ours that goes into the page as it is; never a user's."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Constant"
        self.text = text


class InlineFigure(Figure):
    """
    A page that carries the scripts and styles it has a copy of.

    Parameters
    ----------
    title
        Of the page; escaped here.
    height
        In a notebook.

    Examples
    --------
    >>> "cdn" in CorridorMap().get_root().render()
    False
    """

    def __init__(self, title: str = "", height: str = "620px") -> None:
        super().__init__(height=height, title=html.escape(_one_line(title)))

    def render(self, **kwargs: Any) -> str:
        """
        Render the page; the tree stays as it was, so that the next time gives the same bytes.

        Parameters
        ----------
        **kwargs
            As branca passes them.

        Returns
        -------
        page
            HTML.

        Examples
        --------
        >>> page = CorridorMap("One").get_root()
        >>> page.render() == page.render()
        True
        """
        before = [(element, element._children.copy()) for element in _tree(self)]  # noqa: SLF001
        try:
            for child in list(self._children.values()):
                child.render(**kwargs)
            _inline(self.header)
            page: str = self._template.render(this=self, kwargs=kwargs)
            elements = list(_tree(self))
        finally:
            for element, children in before:
                element._children = children  # noqa: SLF001
        page = _renumbered(NO_ZOOM.sub("", page), elements)
        if outside(page, elements):
            return page
        return page.replace("<head>", f"<head>\n{POLICY_TAG}", 1)


def _tree(element: Element) -> Iterator[Element]:
    """Give an element and all that hang on it, each before its children."""
    yield element
    parts = [element.header, element.html, element.script] if isinstance(element, Figure) else []
    for child in [*parts, *element._children.values()]:  # noqa: SLF001
        yield from _tree(child)


def _inline(header: Element) -> None:
    """Put our copy of Leaflet for the links to it."""
    children = header._children  # noqa: SLF001
    for name, link in list(children.items()):
        if name not in VENDORED:
            continue
        code = asset(VENDORED[name])
        if isinstance(link, JavascriptLink):
            script = code.replace("</script", "<\\/script")
            children[name] = Constant(f"<script>{script}{PIN}{asset('laea.js')}</script>")
        elif isinstance(link, CssLink):
            style = SPACE.sub(" ", PICTURE.sub("none", COMMENT.sub("", code)))
            children[name] = Constant(f"<style>{style}</style>")


def _renumbered(page: str, elements: list[Element]) -> str:
    """Replace the random ids of folium by their place in the tree."""
    places = {}
    for place, element in enumerate(elements):
        places[element._id] = f"{place:x}"  # noqa: SLF001

    def place_of(found: re.Match[str]) -> str:
        return places.get(found[0], found[0])

    return ID.sub(place_of, page)


def outside(page: str, elements: list[Element]) -> list[str]:
    """
    List what a page would ask the network for.

    Parameters
    ----------
    page
        HTML.
    elements
        What it was made from.

    Returns
    -------
    addresses
        Of scripts, styles, tiles and pictures, each once.

    Examples
    --------
    >>> outside('<script src="https://example.org/a.js"></script>', [])
    ['https://example.org/a.js']
    """
    head = page.partition("<body>")[0]
    linked: list[str] = []
    for tag in LINKING.findall(head):
        linked += OUTSIDE.findall(tag)
    tiles, pictures = [], []
    for element in elements:
        if isinstance(element, folium.TileLayer):
            tiles.append(str(element.tiles))
        if isinstance(element, (folium.WmsTileLayer, folium.raster_layers.ImageOverlay)):
            pictures.append(str(element.url))
    remote = [address for address in pictures if "://" in address]
    return list(dict.fromkeys([*linked, *tiles, *remote]))


class CorridorMap(folium.Map):
    """
    A `folium.Map` that loads nothing from the network.

    Parameters
    ----------
    title
        Of the page.
    language
        Of the page at first: ``en, ru, fa, hi``.
    centre
        Longitude and latitude of the middle of an equal-area map; None for 52 E 40 N.
    **options
        As of `folium.Map`; without tiles by default. ``crs="Laea"`` is Lambert's azimuthal
        equal-area projection.

    Examples
    --------
    >>> page = CorridorMap("Mumbai to Moscow").get_root().render()
    >>> "<title>Mumbai to Moscow</title>" in page, "Content-Security-Policy" in page
    (True, True)
    """

    def __init__(
        self,
        title: str = "instc",
        *,
        language: str = "en",
        centre: tuple[int, int] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**{"location": (35, 50), "zoom_start": 4, "tiles": None, **options})
        # links that are swapped for our copies when the page is rendered
        self.default_js = [("leaflet", f"{LEAFLET}.js")]
        self.default_css = [("leaflet_css", f"{LEAFLET}.css")]
        figure = InlineFigure(title)
        self.title = title
        self.add_to(figure)
        figure.header.add_child(Constant(_head(language, centre)), name="instc_head")

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Draw in Web Mercator, which tiles are made for, where somebody added tiles."""
        crs, children = self.crs, self._children
        self._children = _control_last(children)  # layers that were added after it are in it
        if any(isinstance(element, TILES) for element in _tree(self)):
            self.crs = "EPSG3857"
        try:
            super().render(**kwargs)  # type: ignore[no-untyped-call]
        finally:
            self.crs, self._children = crs, children

    def __repr__(self) -> str:
        """Say what is drawn: the same each time."""
        layers = [getattr(child, "layer_name", None) for child in self._children.values()]
        return f"CorridorMap: {self.title}, {len(list(filter(None, layers)))} layers"

    def save(  # type: ignore[override]
        self, outfile: str | os.PathLike[str], *, strict: bool = True, **kwargs: Any
    ) -> Path:
        """
        Write the page, whole or not at all.

        Parameters
        ----------
        outfile
            File to write.
        strict
            Refuse a page that would ask the network for something, such as tiles that were added.
        **kwargs
            As of `folium.Map.render`.

        Returns
        -------
        path
            The file.

        Raises
        ------
        QuestionError
            The page would ask the network for something, and it should not.
        WriteError
            The file can't be written.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     CorridorMap().save(f"{folder}/map.html").stat().st_size < 200_000
        True
        """
        figure = self.get_root()
        page = figure.render(**kwargs)
        loaded = outside(page, list(_tree(figure)))
        if strict and loaded:
            raise QuestionError(
                f"the map is not self-contained, it loads {', '.join(loaded)}: "
                "leave that out, or save with strict=False"
            )
        return write_whole(outfile, page)


def _control_last(children: OrderedDict[str, Element]) -> OrderedDict[str, Element]:
    """Put the control of layers behind all layers."""

    def is_control(name: str) -> bool:
        return isinstance(children[name], folium.LayerControl)

    return OrderedDict((name, children[name]) for name in sorted(children, key=is_control))


def _head(language: str, centre: tuple[int, int] | None) -> str:
    """Write what stands in the head of each page."""
    about = f"window.instcCentre=[{centre[0]},{centre[1]}];" if centre else ""
    direction = "rtl" if language == "fa" else "ltr"
    return (
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<script>document.documentElement.lang='{language}';"
        f"document.documentElement.dir='{direction}';"
        f"document.documentElement.classList.add('js');{about}{DOLLAR}</script>"
    )
