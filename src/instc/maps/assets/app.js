function (map, store, lines, groups, language, parts) {
  "use strict";
  const D = store.data, W = store.words, root = document.documentElement, box = map.getContainer();
  const PARTS = ["line_haul", "handling", "border", "waiting"], SORTS = ["days", "usd", "co2", "km"], LANGS = ["en", "ru", "fa", "hi"];
  D.worlds.forEach(w => ["gone", "lost"].forEach(key => { w[key] = w[key].map(row => row.map(n => D.texts[n])); }));
  const st = { mask: 0, sort: "days", lang: language, more: false, open: null, hot: null, day: 0, play: false, step: null, held: null };
  root.classList.add("instc");
  box.dir = "ltr";

  // ---- small words -------------------------------------------------------------------------------------------------
  const el = (tag, attrs, ...kids) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attrs || {})) {
      if (name === "on") for (const [event, what] of Object.entries(value)) node.addEventListener(event, what);
      else if (name === "css") for (const [key, what] of Object.entries(value)) node.style.setProperty(key, what);
      else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...kids.filter(kid => kid !== null && kid !== undefined));
    return node;
  };
  const svg = (tag, attrs, ...kids) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attrs || {})) node.setAttribute(name, value);
    node.append(...kids);
    return node;
  };
  const t = (key, values) => String(W[st.lang][key] ?? W.en[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
  const num = (value, digits) => { // as Python writes it: the exact value decides, a tie goes to the even digit
    const d = digits || 0, ten = 10 ** d, tie = value * 2 ** (d + 1) % 1 === 0 && Math.abs(value * ten % 1) === 0.5;
    const whole = (tie ? 2 * Math.round(value * ten / 2) / ten : value).toFixed(d);
    const [left, right] = whole.split("."), spaced = left.replace(/\B(?=(\d{3})+$)/g, "\u202f");
    return right ? spaced + "." + right : spaced;
  };
  const pct = share => Math.round(share * 100) + "\u202f%";
  const days = value => num(value, value < 9.95 ? 1 : value < 99.5 ? 1 : 0);
  const label = route => { const r = W[st.lang].r || {}, [side, by] = route.id.split("."); if (side === "took") return t("went", { r: r[route.as] || route.label.replace(/^As it went: /, "") }); return r[route.id] || (r[side] ? r[side] + (by ? ", " + r[by] : "") : route.label); };
  const named = thing => thing[st.lang] || thing.n || thing.name || thing.en;
  const place = Object.fromEntries(D.places.map(p => [p.id, p]));
  const rtl = () => st.lang === "fa";
  const unit = { days: "u_days", usd: "u_usd", co2: "u_co2", km: "u_km" };
  const show = (value, sort) => (sort === "days" ? days(value) : num(value)) + "\u00a0" + t(unit[sort]);

  // ---- worlds: looked up, never computed ---------------------------------------------------------------------------
  const world = () => D.worlds[st.mask];
  const triple = (row, sort) => {
    const fig = D.fig[row.fig];
    return sort === "km" ? [fig[0], fig[0], fig[0]] : fig[1 + ["days", "usd", "co2"].indexOf(sort)];
  };
  const rowsOf = w => w.rows.map(([route, trip, fig, share, place]) => ({ route: D.routes[route], trip, fig, share, place, group: D.trips[trip].group, kind: D.trips[trip].kind }));
  const sorted = (all, sort) => all.sort((a, b) => triple(a, sort)[1] - triple(b, sort)[1] || a.route.n - b.route.n);
  const rows = () => sorted(rowsOf(world()), st.sort);
  const shown = () => (st.more ? rows() : rows().filter(row => row.place)); // the kinds are the same in every world and for every quantity
  const drawn = () => { const told = story.ways(); return rows().filter(row => (st.more ? row.place !== 2 || st.open === row.route.id : row.place === 1 || told.includes(row.route.id)) && isOn(row)); };
  const base = () => st.held || 0, compared = () => st.mask !== base(); // what a world is compared with: the one that is held, or the one without switches
  const before = kind => rowsOf(D.worlds[base()]).find(row => row.place && row.kind === kind);
  const dash = row => { // ways that share a colour differ by their dash
    if (row.kind !== row.group) return 1;
    return st.more && !row.place ? Math.min(2, 1 + rows().filter(one => one.group === row.group && !one.place).indexOf(row) % 2) : 0;
  };
  const look = row => "g-" + row.group + " w-" + row.route.n + (dash(row) ? " d" + dash(row) : "");
  const legsOf = trip => D.trips[trip].legs.map(n => D.legs[n]);
  const stateIn = (id, mask) => {
    let state = null;
    D.switches.forEach((s, bit) => { if (mask >> bit & 1 && id in s.set) state = s.set[id]; });
    return state;
  };
  const stateNow = id => stateIn(id, st.mask);
  const switchName = s => (t(s.name) === s.name ? s.name.replace(/-/g, " ") : t(s.name)), switched = mask => D.switches.filter((s, bit) => mask >> bit & 1).map(switchName);
  const switches = mask => switched(mask).join(", ") || t("noswitch");
  const isOn = row => map.hasLayer(groups[row.route.n]);

  // ---- panes and lines ---------------------------------------------------------------------------------------------
  const panes = {};
  [["lost", 390], ["plan", 398], ["casing", 400], ["routes", 404], ["texture", 408], ["marks", 424], ["hits", 445]].forEach(([name, z]) => {
    const pane = map.createPane("instc-" + name);
    pane.style.zIndex = z;
    if (name !== "hits") pane.style.pointerEvents = "none";
    panes[name] = { pane: "instc-" + name, renderer: L.svg({ pane: "instc-" + name, padding: 0.4 }), el: pane };
    if (/cas|rou|tex|hit/.test(name)) panes[name].renderer._updateStyle = layer => layer._path.setAttribute("stroke-width", layer.options.weight); // all else is in the style
  });
  const B = parts.branches(map, store), MODE = B.MODE;
  const path = (where, points, look, more) => L.polyline(points, Object.assign({ pane: panes[where].pane, renderer: panes[where].renderer, className: look, interactive: false, smoothFactor: 0.6 }, more));
  lines.forEach(([trip, leg, line]) => groups[D.trips[trip].route].removeLayer(line)); // they are drawn beside each other instead
  const legName = leg => {
    const a = place[leg.a], b = place[leg.b];
    return a === b ? named(a) : named(a) + (rtl() ? " ← " : " → ") + named(b);
  };
  const lost = L.layerGroup().addTo(map), plan = L.layerGroup().addTo(map), bundle = L.layerGroup().addTo(map), marks = L.layerGroup().addTo(map);
  let ways = [], waits = new Map(), dayMarks = [], signature = "", tipped = "";

  const hitOf = (way, run) => {
    const row = way.row, hit = B.line(way, run, { pane: panes.hits.pane, renderer: panes.hits.renderer, className: "ht", weight: 16, interactive: true });
    hit.bindPopup(() => legCard(run.leg, row, together(way, B.nearest(way, run, tipAt || map.latLngToLayerPoint(B.spot(way, (run.from + run.to) >> 1))))), { minWidth: 240, maxWidth: 320 });
    hit.on("mouseover mousemove click", event => { tipAt = event.layerPoint; showTip(way, run, event); });
    hit.on("mouseout", () => { hideTip(); focus(null); });
    hit.on("add", () => {
      const node = hit.getElement();
      node.setAttribute("tabindex", run === way.runs[0] ? "0" : "-1");
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", label(row.route) + ": " + legName(run.leg) + ", " + t(run.leg.mode) + ", " + num(run.leg.km) + " " + t("u_km"));
      node.onfocus = () => focus(row.route.id);
      node.onblur = () => focus(null);
      node.onkeydown = event => { tipAt = null; byKey(event, hit, way); };
    });
    return (run.hit = hit);
  };
  const byKey = (event, layer, way) => { // one stop a route: arrows walk its legs
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); openFrom(layer); }
    const step = way && { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault(); event.stopPropagation();
    const at = way.runs.findIndex(run => run.hit === layer), next = way.runs[(at + step + way.runs.length) % way.runs.length].hit.getElement();
    layer.getElement().setAttribute("tabindex", "-1"); next.setAttribute("tabindex", "0"); next.focus();
  };
  let opener = null, tipAt = null;
  const openFrom = layer => { opener = layer; layer.openPopup(); const popup = layer.getPopup().getElement(); popup && popup.querySelector(".pp").focus(); };
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") hideTip();
    if (event.key !== "Escape" || !box.querySelector(".leaflet-popup")) return;
    map.closePopup();
    const node = opener && opener.getElement();
    opener = null;
    if (node) node.focus({ preventScroll: true });
  });
  const together = (way, n) => ways.filter(other => other.piece.includes(n));
  const tip = el("div", { id: "tip", role: "tooltip", hidden: true });
  const showTip = (way, run, event) => {
    const here = together(way, B.nearest(way, run, event.layerPoint)), q = event.containerPoint, key = here.map(one => one.row.route.n).join();
    if (key !== tipped) { tip.replaceChildren(...wayList(here)); tipped = key; focus(here.map(one => one.row.route.id)); }
    tip.hidden = false;
    const w = tip.offsetWidth, size = map.getSize();
    tip.style.transform = "translate(" + Math.min(q.x + 14, size.x - w - 8) + "px," + Math.min(q.y + 14, size.y - tip.offsetHeight - 8) + "px)";
  };
  const bracket = ([low, mid, high], row, most) => { // P10 to P90 on an axis of days, the median as a dot
    const x = day => (3 + day / most * 84).toFixed(1);
    return svg("svg", { width: 90, height: 12, class: "brk", "aria-hidden": "true" }, svg("path", { d: "M3 6H87", class: "td-g" }), svg("path", { d: "M" + x(low) + " 2v8m0-4H" + x(high) + "m0-4v8", class: "bk" }), svg("circle", { cx: x(mid), cy: 6, r: 3.6, class: "f-" + row.group }));
  };
  const showReached = (id, q) => { // the day on which each way comes to a place, of the same draws as the whole way
    const here = ways.map(way => [way.row, (D.reached[way.row.trip + ":" + way.row.fig] || {})[id]]).filter(one => one[1]), most = Math.max(...here.map(one => one[1][2]));
    if (!here.length) return;
    tipped = id;
    tip.replaceChildren(el("span", { class: "mut" }, t("bracket")), ...here.map(([row, at]) => el("span", { class: "on" }, swatch(row), label(row.route), el("b", {}, bracket(at, row, most), t("day", { n: days(at[1]) }) + " (" + days(at[0]) + "–" + days(at[2]) + ")"))));
    tip.hidden = false;
    const size = map.getSize();
    tip.style.transform = "translate(" + Math.min(q.x + 14, size.x - tip.offsetWidth - 8) + "px," + Math.min(q.y + 14, size.y - tip.offsetHeight - 8) + "px)";
  };
  const hideTip = () => { tip.hidden = true; tipped = ""; };
  const wayList = all => all.map(one => el("span", { class: "on" }, swatch(one.row), label(one.row.route), el("b", {}, days(triple(one.row, "days")[1]) + "\u00a0" + t("u_days"))));
  const swatch = row => svg("svg", { width: 18, height: 8, class: "swatch", "aria-hidden": "true" }, svg("path", { d: "M0 4H18", class: "rt ln m-rail " + look(row) }));

  const width = zoom => (zoom < 3.5 ? 2.4 : zoom < 5 ? 3 : 3.6);
  const joined = (way, keyOf) => { // runs of one key after each other, as one
    const all = [];
    way.runs.forEach(run => {
      const key = keyOf(run), end = all[all.length - 1];
      if (key === null) return;
      if (end && end.key === key && end.to === run.from - 1) end.to = run.to; else all.push({ key, mode: run.mode, from: run.from, to: run.to });
    });
    return all;
  };
  const drawBranches = () => {
    const zoom = map.getZoom(), all = drawn(), now = [zoom, st.mask, st.more, st.lang, all.map(row => row.trip + ":" + row.fig)].join();
    if (now === signature) return false;
    signature = now;
    bundle.clearLayers();
    const W = width(zoom);
    ways = B.build(all, zoom, W + 1.1, row => triple(row, "days")[1]);
    const put = (where, way, run, name, weight) => bundle.addLayer(B.line(way, run, { pane: panes[where].pane, renderer: panes[where].renderer, className: name, weight }));
    ways.forEach(way => joined(way, run => run.mode === "sea").forEach(run => put("casing", way, run, "cs m-" + run.mode, W + (run.mode === "sea" ? 2.4 : 3))));
    ways.slice().sort((a, b) => b.x.length - a.x.length).forEach(way => { // the shortest lies on top: a crossing hides most of it
      const over = (test, name, weight) => joined(way, run => test(run) || null).forEach(run => put("texture", way, run, "tx " + name + " w-" + way.row.route.n, weight));
      joined(way, run => run.mode).forEach(run => put("routes", way, run, "ln m-" + run.mode + " " + look(way.row), run.mode === "sea" ? W * 0.76 : W));
      over(run => run.mode === "road", "m-road", W * 0.26);
      if (zoom >= 5.5) over(run => run.mode === "rail" && !run.leg.no, "m-rail", W * 0.42);
      over(run => run.leg.no, "no", W * 0.42);
      if (zoom >= 5) way.runs.forEach(run => B.stretches(way, run).forEach(part => put("texture", way, part, "tx sk w-" + way.row.route.n, W * 1.1)));
      way.runs.forEach(run => bundle.addLayer(hitOf(way, run)));
    });
    drawMarks();
    drawNames();
    diagram.draw(all);
    return true;
  };
  const drawLines = () => {
    const used = new Set(drawn().flatMap(row => legsOf(row.trip).flatMap(leg => leg.p.map(B.piece)))), seen = new Set();
    lost.clearLayers();
    for (const [kind] of world().lost || []) {
      const row = before(kind);
      if (row && row.place === 1) legsOf(row.trip).forEach(leg => leg.p.forEach(p => { const n = B.piece(p); if (!used.has(n) && !seen.has(n)) { seen.add(n); lost.addLayer(path("lost", store.piece(n), "gone-line")); } }));
    }
    D.gates.forEach(gate => { if (gate.p && (stateNow(gate.id) || gate.state) === "closed") lost.addLayer(path("lost", store.decode(gate.p), "lost")); });
    plan.clearLayers();
    D.unbuilt.forEach(link => {
      if (stateNow(link.id) === "open" || link.state === "open") return;
      const points = store.decode(link.p);
      plan.addLayer(path("plan", points, "cs", { weight: 7 }));
      plan.addLayer(path("plan", points, "rt ln planned g-" + link.group));
      const hit = path("hits", points, "ht", { interactive: true, weight: 16 });
      hit.bindPopup(() => planCard(link), { minWidth: 240, maxWidth: 320 });
      hit.on("add", () => {
        const node = hit.getElement();
        node.setAttribute("tabindex", "0"); node.setAttribute("role", "button"); node.setAttribute("aria-label", planName(link));
        node.onkeydown = event => byKey(event, hit);
      });
      plan.addLayer(hit);
    });
  };
  const drawMarks = () => { // days on the lines, and places of waiting as discs, area = days
    marks.clearLayers();
    waits = new Map(); dayMarks = [];
    ways.forEach(way => {
      const mine = {};
      way.waits.forEach(wait => { mine[wait.at] = (mine[wait.at] || 0) + wait.days; });
      for (const id in mine) { const all = waits.get(id) || []; all.push([mine[id], way.row]); waits.set(id, all); }
    });
    for (const [id, all] of waits) {
      const most = Math.max(...all.map(one => one[0])), spot = place[id];
      if (!spot || most < 0.75) continue;
      const one = new Set(all.map(each => each[1].group)).size === 1 ? all[0][1].group : "ink";
      marks.addLayer(L.circleMarker([spot.y, spot.x], { pane: panes.marks.pane, renderer: panes.marks.renderer, radius: 3.6 * Math.sqrt(most), className: "wait f-" + one, interactive: false }));
    }
    D.towns.filter(townSeen).forEach(town => marks.addLayer(L.circleMarker(town.ll, { pane: panes.marks.pane, renderer: panes.marks.renderer, radius: 2.2, className: "town", interactive: false })));
    const zoom = map.getZoom(), every = zoom < 3.5 ? 10 : 5, put = [], origin = map.getPixelOrigin();
    nodes.forEach(node => { if (node.on) { const q = map.project(node.ll); put.push([q.x, q.y, -1, 13]); } });
    ways.forEach(way => {
      for (let day = every; day < way.end - 0.5; day += every) {
        const at = B.dayAt(way, day), i = Math.floor(at);
        if (way.day[i + 1] - way.day[i] > 0.4) continue; // it stands: the disc shows it
        const x = way.x[i], y = way.y[i];
        if (put.some(q => Math.hypot(q[0] - x, q[1] - y) < (q[2] < 0 ? q[3] : q[2] === day ? 26 : 15))) continue;
        put.push([x, y, day]); dayMarks.push([x, y]);
        const common = way.order.get(way.piece[i]).length > 1;
        marks.addLayer(L.marker(B.spot(way, i), { pane: panes.marks.pane, interactive: false, keyboard: false, icon: L.divIcon({ className: "dm w-" + way.row.route.n + (common ? " f-ink" : " f-" + way.row.group), iconSize: [0, 0], html: el("b", {}, String(day)) }) }));
      }
    });
  };
  const drawNames = () => { // names and days beside the free parts of the lines
    const far = (a, x, y, least) => { for (let j = 0; j < a.x.length; j += 5) { const dx = a.x[j] - x, dy = a.y[j] - y, d = dx * dx + dy * dy; if (d < least * least) least = Math.sqrt(d); } return least; };
    const frame = map.getPixelBounds(), p = rects.panel, wide = map.getSize().x > 700, found = new Map();
    ways.forEach(way => {
      const all = [], step = Math.max(4, Math.floor(way.x.length / 90));
      for (let i = step; i < way.x.length - step; i += step) {
        const x = way.x[i], y = way.y[i], cx = x - frame.min.x, cy = y - frame.min.y;
        if (cx < 0 || cy < 0 || x > frame.max.x || y > frame.max.y || (wide ? cx > p.left && cx < p.right : cy > p.top)) continue;
        const free = ways.reduce((least, other) => (other === way ? least : far(other, x, y, least)), 90), mid = 1 - Math.abs(i / way.x.length - 0.5);
        all.push([free * mid, i]);
      }
      all.sort((a, b) => b[0] - a[0]);
      const kept = [];
      for (const [, i] of all) if (kept.length < 14 && kept.every(j => Math.hypot(way.x[i] - way.x[j], way.y[i] - way.y[j]) > 28)) kept.push(i);
      found.set(way.row.route.n, { way, at: kept.map(i => B.spot(way, i)) });
    });
    names.forEach(one => {
      const hit = found.get(one.n);
      one.at = hit ? hit.at : []; one.words = hit ? label(hit.way.row.route) + " · " + days(triple(hit.way.row, "days")[1]) + "\u202f" + t("u_days") : "";
      one.node.className = "lb dl" + (hit ? " c-" + hit.way.row.group : "");
    });
  };
  const focus = id => { // of nothing: the ways that a step of the story is about
    const ids = id && id.length ? [].concat(id) : story.ways(), key = ids.length ? String(ids) : null;
    if (st.hot === key) return;
    st.hot = key;
    const on = new Set(ways.filter(way => ids.includes(way.row.route.id)).map(way => "w-" + way.row.route.n));
    box.classList.toggle("focus", on.size > 0);
    document.querySelectorAll(".leaflet-pane>svg [class*=w-],.dm[class*=w-],:is(.td,.duo) [class*=w-]").forEach(node => node.classList.toggle("fade", on.size > 0 && ![...node.classList].some(name => on.has(name))));
    list.querySelectorAll("li").forEach(li => li.classList.toggle("dim", on.size > 0 && !ids.includes(li.dataset.id)));
  };

  // ---- cards -------------------------------------------------------------------------------------------------------
  const link = address => (/^https?:\/\//.test(address) ? address : null);
  const source = key => {
    const s = D.sources[key];
    if (!s) return el("li", {}, key);
    const words = s[0] + (s[1] ? ", " + s[1] : "") + (s[2] ? ", " + s[2] : ""), to = link(s[3]);
    return el("li", {}, to ? el("a", { href: to, target: "_blank", rel: "noopener noreferrer" }, words) : words);
  };
  const sources = keys => (keys.length ? el("div", { class: "src" }, el("b", {}, t("src")), el("ul", {}, ...keys.slice(0, 6).map(source))) : null);
  const card = (title, ...kids) => el("div", { class: "pp", tabindex: "-1", dir: rtl() ? "rtl" : "ltr" }, el("h3", {}, title), ...kids);
  const tag = (words, look) => el("span", { class: "tag " + (look || "") }, words);
  const facts = pairs => el("dl", {}, ...pairs.filter(pair => pair[1]).flatMap(([key, value]) => [el("dt", {}, key), el("dd", {}, value)]));
  const legFacts = leg => facts([
    [t("days"), days(leg.h / 24) + " " + t("u_days") + " (" + t("mean") + ")"], [t("km"), leg.km ? num(leg.km) + " " + t("u_km") : ""],
    [t("usd"), leg.usd ? num(leg.usd) + " " + t("u_usd") + " " + t("per") : ""], [t("co2"), leg.co2e ? num(leg.co2e) + " " + t("u_co2") : ""],
    [t("passes"), leg.via.map(gateName).join(", ")]]);
  const legCard = (leg, row, all) => card(legName(leg), el("p", {}, tag(t(leg.mode)), leg.state ? tag(t(leg.state), "warn") : null, leg.no ? tag(t("noservice"), "warn") : null, leg.p.some(p => D.chords[B.piece(p)]) ? tag(t("schematic")) : null, tag(t("grade") + " " + leg.grade), tag(label(row.route))), legFacts(leg), all && all.length > 1 ? el("div", { class: "here" }, el("b", {}, t("shared")), ...wayList(all)) : null, sources(leg.src));
  const gateName = id => (W[st.lang].g || {})[id] || (D.gates.find(g => g.id === id) || { n: id }).n;
  const gateCard = gate => { const state = stateNow(gate.id) || gate.state; return card(gateName(gate.id), el("p", {}, tag(t("gate")), tag(t(state), state === "open" ? "" : state === "closed" ? "bad" : "warn")), sources(gate.src)); };
  const planName = one => named(place[one.b]) + "–" + named(place[one.a]) + ", " + t(one.state) + ", " + num(one.km) + " " + t("u_km");
  const planCard = one => card(named(place[one.b]) + "–" + named(place[one.a]), el("p", {}, tag(t(one.mode)), tag(t(one.state), "warn"), tag(num(one.km) + " " + t("u_km"))),
    one.note ? el("p", { lang: "en", dir: "ltr" }, one.note) : null,
    one.dissent.length ? el("p", { class: "mut" }, t("also") + " " + one.dissent.map(d => d[0] + " km (" + ((D.sources[d[2]] || [d[2]])[0]) + ", " + d[1] + ")").join("; ")) : null, sources(one.src));
  const placeCard = spot => {
    const all = [...new Set(shown().flatMap(row => D.trips[row.trip].legs))].map(n => D.legs[n]).filter(leg => leg.a === spot.id || leg.b === spot.id);
    const stays = all.filter(leg => leg.part !== "line_haul"), here = stays.length ? stays : all;
    return card(named(spot), el("p", { class: "mut" }, [spot.n, spot.ru, spot.fa, spot.hi].filter(x => x && x !== named(spot)).join(" · ")),
      here.length ? el("b", {}, t("here")) : null,
      ...here.slice(0, 5).map(leg => el("div", { class: "deed" }, el("span", {}, legName(leg) + " · " + t(leg.mode)), el("span", { class: "n" }, days(leg.h / 24) + " " + t("u_days")))),
      sources([...new Set(here.flatMap(leg => leg.src))]));
  };

  // ---- nodes and labels --------------------------------------------------------------------------------------------
  const nodePane = map.createPane("instc-nodes"), labelPane = map.createPane("instc-labels"), waterPane = map.createPane("instc-water");
  nodePane.style.zIndex = 610; labelPane.style.zIndex = 620; waterPane.style.zIndex = 320;
  labelPane.style.pointerEvents = waterPane.style.pointerEvents = "none";
  const ends = new Set(D.meta.ends.map(e => e.id));
  const MINZOOM = [0, 3, 4.5, 5.5, 0], nodes = [], ofStory = new Set(D.story.flatMap(step => [].concat(step.at || [])));
  const first = node => node.rank && (node.spot.g || ofStory.has(node.spot.id)) ? 0.5 : node.rank; // places of the story and breaks of gauge come before others
  const marker = (lat, lon, kind, card, id) => {
    const node = L.marker([lat, lon], { pane: "instc-nodes", keyboard: true, icon: L.divIcon({ className: "nd k-" + kind, iconSize: [24, 24], html: el("i") }) });
    node.bindPopup(card, { minWidth: 230, maxWidth: 320 });
    node.on("keypress", event => { if (event.originalEvent.key === "Enter") setTimeout(() => openFrom(node)); });
    if (kind === "gate") node.setZIndexOffset(-2000); // straits give way to ports
    if (place[id] && place[id].k.includes("border")) {
      node.on("mouseover", event => showReached(id, event.containerPoint)).on("mouseout", hideTip);
      node.on("add", () => Object.assign(node.getElement(), { onfocus: () => showReached(id, map.latLngToContainerPoint(node.getLatLng())), onblur: hideTip }).setAttribute("aria-describedby", "tip"));
    }
    return node;
  };
  D.places.forEach(spot => {
    const kind = ends.has(spot.id) ? "end" : spot.k.includes("port") ? "port" : spot.k.includes("border") ? "border" : spot.k.includes("hub") ? "hub" : "";
    const rank = { end: 0, port: 1, border: 2, hub: 3 }[kind];
    if (kind) nodes.push({ spot, kind, rank, ll: L.latLng(spot.y, spot.x), m: marker(spot.y, spot.x, kind, () => placeCard(spot), spot.id) });
  });
  D.meta.ends.filter(e => !place[e.id]).forEach(e => nodes.push({ spot: e, kind: "end", rank: 0, ll: L.latLng(e.lat, e.lon), m: marker(e.lat, e.lon, "end", () => card(e.name)) }));
  D.gates.forEach(gate => nodes.push({ gate, spot: { get n() { return gateName(gate.id); }, id: gate.id }, kind: "gate", rank: 2, ll: L.latLng(gate.y, gate.x), m: marker(gate.y, gate.x, "gate", () => gateCard(gate)) }));
  const closeTo = new Map(), nearGap = (gap, p) => { // a piece of line beside a line that is not built
    const key = gap.id + B.piece(p), [a, b] = [place[gap.a], place[gap.b]];
    if (!closeTo.has(key)) closeTo.set(key, store.piece(p).some(ll => [a, b].every(q => Math.hypot(ll[0] - q.y, ll[1] - q.x) < 1.2)));
    return closeTo.get(key);
  };
  const passesGap = gap => drawn().some(row => legsOf(row.trip).some(leg => [leg.a, leg.b].some(id => id === gap.a || id === gap.b) || leg.p.some(p => nearGap(gap, p))));
  const drawNodes = () => {
    const used = new Set(), passed = new Set();
    drawn().forEach(row => legsOf(row.trip).forEach(leg => { used.add(leg.a); used.add(leg.b); leg.via.forEach(v => passed.add(v)); }));
    D.unbuilt.forEach(one => { if (passesGap(one)) { used.add(one.a); used.add(one.b); } });
    const z = map.getZoom();
    nodes.forEach(node => {
      const state = node.gate && (stateNow(node.gate.id) || node.gate.state);
      node.on = node.gate ? passed.has(node.gate.id) || state === "closed" : used.has(node.spot.id) || node.kind === "end";
      node.vis = node.on && z >= (state === "closed" || state === "limited" || first(node) < 1 ? 0 : MINZOOM[node.rank]);
    });
    const stand = [];
    nodes.slice().sort((a, b) => first(a) - first(b)).forEach(node => {
      if (!node.vis) return;
      const q = map.latLngToContainerPoint(node.ll);
      const state = node.gate && (stateNow(node.gate.id) || node.gate.state);
      if (state && state !== "open") return;
      if (stand.some(other => Math.hypot(other.x - q.x, other.y - q.y) < 11)) node.vis = false; else stand.push(q);
    });
    nodes.forEach(node => {
      const state = node.gate && (stateNow(node.gate.id) || node.gate.state);
      if (node.vis && !map.hasLayer(node.m)) node.m.addTo(map);
      if (!node.vis && map.hasLayer(node.m)) node.m.remove();
      const dom = node.vis && node.m.getElement();
      if (!dom) return;
      dom.classList.toggle("closed", state === "closed");
      dom.classList.toggle("limited", state === "limited");
      dom.setAttribute("aria-label", named(node.spot) + ", " + t(node.kind === "port" ? "port_" : node.kind === "border" ? "border_" : node.kind) + (state && state !== "open" ? ", " + t(state) : ""));
    });
  };
  const labels = [], names = [], townSeen = town => map.getZoom() >= 5 && !nodes.some(node => node.vis && node.spot.id === town.id);
  const waited = id => { const all = waits.get(id); if (!all || map.getZoom() < 3.5) return ""; const most = Math.max(...all.map(one => one[0])); return most < 0.75 ? "" : " · " + days(most) + "\u202f" + t("u_days"); };
  const addLabel = (text, ll, look, rank, off, others) => { const node = el("div", { class: "lb " + look }); (off === null ? waterPane : labelPane).append(node); labels.push({ node, text, at: [ll, ...(others || [])], look, rank, off, others }); return labels[labels.length - 1]; };
  nodes.forEach(node => { const one = addLabel(() => (node.vis ? named(node.spot) + (node.spot.g ? " · " + node.spot.g.join("/") : "") + waited(node.spot.id) + (node.gate && (stateNow(node.gate.id) || node.gate.state) === "closed" ? " ✕" : "") : ""), node.ll, "p" + node.rank + (node.gate ? " gt" : ""), first(node), node.rank ? 9 : 12); one.owner = node; if (first(node) < 1) one.less = () => (node.vis ? named(node.spot) : ""); });
  D.unbuilt.forEach(one => {
    const points = store.decode(one.p), mid = points[points.length >> 1];
    addLabel(() => (map.getZoom() >= 4 && passesGap(one) && one.state !== "open" && stateNow(one.id) !== "open" ? t("gap", { k: num(one.km) }) : ""), L.latLng(mid), "gp g-" + one.group, 1.2, 9);
  });
  D.names.forEach(name => {
    const at = name.at.map(ll => L.latLng(ll)), from = name.k === "sea" ? [0, 0, 4, 5][name.p] : [3.25, 4, 5.25][name.p];
    addLabel(() => (map.getZoom() >= from && map.getZoom() < 8 ? name[st.lang] || name.en : ""), at[0], name.k === "sea" ? "wt" : "ct", (name.k === "sea" ? 4 : 6) + name.p, null, at.slice(1));
  });
  D.towns.forEach((town, i) => { town.ll = L.latLng(town.y, town.x); addLabel(() => (townSeen(town) ? named(town) : ""), town.ll, "tn", 5 + i / 100, 5); });
  D.routes.forEach(route => { const one = addLabel(() => one.words, L.latLng(0, 0), "dl", 1.7, 8); one.n = route.n; one.at = []; one.words = ""; one.most = 3.5; names.push(one); });
  const settleLabels = parts.labels(map);
  const placeLabels = () => {
    const frame = rects.frame, taken = [], under = [], corner = map.containerPointToLayerPoint([0, 0]);
    for (const way of ways) {
      const at = B.shift(way.zoom);
      for (let i = 0; i < way.x.length; i += 2) under.push(at(way.x[i], way.y[i]).subtract(corner));
    }
    for (const r of rects.over) {
      if (r.width) taken.push([r.left - frame.left - 6, r.top - frame.top - 6, r.right - frame.left + 6, r.bottom - frame.top + 6]);
    }
    const start = map.getPixelBounds().min;
    dayMarks.forEach(([x, y]) => taken.push([x - start.x - 8, y - start.y - 8, x - start.x + 8, y - start.y + 8]));
    nodes.forEach(node => { if (node.vis) { const q = map.latLngToContainerPoint(node.ll); taken.push([q.x - 6, q.y - 6, q.x + 6, q.y + 6, node]); } });
    settleLabels(labels, frame, taken, under, [frame.width > 700, st.lang].join());
  };

  // ---- race --------------------------------------------------------------------------------------------------------
  const racePane = map.createPane("instc-race");
  racePane.style.zIndex = 640; racePane.style.pointerEvents = "none";
  const raceRenderer = L.svg({ pane: "instc-race", padding: 0.4 }), runners = new Map();
  const drawRace = () => {
    const wanted = st.day > 0 ? ways : [], keys = new Set(wanted.map(way => way.row.trip + ":" + way.row.fig));
    for (const [key, run] of runners) if (!keys.has(key)) { run.dot.remove(); run.comet.remove(); runners.delete(key); }
    wanted.forEach(way => {
      const row = way.row, key = row.trip + ":" + row.fig;
      if (!runners.has(key)) runners.set(key, {
        dot: L.marker([0, 0], { pane: "instc-race", interactive: false, keyboard: false, icon: L.divIcon({ className: "dot f-" + row.group, iconSize: [14, 14], html: el("i") }) }).addTo(map),
        comet: L.polyline([], { pane: "instc-race", renderer: raceRenderer, interactive: false, className: "cm g-" + row.group, noClip: true }).addTo(map)
      });
      const run = runners.get(key), [p10, p50, p90] = triple(row, "days"), last = way.x.length - 1;
      const lo = Math.min(last, B.dayAt(way, st.day * p50 / p90)), hi = Math.min(last, B.dayAt(way, st.day * p50 / p10)), tail = [B.between(way, lo)];
      for (let i = Math.ceil(lo); i < hi; i += 3) tail.push(B.spot(way, i));
      run.comet.setLatLngs([...tail, B.between(way, hi)]);
      run.dot.setLatLng(B.between(way, B.dayAt(way, st.day)));
    });
    list.querySelectorAll("li").forEach(li => li.classList.toggle("arrived", st.day > 0 && st.day >= +li.dataset.p50));
    diagram.at(st.day);
    clock.textContent = t("day", { n: Math.floor(st.day) });
    slider.value = st.day;
    slider.setAttribute("aria-valuetext", clock.textContent);
  };
  let last = 0;
  const tick = now => {
    if (!st.play) return;
    st.day = Math.min(+slider.max, st.day + Math.min(100, now - last) / 1000 * 3.2);
    last = now;
    drawRace();
    if (st.day >= +slider.max) play(false); else requestAnimationFrame(tick);
  };
  const play = on => {
    st.play = on;
    if (on) { if (st.day >= +slider.max) st.day = 0; last = performance.now(); requestAnimationFrame(tick); }
    button.textContent = on ? "❚❚" : "▶";
    button.setAttribute("aria-label", t(on ? "pause" : "play"));
  };

  // ---- panel -------------------------------------------------------------------------------------------------------
  const title = el("h1", {}), short = el("p", { class: "short", lang: "en", dir: "ltr" }, D.meta.short), answer = el("p", { class: "ans", "aria-live": "polite" }), sub = el("p", { class: "sub" }), list = el("ul", { class: "bars" }), more = el("button", { type: "button", class: "quiet", on: { click: () => { st.more = !st.more; update(); } } });
  const rove = group => { // one tab stop a group of buttons, arrows walk in it
    const all = [...group.children], on = all.find(one => one.getAttribute("aria-pressed") === "true") || all[0];
    all.forEach(one => { one.tabIndex = one === on ? 0 : -1; });
    group.onkeydown = event => { const by = ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] || 0) * (rtl() ? -1 : 1), next = all[all.indexOf(document.activeElement) + by]; if (by && next) { event.preventDefault(); next.focus(); } };
  };
  const story = parts.story(el, D, st, {
    t, num, days, triple, rowsOf, label, signed: (value, sort) => signed(value, sort), show: (value, sort) => show(value, sort), decode: store.decode, gate: id => gateName(id), sources: keys => sources(keys),
    place: id => (place[id] ? named(place[id]) : id), spot: id => [place[id].y, place[id].x],
    changed: () => { moved = false; update("first"); }
  });
  const pair = parts.pair(el, svg, map, B, D, st, {
    t, rowsOf, legsOf, triple, label, look, isOn, rove, switches, state: (gate, mask) => stateIn(gate.id, mask) || gate.state,
    best: mask => sorted(rowsOf(D.worlds[mask]), st.sort)[0], show: value => show(value, st.sort),
    swap: () => { [st.mask, st.held] = [st.held, st.mask]; update(true); }
  });
  const sorts = el("div", { class: "sg", role: "group" }), wis = el("div", { class: "wis" }), gone = el("details", { class: "gone" }), key = el("div", { class: "lg" }), clock = el("output", {}), foot = el("div", { class: "ft" });
  const slider = el("input", { type: "range", min: 0, max: 60, step: 0.1, value: 0, on: { input: () => { st.day = +slider.value; drawRace(); }, change: () => keep() } });
  const button = el("button", { type: "button", class: "go", on: { click: () => play(!st.play) } });
  const h = {}, head = name => (h[name] = el("h2", { class: "h-" + name }));
  const langs = el("div", { class: "sg", role: "group" }), tools = el("div", { class: "tb" });
  const sheet = el("button", { type: "button", class: "hd", on: { click: () => { const now = panel.dataset.size || "mid"; panel.dataset.size = { mid: "max", max: "min", min: "mid" }[now]; setTimeout(settle, 220); } } });
  const panel = el("section", { id: "pn" }, sheet, el("div", { class: "in" }, title, short, answer, sub, pair.box, story.box, sorts, list, more, gone, head("what"), wis, head("race"), el("div", { class: "rc" }, button, slider, clock), head("key"), key, tools, foot));
  const skip = el("a", { href: "#pn-after", class: "skip" });
  L.DomEvent.disableClickPropagation(panel);
  L.DomEvent.disableScrollPropagation(panel);

  const unsigned = (value, sort) => (sort === "days" ? days(Math.abs(value)) : num(Math.abs(value)));
  const signed = (value, sort) => (value < 0 ? "−" : "+") + unsigned(value, sort);
  const changed = best => { // what the switches changed, in one sentence
    const was = compared() && sorted(rowsOf(D.worlds[base()]), st.sort)[0], gap = was ? triple(best, st.sort)[1] - triple(was, st.sort)[1] : 0;
    if (!was) return "";
    if (was.kind === best.kind && Math.abs(gap) < 0.05) return " " + t("same");
    return " " + t(st.held === null ? "was" : "was_held", { r: label(was.route), v: show(triple(was, st.sort)[1], st.sort), d: signed(gap, st.sort) + "\u00a0" + t(unit[st.sort]) });
  };
  const drawTitle = () => {
    short.hidden = st.mask || st.lang !== "en"; // it is told of the first world, in English
    const [a, b] = D.meta.ends, best = rows()[0], s = { days: "fast", usd: "cheap", co2: "clean", km: "short" }[st.sort];
    title.replaceChildren(el("span", {}, t("to", { a: named(a), b: named(b) }) + ":"), " ", el("span", { class: "q" }, t("q", { s: t(s) })));
    document.title = t("to", { a: named(a), b: named(b) }) + " · instc";
    if (!best) answer.replaceChildren(t(/contradict/.test(world().why) ? "clash" : "none"));
    else {
      const [lo, mid, hi] = triple(best, st.sort);
      answer.replaceChildren(swatch(best), " ", t(st.sort === "km" ? "ans_km" : "ans", { r: label(best.route), v: show(mid, st.sort), l: st.sort === "days" ? days(lo) : num(lo), h: st.sort === "days" ? days(hi) : num(hi) }) + (st.sort === "days" && best.share ? " " + t("lead", { p: pct(best.share) }) : "") + changed(best));
    }
    const scope = a.scope === b.scope ? t(a.scope === "port" ? "port" : "door") : t("to", { a: t("sc_" + a.scope), b: t("sc_" + b.scope) });
    sub.textContent = scope + " · 1 TEU · " + t("state", { d: D.meta.as_of }) + (st.sort === "km" ? "" : " · " + t("bar"));
  };
  const stack = trip => {
    const parts = D.trips[trip].parts, all = parts.reduce((a, b) => a + b, 0);
    return el("div", {}, el("div", { class: "stack", role: "img", "aria-label": PARTS.map((name, i) => t(name === "border" ? "borderp" : name) + " " + days(parts[i])).join(", ") }, ...PARTS.map((name, i) => el("span", { class: "s-" + name, css: { width: parts[i] / all * 100 + "%" } }))),
      el("div", { class: "skey" }, ...PARTS.map((name, i) => el("span", {}, el("i", { class: "s-" + name }), t(name === "border" ? "borderp" : name) + " ", el("b", {}, days(parts[i]))))));
  };
  const legList = row => el("div", { class: "legs" }, el("p", { lang: "en", dir: "ltr" }, D.trips[row.trip].path), "no" in D.trips[row.trip] ? el("p", { class: "mut", lang: "en", dir: "ltr" }, D.texts[D.trips[row.trip].no]) : null, el("p", { class: "mut" }, t("legs")), stack(row.trip),
    el("ol", {}, ...legsOf(row.trip).map(leg => el("li", {}, el("details", {}, el("summary", {}, el("span", { class: "md s-" + (leg.part || "line_haul") }), el("span", { class: "nm" }, legName(leg), el("small", {}, t(leg.mode) + (leg.km ? " · " + num(leg.km) + " " + t("u_km") : "") + (leg.state ? " · " + t(leg.state) : "") + (leg.no ? " · " + t("noservice") : ""))), el("span", { class: "n" }, days(leg.h / 24))), legFacts(leg), el("p", { class: "mut" }, t("grade") + " " + leg.grade), sources(leg.src))))),
    el("p", { class: "mut" }, t("gradeD", { p: pct(D.fig[row.fig][5]) })));
  const goneRow = ([kind, id, name, why]) => { // a way that is lost keeps its place
    const route = { id, label: name };
    return el("li", { class: "off lostrow", "data-kind": kind }, el("span", { class: "nm" }, svg("svg", { width: 18, height: 8, class: "swatch", "aria-hidden": "true" }, svg("path", { d: "M0 4H18", class: "rt ln m-rail g-" + kind.replace("-sea", " d1") })), label(route)), el("small", why ? { lang: "en", dir: "ltr" } : {}, why || t("nosuch")));
  };
  const drawBars = () => {
    const all = shown(), pairs = st.held !== null, was_ = row => (pairs && row.place && before(row.kind)) || null, top = Math.max(...all.flatMap(row => [row, was_(row) || row]).map(row => triple(row, st.sort)[2]), 1e-9);
    const had = list.contains(document.activeElement) ? document.activeElement.closest("li").dataset.id : null;
    list.replaceChildren(...all.map(row => {
      const [lo, mid, hi] = triple(row, st.sort), open = st.open === row.route.id, warn = legsOf(row.trip).some(leg => leg.state === "limited");
      const was = compared() && row.place ? before(row.kind) : null, gap = was ? mid - triple(was, st.sort)[1] : 0, moved_ = was && Math.abs(gap) >= (st.sort === "days" ? 0.05 : 0.5);
      const other = moved_ && D.trips[was.trip].track !== D.trips[row.trip].track ? ", " + t("otherway") : "";
      const kept = was_(row), pair = kept && triple(kept, st.sort);
      const whisker = (from, to) => (st.sort === "km" ? null : el("span", { class: "w", css: { "inset-inline-start": from / top * 100 + "%", width: (to - from) / top * 100 + "%" } }));
      const bar = el("span", { class: "tr", "aria-hidden": "true" }, el("span", { class: "f b-" + row.group + (dash(row) ? " d" + dash(row) : ""), css: { width: mid / top * 100 + "%" } }), moved_ && !pairs ? el("span", { class: "gh", css: { "inset-inline-start": triple(was, st.sort)[1] / top * 100 + "%" } }) : null, whisker(lo, hi));
      const twin = pair && el("span", { class: "tr held", "aria-hidden": "true" }, el("span", { class: "f b-" + row.group, css: { width: pair[1] / top * 100 + "%" } }), whisker(pair[0], pair[2]), el("small", {}, show(pair[1], st.sort)));
      const side = st.sort === "days" ? num(D.fig[row.fig][0]) + " " + t("u_km") : days(triple(row, "days")[1]) + " " + t("u_days");
      const words = label(row.route) + ": " + show(mid, st.sort) + (st.sort === "km" ? "" : ", P10–P90 " + show(lo, st.sort) + " – " + show(hi, st.sort)) + (moved_ ? "; " + signed(gap, st.sort) + other : "") + (pair ? "; " + t("held") + ": " + show(pair[1], st.sort) : "") + "; " + side + (row.place === 2 ? "; " + t("far") : "") + (warn ? "; " + t("limited") : "");
      return el("li", { "data-id": row.route.id, "data-p50": triple(row, "days")[1], class: (isOn(row) && row.place !== 2 ? "" : "off ") + (open ? "open" : ""), title: st.lang === "en" ? D.trips[row.trip].path : label(row.route), on: { mouseenter: () => focus(row.route.id), mouseleave: () => focus(null) } },
        el("button", { type: "button", class: "br", "aria-expanded": String(open), "aria-label": words, on: { click: () => { st.open = open ? null : row.route.id; drawBars(); drawRace(); }, focus: () => focus(row.route.id), blur: () => focus(null) } },
          el("span", { class: "nm" }, label(row.route), warn ? el("i", { class: "lim", title: t("limited") }, "!") : null, D.trips[row.trip].flags ? el("i", { class: "flg", title: t("flags", { n: D.trips[row.trip].flags }) }, "⚑") : null, el("small", { class: "ok" }, "✓ " + t("arr"))),
          el("span", { class: "n" }, moved_ ? el("em", { dir: "ltr", class: gap < 0 ? "dn" : "up", title: other.slice(2) || null }, signed(gap, st.sort)) : null, el("b", {}, show(mid, st.sort)), el("small", {}, side)), bar, twin),
        row.place === 2 ? el("small", { class: "why" }, t("far")) : null,
        open ? legList(row) : null);
    }), ...(st.more ? [] : (world().lost || []).map(goneRow)));
    if (had) { const again = [...list.children].find(li => li.dataset.id === had); if (again) again.firstChild.focus(); }
    more.hidden = !st.more && rows().length === all.length;
    more.textContent = st.more ? t("less") : t("more", { n: rows().length });
    slider.max = Math.ceil(Math.max(10, ...all.map(row => triple(row, "days")[2]))) + 1;
    gone.hidden = !world().gone.length;
    gone.replaceChildren(el("summary", {}, t("not") + ": " + world().gone.length), el("ul", { lang: "en", dir: "ltr" }, ...world().gone.map(([id, why]) => el("li", {}, el("b", {}, id), " " + why))));
  };
  const drawSwitches = () => {
    wis.replaceChildren(...D.switches.map((s, bit) => {
      const on = !!(st.mask >> bit & 1);
      return el("button", { type: "button", role: "switch", class: "wi", "aria-checked": String(on), title: st.lang === "en" ? s.about : null, on: { click: () => { st.mask ^= 1 << bit; update(true); wis.children[bit].focus(); } } }, el("span", { class: "kn", "aria-hidden": "true" }), el("span", {}, switchName(s)));
    }));
    const hold = el("button", { type: "button", class: "quiet", "aria-pressed": String(st.held !== null), on: { click: () => { st.held = st.held === null ? st.mask : null; update(); wis.querySelector(".hold button").focus(); } } }, t(st.held === null ? "hold" : "release"));
    wis.append(el("div", { class: "hold" }, st.held === null ? null : el("span", {}, el("b", {}, t("held") + ": "), switches(st.held)), hold));
    h.what.hidden = wis.hidden = !D.switches.length;
  };
  const sample = (mode, look, over) => svg("svg", { width: 38, height: 12, viewBox: "0 0 38 12", "aria-hidden": "true" }, svg("path", { d: "M2 6H36", class: "rt ln m-" + mode + " " + look }), ...(mode === "sea" || /planned|lost|gone/.test(look) ? [] : [svg("path", { d: "M2 6H36", class: "rt tx m-" + mode })]), ...(over ? [svg("path", { d: "M2 6H36", class: "rt tx " + over })] : []));
  const drawKey = () => {
    const item = (picture, words) => el("span", {}, picture, words), dot = kind => el("span", { class: "nd k-" + kind + " key", "aria-hidden": "true" }, el("i"));
    key.replaceChildren(item(sample("rail", "g-west"), t("rail")), item(sample("sea", "g-west"), t("sea")), item(sample("road", "g-west"), t("road")), item(sample("rail", "planned g-west"), t("planned")), item(sample("sea", "lost"), t("closed")), item(sample("sea", "gone-line"), t("unused")), item(sample("sea", "g-west", "no"), t("noservice")), item(sample("sea", "g-west", "sk"), t("schematic")), item(el("span", { class: "dm key f-ink" }, el("b", {}, "5")), t("daymark")), item(svg("svg", { width: 38, height: 14, "aria-hidden": "true" }, svg("circle", { cx: 19, cy: 7, r: 6, class: "wait f-ink" })), t("waitmark")),
      item(dot("port"), t("port_")), item(dot("border"), t("border_")), item(dot("hub"), t("hub")), item(dot("gate"), t("gate")), item(el("span", { class: "key2" }, el("i", { class: "lim" }, "!")), t("limited")));
  };
  const footText = () => t("foot", { n: num(D.meta.draws), s: D.meta.seed, y: D.meta.price_year, d: D.meta.as_of }) + " " + t(map.options.crs === L.CRS.Laea ? (D.meta.far ? "laea_far" : "laea") : "merc");
  const drawWords = () => {
    root.lang = st.lang; root.dir = rtl() ? "rtl" : "ltr";
    for (const name in h) h[name].textContent = t(name);
    panel.setAttribute("aria-label", t("panel"));
    sheet.setAttribute("aria-label", t("sheet"));
    slider.setAttribute("aria-label", t("race"));
    sorts.setAttribute("aria-label", t("sort"));
    langs.setAttribute("aria-label", t("lbl"));
    box.setAttribute("aria-label", t("map"));
    skip.textContent = t("skip");
    sorts.replaceChildren(...SORTS.map(sort => el("button", { type: "button", "aria-pressed": String(st.sort === sort), on: { click: () => { st.sort = sort; update(); sorts.children[SORTS.indexOf(sort)].focus(); } } }, t(sort))));
    langs.replaceChildren(...LANGS.map(lang => el("button", { type: "button", lang, "aria-pressed": String(st.lang === lang), on: { click: () => { st.lang = lang; update(true); langs.children[LANGS.indexOf(lang)].focus(); } } }, W[lang].lang)));
    tools.replaceChildren(langs, el("button", { type: "button", on: { click: () => theme(root.dataset.theme === "dark" ? "light" : "dark") } }, t("theme")), el("button", { type: "button", on: { click: () => window.print() } }, t("print")), el("button", { type: "button", on: { click: savePicture } }, t("png")), ...[["SVG", saveSvg], ["CSV", () => take.save("instc.csv", "text/csv", "\ufeff" + take.csv(shown()))], ["JSON", () => take.save("instc.json", "application/json", take.json(shown()))]].map(([name, act]) => el("button", { type: "button", on: { click: act } }, name)));
    foot.replaceChildren(footText(), el("br"), t("again") + ": ", el("code", { dir: "ltr" }, D.meta.again), el("br"), el("span", { dir: "ltr" }, "instc " + D.meta.instc_version + " · " + D.meta.data_hash.slice(0, 12) + " · Leaflet"));
    [sorts, langs].forEach(rove);
    play(st.play);
  };
  const theme = name => { root.dataset.theme = name; };

  // ---- picture and print -------------------------------------------------------------------------------------------
  const diagram = parts.diagram(el, svg, { t, num, legsOf, focus, look, days: row => triple(row, "days")[1], show: value => show(value, "days"), label: row => label(row.route), place: id => (place[id] ? named(place[id]) : id), open: id => { const node = nodes.find(one => one.spot.id === id); if (node && map.hasLayer(node.m)) openFrom(node.m); } });
  more.parentNode.insertBefore(diagram.figure, h.what);
  const take = parts.takeaway(el, svg, D, st, {
    t, world, triple, panel, dash, language, label: row => label(row.route), show: row => show(triple(row, st.sort)[1], st.sort),
    title: () => title.textContent, sub: () => [sub.textContent, ...switched(st.mask)].join(" · "), source: () => footText()
  });
  const composed = () => take.compose(box, labels, drawn());
  const picture = () => take.canvasOf(composed());
  const savePicture = async () => { const canvas = await picture(); el("a", { download: "instc.png", href: canvas.toDataURL("image/png") }).click(); };
  const saveSvg = () => take.save("instc.svg", "image/svg+xml", new XMLSerializer().serializeToString(composed()));
  const framed = parts.frame(map, root, panel, () => { fit(); settle(); });

  // ---- together ----------------------------------------------------------------------------------------------------
  let moved = false, fitting = false; // who has chosen a view keeps it
  let fitted = false; // a frame that is not laid out yet has no room: the view is set when it gets some
  let rects; // what is read of the layout, once a change
  const measure = () => { rects = { frame: box.getBoundingClientRect(), panel: panel.getBoundingClientRect(), over: [...document.querySelectorAll("#pn, .leaflet-control")].map(one => one.getBoundingClientRect()) }; };
  const fit = () => {
    measure();
    const spots = story.spots(), zero = L.bounds([]), add = ll => zero.extend(map.options.crs.latLngToPoint(L.latLng(ll), 0));
    if (spots) spots.forEach(add);
    else {
      drawn().forEach(row => legsOf(row.trip).forEach(leg => leg.p.forEach(p => zero.extend(B.flat(B.piece(p)).box))));
      D.meta.ends.forEach(e => add([e.lat, e.lon]));
      D.gates.forEach(gate => { if (stateNow(gate.id) === "closed") add([gate.y, gate.x]); }); // what is shut, and the way round it
    }
    const size = map.getSize(), wide = (size.x > 700 || (st.embed && size.y < 500)) && !root.classList.contains("printing"), side = wide ? rects.panel.width + 24 : 10;
    const lower = wide ? 24 : root.classList.contains("printing") ? 14 : Math.max(0, size.y - rects.panel.top) + 8;
    const start = [rtl() ? 56 : side, wide ? 20 : 12], end = [rtl() ? side : wide ? 60 : 46, lower];
    fitted = size.x - start[0] - end[0] > 40 && size.y - start[1] - end[1] > 40;
    fitting = true;
    if (fitted) {
      const [mid, zoom] = framed.view(zero, start, end, spots ? 6.5 : 8);
      if (map.getZoom() !== zoom || map.project(map.getCenter(), zoom).distanceTo(mid) > 1) { // else all lies where it lay
        signature = ""; bundle.clearLayers(); // the old lines needn't move first
        map.setView(map.unproject(mid, zoom), zoom, { animate: false });
      }
    }
    fitting = false;
  };
  let listed = "";
  const drawLayers = () => { // Leaflet's list of layers, in the page's language and colours; ways that this world lacks are not in it
    const key = [st.mask, st.lang, st.more].join();
    if (key === listed && box.querySelector(".leaflet-control-layers-overlays .swatch")) return;
    listed = key;
    const here = new Map(rows().map(row => [row.route.n, row]));
    [...box.querySelectorAll(".leaflet-control-layers-overlays label")].slice(0, D.routes.length).forEach((node, i) => {
      const row = here.get(i), words = node.querySelector("span > span");
      node.hidden = !row;
      if (words) words.replaceChildren(" ", ...(row ? [swatch(row), " "] : []), label(D.routes[i]));
    });
  };
  const settle = fresh => { if (fresh !== true) measure(); drawLayers(); drawNodes(); if (drawBranches()) { st.hot = ""; focus(null); drawRace(); } placeLabels(); };
  const update = refit => {
    hideTip(); focus(null); // it tells the world that was
    drawWords(); drawTitle(); pair.draw(); story.draw(); drawSwitches(); drawBars(); drawKey();
    const fits = refit === "first" || (refit && !moved);
    if (fits) fit();
    settle(fits); drawLines(); drawRace(); keep();
    st.hot = ""; focus(null);
  };
  const keep = () => { const c = map.getCenter(); take.keep(moved ? [c.lat, c.lng, map.getZoom()] : null, st.day); };
  const scale = L.control.scale({ imperial: false, position: "bottomright", maxWidth: 90 }).addTo(map);
  theme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.body.prepend(panel, skip);
  document.body.append(el("div", { id: "pn-after", tabindex: "-1" }));
  box.append(tip);
  const told = take.read(location.hash), view = told.view;
  const recall = found => { for (const name of ["mask", "sort", "lang", "more", "embed", "day", "step", "held"]) if (found[name] !== undefined) st[name] = found[name]; };
  recall(told);
  root.classList.toggle("embed", !!st.embed);
  update("first");
  if (view) { moved = true; map.setView([view[0], view[1]], view[2], { animate: false }); settle(); }
  if (st.embed && parent !== window) { const tell = () => parent.postMessage({ instc: { height: Math.max(360, Math.ceil(panel.scrollHeight + 24)) } }, "*"); tell(); addEventListener("resize", tell); }
  addEventListener("DOMContentLoaded", () => { measure(); drawLayers(); placeLabels(); }); // the list of layers comes last
  map.on("dragstart zoomstart", () => { moved ||= !fitting; });
  map.on("zoomstart", () => { labelPane.style.opacity = waterPane.style.opacity = 0; });
  map.on("zoomend", () => { labelPane.style.opacity = waterPane.style.opacity = 1; });
  map.on("moveend", () => { if (fitting) return; settle(); keep(); }); // who fits settles
  map.on("overlayadd overlayremove", () => { drawBars(); pair.draw(); drawLines(); settle(); drawRace(); });
  addEventListener("resize", () => { if (!fitted) { map.invalidateSize({ animate: false, pan: false }); fit(); } settle(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", event => theme(event.matches ? "dark" : "light"));
  window.instcPage = { map, state: st, data: D, rows, shown, drawn, triple, update, fit, picture, composed, take, story, recall, get ways() { return ways; }, ready: performance.now() };
}
