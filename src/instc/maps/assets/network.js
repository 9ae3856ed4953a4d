function (map, D, parts) { // every link: ink = state or grade, width = capacity, texture = mode; what holds each branch in red
  "use strict";
  const root = document.documentElement, box = map.getContainer(), GRADES = { A: "measured", B: "official statistic", C: "operator or press", D: "estimate" };
  const el = (tag, attrs, ...kids) => { const node = document.createElement(tag); for (const [name, value] of Object.entries(attrs || {})) { if (typeof value === "function") node.addEventListener(name, value); else node.setAttribute(name, value); } node.append(...kids.filter(kid => kid !== null)); return node; };
  const svg = (tag, attrs, ...kids) => { const node = document.createElementNS("http://www.w3.org/2000/svg", tag); for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value); node.append(...kids); return node; };
  const words = text => text.replace(/_/g, " "), width = mt => (mt === null ? 1 : 1.4 + 0.75 * Math.sqrt(mt));
  const decode = steps => { let x = 0, y = 0; const line = []; for (let i = 0; i < steps.length; i += 2) { x += steps[i]; y += steps[i + 1]; line.push([y / 1000, x / 1000]); } return line; };
  const kilometres = km => km.toLocaleString("en").replace(/,/g, "\u202f") + "\u00a0km";
  const LINKS = D.links.map(row => Object.fromEntries(row.map((value, i) => [D.columns[i], value])));
  let ink = "state";
  root.classList.add("instc");
  root.lang = "en";
  root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const pane = (name, z) => { const made = map.createPane("instc-" + name); made.style.zIndex = z; return { pane: "instc-" + name, renderer: L.svg({ pane: "instc-" + name, padding: 0.4 }) }; };
  const cuts = pane("cuts", 398), drawn = pane("links", 404), marks = pane("stops", 410);
  cuts.renderer.options.interactive = false;
  const card = link => el("div", { class: "pp", tabindex: "-1" }, el("h3", {}, link.n), el("p", {}, el("span", { class: "tag" }, words(link.mode)), el("span", { class: "tag" + (link.state === "open" ? "" : " warn") }, words(link.state)), el("span", { class: "tag" }, "grade " + link.grade + ", " + GRADES[link.grade])),
    el("p", {}, (link.km ? kilometres(link.km) + " · " : "") + (link.mt === null ? "capacity not known" : link.mt + "\u00a0Mt a year")),
    el("div", { class: "src" }, el("b", {}, "Sources"), el("ul", {}, ...link.src.map(key => el("li", {}, D.sources[key] || key)))));
  const lookOf = link => "nl t-" + link.t + (ink === "state" ? " s-" + link.state : " q-" + link.grade);
  const held = new Set(D.branches.flatMap(branch => (branch.steps.length ? branch.steps[0].held : [])));
  const layers = LINKS.map(link => {
    const line = decode(link.p), state = link.state !== "open";
    if (held.has(link.id)) (line.length > 1 ? L.polyline(line, { ...cuts, className: "nl cut", weight: 12, interactive: false }) : L.circleMarker(line[0], { ...cuts, className: "nl cut", radius: 12, fill: false, weight: 4, interactive: false })).addTo(map);
    const layer = link.t === "stop" || line.length < 2 ? L.circleMarker(line[0], { ...marks, className: "stop s-" + link.state, radius: 5 }) : L.polyline(line, { ...drawn, className: lookOf(link), weight: state ? Math.max(3, width(link.mt)) : width(link.mt), smoothFactor: 0.6 });
    layer.bindPopup(() => card(link), { minWidth: 220, maxWidth: 320 }).bindTooltip(() => el("span", {}, link.n), { sticky: true }).addTo(map);
    return [link, layer];
  });
  const paint = () => layers.forEach(([link, layer]) => { if (layer instanceof L.CircleMarker) return; const node = layer.getElement(); if (node) node.setAttribute("class", lookOf(link) + " leaflet-interactive"); });
  const sample = (name, weight) => svg("svg", { width: 38, height: 12, "aria-hidden": "true" }, svg("path", { d: "M2 6H36", class: "nl " + name, "stroke-width": weight }));
  const count = test => LINKS.filter(test).length;
  const key = el("div", { class: "nks" });
  const drawKey = () => key.replaceChildren(
    ...(ink === "state" ? ["open", "limited", "planned", "under_construction", "closed"].filter(state => count(link => link.state === state)).map(state => el("div", { class: "nk" }, sample("t-rail s-" + state, 3), words(state) + ": " + count(link => link.state === state)))
      : Object.keys(GRADES).map(grade => el("div", { class: "nk" }, sample("t-rail q-" + grade, 3), grade + ", " + GRADES[grade] + ": " + count(link => link.grade === grade)))),
    el("div", { class: "nk" }, sample("t-rail s-open", 1.6), "railway"), el("div", { class: "nk" }, sample("t-road s-open", 1.6), "road"), el("div", { class: "nk" }, sample("t-sea s-open", 1.6), "sea, ferry, river"),
    ...[["town", "town or junction"], ["port", "port"], ["border", "border crossing"], ["border brk", "break of gauge"]].map(([sign, text]) => el("div", { class: "nk" }, svg("svg", { width: 38, height: 12, "aria-hidden": "true" }, svg("circle", { cx: 19, cy: 6, r: 3, class: "pl k-" + sign })), text)),
    el("div", { class: "nk all" }, sample("t-rail s-open", width(25)), "width: Mt a year (this is 25)"), el("div", { class: "nk all" }, sample("t-rail s-open", 1), "hairline: capacity not known, " + count(link => link.mt === null) + " of " + D.links.length),
    el("div", { class: "nk all" }, sample("cut", 8), "holds its branch today"));
  const inks = el("div", { class: "sg", role: "group", "aria-label": "Ink" }, ...["state", "grade"].map(name => el("button", { type: "button", "aria-pressed": String(name === ink), click: event => { ink = name; [...inks.children].forEach(one => one.setAttribute("aria-pressed", String(one === event.currentTarget))); paint(); drawKey(); } }, name === "state" ? "State" : "Grade of the fact")));
  const rung = step => el("li", {}, (step.by ? "+ " + step.by + (step.due ? " (" + step.due + ")" : "") : step.basis === "supposed" ? "+ (supposed, no plan known)" : "as it is") + ": ", el("span", { class: "mt" }, step.mt === null ? "no figure" : step.mt + "\u00a0Mt"), step.names.length ? ", held by " + step.names.join("; ") : "");
  const panel = el("section", { id: "pn", "aria-label": "The network" }, el("div", { class: "in" }, el("h1", {}, "The network"), el("p", { class: "sub" }, "state of " + D.as_of + " · " + D.scenarios.join(", ") + " · " + D.links.length + " links"), inks, key,
    el("h2", {}, "What limits each branch, Mt a year"), ...D.branches.map(branch => el("div", { class: "nb" }, el("b", {}, branch.label), el("ol", {}, ...branch.steps.map(rung)))),
    el("div", { class: "tb" }, el("button", { type: "button", click: () => { root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"; } }, "Dark or light")),
    el("p", { class: "ft" }, "Land and borders: Natural Earth; borders are drawn as the data give them and say nothing of their status. Rail lines: © OpenStreetMap contributors (ODbL). Sea lanes: searoute. Links without a figure hold nothing back. Draw again: ", el("code", {}, D.again))));
  L.DomEvent.disableClickPropagation(panel); L.DomEvent.disableScrollPropagation(panel);
  document.body.prepend(panel);
  box.setAttribute("aria-label", "Map");
  drawKey();
  L.control.scale({ imperial: false, position: "bottomright", maxWidth: 90 }).addTo(map);

  // ---- names -------------------------------------------------------------------------------------------------------
  const labelPane = map.createPane("instc-labels"), waterPane = map.createPane("instc-water"), SEEN = [0, 3.75, 4.5, 5, 5.75], SURE = { most: 1e9, dear: 200 }; // zoom from which a rank is named; named even across lines
  labelPane.style.zIndex = 620; waterPane.style.zIndex = 320;
  labelPane.style.pointerEvents = waterPane.style.pointerEvents = "none";
  const labels = [], put = parts.labels(map), shown = rank => map.getZoom() >= SEEN[rank];
  const addLabel = (text, at, look, rank, off, less, more) => { const node = el("div", { class: "lb " + look }); (off === null ? waterPane : labelPane).append(node); labels.push({ node, text, less, at: at.map(ll => L.latLng(ll)), look, rank, off, ...more }); };
  const shut = new Set(LINKS.filter(link => link.state !== "open" && link.t === "stop").map(link => link.n.split(",")[0])); // these say so themselves
  const spots = D.places.filter(spot => !shut.has(spot[1]) || spot[6]).map(([id, name, sign, rank, lon, lat, gauges], i) => {
    const dot = L.circleMarker([lat, lon], { ...marks, className: "pl k-" + sign + (gauges ? " brk" : ""), radius: rank ? 2.5 : 3.5, interactive: false });
    const spot = { id, rank, dot, at: [lat, lon], seen: rank === 0 };
    addLabel(() => (spot.seen ? name + (gauges ? " · " + gauges.join("/") : "") : ""), [[lat, lon]], rank ? "tn" : "p1", (gauges && !rank ? -0.5 : rank) + i / 1e4, 6, gauges && !rank ? () => name : null, rank ? {} : gauges ? { ...SURE, offs: [6, 14] } : SURE);
    return spot;
  });
  const middle = line => line[line.length >> 1];
  LINKS.filter(link => link.state !== "open").forEach(link => {
    const moves = link.t !== "stop", gap = moves && held.has(link.id), line = decode(link.p), said = link.n + ": " + words(link.state) + (link.km < 20 ? "" : ", " + kilometres(link.km));
    const at = moves && line.length < 3 ? [line[0], line[1]].reduce((a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]) : middle(line);
    addLabel(() => said, [at], "st s-" + link.state, gap ? -1 : moves ? 0.5 : 1.5, 8, () => (gap || shown(2) ? link.n : ""), gap ? { ...SURE, offs: [8, 20, 34] } : {});
  });
  D.names.forEach(name => {
    const from = name.k === "sea" ? [0, 0, 4, 5][name.p] : [3.25, 4, 5.25][name.p];
    addLabel(() => (map.getZoom() >= from && map.getZoom() < 8 ? name.en : ""), name.at, name.k === "sea" ? "wt" : "ct", (name.k === "sea" ? 6 : 8) + name.p, null);
  });
  const flat = ll => map.options.crs.latLngToPoint(L.latLng(ll), 0);
  const tracks = LINKS.filter(link => link.t === "rail" || link.state !== "open").map(link => decode(link.p).map(flat)), STEP = 9; // px
  const under = () => { // points along the lines that a name should not cover
    const scale = 2 ** map.getZoom(), start = map.getPixelBounds().min, found = [];
    tracks.forEach(line => line.slice(1).forEach((b, i) => {
      const p = line[i].multiplyBy(scale).subtract(start), q = b.multiplyBy(scale).subtract(start), n = Math.min(400, Math.ceil(p.distanceTo(q) / STEP));
      for (let k = 0; k < n; k++) found.push(L.point(p.x + (q.x - p.x) * k / n, p.y + (q.y - p.y) * k / n));
    }));
    return found;
  };
  const name = () => {
    const frame = box.getBoundingClientRect(), taken = [];
    document.querySelectorAll("#pn, .leaflet-control").forEach(node => { const r = node.getBoundingClientRect(); if (r.width) taken.push([r.left - frame.left - 6, r.top - frame.top - 6, r.right - frame.left + 6, r.bottom - frame.top + 6]); });
    const first = spot => spot.rank === 0, lies = spot => map.latLngToContainerPoint(spot.at), around = q => [q.x - 3, q.y - 3, q.x + 3, q.y + 3];
    const lines = under(), wide = frame.width > 700, lead = one => one.rank < 0.4;
    taken.push(...spots.filter(first).map(spot => around(lies(spot))));
    put(labels.filter(lead), frame, taken, lines, wide); // what must be named, wherever others stand
    const over = q => taken.some(box => q.x > box[0] && q.y > box[1] && q.x < box[2] && q.y < box[3]);
    spots.forEach(spot => {
      const q = lies(spot), seen = first(spot) || (shown(spot.rank) && !over(q));
      if (seen !== map.hasLayer(spot.dot)) { if (seen) spot.dot.addTo(map); else spot.dot.remove(); }
      spot.seen = seen;
      if (seen && !first(spot)) taken.push(around(q));
    });
    put(labels.filter(one => !lead(one)), frame, taken, lines, wide);
  };

  // ---- the first view, and paper -----------------------------------------------------------------------------------
  const fit = () => {
    const all = L.bounds(spots.filter(spot => spot.rank === 0).map(spot => flat(spot.at))), size = map.getSize(), sheet = root.classList.contains("printing"), wide = size.x > 700 && !sheet;
    const [mid, zoom] = framed.view(all, [wide ? panel.offsetWidth + 36 : 24, 24], [wide ? 60 : 46, wide || sheet ? 24 : panel.offsetHeight + 8], 6);
    map.setView(map.unproject(mid, zoom), zoom, { animate: false });
  };
  const framed = parts.frame(map, root, panel, fit);
  map.on("moveend", name);
  fit();
  addEventListener("DOMContentLoaded", name); // the controls come last
  document.addEventListener("keydown", event => { if (event.key === "Escape") map.closePopup(); });
  window.instcPage = { map, data: D, held: [...held] };
}
