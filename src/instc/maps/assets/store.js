function (data, words) {
  var decode = function (steps) {
    var x = 0, y = 0, line = [];
    for (var i = 0; i < steps.length; i += 2) { x += steps[i]; y += steps[i + 1]; line.push([y / 1000, x / 1000]); }
    return line;
  };
  var lines = data.lines.map(decode);
  var piece = function (n) { return n < 0 ? lines[~n].slice().reverse() : lines[n]; };
  var after = function (all, next) { // a piece goes on where the one before it ends, also over the edge of the map
    var turn = all.length && next.length ? 360 * Math.round((all[all.length - 1][1] - next[0][1]) / 360) : 0;
    return all.concat(turn ? next.map(function (at) { return [at[0], at[1] + turn]; }) : next);
  };
  var points = function (pieces) { return pieces.reduce(function (all, n) { return after(all, piece(n)); }, []); };
  return {
    data: data, words: words, decode: decode, piece: piece,
    points: points,
    line: function (pieces, look) { return L.polyline(points(pieces), { className: look, weight: 4, color: "#555555", smoothFactor: 0.6 }); }
  };
}
