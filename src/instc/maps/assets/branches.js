function (map, store) { // each way as a line of its own, beside the others that share its track: pixels of the world at one zoom
  "use strict";
  const D = store.data, STEP = 2.5, MOST = 1200, SMOOTH = 4, EASE = 6, TAPER = 9, TURNS = 4, PAUSE = 8, STRAIGHT = 0.1;
  const MODE = { sea: "sea", ferry: "sea", inland_waterway: "sea", rail: "rail", road: "road", drayage: "road" };
  const long = (x, y) => Math.sqrt(x * x + y * y); // many times faster than hypot
  const flats = new Map(), turn = 256; // the world at zoom 0, once round
  const piece = p => (p < 0 ? ~p : p);
  const flat = n => {
    if (!flats.has(n)) {
      const line = store.piece(n), spots = line.map(ll => map.options.crs.latLngToPoint(L.latLng(ll), 0)), km = [0];
      for (let i = 1; i < line.length; i++) km.push(km[i - 1] + map.distance(line[i - 1], line[i]) / 1000);
      flats.set(n, { x: spots.map(q => q.x), y: spots.map(q => q.y), km, box: L.bounds(spots) });
    }
    return flats.get(n);
  };
  const legsOf = trip => D.trips[trip].legs.map(n => D.legs[n]);
  const slots = rows => { // by piece the tracks over it, from left to right of its direction
    const users = new Map(), order = new Map();
    rows.forEach(row => legsOf(row.trip).forEach(leg => leg.p.forEach(p => {
      if (!users.has(piece(p))) users.set(piece(p), new Set());
      users.get(piece(p)).add(D.trips[row.trip].track);
    })));
    for (const [n, tracks] of users) order.set(n, (D.order[n] || [...tracks]).filter(track => tracks.has(track)));
    return order;
  };
  const blur = (values, reach) => { // moving mean; where its reach is 0 a value stays
    const sums = [0];
    values.forEach((v, i) => sums.push(sums[i] + v));
    return values.map((v, i) => { const w = Math.min(reach(i), i, values.length - 1 - i); return (sums[i + w + 1] - sums[i - w]) / (2 * w + 1); });
  };
  const twice = (values, reach) => blur(blur(values, reach), reach);
  const isChord = (n, share) => { const all = D.chords[n] || []; for (let i = 0; i < all.length; i += 2) if (share > all[i] && share < all[i + 1]) return true; return false; };
  const along = (way, leg, n, now, span, scale, order, track) => { // samples of one leg
    const x = [], y = [], km = [], off = [], key = [], straight = [], s = [0];
    let base = 0;
    leg.p.forEach(p => {
      way.ahead.set(piece(p), p < 0 ? -1 : 1);
      const one = flat(piece(p)), tracks = order.get(piece(p)), side = ((tracks.length - 1) / 2 - tracks.indexOf(track)) * (p < 0 ? -1 : 1), end = one.x.length - 1;
      const before = x.length ? x[x.length - 1] : way.x.length ? way.x[way.x.length - 1] : null, first = one.x[p < 0 ? end : 0] * scale;
      const by = before === null ? 0 : turn * Math.round((before - first) / scale / turn);
      for (let j = 0; j <= end; j++) {
        const k = p < 0 ? end - j : j;
        x.push((one.x[k] + by) * scale); y.push(one.y[k] * scale); km.push(base + (p < 0 ? one.km[end] - one.km[k] : one.km[k])); off.push(side); key.push(piece(p));
        straight.push(j > 0 && isChord(piece(p), (one.km[k] + one.km[p < 0 ? k + 1 : k - 1]) / 2 / one.km[end] * 1000));
      }
      base += one.km[end];
    });
    if (x.length === 1) [x, y, km, off, key, straight].forEach(column => column.push(column[0])); // shorter than a thousandth of a degree
    for (let i = 1; i < x.length; i++) s.push(s[i - 1] + long(x[i] - x[i - 1], y[i] - y[i - 1]));
    const whole = s[s.length - 1], count = Math.max(2, Math.min(MOST, Math.round(whole / STEP))), from = way.x.length;
    for (let k = 0, i = 1; k <= count; k++) {
      const at = whole * k / count;
      while (i < s.length - 1 && s[i] < at) i++;
      const u = s[i] > s[i - 1] ? (at - s[i - 1]) / (s[i] - s[i - 1]) : 0;
      way.x.push(x[i - 1] + (x[i] - x[i - 1]) * u); way.y.push(y[i - 1] + (y[i] - y[i - 1]) * u);
      way.day.push(now + span * (km[i - 1] + (km[i] - km[i - 1]) * u) / (base || 1));
      way.off.push(off[i]); way.piece.push(key[i]); way.near.push(Math.min(k, count - k)); way.straight.push(straight[i]);
    }
    way.runs.push({ leg, n, mode: MODE[leg.mode], from, to: way.x.length - 1 });
  };
  const built = new Map(), build = (rows, zoom, gap, paceOf) => { // worlds are looked at again
    const key = [zoom, gap, rows.map(row => row.trip + ":" + row.fig)].join();
    if (built.size > 15) built.clear();
    if (!built.has(key)) built.set(key, drawn(rows, zoom, gap, paceOf));
    return built.get(key).map((way, w) => Object.assign(way, { row: rows[w] }));
  };
  const drawn = (rows, zoom, gap, paceOf) => {
    const order = slots(rows), ways = rows.map(row => {
      const legs = legsOf(row.trip), all = legs.reduce((sum, leg) => sum + leg.h, 0), pace = paceOf(row), track = D.trips[row.trip].track;
      const way = { row, zoom, x: [], y: [], day: [], off: [], piece: [], near: [], straight: [], runs: [], waits: [], bends: new Map(), order, ahead: new Map() };
      let now = 0;
      legs.forEach((leg, n) => {
        const span = leg.h / all * pace;
        if (leg.p.length) along(way, leg, n, now, span, 2 ** zoom, order, track);
        else way.waits.push({ at: leg.a, days: span, i: Math.max(0, way.x.length - 1) });
        now += span;
      });
      const ends = i => Math.min(SMOOTH, way.near[i]);
      way.x = twice(way.x, ends); way.y = twice(way.y, ends);
      way.end = now;
      return way;
    });
    const more = beside(ways, gap);
    ways.forEach((way, w) => move(way, headings(way), twice(way.off.map((v, i) => (v + more[w][i]) * gap), () => EASE)));
    const near = sides(ways, gap);
    for (let turn = 0; turn < TURNS; turn++) apart(ways, near, gap);
    return ways;
  };
  const headings = way => way.x.map((x, i) => { const a = Math.max(0, i - 3), b = Math.min(way.x.length - 1, i + 3), dx = way.x[b] - way.x[a], dy = way.y[b] - way.y[a], d = long(dx, dy) || 1; return [dx / d, dy / d]; });
  const move = (way, turns, by) => { // to the left; all meet at both ends
    const last = way.x.length - 1, off = by.map((v, i) => v * Math.min(1, i / TAPER, (last - i) / TAPER));
    way.x = way.x.map((v, i) => v + turns[i][1] * off[i]); way.y = way.y.map((v, i) => v - turns[i][0] * off[i]);
  };
  const beside = (ways, gap) => { // by how many gaps more to the left: who has just parted, or is about to meet, keeps its side until there is room between their lanes
    const spans = ways.map(way => { const all = new Map(); way.piece.forEach((p, i) => { if (!all.has(p)) all.set(p, [i, i]); all.get(p)[1] = i; }); return all; });
    return ways.map((way, w) => {
      const turns = headings(way), more = way.off.map(() => 0);
      ways.forEach((other, o) => {
        const done = new Set(), far = (i, j) => long(way.x[i] - other.x[j], way.y[i] - other.y[j]);
        if (o !== w) for (const [p, here] of spans[w]) {
          const there = spans[o].get(p), same = there && way.ahead.get(p) * other.ahead.get(p), side = there && Math.sign(way.off[here[0]] - same * other.off[there[0]]);
          if (side) for (const step of [1, -1]) {
            const on = step * same;
            let j = there[on > 0 ? 1 : 0];
            for (let i = here[step > 0 ? 1 : 0] + step; i in more && !spans[o].has(way.piece[i]) && !done.has(i); i += step) {
              while (j + on in other.x && far(i, j + on) < far(i, j)) j += on;
              const room = (way.order.get(way.piece[i]).length + way.order.get(other.piece[j]).length) / 2 * gap, [ux, uy] = turns[i];
              const apart = side * (uy * (way.x[i] - other.x[j]) - ux * (way.y[i] - other.y[j]));
              if (far(i, j) > room || apart < -gap) break;
              more[i] += side * (1 - apart / room) / 2; done.add(i);
            }
          }
        }
      });
      return more;
    });
  };
  const left = (way, i, other, j, [ux, uy]) => uy * (way.x[i] - other.x[j]) - ux * (way.y[i] - other.y[j]); // how far to the left of it
  const neighbours = (ways, gap) => { // by way and other way: samples that run along within two gaps
    const reach = 2 * gap, cells = new Map(), cell = v => Math.floor(v / reach), turns = ways.map(headings), near = ways.map(() => ways.map(() => new Map()));
    ways.forEach((way, w) => way.x.forEach((x, i) => { // every other sample will do: they are smoothed
      if (i % 2) return;
      const key = cell(x) * 1e6 + cell(way.y[i]), here = cells.get(key);
      if (here) { here.of |= 1 << w; here.all.push(w, i); } else cells.set(key, { of: 1 << w, all: [w, i] });
    }));
    ways.forEach((way, w) => {
      for (let i = 0; i < way.x.length; i += 2) {
        const [ux, uy] = turns[w][i], least = ways.map(() => reach), at = [];
        for (let cx = -1; cx < 2; cx++) for (let cy = -1; cy < 2; cy++) {
          const found = cells.get((cell(way.x[i]) + cx) * 1e6 + cell(way.y[i]) + cy);
          if (!found || !(found.of & ~(1 << w))) continue;
          for (let n = 0; n < found.all.length; n += 2) {
            const o = found.all[n], j = found.all[n + 1], d = long(ways[o].x[j] - way.x[i], ways[o].y[j] - way.y[i]), [vx, vy] = turns[o][j];
            if (o !== w && d < least[o] && Math.abs(ux * vx + uy * vy) > 0.7) { least[o] = d; at[o] = j; }
          }
        }
        at.forEach((j, o) => { const by = left(way, i, ways[o], j, turns[w][i]); near[w][o].set(i, { i, j, same: Math.sign(ux * turns[o][j][0] + uy * turns[o][j][1]), by, side: Math.sign(by) }); });
      }
    });
    return near;
  };
  const steady = (all, way, other) => { // along a common run two ways change sides once at most, where it shows least
    const onTrack = one => way.piece[one.i] === other.piece[one.j], slot = one => way.off[one.i] - one.same * other.off[one.j];
    let from = 0;
    all.forEach((one, n) => {
      const next = all[n + 1], ends = !next || next.i - one.i > PAUSE || onTrack(next) !== onTrack(one);
      if (!ends) return;
      const run = all.slice(from, n + 1), before = all[from - 1];
      if (onTrack(one)) run.forEach(here => { here.side = Math.sign(slot(here)) || here.side; });
      else {
        const first = before && run[0].i - before.i <= PAUSE ? before.side : run[0].by, last = next && next.i - one.i <= PAUSE ? slot(next) : one.by;
        const sums = [0];
        run.forEach(here => sums.push(sums[sums.length - 1] + here.by));
        let turn = run.length;
        if (first * last < 0) sums.forEach((sum, k) => { if (sum * Math.sign(first) > sums[turn] * Math.sign(first)) turn = k; });
        run.forEach((here, k) => { here.side = Math.sign(k < turn ? first : last); });
      }
      from = n + 1;
    });
  };
  const sides = (ways, gap) => {
    const near = neighbours(ways, gap), torn = [];
    ways.forEach((way, w) => ways.slice(0, w).forEach((other, o) => {
      steady([...near[w][o].values()], way, other);
      for (const one of near[o][w].values()) { const back = near[w][o].get(one.j); if (back) one.side = -one.same * back.side; }
    }));
    near.forEach(of => of.forEach((found, a) => of.forEach((others, b) => { // left of a and right of b, though a is left of b: all three lie as they were drawn
      for (const [i, one] of found) {
        const two = others.get(i), third = one.side > 0 && two && two.side < 0 && near[a][b].get(one.j);
        if (third && third.side * one.same > 0) torn.push(one, two, third);
      }
    })));
    torn.forEach(one => { one.side = Math.sign(one.by); });
    return near;
  };
  const apart = (ways, near, gap) => { // a road beside a railway has a track of its own: what runs closer than a gap is moved aside
    const turns = ways.map(headings), moves = ways.map((way, w) => {
      const all = way.x.map(() => 0);
      near[w].forEach((found, o) => found.forEach(one => {
        const less = gap - one.side * left(way, one.i, ways[o], one.j, turns[w][one.i]);
        if (less > 0) all[one.i] += one.side * less * 0.6;
      }));
      return all.map((v, i) => Math.max(-gap, Math.min(gap, all[i - i % 2])));
    });
    ways.forEach((way, w) => move(way, turns[w], twice(moves[w], () => EASE)));
  };
  const shift = zoom => { const o = map.getPixelOrigin(), k = map.getZoomScale(map.getZoom(), zoom); return (x, y) => L.point(x * k - o.x, y * k - o.y); };
  const bends = (way, from, to) => { // the samples that a line needs: between them it is straight within a tenth of a pixel
    const key = from + ":" + to;
    if (!way.bends.has(key)) {
      const all = [];
      for (let i = from; i <= to; i++) { const q = L.point(way.x[i], way.y[i]); q.i = i; all.push(q); }
      way.bends.set(key, L.LineUtil.simplify(all, STRAIGHT).map(q => q.i));
    }
    return way.bends.get(key);
  };
  const Branch = L.Polyline.extend({ // no rounding to whole pixels: parallel lines would tremble
    _projectLatlngs(latlngs, rings, bounds) {
      const { way, from, to } = this.options, at = shift(way.zoom), ring = [];
      for (const i of bends(way, from, to)) { const q = at(way.x[i], way.y[i]); bounds.extend(q); q.x = Math.round(q.x * 10) / 10; q.y = Math.round(q.y * 10) / 10; ring.push(q); }
      rings.push(ring);
    }
  });
  const spot = (way, i) => map.unproject([way.x[i], way.y[i]], way.zoom);
  const line = (way, run, options) => {
    const from = Math.max(0, run.from - (run.from ? 1 : 0)), mid = (run.from + run.to) >> 1;
    return new Branch([spot(way, run.from), spot(way, mid), spot(way, run.to)], Object.assign({ way, from, to: run.to, smoothFactor: 0, noClip: true, interactive: false }, options));
  };
  const stretches = (way, run) => { // of a run, those that are drawn as chords
    const found = [];
    for (let i = run.from; i <= run.to; i++) if (way.straight[i]) { if (found.length && found[found.length - 1].to === i - 1) found[found.length - 1].to = i; else found.push({ leg: run.leg, from: i, to: i }); }
    return found.filter(one => one.to > one.from);
  };
  const dayAt = (way, day) => { // where a way is on a day, as a sample
    const t = way.day;
    if (day <= t[0]) return 0;
    if (day >= t[t.length - 1]) return t.length - 1;
    let a = 0, b = t.length - 1;
    while (b - a > 1) { const m = (a + b) >> 1; if (t[m] <= day) a = m; else b = m; }
    return a + (day - t[a]) / (t[b] - t[a] || 1);
  };
  const between = (way, at) => { const i = Math.floor(at), j = Math.min(i + 1, way.x.length - 1), u = at - i; return map.unproject([way.x[i] + (way.x[j] - way.x[i]) * u, way.y[i] + (way.y[j] - way.y[i]) * u], way.zoom); };
  const nearest = (way, run, point) => { // the piece of a run that is under a point of the layer
    const at = shift(way.zoom);
    let least = Infinity, found = run.from;
    for (let i = run.from; i <= run.to; i++) { const q = at(way.x[i], way.y[i]), d = (q.x - point.x) ** 2 + (q.y - point.y) ** 2; if (d < least) { least = d; found = i; } }
    return way.piece[found];
  };
  return { MODE, stretches, flat, piece, build, line, shift, spot, dayAt, between, nearest };
}
