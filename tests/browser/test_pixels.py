"""What the eye gets: each way's own colour along its line, measured on the picture."""

from __future__ import annotations

import io
import sys
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from instc.comparison.scenario_grid import every_combination
from instc.maps import comparison_map

from .conftest import DESKTOP

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from instc.model import Model

pytestmark = pytest.mark.browser

LEAST_SHARE = 0.95
TWICE = 2  # device pixels
PAPER = 4  # device pixels, as a printer of 400 dots an inch has them
PAIRS = [
    ("Mumbai", "Moscow"), ("Chelyabinsk", "Jeddah", "2023-08-27"), ("Nhava Sheva", "St Petersburg"),
    ("Moscow", "Bandar Abbas"), ("Chennai", "Vladivostok"), ("Delhi", "Helsinki"),
]  # fmt: skip
TOLERANCE = 40  # summed over red, green, blue
MARKS = "nodes,labels,water,marks,race,hits"
TEXTURES = (
    ",texture"  # light cores, ties and gaps inside a line: near by they are as wide as a point
)
BARE = "names => ['nodes', 'labels', 'water', 'marks', 'race', 'hits', 'texture'].forEach(name => { instcPage.map.getPane('instc-' + name).style.display = names.split(',').includes(name) ? 'none' : ''; })"
SEEN = """() => { const S = instcPage, size = S.map.getSize(), from = S.map.getPixelBounds().min, covers = [...document.querySelectorAll('#pn, .leaflet-control')].map(one => one.getBoundingClientRect()), probe = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  document.querySelector('.leaflet-instc-routes-pane svg').append(probe);
  const found = S.ways.map(way => {
    probe.setAttribute('class', 'ln g-' + way.row.group);
    const dashed = way.row.kind !== way.row.group, colour = getComputedStyle(probe).stroke.match(/\\d+/g).slice(0, 3).map(Number), spots = [];
    let last = [-9, -9];
    way.x.forEach((x, i) => { const at = { x: x - from.x, y: way.y[i] - from.y }; // samples are pixels of this zoom
      if (Math.hypot(at.x - last[0], at.y - last[1]) < 3 || at.x < 3 || at.y < 3 || at.x > size.x - 3 || at.y > size.y - 3 || covers.some(r => at.x > r.left - 3 && at.x < r.right + 3 && at.y > r.top - 3 && at.y < r.bottom + 3)) return;
      last = [at.x, at.y]; spots.push(last); });
    return { id: way.row.route.id, colour, dashed, spots };
  });
  probe.remove();
  return found;
}"""


def owned(
    picture: np.ndarray, spots: np.ndarray, colour: list[int], reach: int, dense: int = TWICE
) -> float:
    """Share of the places that have a pixel of a colour within reach, device pixels."""
    x, y = np.round(spots * dense).astype(int).T
    found = np.zeros(len(spots), dtype=bool)
    for dx, dy in product(range(-reach, reach + 1), repeat=2):
        there = np.clip(y + dy, 0, picture.shape[0] - 1), np.clip(x + dx, 0, picture.shape[1] - 1)
        found |= np.abs(picture[there].astype(int) - colour).sum(axis=1) <= TOLERANCE
    return float(found.mean())


def measured(page: Any, mask: int, view: list[float] | None = None) -> dict[str, float]:
    """By way of one world, the share of its line that shows its colour."""
    page.evaluate("mask => { instcPage.state.mask = mask; instcPage.update('first'); }", mask)
    if view:
        page.evaluate("v => instcPage.map.setView([v[0], v[1]], v[2], {animate: false})", view)
    return shown(page, MARKS + (TEXTURES if view else ""), TWICE)


def shown(page: Any, hidden: str, dense: int) -> dict[str, float]:
    """By way of what is on the screen, the share of its line that shows its colour."""
    image = pytest.importorskip("PIL.Image")
    page.evaluate(BARE, hidden)
    page.wait_for_timeout(250)
    ways = page.evaluate(SEEN)
    picture = np.asarray(image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    shares = {}
    for way in ways:
        if len(way["spots"]) > 10:
            reach = dense * (6 if way["dashed"] else 1)  # a dash's gap is 4.5 pixels long
            spots = np.array(way["spots"])
            shares[way["id"]] = owned(picture, spots, way["colour"], reach, dense)
    return shares


@pytest.mark.parametrize("mask", [0, 2])
def test_each_way_shows_its_colour(mask: int, page_file: Path, visit: Callable[..., Any]) -> None:
    """Also with the Cape in the frame, where the whole bundle is 20 pixels wide."""
    with visit(page_file, **DESKTOP, device_scale_factor=TWICE, color_scheme="light") as page:
        shares = measured(page, mask)
        assert len(shares) >= 7
        assert min(shares.values()) >= LEAST_SHARE, shares


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.deep)])
def test_each_way_shows_its_colour_on_paper(
    scheme: str, page_file: Path, visit: Callable[..., Any]
) -> None:
    with visit(page_file, **DESKTOP, device_scale_factor=PAPER, color_scheme=scheme) as page:
        page.emulate_media(media="print")
        for mask in (0, 2):
            page.evaluate("mask => { instcPage.state.mask = mask; instcPage.update(); }", mask)
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            shares = shown(page, MARKS, PAPER)
            assert len(shares) >= 7
            assert min(shares.values()) >= LEAST_SHARE, shares
            page.evaluate("dispatchEvent(new Event('afterprint'))")


@pytest.fixture(scope="module", params=PAIRS, ids="-".join)
def pair_file(request: Any, model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its map, with all switches."""
    origin, destination, *day = request.param
    answer = model.under(as_of=day[0] if day else None).compare(origin, destination, draws=200)
    page = comparison_map(answer, also=every_combination(answer))
    return page.save(tmp_path_factory.mktemp("map") / "map.html")


@pytest.mark.deep
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_way_shows_its_colour_in_all_worlds_of_six_pairs(
    scheme: str, pair_file: Path, visit: Callable[..., Any]
) -> None:
    """Every switch alone and all together, whole and near by."""
    with visit(pair_file, **DESKTOP, device_scale_factor=TWICE, color_scheme=scheme) as page:
        least: dict[Any, float] = {}
        for mask in (0, 1, 2, 4, 8, 31):
            if mask < page.evaluate("instcPage.data.worlds.length"):
                for view in (None, [38, 54, 6]):
                    for name, share in measured(page, mask, view).items():
                        least[mask, str(view), name] = round(share, 3)
        weak = {place: share for place, share in least.items() if share < LEAST_SHARE}
        sys.stdout.write(f"{len(least)} lines, least {min(least.values())}, weak: {weak}\n")
        assert not weak, weak


def test_a_line_over_the_others_would_be_found(page_file: Path, visit: Callable[..., Any]) -> None:
    with visit(page_file, **DESKTOP, device_scale_factor=TWICE, color_scheme="light") as page:
        page.evaluate(
            "() => { const all = [...document.querySelectorAll('.leaflet-instc-routes-pane path')]; const grey = all.map(p => p.cloneNode()); grey.forEach(p => { p.setAttribute('class', 'trunk'); p.style.stroke = '#888'; p.style.strokeWidth = '9px'; p.style.fill = 'none'; }); document.querySelector('.leaflet-instc-texture-pane svg g').append(...grey); }"
        )
        page.evaluate(BARE, MARKS)
        image = pytest.importorskip("PIL.Image")
        ways = page.evaluate(SEEN)
        picture = np.asarray(image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        shares = [owned(picture, np.array(way["spots"]), way["colour"], TWICE) for way in ways]
        assert max(shares) < LEAST_SHARE
