function (el, svg, map, B, D, st, tools) { // two worlds of the switches as small maps: the one that is held, and the one that is shown
  "use strict";
  const W = 480, H = 540, PAD = 26, BESIDE = 400, LINE = 6, FINE = 2, LEAST = 5; // units of the picture, about three a pixel on a desk
  const t = tools.t, box = el("div", { class: "duo", role: "group", hidden: true }), built = new Map();
  let land = null, signature = "";
  const flat = ll => map.options.crs.latLngToPoint(L.latLng(ll), 0), joined = points => "M" + points.map(q => q[0].toFixed(1) + " " + q[1].toFixed(1)).join("L");
  const waysOf = mask => tools.rowsOf(D.worlds[mask]).filter(row => row.place === 1 && tools.isOn(row));
  const shut = mask => D.gates.filter(gate => tools.state(gate, mask) === "closed");
  const frameOf = masks => { // one for both, so that they can be compared by eye
    const all = L.bounds([]), add = q => all.extend(q);
    masks.forEach(mask => {
      waysOf(mask).forEach(row => tools.legsOf(row.trip).forEach(leg => leg.p.forEach(p => { const one = B.flat(B.piece(p)); one.x.forEach((x, i) => add([x, one.y[i]])); })));
      shut(mask).forEach(gate => add(flat([gate.y, gate.x])));
    });
    D.meta.ends.forEach(e => add(flat([e.lat, e.lon])));
    const size = all.getSize(), zoom = Math.log2(Math.min((W - 2 * PAD) / size.x, (H - 2 * PAD) / size.y)), mid = all.getCenter().multiplyBy(2 ** zoom);
    return { zoom, x: mid.x - W / 2, y: mid.y - H / 2 };
  };
  const shores = frame => { // what lies far outside is drawn onto an edge beside the picture
    const ground = map.instcGround, again = rings => ground.copies.flatMap(by => rings.map(ring => ring.map(ll => flat([ll[0], ll[1] + by]))));
    land = land || [again(ground.land.flat()), again(ground.lakes)];
    const scale = 2 ** frame.zoom, low = -BESIDE, put = q => [Math.max(low, Math.min(W + BESIDE, q.x * scale - frame.x)), Math.max(low, Math.min(H + BESIDE, q.y * scale - frame.y))];
    return land.map(rings => rings.map(ring => {
      const kept = [];
      let left = Infinity, right = -Infinity;
      ring.forEach(q => {
        const at = put(q), last = kept[kept.length - 1];
        left = Math.min(left, at[0]); right = Math.max(right, at[0]);
        if (!last || Math.hypot(at[0] - last[0], at[1] - last[1]) > FINE) kept.push(at);
      });
      return right - left < LEAST || kept.length < 4 ? "" : joined(kept) + "Z";
    }).join(""));
  };
  const linesOf = (mask, frame) => {
    const rows = waysOf(mask), key = [mask, frame.zoom, rows.map(row => row.trip)].join();
    if (!built.has(key)) built.set(key, B.build(rows, frame.zoom, LINE + 2, row => tools.triple(row, "days")[1]).map(way => joined(way.x.map((x, i) => [x - frame.x, way.y[i] - frame.y]))));
    return built.get(key).map((d, i) => [rows[i], d]).reverse(); // the fastest lies on top
  };
  const mark = (gate, frame) => { const q = flat([gate.y, gate.x]).multiplyBy(2 ** frame.zoom), x = q.x - frame.x, y = q.y - frame.y; return svg("g", { class: "shut" }, svg("circle", { cx: x, cy: y, r: 17 }), svg("path", { d: "M" + (x - 10) + " " + y + "h20" })); };
  const end = (spot, frame) => { const q = flat([spot.lat, spot.lon]).multiplyBy(2 ** frame.zoom); return svg("circle", { cx: q.x - frame.x, cy: q.y - frame.y, r: 11, class: "duo-e" }); };
  const still = (mask, frame, ground, name) => {
    const lines = linesOf(mask, frame), best = tools.best(mask), words = name + ": " + tools.switches(mask);
    const first = best ? tools.label(best.route) + " · " + tools.show(tools.triple(best, st.sort)[1]) : t("none");
    return el("button", { type: "button", class: "duo-m", title: t("swap"), "aria-label": words + "; " + first + "; " + t("swap"), on: { click: tools.swap } },
      svg("svg", { viewBox: "0 0 " + W + " " + H, "aria-hidden": "true" }, svg("path", { d: ground[0], class: "b-land" }), svg("path", { d: ground[1], class: "b-lake" }),
        ...lines.map(one => svg("path", { d: one[1], class: "cs" })), ...lines.map(one => svg("path", { d: one[1], class: "ln " + tools.look(one[0]) })), ...shut(mask).map(gate => mark(gate, frame)), ...D.meta.ends.map(spot => end(spot, frame))),
      el("span", {}, el("b", {}, name + ": "), tools.switches(mask)), el("small", {}, first));
  };
  const draw = () => {
    box.hidden = st.held === null;
    const masks = [st.held, st.mask], now = [...masks, st.sort, st.lang, waysOf(st.mask).map(row => row.trip)].join();
    if (box.hidden || now === signature) { if (box.hidden) { signature = ""; box.replaceChildren(); } return; }
    signature = now;
    const had = [...box.children].indexOf(document.activeElement), frame = frameOf(masks), ground = shores(frame);
    box.setAttribute("aria-label", t("duo"));
    box.replaceChildren(still(st.held, frame, ground, t("heldworld")), still(st.mask, frame, ground, t("now")));
    tools.rove(box);
    if (had >= 0) box.children[had].focus();
  };
  return { box, draw };
}
