"""Lines hold the points that a zoom needs: few where the map is small, none where they run straight, no pixel astray."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

# points drawn, samples of the ways, vertices of the data, and how far a sample lies from its drawn line at most
DRAWN = """zoom => { const S = instcPage, map = S.map; map.setView([45, 50], zoom, { animate: false });
  let points = 0, samples = 0, most = 0;
  const lines = {}; document.querySelectorAll('.leaflet-instc-casing-pane path').forEach(p => { points += (p.getAttribute('d').match(/[ML]/g) || []).length; });
  map.eachLayer(layer => { const o = layer.options; if (!o || !o.way || o.className.split(' ')[0] !== 'cs' || !layer._rings || !layer._rings[0]) return;
    const ring = layer._rings[0], origin = map.getPixelOrigin(), d = (q, a, b) => { const x = b.x - a.x, y = b.y - a.y, u = Math.max(0, Math.min(1, ((q.x - a.x) * x + (q.y - a.y) * y) / (x * x + y * y || 1))); return Math.hypot(q.x - a.x - u * x, q.y - a.y - u * y); };
    for (let i = o.from; i <= o.to; i += 3) { samples += 3; const q = { x: o.way.x[i] - origin.x, y: o.way.y[i] - origin.y }; let least = Infinity; for (let j = 1; j < ring.length; j++) least = Math.min(least, d(q, ring[j - 1], ring[j])); most = Math.max(most, least); } });
  const data = S.ways.reduce((sum, w) => sum + w.runs.reduce((all, r) => all + r.leg.p.reduce((n, p) => n + S.data.lines[p < 0 ? ~p : p].length / 2, 0), 0), 0);
  return [points, samples, data, most]; }"""


@pytest.mark.parametrize("zoom", [2, 3, 5, 7])
def test_a_line_has_the_points_that_its_zoom_needs(page: Any, zoom: float) -> None:
    points, samples, data, most = page.evaluate(DRAWN, zoom)
    assert 0 < points < 0.6 * samples
    assert most < 0.3  # pixels: by thinning, and by the tenths that are written
    if zoom <= 3:
        assert points < data / 2  # the data are finer than a small map
