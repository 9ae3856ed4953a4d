function (map, D) { // every link: ink = state or grade, width = capacity, texture = mode; what holds each branch in red
  "use strict";
  const root = document.documentElement, box = map.getContainer(), GRADES = { A: "measured", B: "official statistic", C: "operator or press", D: "estimate" };
  const el = (tag, attrs, ...kids) => { const node = document.createElement(tag); for (const [name, value] of Object.entries(attrs || {})) { if (typeof value === "function") node.addEventListener(name, value); else node.setAttribute(name, value); } node.append(...kids.filter(kid => kid !== null)); return node; };
  const svg = (tag, attrs, ...kids) => { const node = document.createElementNS("http://www.w3.org/2000/svg", tag); for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value); node.append(...kids); return node; };
  const words = text => text.replace(/_/g, " "), width = mt => (mt === null ? 1 : 1.4 + 0.75 * Math.sqrt(mt));
  const decode = steps => { let x = 0, y = 0; const line = []; for (let i = 0; i < steps.length; i += 2) { x += steps[i]; y += steps[i + 1]; line.push([y / 1000, x / 1000]); } return line; };
  const LINKS = D.links.map(row => Object.fromEntries(row.map((value, i) => [D.columns[i], value])));
  let ink = "state";
  root.classList.add("instc");
  root.lang = "en";
  root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const pane = (name, z) => { const made = map.createPane("instc-" + name); made.style.zIndex = z; return { pane: "instc-" + name, renderer: L.svg({ pane: "instc-" + name, padding: 0.4 }) }; };
  const cuts = pane("cuts", 398), drawn = pane("links", 404), marks = pane("stops", 410);
  cuts.renderer.options.interactive = false;
  const card = link => el("div", { class: "pp", tabindex: "-1" }, el("h3", {}, link.n), el("p", {}, el("span", { class: "tag" }, words(link.mode)), el("span", { class: "tag" + (link.state === "open" ? "" : " warn") }, words(link.state)), el("span", { class: "tag" }, "grade " + link.grade + ", " + GRADES[link.grade])),
    el("p", {}, (link.km ? link.km.toLocaleString("en").replace(/,/g, "\u202f") + "\u00a0km · " : "") + (link.mt === null ? "capacity not known" : link.mt + "\u00a0Mt a year")),
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
  const key = el("div", {});
  const drawKey = () => key.replaceChildren(
    ...(ink === "state" ? ["open", "limited", "planned", "under_construction", "closed"].filter(state => count(link => link.state === state)).map(state => el("div", { class: "nk" }, sample("t-rail s-" + state, 3), words(state) + ": " + count(link => link.state === state)))
      : Object.keys(GRADES).map(grade => el("div", { class: "nk" }, sample("t-rail q-" + grade, 3), grade + ", " + GRADES[grade] + ": " + count(link => link.grade === grade)))),
    el("div", { class: "nk" }, sample("t-rail s-open", 1.6), "railway"), el("div", { class: "nk" }, sample("t-road s-open", 1.6), "road"), el("div", { class: "nk" }, sample("t-sea s-open", 1.6), "sea, ferry, river"),
    el("div", { class: "nk" }, sample("t-rail s-open", width(25)), "width: Mt a year (this is 25)"), el("div", { class: "nk" }, sample("t-rail s-open", 1), "hairline: capacity not known, " + count(link => link.mt === null) + " of " + D.links.length),
    el("div", { class: "nk" }, sample("cut", 8), "holds its branch today"));
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
  const wide = map.getSize().x > 700;
  map.setView([37, 55], wide ? 4.25 : 3, { animate: false });
  map.panBy(wide ? [-190, 0] : [0, 190], { animate: false });
  document.addEventListener("keydown", event => { if (event.key === "Escape") map.closePopup(); });
  window.instcPage = { map, data: D, held: [...held] };
}
