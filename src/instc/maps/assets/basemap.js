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
  for (var lon = -180; lon <= 180; lon += 10) grid.push([-60, -30, 0, 20, 40, 60, 80].map(function (lat) { return [lat, lon]; }));
  for (var lat = -60; lat <= 80; lat += 10) grid.push([[lat, -180], [lat, 180]]);
  var ring = function (steps) { return decode(steps, 0.01, 0.01, 0, 0); };
  var land = world.length ? world.map(function (polygon) { return polygon.map(ring); }) : D.land.map(function (polygon) { return polygon.map(join); });
  map.instcGround = { land: land, lakes: D.lakes.map(ring), borders: D.borders.map(join) };
  var moved = function (line, by) { return line.map(function (at) { return [at[0], at[1] + by]; }); };
  var again = function (lines) { // a map that begins elsewhere than at 180 degrees has its ground twice
    return copies.reduce(function (all, by) { return all.concat(by ? lines.map(function (line) { return moved(line, by); }) : lines); }, []);
  };
  var shores = copies.reduce(function (all, by) {
    return all.concat(by ? land.map(function (polygon) { return polygon.map(function (ring) { return moved(ring, by); }); }) : land);
  }, []);
  return L.layerGroup([
    L.polyline(again(grid), look("b-grid", { noClip: true })),
    L.polygon(shores, look("b-land")),
    L.polygon(again(map.instcGround.lakes).map(function (ring) { return [ring]; }), look("b-lake")),
    L.polyline(again(map.instcGround.borders), look("b-border"))
  ]);
}
