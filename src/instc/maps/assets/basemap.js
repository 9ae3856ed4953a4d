function (map, D, copies, world) {
  var pane = map.createPane("base");
  pane.style.zIndex = 150;
  pane.style.pointerEvents = "none";
  var renderer = L.svg({ pane: "base", padding: 0.6 });
  var look = function (name, more) {
    return Object.assign({ pane: "base", renderer: renderer, interactive: false, className: name, weight: 1, smoothFactor: 0.6 }, more);
  };
  var decode = function (arc, sx, sy, tx, ty) {
    var x = 0, y = 0, line = [];
    for (var i = 0; i < arc.length; i += 2) { x += arc[i]; y += arc[i + 1]; line.push([y * sy + ty, x * sx + tx]); }
    return line;
  };
  var arcs = D.arcs.map(function (arc) { return decode(arc, D.s[0], D.s[1], D.t[0], D.t[1]); });
  var join = function (numbers) {
    return numbers.reduce(function (line, i) {
      var arc = i < 0 ? arcs[~i].slice().reverse() : arcs[i];
      return line.concat(line.length ? arc.slice(1) : arc);
    }, []);
  };
  var grid = [];
  var lon, lat, at, run; // parallels and meridians are curves: a point every 2 degrees, as far as 100 degrees from the middle
  var middle = L.latLng(map.options.crs.projection.unproject(L.point(0, 0))), near = function (ll) { return map.options.crs !== L.CRS.Laea || middle.distanceTo(L.latLng(ll)) < 1.11e7; };
  for (lon = -180; lon < 180; lon += 10) { for (run = [], at = -60; at <= 80; at += 2) if (near([at, lon])) run.push([at, lon]); grid.push(run); }
  for (lat = -60; lat <= 80; lat += 10) { for (run = [], at = -180; at <= 180; at += 2) { if (near([lat, at])) run.push([lat, at]); else if (run.length) { grid.push(run); run = []; } } grid.push(run); }
  if (map.options.crs === L.CRS.Laea) copies = [0]; // a globe has no edge
  var ring = function (steps) { return decode(steps, 0.01, 0.01, 0, 0); };
  var land = world.length ? world.map(function (polygon) { return polygon.map(ring); }) : D.land.map(function (polygon) { return polygon.map(join); });
  map.instcGround = { land: land, lakes: D.lakes.map(ring), borders: D.borders.map(join), copies: copies };
  var moved = function (line, by) { return line.map(function (at) { return [at[0], at[1] + by]; }); };
  var again = function (lines) { // a map that begins elsewhere than at 180 degrees has its ground twice
    return copies.reduce(function (all, by) { return all.concat(by ? lines.map(function (line) { return moved(line, by); }) : lines); }, []);
  };
  var shores = copies.reduce(function (all, by) {
    return all.concat(by ? land.map(function (polygon) { return polygon.map(function (ring) { return moved(ring, by); }); }) : land);
  }, []);
  var quick = { // projected once, made coarse once a zoom
    _simplifyPoints: function () {},
    _projectLatlngs: function (line, rings, bounds) {
      if (!(line[0] instanceof L.LatLng)) return line.forEach(function (part) { this._projectLatlngs(part, rings, bounds); }, this);
      var crs = map.options.crs, zoom = map.getZoom(), o = map.getPixelOrigin(), k = map.getZoomScale(zoom, 0), at = line.flat0 = line.flat0 || { all: line.map(function (ll) { return crs.latLngToPoint(ll, 0); }) };
      at[zoom] = at[zoom] || L.LineUtil.simplify(at.all.map(function (p) { return p.multiplyBy(k); }), 0.6);
      var ring = at[zoom].map(function (p) { return new L.Point(p.x - o.x, p.y - o.y, true); });
      bounds.extend(L.bounds(ring));
      rings.push(ring);
    }
  };
  var Line = L.Polyline.extend(quick), Area = L.Polygon.extend(quick);
  return L.layerGroup([
    new Line(again(grid), look("b-grid", { noClip: true })),
    new Area(shores, look("b-land")),
    new Area(again(map.instcGround.lakes).map(function (ring) { return [ring]; }), look("b-lake")),
    new Line(again(map.instcGround.borders), look("b-border"))
  ]);
}
